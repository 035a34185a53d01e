"""The loan committee over HTTP."""

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Row

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.scoring import shapes
from services.scoring.asking import AskingRoute
from services.scoring.committee import actions
from services.scoring.committee.rules import CaseState
from services.scoring.committee.schemas import CommitteeCaseLine, CommitteeCaseOut, VoteIn
from services.scoring.committee.store import committee_case, with_votes

router = APIRouter(prefix="/v1/committee-cases", tags=["committee"], route_class=BankRoute)
_voting = APIRouter(prefix="/v1/committee-cases", tags=["committee"], route_class=AskingRoute)


def _verbs(task: Work | Reading, row: Row[Any]) -> dict[str, Any]:
    open_still = row.state == "open" and row.due_on >= task.today
    barred = [*row.barred, *(each["member"] for each in row.votes)]
    return {"allowed_actions": allowed_actions(task, "committee_case", ["vote"] if open_still else [], not_by=barred)}


async def _whole(task: Work | Reading, row: Row[Any]) -> CommitteeCaseOut:
    check = await actions.referred(task, row)
    more = {
        "product": check.product,
        "amount": check.amount,
        "reasons": shapes.said_then(check.reasons, chinese=task.chinese),
    }
    return shown(task, CommitteeCaseOut, row, **_verbs(task, row), **more)


@_voting.post("/{case_id}/votes", status_code=201, summary="Vote on a case")
async def vote_on_case(case_id: str, body: VoteIn, request: Request, command: Command) -> CommitteeCaseOut:
    """S4: one vote a member, final, with its reason. A case is decided as soon as no vote to come can change it; what
    is approved goes through the gate once more, and a red line refuses still."""
    row = await actions.vote(command, id_in_path(case_id), body, request.state.asked)
    return await _whole(command, await actions.get(command, row.id))


@router.get("", summary="Committee cases, newest first")
async def list_committee_cases(
    query: Query, limit: Limit = 50, cursor: Cursor = None, state: CaseState | None = None
) -> Listed[CommitteeCaseLine]:
    """Those of the caller's part of the bank, with their votes."""
    wanted = with_votes()
    if state is not None:
        wanted = wanted.where(committee_case.c.state == state)
    rows, following = await listed(
        query, wanted, committee_case.c.id, limit, cursor, "committee-cases", {"state": state}
    )
    items = [published(CommitteeCaseLine, row, **_verbs(query, row)) for row in rows]
    return Listed(items=items, next_cursor=following)


@router.get("/{case_id}", summary="One committee case")
async def read_committee_case(case_id: str, query: Query) -> CommitteeCaseOut:
    """What is to be decided, why it was referred, and the votes."""
    return await _whole(query, await actions.get(query, id_in_path(case_id)))


ROUTERS = [router, _voting]
