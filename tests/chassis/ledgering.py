"""A service that takes files of entries, and its worker: what tests of jobs and imports stand on.

`python -m tests.chassis.ledgering` is the worker as a process of its own, to be killed.
"""

import asyncio
import contextlib
import os
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2 as httpx
from fastapi import FastAPI
from pydantic import StrictBool
from sqlalchemy import text

from chassis import imports, jobs
from chassis.access import within
from chassis.app import create_app
from chassis.clock import Clock, system_clock
from chassis.db import Database as Pool
from chassis.errors import Refused
from chassis.errors import Text as Message
from chassis.fields import Day, In, PositiveMoney, Ref
from chassis.identity import WHOLE_BANK
from chassis.imports import Importer, Line, Rejection
from chassis.jobs import Queue
from chassis.migrations import ROOT
from chassis.money import to_fen
from chassis.settings import ServiceSettings
from chassis.writes import Work
from tests.support.forking import Program, program
from tests.support.postgres import Database, bare_database, discard
from tests.support.running import Running, running
from tests.support.sql import connected, wait_for
from tests.support.working import working

PATH = "/v1/entry-imports"
BOOKS = "/v1/books/{book_id}/entry-imports"
PATIENCE_SECONDS = 120.0  # a process starts in seconds; on a machine with much else to do, in many
GATE = 4711  # an advisory lock: who holds it stops the worker in its second chunk, with the chunk written
SQL = """
CREATE TABLE book (id uuid PRIMARY KEY, sub_branch text NOT NULL, outlet text NOT NULL);
CALL protect_by_node('book');
CREATE TABLE entry (
    ref text COLLATE "C" PRIMARY KEY,
    amount bigint NOT NULL CHECK (amount < 900000000),
    made_by text NOT NULL,
    book uuid,
    written integer NOT NULL DEFAULT 1,
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CALL protect_by_node('entry');
CREATE TABLE note (word text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp());
GRANT SELECT ON book TO escrow_app;
GRANT SELECT, INSERT, UPDATE ON entry TO escrow_app;
GRANT SELECT, INSERT ON note TO escrow_app;
"""
PIECES = ("0001_house.sql", "0002_jobs.sql", "0003_imports.sql")


class EntryIn(In):
    ref: Ref
    amount: PositiveMoney
    on: Day | None = None
    urgent: StrictBool = False
    copies: int = 1


class Frozen(Refused):
    code = "ENTRY_FROZEN"
    title = Message("Nothing is written under this reference", "该参考号下不得入账")


_WRITE = text(
    "INSERT INTO entry (ref, amount, made_by, book, sub_branch, outlet) "
    "SELECT * FROM unnest(CAST(:refs AS text[]), CAST(:amounts AS bigint[]), CAST(:by AS text[]), "
    "CAST(:books AS uuid[]), CAST(:branches AS text[]), CAST(:outlets AS text[])) "
    "ON CONFLICT (ref) DO UPDATE SET amount = excluded.amount, written = entry.written + 1"
)


async def write_entries(work: Work, lines: Sequence[Line]) -> list[Rejection]:
    """Writes all, unless one is frozen: then it raises, as actions do. `R-…` are rejected, as importers should."""
    if any(line.value.ref.startswith("F-") for line in lines):
        raise Frozen
    if any(line.value.ref.startswith("BUG-") for line in lines):
        raise KeyError("a fault of ours")
    good = {line.value.ref: line for line in lines if not line.value.ref.startswith("R-")}
    node = work.node if work.actor.sub_branch else WHOLE_BANK
    values = {
        "refs": list(good),
        "amounts": [to_fen(line.value.amount) for line in good.values()],
        "by": [work.actor.sub] * len(good),
        "books": [line.target for line in good.values()],
        "branches": [node.sub_branch] * len(good),
        "outlets": [node.outlet] * len(good),
    }
    await work.connection.execute(_WRITE, values)
    if lines[0].number > 1:
        await work.connection.execute(text("SELECT pg_advisory_xact_lock_shared(:gate)"), {"gate": GATE})
    return [
        Rejection(line.number, "NOT_WANTED", Message("Not wanted", "不接受"), "/ref")
        for line in lines
        if line.value.ref.startswith("R-")
    ]


