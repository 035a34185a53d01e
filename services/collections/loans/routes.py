"""Loans over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Label, Uuid, cast, select

from chassis import imports
from chassis.admission import BankRoute, Command, Query
from chassis.fields import Day
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.personal import Vault
from services.collections.loans import actions
from services.collections.loans.schemas import EventOut, LoanIn, LoanListedOut, LoanOut, RevealedOut, RevealIn
from services.collections.loans.store import loan, loan_event

router = APIRouter(prefix="/v1", tags=["loans"], route_class=BankRoute)


def _arrears() -> Label[UUID]:
    """To which arrears an event belongs: those of the case that was opened last by the end of its business date."""
    opened = loan_event.alias()
    mine = (opened.c.loan_no == loan_event.c.loan_no, opened.c.happened_on <= loan_event.c.happened_on)
    last = select(cast(opened.c.facts["case_id"].astext, Uuid)).where(*mine, opened.c.kind == "case_opened")
    return last.order_by(opened.c.id.desc()).limit(1).scalar_subquery().label("correlation_id")


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


@router.get("/loans/{loan_id}/timeline", summary="What has happened to a loan, latest first")
async def read_timeline(loan_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[EventOut]:
    """Bookings, reports that changed it, repayments, reversals, closes that changed it, its cases, and what follows
    after the loan: transfers, files, reviews, watch, disposal, lessons. By recording. Those that belong to the same
    arrears share a `correlation_id`."""
    row = await actions.get(query, id_in_path(loan_id))
    # Both rely on loan_event_loan_no_id_idx.
    wanted = select(loan_event, _arrears()).where(loan_event.c.loan_no == row.no)
    events, following = await listed(query, wanted, loan_event.c.id, limit, cursor, "timeline", {"loan": row.id})
    items = [EventOut.model_validate(e) for e in events]
    return Listed(items=items, next_cursor=following)


@router.post("/loans/{loan_id}/reveal", summary="Show telephone numbers in full")
async def reveal_loan(loan_id: str, body: RevealIn, command: Command, request: Request) -> RevealedOut:
    """Every look is in the journal with its reason. The answer is never kept: with the same key it is a look again."""
    return await actions.reveal(command, _vault(request), id_in_path(loan_id), body.reason)


ROUTERS = [router, imports.router("/v1/loan-imports", "loans", LoanIn, sealed=True)]
