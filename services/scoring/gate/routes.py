"""The gate over HTTP."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import Row

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.fields import Ref
from chassis.identity import Actor
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.scoring.gate import actions
from services.scoring.gate.rules import Outcome, is_retryable
from services.scoring.gate.schemas import ContinueIn, CreditCheckIn, CreditCheckOut, ReasonOut, ReplayOut
from services.scoring.gate.store import credit_check, with_decision
from services.scoring.policies.rules import Reason

AskOwnRecord = Callable[[str, Actor], Awaitable[actions.Asked]]
"""How the own record of a customer is asked for, on behalf of a person; found at `app.state.ask_own_record`."""


class AskingRoute(BankRoute):
    """A route whose command may want the own record: asked for between two runs of it, with no transaction open."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The house's handler; once more, with the record in hand, where it wants that."""
        carry_out = super().get_route_handler()

        async def handle(request: Request) -> Response:
            request.state.asked = None
            try:
                return await carry_out(request)
            except actions.OwnRecordWanted as wanted:
                ask: AskOwnRecord = request.app.state.ask_own_record
                request.state.asked = await ask(wanted.customer_ref, request.state.actor)
            return await carry_out(request)

        return handle


router = APIRouter(prefix="/v1/credit-checks", tags=["gate"], route_class=BankRoute)
_asking = APIRouter(prefix="/v1/credit-checks", tags=["gate"], route_class=AskingRoute)


def _reasons(task: Work | Reading, row: Row[Any]) -> list[ReasonOut]:
    language = "zh" if task.chinese else "en"
    return [ReasonOut(code=one["code"], line=one["line"], detail=one["detail"][language]) for one in row.reasons]


def _said(task: Work | Reading, reasons: Sequence[Reason]) -> list[ReasonOut]:
    return [
        ReasonOut(code=one.code, line=one.line, detail=one.detail.zh if task.chinese else one.detail.en)
        for one in reasons
    ]


def _more(task: Work | Reading, row: Row[Any]) -> dict[str, Any]:
    verbs = ["continue"] if row.outcome == "undecided" else []
    return {
        "reasons": _reasons(task, row),
        "retryable": is_retryable(row.outcome, [reason["code"] for reason in row.reasons]),
        "exposure_cap": None,
        "allowed_actions": allowed_actions(task, "credit_check", verbs),
    }


@_asking.post("", status_code=201, summary="Put an application through the gate")
async def check_credit(body: CreditCheckIn, request: Request, command: Command) -> CreditCheckOut:
    """S1, S5, S7, S8: both red lines, every reason. What cannot be known, or was not visited, is `undecided`."""
    row = await actions.check(command, body, request.state.asked)
    return shown(command, CreditCheckOut, row, **_more(command, row))


@_asking.post("/{credit_check_id}/continue", summary="Decide an undecided check")
async def continue_credit_check(
    credit_check_id: str, body: ContinueIn, request: Request, command: Command
) -> CreditCheckOut:
    """S7, S8: with the investigation that was missing, and the own record asked for again."""
    row = await actions.proceed(command, id_in_path(credit_check_id), body, request.state.asked)
    return shown(command, CreditCheckOut, row, **_more(command, row))


@router.post("/{credit_check_id}/replay", summary="Decide again from what was kept")
async def replay_credit_check(credit_check_id: str, command: Command) -> ReplayOut:
    """S6: changes nothing. From the report, the own record and the policy version that the decision read."""
    row, decision, same = await actions.replay(command, id_in_path(credit_check_id))
    return ReplayOut(
        same=same,
        outcome=decision.outcome,
        reasons=_said(command, decision.reasons),
        policy_version=row.policy_version,
        decided_on=row.decided_on,
    )


@router.get("", summary="Checks, newest first")
async def list_credit_checks(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    customer_ref: Ref | None = None,
    outcome: Outcome | None = None,
) -> Listed[CreditCheckOut]:
    """Those of the caller's part of the bank, each with its latest decision."""
    wanted = with_decision()
    if customer_ref is not None:
        wanted = wanted.where(credit_check.c.customer_ref == customer_ref)
    if outcome is not None:
        wanted = wanted.where(credit_check.c.outcome == outcome)
    filters = {"customer_ref": customer_ref, "outcome": outcome}
    rows, following = await listed(query, wanted, credit_check.c.id, limit, cursor, "credit-checks", filters)
    items = [published(CreditCheckOut, row, **_more(query, row)) for row in rows]
    return Listed(items=items, next_cursor=following)


@router.get("/{credit_check_id}", summary="One check")
async def read_credit_check(credit_check_id: str, query: Query) -> CreditCheckOut:
    """What was asked, the outcome and every reason."""
    row = await actions.get(query, id_in_path(credit_check_id))
    return shown(query, CreditCheckOut, row, **_more(query, row))


ROUTERS = [router, _asking]
