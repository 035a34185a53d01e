"""Files of loans (contract, section 1, Bulk)."""

import json
from datetime import date, timedelta
from typing import Any

from tests.support.lending import CORE, a_later_date, a_loan, book, close, drain, loan_of, send_file
from tests.support.running import Running
from tests.support.sql import connected

PATH = "/v1/loan-imports"
FAR = date(2030, 1, 20)


def rejections(collections: Running, done: dict[str, Any]) -> list[tuple[int, str]]:
    items = collections.staff(CORE).see(f"{PATH}/{done['id']}/rejections")["items"]
    return [(item["line"], item["code"]) for item in items]


def test_a_bad_line_is_named_and_the_good_ones_land(collections: Running) -> None:
    good = [a_loan(), a_loan()]
    done = send_file(collections, PATH, [good[0], a_loan() | {"principal": "ten"}, "{not json", good[1]])
    found = collections.staff("ls-manager-1").see("/v1/loans", external_ref=good[1]["external_ref"])["items"]

    assert (done["accepted"], done["rejected"]) == (2, 2)
    assert rejections(collections, done) == [(2, "MONEY_FORMAT"), (3, "JSON_INVALID")]
    assert [each["outstanding_principal"] for each in found] == ["1000.00"]


def test_a_loan_of_a_file_is_like_one_reported_alone(collections: Running) -> None:
    plan = [(FAR, "100.00", "10.00"), (FAR + timedelta(days=31), "100.00", "5.00")]
    alone, in_file = (a_loan(*plan, customer_ref="C-same", penalty_due="1.00") for _ in range(2))
    alone["instalments"][0]["paid"] = in_file["instalments"][0]["paid"] = "42.00"
    booked = book(collections, alone)
    send_file(collections, PATH, [in_file])
    listed = collections.staff(CORE).see("/v1/loans", external_ref=in_file["external_ref"])["items"]
    found = loan_of(collections, listed[0])
    own = {"id", "external_ref", "made_at"}

    assert {k: v for k, v in found.items() if k not in own} == {k: v for k, v in booked.items() if k not in own}


def test_the_same_file_again_doubles_and_changes_nothing(collections: Running) -> None:
    loans = [a_loan() for _ in range(20)]
    send_file(collections, PATH, loans)
    before = [collections.staff(CORE).see("/v1/loans", external_ref=loan["external_ref"])["items"] for loan in loans]
    again = send_file(collections, PATH, loans)

    assert (again["accepted"], again["rejected"]) == (20, 0)
    after = [collections.staff(CORE).see("/v1/loans", external_ref=loan["external_ref"])["items"] for loan in loans]
    assert after == before
    assert all(len(found) == 1 for found in after)


def test_a_loan_that_stands_twice_in_a_file_is_booked_and_then_changed(collections: Running) -> None:
    loan = a_loan()
    done = send_file(collections, PATH, [loan, loan | {"product": "housing"}, loan | {"customer_ref": "C-other"}])
    (found,) = collections.staff(CORE).see("/v1/loans", external_ref=loan["external_ref"])["items"]
    timeline = collections.staff(CORE).see(f"/v1/loans/{found['id']}/timeline")["items"]

    assert found["product"] == "housing"
    assert rejections(collections, done) == [(3, "LOAN_HISTORY_FIXED")]
    assert [each["kind"] for each in timeline] == ["changed", "booked"]


def test_a_rule_refuses_its_line_and_no_other(collections: Running) -> None:
    today = a_later_date(collections)
    known = a_loan((today - timedelta(days=1), "100.00"))
    book(collections, known)
    close(collections, today)
    moved = known | {"instalments": [known["instalments"][0] | {"due_date": f"{today}"}], "matures_on": f"{today}"}
    ahead = a_loan(disbursed_on=f"{today + timedelta(days=2)}")
    done = send_file(collections, PATH, [moved, a_loan(), ahead, a_loan()])

    assert (done["accepted"], done["rejected"]) == (2, 2)
    assert rejections(collections, done) == [(1, "LOAN_HISTORY_FIXED"), (3, "DISBURSED_IN_FUTURE")]


def test_a_file_of_several_chunks_is_recorded_once_a_chunk(fresh_collections: Running) -> None:
    """Contract, section 1, History: a bulk run writes one record for each chunk."""
    done = send_file(fresh_collections, PATH, [a_loan() for _ in range(2_500)])
    with connected(fresh_collections.database.owner_url) as sql:
        loans = sql.value("SELECT count(*) FROM loan")
        records = sql.value("SELECT count(*) FROM audit_record WHERE resource = $1::uuid", done["id"])

    assert (done["accepted"], loans) == (2_500, 2_500)
    assert records == 3  # sent, and two chunks


def test_the_people_of_a_file_wait_sealed(fresh_collections: Running) -> None:
    headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": "k"}
    content = json.dumps(a_loan(borrower={"name": "王小明", "phone": "13512345678"}))
    fresh_collections.staff(CORE).send("POST", PATH, content=content, headers=headers)
    with connected(fresh_collections.database.owner_url) as sql:
        raw = bytes(sql.value("SELECT raw FROM import_line"))

    assert b"13512345678" not in raw
    assert drain(fresh_collections) == 1
    assert len(fresh_collections.staff("ls-manager-1").see("/v1/loans")["items"]) == 1


def test_only_core_banking_sends_files_of_loans(collections: Running) -> None:
    headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": "k"}
    refused = collections.staff("ls-manager-1").send("POST", PATH, content="{}", headers=headers)

    assert refused.status_code == 403
