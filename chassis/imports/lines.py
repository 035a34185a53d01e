"""A file as numbered lines: NDJSON as it stands, each CSV record as a JSON object of its cells. Memory is bounded.

Lines count from 1; empty ones are counted and not yielded. In CSV, line 1 is the first after the header, and a record
that spans several lines has the number of its first.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import BinaryIO, NamedTuple

from chassis.errors import BadInput, FieldError, Text

LINE_BYTES_MAX = 262_144
BATCH_LINES = 2_000
BATCH_BYTES = 1_048_576
BOM = b"\xef\xbb\xbf"

csv.field_size_limit(LINE_BYTES_MAX)  # of the whole process; no record is longer

FAULTS = {
    "LINE_TOO_LONG": Text("The line is longer than 262144 bytes", "该行超过 262144 字节"),
    "CSV_MALFORMED": Text("The quotes of this record do not match", "该记录的引号不匹配"),
    "CSV_CELL_COUNT": Text("The record has not as many cells as the header", "该记录的单元格数量与表头不符"),
}


class Raw(NamedTuple):
    """One line: what it holds, or the code of the fault for which it cannot be read."""

    number: int
    content: bytes | None
    fault: str | None = None


class _TooLong(Exception):
    pass


class _Text:
    """The physical lines of a file as text for `csv`, bounded in each and in the sum of each record."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._record_bytes = 0
        self._record_begins = 0
        self._second_line_at = 0
        self.number = 0
        """How many lines have been read."""

    def begin_record(self) -> None:
        self._record_bytes, self._record_begins = 0, self.number

    def give_back(self) -> bool:
        """Go back behind the record's first line: a quote that was never closed must not swallow good lines.

        Answers whether there was more than that line.
        """
        several = self.number > self._record_begins + 1
        if several:
            self._file.seek(self._second_line_at)
            self.number = self._record_begins + 1
        return several

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(LINE_BYTES_MAX + 1)
        if not line:
            raise StopIteration
        if self.number == 0:
            line = line.removeprefix(BOM)
        self.number += 1
        self._record_bytes += len(line)
        if self._record_bytes > LINE_BYTES_MAX:
            _skip_rest(self._file, line)
            raise _TooLong
        if self.number == self._record_begins + 1:
            self._second_line_at = self._file.tell()
        # What is no UTF-8 comes through unchanged, to be found when the line is read as JSON.
        return line.decode("utf-8", "surrogateescape")


def ndjson(file: BinaryIO) -> Iterator[Raw]:
    """The lines of an NDJSON file."""
    number = 0
    while line := file.readline(LINE_BYTES_MAX + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(BOM)
        if len(line) > LINE_BYTES_MAX:
            _skip_rest(file, line)
            yield Raw(number, None, "LINE_TOO_LONG")
        elif content := line.strip():
            yield Raw(number, content)


def csv_records(file: BinaryIO, allowed: Sequence[str], required: Sequence[str]) -> Iterator[Raw]:
    """The records of a CSV file whose first line names the columns; an empty cell is an absent field.

    Raises BadInput at once for a header without a required column, or with one that is repeated or not allowed.
    """
    text = _Text(file)
    reader = csv.reader(text, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
    except (csv.Error, _TooLong):
        header = []
    _check_header(header, allowed, required)
    return _records(text, reader, header)


def _records(text: _Text, reader: Iterator[list[str]], header: list[str]) -> Iterator[Raw]:
    before = text.number
    while True:
        number = text.number - before + 1
        text.begin_record()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _TooLong:
            several = text.give_back()
            yield Raw(number, None, "CSV_MALFORMED" if several else "LINE_TOO_LONG")
        except csv.Error:
            text.give_back()
            yield Raw(number, None, "CSV_MALFORMED")
        else:
            if len(cells) == len(header):
                filled = {name: cell for name, cell in zip(header, cells, strict=True) if cell != ""}
                if filled:
                    content = json.dumps(filled, ensure_ascii=False, separators=(",", ":"))
                    yield Raw(number, content.encode("utf-8", "surrogateescape"))
            elif cells:
                yield Raw(number, None, "CSV_CELL_COUNT")


def _check_header(header: list[str], allowed: Sequence[str], required: Sequence[str]) -> None:
    faults = []
    for place, name in enumerate(header):
        if name not in allowed:
            faults.append(FieldError(f"/header/{place}", "CSV_COLUMN_UNKNOWN", Text("No such column", "不存在该列")))
        elif name in header[:place]:
            faults.append(FieldError(f"/header/{place}", "CSV_COLUMN_REPEATED", Text("Named twice", "列名重复")))
    for name in required:
        if name not in header:
            missing = Text(f"The column {name} is missing", f"缺少列 {name}")
            faults.append(FieldError("/header", "CSV_COLUMN_MISSING", missing))
    if faults:
        raise BadInput(faults)


def batches(lines: Iterator[Raw]) -> Iterator[list[Raw]]:
    """Lines in lists that are neither long nor large."""
    while batch := _batch(lines):
        yield batch


def _batch(lines: Iterator[Raw]) -> list[Raw]:
    batch, size = [], 0
    for line in islice(lines, BATCH_LINES):
        batch.append(line)
        size += len(line.content or b"")
        if size >= BATCH_BYTES:
            break
    return batch


def _skip_rest(file: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(LINE_BYTES_MAX)
