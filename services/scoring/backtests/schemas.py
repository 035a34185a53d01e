"""Back-tests as published."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StrictBool

from chassis.fields import In, Out, ShareOfOne, fault
from services.scoring.bureau.rules import status_fault


def _readable(value: str) -> str:
    found = status_fault(value)
    if found is not None:
        code, message = found
        raise fault(code, message.en, message.zh)
    return value


class History(In):
    """One line of the file: what a customer's months were, and whether a default came next."""

    status_24m: Annotated[str, AfterValidator(_readable)]
    defaulted: StrictBool


class ReasonFigures(Out):
    """How many histories one reason refuses, and how many of those went bad. A history counts under each of its own."""

    code: str
    histories: int
    refused_share: ShareOfOne | None
    refused_bad_rate: ShareOfOne | None


class MonthsFigures(Out):
    """How many histories had so many months behind, and how many of those went bad."""

    months_behind: int
    histories: int
    bad_rate: ShareOfOne | None


class BacktestOut(Out):
    """What the bureau line of a policy version would have done. Rates are null where there is nobody to count."""

    id: UUID
    policy_version: str
    state: Literal["completed"] = Field(description="A back-test is done when it is answered.")
    sha256: str = Field(description="Of the file.")
    histories: int
    refused: int
    refused_share: ShareOfOne | None
    refused_bad_rate: ShareOfOne | None
    passed_bad_rate: ShareOfOne | None
    by_reason: list[ReasonFigures]
    by_months_behind: list[MonthsFigures]
    made_by: str
    made_at: datetime
