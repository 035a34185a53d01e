"""The worklist and the curve over HTTP beside the reading of one row by its primary key (domain C1, C5)."""

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.close import SIZES
from tests.benchmarks.figures import Timing
from tests.benchmarks.load import Load, Sample, send
from tests.benchmarks.stack import Ground

SERVICE = "collections"
LOANS = SIZES[-1]
CONNECTIONS = 4
WARM_UP_SECONDS = 2
TIMES_SLOWER = 5.0
MANAGER = ("ls-manager-1", "account_manager", "lanshan", "ls-1")
HEAD = ("ls-branch-head", "branch_head", "lanshan", None)
BY_KEY = "/v1/tasks/%(account)s"
MONTH = "month=2026-03"
# What is read, and by whom.
PATHS = {
    "worklist, 50 tasks": ("/v1/tasks?assignee=me&due_before=2026-03-12T00:00:00Z", MANAGER),
    "curve of a manager": (f"/v1/arrears-rates?scope=account_manager&key=ls-manager-7&{MONTH}", MANAGER),
    "curve of an outlet": (f"/v1/arrears-rates?scope=outlet&key=ls-1&{MONTH}", MANAGER),
    "curve of a branch": (f"/v1/arrears-rates?scope=sub_branch&key=lanshan&{MONTH}", HEAD),
    "curve as a picture": (f"/v1/arrears-rates.svg?scope=account_manager&key=ls-manager-7&{MONTH}", MANAGER),
}


def measure(ground: Ground, rounds: int, seconds: int) -> Iterator[Timing]:
    """Answers the figures as they are after each round: the p99 of each in seconds, beside that of a row by its key."""
    figures = {name: Timing(f"p99 of the {name}", "p99 by primary key", TIMES_SLOWER) for name in PATHS}
    ground.database(SERVICE)
    made = (Path(__file__).parent / "worklist.sql").read_text().replace("$loans", str(LOANS))
    ground.postgres.execute(made, SERVICE)
    with ground.services(SERVICE, 1) as ports:
        for number in range(-1, rounds):
            length = seconds if number >= 0 else WARM_UP_SECONDS
            for name, (path, caller) in PATHS.items():
                beside = _read(ground, ports, length, BY_KEY, MANAGER)
                taken = _read(ground, ports, length, path, caller)
                if number >= 0:
                    figures[name].add(beside.p99_ms / 1000, taken.p99_ms / 1000)
                    figures[name].note = f"p50 {taken.p50_ms:.1f} ms beside {beside.p50_ms:.1f} ms"
                    yield figures[name]


def _read(
    ground: Ground, ports: list[int], seconds: int, path: str, caller: tuple[str, str, str | None, str | None]
) -> Sample:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {ground.token(*caller)}\r\n\r\n"
    sample = send(Load(ports, CONNECTIONS, seconds, request, 200, 1, LOANS * 28 // 100, "w"))
    assert not sample.unexpected, sample.unexpected
    return sample
