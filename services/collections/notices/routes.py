"""Notices over HTTP."""

from fastapi import APIRouter
from sqlalchemy import any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from chassis.admission import BankRoute, Query
from chassis.listing import Cursor, Limit, Listed, listed
from services.collections.notices import actions
from services.collections.notices.schemas import NoticeOut
from services.collections.notices.store import notice
from services.collections.tasks import actions as tasks

router = APIRouter(prefix="/v1/notices", tags=["tasks"], route_class=BankRoute)


@router.get("", summary="What each close has put before somebody, latest first")
async def list_notices(
    query: Query, limit: Limit = 50, cursor: Cursor = None, recipient: str | None = None
) -> Listed[NoticeOut]:
    """`recipient=me` is the caller, by name, by role where they work, and as a deputy; without it, everybody in the
    caller's part of the bank."""
    wanted = select(notice)
    actor = query.actor
    if recipient is not None:
        mine = tasks.holders(query) if recipient == "me" else [recipient]
        wanted = wanted.where(notice.c.holder == any_(bindparam("mine", mine, ARRAY(Text))))  # notice_holder_no_idx
    filters = {"recipient": recipient, "for": [actor.sub, actor.deputy_for] if recipient == "me" else None}
    rows, following = await listed(query, wanted, notice.c.no, limit, cursor, "notices", filters)
    return Listed(items=[actions.picture(row) for row in rows], next_cursor=following)
