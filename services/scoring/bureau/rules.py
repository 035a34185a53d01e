"""How the credit bureau's record is read, and where its red line runs (domain S1, S5, S9).

A status string has one code a month, the oldest first:

    N      paid as agreed                   C   closed, paid off
    1-7    months behind; 7 is 7 or more    G   ended otherwise than by payment
    M      paid within the month, late      B   bad debt, charged off
    *      nothing due                      D   paid by the guarantor
    #      not known                        Z   settled with the security
    /      not opened yet
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from chassis.errors import FieldError, Refused, Text
from chassis.money import ZERO
from services.scoring.policies.rules import (
    STATUS_MONTHS_MAX,
    STATUS_MONTHS_MIN,
    BureauFigures,
    Reason,
)

CODES = "N1234567BCDGMZ#*/"
BEHIND = frozenset("1234567")
CHARGED_OFF = "B"
ENDED_OTHERWISE = "G"
PAID_BY_OTHERS = frozenset("DZ")
TRANSFERRED_OUT = "transferred_out"
MONTHS_A_YEAR = 12

_READABLE = re.compile(rf"[{re.escape(CODES)}]{{{STATUS_MONTHS_MIN},{STATUS_MONTHS_MAX}}}")
_NOT_BEHIND = str.maketrans("", "", "1234567")

REFUSALS = {
    "BUREAU_THREE_IN_A_ROW": Text(
        "An account was behind for too many months in a row, or too many months behind at once",
        "有账户连续逾期月数过多，或单次逾期期数过多",
    ),
    "BUREAU_SIX_IN_ALL": Text("An account was behind in too many of its last months", "有账户近期累计逾期月数过多"),
    "BUREAU_CURRENTLY_OVERDUE": Text("An account is overdue now", "有账户当前逾期"),
    "BUREAU_BAD_CLASS": Text("An account is in a bad class", "有账户五级分类为不良"),
    "BUREAU_CHARGED_OFF": Text("An account was charged off as bad debt, or ended unpaid", "有账户为呆账或非正常终止"),
    "BUREAU_PAID_BY_OTHERS": Text(
        "An account was paid by the guarantor or settled with the security", "有账户由担保人代偿或以资抵债"
    ),
}
REFERRALS = {
    "BUREAU_TRANSFERRED_OUT": Text("An account ended because the lender sold it on", "有账户因债权转出而终止"),
    "BUREAU_PUBLIC_RECORD": Text(
        "A court, tax or other public record is held against the customer", "存在法院、税务等公共负面记录"
    ),
    "NO_BUREAU_RECORD": Text("The bureau has no record of this customer", "征信系统中无该客户信贷记录"),
}


class AuthorisedTooLate(Refused):
    """S9: first the customer signs, then the bureau is asked."""

    code = "AUTHORISATION_AFTER_REPORT"
    title = Text("The report was drawn before the customer authorised it", "征信查询早于客户授权日期")


@dataclass(frozen=True)
class Account:
    """One account as the bureau shows it, as far as the gate reads it; `overdue` is None where no amount is given."""

    status: str
    overdue: Decimal | None = None
    asset_class: str = "normal"
    state: str | None = None
    secured: bool = False
    balance: Decimal = ZERO
    lender: str | None = None


@dataclass(frozen=True)
class Judged:
    """What the bureau's line says of a record: what refuses, and what must be looked at by people."""

    refusals: list[Reason]
    referrals: list[Reason]


def status_fault(status: str) -> tuple[str, Text] | None:
    """What is wrong with a status string, as a code and a message that names the place; None when it can be read."""
    if _READABLE.fullmatch(status):
        return None
    if not STATUS_MONTHS_MIN <= len(status) <= STATUS_MONTHS_MAX:
        return "STATUS_LENGTH", Text(
            f"A status string has {STATUS_MONTHS_MIN} to {STATUS_MONTHS_MAX} months; this has {len(status)}",
            f"还款状态须为 {STATUS_MONTHS_MIN} 至 {STATUS_MONTHS_MAX} 个月，实际为 {len(status)} 个月",
        )
    place = next(place for place, code in enumerate(status, 1) if code not in CODES)
    return "STATUS_CODE", Text(
        f"There is no such status code: month {place}, the oldest being 1",
        f"第 {place} 个月（由远及近）的还款状态代码无效",
    )


