"""Milestones and their confirmations over HTTP."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.escrow.milestones import actions
from services.escrow.milestones.rules import DEPARTMENT_OF_ROLE, MOVES
from services.escrow.milestones.schemas import (
    ConfirmationIn,
    ConfirmationOut,
    MilestoneOut,
    MilestonesIn,
    MilestonesOut,
)
from services.escrow.milestones.store import confirmation, confirmations, in_list, milestone, standing

router = APIRouter(prefix="/v1", tags=["milestones"], route_class=BankRoute)


@router.put("/projects/{project_id}/milestones", summary="Set the project's milestones")
async def set_milestones(project_id: str, body: MilestonesIn, command: Command) -> MilestonesOut:
    """E10: the whole list, in order: progress rises, the retained share never does; confirmed ones stay as they are."""
    rows = await actions.set_all(command, id_in_path(project_id), body)
    return MilestonesOut(milestones=await _published(command, rows))


@router.get("/projects/{project_id}/milestones", summary="The project's milestones, in list order")
async def list_milestones(
    project_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[MilestoneOut]:
    """With who has confirmed each."""
    project = id_in_path(project_id)
    position, filters = milestone.c.position, {"project": project}
    rows, following = await listed(
        query, in_list(project), position, limit, cursor, "milestones", filters, newest_first=False
    )
    return Listed(items=await _published(query, rows), next_cursor=following)


@router.get("/milestones/{milestone_id}", summary="One milestone")
async def read_milestone(milestone_id: str, query: Query) -> MilestoneOut:
    """As it stands in the project's list."""
    (found,) = await _published(query, [await actions.get(query, id_in_path(milestone_id))])
    return found


@router.post("/milestones/{milestone_id}/confirmations", status_code=201, summary="Confirm a milestone")
async def confirm_milestone(milestone_id: str, body: ConfirmationIn, command: Command) -> MilestoneOut:
    """E10, O3: for the caller's department, with proof. Confirmed once both have; then the retained amount falls."""
    (found,) = await _published(command, [await actions.confirm(command, id_in_path(milestone_id), body)])
    return found


@router.get("/milestones/{milestone_id}/confirmations", summary="Who has confirmed a milestone, newest first")
async def list_confirmations(
    milestone_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[ConfirmationOut]:
    """Those of the milestone as it stands; what was confirmed before a change is in the history."""
    found = id_in_path(milestone_id)
    rows, following = await listed(
        query,
        standing().where(milestone.c.id == found),
        confirmation.c.id,
        limit,
        cursor,
        "confirmations",
        {"milestone": found},
    )
    return Listed(items=[_confirmation(row) for row in rows], next_cursor=following)


async def _published(task: Work | Reading, rows: Sequence[Row[Any]]) -> list[MilestoneOut]:
    given = await confirmations(task.connection, rows[0].project_id) if rows else {}
    return [
        published(
            MilestoneOut,
            row,
            confirmations=[_confirmation(each) for each in given.get(row.id, [])],
            allowed_actions=_allowed(task, row, given.get(row.id, [])),
        )
        for row in rows
    ]


def _confirmation(row: Row[Any]) -> ConfirmationOut:
    return published(ConfirmationOut, row, by=row.made_by, on=row.confirmed_on, at=row.made_at)


def _allowed(task: Work | Reading, row: Row[Any], given: Sequence[Row[Any]]) -> list[str]:
    spoken = {each.department for each in given}
    if any(DEPARTMENT_OF_ROLE.get(role) in spoken for role in task.actor.roles):
        return []
    makers = [row.made_by, *(each.made_by for each in given)]
    return allowed_actions(task, "milestone", MOVES.verbs(row.state), not_by=makers)
