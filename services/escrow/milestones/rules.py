"""Construction milestones and what must stay in the account until each is reached (domain E4, E10, O3)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from chassis.errors import BadInput, Conflict, FieldError, Forbidden, InvalidState, Refused, Text
from chassis.money import share_of
from chassis.states import Moves

MOVES = Moves({"planned": {"confirm": "confirmed"}})
DEPARTMENT_OF_ROLE = {"corporate_dept": "corporate", "personal_dept": "personal"}
DEPARTMENTS = frozenset(DEPARTMENT_OF_ROLE.values())


class MilestoneConfirmed(Conflict):
    """E10: what both departments saw on site is not rewritten."""

    code = "MILESTONE_CONFIRMED"
    title = Text(
        "A confirmed milestone cannot be changed, moved or dropped: the list must begin with them as they are",
        "已确认的节点不得更改、移动或删除：新清单须以其原样开头",
    )


class MilestoneOutOfOrder(Conflict):
    code = "MILESTONE_OUT_OF_ORDER"
    title = Text("An earlier milestone must be confirmed first", "须先确认前一节点")


class DepartmentHasConfirmed(Conflict):
    code = "DEPARTMENT_HAS_CONFIRMED"
    title = Text("This department has confirmed it already", "该部门已确认此节点")


class DepartmentUnclear(Forbidden):
    """O3: one person does not speak for both departments."""

    code = "DEPARTMENT_UNCLEAR"
    title = Text("Whoever belongs to both departments speaks for neither", "同属两个部门的人员不得代表任一部门")


@dataclass(frozen=True)
class Planned:
    """A milestone as it stands in the list: shares are of the whole works, and of the supervised amount."""

    code: str
    planned_date: date
    progress_share: Decimal
    retained_share: Decimal
    required_documents: tuple[str, ...] = ()


class DocumentsMissing(Refused):
    """E10: a milestone is proved by what its list says, not by any paper."""

    code = "MILESTONE_DOCUMENTS_MISSING"
    title = Text("The milestone needs further documents", "缺少该节点要求的证明文件")


@dataclass(frozen=True)
class Reached:
    """What a milestone says of the retained amount: its share, and whether it counts yet."""

    retained_share: Decimal
    confirmed: bool


def require_open(project_state: str) -> None:
    """A project that is declined or closed has no works to follow any more. Raises InvalidState."""
    if project_state in ("declined", "closed"):
        raise InvalidState(
            Text(f"The project is '{project_state}'", f"项目状态为“{project_state}”，不能办理"),
        )


def require_sound(wanted: Sequence[Planned]) -> None:
    """E10: codes once each, progress strictly rising, retained shares never. Raises BadInput with every fault."""
    faults = []
    for index, (before, this) in enumerate(zip([None, *wanted], wanted, strict=False)):
        at = f"/milestones/{index}"
        if any(earlier.code == this.code for earlier in wanted[:index]):
            message = Text("A milestone's code stands once in the list", "节点代码重复")
            faults.append(FieldError(f"{at}/code", "CODE_REPEATED", message))
        if before is not None and this.progress_share <= before.progress_share:
            message = Text("Progress must rise from each milestone to the next", "进度占比须逐个节点递增")
            faults.append(FieldError(f"{at}/progress_share", "PROGRESS_NOT_RISING", message))
        if before is not None and this.retained_share > before.retained_share:
            message = Text("The retained share never rises along the list", "留存比例不得逐个节点上升")
            faults.append(FieldError(f"{at}/retained_share", "RETAINED_SHARE_RISES", message))
    if faults:
        raise BadInput(faults)


def retained_share_of(place: int, code: str, asked: Decimal | None, shares: Mapping[str, Decimal]) -> Decimal:
    """E7: the share that was asked for, or the regime's for that code. Raises BadInput where there is neither."""
    share = asked if asked is not None else shares.get(code)
    if share is None:
        message = Text("The regime has no retained share for this code", "监管级别未规定该节点的留存比例")
        raise BadInput([FieldError(f"/milestones/{place}/retained_share", "MISSING", message)])
    return share


def require_retained_before_last(wanted: Sequence[Planned], least: Decimal) -> None:
    """E7, E10: until the last milestone the regime wants that much retained. Raises BadInput with every fault."""
    message = Text(
        f"The project's regime wants at least {least} retained before the last milestone",
        f"该项目监管级别要求最后节点之前的留存比例不低于 {least}",
    )
    faults = [
        FieldError(f"/milestones/{place}/retained_share", "OUT_OF_REGIME", message)
        for place, each in enumerate(wanted[:-1])
        if each.retained_share < least
    ]
    if faults:
        raise BadInput(faults)


def require_documents(required: Iterable[str], given: Mapping[str, UUID], document_ids: Collection[UUID]) -> None:
    """E10: each document that the milestone needs is named, among those handed in.

    Raises DocumentsMissing, and BadInput for one that was not handed in.
    """
    missing = [name for name in required if name not in given]
    if missing:
        listed = ", ".join(missing)
        raise DocumentsMissing(Text(f"The milestone needs further documents: {listed}", f"缺少证明文件：{listed}"))
    faults = [
        FieldError(
            f"/documents/{name}", "DOCUMENT_NOT_HANDED_IN", Text("Not among document_ids", "不在 document_ids 中")
        )
        for name, identity in given.items()
        if identity not in document_ids
    ]
    if faults:
        raise BadInput(faults)


def require_confirmed_kept(wanted: Sequence[Planned], confirmed: Sequence[Planned]) -> None:
    """E10: milestones are confirmed in order, so a new list begins with those that are. Raises MilestoneConfirmed."""
    if list(wanted[: len(confirmed)]) != list(confirmed):
        raise MilestoneConfirmed


def require_in_order(position: int, confirmed: int) -> None:
    """E10: `position` counts from 1, and `confirmed` milestones stand before the next. Raises MilestoneOutOfOrder."""
    if position > confirmed + 1:
        raise MilestoneOutOfOrder


def require_not_future(on: date, today: date) -> None:
    """What was not seen yet is not confirmed. Raises BadInput."""
    if on > today:
        message = Text("The day has not come yet", "日期不得晚于今天")
        raise BadInput([FieldError("/on", "DATE_IN_THE_FUTURE", message)])


def department_of(roles: Iterable[str]) -> str:
    """The department a person speaks for. Raises Forbidden for none, DepartmentUnclear for both."""
    found = {DEPARTMENT_OF_ROLE[role] for role in roles if role in DEPARTMENT_OF_ROLE}
    if len(found) > 1:
        raise DepartmentUnclear
    if not found:
        raise Forbidden
    return found.pop()


def confirmed_by_both(departments: Collection[str]) -> bool:
    """E10: a milestone is confirmed once the corporate and the personal department both have."""
    return set(departments) == DEPARTMENTS


def retained(supervised_amount: Decimal, milestones: Sequence[Reached]) -> Decimal:
    """E10: in yuan, of the supervised amount, by the last confirmed milestone in list order; all before one is."""
    confirmed = [each.retained_share for each in milestones if each.confirmed]
    return share_of(supervised_amount, confirmed[-1] if confirmed else Decimal(1))
