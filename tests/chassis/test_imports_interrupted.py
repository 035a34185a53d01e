"""Imports in the way of the world: workers that are killed, faults of ours, large files, servers that stop."""

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx2 as httpx
import pytest

from chassis.clock import system_clock
from chassis.db import Database
from chassis.imports.store import CHUNK_LINES
from tests.chassis.ledgering import (
    ENTRIES,
    GATE,
    PATH,
    PATIENCE_SECONDS,
    ledgering,
    server_process,
    worker_here,
    worker_process,
)
from tests.chassis.sending import NDJSON, entries, entry, finished, ndjson, records_of, send, taken, waiting_lines
from tests.support.building import reference
from tests.support.sql import connected, superuser, wait_for, waiting


def test_streams_hold_no_connection_while_nothing_happens(tmp_path_factory: pytest.TempPathFactory) -> None:
    with ledgering(tmp_path_factory.mktemp("streams"), database_connections=1) as service:
        core = service.staff("core-banking")
        import_id = send(core, ndjson(entry())).json()["id"]
        path = f"{PATH}/{import_id}"
        with (
            server_process(service) as (_, origin),
            httpx.Client(base_url=origin, timeout=PATIENCE_SECONDS, headers=core.headers) as client,
            contextlib.ExitStack() as open_streams,
        ):
            streams = [open_streams.enter_context(client.stream("GET", f"{path}/stream")) for _ in range(3)]
            lines = [stream.iter_lines() for stream in streams]
            first = [next(each) for each in lines]
            seen = [client.get(path).json()["state"] for _ in range(5)]
            with worker_here(service):
                last = [[line for line in each if line.startswith("data")][-1] for each in lines]

        assert all('"state":"running"' in line for line in first)
        assert seen == ["running"] * 5
        assert all('"state":"completed"' in line for line in last)


def test_a_stream_ends_when_the_server_is_told_to_stop(tmp_path_factory: pytest.TempPathFactory) -> None:
    with ledgering(tmp_path_factory.mktemp("stopping")) as service:
        core = service.staff("core-banking")
        path = f"{PATH}/{send(core, ndjson(entry())).json()['id']}/stream"
        with (
            server_process(service) as (process, origin),
            httpx.stream("GET", origin + path, headers=core.headers, timeout=PATIENCE_SECONDS) as stream,
        ):
            lines = stream.iter_lines()
            first = next(lines)
            process.send_signal(signal.SIGTERM)
            rest = [line for line in lines if line]
            process.wait(60)

        assert '"state":"running"' in first
        assert rest == []


def test_a_fault_of_ours_fails_the_import_after_the_last_attempt_and_keeps_no_line(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with (
        ledgering(tmp_path_factory.mktemp("failing")) as service,
        worker_here(service, replace(ENTRIES, attempts_max=2)),
    ):
        core = service.staff("core-banking")
        good, bug = reference("G"), reference("BUG")
        lines = [entry(f"{good}-{number}") for number in range(CHUNK_LINES)]

        done = taken(core, ndjson(*lines, entry(bug)))

        assert (done["state"], done["received"], done["accepted"]) == ("failed", CHUNK_LINES + 1, CHUNK_LINES)
        assert len(entries(service, good)) == CHUNK_LINES
        assert waiting_lines(service, done["id"]) == 0
        assert len(records_of(service, done["id"], "import.fail")) == 1
        with connected(service.database.owner_url) as sql:
            assert wait_for(lambda: sql.value("SELECT status::text FROM pgqueuer") == "failed")


def test_a_worker_killed_in_the_middle_is_followed_by_another_and_nothing_is_doubled(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    run = reference("K")
    with ledgering(tmp_path_factory.mktemp("killed")) as service, connected(service.database.owner_url) as gate:
        core = service.staff("core-banking")
        gate.run(f"SELECT pg_advisory_lock({GATE})")
        lines = [entry(f"{run}-{number}") for number in range(CHUNK_LINES + 500)]
        import_id = send(core, ndjson(*lines)).json()["id"]
        with worker_process(service) as worker, superuser(service.database) as sql:
            wait_for(lambda: waiting(sql), "the worker in its second chunk", PATIENCE_SECONDS)
            worker.kill()
            worker.wait()
        halfway = core.see(f"{PATH}/{import_id}")
        gate.run(f"SELECT pg_advisory_unlock({GATE})")
        with worker_here(service):
            done = finished(core, import_id)

        assert (halfway["state"], halfway["accepted"]) == ("running", CHUNK_LINES)
        assert (done["state"], done["accepted"], done["rejected"]) == ("completed", CHUNK_LINES + 500, 0)
        assert entries(service, run) == {f"{run}-{number}": 1 for number in range(CHUNK_LINES + 500)}
        assert len(records_of(service, import_id, "import.advance")) == 2


def test_two_workers_that_take_one_import_at_once_take_turns(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each reads ahead of the database; what the other has taken in the meantime is left, and nothing is doubled."""
    run = reference("T")
    with ledgering(tmp_path_factory.mktemp("turns")) as service:
        core = service.staff("core-banking")
        lines = [entry(f"{run}-{number}") for number in range(3 * CHUNK_LINES + 500)]
        import_id = send(core, ndjson(*lines)).json()["id"]

        async def take_twice() -> None:
            databases = [Database(service.settings) for _ in range(2)]
            try:
                takes = [ENTRIES.run(each, system_clock(), {"import_id": import_id}) for each in databases]
                await asyncio.gather(*takes)
            finally:
                for each in databases:
                    await each.close()

        asyncio.run(take_twice())
        done = core.see(f"{PATH}/{import_id}")

        assert (done["state"], done["accepted"], done["rejected"]) == ("completed", 3 * CHUNK_LINES + 500, 0)
        assert entries(service, run) == {f"{run}-{number}": 1 for number in range(3 * CHUNK_LINES + 500)}
        assert len(records_of(service, import_id, "import.advance")) == 4
        assert waiting_lines(service, import_id) == 0


def test_fifty_megabytes_come_in_without_being_held_in_memory(tmp_path_factory: pytest.TempPathFactory) -> None:
    def pieces(megabytes: int) -> Iterator[bytes]:
        for number in range(megabytes * 64):
            lines = (f'{{"ref": "M-{number}-{place}",{" " * 990} "amount": "1.00"}}' for place in range(16))
            yield ("\n".join(lines) + "\n").encode()

    with ledgering(tmp_path_factory.mktemp("large")) as service, server_process(service) as (process, origin):
        headers = service.staff("core-banking").headers | {"Content-Type": NDJSON}
        with httpx.Client(base_url=origin, timeout=PATIENCE_SECONDS, headers=headers) as client:
            assert client.post(PATH, content=pieces(1)).status_code == 202
            before = resident_megabytes(process.pid)
            answer = client.post(PATH, content=pieces(50))

        assert (answer.status_code, answer.json()["received"]) == (202, 50 * 1024)
        assert resident_megabytes(process.pid) - before < 50


def resident_megabytes(pid: int) -> float:
    """The most memory that the process ever had."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
