"""Partners, outlets' products, leads and notes: tables and queries."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    func,
    insert,
    select,
    text,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns
from chassis.personal import Place
from services.customer.channels.rules import OPEN

tables = metadata()

partner = Table(
    "partner",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("closed_reason", Text),
    Column("closed_by", Text),
    Column("closed_at", DateTime(timezone=True)),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

outlet_products = Table(
    "outlet_products",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("products", ARRAY(Text), nullable=False),
    Column("added", ARRAY(Text), nullable=False),
    Column("taken_back", ARRAY(Text), nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

lead = Table(
    "lead",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("phone", LargeBinary, nullable=False),
    Column("product", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("partner_id", Uuid),
    Column("routed_to", Text, nullable=False),
    Column("routed_because", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("account_manager", Text),
    Column("due_on", Date),
    Column("customer_id", Uuid),
    Column("loan_booking_id", Uuid),
    Column("closed_reason", Text),
    Column("closed_at", DateTime(timezone=True)),
    Column("policy_version", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

step = Table(
    "lead_step",
    tables,
    Column("lead_id", Uuid, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("verb", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("account_manager", Text),
    Column("note", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

note = Table(
    "market_note",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("partner_id", Uuid),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

_UNDER_OTHER_KEY = text("""
    SELECT id, phone FROM lead WHERE key_of(phone) <> :key_id ORDER BY id LIMIT :rows FOR NO KEY UPDATE
""")
_PUT_SEALED = text("UPDATE lead SET phone = :phone WHERE id = :lead")


def place(lead_id: UUID) -> Place:
    """Where a lead's sealed phone stands."""
    return Place("lead", "phone", lead_id)


async def add(connection: AsyncConnection, table: Table, **values: Any) -> Row[Any]:
    """Write a row of one of these tables."""
    row: Row[Any] = (await connection.execute(insert(table).values(**values).returning(table))).one()
    return row


async def take_turns(connection: AsyncConnection, outlet: str) -> None:
    """Have those who set what an outlet may accept take turns, until the transaction ends."""
    await connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('outlet_products ' || :o, 0))"), {"o": outlet}
    )


async def accepted(connection: AsyncConnection, outlet: str) -> Row[Any] | None:
    """The step that counts for an outlet; None where nothing was set. Relies on outlet_products_outlet_idx."""
    wanted = select(outlet_products).where(outlet_products.c.outlet == outlet).order_by(outlet_products.c.id.desc())
    return (await connection.execute(wanted.limit(1))).first()


async def steps_of(connection: AsyncConnection, lead_id: UUID) -> Sequence[Row[Any]]:
    """The steps of a lead, in their order. Relies on lead_step's primary key."""
    return list(await connection.execute(select(step).where(step.c.lead_id == lead_id).order_by(step.c.position)))


def leads(
    state: str | None, account_manager: str | None, routed_to: str | None, overdue_on: date | None
) -> Select[Any]:
    """Leads of these kinds.

    Relies on lead_sub_branch_idx, lead_outlet_idx, lead_account_manager_idx and lead_due_idx.
    """
    wanted = select(lead)
    for column, value in (
        (lead.c.state, state),
        (lead.c.account_manager, account_manager),
        (lead.c.routed_to, routed_to),
    ):
        if value is not None:
            wanted = wanted.where(column == value)
    if overdue_on is not None:
        wanted = wanted.where(lead.c.state.in_(OPEN), lead.c.due_on < overdue_on)
    return wanted


async def ageing(connection: AsyncConnection, today: date) -> Sequence[Row[Any]]:
    """The open leads by outlet, way and state: four rows an outlet at most, in their order. Relies on lead_due_idx."""
    by = (lead.c.sub_branch, lead.c.outlet, lead.c.routed_to, lead.c.state)
    wanted = (
        select(
            *by,
            func.count().label("leads"),
            func.count().filter(lead.c.due_on < today).label("overdue"),
            func.min(lead.c.made_at).label("oldest_made_at"),
        )
        .where(lead.c.state.in_(OPEN))
        .group_by(*by)
        .order_by(tuple_(*by))
    )
    return list(await connection.execute(wanted))


async def under_other_key(connection: AsyncConnection, key_id: str, limit: int) -> Sequence[Row[Any]]:
    """Some leads whose phone is under another key, locked: reads the table, as each chunk of a rotation's end does."""
    return list(await connection.execute(_UNDER_OTHER_KEY, {"key_id": key_id, "rows": limit}))


async def put_sealed(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Write phones that were sealed anew. They are the same phones: the version stays."""
    if rows:
        await connection.execute(_PUT_SEALED, rows)
