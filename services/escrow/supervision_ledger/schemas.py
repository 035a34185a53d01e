"""The supervision ledger as published: as JSON, as text, and as a workbook laid out to be printed."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from chassis.fields import Day, Money, Month, Out, Percent, Share
from services.escrow.supervision_ledger import rules
from services.escrow.supervision_ledger.rules import BLOCKS, COLUMNS, harmless, said, word

# How many entries the JSON lists, the latest; text and workbook have them all.
ENTRIES_LISTED_MAX = 1_000
# In a workbook a sheet has 1,048,576 rows.
ENTRIES_MAX = 1_000_000
WIDTHS = (8, 12, 10, 16, 12, 26, 26, 16, 16, 18)


class ProjectPart(Out):
    """Whose project it is, and under which agreement."""

    name: str
    developer: str
    uscc: str
    account_no: str | None
    regime: str
    state: str
    agreement_signed_on: Day | None
    supervised_amount: Money | None
    large_withdrawal_limit: Money | None


class BalancesPart(Out):
    """What had gone through the account by that day, and what was in it."""

    received: Money
    paid: Money
    returned: Money
    total: Money
    retained: Money
    suspense: Money


class SalesPart(Out):
    """What was on file as sold by that day, and what was lent on it."""

    units_filed: int
    price_filed: Money
    filings_cancelled: int
    mortgages: int
    mortgage_amount: Money
    fund_loans: int
    fund_loan_amount: Money
    refunded: Money
    reconciled_through: Month | None


class WorksPart(Out):
    """How far the works were, as both departments saw it."""

    progress_status: str
    progress_percent: Percent | None
    milestones_confirmed: list[str]


class DepositPart(Out):
    """The guarantee deposit at the end of that day."""

    rate: Share | None
    outstanding: Money
    required: Money
    paid: Money
    shortfall: Money


class AmountOf(Out):
    """What came from one source, or went to one use."""

    category: str
    amount: Money


class LedgerEntry(Out):
    """One line of the register; `balance` is the account's after it, by value date."""

    number: int
    value_date: Day
    kind: str
    category: str
    unit_no: str | None
    counterparty: str | None
    reference: str
    money_in: Money
    money_out: Money
    balance: Money


class SupervisionLedgerOut(Out):
    """The register of a project as of a day (E7). `entries` are the latest 1,000 of `entries_total`, oldest first."""

    project_id: UUID
    as_of: Day
    made_at: datetime
    made_by: str
    project: ProjectPart
    balances: BalancesPart
    by_source: list[AmountOf]
    by_use: list[AmountOf]
    sales: SalesPart
    works: WorksPart
    deposit: DepositPart
    alerts: list[str]
    is_frozen: bool
    entries_total: int
    entries: list[LedgerEntry]


def as_csv(entries: Sequence[LedgerEntry], chinese: bool) -> bytes:
    """The register's entries as text: a heading, then one line each; it begins with the mark of UTF-8 for Excel."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([said(heading, chinese) for _, heading in COLUMNS])
    for entry in entries:
        writer.writerow([_cell(getattr(entry, name), chinese) for name, _ in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any, chinese: bool) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value:.2f}"
        case int() | date():
            return str(value)
        case _:
            return harmless(word(str(value), chinese))


def as_workbook(ledger: SupervisionLedgerOut, entries: Sequence[LedgerEntry], chinese: bool) -> bytes:
    """The register as an officer prints it: a page of summary, then all entries with their headings on every page."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "constant_memory": False, "strings_to_formulas": False})
    book.set_properties({"title": said(rules.TITLE, chinese), "created": ledger.made_at.replace(tzinfo=None)})
    formats = _Formats(book, chinese)
    summary, register = (book.add_worksheet(said(name, chinese)) for name in rules.SHEETS)
    _print_setup(summary, ledger, chinese, landscape=False)
    _write_summary(summary, ledger, formats, chinese)
    _print_setup(register, ledger, chinese, landscape=True)
    _write_register(register, entries, formats, chinese)
    book.close()
    return file.getvalue()


class _Formats:
    """The few looks of a cell."""

    def __init__(self, book: xlsxwriter.Workbook, chinese: bool) -> None:
        font = {"font_name": "SimSun" if chinese else "Calibri", "font_size": 10, "valign": "vcenter"}
        line = font | {"border": 1}
        self.title: Format = book.add_format(font | {"bold": True, "font_size": 16, "align": "center"})
        self.plain: Format = book.add_format(font)
        self.right: Format = book.add_format(font | {"align": "right"})
        self.heading: Format = book.add_format(line | {"bold": True, "bg_color": "#D9D9D9", "align": "center"})
        self.text: Format = book.add_format(line | {"text_wrap": True})
        self.money: Format = book.add_format(line | {"num_format": "#,##0.00"})
        self.count: Format = book.add_format(line | {"num_format": "0"})
        self.day: Format = book.add_format(line | {"num_format": "yyyy-mm-dd", "align": "center"})


def _print_setup(sheet: Worksheet, ledger: SupervisionLedgerOut, chinese: bool, *, landscape: bool) -> None:
    sheet.set_paper(9)  # A4
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    name = ledger.project.name.replace("&", "&&")
    page = "第 &P 页，共 &N 页" if chinese else "Page &P of &N"
    sheet.set_footer(f"&L{name}  {ledger.as_of}&R{page}")


def _write_summary(sheet: Worksheet, ledger: SupervisionLedgerOut, formats: _Formats, chinese: bool) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 46)
    sheet.merge_range(0, 0, 0, 1, said(rules.TITLE, chinese), formats.title)
    sheet.write_string(1, 0, f"{said(rules.AS_OF, chinese)} {ledger.as_of}", formats.plain)
    sheet.write_string(1, 1, said(rules.YUAN, chinese), formats.right)
    row = 2
    for field, heading, lines in BLOCKS:
        sheet.merge_range(row, 0, row, 1, said(heading, chinese), formats.heading)
        part = getattr(ledger, field)
        for row, (name, label) in enumerate(lines, row + 1):  # noqa: B020 - the row goes on from block to block
            sheet.write_string(row, 0, said(label, chinese), formats.text)
            _write(sheet, row, 1, getattr(part, name), formats, chinese)
        row += 1
    row += 1
    for column, text in enumerate((rules.PREPARED, rules.CHECKED)):
        sheet.write_string(row, column, f"{said(text, chinese)}: ", formats.plain)
    sheet.print_area(0, 0, row, 1)


def _write_register(sheet: Worksheet, entries: Sequence[LedgerEntry], formats: _Formats, chinese: bool) -> None:
    for column, ((_, heading), width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, said(heading, chinese), formats.heading)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    for row, entry in enumerate(entries, 1):
        for column, (name, _) in enumerate(COLUMNS):
            _write(sheet, row, column, getattr(entry, name), formats, chinese)


def _write(sheet: Worksheet, row: int, column: int, value: Any, formats: _Formats, chinese: bool) -> None:
    match value:
        case None:
            sheet.write_blank(row, column, None, formats.text)
        case Decimal():
            sheet.write_number(row, column, value, formats.money)
        case int():
            sheet.write_number(row, column, value, formats.count)
        case date():
            sheet.write_datetime(row, column, value, formats.day)
        case list():
            sheet.write_string(row, column, ", ".join(map(str, value)), formats.text)
        case _:
            sheet.write_string(row, column, word(str(value), chinese), formats.text)


def listed(rows: Sequence[Mapping[str, Any]]) -> Iterator[LedgerEntry]:
    """Entries as they were read, without checking each again."""
    return (LedgerEntry.model_construct(**row) for row in rows)
