"""Watched and bad loans over HTTP."""

from fastapi import APIRouter
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query
from chassis.fields import Day
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.collections.disposals import actions, store
from services.collections.disposals.rules import PlanState, WatchState
from services.collections.disposals.schemas import (
    BadLoanOut,
    DisposalClosingIn,
    DisposalPlanIn,
    DisposalPlanOut,
    DisposalResultIn,
    DisposalResultOut,
    WatchActionIn,
    WatchActionOut,
    WatchResultIn,
)
from services.collections.disposals.store import disposal_plan, disposal_result, watch_action

router = APIRouter(prefix="/v1", tags=["watch and disposal"], route_class=BankRoute)


@router.post("/loans/{loan_id}/watch-actions", status_code=201, summary="Plan an action on a watched loan")
async def plan_watch_action(loan_id: str, body: WatchActionIn, command: Command) -> WatchActionOut:
    """G2: of special mention, so that it does not turn bad."""
    return await actions.watch(command, id_in_path(loan_id), body)


@router.get("/loans/{loan_id}/watch-actions", summary="The actions on a loan, newest first")
async def list_loan_watch_actions(
    loan_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[WatchActionOut]:
    """Those to be done, and those that were."""
    found = id_in_path(loan_id)
    wanted = select(watch_action).where(watch_action.c.loan_id == found)  # relies on watch_action_loan_id_id_idx
    page = await listed(query, wanted, watch_action.c.id, limit, cursor, "loan-watch", {"loan": found})
    return Listed(items=[actions.watch_picture(query, row) for row in page[0]], next_cursor=page[1])


@router.get("/watch-actions", summary="Actions on watched loans, newest first")
async def list_watch_actions(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    state: WatchState | None = None,
    owner: str | None = None,
    due_before: Day | None = None,
) -> Listed[WatchActionOut]:
    """`state=open&owner=…&due_before=…` is what somebody has to see to."""
    filters = {"state": state, "owner": owner}
    each = watch_action
    # Relies on watch_action_open_idx, watch_action_owner_id_idx or the primary key.
    wanted = select(each).where(
        *(each.c[name] == value for name, value in filters.items() if value is not None),
        *([each.c.due_on < due_before] if due_before else []),
    )
    bound = filters | {"due_before": due_before}
    rows, following = await listed(query, wanted, each.c.id, limit, cursor, "watch-actions", bound)
    return Listed(items=[actions.watch_picture(query, row) for row in rows], next_cursor=following)


@router.get("/watch-actions/{action_id}", summary="One action")
async def read_watch_action(action_id: str, query: Query) -> WatchActionOut:
    """As it stands."""
    return await actions.get_watch(query, id_in_path(action_id))


@router.post("/watch-actions/{action_id}/complete", summary="Report what came of an action")
async def complete_watch_action(action_id: str, body: WatchResultIn, command: Command) -> WatchActionOut:
    """By its owner."""
    return await actions.complete(command, id_in_path(action_id), body.result)


@router.get("/bad-loans", summary="Bad loans and their plans, newest first")
async def list_bad_loans(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    account_manager: str | None = None,
    without_plan: bool = False,
) -> Listed[BadLoanOut]:
    """G2, as of the last close; `without_plan=true` are those that nobody deals with yet."""
    wanted, position = store.bad_loans(account_manager, without_plan=without_plan)
    filters = {"account_manager": account_manager, "without_plan": without_plan}
    rows, following = await listed(query, wanted, position, limit, cursor, "bad-loans", filters)
    items = [BadLoanOut.model_validate(dict(row._mapping) | {"loan_id": row.id}) for row in rows]
    return Listed(items=items, next_cursor=following)


@router.post("/loans/{loan_id}/disposal-plans", status_code=201, summary="Propose how a bad loan is dealt with")
async def propose_disposal_plan(loan_id: str, body: DisposalPlanIn, command: Command) -> DisposalPlanOut:
    """G2: by cash, restructuring, collateral, litigation or write-off. A second person approves it; what changes the
    loan itself, an amendment does."""
    return await actions.propose(command, id_in_path(loan_id), body)


@router.get("/loans/{loan_id}/disposal-plans", summary="The plans for a loan, newest first")
async def list_loan_disposal_plans(
    loan_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[DisposalPlanOut]:
    """The one under way, and those before."""
    found = id_in_path(loan_id)
    wanted = select(disposal_plan).where(disposal_plan.c.loan_id == found)  # relies on disposal_plan_loan_id_id_idx
    page = await listed(query, wanted, disposal_plan.c.id, limit, cursor, "loan-disposals", {"loan": found})
    return Listed(items=await actions.plan_pictures(query, page[0]), next_cursor=page[1])


@router.get("/disposal-plans", summary="Disposal plans, newest first")
async def list_disposal_plans(
    query: Query, limit: Limit = 50, cursor: Cursor = None, state: PlanState | None = None
) -> Listed[DisposalPlanOut]:
    """`state=proposed` are those that wait for a second person."""
    # Relies on disposal_plan_state_id_idx or the primary key.
    wanted = select(disposal_plan).where(*([disposal_plan.c.state == state] if state else []))
    page = await listed(query, wanted, disposal_plan.c.id, limit, cursor, "disposal-plans", {"state": state})
    return Listed(items=await actions.plan_pictures(query, page[0]), next_cursor=page[1])


@router.get("/disposal-plans/{plan_id}", summary="One disposal plan")
async def read_disposal_plan(plan_id: str, query: Query) -> DisposalPlanOut:
    """As it stands."""
    return await actions.get_plan(query, id_in_path(plan_id))


@router.post("/disposal-plans/{plan_id}/approve", summary="Have a plan carried out")
async def approve_disposal_plan(plan_id: str, command: Command) -> DisposalPlanOut:
    """By another person than the one who proposed it."""
    return await actions.approve(command, id_in_path(plan_id))


@router.post("/disposal-plans/{plan_id}/reject", summary="Have another plan made")
async def reject_disposal_plan(plan_id: str, command: Command) -> DisposalPlanOut:
    """By another person than the one who proposed it."""
    return await actions.reject(command, id_in_path(plan_id))


@router.post("/disposal-plans/{plan_id}/cancel", summary="Take a proposed plan back")
async def cancel_disposal_plan(plan_id: str, command: Command) -> DisposalPlanOut:
    """While it is not approved."""
    return await actions.cancel(command, id_in_path(plan_id))


@router.post("/disposal-plans/{plan_id}/close", summary="Say what came of a plan")
async def close_disposal_plan(plan_id: str, body: DisposalClosingIn, command: Command) -> DisposalPlanOut:
    """By neither its maker nor its owner."""
    return await actions.close(command, id_in_path(plan_id), body)


@router.post("/disposal-plans/{plan_id}/results", status_code=201, summary="Put a result of a plan down")
async def add_disposal_result(plan_id: str, body: DisposalResultIn, command: Command) -> DisposalResultOut:
    """By its owner, while it is carried out."""
    return await actions.add_result(command, id_in_path(plan_id), body)


@router.get("/disposal-plans/{plan_id}/results", summary="The results of a plan, newest first")
async def list_disposal_results(
    plan_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[DisposalResultOut]:
    """Append-only."""
    found = id_in_path(plan_id)
    wanted = select(disposal_result).where(disposal_result.c.plan_id == found)  # disposal_result_plan_id_id_idx
    page = await listed(query, wanted, disposal_result.c.id, limit, cursor, "disposal-results", {"plan": found})
    return Listed(items=[actions.result_picture(row) for row in page[0]], next_cursor=page[1])


@router.get("/disposal-plans/{plan_id}/results/{result_id}", summary="One result of a plan")
async def read_disposal_result(plan_id: str, result_id: str, query: Query) -> DisposalResultOut:
    """As it was put down."""
    return await actions.get_result(query, id_in_path(result_id))
