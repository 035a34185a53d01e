"""A forced recompute writes only what differs, and reports it (domain C9)."""

from datetime import date, timedelta
from typing import Any

from tests.support.lending import CORE, a_loan, book, cases_of, close, drain, loan_of, recompute, repay
from tests.support.running import Running
from tests.support.sql import connected

FIRST = date(2026, 3, 1)
FAR = date(2035, 1, 20)


def rows(collections: Running) -> list[Any]:
    """Everything that a close makes, but for what names the run."""
    with connected(collections.database.owner_url) as sql:
        return [
            sql.rows(f"SELECT {columns} FROM {table} ORDER BY {order}")
            for table, columns, order in (
                ("loan", "no, oldest_due_on, aged_class, aged_bucket, observed_until, xmin::text", "no"),
                ("class_change", "*", "id"),
                ("collection_case", "*", "id"),
                ("loan_event", "id, kind", "id"),
            )
        ]


def a_book(collections: Running) -> tuple[dict[str, Any], Any]:
    """A few loans of every kind, closed for three days; answers one that is behind."""
    behind = a_loan((FIRST - timedelta(days=1), "100.00"), (FAR, "100.00"))
    for loan in (a_loan(), a_loan((FIRST - timedelta(days=100), "100.00")), a_loan((FIRST, "100.00"))):
        book(collections, loan)
    booked = book(collections, behind)
    for ahead in range(3):
        close(collections, FIRST + timedelta(days=ahead))
    return behind, booked


def test_a_recompute_of_a_book_that_is_right_writes_nothing(fresh_collections: Running) -> None:
    collections = fresh_collections
    loan, _ = a_book(collections)
    repay(collections, loan, "100.00", FIRST + timedelta(days=1))
    before = rows(collections)
    for day in (FIRST + timedelta(days=2), FIRST):
        done, found = recompute(collections, day)

        assert (done["counts"], found) == ({"read": 4, "changed": 0, "opened": 0, "cured": 0}, [])
        assert rows(collections) == before


def test_what_was_wrong_is_put_right_and_reported(fresh_collections: Running) -> None:
    """Amounts, classes and cases that somebody's hand had changed."""
    collections = fresh_collections
    _, booked = a_book(collections)
    before = [tuple(each)[:5] for each in rows(collections)[0]]
    with connected(collections.database.owner_url) as sql:
        sql.run("UPDATE loan SET aged_class = 'loss', oldest_due_on = '2035-01-20' WHERE external_ref = $1",
                booked["external_ref"])  # fmt: skip
        sql.run("UPDATE loan SET aged_class = 'special_mention', aged_bucket = '1-30' WHERE aged_class = 'normal'")
    done, found = recompute(collections, FIRST + timedelta(days=2))
    again, nothing = recompute(collections, FIRST + timedelta(days=2))

    assert [tuple(each)[:5] for each in rows(collections)[0]] == before
    assert done["counts"]["changed"] == 2
    assert {each["what"] for each in found if each["loan_id"] == booked["id"]} == {"amounts", "class"}
    assert {each["what"] for each in found if each["loan_id"] != booked["id"]} == {"class", "bucket"}
    assert (again["counts"]["changed"], nothing) == (0, [])
    assert [case["state"] for case in cases_of(collections, booked)] == ["open"]


def test_arrears_that_a_loan_does_not_show_are_found_by_a_thorough_look(fresh_collections: Running) -> None:
    """From the instalments and repayments on, whatever stands on the loan."""
    collections = fresh_collections
    _, booked = a_book(collections)
    with connected(collections.database.owner_url) as sql:
        sql.run("UPDATE loan SET oldest_due_on = $2 WHERE external_ref = $1", booked["external_ref"], FAR)
    day = FIRST + timedelta(days=2)
    done, found = recompute(collections, day, thorough=True)

    assert (done["thorough"], done["counts"]["changed"]) == (True, 1)
    assert [each["what"] for each in found if each["loan_id"] == booked["id"]] == ["amounts"]
    assert loan_of(collections, booked)["days_past_due"] == 3
    assert recompute(collections, day, thorough=True)[1] == []


def test_a_history_that_was_wrong_is_told_anew_from_the_date_on(fresh_collections: Running) -> None:
    collections = fresh_collections
    _, booked = a_book(collections)
    with connected(collections.database.owner_url) as sql:
        sql.run("UPDATE class_change SET standing = 'doubtful' WHERE loan_id = $1", booked["id"])
    _, found = recompute(collections, FIRST)
    classes = collections.staff("auditor").see(f"/v1/loans/{booked['id']}/risk-classes", as_of=f"{FIRST}")["items"]

    assert [(each["what"], each["since"]) for each in found] == [("history", f"{FIRST}")]
    assert "doubtful" in found[0]["was"]
    assert found[0]["found"] == f"normal, special_mention from {FIRST}"
    assert [each["standing"] for each in classes] == ["special_mention"]
    assert loan_of(collections, booked)["risk_class"] == "special_mention"


def test_only_a_risk_officer_forces_it_and_only_of_a_closed_date(fresh_collections: Running) -> None:
    collections = fresh_collections
    close(collections, FIRST)
    at, body = f"/v1/day-closes/{FIRST}/recompute", {"reason": "audit"}
    for name in (CORE, "ls-manager-1", "head"):
        assert collections.staff(name).post(at, body).status_code == 403
    missing = collections.staff("ls-risk").post(f"/v1/day-closes/{FIRST + timedelta(days=1)}/recompute", body)
    running = collections.staff("ls-risk").post(at, body)
    second = collections.staff("ls-risk").post(at, body)
    drain(collections)
    listed = collections.staff("ls-risk").see("/v1/recomputations", business_date=f"{FIRST}")["items"]

    assert missing.status_code == 404
    assert running.status_code == 202
    assert (second.status_code, second.json()["code"]) == (409, "RECOMPUTATION_RUNNING")
    assert [each["state"] for each in listed] == ["completed"]
