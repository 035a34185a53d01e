"""Loans over HTTP (domain C1, C8, G3; contract, section 4)."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.building import reference
from tests.support.lending import CORE, a_later_date, a_loan, book, close, loan_of, repay, reverse
from tests.support.running import Running

FAR = date(2030, 1, 20)
ID_NUMBER = "37130219860106123X"


def report(collections: Running, loan: dict[str, Any], **options: Any) -> Any:
    return collections.staff(CORE).post("/v1/loans", loan, **options)


def three(today: date) -> list[tuple[date, str, str]]:
    """An instalment that is past, one that is near and one that is far."""
    return [
        (today - timedelta(days=5), "100.00", "10.00"),
        (FAR, "100.00", "8.00"),
        (date(2030, 2, 20), "100.00", "6.00"),
    ]


def test_a_loan_is_booked_once_and_then_the_same_report_changes_nothing(collections: Running) -> None:
    """Contract, section 4: 201, then 200."""
    loan = a_loan(*three(FAR))
    first, again = report(collections, loan), report(collections, loan)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    timeline = collections.staff("ls-manager-1").see(f"/v1/loans/{first.json()['id']}/timeline")["items"]
    assert [each["kind"] for each in timeline] == ["booked"]


def test_a_booked_loan_shows_what_was_reported_and_what_follows(collections: Running) -> None:
    today = a_later_date(collections)
    close(collections, today)
    booked = book(collections, a_loan(*three(FAR), originated_by="partner", penalty_due="3.50", secured=True))

    assert booked["principal"] == booked["outstanding_principal"] == "300.00"
    assert booked["outstanding_interest"] == "24.00"
    assert (booked["days_past_due"], booked["risk_class"], booked["as_of"]) == (0, "normal", f"{today}")
    assert (booked["penalty_due"], booked["overpaid"], booked["secured"]) == ("3.50", "0.00", True)
    assert booked["responsibility"] == {
        "approved_by": None,
        "account_manager": "ls-manager-1",
        "followed_by": "personal_dept",
        "sub_branch": "lanshan",
        "outlet": "ls-1",
    }
    assert [each["amount"] for each in booked["arrears_by_bucket"]] == ["0.00"] * 7
    assert [(i["number"], i["paid_principal"], i["paid_interest"]) for i in booked["instalments"]] == [
        (number, "0.00", "0.00") for number in (1, 2, 3)
    ]


def test_what_was_paid_before_take_on_is_paid(collections: Running) -> None:
    loan = a_loan(*three(FAR))
    loan["instalments"][0]["paid"] = "110.00"
    loan["instalments"][1]["paid"] = "9.00"
    booked = book(collections, loan)

    assert (booked["outstanding_principal"], booked["outstanding_interest"]) == ("199.00", "6.00")
    assert [(i["paid_principal"], i["paid_interest"]) for i in booked["instalments"]] == [
        ("100.00", "10.00"),
        ("1.00", "8.00"),
        ("0.00", "0.00"),
    ]


def test_telephone_numbers_are_masked_in_every_answer_and_revealed_on_the_record(collections: Running) -> None:
    """Contract, section 1: personal data is masked; `reveal` shows it to those allowed, and is audited."""
    loan = a_loan(co_borrowers=[{"name": "赵四", "phone": "0539-1234567", "id_number": ID_NUMBER.lower()}])
    booked = book(collections, loan)
    manager = collections.staff("ls-manager-1")
    seen = [
        collections.staff(CORE).post("/v1/loans", loan).text,
        manager.send("GET", f"/v1/loans/{booked['id']}").text,
        manager.send("GET", "/v1/loans", params={"external_ref": loan["external_ref"]}).text,
        manager.send("GET", f"/v1/loans/{booked['id']}/timeline").text,
    ]
    at = f"/v1/loans/{booked['id']}/reveal"
    revealed = manager.do(at, {"reason": "call him about the instalment"})
    tried = manager.post(at, {"reason": "just looking"}, params={"dry_run": "true"})
    history = collections.staff("auditor").see("/v1/audit-events", resource=booked["id"])["items"]

    for text in seen:
        assert "13800000001" not in text
        assert "1234567" not in text
        assert ID_NUMBER not in text
    assert booked["guarantors"][0]["family"] == [
        {
            "name": "李小山",
            "phone": "138****0003",
            "id_number": None,
            "do_not_contact": False,
            "relation": "sibling",
            "consented": True,
        }
    ]
    assert revealed["borrower"]["phone"] == "13800000001"
    assert revealed["guarantors"][0]["family"][0]["phone"] == "13800000003"
    assert revealed["co_borrowers"][0]["phone"] == "0539-1234567"
    assert [each["co_borrowers"][0]["id_number"] for each in (booked, revealed)] == ["371***********123X", ID_NUMBER]
    assert "13800000001" not in tried.text
    assert [each["action"] for each in history] == ["loan.reveal", "loan.book"]
    assert history[0]["data"] == {"reason": "call him about the instalment"}
    collections.staff("ls-collector").do(at, {"reason": "curious"}, expect=403)
    collections.staff("sz-manager-1").do(at, {"reason": "curious"}, expect=404)


def test_the_latest_report_counts_for_what_may_change(collections: Running) -> None:
    loan = a_loan(*three(FAR))
    booked = book(collections, loan)
    loan |= {"product": "housing", "account_manager": "ls-manager-2", "penalty_due": "1.00", "secured": True}
    loan["borrower"] = {"name": "王大明", "phone": "13900000009"}
    loan["instalments"][2]["interest"] = "5.00"
    after = report(collections, loan)
    timeline = collections.staff("ls-manager-1").see(f"/v1/loans/{booked['id']}/timeline")["items"]

    assert after.status_code == 200
    changed = after.json()
    assert (changed["product"], changed["account_manager"], changed["penalty_due"]) == (
        "housing",
        "ls-manager-2",
        "1.00",
    )
    assert changed["borrower"] == {"name": "王大明", "phone": "139****0009", "id_number": None, "do_not_contact": False}
    assert changed["outstanding_interest"] == "23.00"
    assert [each["kind"] for each in timeline] == ["changed", "booked"]
    fields = {"product", "account_manager", "secured", "penalty_due", "people", "instalments"}
    assert set(timeline[0]["facts"]["fields"]) == fields
    assert book(collections, loan) == changed


@pytest.mark.parametrize(
    "change",
    [
        {"customer_ref": "C-another"},
        {"disbursed_on": "2024-01-06"},
        {"matures_on": "2030-03-01"},
        {"outlet": "ls-2"},
        {"sub_branch": "shizhong"},
        {"originated_by": "partner"},
        {"repayment_order": "principal_first"},
    ],
)
def test_what_was_agreed_cannot_be_reported_otherwise(collections: Running, change: dict[str, Any]) -> None:
    """C8, G3."""
    loan = a_loan(*three(FAR))
    booked = book(collections, loan)
    refused = report(collections, loan | change)

    assert (refused.status_code, refused.json()["code"]) == (422, "LOAN_HISTORY_FIXED")
    assert refused.json()["fields"] == list(change)
    assert loan_of(collections, booked) == booked


def test_an_instalment_that_is_due_or_paid_on_cannot_be_reported_otherwise(collections: Running) -> None:
    today = a_later_date(collections)
    loan = a_loan(*three(today))
    booked = book(collections, loan)
    close(collections, today)
    repay(collections, loan, "111.00", today)
    for place in (0, 1):
        other = loan | {"instalments": [dict(each) for each in loan["instalments"]]}
        other["instalments"][place]["interest"] = "7.00"
        refused = report(collections, other)

        assert refused.json()["code"] == "LOAN_HISTORY_FIXED"
        assert refused.json()["fields"] == [f"instalments/{place}"]
    loan["instalments"][2]["interest"] = "5.00"
    assert report(collections, loan).status_code == 200
    assert loan_of(collections, booked)["outstanding_interest"] == "12.00"


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"principal": "ten"}, "/principal", "MONEY_FORMAT"),
        ({"principal": 300}, "/principal", "MONEY_FORMAT"),
        ({"originated_by": "friend"}, "/originated_by", "LITERAL_ERROR"),
        ({"borrower": {"name": "王小明", "phone": "call me"}}, "/borrower/phone", "PHONE_FORMAT"),
        ({"surprise": 1}, "/surprise", "EXTRA_FORBIDDEN"),
        ({"instalments": []}, "/instalments", "TOO_SHORT"),
        ({"principal": "301.00"}, "", "PRINCIPAL_MISMATCH"),
        ({"written_off_on": "2023-01-01"}, "", "WRITTEN_OFF_TOO_EARLY"),
    ],
)
def test_a_report_that_makes_no_sense_is_refused_by_name(
    collections: Running, change: dict[str, Any], pointer: str, code: str
) -> None:
    refused = report(collections, a_loan(*three(FAR)) | change)

    assert refused.status_code == 422
    assert (refused.json()["errors"][0]["pointer"], refused.json()["errors"][0]["code"]) == (pointer, code)
    assert "call me" not in refused.text


def test_days_are_judged_against_the_business_date_not_the_clock(collections: Running) -> None:
    """Contract, section 4: it is the day after the last close."""
    today = a_later_date(collections)
    close(collections, today)
    tomorrow, later = today + timedelta(days=1), today + timedelta(days=2)

    assert report(collections, a_loan(disbursed_on=f"{tomorrow}")).status_code == 201
    ahead = report(collections, a_loan(disbursed_on=f"{later}"))
    written_off = report(collections, a_loan(written_off_on=f"{later}"))
    assert (ahead.status_code, ahead.json()["code"]) == (422, "DISBURSED_IN_FUTURE")
    assert (written_off.status_code, written_off.json()["code"]) == (422, "WRITTEN_OFF_IN_FUTURE")


def test_a_loan_lies_in_its_own_sub_branch_and_outlet(collections: Running) -> None:
    """O1."""
    loan = a_loan()
    booked = book(collections, loan)
    at = f"/v1/loans/{booked['id']}"

    for name in ("ls-manager-1", "ls-manager-2", "ls-outlet", "ls-risk", "head", "auditor", CORE):
        assert collections.staff(name).see(at)["id"] == booked["id"]
    for path in (at, f"{at}/timeline"):
        collections.staff("sz-manager-1").see(path, expect=404)
    found = collections.staff("sz-manager-1").see("/v1/loans", external_ref=loan["external_ref"])
    assert found["items"] == []
    other = book(collections, a_loan(outlet="ls-2"))
    collections.staff("ls-outlet").see(f"/v1/loans/{other['id']}", expect=404)


def test_only_core_banking_reports_loans(collections: Running) -> None:
    for name in ("ls-manager-1", "head", "auditor"):
        assert collections.staff(name).post("/v1/loans", a_loan()).status_code == 403


def test_a_dry_run_books_nothing(collections: Running) -> None:
    loan = a_loan()
    tried = report(collections, loan, params={"dry_run": "true"})
    real = report(collections, loan)

    assert tried.status_code == real.status_code == 201
    assert tried.json()["id"] != real.json()["id"]


def test_loans_are_found_by_customer_and_by_manager(collections: Running) -> None:
    customer, manager = reference("C"), reference("m")
    loans = [book(collections, a_loan(customer_ref=customer, account_manager=manager)) for _ in range(3)]
    book(collections, a_loan(customer_ref=customer))
    staff = collections.staff("head")
    first = staff.see("/v1/loans", account_manager=manager, limit=2)
    rest = staff.see("/v1/loans", account_manager=manager, limit=2, cursor=first["next_cursor"])

    assert [each["id"] for each in first["items"] + rest["items"]] == [loan["id"] for loan in reversed(loans)]
    assert rest["next_cursor"] is None
    assert len(staff.see("/v1/loans", customer_ref=customer)["items"]) == 4
    assert "instalments" not in first["items"][0]


def test_the_timeline_tells_the_life_of_a_loan_in_business_time(collections: Running) -> None:
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=1), "100.00"), (FAR, "100.00"))
    booked = book(collections, loan)
    close(collections, today)
    paid = repay(collections, loan, "100.00", today - timedelta(days=1))
    reverse(collections, paid)
    close(collections, today + timedelta(days=1))
    at = f"/v1/loans/{booked['id']}/timeline"
    items = collections.staff("ls-manager-1").see(at)["items"]
    first = collections.staff("ls-manager-1").see(at, limit=3)

    assert [(each["kind"], each["on"]) for each in reversed(items)][1:] == [
        ("aged", f"{today}"),
        ("case_opened", f"{today}"),
        ("case_assigned", f"{today}"),
        ("repaid", f"{today - timedelta(days=1)}"),
        ("restated", f"{today + timedelta(days=1)}"),
        ("case_cured", f"{today + timedelta(days=1)}"),
        ("reversed", f"{today + timedelta(days=1)}"),
        ("restated", f"{today + timedelta(days=1)}"),
        ("case_opened", f"{today + timedelta(days=1)}"),
        ("case_assigned", f"{today + timedelta(days=1)}"),
    ]
    assert items[-1]["kind"] == "booked"
    assert first["items"] == items[:3]
    assert first["next_cursor"] is not None
