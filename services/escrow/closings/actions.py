"""What is done at the end of supervision (domain E12)."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.ids import new_id
from chassis.store import find
from chassis.writes import Work
from services.escrow.balance_checks import actions as balance_checks
from services.escrow.closings import rules, store
from services.escrow.closings.schemas import ClosingIn
from services.escrow.closings.store import closing
from services.escrow.deposits import actions as deposits
from services.escrow.documents import actions as documents
from services.escrow.freezes import actions as freezes
from services.escrow.ledger import actions as ledger
from services.escrow.milestones import actions as milestones
from services.escrow.projects import actions as projects
from services.escrow.projects.rules import MOVES
from services.escrow.reconciliation import actions as reconciliation


async def close(work: Work, project_id: UUID, body: ClosingIn) -> Row[Any]:
    """End the supervision of the proceeds: the account is empty, and its ledger sealed (E12).

    The deposit closes with it where the last unit is registered already. Raises InvalidState for a project that is not
    supervised, ClosingChecksFailed with every condition.
    """
    project = await projects.get(work, project_id, lock=True)
    work.match(project.version)
    MOVES.after(project.state, "close")
    if body.document_id is not None:
        await documents.require_one(work, body.document_id)
    account = await ledger.lock_of_project(work, project_id)
    assert account is not None, "a supervised project has an account"
    money = ledger.balances_of(account)
    facts = rules.Facts(
        last_milestone_confirmed=await milestones.is_last_confirmed(work, project_id),
        total=money.total,
        held=money.held,
        unmatched_units=await reconciliation.uncured(work, project_id, account.id),
        frozen=await freezes.is_frozen(work, project_id),
        balance_agrees=(await balance_checks.check(work, account.id))[0],
    )
    rules.require(rules.checks(facts))
    row = await _seal(work, project, account.id, body)
    after = await projects.move(work, project, "close")
    await deposits.settle(work, after)
    return row


async def _seal(work: Work, project: Row[Any], account_id: UUID, body: ClosingIn) -> Row[Any]:
    whole = await store.whole(work.connection, account_id)
    made = insert(closing).values(
        id=new_id(),
        project_id=project.id,
        account_id=account_id,
        closed_on=work.today,
        document_id=body.document_id,
        entries=whole.entries,
        money_in=whole.money_in,
        money_out=whole.money_out,
        ledger_digest=whole.digest,
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=project.sub_branch,
        outlet=project.outlet,
    )
    row: Row[Any] = (await work.connection.execute(made.returning(closing))).one()
    await store.seal(work.connection, account_id, work.now)
    facts = {"project_id": project.id, "entries": row.entries, "money_in": row.money_in, "digest": row.ledger_digest}
    await work.record("closing.make", row, data=facts)
    return row


async def get(task: Work | Reading, closing_id: UUID) -> Row[Any]:
    """One closing. Raises NotFound."""
    return await find(task.connection, closing, closing_id)
