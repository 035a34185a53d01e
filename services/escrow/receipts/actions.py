"""What is done with receipts. Reporting one has two ways to the same SQL function: the short one, for a request with
nothing wrong with it, shares a statement and its commit with whoever else reports at that moment; the long one goes
through the write template and can say what is wrong."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Row

from chassis.admission import Reading, published
from chassis.clock import business_date
from chassis.db import Prepared, is_contention, raw
from chassis.errors import DuplicateRef, LoanopsError, NotFound
from chassis.identity import WHOLE_BANK, Actor
from chassis.ids import new_id
from chassis.imports import Importer, Line, Rejection
from chassis.lanes import Lane
from chassis.writes import Answer, Key, Work
from services.escrow.ledger.rules import TOTAL_WITHIN_BOUNDS, BalanceTooLarge
from services.escrow.projects.rules import UnknownUnit
from services.escrow.receipts import rules, store
from services.escrow.receipts.schemas import ReceiptIn, ReceiptOut
from services.escrow.receipts.store import Outcome, Recording


async def report(work: Work, account_id: UUID, body: ReceiptIn) -> ReceiptOut:
    """Record a receipt (E5). The same `bank_ref` with the same content answers the first one, with status 200.

    Raises DuplicateRef for the same reference with other content, UnknownUnit, ValueDateAhead.
    """
    rules.check_value_date(body.value_date, work.today)
    made = _receipt(account_id, body, work.actor, work.now)
    fetch = raw(work.connection).fetch
    (outcome,) = await store.record(fetch, work.actor.scope, [Recording(made, work.actor)])
    if outcome.name == "posted":
        return made
    first = (await store.find_by_bank_refs(work.connection, [body.bank_ref])).get(body.bank_ref)
    refusal = _refusal(outcome.name, first, account_id, body)
    if refusal is not None:
        raise refusal
    work.status = 200
    return published(ReceiptOut, first)


async def get(task: Work | Reading, receipt_id: UUID) -> Row[Any]:
    """One receipt as it counts now. Raises NotFound."""
    row = await store.find_standing(task.connection, receipt_id)
    if row is None:
        raise NotFound
    return row


def lane(postings: Prepared) -> Lane[Recording, Outcome]:
    """The lane on which the receipts of one process share a commit."""

    async def carry(items: Sequence[Recording]) -> Sequence[Outcome]:
        # Who reports receipts speaks for the whole bank: one scope, the widest, is that of each of them.
        return await store.record(postings.fetch, WHOLE_BANK, items)

    return Lane(carry, order=lambda item: item.order, identity=lambda item: item.identity)


async def report_at_once(
    lane: Lane[Recording, Outcome], account_id: UUID, body: ReceiptIn, actor: Actor, now: datetime, key: Key
) -> Answer | None:
    """Record a receipt with those of others. None when there is anything to be said against it: the long way says it.

    Raises Unavailable when nothing was done, OutcomeUnknown when that cannot be told.
    """
    if body.value_date > business_date(now) or actor.scope != WHOLE_BANK:
        return None
    try:
        outcome = await lane.through(Recording(_receipt(account_id, body, actor, now), actor, key))
    except LoanopsError as error:
        if is_contention(error):  # somebody holds this account: waiting for it must not hold up the lane
            return None
        raise
    except asyncpg.PostgresError:
        return None
    if outcome.name != "posted" or outcome.answer is None:
        return None  # a replay included: the first answer may have been a 200 of the long way
    return Answer(201, {"content-type": "application/json"}, outcome.answer)


async def _import_lines(work: Work, lines: Sequence[Line]) -> list[Rejection]:
    """Record a chunk of an import in one call. What is known already with the same content is accepted and not doubled.

    Raises BalanceTooLarge when the account cannot hold them all: they are then taken again in halves.
    """
    ahead = {line.number for line in lines if line.value.value_date > work.today}
    # In the order of their references: a twin of this file on another worker must not wait for us, and we for it.
    taken = sorted((line for line in lines if line.number not in ahead), key=lambda line: str(line.value.bank_ref))
    made = [_receipt(_target(line), line.value, work.actor, work.now) for line in taken]
    try:
        items = [Recording(each, work.actor, journaled=False) for each in made]
        outcomes = await store.record(raw(work.connection).fetch, work.actor.scope, items)
    except asyncpg.CheckViolationError as error:
        if error.constraint_name == TOTAL_WITHIN_BOUNDS:
            raise BalanceTooLarge from error
        raise
    again = [line.value.bank_ref for line, outcome in zip(taken, outcomes, strict=True) if outcome.name == "duplicate"]
    firsts = await store.find_by_bank_refs(work.connection, again) if again else {}
    refused: list[tuple[int, LoanopsError]] = [(number, rules.ValueDateAhead()) for number in ahead]
    for line, outcome in zip(taken, outcomes, strict=True):
        refusal = _refusal(outcome.name, firsts.get(line.value.bank_ref), _target(line), line.value)
        if refusal is not None:
            refused.append((line.number, refusal))
    return [Rejection(number, error.code, error.detail) for number, error in refused]


IMPORTER = Importer(ReceiptIn, _import_lines)


def _target(line: Line) -> UUID:
    assert line.target is not None, "receipts are imported into an account"
    return line.target


def _refusal(outcome: str, first: Row[Any] | None, account_id: UUID, body: ReceiptIn) -> LoanopsError | None:
    """Why a receipt that was not recorded is refused. None when it was, or is known with the same content."""
    if outcome == "posted":
        return None
    if outcome == "unknown_unit":
        return UnknownUnit()
    if outcome != "duplicate":
        return NotFound()
    same = first is not None and (first.account_id, *_content(first)) == (account_id, *_content(body))
    return None if same else DuplicateRef()


def _receipt(account_id: UUID, body: ReceiptIn, actor: Actor, now: datetime) -> ReceiptOut:
    return ReceiptOut.model_construct(  # of what has been validated
        id=new_id(),
        account_id=account_id,
        source=body.source,
        amount=body.amount,
        bank_ref=body.bank_ref,
        unit_no=body.unit_no,
        value_date=body.value_date,
        in_suspense=rules.belongs_in_suspense(body.source, body.unit_no),
        made_by=actor.sub,
        made_at=now,
    )


def _content(of: object) -> tuple[object, ...]:
    return tuple(getattr(of, name) for name in ReceiptIn.model_fields)
