"""What the review of a project decides (domain E1)."""

import pytest

from chassis.errors import InvalidState
from services.escrow.assessments.rules import MOVES, project_move, require_open


def test_an_approved_finding_moves_the_project_on_or_ends_it_and_a_rejected_one_does_neither() -> None:
    """E1: it ends in feasible or not; what is sent back ends in nothing."""
    assert project_move("approve", feasible=True) == "assess"
    assert project_move("approve", feasible=False) == "decline"
    assert project_move("reject", feasible=True) is None
    assert project_move("reject", feasible=False) is None


@pytest.mark.parametrize("state", ["assessed", "agreed", "supervised", "closed", "declined"])
def test_a_project_past_its_review_is_not_assessed(state: str) -> None:
    """E1: the review comes before anything."""
    require_open("proposed")

    with pytest.raises(InvalidState):
        require_open(state)


def test_a_decision_is_final() -> None:
    assert MOVES.verbs("submitted") == ["approve", "reject"]
    assert MOVES.verbs("approved") == MOVES.verbs("rejected") == []
