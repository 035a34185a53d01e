"""Many clients at once on one account and on many, against two real service processes (domain E3).

Each client does what a bank's systems do when the network is bad: it reports receipts and sends them again, asks for
payments and takes them through or back. In the end the books are compared with what the clients were told.
"""

import asyncio
import os
import random
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import httpx
import pytest

from tests.support.building import House, approved_plan, receive, reference, supervised_project, today
from tests.support.processes import processes
from tests.support.running import Running

CLIENTS = 64
AGAIN = 0.3  # the share of requests that are sent a second time, as after a lost answer
BOOKS = """
SELECT a.id::text, a.total, a.held,
       (SELECT coalesce(sum(amount), 0) FROM ledger_entry e WHERE e.account_id = a.id)::bigint AS entries_sum,
       (SELECT count(*) FROM ledger_entry e WHERE e.account_id = a.id) AS entries_count, a.entries,
       (SELECT coalesce(sum(amount), 0) FROM ledger_hold h
         WHERE h.account_id = a.id AND h.state = 'held')::bigint AS holds,
       (SELECT total FROM ledger_account c WHERE c.id = a.clearing_id) AS clearing
  FROM ledger_account a WHERE a.kind = 'supervised'
"""


@dataclass
class Told:
    """What the clients were told, in fen: by account, and how often each status was answered."""

    received: Counter[str] = field(default_factory=Counter)
    paid: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)


@dataclass
class Client:
    """One caller, who sends each request to either process, and some of them twice."""

    http: httpx.AsyncClient
    urls: list[str]
    chance: random.Random
    told: Told

    async def send(self, house: House, who: str, path: str, body: Any, etag: str | None = None) -> Any:
        person = house.escrow.staff(who)
        headers = person.headers | {"Idempotency-Key": str(uuid.uuid4())} | ({"If-Match": etag} if etag else {})
        answer = await self._once(path, body, headers)
        if answer.status_code < 300 and self.chance.random() < AGAIN:
            again = await self._once(path, body, headers)
            assert (again.status_code, again.content) == (answer.status_code, answer.content), path
        return answer

    async def _once(self, path: str, body: Any, headers: dict[str, str]) -> httpx.Response:
        while True:
            try:
                answer = await self.http.post(f"{self.chance.choice(self.urls)}{path}", json=body, headers=headers)
            except httpx.TransportError:
                continue  # an idle connection that was just being closed: what the key is for
            self.told.statuses[answer.status_code] += 1
            if answer.status_code != 503:
                return answer

    async def receipt(self, house: House) -> None:
        amount = self.chance.randint(1, 10_000)
        body = {"source": "developer_funds", "amount": f"{amount}.00", "bank_ref": reference("IN")}
        path = f"/v1/accounts/{house.account}/receipts"
        answer = await self.send(house, "core-banking", path, body | {"value_date": f"{today()}"})
        assert answer.status_code == 201, answer.text
        self.told.received[house.account] += amount * 100

    async def payment(self, house: House, line: str, contract: str) -> None:
        amount = self.chance.randint(1, 50)
        body = {
            "fund_plan_line_id": line,
            "contract_id": contract,
            "invoice_no": reference("INV"),
            "amount": f"{amount}.00",
            "document_ids": [],
            "value_date": f"{today()}",
        }
        asked = await self.send(house, f"{house.branch}-manager-1", f"{house.at}/disbursements", body)
        assert asked.status_code == 201, asked.text
        at = f"/v1/disbursements/{asked.json()['id']}"
        if self.chance.random() < 0.3:
            await self._moved(house, "manager-2", f"{at}/cancel", asked.headers["ETag"])
            return
        confirmed = await self._moved(house, "personal", f"{at}/confirm", asked.headers["ETag"])
        await self._moved(house, "payments", f"{at}/pay", confirmed.headers["ETag"])
        settlement = {"bank_ref": reference("OUT"), "settled_on": f"{today()}"}
        settled = await self.send(house, "core-banking", f"{at}/settle", settlement)
        assert settled.status_code == 200, settled.text
        self.told.paid[house.account] += amount * 100

    async def _moved(self, house: House, post: str, path: str, etag: str) -> httpx.Response:
        answer: httpx.Response = await self.send(house, f"{house.branch}-{post}", path, {}, etag)
        assert answer.status_code == 200, answer.text
        return answer


async def storm(payable: list[tuple[House, str, str]], urls: list[str], clients: int, seconds: float) -> Told:
    told = Told()
    end = time.monotonic() + seconds
    seed = int(os.environ.get("LOANOPS_SEED", "20261124"))
    limits = httpx.Limits(max_connections=clients)

    async def act(http: httpx.AsyncClient, number: int) -> None:
        client = Client(http, urls, random.Random(seed + number), told)
        while time.monotonic() < end:
            house, line, contract = client.chance.choice(payable)
            if client.chance.random() < 0.7:
                await client.receipt(house)
            else:
                await client.payment(house, line, contract)

    async with httpx.AsyncClient(timeout=60, limits=limits) as http:
        await asyncio.gather(*(act(http, number) for number in range(clients)))
    return told


async def books(owner_url: str) -> tuple[list[Any], int]:
    connection = await asyncpg.connect(owner_url)
    try:
        await connection.execute(
            "SELECT set_config('loanops.sub_branch', '*', false), set_config('loanops.outlet', '*', false)"
        )
        deadlocks = await connection.fetchval(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        )
        return await connection.fetch(BOOKS), deadlocks
    finally:
        await connection.close()


def weather(escrow: Running, accounts: int, clients: int, seconds: float) -> None:
    """Let it blow, then compare the books with what the clients were told."""
    payable = []
    for _ in range(accounts):
        house = supervised_project(escrow)
        receive(house, "9000000.00")
        line, contract = approved_plan(house, "2000000.00")
        payable.append((house, line, contract["id"]))
    with processes(escrow.settings, 2) as two:
        urls = [process.url for process in two]
        told = asyncio.run(storm(payable, urls, clients, seconds))
    rows, deadlocks = asyncio.run(books(escrow.database.owner_url))
    print(f"{accounts} accounts, {clients} clients, {seconds:.0f} s: {dict(told.statuses)}, deadlocks {deadlocks}")

    assert deadlocks == 0
    assert len(rows) == accounts
    assert sum(told.received.values()) > 0
    assert sum(told.paid.values()) > 0
    for row in rows:
        expected = 9_000_000_00 + told.received[row["id"]] - told.paid[row["id"]]
        assert (row["total"], row["entries_sum"], -row["clearing"]) == (expected, expected, expected)
        assert (row["held"], row["holds"], row["entries_count"]) == (0, 0, row["entries"])


def test_a_gust_on_one_account_loses_and_doubles_nothing(fresh_escrow: Running) -> None:
    weather(fresh_escrow, accounts=1, clients=16, seconds=2)


@pytest.mark.prove
@pytest.mark.parametrize("accounts", [1, 20])
def test_sixty_four_clients_for_a_minute_lose_and_double_nothing(fresh_escrow: Running, accounts: int) -> None:
    weather(fresh_escrow, accounts, CLIENTS, seconds=60)
