"""Projects as published."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from chassis.fields import In, Money, Name, Out, PositiveMoney, Ref, fault

Regime = Literal["standard", "enhanced", "light"]
ProjectState = Literal["proposed", "assessed", "agreed", "supervised", "closed", "declined"]


class FundingSource(In):
    """One source of the investment: what kind, how much."""

    kind: Literal["own_funds", "sales", "development_loan", "other_loan", "other"]
    amount: PositiveMoney


class Unit(In):
    """One unit for sale. `area_sqm` is in square metres."""

    unit_no: Ref
    area_sqm: PositiveMoney = Field(description="Square metres, two decimals, as a string.")
    list_price: PositiveMoney


def _distinct(units: list[Unit]) -> list[Unit]:
    if len({unit.unit_no for unit in units}) < len(units):
        raise fault("UNIT_REPEATED", "A unit number stands twice", "房屋单元号重复")
    return units


class ProjectIn(In):
    """A project put forward for review (E1)."""

    developer_id: UUID
    name: Name
    total_investment: PositiveMoney
    construction_budget: PositiveMoney
    funding_sources: list[FundingSource] = Field(min_length=1, max_length=20)
    permits: dict[Ref, Ref] = Field(default_factory=dict, max_length=20)
    regime: Regime = "standard"
    units: Annotated[list[Unit], AfterValidator(_distinct)] = Field(default_factory=list, max_length=20_000)

    @model_validator(mode="after")
    def _adds_up(self) -> "ProjectIn":
        if self.construction_budget > self.total_investment:
            raise fault(
                "BUDGET_ABOVE_INVESTMENT",
                "The construction budget is above the total investment",
                "建设预算不得超过总投资",
            )
        if sum((source.amount for source in self.funding_sources), Decimal(0)) < self.total_investment:
            raise fault(
                "FUNDING_SHORT",
                "The sources of funding do not reach the total investment",
                "资金来源合计低于总投资",
            )
        return self


class ProjectOut(Out):
    """A project as it stands."""

    id: UUID
    developer_id: UUID
    name: str
    total_investment: Money
    construction_budget: Money
    funding_sources: list[FundingSource]
    permits: dict[str, str]
    regime: Regime
    state: ProjectState
    sub_branch: str
    outlet: str
    made_by: str
    made_at: datetime
    version: int


class UnitOut(Out):
    """A unit of a project."""

    unit_no: str
    area_sqm: Money
    list_price: Money
