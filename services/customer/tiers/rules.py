"""A customer's tier, from what is known of the customer, by the bank's table of ways (domain T1, T2).

Each way names a tier and the least figures that lead to it; a customer has the highest tier to which at least one way
leads. Every figure is a lower bound, so that more of anything never lowers a tier.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from chassis.errors import BadInput, Conflict, FieldError, NotFound, Text
from chassis.money import ZERO, money_text

Tier = Literal["high_end", "potential_high_end", "general"]

HIGH_END, POTENTIAL, GENERAL = "high_end", "potential_high_end", "general"
TIERS = (HIGH_END, POTENTIAL, GENERAL)  # the highest first
NO_WAY = "NO_WAY_TO_A_HIGHER_TIER"
OVERRIDDEN = "OVERRIDDEN"

# What a way may ask for: the fact, and its name in the reasons. The four groups of T1, in their order.
FIGURES: Mapping[str, Text] = {
    "deposits": Text("deposits", "存款"),
    "monthly_contribution": Text("monthly contribution", "月贡献度"),
    "years_with_bank": Text("years with the bank", "与我行往来年限"),
    "products_held": Text("products held", "持有产品数"),
    "annual_income": Text("annual income", "年收入"),
    "operating_loan": Text("largest single operating loan", "单笔最大经营性贷款"),
}
COUNTS = frozenset({"years_with_bank", "products_held"})


class FactsSuperseded(Conflict):
    code = "FACTS_SUPERSEDED"
    title = Text("Facts of a later day are known already", "已有更晚日期的客户信息")


class CustomerMerged(Conflict):
    code = "CUSTOMER_MERGED"
    title = Text(
        "This customer was merged into another: report under that one", "该客户已并入另一客户，请在后者名下报送"
    )


class NotTieredYet(NotFound):
    code = "NOT_TIERED_YET"
    title = Text("Nothing is known yet by which this customer has a tier", "尚无客户信息，未能分层")


@dataclass(frozen=True)
class Loan:
    """A loan that the customer has: what kind, and how much in yuan."""

    product: str
    amount: Decimal


@dataclass(frozen=True)
class Facts:
    """What is known of a customer: amounts in yuan, `years_with_bank` in whole years (T1)."""

    deposits: Decimal
    monthly_contribution: Decimal
    years_with_bank: int
    products_held: Sequence[str]
    annual_income: Decimal
    loans: Sequence[Loan]
    needs: Sequence[str]


@dataclass(frozen=True)
class Way:
    """One way to a tier: every figure is reached, and the need, if it names one, is there."""

    tier: str
    code: str
    at_least: Mapping[str, Decimal]
    need: str | None = None


@dataclass(frozen=True)
class Table:
    """The ways that count, by which policy version; `operating_products` are the loans that finance a business."""

    policy_version: str
    ways: Sequence[Way]
    operating_products: frozenset[str]


@dataclass(frozen=True)
class Tiering:
    """A tier and why: for each way that leads to it its code, the figures it read, and what it asks at least."""

    tier: str
    reasons: list[dict[str, Any]]

    @property
    def codes(self) -> list[str]:
        """The ways that led here."""
        return [reason["code"] for reason in self.reasons]


def tier_of(facts: Facts, table: Table) -> Tiering:
    """The highest tier to which some way leads, with every way that leads to it; `general` where none does."""
    figures = figures_of(facts, table.operating_products)
    for tier in TIERS:
        led = [way for way in table.ways if way.tier == tier and _leads(way, figures, facts.needs)]
        if led:
            return Tiering(tier, [_reason(way, figures) for way in led])
    return Tiering(GENERAL, [{"code": NO_WAY, "need": None, "figures": []}])


def figures_of(facts: Facts, operating_products: frozenset[str]) -> dict[str, Decimal]:
    """What the ways compare. Of operating loans the largest single one counts: several never add up (T2)."""
    operating = [loan.amount for loan in facts.loans if loan.product in operating_products]
    return {
        "deposits": facts.deposits,
        "monthly_contribution": facts.monthly_contribution,
        "years_with_bank": Decimal(facts.years_with_bank),
        "products_held": Decimal(len(set(facts.products_held))),
        "annual_income": facts.annual_income,
        "operating_loan": max(operating, default=ZERO),
    }


def reasons_for(codes: Sequence[str], tier: str, facts: Facts, table: Table) -> list[dict[str, Any]]:
    """The reasons behind codes that were kept, with the figures they were found by.

    `facts` and `table` are those that counted then: neither ever changes, so the words are the same at any time.
    """
    figures = figures_of(facts, table.operating_products)
    ways = {way.code: way for way in table.ways if way.tier == tier}
    return [
        _reason(ways[code], figures) if code in ways else {"code": code, "need": None, "figures": []} for code in codes
    ]


def _leads(way: Way, figures: Mapping[str, Decimal], needs: Sequence[str]) -> bool:
    reached = all(figures[name] >= least for name, least in way.at_least.items())
    return reached and (way.need is None or way.need in needs)


def _reason(way: Way, figures: Mapping[str, Decimal]) -> dict[str, Any]:
    read = [
        {"name": name, "value": _spelled(name, figures[name]), "at_least": _spelled(name, least)}
        for name, least in way.at_least.items()
    ]
    return {"code": way.code, "need": way.need, "figures": read}


def detail(reason: Mapping[str, Any]) -> Text:
    """A reason in words that may be shown to the customer."""
    if reason["code"] == NO_WAY:
        return Text("None of the bank's criteria for a higher tier is met", "未达到更高客户层级的任何一项标准")
    english, chinese = [], []
    for figure in reason["figures"]:
        name, unit = FIGURES[figure["name"]], _unit(figure["name"])
        english.append(f"{name.en} {figure['value']}{unit.en} (at least {figure['at_least']}{unit.en})")
        chinese.append(f"{name.zh} {figure['value']}{unit.zh}（不低于 {figure['at_least']}{unit.zh}）")
    if reason["need"] is not None:
        english.append(f"a need for financing of the kind '{reason['need']}'")
        chinese.append(f"有“{reason['need']}”类融资需求")
    return Text("; ".join(english), "；".join(chinese))


def _unit(name: str) -> Text:
    return Text("", "") if name in COUNTS else Text(" yuan", " 元")


def _spelled(name: str, value: Decimal) -> str:
    return str(int(value)) if name in COUNTS else money_text(value)


def overridden(tier_reason: str, ends_on: date) -> Text:
    """Why a tier counts that a person set (T9)."""
    return Text(f"Set by the branch until {ends_on}: {tier_reason}", f"由支行核定，有效期至 {ends_on}：{tier_reason}")


def require_in_order(as_of: date, today: date, latest: date | None) -> None:
    """Facts are of a day that has come, and not older than those known. Raises BadInput, FactsSuperseded."""
    if as_of > today:
        message = Text("The day has not come yet", "日期不得晚于今天")
        raise BadInput([FieldError("/as_of", "DATE_IN_THE_FUTURE", message)])
    if latest is not None and as_of < latest:
        raise FactsSuperseded


def way_faults(ways: Sequence[Way]) -> list[FieldError]:
    """The faults of a draft's ways: those that ask for nothing, and codes that stand twice for one tier."""
    nothing = Text("A way must ask for something", "每项标准至少须有一个条件")
    twice = Text("This code stands twice for the same tier", "同一层级的代码重复")
    faults = []
    for place, way in enumerate(ways):
        if not way.at_least and way.need is None:
            faults.append(FieldError(f"/rules/ways/{place}/at_least", "WAY_ASKS_NOTHING", nothing))
        if any((earlier.tier, earlier.code) == (way.tier, way.code) for earlier in ways[:place]):
            faults.append(FieldError(f"/rules/ways/{place}/code", "WAY_REPEATED", twice))
    return faults
