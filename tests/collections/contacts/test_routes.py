"""Contacts over HTTP: asked for, written down, counted for each person, refused (domain C7)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

from tests.support.building import reference
from tests.support.lending import a_later_date, a_loan, book, cases_of, close
from tests.support.running import Running


def a_case(collections: Running, **changes: Any) -> tuple[dict[str, Any], dict[str, Any], date]:
    """A loan one day past due with people of its own, its case, and the close that opened it."""
    today = a_later_date(collections)
    number = f"139{int(reference('p')[-7:], 16) % 10**8:08d}"
    people = {"borrower": {"name": "王小明", "phone": number}}
    booked = book(collections, a_loan((today - timedelta(days=1), "100.00"), **people | changes))
    close(collections, today)
    (case,) = cases_of(collections, booked)
    return booked, case, today


def call(today: date, **changes: Any) -> dict[str, Any]:
    return {
        "party": "borrower",
        "channel": "phone",
        "at": f"{today}T10:00:00+08:00",
        "outcome": "reached",
        "note": "",
    } | changes


def test_attempts_and_conversations_are_counted_apart_and_every_contact_is_kept(collections: Running) -> None:
    _, case, today = a_case(collections)
    manager, path = collections.staff("ls-manager-1"), f"/v1/cases/{case['id']}/contacts"
    made = [manager.do(path, call(today, outcome=outcome)) for outcome in ("no_answer", "reached", "busy")]
    manager.do(path, call(today))
    manager.do(path, call(today))
    fourth = manager.do(path, call(today), expect=422)
    last = manager.do(path, call(today, outcome="no_answer"))
    seventh = manager.do(path, call(today, outcome="no_answer"), expect=422)

    assert [(each["attempts_left"], each["conversations_left"]) for each in made] == [(5, 3), (4, 2), (3, 2)]
    assert (fourth["code"], fourth["rules"]) == ("CONTACT_NOT_ALLOWED", ["CONVERSATIONS"])
    assert last["attempts_left"] == 0
    assert seventh["rules"] == ["ATTEMPTS"]
    assert seventh["allowed_from"] == f"{today + timedelta(days=1)}T08:00:00+08:00"
    assert len(manager.see(path)["items"]) == 6
    assert manager.see(f"/v1/contacts/{last['id']}")["outcome"] == "no_answer"


def test_midnight_begins_a_new_day_with_new_caps(collections: Running) -> None:
    _, case, today = a_case(collections)
    manager, path = collections.staff("ls-manager-1"), f"/v1/cases/{case['id']}/contacts"
    for _ in range(3):
        manager.do(path, call(today, at=f"{today}T19:59:59+08:00"))
    manager.do(path, call(today, at=f"{today}T19:59:59+08:00"), expect=422)
    following = manager.do(path, call(today, at=f"{today + timedelta(days=1)}T08:00:00+08:00"))

    assert following["conversations_left"] == 2


def test_a_person_has_one_day_whatever_the_loan(collections: Running) -> None:
    """C7: caps are for each person, so two loans of one borrower share them."""
    today = a_later_date(collections)
    number = f"139{int(reference('p')[-7:], 16) % 10**8:08d}"
    spellings = (number, f"{number[:3]} {number[3:7]}-{number[7:]}")
    booked = [
        book(collections, a_loan((today - timedelta(days=1), "100.00"), borrower={"name": "同一人", "phone": spelled}))
        for spelled in spellings
    ]
    close(collections, today)
    first, second = (cases_of(collections, each)[0] for each in booked)
    manager = collections.staff("ls-manager-1")
    for _ in range(3):
        manager.do(f"/v1/cases/{first['id']}/contacts", call(today))

    refused = manager.do(f"/v1/cases/{second['id']}/contacts", call(today), expect=422)
    assert refused["rules"] == ["CONVERSATIONS"]


def test_two_officers_at_once_never_make_one_contact_too_many(collections: Running) -> None:
    _, case, today = a_case(collections)
    path = f"/v1/cases/{case['id']}/contacts"
    officers = [collections.staff(name) for name in ("ls-manager-1", "ls-manager-2", "ls-collector")]
    with ThreadPoolExecutor(9) as pool:
        answers = list(pool.map(lambda n: officers[n % 3].post(path, call(today)).status_code, range(9)))

    assert sorted(answers) == [201] * 3 + [422] * 6
    assert len(officers[0].see(path)["items"]) == 3


def test_a_dry_run_says_whether_and_when_and_leaves_nothing(collections: Running) -> None:
    _, case, today = a_case(collections)
    manager, path = collections.staff("ls-manager-1"), f"/v1/cases/{case['id']}/contacts"
    question = {"party": "borrower", "channel": "phone"}
    ask = {"params": {"dry_run": "true"}}
    yes = manager.do(path, question | {"at": f"{today}T10:00:00+08:00"}, expect=201, **ask)
    late = manager.do(path, question | {"at": f"{today}T20:00:00+08:00"}, expect=422, **ask)
    manager.do(path, question | {"at": f"{today}T10:00:00+08:00"}, expect=422)

    assert (yes["allowed"], yes["attempts_left"], yes["conversations_left"]) == (True, 5, 2)
    assert (late["rule"], late["allowed_from"]) == ("HOURS", f"{today + timedelta(days=1)}T08:00:00+08:00")
    assert manager.see(path)["items"] == []


def test_who_asked_not_to_be_contacted_is_not_and_the_next_of_the_party_is(collections: Running) -> None:
    guarantors = [
        {"name": "甲", "phone": "13811110001", "do_not_contact": True},
        {"name": "乙", "phone": f"137{int(reference('g')[-7:], 16) % 10**8:08d}"},
    ]
    _, case, today = a_case(collections, guarantors=guarantors)
    manager, path = collections.staff("ls-manager-1"), f"/v1/cases/{case['id']}/contacts"
    made = manager.do(path, call(today, party="guarantor"))
    refused = manager.do(path, call(today, party="guarantor", person_no=1), expect=422)
    nobody = manager.do(path, call(today, party="co_borrower"), expect=422)

    assert made["person_no"] == 2
    assert (refused["rule"], refused["allowed_from"]) == ("DO_NOT_CONTACT", None)
    assert nobody["code"] == "NO_SUCH_PERSON"


def test_family_that_has_not_agreed_is_asked_without_a_word_of_the_debt_once_the_debtor_is_out_of_reach(
    collections: Running,
) -> None:
    family = [{"name": "弟", "phone": f"136{int(reference('f')[-7:], 16) % 10**8:08d}", "relation": "sibling"}]
    guarantors = [{"name": "乙", "phone": "13811110003", "family": family}]
    _, case, today = a_case(collections, guarantors=guarantors)
    manager, path = collections.staff("ls-manager-1"), f"/v1/cases/{case['id']}/contacts"
    asking = {"party": "guarantor_family", "debt_related": False}
    before = manager.do(path, call(today, **asking), expect=422)
    following = today + timedelta(days=1)
    for day in (today, today, following):
        manager.do(path, call(day, outcome="no_answer"))
    seen = manager.see(f"/v1/cases/{case['id']}")
    after = manager.do(path, call(following, **asking))
    of_debt = manager.do(path, call(following, party="guarantor_family"), expect=422)

    assert before["rules"] == ["CONSENT"]
    assert seen["debtor_unreachable"]
    assert after["party"] == "guarantor_family"
    assert of_debt["rules"] == ["CONSENT"]


def test_a_contact_that_has_not_come_or_lies_before_the_case_is_refused(collections: Running) -> None:
    _, case, today = a_case(collections)
    manager, path = collections.staff("ls-manager-1"), f"/v1/cases/{case['id']}/contacts"
    ahead = manager.do(path, call(today + timedelta(days=2)), expect=422)
    before = manager.do(path, call(today - timedelta(days=1)), expect=422)

    assert (ahead["code"], before["code"]) == ("CONTACTED_IN_FUTURE", "CONTACTED_BEFORE_CASE")


def test_the_loans_life_tells_of_contacts_without_a_word_of_what_was_said(collections: Running) -> None:
    booked, case, today = a_case(collections)
    manager = collections.staff("ls-manager-1")
    manager.do(f"/v1/cases/{case['id']}/contacts", call(today, note="答应下周还款"))
    events = manager.see(f"/v1/loans/{booked['id']}/timeline")["items"]
    (told,) = [event for event in events if event["kind"] == "contacted"]

    assert told["facts"]["party"] == "borrower"
    assert "答应" not in f"{told}"
