"""What is done with balance checks: made by core banking's report, explained by people, looked at by payments."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.errors import Text
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.escrow.accounts import actions as accounts
from services.escrow.alerts import actions as alerts
from services.escrow.balance_checks import rules, store
from services.escrow.balance_checks.schemas import BalanceCheckIn, ExplanationIn
from services.escrow.balance_checks.store import balance_check
from services.escrow.documents import actions as documents
from services.escrow.ledger import actions as ledger
from services.escrow.projects import actions as projects


async def compare(work: Work, account_id: UUID, body: BalanceCheckIn) -> Row[Any]:
    """Set the account's total at the end of a day beside core banking's (E14). A difference opens an alert."""
    account = await accounts.get(work, account_id)
    as_of = body.as_of or work.today
    rules.require_not_future(as_of, work.today)
    await ledger.lock_of_project(work, account.project_id)
    ours = await ledger.total_on(work, account_id, as_of)
    made = insert(balance_check).values(
        id=new_id(),
        account_id=account_id,
        project_id=account.project_id,
        as_of=as_of,
        ours=ours,
        core_banking=body.balance,
        state=rules.state_of(ours, body.balance),
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        sub_branch=account.sub_branch,
        outlet=account.outlet,
    )
    row: Row[Any] = (await work.connection.execute(made.returning(balance_check))).one()
    await work.record("balance_check.make", row, data=_facts(row))
    await _tell(work, row)
    return row


async def explain(work: Work, check_id: UUID, body: ExplanationIn) -> Row[Any]:
    """Say why the books differ: payments may go on (E14). Raises InvalidState for one that agrees or is explained."""
    seen = await find(work.connection, balance_check, check_id)
    work.not_by(seen.made_by)
    await documents.require(work, body.document_ids)
    await ledger.lock_of_project(work, seen.project_id)
    row = await find(work.connection, balance_check, check_id, lock=True)
    after = await amend(
        work.connection,
        balance_check,
        row,
        state=rules.MOVES.after(row.state, "explain"),
        explanation=body.explanation,
        document_ids=body.document_ids,
        explained_by=work.actor.sub,
        explained_at=work.now,
    )
    await work.record("balance_check.explain", after, before=row, data=_facts(after))
    await _tell(work, after)
    return after


async def get(task: Work | Reading, check_id: UUID) -> Row[Any]:
    """One check. Raises NotFound."""
    return await find(task.connection, balance_check, check_id)


async def check(work: Work, account_id: UUID) -> tuple[bool, Text]:
    """BALANCE_AGREES: the latest check shows no unexplained difference."""
    return told(await store.latest(work.connection, account_id))


LATEST = store.LATEST
"""The latest check of `account_id`, for whoever asks it together with other things."""


def told(row: Row[Any] | None) -> tuple[bool, Text]:
    """BALANCE_AGREES, of the latest check."""
    return rules.agrees(row.state if row else None, row.core_banking - row.ours if row else Decimal(0))


async def _tell(work: Work, row: Row[Any]) -> None:
    latest = await store.latest(work.connection, row.account_id)
    project = await projects.get(work, row.project_id)
    differing = latest is not None and latest.state == "differing"
    details = {"as_of": f"{latest.as_of}", "difference": f"{latest.core_banking - latest.ours:.2f}"} if latest else {}
    await alerts.state(work, project, {"BALANCE_DIFFERS": details if differing else None})


def _facts(row: Row[Any]) -> dict[str, Any]:
    names = ("project_id", "account_id", "as_of", "ours", "core_banking", "state")
    return {name: getattr(row, name) for name in names}
