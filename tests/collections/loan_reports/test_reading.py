"""The fast reader of lines takes only what the model takes, and reads the same (decision 0019)."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from services.collections.loan_reports.actions import read
from services.collections.loans.schemas import LoanIn, People
from services.collections.loans.store import report_of
from tests.support.lending import a_loan

PHONES = ["13800000001", "+86 138-0000-0001", " 0539-1234567 ", "12345", "", None, 13800000001, "1380000000a"]
TEXTS = ["王小明", " padded ", "", " ", "a\u0000b", "a\tb", "x" * 100, "x" * 101, "\ud800", "e\u0301", None, 1, "　"]
AMOUNTS = ["0.00", "-0.00", "100.00", "100.0", "01.00", " 1.00", "1.00\n", "999999999999999.99", "1e2", 1, None, "NaN"]
DAYS = ["2026-01-20", "2026-02-30", "20260120", "2026-1-2", "2026-01-20T00:00:00", "0000-01-01", "1600000000", 0, None]
ANYTHING = [*TEXTS, *AMOUNTS, *DAYS, True, "true", [], {}, 2**70, 1.5, float("nan")]


def a_full_loan() -> dict[str, Any]:
    day = date(2030, 1, 20)
    return a_loan(
        *((day + timedelta(days=31 * place), "100.00", "10.00") for place in range(3)),
        borrower={"name": "王小明", "phone": "13800000001", "do_not_contact": True},
        co_borrowers=[{"name": "李四", "phone": None}],
        guarantors=[
            {"name": "张三", "family": [{"name": "张五", "relation": "son", "consented": True}]},
            {"name": "赵六", "phone": "0539-1234567", "do_not_contact": True},
        ],
        secured=True,
        penalty_due="1.50",
        approved_by="ls-manager-2",
        repayment_order="principal_first",
        written_off_on="2029-12-31",
    ) | {"matures_on": "2030-12-31"}


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in the report that can be changed."""
    found = [path] if path else []
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return found + [place for step, inner in steps for place in places(inner, (*path, step))]


FULL = a_full_loan()
PLACES = places(FULL)


def agrees(line: bytes) -> bool:
    """Whether both read the same; answers if the fast reader took the line at all."""
    found = read(line)
    if found is None:
        return False
    expected = report_of(LoanIn.model_validate_json(line))
    people = [People.model_validate_json(each.people.clear()) for each in (found, expected)]

    assert people[0] == people[1]
    for name in found.__dataclass_fields__:
        if name == "schedule":
            for column in found.schedule.__dataclass_fields__:
                assert list(getattr(found.schedule, column)) == list(getattr(expected.schedule, column)), column
        elif name != "people":
            assert getattr(found, name) == getattr(expected, name), name
    return True


def line_of(report: dict[str, Any]) -> bytes:
    return json.dumps(report).encode()


def test_usual_lines_are_taken() -> None:
    bare = a_loan()

    assert agrees(line_of(FULL))
    assert agrees(json.dumps(FULL, ensure_ascii=False).encode())
    assert agrees(line_of(bare))


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"null", b"\xff", b'{"a": 1}', b'"\\ud800"', b"[" * 5_000])
def test_what_is_no_report_is_left_to_the_model(line: bytes) -> None:
    assert read(line) is None
    with pytest.raises(ValidationError):
        LoanIn.model_validate_json(line)


def changed(report: dict[str, Any], place: tuple[Any, ...], change: Any) -> dict[str, Any]:
    """The report with that place another value, without it (`drop`), or with a field too many (`add`)."""
    copy: dict[str, Any] = json.loads(json.dumps(report))
    inner: Any = copy
    for step in place[:-1]:
        inner = inner[step]
    if change == "drop":
        del inner[place[-1]]
    elif change == "add" and isinstance(inner, dict):
        inner["surplus"] = 1
    else:
        inner[place[-1]] = change
    return copy


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(PLACES),
            st.sampled_from([*ANYTHING, "drop", "add"]) | st.text(max_size=5) | st.integers(0, 20_000),
        ),
        min_size=1,
        max_size=2,
    )
)
def test_whatever_is_changed_in_a_line_it_takes_nothing_that_the_model_does_not_take(
    changes: list[tuple[tuple[Any, ...], Any]],
) -> None:
    report = FULL
    for place, change in changes:
        try:
            report = changed(report, place, change)
        except (KeyError, IndexError, TypeError):  # an earlier change took the place away
            continue
    agrees(line_of(report))


def test_the_values_that_are_nearly_right() -> None:
    """Every place with every value of the lists: what the fast reader takes reads as the model's."""
    taken = sum(agrees(line_of(changed(FULL, place, value))) for place in PLACES for value in [*ANYTHING, *PHONES])

    assert taken > 100
