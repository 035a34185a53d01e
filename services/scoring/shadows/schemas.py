"""Shadows as published."""

from datetime import datetime
from uuid import UUID

from chassis.fields import Money, Out


class Crossed(Out):
    """So many applications had one outcome live and the other by the shadow; `same` of them with the same amount."""

    live_outcome: str
    outcome: str
    decisions: int
    same: int


class ReasonDifference(Out):
    """How often a reason was given by the shadow alone, and by the live version alone."""

    code: str
    added: int
    dropped: int


class ShadowOut(Out):
    """A version's latest run beside the live one, and how the two differed."""

    id: UUID
    policy_version: str
    state: str
    started_by: str
    started_at: datetime
    stopped_by: str | None
    stopped_at: datetime | None
    decisions: int
    different: int
    outcomes: list[Crossed]
    reasons: list[ReasonDifference]


class DifferenceOut(Out):
    """One application that the shadow would have decided otherwise."""

    id: UUID
    credit_check_id: UUID
    number: int
    live_outcome: str
    outcome: str
    live_codes: list[str]
    codes: list[str]
    live_approved: Money | None
    approved: Money | None
