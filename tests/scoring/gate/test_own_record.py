"""The own record is asked of collections, and never guessed (domain S7, design decision 12)."""

import time
from base64 import urlsafe_b64decode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from json import loads
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from tests.scoring.conftest import CLEAN, DEADLINE_MS, Gate, empty_record, endless
from tests.support.building import reference

AT = "/v1/credit-checks"


def answer(**changes: Any) -> Callable[[], httpx.Response]:
    return lambda: httpx.Response(200, json=empty_record("C-1") | changes)


def without(field: str) -> Callable[[], httpx.Response]:
    return lambda: httpx.Response(200, json={k: v for k, v in empty_record("C-1").items() if k != field})


def raising(error: Exception) -> Callable[[], httpx.Response]:
    def fail() -> httpx.Response:
        raise error

    return fail


def problem(status: int, code: str) -> Callable[[], httpx.Response]:
    headers = {"content-type": "application/problem+json"}
    return lambda: httpx.Response(status, json={"code": code}, headers=headers)


FAULTS: dict[str, Callable[[], httpx.Response]] = {
    "is down": raising(httpx.ConnectError("refused")),
    "breaks off": raising(httpx.ReadError("lost")),
    "fails": problem(500, "INTERNAL_ERROR"),
    "fails without a word": lambda: httpx.Response(500),
    "is not ready": problem(503, "SERVICE_UNAVAILABLE"),
    "does not know us": problem(401, "UNAUTHENTICATED"),
    "has no such route": problem(404, "NOT_FOUND"),
    "refuses": problem(422, "BAD_INPUT"),
    "redirects": lambda: httpx.Response(302, headers={"location": "http://elsewhere.test"}),
    "is a web page": lambda: httpx.Response(200, text="<html>welcome</html>"),
    "says nothing": lambda: httpx.Response(200),
    "says null": lambda: httpx.Response(200, json=None),
    "says an empty object": lambda: httpx.Response(200, json={}),
    "has no end": endless,
    "is of another customer": answer(customer_ref="C-2"),
    "has no months": without("months"),
    "has no arrears": without("overdue_amount"),
    "has unknown codes": answer(months="N" * 23 + "X"),
    "has numbers for money": answer(overdue_amount=0),
    "has negative days": answer(days_past_due=-1),
    "has words for days": answer(days_past_due="0"),
    "has loans and no close yet": answer(as_of=None, loans=[{}]),
    "has words for a yes": answer(written_off="no"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_record_that_cannot_be_had_or_used_leaves_the_check_undecided(gate: Gate, fault: str) -> None:
    """S7: the gate does not guess."""
    gate.collections.fault = FAULTS[fault]
    began = time.monotonic()
    made = gate.check("C-1", CLEAN)
    took = time.monotonic() - began

    assert (made["outcome"], made["retryable"]) == ("undecided", True)
    assert [(r["code"], r["line"]) for r in made["reasons"]] == [("OWN_RECORD_UNAVAILABLE", "completeness")]
    assert made["existing_exposure"] is None
    assert took < 5 * DEADLINE_MS / 1000


def test_the_bureaus_red_line_refuses_even_while_our_own_record_cannot_be_had(gate: Gate) -> None:
    """Contract, section 5: refused goes before undecided."""
    gate.collections.fault = FAULTS["is down"]
    made = gate.check("C-1", "N" * 23 + "3")

    assert made["outcome"] == "refused"
    assert [r["code"] for r in made["reasons"]] == ["BUREAU_THREE_IN_A_ROW", "OWN_RECORD_UNAVAILABLE"]


def test_an_undecided_check_goes_on_once_collections_answers_again(gate: Gate) -> None:
    """S7."""
    gate.collections.fault = FAULTS["is down"]
    good, bad = (gate.check(reference("C"), CLEAN) for _ in range(2))
    manager = gate.service.staff("sz-manager-1")

    assert manager.do(f"{AT}/{good['id']}/continue", {})["outcome"] == "undecided"

    gate.collections.fault = None
    gate.collections.says[bad["customer_ref"]] = {"written_off": True}

    assert manager.do(f"{AT}/{good['id']}/continue", {})["outcome"] == "approved"
    assert manager.do(f"{AT}/{bad['id']}/continue", {})["outcome"] == "refused"
    for check in (good, bad):
        assert gate.service.staff("auditor").do(f"{AT}/{check['id']}/replay")["same"] is True


def test_of_two_who_continue_at_once_one_decides(gate: Gate) -> None:
    gate.collections.fault = FAULTS["is down"]
    made = gate.check(reference("C"), CLEAN)
    gate.collections.fault = None
    manager = gate.service.staff("sz-manager-1")
    with ThreadPoolExecutor(4) as several:
        answers = list(several.map(lambda _: manager.post(f"{AT}/{made['id']}/continue", {}), range(4)))

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert manager.see(f"{AT}/{made['id']}")["version"] == 2


def test_collections_that_hangs_is_waited_for_no_longer_than_the_deadline(gate: Gate) -> None:
    """S7."""
    gate.collections.hangs = True
    began = time.monotonic()
    made = gate.check(reference("C"), CLEAN)
    took = time.monotonic() - began

    assert (made["outcome"], made["retryable"]) == ("undecided", True)
    assert DEADLINE_MS / 1000 <= took < 5 * DEADLINE_MS / 1000


def test_no_transaction_is_open_while_collections_is_asked(gate: Gate) -> None:
    """Otherwise a collections that hangs would take every connection of the pool, and nobody could read anything."""
    seen: list[int] = []

    async def look() -> None:
        connection = await asyncpg.connect(gate.service.database.runtime_url)
        try:
            seen.append(
                await connection.fetchval(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                    "AND state LIKE 'idle in transaction%'"
                )
            )
        finally:
            await connection.close()

    gate.collections.meanwhile = look
    made = gate.check(reference("C"), CLEAN, investigation=None)
    gate.service.staff("sz-manager-1").do(f"{AT}/{made['id']}/continue", {})

    assert seen == [0, 0]


def test_collections_is_asked_with_our_own_token_and_the_person_as_act(gate: Gate) -> None:
    """Contract, section 1: a caller's branch must not hide another branch's arrears from the gate."""
    gate.check(reference("C"), CLEAN)
    token = gate.collections.asked[0].headers["authorization"].removeprefix("Bearer ")
    part = token.split(".")[1]
    claims = loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))

    assert (claims["iss"], claims["sub"], claims["aud"]) == ("loanops:scoring", "scoring", "collections")
    assert claims["act"]["sub"] == "sz-manager-1"


