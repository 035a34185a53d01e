"""Closings as published."""

from datetime import datetime
from uuid import UUID

from chassis.fields import Day, In, Money, Out


class ClosingIn(In):
    """The paper that supervision ends with, such as the housing authority's certificate."""

    document_id: UUID | None = None


class ClosingOut(Out):
    """The end of supervision. `ledger_digest` is the SHA-256 of all entries: nothing is added to them."""

    id: UUID
    project_id: UUID
    account_id: UUID
    closed_on: Day
    document_id: UUID | None
    entries: int
    money_in: Money
    money_out: Money
    ledger_digest: str
    made_by: str
    made_at: datetime
