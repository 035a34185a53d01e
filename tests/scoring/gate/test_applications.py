"""What becomes of an application: reserved, booked, released, expired; and never more than the cap (domain S2, S3)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from chassis.clock import SHANGHAI
from services.scoring.jobs import JOBS
from tests.scoring.conftest import CLEAN, Gate, an_application
from tests.support.acting import as_runtime_role
from tests.support.building import reference, today
from tests.support.working import working

AT = "/v1/credit-checks"
NOBODY = "0.00"


def codes(answer: dict[str, Any]) -> set[str]:
    return {reason["code"] for reason in answer["reasons"]}


def reserved(gate: Gate, customer: str) -> int:
    """Fen reserved for the customer, as the database keeps it, and as its applications add up to."""
    (row,) = as_runtime_role(
        gate.service,
        "SELECT s.reserved, (SELECT coalesce(sum(c.approved_amount), 0)::bigint FROM credit_check c WHERE "
        "c.customer_ref = s.customer_ref AND c.application = 'reserved' AND c.unsecured) AS added "
        "FROM customer_standing s WHERE s.customer_ref = $1",
        customer,
    )
    assert row["reserved"] == row["added"]
    return int(row["reserved"])


def test_fifty_applications_at_once_never_reserve_more_than_the_cap(gate: Gate) -> None:
    """S2: 500,000 less 50,000 at the bureau; of 70,000 each six fit, and a seventh in part."""
    customer = reference("C")
    body = an_application(customer, gate.report(customer, CLEAN)["id"]) | {"amount": "70000.00"}
    manager = gate.service.staff("sz-manager-1")
    with ThreadPoolExecutor(50) as all_at_once:
        answers = list(all_at_once.map(lambda _: manager.post(AT, body), range(50)))
    made = [answer.json() for answer in answers]
    lent = sorted(Decimal(each["approved_amount"]) for each in made)

    assert {answer.status_code for answer in answers} == {201}
    assert sum(lent) == Decimal("450000.00")
    assert lent[-7:] == [Decimal("30000.00")] + [Decimal("70000.00")] * 6
    assert lent[:-7] == [Decimal("0.00")] * 43
    assert reserved(gate, customer) == 450_000_00
    for each in made[::10]:
        assert gate.service.staff("auditor").do(f"{AT}/{each['id']}/replay")["same"] is True


def test_what_is_left_of_the_cap_is_offered_and_reserved(gate: Gate) -> None:
    """S2."""
    customer = reference("C")
    made = gate.check(customer, CLEAN, amount="450000.01")

    assert (made["outcome"], codes(made)) == ("capped", {"EXPOSURE_CAP"})
    assert (made["approved_amount"], made["application"], made["exposure_cap"]) == (
        "450000.00", "reserved", "500000.00",
    )  # fmt: skip
    assert gate.check(customer, CLEAN, amount="0.01")["approved_amount"] == NOBODY


def test_what_is_released_can_be_lent_again(gate: Gate) -> None:
    """S2."""
    customer = reference("C")
    manager = gate.service.staff("sz-manager-1")
    first = gate.check(customer, CLEAN, amount="450000.00")
    full = gate.check(customer, CLEAN, amount="450000.00")
    released = manager.do(f"{AT}/{first['id']}/release")

    assert (full["outcome"], full["application"], full["reserved_before"]) == ("capped", "closed", "450000.00")
    assert (released["outcome"], released["application"]) == ("approved", "released")
    assert released["allowed_actions"] == []
    assert gate.check(customer, CLEAN, amount="450000.00")["outcome"] == "approved"
    assert manager.do(f"{AT}/{first['id']}/release", expect=409)["code"] == "INVALID_STATE"
    assert manager.do(f"{AT}/{first['id']}/book", {"loan_ref": reference("L")}, expect=409)["code"] == "INVALID_STATE"


def test_a_booked_loan_counts_until_our_own_record_shows_it_and_then_once(gate: Gate) -> None:
    """S2."""
    customer, loan = reference("C"), reference("L")
    first = gate.check(customer, CLEAN, amount="300000.00")
    booked = gate.service.staff("core-banking").do(f"{AT}/{first['id']}/book", {"loan_ref": loan})
    before = gate.check(customer, CLEAN, amount="150000.01")
    gate.service.staff("sz-manager-1").do(f"{AT}/{before['id']}/release")
    gate.collections.says[customer] = {
        "outstanding": {"secured": "0.00", "unsecured": "290000.00"},
        "loans": [{"external_ref": loan}],
    }
    after = gate.check(customer, CLEAN, amount="160000.00")

    assert (booked["application"], booked["loan_ref"], booked["booked_on"]) == ("booked", loan, f"{today()}")
    assert (before["outcome"], before["existing_exposure"]) == ("capped", "350000.00")
    assert (after["outcome"], after["existing_exposure"]) == ("approved", "340000.00")


def test_one_loan_comes_of_one_application(gate: Gate) -> None:
    loan = reference("L")
    first, second = (gate.check(reference("C"), CLEAN) for _ in range(2))
    core = gate.service.staff("core-banking")
    core.do(f"{AT}/{first['id']}/book", {"loan_ref": loan})

    assert core.do(f"{AT}/{second['id']}/book", {"loan_ref": loan}, expect=409)["code"] == "LOAN_REF_BOOKED"


def test_what_nobody_books_expires_after_thirty_days(gate: Gate) -> None:
    """S2; contract, section 5: on the day after the last, by a job; a late booking finds nothing reserved."""
    customer = reference("C")
    kept, open_still = gate.check(customer, CLEAN), gate.check(reference("C"), CLEAN, investigation=None)
    manager = gate.service.staff("sz-manager-1")
    at = f"{AT}/{kept['id']}"

    assert kept["expires_on"] == f"{today() + timedelta(days=30)}"

    gate.service.clock.fixed = datetime.combine(today() + timedelta(days=31), datetime.min.time(), SHANGHAI)
    assert manager.do(f"{at}/book", {"loan_ref": reference("L")}, expect=409)["code"] == "INVALID_STATE"
    with working(gate.service, jobs=JOBS):
        for _ in range(100):
            states = [manager.see(f"{AT}/{each['id']}")["application"] for each in (kept, open_still)]
            if states == ["expired", "expired"]:
                break

    assert states == ["expired", "expired"]
    assert reserved(gate, customer) == 0
    assert manager.see(at)["outcome"] == "approved"
    assert manager.do(f"{AT}/{open_still['id']}/continue", {}, expect=409)["code"] == "INVALID_STATE"


def test_another_managers_application_under_way_is_seen_before_it_is_decided(gate: Gate) -> None:
    """S3: bank-wide; one's own are no secret to oneself, and what is over is under way no longer."""
    customer = reference("C")
    first = gate.check(customer, CLEAN, by="ls-manager-1")
    mine = [gate.check(customer, CLEAN, by="sz-manager-1") for _ in range(2)]
    gate.service.staff("ls-manager-1").do(f"{AT}/{first['id']}/release")
    for each in mine:
        gate.service.staff("sz-manager-1").do(f"{AT}/{each['id']}/release")
    later = gate.check(customer, CLEAN, by="sz-manager-1")

    assert [each["outcome"] for each in mine] == ["referred", "referred"]
    assert codes(mine[0]) == {"OTHER_APPLICATION"}
    assert mine[0]["other_applications"] == [{"id": first["id"], "made_by": "ls-manager-1", "sub_branch": "lanshan"}]
    assert (later["outcome"], later["other_applications"]) == ("approved", [])