def test_a_reference_that_would_reach_another_route_is_not_asked_for(gate: Gate) -> None:
    made = gate.check("../loans/1", CLEAN)

    assert (made["outcome"], gate.collections.asked) == ("undecided", [])


@pytest.mark.parametrize("external_ref", [None, "own"], ids=["the short way", "the long way"])
def test_a_decision_keeps_of_which_arrears_it_read_and_is_found_by_them(gate: Gate, external_ref: str | None) -> None:
    """S1, S3: named in the answer, in the event, in the list by arrears, which keeps to the caller's branch; the replay
    reads them and is the same."""
    customer, arrears = reference("C"), [str(uuid4()), str(uuid4())]
    gate.check(reference("C"), CLEAN)  # so that the process knows the version that counts
    gate.collections.says = {customer: {"days_past_due": 3, "overdue_amount": "9.00", "correlation_ids": arrears}}
    refused = gate.check(customer, CLEAN, external_ref=external_ref and reference("A"))
    staff = gate.service.staff
    found = staff("sz-manager-1").see(AT, correlation_id=arrears)["items"]
    told = staff("auditor").see("/v1/audit-events", resource=refused["id"])["items"]
    again = staff("sz-manager-1").do(f"{AT}/{refused['id']}/replay")

    assert (refused["outcome"], refused["correlation_ids"]) == ("refused", arrears)
    assert [each["id"] for each in found] == [refused["id"]]
    assert staff("ls-manager-1").see(AT, correlation_id=arrears[0])["items"] == []
    assert told[0]["data"]["correlation_ids"] == arrears
    assert again["same"] is True
