"""The ledger's words: what is posted, and why a posting is refused (domain E3)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from chassis.errors import Conflict, Refused, Text
from chassis.money import ZERO

# The constraint that holds an account within what an answer can show.
TOTAL_WITHIN_BOUNDS = "ledger_account_total_within_bounds"

PostingKind = Literal["receive", "hold", "release", "pay", "return"]


class InsufficientFunds(Refused):
    code = "INSUFFICIENT_FUNDS"
    title = Text("The account does not have that much available", "账户可用余额不足")


class BalanceTooLarge(Refused):
    """No account comes to hold more than an answer can show: a thousand trillion yuan."""

    code = "BALANCE_TOO_LARGE"
    title = Text("The account cannot hold that much more", "入账后账户余额将超过系统上限")


class AccountSealed(Conflict):
    """E12: supervision has ended, and nothing is added to its ledger."""

    code = "ACCOUNT_SEALED"
    title = Text("The account was closed and its ledger sealed", "专户已销户，台账已封存")


@dataclass(frozen=True)
class Posting:
    """One instruction to the ledger. `amount`, in yuan, counts for `receive` and `hold`; the rest take the hold's."""

    kind: PostingKind
    account_id: UUID
    transfer_id: UUID
    reference: str
    value_date: date
    amount: Decimal = ZERO
    hold_id: UUID | None = None


@dataclass(frozen=True)
class Balances:
    """What is in an account, in yuan. `suspense` is money whose purpose nobody has named yet."""

    total: Decimal
    held: Decimal
    suspense: Decimal
    retained: Decimal

    @property
    def available(self) -> Decimal:
        """What may still be asked for: total - suspense - held - retained, never shown below zero."""
        return max(self.total - self.suspense - self.held - self.retained, ZERO)
