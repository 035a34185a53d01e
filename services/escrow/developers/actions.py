"""What is done with developers."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.ids import new_id
from chassis.store import find
from chassis.writes import Work
from services.escrow.developers.schemas import DeveloperIn
from services.escrow.developers.store import developer


async def register(work: Work, body: DeveloperIn) -> Row[Any]:
    """Put a developer on the books of the maker's sub-branch. A second one with the same code is DEVELOPER_EXISTS."""
    made = insert(developer).values(
        id=new_id(),
        name=body.name,
        uscc=body.uscc,
        qualification_grade=body.qualification_grade,
        track_record=[past.model_dump(mode="json") for past in body.track_record],
        made_by=work.actor.sub,
        made_at=work.now,
        **work.node._asdict(),
    )
    row: Row[Any] = (await work.connection.execute(made.returning(developer))).one()
    await work.record("developer.register", row, data={"grade": row.qualification_grade})
    return row


async def get(task: Work | Reading, developer_id: UUID) -> Row[Any]:
    """One developer. Raises NotFound."""
    return await find(task.connection, developer, developer_id)
