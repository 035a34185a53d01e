"""What is done with drawdowns of the development loan (domain E1, E4).

Whoever decides about a project's loan first locks its row: what the conditions were judged on cannot change before the
decision is written.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.errors import BadInput, FieldError, Text
from chassis.ids import new_id
from chassis.money import ZERO
from chassis.store import amend, find
from chassis.writes import Work
from services.escrow.assessments import actions as assessments
from services.escrow.contracts.rules import WORKS
from services.escrow.disbursements.rules import Check
from services.escrow.documents import actions as documents
from services.escrow.drawdowns import rules, store
from services.escrow.drawdowns.schemas import DrawdownIn
from services.escrow.drawdowns.store import loan_drawdown
from services.escrow.fund_plans import actions as fund_plans
from services.escrow.progress import actions as progress
from services.escrow.projects import actions as projects
from services.escrow.regimes import actions as regimes


@dataclass(frozen=True)
class Judged:
    """The conditions as they are now, and by which policy."""

    checks: list[Check]
    policy_version: str


async def request(work: Work, project_id: UUID, body: DrawdownIn) -> Row[Any]:
    """Ask for a drawdown (E4), which takes its amount of the loan at once.

    Raises DrawdownChecksFailed with every condition, BadInput for a plan line or document that is not there,
    InvalidState for a project without an approved assessment.
    """
    project = await projects.get(work, project_id)
    finding = await assessments.approved(work, project_id)
    loan = await store.loan(work.connection, project, finding.development_loan_amount)
    line = await fund_plans.line(work, body.fund_plan_line_id)
    if line is None or line.project_id != project_id:
        message = Text("No such plan line here", "未找到该计划项")
        raise BadInput([FieldError("/fund_plan_line_id", "UNKNOWN_PLAN_LINE", message)])
    await documents.require(work, body.document_ids)
    judged = await _judge(work, project, loan, line, body.amount)
    made = insert(loan_drawdown).values(
        id=new_id(),
        project_id=project_id,
        fund_plan_line_id=line.id,
        amount=body.amount,
        document_ids=body.document_ids,
        state="requested",
        checks=_kept(judged.checks),
        policy_version=judged.policy_version,
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        sub_branch=project.sub_branch,
        outlet=project.outlet,
    )
    row: Row[Any] = (await work.connection.execute(made.returning(loan_drawdown))).one()
    if not await store.add_committed(work.connection, project_id, body.amount):
        raise rules.AboveAssessed
    await work.record("loan_drawdown.request", row, data=_facts(row))
    return row


async def review(work: Work, drawdown_id: UUID, comment: str) -> Row[Any]:
    """The corporate department reviews it. Another person than the maker."""
    step = {"reviewed_by": work.actor.sub, "reviewed_at": work.now, "review_comment": comment}
    return await _approve(work, drawdown_id, "review", step, not_by=("made_by",))


async def confirm(work: Work, drawdown_id: UUID, comment: str) -> Row[Any]:
    """The personal department confirms it. Another person than the maker, and than the reviewer."""
    step = {"confirmed_by": work.actor.sub, "confirmed_at": work.now, "confirm_comment": comment}
    return await _approve(work, drawdown_id, "confirm", step, not_by=("made_by", "reviewed_by"))


async def pay(work: Work, drawdown_id: UUID) -> Row[Any]:
    """The payments department has it drawn. A person who had no other part in it."""
    step = {"drawn_by": work.actor.sub, "drawn_at": work.now}
    return await _approve(work, drawdown_id, "pay", step, not_by=("made_by", "reviewed_by", "confirmed_by"))


async def end(work: Work, drawdown_id: UUID, verb: str, reason: str) -> Row[Any]:
    """Turn it down (`reject`), or take it back (`cancel`): what it had taken of the loan is given back."""
    row = await _locked(work, drawdown_id)
    work.match(row.version)
    state = rules.MOVES.after(row.state, verb)
    given_back = await store.add_committed(work.connection, row.project_id, -row.amount)
    assert given_back, "no more is given back than drawdowns have taken"
    ended = {"ended_by": work.actor.sub, "ended_at": work.now, "end_reason": reason}
    after = await amend(work.connection, loan_drawdown, row, state=state, **ended)
    await work.record(f"loan_drawdown.{verb}", after, before=row, data=_facts(after))
    return after


async def get(task: Work | Reading, drawdown_id: UUID) -> Row[Any]:
    """One drawdown. Raises NotFound."""
    return await find(task.connection, loan_drawdown, drawdown_id)


async def loan_of(task: Work | Reading, project_id: UUID) -> dict[str, Decimal]:
    """The loan's figures, in yuan. Raises InvalidState for a project without an approved assessment."""
    finding = await assessments.approved(task, project_id)
    row = await store.find_loan(task.connection, project_id)
    committed = row.committed if row else ZERO
    _, drawn = await store.sums(task.connection, project_id)
    assessed = finding.development_loan_amount
    return {"assessed": assessed, "committed": committed, "drawn": drawn, "remaining": assessed - committed}


