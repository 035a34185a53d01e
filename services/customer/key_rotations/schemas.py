"""Rotations of the key of personal data as published."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.fields import In, Out, Progress
from services.customer.key_rotations.rules import RotationState


class RotationIn(In):
    """Nothing needs to be said: numbers move to the current key of the key file."""


class RotationCounts(Out):
    """Customers read, over all passes, and of these whose numbers were sealed anew."""

    read: int
    resealed: int


class RotationOut(Out):
    """A rotation, as far as it is."""

    id: UUID
    state: RotationState
    progress: Progress
    counts: RotationCounts
    key_id: str = Field(description="The key that everything is under at the end.")
    passes: int = Field(description="How often the whole book was gone over; the last one found nothing left.")
    made_by: str
    made_at: datetime
    finished_at: datetime | None
