"""Shapes that several capabilities publish: reasons, visits, and what a decision saw."""

from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from chassis.fields import Day, In, Money, Name, Note, Out
from services.scoring.policies.rules import Line

Findings = Annotated[Note, StringConstraints(min_length=1)]


class Investigation(In):
    """The report of the visit: by whom, when, and what was seen of the person, production and operations (S8)."""

    by: Name
    visited_on: Day
    findings: Findings


class ReasonOut(Out):
    """A reason: its stable code, the line it belongs to, and a sentence the customer could be told."""

    code: str
    line: Line
    detail: str


class SeenWarningOut(Out):
    """A warning that was open when it was decided."""

    id: UUID
    severity: str
    made_by: str


class SeenApplicationOut(Out):
    """Another manager's application that was under way when it was decided (S3)."""

    id: UUID
    made_by: str
    sub_branch: str


class SeenBookedOut(Out):
    """What was booked lately, in case the own record did not show the loan yet."""

    loan_ref: str
    amount: Money
