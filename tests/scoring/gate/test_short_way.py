"""A check has two ways to the same rows and the same answer; what changes meanwhile is seen (domain S3, S6)."""

from typing import Any

import asyncpg
import pytest

from services.scoring.decisions import actions as decisions
from tests.scoring.conftest import CLEAN, Gate, an_application
from tests.support.acting import as_runtime_role
from tests.support.building import reference

AT = "/v1/credit-checks"
OWN = ("id", "made_at", "decided_at", "customer_ref", "bureau_report_id")
ROWS = """
SELECT to_jsonb(c) - ARRAY['id', 'made_at', 'customer_ref', 'bureau_report_id'] AS checks,
       to_jsonb(d) - ARRAY['credit_check_id', 'decided_at', 'bureau_report_id'] AS decisions,
       to_jsonb(a) - ARRAY['id', 'tx', 'recorded_at', 'resource', 'request_id', 'traceparent', 'after_digest']
       AS records,
       k.status, k.headers->>'etag' AS etag
  FROM credit_check c JOIN credit_check_decision d ON d.credit_check_id = c.id JOIN audit_record a ON a.resource = c.id
  JOIN idempotency_key k ON k.key = $2 WHERE c.id = $1
"""


def seen(answer: Any) -> dict[str, Any]:
    return {name: value for name, value in answer.json().items() if name not in OWN}


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each check of the test was kept the short way, in their order, as far as it was tried."""
    tried: list[bool] = []
    keep = decisions.keep_at_once

    async def watched(*arguments: Any) -> bool:
        tried.append(await keep(*arguments))
        return tried[-1]

    monkeypatch.setattr(decisions, "keep_at_once", watched)
    return tried


@pytest.mark.parametrize(
    ("status", "changes"),
    [
        (CLEAN, {}),
        (CLEAN, {"amount": "480000.00"}),
        (CLEAN, {"investigation": None}),
        (CLEAN, {"product": "housing", "amount": "900000.00"}),
        ("N" * 23 + "3", {}),
    ],
    ids=["approved", "capped", "undecided", "secured", "refused"],
)
def test_both_ways_leave_the_same_rows_and_say_the_same(
    gate: Gate, ways: list[bool], status: str, changes: dict[str, Any]
) -> None:
    gate.check(reference("C"), CLEAN)  # so that the process knows the version that counts
    ways.clear()
    manager = gate.service.staff("sz-manager-1")
    answers, rows = [], []
    for type_of in ("application/json", "application/json; charset=utf-8"):  # the second is none of the short way's
        customer, key = reference("C"), reference("k")
        body = an_application(customer, gate.report(customer, status)["id"]) | changes
        answer = manager.post(AT, body, key=key, headers={"Content-Type": type_of})
        answers.append(answer)
        rows.append(as_runtime_role(gate.service, ROWS, answer.json()["id"], key))
        assert manager.see(f"{AT}/{answer.json()['id']}") == answer.json()
        again = manager.post(AT, body, key=key, headers={"Content-Type": type_of})
        assert (again.content, again.headers["ETag"]) == (answer.content, answer.headers["ETag"])

    assert ways == [True]
    assert seen(answers[0]) == seen(answers[1])
    assert rows[0] == rows[1]
    assert gate.service.staff("auditor").do(f"{AT}/{answers[0].json()['id']}/replay")["same"] is True


def test_a_warning_that_comes_while_the_own_record_is_asked_for_is_seen(gate: Gate, ways: list[bool]) -> None:
    """S3."""
    gate.check(reference("C"), CLEAN)
    ways.clear()
    customer = reference("C")

    async def warn() -> None:
        gate.collections.meanwhile = None
        connection = await asyncpg.connect(gate.service.database.runtime_url)
        try:
            await connection.execute(
                "INSERT INTO warning (id, customer_ref, severity, reason, evidence, expires_on, made_by, made_at, "
                "version, sub_branch, outlet) VALUES (gen_random_uuid(), $1, 'serious', 'x', '[]', "
                "current_date + 30, 'ls-manager-1', now(), 1, 'lanshan', 'ls-1')",
                customer,
            )
        finally:
            await connection.close()

    gate.collections.meanwhile = warn
    made = gate.check(customer, CLEAN)

    assert ways == [False]
    assert (made["outcome"], [reason["code"] for reason in made["reasons"]]) == ("referred", ["OPEN_WARNING"])
    assert len(gate.collections.asked) == 2  # once for each of the two checks
