"""How cases climb: one step a close, nobody left out, late ones told, new ones sent up (domain C1-C4, C8)."""

import random
from datetime import date, timedelta
from typing import Any

import pytest

from services.collections.cases.rules import Climb, Reach, climb, step_after
from tests.collections.cases.test_rules import LADDER
from tests.support.building import reference
from tests.support.lending import a_later_date, a_loan, book, cases_of, close, repay, reverse
from tests.support.running import Running

FAR = date(2035, 1, 20)
ORDER = ["borrower", "guarantor", "guarantor_family", "site_visit", "legal"]


def timeline(collections: Running, booked: dict[str, Any], *kinds: str) -> list[dict[str, Any]]:
    """What happened to a loan, the oldest first, of these kinds."""
    found = collections.staff("ls-manager-1").see(f"/v1/loans/{booked['id']}/timeline", limit=200)["items"]
    return [each for each in reversed(found) if not kinds or each["kind"] in kinds]


@pytest.mark.parametrize(
    ("days", "stands", "expected"),
    [
        (1, 0, Climb(1, 1)),
        (12, 0, Climb(4, 4, (), ("borrower", "guarantor", "guarantor_family"))),
        (2, 1, Climb(None, 1)),
        (3, 1, Climb(2, 2)),
        (200, 1, Climb(2, 2)),
        (1, 4, Climb(None, 4)),
    ],
    ids=["first_day", "late", "same", "next", "one_at_a_time", "never_back"],
)
def test_a_case_climbs_one_step_a_close_and_never_back(days: int, stands: int, expected: Climb) -> None:
    assert climb(LADDER, days, Reach(), stands) == expected


def test_a_step_in_which_nobody_may_be_contacted_is_passed_over() -> None:
    no_family = Reach(family_agreed=False, family=False)
    reluctant = Reach(family_agreed=False, debtor_unreachable=False)

    assert climb(LADDER, 6, no_family, 2) == Climb(None, 3, ("guarantor_family",))
    assert climb(LADDER, 10, no_family, 3) == Climb(4, 4)
    assert climb(LADDER, 7, no_family, 0) == Climb(2, 3, ("guarantor_family",), ("borrower",))
    assert climb(LADDER, 6, reluctant, 2).step is None
    assert climb(LADDER, 6, Reach(family_agreed=False, debtor_unreachable=True), 2).step == 3
    assert step_after(LADDER, "guarantor", no_family).stage == "site_visit"


def test_a_late_case_names_the_steps_it_passed_and_the_parties_it_skipped(collections: Running) -> None:
    """C3."""
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=12), "100.00"))
    loan["guarantors"][0]["family"][0]["consented"] = False
    booked = book(collections, loan)
    close(collections, today)
    (skipped, assigned) = timeline(collections, booked, "step_skipped", "case_assigned")

    assert skipped["facts"]["stage"] == "guarantor_family"
    assert skipped["facts"]["reason"] == "NOBODY_MAY_BE_CONTACTED"
    assert (assigned["facts"]["stage"], assigned["facts"]["passed"]) == ("site_visit", ["borrower", "guarantor"])


def test_a_reversal_that_makes_arrears_old_leaves_no_step_out(collections: Running) -> None:
    """C3: one step a close, so that everybody is reached in turn."""
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=40), "100.00"), (today - timedelta(days=1), "100.00"), (FAR, "1.00"))
    booked = book(collections, loan)
    paid = repay(collections, loan, "100.00", today)
    close(collections, today)
    reverse(collections, paid)
    stages = []
    for day in range(1, 5):
        close(collections, today + timedelta(days=day))
        stages.append(cases_of(collections, booked)[0]["stage"])

    assert stages == ["guarantor", "guarantor_family", "site_visit", "site_visit"]


