"""Research rounds and answers over HTTP."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.store import find
from chassis.writes import Work
from services.customer.research import actions, store
from services.customer.research.rules import MOVES
from services.customer.research.schemas import (
    ResearchAnswerIn,
    ResearchAnswerOut,
    ResearchClosingIn,
    ResearchRoundIn,
    ResearchRoundOut,
)
from services.customer.research.store import answer, research_round

router = APIRouter(prefix="/v1/research-rounds", tags=["market research"], route_class=BankRoute)


def _more(task: Work | Reading, row: Row[Any]) -> dict[str, Any]:
    return {"allowed_actions": allowed_actions(task, "research_round", MOVES.verbs(row.state))}


@router.post("", status_code=201, summary="Send an outline to the sub-branches")
async def send_out_round(body: ResearchRoundIn, command: Command) -> ResearchRoundOut:
    """T8: one round a quarter."""
    row = await actions.send_out(command, body)
    return shown(command, ResearchRoundOut, row, **_more(command, row))


@router.get("", summary="Research rounds, newest first")
async def list_rounds(query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[ResearchRoundOut]:
    """Rounds go to the whole bank."""
    rows, following = await listed(query, select(research_round), research_round.c.id, limit, cursor, "rounds", {})
    return Listed(items=[published(ResearchRoundOut, row, **_more(query, row)) for row in rows], next_cursor=following)


@router.get("/{research_round_id}", summary="One research round")
async def read_round(research_round_id: str, query: Query) -> ResearchRoundOut:
    """With what was found, once it is closed."""
    row = await find(query.connection, research_round, id_in_path(research_round_id))
    return shown(query, ResearchRoundOut, row, **_more(query, row))


@router.post("/{research_round_id}/close", summary="End a round with what was found")
async def close_round(research_round_id: str, body: ResearchClosingIn, command: Command) -> ResearchRoundOut:
    """T8: the answers read together."""
    row = await actions.close(command, id_in_path(research_round_id), body)
    return shown(command, ResearchRoundOut, row, **_more(command, row))


@router.post("/{research_round_id}/answers", status_code=201, summary="Answer for the own sub-branch")
async def give_answer(research_round_id: str, body: ResearchAnswerIn, command: Command) -> ResearchAnswerOut:
    """Once, until the round's last day."""
    return published(ResearchAnswerOut, await actions.reply(command, id_in_path(research_round_id), body))


@router.get("/{research_round_id}/answers", summary="The answers to a round, newest first")
async def list_answers(
    research_round_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[ResearchAnswerOut]:
    """Those of the caller's part of the bank: the levels above read them together."""
    round_id = id_in_path(research_round_id)
    await find(query.connection, research_round, round_id)
    wanted = store.answers(round_id)
    rows, following = await listed(query, wanted, answer.c.id, limit, cursor, "answers", {"round": round_id})
    return Listed(items=[published(ResearchAnswerOut, row) for row in rows], next_cursor=following)
