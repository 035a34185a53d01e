"""What is done with loans: reported one by one or by the thousand in one way, read, their people revealed."""

import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.admission import Reading, published
from chassis.clock import business_date
from chassis.errors import LoanopsError
from chassis.imports import Importer, Line, Rejection
from chassis.personal import Personal, Vault
from chassis.store import find
from chassis.writes import Work
from services.collections.arrears import actions as arrears
from services.collections.arrears.rules import Arrears, Book, RiskClass, Unpaid, age, nothing_behind
from services.collections.arrears.rules import days_past_due as days_from
from services.collections.loan_reports import actions as loan_reports
from services.collections.loans import conditions, rules, store
from services.collections.loans.conditions import Reported
from services.collections.loans.rules import Instalment, LoanHistoryFixed, Managed
from services.collections.loans.schemas import (
    BucketOut,
    InstalmentOut,
    LoanIn,
    LoanListedOut,
    LoanOut,
    People,
    ResponsibilityOut,
    RevealedOut,
)
from services.collections.loans.store import Around, Event, Telling
from services.collections.persons import actions as persons
from services.collections.persons.rules import Standing
from services.collections.policies import actions as policies
from services.collections.policies.rules import Buckets, ClassPolicy
from services.collections.risk_classes import actions as risk_classes
from services.collections.risk_classes.actions import Known
from services.collections.risk_classes.rules import Position


@dataclass(frozen=True)
class Taken:
    """What became of one reported loan: `booked`, `changed` or `same`; and the loan as it was before, if it was."""

    outcome: str
    before: Row[Any] | None = None
    fields: tuple[str, ...] = ()


async def report(work: Work, vault: Vault, body: LoanIn) -> Row[Any]:
    """Book a loan (201), or take its latest report in (200). Raises LoanHistoryFixed, DisbursedAhead."""
    (taken,) = await take_in(work, vault, [Reported.of(vault, store.report_of(body), body)])
    if isinstance(taken, LoanopsError):
        raise taken
    row = (await store.find_by_refs(work.connection, [body.external_ref], lock=False))[body.external_ref]
    if taken.outcome != "booked":
        work.status = 200
    if taken.outcome != "same":
        verb = "book" if taken.outcome == "booked" else "change"
        facts = {"external_ref": row.external_ref, "principal": row.principal, "fields": list(taken.fields)}
        await work.record(f"loan.{verb}", row, before=taken.before, data=facts)
    return row


def importer(vault: Vault) -> Importer:
    """How files of loans are taken in."""

    def read(raw: bytes) -> Reported | None:
        found = loan_reports.read(raw)
        return None if found is None else Reported.of(vault, found, Personal(raw.decode()))

    def ready(body: LoanIn) -> Reported:
        return Reported.of(vault, store.report_of(body), body)

    return Importer(LoanIn, functools.partial(_import_lines, vault), vault, read=read, ready=ready)


async def _import_lines(vault: Vault, work: Work, lines: Sequence[Line]) -> list[Rejection]:
    """Take a chunk of an import in. Answers the lines that are refused by a rule, each with that rule's words."""
    outcomes = await take_in(work, vault, [line.value for line in lines])
    return [
        Rejection(line.number, outcome.code, outcome.detail)
        for line, outcome in zip(lines, outcomes, strict=True)
        if isinstance(outcome, LoanopsError)
    ]


async def take_in(work: Work, vault: Vault, reported: Sequence[Reported]) -> list[Taken | LoanopsError]:
    """Take reports of loans in, in their order, a few statements for all of them. Answers an outcome for each."""
    book = await arrears.book_for_reporting(work.connection)
    await persons.share(work.connection)
    outcomes: list[Taken | LoanopsError] = [Taken("same") for _ in reported]
    for wave in rules.waves([each.report.external_ref for each in reported]):
        found = await _take_in(work, vault, book, {place: reported[place] for place in wave})
        for place, outcome in found.items():
            outcomes[place] = outcome
    return outcomes


