"""The customer service running in this process, on a database of its own in which the demo organisation is planted."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from joserfc.jwk import OKPKey

from chassis.clock import Clock
from chassis.personal import draw_keys
from chassis.settings import ServiceSettings
from services.customer import demo
from services.customer.app import create
from services.customer.settings import CustomerSettings
from tests.support.postgres import discard, fresh_database
from tests.support.running import Running, running

NEIGHBOUR_MS = 2_000


@cache
def gateway_key() -> OKPKey:
    """The key with which the gateway signs its own calls, in this process."""
    return OKPKey.generate_key("Ed25519", parameters={"kid": "gateway"})


@contextmanager
def customer_service(directory: Path, neighbour: Callable[..., Any] | None = None) -> Iterator[Running]:
    """`neighbour` answers what the service asks of escrow and of collections; without it nobody is there."""
    keys = directory / "personal.json"
    keys.touch(mode=0o600)
    keys.write_text(json.dumps(draw_keys()))
    neighbours = directory / "services.jwks.json"
    neighbours.write_text(json.dumps({"keys": [gateway_key().as_dict(private=False)]}))
    own = {"personal_keys_file": keys, "service_jwks_url": neighbours.as_uri()}
    database = fresh_database("customer")

    def made(settings: ServiceSettings, clock: Clock) -> FastAPI:
        urls = {"escrow_url": "http://escrow.test", "collections_url": "http://collections.test"}
        told = urls | {"neighbour_timeout_ms": NEIGHBOUR_MS} if neighbour else {}
        found = CustomerSettings.model_validate(settings.model_dump() | own | told)
        return create(found, clock, httpx.MockTransport(neighbour) if neighbour else None)

    with running("customer", made, database, directory) as service:
        service.settings = service.settings.model_copy(update=own)  # the worker's too
        asyncio.run(demo.plant_in(service.settings))
        yield service
    discard(database)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One service and one database for all tests of this worker: each test makes its own things in it."""
    with customer_service(tmp_path_factory.mktemp("customer")) as running_service:
        yield running_service


@pytest.fixture
def fresh_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service on a database with the organisation and nothing else, for tests that count, tamper or change it."""
    with customer_service(tmp_path_factory.mktemp("customer")) as running_service:
        yield running_service
