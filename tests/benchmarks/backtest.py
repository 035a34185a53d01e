"""A back-test of many histories against as many single checks, sent one after another (domain S6)."""

import json
import random
import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx2 as httpx

from tests.benchmarks.figures import Timing
from tests.benchmarks.stack import Ground

HISTORIES = 15_004
MONTHS = 24
CHECKS = 200  # sent one after another; the time of as many as there are histories is reckoned from them
TIMES_FASTER = 100.0
POLICY = "/v1/policies/2026-01/backtests"
MANAGER = ("sz-manager-1", "account_manager", "shizhong", "sz-1")
RISK = ("sz-risk", "risk_officer", "shizhong", None)
INVESTIGATION = {"by": "sz-manager-1", "visited_on": "2026-01-05", "findings": "Seen at work; stock and orders agree."}


def measure(ground: Ground, rounds: int, seconds: int) -> Iterator[Timing]:
    """Answers the figure as it is after each round, the last time complete. Raises HTTPStatusError when refused."""
    figure = Timing(f"back-test of {HISTORIES:,} histories", "as many single checks", TIMES_FASTER, faster=True)
    chance = random.Random(20_261_124)
    with (
        ground.services("collections", 1) as (collections,),
        ground.services("scoring", 1, LOANOPS_COLLECTIONS_URL=f"http://127.0.0.1:{collections}") as (scoring,),
        httpx.Client(base_url=f"http://127.0.0.1:{scoring}", timeout=120) as client,
    ):
        for number in range(-1, rounds):
            checks = _checks_seconds(client, ground, chance, f"{number:02}")
            tested = _backtest_seconds(client, ground, chance)
            if number >= 0:
                figure.add(checks / CHECKS * HISTORIES, tested)
                figure.note = f"{HISTORIES / tested:,.0f} histories/s; a check {1000 * checks / CHECKS:.1f} ms"
                yield figure


def _history(chance: random.Random) -> str:
    return "".join(chance.choices("N123", (90, 6, 3, 1), k=MONTHS))


def _checks_seconds(client: httpx.Client, ground: Ground, chance: random.Random, run: str) -> float:
    """How long the checks took, without the reports they are about."""
    manager = {"Authorization": f"Bearer {ground.token(*MANAGER)}"}
    asked = []
    for number in range(CHECKS):
        customer = f"C-{run}-{number}"
        report = client.post("/v1/bureau-reports", json=_report(customer, _history(chance)), headers=manager)
        report_id = report.raise_for_status().json()["id"]
        asked.append((customer, report_id))
    began = time.perf_counter()
    for customer, report_id in asked:
        answer = client.post(
            "/v1/credit-checks",
            json={
                "customer_ref": customer,
                "product": "consumption",
                "amount": f"{Decimal(50_000):.2f}",
                "bureau_report_id": report_id,
                "investigation": INVESTIGATION,
            },
            headers=manager | {"Idempotency-Key": customer},
        )
        answer.raise_for_status()
    return time.perf_counter() - began


def _report(customer: str, history: str) -> dict[str, Any]:
    return {
        "customer_ref": customer,
        "reported_on": "2026-01-05",
        "authorisation": {"document_ref": "A-1", "purpose": "loan application", "signed_on": "2026-01-04"},
        "accounts": [
            {
                "kind": "credit_card",
                "opened_on": "2020-01-05",
                "balance": "0.00",
                "limit": "10000.00",
                "class": "normal",
                "overdue_amount": "0.00",
                "status_24m": history,
            }
        ],
        "enquiries_last_3_months": 0,
        "guarantees": [],
        "public_records": [],
    }


def _backtest_seconds(client: httpx.Client, ground: Ground, chance: random.Random) -> float:
    lines = [json.dumps({"status_24m": _history(chance), "defaulted": chance.random() < 0.2}) for _ in range(HISTORIES)]
    headers = {"Authorization": f"Bearer {ground.token(*RISK)}", "Content-Type": "application/x-ndjson"}
    began = time.perf_counter()
    answer = client.post(POLICY, content="\n".join(lines).encode(), headers=headers)
    taken = time.perf_counter() - began
    found = answer.raise_for_status().json()
    assert (found["state"], found["histories"]) == ("completed", HISTORIES), found
    return taken
