"""The month's fund plan: what a project's money is to be used for, and whose word makes it count (domain E4, O3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from chassis.clock import month_of
from chassis.errors import Conflict, FieldError, InvalidState, Refused, Text
from chassis.money import ZERO, money_text
from chassis.states import Moves

# `approve` takes two: the plan stays submitted until both departments have given theirs.
MOVES = Moves(
    {
        "draft": {"submit": "submitted"},
        "submitted": {"approve": "approved", "reject": "rejected"},
        # A revision is a plan of its own: what it revises stays as it is until the revision is approved.
        "approved": {"revise": "approved", "supersede": "superseded"},
        "rejected": {"revise": "rejected"},
    }
)
DEPARTMENTS = {"corporate_dept": "corporate", "personal_dept": "personal"}
"""The departments that approve, by role; the value is how the plan's columns begin."""


class FundPlanExists(Conflict):
    code = "PLAN_EXISTS"
    title = Text("The project has an approved plan for this month", "该项目当月已有获批的资金使用计划")


class RevisionOutrun(Conflict):
    """E4: since a revision was drawn up, payments have taken more of the plan than the revision leaves them."""

    code = "REVISION_OUTRUN"
    title = Text(
        "Payments have taken more of the plan than this revision leaves them: revise it anew",
        "修订拟定后新增用款已超出修订金额，请重新修订",
    )


class DepartmentHasApproved(Conflict):
    """E4: one approval of each department."""

    code = "DEPARTMENT_HAS_APPROVED"
    title = Text("Your department has approved this plan already", "您所在部门已批准该计划")


class PlanLineExhausted(Refused):
    """E4: payment is made against a line, and never more than it has."""

    code = "PLAN_LINE_EXHAUSTED"
    title = Text("The plan line does not have this much left", "计划项剩余金额不足")


@dataclass(frozen=True)
class Planned:
    """One line as asked for; `amount` in yuan."""

    category: str
    contract_id: UUID | None
    amount: Decimal
    needs_contract: bool
    replaces: UUID | None = None


@dataclass(frozen=True)
class Standing:
    """A line of the plan that is revised, and what payments have taken of it, in yuan."""

    category: str
    contract_id: UUID | None
    committed: Decimal


@dataclass(frozen=True)
class Contracted:
    """What the project's contract behind a line allows; `amount` in yuan."""

    category: str
    amount: Decimal


def require_supervised(project_state: str) -> None:
    """E3, E4: there is nothing to plan before there is a supervised account. Raises InvalidState."""
    if project_state != "supervised":
        raise InvalidState(
            Text(
                f"A project that is '{project_state}' has no supervised money to plan",
                f"状态为“{project_state}”的项目尚无监管资金可供计划",
            )
        )


def month_faults(month: str, today: date) -> list[FieldError]:
    """A plan is for this month or one to come."""
    if month >= month_of(today):
        return []
    return [FieldError("/month", "MONTH_PAST", Text("The month is over", "该月份已过"))]


def line_faults(lines: Sequence[Planned], contracts: Mapping[UUID, Contracted]) -> list[FieldError]:
    """Every fault of a plan's lines; `contracts` holds those of the project that the lines name.

    Works need a contract; a line is of its contract's category; and all lines on one contract stay within it (E11).
    """
    faults = []
    planned: dict[UUID, Decimal] = {}
    for place, line in enumerate(lines):
        if line.contract_id is None:
            if line.needs_contract:
                faults.append(_fault(place, "contract_id", "CONTRACT_REQUIRED", _CONTRACT_REQUIRED))
            continue
        contract = contracts.get(line.contract_id)
        if contract is None:
            faults.append(_fault(place, "contract_id", "UNKNOWN_CONTRACT", _UNKNOWN_CONTRACT))
            continue
        if contract.category != line.category:
            faults.append(_fault(place, "category", "CATEGORY_DIFFERS", _CATEGORY_DIFFERS))
        planned[line.contract_id] = planned.get(line.contract_id, ZERO) + line.amount
        if planned[line.contract_id] > contract.amount:
            faults.append(_fault(place, "amount", "ABOVE_CONTRACT", _ABOVE_CONTRACT))
    return faults