def test_an_older_report_than_the_customers_latest_leaves_it_undecided_until_the_latest_is_sent(gate: Gate) -> None:
    """S5: nobody picks the report that suits."""
    customer = reference("C")
    clean = gate.report(customer, CLEAN)
    bad = gate.report(customer, "3" * 24, by="ls-manager-1")
    latest = gate.report(customer, CLEAN)
    manager = gate.service.staff("sz-manager-1")
    made = manager.do(AT, an_application(customer, clean["id"]))

    assert bad["id"] < latest["id"]
    assert (made["outcome"], codes(made), made["retryable"]) == ("undecided", {"BUREAU_REPORT_NOT_LATEST"}, False)
    decided = manager.do(f"{AT}/{made['id']}/continue", {"bureau_report_id": latest["id"]})

    assert (decided["outcome"], decided["bureau_report_id"]) == ("approved", latest["id"])
    for number, outcome in ((1, "undecided"), (2, "approved")):
        again = manager_replay(gate, made["id"], number)
        assert (again["same"], again["outcome"]) == (True, outcome)


def manager_replay(gate: Gate, check_id: str, number: int) -> Any:
    return gate.service.staff("auditor").do(f"{AT}/{check_id}/replay", {"number": number})


def test_the_callers_own_key_makes_one_check(gate: Gate) -> None:
    """Contract, section 1: `external_ref`."""
    customer, ref = reference("C"), reference("X")
    body = an_application(customer, gate.report(customer, CLEAN)["id"]) | {"external_ref": ref}
    manager = gate.service.staff("sz-manager-1")
    first, again = (manager.post(AT, body) for _ in range(2))
    other = manager.do(AT, body | {"amount": "1.00"}, expect=409)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert other["code"] == "DUPLICATE_REF"


