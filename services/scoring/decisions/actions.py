"""How a decision is come to, kept, and come to again.

The order is: lock the customer's standing, read what the whole bank knows, decide, write check and decision. Of two
decisions on one customer the second sees the first, and what it reserved.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Select, update

from chassis import audit
from chassis.admission import Reading
from chassis.clock import business_date
from chassis.db import Prepared
from chassis.identity import Actor, Scope
from chassis.logs import request_id, traceparent
from chassis.store import amend, find
from chassis.writes import Answer, Key, Work
from services.scoring.bureau import actions as bureau
from services.scoring.decisions.rules import (
    MOVES,
    Case,
    Decision,
    OwnRecord,
    arrears_of,
    decide,
    existing_exposure,
    exposure_cap,
)
from services.scoring.decisions.store import (
    add_check,
    add_decision,
    credit_check,
    find_decided,
    find_decision,
    kept,
    own_record_of,
    read_for_check,
    read_of,
    reading,
    record_check,
    shared_facts,
    shared_of,
    with_decision,
)
from services.scoring.policies import actions as policies
from services.scoring.policies.rules import Reason, RedLines
from services.scoring.shadows import actions as shadows
from services.scoring.shadows.rules import Said

DECIDED_DAYS = 30  # how long an application lasts under a version that does not say


class Asked(NamedTuple):
    """What came of asking collections: None where it could not be had."""

    record: OwnRecord | None
    branch_lends: bool | None = True


@dataclass(frozen=True)
class Application:
    """What is to be decided on."""

    id: UUID
    customer_ref: str
    product: str
    amount: Decimal
    made_by: str
    report: Any
    investigation: Mapping[str, Any] | None


@dataclass(frozen=True)
class Made:
    """A decision, the figures it was made by, and the values that are kept of it."""

    decision: Decision
    lines: RedLines
    values: dict[str, Any]
    case: Case
    shadow: shadows.Shadow | None

    @property
    def changes(self) -> dict[str, Any]:
        """What the decision makes of its check."""
        outcome, approved = self.decision.outcome, self.decision.approved
        settled = "reserved" if approved else "closed"
        application = "open" if outcome in ("undecided", "referred") else settled
        return {
            "outcome": outcome,
            "bureau_report_id": self.values["bureau_report_id"],
            "application": application,
            "unsecured": self.decision.unsecured,
            "approved_amount": approved,
            "in_history": not self.decision.is_of_the_branch_alone,
        }

    @property
    def days(self) -> int:
        """How long what is open or reserved lasts."""
        return self.lines.exposure.reserved_days if self.lines.exposure else DECIDED_DAYS


class Replayed(NamedTuple):
    """What the kept facts give today, beside what was decided then."""

    row: Row[Any]
    decision: Decision
    same: bool


async def judge(
    work: Work,
    application: Application,
    asked: Asked,
    committee: Literal["approved", "refused"] | None = None,
    case_id: UUID | None = None,
) -> Made:
    """The decision on an application, with the customer's standing locked; nothing is written (S1-S8)."""
    facts = await shared_facts(
        work.connection,
        application.customer_ref,
        application.made_by,
        application.id,
        application.report.id,
        work.today,
    )
    lines = await policies.of_id(work, facts["policy_id"])
    shadow = None
    if facts["shadow_id"] is not None:
        shadow = shadows.Shadow(facts["shadow_id"], await policies.of_id(work, facts["shadow_policy_id"]))
    read = read_of(facts, asked.branch_lends, committee)
    return _judged(application, asked.record, read, lines, (work.actor.sub, work.now), case_id, shadow)


def judge_at_once(
    application: Application, asked: Asked, facts: Mapping[str, Any], lines: RedLines, by: tuple[str, datetime]
) -> Made:
    """The same from facts that were read without a lock: it stands only if they are the same when it is written."""
    return _judged(application, asked.record, read_of(facts, asked.branch_lends, None), lines, by)


def _judged(
    application: Application,
    own: OwnRecord | None,
    read: dict[str, Any],
    lines: RedLines,
    by: tuple[str, datetime],
    case_id: UUID | None = None,
    shadow: shadows.Shadow | None = None,
) -> Made:
    who, now = by
    today = business_date(now)
    case = _case(application, application.report, own, read, today)
    found = decide(case, lines)
    values = {
        "outcome": found.outcome,
        "reasons": _kept_reasons(found.reasons),
        "policy_kind": policies.KIND,
        "policy_version": lines.policy_version,
        "investigation": application.investigation,
        "own_record": kept(own),
        "existing_exposure": found.existing_exposure,
        "decided_on": today,
        "decided_by": who,
        "decided_at": now,
        "committee_case_id": case_id,
        "bureau_report_id": application.report.id,
        "read": read,
        "exposure_cap": found.cap,
        "reserved_before": case.shared.reserved,
        "approved_amount": found.approved,
        "unsecured": found.unsecured,
    }
    return Made(found, lines, values, case, shadow)


