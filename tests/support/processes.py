"""A service as real processes on loopback ports: for tests of kills, storms and connections that break."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from chassis.settings import ServiceSettings
from deploy.local.postgres import free_port
from tests.support.forking import Program, environment_of

START_SECONDS = 90.0  # an overloaded machine starts one in half a minute


class Process:
    """One uvicorn process of a service. `kill` is SIGKILL: nothing is tidied up."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process = self._started()

    def restart(self) -> None:
        """Start it again on its port, and wait until it is ready."""
        self.kill()
        self._process = self._started()
        self.await_ready()

    def kill(self) -> None:
        """End it at once, wherever it is."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def freeze(self) -> None:
        """Stop it where it is, without its knowing."""
        self._process.send_signal(signal.SIGSTOP)

    def await_ready(self) -> None:
        """Wait until it answers that it can serve."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.url}/readyz", timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.05)
        raise TimeoutError(f"the service was not ready after {START_SECONDS:.0f} s")

    def _started(self) -> Program:
        application = f"services.{self._settings.service}.app:create"
        command = ["uvicorn", "--factory", application, "--port", str(self.port)]
        return Program([*command, "--no-access-log", "--log-level", "warning"], environment_of(self._settings))


@contextmanager
def processes(settings: ServiceSettings, count: int = 1) -> Iterator[list[Process]]:
    """So many processes of a service, ready; killed at the end."""
    started = [Process(settings) for _ in range(count)]
    try:
        for process in started:
            process.await_ready()
        yield started
    finally:
        for process in started:
            process.kill()
