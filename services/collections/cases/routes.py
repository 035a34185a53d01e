"""Cases over HTTP."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query
from chassis.fields import Month
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.collections.cases import actions
from services.collections.cases.rules import CaseState
from services.collections.cases.schemas import (
    CaseOut,
    EscalationIn,
    MaturingOut,
    PauseIn,
    PauseOut,
    ResolutionIn,
    ResumptionIn,
)
from services.collections.cases.store import case_pause, collection_case, maturing_loan
from services.collections.policies.rules import Stage

router = APIRouter(prefix="/v1", tags=["cases"], route_class=BankRoute)


@router.get("/cases", summary="Collection cases, newest first")
async def list_cases(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    stage: Stage | None = None,
    assignee: str | None = None,
    loan_id: UUID | None = None,
    state: CaseState | None = None,
) -> Listed[CaseOut]:
    """Those of the caller's part of the bank, open and closed ones; a loan has at most one that is open. `state=open`
    has the paused ones, too."""
    filters = {"stage": stage, "assignee": assignee, "loan_id": loan_id, "state": state}
    narrowed = filters | {"state": "open" if state == "paused" else state}
    # Relies on collection_case_stage_id_idx, …_assignee_id_idx, …_loan_id_id_idx or the primary key.
    wanted = select(collection_case).where(
        *(collection_case.c[name] == value for name, value in narrowed.items() if value is not None)
    )
    if state == "paused":
        wanted = wanted.where(collection_case.c.paused_until.is_not(None))
    rows, following = await listed(query, wanted, collection_case.c.id, limit, cursor, "cases", filters)
    return Listed(items=await actions.pictures(query, rows), next_cursor=following)


@router.get("/cases/{case_id}", summary="One case")
async def read_case(case_id: str, query: Query) -> CaseOut:
    """The case as it stands."""
    return await actions.picture(query, id_in_path(case_id))


@router.post("/cases/{case_id}/escalate", summary="Send a case a step further up")
async def escalate_case(case_id: str, body: EscalationIn, command: Command) -> CaseOut:
    """C3: before its days do; no close takes it back."""
    return await actions.escalate(command, id_in_path(case_id), body.reason)


@router.post("/cases/{case_id}/resolve", summary="End a case as what has become of its loan")
async def resolve_case(case_id: str, body: ResolutionIn, command: Command) -> CaseOut:
    """C8: cured or restructured once nothing is overdue, written off once the loan is; else it is refused."""
    return await actions.resolve(command, id_in_path(case_id), body.outcome, body.note)


@router.post("/cases/{case_id}/pause", summary="Let a case rest")
async def pause_case(case_id: str, body: PauseIn, command: Command) -> CaseOut:
    """C8: steps and contacts stop until the last day is over; the days past due go on."""
    return await actions.pause(command, id_in_path(case_id), body)


@router.post("/cases/{case_id}/resume", summary="Take a paused case up again")
async def resume_case(case_id: str, body: ResumptionIn, command: Command) -> CaseOut:
    """C8: its step begins anew. When the last day is over the close does it."""
    return await actions.resume(command, id_in_path(case_id))


@router.get("/cases/{case_id}/pauses", summary="The pauses of a case, newest first")
async def list_pauses(case_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[PauseOut]:
    """Those that were, and the one that is."""
    identity = id_in_path(case_id)
    wanted = select(case_pause).where(case_pause.c.case_id == identity)  # relies on case_pause_case_id_id_idx
    rows, following = await listed(query, wanted, case_pause.c.id, limit, cursor, "pauses", {"case": identity})
    return Listed(items=[PauseOut.model_validate(row) for row in rows], next_cursor=following)


@router.get("/maturing-loans", summary="Loans that mature in a month: whom to chase first")
async def list_maturing_loans(
    query: Query, month: Month, limit: Limit = 50, cursor: Cursor = None, account_manager: str | None = None
) -> Listed[MaturingOut]:
    """C2: as the last close of the month before listed them: key customers first, then those of the 1st to the 3rd,
    then by the day of maturity."""
    filters = {"month": month, "account_manager": account_manager}
    wanted = select(maturing_loan).where(maturing_loan.c.month == date.fromisoformat(f"{month}-01"))
    if account_manager is not None:
        wanted = wanted.where(maturing_loan.c.account_manager == account_manager)
    # Relies on maturing_loan_month_rank_idx or …_account_manager_idx.
    rows, following = await listed(
        query, wanted, maturing_loan.c.rank, limit, cursor, "maturing-loans", filters, newest_first=False
    )
    return Listed(items=[actions.maturing(query, row) for row in rows], next_cursor=following)
