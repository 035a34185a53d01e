"""The runner starts the stack (of stand-ins), heals it, and leaves nothing behind, however it ends."""

import json
import os
import signal
import socket
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from deploy.local.postgres import free_port
from tests.deploy.programs import alive, eventually, processes_at, program


class RunningStack:
    """A stack of stand-ins in a directory of its own."""

    def __init__(self, directory: Path, process: subprocess.Popen[str]) -> None:
        self.directory = directory
        self.process = process

    def remembered(self) -> dict[str, Any]:
        """What the runner has written down."""
        remembered: dict[str, Any] = json.loads((self.directory / "running.json").read_text())
        return remembered

    def pids(self) -> dict[str, int]:
        """The processes by name."""
        pids: dict[str, int] = self.remembered()["processes"]
        return pids

    def ask(self, url: str) -> dict[str, Any]:
        """What a stand-in says about itself."""
        with urllib.request.urlopen(url, timeout=10) as answer:
            said: dict[str, Any] = json.loads(answer.read())
        return said

    def await_banner(self) -> str:
        """Everything said until the stack is ready."""
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if "Get a token" in line:
                return said
        raise AssertionError(f"it never got ready:\n{said}")


@pytest.fixture
def directory() -> Iterator[Path]:
    """A data directory of which no process may be left at the end."""
    with tempfile.TemporaryDirectory(prefix="loanops-stack-") as made:
        yield Path(made)
        eventually(lambda: processes_at(Path(made)) == [])


@contextmanager
def starting(directory: Path, **environment: str) -> Iterator[RunningStack]:
    """Start a stack on a free port."""
    settings = {"LOANOPS_DATA_DIR": str(directory), "LOANOPS_PORT": str(free_port())} | environment
    with program(["-m", "tests.deploy.stand_in"], settings) as process:
        yield RunningStack(directory, process)


def test_a_stack_starts_serves_heals_and_stops_in_order(directory: Path) -> None:
    with starting(directory, LOANOPS_WORKERS="escrow=2,gateway=1") as stack:
        banner = stack.await_banner()
        assert stack.remembered()["gateway"] in banner
        assert list(stack.pids()) == ["gateway", "escrow-1", "escrow-2", "escrow-worker"]
        assert not stack.ask(stack.remembered()["services"]["escrow"])["knows_owner"]

        first = stack.pids()
        os.kill(first["gateway"], signal.SIGKILL)
        os.kill(first["escrow-1"], signal.SIGKILL)
        assert stack.ask(stack.remembered()["gateway"])["pid"] != first["gateway"]
        eventually(lambda: None not in stack.pids().values() and stack.pids()["escrow-1"] != first["escrow-1"])

        last = stack.pids()
        stack.process.send_signal(signal.SIGTERM)
        said, _ = stack.process.communicate(timeout=30)

    assert stack.process.returncode == 0
    assert "gateway was ended by SIGKILL" in said.replace("  ", " ")
    ends = [said.rindex(f"Finished server process [{last[name]}]") for name in ("gateway", "escrow-1")]
    assert ends == sorted(ends)
    assert said.rindex("database system is shut down") > ends[-1]
    assert (directory / "logs" / "escrow-1.log").stat().st_size > 0
    assert not (directory / "running.json").exists()


def test_a_killed_runner_leaves_nothing_and_the_next_start_works(directory: Path) -> None:
    with starting(directory) as stack:
        stack.await_banner()
        children = [pid for pid in processes_at(directory) if pid != stack.process.pid]
        children += stack.pids().values()
        assert len(children) >= 5
        stack.process.kill()
    eventually(lambda: not any(alive(pid) for pid in children))

    with starting(directory) as stack:
        stack.await_banner()
        stack.process.send_signal(signal.SIGINT)
        stack.process.communicate(timeout=30)

    assert stack.process.returncode == 0


def test_postgres_is_started_again_at_the_same_address(directory: Path) -> None:
    with starting(directory) as stack:
        stack.await_banner()
        address = stack.remembered()["postgres_port"]
        server = int((directory / "database/postgres/cluster/postmaster.pid").read_text().split()[0])
        os.kill(server, signal.SIGKILL)
        eventually(lambda: not alive(server))

        eventually(lambda: "pid" in _or_nothing(stack, stack.remembered()["services"]["escrow"]))
        assert stack.remembered()["postgres_port"] == address


def test_a_second_stack_on_the_same_data_and_a_taken_port_are_named(directory: Path) -> None:
    with starting(directory) as stack:
        stack.await_banner()
        with starting(directory) as second:
            said, _ = second.process.communicate(timeout=20)
            assert second.process.returncode == 1
            assert f"already runs on {directory} (process {stack.process.pid})" in said

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with starting(directory, LOANOPS_PORT=str(port)) as third:
            said, _ = third.process.communicate(timeout=20)

    assert third.process.returncode == 1
    assert f"port {port} is taken by another program" in said


def test_failed_migrations_say_why_and_nothing_stays(directory: Path) -> None:
    with starting(directory, STAND_IN_MIGRATION_STATUS="3") as stack:
        said, _ = stack.process.communicate(timeout=30)

    assert stack.process.returncode == 1
    assert "the migrations of escrow failed (status 3):\nmigrating escrow" in said
    assert processes_at(directory) == []


def test_make_stop_waits_until_everything_is_gone(directory: Path) -> None:
    with starting(directory) as stack:
        stack.await_banner()
        with program(["-m", "deploy.local", "stop"], {"LOANOPS_DATA_DIR": str(directory)}) as stopping:
            said, _ = stopping.communicate(timeout=30)

        assert "Stopped in" in said
        assert [pid for pid in processes_at(directory) if pid != stack.process.pid] == []


def _or_nothing(stack: RunningStack, url: str) -> dict[str, Any]:
    try:
        return stack.ask(url)
    except OSError:
        return {}
