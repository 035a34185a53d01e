"""What is done with receipts. Reporting one has two ways to the same SQL function: the short one, for a request with
nothing wrong with it, shares a statement and its commit with whoever else reports at that moment; the long one goes
through the write template and can say what is wrong."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from chassis.admission import published
from chassis.clock import business_date
from chassis.db import Prepared, driver, is_contention
from chassis.errors import DuplicateRef, LoanopsError, NotFound
from chassis.identity import WHOLE_BANK, Actor
from chassis.ids import new_id
from chassis.lanes import Lane
from chassis.writes import Answer, Key, Work
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
    fetch = (await driver(work.connection)).fetch
    (outcome,) = await store.record(fetch, work.actor.scope, [Recording(made, work.actor)])
    if outcome.name == "posted":
        return made
    if outcome.name == "unknown_unit":
        raise UnknownUnit
    if outcome.name != "duplicate":
        raise NotFound
    first = await store.find_by_bank_ref(work.connection, body.bank_ref)
    if first is None or (first.account_id, *_content(first)) != (account_id, *_content(body)):
        raise DuplicateRef
    work.status = 200
    return published(ReceiptOut, first)


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
