"""Ledger entries as published."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chassis.fields import Day, Money, Out


class EntryOut(Out):
    """One entry: signed amount (money out is negative) and the balance after it."""

    number: int
    transfer_id: UUID
    kind: Literal["receive", "pay", "return"]
    amount: Money
    balance: Money
    reference: str
    value_date: Day
    recorded_at: datetime
