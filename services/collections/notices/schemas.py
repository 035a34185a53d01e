"""Notices as published."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from chassis.fields import Out


class NoticeOut(Out):
    """What a close has put before somebody. The tasks themselves are in the worklist."""

    id: UUID
    business_date: date
    recipient: str = Field(description="A person, or a role as `role@sub-branch`.")
    assigned: int = Field(description="Tasks that were put before them.")
    late: int = Field(description="Tasks of theirs that are late.")
    sent_up: int = Field(description="Of those assigned, what was sent up to them.")
    made_at: datetime
    sub_branch: str
    outlet: str
