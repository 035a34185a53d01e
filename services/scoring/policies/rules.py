"""The figures of the two red lines, what a reason is, and which figures make sense (domain S1, S5, S6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from chassis.errors import FieldError, Text

# The line of the gate that a reason belongs to, and the five classes of a loan (contract, sections 4 and 5).
Line = Literal["bureau", "own_bank", "completeness"]
AssetClass = Literal["normal", "special_mention", "substandard", "doubtful", "loss"]
STATUS_MONTHS_MIN = 24
STATUS_MONTHS_MAX = 60


@dataclass(frozen=True)
class BureauFigures:
    """Where the bureau's red line runs: months, except `bad_classes`.

    `in_a_row` successive months behind; any month `behind` or more months behind; `in_all` months behind among an
    account's last `in_all_of`.
    """

    in_a_row: int
    behind: int
    in_all: int
    in_all_of: int
    bad_classes: frozenset[str]


@dataclass(frozen=True)
class OwnBankFigures:
    """Where the line of this bank's own record runs: more than `days_over` days past due; `in_all` months behind."""

    days_over: int
    in_all: int


@dataclass(frozen=True)
class RedLines:
    """The figures that count on a day, and which version says so."""

    policy_version: str
    bureau: BureauFigures
    own_bank: OwnBankFigures


@dataclass(frozen=True)
class Reason:
    """Why the gate says what it says: a stable code, the line it belongs to, and the words for people."""

    code: str
    line: Line
    detail: Text


def class_faults(bad_classes: Sequence[str]) -> list[FieldError]:
    """The faults of a draft's bad classes: a red line that the worst class does not cross is none (S5)."""
    missing = Text("The class 'loss' is always a bad class", "“损失”类必须属于不良分类")
    normal = Text("The class 'normal' is never a bad class", "“正常”类不得属于不良分类")
    faults = []
    if "loss" not in bad_classes:
        faults.append(FieldError("/rules/bureau/bad_classes", "LOSS_IS_BAD", missing))
    if "normal" in bad_classes:
        faults.append(FieldError("/rules/bureau/bad_classes", "NORMAL_IS_NOT_BAD", normal))
    return faults


def window_faults(in_all: int, in_all_of: int) -> list[FieldError]:
    """The fault of a draft that asks for more months behind than the window has: such a line could not be crossed."""
    message = Text("More months than the window has", "超过统计区间的月数")
    return [FieldError("/rules/bureau/in_all", "NEVER_CROSSED", message)] if in_all > in_all_of else []
