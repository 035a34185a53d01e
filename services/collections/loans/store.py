"""Loans, their people, their instalments and their history: tables, and the statements that write many at once.

The people around a loan are sealed and opened here and nowhere else.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
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
    LargeBinary,
    Row,
    Table,
    Text,
    Uuid,
    any_,
    bindparam,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, driver, metadata, node_columns
from chassis.money import to_fen
from chassis.personal import Personal, Place, Vault
from services.collections.loans.rules import Figures, Instalment, Managed, Reach
from services.collections.loans.schemas import LoanIn, People, Person

tables = metadata()

loan = Table(
    "loan",
    tables,
    Column("no", BigInteger, nullable=False, unique=True),
    Column("id", Uuid, primary_key=True),
    Column("external_ref", Text, nullable=False),
    Column("customer_ref", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("principal", Fen, nullable=False),
    Column("disbursed_on", Date, nullable=False),
    Column("matures_on", Date, nullable=False),
    Column("account_manager", Text, nullable=False),
    Column("reported_manager", Text),
    Column("approved_by", Text),
    Column("originated_by", Text, nullable=False),
    Column("repayment_order", Text, nullable=False),
    Column("secured", Boolean, nullable=False),
    Column("penalty_due", Fen, nullable=False),
    Column("written_off_on", Date),
    Column("aged_from", Date),
    Column("oldest_due_on", Date),
    Column("outstanding_principal", Fen, nullable=False),
    Column("outstanding_interest", Fen, nullable=False),
    Column("overpaid", Fen, nullable=False),
    Column("aged_class", Text, nullable=False),
    Column("aged_bucket", Text, nullable=False),
    Column("observed_until", Date),
    Column("restate", Boolean, nullable=False),
    Column("schedule_no", Integer, nullable=False),
    Column("schedule_from", Date),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

loan_people = Table(
    "loan_people",
    tables,
    Column("loan_id", Uuid, primary_key=True),
    Column("people", LargeBinary, nullable=False),
    Column("reach_borrower", Boolean, nullable=False),
    Column("reach_guarantor", Boolean, nullable=False),
    Column("reach_family", Boolean, nullable=False),
    Column("has_family", Boolean, nullable=False),
    Column("has_guarantor", Boolean, nullable=False),
    Column("persons_known", Boolean, nullable=False),
    *node_columns(),
)

instalment = Table(
    "instalment",
    tables,
    Column("loan_no", BigInteger, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("due_date", Date, nullable=False),
    Column("principal", Fen, nullable=False),
    Column("interest", Fen, nullable=False),
    Column("taken_principal", Fen, nullable=False),
    Column("taken_interest", Fen, nullable=False),
    Column("paid_principal", Fen, nullable=False),
    Column("paid_interest", Fen, nullable=False),
    *node_columns(),
)

loan_event = Table(
    "loan_event",
    tables,
    Column("id", BigInteger, primary_key=True),
    Column("loan_no", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("happened_on", Date),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("facts", JSONB, nullable=False),
    *node_columns(),
)


@dataclass(frozen=True)
class Booking:
    """A loan to be put on the books: its id, the report, and what follows from its schedule at take-on."""

    id: UUID
    body: LoanIn
    instalments: Sequence[Instalment]
    figures: Figures


@dataclass(frozen=True)
class Around:
    """Everybody around one loan."""

    no: int
    customer_ref: str
    people: People


@dataclass(frozen=True)
class Telling:
    """When and by whom something is recorded; `on` is the business date, if there is one yet."""

    at: datetime
    by: str
    on: date | None


@dataclass(frozen=True)
class Event:
    """One line of a loan's history."""

    loan: Any
    kind: str
    on: date | None
    facts: dict[str, Any]


_LOANS = (
    "id, external_ref, customer_ref, product, principal, disbursed_on, matures_on, account_manager, originated_by, "
    "repayment_order, penalty_due, oldest_due_on, outstanding_principal, outstanding_interest, secured, "
    "written_off_on, sub_branch, outlet"
)

