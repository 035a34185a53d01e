"""Which red lines count."""

from datetime import date
from typing import Any

from sqlalchemy import Row

from chassis import policies
from chassis.admission import Reading
from chassis.errors import BadInput
from chassis.writes import Work
from services.scoring.policies.rules import BureauFigures, OwnBankFigures, RedLines, class_faults, window_faults
from services.scoring.policies.schemas import RedLineRules

KIND = "red_lines"


def require_sound(rules: RedLineRules) -> None:
    """Raises BadInput for a draft whose figures together would leave a line that nobody can cross (S5)."""
    bureau = rules.bureau
    faults = class_faults(bureau.bad_classes) + window_faults(bureau.in_all, bureau.in_all_of)
    if faults:
        raise BadInput(faults)


async def in_force(task: Work | Reading, on: date) -> RedLines:
    """The red lines that count on a day, with their policy version."""
    return _read(await policies.in_force(task.connection, KIND, on))


async def version(task: Work | Reading, name: str) -> RedLines:
    """The red lines of one version, drafted or active (S6). Raises NotFound."""
    return _read(await policies.find(task, KIND, name))


def _read(row: Row[Any]) -> RedLines:
    found = RedLineRules.model_validate(row.body)
    bureau, own_bank = found.bureau, found.own_bank
    return RedLines(
        policy_version=row.version,
        bureau=BureauFigures(
            bureau.in_a_row, bureau.behind, bureau.in_all, bureau.in_all_of, frozenset(bureau.bad_classes)
        ),
        own_bank=OwnBankFigures(own_bank.days_over, own_bank.in_all),
    )
