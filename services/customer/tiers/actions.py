"""What is done with facts, and how a tier comes of them."""

import functools
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import policies
from chassis.admission import Reading
from chassis.clock import SHANGHAI
from chassis.errors import BadInput, LoanopsError, NotFound, Text
from chassis.ids import new_id
from chassis.imports import Importer, Line, Rejection
from chassis.money import to_fen
from chassis.writes import Work
from services.customer.customers import actions as customers
from services.customer.tiers import store
from services.customer.tiers.rules import (
    CustomerMerged,
    NotTieredYet,
    Table,
    Tiering,
    figures_of,
    require_in_order,
    tier_of,
    way_faults,
)
from services.customer.tiers.schemas import FactsIn, FactsLine, TierRules

KIND = "tiers"


@dataclass(frozen=True)
class Moved:
    """A customer whose tier is another than before; `before` is None for the first."""

    customer_id: UUID
    before: str | None
    after: str


Follow = Callable[[Work, Sequence[Moved]], Awaitable[None]]
"""What has to happen when customers change their tier, in the same transaction."""


def require_sound(rules: TierRules) -> None:
    """Raises BadInput for a draft with ways that ask for nothing or stand twice."""
    faults = way_faults([way.way() for way in rules.ways])
    if faults:
        raise BadInput(faults)


async def table(task: Work | Reading, on: date) -> Table:
    """The ways that count on a day, with their policy version."""
    return _table(await policies.in_force(task.connection, KIND, on))


async def table_named(task: Work | Reading, version: str) -> Table:
    """The ways of a version. Raises NotFound."""
    return _table(await policies.find(task, KIND, version))


async def report_facts(work: Work, customer_id: UUID, body: FactsIn, follow: Follow) -> Row[Any]:
    """Write down what is known of a customer, and find the tier anew at once (T1). Answers the tier.

    The same facts again write nothing down; they are still held against the policy of today. Raises NotFound,
    BadInput for a day to come, FactsSuperseded for one before the facts that are known, CustomerMerged.
    """
    found = await customers.locked(work, [customer_id])
    if not found:
        raise NotFound
    refused = await _report(work, [(found[customer_id], body)], follow)
    if refused[0] is not None:
        raise refused[0]
    return (await store.tiers_of(work.connection, [customer_id]))[customer_id]


def importer(follow: Follow) -> Importer:
    """How files of facts are taken."""
    return Importer(FactsLine, functools.partial(_take, follow))


async def _take(follow: Follow, work: Work, lines: Sequence[Line]) -> list[Rejection]:
    """Take the facts of these lines, set by set. Answers those not taken."""
    known = await customers.ids_of(work, [line.value.external_ref for line in lines])
    rows = await customers.locked(work, known.values())
    rejections, said, latest = [], [], {}
    for line in lines:
        customer = rows.get(known.get(line.value.external_ref, new_id()))
        if customer is None:
            message = Text("There is no customer with this reference", "没有该编号的客户")
            rejections.append(Rejection(line.number, "UNKNOWN_CUSTOMER", message, "/external_ref"))
        elif customer.id in latest:
            message = Text("This customer stands in the file already", "该客户在文件中重复")
            rejections.append(Rejection(line.number, "CUSTOMER_REPEATED", message, "/external_ref"))
        else:
            latest[customer.id] = line
            body = FactsIn.model_validate(line.value.model_dump(exclude={"external_ref"}))
            said.append((line.number, customer, body))
    refused = await _report(work, [(customer, body) for _, customer, body in said], follow)
    for (number, _, _), error in zip(said, refused, strict=True):
        if isinstance(error, BadInput):
            fault = error.errors[0]
            rejections.append(Rejection(number, fault.code, fault.message, fault.pointer))
        elif error is not None:
            rejections.append(Rejection(number, error.code, error.detail))
    return rejections


async def tier(task: Work | Reading, customer_id: UUID) -> Row[Any]:
    """The tier that counts now. Raises NotTieredYet where nothing is known."""
    row = (await store.tiers_of(task.connection, [customer_id])).get(customer_id)
    if row is None:
        raise NotTieredYet
    return row