@pytest.mark.parametrize("days", [30, pytest.param(200, marks=pytest.mark.prove)])
def test_part_payments_on_every_day_of_a_delinquency_skip_no_step(fresh_collections: Running, days: int) -> None:
    """C3: whatever is paid on a day, the steps come in turn, never sooner than their days, and never go back."""
    collections, chance = fresh_collections, random.Random(7)
    begins = date(2027, 1, 4)
    due = [(begins + timedelta(days=3 * n), "300.00") for n in range(days // 3)]
    loans = [a_loan(*due, (FAR, "1.00")) for _ in range(3)]
    booked = [book(collections, loan) for loan in loans]
    seen: list[list[str]] = [[] for _ in loans]
    ids: list[set[str]] = [set() for _ in loans]
    for day in range(1, days):
        today = begins + timedelta(days=day)
        close(collections, today)
        for place, (loan, each) in enumerate(zip(loans, booked, strict=True)):
            cases = cases_of(collections, each)
            if cases and cases[0]["state"] == "open":
                case = cases[0]
                first = dict(zip(ORDER, (1, 3, 6, 10, 90), strict=True))[case["stage"]]
                if not ids[place] or case["id"] not in ids[place]:
                    ids[place].add(case["id"])
                    seen[place].append("|")
                if seen[place][-1] != case["stage"]:
                    assert case["days_past_due"] >= first
                    seen[place].append(case["stage"])
            # a little less than falls due, so that it is behind for long; sometimes nothing
            amount = (place * 40 + 20) + chance.randrange(0, 30)
            repay(collections, loan, f"{amount}.00", today)
    for stages in seen:
        climbs = [each.split() for each in " ".join(stages).split("|") if each.strip()]
        assert climbs
        for each in climbs:
            assert each == ORDER[: len(each)]
    assert ORDER[:4] in [stages[1:5] for stages in seen]


def test_a_step_that_is_late_is_told_to_the_role_that_hears_of_it(collections: Running) -> None:
    """C3: who hears of it when it is late; once a case."""
    today, outlet = a_later_date(collections), collections.staff("ls-outlet")
    booked = book(collections, a_loan((today - timedelta(days=1), "100.00"), account_manager=reference("m")))
    close(collections, today)
    close(collections, today + timedelta(days=1))
    before = [t for t in outlet.see("/v1/tasks", assignee="me", limit=200)["items"] if t["loan_id"] == booked["id"]]
    done = close(collections, today + timedelta(days=2))
    (task,) = [t for t in outlet.see("/v1/tasks", assignee="me", limit=200)["items"] if t["loan_id"] == booked["id"]]
    (late,) = timeline(collections, booked, "step_late")

    assert before == []
    assert (task["kind"], task["next_step"], task["assignee"]) == (
        "late_step",
        "see_to_late_step",
        "outlet_manager@lanshan",
    )
    assert (late["facts"]["stage"], late["facts"]["escalates_to"]) == ("borrower", "outlet_manager")
    assert late["on"] == f"{today + timedelta(days=2)}"
    assert done["counts"]["late"] >= 1


def test_a_step_that_was_done_is_not_late(collections: Running) -> None:
    today, name = a_later_date(collections), "ls-manager-2"
    booked = book(collections, a_loan((today - timedelta(days=1), "100.00"), account_manager=name))
    close(collections, today)
    manager = collections.staff(name)
    (task,) = [t for t in manager.see("/v1/tasks", assignee="me", limit=200)["items"] if t["loan_id"] == booked["id"]]
    manager.do(f"/v1/tasks/{task['id']}/complete", {"note": "已联系"})
    close(collections, today + timedelta(days=3))

    assert timeline(collections, booked, "step_late") == []


@pytest.mark.parametrize(
    ("disbursed", "paid_before", "expected"),
    [(300, True, "FIRST_YEAR"), (300, False, "FIRST_PAYMENT"), (400, True, None)],
    ids=["first_year", "first_payment", "old"],
)
def test_a_new_loan_in_arrears_is_sent_up_at_once(
    collections: Running, disbursed: int, paid_before: bool, expected: str | None
) -> None:
    """C4: marked, and told to the outlet manager; the first payment is the branch head's."""
    today = a_later_date(collections)
    due = [(today - timedelta(days=31), "50.00")] if paid_before else []
    loan = a_loan(
        *due,
        (today - timedelta(days=1), "50.00"),
        disbursed_on=f"{today - timedelta(days=disbursed)}",
        account_manager=reference("m"),
    )
    if paid_before:
        loan["instalments"][0]["paid"] = "50.00"
    booked = book(collections, loan)
    close(collections, today)
    (case,) = cases_of(collections, booked)
    who = {"FIRST_YEAR": "ls-outlet", "FIRST_PAYMENT": "ls-branch-head"}.get(expected or "", "ls-outlet")
    tasks = collections.staff(who).see("/v1/tasks", assignee="me", limit=200)["items"]

    assert case["first_year"] == (expected is not None)
    assert case["first_payment"] == (expected == "FIRST_PAYMENT")
    assert [t["kind"] for t in tasks if t["loan_id"] == booked["id"]] == (["new_loan"] if expected else [])
    assert [e["facts"]["because"] for e in timeline(collections, booked, "sent_up")] == ([expected] if expected else [])
    if expected:
        assert expected in [why["code"] for why in case["why"]]


def test_loans_that_mature_next_month_are_listed_reminded_and_chased_before_the_3rd(
    fresh_collections: Running,
) -> None:
    """C2: at the last close of the month before; those of the 1st to the 3rd, and key customers, first."""
    collections, last = fresh_collections, date(2027, 4, 30)
    mays = [date(2027, 5, day) for day in (20, 2, 9)]
    big = a_loan((mays[2], "600000.00"))
    loans = [a_loan((mays[0], "100.00")), a_loan((mays[1], "100.00")), big, a_loan((date(2027, 6, 1), "1.00"))]
    booked = [book(collections, loan) for loan in loans]
    close(collections, last - timedelta(days=1))
    manager = collections.staff("ls-manager-1")
    early = manager.see("/v1/maturing-loans", month="2027-05")["items"]
    done = close(collections, last)
    listed = manager.see("/v1/maturing-loans", month="2027-05")["items"]
    cases = [cases_of(collections, each) for each in booked]
    tasks = [t["loan_id"] for t in manager.see("/v1/tasks", assignee="me")["items"]]

    assert early == []
    assert [each["loan_id"] for each in listed] == [booked[place]["id"] for place in (2, 1, 0)]
    assert [each["chase_by"][:10] for each in listed] == ["2027-05-02", "2027-05-01", "2027-05-02"]
    assert [[case["stage"] for case in each] for each in cases] == [["reminder"], ["reminder"], ["reminder"], []]
    assert tasks == [each["loan_id"] for each in listed]
    assert done["counts"]["maturing"] == 3
    repay(collections, loans[0], "100.00", last + timedelta(days=1))
    close(collections, date(2027, 5, 10))
    after = [cases_of(collections, each)[0] for each in booked[:3]]
    assert [(case["state"], case["stage"]) for case in after] == [
        ("cured", "reminder"),
        ("open", "guarantor_family"),
        ("open", "borrower"),
    ]


def test_a_person_sends_a_case_up_and_no_close_takes_it_back(collections: Running) -> None:
    today = a_later_date(collections)
    booked = book(collections, a_loan((today - timedelta(days=1), "100.00")))
    close(collections, today)
    (case,) = cases_of(collections, booked)
    manager, path = collections.staff("ls-manager-1"), f"/v1/cases/{case['id']}"
    raised = manager.do(f"{path}/escalate", {"reason": "借款人失联"})
    close(collections, today + timedelta(days=1))
    stale = manager.do(f"{path}/escalate", {"reason": "x"}, expect=412, headers={"If-Match": '"1"'})

    assert (raised["stage"], raised["due_at"]) == ("guarantor", f"{today + timedelta(days=3)}T16:00:00Z")
    assert manager.see(path)["stage"] == "guarantor"
    assert stale["code"] == "IF_MATCH_STALE"


def test_a_case_is_resolved_only_as_what_it_is(collections: Running) -> None:
    """C8."""
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=1), "100.00"))
    booked = book(collections, loan)
    close(collections, today)
    (case,) = cases_of(collections, booked)
    manager, path = collections.staff("ls-manager-1"), f"/v1/cases/{case['id']}"
    still = manager.do(f"{path}/resolve", {"outcome": "restructured"}, expect=422)
    never = manager.do(f"{path}/resolve", {"outcome": "written_off"}, expect=422)
    book(collections, loan | {"written_off_on": f"{today}"})
    done = manager.do(f"{path}/resolve", {"outcome": "written_off"})
    close(collections, today + timedelta(days=2))

    assert (still["code"], never["code"]) == ("STILL_IN_ARREARS", "NOT_WRITTEN_OFF")
    assert done["state"] == "written_off"
    assert [each["state"] for each in cases_of(collections, booked)] == ["written_off"]
    assert manager.see("/v1/tasks", case_id=case["id"])["items"] == []


