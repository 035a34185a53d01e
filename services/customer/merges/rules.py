"""Two records of one person become one, and are parted again where that was wrong (contract, section 6)."""

from typing import Literal
from uuid import UUID

from chassis.errors import BadInput, Conflict, FieldError, Text
from chassis.states import Moves

MergeState = Literal["merged", "undone"]
MOVES = Moves({"merged": {"undo": "undone"}})


class MergedAlready(Conflict):
    code = "CUSTOMER_MERGED_ALREADY"
    title = Text("One of the two is merged into another customer already", "其中一位客户已并入其他客户")


class OthersMergedInto(Conflict):
    code = "OTHERS_MERGED_INTO"
    title = Text("Others were merged into this customer: part them first", "已有其他客户并入该客户，请先撤销")


def require_two(kept: UUID, merged: UUID) -> None:
    """A customer is not its own duplicate. Raises BadInput."""
    if kept == merged:
        message = Text("A customer cannot be merged into itself", "客户不能并入自身")
        raise BadInput([FieldError("/merged_id", "SAME_CUSTOMER", message)])


def require_free(kept_into: UUID | None, merged_into: UUID | None, *, has_others: bool) -> None:
    """Neither stands for another already, so that there are no chains. Raises MergedAlready, OthersMergedInto."""
    if kept_into is not None or merged_into is not None:
        raise MergedAlready
    if has_others:
        raise OthersMergedInto
