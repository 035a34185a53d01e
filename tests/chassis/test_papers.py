"""Papers to print and as workbooks: what stands in them is never markup, a formula or a link."""

import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from starlette.requests import Request

from chassis.papers import XLSX, Column, Paper, answered, as_page, as_workbook

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = '=HYPERLINK("http://x.example","<script>alert(1)</script>")'


def a_paper(**changes: object) -> Paper:
    columns = [Column("支行", width=20), Column("笔数", "count"), Column("新增", "money"), Column("完成率", "share")]
    rows = [["兰山支行", 1234, Decimal("9876543.21"), Decimal("0.9512")], [HOSTILE, 0, Decimal("0.00"), None]]
    given = {"caption": "单位：元", "to": HOSTILE, "body": [HOSTILE], "signed": [HOSTILE], "notes": [HOSTILE]}
    return Paper("通报", "2026年一季度", columns, rows, **({"chinese": True} | given | changes))  # type: ignore[arg-type]


def parts(paper: Paper) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(as_workbook(paper))) as book:
        return {name: book.read(name).decode() for name in book.namelist() if name.endswith((".xml", ".rels"))}


def test_a_page_shows_figures_as_people_read_them_and_no_markup_of_others() -> None:
    page = as_page(a_paper(marked=frozenset({0}))).decode()

    assert '<html lang="zh-CN">' in page
    assert '<tr class="marked"><td>兰山支行</td>' in page
    assert '<td class="right">1,234</td><td class="right">9,876,543.21</td><td class="right">95.12%</td>' in page
    assert '<td class="right">—</td>' in page
    assert "<script" not in page
    assert page.count("=HYPERLINK(&quot;http://x.example&quot;,&quot;&lt;script&gt;") == 5


def test_a_workbook_holds_numbers_as_numbers_and_words_as_words() -> None:
    found = parts(a_paper())
    cells = {
        cell.get("r"): (cell.get("t"), cell.findtext(f"{SHEET}v"))
        for cell in ElementTree.fromstring(found["xl/worksheets/sheet1.xml"]).iter(f"{SHEET}c")
    }

    assert (cells["B7"], cells["C7"], cells["D7"]) == ((None, "1234"), (None, "9876543.21"), (None, "0.9512"))
    assert cells["A8"][0] == "s"
    assert "<f>" not in found["xl/worksheets/sheet1.xml"]
    assert not any("http://x.example" in text for name, text in found.items() if name.endswith(".rels"))
    assert "Print_Titles" in found["xl/workbook.xml"]
    assert 'paperSize="9"' in found["xl/worksheets/sheet1.xml"]


def test_a_paper_of_words_alone_needs_no_table() -> None:
    bare = Paper("A/B: [1]?*", "", [], [], chinese=False, body=["Words"])

    assert "<table>" not in as_page(bare).decode()
    assert 'name="A B   1   "' in parts(bare)["xl/workbook.xml"]


@pytest.mark.parametrize(
    ("accept", "form", "expected"),
    [
        ("*/*", None, "text/html; charset=utf-8"),
        ("text/html,*/*;q=0.8", None, "text/html; charset=utf-8"),
        (f"{XLSX};q=0.9", None, XLSX),
        ("text/html", "xlsx", XLSX),
        (XLSX, "html", "text/html; charset=utf-8"),
    ],
)
def test_the_form_is_as_asked_for(accept: str, form: str | None, expected: str) -> None:
    request = Request({"type": "http", "headers": [(b"accept", accept.encode())]})
    answer = answered(request, form, a_paper(), "bulletin")  # type: ignore[arg-type]

    assert answer.headers["content-type"] == expected
    assert answer.headers["content-disposition"].endswith(('"bulletin.xlsx"', '"bulletin.html"'))