# One statement for one loan and for ten thousand. A reference that somebody else has just booked is left out.
_BOOK = f"""
WITH line AS (
    SELECT * FROM unnest(
        $1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::date[], $7::date[], $8::text[], $9::text[],
        $10::text[], $11::bigint[], $12::date[], $13::bigint[], $14::bigint[], $15::boolean[], $16::date[], $17::text[],
        $18::text[], $19::bytea[], $31::boolean[], $32::boolean[], $33::boolean[], $34::boolean[], $35::boolean[],
        $36::text[]
    ) WITH ORDINALITY AS t ({_LOANS}, people, reach_borrower, reach_guarantor, reach_family, has_family, has_guarantor,
                            approved_by, place)
), made AS (
    INSERT INTO loan ({_LOANS}, approved_by, aged_from, made_by, made_at)
    SELECT {_LOANS}, approved_by, $20::date, $22, $21 FROM line ORDER BY external_ref
    ON CONFLICT ON CONSTRAINT loan_external_ref_key DO NOTHING
    RETURNING no, id
), booked AS (
    SELECT m.no, l.* FROM made m JOIN line l ON l.id = m.id
), people AS (
    INSERT INTO loan_people (loan_id, people, reach_borrower, reach_guarantor, reach_family, has_family, has_guarantor,
                             persons_known, sub_branch, outlet)
    SELECT id, people, reach_borrower, reach_guarantor, reach_family, has_family, has_guarantor, true, sub_branch,
           outlet FROM booked
), plan AS (
    INSERT INTO instalment (loan_no, number, due_date, principal, interest, taken_principal, taken_interest,
                            paid_principal, paid_interest, sub_branch, outlet)
    SELECT b.no, i.number, i.due_date, i.principal, i.interest, i.taken_principal, i.taken_interest,
           i.taken_principal, i.taken_interest, b.sub_branch, b.outlet
      FROM unnest($24::bigint[], $25::integer[], $26::date[], $27::bigint[], $28::bigint[], $29::bigint[],
                  $30::bigint[]) AS i (place, number, due_date, principal, interest, taken_principal, taken_interest)
      JOIN booked b ON b.place = i.place
), told AS (
    INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
    SELECT no, 'booked', $23, $21, $22, jsonb_build_object('principal', yuan(principal), 'disbursed_on', disbursed_on),
           sub_branch, outlet
      FROM booked
)
SELECT id, no FROM booked
"""  # noqa: S608 - the columns are constants of this module

# A plan that expects ten lines where there are thousands would compare each with each.
_FOR_MANY = text(
    "SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_nestloop', 'off', true)"
)
_ALLOCATE = text("SELECT allocate_repayments(:loans)").bindparams(bindparam("loans", type_=ARRAY(BigInteger)))
_CHANGE_LOANS = """
UPDATE loan l
   SET product = c.product, account_manager = c.account_manager, secured = c.secured, penalty_due = c.penalty_due,
       written_off_on = coalesce(c.written_off_on, l.written_off_on), reported_manager = c.reported_manager,
       approved_by = coalesce(l.approved_by, c.approved_by)
  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::boolean[], $5::bigint[], $6::date[], $7::text[], $8::text[])
       AS c (no, product, account_manager, secured, penalty_due, written_off_on, reported_manager, approved_by)
 WHERE l.no = c.no
   AND (l.product, l.account_manager, l.secured, l.penalty_due, l.written_off_on, l.reported_manager, l.approved_by)
       IS DISTINCT FROM (c.product, c.account_manager, c.secured, c.penalty_due,
                         coalesce(c.written_off_on, l.written_off_on), c.reported_manager,
                         coalesce(l.approved_by, c.approved_by))
"""
_CHANGE_PEOPLE = """
UPDATE loan_people p
   SET people = coalesce(c.people, p.people), reach_borrower = c.borrower, reach_guarantor = c.guarantor,
       reach_family = c.family_agreed, has_family = c.family, has_guarantor = c.has_guarantor, persons_known = true
  FROM unnest($1::uuid[], $2::bytea[], $3::boolean[], $4::boolean[], $5::boolean[], $6::boolean[], $7::boolean[])
       AS c (id, people, borrower, guarantor, family_agreed, family, has_guarantor) WHERE p.loan_id = c.id
"""
_CHANGE_INSTALMENTS = """
UPDATE instalment i SET principal = c.principal, interest = c.interest
  FROM unnest($1::bigint[], $2::integer[], $3::bigint[], $4::bigint[]) AS c (loan_no, number, principal, interest)
 WHERE i.loan_no = c.loan_no AND i.number = c.number
"""
_TELL = """
INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
SELECT e.loan_no, e.kind, e.happened_on, $7, $8, e.facts::jsonb, e.sub_branch, e.outlet
  FROM unnest($1::bigint[], $2::text[], $3::date[], $4::text[], $5::text[], $6::text[])
       AS e (loan_no, kind, happened_on, facts, sub_branch, outlet)
"""


