"""Decision tables: rows of spans over numbers, read from the top, each with a result in Decimal (domain S6).

A table is sound when every input meets exactly one row. `faults` finds rows that nothing reaches, inputs that no row
answers, inputs that two rows answer, and results that rise where they must not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Literal

NOUGHT = Decimal(0)

FaultKind = Literal["unreachable", "overlap", "gap", "rises"]


@dataclass(frozen=True)
class Span:
    """From `at_least` on, below `below`; without an end where that is None."""

    at_least: Decimal
    below: Decimal | None = None

    def holds(self, value: Decimal) -> bool:
        """Whether the value lies in it."""
        return self.at_least <= value and (self.below is None or value < self.below)


@dataclass(frozen=True)
class Row:
    """One span for each input, and what is answered where all of them hold."""

    spans: tuple[Span, ...]
    result: Decimal

    def holds(self, inputs: Sequence[Decimal]) -> bool:
        """Whether the row answers these inputs."""
        return all(span.holds(value) for span, value in zip(self.spans, inputs, strict=True))


@dataclass(frozen=True)
class Fault:
    """What is wrong with a table: `row` counts from 0; `at` are the lowest inputs at which it shows."""

    kind: FaultKind
    row: int | None
    at: tuple[Decimal, ...]


def answer(rows: Sequence[Row], inputs: Sequence[Decimal]) -> Decimal:
    """The result for inputs of nought or more. Raises LookupError where no row answers."""
    for row in rows:
        if row.holds(inputs):
            return row.result
    raise LookupError("no row of the table answers these inputs")


def faults(rows: Sequence[Row], inputs: int, *, falling: bool = False) -> list[Fault]:
    """The faults of a table of that many inputs, each nought or more; of a gap, an overlap and a rise the first.

    With `falling`, a result may not rise while an input does. Between two neighbouring bounds a table answers the same,
    so one place in each of these cells is enough.
    """
    bounds = [_bounds([row.spans[each] for row in rows]) for each in range(inputs)]
    met: dict[tuple[Decimal, ...], list[int]] = {
        place: [number for number, row in enumerate(rows) if row.holds(place)] for place in product(*bounds)
    }
    reached = {numbers[0] for numbers in met.values() if numbers}
    found = [Fault("unreachable", number, _lowest(row)) for number, row in enumerate(rows) if number not in reached]
    unreached = set(range(len(rows))) - reached
    shared = next(
        (
            (place, live[1])
            for place, numbers in met.items()
            if len(live := [n for n in numbers if n not in unreached]) > 1
        ),
        None,
    )
    if shared is not None:
        found.append(Fault("overlap", shared[1], shared[0]))
    gap = next((place for place, numbers in met.items() if not numbers), None)
    if gap is not None:
        found.append(Fault("gap", None, gap))
    if falling and not found:
        found.extend(_rises(rows, bounds, met))
    return found


def _rises(
    rows: Sequence[Row], bounds: Sequence[list[Decimal]], met: dict[tuple[Decimal, ...], list[int]]
) -> Iterator[Fault]:
    for place, numbers in met.items():
        for each, bound in enumerate(bounds):
            following = bound.index(place[each]) + 1
            if following == len(bound):
                continue
            higher = (*place[:each], bound[following], *place[each + 1 :])
            number = met[higher][0]
            if rows[number].result > rows[numbers[0]].result:
                yield Fault("rises", number, higher)
                return


def _bounds(spans: Sequence[Span]) -> list[Decimal]:
    ends = {span.at_least for span in spans} | {span.below for span in spans if span.below is not None}
    return sorted({NOUGHT} | {end for end in ends if end > NOUGHT})


def _lowest(row: Row) -> tuple[Decimal, ...]:
    return tuple(span.at_least for span in row.spans)
