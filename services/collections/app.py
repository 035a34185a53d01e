"""The collections service: loans in arrears, from the first day past due on (domain, parts C and G)."""

from fastapi import FastAPI

from chassis.app import create_app
from chassis.clock import Clock, system_clock
from chassis.personal import vault_of
from chassis.settings import ServiceSettings
from services.collections.access import RULES
from services.collections.conflicts import CONFLICTS
from services.collections.routers import ROUTERS


def create(settings: ServiceSettings | None = None, clock: Clock = system_clock) -> FastAPI:
    """The application, as `uvicorn --factory services.collections.app:create` starts it."""
    settings = settings or ServiceSettings()
    app = create_app(settings, "Loanops collections", ROUTERS, RULES, conflicts=CONFLICTS, clock=clock)
    app.state.vault = vault_of(settings)
    return app
