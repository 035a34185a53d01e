"""Long work laid out in ranges: each is one transaction, and whoever is free takes the next. A worker that is killed
leaves its range to another, and nothing is done twice.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

LANES = 2  # ranges that one worker takes side by side
LOOK_SECONDS = 1  # how soon a range that another worker holds is looked at again


def clock_from(now: datetime) -> Callable[[], datetime]:
    """The time as it goes on from `now`, the moment at which a job was taken up."""
    began = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - began)


async def take_all(take: Callable[[], Coroutine[Any, Any, None]], end: Callable[[], Awaitable[bool]]) -> None:
    """Have all ranges taken: `take` takes one after the other until none waits; `end` ends the work, and answers False
    while somebody else still has a range of it.
    """
    while True:
        async with asyncio.TaskGroup() as lanes:
            for _ in range(LANES):
                lanes.create_task(take())
        if await end():
            return
        await asyncio.sleep(LOOK_SECONDS)


def progress(state: str, done: int, laid_out: int | None) -> float:
    """How far the work is, 0 to 1. It is complete only once it is `completed`."""
    if state == "completed":
        return 1
    return done / laid_out if laid_out else 0


def per_second(count: int, begun_at: datetime | None, until: datetime | None) -> int | None:
    """How many in each second; None before there is anything to tell."""
    if begun_at is None or until is None:
        return None
    # A microsecond is less than any work takes.
    return count * timedelta(seconds=1) // max(until - begun_at, timedelta(microseconds=1))
