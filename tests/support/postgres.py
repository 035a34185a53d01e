"""One PostgreSQL for a whole test run, and fresh databases from templates that are migrated once.

A pytest plugin. The server starts when the first test asks for a database: the test writes a wish into the run's
directory, and the controller (or the only process, without xdist) starts it. It ends with the controller, which
takes the directory along even when it is killed.
"""

import fcntl
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.local import ownership, provisioning
from deploy.local.postgres import EmbeddedPostgres

RUN_DIRECTORY = "LOANOPS_TEST_RUN_DIRECTORY"
PREFIX = f"loanops-tests-{os.getuid()}-"
REPOSITORY = Path(__file__).parents[2]
START_SECONDS = 60.0


@dataclass(frozen=True)
class Database:
    """A database of one test: the owner made its tables, the runtime role is what a service runs as."""

    name: str
    owner_url: str
    runtime_url: str


class ServerOnDemand:
    """The controller's side: waits in a thread for the first wish, starts the server, stops it at the end."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._postgres = EmbeddedPostgres(directory, fast=True, ephemeral=True)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="postgres for tests", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop the server, if it was wished for, and delete its directory."""
        self._over.set()
        self._thread.join()
        self._postgres.stop()
        shutil.rmtree(self._directory, ignore_errors=True)

    def _serve(self) -> None:
        while not self._over.wait(0.02):
            if (self._directory / "wanted").exists():
                try:
                    self._postgres.start()
                except Exception as failure:
                    _write_whole(self._directory / "failed", str(failure))
                else:
                    _write_whole(self._directory / "port", str(self._postgres.port))
                return


_server: ServerOnDemand | None = None
_client: EmbeddedPostgres | None = None
_discarded: list[str] = []


def pytest_configure(config: pytest.Config) -> None:
    """Get ready to start a server, in the one process that outlives all tests."""
    global _server  # noqa: PLW0603 - pytest's hooks have no other place that lasts a run
    if hasattr(config, "workerinput"):
        return
    _sweep()
    directory = Path(tempfile.gettempdir()) / f"{PREFIX}{secrets.token_hex(6)}"
    os.environ[RUN_DIRECTORY] = str(directory)
    _server = ServerOnDemand(directory)


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    if _server is not None:
        _server.close()


def fresh_database(service: str) -> Database:
    """A database with the service's schema in its newest version and nothing in it, for about 60 ms.

    Prefer the fixture of the same name, which drops it after the test.
    """
    return _copy(_template(service, migrated=True), service)


def bare_database(service: str) -> Database:
    """A database with the service's roles and no tables: for tests of what migrations stand on."""
    return _copy(_template(service, migrated=False), service)


def discard(database: Database) -> None:
    """Have the database dropped with the next one that is made."""
    _discarded.append(database.name)


@pytest.fixture(name="fresh_database")
def fresh_database_for_a_test() -> Iterator[Callable[[str], Database]]:
    """`fresh_database("escrow")` for one test, as many as it wants."""
    yield from _lending(fresh_database)


@pytest.fixture(name="bare_database")
def bare_database_for_a_test() -> Iterator[Callable[[str], Database]]:
    """`bare_database("escrow")` for one test, as many as it wants."""
    yield from _lending(bare_database)


def server() -> EmbeddedPostgres:
    """The run's server, started when needed, to look at and to ask for addresses; never to start or stop."""
    global _client  # noqa: PLW0603 - one per process, like the server itself
    if _client is None:
        directory = Path(os.environ[RUN_DIRECTORY])
        directory.mkdir(mode=0o700, exist_ok=True)
        (directory / "wanted").touch()
        _client = EmbeddedPostgres(directory, fast=True, ephemeral=True)
        _client.port = _await_port(directory)
    return _client


def _await_port(directory: Path) -> int:
    deadline = time.monotonic() + START_SECONDS
    while not (directory / "port").exists():
        if (directory / "failed").exists():
            raise RuntimeError((directory / "failed").read_text())
        if time.monotonic() > deadline:
            raise RuntimeError(f"no PostgreSQL for the tests after {START_SECONDS:.0f} s")
        time.sleep(0.02)
    return int((directory / "port").read_text())


def _lending(make: Callable[[str], Database]) -> Iterator[Callable[[str], Database]]:
    lent: list[Database] = []

    def lend(service: str) -> Database:
        lent.append(make(service))
        return lent[-1]

    yield lend
    for database in lent:
        discard(database)


def _copy(template: str, service: str) -> Database:
    name = f"{service}_{secrets.token_hex(6)}"
    names = {"database": name, "owner": f"{service}_owner", "runtime": f"{service}_app", "template": template}
    # Without the write-ahead log a copy takes half as long, and a test database needs none.
    sql = 'CREATE DATABASE :"database" TEMPLATE :"template" STRATEGY FILE_COPY;\n' + provisioning.CONNECT_RIGHTS
    dropped = "".join(f"DROP DATABASE IF EXISTS {old} WITH (FORCE);\n" for old in _discarded)
    _discarded.clear()
    server().execute(dropped + sql, variables=names)
    return Database(name, server().url(names["owner"], name), server().url(names["runtime"], name))


def _template(service: str, *, migrated: bool) -> str:
    """The name of a service's template; whichever process comes first makes it."""
    directory = server().data_dir
    name = service if migrated else f"{service}_bare"
    done = directory / f"template-{name}"
    if not done.exists():
        with _locked(directory / "templates.lock"):
            if not done.exists():
                _make_template(service, name)
                done.touch()
    return name


def _make_template(service: str, name: str) -> None:
    # Roles belong to the server, not to a database: both templates of a service share them.
    database = server().provision(service, database=name)
    if name != service:
        return
    migrate(service, database.owner_url)


def migrate(service: str, owner_url: str) -> None:
    """Bring a database's schema to the newest version. Raises RuntimeError with what the migrations said."""
    # Without the caller's own settings: a test run must never reach a database that somebody uses.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("LOANOPS_")}
    environment |= {
        "LOANOPS_ENVIRONMENT": "development",
        "LOANOPS_SERVICE": service,
        "LOANOPS_OWNER_DATABASE_URL": owner_url,
    }
    migrated = subprocess.run(
        [sys.executable, "-m", "chassis.migrations", service, "upgrade"],
        cwd=REPOSITORY,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if migrated.returncode != 0:
        raise RuntimeError(f"the migrations of {service} failed:\n{migrated.stdout}{migrated.stderr}")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write_whole(path: Path, text: str) -> None:
    """So that no reader sees half of it."""
    unfinished = path.with_suffix(".new")
    unfinished.write_text(text)
    unfinished.rename(path)


def _sweep() -> None:
    """Delete what a run left that was killed in the instant before its server started, or with the machine."""
    for directory in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            old = time.time() - directory.stat().st_mtime > 600
            idle = ownership.holder(directory / "postgres.lock") is None
        except OSError:
            continue
        if old and idle:
            shutil.rmtree(directory, ignore_errors=True)
