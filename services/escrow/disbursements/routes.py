"""Disbursements over HTTP."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.escrow.contracts.rules import masked_account
from services.escrow.disbursements import actions, rules
from services.escrow.disbursements.schemas import (
    CheckOut,
    CommentIn,
    DisbursementIn,
    DisbursementOut,
    DisbursementState,
    ReasonIn,
    ReturnIn,
    SettlementIn,
    StepOut,
)
from services.escrow.disbursements.store import disbursement

router = APIRouter(prefix="/v1", tags=["disbursements"], route_class=BankRoute)
VERBS = "/disbursements/{disbursement_id}"
# A verb may come without a body.
NO_COMMENT = CommentIn()
NO_REASON = ReasonIn()


@router.post("/projects/{project_id}/disbursements", status_code=201, summary="Ask for a payment")
async def request_disbursement(project_id: str, body: DisbursementIn, command: Command) -> DisbursementOut:
    """E4, E6, E11: holds the amount at once, if every blocking condition is met; else all conditions are answered."""
    return _shown(command, await actions.request(command, id_in_path(project_id), body))


@router.get("/projects/{project_id}/disbursements", summary="The project's payments, newest first")
async def list_disbursements(
    project_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None, state: DisbursementState | None = None
) -> Listed[DisbursementOut]:
    """In any state, or in one."""
    project = id_in_path(project_id)
    wanted = select(disbursement).where(disbursement.c.project_id == project)
    if state is not None:
        wanted = wanted.where(disbursement.c.state == state)
    filters = {"project": project, "state": state}
    rows, following = await listed(query, wanted, disbursement.c.id, limit, cursor, "disbursements", filters)
    return Listed(items=[_published(query, row) for row in rows], next_cursor=following)


@router.get(VERBS, summary="One payment")
async def read_disbursement(disbursement_id: str, query: Query) -> DisbursementOut:
    """The payment with its approvals, and its conditions as they were last looked at."""
    return _shown(query, await actions.get(query, id_in_path(disbursement_id)))


@router.post(f"{VERBS}/review", summary="Review a large withdrawal")
async def review_disbursement(disbursement_id: str, command: Command, body: CommentIn = NO_COMMENT) -> DisbursementOut:
    """E6: the corporate department; the conditions are looked at again."""
    row = await actions.review(command, id_in_path(disbursement_id), body.comment)
    return _shown(command, row)


@router.post(f"{VERBS}/confirm", summary="Confirm a payment")
async def confirm_disbursement(disbursement_id: str, command: Command, body: CommentIn = NO_COMMENT) -> DisbursementOut:
    """E6: the personal department, above the agreement's limit after the review."""
    row = await actions.confirm(command, id_in_path(disbursement_id), body.comment)
    return _shown(command, row)


@router.post(f"{VERBS}/pay", summary="Hand a payment to core banking")
async def pay_disbursement(disbursement_id: str, command: Command, body: CommentIn = NO_COMMENT) -> DisbursementOut:
    """The payments department; `settle` or `fail` then says what became of it."""
    return _shown(command, await actions.pay(command, id_in_path(disbursement_id)))


@router.post(f"{VERBS}/reject", summary="Turn a payment down")
async def reject_disbursement(disbursement_id: str, command: Command, body: ReasonIn = NO_REASON) -> DisbursementOut:
    """Either department; what it held is given back."""
    row = await actions.reject(command, id_in_path(disbursement_id), body.reason)
    return _shown(command, row)


@router.post(f"{VERBS}/cancel", summary="Take a payment back")
async def cancel_disbursement(disbursement_id: str, command: Command, body: ReasonIn = NO_REASON) -> DisbursementOut:
    """The managers, until it is handed to core banking; what it held is given back."""
    row = await actions.cancel(command, id_in_path(disbursement_id), body.reason)
    return _shown(command, row)


@router.post(f"{VERBS}/settle", summary="Core banking has paid")
async def settle_disbursement(disbursement_id: str, body: SettlementIn, command: Command) -> DisbursementOut:
    """The hold becomes a payment. The same `bank_ref` again answers the payment as it is."""
    row = await actions.settle(command, id_in_path(disbursement_id), body.bank_ref, body.settled_on)
    return _shown(command, row)


@router.post(f"{VERBS}/fail", summary="Core banking could not pay")
async def fail_disbursement(disbursement_id: str, command: Command, body: ReasonIn = NO_REASON) -> DisbursementOut:
    """What it held is given back."""
    row = await actions.fail(command, id_in_path(disbursement_id), body.reason)
    return _shown(command, row)


@router.post(f"{VERBS}/return", summary="The payment came back")
async def return_disbursement(disbursement_id: str, body: ReturnIn, command: Command) -> DisbursementOut:
    """E11: back to the account, the plan line, the contract and the invoice."""
    row = await actions.give_back(command, id_in_path(disbursement_id), body.bank_ref, body.reason)
    return _shown(command, row)


def _shown(task: Work | Reading, row: Row[Any]) -> DisbursementOut:
    return shown(task, DisbursementOut, row, **_more(task, row))


def _published(task: Reading, row: Row[Any]) -> DisbursementOut:
    return published(DisbursementOut, row, **_more(task, row))


def _more(task: Work | Reading, row: Row[Any]) -> dict[str, Any]:
    language = "zh" if task.chinese else "en"
    steps = (
        ("review", row.reviewed_by, row.reviewed_at, row.review_comment),
        ("confirm", row.confirmed_by, row.confirmed_at, row.confirm_comment),
        ("pay", row.paid_by, row.paid_at, None),
    )
    verbs = rules.moves_of(row.is_large).verbs(row.state)
    return {
        "checks": [CheckOut(**(check | {"detail": check["detail"][language]})) for check in row.checks],
        "approvals": [StepOut(step=s, by=by, at=at, comment=c) for s, by, at, c in steps if by is not None],
        "payee_account": masked_account(row.payee_account),
        "allowed_actions": _allowed(task, row, verbs),
    }


def _allowed(task: Work | Reading, row: Row[Any], verbs: list[str]) -> list[str]:
    """Who made it may still cancel it; every approving verb takes another person (O3)."""
    checking = [verb for verb in verbs if verb in rules.CHECKING]
    others = [verb for verb in verbs if verb not in rules.CHECKING]
    involved = (row.made_by, row.reviewed_by, row.confirmed_by)
    return sorted(
        allowed_actions(task, "disbursement", checking, not_by=involved) + allowed_actions(task, "disbursement", others)
    )
