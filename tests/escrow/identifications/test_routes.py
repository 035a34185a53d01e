"""Naming the unit of sale proceeds through the running service (domain E5, O3)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import pytest

from tests.support.acting import as_runtime_role
from tests.support.building import House, person, receive, supervised_project
from tests.support.running import Running, Staff
from tests.support.selling import file_sale, found_units, reconcile


@pytest.fixture
def house(escrow: Running) -> House:
    return supervised_project(escrow)


def propose(house: House, receipt: dict[str, Any], unit_no: str, expect: Any = 201, **changes: Any) -> Any:
    manager = house.staff("manager-1")
    body = {"unit_no": unit_no, "reason": "payer's letter", "document_ids": [manager.document("letter")]}
    return manager.do(f"/v1/receipts/{receipt['id']}/identifications", body | changes, expect=expect)


def decide(house: House, made: dict[str, Any], verb: str, who: str = "personal", expect: Any = 200) -> Any:
    return house.staff(who).do(f"/v1/receipt-identifications/{made['id']}/{verb}", {"comment": "seen"}, expect=expect)


def account_of(house: House) -> Any:
    return house.staff("manager-1").see(f"/v1/accounts/{house.account}")


def waiting(house: House) -> list[str]:
    listed = house.staff("manager-1").see(f"/v1/accounts/{house.account}/receipts", in_suspense=True)
    return [each["id"] for each in listed["items"]]


def test_money_leaves_suspense_when_another_person_agrees_whose_it_is(house: House) -> None:
    """E5, O3."""
    receive(house, "8000000.00")
    receipt = receive(house, "300.00", source="down_payment")
    before = account_of(house)
    made = propose(house, receipt, "1-101")
    asked = account_of(house), waiting(house)
    approved = decide(house, made, "approve")
    after = account_of(house)
    seen = house.staff("manager-1").see(f"/v1/receipts/{receipt['id']}")

    assert (made["state"], approved["state"], approved["decided_by"]) == ("proposed", "approved", "ls-personal")
    assert asked == (before, [receipt["id"]]), "nothing counts before it is approved"
    assert (before["suspense"], after["suspense"], waiting(house)) == ("300.00", "0.00", [])
    assert after["balances"]["total"] == before["balances"]["total"]
    assert (seen["in_suspense"], seen["unit_no"], seen["identified_unit_no"]) == (False, None, "1-101")


def test_what_it_does_to_the_available_balance_is_exactly_the_receipt(house: House) -> None:
    """E5, E10: above what is retained, the money may now be asked for."""
    receive(house, "8000000.00")
    receipt = receive(house, "250.50", source="mortgage")
    before = account_of(house)["balances"]["available"]
    decide(house, propose(house, receipt, "1-102"), "approve")

    assert (before, account_of(house)["balances"]["available"]) == ("1000000.00", "1000250.50")


def test_the_month_counts_the_money_for_the_unit_that_was_named(house: House) -> None:
    """E5."""
    file_sale(house, "1-101", "1000.00", mortgage="0.00", down_payment="1000.00")
    receipt = receive(house, "1000.00", source="down_payment")
    before = found_units(reconcile(house))
    decide(house, propose(house, receipt, "1-101"), "approve")
    after = reconcile(house)

    assert before == {"1-101": ("missing", "-1000.00")}
    assert (found_units(after), after["suspense"]) == ({"1-101": ("matched", "0.00")}, "0.00")


def test_a_later_identification_takes_the_place_of_a_wrong_one_and_moves_no_money_again(house: House) -> None:
    """E5: two persons may both have been wrong."""
    receipt = receive(house, "300.00", source="down_payment")
    first = propose(house, receipt, "1-101")
    decide(house, first, "approve")
    same = propose(house, receipt, "1-101", 422)
    second = propose(house, receipt, "1-102")
    decide(house, second, "approve")
    listed = house.staff("manager-1").see(f"/v1/accounts/{house.account}/receipt-identifications")["items"]

    assert same["code"] == "ALREADY_OF_THIS_UNIT"
    assert [(each["unit_no"], each["state"]) for each in listed] == [("1-102", "approved"), ("1-101", "superseded")]
    assert account_of(house)["suspense"] == "0.00"
    assert account_of(house)["balances"]["total"] == "300.00"


def test_a_receipt_with_the_wrong_unit_is_put_right_without_touching_suspense(house: House) -> None:
    """E5."""
    other = receive(house, "40.00", source="mortgage")
    receipt = receive(house, "300.00", source="down_payment", unit_no="1-101")
    decide(house, propose(house, receipt, "1-102"), "approve")
    seen = house.staff("manager-1").see(f"/v1/receipts/{receipt['id']}")

    assert (seen["unit_no"], seen["identified_unit_no"]) == ("1-101", "1-102")
    assert (account_of(house)["suspense"], waiting(house)) == ("40.00", [other["id"]])


def test_the_maker_does_not_decide_and_a_decision_is_taken_once(house: House) -> None:
    """O3."""
    receipt = receive(house, "300.00", source="down_payment")
    made = propose(house, receipt, "1-101")
    twice = propose(house, receipt, "1-102", 409)
    rejected = decide(house, made, "reject")
    late = decide(house, made, "approve", expect=409)
    both = person(house.escrow, "account_manager", "personal_dept")
    body = {"unit_no": "1-101", "reason": "letter", "document_ids": [both.document("letter")]}
    third = both.do(f"/v1/receipts/{receipt['id']}/identifications", body)
    own = both.do(f"/v1/receipt-identifications/{third['id']}/approve", expect=403)

    assert (twice["code"], rejected["state"], late["code"]) == ("IDENTIFICATION_PENDING", "rejected", "INVALID_STATE")
    assert own["code"] == "MAKER_IS_CHECKER"
    assert account_of(house)["suspense"] == "300.00"


@pytest.mark.parametrize(
    ("receipt", "changes", "code"),
    [
        ({"source": "developer_funds"}, {}, "NOT_SALE_PROCEEDS"),
        ({"source": "mortgage"}, {"unit_no": "9-999"}, "UNKNOWN_UNIT"),
        ({"source": "mortgage"}, {"document_ids": []}, "BAD_INPUT"),
        ({"source": "mortgage", "unit_no": "1-101"}, {}, "ALREADY_OF_THIS_UNIT"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    house: House, receipt: dict[str, Any], changes: dict[str, Any], code: str
) -> None:
    """E5."""
    asked = {"unit_no": "1-101"} | changes
    refused = propose(house, receive(house, "300.00", **receipt), expect=422, **asked)

    assert refused["code"] == code


def test_money_that_a_unit_has_given_back_is_not_named_away_from_it(house: House) -> None:
    """E5: what went back to a unit's buyers stays covered by what came in for it."""
    receive(house, "8000000.00")
    filed = file_sale(house, "1-101", "1000.00")
    receipt = receive(house, "300.00", source="down_payment", unit_no="1-101")
    house.escrow.staff("core-banking").do(f"/v1/sale-filings/{filed['id']}/cancel", {"reason": "withdrawn"})
    house.staff("manager-1").do(f"{house.at}/refunds", {"sale_filing_id": filed["id"], "amount": "0.01"})
    made = propose(house, receipt, "1-102")
    refused = decide(house, made, "approve", expect=409)
    seen = house.staff("manager-1").see(f"/v1/receipt-identifications/{made['id']}")

    assert (refused["code"], seen["state"]) == ("REFUNDS_NOT_COVERED", "proposed")
    assert house.staff("manager-1").see(f"/v1/receipts/{receipt['id']}")["identified_unit_no"] is None


