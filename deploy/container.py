"""What a container does: `python -m deploy.container serve | work | migrate | healthy | draw-keys`.

`LOANOPS_SERVICE` says which service it is, or that it is the gateway. Everything else is the settings of
docs/operations.md.
"""

import argparse
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from deploy.local.keys import Keyring

SERVICES = ("collections", "customer", "escrow", "scoring")
GATEWAY = "gateway"
PORT = "8000"
# Requests under way at a stop get this long; the orchestrator must wait a little longer before it kills.
DRAIN_SECONDS = "8"
HEALTH_SECONDS = 3


class NotSet(RuntimeError):
    """The environment does not say what this container is."""


def name() -> str:
    """Which service this container is. Raises NotSet."""
    found = os.environ.get("LOANOPS_SERVICE", "")
    if found not in {*SERVICES, GATEWAY}:
        raise NotSet(f"LOANOPS_SERVICE must be one of {', '.join([*SERVICES, GATEWAY])}; it is {found!r}")
    return found


def serve_command() -> list[str]:
    """The HTTP process. Raises NotSet."""
    application = "gateway.app:create" if name() == GATEWAY else f"services.{name()}.app:create"
    options = ["--no-access-log", "--no-server-header", "--no-proxy-headers"]
    listening = ["--host", "0.0.0.0", "--port", PORT, "--timeout-graceful-shutdown", DRAIN_SECONDS]  # noqa: S104
    return ["uvicorn", "--factory", application, *listening, *options]


def work_command() -> list[str]:
    """The worker of a service. Raises NotSet; the gateway has none."""
    if name() == GATEWAY:
        raise NotSet("the gateway has no worker")
    return [f"services.{name()}.jobs"]


def migrate_command() -> list[str]:
    """Bring the service's database to the newest version. Raises NotSet; the gateway has none."""
    if name() == GATEWAY:
        raise NotSet("the gateway has no database")
    return ["chassis.migrations", name(), "upgrade"]


def is_healthy() -> bool:
    """Whether the HTTP process in this container is ready."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=HEALTH_SECONDS) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError):
        return False


def draw_keys(directory: Path) -> None:
    """Draw the development keys that are missing, for a stack on one computer; a bank brings its own."""
    keys = Keyring(directory)
    keys.complete([*SERVICES, GATEWAY])
    keys.complete_personal(SERVICES)


def _become(command: list[str]) -> int:
    # The process itself, not a child: signals reach it, and its end is the container's.
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", *command])  # noqa: S606


def main() -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m deploy.container", description="One process of Loanops.")
    parser.add_argument("verb", choices=["serve", "work", "migrate", "healthy", "draw-keys"])
    verb = parser.parse_args().verb
    commands: dict[str, Callable[[], list[str]]] = {
        "serve": serve_command,
        "work": work_command,
        "migrate": migrate_command,
    }
    try:
        if verb in commands:
            return _become(commands[verb]())
    except NotSet as fault:
        print(fault, file=sys.stderr)
        return 2
    if verb == "draw-keys":
        draw_keys(Path(os.environ.get("LOANOPS_KEY_DIR", "/keys")))
        return 0
    return 0 if is_healthy() else 1


if __name__ == "__main__":
    sys.exit(main())
