"""Which days the bank works: weekdays, but for the holidays and the make-up days that the State Council announces."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chassis.errors import FieldError, Text


@dataclass(frozen=True)
class Year:
    """A year as announced: weekdays that are holidays, and weekend days that are worked."""

    holidays: frozenset[date]
    workdays: frozenset[date]


@dataclass(frozen=True)
class Due:
    """By when something is due. `provisional` while a year on the way there has not been announced yet."""

    on: date
    provisional: bool


def is_working(day: date, years: Mapping[int, Year]) -> bool:
    """Whether the bank works that day; in a year that is not announced, from Monday to Friday."""
    year = years.get(day.year)
    if year is not None and day in year.holidays:
        return False
    return day.weekday() < 5 or (year is not None and day in year.workdays)


def working_days_after(start: date, days: int, years: Mapping[int, Year]) -> Due:
    """The day that is so many working days after `start`, which itself does not count."""
    day, left = start, days
    while left > 0:
        day += timedelta(days=1)
        left -= is_working(day, years)
    return Due(day, any(year not in years for year in range(start.year, day.year + 1)))


def year_faults(name: str, holidays: list[date], workdays: list[date]) -> list[FieldError]:
    """What is wrong with an announced year: days of another one, or that would be what they are named for anyway."""
    faults = []
    for field, days, weekend in (("holidays", holidays, False), ("workdays", workdays, True)):
        for place, day in enumerate(days):
            pointer = f"/rules/years/{name}/{field}/{place}"
            if f"{day:%Y}" != name:
                faults.append(
                    FieldError(pointer, "DAY_OF_ANOTHER_YEAR", Text("Not a day of this year", "不属于该年份"))
                )
            elif (day.weekday() >= 5) is not weekend:
                message = Text(
                    "A holiday is a weekday, a make-up day a weekend day", "节假日须为工作日，补班日须为周末"
                )
                faults.append(FieldError(pointer, "DAY_NOT_AN_EXCEPTION", message))
    return faults
