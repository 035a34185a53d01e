"""Reviews over HTTP: opened by the close, brought back or not, decided by a person with no part (domain G4)."""

import uuid
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from services.collections.reviews import actions
from services.collections.reviews.schemas import ReviewDecisionIn
from tests.support.acting import as_runtime_role, carry_out
from tests.support.lending import a_later_date, a_loan, book, close, loan_of, repay
from tests.support.running import Running

FAR = date(2035, 1, 20)
DAY = timedelta(days=1)
AT = "/v1/accountability-reviews"


def gone_bad(service: Running, **changes: Any) -> tuple[dict[str, Any], Any, date]:
    """A loan that the close of that date finds more than 90 days past due."""
    today = a_later_date(service)
    loan = a_loan((today - 91 * DAY, "100.00"), (FAR, "900.00"), **changes)
    booked = book(service, loan)
    close(service, today)
    return loan, booked, today


def reviews(service: Running, booked: Any) -> Any:
    return service.staff("ls-manager-1").see(AT, loan_id=booked["id"])["items"]


def decide(service: Running, review: Any, name: str = "ls-risk", **body: Any) -> Any:
    asked = {"outcome": "criticised", "reason": "never visited", "accountable": ["ls-manager-1"]} | body
    return service.staff(name).post(f"{AT}/{review['id']}/decide", asked)


def test_a_new_bad_loan_opens_one_review_with_who_answers_for_it(collections: Running) -> None:
    _, booked, today = gone_bad(collections, approved_by="ls-branch-head")
    close(collections, today + DAY)
    (review,) = reviews(collections, booked)
    told = collections.staff("ls-manager-1").see(f"/v1/loans/{booked['id']}/timeline")["items"]

    assert (review["state"], review["risk_class"], review["outstanding"]) == ("open", "substandard", "1000.00")
    assert (review["opened_on"], review["exempt_until"]) == (f"{today}", f"{today + 90 * DAY}")
    assert (review["account_manager"], review["at_first_arrears"]) == ("ls-manager-1", "ls-manager-1")
    assert review["first_arrears_on"] == f"{today - 90 * DAY}"
    assert review["parties"] == ["ls-branch-head", "ls-manager-1"]
    assert [each["kind"] for each in told].count("review_opened") == 1
    case = collections.staff("ls-manager-1").see("/v1/cases", loan_id=booked["id"])["items"][0]
    chain = {each["kind"]: each["correlation_id"] for each in told}
    sound = book(collections, a_loan())
    quiet = collections.staff("ls-manager-1").see(f"/v1/loans/{sound['id']}/timeline")["items"]
    assert (chain["aged"], chain["review_opened"]) == (case["id"], case["id"])
    assert [each["correlation_id"] for each in quiet] == [None]


def test_paid_inside_the_exemption_period_it_is_watched_and_then_brought_back(brief: Running) -> None:
    """C6: the class stays bad until it has been regular for a while; nobody is accountable all the same."""
    today = a_later_date(brief)
    dues = (today - 91 * DAY, today + 4 * DAY, today + 5 * DAY, FAR)
    loan = a_loan(*((due, "100.00") for due in dues))
    booked = book(brief, loan)
    close(brief, today + 2 * DAY)
    repay(brief, loan, "300.00", today + 3 * DAY)
    close(brief, today + 3 * DAY)
    watched = reviews(brief, booked)[0]["state"]
    close(brief, today + 6 * DAY)
    (review,) = reviews(brief, booked)

    assert watched == "observed"
    assert loan_of(brief, booked)["risk_class"] == "normal"
    assert (review["state"], review["outcome"], review["allowed_actions"]) == ("brought_back", None, [])


def test_paid_a_day_too_late_it_is_decided(brief: Running) -> None:
    loan, booked, today = gone_bad(brief)
    close(brief, today + 3 * DAY)
    last_day = reviews(brief, booked)[0]["state"]
    repay(brief, loan, "100.00", today + 4 * DAY)
    close(brief, today + 4 * DAY)
    (review,) = reviews(brief, booked)
    decided = decide(brief, review, document_ref="D-7").json()
    again = decide(brief, review)

    assert (last_day, review["state"]) == ("open", "due")
    assert (decided["state"], decided["outcome"], decided["accountable"]) == ("decided", "criticised", ["ls-manager-1"])
    assert (decided["decided_by"], decided["document_ref"]) == ("ls-risk", "D-7")
    assert (again.status_code, again.json()["code"]) == (409, "INVALID_STATE")


