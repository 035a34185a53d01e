"""A PostgreSQL that is really stopped, or crashes under a request, and comes back (contract 1, /readyz; design 12)."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deploy.local.postgres import EmbeddedPostgres
from tests.chassis.house import a_thing, create, house_schema
from tests.support.postgres import Database
from tests.support.running import Running, running
from tests.support.sql import connected, wait_for, waiting


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A server of its own: the one of the run must not be stopped under the other tests."""
    made = EmbeddedPostgres(tmp_path_factory.mktemp("server") / "data", fast=True)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def house(server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    made = server.provision("escrow")
    with connected(made.owner_url) as sql:
        sql.run(house_schema())
    directory: Path = tmp_path_factory.mktemp("house")
    with running("escrow", create, Database("escrow", made.owner_url, made.runtime_url), directory) as service:
        yield service


def test_while_it_is_stopped_the_service_lives_is_not_ready_and_says_so(
    server: EmbeddedPostgres, house: Running
) -> None:
    manager = house.staff("ls-manager-1")
    manager.do("/v1/things", a_thing("before"))
    server.stop()
    down = [
        manager.send("GET", "/v1/things"),
        manager.post("/v1/things", a_thing("during"), key="k"),
        house.client.get("/readyz"),
    ]
    alive, metrics, stranger = (
        house.client.get("/livez"),
        house.client.get("/metrics"),
        house.client.get("/v1/things"),
    )
    server.start(port=server.port)
    wait_for(lambda: house.client.get("/readyz").status_code == 200, "readiness")
    after = manager.post("/v1/things", a_thing("during"), key="k")

    for answer in down:
        assert (answer.status_code, answer.json()["code"]) == (503, "SERVICE_UNAVAILABLE")
        assert answer.json()["retryable"] is True
    assert (alive.status_code, metrics.status_code, stranger.status_code) == (200, 200, 401)
    assert (after.status_code, "Idempotent-Replayed" in after.headers) == (201, False)
    assert {item["name"] for item in manager.see("/v1/things")["items"]} >= {"before", "during"}


def test_when_it_crashes_under_a_request_the_caller_may_send_it_again(server: EmbeddedPostgres, house: Running) -> None:
    """An immediate shutdown, as after a crash: the server recovers from its log; what was not committed is gone."""
    manager = house.staff("ls-manager-1")
    thing = a_thing("crashed")
    with connected(server.superuser_url("escrow")) as sql, ThreadPoolExecutor(1) as threads:
        sql.run("BEGIN; LOCK TABLE thing IN EXCLUSIVE MODE")
        request = threads.submit(manager.post, "/v1/things", thing, key="crash")
        with connected(server.superuser_url("escrow")) as watch:
            wait_for(lambda: waiting(watch), "a request that waits")
        os.kill(server.server_pid(), signal.SIGQUIT)
        wait_for(lambda: not server.is_running(), "the end of the server")
        answer = request.result()
    server.stop()
    server.start(port=server.port)
    wait_for(lambda: house.client.get("/readyz").status_code == 200, "readiness")
    again = [manager.post("/v1/things", thing, key="crash") for _ in range(2)]

    assert (answer.status_code, answer.json()["retryable"]) == (503, True)
    assert [each.status_code for each in again] == [201, 201]
    assert again[0].content == again[1].content
    assert [item["name"] for item in manager.see("/v1/things")["items"]].count("crashed") == 1
