"""What is done with applications at the gate.

A decision needs the own record, which collections answers (S7). It is asked for while no transaction is open
(`asking`): an action that needs it raises `OwnRecordWanted`, and is carried out again with the answer in hand.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.admission import Reading
from chassis.clock import business_date
from chassis.db import VIOLATIONS, Database, Prepared
from chassis.errors import BadInput, DuplicateRef, LoanopsError, NotFound
from chassis.identity import EVERYWHERE, WHOLE_BANK, Actor, Scope
from chassis.ids import new_id
from chassis.imports import Importer, Line, Rejection
from chassis.writes import Answer, Key, Work
from services.scoring import shapes
from services.scoring.asking import Ask, OwnRecordWanted
from services.scoring.bureau import actions as bureau
from services.scoring.committee import actions as committee
from services.scoring.decisions import actions as decisions
from services.scoring.decisions.actions import Application, Asked, Made
from services.scoring.decisions.rules import ANOTHER_CUSTOMERS_REPORT, VISIT_TO_COME
from services.scoring.gate import store
from services.scoring.gate.rules import require_undecided, require_unexpired
from services.scoring.gate.schemas import ContinueIn, CreditCheckIn, CreditCheckLine
from services.scoring.policies import actions as policies
from services.scoring.reductions import actions as reductions
from services.scoring.shapes import Investigation

AT_ONCE = 200
CLOCK = Actor("scoring", "scoring", frozenset({"service"}), None, None)

AnswerOf = Callable[[Any], Answer]
"""A check in its published shape, as it is answered."""


@dataclass
class Asking:
    """Who asks at the gate, when, with which key, and how the own record is asked for; `asked` once it was."""

    actor: Actor
    now: datetime
    key: Key
    ask: Ask
    asked: Asked | None = None


AskMany = Callable[[Sequence[str], str | None, Actor], Awaitable[Mapping[str, Asked]]]
"""Asks for the own records of many customers, and whether a sub-branch lends."""


async def check(work: Work, body: CreditCheckIn, asked: Asked | None) -> Any:
    """Put an application through the gate (S1-S8).

    The same `external_ref` with the same content answers the first check, with status 200. Raises DuplicateRef for
    other content, BadInput for a report of another customer or a visit to come, OwnRecordWanted until it was asked for.
    """
    if body.external_ref is not None and (known := await _known(work, body)) is not None:
        work.status = 200
        return known
    report = await _report(work, body.customer_ref, body.bureau_report_id)
    _require_visited(work, body.investigation)
    if asked is None:
        raise OwnRecordWanted(body.customer_ref, work.node.sub_branch)
    application = Application(
        id=new_id(),
        customer_ref=body.customer_ref,
        product=body.product,
        amount=body.amount,
        made_by=work.actor.sub,
        report=report,
        investigation=shapes.investigation_of(body.investigation),
    )
    made = await decisions.judge(work, application, asked)
    row = await decisions.keep_first(work, application, made, body.external_ref)
    await _follow_up(work, row, made)
    return row


async def check_at_once(prepared: Prepared, asking: Asking, body: CreditCheckIn, answer: AnswerOf) -> Answer | None:
    """The same in two statements, for an application with nothing special about it; with None nothing was written.

    Special is what has more to it than check and decision (a case for the committee, a reduction, a shadow), what the
    caller named by a key of their own, and whatever changed while the own record was asked for: the long way then
    decides, with the answer in `asking.asked`.
    """
    actor, now, key = asking.actor, asking.now, asking.key
    today, visit = business_date(now), body.investigation
    if not actor.sub_branch or body.external_ref is not None or (visit is not None and visit.visited_on > today):
        return None
    found = await decisions.read_at_once(prepared, actor.scope, key, body.customer_ref, body.bureau_report_id, today)
    if found is None:
        return None
    report, facts = found
    lines = policies.known(UUID(facts["policy_id"]))
    if lines is None or facts["shadow_id"] is not None:
        return None
    asked = asking.asked = await asking.ask(body.customer_ref, actor.sub_branch, actor)
    application = Application(
        id=new_id(),
        customer_ref=body.customer_ref,
        product=body.product,
        amount=body.amount,
        made_by=actor.sub,
        report=report,
        investigation=shapes.investigation_of(visit),
    )
    made = decisions.judge_at_once(application, asked, facts, lines, (actor.sub, now))
    if made.decision.outcome == "referred" or reductions.is_above(made):
        return None
    row = decisions.first_row(application, made, Scope(actor.sub_branch, actor.outlet or EVERYWHERE))
    said = answer(row)
    try:
        kept = await decisions.keep_at_once(prepared, actor, key, row, made, facts, said)
    except VIOLATIONS:
        return None
    return said if kept else None


async def proceed(work: Work, check_id: UUID, body: ContinueIn, asked: Asked | None) -> Any:
    """Decide an undecided check again, with what was missing and the own record as it is now (S7, S8).

    Raises InvalidState for one that is decided or over, OwnRecordWanted until the record was asked for.
    """
    row = await decisions.locked(work, check_id)
    require_undecided(row.outcome, row.application)
    _require_visited(work, body.investigation)
    report = await _report(work, row.customer_ref, body.bureau_report_id or row.bureau_report_id)
    if asked is None:
        raise OwnRecordWanted(row.customer_ref, row.sub_branch)
    investigation = shapes.investigation_of(body.investigation)
    if investigation is None:
        investigation = (await decisions.get(work, check_id)).investigation
    made = await decisions.judge(work, decisions.application_of(row, report, investigation), asked)
    expires_on = work.today + timedelta(days=made.days)
    after = await decisions.keep_next(work, row, made, "credit_check.continue", expires_on=expires_on)
    await _follow_up(work, after, made)
    return after


async def _follow_up(work: Work, row: Any, made: Made) -> None:
    await committee.open_case(work, row, made)
    await reductions.list_if_above(work, row, made)


async def book(work: Work, check_id: UUID, loan_ref: str) -> Row[Any]:
    """The application has become a loan: what was reserved for it is no longer (S2). Raises InvalidState."""
    row = await decisions.locked(work, check_id)
    if row.application == "reserved":
        require_unexpired(row.expires_on, work.today)
    await decisions.end(work, row, "book", loan_ref=loan_ref, booked_on=work.today)
    return await decisions.get(work, check_id)


async def release(work: Work, check_id: UUID) -> Row[Any]:
    """The application is given up: what was reserved is free, and its committee case lapses. Raises InvalidState."""
    await committee.lapse_of(work, check_id)
    await decisions.end(work, await decisions.locked(work, check_id), "release")
    return await decisions.get(work, check_id)


async def expire(database: Database, now: datetime) -> bool:
    """The job: what nobody booked, released or continued in time ends. Answers whether there is more to do."""
    async with database.transaction(WHOLE_BANK) as connection:
        work = Work(connection, CLOCK, now)
        ids = await store.over(connection, work.today, AT_ONCE)
        for check_id in ids:
            await decisions.end(work, await decisions.locked(work, check_id), "expire")
    return len(ids) == AT_ONCE


async def get(task: Work | Reading, check_id: UUID) -> Row[Any]:
    """One check with the latest decision on it. Raises NotFound."""
    return await decisions.get(task, check_id)


def importer(ask: AskMany) -> Importer:
    """How applications that come as a file are taken."""

    async def apply(work: Work, lines: Sequence[Line]) -> Sequence[Rejection]:
        # Asked before anything is locked here; a worker has connections of its own, so nobody waits for this one.
        refs = sorted({line.value.customer_ref for line in lines})
        answers = await ask(refs, work.actor.sub_branch, work.actor)
        return [
            rejection
            for line in sorted(lines, key=lambda line: (line.value.customer_ref, line.number))
            if (rejection := await _take(work, line, answers[line.value.customer_ref])) is not None
        ]

    return Importer(CreditCheckLine, apply)


async def _take(work: Work, line: Line, asked: Asked) -> Rejection | None:
    """One line of a file: checked, or known already, or rejected."""
    try:
        await check(work, line.value, asked)
    except BadInput as error:
        fault = error.errors[0]
        return Rejection(line.number, fault.code, fault.message, fault.pointer)
    except LoanopsError as error:
        if error.retryable:
            raise
        return Rejection(line.number, error.code, error.detail)
    return None


async def _known(work: Work, body: CreditCheckIn) -> Any:
    """The check that this key made already. Raises DuplicateRef for other content."""
    check_id = await store.known(work.connection, body.external_ref or "")
    if check_id is None:
        return None
    row = await decisions.get(work, check_id)
    content = (row.customer_ref, row.product, row.amount)
    if content != (body.customer_ref, body.product, body.amount) or row.made_by != work.actor.sub:
        raise DuplicateRef
    return row


async def _report(work: Work, customer_ref: str, report_id: UUID) -> Row[Any]:
    try:
        report = await bureau.get(work, report_id)
    except NotFound:
        raise BadInput([ANOTHER_CUSTOMERS_REPORT]) from None
    if report.customer_ref != customer_ref:
        raise BadInput([ANOTHER_CUSTOMERS_REPORT])
    return report


def _require_visited(work: Work, investigation: Investigation | None) -> None:
    if investigation is not None and investigation.visited_on > work.today:
        raise BadInput([VISIT_TO_COME])
