"""Whom nobody may contact: set by one person, lifted by another, heeded everywhere (domain C7, O3)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from tests.support.building import reference
from tests.support.lending import a_later_date, a_loan, book, cases_of, close, loan_of
from tests.support.running import Running
from tests.support.sql import connected

REASON = {"reason": "Asked in writing not to be called"}


def number() -> str:
    return f"139{int(reference('p')[-7:], 16) % 10**8:08d}"


def people(**numbers: str) -> dict[str, Any]:
    """Everybody around a loan, with telephone numbers of their own or the named ones."""
    called = {each: number() for each in ("borrower", "guarantor", "family")} | numbers
    family = {"name": "李小山", "phone": called["family"], "relation": "sibling", "consented": True}
    return {
        "borrower": {"name": "王小明", "phone": called["borrower"]},
        "guarantors": [{"name": "李大山", "phone": called["guarantor"], "family": [family]}],
    }


def timeline(collections: Running, booked: dict[str, Any]) -> list[Any]:
    events: list[Any] = collections.staff("auditor").see(f"/v1/loans/{booked['id']}/timeline", limit=200)["items"]
    return events


def contact(collections: Running, case: dict[str, Any], party: str, day: Any, **given: Any) -> Any:
    body = {"party": party, "channel": "phone", "at": f"{day}T10:00:00+08:00", "outcome": "no_answer"}
    manager = "ls-manager-1" if case["sub_branch"] == "lanshan" else "sz-manager-1"
    return collections.staff(manager).do(f"/v1/cases/{case['id']}/contacts", body, **given)


def test_a_ban_holds_on_every_loan_of_the_person_until_somebody_else_lifts_it(collections: Running) -> None:
    """The number stands as a borrower's here and as a guarantor's in another sub-branch, which sees only that."""
    today, shared = a_later_date(collections), number()
    due = (today - timedelta(days=1), "100.00")
    here = book(collections, a_loan(due, **people(borrower=shared)))
    there = book(collections, a_loan(due, branch="sz", **people(guarantor=shared[:3] + " " + shared[3:])))
    close(collections, today)
    cases = [cases_of(collections, loan, "auditor")[0] for loan in (here, there)]
    risk, path = collections.staff("ls-risk"), f"/v1/loans/{here['id']}/contact-bans"
    made = risk.do(path, REASON | {"party": "borrower"}, expect=201)
    refused = [
        contact(collections, case, party, today, expect=422)
        for case, party in zip(cases, ("borrower", "guarantor"), strict=True)
    ]
    marked = collections.staff("ls-manager-1").see(f"/v1/loans/{here['id']}")
    elsewhere = collections.staff("sz-manager-1").see(f"/v1/loans/{there['id']}")
    at = f"/v1/contact-bans/{made['id']}"
    own = risk.do(f"{at}/lift", REASON, expect=403)
    collections.staff("ls-manager-1").do(f"{at}/lift", REASON, expect=403)
    collections.staff("sz-branch-head").do(f"{at}/lift", REASON, expect=404)
    lifted = collections.staff("ls-branch-head").do(f"{at}/lift", {"reason": "Wrote that calls are welcome again"})
    contact(collections, cases[0], "borrower", today, expect=201)
    contact(collections, cases[1], "guarantor", today, expect=201)
    (listed,) = collections.staff("ls-manager-1").see(path)["items"]

    assert [each["rules"] for each in refused] == [["DO_NOT_CONTACT"]] * 2
    assert [each["do_not_contact"] for each in (marked["borrower"], marked["guarantors"][0])] == [True, False]
    assert elsewhere["guarantors"][0]["do_not_contact"] is True
    assert collections.staff("sz-manager-1").see(path, expect=404)
    assert own["code"] == "MAKER_IS_CHECKER"
    assert (lifted["state"], lifted["lifted_by"], listed["state"]) == ("lifted", "ls-branch-head", "lifted")
    kinds = [event["kind"] for event in timeline(collections, here)]
    assert [kind for kind in kinds if kind.startswith("contact_ban")] == ["contact_ban_lifted", "contact_banned"]


def test_the_ladder_passes_a_banned_guarantor_over_and_later_reports_leave_it_so(collections: Running) -> None:
    """C3: the next step begins on its day. Core banking knows nothing of the ban, here or on a loan booked later."""
    today = a_later_date(collections)
    due, shared = (today - timedelta(days=1), "100.00"), number()
    first = a_loan(due, **people(guarantor=shared))
    booked = book(collections, first)
    close(collections, today)
    ban = REASON | {"party": "guarantor", "person_no": 1}
    collections.staff("ls-collector").do(f"/v1/loans/{booked['id']}/contact-bans", ban, expect=201)
    renamed = {"borrower": {"name": "王晓明", "phone": first["borrower"]["phone"]}}
    book(collections, first | renamed)
    later = book(collections, a_loan(due, **people(guarantor=shared)))
    stages = []
    for days in (2, 5):
        close(collections, today + timedelta(days=days))
        stages.append([cases_of(collections, loan)[0]["stage"] for loan in (booked, later)])
    skipped = [
        event["facts"]["stage"]
        for loan in (booked, later)
        for event in timeline(collections, loan)
        if event["kind"] == "step_skipped"
    ]

    assert loan_of(collections, booked)["borrower"]["name"] == "王晓明"
    assert stages == [["borrower"] * 2, ["guarantor_family"] * 2]
    assert set(skipped) == {"guarantor"}


def test_what_is_wrong_is_named_and_a_person_is_banned_once_on_a_loan(collections: Running) -> None:
    booked = book(collections, a_loan(**people()))
    manager, path = collections.staff("ls-manager-1"), f"/v1/loans/{booked['id']}/contact-bans"
    nobody = manager.do(path, REASON | {"party": "co_borrower"}, expect=422)
    blank = manager.do(path, {"party": "borrower", "reason": ""}, expect=422)
    tried = manager.post(path, REASON | {"party": "borrower"}, params={"dry_run": "true"})
    manager.do(path, REASON | {"party": "borrower"}, expect=201)
    again = manager.do(path, REASON | {"party": "borrower"}, expect=409)
    collections.staff("ls-payments").do(path, REASON | {"party": "borrower"}, expect=403)
    collections.staff("sz-manager-1").do(path, REASON | {"party": "borrower"}, expect=404)

    assert [each["pointer"] for each in nobody["errors"] + blank["errors"]] == ["/person_no", "/reason"]
    assert tried.is_success
    assert again["code"] == "CONTACT_BAN_ACTIVE"
    assert len(manager.see(path)["items"]) == 1


def test_of_two_who_lift_at_once_one_does_and_the_database_knows_who_may(collections: Running) -> None:
    booked = book(collections, a_loan(**people()))
    path = f"/v1/loans/{booked['id']}/contact-bans"
    made = collections.staff("ls-manager-1").do(path, REASON | {"party": "guarantor"}, expect=201)
    people_above = [collections.staff(name) for name in ("ls-branch-head", "ls-risk")]
    with ThreadPoolExecutor(2) as both:
        answers = list(
            both.map(
                lambda person: (
                    person.post(
                        f"/v1/contact-bans/{made['id']}/lift", REASON, headers={"If-Match": f'"{made["version"]}"'}
                    ).status_code
                ),
                people_above,
            )
        )
    again = collections.staff("ls-manager-1").do(path, REASON | {"party": "guarantor"}, expect=201)

    assert sorted(answers) in ([200, 409], [200, 412])
    with connected(collections.database.owner_url) as sql, pytest.raises(asyncpg.CheckViolationError) as refused:
        sql.run(
            "UPDATE contact_ban SET state = 'lifted', lift_reason = 'x', lifted_at = now(), lifted_by = made_by"
            " WHERE id = $1",
            again["id"],
        )
    assert refused.value.constraint_name == "contact_ban_maker_is_not_lifter"
