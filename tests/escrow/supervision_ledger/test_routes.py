"""The supervision ledger in its three forms, through the running service (domain E7)."""

import csv
import io
import xml.etree.ElementTree as ET
import zipfile
from datetime import timedelta
from typing import Any

import pytest

from chassis.clock import system_clock
from tests.support.building import House, approved_plan, ask, receive, reference, supervised_project, today
from tests.support.running import Running
from tests.support.selling import file_sale, report_mortgage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EARLIER = today() - timedelta(days=40)


@pytest.fixture(scope="module")
def house(escrow: Running) -> House:
    """Money of forty days ago, then a sale with its down payment, and a payment settled today."""
    made = supervised_project(escrow)
    receive(made, "9000000.00", value_date=f"{EARLIER}")
    file_sale(made, "1-101")
    report_mortgage(made, "1-101", "700000.00")
    receive(made, "300000.00", "1-101", "down_payment")
    receive(made, "5.00", None, "mortgage", bank_ref=f"=1+1 {reference('IN')}")
    payment = ask(made, *approved_plan(made, "500000.00"), "400000.00")
    at = f"/v1/disbursements/{payment['id']}"
    made.staff("personal").do(f"{at}/confirm")
    made.staff("payments").do(f"{at}/pay")
    escrow.staff("core-banking").do(f"{at}/settle", {"bank_ref": reference("OUT"), "settled_on": f"{today()}"})
    return made


def ledger(house: House, **parameters: Any) -> Any:
    return house.staff("manager-1").see(f"{house.at}/supervision-ledger", **parameters)


def as_bytes(house: House, accept: str, language: str = "en", **parameters: str) -> bytes:
    headers = {"Accept": accept, "Accept-Language": language}
    answer = house.staff("manager-1").send("GET", f"{house.at}/supervision-ledger", headers=headers, params=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith(accept)
    return bytes(answer.content)


def test_it_says_what_went_through_the_account_and_what_is_behind_it(house: House) -> None:
    """E7."""
    found = ledger(house)

    assert found["balances"] == {
        "received": "9300005.00",
        "paid": "400000.00",
        "returned": "0.00",
        "total": "8900005.00",
        "retained": "7000000.00",
        "suspense": "5.00",
    }
    assert found["by_source"] == [
        {"category": "developer_funds", "amount": "9000000.00"},
        {"category": "down_payment", "amount": "300000.00"},
        {"category": "mortgage", "amount": "5.00"},
    ]
    assert found["by_use"] == [{"category": "construction", "amount": "400000.00"}]
    assert (found["sales"]["units_filed"], found["sales"]["price_filed"]) == (1, "1000000.00")
    assert (found["deposit"]["required"], found["deposit"]["shortfall"]) == ("35000.00", "35000.00")
    assert (found["works"]["progress_percent"], found["works"]["milestones_confirmed"]) == ("50.00", ["foundation"])
    assert found["entries_total"] == 4
    assert [entry["balance"] for entry in found["entries"]] == [
        "9000000.00",
        "9300000.00",
        "9300005.00",
        "8900005.00",
    ]
    assert (found["entries"][-1]["counterparty"], found["entries"][-1]["money_out"]) == ("Works Ltd", "400000.00")


def test_as_of_an_earlier_day_it_says_what_was_so_then(house: House) -> None:
    """E7."""
    found = ledger(house, as_of=f"{EARLIER}")

    assert found["balances"]["total"] == "9000000.00"
    assert (found["sales"]["units_filed"], found["deposit"]["required"]) == (0, "0.00")
    assert found["works"]["progress_status"] == "missing"
    assert found["entries_total"] == 1
    assert ledger(house, as_of="2020-01-01")["balances"]["retained"] == "10000000.00"


@pytest.mark.parametrize(
    ("language", "heading", "kind"), [("en", "Balance", "Received"), ("zh-CN", "余额", "入账")], ids=["en", "zh"]
)
def test_as_text_it_is_one_line_an_entry_in_the_readers_language(
    house: House, language: str, heading: str, kind: str
) -> None:
    """E7: no cell is taken for a formula."""
    text = as_bytes(house, "text/csv", language).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))

    assert (rows[0][-1], rows[1][2], len(rows)) == (heading, kind, 5)
    assert [row[-1] for row in rows[1:]] == ["9000000.00", "9300000.00", "9300005.00", "8900005.00"]
    assert rows[3][6].startswith("'=1+1")


