"""Loans and their schedules: what adds up, what a later report may still change, who follows a loan (domain C8, G3)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from chassis.errors import FieldError, Refused, Text
from chassis.money import ZERO
from services.collections.loan_reports.rules import Origin

EventKind = Literal[
    "booked",
    "changed",
    "repaid",
    "reversed",
    "aged",
    "case_opened",
    "case_cured",
    "restated",
    "judged",
    "judgement_lifted",
    "extended",
    "restructured",
    "written_off",
    # what happens to its cases (C1-C4, C7, C8, C10)
    "case_assigned",
    "case_raised",
    "step_skipped",
    "step_late",
    "step_done",
    "sent_up",
    "case_paused",
    "case_resumed",
    "case_resolved",
    "contacted",
    "contact_banned",
    "contact_ban_lifted",
    "promised",
    "promise_kept",
    "promise_broken",
    "maturing",
    "demanded",
    "demand_answered",
    "clock_warned",
    "visited",
    "transferred",
    "file_handed_over",
    "file_received",
    "review_opened",
    "review_observed",
    "review_relapsed",
    "brought_back",
    "review_due",
    "reviewed",
    "watched",
    "watch_ended",
    "disposal_planned",
    "disposal_approved",
    "disposal_result",
    "disposal_ended",
    "lesson_learned",
]

# What was agreed when the loan was made. C8: only a signed extension or restructuring moves due dates; G3: a loan is
# followed to the end by the outlet that sold it.
AGREED = (
    "customer_ref",
    "principal",
    "disbursed_on",
    "matures_on",
    "originated_by",
    "repayment_order",
    "sub_branch",
    "outlet",
    "approved_by",
)
# What core banking may report anew at any time.
REPORTED = ("product", "account_manager", "approved_by", "secured", "penalty_due", "written_off_on")


class LoanHistoryFixed(Refused):
    """A report that would make the past another: the terms agreed, or an instalment that is due or paid on."""

    code = "LOAN_HISTORY_FIXED"
    title = Text("What was agreed, is due or has been paid cannot be changed", "已约定、已到期或已还款的内容不得更改")


class DisbursedAhead(Refused):
    code = "DISBURSED_IN_FUTURE"
    title = Text("The loan has not been disbursed yet", "贷款尚未发放")


class WrittenOffAhead(Refused):
    code = "WRITTEN_OFF_IN_FUTURE"
    title = Text("The day on which it was written off has not come yet", "核销日期尚未到来")


@dataclass(frozen=True)
class Planned:
    """An instalment as core banking reports it. `paid` was paid before take-on; None says nothing of it."""

    number: int
    due_date: date
    principal: Decimal
    interest: Decimal
    paid: Decimal | None


@dataclass(frozen=True)
class Instalment:
    """An instalment on the books. `taken_…` was paid before take-on; `paid_…` is that and what repayments have paid."""

    number: int
    due_date: date
    principal: Decimal
    interest: Decimal
    taken_principal: Decimal
    taken_interest: Decimal
    paid_principal: Decimal
    paid_interest: Decimal

    @property
    def is_paid_on(self) -> bool:
        """Whether anything has been paid on it."""
        return self.paid_principal + self.paid_interest > 0

    @property
    def is_unpaid(self) -> bool:
        """Whether anything is still to be paid."""
        return self.paid_principal + self.paid_interest < self.principal + self.interest


@dataclass(frozen=True)
class Managed:
    """Who is responsible for a loan (G3). `reported_manager`: whom core banking names, where a transfer differs."""

    account_manager: str
    reported_manager: str | None


def schedule_fault(
    principal: Decimal, disbursed_on: date, matures_on: date, instalments: Sequence[Planned]
) -> FieldError | None:
    """The first thing that is wrong with a loan's schedule, or None."""
    if matures_on < disbursed_on:
        message = Text("It matures before it is disbursed", "到期日早于发放日")
        return FieldError("/matures_on", "MATURES_TOO_EARLY", message)
    before: Planned | None = None
    for place, each in enumerate(instalments):
        fault = _order_fault(before, each) or _instalment_fault(each, disbursed_on, matures_on)
        if fault is not None:
            return FieldError(f"/instalments/{place}{fault.pointer}", fault.code, fault.message)
        before = each
    if sum((each.principal for each in instalments), ZERO) != principal:
        message = Text("The instalments do not add up to the principal", "各期本金合计与贷款本金不符")
        return FieldError("/principal", "PRINCIPAL_MISMATCH", message)
    return None


