"""What is done with assessments."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select

from chassis.admission import Reading
from chassis.errors import InvalidState, Text
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.escrow.assessments import store
from services.escrow.assessments.rules import (
    MOVES,
    carried,
    level_of,
    project_move,
    require_open,
    require_undecided,
)
from services.escrow.assessments.schemas import AssessmentIn, DecisionIn, OpinionIn
from services.escrow.assessments.store import assessment, opinion
from services.escrow.projects import actions as projects


async def submit(work: Work, project_id: UUID, body: AssessmentIn) -> Row[Any]:
    """Put a finding on a proposed project before the risk officer (E1).

    Raises InvalidState when the project is past its review; a second undecided one is ASSESSMENT_PENDING.
    """
    project = await projects.get(work, project_id, lock=True)
    require_open(project.state)
    made = insert(assessment).values(
        id=new_id(),
        project_id=project.id,
        scores=body.scores.model_dump(),
        feasible=body.feasible,
        development_loan_amount=body.development_loan_amount,
        expected_mortgage_volume=body.expected_mortgage_volume,
        entry_date=body.entry_date,
        conditions=body.conditions,
        state="submitted",
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        sub_branch=project.sub_branch,
        outlet=project.outlet,
    )
    row: Row[Any] = (await work.connection.execute(made.returning(assessment))).one()
    facts = {"project_id": project.id, "feasible": row.feasible, "development_loan_amount": row.development_loan_amount}
    await work.record("assessment.submit", row, data=facts)
    return row


async def decide(work: Work, assessment_id: UUID, body: DecisionIn) -> Row[Any]:
    """Confirm a finding or send it back (E1). An approved one takes the project on, or declines it where not feasible.

    Raises MakerIsChecker for its maker (O3), InvalidState once it is decided.
    """
    seen = await find(work.connection, assessment, assessment_id)
    work.not_by(seen.made_by)
    # The project first, as everywhere: who locks in one order never waits in a circle.
    project = await projects.get(work, seen.project_id, lock=True)
    row = await find(work.connection, assessment, assessment_id, lock=True)
    work.match(row.version)
    after = await amend(
        work.connection,
        assessment,
        row,
        state=MOVES.after(row.state, body.decision),
        comment=body.comment,
        decided_by=work.actor.sub,
        decided_at=work.now,
    )
    facts = {"project_id": row.project_id, "state": after.state, "feasible": row.feasible}
    await work.record("assessment.decide", after, before=row, data=facts)
    verb = project_move(body.decision, feasible=row.feasible)
    if verb is not None:
        await projects.move(work, project, verb)
    return after


async def give_opinion(work: Work, assessment_id: UUID, body: OpinionIn) -> Row[Any]:
    """Say for an upper level what it thinks of a finding (E1), before it is decided.

    Raises MakerIsChecker for the finding's maker (O3), LevelHasOpinion, InvalidState once it is decided.
    """
    row = await find(work.connection, assessment, assessment_id, lock=True)
    work.not_by(row.made_by)
    level = level_of(work.actor.roles)
    require_undecided(row.state)
    made = insert(opinion).values(
        id=new_id(),
        assessment_id=row.id,
        level=level,
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=row.sub_branch,
        outlet=row.outlet,
        **body.model_dump(),
    )
    given: Row[Any] = (await work.connection.execute(made.returning(opinion))).one()
    facts = {"project_id": row.project_id, "level": level, "opinion": given.opinion}
    await work.record("assessment.give_opinion", given, data=facts, resource=row.id)
    return given


async def conditions(task: Work | Reading, finding: Row[Any]) -> list[str]:
    """What the finding and the upper levels' opinions want agreed with the developer (E1, E2)."""
    opinions = await store.opinions_of(task.connection, finding.id)
    return carried(finding.conditions, [each.conditions for each in opinions])


async def get(task: Work | Reading, assessment_id: UUID) -> Row[Any]:
    """One assessment. Raises NotFound."""
    return await find(task.connection, assessment, assessment_id)


async def approved(task: Work | Reading, project_id: UUID) -> Row[Any]:
    """The finding that stands: its amounts, entry date and conditions. Raises InvalidState while there is none."""
    wanted = select(assessment).where(assessment.c.project_id == project_id, assessment.c.state == "approved")
    row: Row[Any] | None = (await task.connection.execute(wanted)).first()
    if row is None:
        raise InvalidState(Text("The project has no approved assessment", "该项目没有获批的评估"))
    return row
