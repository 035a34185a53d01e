"""What is done to serve customers by their tier: begun and ended with it, visited, followed up, written to (T3)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import jobs, policies
from chassis.admission import Reading
from chassis.audit import append
from chassis.db import Database
from chassis.errors import BadInput, FieldError, Text
from chassis.identity import EVERYWHERE, SYSTEM_ACTOR, WHOLE_BANK, Scope
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.customer.customers import actions as customers
from services.customer.organisation import actions as organisation
from services.customer.service_plans import store
from services.customer.service_plans.rules import (
    HIGH_END,
    NEED_MOVES,
    VISIT_MOVES,
    NeverServed,
    Plan,
    first_due,
    next_due,
    require_day,
    shared_out,
)
from services.customer.service_plans.schemas import MailingIn, NeedClosingIn, NeedIn, ServiceRules, VisitReportIn
from services.customer.service_plans.store import mailing, need, service, visit
from services.customer.tiers import actions as tiers
from services.customer.tiers.actions import Moved

KIND = "service_plans"
QUEUE = "service_plans"
BATCH = 5_000
FIRST = UUID(int=0)


async def plan(task: Work | Reading, on: date) -> Plan:
    """The service that counts on a day."""
    row = await policies.in_force(task.connection, KIND, on)
    return ServiceRules.model_validate(row.body).plan(row.version)


async def follow(work: Work, moved: Sequence[Moved]) -> None:
    """What has to happen when customers change their tier: service begins and ends with `high_end`."""
    await _begin(work, [each.customer_id for each in moved if each.after == HIGH_END])
    await _end(work, [each.customer_id for each in moved if each.before == HIGH_END])


async def _begin(work: Work, ids: Sequence[UUID]) -> None:
    """Open the file of customers who have none open, name somebody, and schedule the first visit."""
    if not ids:
        return
    found = await customers.locked(work, ids)
    await store.take_turns(work.connection, [row.sub_branch for row in found.values()])
    served = await store.active(work.connection, ids)
    waiting = [row for row in found.values() if row.id not in served and row.merged_into is None]
    if not waiting:
        return
    counts = await plan(work, work.today)
    services, visits = [], []
    for row, manager in await _named(work, waiting):
        service_id, node = new_id(), {"sub_branch": row.sub_branch, "outlet": row.outlet}
        services.append(
            {"id": service_id, "customer_id": row.id, "state": "active", "manager": manager, "opened_on": work.today}
            | {"policy_version": counts.policy_version, "version": 1, **node}
        )
        visits.append(
            {"id": new_id(), "service_id": service_id, "customer_id": row.id, "state": "due", "made_at": work.now}
            | {"due_on": first_due(counts, work.today), "version": 1, **node}
        )
    await store.add(work.connection, service, services)
    await store.add(work.connection, visit, visits)
    await _record(work, "service.begin", services)


async def _named(work: Work, waiting: Sequence[Row[Any]]) -> list[tuple[Row[Any], str | None]]:
    """Each customer with the least loaded manager of the outlet; where it has none, of the sub-branch."""
    shared: list[tuple[Row[Any], str | None]] = []
    places = {(row.sub_branch, row.outlet) for row in waiting}
    loads: dict[str, int] = {}
    for sub_branch, outlet in sorted(places):
        there = [row for row in waiting if (row.sub_branch, row.outlet) == (sub_branch, outlet)]
        named = await organisation.managers(work, sub_branch, outlet, work.today)
        known = await store.loads(work.connection, [each for each in named if each not in loads])
        loads |= known
        for row, manager in shared_out(there, {each: loads[each] for each in named}):
            shared.append((row, manager))
            if manager is not None:
                loads[manager] += 1
    return shared


async def _end(work: Work, ids: Sequence[UUID]) -> None:
    rows = await store.active(work.connection, ids, lock=True) if ids else {}
    if rows:
        await store.end(work.connection, [row.id for row in rows.values()], work.today)
        await _record(work, "service.end", [row._asdict() for row in rows.values()])


async def _record(work: Work, action: str, rows: Sequence[dict[str, Any]]) -> None:
    """One record for a single customer's service, and one for many that came of a run or a file."""
    node = Scope(rows[0]["sub_branch"], rows[0]["outlet"]) if len(rows) == 1 else WHOLE_BANK
    told: dict[str, Any] = {"services": len(rows)}
    if len(rows) == 1:
        told |= {"customer_id": rows[0]["customer_id"], "manager": rows[0]["manager"]}
    await append(work.connection, work.actor, work.now, action, rows[0]["id"], node, data=told)


