"""What is done with warnings (S3)."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select

from chassis.admission import Reading
from chassis.errors import BadInput
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.scoring.policies import actions as policies
from services.scoring.warnings.rules import MOVES, expiry_faults, require_may_withdraw, state
from services.scoring.warnings.schemas import WarningIn
from services.scoring.warnings.store import warning


async def give(work: Work, body: WarningIn) -> Row[Any]:
    """Warn everybody of a customer. Raises BadInput for one that ends at once, or lasts longer than the policy says."""
    lines = await policies.in_force(work, work.today)
    faults = expiry_faults(body.expires_on, work.today, lines.warning_days_max)
    if faults:
        raise BadInput(faults)
    made = insert(warning).values(
        id=new_id(),
        customer_ref=body.customer_ref,
        severity=body.severity,
        reason=body.reason,
        evidence=[each.model_dump() for each in body.evidence],
        correlation_ids=list(dict.fromkeys(body.correlation_ids)),
        expires_on=body.expires_on,
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        **work.node._asdict(),
    )
    row: Row[Any] = (await work.connection.execute(made.returning(warning))).one()
    facts = {
        "severity": row.severity,
        "expires_on": row.expires_on,
        "evidence": len(row.evidence),
        "correlation_ids": row.correlation_ids,
    }
    await work.record("warning.give", row, data=facts)
    return row


async def withdraw(work: Work, warning_id: UUID, reason: str) -> Row[Any]:
    """Take a warning back. Raises NotYourWarning; InvalidState for one that is withdrawn or over."""
    row = await find(work.connection, warning, warning_id, lock=True)
    same_branch = work.actor.sub_branch in (row.sub_branch, None)
    require_may_withdraw(work.actor.sub, work.actor.roles, row.made_by, same_branch=same_branch)
    work.match(row.version)
    MOVES.after(state(row.withdrawn_by, row.expires_on, work.today), "withdraw")
    after = await amend(
        work.connection,
        warning,
        row,
        withdrawn_by=work.actor.sub,
        withdrawn_at=work.now,
        withdrawal_reason=reason,
    )
    await work.record(
        "warning.withdraw", after, before=row, data={"severity": row.severity, "correlation_ids": row.correlation_ids}
    )
    return after


async def get(task: Work | Reading, warning_id: UUID) -> Row[Any]:
    """One warning, whoever gave it. Raises NotFound."""
    return await find(task.connection, warning, warning_id)


async def warned(task: Work | Reading, customer_ref: str) -> set[str]:
    """Who has an open warning on the customer. Relies on warning_customer_ref_id_idx."""
    wanted = select(warning.c.made_by).where(
        warning.c.customer_ref == customer_ref,
        warning.c.withdrawn_by.is_(None),
        warning.c.expires_on >= task.today,
    )
    return set((await task.connection.execute(wanted)).scalars())
