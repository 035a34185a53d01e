"""Tasks as published."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from chassis.fields import In, Note, Out
from services.collections.policies.rules import Stage
from services.collections.tasks.rules import TaskKind, TaskState


class ReasonOut(Out):
    """One reason, by its code and in words."""

    code: str
    text: str


class TaskOut(Out):
    """What somebody is to do next, and why."""

    id: UUID
    kind: TaskKind
    state: TaskState
    assignee: str = Field(description="A person, or a role as `role@sub-branch`.")
    next_step: str
    next_step_text: str = Field(description="What to do, in words.")
    why: list[ReasonOut]
    key_customer: bool
    priority: int
    due_at: datetime
    late_on: date | None = Field(description="The close that found it late.")
    stage: Stage | None = Field(description="The step of the ladder, where it is one.")
    escalates_to: str | None
    contact_barred: bool = Field(description="C7: nobody of the party of this step may be contacted now.")
    loan_id: UUID | None
    case_id: UUID | None
    customer_ref: str | None
    subject_id: UUID | None = Field(description="What else it is about: a promise, a clock, an action of an alert.")
    opened_on: date
    opened_at: datetime
    ended_at: datetime | None
    ended_by: str | None
    note: str | None
    allowed_actions: list[str]
    sub_branch: str
    outlet: str
    version: int


class CompletionIn(In):
    """What was done."""

    note: Note = ""
