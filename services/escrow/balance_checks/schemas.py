"""Balance checks as published."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from chassis.fields import Day, In, Money, Note, Out


class BalanceCheckIn(In):
    """What core banking's books show for the account at the end of a day (today unless told)."""

    balance: Money
    as_of: Day | None = None


class ExplanationIn(In):
    """Why the books differ, and the papers that show it."""

    explanation: Annotated[Note, Field(min_length=1)]
    document_ids: list[UUID] = Field(default_factory=list, max_length=50)


class BalanceCheckOut(Out):
    """One comparison: `difference` = core banking's balance - ours, both at the end of `as_of`."""

    id: UUID
    account_id: UUID
    project_id: UUID
    as_of: Day
    balance: Money
    ledger_balance: Money
    difference: Money
    state: Literal["agreeing", "differing", "explained"]
    explanation: str | None
    document_ids: list[UUID] | None
    explained_by: str | None
    explained_at: datetime | None
    allowed_actions: list[str]
    made_by: str
    made_at: datetime
    version: int
