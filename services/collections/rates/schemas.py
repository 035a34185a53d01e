"""Rates and alerts as published."""

import datetime as moments
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.fields import Day, In, Note, Out, Ref, Share
from services.collections.policies.rules import ActionKind, Checkpoint, RateStatus
from services.collections.rates.rules import ActionState, AlertState, Scope

Report = Annotated[Note, StringConstraints(min_length=1)]


class IntervalOut(Out):
    """How sure the rate is: the 95 % Wilson interval."""

    lower: Share
    upper: Share


class RateOut(Out):
    """One day of a manager, outlet or sub-branch, frozen at its close. `customers`: with an instalment due in the
    settlement period; the others are those of them."""

    date: moments.date
    scope: Scope
    key: str
    period_end: moments.date = Field(description="The last day of the settlement period.")
    customers: int
    customers_in_arrears: int
    new_in_arrears: int = Field(description="Of these, with arrears of this period alone.")
    rate: Share
    interval: IntervalOut
    loans: int
    loans_in_arrears: int
    loan_rate: Share
    amount_rate: Share = Field(description="Of what fell due in the period, the part of loans in arrears.")
    checkpoint: Checkpoint | None
    status: RateStatus
    policy_version: str = Field(description="Of the benchmarks.")
    sub_branch: str
    outlet: str


class AlertOut(Out):
    """A status that obliges somebody. Closed by the last of its actions that is done."""

    id: UUID
    scope: Scope
    key: str
    date: moments.date
    checkpoint: Checkpoint
    status: RateStatus
    customers: int
    customers_in_arrears: int
    rate: Share
    interval: IntervalOut
    obliges: list[ActionKind]
    state: AlertState
    opened_at: datetime
    closed_at: datetime | None
    policy_version: str
    allowed_actions: list[str]
    sub_branch: str
    outlet: str
    version: int


class ActionIn(In):
    """Something more to be done about an alert: what, by whom, by when."""

    kind: ActionKind
    owner: Ref = Field(description="A person.")
    due_on: Day
    text: Report


class ActionDoneIn(In):
    """What was done, seen or decided."""

    report: Report


class ActionOut(Out):
    """What an alert obliges somebody to do."""

    id: UUID
    alert_id: UUID
    kind: ActionKind
    owner: str = Field(description="A person, or a role as `role@sub-branch`.")
    due_on: date
    text: str
    state: ActionState
    report: str | None
    done_by: str | None
    done_at: datetime | None
    allowed_actions: list[str]
    made_by: str
    made_at: datetime
    sub_branch: str
    outlet: str
    version: int
