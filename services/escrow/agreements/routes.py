"""Agreements over HTTP."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.escrow.agreements import actions
from services.escrow.agreements.rules import MOVES
from services.escrow.agreements.schemas import AgreementIn, AgreementOut, SigningIn
from services.escrow.agreements.store import agreement

router = APIRouter(prefix="/v1", tags=["agreements"], route_class=BankRoute)


def _allowed(task: Work | Reading, row: Row[Any]) -> list[str]:
    return allowed_actions(task, "agreement", MOVES.verbs(row.state), not_by=[row.made_by])


@router.post("/projects/{project_id}/agreements", status_code=201, summary="Draw up an agreement")
async def draft_agreement(project_id: str, body: AgreementIn, command: Command) -> AgreementOut:
    """E2: closed management, cooperation, other banks kept out; the figures that payments are judged by."""
    row = await actions.draft(command, id_in_path(project_id), body)
    return shown(command, AgreementOut, row, allowed_actions=_allowed(command, row))


@router.get("/projects/{project_id}/agreements", summary="The project's agreements, newest first")
async def list_agreements(
    project_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[AgreementOut]:
    """Drafts that were never signed included."""
    project = id_in_path(project_id)
    wanted = select(agreement).where(agreement.c.project_id == project)
    rows, following = await listed(query, wanted, agreement.c.id, limit, cursor, "agreements", {"project": project})
    items = [published(AgreementOut, row, allowed_actions=_allowed(query, row)) for row in rows]
    return Listed(items=items, next_cursor=following)


@router.get("/agreements/{agreement_id}", summary="One agreement")
async def read_agreement(agreement_id: str, query: Query) -> AgreementOut:
    """As it was drawn up, and whether it is signed."""
    row = await actions.get(query, id_in_path(agreement_id))
    return shown(query, AgreementOut, row, allowed_actions=_allowed(query, row))


@router.post("/agreements/{agreement_id}/sign", summary="Sign an agreement for the bank")
async def sign_agreement(agreement_id: str, body: SigningIn, command: Command) -> AgreementOut:
    """E2, O3: by the head of the branch, never by who drew it up. The project is agreed from then on."""
    row = await actions.sign(command, id_in_path(agreement_id), body)
    return shown(command, AgreementOut, row, allowed_actions=_allowed(command, row))
