"""Comparing results fairly: places, commendations, and the letters that follow from figures (domain T6, T7).

How equal results, moves, late openings and the like are counted is decided here, and said where it is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal
from uuid import UUID

from chassis.errors import BadInput, Conflict, FieldError, Text
from chassis.states import Moves

Subject = Literal["sub_branch", "outlet", "account_manager"]
RankedSubject = Literal["sub_branch", "account_manager"]
SnapshotKind = Literal["ranking", "bulletin"]
Grade = Literal["promote", "develop", "prudent"]
NoticeKind = Literal["reminder", "admonition"]
NoticeState = Literal["issued", "acknowledged"]
Cause = Literal["BEHIND_TARGET", "RANK_FELL", "SHARE_FELL", "SHARE_RANK"]
Addressee = Literal["branch_head", "deputy_head_for_lending"]
SupportKind = Literal["key", "specialised"]
SupportState = Literal["named", "withdrawn"]

NOTICE_MOVES = Moves({"issued": {"acknowledge": "acknowledged"}})
SUPPORT_MOVES = Moves({"named": {"withdraw": "withdrawn"}})

ARREARS_MAX = 50
_FOUR_DECIMALS = Decimal("0.0001")
_RANKED = re.compile(r"[0-9]{4}(-Q[1-4])?", re.ASCII)
_QUARTER = re.compile(r"([0-9]{4})-Q([1-4])", re.ASCII)
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})", re.ASCII)


class KeySubBranchesFull(Conflict):
    code = "KEY_SUB_BRANCHES_FULL"
    title = Text("There are as many key sub-branches as the bank supports", "重点支行数量已达上限")


class SupportedAlready(Conflict):
    code = "SUPPORTED_ALREADY"
    title = Text("The sub-branch is named for this already", "该支行已列入此项名单")


@dataclass(frozen=True)
class Figures:
    """The bank's figures for comparing, by which policy version."""

    policy_version: str
    commended_sub_branches: int
    commended_account_managers: int
    behind_target_below: Decimal
    admonished_share_ranks: Sequence[int]
    key_sub_branches_max: int
    freeze_after_days: int
    grades: Mapping[Grade, Sequence[str]]
    commended_cure_rate_at_least: Decimal | None = None

    def commended(self, subject: str) -> int:
        """How many places are commended; none of outlets, which a bulletin lists and does not rank."""
        return {"sub_branch": self.commended_sub_branches, "account_manager": self.commended_account_managers}.get(
            subject, 0
        )


@dataclass(frozen=True)
class Inputs:
    """What went in for one sub-branch, manager or outlet.

    A loan counts for the manager and the place it was booked with, wherever these moved since; who works in two
    places in a period stands in the ranking once, with both. Who opened late has what was booked since, against the
    target that was set; without a loan in the period before there is no place to fall from.
    """

    key: str
    loans: int
    new_lending: Decimal
    target: Decimal | None = None
    previous_place: int | None = None
    share: Decimal | None = None
    previous_share: Decimal | None = None
    share_rank: int | None = None
    # what collections says of a manager, all of it or none
    cases_opened: int | None = None
    cases_cured: int | None = None
    cases_open: int | None = None
    tasks_late: int | None = None
    promises_kept: int | None = None
    promises_broken: int | None = None
    reviews_accountable: int | None = None
    files_late: int | None = None


@dataclass(frozen=True)
class Collected:
    """What came of a manager's loans in a month, as collections froze it (G3)."""

    cases_opened: int
    cases_cured: int
    cases_open: int
    tasks_late: int
    promises_kept: int
    promises_broken: int
    reviews_accountable: int
    files_late: int
    arrears: tuple[UUID, ...] = ()
    """The correlation ids of those that count against the manager, the newest first: named, and no figure."""

    @property
    def figures(self) -> dict[str, int]:
        """What goes into a ranking."""
        return {name: value for name, value in vars(self).items() if name != "arrears"}


# Of these a longer period has what was there on its last day; of all else what happened in it.
_ON_THE_LAST_DAY = ("cases_open", "files_late")


def summed(months: Mapping[str, Mapping[str, Collected]]) -> dict[str, Collected]:
    """Managers' results of several months as one."""
    found: dict[str, Collected] = {}
    last = max(months, default="")
    for month in sorted(months):
        for manager, each in months[month].items():
            before = found[manager].figures if manager in found else {}
            earlier = found[manager].arrears if manager in found else ()
            found[manager] = Collected(
                **{
                    name: value * (month == last) if name in _ON_THE_LAST_DAY else before.get(name, 0) + value
                    for name, value in each.figures.items()
                },
                arrears=tuple(sorted({*earlier, *each.arrears}, reverse=True)[:ARREARS_MAX]),
            )
    for manager in found.keys() - months.get(last, {}).keys():
        found[manager] = replace(found[manager], cases_open=0, files_late=0)
    return found


