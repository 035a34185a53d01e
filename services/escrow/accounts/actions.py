"""What is done with supervised accounts."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.ids import new_id
from chassis.store import find
from chassis.writes import Work
from services.escrow.accounts.schemas import AccountIn
from services.escrow.accounts.store import account
from services.escrow.agreements import actions as agreements
from services.escrow.agreements.rules import NoSignedAgreement
from services.escrow.ledger import actions as ledger
from services.escrow.milestones import actions as milestones
from services.escrow.projects import actions as projects


async def open_for(work: Work, project_id: UUID, body: AccountIn) -> Row[Any]:
    """Open the project's supervised account (E3). Raises NoSignedAgreement (E2); one per project (AccountExists)."""
    project = await projects.get(work, project_id, lock=True)
    agreement = await agreements.signed(work, project_id)
    if agreement is None:
        raise NoSignedAgreement
    account_id = new_id()
    retained = await milestones.retained(work, project_id, agreement.supervised_amount)
    await ledger.open_account(work, account_id, project, retained)
    made = insert(account).values(
        id=account_id,
        project_id=project_id,
        account_no=body.account_no,
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=project.sub_branch,
        outlet=project.outlet,
    )
    row: Row[Any] = (await work.connection.execute(made.returning(account))).one()
    await work.record("account.open", row, data={"project_id": project_id, "retained": retained})
    await projects.move(work, project, "supervise")
    return row


async def get(task: Work | Reading, account_id: UUID) -> Row[Any]:
    """One account. Raises NotFound."""
    return await find(task.connection, account, account_id)