def test_a_loan_that_falls_behind_again_while_it_is_watched_is_open_or_due_again(brief: Running) -> None:
    today = a_later_date(brief)
    loan = a_loan((today - 91 * DAY, "100.00"), (today + DAY, "100.00"), (today + 4 * DAY, "100.00"), (FAR, "100.00"))
    booked = book(brief, loan)
    states = []
    for ahead, paid in ((0, "0"), (1, "100.00"), (2, "0"), (3, "100.00"), (4, "0"), (5, "0")):
        day = today + ahead * DAY
        if paid != "0":
            repay(brief, loan, paid, day)
        close(brief, day)
        states.append(reviews(brief, booked)[0]["state"])

    assert states == ["open", "observed", "open", "observed", "observed", "due"]


def test_a_paid_off_loan_is_brought_back_at_once_and_may_not_be_decided(brief: Running) -> None:
    loan, booked, today = gone_bad(brief)
    early = decide(brief, reviews(brief, booked)[0])
    repay(brief, loan, "1000.00", today + DAY)
    close(brief, today + DAY)
    (review,) = reviews(brief, booked)
    late = decide(brief, review)

    assert review["state"] == "brought_back"
    assert [each.json()["code"] for each in (early, late)] == ["INVALID_STATE", "INVALID_STATE"]


def due(service: Running, **changes: Any) -> Any:
    """A review that waits for a decision."""
    _, booked, today = gone_bad(service, **changes)
    close(service, today + 4 * DAY)
    return reviews(service, booked)[0]


def test_nobody_reviews_their_own_loan_in_code_and_in_the_database(brief: Running) -> None:
    """The approver, whoever was ever responsible, who classed it or changed its terms."""
    review = due(brief, approved_by="ls-risk", account_manager="ls-branch-head")
    by_approver, by_manager = decide(brief, review), decide(brief, review, "ls-branch-head")
    stranger = decide(brief, review, "city", accountable=["ls-manager-2"])
    sql = (
        "UPDATE accountability_review SET state = 'decided', outcome = 'due_diligence_exempt', accountable = '{}',"
        " decision_reason = 'x', decided_at = now(), decided_by = $2 WHERE id = $1"
    )
    for name in ("ls-risk", "ls-branch-head"):
        with pytest.raises(asyncpg.CheckViolationError) as refused:
            as_runtime_role(brief, sql, uuid.UUID(review["id"]), name)
        assert refused.value.constraint_name == "accountability_review_by_no_party"
    exempt = decide(brief, review, "city", outcome="due_diligence_exempt", accountable=[]).json()

    assert (by_approver.status_code, by_approver.json()["code"]) == (403, "TOOK_PART_IN_LOAN")
    assert by_manager.json()["code"] == "TOOK_PART_IN_LOAN"
    assert [each["code"] for each in stranger.json()["errors"]] == ["HAD_NO_PART"]
    assert brief.staff("ls-risk").see(f"{AT}/{review['id']}")["allowed_actions"] == []
    assert (exempt["outcome"], exempt["accountable"]) == ("due_diligence_exempt", [])
    with pytest.raises(asyncpg.CheckViolationError):
        as_runtime_role(brief, sql, uuid.UUID(review["id"]), "head")


def test_whoever_classed_the_loan_or_held_it_for_a_while_has_a_part(brief: Running) -> None:
    booked = gone_bad(brief, originated_by="department")[1]
    made = brief.staff("ls-risk").do(
        f"/v1/loans/{booked['id']}/class-judgements", {"risk_class": "doubtful", "reason": "shop closed"}
    )
    brief.staff("ls-branch-head").do(f"/v1/class-judgements/{made['id']}/approve")
    body = {
        "from_manager": "ls-manager-1",
        "to_manager": "ls-manager-2",
        "to_outlet": "ls-2",
        "reason": "r",
        "note": "n",
    }
    moved = brief.staff("ls-outlet").post("/v1/responsibility-transfers", body | {"loan_ids": [booked["id"]]})
    brief.staff("ls-manager-2").do(f"/v1/responsibility-transfers/{moved.json()['id']}/confirm")
    (review,) = reviews(brief, booked)

    assert review["parties"] == ["ls-branch-head", "ls-manager-1", "ls-manager-2", "ls-risk"]
    assert review["account_manager"] == "ls-manager-1"


def test_two_deciders_at_once_leave_one_decision(brief: Running) -> None:
    review = due(brief)

    async def once(work: Any) -> Any:
        work.if_match = f'"{review["version"]}"'
        body = ReviewDecisionIn(outcome="criticised", reason="r", accountable=["ls-manager-1"])
        return await actions.decide(work, uuid.UUID(review["id"]), body)

    done = carry_out(brief, "city", once, once)

    assert sorted(type(each).__name__ for each in done) == ["PreconditionFailed", "ReviewOut"]
