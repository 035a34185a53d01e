"""The collections service running in this process, on a database of its own."""

from collections.abc import Iterator

import pytest

from tests.support.lending import collections_running
from tests.support.postgres import discard, fresh_database
from tests.support.running import Running


@pytest.fixture(scope="session")
def collections(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One service and one database for all tests of this worker: each test makes its own things in it."""
    database = fresh_database("collections")
    with collections_running(database, tmp_path_factory.mktemp("collections")) as service:
        yield service
    discard(database)


@pytest.fixture
def fresh_collections(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service on an empty database, for tests that count, tamper, stop things or need the first close ever."""
    database = fresh_database("collections")
    with collections_running(database, tmp_path_factory.mktemp("collections")) as service:
        yield service
    discard(database)
