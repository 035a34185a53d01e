"""The review of a project before anything else: what is found, and who confirms it (domain E1, O3)."""

from collections.abc import Iterable, Sequence

from chassis.errors import Conflict, Forbidden, InvalidState, Text
from chassis.states import Moves

CRITERIA = (
    "qualification",
    "track_record",
    "papers",
    "investment",
    "development_conditions",
    "market",
    "economic_benefit",
    "loan_risk",
)

# Both moves are made by one verb, `decide`: its answer says which.
MOVES = Moves({"submitted": {"approve": "approved", "reject": "rejected"}})


class AssessmentPending(Conflict):
    """E1: one finding at a time is before the risk officer."""

    code = "ASSESSMENT_PENDING"
    title = Text("The project has an assessment that is not decided yet", "该项目已有待审批的评估")


class LevelHasOpinion(Conflict):
    """E1: each upper level gives one opinion on a finding."""

    code = "LEVEL_HAS_OPINION"
    title = Text("This level has given its opinion on this finding", "该层级已对此评估提出意见")


class AssessmentApproved(Conflict):
    code = "ASSESSMENT_APPROVED"
    title = Text("The project has an approved assessment", "该项目已有获批的评估")


def require_open(project_state: str) -> None:
    """E1: a project is assessed while it is proposed. Raises InvalidState after that."""
    if project_state != "proposed":
        raise InvalidState(
            Text(f"A project that is '{project_state}' is not assessed", f"状态为“{project_state}”的项目不能评估")
        )


def project_move(decision: str, *, feasible: bool) -> str | None:
    """What a decision does to the project: an approved finding moves it on, or ends it; a rejected one does nothing."""
    if decision != "approve":
        return None
    return "assess" if feasible else "decline"


def require_undecided(state: str) -> None:
    """E1: upper levels are heard before the decision. Raises InvalidState after it."""
    if state != "submitted":
        raise InvalidState(
            Text(f"An assessment that is '{state}' is decided", f"状态为“{state}”的评估已决定，不再接受意见")
        )


def level_of(roles: Iterable[str]) -> str:
    """For which upper level somebody speaks: the highest of theirs. Raises Forbidden for none."""
    for level in ("head_office", "city_branch"):
        if level in set(roles):
            return level
    raise Forbidden


def carried(conditions: Sequence[str], opinions: Iterable[Sequence[str]]) -> list[str]:
    """What is to be agreed with the developer: the finding's conditions, then those of upper levels, each once."""
    return list(dict.fromkeys([*conditions, *(each for opinion in opinions for each in opinion)]))
