"""Cases, their pauses, and the loans that mature in a month: tables and queries."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
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
    Table,
    Text,
    Uuid,
    any_,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns, raw
from chassis.money import to_fen
from services.collections.policies.rules import Ladder

tables = metadata()
Loans = tuple[int, int]  # the first and the last `no` of a range

collection_case = Table(
    "collection_case",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("loan_no", BigInteger, nullable=False),
    Column("loan_id", Uuid, nullable=False),
    Column("customer_ref", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("assignee", Text, nullable=False),
    Column("escalates_to", Text, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("closed_on", Date),
    Column("closed_at", DateTime(timezone=True)),
    Column("policy_version", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("step_no", Integer, nullable=False),
    Column("next_look_on", Date),
    Column("role", Text, nullable=False),
    Column("late_on", Date),
    Column("first_year", Boolean, nullable=False),
    Column("first_payment", Boolean, nullable=False),
    Column("key_customer", Boolean, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("why", ARRAY(Text), nullable=False),
    Column("paused_from", Date),
    Column("paused_until", Date),
    Column("matures_on", Date),
    Column("debtor_unreachable", Boolean, nullable=False),
    Column("owing_since", Date),
    *node_columns(),
)

maturing_loan = Table(
    "maturing_loan",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("month", Date, nullable=False),
    Column("loan_no", BigInteger, nullable=False),
    Column("loan_id", Uuid, nullable=False),
    Column("case_id", Uuid),
    Column("customer_ref", Text, nullable=False),
    Column("account_manager", Text, nullable=False),
    Column("matures_on", Date, nullable=False),
    Column("outstanding", Fen, nullable=False),
    Column("key_customer", Boolean, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("why", ARRAY(Text), nullable=False),
    Column("chase_by", DateTime(timezone=True), nullable=False),
    Column("rank", Text, nullable=False, unique=True),
    Column("listed_on", Date, nullable=False),
    Column("listed_at", DateTime(timezone=True), nullable=False),
    Column("policy_version", Text, nullable=False),
    *node_columns(),
)

case_pause = Table(
    "case_pause",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("ended_on", Date),
    Column("ended_by", Text),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

# Relies on collection_case_one_open_key.
_CURE = "SELECT id FROM cure_cases($1, $2, $3, $4, $5)"
# Each for a range of loans. These rely on collection_case_unworked_idx, …_next_look_idx, …_paused_until_idx,
# promise_to_judge_idx, task_late_idx, and for what matures on loan_no_key.
_END_PAUSES = "SELECT end_pauses($1, $2, $3, $4, $5, $6, $7)"
_RESUME = "SELECT resume_cases($1, $2, $3, $4, $5, $6)"
_JUDGE = "SELECT kept, broken FROM judge_promises($1, $2, $3, $4, $5)"
_LATE = "SELECT tell_late_steps($1, $2, $3, $4, $5)"
_WORK = "SELECT assigned, raised, sent_up FROM work_cases($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
_MATURING = "SELECT list_maturing($1, $2, $3, $4, $5, $6, $7)"
_END_WITH = "SELECT end_with_cases($1, $2, $3, $4)"
_REACH = """
SELECT reach_borrower AS borrower, reach_guarantor AS guarantor, reach_family AS family_agreed, has_family AS family
  FROM loan_people WHERE loan_id = $1
"""
_ASK_AGAIN = """
UPDATE collection_case c SET next_look_on = $1
 WHERE c.state = 'open' AND c.paused_until IS NULL AND c.policy_version <> $2 AND c.next_look_on IS DISTINCT FROM $1
"""


def figures(ladder: Ladder) -> str:
    """What the SQL functions need of the ladder beside its steps, as JSON."""
    weights = ladder.weights
    return json.dumps(
        {
            "new_loan_months": ladder.new_loan_months,
            "new_loan_escalates_to": ladder.new_loan_escalates_to,
            "first_payment_escalates_to": ladder.first_payment_escalates_to,
            "maturing_escalates_to": ladder.maturing_escalates_to,
            "key_customer_fen": to_fen(ladder.key_customer_from),
            "per_step": weights.per_step,
            "first_payment": weights.first_payment,
            "first_year": weights.first_year,
            "broken_promise": weights.broken_promise,
            "matures_by_the_3rd": weights.matures_by_the_3rd,
        }
    )


async def cure(
    connection: AsyncConnection, loans: Iterable[int], as_of: date, on: date, at: datetime, by: str
) -> list[UUID]:
    """Close the open cases of these loans that nothing is overdue on any more at that close; answers their ids."""
    return [row["id"] for row in await raw(connection).fetch(_CURE, list(loans), as_of, on, at, by)]


async def find_many(connection: AsyncConnection, ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Cases by their ids."""
    wanted = select(collection_case).where(collection_case.c.id == any_(bindparam("ids", list(ids), ARRAY(Uuid))))
    return (await connection.execute(wanted)).all()