def cells(book: zipfile.ZipFile, sheet: int) -> dict[str, str]:
    """The cells of a sheet by their place, as text."""
    texts = [
        "".join(part.text or "" for part in each.iter(f"{SHEET}t"))
        for each in ET.fromstring(book.read("xl/sharedStrings.xml"))
    ]
    found = {}
    for cell in ET.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml")).iter(f"{SHEET}c"):
        value = cell.find(f"{SHEET}v")
        if value is not None and value.text is not None:
            found[cell.attrib["r"]] = texts[int(value.text)] if cell.get("t") == "s" else value.text
    return found


@pytest.mark.parametrize(
    ("language", "title", "total"),
    [("en", "Supervision ledger", "Balance"), ("zh-CN", "商品房预售资金监管台账", "账户余额")],
    ids=["en", "zh"],
)
def test_as_a_workbook_it_is_laid_out_to_be_printed(house: House, language: str, title: str, total: str) -> None:
    """E7: a page of summary; then every entry, with the headings on each page."""
    book = zipfile.ZipFile(io.BytesIO(as_bytes(house, XLSX, language)))
    summary, register = cells(book, 1), cells(book, 2)
    place = next(place for place, text in summary.items() if text == total and place.startswith("A"))
    setup = book.read("xl/worksheets/sheet2.xml").decode()
    names = book.read("xl/workbook.xml").decode()

    assert summary["A1"] == title
    assert summary[f"B{place[1:]}"] == "8900005.00"
    assert [register[f"J{row}"] for row in range(2, 6)] == ["9000000.00", "9300000.00", "9300005.00", "8900005.00"]
    assert register["G4"].startswith("=1+1")
    assert 'paperSize="9"' in setup
    assert 'orientation="landscape"' in setup
    assert "_xlnm.Print_Titles" in names
    assert "<f>" not in setup, "nothing that was sent to us is a formula"


def test_the_form_may_be_named_where_no_header_can_be_sent(house: House) -> None:
    """E7: a link in a browser."""
    answer = house.staff("manager-1").send("GET", f"{house.at}/supervision-ledger", params={"format": "xlsx"})

    assert answer.headers["content-type"] == XLSX
    assert answer.headers["content-disposition"].endswith(f'{today()}.xlsx"')


def test_an_earlier_day_names_the_unit_as_it_was_known_then(fresh_escrow: Running) -> None:
    """E5, E7: what is named today does not change what the ledger of yesterday says."""
    house = supervised_project(fresh_escrow)
    yesterday = today() - timedelta(days=1)
    waits = receive(house, "300.00", None, "mortgage", value_date=f"{yesterday}")
    wrong = receive(house, "50.00", "1-101", "mortgage", value_date=f"{yesterday}")
    identify(house, waits, "1-101")
    identify(house, wrong, "1-102")
    fresh_escrow.clock.fixed = system_clock() + timedelta(days=1)
    identify(house, waits, "1-103")
    named = {
        days: [entry["unit_no"] for entry in ledger(house, as_of=f"{today() + timedelta(days=days)}")["entries"]]
        for days in (-1, 0, 1)
    }

    assert named == {-1: [None, "1-101"], 0: ["1-101", "1-102"], 1: ["1-103", "1-102"]}


def identify(house: House, receipt: dict[str, Any], unit_no: str) -> None:
    manager = house.staff("manager-1")
    body = {"unit_no": unit_no, "reason": "letter", "document_ids": [manager.document("letter")]}
    made = manager.do(f"/v1/receipts/{receipt['id']}/identifications", body)
    house.staff("personal").do(f"/v1/receipt-identifications/{made['id']}/approve")
