"""Receipts in great numbers, each asked again with its key until it is answered, and what must be true of them then."""

import asyncio
import json
import random
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.support.building import House, today
from tests.support.sql import Sql

CALLERS = 64
POISON_SHARE = 0.02
# More than any account can hold beside what is in it: this fails the call that it is in.
TOO_MUCH = "999999999999999.99"
ASK_AGAIN = (409, 503, 504)
BOOKS = """
SELECT count(*) AS receipts, count(DISTINCT r.bank_ref) AS references, count(t.id) AS transfers, count(a.id) AS records,
       count(k.key) AS keys, sum(r.amount)::bigint AS amount,
       (SELECT count(*) FROM ledger_transfer WHERE starts_with(reference, $1)) AS all_transfers
  FROM receipt r
  LEFT JOIN ledger_transfer t ON t.id = r.id AND t.reference = r.bank_ref AND t.amount = r.amount
  LEFT JOIN audit_record a ON a.resource = r.id AND a.action = 'receipt.report'
  LEFT JOIN idempotency_key k ON k.key = r.bank_ref
 WHERE starts_with(r.bank_ref, $1)
"""
WRONG = """
SELECT (SELECT count(*) FROM ledger_account a WHERE (a.total, a.entries) IS DISTINCT FROM
           (SELECT (coalesce(sum(e.amount), 0)::bigint, count(*)) FROM ledger_entry e WHERE e.account_id = a.id))
       + (SELECT count(*) FROM (
           SELECT balance, sum(amount) OVER (PARTITION BY account_id ORDER BY number) AS running FROM ledger_entry
         ) AS e WHERE e.balance <> e.running)
"""


@dataclass
class Asked:
    """One receipt: what is sent, and the answer that ended its asking."""

    account: str
    body: dict[str, Any]
    status: int = 0
    answer: bytes = b""
    attempts: int = 0

    @property
    def reference(self) -> str:
        """Its bank reference, which is its key too."""
        return str(self.body["bank_ref"])


@dataclass
class Load:
    """Callers who each report one receipt after the other, half of them on one account, until they are told to stop."""

    url: str
    headers: dict[str, str]
    houses: list[House]
    chance: random.Random
    run_name: str = field(default_factory=lambda: f"{uuid.uuid4().hex[:8]}-")
    """How the references of this load begin."""
    asked: list[Asked] = field(default_factory=list)
    stopping: bool = False

    async def run(self) -> None:
        """Put the load on. Ends when every receipt that was begun has its answer."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
            await asyncio.gather(*(self._call(session) for _ in range(CALLERS)))

    async def replay(self, sample: int) -> list[tuple[Asked, int, bytes, bool]]:
        """Ask some of the answered ones once more: the status, the bytes, and whether it says that it is a replay."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
            chosen = self.chance.sample(self.good, min(sample, len(self.good)))
            return [(each, *await self._send(session, each)) for each in chosen]

    @property
    def good(self) -> list[Asked]:
        """Those that were taken."""
        return [each for each in self.asked if each.status == 201]

    async def _call(self, session: aiohttp.ClientSession) -> None:
        while not self.stopping:
            each = self._next()
            self.asked.append(each)
            while not each.status:
                await self._ask(session, each)

    async def _ask(self, session: aiohttp.ClientSession, each: Asked) -> None:
        each.attempts += 1
        try:
            status, answer, _ = await self._send(session, each)
        except (aiohttp.ClientError, TimeoutError):
            await asyncio.sleep(0.1)
            return
        if status in ASK_AGAIN:
            await asyncio.sleep(0.05)
            return
        each.status, each.answer = status, answer

    async def _send(self, session: aiohttp.ClientSession, each: Asked) -> tuple[int, bytes, bool]:
        headers = self.headers | {"Idempotency-Key": each.reference}
        path = f"{self.url}/v1/accounts/{each.account}/receipts"
        async with session.post(path, json=each.body, headers=headers) as answer:
            return answer.status, await answer.read(), "Idempotent-Replayed" in answer.headers

    def _next(self) -> Asked:
        poison = self.chance.random() < POISON_SHARE
        house = self.houses[0] if self.chance.random() < 0.5 else self.chance.choice(self.houses)
        body = {
            "source": "developer_funds",
            "amount": TOO_MUCH if poison else f"{self.chance.randint(1, 99)}.{self.chance.randint(0, 99):02}",
            "bank_ref": f"{self.run_name}{self.chance.getrandbits(96):024x}",
            "value_date": f"{today()}",
        }
        return Asked(house.account, body)


def assert_each_is_there_once(load: Load, books: Sql) -> None:
    """Every receipt that was answered 201 is in the books once, with all that goes with it; no other is."""
    poison = [each for each in load.asked if each.body["amount"] == TOO_MUCH]
    found = books.rows(BOOKS, load.run_name)[0]
    good = load.good
    fen = sum(int(each.body["amount"].replace(".", "")) for each in good)

    assert len(good) + len(poison) == len(load.asked)
    assert {(each.status, json.loads(each.answer)["code"]) for each in poison} <= {(422, "BALANCE_TOO_LARGE")}
    counted = ("receipts", "references", "transfers", "all_transfers", "records", "keys")
    assert dict(found) == {**dict.fromkeys(counted, len(good)), "amount": fen}
    assert books.value(WRONG) == 0


def under_load(load: Load, disturb: Any, times: int, end: float) -> int:
    """Put the load on and disturb it so many times, or until that moment. Answers how often it was."""

    async def run() -> int:
        running = asyncio.create_task(load.run())
        done = 0
        while done < times and time.monotonic() < end:
            await asyncio.sleep(load.chance.uniform(0.3, 1.5))
            await asyncio.to_thread(disturb)
            done += 1
        await asyncio.sleep(0.5)
        load.stopping = True
        await running
        return done

    return asyncio.run(run())
