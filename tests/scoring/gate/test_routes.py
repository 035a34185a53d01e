"""The gate over HTTP (domain S1, S5-S8)."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from tests.scoring.conftest import CLEAN, Gate, an_application
from tests.support.acting import as_runtime_role
from tests.support.building import reference, today

AT = "/v1/credit-checks"


def codes(answer: dict[str, Any]) -> set[str]:
    return {reason["code"] for reason in answer["reasons"]}


def red_lines(gate: Gate, **changes: Any) -> str:
    """Put other figures for the bureau in force from today on; answers the version."""
    risk = gate.service.staff("sz-risk")
    rules = risk.see("/v1/policies/2026-02")["rules"]
    rules["bureau"] = rules["bureau"] | changes
    version = reference("v")
    risk.do("/v1/policies", {"version": version, "effective_from": f"{today()}", "rules": rules})
    gate.service.staff("sz-risk-2").do(f"/v1/policies/{version}/activate")
    return version


def test_clean_records_pass(gate: Gate) -> None:
    """S1, S5: none at this bank passes."""
    made = gate.check(reference("C"), CLEAN)

    assert (made["outcome"], made["reasons"], made["policy_version"]) == ("approved", [], "2026-02")
    assert (made["existing_exposure"], made["exposure_cap"]) == ("50000.00", "500000.00")
    assert (made["approved_amount"], made["application"]) == ("100000.00", "reserved")
    assert made["allowed_actions"] == ["book", "release"]
    assert gate.service.staff("sz-manager-1").see(f"{AT}/{made['id']}") == made


@pytest.mark.parametrize(
    ("status", "overdue", "code"),
    [
        ("N" * 10 + "111" + "N" * 11, "0.00", "BUREAU_THREE_IN_A_ROW"),
        ("N1" * 6 + "N" * 12, "0.00", "BUREAU_SIX_IN_ALL"),
        (CLEAN, "880.00", "BUREAU_CURRENTLY_OVERDUE"),
        (CLEAN[:-1] + "G", "0.00", "BUREAU_CHARGED_OFF"),
        (CLEAN[:-1] + "Z", "0.00", "BUREAU_PAID_BY_OTHERS"),
    ],
)
def test_the_bureaus_red_line_refuses(gate: Gate, status: str, overdue: str, code: str) -> None:
    """S1."""
    customer = reference("C")
    report = gate.report(customer, status, overdue_amount=overdue)
    made = gate.service.staff("sz-manager-1").do(AT, an_application(customer, report["id"]))

    assert made["outcome"] == "refused"
    assert [(reason["code"], reason["line"]) for reason in made["reasons"]] == [(code, "bureau")]


def test_our_own_record_refuses_in_the_readers_language(gate: Gate) -> None:
    """S1: two lines, and the reasons say which."""
    customer = reference("C")
    gate.collections.says[customer] = {
        "months": "N" * 20 + "1234",
        "days_past_due": 95,
        "overdue_amount": "1000.00",
        "outstanding": {"secured": "0.00", "unsecured": "80000.00"},
    }
    made = gate.check(customer, CLEAN)
    manager = gate.service.staff("sz-manager-1")
    chinese = manager.send("GET", f"{AT}/{made['id']}", headers={"Accept-Language": "zh-CN"}).json()

    assert made["outcome"] == "refused"
    assert codes(made) == {"OWN_BANK_OVER_90_DAYS", "OWN_BANK_CURRENTLY_OVERDUE"}
    assert {reason["line"] for reason in made["reasons"]} == {"own_bank"}
    assert made["existing_exposure"] == "130000.00"
    assert "本行" in chinese["reasons"][0]["detail"]
    assert "bank" in made["reasons"][0]["detail"]


def test_nobody_known_to_the_bureau_is_referred(gate: Gate) -> None:
    """S5: 白户."""
    made = gate.check(reference("C"))

    assert (made["outcome"], codes(made)) == ("referred", {"NO_BUREAU_RECORD"})


def test_without_a_visit_nothing_is_approved_and_with_it_the_check_goes_on(gate: Gate) -> None:
    """S8."""
    customer = reference("C")
    made = gate.check(customer, CLEAN, investigation=None)
    at = f"{AT}/{made['id']}"
    manager = gate.service.staff("sz-manager-1")

    assert (made["outcome"], codes(made), made["retryable"]) == ("undecided", {"INVESTIGATION_MISSING"}, False)
    assert made["allowed_actions"] == ["continue", "release"]
    assert manager.do(f"{at}/continue", {})["outcome"] == "undecided"

    visit = an_application(customer, "")["investigation"]
    decided = manager.do(f"{at}/continue", {"investigation": visit})

    assert (decided["outcome"], decided["version"], decided["investigation"]) == ("approved", 3, visit)
    assert manager.do(f"{at}/continue", {}, expect=409)["code"] == "INVALID_STATE"


def test_a_visit_to_come_is_no_visit(gate: Gate) -> None:
    """S8."""
    customer = reference("C")
    body = an_application(customer, gate.report(customer, CLEAN)["id"])
    body["investigation"]["visited_on"] = f"{today() + timedelta(days=1)}"
    problem = gate.service.staff("sz-manager-1").do(AT, body, expect=422)

    assert [fault["pointer"] for fault in problem["errors"]] == ["/investigation/visited_on"]


def test_the_report_is_of_this_customer_and_of_this_sub_branch(gate: Gate) -> None:
    customer = reference("C")
    manager = gate.service.staff("sz-manager-1")
    foreign = gate.report(customer, CLEAN, by="ls-manager-1")["id"]
    others = gate.report(reference("C"), CLEAN)["id"]

    for report in (foreign, others, "01992000-0000-7000-8000-00000000ffff"):
        problem = manager.do(AT, an_application(customer, report), expect=422)
        assert [(f["pointer"], f["code"]) for f in problem["errors"]] == [("/bureau_report_id", "REPORT_OF_ANOTHER")]
    assert gate.collections.asked == []


def test_the_answer_to_a_key_is_given_again_without_asking_collections_again(gate: Gate) -> None:
    customer, key = reference("C"), reference("key")
    body = an_application(customer, gate.report(customer, CLEAN)["id"])
    manager = gate.service.staff("sz-manager-1")
    first, again = (manager.post(AT, body, key=key) for _ in range(2))

    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(gate.collections.asked) == 1
    assert manager.send("POST", AT, json=body).json()["code"] == "IDEMPOTENCY_KEY_REQUIRED"


def test_a_dry_run_decides_and_keeps_nothing(gate: Gate) -> None:
    customer = reference("C")
    body = an_application(customer, gate.report(customer, CLEAN)["id"])
    manager = gate.service.staff("sz-manager-1")

    assert manager.do(f"{AT}?dry_run=true", body)["outcome"] == "approved"
    assert manager.see(AT, customer_ref=customer)["items"] == []


def test_checks_are_listed_with_their_decision_in_the_callers_part_of_the_bank(gate: Gate) -> None:
    customer = reference("C")
    refused, passed = gate.check(customer, "3" * 24), gate.check(customer, CLEAN)
    manager = gate.service.staff("sz-manager-2")

    assert manager.see(AT, customer_ref=customer)["items"] == [passed, refused]
    assert manager.see(AT, customer_ref=customer, outcome="refused")["items"] == [refused]
    assert gate.service.staff("ls-manager-1").see(AT, customer_ref=customer)["items"] == []
    gate.service.staff("ls-manager-1").see(f"{AT}/{passed['id']}", expect=404)


def test_a_decision_replays_to_the_same_answer_after_the_policy_and_our_record_changed(gate: Gate) -> None:
    """S6: from the facts, the policy version and the own record that the decision read."""
    customer = reference("C")
    made = gate.check(customer, "N" * 20 + "1N1N")
    red_lines(gate, in_all=1)
    gate.collections.says[customer] = {"written_off": True}
    try:
        now = gate.check(customer, "N" * 20 + "1N1N")
        replayed = gate.service.staff("auditor").do(f"{AT}/{made['id']}/replay", expect=200)

        assert (made["outcome"], now["outcome"]) == ("approved", "refused")
        assert (replayed["same"], replayed["outcome"], replayed["reasons"]) == (True, "approved", [])
        assert (replayed["policy_version"], replayed["decided_on"]) == ("2026-02", made["decided_on"])
        assert gate.service.staff("auditor").do(f"{AT}/{now['id']}/replay")["reasons"] == now["reasons"]
    finally:
        red_lines(gate)


@pytest.mark.parametrize("statuses", [(), ("B" * 24,), (CLEAN, "N" * 23 + "1"), ("7" * 60, CLEAN)])
@pytest.mark.parametrize("visited", [True, False])
def test_whatever_was_decided_replays_to_the_same(gate: Gate, statuses: tuple[str, ...], visited: bool) -> None:
    """S6."""
    changes: dict[str, Any] = {} if visited else {"investigation": None}
    made = gate.check(reference("C"), *statuses, **changes)
    replayed = gate.service.staff("sz-risk").do(f"{AT}/{made['id']}/replay")

    assert replayed["same"] is True
    assert (replayed["outcome"], replayed["reasons"]) == (made["outcome"], made["reasons"])


def test_a_replay_changes_nothing(gate: Gate) -> None:
    made = gate.check(reference("C"), CLEAN)
    tables = ("audit_record", "credit_check", "credit_check_decision", "idempotency_key")
    count = "SELECT " + ", ".join(f"(SELECT count(*) FROM {table}) AS {table}" for table in tables)
    before = as_runtime_role(gate.service, count)
    gate.service.staff("auditor").do(f"{AT}/{made['id']}/replay")

    assert as_runtime_role(gate.service, count) == before


def test_no_route_overrides_a_red_line(gate: Gate) -> None:
    """S1: what is refused is neither continued nor booked, and never comes before the committee."""
    paths = gate.service.client.get("/openapi.json").json()["paths"]
    writes = {path for path, verbs in paths.items() if set(verbs) - {"get"}}
    refused = gate.check(reference("C"), "3" * 24)

    assert writes == {
        "/v1/bureau-reports",
        AT,
        f"{AT}/{{credit_check_id}}/book",
        f"{AT}/{{credit_check_id}}/continue",
        f"{AT}/{{credit_check_id}}/release",
        f"{AT}/{{credit_check_id}}/replay",
        "/v1/committee-cases/{case_id}/votes",
        "/v1/credit-check-imports",
        "/v1/exposure-reductions",
        "/v1/exposure-reductions/{reduction_id}/plan",
        "/v1/exposure-reductions/{reduction_id}/reviews",
        "/v1/policies",
        "/v1/policies/{version}/activate",
        "/v1/policies/{version}/backtests",
        "/v1/policies/{version}/shadow",
        "/v1/policies/{version}/shadow/stop",
        "/v1/warnings",
        "/v1/warnings/{warning_id}/withdraw",
    }
    for verb, body in (("continue", {}), ("book", {"loan_ref": reference("L")}), ("release", {})):
        for name in ("sz-manager-1", "sz-branch-head", "sz-risk", "city", "head", "core-banking"):
            answer = gate.service.staff(name).post(f"{AT}/{refused['id']}/{verb}", body)
            assert answer.status_code in (403, 409)
    cases = gate.service.staff("sz-committee-1").see("/v1/committee-cases")["items"]
    assert refused["id"] not in [case["credit_check_id"] for case in cases]


def test_the_database_holds_decisions_as_they_were_made(gate: Gate) -> None:
    """S1, S6-S8: not even the service itself can make a refusal anything else."""
    refused = gate.check(reference("C"), "3" * 24)
    undecided = gate.check(reference("C"), CLEAN, investigation=None)

    def run(statement: str, check: dict[str, Any]) -> None:
        as_runtime_role(gate.service, statement, check["id"])

    with pytest.raises(asyncpg.CheckViolationError, match="is refused"):
        run("UPDATE credit_check SET outcome = 'approved', version = 2 WHERE id = $1", refused)
    with pytest.raises(asyncpg.ForeignKeyViolationError, match="credit_check_is_as_decided"):
        run(
            "UPDATE credit_check SET outcome = 'approved', application = 'closed', version = 2 WHERE id = $1", undecided
        )
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        run("UPDATE credit_check_decision SET outcome = 'approved' WHERE credit_check_id = $1", refused)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        run("DELETE FROM credit_check WHERE id = $1", refused)
    for missing in ("credit_check_decision_was_visited", "credit_check_decision_read_the_own_record"):
        own = "NULL" if missing.endswith("own_record") else "'{}'"
        visit = "NULL" if missing.endswith("visited") else "'{}'"
        with pytest.raises(asyncpg.CheckViolationError, match=missing):
            run(
                "INSERT INTO credit_check_decision SELECT credit_check_id, 2, 'approved', '[]', policy_kind, "
                f"policy_version, {visit}, {own}, NULL, decided_on, decided_by, decided_at, sub_branch, outlet "
                "FROM credit_check_decision WHERE credit_check_id = $1",
                undecided,
            )


def test_events_say_what_was_decided_and_nothing_of_the_customer(gate: Gate) -> None:
    customer = reference("C")
    made = gate.check(customer, "3" * 24)
    found = gate.service.staff("auditor").see("/v1/audit-events", resource=made["id"])["items"]

    assert [event["action"] for event in found] == ["credit_check.decide"]
    assert customer not in str(found)
    assert "BUREAU_THREE_IN_A_ROW" in str(found)
