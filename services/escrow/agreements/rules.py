"""The pre-loan agreement: what is fixed before a supervised account is opened (domain E2, O3)."""

from datetime import date

from chassis.errors import BadInput, Conflict, FieldError, InvalidState, Text
from chassis.states import Moves

MOVES = Moves({"draft": {"sign": "signed"}})


class AgreementSigned(Conflict):
    """E2: a project has one agreement in force."""

    code = "AGREEMENT_SIGNED"
    title = Text("The project has a signed agreement", "该项目已签署协议")


def require_assessed(project_state: str) -> None:
    """E2: an agreement is drawn up for a project that was found feasible. Raises InvalidState before and after."""
    if project_state != "assessed":
        raise InvalidState(
            Text(
                f"No agreement is drawn up for a project that is '{project_state}'",
                f"状态为“{project_state}”的项目不能拟定协议",
            )
        )


def require_not_future(signed_on: date, today: date) -> None:
    """Nothing was signed tomorrow. Raises BadInput."""
    if signed_on > today:
        message = Text("The day of signing has not come yet", "签署日期不得晚于今天")
        raise BadInput([FieldError("/signed_on", "DATE_IN_THE_FUTURE", message)])