def first_row(application: Application, made: Made, node: Scope, external_ref: str | None = None) -> Any:
    """A new check with its first decision, as it is read."""
    on: date = made.values["decided_on"]
    first = {
        "id": application.id,
        "customer_ref": application.customer_ref,
        "product": application.product,
        "amount": application.amount,
        "made_by": application.made_by,
        "made_at": made.values["decided_at"],
        "version": 1,
        "external_ref": external_ref,
        "expires_on": on + timedelta(days=made.days),
        "loan_ref": None,
        "booked_on": None,
        **node._asdict(),
    }
    return SimpleNamespace(**(made.values | made.changes | first))


async def keep_first(work: Work, application: Application, made: Made, external_ref: str | None) -> Any:
    """Write a new check with its first decision. Answers it as it is read."""
    row = first_row(application, made, work.node, external_ref)
    await add_check(work.connection, vars(row))
    await _keep(work, row, made, "credit_check.decide", before=None)
    return row


async def read_at_once(
    prepared: Prepared, scope: Scope, key: Key, customer_ref: str, report_id: UUID, on: date
) -> tuple[Any, Any] | None:
    """(report, facts) of one customer in one statement; None where the key is known or there is no such report."""
    found = await read_for_check(prepared.fetch, scope, key, customer_ref, report_id, on)
    if found is None:
        return None
    report = SimpleNamespace(
        id=report_id,
        accounts=json.loads(found["accounts"]),
        public_records=json.loads(found["public_records"]),
        enquiries_last_3_months=found["enquiries"],
        reported_on=found["reported_on"],
    )
    return report, json.loads(found["facts"])


async def keep_at_once(
    prepared: Prepared, actor: Actor, key: Key, row: Any, made: Made, facts: Any, answer: Answer
) -> bool:
    """Write a new check, its decision, journal and key in one statement, unless something has changed since `facts`."""
    journal = {
        "actor_name": actor.name,
        "through": actor.through,
        "request_id": request_id(),
        "traceparent": traceparent(),
        "data": json.loads(audit.canonical(_event(row, made))),
    }
    digest = audit.digest_of(vars(row))
    outcome = await record_check(prepared.fetch, actor.scope, key, answer, facts, row, made.values, journal, digest)
    return outcome == "kept"


async def keep_next(work: Work, before: Row[Any], made: Made, action: str, **more: Any) -> Any:
    """Write another decision on a check that is locked. Answers the check as it is read."""
    after = await amend(work.connection, credit_check, before, **(made.changes | more))
    row = SimpleNamespace(**(made.values | after._asdict()))
    await _keep(work, row, made, action, before=before)
    return row


async def _keep(work: Work, row: Any, made: Made, action: str, *, before: Row[Any] | None) -> None:
    await add_decision(work.connection, row, made.values)
    node, facts = Scope(row.sub_branch, row.outlet), _event(row, made)
    await audit.append(
        work.connection, work.actor, work.now, action, row.id, node, before=before, after=vars(row), data=facts
    )
    if made.shadow is not None:
        beside = decide(made.case, made.shadow.lines)
        live, shadow = (
            Said(each.outcome, [reason.code for reason in each.reasons], each.approved)
            for each in (made.decision, beside)
        )
        await shadows.keep(work, made.shadow, row, live, shadow)


def _event(row: Any, made: Made) -> dict[str, Any]:
    """What subscribers are told of a decision: nothing of the customer."""
    return {
        "outcome": row.outcome,
        "reasons": [reason["code"] for reason in made.values["reasons"]],
        "policy_version": row.policy_version,
        "product": row.product,
        "amount": row.amount,
        "approved_amount": row.approved_amount,
        "correlation_ids": arrears_of(row.own_record),
    }


