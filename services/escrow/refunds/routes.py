"""Refunds over HTTP."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.escrow.refunds import actions, rules
from services.escrow.refunds.schemas import (
    RefundCheckOut,
    RefundCommentIn,
    RefundIn,
    RefundOut,
    RefundReasonIn,
    RefundReturnIn,
    RefundSettlementIn,
    RefundState,
    RefundStepOut,
)
from services.escrow.refunds.store import refund

router = APIRouter(prefix="/v1", tags=["refunds"], route_class=BankRoute)
VERBS = "/refunds/{refund_id}"
# A verb may come without a body.
NO_COMMENT = RefundCommentIn()
NO_REASON = RefundReasonIn()


@router.post("/projects/{project_id}/refunds", status_code=201, summary="Ask for a refund to a buyer")
async def request_refund(project_id: str, body: RefundIn, command: Command) -> RefundOut:
    """E5: of a cancelled filing; holds the amount at once, if every blocking condition is met."""
    return _shown(command, await actions.request(command, id_in_path(project_id), body))


@router.get("/projects/{project_id}/refunds", summary="The project's refunds, newest first")
async def list_refunds(
    project_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None, state: RefundState | None = None
) -> Listed[RefundOut]:
    """In any state, or in one."""
    project = id_in_path(project_id)
    wanted = select(refund).where(refund.c.project_id == project)
    if state is not None:
        wanted = wanted.where(refund.c.state == state)
    filters = {"project": project, "state": state}
    rows, following = await listed(query, wanted, refund.c.id, limit, cursor, "refunds", filters)
    return Listed(items=[published(RefundOut, row, **_more(query, row)) for row in rows], next_cursor=following)


@router.get(VERBS, summary="One refund")
async def read_refund(refund_id: str, query: Query) -> RefundOut:
    """With its approvals, and its conditions as they were last looked at."""
    return _shown(query, await actions.get(query, id_in_path(refund_id)))


@router.post(f"{VERBS}/review", summary="Review a large refund")
async def review_refund(refund_id: str, command: Command, body: RefundCommentIn = NO_COMMENT) -> RefundOut:
    """E6: the corporate department; the conditions are looked at again."""
    return _shown(command, await actions.review(command, id_in_path(refund_id), body.comment))


@router.post(f"{VERBS}/confirm", summary="Confirm a refund")
async def confirm_refund(refund_id: str, command: Command, body: RefundCommentIn = NO_COMMENT) -> RefundOut:
    """E6: the personal department, above the agreement's limit after the review."""
    return _shown(command, await actions.confirm(command, id_in_path(refund_id), body.comment))


@router.post(f"{VERBS}/pay", summary="Hand a refund to core banking")
async def pay_refund(refund_id: str, command: Command, body: RefundCommentIn = NO_COMMENT) -> RefundOut:
    """The payments department; `settle` or `fail` then says what became of it."""
    return _shown(command, await actions.pay(command, id_in_path(refund_id)))


@router.post(f"{VERBS}/reject", summary="Turn a refund down")
async def reject_refund(refund_id: str, command: Command, body: RefundReasonIn = NO_REASON) -> RefundOut:
    """Either department; what it held is given back."""
    return _shown(command, await actions.turn_down(command, id_in_path(refund_id), "reject", body.reason))


@router.post(f"{VERBS}/cancel", summary="Take a refund back")
async def cancel_refund(refund_id: str, command: Command, body: RefundReasonIn = NO_REASON) -> RefundOut:
    """The managers, until it is handed to core banking."""
    return _shown(command, await actions.turn_down(command, id_in_path(refund_id), "cancel", body.reason))


@router.post(f"{VERBS}/settle", summary="Core banking has paid a refund")
async def settle_refund(refund_id: str, body: RefundSettlementIn, command: Command) -> RefundOut:
    """The hold becomes a payment. The same `bank_ref` again answers the refund as it is."""
    return _shown(command, await actions.settle(command, id_in_path(refund_id), body.bank_ref, body.settled_on))


@router.post(f"{VERBS}/fail", summary="Core banking could not pay a refund")
async def fail_refund(refund_id: str, command: Command, body: RefundReasonIn = NO_REASON) -> RefundOut:
    """What it held is given back."""
    return _shown(command, await actions.fail(command, id_in_path(refund_id), body.reason))


@router.post(f"{VERBS}/return", summary="A refund came back")
async def return_refund(refund_id: str, body: RefundReturnIn, command: Command) -> RefundOut:
    """Back to the account and the unit's proceeds; the buyer may be refunded anew."""
    return _shown(command, await actions.give_back(command, id_in_path(refund_id), body.bank_ref, body.reason))


def _shown(task: Work | Reading, row: Row[Any]) -> RefundOut:
    return shown(task, RefundOut, row, **_more(task, row))


def _more(task: Work | Reading, row: Row[Any]) -> dict[str, Any]:
    language = "zh" if task.chinese else "en"
    steps = (
        ("review", row.reviewed_by, row.reviewed_at, row.review_comment),
        ("confirm", row.confirmed_by, row.confirmed_at, row.confirm_comment),
        ("pay", row.paid_by, row.paid_at, None),
    )
    verbs = rules.moves_of(row.is_large).verbs(row.state)
    involved = (row.made_by, row.reviewed_by, row.confirmed_by)
    checking = allowed_actions(task, "refund", [verb for verb in verbs if verb in rules.CHECKING], not_by=involved)
    others = allowed_actions(task, "refund", [verb for verb in verbs if verb not in rules.CHECKING])
    return {
        "checks": [RefundCheckOut(**(check | {"detail": check["detail"][language]})) for check in row.checks],
        "approvals": [RefundStepOut(step=s, by=by, at=at, comment=c) for s, by, at, c in steps if by is not None],
        "allowed_actions": sorted(checking + others),
    }
