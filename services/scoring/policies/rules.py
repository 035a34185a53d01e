"""The figures of the gate, what a reason is, and which figures make sense (domain S1-S6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from chassis.errors import FieldError, Text
from services.scoring.decision_tables.rules import Fault, Row, faults

# The line of the gate that a reason belongs to, and the five classes of a loan (contract, sections 4 and 5).
Line = Literal["bureau", "own_bank", "exposure", "warning", "branch", "completeness", "committee"]
AssetClass = Literal["normal", "special_mention", "substandard", "doubtful", "loss"]
STATUS_MONTHS_MIN = 24
STATUS_MONTHS_MAX = 60
CAP_INPUTS = 2


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
class ReportFigures:
    """How old a bureau report may be on the day of the decision, and how far back adverse data count."""

    age_days_max: int
    adverse_years: int


@dataclass(frozen=True)
class ExposureFigures:
    """How much a customer may owe without security (S2).

    `caps` answers yuan for (months behind, enquiries in three months). The bureau's accounts of a lender whose name
    begins with one of `own_lenders` are this bank's own, known better from the own record.
    """

    caps: tuple[Row, ...]
    own_lenders: tuple[str, ...]
    secured_products: frozenset[str]
    reserved_days: int


@dataclass(frozen=True)
class CommitteeFigures:
    """How the loan committee decides (S4): seats, votes that must be in, votes that carry, and days to vote in."""

    members: int
    quorum: int
    majority: int
    deadline_days: int


@dataclass(frozen=True)
class RedLines:
    """The figures that count on a day, and which version says so.

    A version of before there were caps has None in their place: what was decided under it is replayed without them.
    """

    policy_version: str
    bureau: BureauFigures
    own_bank: OwnBankFigures
    report: ReportFigures | None = None
    exposure: ExposureFigures | None = None
    committee: CommitteeFigures | None = None
    warning_days_max: int | None = None


@dataclass(frozen=True)
class Reason:
    """Why the gate says what it says: a stable code, the line it belongs to, and words a customer could be told."""

    code: str
    line: Line
    detail: Text


def class_faults(bad_classes: Sequence[str]) -> list[FieldError]:
    """The faults of a draft's bad classes: a red line that the worst class does not cross is none (S5)."""
    missing = Text("The class 'loss' is always a bad class", "“损失”类必须属于不良分类")
    normal = Text("The class 'normal' is never a bad class", "“正常”类不得属于不良分类")
    found = []
    if "loss" not in bad_classes:
        found.append(FieldError("/rules/bureau/bad_classes", "LOSS_IS_BAD", missing))
    if "normal" in bad_classes:
        found.append(FieldError("/rules/bureau/bad_classes", "NORMAL_IS_NOT_BAD", normal))
    return found


def window_faults(in_all: int, in_all_of: int) -> list[FieldError]:
    """The fault of a draft that asks for more months behind than the window has: such a line could not be crossed."""
    message = Text("More months than the window has", "超过统计区间的月数")
    return [FieldError("/rules/bureau/in_all", "NEVER_CROSSED", message)] if in_all > in_all_of else []


def section_faults(missing: Sequence[str]) -> list[FieldError]:
    """The faults of a draft that leaves out what every version must say since there are caps."""
    message = Text("A version must say this", "该部分不得缺少")
    return [FieldError(f"/rules/{section}", "SECTION_MISSING", message) for section in missing]


def cap_faults(caps: Sequence[Row]) -> list[FieldError]:
    """The faults of a table of caps: each input meets one row, and worse history never a higher cap (S2, S6)."""
    return [_cap_fault(each) for each in faults(caps, CAP_INPUTS, falling=True)]


def _cap_fault(found: Fault) -> FieldError:
    months, enquiries = (int(value) for value in found.at)
    en, zh = f"{months} months behind and {enquiries} enquiries", f"逾期 {months} 个月、查询 {enquiries} 次"
    pointer = "/rules/exposure/caps" if found.row is None else f"/rules/exposure/caps/{found.row}"
    code, text = {
        "unreachable": ("UNREACHABLE_ROW", Text("Nothing can reach this row", "该行永远不会被匹配")),
        "overlap": ("ROWS_OVERLAP", Text(f"An earlier row answers {en} too", f"{zh}同时匹配前面的行")),
        "gap": ("ROWS_LEAVE_A_GAP", Text(f"No row answers {en}", f"{zh}没有匹配的行")),
        "rises": ("CAP_RISES", Text(f"The cap rises at {en}: worse history, never more", f"{zh}时额度上升，不得如此")),
    }[found.kind]
    return FieldError(pointer, code, text)


def committee_faults(figures: CommitteeFigures) -> list[FieldError]:
    """The faults of a draft's committee: a majority is more than half of the seats, and can be had (S4)."""
    found = []
    if not figures.members < 2 * figures.majority <= 2 * figures.members:
        message = Text("A majority is more than half of the members", "通过票数须超过委员人数的一半")
        found.append(FieldError("/rules/committee/majority", "NO_MAJORITY", message))
    if figures.quorum > figures.members:
        message = Text("More votes than the committee has members", "法定票数超过委员人数")
        found.append(FieldError("/rules/committee/quorum", "NO_QUORUM", message))
    return found