async def _take_in(
    work: Work, vault: Vault, book: Book, reported: dict[int, Reported]
) -> dict[int, Taken | LoanopsError]:
    outcomes: dict[int, Taken | LoanopsError] = {}
    refs = [each.report.external_ref for each in reported.values()]
    known = await store.find_by_refs(work.connection, refs, lock=True)
    for place, each in reported.items():
        try:
            rules.require_past(each.report.disbursed_on, each.report.written_off_on, book.is_ahead)
        except LoanopsError as refusal:
            outcomes[place] = refusal
    new = {
        place: each
        for place, each in reported.items()
        if place not in outcomes and each.report.external_ref not in known
    }
    if new:
        bookings = await conditions.bookings(work, new.values(), book.business_date or business_date(work.now))
        telling = Telling(work.now, work.actor.sub, book.business_date)
        made = await store.book(work.connection, bookings, telling, book.next_ageing)
        await persons.keep(
            work.connection, {made[each.id]: each.standing.keys for each in new.values() if each.id in made}
        )
        late = [each.report.external_ref for each in new.values() if each.id not in made]
        # Somebody else has booked these in this very moment: what we have is a later report of them.
        known |= await store.find_by_refs(work.connection, late, lock=True) if late else {}
        outcomes |= {place: Taken("booked") for place, each in new.items() if each.id in made}
    later = {place: each.body for place, each in reported.items() if place not in outcomes}
    return outcomes | (await _change(work, vault, book, known, later) if later else {})


@dataclass(frozen=True)
class _Change:
    """What a later report changes of a loan."""

    row: Row[Any]
    body: LoanIn
    managed: Managed
    fields: tuple[str, ...]
    repriced: list[Instalment]


async def _change(
    work: Work, vault: Vault, book: Book, known: dict[str, Row[Any]], bodies: dict[int, LoanIn]
) -> dict[int, Taken | LoanopsError]:
    connection, rows = work.connection, {place: known[body.external_ref] for place, body in bodies.items()}
    plans = await store.find_instalments(connection, [row.no for row in rows.values()])
    people = await store.find_people(connection, vault, [row.id for row in rows.values()])
    outcomes: dict[int, Taken | LoanopsError] = {}
    changes: list[_Change] = []
    for place, body in bodies.items():
        row = rows[place]
        try:
            found = _compare(row, body, people[row.id].people, plans[row.no], book.begun_through)
        except LoanHistoryFixed as refusal:
            outcomes[place] = refusal
            continue
        outcomes[place] = Taken("changed" if found.fields else "same", row, found.fields)
        if found.fields:
            changes.append(found)
    if changes:
        await _write(work, vault, book, changes)
    return outcomes


def _compare(
    row: Row[Any], body: LoanIn, people: People, plan: Sequence[Instalment], begun_through: date | None
) -> _Change:
    before, after = row._asdict(), dict(body)
    # A report without a write-off says nothing of one: people may have decided it here.
    after["written_off_on"] = body.written_off_on or row.written_off_on
    after["approved_by"] = body.approved_by or row.approved_by
    after["repayment_order"] = body.repayment_order or row.repayment_order
    rules.require_same_agreement(before | {"approved_by": row.approved_by or body.approved_by}, after)
    managed = rules.managed(Managed(row.account_manager, row.reported_manager), body.account_manager)
    after["account_manager"] = managed.account_manager
    repriced = rules.repriced(plan, body.planned, begun_through)
    fields = [name for name in rules.REPORTED if before[name] != after[name]]
    fields += ["reported_manager"] if managed.reported_manager != row.reported_manager else []
    fields += ["people"] if people != body.people else []
    fields += ["instalments"] if repriced else []
    return _Change(row, body, managed, tuple(fields), repriced)


async def _write(work: Work, vault: Vault, book: Book, changes: Sequence[_Change]) -> None:
    connection = work.connection
    await store.change(connection, [(each.row, each.body, each.managed) for each in changes])
    people = {
        each.row.id: Around(each.row.no, each.row.customer_ref, each.body.people)
        for each in changes
        if "people" in each.fields
    }
    if people:
        await _write_people(connection, vault, people, anew=True)
    repriced = [(each.row, instalment) for each in changes for instalment in each.repriced]
    if repriced:
        await store.reprice(connection, repriced)
        await store.allocate(connection, {row.no for row, _ in repriced})
    written_off = {
        each.row.no: min(day for day in (each.row.written_off_on, each.body.written_off_on) if day)
        for each in changes
        if "written_off_on" in each.fields
    }
    await risk_classes.take_effect(connection, book, written_off, work.now, work.actor.sub)
    events = [Event(each.row, "changed", book.business_date, {"fields": list(each.fields)}) for each in changes]
    await store.tell(connection, events, Telling(work.now, work.actor.sub, book.business_date))


