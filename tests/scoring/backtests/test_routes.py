"""Back-tests over HTTP (domain S6)."""

import hashlib
import json
import random
import time
from typing import Any
from xml.etree import ElementTree

import httpx2 as httpx
import pytest

from tests.scoring.conftest import CLEAN, Gate, an_application
from tests.support.building import reference
from tests.support.running import Running

AT = "/v1/policies/2026-01/backtests"


def lines(*cases: tuple[str, bool]) -> bytes:
    return "\n".join(json.dumps({"status_24m": status, "defaulted": bad}) for status, bad in cases).encode()


def send(scoring: Running, content: bytes, at: str = AT, by: str = "sz-risk", **headers: str) -> httpx.Response:
    sent = {"Content-Type": "application/x-ndjson", "Idempotency-Key": reference("k")} | headers
    return scoring.staff(by).send("POST", at, content=content, headers=sent)


def test_a_backtest_says_who_would_have_been_refused_and_how_they_turned_out(scoring: Running) -> None:
    """S6."""
    content = lines(
        (CLEAN, False), (CLEAN, False), (CLEAN, True), ("N" * 23 + "1", True), ("3" * 24, True), ("B" * 24, False)
    )
    answer = send(scoring, content)
    made = answer.json()
    shares = {
        one["code"]: (one["histories"], one["refused_share"], one["refused_bad_rate"]) for one in made["by_reason"]
    }

    assert answer.status_code == 201
    assert (made["state"], made["histories"], made["refused"]) == ("completed", 6, 3)
    assert (made["refused_share"], made["refused_bad_rate"], made["passed_bad_rate"]) == ("0.5000", "0.6667", "0.3333")
    assert made["sha256"] == hashlib.sha256(content).hexdigest()
    assert shares == {
        "BUREAU_THREE_IN_A_ROW": (1, "0.1667", "1.0000"),
        "BUREAU_SIX_IN_ALL": (1, "0.1667", "1.0000"),
        "BUREAU_CURRENTLY_OVERDUE": (2, "0.3333", "1.0000"),
        "BUREAU_BAD_CLASS": (0, "0.0000", None),
        "BUREAU_CHARGED_OFF": (1, "0.1667", "0.0000"),
        "BUREAU_PAID_BY_OTHERS": (0, "0.0000", None),
    }
    assert scoring.staff("ls-risk").see(f"/v1/backtests/{made['id']}") == made
    assert made in scoring.staff("auditor").see(AT)["items"]


def test_the_bad_rate_by_months_behind_is_counted_and_drawn(scoring: Running) -> None:
    """S6."""
    made = send(
        scoring, lines((CLEAN, False), (CLEAN, True), ("1" + CLEAN[1:], True), ("1N1" + CLEAN[3:], False))
    ).json()
    plot = scoring.staff("auditor").send("GET", f"/v1/backtests/{made['id']}/plot.svg")
    drawn = ElementTree.fromstring(plot.text)
    bars = [each for each in drawn.iter("{http://www.w3.org/2000/svg}rect") if each.get("fill") != "#fff"]

    assert [(each["months_behind"], each["histories"], each["bad_rate"]) for each in made["by_months_behind"]] == [
        (0, 2, "0.5000"), (1, 1, "1.0000"), (2, 1, "0.0000"),
    ]  # fmt: skip
    assert plot.headers["content-type"] == "image/svg+xml"
    assert [bar.get("height") for bar in bars] == ["145.00", "290.00", "0.00"]
    assert [word for word in drawn.itertext() if word.endswith("%")][5:] == ["50.0%", "100.0%", "0.0%"]


def test_a_draft_is_backtested_before_it_is_activated(scoring: Running) -> None:
    """S6."""
    risk = scoring.staff("sz-risk")
    rules = risk.see("/v1/policies/2026-02")["rules"]
    rules["bureau"]["in_all"] = 1
    version = reference("v")
    risk.do("/v1/policies", {"version": version, "effective_from": "2030-01-01", "rules": rules})
    history = lines(("1" + "N" * 23, True))

    assert send(scoring, history).json()["refused"] == 0
    assert send(scoring, history, at=f"/v1/policies/{version}/backtests").json()["refused"] == 1
    assert send(scoring, history, at="/v1/policies/nowhere/backtests").status_code == 404


@pytest.mark.parametrize(
    ("line", "pointer", "code"),
    [
        ('{"status_24m": "' + "N" * 23 + '", "defaulted": true}', "/2/status_24m", "STATUS_LENGTH"),
        ('{"status_24m": "' + "N" * 23 + 'x", "defaulted": true}', "/2/status_24m", "STATUS_CODE"),
        ('{"status_24m": "' + CLEAN + '", "defaulted": 1}', "/2/defaulted", "BOOL_TYPE"),
        ('{"status_24m": "' + CLEAN + '"}', "/2/defaulted", "MISSING"),
        ('{"status_24m": "' + CLEAN + '", "defaulted": true, "name": "Li"}', "/2/name", "EXTRA_FORBIDDEN"),
        ("not json", "/2", "JSON_INVALID"),
        ("[]", "/2", "MODEL_TYPE"),
    ],
)
def test_a_file_with_a_bad_line_is_refused_with_its_number(
    scoring: Running, line: str, pointer: str, code: str
) -> None:
    """A sample with lines left out would say something else, and nobody would see it."""
    answer = send(scoring, lines((CLEAN, False)) + b"\n" + line.encode() + b"\n" + lines((CLEAN, False)))

    assert answer.status_code == 422
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [(pointer, code)]
    assert "Li" not in answer.text


def test_a_file_without_a_history_is_refused(scoring: Running) -> None:
    assert send(scoring, b"\n\n").json()["errors"][0]["code"] == "NO_HISTORIES"


def test_only_ndjson_from_a_risk_officer_is_read(scoring: Running) -> None:
    content = lines((CLEAN, False))

    assert send(scoring, content, **{"Content-Type": "application/json"}).status_code == 415
    assert send(scoring, content, **{"Content-Type": "text/csv"}).status_code == 415
    assert send(scoring, content, by="sz-manager-1").status_code == 403
    assert send(scoring, content, by="auditor").status_code == 403


def test_a_file_sent_twice_with_one_key_is_one_backtest(scoring: Running) -> None:
    key, content = reference("k"), lines((CLEAN, False))
    first, again = (send(scoring, content, **{"Idempotency-Key": key}) for _ in range(2))
    other = send(scoring, content + b"\n", **{"Idempotency-Key": key})

    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert other.json()["code"] == "IDEMPOTENCY_KEY_REUSED"


def test_fifteen_thousand_histories_take_a_hundredth_of_as_many_checks(gate: Gate) -> None:
    """Issue 3, how good: judged one after another, the same histories would take a hundred times as long."""
    draw = random.Random(20051001)
    cases = [("/" * 18 + "".join(draw.choices("NNNN123", k=6)), draw.random() < 0.2) for _ in range(15_000)]
    customer = reference("C")
    body: dict[str, Any] = an_application(customer, gate.report(customer, CLEAN)["id"])
    manager = gate.service.staff("sz-manager-1")

    def seconds(run: Any) -> float:
        began = time.perf_counter()
        assert run().status_code == 201
        return time.perf_counter() - began

    file = min(seconds(lambda: send(gate.service, lines(*cases))) for _ in range(2))
    check = min(seconds(lambda: manager.post("/v1/credit-checks", body)) for _ in range(10))

    assert 15_000 * check / file > 100
