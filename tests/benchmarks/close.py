"""The daily close of a large book against a bare UPDATE of as many rows (domain C9)."""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import httpx2 as httpx

from tests.benchmarks import processes
from tests.benchmarks.figures import Timing
from tests.benchmarks.stack import Ground

SERVICE = "collections"
SIZES = (100_000, 1_000_000)
FIRST_CLOSE = date(2026, 7, 1)
LOOK_SECONDS = 0.05
STEADY_MAX, RECOMPUTED_MAX, FLAT_MAX = 1.5, 0.5, 1.2
_BOOK = Path(__file__).parent / "book.sql"

_YARDSTICK = "CREATE TABLE yardstick (id bigint PRIMARY KEY, x integer); "
_FILL = "INSERT INTO yardstick SELECT n, 0 FROM generate_series(1, {size}) AS n ON CONFLICT DO NOTHING; "
_VACUUM = "VACUUM (ANALYZE) yardstick;"
_UPDATE = "UPDATE yardstick SET x = x + 1;"

# One loan of a hundred repays: half of them what they are behind with, the others an instalment in advance.
_REPAY = """
INSERT INTO repayment (id, loan_no, loan_id, loan_ref, bank_ref, paid_on, amount, made_by, made_at, sub_branch, outlet)
SELECT gen_random_uuid(), l.no, l.id, l.external_ref, 'B-{day}-' || l.no, '{day}', CASE WHEN p.behind THEN 105500 * 6
       ELSE 105500 END, 'benchmark', now(), l.sub_branch, l.outlet
  FROM (SELECT n, n % 200 < 100 AS behind FROM generate_series(1, {size}) AS n
         WHERE n % 200 = {place} OR n % 200 = 130 + {place}) AS p
  JOIN loan l ON l.external_ref = 'L-' || p.n;
SELECT allocate_repayments(array_agg(loan_no)) FROM repayment WHERE paid_on = '{day}';
"""


def measure(ground: Ground, rounds: int, seconds: int) -> Iterator[Timing]:
    """Answers the figures as they are after each round. Raises AssertionError when a close does not complete."""
    ground.database(SERVICE)
    ground.postgres.execute(_YARDSTICK, SERVICE)
    day, laid, per_loan = FIRST_CLOSE, 0, []
    for size in SIZES:
        _lay_out(ground, laid + 1, size)
        laid = size
        with ground.services(SERVICE, 1) as (port,), ground.worker(SERVICE) as worker:
            client = httpx.Client(
                base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {ground.token()}"}, timeout=60
            )
            first = Timing(f"first close of {size:,} loans", f"UPDATE of {size:,} rows", None)
            first.add(_update(ground), _close(client, day))
            yield first
            limit = STEADY_MAX if size == SIZES[-1] else None
            steady = Timing(f"close of {size:,} loans, a steady day", f"UPDATE of {size:,} rows", limit)
            for number in range(rounds):
                day += timedelta(days=1)
                ground.postgres.execute(_REPAY.format(day=day, size=size, place=number + 1), SERVICE)
                yardstick = _update(ground)
                before = processes.resident_mib(worker)
                steady.add(yardstick, _close(client, day))
                grown = processes.resident_mib(worker) - before
                steady.note = f"{size / steady.seconds[-1]:,.0f} loans/s; worker's memory {grown:+.0f} MiB"
                yield steady
            per_loan.append(steady)
            day += timedelta(days=1)
            client.close()
    flat = Timing("time for a loan, 1,000,000 of them", "time for a loan, 100,000 of them", FLAT_MAX)
    for small, large in zip(*(each.seconds for each in per_loan), strict=True):
        flat.add(small / SIZES[0] * 1e6, large / SIZES[1] * 1e6)
        flat.note = "microseconds, not seconds"
    yield flat


def _lay_out(ground: Ground, first: int, last: int) -> None:
    wrong = ground.postgres.execute(_BOOK.read_text(), SERVICE, {"first": str(first), "last": str(last)})
    assert wrong.split() == ["0"], f"{wrong} loans of the book are not what the service would have made of them"
    ground.postgres.execute(_FILL.format(size=last) + _VACUUM, SERVICE)


def _update(ground: Ground) -> float:
    """How long the yardstick takes."""
    began = time.perf_counter()
    ground.postgres.execute(_UPDATE, SERVICE)
    taken = time.perf_counter() - began
    ground.postgres.execute(_VACUUM, SERVICE)
    return taken


def _close(client: httpx.Client, day: date) -> float:
    """How long a close takes, from being asked for until it is completed."""
    began = time.perf_counter()
    client.post("/v1/day-closes", json={"business_date": f"{day}"}).raise_for_status()
    while True:
        found = client.get(f"/v1/day-closes/{day}").raise_for_status().json()
        if found["state"] != "running":
            break
        time.sleep(LOOK_SECONDS)
    taken = time.perf_counter() - began
    assert found["state"] == "completed", found
    return taken
