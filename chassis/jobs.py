"""The worker of a service: timed entry points, each of which calls one action. Start more workers freely.

A job that several workers must not run at once takes a lock of its own; a job that fails is logged and comes again.
"""

import asyncio
import contextlib
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from prometheus_client import Counter

from chassis import events, logs
from chassis.clock import Clock, system_clock
from chassis.db import Database
from chassis.events import Head, HeadFile
from chassis.identity import WHOLE_BANK
from chassis.settings import ServiceSettings
from chassis.writes import forget_old_keys

EXPORT_SECONDS = 10.0
log = structlog.get_logger()
failures = Counter("loanops_job_failures_total", "Runs of a job that raised", ["job"])

Run = Callable[[Database, datetime], Awaitable[bool]]


@dataclass(frozen=True)
class Job:
    """A timed entry point. `run` answers True when there is more to do at once."""

    name: str
    every_seconds: float
    run: Run


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


def run_worker(settings: ServiceSettings, jobs: Sequence[Job] = (), clock: Clock = system_clock) -> None:
    """Run the service's jobs, and those of the house, until SIGTERM or SIGINT."""
    logs.configure(settings)
    heads = (
        HeadFile(settings.audit_head_file, settings.service_key_file)
        if settings.audit_head_file and settings.service_key_file
        else None
    )
    house = [Job("sequencer", 0.2, Sequencer(heads).run), Job("forget-keys", 3600, _forget_keys)]
    asyncio.run(_run([*house, *jobs], settings, clock))


async def _run(jobs: Sequence[Job], settings: ServiceSettings, clock: Clock) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    database = Database(settings)
    log.info("worker started", jobs=[job.name for job in jobs])
    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(_repeat(job, database, clock, stopping))
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
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), job.every_seconds)
