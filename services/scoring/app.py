"""The scoring service: the credit-history gate, with two red lines that nobody overrides (domain, part S)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI

from chassis.app import create_app
from chassis.clock import Clock, system_clock
from services.scoring.access import RULES
from services.scoring.clients import OwnRecords
from services.scoring.conflicts import CONFLICTS
from services.scoring.routers import ROUTERS
from services.scoring.settings import ScoringSettings


def create(
    settings: ScoringSettings | None = None,
    clock: Clock = system_clock,
    transport: httpx.AsyncBaseTransport | None = None,
) -> FastAPI:
    """The application, as `uvicorn --factory services.scoring.app:create` starts it; `transport` is for tests."""
    found = settings or ScoringSettings()
    app = create_app(found, "Loanops scoring", ROUTERS, RULES, conflicts=CONFLICTS, clock=clock)
    house = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: Any) -> AsyncIterator[Any]:
        async with OwnRecords(found, transport) as own_records, house(running) as state:
            app.state.ask_own_record = own_records.ask
            yield state

    app.router.lifespan_context = lifespan
    return app
