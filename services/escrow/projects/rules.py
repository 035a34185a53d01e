"""A property project and the states it passes through, from first sight to closing (domain E1, E2, E12)."""

from chassis.errors import Refused, Text
from chassis.states import Moves

# "close" comes with the two closings (E12).
MOVES = Moves(
    {
        "proposed": {"assess": "assessed", "decline": "declined"},
        "assessed": {"agree": "agreed"},
        "agreed": {"supervise": "supervised"},
    }
)
REGIMES = ("standard", "enhanced", "light")


class UnknownUnit(Refused):
    code = "UNKNOWN_UNIT"
    title = Text("The project has no such unit", "该项目没有此房屋单元")
