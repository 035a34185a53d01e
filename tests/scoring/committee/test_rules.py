"""When the committee has decided (domain S4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.committee.rules import Vote, verdict
from services.scoring.policies.rules import CommitteeFigures

THREE = CommitteeFigures(members=3, quorum=2, majority=2, deadline_days=10)
figures = st.integers(1, 7).flatmap(
    lambda members: st.builds(
        CommitteeFigures,
        members=st.just(members),
        quorum=st.integers(1, members),
        majority=st.integers(members // 2 + 1, members),
        deadline_days=st.just(10),
    )
)
Y: Vote = "approve"
N: Vote = "refuse"


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([], None), ([Y], None), ([N], None), ([Y, N], None),
        ([Y, Y], "approve"), ([N, N], "refuse"), ([Y, N, Y], "approve"), ([N, Y, N], "refuse"),
    ],
)  # fmt: skip
def test_of_three_two_decide(votes: list[Vote], expected: str | None) -> None:
    """S4; contract, section 5: three members, majority."""
    assert verdict(votes, THREE) == expected


def test_a_quorum_is_waited_for() -> None:
    whole = CommitteeFigures(members=3, quorum=3, majority=2, deadline_days=10)

    assert verdict([N, N], whole) is None
    assert verdict([N, N, Y], whole) == "refuse"


@given(figures, st.lists(st.sampled_from([Y, N]), max_size=7), st.lists(st.sampled_from([Y, N]), max_size=7))
def test_what_is_decided_no_further_vote_can_change(
    found: CommitteeFigures, votes: list[Vote], more: list[Vote]
) -> None:
    votes, more = votes[: found.members], more[: max(found.members - len(votes), 0)]
    early = verdict(votes, found)

    assert early is None or verdict([*votes, *more], found) == early
    if len(votes) == found.members:
        assert early == ("approve" if votes.count(Y) >= found.majority else "refuse")
