"""The bank's day and the bank's ids (contract 1)."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest

from chassis.clock import business_date, month_of, system_clock
from chassis.errors import NotFound
from chassis.ids import id_in_path, new_id

AN_ID = "0f8fad5b-d9cb-469f-a165-70867728950e"  # a fixed one: tests are named alike in every process


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 1, 19, 15, 59, 59, 999_999, tzinfo=UTC), date(2026, 1, 19)),
        (datetime(2026, 1, 19, 16, 0, tzinfo=UTC), date(2026, 1, 20)),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 1, 20, 0, 0, tzinfo=timezone(timedelta(hours=8))), date(2026, 1, 20)),
        (datetime(2026, 1, 19, 8, 0, tzinfo=timezone(timedelta(hours=-8))), date(2026, 1, 20)),
        (datetime(1990, 7, 1, 15, 30, tzinfo=UTC), date(1990, 7, 2)),  # Shanghai had summer time then
    ],
)
def test_the_business_day_begins_at_midnight_in_shanghai(at: datetime, day: date) -> None:
    assert business_date(at) == day


def test_the_clock_knows_its_offset() -> None:
    assert system_clock().utcoffset() == timedelta(0)


def test_a_month_is_written_with_four_and_two_digits() -> None:
    assert month_of(date(2026, 3, 31)) == "2026-03"


def test_ids_are_version_7_and_grow() -> None:
    made = [new_id() for _ in range(1000)]

    assert {each.version for each in made} == {7}
    assert made == sorted(made)
    assert len(set(made)) == 1000


def test_an_id_is_found_however_its_letters_are_written() -> None:
    made = new_id()

    assert id_in_path(str(made)) == made
    assert id_in_path(str(made).upper()) == made


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "nothing",
        "../../etc/passwd",
        "x" * 10_000,
        "\x00",
        AN_ID + " ",
        " " + AN_ID,
        "{" + AN_ID + "}",
        "urn:uuid:" + AN_ID,
        AN_ID.replace("-", ""),
        AN_ID[:-1],
        AN_ID.replace("-", "_"),
        "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in "01234567-0123-7123-8123-012345678901"),
        "' OR 1=1 --",
    ],
)
def test_what_is_no_id_is_not_found_of_whatever_form(text: str) -> None:
    """Contract 1: an id in a path that is not one of ours, of whatever form, is 404."""
    with pytest.raises(NotFound):
        id_in_path(text)


def test_an_id_of_another_kind_has_the_form_and_is_looked_for() -> None:
    assert isinstance(id_in_path(str(uuid4())), UUID)
