"""Watch actions and disposal plans as published."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.fields import AmountOrZero, Day, In, Money, Note, Out, PositiveMoney, Ref
from services.collections.arrears.rules import RiskClass
from services.collections.disposals.rules import Method, Outcome, PlanState, WatchKind, WatchState

Told = Annotated[Note, StringConstraints(min_length=1, max_length=2000)]


class WatchActionIn(In):
    """What is to be done so that a watched loan does not turn bad; the loan's account manager's unless told."""

    kind: WatchKind
    task: Told
    due_on: Day
    owner: Ref | None = None


class WatchResultIn(In):
    """What came of it."""

    result: Told


class WatchActionOut(Out):
    """An action on a loan of special mention."""

    id: UUID
    loan_id: UUID
    kind: WatchKind
    task: str
    owner: str
    due_on: date
    state: WatchState
    result: str | None
    done_by: str | None
    done_on: date | None
    version: int
    allowed_actions: list[str]
    made_by: str
    made_at: datetime


class DisposalPlanIn(In):
    """How a bad loan is to be dealt with: what it should bring, by when, who sees to it and how."""

    method: Method
    target: PositiveMoney
    due_on: Day
    owner: Ref | None = None
    steps: Told


class DisposalClosingIn(In):
    """What came of the plan as a whole."""

    outcome: Outcome
    reason: Told


class DisposalResultIn(In):
    """Something that came of the plan: an amount, or none yet."""

    on: Day
    amount: AmountOrZero
    note: Told
    document_ref: Ref | None = None


class DisposalResultOut(Out):
    """A result of a plan."""

    id: UUID
    plan_id: UUID
    on: date
    amount: Money
    note: str
    document_ref: str | None
    made_by: str
    made_at: datetime


class DisposalPlanOut(Out):
    """A disposal plan with its results so far."""

    id: UUID
    loan_id: UUID
    method: Method
    target: Money
    due_on: date
    owner: str
    steps: str
    state: PlanState
    recovered: Money = Field(description="What its results add up to.")
    repaid: Money = Field(description="What was repaid on the loan since the plan was approved.")
    decided_by: str | None
    decided_on: date | None
    outcome: Outcome | None
    closing_reason: str | None
    closed_by: str | None
    closed_on: date | None
    version: int
    allowed_actions: list[str]
    made_by: str
    made_at: datetime


class BadLoanOut(Out):
    """A bad loan as of the last close, and the plan under way for it, if there is one."""

    loan_id: UUID
    external_ref: str
    customer_ref: str
    account_manager: str
    risk_class: RiskClass
    outstanding_principal: Money
    oldest_due_on: date | None
    sub_branch: str
    outlet: str
    plan_id: UUID | None
    plan_state: PlanState | None
