"""The customer service: the organisation, its customers, their tiers, and what these bring (domain, parts O and T)."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import httpx
from fastapi import FastAPI

from chassis.app import create_app
from chassis.clock import Clock, system_clock
from chassis.db import Database
from chassis.identity import WHOLE_BANK
from chassis.personal import vault_of
from services.customer.access import RULES
from services.customer.clients import Collections, Escrow
from services.customer.conflicts import CONFLICTS
from services.customer.organisation import actions as organisation
from services.customer.routers import ROUTERS
from services.customer.service_plans import actions as service_plans
from services.customer.settings import CustomerSettings


def create(
    settings: CustomerSettings | None = None,
    clock: Clock = system_clock,
    transport: httpx.AsyncBaseTransport | None = None,
) -> FastAPI:
    """The application, as `uvicorn --factory services.customer.app:create` starts it; `transport` is for tests.

    Raises ValueError at once without keys for personal data.
    """
    settings = settings or CustomerSettings()
    vault = vault_of(settings)

    async def standing(database: Database) -> Mapping[str, datetime]:
        async with database.transaction(WHOLE_BANK) as connection:
            return await organisation.token_standing(connection, clock())

    title = "Loanops customer"
    app = create_app(settings, title, ROUTERS, RULES, conflicts=CONFLICTS, clock=clock, standing=standing)
    app.state.vault = vault
    app.state.follow = service_plans.follow
    house = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: Any) -> AsyncIterator[Any]:
        async with (
            Escrow(settings, transport) as escrow,
            Collections(settings, transport) as collections,
            house(running) as state,
        ):
            app.state.ask = {"escrow": escrow.ask, "collections": collections.ask}
            yield state

    app.router.lifespan_context = lifespan
    return app
