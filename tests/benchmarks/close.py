"""The daily close beside a bare UPDATE of as many rows (domain C9): the first of a book, a steady day, a recompute."""

import asyncio
import os
import time
import uuid
from collections.abc import Generator, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx2 as httpx

from services.collections.arrears.rules import days_past_due
from services.collections.policies.rules import ClassPolicy
from services.collections.risk_classes.rules import Position, Seen, step
from tests.benchmarks.figures import Timing
from tests.benchmarks.memory import Memory, descendants
from tests.benchmarks.stack import Ground

SERVICE = "collections"
SIZES = tuple(map(int, os.environ.get("LOANOPS_BENCH_LOANS", "100000,1000000").split(",")))
FIRST = date(2026, 6, 30)
SETTLING_DAYS = 2
LOOP_LOANS = 2_000
LOOK_SECONDS = 0.02
WAIT_SECONDS = 900.0

_SEE_ALL = "SELECT set_config('loanops.sub_branch', '*', false), set_config('loanops.outlet', '*', false)"
_BARE = """
DROP TABLE IF EXISTS yardstick;
CREATE TABLE yardstick (id bigint PRIMARY KEY, x integer);
INSERT INTO yardstick SELECT n, 0 FROM generate_series(1, {loans}) AS n;
"""
_EMPTY = (
    "TRUNCATE loan, instalment, loan_look, loan_event, class_change, clock, task, day_close, recomputation,"
    " branch_balance, branch_balance_change CASCADE"
)
_OPEN_AGAIN = """
ALTER TABLE book DISABLE TRIGGER book_moves_forward;
UPDATE book SET closed_through = NULL, closing = NULL;
ALTER TABLE book ENABLE TRIGGER book_moves_forward;
"""
# One loan of a hundred repays an instalment on the business date, as an import leaves it: of those that are behind as
# of those that are not.
_REPAID = """
INSERT INTO repayment (id, loan_no, loan_id, loan_ref, bank_ref, paid_on, amount, made_by, made_at, sub_branch, outlet)
SELECT gen_random_uuid(), l.no, l.id, l.external_ref, 'P-' || $1::date || '-' || l.no, $1, 105500, 'benchmark', now(),
       l.sub_branch, l.outlet
  FROM loan l WHERE (l.no + l.no / 100) % 100 = $2 ORDER BY l.no
"""
_ALLOCATE = """
SELECT allocate_repayments(ARRAY(
    SELECT no FROM loan WHERE no BETWEEN $1 AND $2 AND (no + no / 100) % 100 = $3 ORDER BY no))
"""
_LOOP_READ = "SELECT no, oldest_due_on, aged_class, aged_bucket FROM loan ORDER BY no LIMIT $1"
_LOOP_INSTALMENTS = "SELECT due_date, principal - paid_principal AS unpaid FROM instalment WHERE loan_no = $1"
_LOOP_WRITE = "UPDATE loan SET aged_class = $2 WHERE no = $1 AND aged_class <> $2"


def measure(ground: Ground, rounds: int, seconds: int) -> Iterator[Timing]:
    """Answers each figure as it is after each round. Raises HTTPStatusError when refused."""
    per_loan: dict[int, float] = {}
    with ground.services(SERVICE, 1) as (port,), ground.worker(SERVICE, LOANOPS_STATEMENT_TIMEOUT_MS="120000") as leash:
        url = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=url, timeout=120) as client:
            for loans in SIZES:
                book = _Book(ground, client, leash, loans)
                steady = yield from book.figures(rounds)
                per_loan[loans] = steady / loans
    if len(SIZES) > 1:
        small, large = (per_loan[loans] for loans in (SIZES[0], SIZES[-1]))
        figure = Timing(f"close, a loan of {SIZES[-1]:,}", f"a loan of {SIZES[0]:,}", 1.2)
        figure.add(small, large)
        yield figure


