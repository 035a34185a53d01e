"""Responsibility and transfers as published."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from chassis.fields import In, Note, Out, Ref, fault
from services.collections.responsibilities.rules import How, Outcome, TransferState

Reason = Annotated[Note, StringConstraints(min_length=1, max_length=500)]
HandOver = Annotated[Note, StringConstraints(min_length=1, max_length=4000)]


def _each_once(ids: list[UUID]) -> list[UUID]:
    if len(set(ids)) < len(ids):
        raise fault("LOAN_TWICE", "A loan is named twice", "同一贷款重复列出")
    return ids


class TransferIn(In):
    """Loans to be handed over: those named by `loan_ids`, or with `whole_portfolio` all that `from_manager` holds and
    that are not paid off. `note` is the hand-over note that the receiver reads."""

    from_manager: Ref
    to_manager: Ref
    to_outlet: Ref = Field(description="Where the receiver works.")
    whole_portfolio: Annotated[bool, Field(strict=True)] = False
    loan_ids: Annotated[list[UUID], Field(min_length=1, max_length=1000), AfterValidator(_each_once)] | None = None
    reason: Reason
    note: HandOver

    @model_validator(mode="after")
    def _one_way(self) -> "TransferIn":
        if self.whole_portfolio == (self.loan_ids is not None):
            raise fault(
                "LOANS_OR_PORTFOLIO",
                "Name loan_ids, or say whole_portfolio",
                "请列出 loan_ids 或设置 whole_portfolio，二者选一",
            )
        return self


class TransferRejectIn(In):
    """Why the receiver does not take them over."""

    reason: Reason


class TransferOut(Out):
    """A transfer. `moved` and `stayed` are known once it is confirmed; …/loans names each."""

    id: UUID
    state: TransferState
    from_manager: str
    to_manager: str
    to_outlet: str
    whole_portfolio: bool
    loan_ids: list[UUID] | None
    reason: str
    note: str
    moved: int | None
    stayed: int | None = Field(description="Loans of another outlet's own, which stay with it.")
    effective_on: date | None = Field(description="The business date from which on the receiver is responsible.")
    sub_branch: str
    decided_by: str | None
    decided_at: datetime | None
    version: int
    allowed_actions: list[str]
    made_by: str
    made_at: datetime


class TransferredOut(Out):
    """What became of one loan of a transfer."""

    loan_id: UUID
    external_ref: str
    outcome: Outcome


class PeriodOut(Out):
    """Who was responsible from a business date on (null: from the start) until the day before the next."""

    account_manager: str
    from_on: date | None
    until_on: date | None
    how: How
    transfer_id: UUID | None
    note: str | None = Field(description="The hand-over note of the transfer.")
    recorded_at: datetime


class ResponsibleOut(Out):
    """G3: who answered for a loan when. `as_of` is the last close's date unless another was asked for."""

    loan_id: UUID
    as_of: date
    account_manager: str = Field(description="On `as_of`.")
    now: str
    approved_by: str | None = Field(description="As core banking reported it; null where it did not.")
    first_arrears_on: date | None = Field(description="The first close at which it was at least a day past due.")
    at_first_arrears: str | None
    followed_by: str = Field(description="`outlet` for a loan that an outlet sold, else `personal_dept`.")
    sub_branch: str
    outlet: str
    periods: list[PeriodOut]
