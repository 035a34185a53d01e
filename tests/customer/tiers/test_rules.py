"""The tier of a customer from the facts (domain T1, T2)."""

from datetime import date
from decimal import Decimal
from runpy import run_path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import BadInput
from chassis.migrations import ROOT
from services.customer.tiers.rules import (
    FIGURES,
    GENERAL,
    HIGH_END,
    NO_WAY,
    POTENTIAL,
    TIERS,
    Facts,
    FactsSuperseded,
    Loan,
    Table,
    Way,
    detail,
    require_in_order,
    tier_of,
    way_faults,
)
from services.customer.tiers.schemas import LeastIn, TierRules

PLANTED = run_path(str(ROOT / "services/customer/migrations/versions/2026_11_24_05_default_tiers.py"))
RULES = TierRules.model_validate(PLANTED["DEFAULT"])
DEFAULT = Table("2026-01", [way.way() for way in RULES.ways], frozenset(RULES.operating_products))


def facts(loans: list[Loan] | None = None, **changes: Any) -> Facts:
    plain: dict[str, Any] = {
        "deposits": Decimal("0.00"),
        "monthly_contribution": Decimal("0.00"),
        "years_with_bank": 0,
        "products_held": [],
        "annual_income": Decimal("0.00"),
        "loans": loans or [],
        "needs": [],
    }
    return Facts(**plain | changes)


def tier(*loans: tuple[str, str], **changes: Any) -> str:
    return tier_of(facts([Loan(product, Decimal(amount)) for product, amount in loans], **changes), DEFAULT).tier


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0.01", GENERAL),
        ("299999.99", GENERAL),
        ("300000.00", POTENTIAL),
        ("499999.99", POTENTIAL),
        ("500000.00", HIGH_END),
        ("90000000.00", HIGH_END),
    ],
)
def test_a_single_operating_loan_decides_with_its_limit_included(amount: str, expected: str) -> None:
    """T2: 以上 includes the number."""
    assert tier(("operating", amount)) == expected


def test_several_operating_loans_never_add_up() -> None:
    """T2: a single one."""
    assert tier(*[("operating", "300000.00")] * 2) == POTENTIAL
    assert tier(*[("operating", "299999.99")] * 50) == GENERAL


def test_other_loans_do_not_count_as_operating() -> None:
    """T2."""
    assert tier(("housing", "5000000.00")) == GENERAL


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"deposits": Decimal("199999.99")}, GENERAL),
        ({"deposits": Decimal("200000.00")}, POTENTIAL),
        ({"deposits": Decimal("999999.99")}, POTENTIAL),
        ({"deposits": Decimal("1000000.00")}, HIGH_END),
        ({"monthly_contribution": Decimal("4999.99")}, GENERAL),
        ({"monthly_contribution": Decimal("5000.00")}, HIGH_END),
        ({"monthly_contribution": Decimal("-1.00")}, GENERAL),
        ({"annual_income": Decimal("999999.99")}, GENERAL),
        ({"annual_income": Decimal("1000000.00")}, HIGH_END),
        ({"annual_income": Decimal("500000.00"), "needs": ["operating"]}, HIGH_END),
        ({"annual_income": Decimal("500000.00"), "needs": ["car"]}, GENERAL),
        ({"years_with_bank": 40, "products_held": list("abcdefgh")}, GENERAL),
        ({"years_with_bank": 10, "products_held": list("abcde"), "deposits": Decimal("500000.00")}, HIGH_END),
        ({"years_with_bank": 9, "products_held": list("abcde"), "deposits": Decimal("500000.00")}, POTENTIAL),
        ({"years_with_bank": 10, "products_held": list("aaaaa"), "deposits": Decimal("500000.00")}, POTENTIAL),
    ],
)
def test_each_group_of_facts_has_its_own_way(changes: dict[str, Any], expected: str) -> None:
    """T1: contribution, loyalty, personal economic situation, kind of financing need."""
    assert tier(**changes) == expected


def test_nothing_known_of_note_is_general_and_says_so() -> None:
    found = tier_of(facts(), DEFAULT)

    assert (found.tier, found.codes) == (GENERAL, [NO_WAY])
    assert "criteria" in detail(found.reasons[0]).en


def test_every_way_that_leads_to_the_tier_is_named_and_none_to_a_lower_one() -> None:
    """T1: the answer carries its reasons."""
    rich = facts([Loan("operating", Decimal("600000.00"))], deposits=Decimal("2000000.00"))
    found = tier_of(rich, DEFAULT)

    assert (found.tier, found.codes) == (HIGH_END, ["OPERATING_LOAN", "DEPOSITS"])


