"""Risk classes as published."""

from datetime import date, datetime

from pydantic import Field

from chassis.fields import Money, Out, Share
from services.collections.risk_classes.rules import Standing


class ClassChangeOut(Out):
    """From the close of `from_on` on a loan is classed so, until the next. `known_until`: null while it is believed."""

    id: int
    from_on: date
    standing: Standing
    days_past_due: int
    policy_version: str
    known_from: datetime
    known_until: datetime | None


class MigrationOut(Out):
    """How many loans of one class (or new since) are of which class later, or have left the book."""

    was: Standing | str = Field(description="At `from`; `new` for those that no close had aged by then.")
    became: Standing = Field(description="At `to`.")
    loans: int
    principal: Money = Field(description="What was lent.")
    rate: Share = Field(description="Of all loans that were so at `from`: the roll rate.")


class MigrationsOut(Out):
    """The matrix between the closes of two dates, as it is known now or was known at `known_at`."""

    from_on: date
    to_on: date
    items: list[MigrationOut]
