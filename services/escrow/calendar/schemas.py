"""The working-day calendar as published."""

from typing import Annotated

from pydantic import Field, StringConstraints

from chassis.fields import Day, In

YearName = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}$")]


class AnnouncedYear(In):
    """The exceptions to Monday to Friday in one year."""

    holidays: list[Day] = Field(max_length=60, description="Weekdays on which the bank does not work.")
    workdays: list[Day] = Field(max_length=60, description="Weekend days on which it does.")


class WorkingDays(In):
    """All years that have been announced, by their number. Any other year counts Monday to Friday, provisionally."""

    years: dict[YearName, AnnouncedYear] = Field(max_length=100)
