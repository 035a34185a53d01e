"""What is done with managers' results: frozen at the end of a month, read."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.admission import Reading, published
from chassis.store import find
from services.collections.manager_results import rules, store
from services.collections.manager_results.schemas import CheckpointOut, ManagerResultOut
from services.collections.manager_results.store import manager_result


async def freeze(connection: AsyncConnection, on: date, at: datetime) -> int:
    """Freeze the month that a close ends (G3); another date freezes nothing. Answers for how many managers."""
    return await store.freeze(connection, on, at) if rules.ends_a_month(on) else 0


async def get(task: Reading, result_id: UUID) -> ManagerResultOut:
    """One result. Raises NotFound."""
    return picture(await find(task.connection, manager_result, result_id))


def picture(row: Row[Any]) -> ManagerResultOut:
    """A result in its published shape."""
    points = [
        CheckpointOut.model_validate(each | {"rate": rules.rate(each["customers_in_arrears"], each["customers"])})
        for each in row.checkpoints
    ]
    rates = {
        "cure_rate": rules.rate(row.cases_cured, row.cases_cured + row.cases_open),
        "on_time_rate": rules.rate(row.tasks_on_time, row.tasks_done),
    }
    return published(ManagerResultOut, row, checkpoints=points, **rates)
