"""What is done with milestones."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from chassis.admission import Reading
from chassis.errors import NotFound
from chassis.ids import new_id
from chassis.store import find
from chassis.writes import Work
from services.escrow.agreements import actions as agreements
from services.escrow.documents import actions as documents
from services.escrow.ledger import actions as ledger
from services.escrow.milestones import rules, store
from services.escrow.milestones.rules import Planned, Reached
from services.escrow.milestones.schemas import ConfirmationIn, MilestonesIn
from services.escrow.milestones.store import confirmation, milestone
from services.escrow.projects import actions as projects
from services.escrow.regimes import actions as regimes


async def set_all(work: Work, project_id: UUID, body: MilestonesIn) -> Sequence[Row[Any]]:
    """Replace the project's list of milestones (E10); a code that stays, or comes back, keeps its id.

    What is changed or moved loses a first confirmation. Raises BadInput for shares that go the wrong way,
    MilestoneConfirmed when a confirmed one would be touched, InvalidState for a project that is over.
    """
    project = await projects.get(work, project_id, lock=True)
    figures = await regimes.figures(work, project.regime, work.today)
    wanted = _wanted(body, figures.retained_shares)
    rules.require_sound(wanted)
    rules.require_retained_before_last(wanted, figures.retained_share_min_before_last)
    rules.require_open(project.state)
    known = {row.code: row for row in await store.ever_listed(work.connection, project.id)}
    confirmed = [row for row in known.values() if row.state == "confirmed"]
    rules.require_confirmed_kept(wanted, [_planned(row) for row in confirmed])
    for code, row in known.items():
        if row.position is not None and code not in {each.code for each in wanted}:
            await _change(work, row, "milestone.drop", position=None)
    for position, each in enumerate(wanted, start=1):
        there = known.get(each.code)
        if there is None:
            await _add(work, project, position, each)
        elif (there.position, _planned(there)) != (position, each):
            await _change(work, there, "milestone.set", position=position, **_figures(each))
    return await store.of_project(work.connection, project.id)


async def confirm(work: Work, milestone_id: UUID, body: ConfirmationIn) -> Row[Any]:
    """Say for one's department that a milestone is reached (E10). Once both have, the retained amount falls.

    Raises MakerIsChecker for who set it or confirmed it for the other department (O3), DepartmentHasConfirmed,
    MilestoneOutOfOrder, InvalidState for a project that is over, BadInput for a day to come or a document that is
    not there. Answers the milestone.
    """
    department = rules.department_of(work.actor.roles)
    seen = await get(work, milestone_id)
    # The project first, as everywhere: two departments at once, or a list replaced meanwhile, come one after another.
    project = await projects.get(work, seen.project_id, lock=True)
    row = await get(work, milestone_id)
    given = (await store.confirmations(work.connection, project.id)).get(row.id, [])
    work.not_by(row.made_by, *(each.made_by for each in given if each.department != department))
    rules.require_not_future(body.on, work.today)
    await documents.require(work, body.document_ids)
    rules.require_documents(row.required_documents, body.documents, body.document_ids)
    rules.require_open(project.state)
    if any(each.department == department for each in given):
        raise rules.DepartmentHasConfirmed
    listed = await store.of_project(work.connection, project.id)
    rules.require_in_order(row.position, sum(each.state == "confirmed" for each in listed))
    made = await _confirm_for(work, row, department, body)
    facts = {"project_id": project.id, "code": row.code, "department": department, "on": body.on}
    await work.record("milestone.confirm", made, data=facts, resource=row.id)
    if rules.confirmed_by_both([department, *(each.department for each in given)]):
        return await _reach(work, row)
    return row


async def get(task: Work | Reading, milestone_id: UUID) -> Row[Any]:
    """One milestone of a project's list. Raises NotFound, also for one that was dropped from it."""
    row = await find(task.connection, milestone, milestone_id)
    if row.position is None:
        raise NotFound
    return row


async def retained(task: Work | Reading, project_id: UUID, supervised_amount: Decimal) -> Decimal:
    """What must stay in the project's account, in yuan: by its last confirmed milestone, all before one is (E10)."""
    listed = await store.of_project(task.connection, project_id)
    return rules.retained(supervised_amount, [Reached(row.retained_share, row.state == "confirmed") for row in listed])


async def is_last_confirmed(task: Work | Reading, project_id: UUID) -> bool:
    """Whether the last milestone of the list, first registration, is confirmed; False where there is no list (E12)."""
    listed = await store.of_project(task.connection, project_id)
    return bool(listed) and listed[-1].state == "confirmed"


async def _confirm_for(work: Work, row: Row[Any], department: str, body: ConfirmationIn) -> Row[Any]:
    made = insert(confirmation).values(
        id=new_id(),
        milestone_id=row.id,
        revision=row.revision,
        department=department,
        confirmed_on=body.on,
        document_ids=body.document_ids,
        documents={name: str(identity) for name, identity in body.documents.items()},
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=row.sub_branch,
        outlet=row.outlet,
    )
    given: Row[Any] = (await work.connection.execute(made.returning(confirmation))).one()
    return given


async def _reach(work: Work, row: Row[Any]) -> Row[Any]:
    changed = update(milestone).where(milestone.c.id == row.id).values(state=rules.MOVES.after(row.state, "confirm"))
    after: Row[Any] = (await work.connection.execute(changed.returning(milestone))).one()
    facts = {"project_id": row.project_id, "code": row.code, "retained_share": row.retained_share}
    await work.record("milestone.reach", after, before=row, data=facts)
    agreement = await agreements.signed(work, row.project_id)
    if agreement is not None:
        amount = await retained(work, row.project_id, agreement.supervised_amount)
        await ledger.retain(work, row.project_id, amount)
    return after


async def _add(work: Work, project: Row[Any], position: int, wanted: Planned) -> None:
    made = insert(milestone).values(
        id=new_id(),
        project_id=project.id,
        position=position,
        code=wanted.code,
        state="planned",
        revision=1,
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=project.sub_branch,
        outlet=project.outlet,
        **_figures(wanted),
    )
    row: Row[Any] = (await work.connection.execute(made.returning(milestone))).one()
    await work.record("milestone.set", row, data=_facts(row))


async def _change(work: Work, row: Row[Any], action: str, **changes: Any) -> None:
    changed = (
        update(milestone)
        .where(milestone.c.id == row.id)
        .values(revision=row.revision + 1, made_by=work.actor.sub, made_at=work.now, **changes)
    )
    after: Row[Any] = (await work.connection.execute(changed.returning(milestone))).one()
    await work.record(action, after, before=row, data=_facts(after))


def _planned(row: Row[Any]) -> Planned:
    required = tuple(row.required_documents)
    return Planned(row.code, row.planned_date, row.progress_share, row.retained_share, required)


def _wanted(body: MilestonesIn, shares: Mapping[str, Decimal]) -> list[Planned]:
    return [
        Planned(
            each.code,
            each.planned_date,
            each.progress_share,
            rules.retained_share_of(place, each.code, each.retained_share, shares),
            tuple(sorted(set(each.required_documents))),
        )
        for place, each in enumerate(body.milestones)
    ]


def _figures(wanted: Planned) -> dict[str, Any]:
    return {
        "planned_date": wanted.planned_date,
        "progress_share": wanted.progress_share,
        "retained_share": wanted.retained_share,
        "required_documents": list(wanted.required_documents),
    }


def _facts(row: Row[Any]) -> dict[str, Any]:
    return {"project_id": row.project_id, "code": row.code, "position": row.position, **_figures(_planned(row))}
