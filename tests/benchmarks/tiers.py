"""The whole book tiered in one run, beside `UPDATE … SET x = x + 1` on a bare table of as many rows (domain T9).

Then a customer looked for by identity number beside a read by primary key, and an import of customers beside COPY.
"""

import io
import json
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import asyncpg
import httpx2 as httpx
import uvloop

from chassis.ids import new_id
from chassis.personal import FileKeys, Personal, Place, Vault
from tests.benchmarks.figures import Timing
from tests.benchmarks.stack import REPOSITORY, Ground

SERVICE = "customer"
CUSTOMERS = 1_000_000
FEWER = 100_000
IMPORTED = 20_000
LOOKS = 5_000
LOOK_SECONDS = 0.05
ASKED = 1_000
BOOK = REPOSITORY / "tests" / "benchmarks" / "tiers.sql"
SEE_ALL = "SELECT set_config('loanops.sub_branch', '*', false), set_config('loanops.outlet', '*', false)"

_BARE = "DROP TABLE IF EXISTS bare; CREATE TABLE bare (LIKE customer)"
_ROWS = "SELECT * FROM customer WHERE external_ref LIKE 'I{run}-%'"


def measure(ground: Ground, rounds: int, seconds: int) -> Iterator[Timing]:
    """Answers each figure as it is after each round, the last time complete. Raises HTTPStatusError when refused."""
    ground.database(SERVICE)
    with (
        ground.services(SERVICE, 1) as (port,),
        ground.worker(SERVICE, LOANOPS_STATEMENT_TIMEOUT_MS="120000"),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client,
    ):
        client.headers["Authorization"] = f"Bearer {ground.token()}"
        fewer = Timing(f"run, {FEWER:,} customers", "UPDATE of as many bare rows", None)
        yield from _runs(ground, client, FEWER, rounds, [fewer])
        each = min(fewer.seconds) / FEWER
        everyone = Timing("run, every customer changes", "UPDATE of 1,000,000 bare rows", None)
        some = Timing("run, a new policy", "UPDATE of 1,000,000 bare rows", 1.5)
        same = Timing("run again, nothing changes", "UPDATE of 1,000,000 bare rows", 0.5)
        flat = Timing("one customer of 1,000,000", f"one of {FEWER:,}", 1.2)
        yield from _runs(ground, client, CUSTOMERS, rounds, [everyone, some, same])
        flat.add(each, min(everyone.seconds) / CUSTOMERS)
        yield flat
        search = Timing("search by identity number, p99", "read by primary key, p99", 2.0)
        for _ in range(rounds):
            search.add(*uvloop.run(_looks(ground)))
            yield search
        taking = Timing(f"import of {IMPORTED:,} customers", "bare COPY, same rows", None)
        for number in range(rounds):
            taken = _import_seconds(client, number)
            taking.add(uvloop.run(_copy_seconds(ground, number)), taken)
            sealing = _sealing_seconds(ground)
            taking.note = f"{IMPORTED / taken:,.0f}/s; of it {sealing:.2f} s sealing and indexing, two numbers each"
            yield taking
        asked = Timing("search by identity number over HTTP, p99", "read by primary key over HTTP, p99", 2.0)
        for _ in range(rounds):
            asked.add(*_asked_seconds(ground, client))
            yield asked


