"""Queues: a job comes with its transaction, is worked whatever becomes of its worker, and is never lost silently."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import asyncpg
import httpx2 as httpx
import pytest
from pgqueuer import AsyncpgDriver, Queries
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import jobs
from chassis.clock import system_clock
from chassis.db import Database as Pool
from chassis.identity import WHOLE_BANK
from chassis.jobs import POLL_SECONDS, enqueue, failures, given_up
from tests.chassis.ledgering import GATE, NOTES, PATIENCE_SECONDS, free_port, ledgering, worker_here, worker_process
from tests.support.running import Running
from tests.support.sql import connected, superuser, wait_for, waiting


@pytest.fixture
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with ledgering(tmp_path_factory.mktemp("jobs")) as service:
        yield service


def in_transaction(service: Running, act: Callable[[AsyncConnection], Awaitable[None]]) -> None:
    async def run() -> None:
        pool = Pool(service.settings)
        try:
            async with pool.transaction(WHOLE_BANK) as connection:
                await act(connection)
        finally:
            await pool.close()

    asyncio.run(run())


def put_down(service: Running, *words: str) -> None:
    async def act(connection: AsyncConnection) -> None:
        for word in words:
            await enqueue(connection, "notes", {"word": word})

    in_transaction(service, act)


def notes(service: Running, pattern: str = "%") -> list[str]:
    with connected(service.database.owner_url) as sql:
        rows = sql.rows("SELECT word FROM note WHERE word LIKE $1 AND word NOT LIKE 'tried%' ORDER BY at", pattern)
    return [row["word"] for row in rows]


def queued(service: Running) -> list[tuple[str, int]]:
    with connected(service.database.owner_url) as sql:
        rows = sql.rows("SELECT status::text AS status, attempts FROM pgqueuer ORDER BY id")
    return [(row["status"], row["attempts"]) for row in rows]


def count(metric: Any) -> float:
    return float(metric.labels("notes")._value.get())


def test_the_tables_are_what_pgqueuer_would_install(service: Running) -> None:
    """Our migration holds PgQueuer's own schema: its upgrade would change nothing."""

    async def plan() -> list[str]:
        connection = await asyncpg.connect(service.database.owner_url)
        try:
            return list((await Queries(AsyncpgDriver(connection)).plan_upgrade()).statements)
        finally:
            await connection.close()

    assert asyncio.run(plan()) == []


def test_a_job_comes_with_the_transaction_it_was_put_down_in(service: Running) -> None:
    with worker_here(service):
        put_down(service, "done")

        wait_for(lambda: notes(service, "done%"), "the job")
        assert wait_for(lambda: queued(service) == [], "its end")


def test_a_job_goes_with_the_transaction_that_is_rolled_back(service: Running) -> None:
    async def act(connection: AsyncConnection) -> None:
        await enqueue(connection, "notes", {"word": "never"})
        await connection.rollback()

    in_transaction(service, act)

    assert queued(service) == []


