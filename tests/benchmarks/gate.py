"""A credit check at half of peak against what it cannot do without: a durable commit, and the own record (S1, S7)."""

import json
import random
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import asyncpg
import httpx2 as httpx
import uvloop

from chassis.clock import business_date
from services.scoring.decisions.rules import decide
from tests.benchmarks.figures import Timing
from tests.benchmarks.load import Load, account_id, send
from tests.benchmarks.stack import Ground
from tests.scoring.decisions.whole import DEFAULT, case_at

CUSTOMERS = 2_000
PAIRS = 400
CONNECTIONS = 8
APPLICATIONS = 2_000
P99_TIMES = 3.0
RULES_TIMES = 50.0
MANAGER = ("sz-manager-1", "account_manager", "shizhong", "sz-1")
TODAY = business_date(datetime.now(UTC))

_REPORTS = f"""
INSERT INTO bureau_report SELECT
    ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
    'C-00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'), '{TODAY}',
    '{{"document_ref": "A-1", "purpose": "loan", "signed_on": "{TODAY}"}}', 'x', sha256('x'),
    '[{{"kind": "loan", "state": null, "lender": "Another Bank", "secured": false, "opened_on": "2020-01-05",
        "balance": "0.00", "limit": "0.00", "class": "normal", "overdue_amount": "0.00",
        "status_24m": "{"N" * 24}"}}]', 1, '[]', '[]', 'sz-manager-1', now(), 'shizhong', 'sz-1'
  FROM generate_series(1, {CUSTOMERS}) n;
CREATE TABLE yardstick (at timestamptz NOT NULL);
GRANT INSERT ON yardstick TO PUBLIC;
"""
_WRITTEN = """
SELECT count(*) FROM credit_check
UNION ALL SELECT count(*) FROM credit_check_decision WHERE own_record IS NOT NULL
UNION ALL SELECT count(*) FROM audit_record WHERE action = 'credit_check.decide'
UNION ALL SELECT count(*) FROM idempotency_key
"""


def measure(ground: Ground, rounds: int, seconds: int) -> Iterator[Timing]:
    """Answers the figures as they are after each round. Raises AssertionError when a check left a row out."""
    check = Timing("check at half of peak, p99", "commit, then GET of the own record, p99", P99_TIMES)
    rules = Timing("pure rules, one decision", "check over HTTP at peak", RULES_TIMES, faster=True)
    with ExitStack() as running:
        (collections,) = running.enter_context(ground.services("collections", 1))
        running.enter_context(ground.worker("collections"))
        address = f"http://127.0.0.1:{collections}"
        (scoring,) = running.enter_context(ground.services("scoring", 1, LOANOPS_COLLECTIONS_URL=address))
        client = running.enter_context(httpx.Client(base_url=address, timeout=120))
        client.headers["Authorization"] = f"Bearer {ground.token()}"
        ground.postgres.execute(_REPORTS, "scoring")
        _lend(client)
        for number in range(-1, rounds):
            commits, gets, pairs = uvloop.run(_alone(ground, address))
            peak = _check(ground, scoring, seconds, f"p-{number:02}", None)
            before = _asked(scoring)
            half = _check(ground, scoring, seconds, f"h-{number:02}", peak.per_second / 2)
            asked = [after - was for after, was in zip(_asked(scoring), before, strict=True)]
            if number >= 0:
                check.add(pairs, half.p99_ms / 1000)
                check.note = (
                    f"peak {peak.per_second:,.0f}/s; half: p50 {half.p50_ms:.1f}, p99 {half.p99_ms:.1f} ms, of which "
                    f"{1000 * asked[0] / max(asked[1], 1):.1f} ms (mean) the neighbour's; alone: commit p99 "
                    f"{1000 * commits:.1f}, GET p99 {1000 * gets:.1f} ms"
                )
                rate = _rules_per_second()
                rules.add(1 / peak.per_second, 1 / rate)
                rules.note = f"{rate:,.0f} decisions/s beside {peak.per_second:,.0f} checks/s"
                yield check
                yield rules
    written = ground.postgres.execute(_WRITTEN, "scoring").split()
    assert len(set(written)) == 1, f"checks, decisions with the own record, records, keys: {written}"


