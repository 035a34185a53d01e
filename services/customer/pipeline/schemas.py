"""Projects in the pipeline and their sales as published."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from chassis.fields import AmountOrZero, Day, In, Money, Name, Out, PositiveMoney, fault
from chassis.personal import looks_personal
from services.customer.pipeline.rules import Difference, Part, Stage, Verb

Node = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$"), Field(examples=["ls-1"])]
Sub = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$"), Field(examples=["ls-corporate"])]
Units = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]


def _without_numbers(value: str) -> str:
    if looks_personal(value):
        raise fault("PERSONAL_DATA_IN_TEXT", "The text must not hold anybody's number", "不得包含证件号码或电话号码")
    return value


Remark = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_without_numbers)]


class PipelineIn(In):
    """A project whose land is collateral, and the mortgages that are expected of it."""

    name: Name
    developer: Name
    relationship_manager: Sub = Field(description="Who looks after the developer, and is told how it sells.")
    outlet: Node = Field(description="The outlet near it.")
    land_collateral: PositiveMoney
    units: Units
    expected_mortgages: Count
    expected_mortgage_amount: AmountOrZero
    sales_expected_on: Day


class AdvanceIn(In):
    """The next stage."""

    move: Verb
    development_loan: PositiveMoney | None = Field(None, description="With `grant_loan`, and only then.")
    reason: Remark = ""


class LinkIn(In):
    """Which project of escrow it became."""

    escrow_project_id: UUID


class SalesIn(In):
    """How a project sells, in all until a day."""

    as_of: Day
    units_sold: Count
    cash_returned: AmountOrZero
    mortgages: Count
    mortgage_amount: AmountOrZero


class SalesOut(Out):
    """A report of sales."""

    id: UUID
    pipeline_project_id: UUID
    as_of: Day
    units_sold: int
    cash_returned: Money
    mortgages: int
    mortgage_amount: Money
    made_by: str
    made_at: datetime


class PipelineOut(Out):
    """A project in the pipeline, with its newest sales beside what was expected (T10)."""

    id: UUID
    name: str
    developer: str
    relationship_manager: str
    stage: Stage
    land_collateral: Money
    development_loan: Money | None
    units: int
    expected_mortgages: int
    expected_mortgage_amount: Money
    sales_expected_on: Day
    escrow_project_id: UUID | None = Field(description="Which project of escrow it became.")
    sales_as_of: Day | None
    units_sold: int | None
    cash_returned: Money | None
    mortgages: int | None
    mortgage_amount: Money | None
    sell_through: str | None = Field(description="Units sold, as a share of all.", examples=["0.4500"])
    cash_return: str | None = Field(description="Cash returned, as a share of the development loan.")
    mortgage_fulfilment: str | None = Field(description="Mortgages lent, as a share of the amount expected.")
    sub_branch: str
    outlet: str
    made_by: str
    made_at: datetime
    version: int
    allowed_actions: list[str]


class EscrowProjectOut(Out):
    """The project as escrow has it."""

    name: str
    state: str
    total_investment: Money


class EscrowAgreementOut(Out):
    """The agreement with the developer: the one signed, or else the newest draft."""

    state: str
    signed_on: Day | None
    exclusive: bool
    supervised_amount: Money


class EscrowLoanOut(Out):
    """The development loan: assessed, what drawdowns hold or have drawn of it, drawn, and what is left."""

    assessed: Money
    committed: Money
    drawn: Money
    remaining: Money


class EscrowSalesOut(Out):
    """What is on file as sold, what was lent on it, and what came into the supervised account."""

    as_of: Day
    received: Money
    units_filed: int
    price_filed: Money
    mortgages: int
    mortgage_amount: Money


class SupervisionOut(Out):
    """What escrow knows of a project in the pipeline (T10). A part that is null and not `missing` is not there."""

    pipeline_project_id: UUID
    escrow_project_id: UUID
    asked_at: datetime
    project: EscrowProjectOut | None
    agreement: EscrowAgreementOut | None
    development_loan: EscrowLoanOut | None
    sales: EscrowSalesOut | None
    missing: list[Part] = Field(description="What escrow could not be asked.")
    differs: list[Difference] = Field(description="Where what staff entered is not what escrow knows.")
