"""Services, visits, needs and mailings: tables and queries."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
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
    cast,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns

tables = metadata()

service = Table(
    "customer_service",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    Column("manager", Text),
    Column("policy_version", Text, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("ended_on", Date),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

visit = Table(
    "visit",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("service_id", Uuid, nullable=False),
    Column("customer_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("visited_on", Date),
    Column("report", Text),
    Column("completed_by", Text),
    Column("completed_at", DateTime(timezone=True)),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

need = Table(
    "financing_need",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("amount", Fen, nullable=False),
    Column("expected_on", Date, nullable=False),
    Column("note", Text, nullable=False),
    Column("closed_reason", Text),
    Column("closed_by", Text),
    Column("closed_at", DateTime(timezone=True)),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

mailing = Table(
    "mailing",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("title", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("tiers", ARRAY(Text), nullable=False),
    Column("sent_on", Date, nullable=False),
    Column("recipients", Integer, nullable=False),
    Column("without_consent", Integer, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

recipient = Table(
    "mailing_recipient",
    tables,
    Column("mailing_id", Uuid, primary_key=True),
    Column("customer_id", Uuid, primary_key=True),
    *node_columns(),
)

# Sharing customers out among managers is done by one transaction at a time in each sub-branch.
_TAKE_TURNS = text(
    "SELECT pg_advisory_xact_lock(hashtextextended('customer_service' || b, 0)) "
    "FROM (SELECT DISTINCT b FROM unnest(CAST(:branches AS text[])) b ORDER BY b) branches"
)


async def take_turns(connection: AsyncConnection, sub_branches: Iterable[str]) -> None:
    """Wait until nobody else shares customers of these sub-branches out."""
    await connection.execute(_TAKE_TURNS, {"branches": sorted(set(sub_branches))})


async def active(connection: AsyncConnection, customers: Iterable[UUID], *, lock: bool = False) -> dict[UUID, Row[Any]]:
    """The services that these customers have now. Relies on customer_service_one_active_key."""
    wanted = select(service).where(
        service.c.customer_id == any_(cast(list(customers), ARRAY(Uuid))), service.c.state == "active"
    )
    if lock:
        wanted = wanted.order_by(service.c.customer_id).with_for_update(key_share=True)
    return {row.customer_id: row for row in await connection.execute(wanted)}


# Found by what is in a set and not by joins: under row policies the planner takes every table for a few rows, and would
# look through one for each row of another.
_MERGED = "SELECT id FROM customer WHERE merged_into IS NOT NULL"
_WAITING = text(f"""
    SELECT customer_id FROM customer_tier
     WHERE tier = :tier AND customer_id NOT IN ({_MERGED})
       AND customer_id NOT IN (SELECT customer_id FROM customer_service WHERE state = 'active')
     ORDER BY sub_branch, outlet, customer_id
""")  # noqa: S608
_WRONGLY_SERVED = text(f"""
    SELECT customer_id FROM customer_service
     WHERE state = 'active'
       AND (customer_id NOT IN (SELECT customer_id FROM customer_tier WHERE tier = :tier)
            OR customer_id IN ({_MERGED}) OR manager IS NULL
            OR (manager, sub_branch) NOT IN
               (SELECT * FROM unnest(CAST(:managers AS text[]), CAST(:branches AS text[]))))
     ORDER BY sub_branch, outlet, customer_id
""")  # noqa: S608


async def waiting(connection: AsyncConnection, tier: str) -> Sequence[UUID]:
    """Customers of a tier who have no service, place by place. It reads the book once."""
    return list((await connection.execute(_WAITING, {"tier": tier})).scalars())


async def serving(connection: AsyncConnection) -> set[str]:
    """Everybody who serves somebody. Relies on customer_service_manager_idx."""
    wanted = select(service.c.manager).where(service.c.state == "active", service.c.manager.is_not(None)).distinct()
    return set((await connection.execute(wanted)).scalars())


async def wrongly_served(connection: AsyncConnection, tier: str, still: Iterable[tuple[str, str]]) -> Sequence[UUID]:
    """Customers served without being of that tier, or by nobody of those, each with their sub-branch, who may.

    It reads the services once.
    """
    pairs = sorted(still)
    named = {"managers": [manager for manager, _ in pairs], "branches": [branch for _, branch in pairs]}
    return list((await connection.execute(_WRONGLY_SERVED, {"tier": tier, **named})).scalars())


async def loads(connection: AsyncConnection, managers: Iterable[str]) -> dict[str, int]:
    """How many customers each manager serves. Relies on customer_service_manager_idx."""
    named = list(managers)
    wanted = (
        select(service.c.manager, func.count().label("customers"))
        .where(service.c.manager == any_(cast(named, ARRAY(Text))), service.c.state == "active")
        .group_by(service.c.manager)
    )
    found = {row.manager: row.customers for row in await connection.execute(wanted)}
    return {manager: found.get(manager, 0) for manager in named}


async def add(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of one of these tables: one statement, however many."""
    if rows:
        columns = [each for each in table.columns if each.name in rows[0]]
        lists = [bindparam(each.name, [row[each.name] for row in rows], ARRAY(each.type)) for each in columns]
        await connection.execute(insert(table).from_select(columns, select(*(func.unnest(each) for each in lists))))


