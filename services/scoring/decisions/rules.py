"""The gate: two red lines, the cap, what must be there before an approval, and the order of outcomes (S1-S8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from chassis.errors import FieldError, Text
from chassis.money import ZERO
from chassis.states import Moves
from services.scoring.bureau.rules import (
    BEHIND,
    CHARGED_OFF,
    Account,
    judge,
    looked_back_on,
    months_behind,
    still_counts,
    unsecured,
)
from services.scoring.decision_tables.rules import answer
from services.scoring.policies.rules import ExposureFigures, Line, OwnBankFigures, Reason, RedLines

Outcome = Literal["refused", "undecided", "referred", "capped", "approved"]
# The worst first: whoever crosses a red line is refused, whatever else is missing.
OUTCOMES: tuple[Outcome, ...] = ("refused", "undecided", "referred", "capped", "approved")
# What becomes of an application. `settle` and `close` follow from a decision; a refusal is closed from the start.
MOVES = Moves(
    {
        "open": {"settle": "reserved", "close": "closed", "release": "released", "expire": "expired"},
        "reserved": {"book": "booked", "release": "released", "expire": "expired"},
    }
)
DAYS_IN_A_MONTH_BEHIND = 30  # code 1 is 1-30 days past due, 2 is 31-60, 4 is more than 90
WINDOW_MONTHS = 24
BAD_CLASSES = frozenset({"substandard", "doubtful", "loss"})
NEVER = date.min

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
BRANCH_SUSPENDED = Reason(
    "BRANCH_SUSPENDED",
    "branch",
    Text("This sub-branch may not lend at present; it says nothing of you", "该支行暂停办理个人贷款，与您的信用无关"),
)
COMMITTEE_REFUSED = Reason(
    "COMMITTEE_REFUSED", "committee", Text("The loan committee did not agree to this loan", "贷审会未同意该笔贷款")
)
OWN_RECORD_UNAVAILABLE = Reason(
    "OWN_RECORD_UNAVAILABLE",
    "completeness",
    Text("This bank's own record cannot be had now; continue when it can", "暂时无法取得本行还款记录，请稍后继续"),
)
BRANCH_UNKNOWN = Reason(
    "BRANCH_STATE_UNAVAILABLE",
    "completeness",
    Text("Whether this sub-branch may lend cannot be learned now", "暂时无法确认该支行是否可办理贷款"),
)
INVESTIGATION_MISSING = Reason(
    "INVESTIGATION_MISSING",
    "completeness",
    Text("There is no report of an on-site investigation", "缺少实地考察报告"),
)
REPORT_TOO_OLD = Reason(
    "BUREAU_REPORT_TOO_OLD", "completeness", Text("The bureau's report is too old", "征信报告已超过有效期")
)
REPORT_NOT_LATEST = Reason(
    "BUREAU_REPORT_NOT_LATEST",
    "completeness",
    Text("There is a later report of the bureau", "存在更新的征信报告"),
)
WARNINGS = {
    "OPEN_WARNING": Text("Something about this customer must be looked at by people first", "该客户情况须先行人工核实"),
    "WARNING_BAD_CLASS": Text("A loan of this bank is in a bad class", "本行贷款五级分类为不良"),
    "WARNING_BROKEN_PROMISE": Text("A promise to pay this bank was not kept", "曾未履行对本行的还款承诺"),
    "WARNING_FIRST_YEAR_ARREARS": Text("A loan of this bank fell behind in its first year", "本行贷款首年即出现逾期"),
    "OTHER_APPLICATION": Text(
        "Another application of this customer is under way with another manager", "该客户另有申请正由其他客户经理办理"
    ),
}
EXPOSURE_CAP = Reason(
    "EXPOSURE_CAP",
    "exposure",
    Text("It is more than may be lent to this customer without security", "超过该客户无抵押授信额度上限"),
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
    before that shows in `worst_days_past_due` alone, the most of those months. Amounts in yuan; `loans` are the
    references under which core banking reported them. `arrears` are the correlation ids of what it shows behind:
    no rule reads them, they say what a decision rests on.
    """

    as_of: date | None
    months: str
    days_past_due: int
    worst_days_past_due: int
    overdue: Decimal
    written_off: bool
    secured: Decimal
    unsecured: Decimal
    worst_class: str | None = None
    broken_promises: int = 0
    first_year_arrears: bool = False
    loans: frozenset[str] = frozenset()
    arrears: tuple[UUID, ...] = ()


