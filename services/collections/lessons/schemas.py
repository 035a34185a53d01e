"""Lessons as published."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from chassis.fields import In, Name, Note, Out, Ref
from services.collections.lessons.rules import Kind, fold
from services.collections.policies.rules import Stage

Story = Annotated[Note, StringConstraints(min_length=1, max_length=4000)]
Tag = Annotated[Ref, StringConstraints(max_length=40), AfterValidator(fold)]


class LessonIn(In):
    """A short look back at a closed case: what happened, and what follows from it for others."""

    case_id: UUID
    kind: Kind = Field(description="Whether it went well or not.")
    title: Name
    story: Story = Field(description="What happened.")
    lesson: Story = Field(description="What to do, or not to do, another time.")
    tags: list[Tag] = Field(default_factory=list, max_length=10)


class LessonOut(Out):
    """A lesson. Product, origin and stage are those of the case when it was looked back at."""

    id: UUID
    case_id: UUID
    loan_id: UUID
    product: str
    originated_by: str
    stage: Stage
    kind: Kind
    title: str
    story: str
    lesson: str
    tags: list[str]
    sub_branch: str
    outlet: str
    made_by: str
    made_at: datetime
