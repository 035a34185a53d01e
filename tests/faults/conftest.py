"""The escrow service on an empty database of its own."""

from collections.abc import Iterator

import pytest

from services.escrow.app import create
from tests.support.postgres import discard, fresh_database
from tests.support.running import Running, running


@pytest.fixture
def fresh_escrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service whose settings real processes can be given; it makes what a fault is then tried on."""
    database = fresh_database("escrow")
    with running("escrow", create, database, tmp_path_factory.mktemp("escrow")) as service:
        yield service
    discard(database)
