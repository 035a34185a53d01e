"""A month of 20,000 units reconciled, beside three full scans of their receipts (domain E5)."""

import time
import uuid
from collections.abc import Iterator
from datetime import timedelta

import asyncpg
import httpx2 as httpx
import uvloop

from chassis.clock import business_date, system_clock
from tests.benchmarks.figures import Timing
from tests.benchmarks.stack import REPOSITORY, Ground

SERVICE = "escrow"
UNITS = 20_000
SHORT = UNITS // 50
SCANS = 3
LIMIT = 1.0
MONTH_END = business_date(system_clock()).replace(day=1) - timedelta(days=1)
PROJECT = "00000000-0000-7000-a100-000000000000"
ACCOUNT = "00000000-0000-7000-8100-000000000000"
BOOK = REPOSITORY / "tests" / "benchmarks" / "proceeds.sql"
SEE_ALL = "SELECT set_config('loanops.sub_branch', 'lanshan', false), set_config('loanops.outlet', '*', false)"
# Every receipt is read, and what is compared of it, under the row policy, as the service would have to.
SCAN = "SELECT count(*), sum(amount), max(value_date), count(unit_no) FROM receipt WHERE account_id = $1"
FOUND = "SELECT status FROM reconcile_units($1, $2, $3, 5, 60)"


def measure(ground: Ground, rounds: int, seconds: int) -> Iterator[Timing]:
    """Answers each figure as it is after each round, the last time complete. Raises AssertionError when it errs."""
    ground.database(SERVICE)
    ground.postgres.execute(BOOK.read_text(), SERVICE)
    whole = Timing(f"reconciliation of {UNITS:,} units, over HTTP", "three scans of its receipts", LIMIT)
    compared = Timing("of it, the comparison alone", "three scans of its receipts", None)
    token = ground.token("bench-manager", "account_manager", "lanshan", "ls-1")
    with (
        ground.services(SERVICE, 1) as (port,),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client,
    ):
        client.headers["Authorization"] = f"Bearer {token}"
        uvloop.run(_scans_and_comparison(ground))
        _reconciled(client)
        for _ in range(rounds):
            beside, alone = uvloop.run(_scans_and_comparison(ground))
            taken = _reconciled(client)
            whole.note = f"{UNITS / taken:,.0f} units/s"
            whole.add(beside, taken)
            yield whole
            compared.add(beside, alone)
            yield compared


def _reconciled(client: httpx.Client) -> float:
    began = time.perf_counter()
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    found = client.post(
        f"/v1/projects/{PROJECT}/reconciliations", json={"month": f"{MONTH_END:%Y-%m}"}, headers=headers
    )
    taken = time.perf_counter() - began
    counts = {each["status"]: each["units"] for each in found.raise_for_status().json()["by_status"]}
    assert counts == {"matched": UNITS - SHORT, "short": SHORT}, counts
    return taken


async def _scans_and_comparison(ground: Ground) -> tuple[float, float]:
    """How long three scans take as the service's own role, and the comparing statement when it keeps nothing."""
    connection = await asyncpg.connect(ground.database(SERVICE).runtime_url)
    try:
        await connection.execute(SEE_ALL)
        began = time.perf_counter()
        for _ in range(SCANS):
            await connection.fetchrow(SCAN, uuid.UUID(ACCOUNT))
        beside = time.perf_counter() - began
        began = time.perf_counter()
        await connection.fetchval(
            f"SELECT count(*) FROM ({FOUND}) AS found", uuid.UUID(PROJECT), uuid.UUID(ACCOUNT), MONTH_END
        )
        return beside, time.perf_counter() - began
    finally:
        await connection.close()
