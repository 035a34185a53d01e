"""The account's daily total beside core banking's (domain E14)."""

from datetime import date
from decimal import Decimal

from chassis.errors import BadInput, FieldError, Text
from chassis.money import money_text
from chassis.states import Moves

MOVES = Moves({"differing": {"explain": "explained"}})


def state_of(ours: Decimal, core_banking: Decimal) -> str:
    """Two books of one account show the same, or somebody has to explain why not."""
    return "agreeing" if ours == core_banking else "differing"


def require_not_future(as_of: date, today: date) -> None:
    """A day's books are closed before they are compared. Raises BadInput."""
    if as_of > today:
        message = Text("The day has not come yet", "日期不得晚于今天")
        raise BadInput([FieldError("/as_of", "DATE_IN_THE_FUTURE", message)])


def agrees(state: str | None, difference: Decimal) -> tuple[bool, Text]:
    """BALANCE_AGREES: it fails only while the latest check shows a difference that nobody has explained."""
    if state == "differing":
        return False, Text(
            f"core banking's books differ by {money_text(difference)}, unexplained",
            f"与核心系统相差 {money_text(difference)}，尚未说明",
        )
    return True, Text("no unexplained difference to core banking's books", "与核心系统无未说明差异")