def test_a_pause_stops_steps_and_contacts_and_not_the_days(collections: Running) -> None:
    """C8: its last day is paused; the step begins anew, and the next comes a close later."""
    today = a_later_date(collections)
    booked = book(collections, a_loan((today - timedelta(days=1), "100.00")))
    close(collections, today)
    (case,) = cases_of(collections, booked)
    manager, path = collections.staff("ls-manager-1"), f"/v1/cases/{case['id']}"
    ends = today + timedelta(days=5)
    body = {"kind": "dispute", "reason": "对账争议", "ends_on": f"{ends}"}
    far = manager.do(f"{path}/pause", body | {"ends_on": f"{today + timedelta(days=400)}"}, expect=422)
    paused = manager.do(f"{path}/pause", body)
    again = manager.do(f"{path}/pause", body, expect=409)
    contact = {"party": "borrower", "channel": "phone", "outcome": "reached"}
    call = contact | {"at": f"{today + timedelta(days=1)}T10:00:00+08:00"}
    refused = manager.do(f"{path}/contacts", call, expect=422)
    close(collections, ends)
    resting = manager.see(path)
    close(collections, ends + timedelta(days=1))
    back = manager.see(path)

    assert far["code"] == "PAUSE_TOO_LONG"
    assert (paused["state"], paused["paused_until"]) == ("paused", f"{ends}")
    assert again["code"] == "INVALID_STATE"
    assert (refused["rule"], refused["allowed_from"]) == ("CASE_PAUSED", f"{ends + timedelta(days=1)}T08:00:00+08:00")
    assert (resting["state"], resting["stage"], resting["days_past_due"]) == ("paused", "borrower", 6)
    assert (back["state"], back["stage"], back["days_past_due"]) == ("open", "guarantor", 7)
    assert [e["kind"] for e in timeline(collections, booked, "case_paused", "case_resumed")] == [
        "case_paused",
        "case_resumed",
    ]
    (pause,) = manager.see(f"{path}/pauses")["items"]
    assert (pause["kind"], pause["ended_on"]) == ("dispute", f"{ends + timedelta(days=1)}")


