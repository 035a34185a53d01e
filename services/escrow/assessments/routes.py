"""Assessments over HTTP."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.store import find
from chassis.writes import Work
from services.escrow.assessments import actions
from services.escrow.assessments.rules import MOVES
from services.escrow.assessments.schemas import AssessmentIn, AssessmentOut, DecisionIn, OpinionIn, OpinionOut
from services.escrow.assessments.store import assessment, opinion

router = APIRouter(prefix="/v1", tags=["assessments"], route_class=BankRoute)


def _allowed(task: Work | Reading, row: Row[Any]) -> list[str]:
    verbs = ["decide"] if MOVES.verbs(row.state) else []
    return allowed_actions(task, "assessment", verbs, not_by=[row.made_by])


@router.post("/projects/{project_id}/assessments", status_code=201, summary="Submit a finding on a project")
async def submit_assessment(project_id: str, body: AssessmentIn, command: Command) -> AssessmentOut:
    """E1: eight scores, feasible or not, the development loan, the expected mortgages, when to enter, conditions."""
    row = await actions.submit(command, id_in_path(project_id), body)
    return shown(command, AssessmentOut, row, allowed_actions=_allowed(command, row))


@router.get("/projects/{project_id}/assessments", summary="The project's assessments, newest first")
async def list_assessments(
    project_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[AssessmentOut]:
    """Those that were sent back included."""
    project = id_in_path(project_id)
    wanted = select(assessment).where(assessment.c.project_id == project)
    rows, following = await listed(query, wanted, assessment.c.id, limit, cursor, "assessments", {"project": project})
    items = [published(AssessmentOut, row, allowed_actions=_allowed(query, row)) for row in rows]
    return Listed(items=items, next_cursor=following)


@router.get("/assessments/{assessment_id}", summary="One assessment")
async def read_assessment(assessment_id: str, query: Query) -> AssessmentOut:
    """The finding, and what was decided on it."""
    row = await actions.get(query, id_in_path(assessment_id))
    return shown(query, AssessmentOut, row, allowed_actions=_allowed(query, row))


@router.post("/assessments/{assessment_id}/decide", summary="Confirm a finding, or send it back")
async def decide_assessment(assessment_id: str, body: DecisionIn, command: Command) -> AssessmentOut:
    """E1, O3: by another person than its maker. Approved, the project is assessed, or declined where not feasible."""
    row = await actions.decide(command, id_in_path(assessment_id), body)
    return shown(command, AssessmentOut, row, allowed_actions=_allowed(command, row))


@router.post("/assessments/{assessment_id}/opinions", status_code=201, summary="Give an upper level's opinion")
async def give_opinion(assessment_id: str, body: OpinionIn, command: Command) -> OpinionOut:
    """E1: by the city branch or head office, once each, before the decision; conditions go into the agreement."""
    return shown(command, OpinionOut, await actions.give_opinion(command, id_in_path(assessment_id), body))


@router.get("/assessments/{assessment_id}/opinions", summary="Upper levels' opinions on a finding, newest first")
async def list_opinions(
    assessment_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[OpinionOut]:
    """At most one of each level."""
    finding = id_in_path(assessment_id)
    wanted = select(opinion).where(opinion.c.assessment_id == finding)
    rows, following = await listed(query, wanted, opinion.c.id, limit, cursor, "opinions", {"assessment": finding})
    return Listed(items=[published(OpinionOut, row) for row in rows], next_cursor=following)


@router.get("/assessment-opinions/{assessment_opinion_id}", summary="One opinion")
async def read_opinion(assessment_opinion_id: str, query: Query) -> OpinionOut:
    """As it was given."""
    return shown(query, OpinionOut, await find(query.connection, opinion, id_in_path(assessment_opinion_id)))
