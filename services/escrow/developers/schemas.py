"""Developers as published."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from chassis.fields import Day, In, Name, Note, Out, fault
from services.escrow.developers.rules import is_credit_code


def _credit_code(value: str) -> str:
    if not is_credit_code(value):
        raise fault(
            "USCC_INVALID",
            "Not a unified social credit code: 18 characters with a check character",
            "统一社会信用代码无效：须为 18 位且校验码正确",
        )
    return value


CreditCode = Annotated[str, AfterValidator(_credit_code), Field(examples=["91371300MA3C4D5E6F"])]
Grade = Literal["first", "second", "third", "fourth", "provisional"]


class PastProject(In):
    """One project of the developer's past record (E1)."""

    name: Name
    completed_on: Day | None = None
    remarks: Note = ""


class DeveloperIn(In):
    """A developer to be registered."""

    name: Name
    uscc: CreditCode
    qualification_grade: Grade
    track_record: list[PastProject] = Field(default_factory=list, max_length=200)


class DeveloperOut(Out):
    """A developer on the bank's books."""

    id: UUID
    name: str
    uscc: str
    qualification_grade: Grade
    track_record: list[PastProject]
    made_by: str
    made_at: datetime
