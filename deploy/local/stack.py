"""What the stack is made of: the one list of services, and how each of their processes is started."""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.data_directory import DataDirectory
from deploy.local.keys import Keyring
from deploy.local.postgres import ServiceDatabase


@dataclass(frozen=True)
class Service:
    """A service with a database: its HTTP application, its worker, and the command that migrates its database."""

    name: str
    application: str
    worker: str
    migration: tuple[str, ...]
    seed: tuple[str, ...] | None = None
    """The command that plants what a development stack begins with; it may be given again, and changes nothing then."""


@dataclass(frozen=True)
class Stack:
    """Services, and the gateway before them."""

    services: tuple[Service, ...]
    gateway: str
    demo: tuple[str, ...] | None = None
    """The command that loads demo data through the gateway; given again it goes on, and stops at what is there."""


def _service(name: str, seed: str | None = None) -> Service:
    return Service(
        name,
        f"services.{name}.app:create",
        f"services.{name}.jobs",
        ("chassis.migrations", name, "upgrade"),
        (seed,) if seed else None,
    )


LOANOPS = Stack(
    services=(
        _service("escrow"),
        _service("customer", "services.customer.demo"),
        _service("collections"),
        _service("scoring"),
    ),
    gateway="gateway.app:create",
    demo=("deploy.demo",),
)


@dataclass(frozen=True)
class Program:
    """One process: its name in the logs, its command, its whole environment, and the socket that it inherits."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    socket: int | None = None


@dataclass(frozen=True)
class Surroundings:
    """What every process of one running stack is told."""

    data: DataDirectory
    keys: Keyring
    gateway_url: str
    log_format: str
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Where each service serves, by its name: for the gateway, and for services that ask each other."""

    def common(self, name: str) -> dict[str, str]:
        """The environment of the process `name` is part of; what the caller has set beside ours goes through.

        The owner's address never does: who serves requests must not be able to change the schema.
        """
        inherited = {key: value for key, value in os.environ.items() if key != "LOANOPS_OWNER_DATABASE_URL"}
        return inherited | {
            "PYTHONUNBUFFERED": "1",
            "LOANOPS_ENVIRONMENT": "development",
            "LOANOPS_SERVICE": name,
            "LOANOPS_ISSUER": self.gateway_url,
            "LOANOPS_JWKS_URL": self.keys.issuer_public.as_uri(),
            "LOANOPS_SERVICE_KEY_FILE": str(self.keys.service(name)),
            "LOANOPS_SERVICE_JWKS_URL": self.keys.services_public.as_uri(),
            "LOANOPS_LOG_FORMAT": os.environ.get("LOANOPS_LOG_FORMAT", self.log_format),
        }

    def service(self, name: str, database: ServiceDatabase) -> dict[str, str]:
        """The environment of a service's HTTP processes and worker."""
        return self.common(name) | {
            "LOANOPS_DATABASE_URL": database.runtime_url,
            "LOANOPS_AUDIT_HEAD_FILE": str(self.data.audit_heads(name)),
            "LOANOPS_PERSONAL_KEYS_FILE": str(self.keys.personal(name)),
            **{f"LOANOPS_{other.upper()}_URL": url for other, url in self.addresses.items() if other != name},
        }

    def gateway(self, upstreams: Mapping[str, str]) -> dict[str, str]:
        """The environment of the gateway."""
        return self.common("gateway") | {
            "LOANOPS_UPSTREAMS": json.dumps(upstreams),
            "LOANOPS_DEVELOPMENT_ISSUER_KEY_FILE": str(self.keys.issuer),
        }


def migration(service: Service, owner_url: str) -> Program:
    """Bring a service's database to the newest version."""
    environment = dict(os.environ) | {
        "LOANOPS_ENVIRONMENT": "development",
        "LOANOPS_SERVICE": service.name,
        "LOANOPS_OWNER_DATABASE_URL": owner_url,
    }
    return Program(f"{service.name}-migrate", _python(*service.migration), environment)


def seeding(service: Service, command: tuple[str, ...], environment: Mapping[str, str]) -> Program:
    """Plant what a development stack begins with, as the service itself would write it."""
    return Program(f"{service.name}-seed", _python(*command), environment)


def demo_data(command: tuple[str, ...], gateway_url: str) -> Program:
    """Load the demo data as its staff would enter it."""
    return Program("demo-data", _python(*command), dict(os.environ) | {"LOANOPS_URL": gateway_url})


def servers(name: str, application: str, count: int, socket: int, environment: Mapping[str, str]) -> list[Program]:
    """The HTTP processes of a service or the gateway, all on one listening socket."""
    return [
        Program(
            name if count == 1 and name == "gateway" else f"{name}-{number}",
            _python("deploy.local.serve", application, str(socket)),
            environment,
            socket,
        )
        for number in range(1, count + 1)
    ]


def worker(service: Service, environment: Mapping[str, str]) -> Program:
    """The process that runs a service's jobs."""
    return Program(f"{service.name}-worker", _python(service.worker), environment)


def process_count(name: str, setting: str) -> int:
    """How many HTTP processes `LOANOPS_WORKERS` gives a service: one number for all, or `escrow=2,gateway=3`.

    Raises ValueError when the setting cannot be read.
    """
    count = 1
    for part in filter(None, setting.split(",")):
        key, separator, number = part.partition("=")
        if not separator:
            count = int(key)
        elif key.strip() == name:
            count = int(number)
    if not 1 <= count <= 64:
        raise ValueError(f"LOANOPS_WORKERS gives {name} {count} processes")
    return count


def _python(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)


def program_directory() -> Path:
    """Where processes are started: the root of the repository, whose packages they import."""
    return Path(__file__).resolve().parents[2]
