"""Loan files and the archive over HTTP (domain G1, O3)."""

import uuid
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from services.collections.file_handovers import rules
from tests.support.acting import as_runtime_role
from tests.support.building import reference
from tests.support.lending import a_later_date, a_loan, book, close, send_file
from tests.support.running import Running

FAR = date(2035, 1, 20)
DAY = timedelta(days=1)
AT = "/v1/file-handovers"


def disbursed(on: date, **changes: Any) -> dict[str, Any]:
    return a_loan((FAR, "100.00"), disbursed_on=f"{on}", **changes)


def files(service: Running, name: str = "ls-manager-1", **asked: Any) -> Any:
    return service.staff(name).see(AT, **asked)["items"]


def test_a_file_is_due_at_booking_and_late_the_day_after_its_last() -> None:
    assert not rules.is_late("due", FAR, FAR)
    assert rules.is_late("due", FAR, FAR + DAY)
    assert rules.is_late("handed_over", FAR, FAR + DAY)
    assert not rules.is_late("received", FAR, FAR + DAY)


def test_a_file_goes_from_the_manager_to_the_archive(collections: Running) -> None:
    today = a_later_date(collections)
    close(collections, today)
    booked = book(collections, disbursed(today))
    (due,) = files(collections, loan_id=booked["id"])
    at = f"{AT}/{due['id']}"
    by_another = collections.staff("ls-manager-2").post(f"{at}/submit", {"note": "box 12"})
    given = collections.staff("ls-manager-1").do(f"{at}/submit", {"note": "box 12"})
    received = collections.staff("ls-payments").do(f"{at}/complete", {"receipt_ref": "A-77"})
    again = collections.staff("ls-payments").post(f"{at}/complete", {"receipt_ref": "A-78"})
    kinds = [e["kind"] for e in collections.staff("auditor").see(f"/v1/loans/{booked['id']}/timeline")["items"]]

    assert (due["state"], due["holder"], due["due_on"], due["late"]) == (
        "due",
        "ls-manager-1",
        f"{today + 10 * DAY}",
        False,
    )
    assert (due["allowed_actions"], given["allowed_actions"]) == (["submit"], [])
    assert (by_another.status_code, by_another.json()["code"]) == (403, "NOT_YOUR_FILE")
    assert (given["state"], given["handed_over_by"]) == ("handed_over", "ls-manager-1")
    assert (received["state"], received["received_by"], received["receipt_ref"]) == ("received", "ls-payments", "A-77")
    assert again.json()["code"] == "INVALID_STATE"
    assert kinds[:2] == ["file_received", "file_handed_over"]


def test_late_files_are_counted_by_person_and_go_along_with_the_loan(collections: Running) -> None:
    today, holder, other = a_later_date(collections), reference("m"), reference("m")
    close(collections, today)
    loans = [disbursed(today - n * DAY, account_manager=holder) for n in (0, 5, 8)]
    send_file(collections, "/v1/loan-imports", loans)
    close(collections, today + 5 * DAY)  # the business date is the sixth day: the one of day -5 was due on the fifth
    book(collections, loans[2] | {"account_manager": other})
    late = {each["holder"]: each for each in _all(collections, "/v1/late-file-handovers")}

    assert (late[holder]["late"], late[holder]["oldest_due_on"]) == (1, f"{today + 5 * DAY}")
    assert (late[other]["late"], late[other]["oldest_due_on"]) == (1, f"{today + 2 * DAY}")
    assert [each["external_ref"] for each in files(collections, holder=holder, late="true")] == [
        loans[1]["external_ref"]
    ]
    assert [each["external_ref"] for each in files(collections, holder=holder, late="false")] == [
        loans[0]["external_ref"]
    ]


def test_a_loan_taken_on_long_after_its_disbursement_brings_its_file(collections: Running) -> None:
    today = a_later_date(collections)
    close(collections, today)
    booked = [book(collections, disbursed(today + DAY - days * DAY)) for days in (90, 91)]

    assert [len(files(collections, loan_id=each["id"])) for each in booked] == [1, 0]


def test_the_archive_never_receives_from_itself(collections: Running) -> None:
    today = a_later_date(collections)
    close(collections, today)
    booked = book(collections, disbursed(today, account_manager="ls-payments"))
    (due,) = files(collections, loan_id=booked["id"])
    refused = collections.staff("ls-payments").post(f"{AT}/{due['id']}/complete", {"receipt_ref": "A-1"})

    assert (refused.status_code, refused.json()["code"]) == (403, "MAKER_IS_CHECKER")
    with pytest.raises(asyncpg.CheckViolationError) as violated:
        as_runtime_role(
            collections,
            "UPDATE file_handover SET state = 'received', received_by = holder, received_on = due_on, receipt_ref = 'x'"
            " WHERE id = $1",
            uuid.UUID(due["id"]),
        )
    assert violated.value.constraint_name == "file_handover_giver_is_not_receiver"


def _all(service: Running, path: str) -> list[Any]:
    items, cursor = [], None
    while True:
        page = service.staff("auditor").see(path, **({"cursor": cursor} if cursor else {}))
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items
