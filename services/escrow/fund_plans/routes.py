"""Fund plans over HTTP."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.fields import Month
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.money import ZERO
from chassis.writes import Work
from services.escrow.fund_plans import actions, rules
from services.escrow.fund_plans.schemas import (
    ApprovalOut,
    FundPlanIn,
    FundPlanOut,
    FundPlanState,
    LineOut,
    RejectIn,
    ReviseIn,
    Stage,
    StageOut,
)
from services.escrow.fund_plans.store import fund_plan, lines_of

router = APIRouter(prefix="/v1", tags=["fund plans"], route_class=BankRoute)


def _allowed(task: Work | Reading, row: Row[Any]) -> list[str]:
    approvals = actions.approvals_of(row)
    verbs = rules.verbs_for(row.state, task.actor.roles, approvals, task.actor.sub)
    # Whoever made a draft may submit it; from then on it is others who decide (O3).
    makers = [] if row.state == "draft" else [row.made_by, row.submitted_by]
    revised = ["revise"] if "revise" in rules.MOVES.verbs(row.state) else []
    return allowed_actions(task, "fund_plan", verbs, not_by=makers) + allowed_actions(task, "fund_plan", revised)


def _approvals(row: Row[Any]) -> list[ApprovalOut]:
    given = [
        ApprovalOut(department=name, by=getattr(row, f"{name}_by"), at=getattr(row, f"{name}_at"))
        for name in rules.DEPARTMENTS.values()
        if getattr(row, f"{name}_by") is not None
    ]
    return sorted(given, key=lambda approval: approval.at)


def _schedule(stages: Sequence[dict[str, Any]], confirmed: Decimal | None) -> list[StageOut]:
    found = []
    for each in (Stage.model_validate(stage) for stage in stages):
        known = confirmed is not None
        ahead = known and each.claimed_percent > (confirmed or ZERO)
        behind = known and each.planned_percent > (confirmed or ZERO)
        compared = {"confirmed_percent": confirmed, "claimed_ahead": ahead, "behind_plan": behind}
        found.append(StageOut(**each.model_dump(), **compared))
    return found


def _more(task: Work | Reading, row: Row[Any], lines: Sequence[Row[Any]], confirmed: Decimal | None) -> dict[str, Any]:
    return {
        "schedule": _schedule(row.schedule, confirmed),
        "lines": [published(LineOut, line, remaining=line.amount - line.committed) for line in lines],
        "total": sum((line.amount for line in lines), ZERO),
        "approvals": _approvals(row),
        "allowed_actions": _allowed(task, row),
    }


async def _answer(task: Work | Reading, row: Row[Any]) -> FundPlanOut:
    lines = (await lines_of(task.connection, [row.id]))[row.id]
    confirmed = await actions.confirmed_percent(task, row.project_id) if row.schedule else None
    return shown(task, FundPlanOut, row, **_more(task, row, lines, confirmed))


@router.post("/projects/{project_id}/fund-plans", status_code=201, summary="Draw up a month's fund plan")
async def draft_plan(project_id: str, body: FundPlanIn, command: Command) -> FundPlanOut:
    """E4: what the money is to be used for, line by line, and the schedule of the works."""
    return await _answer(command, await actions.draft(command, id_in_path(project_id), body))


@router.get("/projects/{project_id}/fund-plans", summary="The project's fund plans, newest first")
async def list_plans(
    project_id: str,
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    month: Month | None = None,
    state: FundPlanState | None = None,
) -> Listed[FundPlanOut]:
    """Those that were rejected included."""
    filters = {"project_id": id_in_path(project_id), "month": month, "state": state}
    wanted = select(fund_plan)
    for name, value in filters.items():
        if value is not None:
            wanted = wanted.where(fund_plan.c[name] == value)
    rows, following = await listed(query, wanted, fund_plan.c.id, limit, cursor, "fund-plans", filters)
    lines = await lines_of(query.connection, [row.id for row in rows])
    scheduled = any(row.schedule for row in rows)
    confirmed = await actions.confirmed_percent(query, id_in_path(project_id)) if scheduled else None
    items = [published(FundPlanOut, row, **_more(query, row, lines[row.id], confirmed)) for row in rows]
    return Listed(items=items, next_cursor=following)


@router.get("/fund-plans/{fund_plan_id}", summary="One fund plan")
async def read_plan(fund_plan_id: str, query: Query) -> FundPlanOut:
    """The plan, its lines with what is left of each, and who approved it."""
    return await _answer(query, await actions.get(query, id_in_path(fund_plan_id)))


@router.post("/fund-plans/{fund_plan_id}/submit", summary="Put a plan before the two departments")
async def submit_plan(fund_plan_id: str, command: Command) -> FundPlanOut:
    """E4: from now on it stays as it is."""
    return await _answer(command, await actions.submit(command, id_in_path(fund_plan_id)))


@router.post("/fund-plans/{fund_plan_id}/approve", summary="Approve a plan for one's department")
async def approve_plan(fund_plan_id: str, command: Command) -> FundPlanOut:
    """E4, O3: both departments, two persons, neither of whom made or submitted it. With the second it counts."""
    return await _answer(command, await actions.approve(command, id_in_path(fund_plan_id)))


@router.post("/fund-plans/{fund_plan_id}/reject", summary="Send a plan back")
async def reject_plan(fund_plan_id: str, body: RejectIn, command: Command) -> FundPlanOut:
    """By either department, with the reason; the month can have another plan."""
    return await _answer(command, await actions.reject(command, id_in_path(fund_plan_id), body.reason))


@router.post("/fund-plans/{fund_plan_id}/revise", status_code=201, summary="Draw up a revision of a plan")
async def revise_plan(fund_plan_id: str, body: ReviseIn, command: Command) -> FundPlanOut:
    """E4: a plan of its own, to be submitted and approved; only then it counts, and what it revises no more."""
    return await _answer(command, await actions.revise(command, id_in_path(fund_plan_id), body))
