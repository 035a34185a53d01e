"""Service plans, visits, needs and mailings as published, and the policy behind them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StrictBool, StringConstraints

from chassis.errors import Text
from chassis.fields import Day, In, Money, Name, Out, PositiveMoney, fault
from chassis.personal import looks_personal
from services.customer.service_plans import rules
from services.customer.service_plans.rules import NeedState, VisitState
from services.customer.tiers.rules import Tier

Product = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$"), Field(examples=["u_shield"])]
Days = Annotated[int, Field(strict=True, ge=1, le=1000)]


def _without_numbers(value: str) -> str:
    if looks_personal(value):
        raise fault("PERSONAL_DATA_IN_TEXT", "The text must not hold anybody's number", "不得包含证件号码或电话号码")
    return value


Words = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(_without_numbers)]


class BundleItemIn(In):
    """A product that belongs to the service of these tiers, and why, in words for the customer."""

    product: Product
    tiers: list[Tier] = Field(min_length=1, max_length=3)
    company: StrictBool = Field(False, description="Only for customers with a company of their own.")
    need: Product | None = Field(None, description="Only for customers with this need.")
    reason_en: Name
    reason_zh: Name


class ServiceRules(In):
    """The service by tier."""

    visit_every_days: Days
    first_visit_within_days: Days
    bundle: list[BundleItemIn] = Field(min_length=1, max_length=100)

    def plan(self, version: str) -> rules.Plan:
        """As the rules read it."""
        items = [
            rules.Item(one.product, one.tiers, one.company, one.need, Text(one.reason_en, one.reason_zh))
            for one in self.bundle
        ]
        return rules.Plan(version, self.visit_every_days, self.first_visit_within_days, items)


class BundleItemOut(Out):
    """A product to offer, and why."""

    product: str
    reason: str


class ServicePlanOut(Out):
    """The service that a customer's tier brings (T3)."""

    customer_id: UUID
    tier: Tier
    dedicated_manager: str | None = Field(description="The named person of a high-end customer.")
    opened_on: Day | None = Field(description="Since when there is a high-end file.")
    next_visit_due_on: Day | None
    bundle: list[BundleItemOut]
    policy_version: str


class VisitOut(Out):
    """A return visit."""

    id: UUID
    customer_id: UUID
    state: VisitState
    manager: str | None
    due_on: Day
    visited_on: Day | None
    report: str | None
    completed_by: str | None
    version: int
    allowed_actions: list[str]


class VisitReportIn(In):
    """What a visit brought."""

    visited_on: Day
    report: Words


class NeedIn(In):
    """A later need for financing that a customer told of."""

    customer_id: UUID
    product: Product
    amount: PositiveMoney
    expected_on: Day
    note: Annotated[str, StringConstraints(max_length=2000), AfterValidator(_without_numbers)] = ""


class NeedClosingIn(In):
    """What became of it."""

    outcome: Literal["converted", "lost"]
    reason: Words


class NeedOut(Out):
    """A need for financing, followed until it is met or lost."""

    id: UUID
    customer_id: UUID
    state: NeedState
    product: str
    amount: Money
    expected_on: Day
    note: str
    closed_reason: str | None
    closed_by: str | None
    closed_at: datetime | None
    made_by: str
    made_at: datetime
    version: int
    allowed_actions: list[str]


class MailingIn(In):
    """A product leaflet, and to whom it goes; only to those who agreed to be written to."""

    title: Name
    product: Product
    tiers: list[Tier] = Field(min_length=1, max_length=3)


class MailingOut(Out):
    """A mailing, how many got it, and how many of these tiers did not because they had not agreed."""

    id: UUID
    title: str
    product: str
    tiers: list[Tier]
    sent_on: Day
    recipients: int
    without_consent: int
    made_by: str
    made_at: datetime


class RecipientOut(Out):
    """Somebody who got a leaflet."""

    customer_id: UUID


class FileOut(Out):
    """The high-end file of a customer: who served, since when, and what came of it (T3)."""

    customer_id: UUID
    state: rules.ServiceState
    dedicated_manager: str | None
    opened_on: Day
    ended_on: Day | None
    visits: list[VisitOut]
    needs: list[NeedOut]
    leaflets: int
