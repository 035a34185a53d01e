"""Files of sale filings: every good line once, every bad one named (domain E5; contract, section 1, bulk)."""

import json
from typing import Any

from services.escrow.jobs import QUEUES
from tests.support.building import House, reference, supervised_project, today
from tests.support.running import Running
from tests.support.sql import wait_for
from tests.support.working import working


def send(house: House, content: str, media_type: str = "application/x-ndjson") -> dict[str, Any]:
    path, core = f"{house.at}/sale-filing-imports", house.escrow.staff("core-banking")
    headers = {"Content-Type": media_type, "Idempotency-Key": reference("K")}
    answer = core.send("POST", path, content=content.encode(), headers=headers)
    assert answer.status_code == 202, answer.text

    def look() -> Any:
        seen = core.see(f"{path}/{answer.json()['id']}")
        return seen if seen["state"] != "running" else None

    with working(house.escrow, *QUEUES):
        found: dict[str, Any] = wait_for(look, "the import's end", 60)
    return found


def a_filing(unit_no: str, **changes: Any) -> dict[str, Any]:
    body = {"unit_no": unit_no, "filing_no": reference("BA"), "filed_on": f"{today()}", "price": "900000.00"}
    return body | {"down_payment": "400000.00", "mortgage": "500000.00"} | changes


def test_a_file_of_filings_lands_once_and_its_bad_lines_are_named(escrow: Running) -> None:
    house = supervised_project(escrow)
    good, again = a_filing("1-101"), a_filing("1-102")
    lines = [good, again, again, a_filing("9-9"), a_filing("1-101"), a_filing("1-103", price="1.00"), good]
    lines += [a_filing("1-104", filed_on="2999-01-01"), again | {"down_payment": "900000.00", "mortgage": "0.00"}]
    content = "\n".join(json.dumps(line) for line in lines)
    done = send(house, content)
    core, path = escrow.staff("core-banking"), f"{house.at}/sale-filing-imports"
    rejections = core.see(f"{path}/{done['id']}/rejections")["items"]
    second = send(house, content)

    assert (done["state"], done["received"], done["accepted"], done["rejected"]) == ("completed", 9, 4, 5)
    assert {each["line"]: each["code"] for each in rejections} == {
        4: "UNKNOWN_UNIT",
        5: "UNIT_ALREADY_FILED",
        6: "PARTS_ARE_NOT_THE_PRICE",
        8: "FILED_IN_FUTURE",
        9: "DUPLICATE_REF",
    }
    assert (second["accepted"], second["rejected"]) == (4, 5)
    assert len(core.see(f"{house.at}/sale-filings")["items"]) == 2


def test_a_csv_file_is_read_by_its_header(escrow: Running) -> None:
    house = supervised_project(escrow)
    filing = a_filing("1-105")
    done = send(house, f"{','.join(filing)}\n{','.join(filing.values())}\n", "text/csv")

    assert (done["accepted"], done["rejected"]) == (1, 0)