def _asked_seconds(ground: Ground, client: httpx.Client) -> tuple[float, float]:
    """The 99th percentile of reads of a customer over HTTP, and of searches for the same one, one after the other."""
    rows = ground.postgres.execute(
        "SELECT external_ref || ' ' || id FROM customer WHERE external_ref LIKE 'I%'", SERVICE
    )
    known = random.sample(rows.split("\n"), ASKED)
    reads: list[float] = []
    searches: list[float] = []
    for line in known:
        ref, identity = line.split()
        run, number = (int(each) for each in ref.removeprefix("I").split("-"))
        began = time.perf_counter()
        client.get(f"/v1/customers/{identity}").raise_for_status()
        read = time.perf_counter()
        found = client.post("/v1/customers/search", json={"id_number": _customer(run, number)["id_number"]})
        reads.append(read - began)
        searches.append(time.perf_counter() - read)
        assert [one["id"] for one in found.raise_for_status().json()["items"]] == [identity], found.text
    p99 = [sorted(times)[len(times) * 99 // 100] for times in (reads, searches)]
    return p99[0], p99[1]


def _runs(ground: Ground, client: httpx.Client, customers: int, rounds: int, figures: list[Timing]) -> Iterator[Timing]:
    """Rounds on a fresh book: every customer changes, then those whom a new policy changes, then nobody."""
    for number in range(rounds):
        _await_idle(ground)
        ground.postgres.execute(BOOK.read_text().replace(":customers", str(customers)), SERVICE)
        for place, figure in enumerate(figures):
            if place < 2:
                _activate(ground, f"{customers}-{number}-{place}", lower=place == 1)
            _await_idle(ground)
            ground.postgres.execute("VACUUM yardstick; VACUUM customer_tier; VACUUM tier_change; CHECKPOINT", SERVICE)
            beside = _update_seconds(ground)
            taken, counts = _run_seconds(client)
            assert counts["read"] == customers, counts
            figure.note = f"{counts['changed']:,} changed; {customers / taken:,.0f} customers/s"
            figure.add(beside, taken)
            yield figure


def _await_idle(ground: Ground) -> None:
    """Wait until the worker has done what a run asks for at its end: serving those who are high-end now."""
    while ground.postgres.execute("SELECT count(*) FROM pgqueuer", SERVICE).strip() != "0":
        time.sleep(1)


def _activate(ground: Ground, version: str, *, lower: bool) -> None:
    """Put a policy in force: the default one, or with the limits for deposits a fifth lower."""
    rules = ground.postgres.execute("SELECT body FROM policy WHERE version = '2026-01' AND kind = 'tiers'", SERVICE)
    body = json.loads(rules)
    for way in body["ways"]:
        if lower and way["code"] == "DEPOSITS":
            way["at_least"]["deposits"] = f"{float(way['at_least']['deposits']) * 0.8:.2f}"
    # The body of version 2026-01 has the same operating products, as a bank's versions mostly have.
    ground.postgres.execute(
        "INSERT INTO policy SELECT gen_random_uuid(), 'tiers', :'version', 'active', effective_from + 1, :'body', "
        "'bench', now(), 'other', now() FROM policy WHERE version = '2026-01' AND kind = 'tiers'",
        SERVICE,
        {"version": f"'{version}'", "body": f"'{json.dumps(body)}'"},
    )


def _update_seconds(ground: Ground) -> float:
    async def update() -> float:
        connection = await asyncpg.connect(ground.postgres.superuser_url(SERVICE))
        try:
            began = time.perf_counter()
            await connection.execute("UPDATE yardstick SET x = x + 1")
            return time.perf_counter() - began
        finally:
            await connection.close()

    return uvloop.run(update())


def _run_seconds(client: httpx.Client) -> tuple[float, dict[str, int]]:
    """How long a run takes, from the asking to its end as its caller sees it."""
    began = time.perf_counter()
    found = client.post("/v1/tier-runs", json={}).raise_for_status().json()
    while found["state"] == "running":
        time.sleep(LOOK_SECONDS)
        found = client.get(f"/v1/tier-runs/{found['id']}").raise_for_status().json()
    assert found["state"] == "completed", found
    return time.perf_counter() - began, found["counts"]


async def _looks(ground: Ground) -> tuple[float, float]:
    """The 99th percentile of reads by primary key, and of those by the index of the number, one after the other."""
    connection = await asyncpg.connect(ground.database(SERVICE).runtime_url)
    try:
        await connection.execute(SEE_ALL)
        by_key = await connection.prepare("SELECT * FROM customer WHERE id = $1")
        by_number = await connection.prepare("SELECT * FROM customer WHERE id_number_index = $1")
        known = await connection.fetch(f"SELECT id, id_number_index FROM customer TABLESAMPLE SYSTEM (2) LIMIT {LOOKS}")
        keys, numbers = [], []
        random.shuffle(known)
        for row in known:
            for times, statement, value in ((keys, by_key, row[0]), (numbers, by_number, row[1])):
                began = time.perf_counter()
                assert await statement.fetchrow(value)
                times.append(time.perf_counter() - began)
        return tuple(sorted(times)[len(times) * 99 // 100] for times in (keys, numbers))  # type: ignore[return-value]
    finally:
        await connection.close()


def _import_seconds(client: httpx.Client, run: int) -> float:
    content = "\n".join(json.dumps(_customer(run, number)) for number in range(IMPORTED)).encode()
    began = time.perf_counter()
    headers = {"Content-Type": "application/x-ndjson"}
    found = client.post("/v1/customer-imports", content=content, headers=headers).raise_for_status().json()
    while found["state"] == "running":
        time.sleep(LOOK_SECONDS)
        found = client.get(f"/v1/customer-imports/{found['id']}").raise_for_status().json()
    assert (found["state"], found["accepted"]) == ("completed", IMPORTED), found
    return time.perf_counter() - began


def _customer(run: int, number: int) -> dict[str, Any]:
    weights, place = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), run * IMPORTED + number
    body = f"371302{date(1950, 1, 1) + timedelta(days=place // 999):%Y%m%d}{place % 999:03d}"
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]
    return {
        "external_ref": f"I{run}-{number}",
        "name": f"Customer {number}",
        "id_number": body + check,
        "phone": f"138{number:08d}",
        "sub_branch": "lanshan",
        "outlet": "ls-1",
        "marketing_consent": True,
    }


async def _copy_seconds(ground: Ground, run: int) -> float:
    """How long COPY takes for the rows of that run, as text that lies ready in memory, into a table without keys."""
    connection = await asyncpg.connect(ground.postgres.superuser_url(SERVICE))
    try:
        await connection.execute(_BARE)
        file = io.BytesIO()
        await connection.copy_from_query(_ROWS.format(run=run), output=file)
        file.seek(0)
        began = time.perf_counter()
        await connection.copy_to_table("bare", source=file)
        return time.perf_counter() - began
    finally:
        await connection.close()


def _sealing_seconds(ground: Ground) -> float:
    """What sealing, opening and sealing again costs for so many customers: a line waits sealed, too."""
    vault = Vault(FileKeys(ground.keys.personal(SERVICE)))
    line = json.dumps(_customer(0, 1)).encode()
    began = time.perf_counter()
    for _ in range(IMPORTED):
        place = Place("customer", "id_number", new_id())
        vault.open_bytes(vault.seal_bytes(line, place), place)
        for text in ("371302195001010011", "13800000000"):
            vault.seal(Personal(text), place)
        vault.index(Personal("371302195001010011"), "customer", "id_number")
    return time.perf_counter() - began
