"""What is done with notices: sent by the close, as rows for whoever reads and as events for whoever listens."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import audit
from chassis.identity import EVERYWHERE, Actor, Scope
from services.collections.notices import store
from services.collections.notices.schemas import NoticeOut


async def send(connection: AsyncConnection, close_id: UUID, on: date, at: datetime, actor: Actor) -> int:
    """Tell everybody what a close has put before them (C1, C3): one event for each sub-branch. Answers how many."""
    sent = await store.send(connection, on, at)
    by_branch: dict[str, list[dict[str, Any]]] = {}
    for row in sent:
        told = {"to": row["holder"], "assigned": row["assigned"], "late": row["late"], "sent_up": row["sent_up"]}
        by_branch.setdefault(row["sub_branch"], []).append(told)
    for branch, news in sorted(by_branch.items()):
        data = {"business_date": on, "notices": sorted(news, key=lambda each: str(each["to"]))}
        await audit.append(connection, actor, at, "notice.send", close_id, Scope(branch, EVERYWHERE), data=data)
    return len(sent)


def picture(row: Any) -> NoticeOut:
    """A notice in its published shape."""
    return NoticeOut.model_validate(dict(row._mapping) | {"recipient": row.holder})
