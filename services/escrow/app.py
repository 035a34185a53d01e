"""The escrow service: a developer's sale proceeds in a supervised account, paid out in stages (domain, part E)."""

from fastapi import FastAPI

from chassis.app import create_app
from chassis.clock import Clock, system_clock
from chassis.settings import ServiceSettings
from services.escrow.access import RULES
from services.escrow.conflicts import CONFLICTS
from services.escrow.receipts import actions as receipts
from services.escrow.routers import ROUTERS


def create(settings: ServiceSettings | None = None, clock: Clock = system_clock) -> FastAPI:
    """The application, as `uvicorn --factory services.escrow.app:create` starts it."""
    app = create_app(settings or ServiceSettings(), "Loanops escrow", ROUTERS, RULES, conflicts=CONFLICTS, clock=clock)
    app.state.receipts = receipts.lane(app.state.service.postings)
    return app
