"""The collections service: loans in arrears, from the first day past due on (domain, parts C and G)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI

from chassis.app import create_app
from chassis.clock import Clock, system_clock
from chassis.personal import vault_of
from chassis.settings import ServiceSettings
from services.collections.access import RULES
from services.collections.clients import Elsewheres
from services.collections.conflicts import CONFLICTS
from services.collections.routers import ROUTERS
from services.collections.settings import CollectionsSettings


def create(
    settings: ServiceSettings | None = None,
    clock: Clock = system_clock,
    transport: httpx.AsyncBaseTransport | None = None,
) -> FastAPI:
    """The application, as `uvicorn --factory services.collections.app:create` starts it; `transport` is for tests."""
    found = CollectionsSettings() if settings is None else CollectionsSettings.model_validate(settings.model_dump())
    app = create_app(found, "Loanops collections", ROUTERS, RULES, conflicts=CONFLICTS, clock=clock)
    app.state.vault = vault_of(found)
    house = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: Any) -> AsyncIterator[Any]:
        async with Elsewheres(found, transport) as elsewhere, house(running) as state:
            app.state.ask = {"elsewhere": elsewhere.ask, "under_way": elsewhere.under_way}
            yield state

    app.router.lifespan_context = lifespan
    return app
