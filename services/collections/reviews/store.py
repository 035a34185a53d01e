"""Reviews: table, and the call by which a close opens and moves them."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns, raw

accountability_review = Table(
    "accountability_review",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("loan_no", BigInteger, nullable=False),
    Column("loan_id", Uuid, nullable=False),
    Column("customer_ref", Text, nullable=False),
    Column("account_manager", Text, nullable=False),
    Column("first_arrears_on", Date),
    Column("at_first_arrears", Text),
    Column("approved_by", Text),
    Column("risk_class", Text, nullable=False),
    Column("outstanding", Fen, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("exempt_until", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("moved_on", Date, nullable=False),
    Column("look_on", Date, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("outcome", Text),
    Column("accountable", ARRAY(Text)),
    Column("decision_reason", Text),
    Column("document_ref", Text),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

_FOLLOW = "SELECT opened, observed, relapsed, brought_back, due FROM follow_reviews($1, $2, $3, $4, $5)"
_PARTIES = "SELECT no, took_part(no) AS parties FROM unnest($1::bigint[]) AS l (no)"


async def follow(
    connection: AsyncConnection, on: date, at: datetime, by: str, exemption_days: int, policy_version: str
) -> dict[str, int]:
    """Open and move reviews at a close (migrations/sql/0052_reviews.sql). Answers how many of each."""
    row = await raw(connection).fetchrow(_FOLLOW, on, at, by, exemption_days, policy_version)
    return dict(row)


async def parties(connection: AsyncConnection, loans: Sequence[int]) -> dict[int, list[str]]:
    """Who had a part in each of these loans."""
    rows = await raw(connection).fetch(_PARTIES, list(loans))
    return {row["no"]: list(row["parties"]) for row in rows}
