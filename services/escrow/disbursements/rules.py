"""When money may leave a supervised account, and by whose word (domain E4, E6, E11; contract, section 3)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chassis.clock import month_of
from chassis.errors import Conflict, Forbidden, Refused, Text
from chassis.money import ZERO, money_text, share_of
from chassis.states import Moves

# At or below the agreement's limit the personal department's confirmation is enough.
# What is not with core banking yet may be edited, which voids its approvals, turned down, taken back, and expires.
_OPEN = {"edit": "requested", "reject": "rejected", "cancel": "cancelled", "expire": "expired"}
SMALL = Moves(
    {
        "requested": {"confirm": "confirmed", **_OPEN},
        "confirmed": {"pay": "paying", **_OPEN},
        "paying": {"settle": "settled", "fail": "failed"},
        "settled": {"return": "returned"},
    }
)
# Above it the corporate department reviews first, and the personal department then confirms (E6).
LARGE = Moves(
    {
        "requested": {"review": "reviewed", **_OPEN},
        "reviewed": {"confirm": "confirmed", **_OPEN},
        "confirmed": {"pay": "paying", **_OPEN},
        "paying": {"settle": "settled", "fail": "failed"},
        "settled": {"return": "returned"},
    }
)
OPEN_STATES = ("requested", "reviewed", "confirmed")
LIVE_STATES = (*OPEN_STATES, "paying", "settled")

# The verbs by which somebody answers for the payment: never the maker, never one person twice (O3).
CHECKING = frozenset({"review", "confirm", "pay"})


class ChecksFailed(Refused):
    """The request meets not every condition; `extra` carries all `checks`, met or not."""

    code = "DISBURSEMENT_CHECKS_FAILED"
    title = Text("The disbursement does not meet every condition", "用款申请未满足全部条件")


class NotSupervised(Conflict):
    code = "PROJECT_NOT_SUPERVISED"
    title = Text("The project has no supervised account to pay from", "该项目尚无监管专户")


class InvoiceInUse(Conflict):
    code = "INVOICE_IN_USE"
    title = Text("This payee's invoice is being paid by another request", "该收款人的此发票已有付款申请")


class Expired(Conflict):
    """What was not handed to core banking in time is asked for anew, and judged anew."""

    code = "DISBURSEMENT_EXPIRED"
    title = Text("The request has expired", "用款申请已过期")


class OnlyTheMakerEdits(Forbidden):
    """O3: whoever changes what is asked for has made it, and cannot approve it; so it stays one person's."""

    code = "ONLY_THE_MAKER_EDITS"
    title = Text("Only the person who asked for it may change it", "仅申请人本人可以修改")


class SettledAhead(Refused):
    code = "SETTLED_IN_FUTURE"
    title = Text("The day of settlement has not come yet", "结算日不得晚于当日")


@dataclass(frozen=True)
class Facts:
    """All that the conditions look at, in yuan; the payment's own hold, if it has one, is already taken out."""

    amount: Decimal
    is_works: bool
    today: date
    agreement_signed: bool
    supervised: bool
    large_withdrawal_limit: Decimal
    documents: int
    plan_approved: bool
    plan_month: str
    line_remaining: Decimal
    progress_status: str
    progress_percent: Decimal | None
    progress_recent: bool
    construction_budget: Decimal
    works_committed: Decimal
    available: Decimal
    suspense: Decimal
    contract_remaining: Decimal | None
    payee_matches: bool
    invoice_unpaid: bool
    plan_carry_over_months: int = 0
    authority_notice_required: bool = False
    authority_document: bool = False
    split_others: Decimal = ZERO
    """What small payments to the same payee within the window have asked for, this one apart."""
    split_window_days: int = 0
    told: tuple[tuple[str, bool, Text], ...] = ()
    """What other capabilities say of the project themselves: freeze, balance, deposit, proceeds."""


@dataclass(frozen=True)
class Check:
    """One condition: whether it is met, whether it blocks, and what was compared."""

    code: str
    passed: bool
    blocking: bool
    detail: Text


def moves_of(is_large: bool) -> Moves:
    """The table of moves that a request follows."""
    return LARGE if is_large else SMALL


def is_large(amount: Decimal, large_withdrawal_limit: Decimal) -> bool:
    """Above the agreement's limit, not at it (E6)."""
    return amount > large_withdrawal_limit


def plan_is_open(plan_month: str, today: date, carry_over_months: int) -> bool:
    """Whether a plan's money may be asked for today: in its month, and as many months after it as the regime says."""
    year, month = (int(part) for part in plan_month.split("-"))
    return 0 <= (today.year - year) * 12 + today.month - month <= carry_over_months


def require_in_time(today: date, expires_on: date) -> None:
    """E4: a request is good up to the day it expires on. Raises Expired, also before the night's job has ended it."""
    if today > expires_on:
        raise Expired


def check_settled_on(settled_on: date, today: date) -> None:
    """Raises SettledAhead for a payment that core banking cannot have made yet."""
    if settled_on > today:
        raise SettledAhead


def checks(facts: Facts, warn_only: frozenset[str]) -> list[Check]:
    """Every condition, met or not, in the order a bank officer reads them; `warn_only` is the regime's (E7)."""
    found = [
        *_about_the_plan(facts),
        *_about_the_works(facts),
        *_about_the_money(facts),
        *facts.told,
        *_about_the_papers(facts),
        *_about_large_ones(facts),
    ]
    return [Check(code, passed, code not in warn_only, detail) for code, passed, detail in found]


