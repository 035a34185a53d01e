"""Loans, their people, their instalments and their history: tables, and the statements that write many at once.

The people around a loan are sealed and opened here and nowhere else.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
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

from chassis.db import Fen, metadata, node_columns, raw
from chassis.money import ZERO, to_fen
from chassis.personal import Personal, Place, Vault
from services.collections.loan_reports.actions import Report
from services.collections.loan_reports.rules import Reach, Schedule, TakenOn
from services.collections.loans.rules import Instalment, Managed
from services.collections.loans.schemas import LoanIn, People, Person
from services.collections.policies.rules import RepaymentOrder

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
    Column("order_policy_version", Text),
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


@dataclass(frozen=True, slots=True)
class Booking:
    """A loan to be put on the books: id, report, the people sealed for it, how its schedule stands at take-on."""

    id: UUID
    report: Report
    people: bytes
    order: RepaymentOrder
    order_policy_version: str | None
    taken_on: TakenOn
    reach: Reach


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


# What stands in the report as it does in the table, before and after what follows from its schedule and from policy.
_REPORTED_BEFORE = (
    "external_ref", "customer_ref", "product", "principal", "disbursed_on", "matures_on", "account_manager",
    "originated_by",
)  # fmt: skip
_REPORTED_AFTER = ("secured", "written_off_on", "sub_branch", "outlet", "approved_by")
_BOOK = f"SELECT * FROM book_loans({', '.join(f'${place}' for place in range(1, 38))})"  # noqa: S608 - numbers
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


def report_of(body: LoanIn) -> Report:
    """What is written of a report."""
    plan = [
        (each.number, each.due_date, to_fen(each.principal), to_fen(each.interest), to_fen(each.paid or ZERO))
        for each in body.instalments
    ]
    people = body.people
    return Report(
        external_ref=body.external_ref,
        customer_ref=body.customer_ref,
        product=body.product,
        principal=to_fen(body.principal),
        disbursed_on=body.disbursed_on,
        matures_on=body.matures_on,
        account_manager=body.account_manager,
        originated_by=body.originated_by,
        repayment_order=body.repayment_order,
        penalty_due=to_fen(body.penalty_due),
        secured=body.secured,
        written_off_on=body.written_off_on,
        sub_branch=body.sub_branch,
        outlet=body.outlet,
        approved_by=body.approved_by,
        schedule=Schedule(*zip(*plan, strict=True)),
        reach=people.reach,
        people=_as_json(people),
        numbers=people.numbers,
    )


def sealed(vault: Vault, loan_id: UUID, people: Personal) -> bytes:
    """The people around a loan, given as JSON, as they are stored: sealed for that loan."""
    return vault.seal(people, _place(loan_id))


def opened(vault: Vault, loan_id: UUID, stored: bytes) -> People:
    """The people around a loan, from what is stored. Raises Unreadable for what was not sealed for that loan."""
    return People.model_validate_json(vault.open(stored, _place(loan_id)).clear())


def _as_json(people: People) -> Personal:
    return Personal(json.dumps(people, default=_kept, ensure_ascii=False))


def _kept(value: Personal | People | Person) -> Any:
    return value.clear() if isinstance(value, Personal) else dict(value)


def _by_field(reaches: Iterable[Reach]) -> list[list[bool]]:
    """One list for each field of `Reach`."""
    found = list(reaches)
    return [[getattr(each, field.name) for each in found] for field in fields(Reach)]


def _place(loan_id: UUID) -> Place:
    return Place("loan_people", "people", loan_id)


async def book(
    connection: AsyncConnection, bookings: Sequence[Booking], telling: Telling, aged_from: date | None
) -> dict[UUID, int]:
    """Put loans on the books, with all that belongs to them. Answers the `no` of each that was not there before."""
    # In the order in which they are numbered, so that rows which belong together lie together.
    ordered = sorted(bookings, key=lambda each: each.report.external_ref)
    reports = [each.report for each in ordered]
    plans = [(each.report.schedule, each.taken_on) for each in ordered]
    rows = await raw(connection).fetch(
        _BOOK,
        [each.id for each in ordered],
        *([getattr(report, name) for report in reports] for name in _REPORTED_BEFORE),
        [each.order for each in ordered],
        [each.order_policy_version for each in ordered],
        [report.penalty_due for report in reports],
        [each.taken_on.oldest_due_on for each in ordered],
        [each.taken_on.outstanding_principal for each in ordered],
        [each.taken_on.outstanding_interest for each in ordered],
        *([getattr(report, name) for report in reports] for name in _REPORTED_AFTER),
        [each.people for each in ordered],
        *_by_field(each.reach for each in ordered),
        [place for place, (plan, _) in enumerate(plans, 1) for _ in plan.numbers],
        [each for plan, _ in plans for each in plan.numbers],
        [each for plan, _ in plans for each in plan.due_dates],
        [each for plan, _ in plans for each in plan.principal],
        [each for plan, _ in plans for each in plan.interest],
        [each for _, taken in plans for each in taken.principal],
        [each for _, taken in plans for each in taken.interest],
        aged_from,
        telling.on,
        telling.at,
        telling.by,
    )
    return {row["booked_id"]: row["booked_no"] for row in rows}


async def change(connection: AsyncConnection, changes: Sequence[tuple[Row[Any], LoanIn, Managed]]) -> None:
    """Write what core banking reports anew of locked loans, apart from their people and instalments."""
    rows = [
        (row.no, body.product, now.account_manager, body.secured, to_fen(body.penalty_due), body.written_off_on,
         now.reported_manager, body.approved_by)
        for row, body, now in changes
    ]  # fmt: skip
    await raw(connection).execute(_CHANGE_LOANS, *map(list, zip(*rows, strict=True)))


async def write_off(connection: AsyncConnection, number: int, on: date) -> None:
    """Put down on which business date a locked loan was written off."""
    await connection.execute(update(loan).where(loan.c.no == number).values(written_off_on=on))


async def change_people(
    connection: AsyncConnection, vault: Vault, people: Mapping[UUID, People], reaches: Mapping[UUID, Reach]
) -> None:
    """Write whom the steps may reach on these loans; and the people of those that `people` names."""
    kept = [sealed(vault, each, _as_json(people[each])) if each in people else None for each in reaches]
    await raw(connection).execute(_CHANGE_PEOPLE, list(reaches), kept, *_by_field(reaches.values()))


async def reprice(connection: AsyncConnection, changes: Sequence[tuple[Row[Any], Instalment]]) -> None:
    """Write the amounts of instalments of locked loans."""
    rows = [(row.no, each.number, to_fen(each.principal), to_fen(each.interest)) for row, each in changes]
    await raw(connection).execute(_CHANGE_INSTALMENTS, *map(list, zip(*rows, strict=True)))


async def tell(connection: AsyncConnection, events: Sequence[Event], telling: Telling) -> None:
    """Append to the histories of loans."""
    await raw(connection).execute(
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