def sealed(vault: Vault, loan_id: UUID, people: People) -> bytes:
    """The people around a loan, as they are stored: sealed for that loan."""
    return vault.seal(Personal(json.dumps(people, default=_kept, ensure_ascii=False)), _place(loan_id))


def opened(vault: Vault, loan_id: UUID, stored: bytes) -> People:
    """The people around a loan, from what is stored. Raises Unreadable for what was not sealed for that loan."""
    return People.model_validate_json(vault.open(stored, _place(loan_id)).clear())


def _kept(value: Personal | People | Person) -> Any:
    return value.clear() if isinstance(value, Personal) else dict(value)


def _by_field(reaches: Iterable[Reach]) -> list[list[bool]]:
    """One list for each field of `Reach`."""
    found = [astuple(each) for each in reaches]
    return [[each[place] for each in found] for place in range(len(fields(Reach)))]


def _place(loan_id: UUID) -> Place:
    return Place("loan_people", "people", loan_id)


async def book(
    connection: AsyncConnection,
    vault: Vault,
    bookings: Sequence[Booking],
    reaches: Sequence[Reach],
    telling: Telling,
    aged_from: date | None,
) -> dict[UUID, int]:
    """Put loans on the books, with all that belongs to them. Answers the `no` of each that was not there before."""
    await connection.execute(_FOR_MANY)
    bodies = [each.body for each in bookings]
    plan = [(place, each) for place, booking in enumerate(bookings, 1) for each in booking.instalments]
    rows = await (await driver(connection)).fetch(
        _BOOK,
        [each.id for each in bookings],
        [body.external_ref for body in bodies],
        [body.customer_ref for body in bodies],
        [body.product for body in bodies],
        [to_fen(body.principal) for body in bodies],
        [body.disbursed_on for body in bodies],
        [body.matures_on for body in bodies],
        [body.account_manager for body in bodies],
        [body.originated_by for body in bodies],
        [body.repayment_order for body in bodies],
        [to_fen(body.penalty_due) for body in bodies],
        [each.figures.oldest_due_on for each in bookings],
        [to_fen(each.figures.outstanding_principal) for each in bookings],
        [to_fen(each.figures.outstanding_interest) for each in bookings],
        [body.secured for body in bodies],
        [body.written_off_on for body in bodies],
        [body.sub_branch for body in bodies],
        [body.outlet for body in bodies],
        [sealed(vault, each.id, each.body.people) for each in bookings],
        aged_from,
        telling.at,
        telling.by,
        telling.on,
        [place for place, _ in plan],
        [each.number for _, each in plan],
        [each.due_date for _, each in plan],
        [to_fen(each.principal) for _, each in plan],
        [to_fen(each.interest) for _, each in plan],
        [to_fen(each.taken_principal) for _, each in plan],
        [to_fen(each.taken_interest) for _, each in plan],
        *_by_field(reaches),
        [body.approved_by for body in bodies],
    )
    return {row["id"]: row["no"] for row in rows}


async def change(connection: AsyncConnection, changes: Sequence[tuple[Row[Any], LoanIn, Managed]]) -> None:
    """Write what core banking reports anew of locked loans, apart from their people and instalments."""
    rows = [
        (row.no, body.product, now.account_manager, body.secured, to_fen(body.penalty_due), body.written_off_on,
         now.reported_manager, body.approved_by)
        for row, body, now in changes
    ]  # fmt: skip
    await (await driver(connection)).execute(_CHANGE_LOANS, *map(list, zip(*rows, strict=True)))