async def write_note(database: Pool, now: datetime, payload: dict[str, Any]) -> None:
    """Writes a word and its process; `fail` never can, `fail-once` the first time, `wait` only behind the gate."""
    word = payload["word"]
    async with database.transaction(WHOLE_BANK) as connection:
        earlier = (await connection.execute(text("SELECT count(*) FROM note WHERE word LIKE 'tried%'"))).scalar_one()
        await _note(connection, f"tried {word}")
        await connection.commit()
    if word == "fail" or (word == "fail-once" and not earlier):
        raise RuntimeError("it could not be done")
    async with database.transaction(WHOLE_BANK) as connection:
        if word == "wait":
            await connection.execute(text("SELECT pg_advisory_xact_lock_shared(:gate)"), {"gate": GATE})
        if word == "slow":
            await asyncio.sleep(0.2)
        await _note(connection, f"{word} by {os.getpid()}.{threading.get_ident()}")


async def say_that_it_failed(database: Pool, now: datetime, payload: dict[str, Any]) -> None:
    async with database.transaction(WHOLE_BANK) as connection:
        await _note(connection, f"gave up {payload['word']}")


async def _note(connection: Any, word: str) -> None:
    await connection.execute(text("INSERT INTO note (word) VALUES (:word)"), {"word": word})


NOTES = Queue("notes", write_note, attempts_max=2, gave_up=say_that_it_failed)
ENTRIES = imports.queue({"entry": Importer(EntryIn, write_entries), "book-entry": Importer(EntryIn, write_entries)})
RULES = [
    *imports.rules(PATH, "entry_import", {"system", "account_manager"}),
    *imports.rules(BOOKS, "book_entry_import", {"system", "account_manager"}, target=within("book")),
]


def create(settings: ServiceSettings, clock: Clock) -> FastAPI:
    routers = [
        imports.router(PATH, "entry", EntryIn),
        imports.router(BOOKS, "book-entry", EntryIn, target=within("book")),
    ]
    return create_app(settings, "Ledgering", routers, RULES, clock=clock)


def ledgering_database() -> Database:
    database = bare_database("escrow")
    with connected(database.owner_url) as sql:
        for piece in PIECES:
            sql.run((ROOT / "chassis" / "sql" / piece).read_text().replace("{runtime_role}", "escrow_app"))
        sql.run(SQL)
    return database


@contextmanager
def ledgering(directory: Path, **settings: Any) -> Iterator[Running]:
    """The service on a fresh database. A lost job comes back after 5 s, and a gate may be waited at for long."""
    given = {"job_lost_after_seconds": 5, "lock_timeout_ms": 60_000, "statement_timeout_ms": 60_000} | settings
    database = ledgering_database()

    def made(asked: ServiceSettings, clock: Clock) -> FastAPI:
        return create(asked.model_copy(update=given), clock)

    with running("escrow", made, database, directory) as service:
        service.settings = service.settings.model_copy(update=given)
        yield service
    discard(database)


def worker_here(service: Running, *queues: Queue) -> AbstractContextManager[None]:
    """A worker in this process, of both queues unless told otherwise."""
    return working(service, *(queues or (NOTES, ENTRIES)))


@contextmanager
def worker_process(service: Running) -> Iterator[Program]:
    """A worker as a process of its own; killed at the end if it still is."""
    with program(service.settings, "tests.chassis.ledgering") as process:
        yield process


@contextmanager
def server_process(service: Running) -> Iterator[tuple[Program, str]]:
    """The service once more, as a process of its own with a socket: the process and its address."""
    port = free_port()
    options = ["--factory", "tests.chassis.ledgering:serve", "--port", str(port), "--log-level", "warning"]
    with program(service.settings, "uvicorn", *options) as process:
        origin = f"http://127.0.0.1:{port}"
        wait_for(lambda: _answers(origin) or process.poll() is not None, "the server", PATIENCE_SECONDS)
        assert process.poll() is None
        yield process, origin


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def serve() -> FastAPI:
    return create(ServiceSettings(), system_clock)


def _answers(origin: str) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(f"{origin}/livez").status_code == 200
    return False


if __name__ == "__main__":
    jobs.run_worker(ServiceSettings(), queues=[NOTES, ENTRIES])
