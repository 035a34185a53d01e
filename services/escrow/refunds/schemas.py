"""Refunds as published."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.fields import Day, In, Money, Note, Out, PositiveMoney, Ref

RefundState = Literal[
    "requested", "reviewed", "confirmed", "paying", "settled", "returned", "failed", "rejected", "cancelled", "expired"
]


class RefundIn(In):
    """Money to go back to the buyer of a cancelled filing, the way it came: core banking knows the payer's account."""

    sale_filing_id: UUID
    amount: PositiveMoney
    document_ids: list[UUID] = Field(default_factory=list, max_length=50)
    authority_document_id: UUID | None = Field(
        None, description="The housing authority's written approval, which a frozen account needs (E13)."
    )


class RefundCommentIn(In):
    """What the one who approves has to say."""

    comment: Note = ""


class RefundReasonIn(In):
    """Why it comes to nothing."""

    reason: Note = ""


class RefundSettlementIn(In):
    """Core banking has paid: its own unique reference, and the day."""

    bank_ref: Ref
    settled_on: Day


class RefundReturnIn(In):
    """The money has come back: core banking's own unique reference, and why."""

    bank_ref: Ref
    reason: Note = ""


class RefundCheckOut(Out):
    """One condition: whether it is met, whether it blocks, and what was compared."""

    code: str
    passed: bool
    blocking: bool
    detail: str


class RefundStepOut(Out):
    """One step taken by a person."""

    step: Literal["review", "confirm", "pay"]
    by: str
    at: datetime
    comment: str | None


class RefundOut(Out):
    """A refund as it stands, with every condition as it was last looked at."""

    id: UUID
    project_id: UUID
    account_id: UUID
    sale_filing_id: UUID
    amount: Money
    is_large: bool
    document_ids: list[UUID]
    authority_document_id: UUID | None
    state: RefundState
    checks: list[RefundCheckOut]
    approvals: list[RefundStepOut]
    expires_on: Day
    end_reason: str | None
    settle_bank_ref: str | None
    settled_on: Day | None
    return_bank_ref: str | None
    policy_version: str
    allowed_actions: list[str]
    made_by: str
    made_at: datetime
    version: int
