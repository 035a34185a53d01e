"""Bookings, offers and their results as published, and the catalogue."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StrictBool, StringConstraints

from chassis.errors import Text
from chassis.fields import AmountOrZero, Day, In, Money, Name, Out, PositiveMoney, Ref, fault
from chassis.personal import looks_personal
from services.customer.cross_sell import rules
from services.customer.cross_sell.rules import BookingState, OfferState, Scope
from services.customer.tiers.rules import Tier

Product = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$"), Field(examples=["u_shield"])]
Node = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Sub = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$")]


def _without_numbers(value: str) -> str:
    if looks_personal(value):
        raise fault("PERSONAL_DATA_IN_TEXT", "The text must not hold anybody's number", "不得包含证件号码或电话号码")
    return value


Reason = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_without_numbers)]


class ProductIn(In):
    """A product of the catalogue, and with whom it fits; an empty list fits everybody."""

    product: Product
    reason_en: Name
    reason_zh: Name
    contribution: AmountOrZero = Field(description="What it adds for the bank in a year.")
    loans: list[Product] = Field(default_factory=list, max_length=50)
    tiers: list[Tier] = Field(default_factory=list, max_length=3)
    company: StrictBool = Field(False, description="Only for customers with a company of their own.")
    need: Product | None = None


class CatalogueRules(In):
    """What may be offered with a loan."""

    products: list[ProductIn] = Field(min_length=1, max_length=200)

    def catalogue(self, version: str) -> rules.Catalogue:
        """As the rules read it."""
        return rules.Catalogue(
            version,
            [
                rules.Product(
                    one.product,
                    Text(one.reason_en, one.reason_zh),
                    one.contribution,
                    one.loans,
                    one.tiers,
                    one.company,
                    one.need,
                )
                for one in self.products
            ],
        )


class BookingIn(In):
    """A personal loan that was made, and for whose results it counts."""

    external_ref: Ref = Field(description="Core banking's own number of the loan; it counts once, for ever.")
    customer_id: UUID
    product: Product
    amount: PositiveMoney
    booked_on: Day
    account_manager: Sub
    outlet: Node
    sub_branch: Node


class ReturnIn(In):
    """A loan came back: cancelled, or paid back at once."""

    returned_on: Day
    reason: Reason


class OfferOut(Out):
    """A product before a customer, with the reason to say, and what became of it."""

    id: UUID
    booking_id: UUID
    customer_id: UUID
    product: str
    state: OfferState
    reason: str
    contribution: Money
    policy_version: str
    responded_by: str | None
    responded_at: datetime | None
    made_at: datetime
    allowed_actions: list[str]


class BookingOut(Out):
    """A loan, and what was offered with it."""

    id: UUID
    external_ref: str
    customer_id: UUID
    product: str
    amount: Money
    booked_on: Day
    account_manager: str
    outlet: str
    sub_branch: str
    policy_version: str
    offers: list[OfferOut]
    state: BookingState = Field(description="A returned loan counts in no result that is worked out after that.")
    returned_on: Day | None
    return_reason: str | None
    made_by: str
    made_at: datetime
    allowed_actions: list[str]


class ResponseIn(In):
    """What the customer said."""

    response: Literal["accepted", "declined"]


class ResultOut(Out):
    """What the loans of a period brought besides (T4)."""

    scope: Scope
    key: str
    period: str
    loans: int
    products_offered: int
    products_taken_up: int
    products_per_loan: str = Field(examples=["1.50"])
    added_contribution: Money
