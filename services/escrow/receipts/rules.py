"""What comes into a supervised account (domain E5)."""

from datetime import date

from chassis.errors import Refused, Text

# Sale proceeds: these belong to a unit, and wait in suspense until one is named.
SALE_SOURCES = frozenset({"down_payment", "mortgage", "provident_fund"})


class ValueDateAhead(Refused):
    code = "VALUE_DATE_IN_FUTURE"
    title = Text("The value date has not come yet", "起息日不得晚于当日")


def belongs_in_suspense(source: str, unit_no: str | None) -> bool:
    """Whether the money waits in suspense: sale proceeds that name no unit."""
    return source in SALE_SOURCES and unit_no is None


def check_value_date(value_date: date, today: date) -> None:
    """Raises ValueDateAhead for money that has not arrived yet."""
    if value_date > today:
        raise ValueDateAhead
