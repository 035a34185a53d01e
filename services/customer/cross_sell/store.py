"""Bookings and offers: tables and queries."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    exists,
    func,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns

tables = metadata()

booking = Table(
    "loan_booking",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("external_ref", Text, nullable=False),
    Column("customer_id", Uuid, nullable=False),
    Column("product", Text, nullable=False),
    Column("amount", Fen, nullable=False),
    Column("booked_on", Date, nullable=False),
    Column("account_manager", Text, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

offer = Table(
    "offer",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("booking_id", Uuid, nullable=False),
    Column("customer_id", Uuid, nullable=False),
    Column("product", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("contribution", Fen, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("responded_by", Text),
    Column("responded_at", DateTime(timezone=True)),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)


returned = Table(
    "loan_return",
    tables,
    Column("booking_id", Uuid, primary_key=True),
    Column("returned_on", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

lending_month = Table(
    "lending_month",
    tables,
    Column("month", Date, primary_key=True),
    Column("account_manager", Text, primary_key=True),
    Column("sub_branch", Text, primary_key=True),
    Column("outlet", Text, primary_key=True),
    Column("loans", BigInteger, nullable=False),
    Column("amount", Fen, nullable=False),
)


_STANDS = ~exists().where(returned.c.booking_id == booking.c.id)


async def find_by_ref(connection: AsyncConnection, external_ref: str) -> Row[Any] | None:
    """A booking by core banking's number. Relies on loan_booking_external_ref_key."""
    return (await connection.execute(select(booking).where(booking.c.external_ref == external_ref))).first()


async def add_booking(connection: AsyncConnection, **values: Any) -> Row[Any] | None:
    """Write a booking; None when a twin was faster."""
    made = insert(booking).values(**values).on_conflict_do_nothing(index_elements=["external_ref"])
    row: Row[Any] | None = (await connection.execute(made.returning(booking))).first()
    return row


async def add_return(connection: AsyncConnection, **values: Any) -> Row[Any] | None:
    """Write that a loan was returned; None when it was already. Relies on loan_return's key."""
    made = insert(returned).values(**values).on_conflict_do_nothing(index_elements=["booking_id"])
    row: Row[Any] | None = (await connection.execute(made.returning(returned))).first()
    return row


async def returns_of(connection: AsyncConnection, bookings: Sequence[UUID]) -> Mapping[UUID, Row[Any]]:
    """Those of these loans that were returned. Relies on loan_return's key."""
    rows = await connection.execute(select(returned).where(returned.c.booking_id.in_(bookings)))
    return {row.booking_id: row for row in rows}


async def add_offers(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Write offers, but for what is before the customer or was taken up already. Relies on offer_one_open_key."""
    if rows:
        await connection.execute(insert(offer).on_conflict_do_nothing(), rows)


async def offers_with(connection: AsyncConnection, bookings: Sequence[UUID]) -> Sequence[Row[Any]]:
    """What was offered with these loans. Relies on offer_booking_id_product_key."""
    wanted = select(offer).where(offer.c.booking_id.in_(bookings)).order_by(offer.c.id)
    found: Sequence[Row[Any]] = (await connection.execute(wanted)).all()
    return found


def offers_to(customer_id: UUID) -> Select[Any]:
    """What is and was before a customer. Relies on offer_customer_id_idx."""
    return select(offer).where(offer.c.customer_id == customer_id)


async def respond(connection: AsyncConnection, row: Row[Any], **changes: Any) -> Row[Any]:
    """Write an answer to a locked offer."""
    changed = update(offer).where(offer.c.id == row.id).values(**changes).returning(offer)
    after: Row[Any] = (await connection.execute(changed)).one()
    return after


async def lending(connection: AsyncConnection, scope: str, begins: date, ends: date) -> Sequence[Row[Any]]:
    """Loans that stand of the months from `begins` on and before `ends`, summed by manager, outlet or sub-branch.

    Relies on the key of lending_month, which begins with the month: it reads a row for each manager and month.
    """
    of = lending_month.c[scope]
    summed = (
        select(
            of.label("key"),
            func.sum(lending_month.c.loans).label("loans"),
            func.sum(type_coerce(lending_month.c.amount, BigInteger)).label("lent_fen"),
        )
        .where(lending_month.c.month >= begins, lending_month.c.month < ends)
        .group_by(of)
    )
    return list(await connection.execute(summed))


async def lending_of(
    connection: AsyncConnection, scope: str, begins: date, ends: date, product: str
) -> Sequence[Row[Any]]:
    """Loans of a product booked from `begins` on and before `ends`, summed by manager, outlet or sub-branch.

    For the whole bank it reads the table once; for less, the index of loan_booking on that column and the day.
    """
    of = booking.c[scope]
    summed = (
        select(
            of.label("key"),
            func.count().label("loans"),
            func.sum(type_coerce(booking.c.amount, BigInteger)).label("lent_fen"),
        )
        .where(booking.c.booked_on >= begins, booking.c.booked_on < ends, booking.c.product == product, _STANDS)
        .group_by(of)
    )
    return list(await connection.execute(summed))


def results(scope: str, key: str | None, begins: date, ends: date) -> Select[Any]:
    """What the loans booked from `begins` on and before `ends` brought, by manager, outlet or sub-branch.

    Relies on the index of loan_booking on that column and the day, and on offer_booking_id_product_key.
    """
    of = booking.c[scope]
    within = [booking.c.booked_on >= begins, booking.c.booked_on < ends, _STANDS]
    if key is not None:
        within.append(of == key)
    brought = (
        select(
            offer.c.booking_id,
            func.count().label("offered"),
            func.count().filter(offer.c.state == "accepted").label("taken_up"),
            func.coalesce(
                func.sum(type_coerce(offer.c.contribution, BigInteger)).filter(offer.c.state == "accepted"), 0
            ).label("added"),
        )
        .join(booking, booking.c.id == offer.c.booking_id)
        .where(*within)
        .group_by(offer.c.booking_id)
        .subquery()
    )
    summed = (
        select(
            of.label("key"),
            func.count().label("loans"),
            func.coalesce(func.sum(brought.c.offered), 0).label("products_offered"),
            func.coalesce(func.sum(brought.c.taken_up), 0).label("products_taken_up"),
            func.coalesce(func.sum(brought.c.added), 0).label("added_fen"),
        )
        .select_from(booking.outerjoin(brought, brought.c.booking_id == booking.c.id))
        .where(*within)
        .group_by(of)
        .subquery()
    )
    return select(summed)
