"""The own repayment record, worked out anew from what stands at this moment (domain S1, S7)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from chassis.admission import Reading
from chassis.money import ZERO, from_fen
from services.collections.arrears import actions as arrears
from services.collections.arrears.rules import RISK_CLASSES, Arrears, Book, RiskClass, nothing_behind
from services.collections.policies import actions as policies
from services.collections.promises import actions as promises
from services.collections.records import rules, store
from services.collections.records.rules import Former, History
from services.collections.records.schemas import LoanRecordOut, OutstandingOut, RecordOut
from services.collections.risk_classes import actions as risk_classes
from services.collections.risk_classes.actions import Known
from services.collections.risk_classes.rules import Position, Schedule


async def of_customers(task: Reading, customer_refs: Sequence[str]) -> list[RecordOut]:
    """The records of these customers, in their order; a customer without loans at this bank has an empty one."""
    await store.see_the_whole_bank(task.connection)
    book = await arrears.book(task.connection)
    buckets = await policies.buckets(task.connection, book.closed_through or task.today)
    rows = await store.loans_of(task.connection, customer_refs)
    numbers = [row["no"] for row in rows]
    behind = await arrears.of_loans(task.connection, book, numbers, buckets)
    classes = await policies.risk_classes(task.connection, book.closed_through or task.today)
    now = await risk_classes.of_loans(task.connection, book, [_known(row, book) for row in rows], classes)
    since = rules.begins(book.closed_through or task.today)
    worst = await risk_classes.worst_since(task.connection, numbers, since)
    plans = await risk_classes.schedules(task.connection, numbers)
    of_customer: dict[str, list[LoanRecordOut]] = {ref: [] for ref in customer_refs}
    none = nothing_behind(buckets)
    broken = await promises.broken(task.connection, numbers)
    named = await store.arrears_of(task.connection, [row["id"] for row in rows], since)
    months = (await policies.ladder(task.connection, book.closed_through or task.today)).new_loan_months
    for row in rows:
        number = row["no"]
        classed = (now[number], max(now[number], worst.get(number, now[number]), key=RISK_CLASSES.index))
        found = _loan(
            row,
            plans[number],
            behind.get(number, none),
            classed,
            book,
            task.today,
            broken=broken.get(number, 0),
            new_loan_months=months,
            correlation_ids=named.get(row["id"], [])[: rules.CORRELATIONS_MAX],
        )
        of_customer[row["customer_ref"]].append(found)
    return [_record(ref, loans, book.closed_through) for ref, loans in of_customer.items()]


def _is_aged(row: Mapping[str, Any], book: Book) -> bool:
    # A close that came before the loan has not aged it: until the next one there is nothing to be said of it.
    return book.closed_through is not None and (row["aged_from"] is None or row["aged_from"] <= book.closed_through)


def _known(row: Mapping[str, Any], book: Book) -> Known:
    position = Position(row["aged_class"], row["observed_until"])
    return Known(row["no"], position, row["oldest_due_on"], row["written_off_on"], _is_aged(row, book))


def _history(row: Mapping[str, Any], plans: Sequence[Schedule], book: Book, today: date) -> History:
    as_of, written_off_on = book.closed_through or today, row["written_off_on"]
    if not _is_aged(row, book):
        return History(row["disbursed_on"], as_of, (), written_off_on)
    following = [each.from_on for each in plans[1:]]
    # What was signed since the last close counts at once, like what was repaid since then.
    ends = [min(until, as_of) for until in following if until]
    former = [Former(until, each.instalments) for each, until in zip(plans, ends, strict=False)]
    return History(row["disbursed_on"], as_of, plans[-1].instalments, written_off_on, former)


def _loan(
    row: Mapping[str, Any],
    plans: Sequence[Schedule],
    behind: Arrears,
    classed: tuple[RiskClass, RiskClass],
    book: Book,
    today: date,
    *,
    broken: int,
    new_loan_months: int,
    correlation_ids: list[UUID],
) -> LoanRecordOut:
    history = _history(row, plans, book, today)
    return LoanRecordOut(
        loan_id=row["id"],
        external_ref=row["external_ref"],
        product=row["product"],
        sub_branch=row["sub_branch"],
        disbursed_on=row["disbursed_on"],
        secured=row["secured"],
        principal=from_fen(row["principal"]),
        outstanding=from_fen(row["outstanding_principal"]),
        overdue_amount=behind.overdue_principal + behind.overdue_interest,
        days_past_due=behind.days_past_due,
        worst_days_past_due=history.worst_days_past_due(rules.begins(history.as_of)),
        risk_class=classed[0],
        worst_class=classed[1],
        months=rules.status(history),
        written_off_on=row["written_off_on"],
        paid_off_on=history.paid_off_on,
        broken_promises=broken,
        first_year_arrears=rules.had_early_arrears(history, row["disbursed_on"], new_loan_months),
        correlation_ids=correlation_ids,
    )


def _record(customer_ref: str, loans: Sequence[LoanRecordOut], as_of: date | None) -> RecordOut:
    months = rules.worst_of([each.months for each in loans])
    return RecordOut(
        customer_ref=customer_ref,
        as_of=as_of,
        months=months,
        worst=rules.worst_code(months),
        risk_class=max((each.risk_class for each in loans), key=RISK_CLASSES.index, default=None),
        worst_class=max((each.worst_class for each in loans), key=RISK_CLASSES.index, default=None),
        worst_days_past_due=max((each.worst_days_past_due for each in loans), default=0),
        days_past_due=max((each.days_past_due for each in loans), default=0),
        overdue_amount=sum((each.overdue_amount for each in loans), ZERO),
        outstanding=OutstandingOut(
            secured=sum((each.outstanding for each in loans if each.secured), ZERO),
            unsecured=sum((each.outstanding for each in loans if not each.secured), ZERO),
        ),
        written_off=any(each.written_off_on is not None for each in loans),
        broken_promises=sum(each.broken_promises for each in loans),
        first_year_arrears=any(each.first_year_arrears for each in loans),
        correlation_ids=rules.newest([each.correlation_ids for each in loans]),
        loans=list(loans),
    )
