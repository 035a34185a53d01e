"""The customer service: the organisation, its customers, and the tier each of them has (domain, parts O and T)."""

from fastapi import FastAPI

from chassis.app import create_app
from chassis.clock import Clock, system_clock
from chassis.personal import vault_of
from chassis.settings import ServiceSettings
from services.customer.access import RULES
from services.customer.conflicts import CONFLICTS
from services.customer.routers import ROUTERS


def create(settings: ServiceSettings | None = None, clock: Clock = system_clock) -> FastAPI:
    """The application, as `uvicorn --factory services.customer.app:create` starts it.

    Raises ValueError at once without keys for personal data.
    """
    settings = settings or ServiceSettings()
    vault = vault_of(settings)
    app = create_app(settings, "Loanops customer", ROUTERS, RULES, conflicts=CONFLICTS, clock=clock)
    app.state.vault = vault
    return app
