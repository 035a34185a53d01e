"""Where a lead goes, who works it, and until when the next step is due (domain T5)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from chassis.errors import Conflict, Refused, Text
from chassis.states import Moves

PartnerKind = Literal["developer", "agent", "car_dealer"]
PartnerState = Literal["active", "closed"]
Channel = Literal["wealth_centre", "ordinary_outlet", "dedicated_manager"]
OutletKind = Literal["wealth_centre", "ordinary_outlet"]
RoutedTo = Literal["personal_dept", "outlet"]
LeadState = Literal["new", "assigned", "contacted", "converted", "lost"]
Verb = Literal["enter", "assign", "contact", "convert", "lose"]
Why = Literal["PARTNER", "OUTLET_MAY_NOT_ACCEPT", "RETAIL"]

PARTNER_MOVES = Moves({"active": {"close": "closed"}})
# A hand-over is an `assign` of what somebody has already: the next one begins with a contact.
LEAD_MOVES = Moves(
    {
        "new": {"assign": "assigned", "lose": "lost"},
        "assigned": {"assign": "assigned", "contact": "contacted", "convert": "converted", "lose": "lost"},
        "contacted": {"assign": "assigned", "contact": "contacted", "convert": "converted", "lose": "lost"},
    }
)
OPEN = ("new", "assigned", "contacted")

DEPARTMENT = frozenset({"personal_dept", "branch_head"})
"""Who shares out what the department got; what an outlet got they may share out too, from above it."""


class PartnerExists(Conflict):
    code = "PARTNER_EXISTS"
    title = Text("The sub-branch has a partner of this name already", "本支行已登记同名合作机构")


class PartnerClosed(Refused):
    code = "PARTNER_CLOSED"
    title = Text("The bank works with this partner no more", "与该合作机构的合作已终止")


class LoanHasItsLead(Conflict):
    code = "LOAN_HAS_ITS_LEAD"
    title = Text("This loan came of another lead", "该笔贷款已对应其他营销线索")


class LeadOfTheDepartment(Refused):
    code = "LEAD_OF_THE_DEPARTMENT"
    title = Text("The personal-business department shares out this lead", "该线索由个人客户科分派")


class LeadOfAnother(Refused):
    code = "LEAD_OF_ANOTHER"
    title = Text("Another account manager works this lead", "该线索由其他客户经理跟进")


@dataclass(frozen=True)
class Pace:
    """Within how many days each step is due, by which policy version."""

    policy_version: str
    assign_within_days: int
    contact_within_days: int
    close_within_days: int


def routed(from_partner: bool, product: str, accepted: Collection[str] | None) -> tuple[RoutedTo, Why]:
    """T5: wholesale to the department, retail to the outlet, unless the outlet may not accept this product.

    `accepted` is None for an outlet for which nothing was set: it accepts all.
    """
    if from_partner:
        return "personal_dept", "PARTNER"
    if accepted is not None and product not in accepted:
        return "personal_dept", "OUTLET_MAY_NOT_ACCEPT"
    return "outlet", "RETAIL"


def due_on(pace: Pace, state: str, today: date) -> date | None:
    """By when the step after this state is due; None at the end."""
    days = {
        "new": pace.assign_within_days,
        "assigned": pace.contact_within_days,
        "contacted": pace.close_within_days,
    }.get(state)
    return None if days is None else today + timedelta(days=days)


def is_overdue(state: str, due: date | None, today: date) -> bool:
    """Whether the next step of a lead should have been done by now."""
    return state in OPEN and due is not None and due < today


def require_sharing_out(routed_to: str, roles: Collection[str]) -> None:
    """The department shares out its own, an outlet's manager what the outlet got. Raises LeadOfTheDepartment."""
    if routed_to == "personal_dept" and not DEPARTMENT & set(roles):
        raise LeadOfTheDepartment


def require_working(
    account_manager: str | None, routed_to: str, sub: str, deputy_for: str | None, roles: Collection[str]
) -> None:
    """A lead is worked by its manager or their deputy; who may share it out may step in.

    Raises LeadOfAnother, LeadOfTheDepartment.
    """
    if account_manager is not None and account_manager in (sub, deputy_for):
        return
    if not (DEPARTMENT | {"outlet_manager"}) & set(roles):
        raise LeadOfAnother
    require_sharing_out(routed_to, roles)
