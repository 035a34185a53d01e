"""Starts the stack in order, keeps it running, and stops it in order: gateway, services, workers, PostgreSQL last."""

import asyncio
import contextlib
import errno
import os
import signal
import socket
import sys
import time
from collections.abc import Coroutine, Sequence
from typing import Any

from deploy.local import banner, readiness
from deploy.local.binaries import BinariesMissing
from deploy.local.console import Console
from deploy.local.data_directory import DataDirectory, current
from deploy.local.keys import Keyring
from deploy.local.ownership import AlreadyRunning, DirectoryLock
from deploy.local.postgres import EmbeddedPostgres, PostgresFailed, ServiceDatabase
from deploy.local.processes import Lifeline, Supervised, run_once
from deploy.local.stack import (
    Program,
    Service,
    Stack,
    Surroundings,
    demo_data,
    migration,
    process_count,
    seeding,
    servers,
    worker,
)

READY_SECONDS = 60.0
STOP_SECONDS = 12.0
POSTGRES_CHECK_SECONDS = 0.5
BACKLOG = 1024
# `make` and a terminal may both pass on the same Ctrl-C: only a later one means hurry.
SAME_SIGNAL_SECONDS = 1.0


class CannotStart(RuntimeError):
    """The stack did not start; the message says why, in words for whoever ran it."""


def run(stack: Stack) -> int:
    """Run the stack until it is told to stop. The exit status: 0 after a stop, 1 when it could not start."""
    data = current()
    lock = DirectoryLock(data.lock)
    try:
        port = _port(os.environ.get("LOANOPS_PORT", "8000"))
        workers = os.environ.get("LOANOPS_WORKERS", "1")
        names = [service.name for service in stack.services]
        counts = {name: _count(name, workers) for name in [*names, "gateway"]}
        data.prepare()
        lock.acquire()
        try:
            with _listen(port) as gateway:
                return asyncio.run(Runner(stack, data, gateway, counts).run())
        finally:
            data.forget_running()
            lock.release()
    except AlreadyRunning as other:
        print(
            f"Loanops already runs on {data.root} (process {other.pid}). `make stop` ends it;"
            " LOANOPS_DATA_DIR and LOANOPS_PORT start another one beside it.",
            file=sys.stderr,
        )
    except (CannotStart, PostgresFailed, BinariesMissing) as failure:
        print(f"\nLoanops cannot run: {failure}", file=sys.stderr)
    return 1


