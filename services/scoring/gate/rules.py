"""The gate: two red lines, what must be there before anything is approved, and the order of outcomes (domain S1-S8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from chassis.errors import FieldError, InvalidState, Text
from chassis.money import ZERO
from services.scoring.bureau.rules import BEHIND, CHARGED_OFF, Account, judge, months_behind, unsecured
from services.scoring.policies.rules import Line, OwnBankFigures, Reason, RedLines

Outcome = Literal["refused", "undecided", "referred", "approved"]
# The worst first: whoever crosses a red line is refused, whatever else is missing.
OUTCOMES: tuple[Outcome, ...] = ("refused", "undecided", "referred", "approved")
DAYS_IN_A_MONTH_BEHIND = 30  # code 1 is 1-30 days past due, 2 is 31-60, 4 is more than 90

OWN_BANK = {
    "OWN_BANK_OVER_90_DAYS": Text(
        "This bank's own record shows a loan too many days past due", "本行还款记录显示贷款逾期天数过长"
    ),
    "OWN_BANK_CURRENTLY_OVERDUE": Text("A loan of this bank is past due now", "本行贷款当前逾期"),
    "OWN_BANK_SIX_IN_ALL": Text(
        "This bank's own record shows too many months behind", "本行还款记录显示累计逾期月数过多"
    ),
    "OWN_BANK_WRITTEN_OFF": Text("A loan of this bank was written off", "本行贷款已核销"),
}
OWN_RECORD_UNAVAILABLE = Reason(
    "OWN_RECORD_UNAVAILABLE",
    "completeness",
    Text("This bank's own record cannot be had now; continue when it can", "暂时无法取得本行还款记录，请稍后继续"),
)
INVESTIGATION_MISSING = Reason(
    "INVESTIGATION_MISSING",
    "completeness",
    Text("There is no report of an on-site investigation", "缺少实地考察报告"),
)
ANOTHER_CUSTOMERS_REPORT = FieldError(
    "/bureau_report_id",
    "REPORT_OF_ANOTHER",
    Text("This is no bureau report of this customer", "该征信报告不属于此客户"),
)
VISIT_TO_COME = FieldError(
    "/investigation/visited_on", "DAY_IN_THE_FUTURE", Text("This day has not come yet", "日期不得晚于今天")
)


@dataclass(frozen=True)
class OwnRecord:
    """This bank's own record of a customer, as collections answered; of a customer it does not know, an empty one.

    `months`: a status string of at most 60 codes, the oldest first. A month's code is of its last day: what was repaid
    before that shows in `worst_days_past_due` alone, the most of those months. Amounts in yuan.
    """

    as_of: date | None
    months: str
    days_past_due: int
    worst_days_past_due: int
    overdue: Decimal
    written_off: bool
    secured: Decimal
    unsecured: Decimal


@dataclass(frozen=True)
class Case:
    """Everything that one decision reads; `own` is None where it could not be had."""

    accounts: Sequence[Account]
    own: OwnRecord | None
    investigated: bool


@dataclass(frozen=True)
class Decision:
    """The outcome, with every reason for it and beside it, the gravest first."""

    outcome: Outcome
    reasons: list[Reason]
    existing_exposure: Decimal | None


def decide(case: Case, lines: RedLines) -> Decision:
    """Refused before undecided before referred before approved (contract, section 5); nothing overrides it (S1).

    No record at this bank passes (S5); one that cannot be had is never a pass (S7), nor is a missing visit (S8).
    """
    bureau = judge(case.accounts, lines.bureau)
    found: dict[Outcome, list[Reason]] = {
        "refused": bureau.refusals + own_bank_refusals(case.own, lines.own_bank),
        "undecided": missing(case),
        "referred": bureau.referrals,
        "approved": [],
    }
    outcome: Outcome = next((outcome for outcome in OUTCOMES if found[outcome]), "approved")
    reasons = [reason for outcome in OUTCOMES for reason in found[outcome]]
    return Decision(outcome, reasons, existing_exposure(case))


def own_bank_refusals(own: OwnRecord | None, figures: OwnBankFigures) -> list[Reason]:
    """The red lines of this bank's own record that a customer crosses (S1)."""
    if own is None:
        return []
    worst = max((int(code) for code in own.months if code in BEHIND), default=0)
    crossed = {
        "OWN_BANK_OVER_90_DAYS": max(own.days_past_due, own.worst_days_past_due) > figures.days_over
        or worst > figures.days_over // DAYS_IN_A_MONTH_BEHIND,
        "OWN_BANK_CURRENTLY_OVERDUE": own.days_past_due > 0 or own.overdue > ZERO,
        "OWN_BANK_SIX_IN_ALL": months_behind(own.months[-24:]) >= figures.in_all,
        "OWN_BANK_WRITTEN_OFF": own.written_off or CHARGED_OFF in own.months,
    }
    line: Line = "own_bank"
    return [Reason(code, line, OWN_BANK[code]) for code, is_crossed in crossed.items() if is_crossed]


def missing(case: Case) -> list[Reason]:
    """What must be there before anything can be approved, and is not (S7, S8)."""
    gaps = {OWN_RECORD_UNAVAILABLE: case.own is None, INVESTIGATION_MISSING: not case.investigated}
    return [reason for reason, is_missing in gaps.items() if is_missing]


def existing_exposure(case: Case) -> Decimal | None:
    """What the customer owes without security; None while the own record is not known.

    The bureau's balances hold this bank's own loans too, with a delay: the larger of both is what is known of.
    """
    return None if case.own is None else max(unsecured(case.accounts), case.own.unsecured)


def is_retryable(outcome: str, codes: Sequence[str]) -> bool:
    """Whether asking again, with nothing added, may bring a decision: the own record was all that was missing."""
    missing_codes = {OWN_RECORD_UNAVAILABLE.code, INVESTIGATION_MISSING.code}.intersection(codes)
    return outcome == "undecided" and missing_codes == {OWN_RECORD_UNAVAILABLE.code}


def require_undecided(outcome: str) -> None:
    """What is decided is decided: a new application is a new check. Raises InvalidState."""
    if outcome != "undecided":
        raise InvalidState(Text(f"A check that is '{outcome}' is not continued", f"结果为“{outcome}”的审查不能继续"))
