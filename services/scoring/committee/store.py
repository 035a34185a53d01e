"""Committee cases and votes: tables and queries."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, Date, DateTime, Integer, Row, Select, Table, Text, Uuid, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns

_tables = metadata()

committee_case = Table(
    "committee_case",
    _tables,
    Column("id", Uuid, primary_key=True),
    Column("credit_check_id", Uuid, nullable=False),
    Column("decision_number", Integer, nullable=False),
    Column("referred", Text, nullable=False),
    Column("customer_ref", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("members", Integer, nullable=False),
    Column("quorum", Integer, nullable=False),
    Column("majority", Integer, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("barred", ARRAY(Text), nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("decided_at", DateTime(timezone=True)),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

committee_vote = Table(
    "committee_vote",
    _tables,
    Column("committee_case_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("member", Text, nullable=False),
    Column("vote", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("voted_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

_WITH_VOTES = """
coalesce((SELECT jsonb_agg(jsonb_build_object('member', v.member, 'vote', v.vote, 'reason', v.reason,
                                              'voted_at', v.voted_at) ORDER BY v.number)
            FROM committee_vote v WHERE v.committee_case_id = committee_case.id), '[]')
"""


def with_votes() -> Select[Any]:
    """Cases, each with its votes. A list of one state relies on committee_case_state_id_idx."""
    return select(committee_case, literal_column(_WITH_VOTES, JSONB).label("votes"))


async def votes_of(connection: AsyncConnection, case_id: UUID) -> Sequence[Row[Any]]:
    """The votes of a case, in their order. Relies on committee_vote's primary key."""
    wanted = select(committee_vote).where(committee_vote.c.committee_case_id == case_id)
    rows: Sequence[Row[Any]] = (await connection.execute(wanted.order_by(committee_vote.c.number))).all()
    return rows


async def case_of(connection: AsyncConnection, check_id: UUID) -> Row[Any] | None:
    """The open case of a check, locked, if it has one. Relies on committee_case_credit_check_id_key."""
    wanted = select(committee_case).where(
        committee_case.c.credit_check_id == check_id, committee_case.c.state == "open"
    )
    row: Row[Any] | None = (await connection.execute(wanted.with_for_update(key_share=True))).first()
    return row


async def overdue(connection: AsyncConnection, today: date, limit: int) -> Sequence[Row[Any]]:
    """Open cases whose last day is over, locked; those that somebody holds are left for later.

    Relies on committee_case_due_on_idx.
    """
    wanted = select(committee_case).where(committee_case.c.state == "open", committee_case.c.due_on < today)
    ordered = wanted.order_by(committee_case.c.due_on).limit(limit)
    rows: Sequence[Row[Any]] = (
        await connection.execute(ordered.with_for_update(skip_locked=True, key_share=True))
    ).all()
    return rows
