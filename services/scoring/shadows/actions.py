"""What is done with a version that is run beside the live one (S6)."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, insert, update

from chassis import audit
from chassis import policies as versions
from chassis.admission import Reading
from chassis.errors import NotFound
from chassis.identity import EVERYWHERE, Scope
from chassis.ids import new_id
from chassis.writes import Work
from services.scoring.policies import actions as policies
from services.scoring.policies.rules import RedLines
from services.scoring.shadows import store
from services.scoring.shadows.rules import NoShadow, Said, are_same
from services.scoring.shadows.schemas import Crossed, ReasonDifference, ShadowOut
from services.scoring.shadows.store import policy_shadow, shadow_decision


class Shadow(NamedTuple):
    """The run under way, and the figures of its version."""

    id: UUID
    lines: RedLines


async def start(work: Work, version: str) -> Row[Any]:
    """Run a version beside the live one from now on. Raises NotFound; ShadowRuns while another is."""
    found = await versions.find(work, policies.KIND, version)
    made = insert(policy_shadow).values(
        id=new_id(), policy_id=found.id, policy_version=version, started_by=work.actor.sub, started_at=work.now
    )
    row: Row[Any] = (await work.connection.execute(made.returning(policy_shadow))).one()
    await _record(work, "policy_shadow.start", row, None)
    return row


async def stop(work: Work, version: str) -> Row[Any]:
    """Stop running a version beside the live one. Raises NoShadow."""
    row = await store.latest(work.connection, version)
    if row is None or row.stopped_at is not None:
        raise NoShadow
    stopped = update(policy_shadow).where(policy_shadow.c.id == row.id, policy_shadow.c.stopped_at.is_(None))
    after: Row[Any] | None = (
        await work.connection.execute(
            stopped.values(stopped_by=work.actor.sub, stopped_at=work.now).returning(policy_shadow)
        )
    ).first()
    if after is None:
        raise NoShadow
    await _record(work, "policy_shadow.stop", after, row)
    return after


async def keep(work: Work, shadow: Shadow, check: Any, live: Said, beside: Said) -> None:
    """Keep what the shadow says of an application, in the transaction of the live decision."""
    await work.connection.execute(
        insert(shadow_decision).values(
            id=new_id(),
            policy_shadow_id=shadow.id,
            credit_check_id=check.id,
            number=check.version,
            policy_version=shadow.lines.policy_version,
            live_outcome=live.outcome,
            outcome=beside.outcome,
            live_codes=list(live.codes),
            codes=list(beside.codes),
            live_approved=live.approved,
            approved=beside.approved,
            same=are_same(live, beside),
            sub_branch=check.sub_branch,
            outlet=check.outlet,
        )
    )


async def report(task: Work | Reading, version: str) -> ShadowOut:
    """How a version differed from the live one in its latest run. Raises NotFound for one that was never run so."""
    row = await store.latest(task.connection, version)
    if row is None:
        raise NotFound
    return _report(row, await store.counts(task.connection, row), await store.reasons(task.connection, row))


def _report(row: Row[Any], counts: Sequence[Row[Any]], reasons: Sequence[Row[Any]]) -> ShadowOut:
    decisions = sum(each.decisions for each in counts)
    return ShadowOut(
        **row._asdict(),
        state="running" if row.stopped_at is None else "stopped",
        decisions=decisions,
        different=decisions - sum(each.same for each in counts),
        outcomes=[Crossed.model_validate(each) for each in counts],
        reasons=[ReasonDifference.model_validate(each) for each in reasons],
    )


async def _record(work: Work, action: str, row: Row[Any], before: audit.Thing) -> None:
    node = Scope(work.actor.sub_branch or EVERYWHERE, work.actor.outlet or EVERYWHERE)
    facts = {"policy_version": row.policy_version}
    await audit.append(
        work.connection, work.actor, work.now, action, row.id, node, before=before, after=row, data=facts
    )