async def end(connection: AsyncConnection, services: Iterable[UUID], on: date) -> None:
    """End locked services; what was still due is dropped. Relies on visit_one_due_key."""
    ids = cast(list(services), ARRAY(Uuid))
    await connection.execute(
        update(visit)
        .where(visit.c.service_id == any_(ids), visit.c.state == "due")
        .values(state="dropped", version=visit.c.version + 1)
    )
    await connection.execute(
        update(service)
        .where(service.c.id == any_(ids), service.c.state == "active")
        .values(state="ended", ended_on=on, version=service.c.version + 1)
    )


async def hand_over(connection: AsyncConnection, row: Row[Any], manager: str | None) -> None:
    """Give a locked service to another manager."""
    changed = update(service).where(service.c.id == row.id)
    await connection.execute(changed.values(manager=manager, version=row.version + 1))


def visits(due_before: date | None, customer_id: UUID | None, state: str | None, manager: str | None) -> Select[Any]:
    """Visits with the manager who is to make them. Relies on visit_due_on_idx and visit_customer_id_idx."""
    wanted = select(visit, service.c.manager).join(service, service.c.id == visit.c.service_id)
    if due_before is not None:
        wanted = wanted.where(visit.c.due_on < due_before, visit.c.state == "due")
    if customer_id is not None:
        wanted = wanted.where(visit.c.customer_id == customer_id)
    if state is not None:
        wanted = wanted.where(visit.c.state == state)
    if manager is not None:
        wanted = wanted.where(service.c.manager == manager)
    return wanted


async def due_visit(connection: AsyncConnection, service_id: UUID) -> Row[Any] | None:
    """The visit that a service has before it. Relies on visit_one_due_key."""
    wanted = select(visit).where(visit.c.service_id == service_id, visit.c.state == "due")
    return (await connection.execute(wanted)).first()


async def service_of(connection: AsyncConnection, service_id: UUID) -> Row[Any]:
    """A service by its id, locked against its end."""
    wanted = select(service).where(service.c.id == service_id).with_for_update(key_share=True)
    row: Row[Any] = (await connection.execute(wanted)).one()
    return row


async def latest_service(connection: AsyncConnection, customer_id: UUID) -> Row[Any] | None:
    """The last service that a customer had. Relies on customer_service_customer_id_idx."""
    wanted = select(service).where(service.c.customer_id == customer_id).order_by(service.c.id.desc()).limit(1)
    return (await connection.execute(wanted)).first()


def needs(customer_id: UUID | None, state: str | None, expected_before: date | None) -> Select[Any]:
    """Needs. Relies on financing_need_customer_id_idx and financing_need_expected_on_idx."""
    wanted = select(need)
    if customer_id is not None:
        wanted = wanted.where(need.c.customer_id == customer_id)
    if state is not None:
        wanted = wanted.where(need.c.state == state)
    if expected_before is not None:
        wanted = wanted.where(need.c.expected_on < expected_before, need.c.state == "open")
    return wanted


def recipients(mailing_id: UUID) -> Select[Any]:
    """Who got a leaflet. Relies on mailing_recipient's primary key."""
    return select(recipient).where(recipient.c.mailing_id == mailing_id)


async def leaflets(connection: AsyncConnection, customer_id: UUID) -> int:
    """How many leaflets a customer got. Relies on mailing_recipient_customer_id_idx."""
    wanted = select(func.count()).select_from(recipient).where(recipient.c.customer_id == customer_id)
    return int((await connection.execute(wanted)).scalar_one())