def date_faults(reported_on: date, signed_on: date, today: date) -> list[FieldError]:
    """The faults of a report's dates: neither it nor its authorisation can be of a day that has not come."""
    future = Text("This day has not come yet", "日期不得晚于今天")
    days = {"/reported_on": reported_on, "/authorisation/signed_on": signed_on}
    return [FieldError(pointer, "DAY_IN_THE_FUTURE", future) for pointer, day in days.items() if day > today]


def require_authorised(reported_on: date, signed_on: date) -> None:
    """S9. Raises AuthorisedTooLate for a report of a day before the customer signed."""
    if signed_on > reported_on:
        raise AuthorisedTooLate


def refusal_codes(account: Account, figures: BureauFigures) -> list[str]:
    """The codes of the red lines that one account crosses, in the order of `REFUSALS` (S5)."""
    status = account.status
    overdue = status[-1:] in BEHIND if account.overdue is None else account.overdue > ZERO
    ended_unpaid = ENDED_OTHERWISE in status and account.state != TRANSFERRED_OUT
    crossed = {
        "BUREAU_THREE_IN_A_ROW": bool(_row(figures.in_a_row, figures.behind).search(status)),
        "BUREAU_SIX_IN_ALL": months_behind(status[-figures.in_all_of :]) >= figures.in_all,
        "BUREAU_CURRENTLY_OVERDUE": overdue,
        "BUREAU_BAD_CLASS": account.asset_class in figures.bad_classes,
        "BUREAU_CHARGED_OFF": CHARGED_OFF in status or ended_unpaid,
        "BUREAU_PAID_BY_OTHERS": not PAID_BY_OTHERS.isdisjoint(status),
    }
    return [code for code, is_crossed in crossed.items() if is_crossed]


def months_behind(status: str) -> int:
    """How many months of a status string are 1-7."""
    return len(status) - len(status.translate(_NOT_BEHIND))


@cache
def _row(in_a_row: int, behind: int) -> re.Pattern[str]:
    """So many successive months behind, or one month of that code or a higher one."""
    return re.compile(f"[1-7]{{{in_a_row}}}|[{behind}-7]")


def looked_back_on(status: str, reported_on: date, on: date, years: int) -> str:
    """The months of a string that lie within so many years of the decision (S5); its last is the report's month."""
    gone = (on.year - reported_on.year) * MONTHS_A_YEAR + on.month - reported_on.month
    kept = max(years * MONTHS_A_YEAR - gone, 0)
    return status[max(len(status) - kept, 0) :]


def still_counts(recorded_on: date, on: date, years: int) -> bool:
    """Whether an adverse record of that day is held against the customer still: not after so many years (S5)."""
    return (recorded_on.year + years, recorded_on.month, recorded_on.day) >= (on.year, on.month, on.day)


def judge(accounts: Sequence[Account], figures: BureauFigures, *, public_record: bool = False) -> Judged:
    """The bureau's line over a whole record (S1, S5). None at all at the bureau is for people to look at."""
    crossed = {code for account in accounts for code in refusal_codes(account, figures)}
    referred = set() if accounts else {"NO_BUREAU_RECORD"}
    if any(ENDED_OTHERWISE in account.status and account.state == TRANSFERRED_OUT for account in accounts):
        referred.add("BUREAU_TRANSFERRED_OUT")
    if public_record:
        referred.add("BUREAU_PUBLIC_RECORD")
    return Judged(_reasons(REFUSALS, crossed), _reasons(REFERRALS, referred))


def unsecured(accounts: Iterable[Account], own_lenders: Sequence[str] = ()) -> Decimal:
    """What the customer owes without security at lenders that report to the bureau, our own loans apart (S2).

    `own_lenders` are beginnings of names, casefolded. Whose lender is not named is taken for another's: rather a loan
    counted twice than one not at all.
    """
    others = (account for account in accounts if not account.secured and not _is_ours(account, own_lenders))
    return sum((account.balance for account in others), ZERO)


def _is_ours(account: Account, own_lenders: Sequence[str]) -> bool:
    return account.lender is not None and account.lender.casefold().startswith(tuple(own_lenders))


def _reasons(texts: dict[str, Text], codes: set[str]) -> list[Reason]:
    return [Reason(code, "bureau", text) for code, text in texts.items() if code in codes]
