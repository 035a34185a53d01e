"""Reconciliations over HTTP."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis import policies
from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.fields import Month
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.escrow.reconciliation import actions, rules, store
from services.escrow.reconciliation.rules import UnitStatus
from services.escrow.reconciliation.schemas import (
    ReconciliationIn,
    ReconciliationOut,
    ReconciliationRules,
    ReconciliationSummaryOut,
    StatusSumOut,
    UnitFoundOut,
)
from services.escrow.reconciliation.store import reconciliation

router = APIRouter(prefix="/v1", tags=["reconciliation"], route_class=BankRoute)


@router.post("/projects/{project_id}/reconciliations", status_code=201, summary="Reconcile a month's proceeds")
async def reconcile_month(project_id: str, body: ReconciliationIn, command: Command) -> ReconciliationOut:
    """E5: filings, mortgages, provident-fund approvals and receipts of every unit, cumulative to the month's end."""
    return await _shown(command, await actions.reconcile(command, id_in_path(project_id), body.month))


@router.get("/projects/{project_id}/reconciliations", summary="The project's reconciliations, newest first")
async def list_reconciliations(
    project_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None, month: Month | None = None
) -> Listed[ReconciliationSummaryOut]:
    """Of all months or of one, without their units."""
    project = id_in_path(project_id)
    wanted = select(reconciliation).where(reconciliation.c.project_id == project)
    if month is not None:
        wanted = wanted.where(reconciliation.c.month == month)
    filters = {"project": project, "month": month}
    rows, following = await listed(query, wanted, reconciliation.c.id, limit, cursor, "reconciliations", filters)
    return Listed(
        items=[published(ReconciliationSummaryOut, row, **_figures(row)) for row in rows], next_cursor=following
    )


@router.get("/reconciliations/{reconciliation_id}", summary="One reconciliation")
async def read_reconciliation(reconciliation_id: str, query: Query) -> ReconciliationOut:
    """What was found, and who has signed it."""
    return await _shown(query, await actions.get(query, id_in_path(reconciliation_id)))


@router.get("/reconciliations/{reconciliation_id}/units", summary="Everything that was found, by unit number")
async def list_reconciled_units(
    reconciliation_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None, status: UnitStatus | None = None
) -> Listed[UnitFoundOut]:
    """Of every status, or of one."""
    identity = id_in_path(reconciliation_id)
    unit = store.units_of(identity)
    wanted, position = select(unit), unit.c.unit_no
    if status is not None:
        wanted = wanted.where(unit.c.status == status)
    filters = {"reconciliation": identity, "status": status}
    rows, following = await listed(
        query, wanted, position, limit, cursor, "reconciled-units", filters, newest_first=False
    )
    return Listed(items=[_unit(row) for row in rows], next_cursor=following)


@router.post("/reconciliations/{reconciliation_id}/sign", summary="Sign a reconciliation for one's department")
async def sign_reconciliation(reconciliation_id: str, command: Command) -> ReconciliationOut:
    """E5: it is `signed` once both departments have, by two persons who did not make it."""
    return await _shown(command, await actions.sign(command, id_in_path(reconciliation_id)))


async def _shown(task: Work | Reading, row: Row[Any]) -> ReconciliationOut:
    units = [_unit(each) for each in await store.units_first(task.connection, row.id)]
    verbs = [verb for verb in rules.MOVES.verbs(row.state) if verb == "sign"]
    signers = (row.made_by, row.corporate_by, row.personal_by)
    return shown(
        task,
        ReconciliationOut,
        row,
        units=units,
        units_digest=row.units_digest.hex(),
        allowed_actions=allowed_actions(task, "reconciliation", verbs, not_by=signers),
        **_figures(row),
    )


def _figures(row: Row[Any]) -> dict[str, Any]:
    return {
        "difference": row.received - row.expected,
        "by_status": [StatusSumOut(status=status, **each) for status, each in row.counts.items()],
        "units_total": row.units,
        "capture_rate": rules.capture_rate(row.mortgages_ours, row.sales_with_mortgage),
        "signed_by": {"corporate": row.corporate_by, "personal": row.personal_by},
    }


def _unit(row: Row[Any]) -> UnitFoundOut:
    # as the columns of `units_of` stand
    unit_no, expected, received, status, since, age_days, evidence = tuple(row)[:7]
    return UnitFoundOut.model_construct(  # of what the database holds: an answer lists up to a thousand
        unit_no=unit_no,
        expected=expected,
        received=received,
        difference=received - expected,
        status=status,
        since=since,
        age_days=age_days,
        evidence=evidence,
    )


ROUTERS = [router, policies.router("/v1/reconciliation-policies", actions.KIND, ReconciliationRules)]
