"""The daily close over HTTP (domain C9; contract, section 4)."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

from services.collections.day_close.actions import WORKERS_INVITED
from tests.support.lending import CORE, a_later_date, a_loan, book, cases_of, close, drain, last_close, loan_of, repay
from tests.support.running import Running
from tests.support.sql import connected

FOLLOWED = ("assigned", "raised", "late", "sent_up", "promises_kept", "promises_broken", "maturing")
PATH = "/v1/day-closes"
FAR = date(2030, 1, 20)


def ask(collections: Running, day: date, name: str = CORE, **options: Any) -> Any:
    return collections.staff(name).post(PATH, {"business_date": f"{day}"}, **options)


def counts(result: dict[str, Any]) -> tuple[int, ...]:
    return tuple(result["counts"][name] for name in ("changed", "opened", "escalated", "cured"))


def test_a_close_is_asked_for_done_by_the_worker_and_read(fresh_collections: Running) -> None:
    collections = fresh_collections
    today = a_later_date(collections)
    for age in (0, 1, 40):
        book(collections, a_loan((today - timedelta(days=age), "100.00")))
    asked = ask(collections, today)
    waiting = collections.staff("ls-manager-1").see(f"{PATH}/{today}")
    assert drain(collections) == WORKERS_INVITED
    done = collections.staff("ls-manager-1").see(f"{PATH}/{today}")

    assert asked.status_code == 202
    assert asked.json() == waiting
    assert (waiting["state"], waiting["progress"], waiting["loans_per_second"]) == ("running", 0, None)
    assert (done["state"], done["progress"], counts(done)) == ("completed", 1, (2, 2, 0, 0))
    assert done["counts"]["read"] >= 3
    assert done["loans_per_second"] > 0
    assert done["policy_versions"] == {"ladder": "2026-02", "buckets": "2026-01", "risk_classes": "2026-01"}


def test_closing_the_same_day_twice_answers_the_first_result_and_changes_nothing(collections: Running) -> None:
    """C9: repeatable without doubling anything."""
    today = a_later_date(collections)
    booked = book(collections, a_loan((today - timedelta(days=5), "1000.00")))
    first = close(collections, today)
    before = cases_of(collections, booked)
    again = ask(collections, today)

    assert (again.status_code, again.json()) == (200, first)
    assert drain(collections) == 0
    assert cases_of(collections, booked) == before


def test_a_later_date_first_catches_up_every_missed_one_in_order(fresh_collections: Running) -> None:
    collections = fresh_collections
    last = a_later_date(collections)
    close(collections, last)
    loan = a_loan((last + timedelta(days=1), "100.00"), (FAR, "100.00"))
    booked = book(collections, loan)
    done = close(collections, last + timedelta(days=4))
    results = collections.staff(CORE).see(PATH, limit=5)["items"]
    (case,) = cases_of(collections, booked)

    assert [each["business_date"] for each in results] == [f"{last + timedelta(days=n)}" for n in (4, 3, 2, 1, 0)]
    assert {each["state"] for each in results} == {"completed"}
    assert counts(results[2]) == (1, 1, 0, 0)
    assert (case["opened_on"], case["stage"]) == (f"{last + timedelta(days=2)}", "guarantor")
    assert results[0] == done
    finished = [each["finished_at"] for each in reversed(results)]
    assert finished == sorted(finished)


def test_closes_move_forward_only(fresh_collections: Running) -> None:
    collections = fresh_collections
    first = date(2026, 3, 1)
    close(collections, first)
    refused = ask(collections, first - timedelta(days=1))

    assert (refused.status_code, refused.json()["code"]) == (409, "CLOSES_MOVE_FORWARD")
    collections.staff(CORE).see(f"{PATH}/{first - timedelta(days=1)}", expect=404)
    assert last_close(collections) == first


def test_outside_development_a_date_must_have_come(collections: Running) -> None:
    """Contract, section 4."""
    close(collections, a_later_date(collections))
    service = collections.client.app.state.service  # type: ignore[attr-defined]
    production = service.settings.model_copy(update={"environment": "production"})
    collections.client.app.state.service = type(service)(  # type: ignore[attr-defined]
        **{**vars(service), "settings": production}
    )
    try:
        refused = ask(collections, date(2500, 1, 1))
        repeated = ask(collections, last) if (last := last_close(collections)) else None
    finally:
        collections.client.app.state.service = service  # type: ignore[attr-defined]

    assert (refused.status_code, refused.json()["code"]) == (422, "CLOSE_IN_THE_FUTURE")
    assert repeated is None or repeated.status_code == 200
    too_far = ask(collections, date(2500, 1, 1))
    assert last_close(collections) is None or too_far.json()["code"] == "CLOSE_TOO_FAR_AHEAD"


def test_amounts_are_as_of_the_last_close_with_repayments_since_then(collections: Running) -> None:
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=2), "100.00"), (today, "100.00"), (FAR, "100.00"))
    booked = book(collections, loan)
    assert loan_of(collections, booked)["days_past_due"] == 0
    close(collections, today)
    assert loan_of(collections, booked)["days_past_due"] == 2
    repay(collections, loan, "100.00", today + timedelta(days=1))
    after = loan_of(collections, booked)
    close(collections, today + timedelta(days=1))

    assert (after["days_past_due"], after["risk_class"], after["as_of"]) == (0, "normal", f"{today}")
    assert loan_of(collections, booked)["days_past_due"] == 1


def test_a_loan_booked_after_a_close_is_aged_at_the_next(collections: Running) -> None:
    today = a_later_date(collections)
    close(collections, today)
    booked = book(collections, a_loan((today - timedelta(days=10), "100.00")))
    before = loan_of(collections, booked)
    listed = collections.staff(CORE).see("/v1/loans", external_ref=booked["external_ref"])["items"]
    close(collections, today + timedelta(days=1))

    assert (before["days_past_due"], before["overdue_principal"]) == (0, "0.00")
    assert listed[0]["days_past_due"] == 0
    assert loan_of(collections, booked)["days_past_due"] == 11


def test_a_close_writes_only_what_changed(fresh_collections: Running) -> None:
    """Design, decision 9: most rows do not change from day to day."""
    collections = fresh_collections
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=29), "100.00"), (FAR, "1.00"))
    booked = book(collections, loan)
    dates = [today + timedelta(days=n) for n in range(4)]
    changed = [close(collections, day)["counts"]["changed"] for day in dates]
    repay(collections, loan, "100.00", dates[3] + timedelta(days=1))
    cured = close(collections, dates[3] + timedelta(days=1))
    items = collections.staff(CORE).see(f"/v1/loans/{booked['id']}/timeline")["items"]
    aged = [(each["on"], each["facts"]["bucket"]) for each in reversed(items) if each["kind"] == "aged"]

    assert changed == [1, 0, 1, 0]
    assert cured["counts"]["changed"] == 1
    assert aged == [(f"{today}", "1-30"), (f"{dates[2]}", "31-60"), (f"{dates[3] + timedelta(days=1)}", None)]


def test_a_close_cures_what_the_repayment_could_not_know_of(fresh_collections: Running) -> None:
    """An import may be followed by a close at once; either way a case without arrears is closed."""
    collections = fresh_collections
    today = a_later_date(collections)
    booked = book(collections, a_loan((today - timedelta(days=1), "100.00")))
    close(collections, today)
    (case,) = cases_of(collections, booked)
    with connected(collections.database.owner_url) as sql:
        sql.run(
            "UPDATE instalment SET paid_principal = principal "
            "WHERE loan_no = (SELECT no FROM loan WHERE id = $1::uuid)",
            booked["id"],
        )
        sql.run("UPDATE loan SET oldest_due_on = NULL, outstanding_principal = 0 WHERE id = $1::uuid", booked["id"])
    done = close(collections, today + timedelta(days=1))

    assert done["counts"]["cured"] == 1
    assert [(each["id"], each["state"]) for each in cases_of(collections, booked)] == [(case["id"], "cured")]


def test_each_chunk_writes_one_record(fresh_collections: Running) -> None:
    """Contract, section 1, History."""
    today = date(2026, 3, 1)
    for _ in range(3):
        book(fresh_collections, a_loan((today - timedelta(days=1), "100.00")))
    done = close(fresh_collections, today)
    items = fresh_collections.staff("auditor").see("/v1/audit-events", resource=done["id"])["items"]

    assert [each["action"] for each in items] == [
        "day_close.complete",
        "notice.send",
        "day_close.follow_up",
        "day_close.advance",
        "day_close.request",
    ]
    ageing = {name: done["counts"][name] for name in ("read", "changed", "opened", "escalated", "cured")}
    followed = dict.fromkeys(FOLLOWED, 0) | {"assigned": 3}
    assert items[3]["data"] == {"business_date": f"{today}", "chunk": 1, **ageing, **followed}
    assert items[2]["data"] == {"business_date": f"{today}", "late": 0, "alerts": 0}
    assert items[1]["data"]["notices"] == [{"to": "ls-manager-1", "assigned": 3, "late": 0, "sent_up": 0}]
    assert {each["actor"] for each in items} == {CORE}


def test_an_empty_book_is_closed(fresh_collections: Running) -> None:
    done = close(fresh_collections, date(2026, 3, 1))

    assert (done["state"], done["progress"], done["counts"]["read"]) == ("completed", 1, 0)


def test_a_date_asked_for_by_many_at_once_is_closed_once(collections: Running) -> None:
    today = a_later_date(collections)
    booked = book(collections, a_loan((today - timedelta(days=1), "100.00")))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask(collections, today), range(8)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert drain(collections) == WORKERS_INVITED
    assert len(cases_of(collections, booked)) == 1


def test_the_stream_tells_the_close_and_ends_with_it(collections: Running) -> None:
    """Contract, section 1, Long work: the same as server-sent events."""
    today = a_later_date(collections)
    done = close(collections, today)
    streamed = collections.staff(CORE).send("GET", f"{PATH}/{today}/stream")
    events = [line.removeprefix("data: ") for line in streamed.text.splitlines() if line.startswith("data: ")]

    assert streamed.headers["content-type"].startswith("text/event-stream")
    assert [json.loads(event) for event in events] == [done]
    assert collections.staff(CORE).send("GET", f"{PATH}/2999-01-01/stream").status_code == 404


@pytest.mark.parametrize("day", ["2999-01-01", "20260301", "2026-02-30", "yesterday"])
def test_a_date_that_was_never_asked_for_is_not_found(collections: Running, day: str) -> None:
    collections.staff(CORE).see(f"{PATH}/{day}", expect=404)


def test_only_core_banking_closes_and_everyone_reads(collections: Running) -> None:
    today = a_later_date(collections)
    assert ask(collections, today, "ls-manager-1").status_code == 403
    assert ask(collections, today, "head").status_code == 403
    close(collections, today)
    for name in ("ls-collector", "sz-manager-1", "auditor"):
        assert collections.staff(name).see(f"{PATH}/{today}")["state"] == "completed"
    tried = ask(collections, today + timedelta(days=1), params={"dry_run": "true"})
    assert tried.status_code == 202
    assert last_close(collections) == today
