"""When an agreement can be drawn up and signed (domain E2)."""

from datetime import date

import pytest

from chassis.errors import BadInput, InvalidState
from services.escrow.agreements.rules import MOVES, require_assessed, require_not_future


@pytest.mark.parametrize("state", ["proposed", "agreed", "supervised", "closed", "declined"])
def test_an_agreement_is_drawn_up_for_an_assessed_project_only(state: str) -> None:
    """E2."""
    require_assessed("assessed")

    with pytest.raises(InvalidState):
        require_assessed(state)


def test_an_agreement_may_have_been_signed_today_but_not_tomorrow() -> None:
    require_not_future(date(2026, 1, 10), date(2026, 1, 10))

    with pytest.raises(BadInput) as caught:
        require_not_future(date(2026, 1, 11), date(2026, 1, 10))
    assert [(fault.pointer, fault.code) for fault in caught.value.errors] == [("/signed_on", "DATE_IN_THE_FUTURE")]


def test_a_signed_agreement_has_no_move_left() -> None:
    assert (MOVES.verbs("draft"), MOVES.verbs("signed")) == (["sign"], [])
