"""What is done with the ledger: opened, posted to, read. Everything else about money goes through here."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.admission import Reading
from chassis.errors import NotFound
from chassis.ids import new_id
from chassis.writes import Work
from services.escrow.ledger import store
from services.escrow.ledger.rules import Balances, InsufficientFunds, Posting, PostingKind


async def open_account(work: Work, account_id: UUID, project: Row[Any], retained: Decimal) -> None:
    """Open the ledger's side of a supervised account, empty, with what must stay in it once there is money (E10)."""
    clearing_id = new_id()
    node = {"project_id": project.id, "sub_branch": project.sub_branch, "outlet": project.outlet}
    await store.open_pair(
        work.connection,
        {"id": account_id, "kind": "supervised", "clearing_id": clearing_id, "retained": retained, **node},
        {"id": clearing_id, "kind": "clearing", **node},
    )


async def post(work: Work, posting: Posting) -> None:
    """Post one instruction. Raises InsufficientFunds; LookupError for a hold or an account that cannot be meant."""
    (outcome,) = await store.post(work.connection, [posting], work.now)
    require_posted(outcome, posting.kind)


HOLD = store.HOLD
"""What `post` does to hold an amount, for whoever does it together with other things; see `require_posted`."""

LOCKED = store.LOCKED
"""The supervised account of `project_id`, locked, for whoever asks it together with other things."""


def require_posted(outcome: str, kind: PostingKind) -> None:
    """Raises InsufficientFunds; LookupError for a hold or an account that cannot be meant."""
    if outcome == "insufficient":
        raise InsufficientFunds
    if outcome != "posted":
        raise LookupError(f"the ledger answered {outcome} to a {kind}")


async def retain(work: Work, project_id: UUID, amount: Decimal) -> None:
    """Set what must stay in the project's supervised account, in yuan, if it has one yet (E10)."""
    row = await store.find_of_project(work.connection, project_id, lock=True)
    if row is not None:
        await store.set_retained(work.connection, row.id, amount)


async def lock_of_project(work: Work, project_id: UUID) -> Row[Any] | None:
    """The project's supervised account, locked: whoever decides about its money decides alone."""
    return await store.find_of_project(work.connection, project_id, lock=True)


async def balances(task: Work | Reading, account_id: UUID) -> Balances:
    """What is in a supervised account now. Raises NotFound."""
    row = await store.find(task.connection, account_id)
    if row is None:
        raise NotFound
    return balances_of(row)


async def project_of(task: Work | Reading, account_id: UUID) -> UUID:
    """The project whose supervised account it is. Raises NotFound."""
    row = await store.find(task.connection, account_id)
    if row is None:
        raise NotFound
    project_id: UUID = row.project_id
    return project_id


async def total_on(task: Work | Reading, account_id: UUID, on: date) -> Decimal:
    """What was in an account at the end of a day, by the value dates of its entries, in yuan."""
    return await store.total_on(task.connection, account_id, on)


def balances_of(row: Row[Any]) -> Balances:
    """The balances in a ledger account's row."""
    return Balances(row.total, row.held, row.suspense, row.retained)
