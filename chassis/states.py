"""A state machine is one visible table of moves with one door.

MOVES = Moves({
    "requested": {"review": "reviewed", "cancel": "cancelled"},
    ...
})
MOVES.after("requested", "review")   -> "reviewed", or InvalidState
"""

from collections.abc import Iterator, Mapping

from chassis.errors import InvalidState, Text


class Moves:
    """State → verb → next state. A state that appears only as a target is final."""

    def __init__(self, table: Mapping[str, Mapping[str, str]]) -> None:
        self._table = {state: dict(moves) for state, moves in table.items()}
        self.states = sorted({*self._table, *(after for moves in table.values() for after in moves.values())})

    def after(self, state: str, verb: str) -> str:
        """The state after `verb`. Raises InvalidState when the table does not have that move."""
        try:
            return self._table[state][verb]
        except KeyError:
            raise InvalidState(
                Text(f"'{verb}' is not possible while it is '{state}'", f"状态为“{state}”时不能执行“{verb}”")
            ) from None

    def verbs(self, state: str) -> list[str]:
        """The verbs that the table offers in that state."""
        return sorted(self._table.get(state, {}))

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        """Each move as (from, verb, to): what documents and diagrams are drawn from."""
        return ((state, verb, after) for state, moves in self._table.items() for verb, after in moves.items())
