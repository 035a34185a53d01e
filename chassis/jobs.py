"""The worker of a service: timed entry points, and queues of work that waits in the database (PgQueuer).

A timed job that several workers must not run at once takes a lock of its own; one that fails is logged and comes again.
A queued job is put down in the transaction that needs it, and is worked at least once: by another worker when its own
is killed, again with back-off when it fails, and held for people to see when it failed too often. Start more workers
freely.
"""

import asyncio
import contextlib
import functools
import gc
import json
import signal
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import structlog
from pgqueuer import AsyncpgDriver, Queries, QueueManager, RetryRequested
from pgqueuer import Job as Picked
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder
from pgqueuer.domain.settings import DBSettings
from pgqueuer.types import Channel, QueueEntrypoint
from prometheus_client import Counter, Gauge, start_http_server
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import events, heap, logs
from chassis.clock import Clock, system_clock
from chassis.db import Database, raw
from chassis.events import Head, HeadFile
from chassis.identity import WHOLE_BANK
from chassis.settings import ServiceSettings
from chassis.writes import forget_old_keys

EXPORT_SECONDS = 10.0
POLL_SECONDS = 5.0  # how often a queue is looked at when no notification came
RECONNECT_SECONDS = 2.0
GRACE_SECONDS = 3.0  # what a running job gets to finish in, when the worker is told to stop
DELAY_SECONDS_MAX = 300
LOG_KEPT_DAYS = 30
GC_THRESHOLD = 20_000

log = structlog.get_logger()
failures = Counter("loanops_job_failures_total", "Runs of a job that raised", ["job"])
given_up = Counter("loanops_jobs_given_up_total", "Queued jobs that failed too often and are held", ["job"])
depth = Gauge("loanops_queue_depth", "Jobs of a queue: queued, picked, or failed and held", ["queue", "status"])

Run = Callable[[Database, datetime], Awaitable[bool]]
RunQueued = Callable[[Database, datetime, dict[str, Any]], Awaitable[None]]

# Spelled out, because PgQueuer would take any of these from an environment variable of so common a name as CHANNEL.
_NAMES = DBSettings(
    prefix="",
    db_schema=None,
    channel=Channel("ch_pgqueuer"),
    function="fn_pgqueuer_changed",
    statistics_table="pgqueuer_statistics",
    queue_status_type="pgqueuer_status",
    queue_table="pgqueuer",
    queue_table_log="pgqueuer_log",
    trigger="tg_pgqueuer_changed",
    schedules_table="pgqueuer_schedules",
)
# A retry counts an attempt; being told to stop is none.
_UNCOUNT = "UPDATE pgqueuer SET attempts = attempts - 1 WHERE id = $1"
_DEPTH = text("SELECT entrypoint, CAST(status AS text) AS status, count(*) AS jobs FROM pgqueuer GROUP BY 1, 2")
# Relies on pgqueuer_log_created.
_FORGET_LOG = text("DELETE FROM pgqueuer_log WHERE created < CAST(:now AS timestamptz) - make_interval(days => :days)")


@dataclass(frozen=True)
class Job:
    """A timed entry point. `run` answers True when there is more to do at once."""

    name: str
    every_seconds: float
    run: Run


@dataclass(frozen=True)
class Queue:
    """Work that waits in the database until a worker takes it.

    `run` gets a payload at least once, perhaps twice at the same time (a worker that seemed dead): it must bear that.
    After `attempts_max` failures `gave_up` is called, and the job is held with its payload, never deleted.
    """

    name: str
    run: RunQueued
    concurrency: int = 1
    """How many jobs one worker runs at once."""
    attempts_max: int = 8
    """With delays of 1, 2, 4 … seconds between them, at most five minutes: the eighth comes about two minutes later."""
    gave_up: RunQueued | None = None


class GivenUp(Exception):
    """A queued job failed as often as it may; PgQueuer keeps it with the status `failed`."""


async def enqueue(connection: AsyncConnection, queue: str, payload: Mapping[str, Any]) -> None:
    """Put a job into a queue, in the caller's transaction: it comes with its commit, and goes with its rollback.

    The payload holds ids and other plain JSON, and no personal data.
    """
    await _queries(raw(connection)).enqueue(queue, json.dumps(payload).encode())


