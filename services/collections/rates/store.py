"""Rates, alerts and their actions: tables, and the calls by which a close makes them."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, Numeric, Table, Text, Uuid, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns, raw
from services.collections.policies.rules import OBLIGES, Benchmarks, Checkpoint, Limit
from services.collections.rates.rules import Period, Z

tables = metadata()

arrears_rate = Table(
    "arrears_rate",
    tables,
    Column("no", BigInteger, primary_key=True),
    Column("business_date", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("scope", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("customers", Integer, nullable=False),
    Column("customers_in_arrears", Integer, nullable=False),
    Column("new_in_arrears", Integer, nullable=False),
    Column("loans", Integer, nullable=False),
    Column("loans_in_arrears", Integer, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("amount_in_arrears", BigInteger, nullable=False),
    Column("lower_bound", Numeric, nullable=False),
    Column("upper_bound", Numeric, nullable=False),
    Column("checkpoint", Text),
    Column("status", Text, nullable=False),
    Column("policy_version", Text, nullable=False),
    *node_columns(),
)

arrears_alert = Table(
    "arrears_alert",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("scope", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("business_date", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("checkpoint", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("customers", Integer, nullable=False),
    Column("customers_in_arrears", Integer, nullable=False),
    Column("lower_bound", Numeric, nullable=False),
    Column("upper_bound", Numeric, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("closed_at", DateTime(timezone=True)),
    Column("policy_version", Text, nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

alert_action = Table(
    "alert_action",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("alert_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("report", Text),
    Column("done_by", Text),
    Column("done_at", DateTime(timezone=True)),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

# These rely on instalment's and settled_loans' primary keys, loan_no_key, collection_case_one_open_key and
# arrears_alert_open_idx.
# Counting a million loans once a month takes longer than what the service usually lets a statement take.
_TAKES_LONG = text("SELECT set_config('statement_timeout', '300s', true)")
_SETTLE = "SELECT settle_loans($1, $2, $3, $4)"
_COUNT = "SELECT count_settled($1, $2)"
_FREEZE = "SELECT freeze_rates($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
_ALERT = "SELECT id, scope, key, status, sub_branch, outlet FROM open_alerts($1, $2, $3, $4, $5, $6)"


async def settle(connection: AsyncConnection, on: date, period: Period, loans: int) -> bool:
    """Find who had something due in the period, among the next so many loans; answers whether some are left."""
    return bool(await raw(connection).fetchval(_SETTLE, on, period.start, period.end, loans))


async def count(connection: AsyncConnection, on: date, period: Period) -> None:
    """Work out the denominators of a period, if anything about them has changed: once a month over the whole book."""
    await connection.execute(_TAKES_LONG)
    await raw(connection).fetchval(_COUNT, on, period.end)


async def freeze(
    connection: AsyncConnection,
    on: date,
    period: Period,
    checkpoint: Checkpoint | None,
    limits: Sequence[Limit],
    benchmarks: Benchmarks,
    first_day: int,
) -> int:
    """Write the rates of a date, once; answers how many. `first_day`: of the ladder's first step."""
    found = await raw(connection).fetchval(
        _FREEZE,
        on,
        period.start,
        period.end,
        checkpoint,
        [limit.status for limit in limits],
        [limit.rate for limit in limits],
        [limit.inclusive for limit in limits],
        benchmarks.sure_from_customers,
        benchmarks.too_few_below_customers,
        Z,
        benchmarks.policy_version,
        first_day,
    )
    return int(found)


async def open_alerts(
    connection: AsyncConnection, on: date, at: datetime, by: str, benchmarks: Benchmarks
) -> Sequence[Any]:
    """Open the alerts of a checkpoint, with what they oblige to; answers those that were opened."""
    owners = {kind: each.owner for kind, each in benchmarks.actions.items()}
    days = {kind: each.days for kind, each in benchmarks.actions.items()}
    given = (json.dumps(OBLIGES), json.dumps(owners), json.dumps(days))
    rows: Sequence[Any] = await raw(connection).fetch(_ALERT, on, at, by, *given)
    return rows


async def add_action(connection: AsyncConnection, **values: Any) -> Any:
    """Write an action down; answers it."""
    return (await connection.execute(insert(alert_action).values(**values).returning(alert_action))).one()


async def is_open(connection: AsyncConnection, alert_id: UUID) -> bool:
    """Whether something is still to be done about an alert. Relies on alert_action_alert_id_id_idx."""
    wanted = (
        select(alert_action.c.id).where(alert_action.c.alert_id == alert_id, alert_action.c.state == "open").limit(1)
    )
    return (await connection.execute(wanted)).first() is not None
