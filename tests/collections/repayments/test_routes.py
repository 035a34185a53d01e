"""Repayments over HTTP (domain C3; contract, section 4)."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.building import reference
from tests.support.lending import (
    CORE,
    a_later_date,
    a_loan,
    activate,
    book,
    cases_of,
    close,
    loan_of,
    repay,
    reverse,
    send_file,
)
from tests.support.running import Running

PATH = "/v1/repayments"
FAR = date(2030, 1, 20)


@pytest.fixture
def today(collections: Running) -> date:
    """A date that is closed, with nothing of this test in it."""
    found = a_later_date(collections)
    close(collections, found)
    return found


def report(collections: Running, body: dict[str, Any], **options: Any) -> Any:
    return collections.staff(CORE).post(PATH, body, **options)


def a_repayment(loan: dict[str, Any], amount: str, paid_on: date, **changes: Any) -> dict[str, Any]:
    body = {"loan_ref": loan["external_ref"], "bank_ref": reference("R"), "paid_on": f"{paid_on}", "amount": amount}
    return body | changes


def parts(loan: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["paid_interest"], each["paid_principal"]) for each in loan["instalments"]]


def test_the_oldest_instalment_is_paid_first_and_its_interest_before_its_principal(
    collections: Running, today: date
) -> None:
    loan = a_loan((FAR, "100.00", "10.00"), (FAR + timedelta(days=31), "100.00", "8.00"))
    booked = book(collections, loan)
    seen = []
    for amount in ("6.00", "5.00", "99.00", "8.00"):
        repay(collections, loan, amount, today)
        seen.append(parts(loan_of(collections, booked)))

    assert seen == [
        [("6.00", "0.00"), ("0.00", "0.00")],
        [("10.00", "1.00"), ("0.00", "0.00")],
        [("10.00", "100.00"), ("0.00", "0.00")],
        [("10.00", "100.00"), ("8.00", "0.00")],
    ]


def test_a_product_may_have_the_principal_paid_first(collections: Running, today: date) -> None:
    loan = a_loan((FAR, "100.00", "10.00"), (FAR, "100.00", "8.00"), repayment_order="principal_first")
    booked = book(collections, loan)
    repay(collections, loan, "104.00", today)

    assert parts(loan_of(collections, booked)) == [("4.00", "100.00"), ("0.00", "0.00")]


def test_a_loan_without_an_order_of_its_own_gets_its_products_and_keeps_it(collections: Running, today: date) -> None:
    """By the policy that counts on the business date of its booking, alone or in a file; later ones change nothing."""
    product = reference("P")
    rules = {"order": "interest_first", "products": [{"product": product, "order": "principal_first"}]}
    plan = ((FAR, "100.00", "10.00"), (FAR, "100.00", "8.00"))
    before = a_loan(*plan, product=product)
    book(collections, before)
    version = activate(collections, "/v1/policies/allocation", rules, f"{today}")
    alone, in_file, other = (a_loan(*plan, product=name) for name in (product, product, "operating"))
    own = a_loan(*plan, product=product, repayment_order="interest_first")
    taken = a_loan(*plan, product=product)
    taken["instalments"][0]["paid"] = "104.00"
    loans = [before, alone, in_file, other, own, taken]
    book(collections, alone)
    send_file(collections, "/v1/loan-imports", [in_file, other, own, taken])
    activate(collections, "/v1/policies/allocation", {"order": "principal_first"}, f"{today + timedelta(days=1)}")
    close(collections, today)
    for loan in loans[:-1]:
        repay(collections, loan, "104.00", today)
    book(collections, alone)  # reported again without a word of it
    changed = collections.staff(CORE).do("/v1/loans", alone | {"repayment_order": "interest_first"}, expect=422)
    found = [
        loan_of(collections, collections.staff(CORE).see("/v1/loans", external_ref=loan["external_ref"])["items"][0])
        for loan in loans
    ]
    activate(collections, "/v1/policies/allocation", {"order": "interest_first"}, f"{today + timedelta(days=2)}")

    by_interest, by_principal = [("10.00", "94.00"), ("0.00", "0.00")], [("4.00", "100.00"), ("0.00", "0.00")]
    assert [parts(each) for each in found] == [
        by_interest, by_principal, by_principal, by_interest, by_interest, by_principal,
    ]  # fmt: skip
    assert [each["order_policy_version"] for each in found[1:]] == [version, version, version, None, version]
    assert changed["code"] == "LOAN_HISTORY_FIXED"


def test_what_is_paid_too_much_is_kept_and_shown(collections: Running, today: date) -> None:
    loan = a_loan((FAR, "100.00", "10.00"))
    booked = book(collections, loan)
    first = repay(collections, loan, "115.50", today)
    seen = loan_of(collections, booked)

    assert (seen["overpaid"], seen["outstanding_principal"], seen["outstanding_interest"]) == ("5.50", "0.00", "0.00")
    repay(collections, loan, "1.00", today)
    assert loan_of(collections, booked)["overpaid"] == "6.50"
    reverse(collections, first)
    assert (loan_of(collections, booked)["overpaid"], parts(loan_of(collections, booked))) == (
        "0.00",
        [("1.00", "0.00")],
    )


def test_a_repayment_counts_once_for_ever_by_its_bank_reference(collections: Running, today: date) -> None:
    """Contract, section 1: same reference and content 200 with the first, other content 409."""
    loan, other_loan = a_loan((FAR, "100.00")), a_loan((FAR, "100.00"))
    booked = book(collections, loan)
    book(collections, other_loan)
    body = a_repayment(loan, "10.00", today)
    first, again = report(collections, body), report(collections, body)
    others = [
        report(collections, body | change)
        for change in (
            {"amount": "10.01"},
            {"paid_on": f"{today - timedelta(days=1)}"},
            {"loan_ref": other_loan["external_ref"]},
        )
    ]

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert [(each.status_code, each.json()["code"]) for each in others] == [(409, "DUPLICATE_REF")] * 3
    assert loan_of(collections, booked)["outstanding_principal"] == "90.00"
    reverse(collections, first.json())
    assert report(collections, body).json()["state"] == "reversed"
    assert loan_of(collections, booked)["outstanding_principal"] == "100.00"


def test_sixteen_reports_of_one_repayment_at_once_are_one_repayment(collections: Running, today: date) -> None:
    """Half with one key, half with a key each."""
    loan = a_loan((FAR, "100.00"))
    booked = book(collections, loan)
    body, key = a_repayment(loan, "10.00", today), str(uuid.uuid4())

    def send(number: int) -> int:
        return int(report(collections, body, key=key if number % 2 else str(uuid.uuid4())).status_code)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, range(16)))

    assert answers.count(201) >= 1
    assert set(answers) <= {200, 201, 409}
    assert loan_of(collections, booked)["outstanding_principal"] == "90.00"
    assert len(collections.staff(CORE).see(PATH, loan_id=booked["id"])["items"]) == 1


def test_many_repayments_on_one_loan_at_once_all_count(collections: Running, today: date) -> None:
    loan = a_loan((FAR, "100.00"))
    booked = book(collections, loan)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: report(collections, a_repayment(loan, "1.00", today)).status_code, range(24)))

    assert answers == [201] * 24
    assert loan_of(collections, booked)["outstanding_principal"] == "76.00"


def test_a_reversal_puts_the_arrears_back_with_their_own_age(collections: Running) -> None:
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=10), "1000.00"))
    booked = book(collections, loan)
    close(collections, today)
    paid = repay(collections, loan, "1000.00", today)
    assert loan_of(collections, booked)["days_past_due"] == 0
    close(collections, today + timedelta(days=1))
    back = reverse(collections, paid)
    seen = loan_of(collections, booked)

    assert (back["state"], back["reversal_reason"], back["allowed_actions"]) == ("reversed", "returned", [])
    assert back["reversed_on"] == f"{today + timedelta(days=2)}"
    assert (seen["days_past_due"], seen["overdue_principal"]) == (11, "1000.00")
    again = collections.staff(CORE).do(f"{PATH}/{paid['id']}/reverse", {"reason": "returned"}, expect=409)
    assert again["code"] == "INVALID_STATE"


def test_two_reversals_at_once_are_one(collections: Running, today: date) -> None:
    loan = a_loan((FAR, "100.00"))
    booked = book(collections, loan)
    paid = repay(collections, loan, "40.00", today)
    at = f"{PATH}/{paid['id']}/reverse"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: collections.staff(CORE).post(at, {"reason": "r"}).status_code, range(8)))

    assert sorted(answers) == [200] + [409] * 7
    assert loan_of(collections, booked)["outstanding_principal"] == "100.00"


def test_a_backdated_repayment_is_taken_in_at_once(collections: Running) -> None:
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=40), "100.00"), (today - timedelta(days=10), "100.00"))
    booked = book(collections, loan)
    close(collections, today)
    repay(collections, loan, "100.00", today - timedelta(days=39))

    assert loan_of(collections, booked)["days_past_due"] == 10


def test_a_repayment_that_pays_all_arrears_cures_the_case(collections: Running) -> None:
    """C8."""
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=4), "100.00"), (today - timedelta(days=1), "100.00"), (FAR, "100.00"))
    booked = book(collections, loan)
    close(collections, today)
    repay(collections, loan, "199.99", today)
    assert [case["state"] for case in cases_of(collections, booked)] == ["open"]
    repay(collections, loan, "0.01", today + timedelta(days=1))
    (case,) = cases_of(collections, booked)
    actions = collections.staff("auditor").see("/v1/audit-events", resource=case["id"])["items"]

    assert (case["state"], case["closed_on"], case["version"]) == ("cured", f"{today + timedelta(days=1)}", 2)
    assert [each["action"] for each in actions] == ["case.cure"]


@pytest.mark.parametrize(
    ("days", "code"), [(2, "PAID_IN_FUTURE"), (-5000, "PAID_BEFORE_DISBURSEMENT")], ids=["tomorrow", "long ago"]
)
def test_a_day_that_cannot_be_is_refused(collections: Running, today: date, days: int, code: str) -> None:
    """Contract, section 4: judged against the business date, the day after the last close."""
    loan = a_loan((FAR, "100.00"))
    booked = book(collections, loan)
    refused = report(collections, a_repayment(loan, "1.00", today + timedelta(days=days)))

    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert collections.staff(CORE).see(PATH, loan_id=booked["id"])["items"] == []
    assert report(collections, a_repayment(loan, "1.00", today + timedelta(days=1))).status_code == 201


def test_a_repayment_is_on_a_loan_that_is_known(collections: Running, today: date) -> None:
    refused = report(collections, a_repayment({"external_ref": "L-nobody"}, "1.00", today))

    assert (refused.status_code, refused.json()["code"]) == (422, "UNKNOWN_LOAN")


def test_a_key_is_required_and_a_dry_run_changes_nothing(collections: Running, today: date) -> None:
    loan = a_loan((FAR, "100.00"))
    booked = book(collections, loan)
    body = a_repayment(loan, "1.00", today)
    without = collections.staff(CORE).send("POST", PATH, json=body)
    tried = report(collections, body, params={"dry_run": "true"})

    assert (without.status_code, without.json()["code"]) == (400, "IDEMPOTENCY_KEY_REQUIRED")
    assert tried.status_code == 201
    assert loan_of(collections, booked)["outstanding_principal"] == "100.00"


def test_only_core_banking_reports_and_reverses(collections: Running, today: date) -> None:
    loan = a_loan((FAR, "100.00"))
    book(collections, loan)
    paid = repay(collections, loan, "1.00", today)

    collections.staff("ls-manager-1").do(PATH, a_repayment(loan, "1.00", today), expect=403)
    collections.staff("ls-manager-1").do(f"{PATH}/{paid['id']}/reverse", {"reason": "r"}, expect=403)
    assert paid["allowed_actions"] == ["reverse"]
    assert collections.staff("ls-manager-1").see(f"{PATH}/{paid['id']}")["allowed_actions"] == []
    collections.staff("sz-manager-1").see(f"{PATH}/{paid['id']}", expect=404)
    collections.staff(CORE).do(f"{PATH}/{uuid.uuid4()}/reverse", {"reason": "r"}, expect=404)


def test_a_file_of_repayments_counts_each_once(collections: Running, today: date) -> None:
    loans = [a_loan((FAR, "100.00")) for _ in range(3)]
    booked = [book(collections, loan) for loan in loans]
    known = a_repayment(loans[0], "5.00", today)
    report(collections, known)
    fresh = [a_repayment(loan, "10.00", today) for loan in loans for _ in range(3)]
    lines = [
        known,
        *fresh,
        fresh[0],
        fresh[0] | {"amount": "11.00"},
        a_repayment({"external_ref": "L-nobody"}, "1.00", today),
        a_repayment(loans[0], "1.00", today + timedelta(days=2)),
    ]
    done = send_file(collections, "/v1/repayment-imports", lines)
    again = send_file(collections, "/v1/repayment-imports", fresh)
    found = collections.staff(CORE).see(f"/v1/repayment-imports/{done['id']}/rejections")["items"]

    assert (done["accepted"], done["rejected"]) == (11, 3)
    assert [(each["line"], each["code"]) for each in found] == [
        (12, "DUPLICATE_REF"),
        (13, "UNKNOWN_LOAN"),
        (14, "PAID_IN_FUTURE"),
    ]
    assert (again["accepted"], again["rejected"]) == (9, 0)
    outstanding = [loan_of(collections, each)["outstanding_principal"] for each in booked]
    assert outstanding == ["65.00", "70.00", "70.00"]


def test_a_file_of_repayments_may_be_csv_and_cures_cases(collections: Running) -> None:
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=1), "100.00"))
    booked = book(collections, loan)
    close(collections, today)
    content = f"loan_ref,bank_ref,paid_on,amount\n{loan['external_ref']},{reference('R')},{today},100.00\n"
    headers = {"Content-Type": "text/csv", "Idempotency-Key": reference("key")}
    sent = collections.staff(CORE).send("POST", "/v1/repayment-imports", content=content, headers=headers)
    assert sent.status_code == 202
    close(collections, today)  # nothing to close: what waits is done

    assert [case["state"] for case in cases_of(collections, booked)] == ["cured"]
