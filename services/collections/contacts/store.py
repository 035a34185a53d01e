"""Contacts: tables, and the one statement that counts a person's day."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, LargeBinary, Table, Text, Uuid, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns, raw
from services.collections.contacts.rules import DEBTORS, Day
from services.collections.policies.rules import ContactPolicy

tables = metadata()

contact = Table(
    "contact",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False),
    Column("loan_id", Uuid, nullable=False),
    Column("party", Text, nullable=False),
    Column("person_no", Integer, nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("channel", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("day", Date, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("conversation", Boolean, nullable=False),
    Column("debt_related", Boolean, nullable=False),
    Column("note", Text, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

contact_day = Table(
    "contact_day",
    tables,
    Column("person", LargeBinary, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("conversations", Integer, nullable=False),
)

# Counts only below the caps, so that two officers at once never make one too many: the second waits for the first, and
# then finds the day full. Relies on contact_day's primary key.
_COUNT = """
INSERT INTO contact_day AS d (person, day, attempts, conversations) VALUES ($1, $2, 1, $3)
ON CONFLICT (person, day) DO UPDATE SET attempts = d.attempts + 1, conversations = d.conversations + $3
 WHERE d.attempts < $4 AND d.conversations + $3 <= $5
RETURNING attempts, conversations
"""


async def day_of(connection: AsyncConnection, person: bytes, day: date) -> Day:
    """What was done with a person on a day. Relies on contact_day's primary key."""
    wanted = select(contact_day.c.attempts, contact_day.c.conversations).where(
        contact_day.c.person == person, contact_day.c.day == day
    )
    row = (await connection.execute(wanted)).first()
    return Day(row.attempts, row.conversations) if row else Day()


async def count(
    connection: AsyncConnection, person: bytes, day: date, *, conversation: bool, policy: ContactPolicy
) -> Day | None:
    """Count one more contact of that day; None when a cap is reached, by somebody who was faster perhaps."""
    caps = (policy.attempts_per_day, policy.conversations_per_day)
    row = await raw(connection).fetchrow(_COUNT, person, day, int(conversation), *caps)
    return Day(row["attempts"], row["conversations"]) if row else None


async def add(connection: AsyncConnection, **values: Any) -> Any:
    """Write a contact down; answers it."""
    return (await connection.execute(insert(contact).values(**values).returning(contact))).one()


async def with_debtors(connection: AsyncConnection, case_id: UUID) -> list[tuple[date, bool]]:
    """The attempts on the debtors of a case, the latest last. Relies on contact_case_id_id_idx."""
    wanted = (
        select(contact.c.day, contact.c.conversation)
        .where(contact.c.case_id == case_id, contact.c.party.in_(DEBTORS))
        .order_by(contact.c.at, contact.c.id)
    )
    return [(row.day, row.conversation) for row in await connection.execute(wanted)]
