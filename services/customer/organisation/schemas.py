"""The organisation as published."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StrictBool, StringConstraints

from chassis.fields import In, Name, Out, fault

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


class StaffIn(PostIn):
    """Somebody who joins the staff. `sub` is how the bank's issuer names them in tokens."""

    sub: Sub


class StaffOut(Out):
    """Somebody on the staff."""

    id: UUID
    sub: str
    name: str
    roles: list[Role]
    sub_branch: str | None
    outlet: str | None
    active: bool
    made_by: str
    made_at: datetime
    version: int