async def end_pauses(connection: AsyncConnection, on: date, at: datetime, by: str, loans: Loans, ladder: Ladder) -> int:
    """Take up again the cases of a range whose pause is over; answers how many."""
    given = ([step.stage for step in ladder.steps], [step.days_to_act for step in ladder.steps])
    return int(await raw(connection).fetchval(_END_PAUSES, on, at, by, *loans, *given))


async def resume(
    connection: AsyncConnection, ids: Sequence[UUID], on: date, at: datetime, by: str, ladder: Ladder
) -> None:
    """Take these locked cases up again."""
    given = ([step.stage for step in ladder.steps], [step.days_to_act for step in ladder.steps])
    await raw(connection).execute(_RESUME, list(ids), on, at, by, *given)


async def judge_promises(
    connection: AsyncConnection, on: date, at: datetime, by: str, loans: Loans
) -> Mapping[str, int]:
    """Judge promises of a range that are due, met, or heard of anew; answers how many were `kept` and `broken`."""
    return dict(await raw(connection).fetchrow(_JUDGE, on, at, by, *loans))


async def tell_late(connection: AsyncConnection, on: date, at: datetime, by: str, loans: Loans | None) -> int:
    """Mark late tasks of a range, or those about no loan, and tell who hears of late steps; answers how many."""
    return int(await raw(connection).fetchval(_LATE, on, at, by, *(loans or (None, None))))


async def work(
    connection: AsyncConnection, on: date, at: datetime, by: str, loans: Loans, ladder: Ladder
) -> Mapping[str, int]:
    """Look at cases of a range that are new or may have come further; answers what came of it."""
    row = await raw(connection).fetchrow(
        _WORK,
        on,
        at,
        by,
        *loans,
        ladder.policy_version,
        [step.stage for step in ladder.steps],
        [step.from_day for step in ladder.steps],
        [step.days_to_act for step in ladder.steps],
        [step.escalates_to for step in ladder.steps],
        [step.role for step in ladder.steps],
        figures(ladder),
    )
    return dict(row)


async def ask_again(connection: AsyncConnection, on: date, ladder_version: str) -> None:
    """Have every open case looked at that another version of the ladder has judged: its days may be others."""
    await raw(connection).execute(_ASK_AGAIN, on, ladder_version)


async def list_maturing(
    connection: AsyncConnection, on: date, at: datetime, by: str, loans: Loans, ladder: Ladder
) -> int:
    """List the loans of a range that mature next month, if that close is a month's last; answers how many."""
    given = (ladder.policy_version, figures(ladder))
    return int(await raw(connection).fetchval(_MATURING, on, at, by, *loans, *given))


async def end_with(connection: AsyncConnection, ids: Sequence[UUID], on: date, at: datetime, by: str) -> None:
    """End what belongs to these cases, which have just been closed."""
    await raw(connection).execute(_END_WITH, list(ids), on, at, by)


async def reach(connection: AsyncConnection, loan_id: UUID) -> Mapping[str, bool]:
    """Whom around a loan the steps may reach; loans from before that was kept say nothing."""
    row = await raw(connection).fetchrow(_REACH, loan_id)
    return dict(row) if row else {}


async def mark(connection: AsyncConnection, case_id: UUID, **changes: Any) -> None:
    """Write what follows from other things about a locked case; nobody decides by it, so its version stays."""
    await connection.execute(update(collection_case).where(collection_case.c.id == case_id).values(**changes))


async def add_pause(connection: AsyncConnection, **values: Any) -> None:
    """Write a pause down. case_pause_one_at_a_time_key lets a case have one at a time."""
    await connection.execute(insert(case_pause).values(**values))
