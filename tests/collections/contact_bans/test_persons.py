"""A ban counts for the person wherever they stand, at once and in the whole bank (domain C7)."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

from chassis.db import Database
from services.collections import jobs
from services.collections.persons import actions as persons
from services.collections.persons.rules import keys, marks
from tests.collections.contact_bans.test_routes import REASON, contact, number, people, timeline
from tests.customer.making import id_number
from tests.support.building import reference
from tests.support.lending import a_later_date, a_loan, book, cases_of, close, drain, keyed, loan_of
from tests.support.running import Running
from tests.support.sql import connected


def ban(collections: Running, booked: dict[str, Any], party: str, name: str = "ls-risk") -> Any:
    path = f"/v1/loans/{booked['id']}/contact-bans"
    return collections.staff(name).do(path, REASON | {"party": party}, expect=201)


def lift(collections: Running, made: dict[str, Any]) -> None:
    collections.staff("ls-branch-head").do(f"/v1/contact-bans/{made['id']}/lift", REASON)


def told(collections: Running, booked: dict[str, Any], *kinds: str) -> list[tuple[str, str]]:
    """What the timeline says of bans and skipped steps, and of which party, the oldest first."""
    return [
        (event["kind"], event["facts"].get("party") or event["facts"]["stage"])
        for event in reversed(timeline(collections, booked))
        if event["kind"] in ("contact_banned", "contact_ban_lifted", "step_skipped")
    ]


def stages(collections: Running, loans: Sequence[dict[str, Any]], day: date) -> list[str]:
    close(collections, day)
    return [cases_of(collections, loan, "auditor")[0]["stage"] for loan in loans]


def test_a_ban_reaches_the_ladder_of_another_customers_loan_at_the_next_close(collections: Running) -> None:
    """C7, C3: without a word of core banking; the timeline names who is skipped. Lifted, the step is there again."""
    today, shared = a_later_date(collections), number()
    due = (today - timedelta(days=1), "100.00")
    here = book(collections, a_loan(due, **people(borrower=shared)))
    there = [book(collections, a_loan(due, branch="sz", **people(guarantor=shared))) for _ in range(2)]
    assert stages(collections, there, today) == ["borrower"] * 2
    made = ban(collections, here, "borrower")
    (case, _) = (cases_of(collections, loan, "sz-manager-1")[0] for loan in there)
    asked = {"party": "guarantor", "channel": "phone", "at": f"{today}T10:00:00+08:00"}
    at = f"/v1/cases/{case['id']}/contacts"
    refused = collections.staff("sz-manager-1").do(at, asked, expect=422, params={"dry_run": "true"})
    assert stages(collections, there, today + timedelta(days=2)) == ["borrower"] * 2
    assert stages(collections, there, today + timedelta(days=5)) == ["guarantor_family"] * 2
    later = book(collections, a_loan((today + timedelta(days=4), "100.00"), branch="sz", **people(guarantor=shared)))
    close(collections, today + timedelta(days=6))
    lift(collections, made)
    assert stages(collections, [later], today + timedelta(days=7)) == ["guarantor"]
    collections.staff("sz-manager-1").do(at, asked | {"at": f"{today}T11:00:00+08:00"}, params={"dry_run": "true"})

    assert refused["rules"] == ["DO_NOT_CONTACT"]
    for loan in there:
        assert told(collections, loan) == [
            ("contact_banned", "guarantor"),
            ("step_skipped", "guarantor"),
            ("contact_ban_lifted", "guarantor"),
        ]
    assert told(collections, here) == [("contact_banned", "borrower"), ("contact_ban_lifted", "borrower")]
    seen_there = collections.staff("sz-manager-1").see(f"/v1/loans/{there[0]['id']}/timeline", limit=200)["items"]
    assert {"contact_banned", "contact_ban_lifted"} <= {event["kind"] for event in seen_there}


def test_who_has_no_telephone_is_known_by_the_identity_number(collections: Running) -> None:
    """C7: as family here and as guarantor there, and by either number once both are known."""
    today, identity, phone = a_later_date(collections), id_number(), number()
    due = (today - timedelta(days=1), "100.00")
    first, second, third = (people() for _ in range(3))
    relative = first["guarantors"][0]["family"][0]
    relative |= {"phone": None, "id_number": identity.lower()}
    second["guarantors"][0] |= {"id_number": identity, "phone": phone}
    third["guarantors"][0] |= {"phone": phone}
    loans = [book(collections, a_loan(due, **each)) for each in (first, second, third)]
    close(collections, today)
    made = ban(collections, loans[0], "guarantor_family")
    seen = [loan_of(collections, loan)["guarantors"][0] for loan in loans]
    of_the_second = ban(collections, loans[1], "guarantor", "ls-manager-1")
    both = [loan_of(collections, loan)["guarantors"][0]["do_not_contact"] for loan in loans]
    lift(collections, made)
    still = [loan_of(collections, loan)["guarantors"][0] for loan in loans]
    lift(collections, of_the_second)
    over = [loan_of(collections, loan)["guarantors"][0] for loan in loans]

    assert seen[0]["family"][0]["id_number"] == f"{identity[:3]}***********{identity[14:]}"
    assert seen[0]["family"][0]["do_not_contact"] is True
    assert [each["do_not_contact"] for each in seen] == [False, True, False]
    assert both == [False, True, True]
    assert [still[0]["family"][0]["do_not_contact"], *(each["do_not_contact"] for each in still[1:])] == [True] * 3
    assert not any(each["do_not_contact"] or each["family"][0]["do_not_contact"] for each in over)


def test_a_borrower_without_any_number_is_barred_on_all_loans_of_the_customer(collections: Running) -> None:
    """C7, C3: the worklist says that nobody of the step may be contacted, and the contact check refuses."""
    today, customer = a_later_date(collections), reference("C")
    around = people() | {"borrower": {"name": "王小明"}}
    due = (today - timedelta(days=1), "100.00")
    loans = [book(collections, a_loan(due, customer_ref=customer, **around)) for _ in range(2)]
    other = book(collections, a_loan(due, **around))
    close(collections, today)
    made = ban(collections, loans[0], "borrower")
    cases = [cases_of(collections, loan)[0] for loan in (*loans, other)]
    manager = collections.staff("ls-manager-1")
    tasks = [manager.see("/v1/tasks", case_id=case["id"])["items"][0] for case in cases]
    mine = {task["case_id"]: task for task in manager.see("/v1/tasks", assignee="me", limit=200)["items"]}
    one = manager.see(f"/v1/tasks/{tasks[1]['id']}")
    contact(collections, cases[1], "borrower", today, expect=422)
    contact(collections, cases[2], "borrower", today, expect=201)
    lift(collections, made)
    again = manager.see("/v1/tasks", case_id=cases[1]["id"])["items"][0]

    assert [task["contact_barred"] for task in tasks] == [True, True, False]
    assert [one["contact_barred"], mine[cases[1]["id"]]["contact_barred"], again["contact_barred"]] == [
        True,
        True,
        False,
    ]


def test_a_number_that_stands_on_very_many_loans_is_gone_through_in_bounded_steps(
    collections: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C7: the first loans in the transaction of the ban, the others by the worker; the contact check knows at once."""
    monkeypatch.setattr(persons, "LOANS_AT_ONCE", 2)
    shared = number()
    loans = [book(collections, a_loan(**people(guarantor=shared))) for _ in range(5)]
    made = ban(collections, loans[0], "guarantor")
    at_once = reached(collections, loans)
    seen = [loan_of(collections, loan)["guarantors"][0]["do_not_contact"] for loan in loans]
    drain(collections)
    later = reached(collections, loans)
    lift(collections, made)
    drain(collections)

    assert at_once == [False] * 2 + [True] * 3
    assert seen == [True] * 5
    assert later == [False] * 5
    assert reached(collections, loans) == [True] * 5