def require(found: list[Check]) -> None:
    """Raises ChecksFailed, with all checks, when a blocking one is not met."""
    if any(check.blocking and not check.passed for check in found):
        raise ChecksFailed(
            extra={
                "checks": [
                    {"code": check.code, "passed": check.passed, "blocking": check.blocking, "detail": check.detail}
                    for check in found
                ]
            }
        )


_Found = tuple[str, bool, Text]


def _about_the_plan(facts: Facts) -> list[_Found]:
    return [
        (
            "AGREEMENT_ACTIVE",
            facts.agreement_signed and facts.supervised,
            Text("a signed agreement, and the project under supervision", "贷前协议已签署且项目处于监管中"),
        ),
        (
            "PLAN_APPROVED",
            facts.plan_approved,
            Text("both departments have approved the plan", "资金使用计划已经两部门批准"),
        ),
        (
            "PLAN_MONTH_OPEN",
            plan_is_open(facts.plan_month, facts.today, facts.plan_carry_over_months),
            Text(
                f"the plan is for {facts.plan_month}; today lies in {month_of(facts.today)}",
                f"计划月份为 {facts.plan_month}，当前月份为 {month_of(facts.today)}",
            ),
        ),
        (
            "PLAN_LINE_REMAINING",
            facts.amount <= facts.line_remaining,
            _compared("on the plan line", "计划项剩余", facts.line_remaining, facts.amount),
        ),
    ]


def _about_the_works(facts: Facts) -> list[_Found]:
    allowed = share_of(facts.construction_budget, (facts.progress_percent or Decimal(0)) / 100)
    would_be = facts.works_committed + facts.amount
    within = would_be <= allowed if facts.progress_percent is not None else False
    status_zh = {"confirmed": "已确认", "disputed": "存在分歧", "missing": "缺少报告"}[facts.progress_status]
    return [
        (
            "PROGRESS_CONFIRMED",
            facts.progress_status == "confirmed",
            Text(f"the two departments' site reports: {facts.progress_status}", f"两部门现场报告：{status_zh}"),
        ),
        (
            "PROGRESS_RECENT",
            facts.progress_recent,
            Text("each department has reported from the site lately", "两部门近期均有现场报告"),
        ),
        (
            "WITHIN_PROGRESS",
            within or not facts.is_works,
            Text(
                f"works would come to {money_text(would_be)}; confirmed progress carries {money_text(allowed)}",
                f"工程款累计将为 {money_text(would_be)}，已确认进度对应 {money_text(allowed)}",
            )
            if facts.is_works
            else Text("not a works payment", "非工程款"),
        ),
    ]


def _about_the_money(facts: Facts) -> list[_Found]:
    return [
        (
            "AVAILABLE_BALANCE",
            facts.amount <= facts.available,
            _compared("available", "可用余额", facts.available, facts.amount),
        ),
        (
            "RECEIPTS_IDENTIFIED",
            facts.suspense == 0,
            Text(f"in suspense: {money_text(facts.suspense)}", f"待查款项：{money_text(facts.suspense)}"),
        ),
    ]


def _about_the_papers(facts: Facts) -> list[_Found]:
    remaining = facts.contract_remaining
    return [
        (
            "CONTRACT_REMAINING",
            remaining is None or facts.amount <= remaining,
            Text("the line needs no contract", "该计划项无需合同")
            if remaining is None
            else _compared("on the contract", "合同剩余", remaining, facts.amount),
        ),
        ("PAYEE_MATCHES_CONTRACT", facts.payee_matches, Text("the payee is the contract's", "收款人与合同一致")),
        (
            "INVOICE_UNPAID",
            facts.invoice_unpaid,
            Text("the payee's invoice was not used before", "该收款人的发票未曾使用"),
        ),
    ]


def _about_large_ones(facts: Facts) -> list[_Found]:
    limit = facts.large_withdrawal_limit
    large = is_large(facts.amount, limit)
    together = facts.split_others + facts.amount
    return [
        (
            "EVIDENCE_FOR_LARGE",
            not large or facts.documents > 0,
            Text(
                f"above {money_text(limit)} proof of purpose is needed; documents: {facts.documents}",
                f"超过 {money_text(limit)} 须提供用途证明，已附文件 {facts.documents} 份",
            ),
        ),
        (
            "AUTHORITY_NOTICE",
            facts.authority_document or not facts.authority_notice_required,
            Text("the housing authority's notice, where the agreement asks for it", "协议要求时须附主管部门通知书"),
        ),
        (
            "SPLIT_BELOW_LIMIT",
            large or facts.split_others == 0 or together <= limit,
            Text(
                f"small payments to this payee within {facts.split_window_days} days come to {money_text(together)}; "
                f"above {money_text(limit)} they would be one large withdrawal",
                f"{facts.split_window_days} 日内对同一收款人的小额用款合计 {money_text(together)}，"
                f"超过 {money_text(limit)} 应作为一笔大额用款办理",
            ),
        ),
    ]


def _compared(what: str, what_zh: str, limit: Decimal, amount: Decimal) -> Text:
    return Text(
        f"{what}: {money_text(limit)}; asked for: {money_text(amount)}",
        f"{what_zh} {money_text(limit)}，申请 {money_text(amount)}",
    )