def test_the_database_lends_no_more_than_the_cap_whatever_the_service_says(gate: Gate) -> None:
    """S2: a reservation beside the lock, or above the cap, is no reservation."""
    made = gate.check(reference("C"), CLEAN, investigation=None)
    columns = (
        "credit_check_id, number, outcome, reasons, policy_kind, policy_version, investigation, own_record, "
        "existing_exposure, decided_on, decided_by, decided_at, sub_branch, outlet, exposure_cap, reserved_before, "
        "approved_amount, unsecured"
    )

    def decide(approved: int, before: int) -> None:
        as_runtime_role(
            gate.service,
            f"INSERT INTO credit_check_decision ({columns}) SELECT credit_check_id, 2, 'approved', '[]', policy_kind, "
            "policy_version, '{}', own_record, existing_exposure, decided_on, decided_by, decided_at, sub_branch, "
            f"outlet, exposure_cap, {before}, {approved}, true FROM credit_check_decision WHERE credit_check_id = $1",
            made["id"],
        )

    with pytest.raises(asyncpg.CheckViolationError, match="credit_check_decision_within_the_cap"):
        decide(450_000_01, 0)
    with pytest.raises(asyncpg.CheckViolationError, match="reserved beside others"):
        decide(100, 0)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        as_runtime_role(gate.service, "UPDATE customer_standing SET reserved = 0")


def test_the_database_refuses_every_red_line_by_its_code(gate: Gate) -> None:
    """S1: also where the service would call it approved, capped, referred or undecided."""
    made = gate.check(reference("C"), CLEAN, investigation=None)
    for outcome in ("approved", "capped", "referred", "undecided"):
        with pytest.raises(asyncpg.CheckViolationError, match=r"red_line_refuses|has_reasons"):
            as_runtime_role(
                gate.service,
                "INSERT INTO credit_check_decision (credit_check_id, number, outcome, reasons, policy_kind, "
                "policy_version, investigation, own_record, decided_on, decided_by, decided_at, sub_branch, outlet) "
                f"SELECT credit_check_id, 2, '{outcome}', $2, policy_kind, policy_version, '{{}}', '{{}}', "
                "decided_on, decided_by, decided_at, sub_branch, outlet FROM credit_check_decision "
                "WHERE credit_check_id = $1",
                made["id"],
                '[{"code": "OWN_BANK_WRITTEN_OFF", "line": "own_bank"}]',
            )
