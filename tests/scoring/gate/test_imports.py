"""Applications that come as a file (contract, section 5: `credit-check-imports`)."""

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from services.scoring.clients import OwnRecords
from services.scoring.jobs import queues
from services.scoring.settings import ScoringSettings
from tests.scoring.conftest import CLEAN, DEADLINE_MS, Gate, an_application
from tests.support.building import reference
from tests.support.working import working

AT = "/v1/credit-check-imports"


@pytest.fixture
def taken(gate: Gate) -> Iterator[Gate]:
    own = {"collections_url": "http://collections.test", "own_record_timeout_ms": DEADLINE_MS}
    settings = ScoringSettings.model_validate(gate.service.settings.model_dump() | own)
    with working(gate.service, *queues(OwnRecords(settings, httpx.MockTransport(gate.collections)))):
        yield gate


def line(gate: Gate, customer: str, ref: str, *statuses: str) -> dict[str, Any]:
    return an_application(customer, gate.report(customer, *statuses)["id"]) | {"external_ref": ref}


def send(gate: Gate, lines: list[Any]) -> Any:
    manager = gate.service.staff("sz-manager-1")
    content = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in lines)
    headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": reference("k")}
    sent = manager.send("POST", AT, content=content, headers=headers)
    assert sent.status_code == 202, sent.text
    for _ in range(300):
        found = manager.see(f"{AT}/{sent.json()['id']}")
        if found["state"] != "running":
            break
        time.sleep(0.05)
    return found, manager.see(f"{AT}/{found['id']}/rejections")["items"]


def test_good_lines_are_decided_and_bad_ones_named_and_the_same_file_doubles_nothing(taken: Gate) -> None:
    good, bad = reference("C"), reference("C")
    lines = [
        line(taken, good, reference("X"), CLEAN),
        "not json",
        line(taken, bad, reference("X"), "3" * 24),
        line(taken, reference("C"), reference("X"), CLEAN) | {"customer_ref": good},
    ]
    first, rejections = send(taken, lines)
    again, _ = send(taken, [*lines, line(taken, reference("C"), reference("X"), CLEAN)])
    manager = taken.service.staff("sz-manager-1")
    outcomes = {
        ref: [each["outcome"] for each in manager.see("/v1/credit-checks", customer_ref=ref)["items"]]
        for ref in (good, bad)
    }

    assert (first["state"], first["accepted"], first["rejected"]) == ("completed", 2, 2)
    assert [(each["line"], each["code"]) for each in rejections] == [(2, "JSON_INVALID"), (4, "REPORT_OF_ANOTHER")]
    assert outcomes == {good: ["approved"], bad: ["refused"]}
    assert (again["accepted"], again["rejected"]) == (3, 2)


def test_while_collections_is_away_every_line_is_undecided_and_can_be_continued(taken: Gate) -> None:
    """S7."""
    customer = reference("C")
    taken.collections.fault = lambda: httpx.Response(500)
    found, _ = send(taken, [line(taken, customer, reference("X"), CLEAN)])
    manager = taken.service.staff("sz-manager-1")
    (check,) = manager.see("/v1/credit-checks", customer_ref=customer)["items"]
    taken.collections.fault = None

    assert (found["accepted"], check["outcome"], check["retryable"]) == (1, "undecided", True)
    assert manager.do(f"/v1/credit-checks/{check['id']}/continue", {})["outcome"] == "approved"
