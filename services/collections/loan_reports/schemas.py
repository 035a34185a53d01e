"""A line of a file of loans as most are written: checked by the parser alone, without a call of Python for each field.

Each field takes at most what the loans' `LoanIn` takes. What it does not take is read by that model, which also says
what is wrong: so nothing here needs words.
"""

from typing import Annotated, Literal, NotRequired

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter
from typing_extensions import TypedDict

from services.collections.policies.rules import RepaymentOrder

_STRICT = ConfigDict(extra="forbid", strict=True)

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Ref = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Node = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,100}$")]
Amount = Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,14})\.[0-9]{2}$")]
DayText = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class PersonLine(TypedDict):
    """A borrower or co-borrower."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    name: Name
    phone: NotRequired[Name | None]
    id_number: NotRequired[Name | None]
    do_not_contact: NotRequired[bool]


class RelativeLine(PersonLine):
    """One of a guarantor's family."""

    relation: Ref
    consented: NotRequired[bool]


class GuarantorLine(PersonLine):
    """Who answers for the debt, and their family."""

    family: NotRequired[Annotated[list[RelativeLine], Field(max_length=20)]]


class InstalmentLine(TypedDict):
    """One instalment."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    number: Annotated[int, Field(ge=1, le=10_000)]
    due_date: DayText
    principal: Amount
    interest: Amount
    paid: NotRequired[Amount | None]


class LoanLine(TypedDict):
    """A loan."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    borrower: PersonLine
    co_borrowers: NotRequired[Annotated[list[PersonLine], Field(max_length=10)]]
    guarantors: NotRequired[Annotated[list[GuarantorLine], Field(max_length=20)]]
    external_ref: Ref
    customer_ref: Ref
    product: Ref
    principal: Amount
    disbursed_on: DayText
    matures_on: DayText
    sub_branch: Node
    outlet: Node
    account_manager: Ref
    approved_by: NotRequired[Ref | None]
    originated_by: Literal["outlet", "department", "partner"]
    repayment_order: NotRequired[RepaymentOrder | None]
    secured: NotRequired[bool]
    written_off_on: NotRequired[DayText | None]
    penalty_due: NotRequired[Amount]
    instalments: Annotated[list[InstalmentLine], Field(min_length=1, max_length=600)]


LINE = TypeAdapter(LoanLine)