async def tiers(connection: AsyncConnection, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The tiers that count now, of those customers who have one."""
    return {row.customer_id: row.tier for row in (await store.tiers_of(connection, ids)).values()}


async def version_held_against(task: Work | Reading, row: Row[Any]) -> str:
    """The policy version that a present tier was last held against: of a run that found nothing to change, if one did.

    A run reads every row and writes only those that change, so the row itself tells of the last change alone.
    """
    return await store.version_of_run_since(task.connection, row.found_at) or row.policy_version


async def latest_facts(task: Work | Reading, customer_id: UUID) -> FactsIn | None:
    """What is known of a customer, if anything is."""
    row = (await store.tiers_of(task.connection, [customer_id])).get(customer_id)
    if row is None:
        return None
    return content((await store.facts_by_id(task.connection, [row.facts_id]))[row.facts_id])


async def in_tier(connection: AsyncConnection, tier: str, after: UUID, limit: int) -> list[UUID]:
    """Customers of a tier after that one, in the order of ids."""
    return await store.in_tier(connection, tier, after, limit)


async def ranges(connection: AsyncConnection, size: int) -> list[tuple[UUID, UUID]]:
    """The book in ranges of about so many customers: after which id, and up to which."""
    return await store.ranges(connection, size)


async def tier_range(
    connection: AsyncConnection, ways: Table, after: UUID, last: UUID, at: datetime, by: str, *, loans: bool
) -> dict[str, int]:
    """Tier a range of the book by those ways (T9). Answers how many were read, changed, raised, lowered."""
    return await store.tier_range(connection, ways, after, last, at, by, loans=loans)


async def loans_may_count_otherwise(connection: AsyncConnection, ways: Table) -> bool:
    """Whether some active version counts other loans as financing a business: a row may be written by that one."""
    bodies = await policies.active_bodies(connection, KIND)
    return any(set(body["operating_products"]) != ways.operating_products for body in bodies)


async def override(
    work: Work,
    customer_id: UUID,
    override_id: UUID | None,
    wanted: str | None,
    follow: Follow,
    arrears: Sequence[UUID] = (),
) -> None:
    """Have a tier count that a person set, or with None again the one that the ways lead to (T9).

    The change is history, with the arrears that the override rests on; what follows from another tier happens at once.
    Raises NotTieredYet.
    """
    row = (await store.tiers_of(work.connection, [customer_id], lock=True)).get(customer_id)
    if row is None:
        raise NotTieredYet
    now = wanted or row.found_tier
    await store.set_override(work.connection, row, override_id, now, work.now)
    change = {
        "customer_id": customer_id,
        "position": row.changes + 1,
        "tier": now,
        "before_tier": row.tier,
        "codes": row.codes,
        "override_id": override_id,
        "facts_id": row.facts_id,
        "policy_version": row.policy_version,
        "made_by": work.actor.sub,
        "made_at": work.now,
        "sub_branch": row.sub_branch,
        "outlet": row.outlet,
    }
    await store.add_changes(work.connection, [change])
    await store.add_arrears(work.connection, [(change, arrears)])
    told = {"tier": now, "override_id": override_id, "position": row.changes + 1, "correlation_ids": list(arrears)}
    after = (await store.tiers_of(work.connection, [customer_id]))[customer_id]
    await work.record("customer.tier", after, before=row, data=told, resource=customer_id)
    if now != row.tier:
        await follow(work, [Moved(customer_id, row.tier, now)])


async def movements(
    task: Reading, begins: date, ends: date, sub_branch: str | None, outlet: str | None
) -> Sequence[Row[Any]]:
    """Movement between tiers over the days from `begins` to `ends`, both included (T9)."""
    first = datetime.combine(begins, time(), SHANGHAI)
    after = datetime.combine(ends + timedelta(days=1), time(), SHANGHAI)
    return await store.movements(task.connection, first, after, sub_branch, outlet)


def content(row: Row[Any]) -> FactsIn:
    """Facts as they were reported."""
    return FactsIn.model_validate({name: getattr(row, name) for name in FactsIn.model_fields})


def _table(row: Row[Any]) -> Table:
    found = TierRules.model_validate(row.body)
    return Table(row.version, [way.way() for way in found.ways], frozenset(found.operating_products))


async def _report(work: Work, said: Sequence[tuple[Row[Any], FactsIn]], follow: Follow) -> list[LoanopsError | None]:
    """Take the facts of customers that are locked, each once. Answers for each why it was not taken, or None."""
    ways = await table(work, work.today)
    before = await store.tiers_of(work.connection, [customer.id for customer, _ in said], lock=True)
    known = await store.facts_by_id(work.connection, [row.facts_id for row in before.values()])
    refused: list[LoanopsError | None] = []
    facts, tiers, changes, moved, journal = [], [], [], [], []
    came_of: list[tuple[dict[str, Any], Sequence[UUID]]] = []
    for customer, body in sorted(said, key=lambda pair: pair[0].id):
        old = before.get(customer.id)
        latest = known[old.facts_id] if old is not None else None
        try:
            if customer.merged_into is not None:
                raise CustomerMerged
            require_in_order(body.as_of, work.today, latest.as_of if latest else None)
        except LoanopsError as error:
            refused.append(error)
            continue
        refused.append(None)
        facts_id = latest.id if latest is not None and content(latest) == body else new_id()
        if latest is None or facts_id != latest.id:
            facts.append(_facts_row(work, customer, facts_id, body))
        found = tier_of(body.facts(), ways)
        row = _tier_row(work, customer, old, facts_id, body, ways, found)
        tiers.append(row)
        if old is None or row["changes"] != old.changes:
            changes.append(_change(work, row))
            # The same facts under another policy changed nothing by what they tell of.
            told_of = list(dict.fromkeys(body.correlation_ids)) if latest is None or facts_id != latest.id else []
            came_of.append((changes[-1], told_of))
            journal.append((customer, old, row | {"correlation_ids": told_of}))
        if old is None or row["tier"] != old.tier:
            moved.append(Moved(customer.id, old.tier if old else None, row["tier"]))
    order = {id(pair): place for place, pair in enumerate(sorted(said, key=lambda pair: pair[0].id))}
    answered = [refused[order[id(pair)]] for pair in said]
    await store.add_facts(work.connection, facts)
    await store.put_tiers(work.connection, tiers)
    await store.add_changes(work.connection, changes)
    await store.add_arrears(work.connection, came_of)
    if len(said) == 1:  # a file has one record for each of its chunks
        await _tell(work, facts, journal)
    await follow(work, moved)
    return answered


async def _tell(
    work: Work, facts: Sequence[Mapping[str, Any]], journal: Sequence[tuple[Row[Any], Row[Any] | None, dict[str, Any]]]
) -> None:
    for row in facts:
        written = (await store.facts_by_id(work.connection, [row["id"]]))[row["id"]]
        named = {"as_of": written.as_of, "correlation_ids": written.correlation_ids}
        await work.record("customer.report_facts", written, data=named, resource=written.customer_id)
    for customer, old, row in journal:
        after = (await store.tiers_of(work.connection, [customer.id]))[customer.id]
        told = {name: row[name] for name in ("tier", "codes", "policy_version", "correlation_ids")}
        told["position"] = row["changes"]
        await work.record("customer.tier", after, before=old, data=told, resource=customer.id)


def _facts_row(work: Work, customer: Row[Any], facts_id: UUID, body: FactsIn) -> dict[str, Any]:
    return body.model_dump() | {
        "id": facts_id,
        "customer_id": customer.id,
        "loans": [loan.model_dump(mode="json") for loan in body.loans],
        "made_by": work.actor.sub,
        "made_at": work.now,
        "sub_branch": customer.sub_branch,
        "outlet": customer.outlet,
    }


def _tier_row(
    work: Work, customer: Row[Any], old: Row[Any] | None, facts_id: UUID, body: FactsIn, ways: Table, found: Tiering
) -> dict[str, Any]:
    """The row of a customer's tier as it is now: by these facts, unless somebody's override counts (T9)."""
    override_id = old.override_id if old is not None else None
    tier_now = old.tier if old is not None and override_id is not None else found.tier
    same = old is not None and old.found_tier == found.tier and list(old.codes) == found.codes
    figures = figures_of(body.facts(), ways.operating_products)
    return {
        "customer_id": customer.id,
        "tier": tier_now,
        "previous_tier": old.tier if old is not None else None,
        "found_tier": found.tier,
        "codes": found.codes,
        "facts_id": facts_id,
        "policy_version": ways.policy_version,
        "since": old.since if old is not None and old.tier == tier_now else work.now,
        "found_at": work.now,
        "override_id": override_id,
        "changes": (old.changes if old is not None else 0) + (0 if same else 1),
        "as_of": body.as_of,
        "deposits": figures["deposits"],
        "monthly_contribution": figures["monthly_contribution"],
        "years_with_bank": body.years_with_bank,
        "products": int(figures["products_held"]),
        "annual_income": figures["annual_income"],
        "operating_loan": figures["operating_loan"],
        "loan_products": [loan.product for loan in body.loans],
        "loan_amounts": [to_fen(loan.amount) for loan in body.loans],
        "needs": body.needs,
        "sub_branch": customer.sub_branch,
        "outlet": customer.outlet,
    }


def _change(work: Work, row: dict[str, Any]) -> dict[str, Any]:
    kept = ("customer_id", "tier", "codes", "override_id", "facts_id", "policy_version", "sub_branch", "outlet")
    return {name: row[name] for name in kept} | {
        "position": row["changes"],
        "before_tier": row["previous_tier"],
        "made_by": work.actor.sub,
        "made_at": work.now,
    }
