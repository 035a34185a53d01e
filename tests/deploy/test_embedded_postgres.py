"""The embedded PostgreSQL starts anywhere, lets only its own in, and never outlives its parent."""

import asyncio
import contextlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from deploy.local import binaries
from deploy.local.ownership import AlreadyRunning
from deploy.local.postgres import EmbeddedPostgres
from tests.deploy.programs import REPOSITORY, alive, eventually, processes_at, program

HOLDER = """
import sys, time
from pathlib import Path
from deploy.local.postgres import EmbeddedPostgres

server = EmbeddedPostgres(Path(sys.argv[1]), fast=True, ephemeral=len(sys.argv) > 2)
server.start()
print(server.server_pid(), flush=True)
time.sleep(600)
"""


@pytest.fixture
def directory() -> Iterator[Path]:
    """A place below a directory that no other account can enter."""
    closed = Path(tempfile.mkdtemp(prefix="loanops-closed-"))
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    yield closed / "data"
    eventually(lambda: processes_at(closed) == [])  # whoever took the directory away may be a moment behind
    shutil.rmtree(closed)


@pytest.fixture
def server(directory: Path) -> Iterator[EmbeddedPostgres]:
    """A server that the test starts."""
    made = EmbeddedPostgres(directory, fast=True)
    yield made
    made.stop()


async def ask(url: str, query: str) -> object:
    connection = await asyncpg.connect(url, timeout=5)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def test_it_starts_and_stops_cleanly_again_and_again_and_keeps_its_data(server: EmbeddedPostgres) -> None:
    server.start()
    server.execute("CREATE TABLE kept AS SELECT 42 AS number")
    pid = server.server_pid()
    server.stop()
    assert not alive(pid)
    assert not (server.cluster / "postmaster.pid").exists()

    server.start()

    assert asyncio.run(ask(server.superuser_url(), "SELECT number FROM kept")) == 42


def test_a_second_server_on_the_same_data_is_refused(server: EmbeddedPostgres) -> None:
    server.start()
    second = EmbeddedPostgres(server.data_dir, fast=True)

    with pytest.raises(AlreadyRunning) as refusal:
        second.start()

    assert refusal.value.pid == os.getpid()
    assert server.execute("SELECT 1") == "1"


def test_nobody_gets_in_without_the_password(server: EmbeddedPostgres) -> None:
    server.start()

    with pytest.raises(asyncpg.InvalidPasswordError):
        asyncio.run(ask(f"postgresql://postgres:guess@127.0.0.1:{server.port}/postgres", "SELECT 1"))
    assert stat.S_IMODE((server.data_dir / "passwords.json").stat().st_mode) == 0o600
    assert server.execute("SHOW unix_socket_directories") == ""


