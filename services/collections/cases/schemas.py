"""Cases as published."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from chassis.fields import Out
from services.collections.cases.rules import CaseState
from services.collections.policies.rules import Stage


class CaseOut(Out):
    """A loan in arrears, and who works on it. `days_past_due` is the loan's at the last close."""

    id: UUID
    loan_id: UUID
    customer_ref: str
    state: CaseState
    stage: Stage = Field(description="Who is to be reached now: the step of the ladder.")
    assignee: str = Field(description="The loan's account manager.")
    due_at: datetime = Field(description="By when this step is to be done.")
    escalates_to: str = Field(description="The role that hears of it when it is late.")
    days_past_due: int
    opened_on: date = Field(description="The business date of the close that opened it.")
    opened_at: datetime
    closed_on: date | None
    closed_at: datetime | None
    policy_version: str = Field(description="Of the ladder.")
    allowed_actions: list[str]
    sub_branch: str
    outlet: str
    version: int
