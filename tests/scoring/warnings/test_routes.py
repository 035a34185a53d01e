"""Warnings over HTTP (domain S3)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from chassis.clock import SHANGHAI
from tests.scoring.conftest import CLEAN, Gate
from tests.support.building import reference, today

AT = "/v1/warnings"


def warn(gate: Gate, customer: str, by: str = "ls-manager-1", days: int = 30, **changes: Any) -> Any:
    body = {
        "customer_ref": customer,
        "severity": "serious",
        "reason": "works stopped, wages unpaid",
        "expires_on": f"{today() + timedelta(days=days)}",
        "evidence": [{"document_ref": "D-1", "note": "photograph"}],
    }
    return gate.service.staff(by).do(AT, body | changes)


def test_a_warning_of_one_sub_branch_is_read_in_the_other_and_stops_the_gate_there(gate: Gate) -> None:
    """S3: known to one manager, known to all."""
    customer = reference("C")
    made = warn(gate, customer)
    manager = gate.service.staff("sz-manager-1")
    check = gate.check(customer, CLEAN)

    assert manager.see(AT, customer_ref=customer)["items"] == [manager.see(f"{AT}/{made['id']}")]
    assert (check["outcome"], [reason["code"] for reason in check["reasons"]]) == ("referred", ["OPEN_WARNING"])
    assert check["open_warnings"] == [{"id": made["id"], "severity": "serious", "made_by": "ls-manager-1"}]
    assert "wages" not in str(check)


@pytest.mark.parametrize("days", [0, -1, 731])
def test_a_warning_ends_after_today_and_within_two_years(gate: Gate, days: int) -> None:
    answer = gate.service.staff("ls-manager-1").do(
        AT,
        {
            "customer_ref": "C",
            "severity": "caution",
            "reason": "x",
            "expires_on": f"{today() + timedelta(days=days)}",
        },
        expect=422,
    )

    assert [fault["pointer"] for fault in answer["errors"]] == ["/expires_on"]


def test_a_warning_is_open_through_its_last_day(gate: Gate) -> None:
    customer = reference("C")
    made = warn(gate, customer, days=30)
    manager = gate.service.staff("sz-manager-1")
    states = []
    for days in (30, 31):
        gate.service.clock.fixed = datetime.combine(today() + timedelta(days=days), datetime.min.time(), SHANGHAI)
        states.append(manager.see(f"{AT}/{made['id']}")["state"])

    assert states == ["open", "expired"]
    assert gate.service.staff("ls-manager-1").do(f"{AT}/{made['id']}/withdraw", {"reason": "x"}, expect=409)


def test_a_warning_is_withdrawn_by_its_maker_or_a_superior_there_and_by_nobody_else(gate: Gate) -> None:
    """S3."""
    customer = reference("C")
    first, second = warn(gate, customer), warn(gate, customer)
    for name in ("ls-manager-2", "sz-manager-1", "sz-risk", "sz-branch-head"):
        problem = gate.service.staff(name).do(f"{AT}/{first['id']}/withdraw", {"reason": "settled"}, expect=403)
        assert problem["code"] == "NOT_YOUR_WARNING"
    mine = gate.service.staff("ls-manager-1").do(f"{AT}/{first['id']}/withdraw", {"reason": "settled"})
    theirs = gate.service.staff("ls-risk").do(f"{AT}/{second['id']}/withdraw", {"reason": "settled"})

    assert (mine["state"], mine["withdrawn_by"], mine["withdrawal_reason"]) == ("withdrawn", "ls-manager-1", "settled")
    assert theirs["allowed_actions"] == []
    assert gate.service.staff("ls-manager-1").do(f"{AT}/{first['id']}/withdraw", {"reason": "x"}, expect=409)
    assert gate.check(customer, CLEAN)["outcome"] == "approved"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"worst_class": "substandard"}, "WARNING_BAD_CLASS"),
        ({"broken_promises": 1}, "WARNING_BROKEN_PROMISE"),
        ({"first_year_arrears": True}, "WARNING_FIRST_YEAR_ARREARS"),
    ],
)
def test_our_own_record_warns_by_itself(gate: Gate, said: dict[str, Any], code: str) -> None:
    """S3: a bad class, a broken promise or a first-year arrears in collections counts as a warning."""
    customer = reference("C")
    gate.collections.says[customer] = said
    check = gate.check(customer, CLEAN)

    assert check["outcome"] == "referred"
    assert [reason["code"] for reason in check["reasons"]] == ["OPEN_WARNING", code]


def test_a_warning_names_the_arrears_it_rests_on_and_is_found_by_them(gate: Gate) -> None:
    """S3: by any of them, each warning once, whoever asks."""
    first, second, other = (str(uuid4()) for _ in range(3))
    made = warn(gate, reference("C"), correlation_ids=[first, second, first])
    warn(gate, reference("C"))
    read = gate.service.staff("sz-manager-1").see
    found = read(AT, correlation_id=[first, second])["items"]
    told = gate.service.staff("auditor").see("/v1/audit-events", resource=made["id"])["items"]

    assert made["correlation_ids"] == [first, second]
    assert [each["id"] for each in found] == [made["id"]]
    assert read(AT, correlation_id=other)["items"] == []
    assert told[0]["data"]["correlation_ids"] == [first, second]
    assert read(AT, correlation_id="C-1", expect=422)["errors"][0]["pointer"] == "/correlation_id/0"
