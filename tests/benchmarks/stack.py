"""What is measured, set up as in production and taken down again: PostgreSQL, the service, the gateway, nginx."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from joserfc import jwt
from joserfc.jwk import OKPKey

from deploy.local import readiness
from deploy.local.guardian import leashed
from deploy.local.keys import Keyring
from deploy.local.postgres import EmbeddedPostgres, ServiceDatabase, free_port

REPOSITORY = Path(__file__).parents[2]
SERVICES = ("escrow", "collections", "scoring", "customer")
ISSUER = "http://issuer.benchmark"
TOKEN_SECONDS = 86_400
READY_SECONDS = 120.0  # on a busy machine a process needs a while to import everything
STOP_SECONDS = 15.0
STOP = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))


@dataclass(frozen=True)
class Ground:
    """A running PostgreSQL, the keys, and what processes on it are told. A database is made when it is asked for."""

    directory: Path
    postgres: EmbeddedPostgres
    keys: Keyring
    lifeline: int
    databases: dict[str, ServiceDatabase] = field(default_factory=dict)

    def database(self, service: str) -> ServiceDatabase:
        """That service's database, migrated, with nothing in it but what was put there since."""
        if service not in self.databases:
            database = self.postgres.provision(service)
            _migrate(service, database.owner_url)
            self.databases[service] = database
        return self.databases[service]

    def token(
        self, sub: str = "core-banking", role: str = "system", sub_branch: str | None = None, outlet: str | None = None
    ) -> str:
        """A person's token, or core banking's own."""
        key = OKPKey.import_key(json.loads(self.keys.issuer.read_text()))
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": "loanops",
            "sub": sub,
            "name": sub,
            "roles": [role],
            "sub_branch": sub_branch,
            "outlet": outlet,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
        }
        return jwt.encode({"alg": "Ed25519", "kid": key.kid or ""}, claims, key, algorithms=["Ed25519"])

    def setting(self, name: str) -> str:
        """A setting of the running PostgreSQL."""
        return self.postgres.execute(f"SHOW {name}")

    @contextmanager
    def services(self, service: str, count: int, application: str | None = None, **told: str) -> Iterator[list[int]]:
        """Processes of the service, each on a port of its own so that connections spread evenly. Their ports.

        `application` is another factory than the service's own; `told` are environment variables beside the usual ones.
        """
        environment = self._environment_of(service) | told
        with ExitStack() as running:
            yield [
                running.enter_context(
                    self._served(f"{service}-{number}", application or f"services.{service}.app:create", environment)
                )
                for number in range(count)
            ]

    @contextmanager
    def worker(self, service: str, **told: str) -> Iterator[int]:
        """A process that runs the service's jobs. Its process id is that of the leash around it."""
        command = [sys.executable, "-m", f"services.{service}.jobs"]
        with self._running(f"{service}-worker", command, self._environment_of(service) | told) as process_id:
            yield process_id

    @contextmanager
    def gateway(self, service: str, service_port: int) -> Iterator[int]:
        """One gateway process before one process of the service. Its port."""
        upstreams = {service: f"http://127.0.0.1:{service_port}"}
        environment = self._environment("gateway") | {"LOANOPS_UPSTREAMS": json.dumps(upstreams)}
        with self._served("gateway", "gateway.app:create", environment) as port:
            yield port

    @contextmanager
    def nginx(self, service_port: int) -> Iterator[int | None]:
        """One nginx worker before the same process of the service. Its port; None where there is no nginx."""
        program = shutil.which("nginx")
        if program is None:
            yield None
            return
        port = free_port()
        prefix = self.directory / "nginx"
        prefix.mkdir(exist_ok=True)
        template = Template((Path(__file__).parent / "nginx.conf").read_text())
        user = "user root;" if os.geteuid() == 0 else ""
        configuration = prefix / "nginx.conf"
        configuration.write_text(template.substitute(port=port, service_port=service_port, user=user))
        command = [program, "-e", "stderr", "-p", f"{prefix}/", "-c", str(configuration)]
        with self._running("nginx", command, os.environ):
            _await_ready(port)
            yield port

    def _environment_of(self, service: str) -> dict[str, str]:
        return self._environment(service) | {
            "LOANOPS_DATABASE_URL": self.database(service).runtime_url,
            "LOANOPS_SERVICE_KEY_FILE": str(self.keys.service(service)),
            "LOANOPS_PERSONAL_KEYS_FILE": str(self.keys.personal(service)),
        }

    def _environment(self, name: str) -> dict[str, str]:
        # Without the caller's own settings: two runs should differ by the code alone.
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("LOANOPS_")}
        return inherited | {
            "LOANOPS_ENVIRONMENT": "production",
            "LOANOPS_SERVICE": name,
            "LOANOPS_ISSUER": ISSUER,
            "LOANOPS_JWKS_URL": self.keys.issuer_public.as_uri(),
            "LOANOPS_SERVICE_JWKS_URL": self.keys.services_public.as_uri(),
        }

    @contextmanager
    def _served(self, name: str, application: str, environment: Mapping[str, str]) -> Iterator[int]:
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen(1024)
            descriptor = listening.fileno()
            command = [sys.executable, "-m", "deploy.local.serve", application, str(descriptor)]
            port: int = listening.getsockname()[1]
            with self._running(name, command, environment, [descriptor]):
                _await_ready(port)
                yield port

    @contextmanager
    def _running(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], descriptors: Sequence[int] = ()
    ) -> Iterator[int]:
        """A program that ends with the block, and with this process however that ends; its output goes to a file."""
        settings = {
            "directory": str(REPOSITORY),
            "lifeline": self.lifeline,
            "stop": [[int(number), seconds] for number, seconds in STOP],
        }
        with (self.directory / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                leashed(settings, command),
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[self.lifeline, *descriptors],
                start_new_session=True,
            )
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait(STOP_SECONDS + 5)


@contextmanager
def ground() -> Iterator[Ground]:
    """A durable PostgreSQL in a temporary directory. Nothing is left of it afterwards."""
    with tempfile.TemporaryDirectory(prefix="loanops-benchmarks-", ignore_cleanup_errors=True) as name:
        directory = Path(name)
        postgres = EmbeddedPostgres(directory / "database", ephemeral=True)
        reading, writing = os.pipe()
        try:
            postgres.start()
            keys = Keyring(directory / "keys")
            keys.complete(SERVICES)
            keys.complete_personal(SERVICES)
            yield Ground(directory, postgres, keys, reading)
        finally:
            os.close(writing)
            os.close(reading)
            postgres.stop()


def _migrate(service: str, owner_url: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "chassis.migrations", service, "upgrade"],
        cwd=REPOSITORY,
        env=os.environ | {"LOANOPS_OWNER_DATABASE_URL": owner_url},
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _await_ready(port: int) -> None:
    async def until_ready() -> None:
        async with asyncio.timeout(READY_SECONDS):
            await readiness.until_ready([f"http://127.0.0.1:{port}"])

    asyncio.run(until_ready())