async def get(task: Work | Reading, loan_id: UUID) -> Row[Any]:
    """One loan. Raises NotFound."""
    return await find(task.connection, store.loan, loan_id)


async def lock(work: Work, loan_id: UUID) -> Row[Any]:
    """One loan, locked against everybody who moves it. Raises NotFound."""
    return await find(work.connection, store.loan, loan_id, lock=True)


async def write_off(work: Work, loan: Row[Any], on: date) -> None:
    """Write a locked loan off; what is owed stays owed."""
    await store.write_off(work.connection, loan.no, on)


async def lock_by_refs(work: Work, refs: Sequence[str]) -> dict[str, Row[Any]]:
    """The loans with these references that are there, locked in one order against everybody who moves them."""
    return await store.find_by_refs(work.connection, refs, lock=True)


async def days_past_due(task: Work | Reading, book: Book, numbers: Sequence[int]) -> dict[int, int]:
    """The days past due at the last close of the loans with these `no`, with the repayments since then."""
    rows = await store.find_ageing(task.connection, numbers)
    return {
        no: days_from(row.oldest_due_on, book.closed_through) if book.closed_through and _is_aged(row, book) else 0
        for no, row in rows.items()
    }


async def allocate(work: Work, loans: Sequence[Row[Any]]) -> None:
    """Work out anew what the repayments of these locked loans pay; call it after adding or reversing some."""
    await store.allocate(work.connection, [row.no for row in loans])


async def tell(work: Work, kind: rules.EventKind, happened: Sequence[tuple[Any, date | None, dict[str, Any]]]) -> None:
    """Append one thing of a kind to the histories of these loans: on which business date, and its facts."""
    events = [Event(row, kind, on, facts) for row, on, facts in happened]
    await store.tell(work.connection, events, Telling(work.now, work.actor.sub, None))


@dataclass(frozen=True)
class Party:
    """Somebody around a loan, as the contact rules (C7) and a demand letter (C10) need to know them.

    `index` stands for the person on every loan of theirs: a blind index of the telephone number, or of what else they
    are known by; `indexes` are all. `consented`: is a party to the debt, or has agreed to be spoken to about it.
    """

    name: str
    indexes: tuple[bytes, ...]
    consented: bool
    do_not_contact: bool

    @property
    def index(self) -> bytes:
        """What the caps count by."""
        return self.indexes[0]


async def parties(task: Work | Reading, vault: Vault, loan_id: UUID) -> dict[str, list[Party]]:
    """Everybody around a loan, by what they are to the debt. Raises KeyError for a loan that is not there."""
    around = await store.find_people(task.connection, vault, [loan_id])
    heeded, standing = await conditions.with_bans(task.connection, vault, around)
    known_by = standing[loan_id].known_by
    return {
        kind: [
            Party(each.name, known_by[kind, place], getattr(each, "consented", True), each.do_not_contact)
            for place, each in enumerate(group)
        ]
        for kind, group in heeded[loan_id].parties.items()
    }


async def _write_people(
    connection: AsyncConnection, vault: Vault, around: Mapping[UUID, Around], *, anew: bool
) -> dict[UUID, Standing]:
    """Write whom of these the steps may reach and where they stand; with `anew` also the people themselves."""
    heeded, standing = await conditions.with_bans(connection, vault, around)
    people = {loan_id: each.people for loan_id, each in around.items()} if anew else {}
    await store.change_people(connection, vault, people, {loan_id: each.reach for loan_id, each in heeded.items()})
    await persons.keep(connection, {around[loan_id].no: each.keys for loan_id, each in standing.items()})
    return standing


async def reach_again(
    connection: AsyncConnection, vault: Vault, loans: Sequence[UUID], person: Collection[bytes] = ()
) -> dict[UUID, list[tuple[str, int]]]:
    """Work out anew whom the steps may reach on these loans, a ban having come or ended; hold who stands where alone.
    Answers where on each the person stands who is known by one of these, as the party and the place from 1."""
    standing = await _write_people(connection, vault, await store.find_people(connection, vault, loans), anew=False)
    return {
        loan_id: sorted((party, place + 1) for party, place in each.places(person))
        for loan_id, each in standing.items()
    }


