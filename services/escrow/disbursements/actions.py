"""What is done with disbursements: reserve, then approve, then post or give back (domain E4, E6, E11).

Whoever decides about a project's money first locks its account. All of the project's contracts, plan lines and payments
hang on that one account, so what the conditions were judged on cannot change before the decision is written.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.clock import business_date
from chassis.db import Database
from chassis.errors import BadInput, DuplicateRef, FieldError, Text
from chassis.identity import WHOLE_BANK
from chassis.ids import new_id
from chassis.statements import Gathering
from chassis.store import amend, find
from chassis.writes import Work, perform_each
from services.escrow.calendar import actions as calendar
from services.escrow.contracts import actions as contracts
from services.escrow.disbursements import conditions, rules, store
from services.escrow.disbursements.conditions import Judged, Known
from services.escrow.disbursements.rules import Check
from services.escrow.disbursements.schemas import DisbursementIn, EditIn
from services.escrow.disbursements.store import approval, disbursement
from services.escrow.documents import actions as documents
from services.escrow.fund_plans import actions as fund_plans
from services.escrow.ledger import actions as ledger
from services.escrow.ledger.rules import Posting, PostingKind

EXPIRED_AT_ONCE = 100
# What an edit takes away.
APPROVALS = (
    *("reviewed_by", "reviewed_at", "review_comment", "reviewed_digest"),
    *("confirmed_by", "confirmed_at", "confirm_comment", "confirmed_digest"),
)


async def request(work: Work, project_id: UUID, body: DisbursementIn) -> Row[Any]:
    """Ask for a payment and hold its amount (E4, E6). Raises ChecksFailed with every condition; then nothing is held.

    Raises BadInput for a plan line, contract or document that is not the project's, NotSupervised without an account.
    """
    ground = await conditions.ground(work, project_id)
    known = await conditions.look(work, ground, project_id, body.model_dump())
    line, contract, account = known.line, known.contract, ground.account
    if line is None or line.project_id != project_id:
        raise _unknown("/fund_plan_line_id", "UNKNOWN_PLAN_LINE", Text("No such plan line here", "未找到该计划项"))
    if body.contract_id is not None and (contract is None or contract.project_id != project_id):
        raise _unknown("/contract_id", "UNKNOWN_CONTRACT", Text("No such contract here", "未找到该合同"))
    _require_documents(known, body.document_ids, body.authority_document_id)
    if account is None:
        raise rules.NotSupervised
    content = body.model_dump() | {
        "project_id": project_id,
        "account_id": account.id,
        "category": line.category,
        "payee_name": body.payee_name or (contract.payee_name if contract else None),
        "payee_account": body.payee_account or (contract.payee_account if contract else None),
    }
    judged = await conditions.judge(work, ground, known, line, conditions.asked_of(content))
    rules.require(judged.checks)
    due = await calendar.due_by(work, ground.calendar_id, work.today, judged.figures.decision_working_days)

    row = await _make(
        work,
        line,
        **content,
        id=new_id(),
        hold_id=new_id(),
        content_digest=conditions.digest(content),
        is_works=judged.is_works,
        is_large=judged.is_large,
        state="requested",
        checks=_kept(judged.checks),
        policy_version=judged.figures.policy_version,
        due_on=due.on,
        due_is_provisional=due.provisional,
        expires_on=work.today + timedelta(days=judged.figures.expiry_days),
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        sub_branch=known.project.sub_branch,
        outlet=known.project.outlet,
    )
    await work.record("disbursement.request", row, data=_facts(row))
    return row


async def edit(work: Work, disbursement_id: UUID, body: EditIn) -> Row[Any]:
    """Change what is asked for (E4): every condition is looked at again, and every approval so far is voided (O3).

    Raises OnlyTheMakerEdits, ChecksFailed (then nothing is changed), Expired, InvalidState once it is paid or ended.
    """
    row = await _locked(work, disbursement_id)
    if row.made_by != work.actor.sub:
        raise rules.OnlyTheMakerEdits
    work.match(row.version)
    state = rules.moves_of(row.is_large).after(row.state, "edit")
    rules.require_in_time(work.today, row.expires_on)
    content = {name: getattr(row, name) for name in conditions.CONTENT} | body.model_dump(exclude_none=True)
    if conditions.digest(content) == row.content_digest:
        raise _unknown("", "NOTHING_TO_CHANGE", Text("Nothing would change", "内容没有变化"))
    judged = await _judged(work, row, content, documents_too=True)
    await ledger.post(work, _posting(row, "release", work.today))
    await _free(work, row)
    after = await amend(
        work.connection,
        disbursement,
        row,
        state=state,
        **{name: content[name] for name in EditIn.model_fields},
        hold_id=new_id(),
        content_digest=conditions.digest(content),
        is_large=judged.is_large,
        checks=_kept(judged.checks),
        policy_version=judged.figures.policy_version,
        **dict.fromkeys(APPROVALS),
    )
    await _take(work, after)
    voided = [step for step in ("review", "confirm") if getattr(row, f"{step}ed_by") is not None]
    await work.record("disbursement.edit", after, before=row, data=_facts(after) | {"voided": voided})
    return after


async def review(work: Work, disbursement_id: UUID, comment: str) -> Row[Any]:
    """E6: the corporate department reviews a large withdrawal. Another person than the maker."""
    row, state = await _decided_on(work, disbursement_id, "review", not_by=("made_by",))
    step = {"reviewed_by": work.actor.sub, "reviewed_at": work.now, "review_comment": comment}
    step["reviewed_digest"] = row.content_digest
    return await _approve(work, row, "review", state, step, comment)


async def confirm(work: Work, disbursement_id: UUID, comment: str) -> Row[Any]:
    """E6: the personal department confirms. Another person than the maker, and than the reviewer."""
    row, state = await _decided_on(work, disbursement_id, "confirm", not_by=("made_by", "reviewed_by"))
    step = {"confirmed_by": work.actor.sub, "confirmed_at": work.now, "confirm_comment": comment}
    step["confirmed_digest"] = row.content_digest
    return await _approve(work, row, "confirm", state, step, comment)


async def pay(work: Work, disbursement_id: UUID) -> Row[Any]:
    """The payments department hands it to core banking. A person who had no other part in it."""
    involved = ("made_by", "reviewed_by", "confirmed_by")
    row, state = await _decided_on(work, disbursement_id, "pay", not_by=involved)
    return await _approve(work, row, "pay", state, {"paid_by": work.actor.sub, "paid_at": work.now}, "")


async def reject(work: Work, disbursement_id: UUID, reason: str) -> Row[Any]:
    """A department turns it down; what it held is given back."""
    row, state = await _decided_on(work, disbursement_id, "reject")
    return await _end(work, row, "reject", state, reason)


async def cancel(work: Work, disbursement_id: UUID, reason: str) -> Row[Any]:
    """The managers take it back before it is paid; what it held is given back."""
    row, state = await _decided_on(work, disbursement_id, "cancel")
    return await _end(work, row, "cancel", state, reason)


async def fail(work: Work, disbursement_id: UUID, reason: str) -> Row[Any]:
    """Core banking could not pay; what it held is given back."""
    row = await _locked(work, disbursement_id)
    return await _end(work, row, "fail", rules.moves_of(row.is_large).after(row.state, "fail"), reason)


async def settle(work: Work, disbursement_id: UUID, bank_ref: str, settled_on: date) -> Row[Any]:
    """Core banking has paid: the hold becomes a payment. The same `bank_ref` again answers the first, status 200."""
    row = await _locked(work, disbursement_id)
    if row.settle_bank_ref is not None and row.settle_bank_ref == bank_ref:
        if row.settled_on != settled_on:
            raise DuplicateRef
        return row
    state = rules.moves_of(row.is_large).after(row.state, "settle")
    rules.check_settled_on(settled_on, work.today)
    await ledger.post(work, _posting(row, "pay", settled_on, reference=bank_ref))
    after = await amend(
        work.connection, disbursement, row, state=state, settle_bank_ref=bank_ref, settled_on=settled_on
    )
    await work.record("disbursement.settle", after, before=row, data=_facts(after))
    return after


async def give_back(work: Work, disbursement_id: UUID, bank_ref: str, reason: str) -> Row[Any]:
    """E11: a settled payment was returned: it comes back to the account, the plan line and the contract."""
    row = await _locked(work, disbursement_id)
    if row.return_bank_ref is not None and row.return_bank_ref == bank_ref:
        if row.end_reason != reason:
            raise DuplicateRef
        return row
    state = rules.moves_of(row.is_large).after(row.state, "return")
    await ledger.post(work, _posting(row, "return", work.today, reference=bank_ref))
    await _free(work, row)
    after = await amend(
        work.connection,
        disbursement,
        row,
        state=state,
        return_bank_ref=bank_ref,
        ended_by=work.actor.sub,
        ended_at=work.now,
        end_reason=reason,
    )
    await work.record("disbursement.return", after, before=row, data=_facts(after))
    return after


async def get(task: Work | Reading, disbursement_id: UUID) -> Row[Any]:
    """One disbursement. Raises NotFound."""
    return await find(task.connection, disbursement, disbursement_id)


async def _locked(work: Work, disbursement_id: UUID) -> Row[Any]:
    """The account first, then the payment, as in `request`: so nobody waits in a circle."""
    seen = await find(work.connection, disbursement, disbursement_id)
    await ledger.lock_of_project(work, seen.project_id)
    return await find(work.connection, disbursement, disbursement_id, lock=True)


async def _decided_on(
    work: Work, disbursement_id: UUID, verb: str, *, not_by: Sequence[str] = ()
) -> tuple[Row[Any], str]:
    """The payment a person decides on, locked, as that person has seen it, and the state their verb leads to.

    `not_by` names the columns of those who must be another person (O3).
    """
    row = await _locked(work, disbursement_id)
    work.not_by(*(getattr(row, column) for column in not_by))
    work.match(row.version)
    return row, rules.moves_of(row.is_large).after(row.state, verb)


async def _approve(work: Work, row: Row[Any], verb: str, state: str, step: dict[str, Any], comment: str) -> Row[Any]:
    """Take an approving step, every condition being looked at again, the payment's own hold apart.

    The approval is of the content as it is: its digest is kept with it.
    """
    rules.require_in_time(work.today, row.expires_on)
    judged = await _judged(work, row, row._asdict())
    after = await amend(
        work.connection,
        disbursement,
        row,
        state=state,
        checks=_kept(judged.checks),
        policy_version=judged.figures.policy_version,
        **step,
    )
    given = insert(approval).values(
        id=new_id(),
        disbursement_id=row.id,
        step=verb,
        content_digest=row.content_digest,
        comment=comment,
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=row.sub_branch,
        outlet=row.outlet,
    )
    await work.connection.execute(given)
    facts = _facts(after) | {"content_sha256": row.content_digest.hex()}
    await work.record(f"disbursement.{verb}", after, before=row, data=facts)
    return after


async def _judged(work: Work, row: Row[Any], content: Mapping[str, Any], *, documents_too: bool = False) -> Judged:
    """The conditions of a payment that is there, with this content; its account is locked. Raises ChecksFailed.

    Raises BadInput for a document of the content that is not there, if asked.
    """
    ground = await conditions.ground(work, row.project_id)
    known = await conditions.look(work, ground, row.project_id, content, own_id=row.id)
    if documents_too:
        _require_documents(known, content["document_ids"], content["authority_document_id"])
    if ground.account is None or known.line is None:
        raise LookupError(f"disbursement {row.id} is of an account and a plan line that are there")
    asked = conditions.asked_of(content, own_id=row.id, held=row.amount)
    judged = await conditions.judge(work, ground, known, known.line, asked)
    rules.require(judged.checks)
    return judged


async def _end(work: Work, row: Row[Any], verb: str, state: str, reason: str) -> Row[Any]:
    await ledger.post(work, _posting(row, "release", work.today))
    await _free(work, row)
    after = await amend(
        work.connection,
        disbursement,
        row,
        state=state,
        ended_by=work.actor.sub,
        ended_at=work.now,
        end_reason=reason,
    )
    await work.record(f"disbursement.{verb}", after, before=row, data=_facts(after))
    return after


async def expire_overdue(database: Database, now: datetime) -> bool:
    """Let what was not handed to core banking in time expire (E4), each in a transaction of its own.

    Answers True when there is more to do at once. One that cannot end now is logged, and comes again.
    """
    async with database.transaction(WHOLE_BANK) as connection:
        ids = await store.overdue(connection, business_date(now), EXPIRED_AT_ONCE)
    return await perform_each(database, now, ids, _expire, "a request could not expire") == EXPIRED_AT_ONCE


async def _expire(disbursement_id: UUID, work: Work) -> None:
    row = await _locked(work, disbursement_id)
    # Somebody may have ended it, or handed it over, since it was found.
    if row.state in rules.OPEN_STATES and row.expires_on < work.today:
        await _end(work, row, "expire", rules.moves_of(row.is_large).after(row.state, "expire"), "")


async def _make(work: Work, line: Row[Any], **values: Any) -> Row[Any]:
    """Write a new request, hold its amount and take it of the plan line and the contract, in one statement.

    Raises PlanLineExhausted, ContractExhausted, InsufficientFunds.
    """
    made: dict[str, Any] = dict.fromkeys(store.MADE) | values
    found: dict[str, Row[Any] | None] = await _TAKEN_AT_ONCE.ask(
        work.connection,
        **{f"new_{name}": value for name, value in made.items()},
        line_id=line.id,
        contract_id=made["contract_id"],
        taken=made["amount"],
        transfer_id=new_id(),
        account_id=made["account_id"],
        held=made["amount"],
        hold_id=made["hold_id"],
        reference=made["invoice_no"],
        value_date=work.today,
        at=work.now,
    )
    row, held = store.made(made), found["held"]
    assert held is not None, "the ledger answers each posting"
    await fund_plans.took(work, found["line"], line.id, row.amount)
    if row.contract_id is not None:
        await contracts.took(work, found["contract"], row.contract_id, row.amount)
    ledger.require_posted(held.outcome, "hold")
    return row


_TAKEN_AT_ONCE = Gathering(
    {"made": store.MAKE, "line": fund_plans.TAKE, "contract": contracts.TAKE, "held": ledger.HOLD}
)


async def _take(work: Work, row: Row[Any]) -> None:
    """Hold the amount, and take it of the plan line and the contract."""
    await fund_plans.commit(work, row.fund_plan_line_id, row.amount)
    if row.contract_id is not None:
        await contracts.commit(work, row.contract_id, row.amount)
    await ledger.post(work, _posting(row, "hold", work.today, amount=row.amount))


async def _free(work: Work, row: Row[Any]) -> None:
    await fund_plans.free(work, row.fund_plan_line_id, row.amount)
    if row.contract_id is not None:
        await contracts.free(work, row.contract_id, row.amount)


def _require_documents(known: Known, document_ids: Sequence[UUID], authority_document_id: UUID | None) -> None:
    documents.require_among(document_ids, known.documents)
    if authority_document_id is not None:
        documents.require_one_among(authority_document_id, known.documents, "/authority_document_id")


def _unknown(pointer: str, code: str, message: Text) -> BadInput:
    return BadInput([FieldError(pointer, code, message)])


def _posting(row: Row[Any], kind: PostingKind, value_date: date, *, reference: str = "", amount: Any = None) -> Posting:
    money = {} if amount is None else {"amount": amount}
    return Posting(
        kind, row.account_id, new_id(), reference or row.invoice_no, value_date, hold_id=row.hold_id, **money
    )


def _kept(checks: Sequence[Check]) -> list[dict[str, Any]]:
    return [
        {"code": each.code, "passed": each.passed, "blocking": each.blocking, "detail": each.detail._asdict()}
        for each in checks
    ]


def _facts(row: Row[Any]) -> dict[str, Any]:
    return {
        "project_id": row.project_id,
        "account_id": row.account_id,
        "amount": row.amount,
        "state": row.state,
        "is_large": row.is_large,
    }
