"""What is done with the curve: frozen by the close, read, drawn; its alerts answered by people until they close."""

import calendar
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.admission import Reading, allowed_actions, published, shown
from chassis.errors import NotFound
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.collections.cases.rules import day_end
from services.collections.charts.rules import Chart, Line, Point, drawn
from services.collections.policies import actions as policies
from services.collections.policies.rules import OBLIGES, Benchmarks
from services.collections.rates import rules, store
from services.collections.rates.rules import Period
from services.collections.rates.schemas import ActionIn, ActionOut, AlertOut, IntervalOut, RateOut
from services.collections.rates.store import alert_action, arrears_alert
from services.collections.tasks import actions as tasks
from services.collections.tasks.actions import About, Asked

LOANS = 50_000  # whose instalments one transaction looks through

_NEXT_STEP = {"plan": "make_plan", "inspection": "visit_and_inspect", "city_review": "review_at_city_branch"}


async def settle(connection: AsyncConnection, on: date, benchmarks: Benchmarks) -> bool:
    """Find who had something due in the period that a close judges, a part at a time; answers whether some are left."""
    return await store.settle(connection, on, rules.period_of(on, benchmarks.settlement_day), LOANS)


async def freeze(
    connection: AsyncConnection, on: date, at: datetime, by: str, benchmarks: Benchmarks, first_day: int
) -> list[Any]:
    """Freeze the rates of a date (C5), and at a checkpoint open its alerts; answers these."""
    period: Period = rules.period_of(on, benchmarks.settlement_day)
    checkpoint = rules.checkpoint_at(on, benchmarks)
    await store.count(connection, on, period)
    await store.freeze(connection, on, period, checkpoint, rules.limits_at(on, benchmarks), benchmarks, first_day)
    if checkpoint is None:
        return []
    return list(await store.open_alerts(connection, on, at, by, benchmarks))


def rate_picture(row: Row[Any]) -> RateOut:
    """One day in its published shape."""
    return published(
        RateOut,
        row,
        date=row.business_date,
        rate=rules.share(row.customers_in_arrears, row.customers),
        interval=IntervalOut(lower=row.lower_bound, upper=row.upper_bound),
        loan_rate=rules.share(row.loans_in_arrears, row.loans),
        amount_rate=rules.share(row.amount_in_arrears, row.amount),
    )


async def chart(task: Reading, scope: str, key: str, month: date, rows: list[Row[Any]]) -> str:
    """The month of one key against the benchmark lines, as SVG."""
    days = calendar.monthrange(month.year, month.month)[1]
    benchmarks = await policies.benchmarks(task.connection, month.replace(day=days))
    lines = []
    for number in range(1, days + 1):
        for limit in rules.limits_at(month.replace(day=number), benchmarks):
            lines.append(Line(number, limit.status, limit.rate))
    points = [
        Point(
            row.business_date.day,
            row.period_end,
            rules.share(row.customers_in_arrears, row.customers),
            row.lower_bound,
            row.upper_bound,
            row.status,
            row.checkpoint is not None,
        )
        for row in rows
    ]
    title = f"{key} · {month:%Y-%m}"
    return drawn(Chart(title, days, points, lines, scope, chinese=task.chinese))


def alert_picture(task: Work | Reading, row: Row[Any]) -> AlertOut:
    """An alert in its published shape."""
    return shown(
        task,
        AlertOut,
        row,
        date=row.business_date,
        rate=rules.share(row.customers_in_arrears, row.customers),
        interval=IntervalOut(lower=row.lower_bound, upper=row.upper_bound),
        obliges=list(OBLIGES[row.status]),
        allowed_actions=[],
    )


def action_picture(task: Work | Reading, row: Row[Any]) -> ActionOut:
    """An action in its published shape."""
    verbs = rules.ACTION_MOVES.verbs(row.state) if _is_theirs(task, row) else []
    return shown(task, ActionOut, row, allowed_actions=allowed_actions(task, "alert_action", verbs))


def _is_theirs(task: Work | Reading, row: Row[Any]) -> bool:
    return row.owner in tasks.holders(task)


async def find_action(task: Work | Reading, alert_id: UUID, action_id: UUID, *, lock: bool = False) -> Row[Any]:
    """One action of an alert. Raises NotFound."""
    row = await find(task.connection, alert_action, action_id, lock=lock)
    if row.alert_id != alert_id:
        raise NotFound
    return row


async def add_action(work: Work, alert_id: UUID, body: ActionIn) -> ActionOut:
    """Have something more done about an open alert (C5). Raises AlertClosed."""
    alert = await find(work.connection, arrears_alert, alert_id, lock=True)
    if alert.state != "open":
        raise rules.AlertClosed
    row = await store.add_action(
        work.connection,
        id=new_id(),
        alert_id=alert.id,
        state="open",
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        sub_branch=alert.sub_branch,
        outlet=alert.outlet,
        **dict(body),
    )
    about = About(None, None, None, None, False, 0, alert.sub_branch, alert.outlet)
    asked = Asked(
        "alert_action",
        row.owner,
        _NEXT_STEP[row.kind],
        ["CURVE_BROKEN"],
        day_end(row.due_on),
        work.today,
        subject_id=row.id,
    )
    await tasks.ask(work, about, asked)
    await work.record("alert_action.add", row, data={"alert_id": alert.id, "kind": row.kind, "owner": row.owner})
    return action_picture(work, row)


async def complete_action(work: Work, alert_id: UUID, action_id: UUID, report: str) -> ActionOut:
    """Say what was done; the last one closes the alert (C5). Raises ActionOfAnother, InvalidState."""
    alert = await find(work.connection, arrears_alert, alert_id, lock=True)
    row = await find_action(work, alert_id, action_id, lock=True)
    if not _is_theirs(work, row):
        raise rules.ActionOfAnother
    work.match(row.version)
    state = rules.ACTION_MOVES.after(row.state, "complete")
    done = {"report": report, "done_by": work.actor.sub, "done_at": work.now}
    after = await amend(work.connection, alert_action, row, state=state, **done)
    await tasks.end_about(work, [row.id], done=True)
    facts = {"alert_id": alert.id, "kind": row.kind}
    await work.record("alert_action.complete", after, before=row, data=facts)
    if alert.state == "open" and not await store.is_open(work.connection, alert.id):
        closed = rules.ALERT_MOVES.after(alert.state, "close")
        ended = await amend(work.connection, arrears_alert, alert, state=closed, closed_at=work.now)
        told = {"scope": ended.scope, "key": ended.key, "status": ended.status}
        await work.record("arrears_alert.close", ended, before=alert, data=told)
    return action_picture(work, after)
