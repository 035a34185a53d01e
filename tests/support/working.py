"""A service's worker in this process, for tests of what its queues and jobs do.

with working(service, QUEUE): …   # at the end it is stopped as SIGTERM would stop it
"""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from chassis.jobs import Job, Queue, work
from tests.support.running import Running

WAIT_SECONDS = 30.0


@contextmanager
def working(service: Running, *queues: Queue, jobs: Sequence[Job] = ()) -> Iterator[None]:
    """Have these queues and jobs worked, in a thread with a loop of its own."""
    begun = threading.Event()
    stops: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def run() -> None:
        stopping = asyncio.Event()
        stops.append((asyncio.get_running_loop(), stopping))
        begun.set()
        await work(service.settings, jobs, queues, service.clock, stopping)

    thread = threading.Thread(target=asyncio.run, args=[run()], name="worker of tests")
    thread.start()
    assert begun.wait(WAIT_SECONDS)
    try:
        yield
    finally:
        loop, stopping = stops[0]
        loop.call_soon_threadsafe(stopping.set)
        thread.join(WAIT_SECONDS)
        assert not thread.is_alive()