async def ask_for_keeping(connection: AsyncConnection) -> None:
    """Have the book gone over once: what a run over all tiers asks for at its end."""
    await jobs.enqueue(connection, QUEUE, {})


async def keep(database: Database, now: datetime, payload: dict[str, Any]) -> None:
    """The job: every high-end customer is served, nobody else, and each by somebody who still works there.

    Who is to be served, and whose service is to end or to change hands, is found in one reading of the book each; only
    those are locked, in batches, each a transaction. It may be killed and run twice.
    """
    async with database.transaction(WHOLE_BANK) as connection:
        waiting = await store.waiting(connection, HIGH_END)
    for batch in _batches(waiting, BATCH):
        async with database.transaction(WHOLE_BANK) as connection:
            await _begin(Work(connection, SYSTEM_ACTOR, now), batch)
    async with database.transaction(WHOLE_BANK) as connection:
        work = Work(connection, SYSTEM_ACTOR, now)
        serving = await store.serving(connection)
        still = await organisation.still_managers(work, serving, work.today)
        wrong = await store.wrongly_served(connection, HIGH_END, still)
    for batch in _batches(wrong, BATCH):
        async with database.transaction(WHOLE_BANK) as connection:
            await _keep(Work(connection, SYSTEM_ACTOR, now), batch)


def _batches(ids: Sequence[UUID], size: int) -> Iterator[Sequence[UUID]]:
    return (ids[begin : begin + size] for begin in range(0, len(ids), size))


async def keep_hourly(database: Database, now: datetime) -> bool:
    """The same as a timed job: managers leave, customers are merged and move."""
    await keep(database, now, {})
    return False


async def _keep(work: Work, ids: Sequence[UUID]) -> None:
    known = await customers.locked(work, ids)
    held = await tiers.tiers(work.connection, ids)
    over = [each for each in ids if held.get(each) != HIGH_END or known[each].merged_into is not None]
    await _end(work, over)
    await store.take_turns(work.connection, [row.sub_branch for row in known.values()])
    present = await store.active(work.connection, [each for each in ids if each not in set(over)], lock=True)
    still = await organisation.still_managers(work, {row.manager for row in present.values()} - {None}, work.today)
    left = [row for row in present.values() if (row.manager, known[row.customer_id].sub_branch) not in still]
    for customer, manager in await _named(work, [known[row.customer_id] for row in left]):
        row = present[customer.id]
        if manager != row.manager:
            await store.hand_over(work.connection, row, manager)
            told = {"customer_id": customer.id, "from": row.manager, "to": manager}
            await work.record("service.hand_over", row, data=told)


async def complete_visit(work: Work, visit_id: UUID, body: VisitReportIn) -> Row[Any]:
    """Report a visit; the next is scheduled at once. Raises NotFound, InvalidState, BadInput."""
    row = await find(work.connection, visit, visit_id, lock=True)
    work.match(row.version)
    state = VISIT_MOVES.after(row.state, "complete")
    require_day("/visited_on", body.visited_on, work.today)
    served = await store.service_of(work.connection, row.service_id)
    after = await amend(
        work.connection,
        visit,
        row,
        state=state,
        completed_by=work.actor.sub,
        completed_at=work.now,
        **body.model_dump(),
    )
    if served.state == "active":
        counts = await plan(work, work.today)
        following = {"id": new_id(), "service_id": row.service_id, "customer_id": row.customer_id, "state": "due"}
        due = {"due_on": next_due(counts, body.visited_on), "made_at": work.now, "version": 1}
        node = {"sub_branch": row.sub_branch, "outlet": row.outlet}
        await store.add(work.connection, visit, [following | due | node])
    told = {"customer_id": row.customer_id, "due_on": row.due_on, "visited_on": body.visited_on}
    await work.record("visit.complete", after, before=row, data=told)
    return after


