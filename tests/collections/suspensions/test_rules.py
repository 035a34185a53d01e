"""Suspensions of sub-branches (domain G5)."""

from decimal import Decimal

import pytest

from chassis.errors import InvalidState
from services.collections.suspensions.rules import MOVES, bad_share, verbs


@pytest.mark.parametrize(
    ("bad", "balance", "share"),
    [
        ("0.00", "0.00", "0.0000"),
        ("3.00", "100.00", "0.0300"),
        ("3.01", "100.00", "0.0301"),
        ("1.00", "3.00", "0.3333"),
    ],
)
def test_the_share_has_four_decimals_and_nothing_of_nothing_is_none(bad: str, balance: str, share: str) -> None:
    assert bad_share(Decimal(bad), Decimal(balance)) == Decimal(share)


def test_a_proposal_takes_effect_by_decision_alone_and_ends_by_one() -> None:
    assert verbs("proposed") == ["decide"]
    assert verbs("suspended") == ["lift"]
    assert verbs("lifted") == verbs("declined") == []
    with pytest.raises(InvalidState):
        MOVES.after("proposed", "lift")
