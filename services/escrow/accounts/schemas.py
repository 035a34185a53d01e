"""Supervised accounts as published."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from chassis.fields import In, Money, Out


class AccountIn(In):
    """A supervised account to be opened. `account_no` is core banking's number."""

    account_no: Annotated[str, StringConstraints(pattern=r"^[0-9]{8,32}$")]


class BalancesOut(Out):
    """Yuan. available = total - suspense - held - retained, never below zero."""

    total: Money
    held: Money
    retained: Money
    available: Money


class AccountOut(Out):
    """A supervised account. `suspense` is what came in as sale proceeds without naming a unit."""

    id: UUID
    project_id: UUID
    account_no: str
    balances: BalancesOut
    suspense: Money
    made_by: str
    made_at: datetime
