"""The bank as a tree of nodes, and where in it somebody may work (domain O1, O2)."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from chassis.errors import BadInput, Conflict, FieldError, Text
from chassis.states import Moves

# The levels between head office and sub-branch are spoken for by `head_office` and `city_branch` (contract, section 1).
PARENT_KIND: dict[str, str | None] = {
    "head_office": None,
    "city_branch": "head_office",
    "sub_branch": "city_branch",
    "outlet": "sub_branch",
}

# Roles that work for the whole bank, and those that work in one sub-branch (domain O2).
BANK_WIDE = ("system", "city_branch", "head_office", "auditor")
IN_A_SUB_BRANCH = (
    "account_manager",
    "outlet_manager",
    "personal_dept",
    "corporate_dept",
    "payments",
    "collector",
    "risk_officer",
    "committee_member",
    "branch_head",
)

DEPUTY_MOVES = Moves({"named": {"withdraw": "withdrawn"}})
DeputyState = Literal["named", "withdrawn"]

DEPUTY_DAYS_MAX = 366
STANDING_HOURS = 24
"""Tokens live for hours: of changes that are older than this every token has expired."""

WHOLE = "*"
"""Stands in a row's sub-branch or outlet where it lies above that level."""


class NodeExists(Conflict):
    code = "NODE_EXISTS"
    title = Text("There is a node with this code, or a head office already", "该机构代码已存在，或总行已设立")


class StaffExists(Conflict):
    code = "STAFF_EXISTS"
    title = Text("Somebody with this sub is on the staff already", "该员工标识已存在")


def place_of(kind: str, code: str, parent: str | None) -> tuple[str, str]:
    """The sub-branch and outlet by which a node's row is seen: its own, and of the levels above."""
    match kind:
        case "sub_branch":
            return code, WHOLE
        case "outlet":
            return parent or WHOLE, code
        case _:
            return WHOLE, WHOLE


def require_parent(kind: str, parent: str | None, parent_kind: str | None) -> None:
    """A node hangs under one of the level above, and only head office under none. Raises BadInput.

    `parent_kind` is None where there is no such parent.
    """
    wanted = PARENT_KIND[kind]
    if wanted is None and parent is not None:
        message = Text("The head office has no parent", "总行没有上级机构")
        raise BadInput([FieldError("/parent", "PARENT_NOT_ALLOWED", message)])
    if wanted is not None and parent_kind != wanted:
        message = Text(f"The parent must be a node of the kind {wanted}", f"上级机构须为 {wanted}")
        raise BadInput([FieldError("/parent", "PARENT_OF_OTHER_KIND", message)])


def require_post(roles: Sequence[str], sub_branch: str | None, outlet: str | None) -> None:
    """Where somebody with these roles may work: bank-wide in no sub-branch, others in one. Raises BadInput.

    An outlet manager works in an outlet; nobody holds bank-wide roles beside those of a sub-branch (O1).
    """
    faults = []
    bank_wide = [role in BANK_WIDE for role in roles]
    if any(bank_wide) and not all(bank_wide):
        message = Text("Bank-wide roles go with no others", "全行性角色不得与支行角色兼任")
        faults.append(FieldError("/roles", "ROLES_DO_NOT_GO_TOGETHER", message))
    elif all(bank_wide) and (sub_branch or outlet):
        message = Text("A bank-wide role has no sub-branch or outlet", "全行性角色不属于任何支行或网点")
        faults.append(FieldError("/sub_branch", "SUB_BRANCH_NOT_ALLOWED", message))
    elif not all(bank_wide) and sub_branch is None:
        message = Text("This role works in a sub-branch", "该角色须隶属于支行")
        faults.append(FieldError("/sub_branch", "SUB_BRANCH_REQUIRED", message))
    if "outlet_manager" in roles and outlet is None:
        message = Text("An outlet manager works in an outlet", "网点负责人须隶属于网点")
        faults.append(FieldError("/outlet", "OUTLET_REQUIRED", message))
    if faults:
        raise BadInput(faults)


def unknown_node(pointer: str) -> BadInput:
    """The fault of naming a sub-branch that is not there, or an outlet that is not in that sub-branch."""
    message = Text("There is no such sub-branch or outlet", "不存在该支行或网点")
    return BadInput([FieldError(pointer, "UNKNOWN_NODE", message)])


def is_at_work(active: bool, valid_from: date, valid_until: date | None, on: date) -> bool:
    """Whether somebody's post counts on a day."""
    return active and valid_from <= on and (valid_until is None or on <= valid_until)


def require_validity(valid_from: date, valid_until: date | None) -> None:
    """A post does not end before it begins. Raises BadInput."""
    if valid_until is not None and valid_until < valid_from:
        message = Text("The post ends before it begins", "任职结束日期早于开始日期")
        raise BadInput([FieldError("/valid_until", "PERIOD_REVERSED", message)])


def require_deputation(absent: str, deputy: str, maker: str, starts_on: date, ends_on: date, today: date) -> None:
    """Somebody else stands in, for a named period that is not over, and nobody gives themselves powers (O4, O3).

    Raises BadInput.
    """
    faults = []
    if deputy == absent:
        message = Text("Nobody is their own deputy", "不得由本人代理本人")
        faults.append(FieldError("/deputy", "OWN_DEPUTY", message))
    if deputy == maker:
        message = Text("Nobody names themselves", "不得指定自己为代理人")
        faults.append(FieldError("/deputy", "NAMES_ONESELF", message))
    if ends_on < starts_on:
        message = Text("The period ends before it begins", "期间结束日期早于开始日期")
        faults.append(FieldError("/ends_on", "PERIOD_REVERSED", message))
    elif ends_on < today or (ends_on - starts_on).days > DEPUTY_DAYS_MAX:
        message = Text("The period is over, or longer than a year", "期间已过或超过一年")
        faults.append(FieldError("/ends_on", "PERIOD_NOT_ALLOWED", message))
    if faults:
        raise BadInput(faults)


def unknown_person(pointer: str) -> BadInput:
    """The fault of naming somebody who is not there or works here no more."""
    message = Text("There is nobody of this name at work here", "未找到该在岗员工")
    return BadInput([FieldError(pointer, "UNKNOWN_PERSON", message)])
