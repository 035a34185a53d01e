"""Places, letters and shares follow from figures alone (domain T6, T7)."""

from datetime import date
from decimal import Decimal
from runpy import run_path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import BadInput
from chassis.migrations import ROOT
from services.customer.performance.rules import (
    Figures,
    Inputs,
    completion,
    findings,
    market,
    period_before,
    periods_over,
    places,
    require_begun,
    require_ranked,
)
from services.customer.performance.schemas import PerformanceRules

PLANTED = run_path(str(ROOT / "services/customer/migrations/versions/2026_11_26_02_performance.py"))
FIGURES: Figures = PerformanceRules.model_validate(PLANTED["DEFAULT"]).figures("2026-01")

AMOUNTS = st.integers(0, 20).map(lambda each: Decimal(each) * 1000)
LENDERS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), AMOUNTS, min_size=1, max_size=30)


def lent(amounts: dict[str, Decimal]) -> list[Inputs]:
    return [Inputs(key, 1, amount) for key, amount in amounts.items()]


def test_the_source_s_figures_are_planted() -> None:
    """T6, T7: six sub-branches, ten managers, third or fourth, five key sub-branches."""
    assert (FIGURES.commended("sub_branch"), FIGURES.commended("account_manager")) == (6, 10)
    assert FIGURES.commended("outlet") == 0
    assert list(FIGURES.admonished_share_ranks) == [3, 4]
    assert FIGURES.key_sub_branches_max == 5
    assert "car" in FIGURES.grades["promote"]
    assert "operating" in FIGURES.grades["prudent"]


def test_equals_share_a_place_and_those_after_keep_their_distance() -> None:
    """T6: ties."""
    placed = places(lent({"a": Decimal(5), "b": Decimal(9), "c": Decimal(5), "d": Decimal(1)}), 2)

    assert {key: one.place for key, one in placed.items()} == {"b": 1, "a": 2, "c": 2, "d": 4}
    assert {key for key, one in placed.items() if one.commended} == {"a", "b", "c"}


def test_who_lent_nothing_is_not_commended() -> None:
    assert not any(one.commended for one in places(lent({"a": Decimal(0), "b": Decimal(0)}), 6).values())


@given(LENDERS, st.data(), st.integers(1, 20))
def test_more_lending_never_lowers_a_rank(amounts: dict[str, Decimal], data: st.DataObject, more: int) -> None:
    """T6."""
    key = data.draw(st.sampled_from(sorted(amounts)))
    before = places(lent(amounts), 6)[key]
    after = places(lent(amounts | {key: amounts[key] + more}), 6)[key]

    assert after.place <= before.place
    assert after.commended >= before.commended


@given(LENDERS, st.randoms(use_true_random=False))
def test_the_order_of_input_never_matters(amounts: dict[str, Decimal], chance: object) -> None:
    shuffled = lent(amounts)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert places(shuffled, 6) == places(lent(amounts), 6)


@given(LENDERS)
def test_a_place_is_one_more_than_those_who_lent_more(amounts: dict[str, Decimal]) -> None:
    """A plain recomputation."""
    placed = places(lent(amounts), 6)

    for key, amount in amounts.items():
        assert placed[key].place == 1 + sum(1 for other in amounts.values() if other > amount)


def test_our_share_and_rank_among_the_local_banks() -> None:
    """T6."""
    assert market(Decimal(30), [Decimal(40), Decimal(30)]) == (Decimal("0.3000"), 2)
    assert market(Decimal(1), [Decimal(1), Decimal(1)]) == (Decimal("0.3333"), 1)
    assert market(Decimal(0), [Decimal(0)]) == (Decimal("0.0000"), 1)


def reasons(place: int = 1, **figures: object) -> dict[str, list[str]]:
    of = Inputs(**({"key": "a", "loans": 1, "new_lending": Decimal(100)} | figures))  # type: ignore[arg-type]
    return {one.kind: list(one.causes) for one in findings(of, place, FIGURES)}


def test_a_reminder_names_every_cause() -> None:
    """T6: behind target, a rank that fell, a share that fell; one letter for all."""
    worse = {"previous_share": Decimal("0.3000"), "share": Decimal("0.2999")}

    assert reasons() == {}
    assert reasons(target=Decimal(100)) == {}
    assert reasons(target=Decimal("100.01")) == {"reminder": ["BEHIND_TARGET"]}
    assert reasons(2, previous_place=1) == {"reminder": ["RANK_FELL"]}
    assert reasons(2, previous_place=2) == {}
    assert reasons(9, previous_place=None) == {}
    assert reasons(**worse) == {"reminder": ["SHARE_FELL"]}
    assert reasons(2, previous_place=1, target=Decimal(200), **worse) == {
        "reminder": ["BEHIND_TARGET", "RANK_FELL", "SHARE_FELL"]
    }


@pytest.mark.parametrize(("rank", "admonished"), [(1, False), (2, False), (3, True), (4, True), (5, False)])
def test_a_share_that_ranks_third_or_fourth_brings_an_admonition(rank: int, admonished: bool) -> None:
    """T6."""
    assert reasons(share_rank=rank) == ({"admonition": ["SHARE_RANK"]} if admonished else {})


def test_completion_is_told_to_four_decimals() -> None:
    assert completion(Decimal(1), Decimal(3)) == Decimal("0.3333")
    assert completion(Decimal(1), None) is None


def test_periods_follow_each_other() -> None:
    assert [period_before(one) for one in ("2026-01", "2026-12", "2026-Q1", "2026-Q3", "2026")] == [
        "2025-12",
        "2026-11",
        "2025-Q4",
        "2026-Q2",
        "2025",
    ]
    assert periods_over(date(2026, 1, 5), 5) == ["2025-11", "2025-Q3", "2024"]
    assert periods_over(date(2026, 1, 6), 5) == ["2025-12", "2025-Q4", "2025"]


def test_a_ranking_is_of_a_quarter_or_a_year_that_has_begun() -> None:
    require_ranked("2026-Q1")
    require_ranked("2026")
    require_begun("/period", date(2026, 1, 1), date(2026, 1, 1))
    with pytest.raises(BadInput):
        require_ranked("2026-01")
    with pytest.raises(BadInput):
        require_begun("/period", date(2026, 1, 2), date(2026, 1, 1))
