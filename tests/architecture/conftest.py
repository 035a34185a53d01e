"""The services, made but not started: what they declare can be read without a database."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI

from chassis.personal import draw_keys
from services.collections.app import create as collections
from services.customer.app import create as customer
from services.customer.settings import CustomerSettings
from services.escrow.app import create as escrow
from services.scoring.app import create as scoring
from services.scoring.settings import ScoringSettings
from tests.support.postgres import Database
from tests.support.running import settings_for

SERVICES: dict[str, Callable[..., FastAPI]] = {
    "escrow": escrow,
    "collections": collections,
    "scoring": scoring,
    "customer": customer,
}
NOWHERE = "postgresql://nobody:nothing@127.0.0.1:1/nowhere"


def _made(service: str, folder: Path) -> FastAPI:
    keys = folder / "personal.json"
    keys.touch(mode=0o600)
    keys.write_text(json.dumps(draw_keys()))
    settings = settings_for(service, Database("nowhere", NOWHERE, NOWHERE), folder)
    settings = settings.model_copy(update={"personal_keys_file": keys})
    if service == "scoring":
        told = settings.model_dump(mode="json") | {"collections_url": "http://127.0.0.1:1"}
        settings = ScoringSettings.model_validate(told)
    if service == "customer":
        settings = CustomerSettings.model_validate(settings.model_dump(mode="json"))
    return SERVICES[service](settings)


@pytest.fixture(scope="session")
def apps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FastAPI]:
    """The services' applications by name; nobody starts them."""
    return {service: _made(service, tmp_path_factory.mktemp(service)) for service in SERVICES}


@pytest.fixture(params=list(SERVICES))
def service(request: pytest.FixtureRequest) -> str:
    """Every service of the bank, one after the other."""
    return str(request.param)


@pytest.fixture
def app(service: str, apps: dict[str, FastAPI]) -> FastAPI:
    """The application of that service."""
    return apps[service]