async def write_off(connection: AsyncConnection, number: int, on: date) -> None:
    """Put down on which business date a locked loan was written off."""
    await connection.execute(update(loan).where(loan.c.no == number).values(written_off_on=on))


async def change_people(
    connection: AsyncConnection, vault: Vault, people: Mapping[UUID, People], reaches: Mapping[UUID, Reach]
) -> None:
    """Write whom the steps may reach on these loans; and the people of those that `people` names."""
    kept = [sealed(vault, each, people[each]) if each in people else None for each in reaches]
    await (await driver(connection)).execute(_CHANGE_PEOPLE, list(reaches), kept, *_by_field(reaches.values()))


async def reprice(connection: AsyncConnection, changes: Sequence[tuple[Row[Any], Instalment]]) -> None:
    """Write the amounts of instalments of locked loans."""
    rows = [(row.no, each.number, to_fen(each.principal), to_fen(each.interest)) for row, each in changes]
    await (await driver(connection)).execute(_CHANGE_INSTALMENTS, *map(list, zip(*rows, strict=True)))


async def tell(connection: AsyncConnection, events: Sequence[Event], telling: Telling) -> None:
    """Append to the histories of loans."""
    await (await driver(connection)).execute(
        _TELL,
        [each.loan.no for each in events],
        [each.kind for each in events],
        [each.on for each in events],
        [json.dumps(each.facts) for each in events],
        [each.loan.sub_branch for each in events],
        [each.loan.outlet for each in events],
        telling.at,
        telling.by,
    )


async def allocate(connection: AsyncConnection, numbers: Iterable[int]) -> None:
    """Work out anew what the repayments of these loans pay (migrations/sql/0002_repayments.sql)."""
    await connection.execute(_ALLOCATE, {"loans": list(numbers)})


async def find_by_refs(connection: AsyncConnection, refs: Iterable[str], *, lock: bool) -> dict[str, Row[Any]]:
    """The loans with these references, locked in the order of `no` if asked. Relies on loan_external_ref_key."""
    wanted = select(loan).where(loan.c.external_ref == any_(bindparam("refs", list(refs), ARRAY(Text))))
    if lock:
        wanted = wanted.order_by(loan.c.no).with_for_update(key_share=True)
    return {row.external_ref: row for row in await connection.execute(wanted)}


async def find_ageing(connection: AsyncConnection, numbers: Iterable[int]) -> dict[int, Row[Any]]:
    """What the days past due of these loans are counted from. Relies on loan_no_key."""
    columns: list[Column[Any]] = [loan.c.no, loan.c.oldest_due_on, loan.c.aged_from]
    wanted = select(*columns).where(loan.c.no == any_(bindparam("numbers", list(numbers), ARRAY(BigInteger))))
    return {row.no: row for row in await connection.execute(wanted)}


async def find_instalments(connection: AsyncConnection, numbers: Iterable[int]) -> dict[int, list[Instalment]]:
    """The schedules of these loans. Relies on instalment's primary key."""
    columns = [instalment.c[name] for name in Instalment.__dataclass_fields__]
    wanted = (
        select(instalment.c.loan_no, *columns)
        .where(instalment.c.loan_no == any_(bindparam("numbers", list(numbers), ARRAY(BigInteger))))
        .order_by(instalment.c.loan_no, instalment.c.number)
    )
    found: dict[int, list[Instalment]] = {}
    for row in await connection.execute(wanted):
        found.setdefault(row.loan_no, []).append(Instalment(*row[1:]))
    return found


async def find_people(connection: AsyncConnection, vault: Vault, ids: Iterable[UUID]) -> dict[UUID, Around]:
    """The people around these loans. Relies on the primary keys of loan_people and loan."""
    wanted = select(loan_people, loan.c.no, loan.c.customer_ref).join(loan, loan.c.id == loan_people.c.loan_id)
    wanted = wanted.where(loan_people.c.loan_id == any_(bindparam("ids", list(ids), ARRAY(Uuid))))
    return {
        row.loan_id: Around(row.no, row.customer_ref, opened(vault, row.loan_id, row.people))
        for row in await connection.execute(wanted)
    }
