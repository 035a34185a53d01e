"""What is done with agreements."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, insert, select

from chassis.admission import Reading
from chassis.ids import new_id
from chassis.statements import Statement
from chassis.store import amend, find
from chassis.writes import Work
from services.escrow.agreements.rules import MOVES, require_assessed, require_not_future, within_regime
from services.escrow.agreements.schemas import AgreementIn, SigningIn
from services.escrow.agreements.store import agreement
from services.escrow.assessments import actions as assessments
from services.escrow.documents import actions as documents
from services.escrow.projects import actions as projects
from services.escrow.regimes import actions as regimes


async def draft(work: Work, project_id: UUID, body: AgreementIn) -> Row[Any]:
    """Draw up an agreement for an assessed project (E2), with the conditions its assessment and upper levels set.

    Raises BadInput for a figure out of the regime's bounds (E7), InvalidState when the project is not assessed, or
    agreed already.
    """
    project = await projects.get(work, project_id, lock=True)
    require_assessed(project.state)
    finding = await assessments.approved(work, project.id)
    figures = await regimes.figures(work, project.regime, work.today)
    bounds = {"guarantee_deposit_rate": figures.deposit_rate, "large_withdrawal_limit": figures.withdrawal_limit}
    agreed = within_regime({name: getattr(body, name) for name in bounds}, bounds)
    made = insert(agreement).values(
        id=new_id(),
        project_id=project.id,
        assessment_id=finding.id,
        conditions=await assessments.conditions(work, finding),
        state="draft",
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        sub_branch=project.sub_branch,
        outlet=project.outlet,
        **(body.model_dump() | agreed),
    )
    row: Row[Any] = (await work.connection.execute(made.returning(agreement))).one()
    await work.record("agreement.draft", row, data={"project_id": project.id, **_figures(row)})
    return row


async def sign(work: Work, agreement_id: UUID, body: SigningIn) -> Row[Any]:
    """Sign an agreement for the bank (E2): from then on a supervised account may be opened.

    Raises MakerIsChecker for who drew it up (O3), BadInput for a day to come or a document that is not there,
    InvalidState once it, or another agreement of the project, is signed.
    """
    seen = await find(work.connection, agreement, agreement_id)
    work.not_by(seen.made_by)
    require_not_future(body.signed_on, work.today)
    await documents.require_one(work, body.document_id)
    project = await projects.get(work, seen.project_id, lock=True)
    row = await find(work.connection, agreement, agreement_id, lock=True)
    work.match(row.version)
    after = await amend(
        work.connection,
        agreement,
        row,
        state=MOVES.after(row.state, "sign"),
        signed_by=work.actor.sub,
        signed_at=work.now,
        signed_on=body.signed_on,
        document_id=body.document_id,
    )
    facts = {"project_id": row.project_id, "signed_on": after.signed_on, **_figures(after)}
    await work.record("agreement.sign", after, before=row, data=facts)
    await projects.move(work, project, "agree")
    return after


async def get(task: Work | Reading, agreement_id: UUID) -> Row[Any]:
    """One agreement. Raises NotFound."""
    return await find(task.connection, agreement, agreement_id)


async def signed(task: Work | Reading, project_id: UUID) -> Row[Any] | None:
    """The agreement in force: `supervised_amount`, `large_withdrawal_limit` and the rest; None before it is signed."""
    return await _SIGNED.first(task.connection, project_id=project_id)


_a = agreement.c
_in_force = (_a.project_id == bindparam("project_id"), _a.state == "signed")
_SIGNED = Statement(select(agreement).where(*_in_force))
SIGNED = select(_a.supervised_amount, _a.large_withdrawal_limit, _a.authority_notice_required).where(*_in_force)
"""What the agreement in force of `project_id` sets, for whoever asks it together with other things."""


def _figures(row: Row[Any]) -> dict[str, Any]:
    return {
        "state": row.state,
        "supervised_amount": row.supervised_amount,
        "large_withdrawal_limit": row.large_withdrawal_limit,
        "guarantee_deposit_rate": row.guarantee_deposit_rate,
    }
