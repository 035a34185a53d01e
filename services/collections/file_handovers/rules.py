"""Loan files are handed to the archive within a set time, by a named person (domain G1)."""

from datetime import date
from typing import Literal

from chassis.errors import Forbidden, Text
from chassis.states import Moves

HandoverState = Literal["due", "handed_over", "received"]

# The named person says that the file is on its way; the archive's receipt completes it, also of one that just came.
MOVES = Moves({"due": {"submit": "handed_over", "complete": "received"}, "handed_over": {"complete": "received"}})


class NotYourFile(Forbidden):
    code = "NOT_YOUR_FILE"
    title = Text("Only the person named hands this file over", "仅指定责任人可以移交该档案")


def is_late(state: HandoverState, due_on: date, today: date) -> bool:
    """Whether the archive should have it by now: from the day after its last day on."""
    return state != "received" and due_on < today
