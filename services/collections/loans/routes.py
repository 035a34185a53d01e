"""Loans over HTTP."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Label, Row, Uuid, cast, select

from chassis import imports
from chassis.admission import BankRoute, Command, Query, Reading, published
from chassis.asking import AskingRoute, Wanted
from chassis.clock import business_date
from chassis.fields import Day
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.personal import Vault
from services.collections.loans import actions
from services.collections.loans.rules import (
    CORRELATIONS_MAX,
    Chain,
    Elsewhere,
    Wish,
    on_page,
    parts_for,
    service_of,
)
from services.collections.loans.schemas import (
    EventOut,
    LoanIn,
    LoanListedOut,
    LoanOut,
    MissingOut,
    RevealedOut,
    RevealIn,
    TimelineOut,
)
from services.collections.loans.store import loan, loan_event

router = APIRouter(prefix="/v1", tags=["loans"], route_class=BankRoute)
_asking = APIRouter(prefix="/v1", tags=["loans"], route_class=AskingRoute)


def _arrears() -> Label[UUID]:
    """To which arrears an event belongs: those of the case that was opened last by the end of its business date."""
    opened = loan_event.alias()
    mine = (opened.c.loan_no == loan_event.c.loan_no, opened.c.happened_on <= loan_event.c.happened_on)
    last = select(cast(opened.c.facts["case_id"].astext, Uuid)).where(*mine, opened.c.kind == "case_opened")
    return last.order_by(opened.c.id.desc()).limit(1).scalar_subquery().label("correlation_id")


async def _opened(query: Reading, loan_no: int) -> list[UUID]:
    """The newest arrears of a loan, by the cases that were opened."""
    opened = select(cast(loan_event.c.facts["case_id"].astext, Uuid)).where(
        loan_event.c.loan_no == loan_no, loan_event.c.kind == "case_opened"
    )
    newest = opened.order_by(loan_event.c.id.desc()).limit(CORRELATIONS_MAX)
    return list((await query.connection.execute(newest)).scalars())


async def _recorded_after(query: Reading, loan_no: int, event_id: int) -> datetime | None:
    """When the event after that one was recorded: where the page before ends."""
    after = select(loan_event.c.recorded_at).where(loan_event.c.loan_no == loan_no, loan_event.c.id > event_id)
    found: datetime | None = (await query.connection.execute(after.order_by(loan_event.c.id).limit(1))).scalar()
    return found


def _merged(events: Sequence[Row[Any]], others: Sequence[tuple[Elsewhere, UUID]]) -> list[EventOut]:
    """Both by the time of recording, the latest first; events of one loan keep their own order."""
    items, waiting = [], list(others)
    for each in events:
        while waiting and waiting[0][0].at >= each.recorded_at:
            items.append(_elsewhere(*waiting.pop(0)))
        own = {"on": each.happened_on, "at": each.recorded_at, "by": each.recorded_by, "service": "collections"}
        items.append(published(EventOut, each, **own))
    return items + [_elsewhere(*each) for each in waiting]


def _elsewhere(each: Elsewhere, correlation_id: UUID) -> EventOut:
    return EventOut(
        id=None,
        service=each.service,
        kind=each.kind,
        on=business_date(each.at),
        at=each.at,
        by=each.by,
        facts=dict(each.facts),
        correlation_id=correlation_id,
    )


def _vault(request: Request) -> Vault:
    vault: Vault = request.app.state.vault
    return vault


@router.post("/loans", status_code=201, summary="Report a loan: book it, or take its latest report in")
async def report_loan(body: LoanIn, command: Command, request: Request) -> LoanOut:
    """By `external_ref`: 201 the first time, then 200. What was agreed, is due or has been paid on stays as it is."""
    vault = _vault(request)
    return await actions.picture(command, vault, await actions.report(command, vault, body))


@router.get("/loans", summary="Loans, newest first")
async def list_loans(
    query: Query,
    request: Request,
    limit: Limit = 50,
    cursor: Cursor = None,
    external_ref: str | None = None,
    customer_ref: str | None = None,
    account_manager: str | None = None,
) -> Listed[LoanListedOut]:
    """Those of the caller's part of the bank, as of the last close and with the repayments since then."""
    filters = {"external_ref": external_ref, "customer_ref": customer_ref, "account_manager": account_manager}
    # Relies on loan_external_ref_key, loan_customer_ref_id_idx, loan_account_manager_id_idx or the primary key.
    wanted = select(loan).where(*(loan.c[name] == value for name, value in filters.items() if value is not None))
    rows, following = await listed(query, wanted, loan.c.id, limit, cursor, "loans", filters)
    return Listed(items=await actions.pictures(query, _vault(request), rows), next_cursor=following)