def test_each_service_reaches_its_own_database_and_no_other(server: EmbeddedPostgres) -> None:
    server.start()
    escrow, scoring = server.provision("escrow"), server.provision("scoring")
    again = server.provision("escrow")
    assert again == escrow
    asyncio.run(ask(escrow.owner_url, "CREATE TABLE thing (id int)"))

    for ours in (scoring.runtime_url, scoring.owner_url):
        for other in ("escrow", "postgres", "template1"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                asyncio.run(ask(f"{ours.rpartition('/')[0]}/{other}", "SELECT 1"))
    for forbidden in ("SELECT * FROM thing", "CREATE TABLE mine (id int)", "CREATE TEMPORARY TABLE mine (id int)"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            asyncio.run(ask(escrow.runtime_url, forbidden))


def test_durable_unless_asked_otherwise(directory: Path) -> None:
    server = EmbeddedPostgres(directory)
    server.start()
    try:
        assert (
            server.execute(
                "SELECT string_agg(current_setting(name), ' ') FROM unnest(ARRAY['fsync', "
                "'synchronous_commit', 'full_page_writes', 'data_checksums']) AS name"
            )
            == "on on on on"
        )
    finally:
        server.stop()


@pytest.mark.parametrize("victims", ["the parent", "the parent and the guardian"])
def test_a_killed_parent_leaves_no_server_and_the_next_start_works(directory: Path, victims: str) -> None:
    with program(["-c", HOLDER, str(directory)]) as parent:
        assert parent.stdout is not None
        postmaster = int(parent.stdout.readline())
        guardian = int(Path(f"/proc/{postmaster}/stat").read_text().split()[3])
        parent.kill()
        if victims != "the parent":
            os.kill(guardian, signal.SIGKILL)
    eventually(lambda: not alive(postmaster) and not alive(guardian))
    server = EmbeddedPostgres(directory, fast=True)

    server.start()

    assert server.execute("SELECT 1") == "1"
    server.stop()


def test_a_start_right_after_a_kill_waits_for_the_orphan(directory: Path) -> None:
    with program(["-c", HOLDER, str(directory)]) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        parent.kill()
        parent.wait()
        server = EmbeddedPostgres(directory, fast=True)
        server.start()

        assert server.execute("SELECT 1") == "1"
        server.stop()


def test_a_killed_server_and_a_number_that_another_program_now_has_do_not_block_the_next_start(
    server: EmbeddedPostgres,
) -> None:
    server.start()
    os.kill(server.server_pid(), signal.SIGKILL)
    eventually(lambda: not server.is_running())
    server.stop()
    status = server.cluster / "postmaster.pid"
    lines = status.read_text().splitlines()
    status.write_text("\n".join([str(os.getppid()), *lines[1:]]) + "\n")

    server.start()

    assert server.execute("SELECT 1") == "1"


def test_a_server_for_tests_takes_its_directory_along_when_the_run_is_killed(directory: Path) -> None:
    with program(["-c", HOLDER, str(directory), "ephemeral"]) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        assert directory.exists()
        parent.kill()

    eventually(lambda: not directory.exists())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to change to another account")
def test_as_root_it_runs_as_somebody_else_even_from_programs_below_a_closed_directory(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed_site = directory.parent / "site-packages"
    source = binaries.bundled()
    shutil.copytree(source.parent, closed_site / binaries.PACKAGE / binaries.INSTALLATION, symlinks=True)
    libraries = source.parents[2] / f"{binaries.PACKAGE}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, closed_site / libraries.name)
    closed = closed_site / binaries.PACKAGE / binaries.INSTALLATION / "bin"
    monkeypatch.setattr(binaries, "bundled", lambda: closed)
    server = EmbeddedPostgres(directory, fast=True)
    try:
        server.start()

        owner = Path(f"/proc/{server.server_pid()}").stat().st_uid
        assert owner != 0
        assert server.execute("SELECT 1") == "1"
    finally:
        server.stop()
        binaries.remove_copies()


@pytest.mark.skipif(os.geteuid() != 0, reason="whoever is not root has shown it with every other test here")
def test_as_an_ordinary_user_it_runs_as_that_user(directory: Path) -> None:
    somebody = pwd.getpwnam("nobody")
    directory.parent.chmod(0o755)
    directory.mkdir(mode=0o700)
    os.chown(directory, somebody.pw_uid, somebody.pw_gid)
    code = HOLDER.replace("time.sleep(600)", "print(server.cluster.owner(), server.execute('SELECT 1')); server.stop()")
    site = binaries.bundled().parents[2]

    def as_somebody(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd="/",
            user=somebody.pw_uid,
            group=somebody.pw_gid,
            extra_groups=[],
            env={"PYTHONPATH": f"{REPOSITORY}:{site}", "HOME": "/"},
            capture_output=True,
            text=True,
            check=False,
        )

    # The interpreter of this run, or the repository, may themselves lie below a directory that is closed to others.
    for python in (sys.executable, "/usr/bin/python3"):
        with contextlib.suppress(OSError):
            if as_somebody(python, "-c", "import deploy.local.postgres").returncode == 0:
                break
    else:
        pytest.skip("another account can run neither Python nor this repository here")

    done = as_somebody(python, "-c", code, str(directory))

    assert done.stdout.split()[1:] == ["nobody", "1"], done.stderr
