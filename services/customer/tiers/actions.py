"""What is done with facts, and how a tier comes of them."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis import policies
from chassis.admission import Reading
from chassis.errors import BadInput
from chassis.ids import new_id
from chassis.writes import Work
from services.customer.customers import actions as customers
from services.customer.tiers import store
from services.customer.tiers.rules import NotTieredYet, Table, require_in_order, tier_of, way_faults
from services.customer.tiers.schemas import FactsIn, TierRules
from services.customer.tiers.store import customer_facts, tier_change

KIND = "tiers"


def require_sound(rules: TierRules) -> None:
    """Raises BadInput for a draft with ways that ask for nothing or stand twice."""
    faults = way_faults([way.way() for way in rules.ways])
    if faults:
        raise BadInput(faults)


async def table(task: Work | Reading, on: date) -> Table:
    """The ways that count on a day, with their policy version."""
    row = await policies.in_force(task.connection, KIND, on)
    found = TierRules.model_validate(row.body)
    return Table(row.version, [way.way() for way in found.ways], frozenset(found.operating_products))


async def report_facts(work: Work, customer_id: UUID, body: FactsIn) -> tuple[Row[Any], Row[Any]]:
    """Write down what is known of a customer, and find the tier anew at once (T1). Answers the tier and the facts.

    The same facts again write nothing down; they are still held against the policy of today. Raises NotFound,
    BadInput for a day to come, FactsSuperseded for one before the facts that are known.
    """
    customer = await customers.get(work, customer_id)
    await store.take_turns(work.connection, customer_id)
    latest = await store.latest_facts(work.connection, customer_id)
    require_in_order(body.as_of, work.today, latest.as_of if latest else None)
    facts = latest
    if facts is None or _content(facts) != body:
        facts = await _add_facts(work, customer, body)
    return await _tier(work, customer, facts), facts


async def tier(task: Work | Reading, customer_id: UUID) -> tuple[Row[Any], Row[Any]]:
    """The tier that counts now and the facts it was found by. Raises NotTieredYet where nothing is known."""
    row = await store.present_tier(task.connection, customer_id)
    if row is None:
        raise NotTieredYet
    return row, await store.find_facts(task.connection, row.facts_id)


async def _add_facts(work: Work, customer: Row[Any], body: FactsIn) -> Row[Any]:
    values = body.model_dump() | {"loans": [loan.model_dump(mode="json") for loan in body.loans]}
    made = insert(customer_facts).values(
        id=new_id(),
        customer_id=customer.id,
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=customer.sub_branch,
        outlet=customer.outlet,
        **values,
    )
    row: Row[Any] = (await work.connection.execute(made.returning(customer_facts))).one()
    await work.record("customer.report_facts", row, data={"as_of": row.as_of}, resource=customer.id)
    return row


async def _tier(work: Work, customer: Row[Any], facts: Row[Any]) -> Row[Any]:
    """Find the tier by these facts and today's policy. A change of tier or of the ways to it is history."""
    ways = await table(work, work.today)
    found = tier_of(_content(facts).facts(), ways)
    before = await store.present_tier(work.connection, customer.id)
    same_tier = before is not None and before.tier == found.tier
    same = same_tier and before is not None and [reason["code"] for reason in before.reasons] == found.codes
    values = {
        "customer_id": customer.id,
        "tier": found.tier,
        "reasons": found.reasons,
        "facts_id": facts.id,
        "policy_version": ways.policy_version,
        "sub_branch": customer.sub_branch,
        "outlet": customer.outlet,
    }
    since = before.since if before is not None and same_tier else work.now
    after = await store.put_tier(work.connection, values | {"since": since})
    if not same:
        position = await store.next_position(work.connection, customer.id)
        made = {"id": new_id(), "position": position, "made_by": work.actor.sub, "made_at": work.now}
        await work.connection.execute(insert(tier_change).values(**values, **made))
        told = {"tier": found.tier, "codes": found.codes, "policy_version": ways.policy_version, "position": position}
        await work.record("customer.tier", after, before=before, data=told, resource=customer.id)
    return after


def _content(row: Row[Any]) -> FactsIn:
    """Facts as they were reported."""
    return FactsIn.model_validate({name: getattr(row, name) for name in FactsIn.model_fields})
