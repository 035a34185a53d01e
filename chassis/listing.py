"""Lists: the parameters every list takes, the shape it answers with, and the one query that cuts a page."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Query as Parameter
from sqlalchemy import ColumnElement, Row, Select

from chassis.admission import Reading
from chassis.errors import BadInput, FieldError, Text
from chassis.fields import Out
from chassis.paging import LIMIT_DEFAULT, page

Item = TypeVar("Item")

Limit = Annotated[int, Parameter(ge=1, description=f"At most 200; {LIMIT_DEFAULT} unless told.")]
Cursor = Annotated[str | None, Parameter(description="The `next_cursor` of the page before, with the same filter.")]


class Listed(Out, Generic[Item]):
    """One page. `next_cursor` is null at the end, and only there."""

    items: list[Item]
    next_cursor: str | None


async def listed(
    query: Reading,
    wanted: Select[Any],
    position: ColumnElement[Any],
    limit: int,
    cursor: str | None,
    listing: str,
    filters: Mapping[str, Any],
    *,
    newest_first: bool = True,
) -> tuple[Sequence[Row[Any]], str | None]:
    """One page of a query and the cursor of the next, ordered by a unique, ever-growing column (an id, a number).

    Raises BadInput for a cursor of another list or filter.
    """
    asked = page(limit, cursor, listing, filters)
    if asked.after is not None:
        after = _typed(asked.after, position)
        wanted = wanted.where(position < after if newest_first else position > after)
    wanted = wanted.order_by(position.desc() if newest_first else position.asc()).limit(asked.limit + 1)
    rows = (await query.connection.execute(wanted)).all()
    return asked.cut(rows, str(position.key))


def _typed(after: str, position: ColumnElement[Any]) -> Any:
    kind = position.type.python_type
    try:
        if "\x00" in after or (kind is int and abs(int(after)) >= 2**63):
            raise ValueError  # PostgreSQL has no such text or number
        return UUID(after) if kind is UUID else kind(after)
    except ValueError:
        message = Text("The cursor is not of this list and filter", "游标与此列表及筛选条件不符")
        raise BadInput([FieldError("/cursor", "FOREIGN_CURSOR", message)]) from None
