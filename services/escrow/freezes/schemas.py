"""Freezes as published."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chassis.fields import Day, In, Name, Out, Ref


class FreezeIn(In):
    """A court's order, as served on the bank."""

    authority: Name
    order_no: Ref
    frozen_on: Day
    document_id: UUID


class UnfreezeIn(In):
    """The court's order that ends it."""

    order_no: Ref
    document_id: UUID


class FreezeOut(Out):
    """A freeze, standing or lifted."""

    id: UUID
    project_id: UUID
    state: Literal["frozen", "lifted"]
    authority: str
    order_no: str
    frozen_on: Day
    document_id: UUID
    made_by: str
    made_at: datetime
    lift_order_no: str | None
    lift_document_id: UUID | None
    lifted_by: str | None
    lifted_at: datetime | None
