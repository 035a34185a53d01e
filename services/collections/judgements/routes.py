"""Judgements over HTTP."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis.admission import BankRoute, Command, Query
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.collections.judgements import actions
from services.collections.judgements.rules import JudgementState
from services.collections.judgements.schemas import JudgementIn, JudgementOut, LiftIn
from services.collections.judgements.store import class_judgement

router = APIRouter(prefix="/v1", tags=["risk classes"], route_class=BankRoute)


@router.post("/loans/{loan_id}/class-judgements", status_code=201, summary="Propose a lower class")
async def propose_judgement(loan_id: str, body: JudgementIn, command: Command) -> JudgementOut:
    """C6: lower than the days past due say, never higher; or that a delay of a few days is a technical one. It counts
    once a second person has approved it, from the next close on."""
    return await actions.propose(command, id_in_path(loan_id), body)


@router.get("/loans/{loan_id}/class-judgements", summary="What people said of a loan's class, newest first")
async def list_loan_judgements(
    loan_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[JudgementOut]:
    """All of them, those that count and those that do not."""
    found = id_in_path(loan_id)
    # Relies on class_judgement_loan_id_id_idx.
    wanted = select(class_judgement).where(class_judgement.c.loan_id == found)
    page = await listed(query, wanted, class_judgement.c.id, limit, cursor, "loan-judgements", {"loan": found})
    return _listed(query, *page)


@router.get("/class-judgements", summary="Judgements, newest first")
async def list_judgements(
    query: Query, limit: Limit = 50, cursor: Cursor = None, state: JudgementState | None = None
) -> Listed[JudgementOut]:
    """Those of the caller's part of the bank; `state=proposed` are those that wait for a second person."""
    wanted = select(class_judgement).where(*([class_judgement.c.state == state] if state else []))
    page = await listed(query, wanted, class_judgement.c.id, limit, cursor, "judgements", {"state": state})
    return _listed(query, *page)


@router.get("/class-judgements/{judgement_id}", summary="One judgement")
async def read_judgement(judgement_id: str, query: Query) -> JudgementOut:
    """As it stands."""
    return await actions.get(query, id_in_path(judgement_id))


@router.post("/class-judgements/{judgement_id}/approve", summary="Have a judgement count")
async def approve_judgement(judgement_id: str, command: Command) -> JudgementOut:
    """By another person than the one who proposed it."""
    return await actions.approve(command, id_in_path(judgement_id))


@router.post("/class-judgements/{judgement_id}/reject", summary="Reject a judgement")
async def reject_judgement(judgement_id: str, command: Command) -> JudgementOut:
    """By another person than the one who proposed it."""
    return await actions.reject(command, id_in_path(judgement_id))


@router.post("/class-judgements/{judgement_id}/lift", summary="Ask that a judgement no longer count")
async def lift_judgement(judgement_id: str, body: LiftIn, command: Command) -> JudgementOut:
    """It counts until another person confirms this, since the class may rise by it."""
    return await actions.lift(command, id_in_path(judgement_id), body.reason)


@router.post("/class-judgements/{judgement_id}/confirm", summary="Confirm that a judgement no longer counts")
async def confirm_judgement(judgement_id: str, command: Command) -> JudgementOut:
    """By another person than the one who asked for it."""
    return await actions.confirm(command, id_in_path(judgement_id))


def _listed(query: Query, rows: Sequence[Row[Any]], following: str | None) -> Listed[JudgementOut]:
    items = [actions.picture(query, row) for row in rows]
    query.version = None
    return Listed(items=items, next_cursor=following)
