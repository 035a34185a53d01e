"""An import of loans over HTTP against a bare COPY of the same rows (contract, section 1, Bulk)."""

import io
import json
import os
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg
import httpx2 as httpx
import uvloop

from tests.benchmarks.figures import Timing
from tests.benchmarks.memory import anonymous_mib, started
from tests.benchmarks.stack import Ground

LOANS = int(os.environ.get("LOANOPS_BENCH_IMPORT", "20000"))
INSTALMENTS = 12
LOOK_SECONDS = 0.05
SERVICE = "collections"

_BARE = """
DROP TABLE IF EXISTS bare_loan, bare_people, bare_instalment;
CREATE TABLE bare_loan (LIKE loan);
CREATE TABLE bare_people (LIKE loan_people);
CREATE TABLE bare_instalment (LIKE instalment);
"""
_SEE_ALL = "SELECT set_config('loanops.sub_branch', '*', false), set_config('loanops.outlet', '*', false)"
_OF_THE_RUN = "WHERE l.external_ref LIKE 'L-{run}-%'"
_ROWS = {
    "bare_loan": f"SELECT l.* FROM loan l {_OF_THE_RUN}",
    "bare_people": f"SELECT p.* FROM loan_people p JOIN loan l ON l.id = p.loan_id {_OF_THE_RUN}",
    "bare_instalment": f"SELECT i.* FROM instalment i JOIN loan l ON l.no = i.loan_no {_OF_THE_RUN}",
}


def measure(ground: Ground, rounds: int, seconds: int) -> Iterator[Timing]:
    """Answers the figure as it is after each round, the last time complete. Raises HTTPStatusError when refused.

    The yardstick copies the very rows that the import has made, out of and into tables without keys or indexes.
    """
    figure = Timing(f"import of {LOANS:,} loans x {INSTALMENTS}", "bare COPY, same rows", None)
    with (
        ground.services(SERVICE, 1) as (port,),
        ground.worker(SERVICE) as leash,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client,
    ):
        worker, before = started(leash)
        most = 0.0
        for number in range(rounds):
            taken, seen = _import_seconds(client, ground, number, worker)
            most = max(most, seen)
            copied = uvloop.run(_copy_seconds(ground, number))
            figure.add(copied, taken)
            figure.note = f"{LOANS / taken:,.0f} loans/s; COPY {LOANS / copied:,.0f}; worker +{most - before:.0f} MiB"
            yield figure


def _import_seconds(client: httpx.Client, ground: Ground, run: int, worker: int) -> tuple[float, float]:
    """How long it took, and the most memory that the worker was seen to have."""
    content = "\n".join(json.dumps(_loan(run, number)) for number in range(LOANS)).encode()
    headers = {"Authorization": f"Bearer {ground.token()}"}
    most, began = 0.0, time.perf_counter()
    sent = client.post("/v1/loan-imports", content=content, headers=headers | {"Content-Type": "application/x-ndjson"})
    found = sent.raise_for_status().json()
    while found["state"] == "running":
        time.sleep(LOOK_SECONDS)
        most = max(most, anonymous_mib(worker))
        found = client.get(f"/v1/loan-imports/{found['id']}", headers=headers).raise_for_status().json()
    assert (found["state"], found["accepted"]) == ("completed", LOANS), found
    return time.perf_counter() - began, most


def _loan(run: int, number: int) -> dict[str, Any]:
    """A loan of a year, of somebody with a guarantor."""
    due = [date(2026, month, 20) for month in range(1, INSTALMENTS + 1)]
    return {
        "external_ref": f"L-{run}-{number}",
        "customer_ref": f"C-{number}",
        "borrower": {"name": f"Borrower {number}", "phone": f"138{number:08}"},
        "co_borrowers": [],
        "guarantors": [{"name": f"Guarantor {number}", "phone": f"139{number:08}", "family": []}],
        "product": "consumption",
        "principal": f"{Decimal(1_000 * INSTALMENTS):.2f}",
        "disbursed_on": "2025-12-05",
        "matures_on": f"{due[-1]}",
        "sub_branch": "lanshan",
        "outlet": "ls-1",
        "account_manager": f"ls-manager-{number % 200}",
        "originated_by": "outlet",
        "instalments": [
            {"number": place, "due_date": f"{day}", "principal": "1000.00", "interest": "55.00"}
            for place, day in enumerate(due, 1)
        ],
    }


async def _copy_seconds(ground: Ground, run: int) -> float:
    """How long COPY takes for the rows of that run, as text that lies ready in memory."""
    connection = await asyncpg.connect(ground.database(SERVICE).owner_url)
    try:
        await connection.execute(_SEE_ALL)
        await connection.execute(_BARE)
        files = {table: io.BytesIO() for table in _ROWS}
        for table, file in files.items():
            await connection.copy_from_query(_ROWS[table].format(run=run), output=file)
            file.seek(0)
        began = time.perf_counter()
        async with connection.transaction():
            for table, file in files.items():
                await connection.copy_to_table(table, source=file)
        return time.perf_counter() - began
    finally:
        await connection.close()
