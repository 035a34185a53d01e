"""What is done with freezes: served and lifted."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.errors import Text
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.escrow.documents import actions as documents
from services.escrow.freezes import rules, store
from services.escrow.freezes.rules import MOVES, NotFrozen, Payment, ProjectFrozen
from services.escrow.freezes.schemas import FreezeIn, UnfreezeIn
from services.escrow.freezes.store import court_freeze
from services.escrow.ledger import actions as ledger
from services.escrow.projects import actions as projects


async def freeze_project(work: Work, project_id: UUID, body: FreezeIn) -> Row[Any]:
    """Put the account under a court's order (E13). Raises ProjectFrozen while one stands, InvalidState with no account.

    The project counts as decided on: its version rises.
    """
    project = await _decided_on(work, project_id)
    rules.require_supervised(project.state)
    rules.require_not_future(body.frozen_on, work.today)
    await documents.require_one(work, body.document_id)
    if await store.standing(work.connection, project_id) is not None:
        raise ProjectFrozen
    made = insert(court_freeze).values(
        id=new_id(),
        project_id=project_id,
        state="frozen",
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        sub_branch=project.sub_branch,
        outlet=project.outlet,
        **body.model_dump(),
    )
    row: Row[Any] = (await work.connection.execute(made.returning(court_freeze))).one()
    await projects.touch(work, project)
    await work.record("freeze.serve", row, data=_facts(row))
    return row


async def unfreeze_project(work: Work, project_id: UUID, body: UnfreezeIn) -> Row[Any]:
    """End the freeze by the court's order. Raises NotFrozen; MakerIsChecker for who entered the freeze (O3)."""
    project = await _decided_on(work, project_id)
    standing = await store.standing(work.connection, project_id)
    if standing is None:
        raise NotFrozen
    work.not_by(standing.made_by)
    await documents.require_one(work, body.document_id)
    after = await amend(
        work.connection,
        court_freeze,
        standing,
        state=MOVES.after(standing.state, "unfreeze"),
        lift_order_no=body.order_no,
        lift_document_id=body.document_id,
        lifted_by=work.actor.sub,
        lifted_at=work.now,
    )
    await projects.touch(work, project)
    await work.record("freeze.lift", after, before=standing, data=_facts(after))
    return after


async def get(task: Work | Reading, freeze_id: UUID) -> Row[Any]:
    """One freeze. Raises NotFound."""
    return await find(task.connection, court_freeze, freeze_id)


async def is_frozen(task: Work | Reading, project_id: UUID) -> bool:
    """Whether the project is under a court's order."""
    return await store.standing(task.connection, project_id) is not None


async def check(work: Work, project_id: UUID, payment: Payment, supervised_amount: Decimal) -> tuple[bool, Text]:
    """ACCOUNT_NOT_FROZEN: no court's order stands, or the payment may be made in spite of it (E13)."""
    return told(await store.standing(work.connection, project_id), payment, supervised_amount)


STANDING = store.STANDING
"""The freeze that `project_id` is under, for whoever asks it together with other things."""


def told(standing: Row[Any] | None, payment: Payment, supervised_amount: Decimal) -> tuple[bool, Text]:
    """ACCOUNT_NOT_FROZEN, of the freeze that stands."""
    if standing is None:
        return True, Text("no court has frozen the account", "账户未被司法冻结")
    return rules.passes(payment, supervised_amount)


async def _decided_on(work: Work, project_id: UUID) -> Row[Any]:
    """The project as its decider has seen it, locked with its account: payments are judged before or after."""
    project = await projects.get(work, project_id, lock=True)
    work.match(project.version)
    await ledger.lock_of_project(work, project_id)
    return project


def _facts(row: Row[Any]) -> dict[str, Any]:
    names = ("project_id", "state", "authority", "order_no", "frozen_on", "lift_order_no")
    return {name: getattr(row, name) for name in names}
