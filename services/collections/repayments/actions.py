"""What is done with repayments: reported one by one or by the thousand in one way, reversed, read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.admission import Reading, allowed_actions, published
from chassis.errors import DuplicateRef, LoanopsError
from chassis.ids import new_id
from chassis.imports import Importer, Line, Rejection
from chassis.money import money_text
from chassis.writes import Work
from services.collections.arrears import actions as arrears
from services.collections.arrears.rules import Book
from services.collections.cases import actions as cases
from services.collections.loans import actions as loans
from services.collections.repayments import rules, store
from services.collections.repayments.rules import UnknownLoan
from services.collections.repayments.schemas import RepaymentIn, RepaymentOut
from services.collections.repayments.store import Recording
from services.collections.risk_classes import actions as risk_classes


@dataclass(frozen=True)
class Taken:
    """What became of a chunk of reports: an error or None for each, those newly recorded, and the cases they cured."""

    outcomes: list[LoanopsError | None]
    recorded: list[Recording]
    cured: list[UUID]


async def report(work: Work, body: RepaymentIn) -> RepaymentOut:
    """Record a repayment (C3). The same `bank_ref` with the same content answers the first one, with status 200.

    Raises UnknownLoan, PaidAhead, PaidBeforeDisbursement, and DuplicateRef for the same reference with other content.
    """
    taken = await take_in(work, [body])
    (refusal,) = taken.outcomes
    if refusal is not None:
        raise refusal
    row = (await store.find_by_bank_refs(work.connection, [body.bank_ref]))[body.bank_ref]
    if taken.recorded:
        await work.record("repayment.report", row, data=_facts(row))
        await cases.record_cured(work, taken.cured)
    else:
        work.status = 200
    return picture(work, row)


async def _import_lines(work: Work, lines: Sequence[Line]) -> list[Rejection]:
    """Take a chunk of an import in. Answers the lines that are refused by a rule, each with that rule's words."""
    taken = await take_in(work, [line.value for line in lines])
    return [
        Rejection(line.number, refusal.code, refusal.detail)
        for line, refusal in zip(lines, taken.outcomes, strict=True)
        if refusal is not None
    ]


IMPORTER = Importer(RepaymentIn, _import_lines)


async def take_in(work: Work, bodies: Sequence[RepaymentIn]) -> Taken:
    """Take reports of repayments in, a few statements for all of them."""
    book = await arrears.book_for_reporting(work.connection)
    known = await loans.lock_by_refs(work, [body.loan_ref for body in bodies])
    outcomes = [_refusal(body, known.get(body.loan_ref), book) for body in bodies]
    asked = {
        place: Recording(new_id(), known[body.loan_ref], body)
        for place, body in enumerate(bodies)
        if outcomes[place] is None
    }
    if not asked:
        return Taken(outcomes, [], [])
    made = await store.record(work.connection, list(asked.values()), work.now, work.actor.sub)
    again = {place: each for place, each in asked.items() if each.id not in made}
    if again:
        firsts = await store.find_by_bank_refs(work.connection, [each.body.bank_ref for each in again.values()])
        for place, each in again.items():
            first = firsts.get(each.body.bank_ref)  # None: another node's, which this caller may not see
            if first is None or _content(first) != _content(each.body):
                outcomes[place] = DuplicateRef()
    recorded = [each for each in asked.values() if each.id in made]
    return Taken(outcomes, recorded, await _take_effect(work, book, recorded))


async def _take_effect(work: Work, book: Book, recorded: Sequence[Recording]) -> list[UUID]:
    if not recorded:
        return []
    paid = list({each.loan.no: each.loan for each in recorded}.values())
    await loans.allocate(work, paid)
    happened = [
        (
            each.loan,
            each.body.paid_on,
            {
                "repayment_id": str(each.id),
                "bank_ref": each.body.bank_ref,
                "amount": money_text(each.body.amount),
            },
        )
        for each in recorded
    ]
    await loans.tell(work, "repaid", happened)
    since: dict[int, date] = {}
    for each in recorded:
        since[each.loan.no] = min(each.body.paid_on, since.get(each.loan.no, each.body.paid_on))
    await risk_classes.take_effect(work.connection, book, since, work.now, work.actor.sub)
    return await cases.cure_paid(work, book, paid)


def _refusal(body: RepaymentIn, loan: Row[Any] | None, book: Book) -> LoanopsError | None:
    if loan is None:
        return UnknownLoan()
    try:
        rules.require_payable(body.paid_on, loan.disbursed_on, is_ahead=book.is_ahead(body.paid_on))
    except LoanopsError as refusal:
        return refusal
    return None


def _content(of: object) -> tuple[object, ...]:
    return tuple(getattr(of, name) for name in RepaymentIn.model_fields)


async def reverse(work: Work, repayment_id: UUID, reason: str) -> RepaymentOut:
    """Take a repayment back: what it paid is owed again, with its own age. Raises InvalidState for the second time.

    The next close opens a case where there are arrears again.
    """
    book = await arrears.book_for_reporting(work.connection)
    found = await store.find(work.connection, repayment_id)
    (loan,) = (await loans.lock_by_refs(work, [found.loan_ref])).values()
    before = await store.find(work.connection, repayment_id)  # as it is, now that nobody else moves it
    rules.MOVES.after(_state(before), "reverse")
    await store.add_reversal(work.connection, before, reason, book.business_date, work.now, work.actor.sub)
    await loans.allocate(work, [loan])
    facts = {"repayment_id": str(before.id), "bank_ref": before.bank_ref, "amount": money_text(before.amount)}
    await loans.tell(work, "reversed", [(loan, book.business_date, facts)])
    since = {loan.no: before.paid_on}
    await risk_classes.take_effect(work.connection, book, since, work.now, work.actor.sub)
    after = await store.find(work.connection, repayment_id)
    await work.record("repayment.reverse", after, before=before, data=_facts(after))
    return picture(work, after)


async def get(task: Reading, repayment_id: UUID) -> RepaymentOut:
    """One repayment. Raises NotFound."""
    return picture(task, await store.find(task.connection, repayment_id))


def picture(task: Work | Reading, row: Row[Any]) -> RepaymentOut:
    """A repayment in its published shape."""
    state = _state(row)
    verbs = allowed_actions(task, "repayment", rules.MOVES.verbs(state))
    return published(RepaymentOut, row, state=state, reversal_reason=row.reason, allowed_actions=verbs)


def _state(row: Row[Any]) -> rules.RepaymentState:
    return "recorded" if row.reversed_at is None else "reversed"


def _facts(row: Row[Any]) -> dict[str, Any]:
    return {
        "loan_id": row.loan_id,
        "bank_ref": row.bank_ref,
        "amount": row.amount,
        "paid_on": row.paid_on,
        "state": _state(row),
    }
