"""Counting past cases (domain S6)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.backtests.rules import by_reason, rate, tally
from services.scoring.bureau.rules import CODES, Account, judge
from services.scoring.policies.rules import BureauFigures

DEFAULT = BureauFigures(3, 3, 6, 24, frozenset({"loss"}))
histories = st.text(st.sampled_from("NN1/"), min_size=24, max_size=26) | st.text(
    st.sampled_from(CODES), min_size=24, max_size=60
)


@given(st.lists(st.tuples(histories, st.booleans()), max_size=30))
def test_a_file_is_judged_as_its_histories_are_one_by_one(cases: list[tuple[str, bool]]) -> None:
    """S6: the same rule as the gate's, over many."""
    found = tally(cases + cases, DEFAULT)
    refused = [bad for status, bad in cases if judge([Account(status)], DEFAULT).refusals]
    passed = [bad for status, bad in cases if not judge([Account(status)], DEFAULT).refusals]

    assert (found.histories, found.refused) == (2 * len(cases), 2 * len(refused))
    assert (found.refused_bad, found.passed_bad) == (2 * sum(refused), 2 * sum(passed))
    for code, crossed, bad in by_reason(found):
        own = [
            defaulted
            for status, defaulted in cases
            if code in [reason.code for reason in judge([Account(status)], DEFAULT).refusals]
        ]
        assert (crossed, bad) == (2 * len(own), 2 * sum(own))


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 0, None), (0, 3, "0.0000"), (1, 3, "0.3333"), (2, 3, "0.6667"), (1, 20000, "0.0001"), (3, 3, "1.0000")],
)
def test_a_rate_is_rounded_half_up_and_of_nothing_there_is_none(part: int, whole: int, expected: str | None) -> None:
    assert rate(part, whole) == (None if expected is None else Decimal(expected))