class Runner:
    """One running stack."""

    def __init__(self, stack: Stack, data: DataDirectory, gateway: socket.socket, counts: dict[str, int]) -> None:
        self._stack = stack
        self._data = data
        self._gateway = gateway
        self._counts = counts
        self._url = f"http://127.0.0.1:{gateway.getsockname()[1]}"
        self._began = time.monotonic()
        self._postgres = EmbeddedPostgres(data.postgres)
        self._sockets = {service.name: _listen(0) for service in stack.services}
        self._console = Console(data.logs, width=max(len(service.name) for service in stack.services) + 8)
        keys = Keyring(data.keys)
        keys.complete([*(service.name for service in stack.services), "gateway"])
        keys.complete_personal([service.name for service in stack.services])
        addresses = {name: f"http://127.0.0.1:{s.getsockname()[1]}" for name, s in self._sockets.items()}
        log_format = "console" if sys.stdout.isatty() else "json"
        self._surroundings = Surroundings(data, keys, self._url, log_format, addresses)
        # In the order in which they are stopped.
        self._stages: dict[str, list[Supervised]] = {"gateway": [], "services": [], "workers": []}

    async def run(self) -> int:
        """Start, wait, stop; raises CannotStart or PostgresFailed when it does not get as far as ready."""
        self._lifeline = Lifeline()
        self._stop, self._hurry = asyncio.Event(), asyncio.Event()
        self._listen_to_signals()
        log_reader, log_writer = await self._postgres_log()
        try:
            if await self._unless_stopped(self._start(log_writer)):
                self._console.show(banner.text(self._console, self._url, self._data, time.monotonic() - self._began))
                await self._unless_stopped(self._keep_postgres(log_writer))
                self._console.say("stopping")
        except (CannotStart, PostgresFailed):
            self._console.say("cannot go on: stopping what runs")
            raise
        finally:
            await self._end()
            os.close(log_writer)
            await log_reader
            self._console.say(f"stopped; data and logs stay in {self._data.root}")
            self._console.close()
            self._lifeline.close()
            for listening in self._sockets.values():
                listening.close()
        return 0

    async def _start(self, log: int) -> None:
        self._console.say(f"starting on {self._url}, data in {self._data.root}")
        await asyncio.to_thread(self._postgres.start, log)
        databases = [
            await asyncio.to_thread(self._postgres.provision, service.name) for service in self._stack.services
        ]
        await asyncio.gather(*map(self._migrate, self._stack.services, databases))
        await asyncio.gather(*map(self._seed, self._stack.services, databases))
        for service, database in zip(self._stack.services, databases, strict=True):
            self._launch_service(service, database)
        upstreams = self._surroundings.addresses
        environment = self._surroundings.gateway(upstreams)
        self._launch("gateway", self._servers("gateway", self._stack.gateway, self._gateway, environment))
        await self._until_ready({**upstreams, "gateway": self._url})
        await self._load_demo_data()

    async def _load_demo_data(self) -> None:
        """A bank without its demo data is still a bank: what cannot be loaded is said, and comes at the next start."""
        if (
            self._stack.demo is None
            or os.environ.get("LOANOPS_DEMO_DATA", "on") == "off"
            or self._data.is_demo_loaded()
        ):
            return
        self._console.say("loading the demo data, once; LOANOPS_DEMO_DATA=off starts without")
        program = demo_data(self._stack.demo, self._url)
        # What the services say meanwhile is in their logs.
        with self._console.only(program.name):
            status = await run_once(program, self._lifeline, self._console)
        if status != 0:
            self._console.say("the demo data is not complete; the next start goes on with it")

    async def _migrate(self, service: Service, database: ServiceDatabase) -> None:
        await self._run_once(migration(service, database.owner_url), f"the migrations of {service.name}")

    async def _seed(self, service: Service, database: ServiceDatabase) -> None:
        if service.seed is not None:
            environment = self._surroundings.service(service.name, database)
            await self._run_once(seeding(service, service.seed, environment), f"the seed of {service.name}")

    async def _run_once(self, program: Program, what: str) -> None:
        status = await run_once(program, self._lifeline, self._console)
        if status != 0:
            said = self._console.last_lines(program.name)
            raise CannotStart(f"{what} failed (status {status}):\n{said}")

    def _launch_service(self, service: Service, database: ServiceDatabase) -> None:
        environment = self._surroundings.service(service.name, database)
        listening = self._sockets[service.name]
        self._launch("services", self._servers(service.name, service.application, listening, environment))
        self._launch("workers", [worker(service, environment)])

    def _servers(
        self, name: str, application: str, listening: socket.socket, environment: dict[str, str]
    ) -> list[Program]:
        return servers(name, application, self._counts[name], listening.fileno(), environment)

    def _launch(self, stage: str, programs: Sequence[Program]) -> None:
        for program in programs:
            self._stages[stage].append(Supervised(program, self._lifeline, self._console, self._remember))

    def _all(self) -> list[Supervised]:
        return [process for stage in self._stages.values() for process in stage]

    def _remember(self) -> None:
        self._data.remember(
            {
                "runner": os.getpid(),
                "gateway": self._url,
                "postgres_port": self._postgres.port,
                "services": {name: f"http://127.0.0.1:{s.getsockname()[1]}" for name, s in self._sockets.items()},
                "processes": {process.program.name: process.pid for process in self._all()},
            }
        )

    async def _until_ready(self, addresses: dict[str, str]) -> None:
        """Wait until everything answers. Raises CannotStart when a process ends before, or time is over."""
        waiting = asyncio.create_task(readiness.until_ready(list(addresses.values())))
        deaths: dict[asyncio.Task[Any], str] = {
            asyncio.create_task(process.died.wait()): process.program.name for process in self._all()
        }
        try:
            done, _ = await asyncio.wait({waiting, *deaths}, timeout=READY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (waiting, *deaths):
                task.cancel()
        dead = [deaths[task] for task in done if task in deaths]
        if dead:
            raise CannotStart(f"{dead[0]} ended while the stack was starting:\n{self._console.last_lines(dead[0])}")
        if not done:
            late = [name for name, url in addresses.items() if not await readiness.is_ready(url)]
            raise CannotStart(f"not ready after {READY_SECONDS:.0f} s: {', '.join(late)} (logs in {self._data.logs})")

    async def _keep_postgres(self, log: int) -> None:
        """Start the server again should it die; services reconnect by themselves. Raises when it can't be."""
        port = self._postgres.port
        while True:
            await asyncio.sleep(POSTGRES_CHECK_SECONDS)
            if self._postgres.is_running():
                continue
            self._console.say("postgres has ended; starting it again")
            await asyncio.to_thread(self._postgres.stop)
            await asyncio.to_thread(self._postgres.start, log, port)
            self._remember()

    async def _end(self) -> None:
        for stage in self._stages.values():
            for process in stage:
                process.ask_to_stop()
            await asyncio.gather(*(process.ended(STOP_SECONDS, self._hurry) for process in stage))
        await asyncio.to_thread(self._postgres.stop)

    async def _postgres_log(self) -> tuple[asyncio.Task[None], int]:
        """A task that shows what PostgreSQL writes into the descriptor, until that is closed on every side."""
        reading, writing = os.pipe()
        stream = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(reading, "rb", 0)
        )
        return asyncio.create_task(self._show(stream)), writing

    async def _show(self, stream: asyncio.StreamReader) -> None:
        while data := await stream.read(65536):
            self._console.feed("postgres", data)

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._told_to_stop)
        self._told_at = 0.0

    def _told_to_stop(self) -> None:
        if not self._stop.is_set():
            self._told_at = time.monotonic()
            self._stop.set()
        elif time.monotonic() - self._told_at > SAME_SIGNAL_SECONDS:
            self._hurry.set()

    async def _unless_stopped(self, work: Coroutine[Any, Any, None]) -> bool:
        """Do the work, or drop it when we are told to stop; whether it was done to its end."""
        doing, stopped = asyncio.create_task(work), asyncio.create_task(self._stop.wait())
        await asyncio.wait({doing, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            stopped.cancel()
            doing.result()
            return True
        doing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await doing
        return False


def _port(setting: str) -> int:
    try:
        port = int(setting)
    except ValueError:
        port = -1
    if not 0 <= port <= 65535:
        raise CannotStart(f"LOANOPS_PORT is {setting!r}, which is no port")
    return port


def _count(name: str, setting: str) -> int:
    try:
        return process_count(name, setting)
    except ValueError as unreadable:
        raise CannotStart(f"LOANOPS_WORKERS is {setting!r}: one number, or `escrow=2,gateway=2`") from unreadable


def _listen(port: int) -> socket.socket:
    """A listening loopback socket, 0 for any port. Raises CannotStart when another program has the port."""
    deadline = time.monotonic() + 1.0  # a killed stack gives its port back a moment after its lock
    while True:
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", port))
            listening.listen(BACKLOG)
        except OSError as refusal:
            listening.close()
            if refusal.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            if refusal.errno == errno.EACCES or time.monotonic() > deadline:
                raise CannotStart(
                    f"port {port} is {'taken by another program' if refusal.errno == errno.EADDRINUSE else 'not ours'};"
                    " choose another with LOANOPS_PORT"
                ) from None
            time.sleep(0.05)
        else:
            return listening
