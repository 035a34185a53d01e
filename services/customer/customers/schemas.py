"""Customers as published: identity number and phone are masked in everything but `RevealedOut`."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StrictBool, StringConstraints, WithJsonSchema

from chassis.fields import In, Name, Out, Ref, fault, sound_id_number
from chassis.personal import Personal, looks_personal
from services.customer.customers.rules import is_mobile_number


def _phone(value: Personal) -> Personal:
    if not is_mobile_number(value.clear()):
        raise fault("PHONE_INVALID", "Not a mobile number of eleven digits", "手机号码无效：须为 11 位")
    return value


def _reason(value: str) -> str:
    # The reason goes into the journal and the event feed, where nobody's number may stand.
    if looks_personal(value):
        raise fault(
            "PERSONAL_DATA_IN_REASON", "A reason must not hold anybody's number", "理由中不得包含证件号码或电话号码"
        )
    return value


IdNumber = Annotated[
    Personal,
    AfterValidator(sound_id_number),
    WithJsonSchema({"type": "string", "pattern": "^[1-9][0-9]{16}[0-9Xx]$", "writeOnly": True}),
]
Phone = Annotated[
    Personal,
    AfterValidator(_phone),
    WithJsonSchema({"type": "string", "pattern": "^1[3-9][0-9]{9}$", "writeOnly": True}),
]
NodeName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$"), Field(examples=["lanshan", "ls-1"])]


class Company(In):
    """The customer's own company, where there is one (T3)."""

    name: Name


class CustomerIn(In):
    """A customer whom core banking reports."""

    model_config = ConfigDict(hide_input_in_errors=True)

    external_ref: Ref = Field(description="Core banking's own number of the customer; it counts once, for ever.")
    name: Name
    id_number: IdNumber = Field(description="A resident identity number (GB 11643); unique over the whole bank.")
    phone: Phone = Field(description="A mobile number.")
    sub_branch: NodeName
    outlet: NodeName
    marketing_consent: StrictBool = False
    company: Company | None = None


class CustomerOut(Out):
    """A customer, identity number and phone masked."""

    id: UUID
    external_ref: str
    name: str
    id_number: str = Field(description="Masked.", examples=["371***********123X"])
    phone: str = Field(description="Masked.", examples=["138****5678"])
    sub_branch: str
    outlet: str
    marketing_consent: bool
    company: Company | None
    merged_into: UUID | None = Field(
        description="The customer that this one turned out to be, where it is a duplicate."
    )
    made_by: str
    made_at: datetime
    version: int


class SearchIn(In):
    """Whom to look for."""

    model_config = ConfigDict(hide_input_in_errors=True)

    id_number: IdNumber


class RevealIn(In):
    """Why the numbers must be seen."""

    reason: Annotated[str, StringConstraints(min_length=5, max_length=500), AfterValidator(_reason)]


class RevealedOut(Out):
    """A customer's numbers in clear; null in a dry run, which shows nothing."""

    id: UUID
    id_number: str | None
    phone: str | None
