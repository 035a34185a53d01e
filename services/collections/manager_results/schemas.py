"""Managers' results as published."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from chassis.fields import Out, Share


class CheckpointOut(Out):
    """The manager's own curve at a checkpoint (C5), as it was frozen then."""

    checkpoint: str
    date: date
    customers: int
    customers_in_arrears: int
    rate: Share
    status: str


class ManagerResultOut(Out):
    """The results of one account manager in a month, frozen by the close of its last day."""

    id: UUID
    period: str
    account_manager: str
    sub_branch: str
    outlet: str = Field(description="`*` for a manager with loans of several.")
    checkpoints: list[CheckpointOut]
    cases_opened: int
    cases_cured: int
    cases_open: int = Field(description="On the last day.")
    cure_rate: Share | None = Field(description="Cured of those that were cured or are open; null without any.")
    tasks_done: int
    tasks_on_time: int
    tasks_late: int = Field(description="Steps that became late in the month.")
    on_time_rate: Share | None = Field(description="On time of those done; null without any.")
    promises_kept: int
    promises_broken: int
    reviews_opened: int
    reviews_brought_back: int
    reviews_due: int = Field(description="Not brought back in time, and not decided yet on the last day.")
    reviews_exempt: int = Field(description="Decided as `due_diligence_exempt`.")
    reviews_accountable: int = Field(description="Decisions that hold this person to account.")
    files_late: int = Field(description="On the last day.")
    correlation_ids: list[UUID] = Field(
        description="The arrears that count against the manager: opened in the month or open on its last day, the "
        "newest 50. Those before them are listed by `/cases?assignee=`."
    )
    frozen_on: date
    frozen_at: datetime
