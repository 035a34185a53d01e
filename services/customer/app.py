"""The customer service: the organisation, its customers, their tiers, and what these bring (domain, parts O and T)."""

from collections.abc import Mapping
from datetime import datetime

from fastapi import FastAPI

from chassis.app import create_app
from chassis.clock import Clock, system_clock
from chassis.db import Database
from chassis.identity import WHOLE_BANK
from chassis.personal import vault_of
from chassis.settings import ServiceSettings
from services.customer.access import RULES
from services.customer.conflicts import CONFLICTS
from services.customer.organisation import actions as organisation
from services.customer.routers import ROUTERS
from services.customer.service_plans import actions as service_plans


def create(settings: ServiceSettings | None = None, clock: Clock = system_clock) -> FastAPI:
    """The application, as `uvicorn --factory services.customer.app:create` starts it.

    Raises ValueError at once without keys for personal data.
    """
    settings = settings or ServiceSettings()
    vault = vault_of(settings)

    async def standing(database: Database) -> Mapping[str, datetime]:
        async with database.transaction(WHOLE_BANK) as connection:
            return await organisation.token_standing(connection, clock())

    title = "Loanops customer"
    app = create_app(settings, title, ROUTERS, RULES, conflicts=CONFLICTS, clock=clock, standing=standing)
    app.state.vault = vault
    app.state.follow = service_plans.follow
    return app
