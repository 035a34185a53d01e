"""Persons: where they stand and who is barred, and the statements that look it up for many at once."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, LargeBinary, Table, Uuid, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, raw
from services.collections.persons.rules import Stand

tables = metadata()

loan_person = Table(
    "loan_person",
    tables,
    Column("person", BigInteger, primary_key=True),
    Column("loan_no", BigInteger, primary_key=True),
)

barred_person = Table(
    "barred_person",
    tables,
    Column("contact_ban_id", Uuid, primary_key=True),
    Column("person", LargeBinary, primary_key=True),
    Column("lifted_at", DateTime(timezone=True)),
)

# One lock for who stands where: whoever writes people of loans holds it together with others, a ban holds it alone. So
# a loan is there when a ban looks for the person, or finds the ban when it is booked.
_LOCK = 7_106_103
_SHARE = text("SELECT pg_advisory_xact_lock_shared(:lock)")
_HOLD = text("SELECT pg_advisory_xact_lock(:lock)")
_EYES = text("SELECT current_setting('loanops.sub_branch', true), current_setting('loanops.outlet', true)")
_LOOK = text("SELECT set_config('loanops.sub_branch', :sub_branch, true), set_config('loanops.outlet', :outlet, true)")

_KEEP = (
    "INSERT INTO loan_person (person, loan_no) SELECT * FROM unnest($1::bigint[], $2::bigint[]) ON CONFLICT DO NOTHING"
)
_BARRED = "SELECT person FROM barred_persons($1) AS person"
_BAR = "INSERT INTO barred_person (contact_ban_id, person) SELECT $1, unnest($2::bytea[])"
# Each look-up ends at the limit. Relies on loan_person's primary key, loan_customer_ref_id_idx, loan_no_key.
_AROUND = """
SELECT l.no, l.id, l.sub_branch, l.outlet FROM loan l
 WHERE l.no IN (
       SELECT p.loan_no FROM unnest($1::bigint[]) AS k (person)
        CROSS JOIN LATERAL (SELECT o.loan_no FROM loan_person o WHERE o.person = k.person AND o.loan_no > $3
                             ORDER BY o.loan_no LIMIT $4) AS p
       UNION SELECT c.no FROM loan c WHERE c.customer_ref = (SELECT o.customer_ref FROM loan o WHERE o.id = $2)
                                           AND c.no > $3)
 ORDER BY l.no LIMIT $4
"""
# Relies on loan_people_persons_unknown_idx.
_UNKNOWN = "SELECT loan_id FROM loan_people WHERE NOT persons_known ORDER BY loan_id LIMIT $1"


async def share(connection: AsyncConnection) -> None:
    """Hold who stands where together with others who write people, until this transaction is over."""
    await connection.execute(_SHARE, {"lock": _LOCK})


async def hold(connection: AsyncConnection) -> None:
    """Hold who stands where alone, until this transaction is over."""
    await connection.execute(_HOLD, {"lock": _LOCK})


@asynccontextmanager
async def whole_bank(connection: AsyncConnection) -> AsyncIterator[None]:
    """Have the whole bank's eyes for a while; after an error the transaction is lost anyway."""
    sub_branch, outlet = (await connection.execute(_EYES)).one()
    await connection.execute(_LOOK, {"sub_branch": "*", "outlet": "*"})
    yield
    await connection.execute(_LOOK, {"sub_branch": sub_branch, "outlet": outlet})


async def keep(connection: AsyncConnection, standing: Mapping[int, Iterable[int]]) -> None:
    """Put down who stands on these loans, by their `no`. Relies on loan_person's primary key."""
    pairs = sorted({(person, no) for no, persons in standing.items() for person in persons})
    if pairs:
        await raw(connection).execute(_KEEP, *map(list, zip(*pairs, strict=True)))


async def barred(connection: AsyncConnection, persons: Iterable[bytes]) -> set[bytes]:
    """Those of these persons whom nobody may contact, whichever branch said so. Relies on barred_person_person_idx."""
    return {row["person"] for row in await raw(connection).fetch(_BARRED, list(persons))}


async def bar(connection: AsyncConnection, ban_id: UUID, persons: Sequence[bytes]) -> None:
    """Put down by what a ban knows its person."""
    await raw(connection).execute(_BAR, ban_id, list(persons))


async def barred_by(connection: AsyncConnection, ban_id: UUID) -> list[bytes]:
    """By what a ban knows its person. Relies on barred_person's primary key."""
    wanted = select(barred_person.c.person).where(barred_person.c.contact_ban_id == ban_id)
    return list((await connection.execute(wanted)).scalars())


async def unbar(connection: AsyncConnection, ban_id: UUID, at: datetime) -> None:
    """A ban counts no more. Relies on barred_person's primary key."""
    wanted = update(barred_person).where(barred_person.c.contact_ban_id == ban_id)
    await connection.execute(wanted.values(lifted_at=at))


async def around(
    connection: AsyncConnection, persons: Sequence[int], loan_id: UUID, after: int, limit: int
) -> list[Stand]:
    """The first loans after that `no` on which these persons may stand, or that are of that loan's customer."""
    rows = await raw(connection).fetch(_AROUND, list(persons), loan_id, after, limit)
    return [Stand(**row) for row in rows]


async def unknown(connection: AsyncConnection, limit: int) -> list[UUID]:
    """Some loans of before it was kept who stands on them."""
    return [row["loan_id"] for row in await raw(connection).fetch(_UNKNOWN, limit)]