class _Book:
    """A book of so many loans, closed day after day."""

    def __init__(self, ground: Ground, client: httpx.Client, leash: int, loans: int) -> None:
        self.loans = loans
        self._ground, self._client = ground, client
        self._worker = descendants(leash)[-1]
        self._headers = {"Authorization": f"Bearer {ground.token()}"}
        self._risk = {"Authorization": f"Bearer {ground.token('ls-risk', 'risk_officer', 'lanshan')}"}
        self._day = FIRST

    def figures(self, rounds: int) -> Generator[Timing, None, float]:
        """The first close, then in each round a steady day and its recompute. Returns the steady day's median."""
        named = f"{self.loans:,} loans"
        yardstick = f"UPDATE of {self.loans:,} bare rows"
        asyncio.run(self._build())
        before = asyncio.run(self._yardstick())
        first = Timing(f"first close, {named}", yardstick, None)
        taken, first.note = self._close(FIRST)
        first.add(before, taken)
        yield first
        judged = self.loans == SIZES[-1]
        steady = Timing(f"steady close, {named}", yardstick, 1.5 if judged else None)
        again = Timing(f"recompute, {named}", yardstick, 0.5 if judged else None)
        # What the first close has put before everybody comes due on the next days, which no steady day has.
        for number in range(SETTLING_DAYS):
            asyncio.run(self._steady_day(number))
            self._close(self._day)
        for number in range(SETTLING_DAYS, SETTLING_DAYS + rounds):
            asyncio.run(self._steady_day(number))
            bare = asyncio.run(self._yardstick())
            taken, steady.note = self._close(self._day)
            steady.add(bare, taken)
            yield steady
            taken, again.note = self._recompute(self._day)
            again.add(bare, taken)
            yield again
        if judged:
            loop = Timing(f"Python loop, {LOOP_LOANS:,} of {named}, all of them", yardstick, None)
            taken = asyncio.run(self._loop()) * self.loans / LOOP_LOANS
            loop.note = f"{self.loans / taken:,.0f} loans/s"
            loop.add(bare, taken)
            yield loop
        return sorted(steady.seconds)[len(steady.seconds) // 2]

    async def _connect(self) -> Any:
        connection = await asyncpg.connect(self._ground.database(SERVICE).owner_url)
        await connection.execute(_SEE_ALL)
        return connection

    async def _build(self) -> None:
        sql = (Path(__file__).parent / "close.sql").read_text().replace("$loans", str(self.loans))
        connection = await self._connect()
        try:
            await connection.execute(_EMPTY)
            await connection.execute(_OPEN_AGAIN)
            await connection.execute(sql)
            await connection.execute(_BARE.format(loans=self.loans))
            for table in ("loan", "instalment", "yardstick"):
                await connection.execute(f"VACUUM ANALYZE {table}")
        finally:
            await connection.close()

    async def _yardstick(self) -> float:
        connection = await self._connect()
        try:
            await connection.execute("VACUUM yardstick")
            self._ground.postgres.execute("CHECKPOINT")
            began = time.perf_counter()
            await connection.execute("UPDATE yardstick SET x = x + 1")
            return time.perf_counter() - began
        finally:
            await connection.close()

    async def _steady_day(self, number: int) -> None:
        """What happens on a day before its close; autovacuum is given the time that it has on a day."""
        self._day += timedelta(days=1)
        connection = await self._connect()
        try:
            await connection.execute(_REPAID, self._day, number * 7 % 100)
            for start in range(1, self.loans + 1, 50_000):
                await connection.execute(_ALLOCATE, start, start + 49_999, number * 7 % 100)
            for table in ("loan", "instalment", "class_change", "collection_case"):
                await connection.execute(f"VACUUM ANALYZE {table}")
            self._ground.postgres.execute("CHECKPOINT")
        finally:
            await connection.close()

    def _close(self, day: date) -> tuple[float, str]:
        body, at = {"business_date": f"{day}"}, f"/v1/day-closes/{day}"
        return self._timed(self._headers, "/v1/day-closes", body, lambda _: at)

    def _recompute(self, day: date) -> tuple[float, str]:
        def at(asked: Mapping[str, Any]) -> str:
            return f"/v1/recomputations/{asked['id']}"

        body, path = {"reason": "benchmark"}, f"/v1/day-closes/{day}/recompute"
        taken, note = self._timed(self._risk, path, body, at)
        assert " changed 0," in note, note
        return taken, note

    def _timed(self, headers: Mapping[str, str], path: str, body: Any, at: Any) -> tuple[float, str]:
        """From the asking to the completion, as a caller sees it; the note says what was done, and the memory."""
        keyed = {**headers, "Idempotency-Key": str(uuid.uuid4())}
        with Memory(self._worker) as memory:
            began = time.perf_counter()
            asked = self._client.post(path, json=body, headers=keyed).raise_for_status().json()
            while True:
                found = self._client.get(at(asked), headers=headers).raise_for_status().json()
                taken = time.perf_counter() - began
                if found["state"] != "running":
                    break
                assert taken < WAIT_SECONDS, found
                time.sleep(LOOK_SECONDS)
        counts = found["counts"]
        assert (found["state"], counts["read"]) == ("completed", self.loans), found
        return taken, (
            f"{self.loans / taken:,.0f} loans/s; changed {counts['changed']:,}, opened {counts['opened']:,}, "
            f"cured {counts['cured']:,}; {memory.told()}"
        )

    async def _loop(self) -> float:
        """The same by a loop over loans in Python, each read, judged and written alone."""
        policy = ClassPolicy("loop", (0, 1, 91, 271, 361), 7, 6, 2, 12)
        connection = await self._connect()
        try:
            rows = await connection.fetch(_LOOP_READ, LOOP_LOANS)
            began = time.perf_counter()
            for row in rows:
                unpaid = await connection.fetch(_LOOP_INSTALMENTS, row["no"])
                oldest = min((each["due_date"] for each in unpaid if each["unpaid"]), default=None)
                position = step(Position(row["aged_class"]), self._day, Seen(oldest), policy)
                assert days_past_due(oldest, self._day) >= 0
                await connection.execute(_LOOP_WRITE, row["no"], position.standing)
            return time.perf_counter() - began
        finally:
            await connection.close()
