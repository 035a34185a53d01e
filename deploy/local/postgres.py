"""An embedded PostgreSQL: one server per data directory, on loopback TCP, with passwords, gone when its parent is."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.local import binaries, provisioning
from deploy.local.guardian import Guarded
from deploy.local.ownership import DirectoryLock

SUPERUSER = "postgres"
START_SECONDS = 120.0  # crash recovery of a large database takes its time

# SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one, which recovers at the next start.
STOP_SIGNALS = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "random_page_cost": "1.1",
}
# For tests alone: after a power cut the data would be lost.
FAST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "128MB",
}
ACCESS_RULES = "host all all 127.0.0.1/32 scram-sha-256\n"


class PostgresFailed(RuntimeError):
    """The server could not be set up, started or spoken to; the message ends with what it said."""


@dataclass(frozen=True)
class ServiceDatabase:
    """Where one service's database is: the owner migrates it, the runtime role serves requests."""

    owner_url: str
    runtime_url: str


class EmbeddedPostgres:
    """A PostgreSQL server of our own below `data_dir`, which ends with this process in any case.

    `fast` gives durability up for speed (tests); `ephemeral` deletes `data_dir` once the server has ended, even when
    this process was killed.
    """

    def __init__(self, data_dir: Path, *, fast: bool = False, ephemeral: bool = False) -> None:
        self.data_dir = data_dir.absolute()
        self.fast = fast
        self.ephemeral = ephemeral
        self.port = 0
        self.log_file = self.data_dir / "postgres.log"
        self.programs = binaries.bundled()
        self._user = binaries.server_user()
        self._lock = DirectoryLock(self.data_dir / "postgres.lock")
        self._server: Guarded | None = None
        self._changing = threading.RLock()

    @property
    def home(self) -> Path:
        """What belongs to the account the server runs as: the cluster and nothing else."""
        return self.data_dir / "postgres"

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.home / "cluster"

    def start(self, output: int | None = None, port: int | None = None) -> None:
        """Start the server and wait until it accepts connections; makes the cluster when there is none.

        `output` is a descriptor for the server's log, which otherwise goes to `postgres.log` in the data directory;
        `port` is any free one unless given. Raises AlreadyRunning when another process has this data directory,
        PostgresFailed when the server does not start.
        """
        with self._changing:
            self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock.acquire()
            try:
                self._end_orphan()
                with contextlib.ExitStack() as opened:
                    log = output if output is not None else opened.enter_context(self.log_file.open("ab")).fileno()
                    if not self.home.exists():
                        self._create_cluster()
                    self._launch(log, port)
            except BaseException:
                self.stop()
                raise

    def stop(self) -> None:
        """Shut the server down cleanly and wait until it is gone; does nothing when it is not running.

        Called while another thread is in `start`, it waits for that one.
        """
        with self._changing:
            if self._server is not None:
                self._server.stop()
                self._server = None
            if self.ephemeral and self._lock.is_held():
                shutil.rmtree(self.data_dir, ignore_errors=True)
            self._lock.release()

    def is_running(self) -> bool:
        """Whether the server that `start` started is still there."""
        return self._server is not None and self._server.is_running()

    def server_pid(self) -> int:
        """The process id of the server that last ran here, 0 when it ended in order."""
        status = self._status_lines()
        return int(status[0]) if status else 0

    def superuser_url(self, database: str = "postgres") -> str:
        """The address with the superuser's password: for administration, never for a service."""
        return self.url(SUPERUSER, database)

    def url(self, role: str, database: str) -> str:
        """The address of a database with a role's password in it."""
        return f"postgresql://{role}:{self.password(role)}@127.0.0.1:{self.port}/{database}"

    def execute(self, sql: str, database: str = "postgres", variables: Mapping[str, str] | None = None) -> str:
        """Run SQL as superuser through psql and return its unaligned output. Raises PostgresFailed.

        `variables` are for psql to quote: `:"name"` in the SQL for an identifier, `:'name'` for a text.
        """
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        environment |= {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGUSER": SUPERUSER,
            "PGPASSWORD": self.password(SUPERUSER),
            "PGDATABASE": database,
            "PGCONNECT_TIMEOUT": "10",
        }
        # Through standard input: what stands in an argument is readable by every account of the machine.
        assignments = [f"\\set {name} {value}\n" for name, value in (variables or {}).items()]
        done = subprocess.run(
            [f"{self.programs}/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-"],
            input="".join(assignments) + sql,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise PostgresFailed(f"psql failed on database {database}: {done.stderr.strip()}")
        return str(done.stdout).strip()

    def provision(self, service: str, database: str | None = None) -> ServiceDatabase:
        """Make the service's database and roles, or put them right, and say where they are.

        `<service>_owner` owns the database and its schema; `<service>_app` may connect and use the schema, and gets
        its tables from the migrations. Nobody else may connect. The database goes by the service's name unless
        another is given. Raises ValueError for a name that is no identifier.
        """
        if not (service.isascii() and service.isidentifier() and service.islower()):
            raise ValueError(f"not a service name: {service!r}")
        owner, runtime = f"{service}_owner", f"{service}_app"
        names = {"database": database or service, "owner": owner, "runtime": runtime}
        passwords = {"owner_password": self.password(owner), "runtime_password": self.password(runtime)}
        self.execute(provisioning.ROLES_AND_DATABASE, variables=names | passwords)
        self.execute(provisioning.SCHEMA_RIGHTS, database=names["database"], variables=names)
        return self.service_database(service, names["database"])

    def service_database(self, service: str, database: str | None = None) -> ServiceDatabase:
        """Where the database of a service is that has been provisioned."""
        return ServiceDatabase(
            owner_url=self.url(f"{service}_owner", database or service),
            runtime_url=self.url(f"{service}_app", database or service),
        )

    def password(self, role: str) -> str:
        """The role's password, drawn at first use and kept in `passwords.json` of the data directory."""
        stored = self.data_dir / "passwords.json"
        passwords: dict[str, str] = json.loads(stored.read_text()) if stored.exists() else {}
        if role not in passwords:
            passwords[role] = secrets.token_hex(20)
            unfinished = stored.with_suffix(".new")
            unfinished.touch(mode=0o600)
            unfinished.write_text(json.dumps(passwords, indent=1))
            unfinished.replace(stored)
        return passwords[role]

    def _create_cluster(self) -> None:
        """Make the cluster beside its place and move it there whole: a killed initdb leaves nothing half made."""
        unfinished = self.data_dir / "postgres.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        cluster = unfinished / "cluster"
        cluster.mkdir(parents=True, mode=0o700)
        unfinished.chmod(0o700)
        first_password = unfinished / "first-password"
        first_password.touch(mode=0o600)
        first_password.write_text(self.password(SUPERUSER))
        if self._user is not None:
            for path in (unfinished, cluster, first_password):
                os.chown(path, self._user.pw_uid, self._user.pw_gid)
        options = ["--username", SUPERUSER, "--auth", "scram-sha-256", "--pwfile", "../first-password"]
        # The built-in locale sorts the same on every machine.
        options += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options += ["--no-sync"] if self.fast else []
        with (self.data_dir / "initdb.log").open("w+b") as log:
            making = self._guarded("initdb", options, cluster, log.fileno())
            try:
                status = making.wait()
            finally:
                making.stop()
            if status != 0:
                log.seek(0)
                raise PostgresFailed(f"initdb failed with status {status}:\n{log.read().decode(errors='replace')}")
        first_password.unlink()
        (cluster / "pg_hba.conf").write_text(ACCESS_RULES)
        unfinished.rename(self.home)

    def _launch(self, log: int, port: int | None) -> None:
        for attempt in (1, 2, 3):
            self.port = port or free_port()
            chosen = SETTINGS | (FAST_SETTINGS if self.fast else {}) | {"port": str(self.port)}
            options = [argument for name, value in chosen.items() for argument in ("-c", f"{name}={value}")]
            self._server = self._guarded("postgres", options, self.cluster, log)
            if self._await_ready():
                return
            self._server.stop()
            # Between choosing the port and using it another process may have taken it.
            if _is_free(self.port) or attempt == 3:
                raise PostgresFailed(f"PostgreSQL did not start:\n{self._last_words()}")

    def _guarded(self, program: str, options: list[str], cluster: Path, log: int) -> Guarded:
        """Start one of PostgreSQL's programs on a cluster, as the account that may.

        An account we change to can be inside a directory whose parents are closed to it, yet could not name it:
        the cluster is entered first and then goes by the name of the working directory.
        """
        settings: dict[str, Any] = {"directory": str(cluster)}
        path = str(cluster)
        if self._user is not None:
            if sys.platform != "linux":
                raise PostgresFailed("as root the embedded PostgreSQL runs on Linux alone: use an ordinary account")
            settings["user"] = [self._user.pw_uid, self._user.pw_gid]
            path = "/proc/self/cwd"
        return Guarded(
            [f"{binaries.runnable_by(self._user)}/{program}", "-D", path, *options],
            output=log,
            stop=STOP_SIGNALS,
            settings=settings,
            remove_if_orphaned=self.data_dir if self.ephemeral else None,
        )

    def _await_ready(self) -> bool:
        """Whether the server got as far as accepting connections; False when it ended. Raises PostgresFailed."""
        deadline = time.monotonic() + START_SECONDS
        while self.is_running():
            status = self._status_lines()
            if len(status) >= 8 and status[3] == str(self.port) and status[7].strip() == "ready":
                return True
            if time.monotonic() > deadline:
                raise PostgresFailed(f"PostgreSQL is not ready after {START_SECONDS:.0f} s:\n{self._last_words()}")
            time.sleep(0.01)
        return False

    def _status_lines(self) -> list[str]:
        try:
            return (self.cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _end_orphan(self) -> None:
        """Outwait, then end, a server that a killed parent left; forget one whose number another program now has.

        We hold the lock, so whatever still runs here is nobody's. PostgreSQL itself would refuse to start for as
        long as any process has the old number, which in a container is nearly always.
        """
        pid = self.server_pid()
        for number in (None, signal.SIGQUIT, signal.SIGKILL):
            if number is not None and _serves(pid, self.cluster):
                os.kill(pid, number)
            deadline = time.monotonic() + 15
            while _serves(pid, self.cluster) and time.monotonic() < deadline:
                time.sleep(0.02)
        if self.server_pid() and _exists(pid):
            (self.cluster / "postmaster.pid").unlink()

    def _last_words(self) -> str:
        if not self.log_file.exists():
            return "(the log has the reason)"
        return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-15:])


def free_port() -> int:
    """A loopback port that nothing uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _serves(pid: int, cluster: Path) -> bool:
    """Whether that process is this cluster's server, and not another program to which the number came later."""
    if pid <= 0 or not _exists(pid):
        return False
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cwd").resolve() == cluster.resolve()
        except OSError:
            return False
    told = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return str(cluster) in told.stdout
