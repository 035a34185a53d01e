"""Who is accountable for a new bad loan that was not brought back in time (domain G4)."""

from collections.abc import Collection, Sequence
from typing import Literal

from chassis.errors import FieldError, Forbidden, Text
from chassis.states import Moves

ReviewState = Literal["open", "observed", "brought_back", "due", "decided"]
ReviewOutcome = Literal["due_diligence_exempt", "criticised", "performance_deducted", "disciplined"]

# Closes move a review; people decide the one that was not brought back inside the exemption period. `observed`:
# everything overdue was paid in time, and the class is still bad until it has been regular for long enough (C6).
MOVES = Moves(
    {
        "open": {"observe": "observed", "bring_back": "brought_back", "fall_due": "due"},
        "observed": {"bring_back": "brought_back", "relapse": "open", "fall_due": "due"},
        "due": {"decide": "decided"},
    }
)


class TookPart(Forbidden):
    """Nobody reviews their own loan."""

    code = "TOOK_PART_IN_LOAN"
    title = Text("Somebody with a part in the loan does not decide on it", "参与该笔贷款的人员不得评议该贷款")


def require_no_part(actors: Collection[str | None], parties: Collection[str]) -> None:
    """Raises TookPart when the decider, or the one they stand in for, had a part in the loan."""
    if any(each in parties for each in actors if each):
        raise TookPart


def accountable_faults(outcome: ReviewOutcome, named: Sequence[str], parties: Collection[str]) -> list[FieldError]:
    """What is wrong with who is to be accountable: nobody when exempt, somebody otherwise, and only who had a part."""
    if (outcome == "due_diligence_exempt") == bool(named):
        message = Text("An exempt review names nobody, any other somebody", "免责不得列出责任人，其他结论须列出")
        return [FieldError("/accountable", "ACCOUNTABLE_EXPECTED", message)]
    no_part = Text("This person had no part in the loan", "该人员未参与该笔贷款")
    return [
        FieldError(f"/accountable/{place}", "HAD_NO_PART", no_part)
        for place, each in enumerate(named)
        if each not in parties
    ]
