"""Decision tables: what an answer is, and what is wrong with a table (domain S6)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.decision_tables.rules import Row, Span, answer, faults


def span(at_least: int, below: int | None = None) -> Span:
    return Span(Decimal(at_least), None if below is None else Decimal(below))


def row(first: Span, second: Span, result: int) -> Row:
    return Row((first, second), Decimal(result))


ALL = span(0)
SOUND = [row(span(0, 2), ALL, 9), row(span(2), span(0, 5), 5), row(span(2), span(5), 0)]

bounds = st.integers(0, 4)
spans = st.builds(span, bounds, st.none() | bounds)
tables = st.lists(st.builds(row, spans, spans, st.integers(0, 3)), max_size=5)


@pytest.mark.parametrize(
    ("inputs", "result"),
    [((0, 0), 9), ((1, 99), 9), ((2, 0), 5), ((2, 4), 5), ((2, 5), 0), ((99, 99), 0)],
)
def test_the_row_whose_spans_hold_the_inputs_answers(inputs: tuple[int, int], result: int) -> None:
    assert answer(SOUND, [Decimal(each) for each in inputs]) == result


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        (SOUND, []),
        ([], ["gap"]),
        (SOUND[:2], ["gap"]),
        ([row(span(1), ALL, 0)], ["gap"]),
        ([*SOUND, row(span(3, 4), span(1, 2), 0)], ["unreachable"]),
        ([*SOUND, row(span(3, 3), ALL, 0)], ["unreachable"]),
        ([row(span(0, 3), ALL, 9), row(span(2), ALL, 5)], ["overlap"]),
        ([row(span(0, 2), ALL, 5), row(span(2), ALL, 9)], ["rises"]),
        ([row(ALL, span(0, 2), 5), row(ALL, span(2), 9)], ["rises"]),
    ],
)
def test_each_fault_is_found(rows: list[Row], kinds: list[str]) -> None:
    """S6: unreachable rows, gaps and overlaps; S2: worse history, never more."""
    assert [found.kind for found in faults(rows, 2, falling=True)] == kinds


@given(tables)
def test_a_table_is_sound_when_every_input_meets_one_row_and_every_row_an_input(rows: list[Row]) -> None:
    """S6: against every input of a grid that is finer than the bounds."""
    grid = [(Decimal(one), Decimal(two)) for one in range(6) for two in range(6)]
    met = [[number for number, each in enumerate(rows) if each.holds(place)] for place in grid]
    sound = all(len(numbers) == 1 for numbers in met) and {n[0] for n in met if n} == set(range(len(rows)))

    assert (faults(rows, 2) == []) is sound


@given(tables)
def test_a_table_that_may_not_rise_does_not(rows: list[Row]) -> None:
    """S2."""
    if faults(rows, 2, falling=True):
        return
    results = {(one, two): answer(rows, [Decimal(one), Decimal(two)]) for one in range(6) for two in range(6)}

    assert all(results[one + 1, two] <= results[one, two] for one in range(5) for two in range(6))
    assert all(results[one, two + 1] <= results[one, two] for one in range(6) for two in range(5))
