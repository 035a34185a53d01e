"""The yardstick of receipts: pgbench, calling the same SQL function as the runtime role."""

import os
import re
import subprocess
from pathlib import Path

from tests.benchmarks.accounts import SERVICE
from tests.benchmarks.stack import Ground

CLIENTS = 8
THREADS = 2
SCRIPT = Path(__file__).parent / "receipt.sql"
_RATE = re.compile(r"^tps = ([0-9.]+) ", re.MULTILINE)
_FAILED = re.compile(r"^number of failed transactions: ([0-9]+) ", re.MULTILINE)


class YardstickFailed(RuntimeError):
    """pgbench could not do its work; the message is what it said."""


def rate(ground: Ground, seconds: int, *, run: str, first: int, last: int, script: Path = SCRIPT) -> float:
    """Receipts a second on the accounts numbered from `first` to `last`. `run` makes their references unique."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment |= {
        "PGHOST": "127.0.0.1",
        "PGPORT": str(ground.postgres.port),
        "PGUSER": f"{SERVICE}_app",
        "PGPASSWORD": ground.postgres.password(f"{SERVICE}_app"),
        "PGDATABASE": SERVICE,
    }
    variables = {"run": run, "first": first, "last": last, "number": 0}
    assigned = [argument for name, value in variables.items() for argument in ("-D", f"{name}={value}")]
    sizes = ["-c", str(CLIENTS), "-j", str(THREADS), "-T", str(seconds)]
    done = subprocess.run(
        [f"{ground.postgres.programs}/pgbench", "-n", "-M", "prepared", *sizes, *assigned, "-f", str(script)],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    found, failed = _RATE.search(done.stdout), _FAILED.search(done.stdout)
    if done.returncode != 0 or found is None or failed is None or failed[1] != "0":
        raise YardstickFailed(f"{done.stdout}{done.stderr}")
    return float(found[1])