def replacement_faults(lines: Sequence[Planned], revised: Mapping[UUID, Standing]) -> list[FieldError]:
    """Every fault in how a revision's lines take the place of those of the plan it revises.

    A line takes the place of one of the same category and contract, once, and has at least what payments have taken of
    it. A line of which something is taken has one that takes its place.
    """
    faults = []
    taken: set[UUID] = set()
    for place, line in enumerate(lines):
        if line.replaces is None:
            continue
        before = revised.get(line.replaces)
        if before is None or line.replaces in taken:
            faults.append(_fault(place, "replaces", "UNKNOWN_PLAN_LINE", _UNKNOWN_LINE))
            continue
        taken.add(line.replaces)
        if (before.category, before.contract_id) != (line.category, line.contract_id):
            faults.append(_fault(place, "replaces", "LINE_DIFFERS", _LINE_DIFFERS))
        if line.amount < before.committed:
            faults.append(_fault(place, "amount", "BELOW_COMMITTED", _BELOW_COMMITTED))
    if any(before.committed > 0 and identity not in taken for identity, before in revised.items()):
        faults.append(FieldError("/lines", "COMMITTED_LINE_MISSING", _COMMITTED_LINE_MISSING))
    return faults


def approving_department(roles: Iterable[str], approved: Iterable[str]) -> str:
    """For which department somebody with these roles approves: one of theirs that has not approved yet.

    Raises DepartmentHasApproved when there is none.
    """
    left = [name for role, name in DEPARTMENTS.items() if role in set(roles) and name not in set(approved)]
    if not left:
        raise DepartmentHasApproved
    return left[0]


def state_when_approved(state: str, approved: Iterable[str]) -> str:
    """The state after an approval: approved once all departments have given theirs, the same until then.

    Raises InvalidState when the plan is not up for approval.
    """
    after = MOVES.after(state, "approve")
    return after if set(approved) == set(DEPARTMENTS.values()) else state


def verbs_for(state: str, roles: Iterable[str], approved: Mapping[str, str], who: str) -> list[str]:
    """The verbs that the state leaves to one person, apart from those of the maker (O3).

    `approved` says who approved for which department: one department, and one person, approves once.
    """
    verbs = [verb for verb in MOVES.verbs(state) if verb not in ("revise", "supersede")]
    has_say = {DEPARTMENTS[role] for role in roles if role in DEPARTMENTS} - set(approved)
    if not has_say or who in approved.values():
        return [verb for verb in verbs if verb != "approve"]
    return verbs


def exhausted(remaining: Decimal, asked: Decimal) -> PlanLineExhausted:
    """What is said when more is asked than remains, both in yuan."""
    return PlanLineExhausted(
        Text(
            f"{money_text(remaining)} remains on the plan line; {money_text(asked)} was asked for",
            f"计划项剩余 {money_text(remaining)} 元，申请 {money_text(asked)} 元",
        )
    )


_UNKNOWN_LINE = Text("The plan that is revised has no such line left", "原计划中没有此项，或已被其他项替换")
_LINE_DIFFERS = Text("It is for another category or contract", "与被替换项的类别或合同不一致")
_BELOW_COMMITTED = Text("Payments have taken more than this of the line", "金额低于该项已占用金额")
_COMMITTED_LINE_MISSING = Text(
    "A line that payments have taken something of must be replaced", "已有用款占用的计划项须有替换项"
)
_CONTRACT_REQUIRED = Text("Works are planned against a contract", "工程类用款须对应合同")
_UNKNOWN_CONTRACT = Text("The project has no such contract", "该项目没有此合同")
_CATEGORY_DIFFERS = Text("The contract is of another category", "与合同类别不一致")
_ABOVE_CONTRACT = Text("The lines on this contract exceed its amount", "该合同对应的计划金额超过合同金额")


def _fault(place: int, field: str, code: str, message: Text) -> FieldError:
    return FieldError(f"/lines/{place}/{field}", code, message)
