"""Shadows: which version runs beside the live one, and what it said."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, Boolean, Column, DateTime, Integer, Row, Table, Text, Uuid, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns

_tables = metadata()

policy_shadow = Table(
    "policy_shadow",
    _tables,
    Column("id", Uuid, primary_key=True),
    Column("policy_id", Uuid, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("stopped_by", Text),
    Column("stopped_at", DateTime(timezone=True)),
)

# A list of one version's differences relies on shadow_decision_policy_version_id_idx.
shadow_decision = Table(
    "shadow_decision",
    _tables,
    Column("id", Uuid, primary_key=True),
    Column("policy_shadow_id", Uuid, nullable=False),
    Column("credit_check_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("live_outcome", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("live_codes", ARRAY(Text), nullable=False),
    Column("codes", ARRAY(Text), nullable=False),
    Column("live_approved", Fen),
    Column("approved", Fen),
    Column("same", Boolean, nullable=False),
    *node_columns(),
)

# Relies on shadow_decision_policy_shadow_id_credit_check_id_number_key.
_COUNTS = text(
    "SELECT live_outcome, outcome, count(*) AS decisions, count(*) FILTER (WHERE same) AS same "
    "FROM shadow_decision WHERE policy_shadow_id = :shadow GROUP BY 1, 2 ORDER BY 1, 2"
)
_REASONS = text(
    "SELECT code, count(*) FILTER (WHERE code = ANY (codes) AND NOT code = ANY (live_codes)) AS added, "
    "count(*) FILTER (WHERE code = ANY (live_codes) AND NOT code = ANY (codes)) AS dropped "
    "FROM shadow_decision, unnest(codes || live_codes) AS code "
    "WHERE policy_shadow_id = :shadow AND (NOT code = ANY (codes) OR NOT code = ANY (live_codes)) "
    "GROUP BY 1 ORDER BY 1"
)


async def latest(connection: AsyncConnection, version: str) -> Row[Any] | None:
    """The latest run of a version beside the live one. Relies on policy_shadow_policy_version_id_idx."""
    wanted = select(policy_shadow).where(policy_shadow.c.policy_version == version)
    row: Row[Any] | None = (await connection.execute(wanted.order_by(policy_shadow.c.id.desc()).limit(1))).first()
    return row


async def counts(connection: AsyncConnection, shadow: Row[Any]) -> Sequence[Row[Any]]:
    """How many decisions of a run were so live, and so by the shadow."""
    rows: Sequence[Row[Any]] = (await connection.execute(_COUNTS, {"shadow": shadow.id})).all()
    return rows


async def reasons(connection: AsyncConnection, shadow: Row[Any]) -> Sequence[Row[Any]]:
    """How often each reason was given by one of the two alone."""
    rows: Sequence[Row[Any]] = (await connection.execute(_REASONS, {"shadow": shadow.id})).all()
    return rows
