"""Money movements whose connection to the database is lost, after its commit or altogether; and a caller who asks again
while what is left of a killed service is still at work (contract 1, Idempotency; domain E3)."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from services.escrow.app import create
from tests.faults.test_kills import GATE, MOVEMENTS, POINTS, WAITING, Request, a_receipt, answered, effects, sent_aside
from tests.support.building import House, receive, supervised_project
from tests.support.postgres import discard, fresh_database, server
from tests.support.processes import processes
from tests.support.proxy import Proxy, proxied
from tests.support.running import Running, running
from tests.support.sql import Sql, connected, wait_for

# What the server says only once it has committed: to a transaction, and to a statement that is one by itself.
WORDS = {"a_receipt": b"posted", "a_request_for_payment": b"COMMIT\x00", "a_settlement": b"COMMIT\x00"}


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    with proxied(server().port) as between:
        yield between


@pytest.fixture(scope="module")
def escrow(proxy: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service whose every connection to its database can be lost."""
    database = fresh_database("escrow")
    url = database.runtime_url.replace(f":{server().port}/", f":{proxy.port}/")

    def made(settings: Any, clock: Any) -> Any:
        return create(settings.model_copy(update={"database_url": url}), clock)

    with running("escrow", made, database, tmp_path_factory.mktemp("escrow")) as service:
        yield service
    discard(database)


@pytest.fixture
def house(escrow: Running) -> House:
    # The first to meet connections that the test before had cut is told so; the others get new ones.
    wait_for(lambda: escrow.client.get("/readyz").status_code == 200, "readiness")
    made = supervised_project(escrow)
    receive(made, "9000000.00")
    return made


@pytest.fixture(scope="module")
def owner(escrow: Running) -> Iterator[Sql]:
    with connected(escrow.database.owner_url) as sql:
        yield sql


def send(request: Request, house: House) -> httpx2.Response:
    return house.escrow.client.post(request.path, json=request.body, headers=request.headers)


def one_more(before: dict[str, int], request: Request) -> dict[str, int]:
    return {name: count + request.effect.get(name, 0) for name, count in before.items()}


@pytest.mark.parametrize("movement", MOVEMENTS)
def test_a_commit_whose_word_is_lost_is_an_unknown_outcome_and_done_once(
    house: House, owner: Sql, proxy: Proxy, movement: Callable[[House], Request]
) -> None:
    """The database has committed; the service cannot know. It says so, and the retry finds the first answer."""
    request = movement(house)
    before, cuts = effects(owner), proxy.cuts
    proxy.cut_at = WORDS[movement.__name__]
    lost = send(request, house)
    proxy.cut_at = None

    assert proxy.cuts == cuts + 1
    assert effects(owner) == one_more(before, request)
    assert (lost.status_code, lost.json()["code"], lost.json()["retryable"]) == (504, "OUTCOME_UNKNOWN", True)
    assert lost.headers["Retry-After"] == "1"
    again = send(request, house)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (request.status, "true")
    assert effects(owner) == one_more(before, request)


@pytest.mark.parametrize("movement", MOVEMENTS)
def test_without_its_database_nothing_is_done_and_said_to_be_done(
    house: House, owner: Sql, proxy: Proxy, movement: Callable[[House], Request]
) -> None:
    """Connections that died unseen, then a database that takes none, then one that is back: no restart in between."""
    request = movement(house)
    before = effects(owner)
    proxy.target_lost = True
    proxy.lose_all()
    refused = [send(request, house) for _ in range(2)]
    proxy.target_lost = False

    assert effects(owner) == before
    assert {answer.status_code for answer in refused} <= {503, 504}
    assert refused[1].status_code == 503
    assert all(answer.json()["retryable"] for answer in refused)
    again = send(request, house)
    assert (again.status_code, "Idempotent-Replayed" in again.headers) == (request.status, False)
    assert effects(owner) == one_more(before, request)


def test_asked_again_while_the_dead_services_statement_still_runs_it_is_told_to_wait(house: House, owner: Sql) -> None:
    """A statement outlives the process that sent it. Its key says so: 409, until it has ended one way or the other."""
    request = a_receipt(house)
    before = effects(owner)
    with processes(house.escrow.settings) as (process,):
        owner.run(POINTS["before commit"])
        owner.run(f"SELECT pg_advisory_lock({GATE})")
        sending = sent_aside(request, process)
        wait_for(lambda: owner.value(WAITING) == 1, "the request at its point")
        process.kill()
        sending.join(10)
    waits = send(request, house)
    owner.run(f"SELECT pg_advisory_unlock({GATE})")
    owner.run("DROP TRIGGER held ON audit_record")
    answer = wait_for(lambda: answered(request, house), "the end of the orphan")

    assert (waits.status_code, waits.json()["code"]) == (409, "REQUEST_IN_FLIGHT")
    assert waits.headers["Retry-After"] == "1"
    assert answer.status_code == request.status
    assert effects(owner) == one_more(before, request)
