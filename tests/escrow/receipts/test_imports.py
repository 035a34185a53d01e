"""Files of receipts: a month's money in one file, line by line as if reported alone (contract, section 1, Bulk; E5)."""

import json
import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest

from services.escrow.jobs import QUEUES
from tests.support.building import House, receive, reference, supervised_project, today
from tests.support.running import Running
from tests.support.sql import connected, wait_for
from tests.support.working import working

CORE = "core-banking"


@pytest.fixture(scope="module")
def worked(escrow: Running) -> Iterator[Running]:
    with working(escrow, *QUEUES):
        yield escrow


@pytest.fixture
def house(worked: Running) -> House:
    return supervised_project(worked)


def a_line(**changes: Any) -> dict[str, Any]:
    return {
        "source": "mortgage",
        "amount": "100.00",
        "bank_ref": reference("F"),
        "unit_no": "1-101",
        "value_date": f"{today()}",
    } | changes


def sent(house: House, content: str, media_type: str = "application/x-ndjson") -> dict[str, Any]:
    """Send a file, and have it taken."""
    path = f"/v1/accounts/{house.account}/receipt-imports"
    headers = {"Content-Type": media_type, "Idempotency-Key": reference("key")}
    answer = house.escrow.staff(CORE).send("POST", path, content=content.encode(), headers=headers)
    assert answer.status_code == 202, answer.text
    at = f"{path}/{answer.json()['id']}"
    done: dict[str, Any] = wait_for(lambda: finished(house, at), "the import", 60)
    found = house.escrow.staff(CORE).see(f"{at}/rejections")["items"]
    return done | {"rejections": [(item["line"], item["code"]) for item in found]}


def finished(house: House, at: str) -> dict[str, Any] | None:
    seen: dict[str, Any] = house.escrow.staff(CORE).see(at)
    return seen if seen["state"] != "running" else None


def ndjson(lines: Sequence[dict[str, Any] | str]) -> str:
    return "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)


def test_bad_lines_are_named_and_the_good_ones_are_in_the_account(house: House) -> None:
    tomorrow = f"{today() + timedelta(days=1)}"
    done = sent(
        house,
        ndjson(
            [
                a_line(),
                a_line(unit_no=None),
                "{not json",
                a_line(amount="ten"),
                a_line(unit_no="9-999"),
                a_line(value_date=tomorrow),
                a_line(source="developer_funds", unit_no=None, amount="0.01"),
            ]
        ),
    )
    account = house.staff("manager-1").see(f"/v1/accounts/{house.account}")

    assert (done["state"], done["received"], done["accepted"], done["rejected"]) == ("completed", 7, 3, 4)
    assert done["rejections"] == [
        (3, "JSON_INVALID"),
        (4, "MONEY_FORMAT"),
        (5, "UNKNOWN_UNIT"),
        (6, "VALUE_DATE_IN_FUTURE"),
    ]
    assert (account["balances"]["total"], account["suspense"]) == ("200.01", "100.00")


def test_the_same_file_again_and_a_line_reported_alone_double_nothing(house: House) -> None:
    lines = [a_line() for _ in range(30)]
    alone = receive(house, "100.00", "1-101", "mortgage", bank_ref=lines[3]["bank_ref"])
    first, again = sent(house, ndjson(lines)), sent(house, ndjson(lines))
    found = house.staff("manager-1").see(f"/v1/accounts/{house.account}/receipts", limit=200)["items"]

    assert (first["accepted"], again["accepted"], again["rejected"]) == (30, 30, 0)
    assert house.balances()["total"] == "3000.00"
    assert len(found) == 30
    assert [each for each in found if each["bank_ref"] == alone["bank_ref"]] == [alone]


def test_a_known_reference_with_other_content_is_refused_in_the_file_too(house: House) -> None:
    """E3: also when it stands in another account, or twice in the file."""
    other = receive(supervised_project(house.escrow), "100.00", "1-101", "mortgage")
    twice = a_line(bank_ref="")
    twice["bank_ref"] = reference("F")
    done = sent(house, ndjson([a_line(bank_ref=other["bank_ref"]), twice, twice, twice | {"amount": "7.00"}]))

    assert done["rejections"] == [(1, "DUPLICATE_REF"), (4, "DUPLICATE_REF")]
    assert house.balances()["total"] == "100.00"


def test_a_csv_file_is_read_like_an_ndjson_one(house: House) -> None:
    header = "source,amount,bank_ref,unit_no,value_date"
    rows = [f"mortgage,1.50,{reference('F')},1-101,{today()}", f"developer_funds,2.00,{reference('F')},,{today()}"]
    done = sent(house, "\n".join([header, *rows, f"gift,1.00,{reference('F')},,{today()}"]), "text/csv")

    assert done["rejections"] == [(3, "LITERAL_ERROR")]
    assert house.balances()["total"] == "3.50"


def test_what_the_account_cannot_hold_is_refused_alone(house: House) -> None:
    too_much = a_line(amount="999999999999999.99")
    done = sent(house, ndjson([a_line(), too_much, a_line(), too_much | {"bank_ref": reference("F")}]))

    assert done["rejections"] == [(2, "BALANCE_TOO_LARGE"), (4, "BALANCE_TOO_LARGE")]
    assert house.balances()["total"] == "200.00"


def test_a_file_has_one_record_a_chunk_and_none_for_its_lines(house: House) -> None:
    """Contract, section 1, History."""
    done = sent(house, ndjson([a_line() for _ in range(2_100)]))
    with connected(house.escrow.database.owner_url) as sql:
        records = sql.value("SELECT count(*) FROM audit_record WHERE resource = $1::uuid", done["id"])
        of_lines = sql.value(
            "SELECT count(*) FROM audit_record WHERE resource IN (SELECT id FROM receipt WHERE account_id = $1::uuid)",
            house.account,
        )

    assert done["accepted"] == 2_100
    assert (records, of_lines) == (3, 0)
    assert house.balances()["total"] == "210000.00"


def test_two_files_with_the_same_receipts_at_once_count_each_once(house: House) -> None:
    """The same month sent twice at the same moment, in opposite orders, while single receipts come in too."""
    lines = [a_line() for _ in range(600)]
    files = [ndjson(lines), ndjson(lines[::-1])]
    done: list[dict[str, Any]] = []
    threads = [threading.Thread(target=lambda text=text: done.append(sent(house, text))) for text in files]
    for thread in threads:
        thread.start()
    for line in lines[:40]:
        receive(house, "100.00", "1-101", "mortgage", bank_ref=line["bank_ref"])
    for thread in threads:
        thread.join()

    assert [(each["accepted"], each["rejected"]) for each in done] == [(600, 0)] * 2
    assert house.balances()["total"] == "60000.00"
