"""Cursors: opaque, and bound to the list and filter they were made for. A cursor never grants access."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from chassis.errors import BadInput, FieldError, Text

LIMIT_DEFAULT = 50
LIMIT_MAX = 200

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page:
    """One request for a page: how many, after which position, and the filter the cursor is bound to."""

    limit: int
    after: str | None
    binding: str

    def cut(self, rows: Sequence[Row], position: str) -> tuple[Sequence[Row], str | None]:
        """From `limit + 1` rows: the page and the next cursor. `position` names the attribute that orders the list."""
        if len(rows) <= self.limit:
            return rows, None
        kept = rows[: self.limit]
        return kept, encode(str(getattr(kept[-1], position)), self.binding)


def page(limit: int, cursor: str | None, listing: str, filters: Mapping[str, Any]) -> Page:
    """Read `limit` and `cursor` of a list. Larger limits are coerced; raises BadInput for a foreign cursor."""
    bound = json.dumps([listing, {k: str(v) for k, v in filters.items() if v is not None}], sort_keys=True)
    binding = hashlib.sha256(bound.encode()).hexdigest()[:16]
    return Page(min(limit, LIMIT_MAX), decode(cursor, binding) if cursor is not None else None, binding)


def encode(position: str, binding: str) -> str:
    """The opaque text that stands for a position in one list under one filter."""
    return base64.urlsafe_b64encode(f"{binding}:{position}".encode()).decode().rstrip("=")


def decode(cursor: str, binding: str) -> str:
    """The position in a cursor. Raises BadInput when it is not ours, or was made for another list or filter."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (ValueError, binascii.Error):
        text = ""
    made_for, _, position = text.partition(":")
    if made_for != binding or not position:
        raise BadInput(
            [
                FieldError(
                    "/cursor",
                    "FOREIGN_CURSOR",
                    Text("The cursor is not of this list and filter", "游标与此列表及筛选条件不符"),
                )
            ]
        )
    return position
