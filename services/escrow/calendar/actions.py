"""What the calendar is asked."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from chassis import policies
from chassis.admission import Reading
from chassis.errors import BadInput
from chassis.statements import Statement
from chassis.writes import Work
from services.escrow.calendar.rules import Due, Year, working_days_after, year_faults
from services.escrow.calendar.schemas import WorkingDays

KIND = "working_days"
COUNTING = policies.counting(KIND)
"""Which version counts, for whoever asks it together with other things; `due_by` then reads it."""


def require_sound(rules: WorkingDays) -> None:
    """Raises BadInput for a draft whose days do not fit their years."""
    faults = [fault for name, year in rules.years.items() for fault in year_faults(name, year.holidays, year.workdays)]
    if faults:
        raise BadInput(faults)


async def due(task: Work | Reading, start: date, days: int) -> Due:
    """The day that is so many working days after `start`, by the calendar as it is known today."""
    counts = await _COUNTING.first(task.connection, today=task.today)
    if counts is None:
        raise LookupError(f"no {KIND} policy is in force on {task.today}")
    return await due_by(task, counts.id, start, days)


async def due_by(task: Work | Reading, version_id: UUID, start: date, days: int) -> Due:
    """The same by that version of the calendar."""
    years = _known.get(version_id)
    if years is None:
        row = await policies.read(task.connection, version_id)
        years = _known[version_id] = _read(WorkingDays.model_validate(row.body))
    return working_days_after(start, days, years)


_COUNTING = Statement(COUNTING)


# A version that is in force never changes: it is read once by each process.
_known: dict[UUID, Mapping[int, Year]] = {}


def _read(found: WorkingDays) -> Mapping[int, Year]:
    return {int(name): Year(frozenset(year.holidays), frozenset(year.workdays)) for name, year in found.years.items()}
