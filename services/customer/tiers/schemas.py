"""Facts, tiers and their policy as published."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.fields import AmountOrZero, Day, In, Money, Out, PositiveMoney, Ref
from services.customer.tiers import rules
from services.customer.tiers.rules import Tier

Count = Annotated[int, Field(strict=True, ge=0, le=1000)]
# A word, never a bare number: what stands here is answered in clear.
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$"), Field(examples=["operating"])]
CAME_OF = "The arrears in collections of which it came"
WayCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,59}$")]


class LoanIn(In):
    """A loan that the customer has."""

    product: Code
    amount: PositiveMoney


class _Facts(BaseModel):
    """What is known of a customer on a day: contribution, loyalty, economic situation, financing (T1)."""

    as_of: Day
    deposits: AmountOrZero
    monthly_contribution: Money = Field(description="What the customer brings the branch in a month; may be negative.")
    years_with_bank: Annotated[int, Field(strict=True, ge=0, le=150)]
    products_held: list[Code] = Field(default_factory=list, max_length=100)
    annual_income: AmountOrZero
    loans: list[LoanIn] = Field(default_factory=list, max_length=200)
    needs: list[Code] = Field(default_factory=list, max_length=50, description="Kinds of financing the customer needs.")
    correlation_ids: list[UUID] = Field(
        default_factory=list, max_length=50, description="The arrears in collections that these facts tell of, if any."
    )


class FactsIn(_Facts, In):
    """What is known of a customer on a day (T1)."""

    def facts(self) -> rules.Facts:
        """As the rules read them."""
        return rules.Facts(
            deposits=self.deposits,
            monthly_contribution=self.monthly_contribution,
            years_with_bank=self.years_with_bank,
            products_held=self.products_held,
            annual_income=self.annual_income,
            loans=[rules.Loan(loan.product, loan.amount) for loan in self.loans],
            needs=self.needs,
        )


class FactsLine(FactsIn):
    """A line of a file of facts: whose they are, by core banking's number."""

    external_ref: Ref


class FactsOut(_Facts, Out):
    """Facts as they were reported, and when."""

    id: UUID
    made_by: str
    made_at: datetime


class ReasonOut(Out):
    """Why: a stable code, and words that may be shown to the customer."""

    code: str
    detail: str


class TierOut(Out):
    """A customer's tier, with the reasons, the facts it was found by, and the policy version that counted (T1)."""

    customer_id: UUID
    tier: Tier
    reasons: list[ReasonOut]
    facts: FactsOut
    policy_version: str
    since: datetime
    override_id: UUID | None = Field(description="The override that counts instead of what the ways lead to (T9).")
    correlation_ids: list[UUID] = Field(description=f"{CAME_OF}, when it last changed.")


class TierChangeOut(Out):
    """A change of tier, or of the reasons for it; the first tier is one too. `position` counts from 1."""

    position: int
    before_tier: Tier | None
    tier: Tier
    reasons: list[ReasonOut]
    facts: FactsOut
    policy_version: str
    override_id: UUID | None
    correlation_ids: list[UUID] = Field(description=f"{CAME_OF}: by what its facts tell of, or its override rests on.")
    made_by: str
    made_at: datetime


class CausedChangeOut(TierChangeOut):
    """A change of tier that came of arrears, and whose."""

    customer_id: UUID
    sub_branch: str
    outlet: str


class MovementOut(Out):
    """How many customers went from one tier to another within a period; `before` is null for a first tier."""

    before: Tier | None
    after: Tier
    customers: int


class MovementsOut(Out):
    """Movement between tiers (T9), each customer once: the tier before the period beside the one at its end."""

    from_: Day = Field(alias="from")
    to: Day
    items: list[MovementOut]

    model_config = ConfigDict(populate_by_name=True)


class LeastIn(In):
    """What a way asks at least; what is null it does not look at. Amounts in yuan."""

    deposits: PositiveMoney | None = None
    monthly_contribution: PositiveMoney | None = None
    years_with_bank: Count | None = None
    products_held: Count | None = None
    annual_income: PositiveMoney | None = None
    operating_loan: PositiveMoney | None = Field(None, description="The largest single one; several never add up (T2).")


class WayIn(In):
    """One way to a tier: all that it asks must be there."""

    tier: Literal["high_end", "potential_high_end"]
    code: WayCode
    at_least: LeastIn
    need: Code | None = None

    def way(self) -> rules.Way:
        """As the rules read it."""
        asked = {name: value for name, value in self.at_least if value is not None}
        return rules.Way(self.tier, self.code, {name: Decimal(value) for name, value in asked.items()}, self.need)


class TierRules(In):
    """The ways to the higher tiers, and which loans finance a business."""

    operating_products: list[Code] = Field(min_length=1, max_length=50)
    ways: list[WayIn] = Field(min_length=1, max_length=100)
