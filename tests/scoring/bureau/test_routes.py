"""Bureau reports over HTTP (domain S5, S9)."""

import hashlib
import json
from datetime import timedelta

import asyncpg
import pytest

from tests.scoring.conftest import CLEAN, Gate, a_report, an_account
from tests.support.acting import as_runtime_role
from tests.support.building import reference, today
from tests.support.running import Running

AT = "/v1/bureau-reports"


def test_a_report_is_kept_as_received_with_its_digest(scoring: Running) -> None:
    body = a_report(reference("C"), [an_account(secured=True, lender="ICBC", state="open", overdue_amount=None)])
    sent = json.dumps(body, indent=3).encode()
    answer = scoring.staff("sz-manager-1").send(
        "POST", AT, content=sent, headers={"Content-Type": "application/json", "Idempotency-Key": reference("k")}
    )
    made = answer.json()
    stored = as_runtime_role(scoring, "SELECT received FROM bureau_report WHERE id = $1", made["id"])[0]

    assert answer.status_code == 201
    assert bytes(stored["received"]) == sent
    assert made["sha256"] == hashlib.sha256(sent).hexdigest()
    assert made["accounts"] == [body["accounts"][0]]
    assert scoring.staff("sz-risk").see(f"{AT}/{made['id']}") == made


def test_a_report_needs_the_customers_authorisation(scoring: Running) -> None:
    """S9."""
    body = a_report(reference("C"), [])
    signed = body.pop("authorisation")
    manager = scoring.staff("sz-manager-1")

    assert [fault["pointer"] for fault in manager.do(AT, body, expect=422)["errors"]] == ["/authorisation"]
    for part in signed:
        partly = body | {"authorisation": {name: value for name, value in signed.items() if name != part}}
        problem = manager.do(AT, partly, expect=422)
        assert [fault["pointer"] for fault in problem["errors"]] == [f"/authorisation/{part}"]


def test_a_report_older_than_its_authorisation_is_refused(scoring: Running) -> None:
    """S9."""
    body = a_report(reference("C"), [], reported_on=f"{today() - timedelta(days=1)}")
    problem = scoring.staff("sz-manager-1").do(AT, body, expect=422)

    assert problem["code"] == "AUTHORISATION_AFTER_REPORT"


def test_a_status_string_that_cannot_be_read_is_refused_with_its_place(scoring: Running) -> None:
    accounts = [an_account(), an_account(status_24m="N" * 10 + "X" + "N" * 13), an_account(status_24m="N" * 61)]
    problem = scoring.staff("sz-manager-1").do(AT, a_report(reference("C"), accounts), expect=422)

    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [
        ("/accounts/1/status_24m", "STATUS_CODE"),
        ("/accounts/2/status_24m", "STATUS_LENGTH"),
    ]
    assert "month 11" in problem["errors"][0]["message"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"balance": 5.5}, "/accounts/0/balance"),
        ({"overdue_amount": "-1.00"}, "/accounts/0/overdue_amount"),
        ({"class": "fine"}, "/accounts/0/class"),
        ({"colour": "red"}, "/accounts/0/colour"),
    ],
)
def test_what_makes_no_sense_in_an_account_is_refused(
    scoring: Running, change: dict[str, object], pointer: str
) -> None:
    body = a_report(reference("C"), [an_account(**change)])
    problem = scoring.staff("sz-manager-1").do(AT, body, expect=422)

    assert [fault["pointer"] for fault in problem["errors"]] == [pointer]


def test_reports_are_of_the_makers_sub_branch_and_a_list_says_nothing_of_the_customer(gate: Gate) -> None:
    customer = reference("C")
    made = gate.report(customer, CLEAN)
    found = gate.service.staff("sz-manager-2").see(AT, customer_ref=customer)["items"]

    assert [line["id"] for line in found] == [made["id"]]
    assert "accounts" not in found[0]
    assert gate.service.staff("ls-manager-1").see(AT, customer_ref=customer)["items"] == []
    gate.service.staff("ls-manager-1").see(f"{AT}/{made['id']}", expect=404)
    gate.service.staff("sz-payments").see(f"{AT}/{made['id']}", expect=403)


def test_the_database_keeps_a_report_as_it_was_received(gate: Gate) -> None:
    made = gate.report(reference("C"), CLEAN)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        as_runtime_role(gate.service, "UPDATE bureau_report SET accounts = '[]' WHERE id = $1", made["id"])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        as_runtime_role(gate.service, "DELETE FROM bureau_report WHERE id = $1", made["id"])
    with pytest.raises(asyncpg.CheckViolationError, match="bureau_report_is_as_received"):
        as_runtime_role(
            gate.service,
            "INSERT INTO bureau_report SELECT gen_random_uuid(), customer_ref, reported_on, authorisation, '\\x00', "
            "sha256, accounts, 0, guarantees, public_records, made_by, made_at, sub_branch, outlet "
            "FROM bureau_report WHERE id = $1",
            made["id"],
        )
