"""How far the works are, as two departments each saw it (domain E4, E9, O3; contract, section 3)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from chassis.errors import BadInput, FieldError, Text

CONFIRMED, DISPUTED, MISSING = "confirmed", "disputed", "missing"


@dataclass(frozen=True)
class Report:
    """A department's latest report. `progress_percent` is of the whole works, from 0 to 100."""

    id: UUID
    as_of: date
    progress_percent: Decimal
    units_sold: int
    made_by: str


@dataclass(frozen=True)
class Progress:
    """What the two departments' latest reports say together, and by which policy version.

    `confirmed_percent` is None unless the status is `confirmed`. `is_recent`: both reports are young enough.
    """

    status: str
    confirmed_percent: Decimal | None
    is_recent: bool
    corporate: Report | None
    personal: Report | None
    policy_version: str


def confirmed_progress(
    corporate: Report | None, personal: Report | None, points_max: Decimal, days_max: int
) -> tuple[str, Decimal | None]:
    """Status and confirmed percentage: the lower of the two when they lie at most so many points and days apart.

    One person's word is not two departments' (O3): reports of the same person do not confirm each other.
    """
    if corporate is None or personal is None:
        return MISSING, None
    points = abs(corporate.progress_percent - personal.progress_percent)
    days = abs((corporate.as_of - personal.as_of).days)
    if points > points_max or days > days_max or corporate.made_by == personal.made_by:
        return DISPUTED, None
    return CONFIRMED, min(corporate.progress_percent, personal.progress_percent)


def is_recent(corporate: Report | None, personal: Report | None, today: date, days_max: int) -> bool:
    """Whether each department has a report that is at most so many days old."""
    return all(report is not None and (today - report.as_of).days <= days_max for report in (corporate, personal))


def require_credible(as_of: date, today: date, units_sold: int, units: int) -> None:
    """A report is of a day that has come, and sells no more units than are listed. Raises BadInput.

    `units` is how many the project lists; 0 where it lists none yet.
    """
    faults = []
    if as_of > today:
        message = Text("The day has not come yet", "日期不得晚于今天")
        faults.append(FieldError("/as_of", "DATE_IN_THE_FUTURE", message))
    if 0 < units < units_sold:
        message = Text("More units are sold than the project has", "已售套数超过项目房屋总套数")
        faults.append(FieldError("/units_sold", "UNITS_SOLD_ABOVE_UNITS", message))
    if faults:
        raise BadInput(faults)
