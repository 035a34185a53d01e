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
    """A receipt. `in_suspense`: sale proceeds whose unit nobody has named yet; in the total, not available.

    `identified_unit_no` is the unit that they count for, where two persons have named another than core banking did.
    """

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
    identified_unit_no: str | None = None
