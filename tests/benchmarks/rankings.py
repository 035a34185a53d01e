"""A quarter's ranking of 2,000 managers and of 40 sub-branches beside three full scans of the bookings (domain T6)."""

import time
from collections.abc import Iterator

import asyncpg
import httpx2 as httpx
import uvloop

from tests.benchmarks.figures import Timing
from tests.benchmarks.stack import REPOSITORY, Ground

SERVICE = "customer"
BOOKINGS = 1_000_000
MANAGERS = 2_000
SUB_BRANCHES = 40
SCANS = 3
LIMIT = 1.0
QUARTER = "2026-Q3"
BOOK = REPOSITORY / "tests" / "benchmarks" / "rankings.sql"
# Every booking is read, and what is summed of it, by the superuser: without the row policy, in parallel.
SCAN = "SELECT count(*), sum(amount), max(booked_on), count(account_manager) FROM loan_booking"


def measure(ground: Ground, rounds: int, seconds: int) -> Iterator[Timing]:
    """Answers each figure as it is after each round, the last time complete. Raises AssertionError when it errs."""
    ground.database(SERVICE)
    ground.postgres.execute(BOOK.read_text().replace(":bookings", str(BOOKINGS)), SERVICE)
    first = Timing("ranking of managers, the quarter before never ranked", "three scans of the bookings", LIMIT)
    managers = Timing(
        f"ranking of {MANAGERS:,} managers, the quarter before ranked", "three scans of the bookings", LIMIT
    )
    branches = Timing(f"ranking of {SUB_BRANCHES} sub-branches", "three scans of the bookings", LIMIT)
    with (
        ground.services(SERVICE, 1) as (port,),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client,
    ):
        client.headers["Authorization"] = f"Bearer {ground.token('head', 'head_office')}"
        _ranked(client, "sub_branch", "2026-Q2", SUB_BRANCHES)
        for _ in range(rounds):
            for figure, subject, expected in (
                (first, "account_manager", MANAGERS),
                (branches, "sub_branch", SUB_BRANCHES),
            ):
                figure.add(uvloop.run(_scans(ground)), _ranked(client, subject, QUARTER, expected))
                yield figure
        _ranked(client, "account_manager", "2026-Q2", MANAGERS)
        for _ in range(rounds):
            managers.add(uvloop.run(_scans(ground)), _ranked(client, "account_manager", QUARTER, MANAGERS))
            yield managers


def _ranked(client: httpx.Client, subject: str, period: str, expected: int) -> float:
    """How long one ranking takes, and that it holds what it should and follows from what went in."""
    began = time.perf_counter()
    answer = client.post("/v1/rankings", json={"period": period, "subject": subject})
    taken = time.perf_counter() - began
    found = answer.raise_for_status().json()
    assert (len(found["entries"]), found["final"]) == (expected, True), found
    again = client.get(f"/v1/rankings/{found['id']}/recomputation").raise_for_status().json()
    assert again["digest_agrees"], again
    assert again["places_agree"], again
    assert again["notices_agree"], again
    return taken


async def _scans(ground: Ground) -> float:
    connection = await asyncpg.connect(ground.postgres.superuser_url(SERVICE))
    try:
        began = time.perf_counter()
        for _ in range(SCANS):
            await connection.fetchrow(SCAN)
        return time.perf_counter() - began
    finally:
        await connection.close()
