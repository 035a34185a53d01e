"""What is done with clocks and demand letters: kept and warned of by the close; written and answered by people."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.admission import Reading, published, shown
from chassis.errors import InvalidState, NotFound
from chassis.ids import new_id
from chassis.personal import Personal, Place, Vault
from chassis.store import find
from chassis.writes import Work
from services.collections.arrears import actions as arrears
from services.collections.cases import actions as cases
from services.collections.clocks import rules, store
from services.collections.clocks.rules import Letter
from services.collections.clocks.schemas import ClockOut, LetterIn, LetterOut, ReceiptIn
from services.collections.clocks.store import demand_letter
from services.collections.loans import actions as loans
from services.collections.policies import actions as policies
from services.collections.policies.rules import Ladder


async def keep(
    connection: AsyncConnection, on: date, at: datetime, by: str, loans: tuple[int, int], ladder: Ladder
) -> None:
    """Keep the clocks of a range of loans at a close, and warn of those whose day has come."""
    await store.keep(connection, on, loans, ladder)
    await store.warn(connection, on, at, by, loans, ladder)


def picture(row: Row[Any], on: date) -> ClockOut:
    """A clock in its published shape, as of a business date."""
    return published(ClockOut, row, days_left=rules.days_left(row.expires_on, on))


async def business_date(task: Reading) -> date:
    """The day from which the days that are left count."""
    return await cases.business_date(task)


async def write(work: Work, vault: Vault, case_id: UUID, body: LetterIn) -> LetterOut:
    """Write a letter that demands what is overdue now (C10). Raises NothingToDemand; InvalidState for a closed case."""
    case = await cases.get(work, case_id, lock=True)
    if case.state != "open":
        raise InvalidState
    book = await arrears.book(work.connection)
    on = book.business_date or work.today
    as_of = book.closed_through or work.today
    loan = await loans.get(work, case.loan_id)
    buckets = await policies.buckets(work.connection, as_of)
    behind = (await arrears.of_loans(work.connection, book, [loan.no], buckets)).get(loan.no)
    if behind is None:
        raise rules.NothingToDemand
    group = (await loans.parties(work, vault, case.loan_id))[body.party]
    if body.person_no > len(group):
        raise NotFound
    identity = new_id()
    number = await store.next_number(work.connection)
    row = await store.add_letter(
        work.connection,
        id=identity,
        case_id=case.id,
        loan_no=loan.no,
        loan_id=loan.id,
        number=f"CS{on:%Y}-{number:08d}",
        party=body.party,
        person_no=body.person_no,
        addressee=vault.seal(Personal(group[body.person_no - 1].name), _place(identity)),
        external_ref=loan.external_ref,
        principal=loan.principal,
        as_of=as_of,
        days_past_due=behind.days_past_due,
        overdue_principal=behind.overdue_principal,
        overdue_interest=behind.overdue_interest,
        penalty_due=loan.penalty_due,
        pay_by=body.pay_by,
        sent_on=on,
        state="sent",
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        sub_branch=case.sub_branch,
        outlet=case.outlet,
    )
    facts = {"letter_id": str(row.id), "number": row.number, "party": row.party}
    await cases.tell(work, case, "demanded", on, facts)
    await work.record("demand_letter.write", row, data=facts | {"loan_id": row.loan_id})
    return letter_picture(work, vault, row)


async def answer(work: Work, vault: Vault, letter_id: UUID, body: ReceiptIn) -> LetterOut:
    """Write down what came of a letter: a received one restarts its clock at the next close (C10).

    Raises InvalidState for one that was answered, AnsweredOutOfTime.
    """
    found = await find(work.connection, demand_letter, letter_id)
    case = await cases.get(work, found.case_id, lock=True)
    row = await find(work.connection, demand_letter, letter_id, lock=True)
    book = await arrears.book(work.connection)
    state = rules.LETTER_MOVES.after(row.state, "return" if body.kind == "undelivered" else "receive")
    rules.require_answer_in_time(row.sent_on, body.answered_on, is_ahead=book.is_ahead(body.answered_on))
    after = await store.answer(
        work.connection,
        row,
        state=state,
        answered_on=body.answered_on,
        receipt_kind=body.kind,
        receipt_ref=body.receipt_ref,
        answered_by=work.actor.sub,
    )
    await store.look_again(work.connection, case.id)
    facts = {"letter_id": str(row.id), "state": state, "receipt": body.kind}
    await cases.tell(work, case, "demand_answered", body.answered_on, facts)
    await work.record("demand_letter.answer", after, before=row, data=facts | {"loan_id": row.loan_id})
    return letter_picture(work, vault, after)


def letter_picture(task: Work | Reading, vault: Vault, row: Row[Any]) -> LetterOut:
    """A letter in its published shape."""
    return shown(task, LetterOut, row, addressee=_addressee(vault, row))


def printed(vault: Vault, row: Row[Any]) -> str:
    """The page to print: what the letter said when it was sent."""
    kept = {name: getattr(row, name) for name in Letter.__dataclass_fields__ if hasattr(row, name)}
    kept |= {"addressee": _addressee(vault, row), "loan_ref": row.external_ref, "node": row.sub_branch}
    return rules.printed(Letter(**kept))


def _addressee(vault: Vault, row: Row[Any]) -> str:
    return vault.open(row.addressee, _place(row.id)).clear()


def _place(letter_id: UUID) -> Place:
    return Place("demand_letter", "addressee", letter_id)
