"""What is done with exposure reductions (S2)."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert
from sqlalchemy.dialects.postgresql import insert as insert_unless

from chassis.admission import Reading
from chassis.errors import BadInput, NotFound, Unavailable
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.scoring.asking import OwnRecordWanted
from services.scoring.bureau import actions as bureau
from services.scoring.decisions import actions as decisions
from services.scoring.decisions.actions import Asked, Made, Measured
from services.scoring.decisions.rules import ANOTHER_CUSTOMERS_REPORT
from services.scoring.reductions import store
from services.scoring.reductions.rules import MOVES, AlreadyListed, require_a_way_down, require_above
from services.scoring.reductions.schemas import PlanIn, ReductionIn, ReviewIn
from services.scoring.reductions.store import exposure_reduction, exposure_review


async def list_if_above(work: Work, check: Any, made: Made) -> None:
    """List a customer who applied and owes more than their cap already, unless they are listed."""
    exposure, cap = made.decision.existing_exposure, made.decision.cap
    if exposure is not None and cap is not None and is_above(made):
        found = Measured(exposure, cap, made.lines.policy_version)
        node = {"sub_branch": check.sub_branch, "outlet": check.outlet}
        await _list(work, check.customer_ref, check.bureau_report_id, found, node)


def is_above(made: Made) -> bool:
    """Whether a decision found the customer owing more than their cap."""
    exposure, cap = made.decision.existing_exposure, made.decision.cap
    return exposure is not None and cap is not None and exposure > cap


async def measure(work: Work, body: ReductionIn, asked: Asked | None) -> Row[Any]:
    """List a customer who owes more than their cap, without an application.

    Raises NotAboveCap, AlreadyListed; BadInput for another customer's report; OwnRecordWanted until the record was
    asked for, Unavailable where it cannot be had.
    """
    found = await _measured(work, body.customer_ref, body.bureau_report_id, asked)
    require_above(found.exposure, found.cap)
    row = await _list(work, body.customer_ref, body.bureau_report_id, found, work.node._asdict())
    if row is None:
        raise AlreadyListed
    return row


async def plan(work: Work, reduction_id: UUID, body: PlanIn) -> Row[Any]:
    """Say how, to what and by when a customer's exposure comes down. Raises BadInput, InvalidState."""
    row = await find(work.connection, exposure_reduction, reduction_id, lock=True)
    state = MOVES.after(row.state, "plan")
    require_a_way_down(body.target_exposure, body.due_on, row.exposure, row.exposure_cap, work.today)
    after = await amend(
        work.connection,
        exposure_reduction,
        row,
        state=state,
        target_exposure=body.target_exposure,
        due_on=body.due_on,
        measures=body.measures,
        planned_by=work.actor.sub,
        planned_at=work.now,
    )
    facts = {"target_exposure": after.target_exposure, "due_on": after.due_on}
    await work.record("exposure_reduction.plan", after, before=row, data=facts)
    return after


async def review(work: Work, reduction_id: UUID, body: ReviewIn, asked: Asked | None) -> Row[Any]:
    """Measure a listed customer anew; within the cap, the reduction is completed. Raises as `measure`; InvalidState."""
    row = await find(work.connection, exposure_reduction, reduction_id, lock=asked is not None)
    MOVES.after(row.state, "review")
    found = await _measured(work, row.customer_ref, body.bureau_report_id, asked)
    made = insert(exposure_review).values(
        exposure_reduction_id=row.id,
        number=await store.reviews(work.connection, row.id) + 1,
        bureau_report_id=body.bureau_report_id,
        policy_version=found.policy_version,
        exposure=found.exposure,
        exposure_cap=found.cap,
        note=body.note,
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=row.sub_branch,
        outlet=row.outlet,
    )
    await work.connection.execute(made)
    verb = "complete" if found.exposure <= found.cap else "review"
    state = MOVES.after(row.state, verb)
    after = await amend(
        work.connection, exposure_reduction, row, state=state, exposure=found.exposure, exposure_cap=found.cap
    )
    facts = {"exposure": after.exposure, "exposure_cap": after.exposure_cap}
    await work.record(f"exposure_reduction.{verb}", after, before=row, data=facts)
    return after


async def get(task: Work | Reading, reduction_id: UUID) -> Row[Any]:
    """One reduction with its reviews. Raises NotFound."""
    wanted = store.with_reviews().where(exposure_reduction.c.id == reduction_id)
    row: Row[Any] | None = (await task.connection.execute(wanted)).first()
    if row is None:
        raise NotFound
    return row


async def _measured(work: Work, customer_ref: str, report_id: UUID, asked: Asked | None) -> Measured:
    try:
        report = await bureau.get(work, report_id)
    except NotFound:
        raise BadInput([ANOTHER_CUSTOMERS_REPORT]) from None
    if report.customer_ref != customer_ref:
        raise BadInput([ANOTHER_CUSTOMERS_REPORT])
    if asked is None:
        raise OwnRecordWanted(customer_ref)
    if asked.record is None:
        raise Unavailable
    found = await decisions.measure(work, customer_ref, report, asked.record)
    if found is None:
        raise Unavailable
    return found


async def _list(
    work: Work, customer_ref: str, report_id: UUID, found: Measured, node: dict[str, Any]
) -> Row[Any] | None:
    made = insert_unless(exposure_reduction).values(
        id=new_id(),
        customer_ref=customer_ref,
        bureau_report_id=report_id,
        policy_version=found.policy_version,
        state="listed",
        exposure=found.exposure,
        exposure_cap=found.cap,
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        **node,
    )
    # One that another sub-branch has listed is not seen here, and counts all the same.
    row: Row[Any] | None = (
        await work.connection.execute(made.on_conflict_do_nothing().returning(exposure_reduction))
    ).first()
    if row is not None:
        facts = {"exposure": row.exposure, "exposure_cap": row.exposure_cap}
        await work.record("exposure_reduction.list", row, data=facts)
    return row
