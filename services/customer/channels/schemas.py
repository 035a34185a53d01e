"""Partners, outlets' products, leads and market notes as published; a lead's phone is masked."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from chassis.fields import Day, In, Name, Out, fault
from chassis.personal import Personal, looks_personal
from services.customer.channels import rules
from services.customer.channels.rules import Channel, LeadState, OutletKind, PartnerKind, PartnerState, RoutedTo
from services.customer.customers.rules import is_mobile_number

Product = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$"), Field(examples=["car"])]
Node = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$"), Field(examples=["ls-1"])]
Sub = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$")]
Days = Annotated[int, Field(strict=True, ge=0, le=1000)]


def _phone(value: Personal) -> Personal:
    if not is_mobile_number(value.clear()):
        raise fault("PHONE_INVALID", "Not a mobile number of eleven digits", "手机号码无效：须为 11 位")
    return value


def _without_numbers(value: str) -> str:
    if looks_personal(value):
        raise fault("PERSONAL_DATA_IN_TEXT", "The text must not hold anybody's number", "不得包含证件号码或电话号码")
    return value


Phone = Annotated[
    Personal,
    AfterValidator(_phone),
    WithJsonSchema({"type": "string", "pattern": "^1[3-9][0-9]{9}$", "writeOnly": True}),
]
Words = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(_without_numbers)]
Remark = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_without_numbers)]


class PaceRules(In):
    """Within how many days a lead is shared out, contacted, and brought to an end."""

    assign_within_days: Days
    contact_within_days: Days
    close_within_days: Days

    def pace(self, version: str) -> rules.Pace:
        """As the rules read it."""
        return rules.Pace(version, self.assign_within_days, self.contact_within_days, self.close_within_days)


class PartnerIn(In):
    """An institution that brings customers in numbers, and the outlet near it."""

    name: Name
    kind: PartnerKind
    outlet: Node


class ClosingIn(In):
    """Why the work with a partner ends."""

    reason: Words


class PartnerOut(Out):
    """A partner institution (T5)."""

    id: UUID
    name: str
    kind: PartnerKind
    state: PartnerState
    closed_reason: str | None
    sub_branch: str
    outlet: str
    made_by: str
    made_at: datetime
    version: int
    allowed_actions: list[str]


class OutletProductsIn(In):
    """A step: what kind of channel an outlet is and which products it may accept from now on."""

    outlet: Node
    kind: OutletKind
    products: list[Product] = Field(max_length=200)
    reason: Words


class OutletProductsOut(Out):
    """A step in what an outlet may accept; the newest counts (T5)."""

    id: UUID
    sub_branch: str
    outlet: str
    kind: OutletKind
    products: list[str]
    added: list[str] = Field(description="Which it may accept since this step.")
    taken_back: list[str]
    reason: str
    made_by: str
    made_at: datetime


class LeadIn(In):
    """Somebody who may want a loan, who brought them, and at which outlet."""

    model_config = ConfigDict(hide_input_in_errors=True)

    name: Name
    phone: Phone
    product: Product
    outlet: Node
    partner_id: UUID | None = Field(None, description="The partner that brought them; without one it is retail.")
    channel: Channel | None = Field(None, description="How they came; without it, the kind of the outlet.")


class AssignIn(In):
    """To whom a lead is given, or handed over."""

    account_manager: Sub
    reason: Remark = ""


class ContactIn(In):
    """What a contact brought."""

    note: Remark = ""


class ConvertIn(In):
    """What a lead became."""

    customer_id: UUID
    loan_booking_id: UUID | None = Field(None, description="The loan that came of it, once it is booked.")
    reason: Remark = ""


class LoseIn(In):
    """Why a lead came to nothing."""

    reason: Words


class LeadOut(Out):
    """A lead, phone masked, with who works it and when the next step is due (T5)."""

    id: UUID
    name: str
    phone: str = Field(description="Masked.", examples=["138****5678"])
    product: str
    channel: Channel
    partner_id: UUID | None
    routed_to: RoutedTo
    routed_because: rules.Why
    state: LeadState
    account_manager: str | None
    due_on: Day | None = Field(description="By when the next step is due; null at the end.")
    overdue: bool
    age_days: int = Field(description="Days since it was entered, to today or to its end.")
    customer_id: UUID | None
    loan_booking_id: UUID | None
    closed_reason: str | None
    closed_at: datetime | None
    policy_version: str
    sub_branch: str
    outlet: str
    made_by: str
    made_at: datetime
    version: int
    allowed_actions: list[str]


class StepOut(Out):
    """A step of a lead."""

    position: int
    verb: rules.Verb
    state: LeadState
    account_manager: str | None
    note: str
    made_by: str
    made_at: datetime


class LeadRevealIn(In):
    """Why the phone must be seen."""

    reason: Annotated[Words, StringConstraints(min_length=5, max_length=500)]


class RevealedLeadOut(Out):
    """A lead's phone in clear; null in a dry run, which shows nothing."""

    id: UUID
    phone: str | None


class AgeingOut(Out):
    """The open leads of an outlet by state: how many, how many overdue, and since when the oldest waits."""

    sub_branch: str
    outlet: str
    routed_to: RoutedTo
    state: LeadState
    leads: int
    overdue: int
    oldest_made_at: datetime


class NoteIn(In):
    """Market news from near an outlet."""

    outlet: Node
    title: Name
    text: Words
    partner_id: UUID | None = None


class NoteOut(Out):
    """Market news, read by the outlet and everybody above it (T5)."""

    id: UUID
    title: str
    text: str
    partner_id: UUID | None
    sub_branch: str
    outlet: str
    made_by: str
    made_at: datetime
