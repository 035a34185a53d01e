"""A property project and the states it passes through, from first sight to closing (domain E1, E2, E12)."""

from chassis.errors import Refused, Text
from chassis.states import Moves

MOVES = Moves(
    {
        "proposed": {"assess": "assessed", "decline": "declined"},
        "assessed": {"agree": "agreed"},
        "agreed": {"supervise": "supervised"},
        "supervised": {"close": "closed"},
    }
)
REGIMES = ("standard", "enhanced", "light")


class UnknownUnit(Refused):
    code = "UNKNOWN_UNIT"
    title = Text("The project has no such unit", "该项目没有此房屋单元")