def _queries(connection: Any) -> Queries:
    return Queries(AsyncpgDriver(connection), QueryBuilderEnvironment(_NAMES), QueryQueueBuilder(_NAMES))


class Sequencer:
    """The job that seals the journal, and lets the signed head of its chain leave the database now and then."""

    def __init__(self, heads: HeadFile | None) -> None:
        self._heads = heads
        self._waiting: Head | None = None
        self._exported_at = float("-inf")

    async def run(self, database: Database, now: datetime) -> bool:
        """Seal one batch. Answers True while batches come back full of work."""
        async with database.transaction(WHOLE_BANK) as connection:
            head = await events.sequence(connection)
        self._waiting = head or self._waiting
        if self._heads and self._waiting and time.monotonic() - self._exported_at >= EXPORT_SECONDS:
            await asyncio.to_thread(self._heads.append, self._waiting, now)
            self._waiting, self._exported_at = None, time.monotonic()
        return head is not None


async def _forget_keys(database: Database, now: datetime) -> bool:
    async with database.transaction(WHOLE_BANK) as connection:
        forgotten = await forget_old_keys(connection, now)
    log.info("idempotency keys forgotten", count=forgotten)
    return False


def run_worker(
    settings: ServiceSettings, jobs: Sequence[Job] = (), queues: Sequence[Queue] = (), clock: Clock = system_clock
) -> None:
    """Run the service's jobs and queues, and those of the house, until SIGTERM or SIGINT."""
    logs.configure(settings)
    heap.settle()
    # A chunk of thousands of lines is many objects, few of which are cycles.
    gc.set_threshold(GC_THRESHOLD)
    if settings.worker_metrics_port is not None:
        start_http_server(settings.worker_metrics_port)
    asyncio.run(_until_signalled(settings, jobs, queues, clock))


async def _until_signalled(
    settings: ServiceSettings, jobs: Sequence[Job], queues: Sequence[Queue], clock: Clock
) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    await work(settings, [*house_jobs(settings, queues), *jobs], queues, clock, stopping)


def house_jobs(settings: ServiceSettings, queues: Sequence[Queue]) -> list[Job]:
    """The timed jobs that every service has, and those that look after its queues if it has any."""
    heads = (
        HeadFile(settings.audit_head_file, settings.service_key_file)
        if settings.audit_head_file and settings.service_key_file
        else None
    )
    jobs = [Job("sequencer", 0.2, Sequencer(heads).run), Job("forget-keys", 3600, _forget_keys)]
    if queues:
        names = [queue.name for queue in queues]
        jobs += [Job("queue-depth", 10, functools.partial(_measure, names)), Job("forget-job-log", 3600, _forget_log)]
    return jobs


async def work(
    settings: ServiceSettings, jobs: Sequence[Job], queues: Sequence[Queue], clock: Clock, stopping: asyncio.Event
) -> None:
    """Run these jobs and queues until `stopping` is set and what runs has finished or was given back."""
    database = Database(settings)
    log.info("worker started", jobs=[job.name for job in jobs], queues=[queue.name for queue in queues])
    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(_repeat(job, database, clock, stopping))
        for queue in queues:
            group.create_task(_attend(_Desk(queue, database, settings, clock, stopping)))
    await database.close()


