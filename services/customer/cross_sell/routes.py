"""Bookings, offers and results over HTTP, and the catalogue."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis import policies
from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.money import from_fen
from chassis.writes import Work
from services.customer.cross_sell import actions, store
from services.customer.cross_sell.rules import BOOKING_MOVES, MOVES, Scope, days_of, per_loan
from services.customer.cross_sell.schemas import (
    BookingIn,
    BookingOut,
    CatalogueRules,
    OfferOut,
    ResponseIn,
    ResultOut,
    ReturnIn,
)
from services.customer.cross_sell.store import booking, offer

router = APIRouter(prefix="/v1", tags=["cross-selling"], route_class=BankRoute)
policy_router = policies.router("/v1/cross-sell-policies", actions.KIND, CatalogueRules, check=actions.require_sound)


async def _offers(task: Work | Reading, rows: Sequence[Row[Any]]) -> list[OfferOut]:
    """Offers with the reason to say, in the words of the version they were made by."""
    words = {}
    for version in {row.policy_version for row in rows}:
        counted = await actions.catalogue_named(task, version)
        for product in counted.products:
            words[version, product.product] = product.reason.zh if task.chinese else product.reason.en
    return [
        published(
            OfferOut,
            row,
            reason=words[row.policy_version, row.product],
            allowed_actions=allowed_actions(task, "offer", ["respond"] if MOVES.verbs(row.state) else []),
        )
        for row in rows
    ]


async def _bookings(task: Work | Reading, rows: Sequence[Row[Any]]) -> list[BookingOut]:
    ids = [row.id for row in rows]
    offers = await _offers(task, await actions.offers_with(task, ids))
    returns = await actions.returns_of(task, ids)
    return [_booking(task, row, returns.get(row.id), offers) for row in rows]


def _booking(task: Work | Reading, row: Row[Any], gone: Row[Any] | None, offers: Sequence[OfferOut]) -> BookingOut:
    state = "booked" if gone is None else "returned"
    return published(
        BookingOut,
        row,
        offers=[each for each in offers if each.booking_id == row.id],
        state=state,
        returned_on=None if gone is None else gone.returned_on,
        return_reason=None if gone is None else gone.reason,
        allowed_actions=allowed_actions(task, "loan_booking", BOOKING_MOVES.verbs(state)),
    )


@router.post("/loan-bookings", status_code=201, summary="Report a loan that was made")
async def book_loan(body: BookingIn, command: Command) -> BookingOut:
    """T4: what fits with it is put before the customer at once. The same `external_ref` counts once."""
    (answer,) = await _bookings(command, [await actions.book(command, body)])
    return answer


@router.get("/loan-bookings", summary="Loans, newest first")
async def list_bookings(
    query: Query, limit: Limit = 50, cursor: Cursor = None, customer_id: UUID | None = None
) -> Listed[BookingOut]:
    """With what was offered with each."""
    wanted = select(booking)
    if customer_id is not None:
        wanted = wanted.where(booking.c.customer_id == customer_id)
    filters = {"customer_id": customer_id}
    rows, following = await listed(query, wanted, booking.c.id, limit, cursor, "bookings", filters)
    return Listed(items=await _bookings(query, rows), next_cursor=following)


@router.get("/loan-bookings/{loan_booking_id}", summary="One loan")
async def read_booking(loan_booking_id: str, query: Query) -> BookingOut:
    """With what was offered with it."""
    (answer,) = await _bookings(query, [await actions.get(query, id_in_path(loan_booking_id))])
    return answer


@router.post("/loan-bookings/{loan_booking_id}/return", summary="Report that a loan was returned")
async def return_loan(loan_booking_id: str, body: ReturnIn, command: Command) -> BookingOut:
    """T6: it counts for nobody in what is worked out or frozen from now on; what was frozen before stays."""
    (answer,) = await _bookings(command, [await actions.give_back(command, id_in_path(loan_booking_id), body)])
    return answer


@router.get("/customers/{customer_id}/offers", summary="What is and was before a customer, newest first")
async def list_offers(customer_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[OfferOut]:
    """T4: each with the reason to say."""
    customer = id_in_path(customer_id)
    rows, following = await listed(
        query, store.offers_to(customer), offer.c.id, limit, cursor, "offers", {"customer": customer}
    )
    return Listed(items=await _offers(query, rows), next_cursor=following)


@router.get("/offers/{offer_id}", summary="One offer")
async def read_offer(offer_id: str, query: Query) -> OfferOut:
    """With the reason to say, and what became of it."""
    row = (await query.connection.execute(select(offer).where(offer.c.id == id_in_path(offer_id)))).one()
    (answer,) = await _offers(query, [row])
    return answer


@router.post("/offers/{offer_id}/respond", summary="Write down what the customer said")
async def respond(offer_id: str, body: ResponseIn, command: Command) -> OfferOut:
    """T4: accepted or declined, once."""
    row = await actions.respond(command, id_in_path(offer_id), body)
    (answer,) = await _offers(command, [row])
    return shown(command, OfferOut, answer)


@router.get("/cross-sell-results", summary="What the loans of a period brought besides")
async def read_results(
    query: Query, scope: Scope, period: str, key: str | None = None, limit: Limit = 50, cursor: Cursor = None
) -> Listed[ResultOut]:
    """T4: by account manager, outlet or sub-branch; the period is a month `2026-01`, a quarter `2026-Q1` or a year, and
    is that in which the loan was booked. Loans are those of the caller's part of the bank."""
    begins, ends = days_of(period)
    wanted = store.results(scope, key, begins, ends)
    filters = {"scope": scope, "period": period, "key": key}
    position = wanted.selected_columns["key"]
    rows, following = await listed(query, wanted, position, limit, cursor, "cross-sell", filters, newest_first=False)
    items = [
        ResultOut(
            scope=scope,
            key=row.key,
            period=period,
            loans=row.loans,
            products_offered=int(row.products_offered),
            products_taken_up=int(row.products_taken_up),
            products_per_loan=f"{per_loan(int(row.products_taken_up), row.loans):.2f}",
            added_contribution=from_fen(int(row.added_fen)),
        )
        for row in rows
    ]
    return Listed(items=items, next_cursor=following)
