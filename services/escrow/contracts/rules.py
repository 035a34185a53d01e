"""Contracts: to whom and up to how much a project's money may be paid (domain E11)."""

import re
from decimal import Decimal
from typing import Literal

from chassis.errors import InvalidState, Refused, Text
from chassis.money import money_text

Category = Literal[
    "construction", "equipment", "design", "wages", "tax", "management", "marketing", "loan_repayment", "other"
]
# Contract, section 3: works are paid no faster than the building grows (E4), and only under a contract.
WORKS = frozenset({"construction", "equipment", "design"})
NOT_WORKS = frozenset({"wages", "tax", "management", "marketing", "loan_repayment", "other"})

_ACCOUNT = re.compile(r"[0-9]{6,32}")
_SHOWN = 4
_LONG_ENOUGH_FOR_BOTH_ENDS = 12


class ContractExhausted(Refused):
    """E11: all payments on one contract never exceed it."""

    code = "CONTRACT_EXHAUSTED"
    title = Text("The contract does not have this much left", "合同剩余金额不足")


def require_open(project_state: str) -> None:
    """Contracts are entered while a project lives. Raises InvalidState once it is declined or closed."""
    if project_state in ("declined", "closed"):
        raise InvalidState(
            Text(
                f"A project that is '{project_state}' takes no contracts", f"状态为“{project_state}”的项目不能登记合同"
            )
        )


def is_account_number(number: str) -> bool:
    """Whether it can be a bank account number: 6 to 32 digits."""
    return _ACCOUNT.fullmatch(number) is not None


def masked_account(account_number: str) -> str:
    """An account number as answers show it: its last four digits, and the first four of one that is long enough."""
    ends = [account_number[:_SHOWN]] if len(account_number) >= _LONG_ENOUGH_FOR_BOTH_ENDS else []
    return " ".join([*ends, "****", account_number[-_SHOWN:]])


def exhausted(remaining: Decimal, asked: Decimal) -> ContractExhausted:
    """What is said when more is asked than remains, both in yuan."""
    return ContractExhausted(
        Text(
            f"{money_text(remaining)} remains on the contract; {money_text(asked)} was asked for",
            f"合同剩余 {money_text(remaining)} 元，申请 {money_text(asked)} 元",
        )
    )
