"""What is done with refunds: reserve, then approve, then post or give back (domain E5, E6, E13).

As with payments, whoever decides locks the project's account first, then the filing, then the refund.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.clock import business_date
from chassis.db import Database
from chassis.errors import BadInput, DuplicateRef, FieldError, NotFound, Text
from chassis.identity import WHOLE_BANK
from chassis.ids import new_id
from chassis.money import ZERO
from chassis.store import amend, find
from chassis.writes import Work, perform_each
from services.escrow.agreements import actions as agreements
from services.escrow.balance_checks import actions as balance_checks
from services.escrow.disbursements.rules import Check, NotSupervised, check_settled_on, is_large, require_in_time
from services.escrow.documents import actions as documents
from services.escrow.freezes import actions as freezes
from services.escrow.freezes.rules import Payment
from services.escrow.ledger import actions as ledger
from services.escrow.ledger.rules import Posting, PostingKind
from services.escrow.projects import actions as projects
from services.escrow.refunds import rules, store
from services.escrow.refunds.schemas import RefundIn
from services.escrow.refunds.store import refund
from services.escrow.regimes import actions as regimes
from services.escrow.regimes.rules import Figures
from services.escrow.sales import actions as sales

EXPIRED_AT_ONCE = 100


@dataclass(frozen=True)
class Judged:
    """The conditions as they are now, by which figures, and whether it is a large one."""

    checks: list[Check]
    figures: Figures
    is_large: bool


async def request(work: Work, project_id: UUID, body: RefundIn) -> Row[Any]:
    """Ask for a refund, and hold its amount (E5). Raises RefundChecksFailed with every condition; then nothing is held.

    Raises BadInput for a filing or document that is not there, InvalidState while the filing stands, NotSupervised.
    """
    project = await projects.get(work, project_id)
    account = await ledger.lock_of_project(work, project_id)
    try:
        filing = await sales.lock_for_refund(work, project_id, body.sale_filing_id)
    except NotFound:
        message = Text("No such filing here", "未找到该备案")
        raise BadInput([FieldError("/sale_filing_id", "UNKNOWN_FILING", message)]) from None
    await documents.require(work, body.document_ids)
    if body.authority_document_id is not None:
        await documents.require_one(work, body.authority_document_id, "/authority_document_id")
    if account is None:
        raise NotSupervised
    approved = body.authority_document_id is not None
    judged = await _judge(work, project, account, filing, body.amount, len(body.document_ids), approved)
    made = insert(refund).values(
        **body.model_dump(),
        id=new_id(),
        project_id=project_id,
        account_id=account.id,
        is_large=judged.is_large,
        state="requested",
        checks=_kept(judged.checks),
        policy_version=judged.figures.policy_version,
        expires_on=work.today + timedelta(days=judged.figures.expiry_days),
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        sub_branch=project.sub_branch,
        outlet=project.outlet,
    )
    row: Row[Any] = (await work.connection.execute(made.returning(refund))).one()
    await sales.commit_refund(work, filing, row.amount)
    await ledger.post(work, _posting(row, "hold", work.today, amount=row.amount))
    await work.record("refund.request", row, data=_facts(row))
    return row


async def review(work: Work, refund_id: UUID, comment: str) -> Row[Any]:
    """E6: the corporate department reviews a large one. Another person than the maker."""
    step = {"reviewed_by": work.actor.sub, "reviewed_at": work.now, "review_comment": comment}
    return await _approve(work, refund_id, "review", step, not_by=("made_by",))


async def confirm(work: Work, refund_id: UUID, comment: str) -> Row[Any]:
    """E6: the personal department confirms. Another person than the maker, and than the reviewer."""
    step = {"confirmed_by": work.actor.sub, "confirmed_at": work.now, "confirm_comment": comment}
    return await _approve(work, refund_id, "confirm", step, not_by=("made_by", "reviewed_by"))


async def pay(work: Work, refund_id: UUID) -> Row[Any]:
    """The payments department hands it to core banking. A person who had no other part in it."""
    step = {"paid_by": work.actor.sub, "paid_at": work.now}
    return await _approve(work, refund_id, "pay", step, not_by=("made_by", "reviewed_by", "confirmed_by"))


async def turn_down(work: Work, refund_id: UUID, verb: str, reason: str) -> Row[Any]:
    """A department rejects it, or the managers cancel it; what it held is given back."""
    row = await _locked(work, refund_id)
    work.match(row.version)
    return await _end(work, row, verb, reason)


async def fail(work: Work, refund_id: UUID, reason: str) -> Row[Any]:
    """Core banking could not pay; what it held is given back."""
    return await _end(work, await _locked(work, refund_id), "fail", reason)


async def settle(work: Work, refund_id: UUID, bank_ref: str, settled_on: date) -> Row[Any]:
    """Core banking has paid: the unit's proceeds are less. The same `bank_ref` again answers the first, status 200."""
    row = await _locked(work, refund_id)
    if row.settle_bank_ref is not None and row.settle_bank_ref == bank_ref:
        if row.settled_on != settled_on:
            raise DuplicateRef
        return row
    state = rules.moves_of(row.is_large).after(row.state, "settle")
    check_settled_on(settled_on, work.today)
    await ledger.post(work, _posting(row, "pay", settled_on, reference=bank_ref))
    await sales.record_refund(work, row.sale_filing_id, row.amount, settled_on, bank_ref)
    after = await amend(work.connection, refund, row, state=state, settle_bank_ref=bank_ref, settled_on=settled_on)
    await work.record("refund.settle", after, before=row, data=_facts(after))
    return after


