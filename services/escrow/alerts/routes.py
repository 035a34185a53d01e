"""Alerts over HTTP."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.escrow.alerts import actions
from services.escrow.alerts.rules import MOVES, TITLES, AlertKind
from services.escrow.alerts.schemas import AcknowledgementIn, AlertOut, AlertState
from services.escrow.alerts.store import alert

router = APIRouter(prefix="/v1/alerts", tags=["alerts"], route_class=BankRoute)
NO_COMMENT = AcknowledgementIn()


@router.get("", summary="Alerts, newest first")
async def list_alerts(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    project_id: UUID | None = None,
    kind: AlertKind | None = None,
    state: AlertState | None = None,
) -> Listed[AlertOut]:
    """Of the caller's part of the bank: of one project, kind or state where told."""
    wanted = select(alert)
    filters = {"project_id": project_id, "kind": kind, "state": state}
    for name, value in filters.items():
        if value is not None:
            wanted = wanted.where(alert.c[name] == value)
    rows, following = await listed(query, wanted, alert.c.id, limit, cursor, "alerts", filters)
    return Listed(items=[published(AlertOut, row, **_more(query, row)) for row in rows], next_cursor=following)


@router.get("/{alert_id}", summary="One alert")
async def read_alert(alert_id: str, query: Query) -> AlertOut:
    """The figures behind it, as last found."""
    row = await actions.get(query, id_in_path(alert_id))
    return shown(query, AlertOut, row, **_more(query, row))


@router.post("/{alert_id}/acknowledge", summary="Acknowledge an alert")
async def acknowledge_alert(alert_id: str, command: Command, body: AcknowledgementIn = NO_COMMENT) -> AlertOut:
    """Somebody has seen it. It stands, and stops what it stops, until it is cured."""
    row = await actions.acknowledge(command, id_in_path(alert_id), body.comment)
    return shown(command, AlertOut, row, **_more(command, row))


def _more(task: Work | Reading, row: Row[Any]) -> dict[str, Any]:
    title = TITLES[row.kind]
    return {
        "title": title.zh if task.chinese else title.en,
        "allowed_actions": allowed_actions(task, "alert", MOVES.verbs(row.state)),
    }
