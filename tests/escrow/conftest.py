"""The escrow service running in this process, on a database of its own."""

from collections.abc import Iterator

import pytest

from services.escrow.app import create
from tests.support.postgres import discard, fresh_database
from tests.support.running import Running, running


@pytest.fixture(scope="session")
def escrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One service and one database for all tests of this worker: each test makes its own things in it."""
    database = fresh_database("escrow")
    with running("escrow", create, database, tmp_path_factory.mktemp("escrow")) as service:
        yield service
    discard(database)


@pytest.fixture
def fresh_escrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service on an empty database, for tests that count, tamper or stop things."""
    database = fresh_database("escrow")
    with running("escrow", create, database, tmp_path_factory.mktemp("escrow")) as service:
        yield service
    discard(database)