async def give_back(work: Work, refund_id: UUID, bank_ref: str, reason: str) -> Row[Any]:
    """E11: a settled refund was returned: it is in the account, and the unit's proceeds, again."""
    row = await _locked(work, refund_id)
    if row.return_bank_ref is not None and row.return_bank_ref == bank_ref:
        if row.end_reason != reason:
            raise DuplicateRef
        return row
    state = rules.moves_of(row.is_large).after(row.state, "return")
    await ledger.post(work, _posting(row, "return", work.today, reference=bank_ref))
    await sales.record_refund(work, row.sale_filing_id, -row.amount, work.today, bank_ref)
    await sales.free_refund(work, row.sale_filing_id, row.amount)
    ended = {"ended_by": work.actor.sub, "ended_at": work.now, "end_reason": reason}
    after = await amend(work.connection, refund, row, state=state, return_bank_ref=bank_ref, **ended)
    await work.record("refund.return", after, before=row, data=_facts(after))
    return after


async def expire_overdue(database: Database, now: datetime) -> bool:
    """Let what was not handed to core banking in time expire, each in a transaction of its own.

    Answers True when there is more to do at once. One that cannot end now is logged, and comes again.
    """
    async with database.transaction(WHOLE_BANK) as connection:
        ids = await store.overdue(connection, business_date(now), EXPIRED_AT_ONCE)
    return await perform_each(database, now, ids, _expire, "a refund could not expire") == EXPIRED_AT_ONCE


async def get(task: Work | Reading, refund_id: UUID) -> Row[Any]:
    """One refund. Raises NotFound."""
    return await find(task.connection, refund, refund_id)


async def _expire(refund_id: UUID, work: Work) -> None:
    row = await _locked(work, refund_id)
    if row.state in rules.OPEN_STATES and row.expires_on < work.today:
        await _end(work, row, "expire", "")


async def _locked(work: Work, refund_id: UUID) -> Row[Any]:
    seen = await find(work.connection, refund, refund_id)
    await ledger.lock_of_project(work, seen.project_id)
    return await find(work.connection, refund, refund_id, lock=True)


async def _approve(work: Work, refund_id: UUID, verb: str, step: dict[str, Any], *, not_by: Sequence[str]) -> Row[Any]:
    """Take an approving step, every condition being looked at again, the refund's own hold apart."""
    row = await _locked(work, refund_id)
    work.not_by(*(getattr(row, column) for column in not_by))
    work.match(row.version)
    state = rules.moves_of(row.is_large).after(row.state, verb)
    require_in_time(work.today, row.expires_on)
    project = await projects.get(work, row.project_id)
    account = await ledger.lock_of_project(work, row.project_id)
    if account is None:
        raise NotSupervised
    filing = await sales.lock_for_refund(work, row.project_id, row.sale_filing_id)
    approved, count = row.authority_document_id is not None, len(row.document_ids)
    judged = await _judge(work, project, account, filing, row.amount, count, approved, own=row.amount)
    after = await amend(
        work.connection,
        refund,
        row,
        state=state,
        checks=_kept(judged.checks),
        policy_version=judged.figures.policy_version,
        **step,
    )
    await work.record(f"refund.{verb}", after, before=row, data=_facts(after))
    return after


async def _end(work: Work, row: Row[Any], verb: str, reason: str) -> Row[Any]:
    state = rules.moves_of(row.is_large).after(row.state, verb)
    await ledger.post(work, _posting(row, "release", work.today))
    await sales.free_refund(work, row.sale_filing_id, row.amount)
    ended = {"ended_by": work.actor.sub, "ended_at": work.now, "end_reason": reason}
    after = await amend(work.connection, refund, row, state=state, **ended)
    await work.record(f"refund.{verb}", after, before=row, data=_facts(after))
    return after


async def _judge(
    work: Work,
    project: Row[Any],
    account: Row[Any],
    filing: Row[Any],
    amount: Decimal,
    proofs: int,
    approved: bool,
    own: Decimal = ZERO,
) -> Judged:
    """Look at every condition; `own` yuan are held by the refund already. Raises RefundChecksFailed."""
    figures = await regimes.figures(work, project.regime, work.today)
    agreement = await agreements.signed(work, project.id)
    limit = agreement.large_withdrawal_limit if agreement else ZERO
    supervised_amount = agreement.supervised_amount if agreement else ZERO
    money = ledger.balances_of(account)
    payment = Payment(amount, "refund", approved)
    facts = rules.Facts(
        amount=amount,
        supervised=agreement is not None and project.state == "supervised",
        refundable=await sales.refundable(work, filing) + own,
        available=max(money.total - money.suspense - money.held - money.retained + own, ZERO),
        large_withdrawal_limit=limit,
        documents=proofs,
        told=(
            ("ACCOUNT_NOT_FROZEN", *await freezes.check(work, project.id, payment, supervised_amount)),
            ("BALANCE_AGREES", *await balance_checks.check(work, account.id)),
        ),
    )
    found = rules.checks(facts, figures.warn_only)
    rules.require(found)
    return Judged(found, figures, is_large(amount, limit))


def _posting(row: Row[Any], kind: PostingKind, value_date: date, *, reference: str = "", amount: Any = None) -> Posting:
    money = {} if amount is None else {"amount": amount}
    return Posting(kind, row.account_id, new_id(), reference or str(row.id), value_date, hold_id=row.id, **money)


def _kept(checks: Sequence[Check]) -> list[dict[str, Any]]:
    return [asdict(check) | {"detail": check.detail._asdict()} for check in checks]


def _facts(row: Row[Any]) -> dict[str, Any]:
    names = ("project_id", "account_id", "sale_filing_id", "amount", "state", "is_large")
    return {name: getattr(row, name) for name in names}
