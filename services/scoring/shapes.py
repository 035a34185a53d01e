"""Shapes that several capabilities publish: reasons, visits, and what a decision saw."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query as Parameter
from pydantic import StringConstraints

from chassis.fields import Day, In, Name, Note, Out
from services.scoring.policies.rules import Line, Reason

Findings = Annotated[Note, StringConstraints(min_length=1)]


CorrelationIds = Annotated[
    list[UUID] | None,
    Parameter(max_length=50, description="Of arrears, as collections names them; repeat it for several."),
]
"""By which arrears a list is asked for."""


def several(correlation_ids: Sequence[UUID] | None) -> list[UUID]:
    """Each of those that were asked for once, in one order whatever theirs was."""
    return sorted(set(correlation_ids or ()))


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


def said(reasons: Sequence[Reason], *, chinese: bool) -> list[ReasonOut]:
    """Reasons in the reader's language."""
    return [
        ReasonOut(code=one.code, line=one.line, detail=one.detail.zh if chinese else one.detail.en) for one in reasons
    ]


def said_then(reasons: Sequence[Mapping[str, Any]], *, chinese: bool) -> list[ReasonOut]:
    """Reasons as they were kept, in the reader's language."""
    language = "zh" if chinese else "en"
    return [ReasonOut(code=one["code"], line=one["line"], detail=one["detail"][language]) for one in reasons]


def investigation_of(found: Investigation | None) -> dict[str, Any] | None:
    """A report of a visit as it is kept."""
    return None if found is None else found.model_dump(mode="json")
