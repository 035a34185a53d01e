"""The conditions of a drawdown, at every boundary (domain E1, E4)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.escrow.drawdowns.rules import MOVES, DrawdownChecksFailed, Facts, checks, require

SOUND = Facts(
    amount=Decimal("400000.00"),
    today=date(2026, 11, 24),
    agreed=True,
    plan_approved=True,
    plan_month="2026-11",
    plan_carry_over_months=0,
    line_is_works=True,
    line_amount=Decimal("500000.00"),
    line_drawn=Decimal("100000.00"),
    assessed=Decimal("2000000.00"),
    committed=Decimal("600000.00"),
    progress_status="confirmed",
    progress_percent=Decimal("50.00"),
    progress_recent=True,
)


def unmet(**changes: Any) -> set[str]:
    return {check.code for check in checks(replace(SOUND, **changes), frozenset()) if not check.passed}


def test_a_sound_drawdown_meets_every_condition_up_to_the_last_fen() -> None:
    """Every amount in SOUND is exactly at its limit, but for the assessed one."""
    assert unmet() == set()
    assert unmet(committed=Decimal("1600000.00"), progress_percent=Decimal("100.00")) == set()


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"agreed": False}, {"AGREEMENT_ACTIVE"}),
        ({"plan_approved": False}, {"PLAN_APPROVED"}),
        ({"plan_month": "2026-10"}, {"PLAN_MONTH_OPEN"}),
        ({"line_is_works": False}, {"PURPOSE_IS_WORKS"}),
        ({"line_drawn": Decimal("100000.01")}, {"PLAN_LINE_COVERS"}),
        ({"committed": Decimal("600000.01")}, {"WITHIN_PROGRESS"}),
        (
            {"committed": Decimal("1600000.01"), "progress_percent": Decimal("100.00")},
            {"WITHIN_ASSESSED", "WITHIN_PROGRESS"},
        ),
        ({"progress_status": "disputed", "progress_percent": None}, {"PROGRESS_CONFIRMED", "WITHIN_PROGRESS"}),
        ({"progress_recent": False}, {"PROGRESS_RECENT"}),
    ],
    ids=lambda value: "-".join(sorted(value)) if isinstance(value, set) else "",
)  # fmt: skip
def test_what_is_not_met_is_named(changes: dict[str, Any], codes: set[str]) -> None:
    assert unmet(**changes) == codes


def test_a_regime_may_only_warn_and_a_refusal_carries_everything() -> None:
    """E7."""
    facts = replace(SOUND, progress_recent=False)
    require(checks(facts, frozenset({"PROGRESS_RECENT"})))
    with pytest.raises(DrawdownChecksFailed) as refusal:
        require(checks(facts, frozenset()))

    assert len(refusal.value.extra["checks"]) == 9


def test_what_is_drawn_does_not_come_back() -> None:
    assert MOVES.verbs("drawn") == []
