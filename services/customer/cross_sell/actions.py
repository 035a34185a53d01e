"""What is done with each loan: booked, offers made with it, answers taken (T4)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis import policies
from chassis.admission import Reading
from chassis.errors import BadInput, DuplicateRef, FieldError, Text
from chassis.ids import new_id
from chassis.money import from_fen
from chassis.store import find
from chassis.writes import Work
from services.customer.cross_sell import store
from services.customer.cross_sell.rules import (
    BOOKING_MOVES,
    MOVES,
    VERBS,
    Catalogue,
    Scope,
    days_of,
    fitting,
    require_booked,
    require_returned,
)
from services.customer.cross_sell.schemas import BookingIn, CatalogueRules, ResponseIn, ReturnIn
from services.customer.cross_sell.store import booking, offer
from services.customer.customers import actions as customers
from services.customer.organisation import actions as organisation
from services.customer.tiers import actions as tiers

KIND = "cross_sell"


def require_sound(rules: CatalogueRules) -> None:
    """Raises BadInput for a catalogue in which a product stands twice."""
    twice = Text("This product stands twice", "产品重复")
    names = [one.product for one in rules.products]
    faults = [
        FieldError(f"/rules/products/{place}/product", "PRODUCT_REPEATED", twice)
        for place, name in enumerate(names)
        if name in names[:place]
    ]
    if faults:
        raise BadInput(faults)


async def catalogue(task: Work | Reading, on: date) -> Catalogue:
    """What may be offered on a day."""
    row = await policies.in_force(task.connection, KIND, on)
    return CatalogueRules.model_validate(row.body).catalogue(row.version)


async def catalogue_named(task: Work | Reading, version: str) -> Catalogue:
    """What might be offered by a version. Raises NotFound."""
    row = await policies.find(task, KIND, version)
    return CatalogueRules.model_validate(row.body).catalogue(row.version)


async def book(work: Work, body: BookingIn) -> Row[Any]:
    """Take in a loan, and put before the customer what fits with it. The same loan again answers the first, with 200.

    Raises BadInput for a customer or an outlet that is not there, DuplicateRef.
    """
    known = await store.find_by_ref(work.connection, body.external_ref)
    if known is not None:
        return _again(work, known, body)
    require_booked(body.booked_on, work.today)
    await organisation.require_outlet(work, body.sub_branch, body.outlet)
    found = await customers.locked(work, [body.customer_id])
    if body.customer_id not in found:
        message = Text("There is no such customer", "未找到该客户")
        raise BadInput([FieldError("/customer_id", "UNKNOWN_CUSTOMER", message)])
    counts = await catalogue(work, work.today)
    made = {"id": new_id(), "policy_version": counts.policy_version, "made_by": work.actor.sub, "made_at": work.now}
    row = await store.add_booking(work.connection, **body.model_dump(), **made)
    if row is None:
        twin = await store.find_by_ref(work.connection, body.external_ref)
        if twin is None:
            raise DuplicateRef
        return _again(work, twin, body)
    offered = await _offer(work, row, found[body.customer_id], counts)
    told = {"customer_id": row.customer_id, "product": row.product, "offered": offered}
    await work.record("loan_booking.make", row, data=told)
    return row


async def _offer(work: Work, row: Row[Any], customer: Row[Any], counts: Catalogue) -> list[str]:
    tier = (await tiers.tiers(work.connection, [customer.id])).get(customer.id)
    facts = await tiers.latest_facts(work, customer.id)
    held, needs = (facts.products_held, facts.needs) if facts is not None else ([], [])
    found = fitting(counts, row.product, tier, held, needs, company=customer.company is not None)
    rows = [
        {
            "id": new_id(),
            "booking_id": row.id,
            "customer_id": customer.id,
            "product": each.product,
            "state": "offered",
            "contribution": each.contribution,
            "policy_version": counts.policy_version,
            "made_at": work.now,
            "sub_branch": row.sub_branch,
            "outlet": row.outlet,
        }
        for each in found
    ]
    await store.add_offers(work.connection, rows)
    return [each.product for each in await store.offers_with(work.connection, [row.id])]


def _again(work: Work, row: Row[Any], body: BookingIn) -> Row[Any]:
    if any(getattr(row, name) != value for name, value in body.model_dump().items()):
        raise DuplicateRef
    work.status = 200
    return row


async def give_back(work: Work, booking_id: UUID, body: ReturnIn) -> Row[Any]:
    """Take in that a loan was returned. The same report again answers the first.

    Raises NotFound, BadInput, InvalidState for another report of a return.
    """
    row = await find(work.connection, booking, booking_id)
    require_returned(body.returned_on, row.booked_on, work.today)
    node = {"sub_branch": row.sub_branch, "outlet": row.outlet}
    made = {"booking_id": row.id, "made_by": work.actor.sub, "made_at": work.now}
    gone = await store.add_return(work.connection, **body.model_dump(), **made, **node)
    if gone is None:
        known = (await store.returns_of(work.connection, [row.id]))[row.id]
        if (known.returned_on, known.reason) != (body.returned_on, body.reason):
            BOOKING_MOVES.after("returned", "return")
        return row
    told = {"customer_id": row.customer_id, "product": row.product, "returned_on": gone.returned_on}
    await work.record("loan_booking.return", gone, data=told, resource=row.id)
    return row


async def returns_of(task: Work | Reading, bookings: Sequence[UUID]) -> Mapping[UUID, Row[Any]]:
    """Those of these loans that were returned."""
    return await store.returns_of(task.connection, bookings)


async def get(task: Work | Reading, booking_id: UUID) -> Row[Any]:
    """One booking. Raises NotFound."""
    return await find(task.connection, booking, booking_id)


async def offers_with(task: Work | Reading, bookings: Sequence[UUID]) -> Sequence[Row[Any]]:
    """What was offered with these loans."""
    return await store.offers_with(task.connection, bookings)


async def lending(task: Work | Reading, scope: Scope, period: str) -> dict[str, tuple[int, Decimal]]:
    """Loans and amount lent in a month, quarter or year, by manager, outlet or sub-branch. Raises BadInput."""
    rows = await store.lending(task.connection, scope, *days_of(period))
    return {row.key: (int(row.loans), from_fen(int(row.lent_fen))) for row in rows}


async def lending_of(
    task: Work | Reading, scope: Scope, product: str, begins: date, ends: date
) -> dict[str, tuple[int, Decimal]]:
    """What was lent of a product from `begins` on and before `ends`, by manager, outlet or sub-branch."""
    rows = await store.lending_of(task.connection, scope, begins, ends, product)
    return {row.key: (int(row.loans), from_fen(int(row.lent_fen))) for row in rows}


async def results(task: Work | Reading, scope: Scope, begins: date, ends: date) -> Sequence[Row[Any]]:
    """What the loans of a time brought besides, by manager, outlet or sub-branch."""
    return list(await task.connection.execute(store.results(scope, None, begins, ends)))


async def respond(work: Work, offer_id: UUID, body: ResponseIn) -> Row[Any]:
    """Write down what the customer said. Raises NotFound, InvalidState for a second answer."""
    row = await find(work.connection, offer, offer_id, lock=True)
    state = MOVES.after(row.state, VERBS[body.response])
    after = await store.respond(work.connection, row, state=state, responded_by=work.actor.sub, responded_at=work.now)
    told = {"customer_id": row.customer_id, "product": row.product, "state": state}
    await work.record("offer.respond", after, before=row, data=told)
    return after
