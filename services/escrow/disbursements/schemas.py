"""Disbursements as published."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from chassis.fields import Day, In, Money, Name, Note, Out, PositiveMoney, Ref, fault

DisbursementState = Literal[
    "requested", "reviewed", "confirmed", "paying", "settled", "returned", "failed", "rejected", "cancelled"
]
PayeeAccount = Annotated[str, StringConstraints(pattern=r"^[0-9]{6,32}$")]


class DisbursementIn(In):
    """A payment asked for. The payee is the contract's; where the plan line has no contract, it is named here."""

    fund_plan_line_id: UUID
    contract_id: UUID | None = None
    invoice_no: Ref
    amount: PositiveMoney
    document_ids: list[UUID] = Field(default_factory=list, max_length=50)
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
    value_date: Day
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