def test_a_paused_case_is_taken_up_again_by_hand(collections: Running) -> None:
    today = a_later_date(collections)
    booked = book(collections, a_loan((today - timedelta(days=1), "100.00")))
    close(collections, today)
    (case,) = cases_of(collections, booked)
    manager, path = collections.staff("ls-manager-1"), f"/v1/cases/{case['id']}"
    manager.do(f"{path}/pause", {"kind": "hardship", "reason": "住院", "ends_on": f"{today + timedelta(days=9)}"})
    resumed = manager.do(f"{path}/resume")
    tasks = manager.see("/v1/tasks", case_id=case["id"])["items"]

    assert (resumed["state"], resumed["paused_until"]) == ("open", None)
    assert [task["stage"] for task in tasks] == ["borrower"]
    assert manager.do(f"{path}/resume", expect=409)["code"] == "INVALID_STATE"


@pytest.mark.parametrize("seed", range(12))
def test_part_payments_on_every_day_of_200_days_follow_the_policy_and_skip_no_step(seed: int) -> None:
    """C3: something falls due every third day and something is paid every day, more with each seed; each close finds
    the next step once its days have come, and no other. The SQL twin lives through the same above, over HTTP."""
    chance, from_days = random.Random(seed), [step.from_day for step in LADDER.steps]
    dues, paid, stands = [3 * number for number in range(70)], 0, 0
    climbs: list[list[int]] = []
    for day in range(1, 201):
        days = max(day - dues[paid // 300], 0)
        reached = sum(first <= days for first in from_days)
        if days == 0:
            stands = 0  # cured
        else:
            found = climb(LADDER, days, Reach(), stands)
            expected = reached if stands == 0 else stands + 1 if reached > stands else None
            assert (found.step, found.skipped) == (expected, ()), (day, days, stands)
            if stands == 0:
                climbs.append([reached])
            elif found.step:
                climbs[-1].append(found.step)
            stands = found.reached
        paid += chance.randrange(1, 10 + 16 * seed)

    assert all(each == list(range(each[0], each[-1] + 1)) for each in climbs)
    assert climbs if seed else climbs == [[1, 2, 3, 4, 5]]
