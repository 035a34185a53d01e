"""Tasks: table, and the worklist's one query."""

from collections import namedtuple
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    any_,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns, raw

task = Table(
    "task",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("rank", Text, nullable=False, unique=True),
    Column("next_step", Text, nullable=False),
    Column("why", ARRAY(Text), nullable=False),
    Column("key_customer", Boolean, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("stage", Text),
    Column("escalates_to", Text),
    Column("loan_no", BigInteger),
    Column("loan_id", Uuid),
    Column("case_id", Uuid),
    Column("customer_ref", Text),
    Column("subject_id", Uuid),
    Column("state", Text, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("late_on", Date),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_by", Text),
    Column("note", Text),
    Column("version", Integer, nullable=False),
    *node_columns(),
)


_STEP_BARRED = """
    CASE t.stage WHEN 'borrower' THEN NOT p.reach_borrower WHEN 'guarantor' THEN NOT p.reach_guarantor
                 WHEN 'guarantor_family' THEN NOT p.has_family ELSE false END
"""
_COLUMNS = [column.name for column in task.c]
# A task as it is listed: its row, and whether nobody of the party of its step may be contacted.
Listed: Any = namedtuple("Listed", " ".join((*_COLUMNS, "contact_barred")))  # type: ignore[misc]
# Built once: it is read all morning, and putting its words together would take longer than finding its rows. Each
# holder's own few, then the first of all of them; of those alone it is asked whether somebody may be contacted.
_WORKLIST = f"""
SELECT {", ".join(f"t.{name}" for name in _COLUMNS)},
       coalesce((SELECT {_STEP_BARRED} FROM loan_people p WHERE p.loan_id = t.loan_id), false)
  FROM (SELECT own.* FROM unnest($1::text[]) AS h (holder)
         CROSS JOIN LATERAL (SELECT o.* FROM task o
                              WHERE o.holder = h.holder AND o.state = 'open' AND o.rank > $2
                                AND ($3::timestamptz IS NULL OR o.due_at < $3)
                              ORDER BY o.rank LIMIT %(rows)s) AS own
         ORDER BY own.rank LIMIT %(rows)s) AS t
 ORDER BY t.rank
"""  # noqa: S608 - the columns are constants of this module


async def worklist(
    connection: AsyncConnection, holders: Sequence[str], due_before: datetime | None, after: str | None, rows: int
) -> list[Any]:
    """The first open tasks of these holders after a place.

    Relies on task_worklist_idx, whose order is the list's: it reads no more rows than it answers, times the holders.
    """
    statement = _WORKLIST % {"rows": rows}
    found = await raw(connection).fetch(statement, list(holders), after or "", due_before)
    return [Listed._make(row) for row in found]


# Tasks whose step is to reach a party of which nobody may be contacted. Relies on loan_people's primary key.
_BARRED = f"""
SELECT t.id FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS t (id, loan_id, stage)
  JOIN loan_people p ON p.loan_id = t.loan_id
 WHERE {_STEP_BARRED}
"""  # noqa: S608 - a constant of this module


async def barred(connection: AsyncConnection, steps: Sequence[Row[Any]]) -> set[UUID]:
    """Those of these tasks, each a step that reaches a party, of whose party nobody may be contacted (C7)."""
    given = zip(*((row.id, row.loan_id, row.stage) for row in steps), strict=True)
    return {row["id"] for row in await raw(connection).fetch(_BARRED, *map(list, given))}


async def add(connection: AsyncConnection, **values: Any) -> None:
    """Put a task down, at its place in the worklist."""
    rank = func.task_rank(values["key_customer"], values["priority"], values["due_at"], values["id"])
    await connection.execute(insert(task).values(state="open", version=1, rank=rank, **values))


async def end_of_case(connection: AsyncConnection, case_id: UUID, kind: str, at: datetime, by: str) -> None:
    """Drop the open tasks of that kind of a case. Relies on task_open_case_id_idx."""
    open_ones = (task.c.case_id == case_id, task.c.state == "open", task.c.kind == kind)
    ended = {"state": "dropped", "ended_at": at, "ended_by": by, "version": task.c.version + 1}
    await connection.execute(update(task).where(*open_ones).values(ended))


async def end_of_subjects(
    connection: AsyncConnection, subjects: Sequence[UUID], state: str, at: datetime, by: str, note: str | None
) -> None:
    """End the open tasks about these things. Relies on task_open_subject_id_idx."""
    about = task.c.subject_id == any_(bindparam("subjects", list(subjects), ARRAY(Uuid)))
    ended = {"state": state, "ended_at": at, "ended_by": by, "note": note, "version": task.c.version + 1}
    await connection.execute(update(task).where(about, task.c.state == "open").values(ended))


def of_node() -> Select[Any]:
    """Open tasks for a whole sub-branch or outlet. Relies on task_node_worklist_idx."""
    return select(task).where(task.c.state == "open")
