"""Classes after closes, their history, migrations and the watch list over HTTP (domain C6, G2)."""

from datetime import date, timedelta
from typing import Any

from tests.support.lending import CORE, a_later_date, a_loan, book, classes_by, close, loan_of, repay, reverse
from tests.support.running import Running

FAR = date(2035, 1, 20)


def history(collections: Running, booked: Any, **asked: Any) -> list[tuple[str, str]]:
    items = collections.staff("ls-manager-1").see(f"/v1/loans/{booked['id']}/risk-classes", **asked)["items"]
    return [(each["from_on"], each["standing"]) for each in reversed(items)]


def believed(collections: Running, booked: Any) -> list[tuple[str, str]]:
    items = collections.staff("ls-manager-1").see(f"/v1/loans/{booked['id']}/risk-classes")["items"]
    return sorted((each["from_on"], each["standing"]) for each in items if each["known_until"] is None)


def test_a_bad_loan_keeps_its_class_until_it_was_regular_long_enough(fresh_collections: Running) -> None:
    """C6: paid in full, it is watched, for two months here; closes that were missed are caught up in order."""
    collections = fresh_collections
    classes_by(collections, observation_months=2, observation_periods=1)
    first = date(2026, 3, 1)
    monthly = [(date(2026, month, 20), "100.00") for month in range(4, 13)]
    loan = a_loan((first - timedelta(days=91), "100.00"), *monthly, (FAR, "100.00"))
    booked = book(collections, loan)
    close(collections, first)
    bad = loan_of(collections, booked)
    repay(collections, loan, "1000.00", first + timedelta(days=1))
    at_once = loan_of(collections, booked)
    close(collections, first + timedelta(days=1))
    watched = loan_of(collections, booked)
    close(collections, date(2026, 5, 1))
    still = loan_of(collections, booked)
    close(collections, date(2026, 5, 2))

    assert (bad["days_past_due"], bad["risk_class"]) == (91, "substandard")
    assert (at_once["days_past_due"], at_once["risk_class"]) == (0, "substandard")
    assert (watched["risk_class"], watched["observed_until"]) == ("substandard", "2026-05-02")
    assert still["risk_class"] == "substandard"
    assert (loan_of(collections, booked)["risk_class"], loan_of(collections, booked)["observed_until"]) == (
        "normal",
        None,
    )
    assert believed(collections, booked) == [("2026-03-01", "substandard"), ("2026-05-02", "normal")]


def test_a_backdated_repayment_tells_the_past_anew_and_a_reversal_tells_it_back(collections: Running) -> None:
    """C6, C9: what was believed then can still be read."""
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=1), "100.00"), (FAR, "100.00"))
    booked = book(collections, loan)
    for ahead in range(3):
        close(collections, today + timedelta(days=ahead))
    before = history(collections, booked)
    known_then = collections.staff("auditor").see(f"/v1/loans/{booked['id']}/risk-classes")["items"][0]["known_from"]
    paid = repay(collections, loan, "100.00", today + timedelta(days=1))
    after = believed(collections, booked)
    now = loan_of(collections, booked)
    reverse(collections, paid)

    assert before == [(f"{today}", "special_mention")]
    assert after == [(f"{today}", "special_mention"), (f"{today + timedelta(days=1)}", "normal")]
    assert (now["days_past_due"], now["risk_class"]) == (0, "normal")
    assert believed(collections, booked) == before
    assert loan_of(collections, booked)["risk_class"] == "special_mention"
    assert history(collections, booked, as_of=f"{today - timedelta(days=1)}") == []
    assert history(collections, booked, known_at=known_then) == before
    assert len(history(collections, booked)) == 2


def test_roll_rates_between_two_closes(fresh_collections: Running) -> None:
    """C6: one rolls on, one is cured, one stays, one is new, one is paid off."""
    collections = fresh_collections
    first = date(2026, 3, 1)
    rolls = a_loan((first - timedelta(days=60), "100.00"), (FAR, "1.00"))
    cured = a_loan((first - timedelta(days=5), "100.00"), (FAR, "1.00"))
    leaves = a_loan((first - timedelta(days=5), "100.00"))
    for loan in (rolls, cured, leaves, a_loan()):
        book(collections, loan)
    close(collections, first)
    for loan in (cured, leaves):
        repay(collections, loan, "100.00", first + timedelta(days=1))
    book(collections, a_loan(branch="sz"))
    last = first + timedelta(days=40)
    close(collections, last)
    asked = {"from": f"{first}", "to": f"{last}"}
    seen = collections.staff("head").see("/v1/risk-migrations", **asked)
    of_branch = collections.staff("sz-risk").see("/v1/risk-migrations", **asked)["items"]
    refused = collections.staff("head").see("/v1/risk-migrations", expect=422, **{"from": f"{last}", "to": f"{first}"})

    assert {(each["was"], each["became"]): (each["loans"], each["rate"]) for each in seen["items"]} == {
        ("new", "normal"): (1, "1.0000"),
        ("normal", "normal"): (1, "1.0000"),
        ("special_mention", "normal"): (1, "0.3333"),
        ("special_mention", "substandard"): (1, "0.3333"),
        ("special_mention", "paid_off"): (1, "0.3333"),
    }
    assert [(each["was"], each["became"], each["loans"]) for each in of_branch] == [("new", "normal", 1)]
    assert refused["code"] == "NOT_CLOSED_YET"


def test_the_watch_list_holds_what_might_turn_bad(fresh_collections: Running) -> None:
    """G2: special mention, and nothing better or worse."""
    collections = fresh_collections
    first = date(2026, 3, 1)
    watched = [book(collections, a_loan((first - timedelta(days=days), "100.00"))) for days in (5, 80)]
    for days in (0, 91):
        book(collections, a_loan((first - timedelta(days=days), "100.00")))
    close(collections, first)
    seen = collections.staff("ls-manager-1").see("/v1/watch-list")["items"]
    furthest = collections.staff("ls-manager-1").see("/v1/watch-list", oldest_due_before=f"{first - timedelta(60)}")

    assert [each["id"] for each in seen] == [each["id"] for each in reversed(watched)]
    assert [each["id"] for each in furthest["items"]] == [watched[1]["id"]]
    assert collections.staff("sz-risk").see("/v1/watch-list")["items"] == []


def test_a_write_off_that_core_banking_reports_late_is_told_from_its_day_on(collections: Running) -> None:
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=400), "100.00"))
    booked = book(collections, loan)
    close(collections, today)
    close(collections, today + timedelta(days=2))
    book(collections, loan | {"written_off_on": f"{today + timedelta(days=1)}"})
    collections.staff(CORE).do("/v1/loans", loan)

    assert believed(collections, booked) == [
        (f"{today}", "loss"),
        (f"{today + timedelta(days=1)}", "written_off"),
    ]
    seen = loan_of(collections, booked)
    assert (seen["risk_class"], seen["written_off_on"]) == ("loss", f"{today + timedelta(days=1)}")