@router.get("/watch-list", summary="Loans of special mention, newest first")
async def read_watch_list(
    query: Query,
    request: Request,
    limit: Limit = 50,
    cursor: Cursor = None,
    account_manager: str | None = None,
    outlet: str | None = None,
    oldest_due_before: Day | None = None,
) -> Listed[LoanListedOut]:
    """G2: watched so that they don't turn bad; as of the last close. `oldest_due_before` narrows it to those that are
    furthest behind."""
    filters = {"account_manager": account_manager, "outlet": outlet}
    # Relies on loan_watched_idx.
    wanted = select(loan).where(
        loan.c.aged_class == "special_mention",
        *(loan.c[name] == value for name, value in filters.items() if value is not None),
        *([loan.c.oldest_due_on < oldest_due_before] if oldest_due_before else []),
    )
    bound = filters | {"oldest_due_before": oldest_due_before}
    rows, following = await listed(query, wanted, loan.c.id, limit, cursor, "watch-list", bound)
    return Listed(items=await actions.pictures(query, _vault(request), rows), next_cursor=following)


@router.get("/loans/{loan_id}", summary="One loan, with its schedule")
async def read_loan(loan_id: str, query: Query, request: Request) -> LoanOut:
    """As of the last close, with the repayments reported since then taken in."""
    return await actions.picture(query, _vault(request), await actions.get(query, id_in_path(loan_id)))


@_asking.get("/loans/{loan_id}/timeline", summary="What has happened to a loan, latest first")
async def read_timeline(
    loan_id: str, query: Query, request: Request, limit: Limit = 50, cursor: Cursor = None
) -> TimelineOut:
    """Bookings, reports that changed it, repayments, reversals, closes that changed it, its cases, and what follows
    after the loan: transfers, files, reviews, watch, disposal, lessons. By recording. Those that belong to the same
    arrears share a `correlation_id`, and so do warnings, decisions of the gate and changes of tier that came of them,
    as far as the caller sees these; a part that another service does not tell is named in `missing`."""
    row = await actions.get(query, id_in_path(loan_id))
    arrears, parts = await _opened(query, row.no), parts_for(query.actor.roles)
    if arrears and parts and request.state.asked is None:
        raise Wanted("elsewhere", Wish(parts, arrears))
    # All rely on loan_event_loan_no_id_idx.
    wanted = select(loan_event, _arrears()).where(loan_event.c.loan_no == row.no)
    events, following = await listed(query, wanted, loan_event.c.id, limit, cursor, "timeline", {"loan": row.id})
    chain: Chain = request.state.asked or Chain()
    begins = events[-1].recorded_at if following and events else None
    ends = await _recorded_after(query, row.no, events[0].id) if cursor and events else None
    others = on_page(chain, query.actor.scope, arrears, begins, ends)
    missing = [MissingOut(part=part, service=service_of(part), reason="UNAVAILABLE") for part in chain.missing]
    return TimelineOut(items=_merged(events, others), next_cursor=following, missing=missing)


@router.post("/loans/{loan_id}/reveal", summary="Show telephone numbers in full")
async def reveal_loan(loan_id: str, body: RevealIn, command: Command, request: Request) -> RevealedOut:
    """Every look is in the journal with its reason. The answer is never kept: with the same key it is a look again."""
    return await actions.reveal(command, _vault(request), id_in_path(loan_id), body.reason)


ROUTERS = [router, _asking, imports.router("/v1/loan-imports", "loans", LoanIn, sealed=True)]
