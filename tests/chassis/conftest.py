"""The house: a service of one capability, on a database of its own."""

from collections.abc import Iterator

import pytest

from tests.chassis.house import house_service
from tests.support.running import Running


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One service for all tests of this worker: each test makes its own things in it."""
    with house_service(tmp_path_factory.mktemp("house")) as service:
        yield service


@pytest.fixture
def fresh_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service on an empty database, for tests that count, tamper or stop things."""
    with house_service(tmp_path_factory.mktemp("house")) as service:
        yield service
