"""Research rounds and answers: tables and queries."""

from uuid import UUID

from sqlalchemy import Column, Date, DateTime, Integer, Select, Table, Text, Uuid, select

from chassis.db import metadata, node_columns

tables = metadata()

research_round = Table(
    "research_round",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("quarter", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("outline", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("findings", Text),
    Column("closed_by", Text),
    Column("closed_at", DateTime(timezone=True)),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
)

answer = Table(
    "research_answer",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("research_round_id", Uuid, nullable=False),
    Column("answer", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)


def answers(round_id: UUID) -> Select[tuple[object, ...]]:
    """The answers to a round that the caller sees. Relies on research_answer_once_key."""
    return select(answer).where(answer.c.research_round_id == round_id)
