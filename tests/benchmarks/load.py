"""The load generator: a process of its own that does as little as it can, since it shares the cores with all others.

`python -m tests.benchmarks.load` reads a `Load` as JSON from standard input and answers a `Sample` as JSON.
"""

import asyncio
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field

import uvloop

from tests.benchmarks.answers import AnswerReader

GRACE_SECONDS = 30.0


@dataclass(frozen=True)
class Load:
    """Requests over keep-alive connections, spread evenly over the addresses, one at a time on each connection.

    With `per_second`, requests fall due at that pace whatever becomes of those before, and a latency counts from when
    its request was due: one that waits for a free connection, or behind a slow one, is slow. Without it, each
    connection sends again as soon as it is answered.

    `request` is a whole HTTP request in which `%(account)s` becomes the id of an account numbered from `first` to
    `last`, and `%(unique)s` a text of `run` and a number that no other request of the run has.
    """

    ports: list[int]
    connections: int
    seconds: float
    request: str
    expected: int
    first: int
    last: int
    run: str
    per_second: float | None = None


@dataclass
class Sample:
    """What came of a load. `unexpected` counts answers with another status, and connections that broke, by name."""

    per_second: float = 0.0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    cpu_share: float = 0.0
    answers: int = 0
    unexpected: dict[str, int] = field(default_factory=dict)


class _Caller(asyncio.Protocol):
    """One connection: sends a request as soon as the answer to the one before it is whole."""

    def __init__(self, generator: "_Generator") -> None:
        self._generator = generator
        self._reader = AnswerReader()
        self._sent_at = 0.0
        self._transport: asyncio.Transport

    def begin(self, transport: asyncio.Transport, now: float) -> None:
        """Send the first request."""
        self._transport = transport
        self._send(now)

    def data_received(self, data: bytes) -> None:
        status = self._reader.feed(data)
        if status is not None:
            now = time.perf_counter()
            self._generator.answered(status, self._sent_at, now)
            self._send(now)

    def connection_lost(self, exc: Exception | None) -> None:
        self._generator.closed(early=time.perf_counter() < self._generator.end)

    def _send(self, now: float) -> None:
        if now >= self._generator.end:
            self._transport.close()
            return
        self._sent_at = due = self._generator.due(now)
        if due > now:
            asyncio.get_running_loop().call_later(due - now, self._write)
        else:
            self._write()

    def _write(self) -> None:
        if not self._transport.is_closing():
            self._transport.write(self._generator.request())


class _Generator:
    def __init__(self, load: Load) -> None:
        self.end = float("inf")
        self._load = load
        self._template = load.request.encode()
        self._number = 0
        self._count = load.last - load.first + 1
        self._statuses: Counter[int] = Counter()
        self._latencies: list[float] = []
        self._in_time = 0
        self._open = load.connections
        self._broken = 0
        self._due = 0.0
        self._all_closed = asyncio.Event()

    def due(self, now: float) -> float:
        """When the next request falls due: now, or at the load's pace."""
        if self._load.per_second is None:
            return now
        self._due += 1 / self._load.per_second
        return self._due

    def request(self) -> bytes:
        self._number += 1
        return self._template % {
            b"account": account_id(self._load.first + int(random.random() * self._count)).encode(),
            b"unique": b"%s-%08d" % (self._load.run.encode(), self._number),
        }

    def answered(self, status: int, sent_at: float, now: float) -> None:
        self._statuses[status] += 1
        self._latencies.append(now - sent_at)
        self._in_time += now <= self.end

    def closed(self, *, early: bool) -> None:
        self._broken += early
        self._open -= 1
        if self._open == 0:
            self._all_closed.set()

    async def run(self) -> Sample:
        loop = asyncio.get_running_loop()
        ports = [self._load.ports[number % len(self._load.ports)] for number in range(self._load.connections)]
        made = [await loop.create_connection(lambda: _Caller(self), "127.0.0.1", port) for port in ports]
        began, cpu = time.perf_counter(), time.process_time()
        self.end, self._due = began + self._load.seconds, began
        for transport, caller in made:
            caller.begin(transport, began)
        async with asyncio.timeout(self._load.seconds + GRACE_SECONDS):
            await self._all_closed.wait()
        took = time.perf_counter() - began
        sample = Sample(self._in_time / self._load.seconds, cpu_share=(time.process_time() - cpu) / took)
        latencies = sorted(self._latencies)
        sample.answers = len(latencies)
        if latencies:
            sample.p50_ms = 1000 * latencies[len(latencies) // 2]
            sample.p99_ms = 1000 * latencies[len(latencies) * 99 // 100]
        sample.unexpected = {
            str(status): count for status, count in self._statuses.items() if status != self._load.expected
        }
        if self._broken:
            sample.unexpected["connection closed"] = self._broken
        return sample


def account_id(number: int) -> str:
    """The id of an account of the benchmarks (accounts.sql)."""
    return f"00000000-0000-7000-8000-{number:012x}"


def send(load: Load) -> Sample:
    """Put this load on in a process of its own. Raises CalledProcessError when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        input=json.dumps(asdict(load)),
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Sample(**json.loads(done.stdout))


def main() -> None:
    """Read the load, put it on, write what came of it."""
    load = Load(**json.load(sys.stdin))

    async def generate() -> Sample:
        return await _Generator(load).run()

    json.dump(asdict(uvloop.run(generate())), sys.stdout)


if __name__ == "__main__":
    main()
