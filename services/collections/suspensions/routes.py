"""Suspensions over HTTP."""

from fastapi import APIRouter, Request
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query
from chassis.asking import AskingRoute
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.collections.suspensions import actions
from services.collections.suspensions.rules import SuspensionState
from services.collections.suspensions.schemas import (
    RectificationIn,
    RectificationOut,
    SuspendedApplicationOut,
    SuspensionDecisionIn,
    SuspensionIn,
    SuspensionLiftIn,
    SuspensionOut,
)
from services.collections.suspensions.store import branch_suspension, rectification_report, suspended_application

router = APIRouter(prefix="/v1/branch-suspensions", tags=["suspensions"], route_class=BankRoute)
asking_router = APIRouter(prefix="/v1/branch-suspensions", tags=["suspensions"], route_class=AskingRoute)


@router.get("", summary="Suspensions of sub-branches, newest first")
async def list_suspensions(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    sub_branch: str | None = None,
    state: SuspensionState | None = None,
) -> Listed[SuspensionOut]:
    """G5: of the whole bank, for everybody: the gate asks here before each decision."""
    filters = {"sub_branch": sub_branch, "state": state}
    # Relies on branch_suspension_sub_branch_id_idx or the primary key: a few rows for each sub-branch.
    wanted = select(branch_suspension).where(
        *(branch_suspension.c[name] == value for name, value in filters.items() if value is not None)
    )
    rows, following = await listed(query, wanted, branch_suspension.c.id, limit, cursor, "suspensions", filters)
    items = [actions.picture(query, row) for row in rows]
    query.version = None
    return Listed(items=items, next_cursor=following)


@router.post("", status_code=201, summary="Propose to suspend a sub-branch")
async def propose_suspension(body: SuspensionIn, command: Command) -> SuspensionOut:
    """By hand, beside what every close proposes by the policy. It takes effect by decision of the city branch."""
    return await actions.propose(command, body)


@router.get("/{suspension_id}", summary="One suspension")
async def read_suspension(suspension_id: str, query: Query) -> SuspensionOut:
    """As it stands."""
    return await actions.get(query, id_in_path(suspension_id))


@asking_router.post("/{suspension_id}/decide", summary="Suspend the sub-branch, or let it lend")
async def decide_suspension(
    suspension_id: str, body: SuspensionDecisionIn, command: Command, request: Request
) -> SuspensionOut:
    """By the city branch. From then on the gate refuses the branch's new applications; what is under way there at that
    moment is kept with the suspension."""
    return await actions.decide(command, id_in_path(suspension_id), body, request.state.asked)


@router.post("/{suspension_id}/lift", summary="Have the sub-branch lend again")
async def lift_suspension(suspension_id: str, body: SuspensionLiftIn, command: Command) -> SuspensionOut:
    """By the city branch, once the branch has reported what it put right."""
    return await actions.lift(command, id_in_path(suspension_id), body.reason)


@router.post("/{suspension_id}/rectification-reports", status_code=201, summary="Report what was put right")
async def report_rectification(suspension_id: str, body: RectificationIn, command: Command) -> RectificationOut:
    """By the head of the suspended branch; as often as it takes."""
    return await actions.report(command, id_in_path(suspension_id), body)


@router.get("/{suspension_id}/applications-under-way", summary="What was under way when the branch was suspended")
async def list_suspended_applications(
    suspension_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[SuspendedApplicationOut]:
    """G5: as it stood at that moment, the newest first, 1,000 at most; for the branch itself and the levels above.
    Scoring's `/credit-checks?sub_branch=&under_way=true` names what still is."""
    found = id_in_path(suspension_id)
    await actions.get(query, found)
    query.version = None
    kept = suspended_application
    wanted = select(kept).where(kept.c.suspension_id == found)  # …_suspension_id_id_idx
    rows, following = await listed(query, wanted, kept.c.id, limit, cursor, "under-way", {"suspension": found})
    return Listed(items=[SuspendedApplicationOut.model_validate(row) for row in rows], next_cursor=following)


@router.get("/{suspension_id}/rectification-reports", summary="Rectification reports, newest first")
async def list_reports(
    suspension_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[RectificationOut]:
    """For the branch itself and the levels above."""
    found = id_in_path(suspension_id)
    await actions.get(query, found)
    query.version = None
    reports = rectification_report
    wanted = select(reports).where(reports.c.suspension_id == found)  # …_suspension_id_id_idx
    rows, following = await listed(query, wanted, reports.c.id, limit, cursor, "rectification", {"suspension": found})
    return Listed(items=[RectificationOut.model_validate(row) for row in rows], next_cursor=following)


@router.get("/{suspension_id}/rectification-reports/{report_id}", summary="One rectification report")
async def read_rectification(suspension_id: str, report_id: str, query: Query) -> RectificationOut:
    """For the branch itself and the levels above."""
    return await actions.get_report(query, id_in_path(report_id))