async def file_of(task: Work | Reading, customer_id: UUID) -> Row[Any]:
    """The high-end file of a customer, also one that was closed. Raises NeverServed."""
    row = await store.latest_service(task.connection, customer_id)
    if row is None:
        raise NeverServed
    return row


async def tell_need(work: Work, body: NeedIn) -> Row[Any]:
    """Write down a later need for financing. Raises BadInput for a customer whom the caller does not see."""
    found = await customers.locked(work, [body.customer_id])
    if body.customer_id not in found:
        message = Text("There is no such customer here", "未找到该客户")
        raise BadInput([FieldError("/customer_id", "UNKNOWN_CUSTOMER", message)])
    customer = found[body.customer_id]
    made = insert(need).values(
        id=new_id(),
        state="open",
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        sub_branch=customer.sub_branch,
        outlet=customer.outlet,
        **body.model_dump(),
    )
    row: Row[Any] = (await work.connection.execute(made.returning(need))).one()
    await work.record("need.tell", row, data={"customer_id": row.customer_id, "product": row.product})
    return row


async def close_need(work: Work, need_id: UUID, body: NeedClosingIn) -> Row[Any]:
    """Say what became of a need. Raises NotFound, InvalidState."""
    row = await find(work.connection, need, need_id, lock=True)
    work.match(row.version)
    state = NEED_MOVES.after(row.state, {"converted": "convert", "lost": "lose"}[body.outcome])
    closed = {"closed_reason": body.reason, "closed_by": work.actor.sub, "closed_at": work.now}
    after = await amend(work.connection, need, row, state=state, **closed)
    await work.record("need.close", after, before=row, data={"customer_id": row.customer_id, "state": state})
    return after


async def send(work: Work, body: MailingIn) -> Row[Any]:
    """Send a leaflet to the customers of these tiers in the caller's part of the bank, if they agreed (T3)."""
    agreed, without = await _addressees(work, body.tiers)
    node = Scope(work.actor.sub_branch or EVERYWHERE, work.actor.scope.outlet or EVERYWHERE)
    made = insert(mailing).values(
        id=new_id(),
        sent_on=work.today,
        recipients=len(agreed),
        without_consent=without,
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=node.sub_branch,
        outlet=node.outlet,
        **body.model_dump(),
    )
    row: Row[Any] = (await work.connection.execute(made.returning(mailing))).one()
    to = [
        {"mailing_id": row.id, "customer_id": each.id, "sub_branch": each.sub_branch, "outlet": each.outlet}
        for each in agreed
    ]
    await store.add(work.connection, store.recipient, to)
    told = {"product": row.product, "tiers": row.tiers, "recipients": row.recipients}
    await work.record("mailing.send", row, data=told)
    return row


async def _addressees(work: Work, of: Iterable[str]) -> tuple[list[Row[Any]], int]:
    agreed: list[Row[Any]] = []
    without = 0
    for tier in sorted(set(of)):
        after, more = FIRST, True
        while more:
            ids = await tiers.in_tier(work.connection, tier, after, 5_000)
            # Locked, so that nobody takes a consent back between the look and the sending.
            for row in (await customers.locked(work, ids)).values():
                if row.marketing_consent and row.merged_into is None:
                    agreed.append(row)
                elif not row.marketing_consent:
                    without += 1
            more = len(ids) == 5_000
            after = ids[-1] if ids else after
    return agreed, without