async def _repeat(job: Job, database: Database, clock: Clock, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        more = False
        try:
            more = await job.run(database, clock())
        except Exception:
            # One bad run must not take the other jobs with it.
            failures.labels(job.name).inc()
            log.exception("job failed", job=job.name)
        if not more:
            await _pause(stopping, job.every_seconds)


async def _pause(stopping: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)


async def _measure(queues: Sequence[str], database: Database, now: datetime) -> bool:
    async with database.transaction(WHOLE_BANK) as connection:
        found = {(row.entrypoint, row.status): row.jobs for row in await connection.execute(_DEPTH)}
    for queue in queues:
        for status in ("queued", "picked", "failed"):
            depth.labels(queue, status).set(found.get((queue, status), 0))
    return False


async def _forget_log(database: Database, now: datetime) -> bool:
    async with database.transaction(WHOLE_BANK) as connection:
        await connection.execute(_FORGET_LOG, {"now": now, "days": LOG_KEPT_DAYS})
    return False


@dataclass(frozen=True)
class _Desk:
    """A queue, and what a worker needs to work it."""

    queue: Queue
    database: Database
    settings: ServiceSettings
    clock: Clock
    stopping: asyncio.Event


class _Manager(QueueManager):
    """PgQueuer's manager with a bound for each worker: its own bounds count over all of them."""

    jobs_max: int

    def entrypoints_below_capacity_limits(self) -> set[QueueEntrypoint]:
        return set(self.entrypoint_registry) if len(self.job_context) < self.jobs_max else set()


async def _attend(desk: _Desk) -> None:
    """Work one queue until the worker stops. A database that is away is waited for."""
    while not desk.stopping.is_set():
        try:
            await _attend_once(desk)
        except Exception as error:
            failures.labels(desk.queue.name).inc()
            log.warning("queue interrupted", queue=desk.queue.name, cause=repr(error))
            await _pause(desk.stopping, RECONNECT_SECONDS)


async def _attend_once(desk: _Desk) -> None:
    # A connection of its own: it listens, and the heartbeats must not wait behind the jobs for one of the pool.
    connection = await asyncpg.connect(desk.database.dsn, server_settings=desk.database.server_settings, timeout=5)
    lost_after = timedelta(seconds=desk.settings.job_lost_after_seconds)
    try:
        queries = _queries(connection)
        manager = _Manager(queries, _NAMES.channel)
        manager.jobs_max = desk.queue.concurrency
        run = functools.partial(_run_picked, desk, queries)
        manager.entrypoint(desk.queue.name, on_failure="hold", accepts_context=False)(run)
        stop = asyncio.create_task(_shut(manager, desk.stopping))
        try:
            await manager.run(
                dequeue_timeout=min(timedelta(seconds=POLL_SECONDS), lost_after / 2),
                batch_size=1,
                shutdown_on_listener_failure=True,
                heartbeat_timeout=lost_after,
                log_aggregation_interval=timedelta(0),
            )
        finally:
            stop.cancel()
    finally:
        with contextlib.suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await connection.close(timeout=5)


async def _shut(manager: QueueManager, stopping: asyncio.Event) -> None:
    await stopping.wait()
    manager.shutdown.set()


async def _run_picked(desk: _Desk, queries: Queries, job: Picked) -> None:
    """Run one job. Raises RetryRequested when it is to come again, GivenUp when it is to be held.

    Neither carries the failure itself, whose text may hold what PgQueuer's log must not keep.
    """
    queue, payload = desk.queue, json.loads(job.payload or b"{}")
    running = asyncio.ensure_future(queue.run(desk.database, desk.clock(), payload))
    if not await _finished(running, desk.stopping):
        await queries.driver.execute(_UNCOUNT, job.id)
        raise RetryRequested(reason="the worker stopped")
    failure = running.exception()
    if failure is None:
        return
    failures.labels(queue.name).inc()
    attempt = job.attempts + 1
    log.error("job failed", job=queue.name, job_id=job.id, attempt=attempt, exc_info=failure)
    if attempt < queue.attempts_max:
        raise RetryRequested(_delay(job.attempts), type(failure).__name__)
    if not await _told(desk, payload):
        raise RetryRequested(_delay(job.attempts), "nobody could be told that it was given up")
    given_up.labels(queue.name).inc()
    raise GivenUp(f"{queue.name}: {type(failure).__name__} in attempt {attempt}")


def _delay(failed_before: int) -> timedelta:
    return timedelta(seconds=min(2 ** min(failed_before, 16), DELAY_SECONDS_MAX))


async def _finished(running: asyncio.Future[None], stopping: asyncio.Event) -> bool:
    """Wait for a job; once the worker stops, for a short grace only. Answers False when it was cut off."""
    stop = asyncio.ensure_future(stopping.wait())
    either: list[asyncio.Future[Any]] = [running, stop]
    try:
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait({running}, timeout=GRACE_SECONDS)
        if not running.done():
            running.cancel()
            await asyncio.wait({running})
    finally:
        stop.cancel()
    return not running.cancelled()


async def _told(desk: _Desk, payload: dict[str, Any]) -> bool:
    if desk.queue.gave_up is None:
        return True
    try:
        await desk.queue.gave_up(desk.database, desk.clock(), payload)
    except Exception:
        log.exception("job given up, and nobody told", job=desk.queue.name)
        return False
    return True