async def _people(task: Work | Reading, vault: Vault, loans: Sequence[UUID]) -> dict[UUID, People]:
    around = await store.find_people(task.connection, vault, loans)
    heeded, _ = await conditions.with_bans(task.connection, vault, around)
    return heeded


async def picture(task: Work | Reading, vault: Vault, row: Row[Any]) -> LoanOut:
    """A loan with its schedule, as of the last close and with the repayments since then."""
    book = await arrears.book(task.connection)
    buckets, classes = await _figures(task, book)
    plan = (await store.find_instalments(task.connection, [row.no]))[row.no]
    people = (await _people(task, vault, [row.id]))[row.id]
    unpaid = [
        Unpaid(each.due_date, each.principal - each.paid_principal, each.interest - each.paid_interest) for each in plan
    ]
    behind = age(unpaid, book.closed_through if _is_aged(row, book) else None, buckets)
    risk_class = (await risk_classes.of_loans(task.connection, book, [known(row, book)], classes))[row.no]
    more = _more(row, people, behind, book, buckets) | _classed(risk_class, classes)
    return published(LoanOut, row, **more, instalments=[InstalmentOut.model_validate(each) for each in plan])


async def pictures(task: Reading, vault: Vault, rows: Sequence[Row[Any]]) -> list[LoanListedOut]:
    """Loans without their schedules, as of the last close and with the repayments since then."""
    book = await arrears.book(task.connection)
    buckets, classes = await _figures(task, book)
    behind = await arrears.of_loans(task.connection, book, [row.no for row in rows], buckets)
    people = await _people(task, vault, [row.id for row in rows])
    classed = await risk_classes.of_loans(task.connection, book, [known(row, book) for row in rows], classes)
    none = nothing_behind(buckets)
    return [
        published(
            LoanListedOut,
            row,
            **_more(row, people[row.id], behind.get(row.no, none), book, buckets),
            **_classed(classed[row.no], classes),
        )
        for row in rows
    ]


async def _figures(task: Work | Reading, book: Book) -> tuple[Buckets, ClassPolicy]:
    on = book.closed_through or business_date(task.now)
    return await policies.buckets(task.connection, on), await policies.risk_classes(task.connection, on)


def known(row: Row[Any], book: Book) -> Known:
    """A loan as its class is worked out from."""
    position = Position(row.aged_class, row.observed_until)
    return Known(row.no, position, row.oldest_due_on, row.written_off_on, _is_aged(row, book))


def _classed(risk_class: RiskClass, classes: ClassPolicy) -> dict[str, Any]:
    return {"risk_class": risk_class, "risk_class_policy_version": classes.policy_version}


async def reveal(work: Work, vault: Vault, loan_id: UUID, reason: str) -> RevealedOut:
    """Everybody around the loan with their telephone numbers in full; who looked, and why, is in the journal. A dry run
    leaves no record, so its caller is shown no number."""
    row = await get(work, loan_id)
    people = (await _people(work, vault, [row.id]))[row.id]
    await work.record("loan.reveal", row, before=row, data={"reason": reason})
    return RevealedOut(id=row.id, **people.shown(in_full=not work.dry_run))


def _is_aged(row: Row[Any], book: Book) -> bool:
    """Whether a close has aged the loan: one booked after the last close is aged at the next."""
    return book.closed_through is not None and (row.aged_from is None or row.aged_from <= book.closed_through)


def _more(row: Row[Any], people: People, behind: Arrears, book: Book, buckets: Buckets) -> dict[str, Any]:
    by_bucket = zip(buckets.names, behind.by_bucket, strict=True)
    return {
        **people.shown(in_full=False),
        "as_of": book.closed_through,
        "days_past_due": behind.days_past_due,
        "overdue_principal": behind.overdue_principal,
        "overdue_interest": behind.overdue_interest,
        "arrears_by_bucket": [BucketOut(bucket=name, amount=amount) for name, amount in by_bucket],
        "responsibility": ResponsibilityOut(
            account_manager=row.account_manager,
            approved_by=row.approved_by,
            followed_by=rules.followed_by(row.originated_by),
            sub_branch=row.sub_branch,
            outlet=row.outlet,
        ),
        "policy_version": buckets.policy_version,
    }
