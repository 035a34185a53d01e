"""What is done to a stack from outside: stopping it, migrating its databases."""

import os
import signal
import subprocess
import sys
import time

from deploy.local import ownership
from deploy.local.data_directory import current
from deploy.local.postgres import EmbeddedPostgres, PostgresFailed
from deploy.local.stack import Program, Stack, migration, program_directory

STOP_SECONDS = 90.0


def stop() -> int:
    """Stop the stack of this data directory and wait until all of it is gone."""
    data = current()
    pid = ownership.holder(data.lock)
    if pid is None:
        print(f"Nothing runs on {data.root}.")
        return 0
    if not pid:
        print(f"Something holds {data.lock} and has not said what it is; try again.", file=sys.stderr)
        return 1
    began = time.monotonic()
    os.kill(pid, signal.SIGTERM)
    if not ownership.wait_until_free(data.lock, STOP_SECONDS):
        print(f"Process {pid} has not stopped within {STOP_SECONDS:.0f} s.", file=sys.stderr)
        return 1
    print(f"Stopped in {time.monotonic() - began:.1f} s.")
    return 0


def migrate(stack: Stack) -> int:
    """Bring databases to the newest version: the one that the settings name, or else those of the local stack.

    A stopped local stack gets its PostgreSQL started for as long as that takes.
    """
    named = os.environ.get("LOANOPS_OWNER_DATABASE_URL")
    if named:
        wanted = os.environ.get("LOANOPS_SERVICE")
        chosen = [service for service in stack.services if service.name == wanted]
        if not chosen:
            known = ", ".join(service.name for service in stack.services)
            print(f"LOANOPS_SERVICE must say whose database it is: one of {known}.", file=sys.stderr)
            return 1
        return _run(migration(chosen[0], named))
    data = current()
    data.prepare()
    postgres = EmbeddedPostgres(data.postgres)
    running = data.running() if ownership.holder(data.lock) is not None else {}
    try:
        if running:
            postgres.port = int(running["postgres_port"])
        else:
            postgres.start()
        return max(_run(migration(service, postgres.provision(service.name).owner_url)) for service in stack.services)
    except (PostgresFailed, ownership.AlreadyRunning) as failure:
        print(f"Cannot migrate: {failure}", file=sys.stderr)
        return 1
    finally:
        if not running:
            postgres.stop()


def _run(program: Program) -> int:
    status = subprocess.run(
        program.command, env=dict(program.environment), cwd=program_directory(), check=False
    ).returncode
    print(f"{program.name}: {'done' if status == 0 else f'failed with status {status}'}", flush=True)
    return abs(status)