def reached(collections: Running, loans: Sequence[dict[str, Any]]) -> list[bool]:
    """Whether the ladder may reach the guarantors of these loans."""
    with connected(collections.database.owner_url) as sql:
        query = "SELECT reach_guarantor FROM loan_people WHERE loan_id = $1"
        return [sql.rows(query, loan["id"])[0]["reach_guarantor"] for loan in loans]


def test_the_worker_finds_out_who_stands_on_loans_of_before(collections: Running) -> None:
    """C7: until then a ban does not find them; afterwards it has counted there too."""
    shared = number()
    loans = [book(collections, a_loan(**people(guarantor=shared))) for _ in range(2)]
    with connected(collections.database.owner_url) as sql:
        ids = [loan["id"] for loan in loans]
        sql.run("DELETE FROM loan_person WHERE loan_no IN (SELECT no FROM loan WHERE id = ANY ($1))", ids)
        sql.run("UPDATE loan_people SET persons_known = false WHERE loan_id = ANY ($1)", ids)
    ban(collections, loans[0], "guarantor")
    before = reached(collections, loans)

    async def look() -> None:
        database = Database(collections.settings)
        (job,) = jobs.jobs(keyed(collections))
        while await job.run(database, collections.clock()):
            pass
        await database.close()

    asyncio.run(look())

    assert before == [False, True]
    assert reached(collections, loans) == [False, False]


def test_a_ban_and_a_booking_at_once_never_miss_each_other(collections: Running) -> None:
    """C7: whichever comes first, the ladder does not reach who is banned."""
    for _ in range(4):
        shared = number()
        here = book(collections, a_loan(**people(guarantor=shared)))
        with ThreadPoolExecutor(3) as pool:
            booked = [pool.submit(book, collections, a_loan(**people(guarantor=shared))) for _ in range(2)]
            pool.submit(ban, collections, here, "guarantor").result()
            loans = [each.result() for each in booked]

        assert reached(collections, [here, *loans]) == [False] * 3


def test_marks_are_numbers_first_and_the_place_only_for_who_has_none() -> None:
    both = marks("borrower", 0, "L", "C", "138 0000-0001", "37130219860106123X")
    neither = marks("borrower", 0, "L", "C", None, None)

    assert (both.numbers, both.others) == (("13800000001", "id|37130219860106123X"), ("customer|C",))
    assert (neither.numbers, neither.others) == ((), ("customer|C", "L|borrower|0"))
    assert marks("guarantor", 1, "L", "C", None, None).others == ("L|guarantor|1",)
    assert keys([b"\xff" * 32, b"\xff" * 8 + b"\x00" * 24, b"\x00" * 32]) == [-1, 0]
