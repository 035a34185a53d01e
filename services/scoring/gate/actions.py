"""What is done with credit checks.

A decision needs the own record, which collections answers (S7). It is asked for while no transaction is open: a
collections that hangs would otherwise hold, for each application, one of the few connections of the pool and the lock
of its key, and soon nobody could read anything here. So an action that needs the record raises `OwnRecordWanted`; the
transaction is rolled back, the route asks, and the command is carried out again from its start, with the answer in
hand. What refuses a request before that (access, replay, input, state) does so without troubling collections.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.errors import BadInput, NotFound
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.scoring.bureau import actions as bureau
from services.scoring.gate.rules import (
    ANOTHER_CUSTOMERS_REPORT,
    VISIT_TO_COME,
    Case,
    Decision,
    OwnRecord,
    decide,
    require_undecided,
)
from services.scoring.gate.schemas import ContinueIn, CreditCheckIn, Investigation
from services.scoring.gate.store import (
    credit_check,
    credit_check_decision,
    find_decided,
    kept,
    own_record_of,
)
from services.scoring.policies import actions as policies


class Asked(NamedTuple):
    """What came of asking for the own record; None where it could not be had."""

    record: OwnRecord | None


class OwnRecordWanted(Exception):
    """The command cannot go on before the own record of this customer was asked for."""

    def __init__(self, customer_ref: str) -> None:
        super().__init__()
        self.customer_ref = customer_ref


class Replayed(NamedTuple):
    """What the kept facts give today, beside what was decided then."""

    row: Row[Any]
    decision: Decision
    same: bool


async def check(work: Work, body: CreditCheckIn, asked: Asked | None) -> Row[Any]:
    """Put an application through the gate (S1, S5, S7, S8).

    Raises BadInput for a report of another customer or a visit to come, OwnRecordWanted until the record was asked for.
    """
    try:
        report = await bureau.get(work, body.bureau_report_id)
    except NotFound:
        raise BadInput([ANOTHER_CUSTOMERS_REPORT]) from None
    if report.customer_ref != body.customer_ref:
        raise BadInput([ANOTHER_CUSTOMERS_REPORT])
    _require_visited(work, body.investigation)
    if asked is None:
        raise OwnRecordWanted(body.customer_ref)
    found = await _decide(work, report, asked, body.investigation)
    made = insert(credit_check).values(
        id=new_id(),
        customer_ref=body.customer_ref,
        product=body.product,
        amount=body.amount,
        bureau_report_id=report.id,
        outcome=found["outcome"],
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        **work.node._asdict(),
    )
    row: Row[Any] = (await work.connection.execute(made.returning(credit_check))).one()
    return await _keep(work, row, found, "credit_check.decide", before=None)


async def proceed(work: Work, check_id: UUID, body: ContinueIn, asked: Asked | None) -> Row[Any]:
    """Decide an undecided check again, with what was missing and the own record as it is now (S7, S8).

    Raises InvalidState for one that is decided, OwnRecordWanted until the record was asked for.
    """
    row = await find(work.connection, credit_check, check_id, lock=asked is not None)
    require_undecided(row.outcome)
    _require_visited(work, body.investigation)
    if asked is None:
        raise OwnRecordWanted(row.customer_ref)
    investigation = body.investigation
    if investigation is None:
        earlier = (await find_decided(work.connection, check_id)).investigation
        investigation = None if earlier is None else Investigation.model_validate(earlier)
    report = await bureau.get(work, row.bureau_report_id)
    found = await _decide(work, report, asked, investigation)
    after = await amend(work.connection, credit_check, row, outcome=found["outcome"])
    return await _keep(work, after, found, "credit_check.continue", before=row)


async def replay(task: Work | Reading, check_id: UUID) -> Replayed:
    """Decide again from all that was kept of the latest decision: the same, whatever changed since (S6)."""
    row = await find_decided(task.connection, check_id)
    report = await bureau.get(task, row.bureau_report_id)
    case = Case(bureau.accounts(report), own_record_of(row), row.investigation is not None)
    decision = decide(case, await policies.version(task, row.policy_version))
    now, then = _codes(_reasons(decision)), _codes(row.reasons)
    return Replayed(row, decision, same=decision.outcome == row.outcome and now == then)


async def get(task: Work | Reading, check_id: UUID) -> Row[Any]:
    """One check with the latest decision on it. Raises NotFound."""
    return await find_decided(task.connection, check_id)


async def _decide(work: Work, report: Row[Any], asked: Asked, investigation: Investigation | None) -> dict[str, Any]:
    """The decision and all it read, as they are kept."""
    lines = await policies.in_force(work, work.today)
    decision = decide(Case(bureau.accounts(report), asked.record, investigation is not None), lines)
    return {
        "outcome": decision.outcome,
        "reasons": _reasons(decision),
        "policy_kind": policies.KIND,
        "policy_version": lines.policy_version,
        "investigation": None if investigation is None else investigation.model_dump(mode="json"),
        "own_record": kept(asked.record),
        "existing_exposure": decision.existing_exposure,
        "decided_on": work.today,
        "decided_by": work.actor.sub,
        "decided_at": work.now,
    }


async def _keep(
    work: Work, row: Row[Any], found: Mapping[str, Any], action: str, *, before: Row[Any] | None
) -> Row[Any]:
    kept_decision = insert(credit_check_decision).values(
        credit_check_id=row.id, number=row.version, sub_branch=row.sub_branch, outlet=row.outlet, **found
    )
    await work.connection.execute(kept_decision)
    facts = {
        "outcome": row.outcome,
        "reasons": [reason["code"] for reason in found["reasons"]],
        "policy_version": found["policy_version"],
        "product": row.product,
        "amount": row.amount,
    }
    decided = await find_decided(work.connection, row.id)
    await work.record(action, decided, before=before, data=facts)
    return decided


def _reasons(decision: Decision) -> list[dict[str, Any]]:
    return [
        {"code": reason.code, "line": reason.line, "detail": reason.detail._asdict()} for reason in decision.reasons
    ]


def _codes(reasons: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """What makes two decisions the same: the words for people may be put better some day."""
    return [(reason["code"], reason["line"]) for reason in reasons]


def _require_visited(work: Work, investigation: Investigation | None) -> None:
    if investigation is not None and investigation.visited_on > work.today:
        raise BadInput([VISIT_TO_COME])