async def _locked(work: Work, drawdown_id: UUID) -> Row[Any]:
    """The loan first, then the drawdown, as in `request`: so nobody waits in a circle."""
    seen = await find(work.connection, loan_drawdown, drawdown_id)
    await find(work.connection, store.development_loan, seen.project_id, lock=True)
    return await find(work.connection, loan_drawdown, drawdown_id, lock=True)


async def _approve(
    work: Work, drawdown_id: UUID, verb: str, step: dict[str, Any], *, not_by: Sequence[str]
) -> Row[Any]:
    """Take an approving step, every condition being looked at again, the drawdown's own amount apart."""
    row = await _locked(work, drawdown_id)
    work.not_by(*(getattr(row, column) for column in not_by))
    work.match(row.version)
    state = rules.MOVES.after(row.state, verb)
    project = await projects.get(work, row.project_id)
    loan = await find(work.connection, store.development_loan, row.project_id)
    line = await fund_plans.line(work, row.fund_plan_line_id)
    if line is None:
        raise LookupError(f"the plan line of drawdown {row.id} is gone")
    judged = await _judge(work, project, loan, line, row.amount, own=row.amount)
    after = await amend(
        work.connection,
        loan_drawdown,
        row,
        state=state,
        checks=_kept(judged.checks),
        policy_version=judged.policy_version,
        **step,
    )
    await work.record(f"loan_drawdown.{verb}", after, before=row, data=_facts(after))
    return after


async def _judge(
    work: Work, project: Row[Any], loan: Row[Any], line: Row[Any], amount: Decimal, own: Decimal = ZERO
) -> Judged:
    """Look at every condition; `own` yuan are the drawdown's already. Raises DrawdownChecksFailed."""
    figures = await regimes.figures(work, project.regime, work.today)
    works = await progress.of_project(work, project.id, figures, work.today)
    of_line, _ = await store.sums(work.connection, project.id, line.id)
    facts = rules.Facts(
        amount=amount,
        today=work.today,
        agreed=project.state == "supervised",
        plan_approved=line.plan_state == "approved",
        plan_month=line.month,
        plan_carry_over_months=figures.plan_carry_over_months,
        line_is_works=line.category in WORKS,
        line_amount=line.amount,
        line_drawn=of_line - own,
        assessed=loan.assessed,
        committed=loan.committed - own,
        progress_status=works.status,
        progress_percent=works.confirmed_percent,
        progress_recent=works.is_recent,
    )
    found = rules.checks(facts, figures.warn_only)
    rules.require(found)
    return Judged(found, figures.policy_version)


def _kept(checks: Sequence[Check]) -> list[dict[str, Any]]:
    return [asdict(check) | {"detail": check.detail._asdict()} for check in checks]


def _facts(row: Row[Any]) -> dict[str, Any]:
    return {"project_id": row.project_id, "amount": row.amount, "state": row.state}