def arrears_of(own_record: Mapping[str, Any] | None) -> list[str]:
    """The correlation ids that an own record names as it was kept; before it named any there were none."""
    return list((own_record or {}).get("arrears", ()))


@dataclass(frozen=True)
class Booked:
    """An application that was booked as a loan lately: until the own record shows the loan, it counts by itself."""

    loan_ref: str
    amount: Decimal


@dataclass(frozen=True)
class Shared:
    """What the whole bank knows of a customer (S3): how many open warnings and other managers' applications there are,
    what is reserved without security, what was booked lately, and whether there is a later report.
    """

    warnings: int = 0
    others: int = 0
    reserved: Decimal = ZERO
    booked: Sequence[Booked] = ()
    newer_report: bool = False


@dataclass(frozen=True)
class Case:
    """Everything that one decision reads.

    `own` is None where it could not be had; `branch_lends` where it could not be learned. `committee` is the
    committee's word, None as long as there is none.
    """

    accounts: Sequence[Account]
    own: OwnRecord | None
    investigated: bool
    amount: Decimal = ZERO
    product: str = ""
    enquiries: int = 0
    public_records: Sequence[date] = ()
    reported_on: date = NEVER
    decided_on: date = NEVER
    shared: Shared = Shared()
    branch_lends: bool | None = True
    committee: Literal["approved", "refused"] | None = None


@dataclass(frozen=True)
class Decision:
    """The outcome, with every reason for it and beside it, the gravest first, and the amounts in yuan.

    `approved` is what may be lent: None unless approved or capped. `cap` is None where it could not be worked out.
    """

    outcome: Outcome
    reasons: list[Reason]
    existing_exposure: Decimal | None
    cap: Decimal | None = None
    approved: Decimal | None = None
    unsecured: bool = True

    @property
    def is_of_the_branch_alone(self) -> bool:
        """Refused for nothing but the branch's suspension: no word against the customer (G5)."""
        return self.outcome == "refused" and {
            reason.line for reason in self.reasons if reason.line in ("bureau", "own_bank", "branch", "committee")
        } == {"branch"}


def decide(case: Case, lines: RedLines) -> Decision:
    """Refused before undecided before referred before capped before approved (contract, section 5); nothing overrides
    it (S1). The committee's word answers what was referred, and nothing else (S4).

    No record at this bank passes (S5); one that cannot be had is never a pass (S7), nor is a missing visit (S8).
    """
    accounts, adverse = _looked_back_on(case, lines)
    bureau = judge(accounts, lines.bureau, public_record=adverse)
    existing, cap = existing_exposure(case, lines.exposure), exposure_cap(case, accounts, lines.exposure)
    secured = lines.exposure is not None and case.product in lines.exposure.secured_products
    room = None if secured or cap is None or existing is None else max(cap - existing - case.shared.reserved, ZERO)
    found: dict[Outcome, list[Reason]] = {
        "refused": bureau.refusals + own_bank_refusals(case.own, lines.own_bank) + _other_refusals(case),
        "undecided": missing(case, lines),
        "referred": bureau.referrals + warnings(case),
        "capped": [] if room is None or case.amount <= room else [EXPOSURE_CAP],
        "approved": [],
    }
    answered = {"referred"} if case.committee == "approved" else set()
    outcome: Outcome = next((each for each in OUTCOMES if found[each] and each not in answered), "approved")
    if outcome == "refused":
        found["capped"] = []  # how much of nothing is nobody's question
    reasons = [reason for each in OUTCOMES for reason in found[each]]
    approved = {"approved": case.amount, "capped": room}.get(outcome)
    return Decision(outcome, reasons, existing, cap, approved, not secured)


def _looked_back_on(case: Case, lines: RedLines) -> tuple[Sequence[Account], bool]:
    """The accounts without months that are too old to count, and whether a public record still counts (S5)."""
    if lines.report is None:
        return case.accounts, False
    years, reported_on, on = lines.report.adverse_years, case.reported_on, case.decided_on
    accounts = [
        account
        if (kept := looked_back_on(account.status, reported_on, on, years)) == account.status
        else _with_status(account, kept)
        for account in case.accounts
    ]
    return accounts, any(still_counts(day, on, years) for day in case.public_records)


def _with_status(account: Account, status: str) -> Account:
    return Account(
        status, account.overdue, account.asset_class, account.state, account.secured, account.balance, account.lender
    )


