"""The pipeline of projects over HTTP."""

from decimal import Decimal
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Row

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.asking import AskingRoute
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.store import find
from chassis.writes import Work
from services.customer.pipeline import actions, store
from services.customer.pipeline.rules import MOVES, Stage, differences, share
from services.customer.pipeline.schemas import (
    AdvanceIn,
    LinkIn,
    PipelineIn,
    PipelineOut,
    SalesIn,
    SalesOut,
    SupervisionOut,
)
from services.customer.pipeline.store import project, sales

router = APIRouter(prefix="/v1/project-pipeline", tags=["project pipeline"], route_class=BankRoute)
asking_router = APIRouter(prefix="/v1/project-pipeline", tags=["project pipeline"], route_class=AskingRoute)


def _more(task: Work | Reading, row: Row[Any]) -> dict[str, Any]:
    reported = row.sales_as_of is not None
    verbs = (["advance"] if MOVES.verbs(row.stage) else []) + (["report-sales"] if row.stage == "selling" else [])
    verbs += ["link"] if MOVES.verbs(row.stage) else []
    return {
        "sell_through": _text(share(row.units_sold, row.units) if reported else None),
        "cash_return": _text(share(row.cash_returned, row.development_loan) if reported else None),
        "mortgage_fulfilment": _text(share(row.mortgage_amount, row.expected_mortgage_amount) if reported else None),
        "allowed_actions": allowed_actions(task, "pipeline_project", verbs),
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.4f}"


@router.post("", status_code=201, summary="Follow a project")
async def enter_project(body: PipelineIn, command: Command) -> PipelineOut:
    """T10: from its land collateral on, with the mortgages that are expected of it."""
    row = await actions.enter(command, body)
    return shown(command, PipelineOut, row, **_more(command, row))


@router.get("", summary="Projects, newest first")
async def list_projects(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    stage: Stage | None = None,
    relationship_manager: str | None = None,
) -> Listed[PipelineOut]:
    """Those of the caller's part of the bank, with their newest sales."""
    wanted = store.projects(stage, relationship_manager)
    filters = {"stage": stage, "relationship_manager": relationship_manager}
    rows, following = await listed(query, wanted, project.c.id, limit, cursor, "pipeline", filters)
    return Listed(items=[published(PipelineOut, row, **_more(query, row)) for row in rows], next_cursor=following)


@router.get("/{pipeline_project_id}", summary="One project")
async def read_project(pipeline_project_id: str, query: Query) -> PipelineOut:
    """What was expected and what came of it."""
    row = await find(query.connection, project, id_in_path(pipeline_project_id))
    return shown(query, PipelineOut, row, **_more(query, row))


@router.post("/{pipeline_project_id}/advance", summary="Move a project on, or drop it")
async def advance_project(pipeline_project_id: str, body: AdvanceIn, command: Command) -> PipelineOut:
    """T10: land collateral, development loan, selling, completed."""
    row = await actions.advance(command, id_in_path(pipeline_project_id), body)
    return shown(command, PipelineOut, row, **_more(command, row))


@router.post("/{pipeline_project_id}/report-sales", summary="Report how a project sells")
async def report_sales(pipeline_project_id: str, body: SalesIn, command: Command) -> PipelineOut:
    """T10: sell-through, cash return and actual mortgages, for the developer's relationship manager."""
    row = await actions.report(command, id_in_path(pipeline_project_id), body)
    return shown(command, PipelineOut, row, **_more(command, row))


@router.get("/{pipeline_project_id}/sales", summary="The reports of a project's sales, newest first")
async def list_sales(
    pipeline_project_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[SalesOut]:
    """Each as it was reported."""
    project_id = id_in_path(pipeline_project_id)
    filters = {"project": project_id}
    rows, following = await listed(query, store.sales_of(project_id), sales.c.id, limit, cursor, "sales", filters)
    return Listed(items=[published(SalesOut, row) for row in rows], next_cursor=following)


@asking_router.post("/{pipeline_project_id}/link", summary="Say which project of escrow it became")
async def link_project(pipeline_project_id: str, body: LinkIn, request: Request, command: Command) -> PipelineOut:
    """T10: one of the same sub-branch; escrow is asked for it, and while it is down nothing is linked (503)."""
    row = await actions.link(command, id_in_path(pipeline_project_id), body, request.state.asked)
    return shown(command, PipelineOut, row, **_more(command, row))


@asking_router.get("/{pipeline_project_id}/supervision", summary="What escrow knows of a project")
async def read_supervision(pipeline_project_id: str, request: Request, query: Query) -> SupervisionOut:
    """T10: state, agreement, development loan and sales, asked now; what escrow does not answer is named as missing."""
    row, found = await actions.supervision(query, id_in_path(pipeline_project_id), request.state.asked)
    differs = differences(found, row.development_loan, row.units_sold, row.mortgages, row.mortgage_amount)
    parts = ("project", "agreement", "development_loan", "sales")
    told = {name: vars(part) if (part := getattr(found, name)) is not None else None for name in parts}
    if told["project"] is not None:
        told["project"] = {name: value for name, value in told["project"].items() if name != "sub_branch"}
    return SupervisionOut.model_validate(
        told
        | {"pipeline_project_id": row.id, "escrow_project_id": row.escrow_project_id, "asked_at": query.now}
        | {"missing": list(found.missing), "differs": differs}
    )
