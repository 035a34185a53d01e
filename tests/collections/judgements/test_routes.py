"""Judgements over HTTP: lower with a second person, higher never, technical delays (domain C6, O3)."""

from datetime import date, timedelta
from typing import Any

from tests.support.lending import a_later_date, a_loan, book, close, loan_of
from tests.support.running import Running

FAR = date(2035, 1, 20)


def propose(collections: Running, booked: Any, name: str = "ls-manager-1", **body: Any) -> Any:
    asked = {"reason": "lost his job"} | body
    return collections.staff(name).post(f"/v1/loans/{booked['id']}/class-judgements", asked)


def decide(collections: Running, judgement: Any, verb: str, name: str = "ls-risk", **body: Any) -> Any:
    return collections.staff(name).post(f"/v1/class-judgements/{judgement['id']}/{verb}", body)


def test_a_second_person_approves_a_lower_class_and_the_next_close_counts_by_it(collections: Running) -> None:
    today = a_later_date(collections)
    booked = book(collections, a_loan((FAR, "100.00")))
    close(collections, today)
    made = propose(collections, booked, "ls-risk", risk_class="substandard").json()
    by_maker = decide(collections, made, "approve")
    before = loan_of(collections, booked)["risk_class"]
    approved = decide(collections, made, "approve", "ls-branch-head").json()
    close(collections, today + timedelta(days=1))
    classes = collections.staff("ls-manager-1").see(f"/v1/loans/{booked['id']}/risk-classes")["items"]

    assert (by_maker.status_code, by_maker.json()["code"]) == (403, "MAKER_IS_CHECKER")
    assert before == "normal"
    assert (approved["state"], approved["from_on"]) == ("approved", f"{today + timedelta(days=1)}")
    assert loan_of(collections, booked)["risk_class"] == "substandard"
    assert [(each["from_on"], each["standing"]) for each in classes] == [(approved["from_on"], "substandard")]


def test_a_judgement_counts_until_two_persons_have_lifted_it(collections: Running) -> None:
    today = a_later_date(collections)
    booked = book(collections, a_loan((FAR, "100.00")))
    close(collections, today)
    made = propose(collections, booked, risk_class="special_mention").json()
    decide(collections, made, "approve")
    close(collections, today + timedelta(days=1))
    lifting = decide(collections, made, "lift", reason="works again").json()
    by_lifter = decide(collections, made, "confirm")
    close(collections, today + timedelta(days=2))
    still = loan_of(collections, booked)["risk_class"]
    lifted = decide(collections, made, "confirm", "ls-branch-head").json()
    close(collections, today + timedelta(days=3))

    assert lifting["state"] == "lifting"
    assert by_lifter.json()["code"] == "MAKER_IS_CHECKER"
    assert still == "special_mention"
    assert (lifted["state"], lifted["until_on"]) == ("lifted", f"{today + timedelta(days=3)}")
    assert loan_of(collections, booked)["risk_class"] == "normal"


def test_nobody_classes_a_loan_higher(collections: Running) -> None:
    """C6."""
    today = a_later_date(collections)
    booked = book(collections, a_loan((today - timedelta(days=100), "100.00")))
    close(collections, today)

    for lower in ("special_mention", "substandard"):
        refused = propose(collections, booked, risk_class=lower)
        assert (refused.status_code, refused.json()["code"]) == (422, "CLASSED_HIGHER")
    assert propose(collections, booked).json()["errors"][0]["code"] == "RISK_CLASS_EXPECTED"
    assert propose(collections, booked, risk_class="normal").status_code == 422


def test_a_technical_delay_leaves_a_loan_normal_for_seven_days(collections: Running) -> None:
    """C6: from the close after the approval on; the days past due stay what they are."""
    today = a_later_date(collections)
    due = today - timedelta(days=5)
    booked = book(collections, a_loan((due, "100.00")))
    close(collections, today)
    made = propose(collections, booked, kind="technical_delay").json()
    decide(collections, made, "approve")
    seen = []
    for ahead in (1, 2, 3):
        close(collections, today + timedelta(days=ahead))
        loan = loan_of(collections, booked)
        seen.append((loan["days_past_due"], loan["risk_class"]))
    late = propose(collections, booked, kind="technical_delay")

    assert made["due_date"] == f"{due}"
    assert seen == [(6, "normal"), (7, "normal"), (8, "special_mention")]
    assert late.json()["code"] == "NO_TECHNICAL_DELAY"


def test_a_rejected_judgement_counts_for_nothing_and_one_at_a_time_waits(collections: Running) -> None:
    today = a_later_date(collections)
    booked = book(collections, a_loan((FAR, "100.00")))
    close(collections, today)
    made = propose(collections, booked, risk_class="loss").json()
    second = propose(collections, booked, risk_class="doubtful")
    rejected = decide(collections, made, "reject").json()
    again = decide(collections, made, "approve")
    waiting = collections.staff("ls-risk").see("/v1/class-judgements", state="proposed")["items"]
    close(collections, today + timedelta(days=1))

    assert (second.status_code, second.json()["code"]) == (409, "JUDGEMENT_PENDING")
    assert (rejected["state"], rejected["allowed_actions"]) == ("rejected", [])
    assert again.json()["code"] == "INVALID_STATE"
    assert made["id"] not in [each["id"] for each in waiting]
    assert loan_of(collections, booked)["risk_class"] == "normal"
