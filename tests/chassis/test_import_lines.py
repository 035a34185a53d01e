"""Files as numbered lines: whatever is in them, memory is bounded and no good line is lost to a bad one."""

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import BadInput
from chassis.imports.lines import BATCH_LINES, LINE_BYTES_MAX, Raw, batches, csv_records, ndjson

COLUMNS = ["ref", "note"]


def lines_of(content: bytes) -> list[Raw]:
    return list(ndjson(io.BytesIO(content)))


def records_of(content: str | bytes) -> list[tuple[int, Any]]:
    """(number, cells or the fault's code)"""
    file = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return [(raw.number, raw.fault or json.loads(raw.content or b"")) for raw in csv_records(file, COLUMNS, ["ref"])]


def test_empty_lines_are_counted_and_not_taken() -> None:
    assert lines_of(b"{}\n\n  \r\n[1]") == [Raw(1, b"{}"), Raw(4, b"[1]")]


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    assert lines_of(b"\xef\xbb\xbf{}") == [Raw(1, b"{}")]
    assert records_of(b"\xef\xbb\xbfref\nx\n") == [(1, {"ref": "x"})]


def test_a_line_that_is_too_long_is_skipped_to_its_end() -> None:
    content = b"x" * (3 * LINE_BYTES_MAX) + b"\n{}\n"

    assert lines_of(content) == [Raw(1, None, "LINE_TOO_LONG"), Raw(2, b"{}")]


def test_a_record_over_several_lines_has_the_number_of_its_first() -> None:
    found = records_of('ref,note\nA,"one\ntwo"\nB,\n')

    assert found == [(1, {"ref": "A", "note": "one\ntwo"}), (3, {"ref": "B"})]


def test_a_record_of_empty_cells_is_an_empty_line() -> None:
    assert records_of("ref,note\n,\n\nA,\n") == [(3, {"ref": "A"})]


@pytest.mark.parametrize("bad", ["A", "A,b,c"])
def test_a_record_with_another_number_of_cells_is_named(bad: str) -> None:
    assert records_of(f"ref,note\n{bad}\nB,\n") == [(1, "CSV_CELL_COUNT"), (2, {"ref": "B"})]


def test_a_quote_that_is_never_closed_swallows_no_good_line() -> None:
    good = [f"G{number},fine" for number in range(20_000)]

    found = records_of("\n".join(["ref,note", 'A,"open', *good]))

    assert found[0] == (1, "CSV_MALFORMED")
    assert found[1:] == [(number + 2, {"ref": f"G{number}", "note": "fine"}) for number in range(20_000)]


def test_a_quote_in_the_wrong_place_is_named() -> None:
    assert records_of('ref,note\nA,"x"y\nB,\n') == [(1, "CSV_MALFORMED"), (2, {"ref": "B"})]


def test_a_record_that_is_too_long_is_named() -> None:
    long = "x" * (LINE_BYTES_MAX + 10)

    assert records_of(f"ref,note\nA,{long}\nB,\n") == [(1, "LINE_TOO_LONG"), (2, {"ref": "B"})]


def test_cells_that_are_no_utf_8_come_through_to_be_rejected_as_such() -> None:
    (raw,) = csv_records(io.BytesIO(b"ref\n\xd6\xd0\n"), COLUMNS, ["ref"])

    with pytest.raises(UnicodeDecodeError):
        json.loads(raw.content or b"")


@pytest.mark.parametrize("header", [b"", b"\n", b'"ref', b"note\n", b"ref,colour\n", b"ref,ref\n", b"ref,\n"])
def test_a_header_that_does_not_name_the_fields_is_refused(header: bytes) -> None:
    with pytest.raises(BadInput):
        csv_records(io.BytesIO(header), COLUMNS, ["ref"])


def test_batches_are_neither_long_nor_large() -> None:
    many = [Raw(number, b"{}") for number in range(1, 2 * BATCH_LINES + 2)]
    large = [Raw(number, b"x" * LINE_BYTES_MAX) for number in range(1, 10)]

    assert [len(batch) for batch in batches(iter(many))] == [BATCH_LINES, BATCH_LINES, 1]
    assert [len(batch) for batch in batches(iter(large))] == [4, 4, 1]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(max_size=30).filter(lambda line: b"\n" not in line), max_size=20))
def test_any_bytes_are_lines_or_nothing(parts: list[bytes]) -> None:
    """Every line that is not blank comes once, with the number an editor would show."""
    content = b"\n".join(parts)

    expected = [
        (number, line.strip())
        for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1)
        if line.strip()
    ]
    assert [(raw.number, raw.content) for raw in lines_of(content)] == expected


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_csv_records_named_in_order(body: bytes) -> None:
    found = list(csv_records(io.BytesIO(b"ref,note\n" + body), COLUMNS, ["ref"]))

    numbers = [raw.number for raw in found]
    assert numbers == sorted(set(numbers))
    assert all((raw.content is None) == (raw.fault is not None) for raw in found)
