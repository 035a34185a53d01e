"""Child processes: started without a shell, restarted when they die, ended with us whatever happens to us."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from deploy.local.console import Console
from deploy.local.guardian import leashed
from deploy.local.stack import Program, program_directory

FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
# Who has run this long has recovered: its next death is a first one again.
RECOVERED_SECONDS = 60.0
CHUNK_BYTES = 65536


class Lifeline:
    """A pipe whose end of file tells guardians that this process has gone."""

    def __init__(self) -> None:
        self.reading, self._writing = os.pipe()

    def close(self) -> None:
        """Let go; guardians then end what they guard."""
        os.close(self.reading)
        os.close(self._writing)


async def spawn(program: Program, lifeline: Lifeline) -> asyncio.subprocess.Process:
    """Start a program on a leash. Call it from the main thread: the kernel watches the thread that forks."""
    settings: dict[str, Any] = {"directory": str(program_directory())}
    inherited = [] if program.socket is None else [program.socket]
    if sys.platform == "linux":
        settings["parent"] = os.getpid()
    else:
        settings["lifeline"] = lifeline.reading
        inherited.append(lifeline.reading)
    return await asyncio.create_subprocess_exec(
        *leashed(settings, program.command),
        env=dict(program.environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        pass_fds=inherited,
        start_new_session=True,  # Ctrl-C in the terminal is ours alone: we stop the others in order
    )


async def pump(source: asyncio.StreamReader, name: str, console: Console) -> None:
    """Show what a process says until it has said everything."""
    while data := await source.read(CHUNK_BYTES):
        console.feed(name, data)


async def run_once(program: Program, lifeline: Lifeline, console: Console) -> int:
    """Run a program to its end and answer its exit status; a cancelled caller ends it."""
    process = await spawn(program, lifeline)
    try:
        if process.stdout is not None:
            await pump(process.stdout, program.name, console)
        return await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


class Supervised:
    """A program that is meant to run for as long as the stack."""

    def __init__(self, program: Program, lifeline: Lifeline, console: Console, changed: Callable[[], None]) -> None:
        self.program = program
        self.died = asyncio.Event()
        self._lifeline = lifeline
        self._console = console
        self._changed = changed
        self._stopping = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._keeping = asyncio.create_task(self._keep(), name=program.name)

    @property
    def pid(self) -> int | None:
        """The running process's id; None between two of them."""
        return self._process.pid if self._process is not None else None

    def ask_to_stop(self) -> None:
        """Send SIGTERM, and do not start it again."""
        self._stopping.set()
        self._signal(signal.SIGTERM)

    async def ended(self, seconds: float, hurry: asyncio.Event) -> None:
        """Wait until it is gone; SIGKILL after that time, or at once when there is hurry."""
        impatient = asyncio.create_task(hurry.wait())
        await asyncio.wait({self._keeping, impatient}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        impatient.cancel()
        if not self._keeping.done():
            self._console.say(f"{self.program.name} does not stop: killing it")
            self._signal(signal.SIGKILL)
        await self._keeping

    async def _keep(self) -> None:
        delay = FIRST_DELAY_SECONDS
        while not self._stopping.is_set():
            began = time.monotonic()
            status = await self._live()
            if self._stopping.is_set():
                return
            self.died.set()
            if time.monotonic() - began > RECOVERED_SECONDS:
                delay = FIRST_DELAY_SECONDS
            self._console.say(f"{self.program.name} {_how(status)}; starting it again in {delay:g} s")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), delay)
            delay = min(delay * 2, LONGEST_DELAY_SECONDS)

    async def _live(self) -> int:
        process = await spawn(self.program, self._lifeline)
        self._process = process
        self._changed()
        if self._stopping.is_set():
            self._signal(signal.SIGTERM)
        if process.stdout is not None:
            await pump(process.stdout, self.program.name, self._console)
        status = await process.wait()
        self._process = None
        self._changed()
        return status

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)


def _how(status: int) -> str:
    return f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
