"""Research rounds and answers as published."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from chassis.fields import Day, In, Name, Out, fault
from chassis.personal import looks_personal
from services.customer.research.rules import RoundState

Quarter = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-Q[1-4]$"), Field(examples=["2026-Q1"])]


def _without_numbers(value: str) -> str:
    if looks_personal(value):
        raise fault("PERSONAL_DATA_IN_TEXT", "The text must not hold anybody's number", "不得包含证件号码或电话号码")
    return value


Words = Annotated[str, StringConstraints(min_length=1, max_length=8000), AfterValidator(_without_numbers)]


class ResearchRoundIn(In):
    """What the sub-branches are asked, and until when."""

    quarter: Quarter
    title: Name
    outline: Words
    due_on: Day


class ResearchClosingIn(In):
    """What the answers say, read together."""

    findings: Words


class ResearchRoundOut(Out):
    """A research round (T8)."""

    id: UUID
    quarter: str
    title: str
    outline: str
    due_on: Day
    state: RoundState
    findings: str | None
    closed_by: str | None
    closed_at: datetime | None
    made_by: str
    made_at: datetime
    version: int
    allowed_actions: list[str]


class ResearchAnswerIn(In):
    """What a sub-branch found."""

    answer: Words


class ResearchAnswerOut(Out):
    """A sub-branch's answer; there is one for each round."""

    id: UUID
    research_round_id: UUID
    sub_branch: str
    answer: str
    made_by: str
    made_at: datetime