async def replay(task: Work | Reading, check_id: UUID, number: int | None = None) -> Replayed:
    """Decide again from all that was kept of a decision, the latest unless told: the same, whatever changed since (S6).

    Raises NotFound.
    """
    check = await find_decided(task.connection, check_id)
    row = await find_decision(task.connection, check_id, number or check.version)
    report = await bureau.get(task, row.bureau_report_id or check.bureau_report_id)
    case = _case(check, report, own_record_of(row.own_record), row.read, row.decided_on, row.investigation)
    decision = decide(case, await policies.version(task, row.policy_version))
    then = [(reason["code"], reason["line"]) for reason in row.reasons]
    now = [(reason.code, reason.line) for reason in decision.reasons]
    # The words for people may be put better some day; versions of before there were caps approved without an amount.
    same = (decision.outcome, now) == (row.outcome, then)
    if row.read is not None:
        same = same and (decision.approved, decision.cap) == (row.approved_amount, row.exposure_cap)
    return Replayed(row, decision, same)


def _case(
    of: Any,
    report: Any,
    own: OwnRecord | None,
    read: Mapping[str, Any] | None,
    decided_on: date,
    investigation: Mapping[str, Any] | None = None,
) -> Case:
    return Case(
        accounts=bureau.accounts(report),
        own=own,
        investigated=(investigation or of.investigation) is not None,
        amount=of.amount,
        product=of.product,
        enquiries=report.enquiries_last_3_months,
        public_records=bureau.public_records(report),
        reported_on=report.reported_on,
        decided_on=decided_on,
        shared=shared_of(read),
        branch_lends=True if read is None else read["branch_lends"],
        committee=None if read is None else read["committee"],
    )


class Measured(NamedTuple):
    """How much a customer owes without security, how much that may be, and the version that says so."""

    exposure: Decimal
    cap: Decimal
    policy_version: str


async def measure(work: Work, customer_ref: str, report: Row[Any], own: OwnRecord) -> Measured | None:
    """Exposure and cap of a customer, asked for or not (S2); None under a version without caps."""
    facts = await shared_facts(work.connection, customer_ref, work.actor.sub, report.id, report.id, work.today)
    lines = await policies.of_id(work, facts["policy_id"])
    accounts = bureau.accounts(report)
    shared = shared_of(read_of(facts, True, None))
    case = Case(accounts, own, True, enquiries=report.enquiries_last_3_months, shared=shared)
    exposure, cap = existing_exposure(case, lines.exposure), exposure_cap(case, accounts, lines.exposure)
    return None if exposure is None or cap is None else Measured(exposure, cap, lines.policy_version)


async def get(task: Work | Reading, check_id: UUID) -> Row[Any]:
    """One check with the latest decision on it. Raises NotFound."""
    return await find_decided(task.connection, check_id)


def application_of(check: Row[Any], report: Row[Any], investigation: Mapping[str, Any] | None) -> Application:
    """A check that is to be decided on again."""
    return Application(check.id, check.customer_ref, check.product, check.amount, check.made_by, report, investigation)


def _kept_reasons(reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    return [{"code": reason.code, "line": reason.line, "detail": reason.detail._asdict()} for reason in reasons]


async def locked(work: Work, check_id: UUID) -> Row[Any]:
    """A check, locked against other writers. Raises NotFound."""
    return await find(work.connection, credit_check, check_id, lock=True)


async def end(work: Work, row: Row[Any], verb: str, **more: Any) -> Row[Any]:
    """Move an application that is open or reserved: `book`, `release` or `expire` it. The decision stays as it is.

    Raises InvalidState.
    """
    changed = update(credit_check).where(credit_check.c.id == row.id)
    moved = changed.values(application=MOVES.after(row.application, verb), **more).returning(credit_check)
    after: Row[Any] = (await work.connection.execute(moved)).one()
    facts = {"application": after.application, "amount": after.approved_amount}
    await work.record(f"credit_check.{verb}", after, before=row, data=facts)
    return after


POSITION = credit_check.c.id


def listed_with(
    customer_ref: str | None, outcome: str | None, sub_branch: str | None, arrears: Sequence[UUID], *, under_way: bool
) -> Select[Any]:
    """The checks of the caller's part of the bank, each with its latest decision.

    Of one customer, without those that were refused for the branch's suspension alone (G5). Those under way rely on
    credit_check_under_way_idx.
    """
    wanted = with_decision()
    if sub_branch is not None:
        wanted = wanted.where(credit_check.c.sub_branch == sub_branch)
    if arrears:
        wanted = wanted.where(reading(arrears))
    if under_way:
        wanted = wanted.where(credit_check.c.application.in_(("open", "reserved")))
    if customer_ref is not None:
        wanted = wanted.where(credit_check.c.customer_ref == customer_ref, credit_check.c.in_history)
    return wanted if outcome is None else wanted.where(credit_check.c.outcome == outcome)
