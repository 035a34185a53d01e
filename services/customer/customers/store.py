"""Customers: table and queries."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, DateTime, LargeBinary, Row, Select, Table, Text, Uuid, any_, cast, select
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
)


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
