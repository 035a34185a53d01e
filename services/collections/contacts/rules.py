"""Whether and when somebody may be contacted (domain C7): asked before the call, and again when it is written down.

Hours and days are the bank's (Asia/Shanghai). An attempt counts whether or not it was a conversation; both have a cap
for each person and day. The debtor can't be reached after the policy's number of attempts, on its number of days,
without a conversation since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from chassis.clock import SHANGHAI
from chassis.errors import Refused, Text
from services.collections.policies.rules import ContactPolicy

PartyKind = Literal["borrower", "co_borrower", "guarantor", "guarantor_family"]
Channel = Literal["phone", "sms", "message", "email", "letter", "visit"]
ContactOutcome = Literal["reached", "refused", "not_reached", "no_answer", "busy", "wrong_number", "message_left"]
Rule = Literal["HOURS", "ATTEMPTS", "CONVERSATIONS", "DO_NOT_CONTACT", "CONSENT", "CASE_PAUSED"]

CONVERSATIONS = ("reached", "refused")
DEBTORS = ("borrower", "co_borrower")

REASONS: dict[str, Text] = {
    "HOURS": Text("Outside the hours in which people may be contacted", "不在允许联系的时段内"),
    "ATTEMPTS": Text("As many attempts were made on this person today as are allowed", "当日对该人的联系次数已达上限"),
    "CONVERSATIONS": Text(
        "As many conversations were had with this person today as are allowed", "当日与该人的通话次数已达上限"
    ),
    "DO_NOT_CONTACT": Text("This person must not be contacted", "该人已要求不得联系"),
    "CONSENT": Text(
        "No party to the debt: only with consent, or without a word of the debt when the debtor can't be reached",
        "非债务相关人：须经本人同意，或仅在无法联系债务人时联系且不得提及债务",
    ),
    "CASE_PAUSED": Text("The case is paused", "该案件处于暂缓期"),
}


class ContactNotAllowed(Refused):
    """`rule` is the first that refuses, `rules` are all; `allowed_from`: when it may be done, null if that is open."""

    code = "CONTACT_NOT_ALLOWED"
    title = Text("This person may not be contacted like this", "不得以此方式联系该人")


class NobodyThere(Refused):
    code = "NO_SUCH_PERSON"
    title = Text("There is nobody of that party on this loan", "该贷款无此类联系人")


class ContactedAhead(Refused):
    code = "CONTACTED_IN_FUTURE"
    title = Text("The day of this contact has not come yet", "联系日期尚未到来")


class ContactedBeforeCase(Refused):
    code = "CONTACTED_BEFORE_CASE"
    title = Text("It lies before the case was opened", "联系日期早于立案日期")


@dataclass(frozen=True)
class Day:
    """What was done with a person on a day, wherever in the bank."""

    attempts: int = 0
    conversations: int = 0


@dataclass(frozen=True)
class Planned:
    """A contact that is to be made, or was: with whom, when, and whether the debt is spoken of."""

    party: PartyKind
    at: datetime
    conversation: bool
    debt_related: bool
    consented: bool
    do_not_contact: bool


@dataclass(frozen=True)
class Circumstances:
    """What else the rules look at: that person's day, and the case."""

    day: Day
    debtor_unreachable: bool
    paused_from: date | None = None
    paused_until: date | None = None


@dataclass(frozen=True)
class Verdict:
    """The rules that refuse; when it may be done at the earliest (None: not until something else changes)."""

    broken: tuple[Rule, ...]
    allowed_from: datetime | None

    @property
    def allowed(self) -> bool:
        """Whether it may be done as planned."""
        return not self.broken


def judge(policy: ContactPolicy, planned: Planned, found: Circumstances) -> Verdict:
    """What the rules say of a contact, and from when on they would not refuse it."""
    broken = [*_never(planned, found), *_not_now(policy, planned, found)]
    if not broken:
        return Verdict((), planned.at)
    never = any(rule in ("DO_NOT_CONTACT", "CONSENT") for rule in broken)
    return Verdict(tuple(broken), None if never else _earliest(policy, planned, found))


def _never(planned: Planned, found: Circumstances) -> list[Rule]:
    broken: list[Rule] = []
    if planned.do_not_contact:
        broken.append("DO_NOT_CONTACT")
    without_a_word = found.debtor_unreachable and not planned.debt_related
    if planned.party == "guarantor_family" and not planned.consented and not without_a_word:
        broken.append("CONSENT")
    return broken


def _not_now(policy: ContactPolicy, planned: Planned, found: Circumstances) -> list[Rule]:
    broken: list[Rule] = []
    local = planned.at.astimezone(SHANGHAI)
    if not policy.from_time <= local.time() < policy.until_time:
        broken.append("HOURS")
    if found.day.attempts >= policy.attempts_per_day:
        broken.append("ATTEMPTS")
    if planned.conversation and found.day.conversations >= policy.conversations_per_day:
        broken.append("CONVERSATIONS")
    if is_paused(local.date(), found.paused_from, found.paused_until):
        broken.append("CASE_PAUSED")
    return broken


def _earliest(policy: ContactPolicy, planned: Planned, found: Circumstances) -> datetime:
    """The first moment after the planned one that hours, caps and pause leave open, by what is known now."""
    local = planned.at.astimezone(SHANGHAI)
    day, begins = local.date(), local.time()
    spent = found.day.attempts >= policy.attempts_per_day or (
        planned.conversation and found.day.conversations >= policy.conversations_per_day
    )
    if spent or begins >= policy.until_time:
        day, begins = day + timedelta(days=1), policy.from_time
    if is_paused(day, found.paused_from, found.paused_until) and found.paused_until is not None:
        day, begins = found.paused_until + timedelta(days=1), policy.from_time
    return datetime.combine(day, max(begins, policy.from_time), SHANGHAI)


def is_paused(day: date, paused_from: date | None, paused_until: date | None) -> bool:
    """Whether a day lies in a pause, whose last day belongs to it."""
    return paused_from is not None and paused_until is not None and paused_from <= day <= paused_until


def require_timely(day: date, opened_on: date, *, is_ahead: bool) -> None:
    """A contact is written down when it was made, at the latest by the business date. Raises ContactedAhead and
    ContactedBeforeCase."""
    if is_ahead:
        raise ContactedAhead
    if day < opened_on:
        raise ContactedBeforeCase


def refusal(verdict: Verdict) -> ContactNotAllowed:
    """The error for a verdict that refuses, with every rule that does and the first moment that would be allowed."""
    first = REASONS[verdict.broken[0]]
    extra = {
        "rule": verdict.broken[0],
        "rules": list(verdict.broken),
        "allowed_from": verdict.allowed_from.isoformat() if verdict.allowed_from else None,
    }
    return ContactNotAllowed(first, extra)


def is_unreachable(policy: ContactPolicy, attempts: Sequence[tuple[date, bool]]) -> bool:
    """Whether the debtor can't be reached: attempts on them as (day, whether it was a conversation), latest last."""
    since: list[date] = []
    for day, conversation in attempts:
        since = [] if conversation else [*since, day]
    return len(since) >= policy.unreachable_attempts and len(set(since)) >= policy.unreachable_days
