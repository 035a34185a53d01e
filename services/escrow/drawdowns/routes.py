"""Drawdowns over HTTP."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.escrow.drawdowns import actions, rules
from services.escrow.drawdowns.schemas import (
    DrawdownCheckOut,
    DrawdownIn,
    DrawdownOut,
    DrawdownState,
    DrawdownStepOut,
    LoanOut,
    RemarkIn,
    WhyIn,
)
from services.escrow.drawdowns.store import loan_drawdown

router = APIRouter(prefix="/v1", tags=["drawdowns"], route_class=BankRoute)
VERBS = "/loan-drawdowns/{loan_drawdown_id}"
# A verb may come without a body.
NO_REMARK = RemarkIn()
NO_REASON = WhyIn()


@router.post("/projects/{project_id}/loan-drawdowns", status_code=201, summary="Ask for a drawdown of the loan")
async def request_drawdown(project_id: str, body: DrawdownIn, command: Command) -> DrawdownOut:
    """E4: for works of the approved plan, within the assessed amount, and not ahead of confirmed progress."""
    row = await actions.request(command, id_in_path(project_id), body)
    return shown(command, DrawdownOut, row, **_more(command, row))


@router.get("/projects/{project_id}/loan-drawdowns", summary="The project's drawdowns, newest first")
async def list_drawdowns(
    project_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None, state: DrawdownState | None = None
) -> Listed[DrawdownOut]:
    """In any state, or in one."""
    project = id_in_path(project_id)
    wanted = select(loan_drawdown).where(loan_drawdown.c.project_id == project)
    if state is not None:
        wanted = wanted.where(loan_drawdown.c.state == state)
    filters = {"project": project, "state": state}
    rows, following = await listed(query, wanted, loan_drawdown.c.id, limit, cursor, "loan-drawdowns", filters)
    return Listed(items=[published(DrawdownOut, row, **_more(query, row)) for row in rows], next_cursor=following)


@router.get("/projects/{project_id}/development-loan", summary="The development loan")
async def read_loan(project_id: str, query: Query) -> LoanOut:
    """E1, E4: what was assessed, and how much of it is drawn or asked for."""
    return LoanOut(**await actions.loan_of(query, id_in_path(project_id)))


@router.get(VERBS, summary="One drawdown")
async def read_drawdown(loan_drawdown_id: str, query: Query) -> DrawdownOut:
    """With its approvals, and its conditions as they were last looked at."""
    row = await actions.get(query, id_in_path(loan_drawdown_id))
    return shown(query, DrawdownOut, row, **_more(query, row))


@router.post(f"{VERBS}/review", summary="Review a drawdown")
async def review_drawdown(loan_drawdown_id: str, command: Command, body: RemarkIn = NO_REMARK) -> DrawdownOut:
    """The corporate department; the conditions are looked at again."""
    row = await actions.review(command, id_in_path(loan_drawdown_id), body.comment)
    return shown(command, DrawdownOut, row, **_more(command, row))


@router.post(f"{VERBS}/confirm", summary="Confirm a drawdown")
async def confirm_drawdown(loan_drawdown_id: str, command: Command, body: RemarkIn = NO_REMARK) -> DrawdownOut:
    """The personal department, after the review."""
    row = await actions.confirm(command, id_in_path(loan_drawdown_id), body.comment)
    return shown(command, DrawdownOut, row, **_more(command, row))


@router.post(f"{VERBS}/pay", summary="Have the loan drawn")
async def pay_drawdown(loan_drawdown_id: str, command: Command, body: RemarkIn = NO_REMARK) -> DrawdownOut:
    """The payments department; core banking then reports the money as a receipt."""
    row = await actions.pay(command, id_in_path(loan_drawdown_id))
    return shown(command, DrawdownOut, row, **_more(command, row))


@router.post(f"{VERBS}/reject", summary="Turn a drawdown down")
async def reject_drawdown(loan_drawdown_id: str, command: Command, body: WhyIn = NO_REASON) -> DrawdownOut:
    """Either department, until it is drawn."""
    row = await actions.end(command, id_in_path(loan_drawdown_id), "reject", body.reason)
    return shown(command, DrawdownOut, row, **_more(command, row))


@router.post(f"{VERBS}/cancel", summary="Take a drawdown back")
async def cancel_drawdown(loan_drawdown_id: str, command: Command, body: WhyIn = NO_REASON) -> DrawdownOut:
    """The managers, until it is drawn."""
    row = await actions.end(command, id_in_path(loan_drawdown_id), "cancel", body.reason)
    return shown(command, DrawdownOut, row, **_more(command, row))


def _more(task: Work | Reading, row: Row[Any]) -> dict[str, Any]:
    language = "zh" if task.chinese else "en"
    steps = (
        ("review", row.reviewed_by, row.reviewed_at, row.review_comment),
        ("confirm", row.confirmed_by, row.confirmed_at, row.confirm_comment),
        ("pay", row.drawn_by, row.drawn_at, None),
    )
    verbs = rules.MOVES.verbs(row.state)
    involved = (row.made_by, row.reviewed_by, row.confirmed_by)
    checking = allowed_actions(
        task, "loan_drawdown", [verb for verb in verbs if verb in rules.CHECKING], not_by=involved
    )
    others = allowed_actions(task, "loan_drawdown", [verb for verb in verbs if verb not in rules.CHECKING])
    return {
        "checks": [DrawdownCheckOut(**(check | {"detail": check["detail"][language]})) for check in row.checks],
        "approvals": [DrawdownStepOut(step=s, by=by, at=at, comment=c) for s, by, at, c in steps if by is not None],
        "allowed_actions": sorted(checking + others),
    }
