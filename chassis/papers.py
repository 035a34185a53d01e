"""A paper that goes round in the bank: a heading, words, one table, signatures; as a workbook, or as a page to print.

What stands in it is somebody's words or figures and never markup, a formula or a link: a page escapes all of it, and a
workbook takes every text as text.
"""

import html
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import xlsxwriter
from fastapi import Request, Response
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

HTML = "text/html"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Form = Literal["html", "xlsx"]
Kind = Literal["text", "count", "money", "share"]

# How a route that answers papers documents them.
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            HTML: {"schema": {"type": "string"}},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
        }
    }
}

_RIGHT = frozenset({"count", "money", "share"})
# A page asks for nothing from anywhere and runs nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_STYLE = """
body { font: 11pt/1.6 "SimSun", "Songti SC", "Noto Serif CJK SC", "Source Han Serif SC", serif; color: #000;
       max-width: 60em; margin: 2em auto; padding: 0 1em; }
h1 { text-align: center; font-size: 18pt; margin: 0 0 .2em; }
p.under { text-align: center; margin: 0 0 1em; }
p.body { text-indent: 2em; margin: .4em 0; }
p.to { margin: 1em 0 .4em; }
table { border-collapse: collapse; width: 100%; margin: 1em 0; font-size: 10pt; }
caption { text-align: right; font-size: 9pt; }
th, td { border: 1px solid #000; padding: .2em .5em; text-align: left; overflow-wrap: anywhere; }
th { background: #e6e6e6; text-align: center; }
td.right { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.marked td { font-weight: bold; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.signed { margin: 2em 0 0; text-align: right; break-inside: avoid; }
.signed p { margin: 0; }
.notes { font-size: 8.5pt; color: #333; border-top: 1px solid #999; margin-top: 2em; overflow-wrap: anywhere; }
.notes p { margin: 0; }
@page { size: A4; margin: 18mm 15mm; }
@media print { body { margin: 0; max-width: none; padding: 0; } th { print-color-adjust: exact; } }
"""


@dataclass(frozen=True)
class Column:
    """A column: its heading, what stands in it, and how wide it is in a workbook, in characters."""

    heading: str
    kind: Kind = "text"
    width: int = 14


@dataclass(frozen=True)
class Paper:
    """What stands on a paper, in the language of who reads it. A row of `rows` may be marked by its position."""

    title: str
    under: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    chinese: bool
    caption: str = ""
    to: str = ""
    body: Sequence[str] = ()
    signed: Sequence[str] = ()
    notes: Sequence[str] = ()
    marked: frozenset[int] = field(default_factory=frozenset)


def answered(request: Request, form: Form | None, paper: Paper, name: str) -> Response:
    """The paper as it was asked for: by `format`, or by `Accept`; a page where neither says so."""
    if (form or _accepted(request)) == "xlsx":
        headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
        return Response(as_workbook(paper), media_type=XLSX, headers=headers)
    headers = {"Content-Security-Policy": _POLICY, "Content-Disposition": f'inline; filename="{name}.html"'}
    return Response(as_page(paper), media_type=f"{HTML}; charset=utf-8", headers=headers)


def _accepted(request: Request) -> Form:
    accepted = [part.partition(";")[0].strip().lower() for part in request.headers.get("accept", "").split(",")]
    found: dict[str, Form] = {HTML: "html", XLSX: "xlsx"}
    return next((found[media_type] for media_type in accepted if media_type in found), "html")


def as_page(paper: Paper) -> bytes:
    """A page of its own, laid out for A4; headings stand again on every sheet."""
    title = html.escape(paper.title)
    parts = [
        f'<!doctype html>\n<html lang="{"zh-CN" if paper.chinese else "en"}">\n<head>\n<meta charset="utf-8">',
        f"<title>{title} {html.escape(paper.under)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
        f'<h1>{title}</h1>\n<p class="under">{html.escape(paper.under)}</p>',
        f'<p class="to">{html.escape(paper.to)}</p>' if paper.to else "",
        *(f'<p class="body">{html.escape(words)}</p>' for words in paper.body),
        _table(paper),
        _block("signed", paper.signed),
        _block("notes", paper.notes),
        "</body>\n</html>\n",
    ]
    return "\n".join(part for part in parts if part).encode()


def _table(paper: Paper) -> str:
    if not paper.columns:
        return ""
    caption = f"<caption>{html.escape(paper.caption)}</caption>" if paper.caption else ""
    headings = "".join(f'<th scope="col">{html.escape(each.heading)}</th>' for each in paper.columns)
    lines = "\n".join(
        ('<tr class="marked">' if number in paper.marked else "<tr>")
        + "".join(_cell(value, column.kind) for column, value in zip(paper.columns, row, strict=True))
        + "</tr>"
        for number, row in enumerate(paper.rows)
    )
    return f"<table>{caption}\n<thead><tr>{headings}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n</table>"


def _cell(value: Any, kind: Kind) -> str:
    opening = '<td class="right">' if kind in _RIGHT else "<td>"
    return f"{opening}{html.escape(_told(value, kind))}</td>"


def _block(name: str, lines: Sequence[str]) -> str:
    words = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return f'<div class="{name}">{words}</div>' if lines else ""


def _told(value: Any, kind: Kind) -> str:
    """A value as a person reads it; a dash where there is none."""
    if value is None:
        return "—"
    if kind == "money":
        return f"{value:,.2f}"
    if kind == "share":
        return f"{value * 100:.2f}%"
    return f"{value:,}" if kind == "count" else str(value)


def as_workbook(paper: Paper) -> bytes:
    """One sheet for A4, figures as numbers; the headings of the table stand again on every page."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet(_sheet_name(paper.title))
    looks = _Looks(book, chinese=paper.chinese)
    columns = paper.columns or [Column("", width=90)]
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
    row = _written(sheet, 0, [(paper.title, looks.title), (paper.under, looks.under)], len(columns))
    words = [(paper.to, looks.plain)] if paper.to else []
    row = _written(sheet, row, [*words, *((each, looks.words) for each in paper.body)], len(columns))
    if paper.columns:
        row = _table_written(sheet, row, paper, looks)
    row = _written(sheet, row, [(each, looks.right) for each in paper.signed], len(columns))
    row = _written(sheet, row + 1, [(each, looks.small) for each in paper.notes], len(columns))
    _to_be_printed(sheet, paper, row, len(columns))
    book.close()
    return file.getvalue()


class _Looks:
    """The few looks of a cell."""

    def __init__(self, book: xlsxwriter.Workbook, *, chinese: bool) -> None:
        font = {"font_name": "SimSun" if chinese else "Calibri", "font_size": 11, "valign": "vcenter"}
        line = font | {"border": 1, "font_size": 10}
        formats: dict[Kind, str] = {"text": "@", "count": "#,##0", "money": "#,##0.00", "share": "0.00%"}
        self.title: Format = book.add_format(font | {"bold": True, "font_size": 16, "align": "center"})
        self.under: Format = book.add_format(font | {"align": "center"})
        self.plain: Format = book.add_format(font)
        self.words: Format = book.add_format(font | {"text_wrap": True, "indent": 2})
        self.right: Format = book.add_format(font | {"align": "right"})
        self.small: Format = book.add_format(font | {"font_size": 8, "text_wrap": True})
        self.heading: Format = book.add_format(
            line | {"bold": True, "bg_color": "#E6E6E6", "align": "center", "text_wrap": True}
        )
        self.cells: dict[tuple[Kind, bool], Format] = {
            (kind, marked): book.add_format(
                line
                | {"num_format": shape, "bold": marked, "text_wrap": kind == "text"}
                | ({"align": "right"} if kind in _RIGHT else {})
            )
            for kind, shape in formats.items()
            for marked in (False, True)
        }


def _sheet_name(title: str) -> str:
    return "".join(" " if character in "[]:*?/\\" else character for character in title)[:31] or "1"


def _written(sheet: Worksheet, row: int, lines: Sequence[tuple[str, Format]], across: int) -> int:
    """Lines of words, each over all columns and as high as it needs. Answers the next row."""
    for text, look in lines:
        if across > 1:
            sheet.merge_range(row, 0, row, across - 1, "", look)
        sheet.write_string(row, 0, text, look)
        if len(text) > 60:  # a merged cell does not grow by itself
            sheet.set_row(row, 15 * (1 + sum(2 if character > "\u2e80" else 1 for character in text) // 80))
        row += 1
    return row


def _table_written(sheet: Worksheet, row: int, paper: Paper, looks: _Looks) -> int:
    if paper.caption:
        row = _written(sheet, row, [(paper.caption, looks.right)], len(paper.columns))
    for number, column in enumerate(paper.columns):
        sheet.write_string(row, number, column.heading, looks.heading)
    sheet.repeat_rows(row)
    sheet.freeze_panes(row + 1, 0)
    for position, values in enumerate(paper.rows):
        row += 1
        for number, (column, value) in enumerate(zip(paper.columns, values, strict=True)):
            look = looks.cells[column.kind, position in paper.marked]
            if value is None:
                sheet.write_string(row, number, "—", look)
            elif isinstance(value, int | Decimal):
                sheet.write_number(row, number, value, look)
            else:
                sheet.write_string(row, number, f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value), look)
    return row + 1


def _to_be_printed(sheet: Worksheet, paper: Paper, rows: int, across: int) -> None:
    sheet.set_paper(9)  # A4
    if across > 7:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, max(rows - 1, 0), across - 1)
    page = "第 &P 页，共 &N 页" if paper.chinese else "Page &P of &N"
    sheet.set_footer(f"&L{paper.title.replace('&', '&&')}  {paper.under.replace('&', '&&')}&R{page}"[:255])
