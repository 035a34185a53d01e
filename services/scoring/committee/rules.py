"""The loan committee: who may vote, when a case is decided, and when it lapses (domain S4)."""

from collections.abc import Collection, Sequence
from typing import Literal

from chassis.errors import Conflict, Forbidden, Text
from chassis.states import Moves
from services.scoring.policies.rules import CommitteeFigures

Vote = Literal["approve", "refuse"]
CaseState = Literal["open", "approved", "refused", "lapsed"]

# `approve` and `refuse` are what the votes come to; `lapse` is the end of a case that was not decided in time, or whose
# application was released.
MOVES = Moves({"open": {"approve": "approved", "refuse": "refused", "lapse": "lapsed"}})


class ConflictOfInterest(Forbidden):
    """S4: who applied for the customer, visited, or warned has no vote."""

    code = "CONFLICT_OF_INTEREST"
    title = Text(
        "Whoever applied for this customer, visited or warned cannot vote", "申请、考察或预警的相关人员不得表决"
    )


class AlreadyVoted(Conflict):
    code = "ALREADY_VOTED"
    title = Text("You have voted: a vote is final", "您已表决，表决后不得更改")


class CommitteeFull(Conflict):
    code = "COMMITTEE_FULL"
    title = Text("All members of the committee have voted", "贷审会委员均已表决")


class CaseIncomplete(Conflict):
    """What the committee would approve could not be approved by the gate: something is missing now."""

    code = "CASE_INCOMPLETE"
    title = Text(
        "What the decision rests on is no longer complete; release it and ask anew",
        "审查所依据的材料已不完整，请重新申请",
    )


def require_may_vote(actor: str, barred: Collection[str], warned: Collection[str]) -> None:
    """Raises ConflictOfInterest."""
    if actor in barred or actor in warned:
        raise ConflictOfInterest


def require_unvoted(actor: str, votes: Sequence[tuple[str, Vote]], members: int) -> None:
    """Raises AlreadyVoted, CommitteeFull."""
    if actor in [member for member, _ in votes]:
        raise AlreadyVoted
    if len(votes) >= members:
        raise CommitteeFull


def verdict(votes: Sequence[Vote], figures: CommitteeFigures) -> Literal["approve", "refuse"] | None:
    """What the votes come to: None as long as the votes to come could still change it, or a quorum is missing (S4)."""
    if len(votes) < figures.quorum:
        return None
    if votes.count("approve") >= figures.majority:
        return "approve"
    to_come = figures.members - len(votes)
    return "refuse" if votes.count("approve") + to_come < figures.majority else None
