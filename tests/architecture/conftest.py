"""The services, made but not started: what they declare can be read without a database."""

import pytest
from fastapi import FastAPI

from services.escrow.app import create as escrow
from tests.support.postgres import Database
from tests.support.running import settings_for

SERVICES = {"escrow": escrow}
NOWHERE = "postgresql://nobody:nothing@127.0.0.1:1/nowhere"


@pytest.fixture(scope="session")
def apps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FastAPI]:
    """The services' applications by name; nobody starts them."""
    database = Database("nowhere", NOWHERE, NOWHERE)
    return {
        service: create(settings_for(service, database, tmp_path_factory.mktemp(service)))
        for service, create in SERVICES.items()
    }


@pytest.fixture(params=list(SERVICES))
def service(request: pytest.FixtureRequest) -> str:
    """Every service of the bank, one after the other."""
    return str(request.param)


@pytest.fixture
def app(service: str, apps: dict[str, FastAPI]) -> FastAPI:
    """The application of that service."""
    return apps[service]