def test_a_job_is_taken_up_long_before_the_next_look(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The commit notifies the workers; an idle one looks by itself every five seconds."""
    with ledgering(tmp_path_factory.mktemp("idle"), job_lost_after_seconds=60) as service, worker_here(service):
        put_down(service, "first")
        wait_for(lambda: notes(service, "first%") and queued(service) == [], "the worker's start")
        put_down(service, "second")

        wait_for(lambda: notes(service, "second%"), "the notified worker", POLL_SECONDS / 2)


def test_two_workers_share_and_each_job_is_done_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    with ledgering(tmp_path_factory.mktemp("shared"), job_lost_after_seconds=60) as service:
        with worker_here(service), worker_here(service):
            put_down(service, *["slow"] * 10)
            wait_for(lambda: len(notes(service, "slow%")) >= 10, "ten jobs", PATIENCE_SECONDS)

        done = notes(service, "slow%")
        assert len(done) == 10
        assert len({word.rpartition(" ")[2] for word in done}) == 2
        assert queued(service) == []


def test_one_worker_runs_no_more_jobs_at_once_than_its_queue_says(service: Running) -> None:
    with connected(service.database.owner_url) as gate, superuser(service.database) as sql:
        gate.run(f"SELECT pg_advisory_lock({GATE})")
        with worker_here(service, NOTES):
            put_down(service, "wait", "wait")
            wait_for(lambda: waiting(sql), "the first job")
            asyncio.run(asyncio.sleep(0.5))

            assert [status for status, _ in queued(service)] == ["picked", "queued"]
            gate.run(f"SELECT pg_advisory_unlock({GATE})")
            wait_for(lambda: len(notes(service, "wait%")) == 2, "both jobs")


def test_the_job_of_a_killed_worker_is_taken_up_by_another(service: Running) -> None:
    with connected(service.database.owner_url) as gate, superuser(service.database) as sql:
        gate.run(f"SELECT pg_advisory_lock({GATE})")
        put_down(service, "wait")
        with worker_process(service) as worker:
            wait_for(lambda: waiting(sql), "the worker in its job", PATIENCE_SECONDS)
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
        gate.run(f"SELECT pg_advisory_unlock({GATE})")
        assert queued(service) == [("picked", 0)]

        with worker_here(service):
            wait_for(lambda: notes(service, "wait%"), "the job, once it counts as lost", PATIENCE_SECONDS)
            wait_for(lambda: queued(service) == [], "its end")

    assert len(notes(service, "wait%")) == 1


def test_a_worker_told_to_stop_gives_back_what_it_cannot_finish(service: Running) -> None:
    """It counts as no attempt, so that many deploys never use up a job's chances."""
    with connected(service.database.owner_url) as gate, superuser(service.database) as sql:
        gate.run(f"SELECT pg_advisory_lock({GATE})")
        put_down(service, "wait")
        with worker_process(service) as worker:
            wait_for(lambda: waiting(sql), "the worker in its job", PATIENCE_SECONDS)
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(60) == 0

        assert queued(service) == [("queued", 0)]
        gate.run(f"SELECT pg_advisory_unlock({GATE})")
        with worker_here(service):
            wait_for(lambda: notes(service, "wait%"), "the job")


def test_a_worker_told_to_stop_finishes_what_is_nearly_done(service: Running) -> None:
    with worker_here(service):
        put_down(service, "slow")
        wait_for(lambda: queued(service) == [("picked", 0)], "the job's begin")

    assert len(notes(service, "slow%")) == 1
    assert queued(service) == []


def test_a_handler_that_failed_is_run_again(service: Running) -> None:
    before = count(failures)
    with worker_here(service):
        put_down(service, "fail-once")

        wait_for(lambda: notes(service, "fail-once%"), "the second attempt")

    assert count(failures) == before + 1


def test_a_handler_that_always_fails_is_counted_and_held_and_somebody_is_told(
    service: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    before = count(given_up)
    with worker_here(service):
        put_down(service, "fail")

        wait_for(lambda: queued(service) == [("failed", 1)], "the last attempt")

    assert notes(service) == ["gave up fail"]
    assert count(given_up) == before + 1
    assert "it could not be done" in capsys.readouterr().out
    with connected(service.database.owner_url) as sql:
        assert "it could not be done" not in str(sql.rows("SELECT traceback FROM pgqueuer_log"))


def test_a_worker_outlives_its_database_connections(service: Running) -> None:
    with worker_here(service), superuser(service.database) as sql:
        put_down(service, "first")
        wait_for(lambda: notes(service, "first%"), "the worker's start")
        sql.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE usename = 'escrow_app' AND datname = current_database()"
        )
        put_down(service, "second")

        wait_for(lambda: notes(service, "second%"), "the worker's return", 30)


def test_a_worker_offers_its_metrics_where_it_is_told_to(tmp_path_factory: pytest.TempPathFactory) -> None:
    def metrics() -> str:
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{port}/metrics").text
        return ""

    port = free_port()
    with ledgering(tmp_path_factory.mktemp("metrics"), worker_metrics_port=port) as service, worker_process(service):
        line = 'loanops_queue_depth{queue="notes",status="failed"} 0.0'

        assert wait_for(lambda: line in metrics(), "the metrics", PATIENCE_SECONDS)


def test_the_runtime_role_cannot_change_what_a_job_is_told(service: Running) -> None:
    put_down(service, "honest")
    with (
        connected(service.database.runtime_url) as sql,
        pytest.raises(asyncpg.InsufficientPrivilegeError),
    ):
        sql.run("UPDATE pgqueuer SET payload = 'x'")


def test_the_house_measures_queues_and_forgets_their_old_log(service: Running) -> None:
    put_down(service, "fresh", "old")
    with connected(service.database.owner_url) as sql:
        sql.run("UPDATE pgqueuer_log SET created = now() - interval '31 days' WHERE job_id = 1")

    async def run_house_jobs() -> None:
        pool = Pool(service.settings)
        for job in jobs.house_jobs(service.settings, [NOTES]):
            if job.name in ("queue-depth", "forget-job-log"):
                await job.run(pool, system_clock())
        await pool.close()

    asyncio.run(run_house_jobs())

    assert jobs.depth.labels("notes", "queued")._value.get() == 2
    with connected(service.database.owner_url) as sql:
        assert sql.value("SELECT count(*) FROM pgqueuer_log") == 1
