"""The own repayment record, worked out anew from what stands at this moment (domain S1, S7)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from chassis.admission import Reading
from chassis.money import ZERO, from_fen
from services.collections.arrears import actions as arrears
from services.collections.arrears.rules import RISK_CLASSES, Arrears, Book, nothing_behind
from services.collections.policies import actions as policies
from services.collections.promises import actions as promises
from services.collections.records import rules, store
from services.collections.records.rules import History, Kept
from services.collections.records.schemas import LoanRecordOut, OutstandingOut, RecordOut


async def of_customers(task: Reading, customer_refs: Sequence[str]) -> list[RecordOut]:
    """The records of these customers, in their order; a customer without loans at this bank has an empty one."""
    await store.see_the_whole_bank(task.connection)
    book = await arrears.book(task.connection)
    buckets = await policies.buckets(task.connection, book.closed_through or task.today)
    rows = await store.loans_of(task.connection, customer_refs)
    numbers = [row["no"] for row in rows]
    behind = await arrears.of_loans(task.connection, book, numbers, buckets)
    kept: dict[int, list[Kept]] = {number: [] for number in numbers}
    for each in await store.settlements(task.connection, numbers) if numbers else ():
        kept[each["loan_no"]].append(Kept(each["due_date"], each["settled_on"], each["taken"]))
    of_customer: dict[str, list[LoanRecordOut]] = {ref: [] for ref in customer_refs}
    none = nothing_behind(buckets)
    broken = await promises.broken(task.connection, numbers)
    months = (await policies.ladder(task.connection, book.closed_through or task.today)).new_loan_months
    for row in rows:
        number = row["no"]
        more = {"broken": broken.get(number, 0), "new_loan_months": months}
        found = _loan(row, kept[number], behind.get(number, none), book, task.today, **more)
        of_customer[row["customer_ref"]].append(found)
    return [_record(ref, loans, book.closed_through) for ref, loans in of_customer.items()]


def _loan(
    row: Mapping[str, Any],
    kept: Sequence[Kept],
    behind: Arrears,
    book: Book,
    today: date,
    *,
    broken: int,
    new_loan_months: int,
) -> LoanRecordOut:
    # A close that came before the loan has not aged it: until the next one there is nothing to be said of it.
    aged = book.closed_through is not None and (row["aged_from"] is None or row["aged_from"] <= book.closed_through)
    history = History(row["disbursed_on"], book.closed_through or today, kept if aged else (), row["written_off_on"])
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
        risk_class=behind.risk_class,
        months=rules.status(history),
        written_off_on=row["written_off_on"],
        paid_off_on=history.paid_off_on,
        broken_promises=broken,
        first_year_arrears=rules.had_early_arrears(history, row["disbursed_on"], new_loan_months),
    )


def _record(customer_ref: str, loans: Sequence[LoanRecordOut], as_of: date | None) -> RecordOut:
    months = rules.worst_of([each.months for each in loans])
    return RecordOut(
        customer_ref=customer_ref,
        as_of=as_of,
        months=months,
        worst=rules.worst_code(months),
        worst_class=max((each.risk_class for each in loans), key=RISK_CLASSES.index, default=None),
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
        loans=list(loans),
    )
