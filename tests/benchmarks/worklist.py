"""The worklist and the curve over HTTP beside the reading of one row by its primary key (domain C1, C5)."""

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figures import Timing
from tests.benchmarks.load import Load, send
from tests.benchmarks.stack import Ground

SERVICE = "collections"
TASKS = 300_000
CONNECTIONS = 2
WARM_UP_SECONDS = 2
TIMES_SLOWER = 5.0
MANAGER = ("ls-manager-1", "account_manager", "lanshan", "ls-1")
BY_KEY = "/v1/tasks/%(account)s"
PATHS = {
    "worklist, 50 tasks": "/v1/tasks?assignee=me&due_before=2026-03-12T00:00:00Z",
    "curve, a month": "/v1/arrears-rates?scope=account_manager&key=ls-manager-7&month=2026-03",
}


def measure(ground: Ground, rounds: int, seconds: int) -> Iterator[Timing]:
    """Answers the figures as they are after each round: the p99 of each in seconds, beside that of a row by its key."""
    figures = {name: Timing(f"p99 of the {name}", "p99 by primary key", TIMES_SLOWER) for name in PATHS}
    ground.database(SERVICE)
    ground.postgres.execute((Path(__file__).parent / "worklist.sql").read_text(), SERVICE)
    with ground.services(SERVICE, 1) as ports:
        for number in range(-1, rounds):
            length = seconds if number >= 0 else WARM_UP_SECONDS
            for name, path in PATHS.items():
                beside = _p99_seconds(ground, ports, length, BY_KEY)
                taken = _p99_seconds(ground, ports, length, path)
                if number >= 0:
                    figures[name].add(beside, taken)
                    yield figures[name]


def _p99_seconds(ground: Ground, ports: list[int], seconds: int, path: str) -> float:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {ground.token(*MANAGER)}\r\n\r\n"
    sample = send(Load(ports, CONNECTIONS, seconds, request, 200, 1, TASKS, "w"))
    assert not sample.unexpected, sample.unexpected
    return sample.p99_ms / 1000