def _order_fault(before: Planned | None, each: Planned) -> FieldError | None:
    if before is not None and each.number <= before.number:
        return FieldError("/number", "NUMBER_NOT_RISING", Text("Numbers must rise", "期号须递增"))
    if before is not None and each.due_date < before.due_date:
        message = Text("It is due before the one ahead of it", "应还日早于上一期")
        return FieldError("/due_date", "DUE_DATE_BACKWARDS", message)
    return None


def _instalment_fault(each: Planned, disbursed_on: date, matures_on: date) -> FieldError | None:
    if not disbursed_on <= each.due_date <= matures_on:
        message = Text("It is due outside the loan's term", "应还日不在贷款期限内")
        return FieldError("/due_date", "DUE_DATE_OUTSIDE_TERM", message)
    if each.principal + each.interest == 0:
        return FieldError("", "INSTALMENT_EMPTY", Text("It has nothing to pay", "该期无应还金额"))
    if (each.paid or ZERO) > each.principal + each.interest:
        message = Text("More was paid than it has", "已还金额超过应还金额")
        return FieldError("/paid", "PAID_ABOVE_AMOUNT", message)
    return None


def require_same_agreement(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Raises LoanHistoryFixed, with the fields' names, where a report differs in what was agreed."""
    changed = [name for name in AGREED if before[name] != after[name]]
    if changed:
        raise LoanHistoryFixed(extra={"fields": changed})


def repriced(before: Sequence[Instalment], after: Sequence[Planned], begun_through: date | None) -> list[Instalment]:
    """The instalments whose amounts a report changes, as they are afterwards: none when it changes nothing.

    Interest rates move, so an instalment still to come that nothing was paid on may get other amounts, as long as all
    of them still add up to what was lent. Raises LoanHistoryFixed for other numbers or due dates (C8), for an
    instalment that was due by the latest close or has been paid on, and for another sum `paid` at take-on.
    """
    if [(each.number, each.due_date) for each in before] != [(each.number, each.due_date) for each in after]:
        raise LoanHistoryFixed(extra={"fields": ["instalments"]})
    changed = []
    for place, (old, new) in enumerate(zip(before, after, strict=True)):
        another_take_on = new.paid is not None and new.paid != old.taken_principal + old.taken_interest
        other_amounts = (old.principal, old.interest) != (new.principal, new.interest)
        counts = old.is_paid_on or (begun_through is not None and old.due_date <= begun_through)
        if another_take_on or (other_amounts and counts):
            raise LoanHistoryFixed(extra={"fields": [f"instalments/{place}"]})
        if other_amounts:
            changed.append(replace(old, principal=new.principal, interest=new.interest))
    return changed


def managed(now: Managed, reported: str) -> Managed:
    """Who is responsible after a report: what was transferred here stays until core banking names another."""
    if now.reported_manager == reported:
        return now
    return Managed(reported, None)


def require_past(disbursed_on: date, written_off_on: date | None, is_ahead: Callable[[date], bool]) -> None:
    """Raises DisbursedAhead or WrittenOffAhead for a day that has not come yet in collections' time."""
    if is_ahead(disbursed_on):
        raise DisbursedAhead
    if written_off_on is not None and is_ahead(written_off_on):
        raise WrittenOffAhead


def followed_by(origin: Origin) -> str:
    """Who follows a loan to the end (G3): the outlet that sold it, else the sub-branch's personal department."""
    return "outlet" if origin == "outlet" else "personal_dept"


def waves(refs: Sequence[str]) -> list[list[int]]:
    """Places of reports in lists that name no loan twice: a loan's second report comes after its first."""
    seen: dict[str, int] = {}
    found: list[list[int]] = []
    for place, ref in enumerate(refs):
        turn = seen[ref] = seen.get(ref, -1) + 1
        if turn == len(found):
            found.append([])
        found[turn].append(place)
    return found


Service = Literal["collections", "scoring", "customer"]
Part = Literal["warnings", "credit_checks", "tier_changes"]
ElsewhereKind = Literal["warning_given", "warning_withdrawn", "credit_checked", "tier_changed"]

_SERVICES: Mapping[Part, Service] = {"warnings": "scoring", "credit_checks": "scoring", "tier_changes": "customer"}
_PART_OF: Mapping[ElsewhereKind, Part] = {
    "warning_given": "warnings",
    "warning_withdrawn": "warnings",
    "credit_checked": "credit_checks",
    "tier_changed": "tier_changes",
}
# Who sees each part where it is kept: what collections is told as a service it tells nobody else. None: everybody.
_LENDERS = frozenset(
    {
        "account_manager",
        "outlet_manager",
        "personal_dept",
        "risk_officer",
        "committee_member",
        "branch_head",
        "city_branch",
        "head_office",
        "auditor",
    }
)
SEEN_BY: Mapping[Part, frozenset[str] | None] = {
    "warnings": _LENDERS | {"collector"},
    "credit_checks": _LENDERS | {"system"},
    "tier_changes": None,
}
CORRELATIONS_MAX = 50
_EVERYWHERE = "*"  # of a part of the bank (chassis.identity)


@dataclass(frozen=True)
class Elsewhere:
    """Something that came of arrears in another service. `node`: where it lies; None for what is the whole bank's."""

    kind: ElsewhereKind
    at: datetime
    by: str
    facts: Mapping[str, Any]
    correlation_ids: Sequence[UUID]
    node: tuple[str, str] | None = None

    @property
    def service(self) -> Service:
        """Who keeps it."""
        return service_of(_PART_OF[self.kind])


@dataclass(frozen=True)
class Wish:
    """What is asked of other services: which parts, of which arrears."""

    parts: Sequence[Part]
    correlation_ids: Sequence[UUID]


@dataclass(frozen=True)
class Chain:
    """What came of a loan's arrears elsewhere, and the parts that could not be had."""

    found: Sequence[Elsewhere] = ()
    missing: Sequence[Part] = ()


def service_of(part: Part) -> Service:
    """Which service knows of a part."""
    return _SERVICES[part]


def parts_for(roles: frozenset[str]) -> list[Part]:
    """The parts that somebody of these roles sees."""
    return [part for part, seen_by in SEEN_BY.items() if seen_by is None or roles & seen_by]


def on_page(
    chain: Chain, scope: tuple[str, str], arrears: Sequence[UUID], begins: datetime | None, ends: datetime | None
) -> list[tuple[Elsewhere, UUID]]:
    """What came of the loan's own arrears from `begins` on and before `ends` (None: open), the latest first, each with
    the newest of them; without what lies outside the reader's part of the bank.
    """
    found = []
    for each in chain.found:
        own = next((one for one in arrears if one in each.correlation_ids), None)
        within = (begins is None or each.at >= begins) and (ends is None or each.at < ends)
        if own is not None and within and (each.node is None or _sees(scope, each.node)):
            found.append((each, own))
    return sorted(found, key=lambda pair: pair[0].at, reverse=True)


def _sees(scope: tuple[str, str], node: tuple[str, str]) -> bool:
    return all(own in (_EVERYWHERE, there) for own, there in zip(scope, node, strict=True))
