"""Our own programs as real processes, split off one that has imported them already.

To start Python and to import a service takes two seconds of a core, and one run of the tests starts some fifty. What is
split off is a process like any other: it can be killed, frozen and asked to stop, and shares nothing that it writes.
"""

import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from chassis.migrations import ROOT
from chassis.settings import ServiceSettings

_CONTEXT = multiprocessing.get_context("forkserver")
# Only what all of them import before they do anything: none may draw an id or open a connection while it is imported.
_CONTEXT.set_forkserver_preload(
    ["uvicorn.main", "services.escrow.app", "services.collections.app", "services.customer.app", "chassis.jobs"]
)


class Program:
    """A process of ours, with the part of `subprocess.Popen` that the tests use."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = _CONTEXT.Process(target=_run, args=(list(command), dict(environment)), daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process.pid is not None
        return self._process.pid

    def send_signal(self, number: int) -> None:
        """A signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL: nothing is tidied up."""
        self.send_signal(signal.SIGKILL)

    def poll(self) -> int | None:
        """Its exit code (of a signal, minus its number), or None while it runs."""
        return self._process.exitcode

    def wait(self, seconds: float | None = None) -> int:
        """Wait for its end; answers its exit code. Raises TimeoutError when it still runs then."""
        self._process.join(seconds)
        code = self.poll()
        if code is None:
            raise TimeoutError(f"process {self.pid} still runs after {seconds} s")
        return code


def environment_of(settings: ServiceSettings) -> dict[str, str]:
    """The environment in which a program of a service has these settings, and none of the caller's own."""
    told = settings.model_dump(mode="json", exclude_none=True)
    own = {name: value for name, value in os.environ.items() if not name.startswith("LOANOPS_")}
    return own | {f"LOANOPS_{name.upper()}": str(value) for name, value in told.items()}


@contextmanager
def program(settings: ServiceSettings, *command: str) -> Iterator[Program]:
    """`python -m command…` with those settings; killed at the end."""
    process = Program(command, environment_of(settings))
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _run(command: list[str], environment: dict[str, str]) -> None:
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    sys.argv = command
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)
