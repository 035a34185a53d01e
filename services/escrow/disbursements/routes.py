"""Disbursements over HTTP."""

from collections.abc import Sequence
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
    EditIn,
    ReasonIn,
    ReturnIn,
    SettlementIn,
    StepOut,
)
from services.escrow.disbursements.store import approvals_of, disbursement

router = APIRouter(prefix="/v1", tags=["disbursements"], route_class=BankRoute)
VERBS = "/disbursements/{disbursement_id}"
# A verb may come without a body.
NO_COMMENT = CommentIn()
NO_REASON = ReasonIn()
# Where it stands who has taken a step that counts.
_NAMES = {"review": "reviewed_by", "confirm": "confirmed_by", "pay": "paid_by"}


@router.post("/projects/{project_id}/disbursements", status_code=201, summary="Ask for a payment")
async def request_disbursement(project_id: str, body: DisbursementIn, command: Command) -> DisbursementOut:
    """E4, E6, E11: holds the amount at once, if every blocking condition is met; else all conditions are answered."""
    return await _shown(command, await actions.request(command, id_in_path(project_id), body))


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
    given = await approvals_of(query.connection, [row.id for row in rows])
    items = [published(DisbursementOut, row, **_more(query, row, given[row.id])) for row in rows]
    return Listed(items=items, next_cursor=following)


@router.get(VERBS, summary="One payment")
async def read_disbursement(disbursement_id: str, query: Query) -> DisbursementOut:
    """The payment with its approvals, and its conditions as they were last looked at."""
    return await _shown(query, await actions.get(query, id_in_path(disbursement_id)))


@router.patch(VERBS, summary="Change what is asked for")
async def edit_disbursement(disbursement_id: str, body: EditIn, command: Command) -> DisbursementOut:
    """E4, O3: by its maker, until it is paid. Every condition is looked at again, and every approval is voided."""
    return await _shown(command, await actions.edit(command, id_in_path(disbursement_id), body))


@router.post(f"{VERBS}/review", summary="Review a large withdrawal")
async def review_disbursement(disbursement_id: str, command: Command, body: CommentIn = NO_COMMENT) -> DisbursementOut:
    """E6: the corporate department; the conditions are looked at again."""
    row = await actions.review(command, id_in_path(disbursement_id), body.comment)
    return await _shown(command, row)


@router.post(f"{VERBS}/confirm", summary="Confirm a payment")
async def confirm_disbursement(disbursement_id: str, command: Command, body: CommentIn = NO_COMMENT) -> DisbursementOut:
    """E6: the personal department, above the agreement's limit after the review."""
    row = await actions.confirm(command, id_in_path(disbursement_id), body.comment)
    return await _shown(command, row)


@router.post(f"{VERBS}/pay", summary="Hand a payment to core banking")
async def pay_disbursement(disbursement_id: str, command: Command, body: CommentIn = NO_COMMENT) -> DisbursementOut:
    """The payments department; `settle` or `fail` then says what became of it."""
    return await _shown(command, await actions.pay(command, id_in_path(disbursement_id)))


@router.post(f"{VERBS}/reject", summary="Turn a payment down")
async def reject_disbursement(disbursement_id: str, command: Command, body: ReasonIn = NO_REASON) -> DisbursementOut:
    """Either department; what it held is given back."""
    row = await actions.reject(command, id_in_path(disbursement_id), body.reason)
    return await _shown(command, row)


@router.post(f"{VERBS}/cancel", summary="Take a payment back")
async def cancel_disbursement(disbursement_id: str, command: Command, body: ReasonIn = NO_REASON) -> DisbursementOut:
    """The managers, until it is handed to core banking; what it held is given back."""
    row = await actions.cancel(command, id_in_path(disbursement_id), body.reason)
    return await _shown(command, row)


@router.post(f"{VERBS}/settle", summary="Core banking has paid")
async def settle_disbursement(disbursement_id: str, body: SettlementIn, command: Command) -> DisbursementOut:
    """The hold becomes a payment. The same `bank_ref` again answers the payment as it is."""
    row = await actions.settle(command, id_in_path(disbursement_id), body.bank_ref, body.settled_on)
    return await _shown(command, row)


@router.post(f"{VERBS}/fail", summary="Core banking could not pay")
async def fail_disbursement(disbursement_id: str, command: Command, body: ReasonIn = NO_REASON) -> DisbursementOut:
    """What it held is given back."""
    row = await actions.fail(command, id_in_path(disbursement_id), body.reason)
    return await _shown(command, row)


@router.post(f"{VERBS}/return", summary="The payment came back")
async def return_disbursement(disbursement_id: str, body: ReturnIn, command: Command) -> DisbursementOut:
    """E11: back to the account, the plan line, the contract and the invoice."""
    row = await actions.give_back(command, id_in_path(disbursement_id), body.bank_ref, body.reason)
    return await _shown(command, row)


async def _shown(task: Work | Reading, row: Row[Any]) -> DisbursementOut:
    given = (await approvals_of(task.connection, [row.id]))[row.id] if row.version > 1 else []
    return shown(task, DisbursementOut, row, **_more(task, row, given))


def _more(task: Work | Reading, row: Row[Any], given: Sequence[Row[Any]]) -> dict[str, Any]:
    language = "zh" if task.chinese else "en"
    verbs = rules.moves_of(row.is_large).verbs(row.state)
    return {
        "checks": [CheckOut(**(check | {"detail": check["detail"][language]})) for check in row.checks],
        "approvals": [_step(each, row) for each in given],
        "payee_account": masked_account(row.payee_account),
        "content_sha256": row.content_digest.hex(),
        "allowed_actions": _allowed(task, row, verbs),
    }


def _step(given: Row[Any], row: Row[Any]) -> StepOut:
    return StepOut(
        step=given.step,
        by=given.made_by,
        at=given.made_at,
        comment=given.comment,
        content_sha256=given.content_digest.hex(),
        stands=given.content_digest == row.content_digest and given.made_by == getattr(row, _NAMES[given.step]),
    )


def _allowed(task: Work | Reading, row: Row[Any], verbs: list[str]) -> list[str]:
    """Who made it may still cancel it, and alone may edit it; every approving verb takes another person (O3)."""
    if task.actor.sub != row.made_by:
        verbs = [verb for verb in verbs if verb != "edit"]
    checking = [verb for verb in verbs if verb in rules.CHECKING]
    others = [verb for verb in verbs if verb not in rules.CHECKING]
    involved = (row.made_by, row.reviewed_by, row.confirmed_by)
    return sorted(
        allowed_actions(task, "disbursement", checking, not_by=involved) + allowed_actions(task, "disbursement", others)
    )
