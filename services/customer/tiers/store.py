"""Facts and tiers: tables and queries."""

from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, Date, DateTime, Integer, Row, Select, Table, Text, Uuid, func, select, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns

tables = metadata()

customer_facts = Table(
    "customer_facts",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("deposits", Fen, nullable=False),
    Column("monthly_contribution", Fen, nullable=False),
    Column("years_with_bank", Integer, nullable=False),
    Column("products_held", ARRAY(Text), nullable=False),
    Column("annual_income", Fen, nullable=False),
    Column("loans", JSONB, nullable=False),
    Column("needs", ARRAY(Text), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

customer_tier = Table(
    "customer_tier",
    tables,
    Column("customer_id", Uuid, primary_key=True),
    Column("tier", Text, nullable=False),
    Column("reasons", JSONB, nullable=False),
    Column("facts_id", Uuid, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

tier_change = Table(
    "tier_change",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, nullable=False),
    Column("position", Integer, nullable=False),
    Column("tier", Text, nullable=False),
    Column("reasons", JSONB, nullable=False),
    Column("facts_id", Uuid, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

_TAKE_TURNS = text("SELECT pg_advisory_xact_lock(hashtextextended('customer_tier' || :customer_id, 0))")


async def take_turns(connection: AsyncConnection, customer_id: UUID) -> None:
    """Wait until no other transaction finds this customer's tier: it may have no row yet that could be locked."""
    await connection.execute(_TAKE_TURNS, {"customer_id": str(customer_id)})


def facts_of(customer_id: UUID) -> Select[Any]:
    """A customer's facts. Relies on customer_facts_customer_id_idx."""
    return select(customer_facts).where(customer_facts.c.customer_id == customer_id)


async def latest_facts(connection: AsyncConnection, customer_id: UUID) -> Row[Any] | None:
    """The facts reported last. Relies on customer_facts_customer_id_idx; customers' facts come one by one."""
    wanted = facts_of(customer_id).order_by(customer_facts.c.id.desc()).limit(1)
    row: Row[Any] | None = (await connection.execute(wanted)).first()
    return row


async def find_facts(connection: AsyncConnection, facts_id: UUID) -> Row[Any]:
    """The facts of that id."""
    row: Row[Any] = (await connection.execute(select(customer_facts).where(customer_facts.c.id == facts_id))).one()
    return row


async def present_tier(connection: AsyncConnection, customer_id: UUID) -> Row[Any] | None:
    """The tier that counts now, if there is one."""
    return (await connection.execute(select(customer_tier).where(customer_tier.c.customer_id == customer_id))).first()


async def put_tier(connection: AsyncConnection, values: dict[str, Any]) -> Row[Any]:
    """Write the tier that counts from now on over the one before."""
    made = insert(customer_tier).values(**values)
    changed = {name: made.excluded[name] for name in ("tier", "reasons", "facts_id", "policy_version", "since")}
    over = made.on_conflict_do_update(index_elements=["customer_id"], set_=changed).returning(customer_tier)
    row: Row[Any] = (await connection.execute(over)).one()
    return row


async def next_position(connection: AsyncConnection, customer_id: UUID) -> int:
    """The place of the next change in a customer's history. Relies on tier_change_customer_id_position_key."""
    last = select(func.max(tier_change.c.position)).where(tier_change.c.customer_id == customer_id)
    return ((await connection.execute(last)).scalar_one() or 0) + 1


def changes_of(customer_id: UUID) -> Select[Any]:
    """A customer's changes of tier. Relies on tier_change_customer_id_position_key."""
    return select(tier_change).where(tier_change.c.customer_id == customer_id)


async def facts_by_id(connection: AsyncConnection, ids: list[UUID]) -> dict[UUID, Row[Any]]:
    """The facts of those ids."""
    wanted = select(customer_facts).where(customer_facts.c.id.in_(ids))
    return {row.id: row for row in await connection.execute(wanted)}