def _lend(client: httpx.Client) -> None:
    """A loan of this bank for each customer, and a day's close, so that there is a record to be had."""
    content = "\n".join(json.dumps(_loan(number)) for number in range(1, CUSTOMERS + 1)).encode()
    sent = client.post("/v1/loan-imports", content=content, headers={"Content-Type": "application/x-ndjson"})
    at = f"/v1/loan-imports/{sent.raise_for_status().json()['id']}"
    assert _finished(client, at)["accepted"] == CUSTOMERS
    client.post("/v1/day-closes", json={"business_date": f"{TODAY}"}).raise_for_status()
    _finished(client, f"/v1/day-closes/{TODAY}")


def _finished(client: httpx.Client, at: str) -> Any:
    while (found := client.get(at).raise_for_status().json())["state"] in ("waiting", "running"):
        time.sleep(0.1)
    assert found["state"] == "completed", found
    return found


def _loan(number: int) -> dict[str, Any]:
    return {
        "external_ref": f"L-{number}",
        "customer_ref": f"C-{account_id(number)}",
        "borrower": {"name": f"Borrower {number}", "phone": f"138{number:08}"},
        "co_borrowers": [],
        "guarantors": [],
        "product": "consumption",
        "principal": "12000.00",
        "disbursed_on": f"{TODAY}",
        "matures_on": f"{TODAY.year + 1}-12-20",
        "sub_branch": "lanshan",
        "outlet": "ls-1",
        "account_manager": "ls-manager-1",
        "originated_by": "outlet",
        "instalments": [
            {"number": month, "due_date": f"{TODAY.year + 1}-{month:02}-20", "principal": "1000.00", "interest": "5.00"}
            for month in range(1, 13)
        ],
    }


async def _alone(ground: Ground, address: str) -> tuple[float, float, float]:
    """The p99, in seconds, of a durable commit, of a GET of an own record, and of one after the other."""
    connection = await asyncpg.connect(ground.database("scoring").owner_url)
    headers = {"Authorization": f"Bearer {ground.token()}"}
    commits, gets = [], []
    try:
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=30) as client:
            for number in range(PAIRS):
                began = time.perf_counter()
                await connection.execute("INSERT INTO yardstick VALUES (now())")
                committed = time.perf_counter()
                ref = f"C-{account_id(1 + number % CUSTOMERS)}"
                (await client.get(f"/v1/repayment-records/{ref}")).raise_for_status()
                commits.append(committed - began)
                gets.append(time.perf_counter() - committed)
    finally:
        await connection.close()
    pairs = [commit + get for commit, get in zip(commits, gets, strict=True)]
    return _p99(commits), _p99(gets), _p99(pairs)


def _p99(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) * 99 // 100]


def _check(ground: Ground, port: int, seconds: int, run: str, per_second: float | None) -> Any:
    investigation = {"by": "sz-manager-1", "visited_on": f"{TODAY}", "findings": "stock and orders agree"}
    body = (
        '{"customer_ref": "C-%(account)s", "product": "consumption", "amount": "100.00", "bureau_report_id": '
        f'"%(account)s", "investigation": {json.dumps(investigation)}}}'
    )
    length = len(body) - 2 * len("%(account)s") + 2 * len(account_id(1))
    request = (
        "POST /v1/credit-checks HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {ground.token(*MANAGER)}\r\nIdempotency-Key: %(unique)s\r\n"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    load = Load([port], CONNECTIONS, seconds, request, 201, 1, CUSTOMERS, run, per_second)
    sample = send(load)
    assert not sample.unexpected, sample.unexpected
    return sample


def _asked(port: int) -> tuple[float, float]:
    """How long collections was waited for so far, in seconds, and how often."""
    metrics = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=30).text
    found = [
        re.search(rf'^loanops_neighbour_seconds_{what}{{neighbour="collections"}} (\S+)$', metrics, re.MULTILINE)
        for what in ("sum", "count")
    ]
    seconds, times = (float(each.group(1)) if each else 0.0 for each in found)
    return seconds, times


def _rules_per_second() -> float:
    """Whole decisions over applications at random, on one core."""
    chance = random.Random(20_261_124)
    cases = [case_at(chance) for _ in range(APPLICATIONS)]
    began = time.perf_counter()
    for case in cases:
        decide(case, DEFAULT)
    return APPLICATIONS / (time.perf_counter() - began)
