"""What the calendar is asked."""

from datetime import date

from chassis import policies
from chassis.admission import Reading
from chassis.errors import BadInput
from chassis.writes import Work
from services.escrow.calendar.rules import Due, Year, working_days_after, year_faults
from services.escrow.calendar.schemas import WorkingDays

KIND = "working_days"


def require_sound(rules: WorkingDays) -> None:
    """Raises BadInput for a draft whose days do not fit their years."""
    faults = [fault for name, year in rules.years.items() for fault in year_faults(name, year.holidays, year.workdays)]
    if faults:
        raise BadInput(faults)


async def due(task: Work | Reading, start: date, days: int) -> Due:
    """The day that is so many working days after `start`, by the calendar as it is known today."""
    row = await policies.in_force(task.connection, KIND, task.today)
    known = WorkingDays.model_validate(row.body)
    years = {int(name): Year(frozenset(year.holidays), frozenset(year.workdays)) for name, year in known.years.items()}
    return working_days_after(start, days, years)