def cure_rate(cured: int | None, still_open: int | None) -> Decimal | None:
    """Cured cases as a share of those that were cured or are open, to four decimals; None without any."""
    if cured is None or still_open is None or not cured + still_open:
        return None
    return (Decimal(cured) / (cured + still_open)).quantize(_FOUR_DECIMALS, ROUND_HALF_UP)


def months_over(begins: date, ends: date, today: date) -> list[str]:
    """The months of a period whose last day is over."""
    months, first = [], begins
    while first < ends:
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        if after <= today:
            months.append(f"{first:%Y-%m}")
        first = after
    return months


@dataclass(frozen=True)
class Placed:
    """A place, from 1, and whether it is commended."""

    place: int
    commended: bool


@dataclass(frozen=True)
class Finding:
    """A letter that the figures call for: what caused it."""

    kind: NoticeKind
    addressee: Addressee
    causes: Sequence[Cause]


def places(inputs: Sequence[Inputs], commended: int, cured_at_least: Decimal | None = None) -> dict[str, Placed]:
    """Places by new lending, the most first.

    Equals share a place and those after them keep their distance (1, 2, 2, 4), so that nobody's place depends on a name
    or on the order of input; who shares the last commended place is commended with the others. Who lent nothing is not,
    nor, where the bank asks for a cure rate, who is known to be below it; nobody moves up instead. The place itself
    follows from lending alone.
    """
    placed: dict[str, Placed] = {}
    before, place = None, 0
    for position, each in enumerate(sorted(inputs, key=lambda one: one.new_lending, reverse=True), start=1):
        if each.new_lending != before:
            before, place = each.new_lending, position
        rate = cure_rate(each.cases_cured, each.cases_open)
        barred = cured_at_least is not None and rate is not None and rate < cured_at_least
        placed[each.key] = Placed(place, place <= commended and each.new_lending > 0 and not barred)
    return placed


def completion(new_lending: Decimal, target: Decimal | None) -> Decimal | None:
    """New lending as a share of the target, to four decimals; None without a target."""
    return None if target is None else (new_lending / target).quantize(_FOUR_DECIMALS, ROUND_HALF_UP)


def market(own: Decimal, others: Sequence[Decimal]) -> tuple[Decimal, int]:
    """Our share of all local banks' new lending, to four decimals, and our rank among them; equals share a rank."""
    total = own + sum(others)
    share = (own / total).quantize(_FOUR_DECIMALS, ROUND_HALF_UP) if total else Decimal("0.0000")
    return share, 1 + sum(1 for other in others if other > own)


def findings(of: Inputs, place: int, figures: Figures) -> list[Finding]:
    """T6: the letters that a sub-branch gets for a quarter.

    One reminder with every cause: below the target, a lower place than the quarter before, a smaller market share (as
    published, to four decimals). And an admonition of the deputy head in charge of lending for a low rank of the share.
    """
    causes: list[Cause] = []
    if of.target is not None and of.new_lending < of.target * figures.behind_target_below:
        causes.append("BEHIND_TARGET")
    if of.previous_place is not None and place > of.previous_place:
        causes.append("RANK_FELL")
    if of.share is not None and of.previous_share is not None and of.share < of.previous_share:
        causes.append("SHARE_FELL")
    found = [Finding("reminder", "branch_head", causes)] if causes else []
    if of.share_rank in figures.admonished_share_ranks:
        found.append(Finding("admonition", "deputy_head_for_lending", ["SHARE_RANK"]))
    return found


def is_quarter(period: str) -> bool:
    """Whether a period is a quarter."""
    return _QUARTER.fullmatch(period) is not None


def period_before(period: str) -> str:
    """The month, quarter or year before one."""
    quarter, month = _QUARTER.fullmatch(period), _MONTH.fullmatch(period)
    if quarter is not None:
        year, number = int(quarter[1]), int(quarter[2])
        return f"{year}-Q{number - 1}" if number > 1 else f"{year - 1:04}-Q4"
    if month is not None:
        year, number = int(month[1]), int(month[2])
        return f"{year}-{number - 1:02}" if number > 1 else f"{year - 1:04}-12"
    return f"{int(period) - 1:04}"


def periods_over(today: date, after_days: int) -> list[str]:
    """The month, the quarter and the year that were the last to be over for so many days."""
    on = today - timedelta(days=after_days)
    quarter = f"{on.year}-Q{(on.month + 2) // 3}"
    return [period_before(f"{on:%Y-%m}"), period_before(quarter), period_before(f"{on.year}")]


def require_ranked(period: str) -> None:
    """Rankings are of a quarter or a year. Raises BadInput."""
    if not _RANKED.fullmatch(period):
        message = Text("A ranking is of a quarter 2026-Q1 or a year 2026", "排名期间为季度（2026-Q1）或年度（2026）")
        raise BadInput([FieldError("/period", "PERIOD_FORMAT", message)])


def require_begun(pointer: str, begins: date, today: date) -> None:
    """A period can be looked at from its first day on. Raises BadInput."""
    if begins > today:
        message = Text("The period has not begun", "期间尚未开始")
        raise BadInput([FieldError(pointer, "PERIOD_IN_THE_FUTURE", message)])
