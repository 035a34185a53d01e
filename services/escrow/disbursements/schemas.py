"""Disbursements as published."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from chassis.fields import Day, In, Money, Name, Note, Out, PositiveMoney, Ref, fault

DisbursementState = Literal[
    "requested", "reviewed", "confirmed", "paying", "settled", "returned", "failed", "rejected", "cancelled", "expired"
]
PayeeAccount = Annotated[str, StringConstraints(pattern=r"^[0-9]{6,32}$")]


class DisbursementIn(In):
    """A payment asked for. The payee is the contract's; where the plan line has no contract, it is named here."""

    fund_plan_line_id: UUID
    contract_id: UUID | None = None
    invoice_no: Ref
    amount: PositiveMoney
    document_ids: list[UUID] = Field(default_factory=list, max_length=50)
    authority_document_id: UUID | None = Field(
        None, description="The housing authority's written notice of, or approval to, this payment."
    )
    value_date: Day
    payee_name: Name | None = None
    payee_account: PayeeAccount | None = None

    @model_validator(mode="after")
    def _names_a_payee(self) -> "DisbursementIn":
        if self.contract_id is None and (self.payee_name is None or self.payee_account is None):
            raise fault(
                "PAYEE_MISSING",
                "Name a contract, or the payee and its account",
                "须注明合同，或收款人及其账号",
            )
        return self


class EditIn(In):
    """What is changed of a payment that is not paid yet; what is not named stays. Every approval is voided."""

    invoice_no: Ref | None = None
    amount: PositiveMoney | None = None
    document_ids: list[UUID] | None = Field(None, max_length=50)
    authority_document_id: UUID | None = None
    value_date: Day | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> "EditIn":
        if not self.model_dump(exclude_none=True):
            raise fault("NOTHING_TO_CHANGE", "Name what is to be changed", "须注明修改内容")
        return self


class CommentIn(In):
    """What the one who approves has to say."""

    comment: Note = ""


class ReasonIn(In):
    """Why it comes to nothing."""

    reason: Note = ""


class SettlementIn(In):
    """Core banking has paid: its own unique reference, and the day."""

    bank_ref: Ref
    settled_on: Day


class ReturnIn(In):
    """The money has come back: core banking's own unique reference, and why."""

    bank_ref: Ref
    reason: Note = ""


class CheckOut(Out):
    """One condition: whether it is met, whether it blocks, and what was compared."""

    code: str
    passed: bool
    blocking: bool
    detail: str


class StepOut(Out):
    """One step taken by a person."""

    step: Literal["review", "confirm", "pay"]
    by: str
    at: datetime
    comment: str | None
    content_sha256: str = Field(description="Of what was approved.")
    stands: bool = Field(description="Whether that is still what is asked for; an edit voids what was approved before.")


class DisbursementOut(Out):
    """A payment as it stands, with every condition as it was last looked at. `payee_account` is masked."""

    id: UUID
    project_id: UUID
    account_id: UUID
    fund_plan_line_id: UUID
    contract_id: UUID | None
    category: str
    payee_name: str
    payee_account: str
    invoice_no: str
    amount: Money
    is_large: bool
    document_ids: list[UUID]
    authority_document_id: UUID | None
    value_date: Day
    content_sha256: str = Field(description="Of what is asked for: what approvals are approvals of.")
    due_on: Day = Field(description="By when it is to be decided, in working days by its regime.")
    due_is_provisional: bool = Field(description="The calendar of that year has not been announced yet.")
    expires_on: Day = Field(description="The last day on which it can be handed to core banking.")
    state: DisbursementState
    checks: list[CheckOut]
    approvals: list[StepOut]
    end_reason: str | None
    settle_bank_ref: str | None
    settled_on: Day | None
    return_bank_ref: str | None
    policy_version: str
    allowed_actions: list[str]
    made_by: str
    made_at: datetime
    version: int