def test_of_two_approvals_at_once_one_counts_and_the_money_leaves_suspense_once(house: House) -> None:
    """E5, O3: several persons of the department, each with the same version in hand."""
    receipt = receive(house, "300.00", source="down_payment")
    receive(house, "900.00", source="down_payment")
    made = propose(house, receipt, "1-101")
    path = f"/v1/receipt-identifications/{made['id']}/approve"
    etag = house.staff("manager-1").send("GET", path.rsplit("/", 1)[0]).headers["etag"]

    def approve(somebody: Staff) -> int:
        return int(somebody.post(path, {"comment": ""}, headers={"If-Match": etag}).status_code)

    with ThreadPoolExecutor(6) as pool:
        found = sorted(pool.map(approve, [person(house.escrow, "personal_dept") for _ in range(6)]))

    assert found[0] == 200
    assert set(found[1:]) <= {409, 412}
    assert account_of(house)["suspense"] == "900.00"


@pytest.mark.parametrize("other", ["account", "project"])
def test_the_database_holds_an_identification_to_its_receipts_account_and_project(house: House, other: str) -> None:
    """E5: whatever the code says."""
    receipt = receive(house, "300.00", source="mortgage")
    elsewhere = supervised_project(house.escrow)
    account = elsewhere.account if other == "account" else house.account
    statement = (
        "INSERT INTO receipt_identification (id, receipt_id, account_id, project_id, unit_no, reason, document_ids, "
        "state, made_by, made_at, version, sub_branch, outlet) SELECT gen_random_uuid(), id, $2::uuid, $3::uuid, "
        "'1-101', 'x', '{}', 'proposed', 'x', now(), 1, sub_branch, outlet FROM receipt WHERE id = $1::uuid"
    )
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        as_runtime_role(house.escrow, statement, receipt["id"], account, elsewhere.project["id"])