def test_a_reason_speaks_both_languages_with_the_figure_and_its_limit() -> None:
    (reason,) = tier_of(facts([Loan("operating", Decimal("500000.00"))]), DEFAULT).reasons

    assert detail(reason).en == "largest single operating loan 500000.00 yuan (at least 500000.00 yuan)"
    assert detail(reason).zh == "单笔最大经营性贷款 500000.00 元（不低于 500000.00 元）"


def test_a_reason_of_several_conditions_names_them_all() -> None:
    needy = tier_of(facts(annual_income=Decimal("500000.00"), needs=["operating"]), DEFAULT)
    loyal = facts(years_with_bank=10, products_held=list("abcde"), deposits=Decimal("500000.00"))

    assert detail(needy.reasons[0]).en.endswith("; a need for financing of the kind 'operating'")
    assert detail(tier_of(loyal, DEFAULT).reasons[0]).en.split("; ") == [
        "deposits 500000.00 yuan (at least 500000.00 yuan)",
        "years with the bank 10 (at least 10)",
        "products held 5 (at least 5)",
    ]


YUAN = st.decimals(0, 3_000_000, places=2)
CODES = st.lists(st.sampled_from(["operating", "housing", "car", "consumption", "a", "b", "c"]), max_size=8)
LOANS = st.lists(st.builds(Loan, st.sampled_from(["operating", "housing", "car"]), YUAN), max_size=5)
FACTS = st.builds(Facts, YUAN, YUAN, st.integers(0, 40), CODES, YUAN, LOANS, CODES)
WAYS = st.lists(
    st.builds(
        Way,
        st.sampled_from([HIGH_END, POTENTIAL]),
        st.sampled_from(["A", "B", "C"]),
        st.dictionaries(st.sampled_from(sorted(FIGURES)), YUAN, min_size=1),
        st.none() | st.sampled_from(["operating", "car"]),
    ),
    max_size=8,
)
TABLES = st.just(DEFAULT) | st.builds(Table, st.just("v"), WAYS, st.just(frozenset({"operating"})))


@given(FACTS, YUAN, YUAN, st.integers(0, 20), CODES, YUAN, LOANS, CODES, TABLES)
def test_more_of_anything_never_lowers_a_tier(
    before: Facts,
    deposits: Decimal,
    contribution: Decimal,
    years: int,
    products: list[str],
    income: Decimal,
    loans: list[Loan],
    needs: list[str],
    table: Table,
) -> None:
    """T1, by whatever policy: contribution, loyalty, economic situation, need."""
    after = Facts(
        before.deposits + deposits,
        before.monthly_contribution + contribution,
        before.years_with_bank + years,
        [*before.products_held, *products],
        before.annual_income + income,
        [*before.loans, *loans],
        [*before.needs, *needs],
    )

    assert TIERS.index(tier_of(after, table).tier) <= TIERS.index(tier_of(before, table).tier)


@given(FACTS, TABLES)
def test_a_tier_always_has_a_reason_and_no_float_or_exponent_in_it(known: Facts, table: Table) -> None:
    found = tier_of(known, table)

    assert found.reasons
    for reason in found.reasons:
        assert detail(reason).en
        assert detail(reason).zh
        assert all(set(figure["value"]) <= set("0123456789.-") for figure in reason["figures"])


@given(FACTS, st.randoms())
def test_the_order_of_loans_products_and_needs_does_not_matter(known: Facts, chance: Any) -> None:
    def mixed(items: Any) -> list[Any]:
        shuffled = list(items)
        chance.shuffle(shuffled)
        return shuffled

    again = Facts(
        known.deposits,
        known.monthly_contribution,
        known.years_with_bank,
        mixed(known.products_held),
        known.annual_income,
        mixed(known.loans),
        mixed(known.needs),
    )

    assert tier_of(again, DEFAULT) == tier_of(known, DEFAULT)


def test_every_figure_a_policy_may_name_is_one_that_the_rules_know() -> None:
    assert set(LeastIn.model_fields) == set(FIGURES)


def test_facts_come_in_the_order_of_their_days() -> None:
    today = date(2026, 11, 24)
    require_in_order(today, today, None)
    require_in_order(today, today, today)

    with pytest.raises(FactsSuperseded):
        require_in_order(date(2026, 11, 22), today, date(2026, 11, 23))
    with pytest.raises(BadInput):
        require_in_order(date(2026, 11, 25), today, None)


def test_a_way_that_asks_for_nothing_and_one_that_stands_twice_are_faults() -> None:
    ways = [Way(HIGH_END, "A", {}), Way(POTENTIAL, "A", {}, "car"), Way(HIGH_END, "A", {"deposits": Decimal(1)})]

    assert [(fault.pointer, fault.code) for fault in way_faults(ways)] == [
        ("/rules/ways/0/at_least", "WAY_ASKS_NOTHING"),
        ("/rules/ways/2/code", "WAY_REPEATED"),
    ]
