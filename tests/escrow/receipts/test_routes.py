"""Receipts over HTTP (domain E3, E5): the short way and the long way must be one and the same to a caller."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.building import House, receive, reference, supervised_project, today
from tests.support.running import Running


@pytest.fixture
def house(escrow: Running) -> House:
    return supervised_project(escrow)


def a_receipt(**changes: Any) -> dict[str, Any]:
    return {
        "source": "developer_funds",
        "amount": "250.00",
        "bank_ref": reference("IN"),
        "unit_no": None,
        "value_date": f"{today()}",
    } | changes


def report(house: House, body: dict[str, Any], **options: Any) -> Any:
    return house.escrow.staff("core-banking").post(f"/v1/accounts/{house.account}/receipts", body, **options)


def test_a_receipt_counts_once_for_ever_by_its_bank_reference(house: House) -> None:
    """E3; contract, section 1: same reference and content 200 with the first, other content 409."""
    body = a_receipt()
    first = report(house, body)
    again = report(house, body)
    other = report(house, body | {"amount": "251.00"})

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert again.json() == first.json()
    assert other.json()["code"] == "DUPLICATE_REF"
    assert house.balances()["total"] == "250.00"


def test_the_same_key_gets_the_same_bytes_again_and_another_body_is_refused(house: House) -> None:
    """Contract, section 1, Idempotency."""
    body, key = a_receipt(), str(uuid.uuid4())
    first = report(house, body, key=key)
    again = report(house, dict(reversed(body.items())), key=key)
    other = report(house, body | {"amount": "251.00"}, key=key)

    assert first.status_code == again.status_code == 201
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert (other.status_code, other.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_a_key_used_the_short_way_is_known_the_long_way_and_the_other_way_round(house: House) -> None:
    """Any query sends a request the long way: both keep their keys in one place."""
    body, key = a_receipt(), str(uuid.uuid4())
    short = report(house, body, key=key)
    long_way = report(house, body, key=key, params={"dry_run": "false"})
    body, key = a_receipt(), str(uuid.uuid4())
    first_long = report(house, body, key=key, params={"dry_run": "false"})
    then_short = report(house, body, key=key)

    assert (long_way.status_code, long_way.content) == (201, short.content)
    assert (then_short.status_code, then_short.content) == (201, first_long.content)
    assert first_long.headers["content-type"] == short.headers["content-type"] == then_short.headers["content-type"]


def test_sale_proceeds_without_a_unit_wait_in_suspense_in_the_total_and_not_available(house: House) -> None:
    """E5."""
    receive(house, "8000000.00")
    receive(house, "300.00", source="down_payment")
    receive(house, "200.00", unit_no="1-101", source="down_payment")
    account = house.staff("manager-1").see(f"/v1/accounts/{house.account}")

    assert account["suspense"] == "300.00"
    assert account["balances"]["total"] == "8000500.00"
    assert account["balances"]["available"] == "1000200.00"
    waiting = house.staff("manager-1").see(f"/v1/accounts/{house.account}/receipts", in_suspense="true")["items"]
    assert [each["amount"] for each in waiting] == ["300.00"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"unit_no": "9-999"}, "UNKNOWN_UNIT"),
        ({"value_date": "2999-01-01"}, "VALUE_DATE_IN_FUTURE"),
        ({"amount": "0.00"}, "BAD_INPUT"),
        ({"amount": 250}, "BAD_INPUT"),
        ({"surprise": 1}, "BAD_INPUT"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused_and_changes_nothing(
    house: House, change: dict[str, Any], code: str
) -> None:
    """E5."""
    refused = report(house, a_receipt(**change))

    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert house.balances()["total"] == "0.00"
    assert house.staff("manager-1").see(f"/v1/accounts/{house.account}/receipts")["items"] == []


def test_a_dry_run_checks_everything_and_leaves_nothing(house: House) -> None:
    """Contract, section 1, Dry run."""
    body, key = a_receipt(), str(uuid.uuid4())
    tried = report(house, body, key=key, params={"dry_run": "true"})
    real = report(house, body | {"amount": "99.00"}, key=key)

    assert tried.status_code == real.status_code == 201
    assert house.balances()["total"] == "99.00"


def test_only_core_banking_reports_receipts_and_only_on_accounts_that_exist(house: House) -> None:
    """O2."""
    path = f"/v1/accounts/{house.account}/receipts"
    nowhere = f"/v1/accounts/{uuid.uuid4()}/receipts"

    assert house.staff("manager-1").post(path, a_receipt()).status_code == 403
    assert house.escrow.staff("core-banking").post(nowhere, a_receipt()).status_code == 404
    assert house.escrow.staff("core-banking").post(nowhere, {}).status_code == 404


def test_fifty_reports_of_one_receipt_at_once_are_one_receipt(house: House) -> None:
    """E3: whatever is repeated or concurrent; half with one key, half with a key each."""
    body, key = a_receipt(), str(uuid.uuid4())

    def send(number: int) -> int:
        return int(report(house, body, key=key if number % 2 else str(uuid.uuid4())).status_code)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, range(50)))

    assert set(answers) <= {200, 201, 409}
    assert house.balances()["total"] == "250.00"
    assert len(house.staff("manager-1").see(f"/v1/accounts/{house.account}/entries")["items"]) == 1


def test_two_hundred_receipts_at_once_are_all_there(house: House) -> None:
    """E3: none lost; the entries are numbered without a gap and each balance follows from the one before."""
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: report(house, a_receipt(amount="1.00")).status_code, range(200)))
    entries = house.staff("manager-1").see(f"/v1/accounts/{house.account}/entries", limit=200)["items"]

    assert answers == [201] * 200
    assert [(e["number"], e["balance"]) for e in entries] == [(n, f"{n}.00") for n in range(200, 0, -1)]


def test_an_account_never_holds_more_than_an_answer_can_show(house: House) -> None:
    """A receipt beyond that is refused in the bank's words, alone and beside good ones, and leaves nothing."""
    greatest = a_receipt(amount="999999999999999.99")
    first = report(house, greatest)
    with ThreadPoolExecutor(8) as pool:
        bodies = [a_receipt(amount="999999999999999.99" if place == 3 else "0.01") for place in range(8)]
        answers = list(pool.map(lambda body: report(house, body), bodies))
    refused = [answer for answer in answers if answer.status_code != 201]

    assert first.status_code == 201
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] != []
    assert {answer.json()["code"] for answer in refused} == {"BALANCE_TOO_LARGE"}
    assert house.balances()["total"] == "1000000000000000.00"
