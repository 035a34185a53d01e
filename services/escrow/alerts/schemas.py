"""Alerts as published."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from chassis.fields import In, Note, Out
from services.escrow.alerts.rules import AlertKind

AlertState = Literal["open", "acknowledged", "lifted"]


class AcknowledgementIn(In):
    """What is being done about it."""

    comment: Note = ""


class AlertOut(Out):
    """An alert. `details` are the figures behind it, as last found; it is lifted by what opened it, once cured."""

    id: UUID
    project_id: UUID
    kind: AlertKind
    title: str
    state: AlertState
    details: dict[str, Any]
    opened_at: datetime
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    comment: str | None
    lifted_at: datetime | None
    allowed_actions: list[str]
    version: int
