"""Receipts as published."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chassis.fields import Day, In, Out, PositiveMoney, Ref

Source = Literal["down_payment", "mortgage", "provident_fund", "development_loan", "developer_funds", "other"]


class ReceiptIn(In):
    """Money that core banking reports as received. `bank_ref` is its own unique reference."""

    source: Source
    amount: PositiveMoney
    bank_ref: Ref
    unit_no: Ref | None = None
    value_date: Day


class ReceiptOut(Out):
    """A receipt. `in_suspense`: sale proceeds that name no unit; in the total, not available."""

    id: UUID
    account_id: UUID
    source: Source
    amount: PositiveMoney
    bank_ref: str
    unit_no: str | None
    value_date: Day
    in_suspense: bool
    made_by: str
    made_at: datetime
