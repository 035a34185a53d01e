"""The curve and its alerts over HTTP."""

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query
from chassis.fields import Month
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.store import find
from services.collections.rates import actions
from services.collections.rates.rules import AlertState, Scope
from services.collections.rates.schemas import ActionDoneIn, ActionIn, ActionOut, AlertOut, RateOut
from services.collections.rates.store import alert_action, arrears_alert, arrears_rate

router = APIRouter(prefix="/v1", tags=["arrears rates"], route_class=BankRoute)
_SVG: dict[str, Any] = {"description": "The month as a picture.", "content": {"image/svg+xml": {}}}


def _month_of(scope: Scope, key: str, month: str) -> Any:
    """One key's days of a month. Relies on arrears_rate_once_a_day_key."""
    first = date.fromisoformat(f"{month}-01")
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    rate = arrears_rate.c
    return select(arrears_rate).where(
        rate.scope == scope, rate.key == key, rate.business_date >= first, rate.business_date < after
    )


@router.get("/arrears-rates", summary="The arrears rate of a month, day by day, latest first")
async def list_arrears_rates(
    query: Query, scope: Scope, key: str, month: Month, limit: Limit = 50, cursor: Cursor = None
) -> Listed[RateOut]:
    """C5: of a manager, an outlet or a sub-branch; each day frozen at its close."""
    filters = {"scope": scope, "key": key, "month": month}
    wanted = _month_of(scope, key, month)
    rows, following = await listed(query, wanted, arrears_rate.c.no, limit, cursor, "arrears-rates", filters)
    return Listed(items=[actions.rate_picture(row) for row in rows], next_cursor=following)


@router.get(
    "/arrears-rates.svg",
    summary="The month as a picture",
    response_class=Response,
    responses={200: _SVG},
    response_model=None,
)
async def draw_arrears_rates(query: Query, scope: Scope, key: str, month: Month) -> Response:
    """C5: the rate with its interval, against the benchmark lines of the month."""
    wanted = _month_of(scope, key, month).order_by(arrears_rate.c.business_date)
    rows = list((await query.connection.execute(wanted)).all())
    drawn = await actions.chart(query, scope, key, date.fromisoformat(f"{month}-01"), rows)
    return Response(drawn, media_type="image/svg+xml")


@router.get("/arrears-alerts", summary="Alerts of the curve, newest first")
async def list_arrears_alerts(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    scope: Scope | None = None,
    key: str | None = None,
    state: AlertState | None = None,
) -> Listed[AlertOut]:
    """C5: opened once a worsening, closed once what they oblige to is done."""
    filters = {"scope": scope, "key": key, "state": state}
    # Relies on arrears_alert's primary key, or arrears_alert_once_a_checkpoint_key.
    wanted = select(arrears_alert).where(
        *(arrears_alert.c[name] == value for name, value in filters.items() if value is not None)
    )
    rows, following = await listed(query, wanted, arrears_alert.c.id, limit, cursor, "arrears-alerts", filters)
    items = [actions.alert_picture(query, row) for row in rows]
    query.version = None
    return Listed(items=items, next_cursor=following)


@router.get("/arrears-alerts/{alert_id}", summary="One alert")
async def read_arrears_alert(alert_id: str, query: Query) -> AlertOut:
    """As it stands."""
    return actions.alert_picture(query, await find(query.connection, arrears_alert, id_in_path(alert_id)))


@router.get("/arrears-alerts/{alert_id}/actions", summary="What an alert obliges somebody to do, newest first")
async def list_alert_actions(
    alert_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[ActionOut]:
    """Done and still to be done."""
    identity: UUID = id_in_path(alert_id)
    wanted = select(alert_action).where(alert_action.c.alert_id == identity)  # relies on alert_action_alert_id_id_idx
    rows, following = await listed(
        query, wanted, alert_action.c.id, limit, cursor, "alert-actions", {"alert": identity}
    )
    items = [actions.action_picture(query, row) for row in rows]
    query.version = None
    return Listed(items=items, next_cursor=following)


@router.post("/arrears-alerts/{alert_id}/actions", status_code=201, summary="Have something more done about an alert")
async def add_alert_action(alert_id: str, body: ActionIn, command: Command) -> ActionOut:
    """A plan, a visit or a review, with its owner and date."""
    return await actions.add_action(command, id_in_path(alert_id), body)


@router.get("/arrears-alerts/{alert_id}/actions/{action_id}", summary="One action of an alert")
async def read_alert_action(alert_id: str, action_id: str, query: Query) -> ActionOut:
    """As it stands."""
    row = await actions.find_action(query, id_in_path(alert_id), id_in_path(action_id))
    return actions.action_picture(query, row)


@router.post("/arrears-alerts/{alert_id}/actions/{action_id}/complete", summary="Say what was done about an alert")
async def complete_alert_action(alert_id: str, action_id: str, body: ActionDoneIn, command: Command) -> ActionOut:
    """By its owner, with a report; the last one closes the alert."""
    return await actions.complete_action(command, id_in_path(alert_id), id_in_path(action_id), body.report)
