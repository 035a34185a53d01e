"""The pre-loan agreement: what is fixed before a supervised account is opened (domain E2, O3)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from chassis.errors import BadInput, Conflict, FieldError, InvalidState, Text
from chassis.states import Moves
from services.escrow.regimes.rules import Bounded

MOVES = Moves({"draft": {"sign": "signed"}})


class AgreementSigned(Conflict):
    """E2: a project has one agreement in force."""

    code = "AGREEMENT_SIGNED"
    title = Text("The project has a signed agreement", "该项目已签署协议")


class NoSignedAgreement(Conflict):
    """E2: neither a supervised account nor a guarantee deposit without one."""

    code = "NO_SIGNED_AGREEMENT"
    title = Text("The project has no signed agreement", "该项目未签署贷前协议")


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


def within_regime(values: Mapping[str, Decimal | None], bounds: Mapping[str, Bounded | None]) -> dict[str, Decimal]:
    """E7: each figure as agreed, or the regime's where nothing is said. Raises BadInput for one out of its bounds."""
    found, faults = {}, []
    for name, value in values.items():
        bounded = bounds[name]
        agreed = value if value is not None or bounded is None else bounded.default
        if agreed is None:
            faults.append(FieldError(f"/{name}", "MISSING", Text("This field is required", "缺少必填项")))
        elif bounded is not None and not bounded.least <= agreed <= bounded.most:
            message = Text(
                f"The project's regime wants it from {bounded.least} to {bounded.most}",
                f"该项目监管级别要求其介于 {bounded.least} 与 {bounded.most} 之间",
            )
            faults.append(FieldError(f"/{name}", "OUT_OF_REGIME", message))
        else:
            found[name] = agreed
    if faults:
        raise BadInput(faults)
    return found