def own_bank_refusals(own: OwnRecord | None, figures: OwnBankFigures) -> list[Reason]:
    """The red lines of this bank's own record that a customer crosses (S1)."""
    if own is None:
        return []
    worst = max((int(code) for code in own.months if code in BEHIND), default=0)
    crossed = {
        "OWN_BANK_OVER_90_DAYS": max(own.days_past_due, own.worst_days_past_due) > figures.days_over
        or worst > figures.days_over // DAYS_IN_A_MONTH_BEHIND,
        "OWN_BANK_CURRENTLY_OVERDUE": own.days_past_due > 0 or own.overdue > ZERO,
        "OWN_BANK_SIX_IN_ALL": months_behind(own.months[-WINDOW_MONTHS:]) >= figures.in_all,
        "OWN_BANK_WRITTEN_OFF": own.written_off or CHARGED_OFF in own.months,
    }
    line: Line = "own_bank"
    return [Reason(code, line, OWN_BANK[code]) for code, is_crossed in crossed.items() if is_crossed]


def _other_refusals(case: Case) -> list[Reason]:
    """A suspended branch lends to nobody (G5); the committee may refuse what was referred (S4)."""
    crossed = {BRANCH_SUSPENDED: case.branch_lends is False, COMMITTEE_REFUSED: case.committee == "refused"}
    return [reason for reason, is_crossed in crossed.items() if is_crossed]


def missing(case: Case, lines: RedLines) -> list[Reason]:
    """What must be there before anything can be approved, and is not (S5, S7, S8)."""
    too_old = lines.report is not None and (case.decided_on - case.reported_on).days > lines.report.age_days_max
    gaps = {
        OWN_RECORD_UNAVAILABLE: case.own is None,
        BRANCH_UNKNOWN: case.branch_lends is None,
        INVESTIGATION_MISSING: not case.investigated,
        REPORT_TOO_OLD: too_old,
        REPORT_NOT_LATEST: lines.report is not None and case.shared.newer_report,
    }
    return [reason for reason, is_missing in gaps.items() if is_missing]


def warnings(case: Case) -> list[Reason]:
    """What people must see before it goes on (S3): warnings, those that our own record gives by itself, and other
    managers' applications.
    """
    own = case.own
    by_record = {
        "WARNING_BAD_CLASS": own is not None and own.worst_class in BAD_CLASSES,
        "WARNING_BROKEN_PROMISE": own is not None and own.broken_promises > 0,
        "WARNING_FIRST_YEAR_ARREARS": own is not None and own.first_year_arrears,
    }
    given = {
        "OPEN_WARNING": case.shared.warnings > 0 or any(by_record.values()),
        **by_record,
        "OTHER_APPLICATION": case.shared.others > 0,
    }
    line: Line = "warning"
    return [Reason(code, line, WARNINGS[code]) for code, is_given in given.items() if is_given]


def existing_exposure(case: Case, figures: ExposureFigures | None) -> Decimal | None:
    """What the customer owes without security; None while the own record is not known (S2).

    Ours are known from the own record, with what was booked and is not in it yet; the bureau tells of the others.
    """
    if case.own is None:
        return None
    own_lenders = figures.own_lenders if figures is not None else ()
    on_its_way = sum((each.amount for each in case.shared.booked if each.loan_ref not in case.own.loans), ZERO)
    return unsecured(case.accounts, own_lenders) + case.own.unsecured + on_its_way


def exposure_cap(case: Case, accounts: Sequence[Account], figures: ExposureFigures | None) -> Decimal | None:
    """How much this customer may owe without security in all, by months behind and enquiries (S2).

    The bureau knows our loans too, so of both records the worse counts, not the sum.
    """
    if figures is None or case.own is None:
        return None
    bureau = sum(months_behind(account.status[-WINDOW_MONTHS:]) for account in accounts)
    behind = max(bureau, months_behind(case.own.months[-WINDOW_MONTHS:]))
    return answer(figures.caps, (Decimal(behind), Decimal(case.enquiries)))


def is_retryable(outcome: str, codes: Sequence[str]) -> bool:
    """Whether asking again, with nothing added, may bring a decision: only collections' answer was missing."""
    passing = {OWN_RECORD_UNAVAILABLE.code, BRANCH_UNKNOWN.code}
    lasting = {INVESTIGATION_MISSING.code, REPORT_TOO_OLD.code, REPORT_NOT_LATEST.code}
    return outcome == "undecided" and bool(passing.intersection(codes)) and not lasting.intersection(codes)
