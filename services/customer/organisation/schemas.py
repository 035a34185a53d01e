"""The organisation as published."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StrictBool, StringConstraints

from chassis.fields import Day, In, Name, Out, fault
from services.customer.organisation.rules import DeputyState

NodeKind = Literal["head_office", "city_branch", "sub_branch", "outlet"]
Role = Literal[
    "account_manager",
    "auditor",
    "branch_head",
    "city_branch",
    "collector",
    "committee_member",
    "corporate_dept",
    "head_office",
    "outlet_manager",
    "payments",
    "personal_dept",
    "risk_officer",
    "system",
]
NodeCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$"), Field(examples=["lanshan", "ls-1"])]
Sub = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$"), Field(examples=["ls-manager-1"])]


def _distinct(roles: list[Role]) -> list[Role]:
    if len(set(roles)) < len(roles):
        raise fault("ROLE_REPEATED", "A role stands twice", "角色重复")
    return roles


Roles = Annotated[list[Role], AfterValidator(_distinct), Field(min_length=1, max_length=8)]


class NodeIn(In):
    """A node to be opened below its parent."""

    code: NodeCode
    kind: NodeKind
    name: Name
    parent: NodeCode | None = Field(None, description="The code of the node above; the head office has none.")


class NodeOut(Out):
    """A node of the tree."""

    id: UUID
    code: str
    kind: NodeKind
    name: str
    parent: str | None
    made_by: str
    made_at: datetime


class PostIn(In):
    """What may change of somebody on the staff: name, roles, place, and whether they still work here."""

    name: Name
    roles: Roles
    sub_branch: NodeCode | None = None
    outlet: NodeCode | None = None
    active: StrictBool = True
    valid_until: Day | None = Field(None, description="The last day of the post, where one is set.")


class StaffIn(PostIn):
    """Somebody who joins the staff. `sub` is how the bank's issuer names them in tokens."""

    sub: Sub
    valid_from: Day | None = Field(None, description="The first day of the post; today unless told.")


class StaffOut(Out):
    """Somebody on the staff."""

    id: UUID
    sub: str
    name: str
    roles: list[Role]
    sub_branch: str | None
    outlet: str | None
    active: bool
    valid_from: Day
    valid_until: Day | None
    made_by: str
    made_at: datetime
    version: int


class PostOut(Out):
    """A post that somebody held; `position` counts from 1."""

    position: int
    sub: str
    name: str
    roles: list[Role]
    sub_branch: str | None
    outlet: str | None
    active: bool
    valid_from: Day
    valid_until: Day | None
    made_by: str
    made_at: datetime


class DeputyIn(In):
    """Who stands in for whom, and when (O4)."""

    absent: Sub
    deputy: Sub
    starts_on: Day
    ends_on: Day = Field(description="The last day.")
    reason: Name


class DeputyOut(Out):
    """A deputation."""

    id: UUID
    absent: str
    deputy: str
    state: DeputyState
    starts_on: Day
    ends_on: Day
    reason: str
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    made_by: str
    made_at: datetime
    version: int
    allowed_actions: list[str]


class PlaceOut(Out):
    """What a token says of somebody: their roles, and where they hold them."""

    sub: str
    name: str
    roles: list[Role]
    sub_branch: str | None
    outlet: str | None


class StandInOut(PlaceOut):
    """Somebody in whose place one may act, until that day."""

    until: Day


class SignInOut(PlaceOut):
    """What the issuer puts into a token; `deputy_for` are those in whose place one may be asked for instead (O4)."""

    until: Day | None
    deputy_for: list[StandInOut]


class StandingOut(Out):
    """Somebody whose tokens of before that moment are refused."""

    sub: str
    tokens_from: datetime


class StandingsOut(Out):
    """Whose older tokens are refused, of the changes of the last 24 hours; no token lives longer."""

    items: list[StandingOut]
