"""Lessons: table, the search, and what a lesson takes over from its case."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    DateTime,
    Integer,
    Row,
    Table,
    Text,
    Uuid,
    any_,
    cast,
    func,
    insert,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns
from services.collections.lessons.rules import grams, terms

tables = metadata()

lesson = Table(
    "lesson",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False),
    Column("loan_id", Uuid, nullable=False),
    Column("product", Text, nullable=False),
    Column("originated_by", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("story", Text, nullable=False),
    Column("lesson", Text, nullable=False),
    Column("tags", ARRAY(Text), nullable=False),
    Column("folded", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

lesson_index = Table(
    "lesson_index",
    tables,
    Column("lesson_id", Uuid, primary_key=True),
    Column("grams", ARRAY(Text), nullable=False),
    Column("tags", ARRAY(Text), nullable=False),
)

SIMILAR_MAX = 10

# Relies on the primary keys of collection_case and loan.
_CASE = text(
    "SELECT c.id, c.loan_id, c.state, c.stage, l.product, l.originated_by, l.sub_branch, l.outlet"
    "  FROM collection_case c JOIN loan l ON l.id = c.loan_id WHERE c.id = :id"
)


async def case(connection: AsyncConnection, case_id: UUID) -> Row[Any] | None:
    """A case with what a lesson takes over from it and its loan."""
    found: Row[Any] | None = (await connection.execute(_CASE, {"id": case_id})).first()
    return found


async def add(connection: AsyncConnection, words: Sequence[str], **values: Any) -> Row[Any]:
    """Write a lesson down, with what it is found by."""
    row: Row[Any] = (await connection.execute(insert(lesson).values(**values).returning(lesson))).one()
    await connection.execute(insert(lesson_index).values(lesson_id=row.id, grams=grams(words), tags=row.tags))
    return row


def says(asked: str) -> ColumnElement[bool]:
    """Whether a lesson has all these words. Relies on lesson_index_grams_idx; the words have the last say."""
    words = terms(asked)
    found: ColumnElement[bool] = _found(lesson_index.c.grams.contains(grams(words)))
    for word in words:
        found = found & (func.strpos(lesson.c.folded, word) > 0)
    return found


def tagged(tag: str) -> ColumnElement[bool]:
    """Whether a lesson has this tag. Relies on lesson_index_tags_idx."""
    return _found(lesson_index.c.tags.contains([tag]))


def _found(by: ColumnElement[bool]) -> ColumnElement[bool]:
    # As a list, first: beneath a row policy the planner expects one lesson, and would look at all of them for it.
    found = select(lesson_index.c.lesson_id).where(by).scalar_subquery()
    return lesson.c.id == any_(func.array(found, type_=ARRAY(Uuid)))


async def similar(connection: AsyncConnection, of: Row[Any]) -> Sequence[Row[Any]]:
    """Lessons of cases like this one: of the same product first, then as far up the ladder, then of the same origin.

    Relies on lesson_product_id_idx and lesson_stage_id_idx.
    """
    same = {name: cast(lesson.c[name] == getattr(of, name), Integer) for name in ("product", "stage", "originated_by")}
    alike = 2 * same["product"] + same["stage"] + same["originated_by"]
    wanted = (
        select(lesson)
        .where(or_(lesson.c.product == of.product, lesson.c.stage == of.stage), lesson.c.case_id != of.id)
        .order_by(alike.desc(), lesson.c.id.desc())
        .limit(SIMILAR_MAX)
    )
    return (await connection.execute(wanted)).all()
