"""The posting lane while the service is killed, and while PostgreSQL is stopped at once, under 64 callers (E3).

Every receipt that was answered is there once, every one that was asked again has one effect, and a replay answers with
the same bytes, 2 % of poison among them.
"""

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local.postgres import EmbeddedPostgres
from services.escrow.app import create
from tests.faults.receipt_load import Load, assert_each_is_there_once, under_load
from tests.support.building import House, receive, supervised_project
from tests.support.postgres import Database, migrate
from tests.support.processes import Process, processes
from tests.support.running import Running, running
from tests.support.sql import connected, wait_for

REPLAYED = 500


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A durable server of its own: it is stopped under the tests."""
    made = EmbeddedPostgres(tmp_path_factory.mktemp("server") / "data")
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def escrow(server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    made = server.provision("escrow")
    migrate("escrow", made.owner_url)
    directory: Path = tmp_path_factory.mktemp("escrow")
    database = Database("escrow", made.owner_url, made.runtime_url)
    with running("escrow", create, database, directory) as service:
        yield service


@pytest.fixture
def houses(escrow: Running) -> list[House]:
    wait_for(lambda: escrow.client.get("/readyz").status_code == 200, "readiness", 60)
    made = [supervised_project(escrow) for _ in range(4)]
    for house in made:
        receive(house, "1000.00")
    return made


def killed(process: Process, server: EmbeddedPostgres) -> None:
    process.restart()


def stopped_at_once(process: Process, server: EmbeddedPostgres) -> None:
    """As after a crash: nothing is tidied up, and the server recovers from its log."""
    os.kill(server.server_pid(), signal.SIGQUIT)
    wait_for(lambda: not server.is_running(), "the end of the server", 30)
    server.stop()
    server.start(port=server.port)


Disturbance = Callable[[Process, EmbeddedPostgres], None]


def lived_through(houses: list[House], server: EmbeddedPostgres, disturbance: Disturbance, times: int) -> None:
    """Disturb so often, and look at the books."""
    chance = random.Random(int(os.environ.get("LOANOPS_SEED", "20261124")))
    end = time.monotonic() + int(os.environ.get("LOANOPS_PROVE_SECONDS", "3600"))
    escrow = houses[0].escrow
    with processes(escrow.settings.model_copy(update={"log_level": "ERROR"})) as (process,):
        load = Load(process.url, escrow.staff("core-banking").headers, houses, chance)
        done = under_load(load, lambda: disturbance(process, server), times, end)
        replays = asyncio.run(load.replay(REPLAYED))
    with connected(escrow.database.owner_url) as books:
        assert_each_is_there_once(load, books)
    again = sum(each.attempts > 1 for each in load.asked)
    print(f"{disturbance.__name__} {done} times: {len(load.asked)} receipts, {again} of them asked again")

    assert done == times, f"the time was up after {done}"
    assert again > 0
    assert all((status, answer, said) == (201, each.answer, True) for each, status, answer, said in replays)


@pytest.mark.parametrize("disturbance", [killed, stopped_at_once])
def test_what_was_answered_is_there_once_whatever_happened_meanwhile(
    houses: list[House], server: EmbeddedPostgres, disturbance: Disturbance
) -> None:
    lived_through(houses, server, disturbance, 1)


@pytest.mark.prove
@pytest.mark.parametrize(("disturbance", "times"), [(killed, 50), (stopped_at_once, 10)], ids=["killed", "stopped"])
def test_fifty_kills_and_ten_immediate_stops_lose_nothing_and_double_nothing(
    houses: list[House], server: EmbeddedPostgres, disturbance: Disturbance, times: int
) -> None:
    lived_through(houses, server, disturbance, times)
