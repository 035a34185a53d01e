"""Customers: table and queries."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Integer,
    LargeBinary,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    any_,
    cast,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns
from chassis.identity import EVERYWHERE, Scope
from chassis.personal import Place

customer = Table(
    "customer",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("external_ref", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("id_number", LargeBinary, nullable=False),
    Column("id_number_index", LargeBinary, nullable=False),
    Column("phone", LargeBinary, nullable=False),
    Column("marketing_consent", Boolean, nullable=False),
    Column("company", JSONB(none_as_null=True)),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
    Column("version", Integer, nullable=False),
    Column("merged_into", Uuid),
)

_MOVE = text("SELECT move_customer(:customer_id, :sub_branch, :outlet)")


def place(column: str, customer_id: UUID) -> Place:
    """Where a sealed value of a customer stands."""
    return Place("customer", column, customer_id)


def visible(scope: Scope) -> Select[Any]:
    """The customers of a part of the bank, before the row policies say the same.

    Relies on customer_sub_branch_id_idx and customer_outlet_id_idx.
    """
    wanted = select(customer)
    if scope.sub_branch != EVERYWHERE:
        wanted = wanted.where(customer.c.sub_branch == scope.sub_branch)
    if scope.outlet != EVERYWHERE:
        wanted = wanted.where(customer.c.outlet == scope.outlet)
    return wanted


async def find_by_ref(connection: AsyncConnection, external_ref: str) -> Row[Any] | None:
    """A customer by core banking's number. Relies on customer_external_ref_key."""
    return (await connection.execute(select(customer).where(customer.c.external_ref == external_ref))).first()


async def lock(connection: AsyncConnection, ids: Iterable[UUID]) -> dict[UUID, Row[Any]]:
    """These customers, locked against other writers in the order of their ids."""
    wanted = select(customer).where(customer.c.id == any_(cast(list(ids), ARRAY(Uuid)))).order_by(customer.c.id)
    rows = await connection.execute(wanted.with_for_update(key_share=True))
    return {row.id: row for row in rows}


async def change(connection: AsyncConnection, row: Row[Any], values: dict[str, Any]) -> Row[Any]:
    """Write changes to a locked customer; to another outlet everything of the customer goes along."""
    place: dict[str, Any] = {name: values.pop(name) for name in ("sub_branch", "outlet") if name in values}
    if any(getattr(row, name) != node for name, node in place.items()):
        await connection.execute(_MOVE, {"customer_id": row.id} | place)
    changed = update(customer).where(customer.c.id == row.id).values(version=row.version + 1, **values)
    after: Row[Any] = (await connection.execute(changed.returning(customer))).one()
    return after


async def find_by_refs(connection: AsyncConnection, refs: Sequence[str]) -> Sequence[Row[Any]]:
    """The customers of those numbers of core banking's. Relies on customer_external_ref_key."""
    wanted = select(customer).where(customer.c.external_ref == any_(cast(refs, ARRAY(Text))))
    found: Sequence[Row[Any]] = (await connection.execute(wanted)).all()
    return found


async def indexes_among(connection: AsyncConnection, indexes: Sequence[bytes]) -> set[bytes]:
    """Which of those blind indexes are somebody's already. Relies on customer_id_number_index_key."""
    wanted = select(customer.c.id_number_index).where(
        customer.c.id_number_index == any_(cast(indexes, ARRAY(LargeBinary)))
    )
    return {bytes(row.id_number_index) for row in await connection.execute(wanted)}


async def find_by_index(connection: AsyncConnection, index: bytes) -> Row[Any] | None:
    """A customer by the blind index of the identity number. Relies on customer_id_number_index_key."""
    return (await connection.execute(select(customer).where(customer.c.id_number_index == index))).first()


_NEXT_SEALED = text("""
    SELECT id, id_number, phone, (key_of(id_number) <> :key_id OR key_of(phone) <> :key_id) AS old
      FROM customer WHERE id > :after ORDER BY id LIMIT :rows FOR NO KEY UPDATE
""")
_PUT_SEALED = text("UPDATE customer SET id_number = :id_number, phone = :phone WHERE id = :customer")
_OTHER_KEYS = text("SELECT count(*) FROM customer WHERE key_of(id_number) <> :key_id OR key_of(phone) <> :key_id")


async def next_sealed(connection: AsyncConnection, key_id: str, after: UUID, limit: int) -> Sequence[Row[Any]]:
    """The next customers in the order of ids, locked, and whether a number of theirs is under another key.

    Relies on customer's primary key.
    """
    return list(await connection.execute(_NEXT_SEALED, {"key_id": key_id, "after": after, "rows": limit}))


async def put_sealed(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Write numbers that were sealed anew. They are the same numbers: the version stays."""
    if rows:
        await connection.execute(_PUT_SEALED, rows)


async def under_other_keys(connection: AsyncConnection, key_id: str) -> int:
    """How many customers have a number under another key: reads the whole table, once at the end of a pass."""
    return int((await connection.execute(_OTHER_KEYS, {"key_id": key_id})).scalar_one())


async def count(connection: AsyncConnection) -> int:
    """How many customers there are."""
    return int((await connection.execute(text("SELECT count(*) FROM customer"))).scalar_one())
