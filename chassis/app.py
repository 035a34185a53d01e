"""The same skeleton for every service: settings, database, identity, access, problems, logs, health, docs."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline

from chassis import health, history, logs, openapi
from chassis.access import Access, Rule
from chassis.admission import BankRoute, Service
from chassis.clock import Clock, system_clock
from chassis.db import Database, Prepared
from chassis.errors import LoanopsError
from chassis.identity import TokenVerifier
from chassis.refusals import LastResort, speak_problems
from chassis.settings import ServiceSettings


def create_app(
    settings: ServiceSettings,
    title: str,
    routers: Iterable[APIRouter],
    rules: Iterable[Rule],
    *,
    conflicts: Mapping[str, type[LoanopsError]] | None = None,
    clock: Clock = system_clock,
) -> FastAPI:
    """A service: its routers, its table of access rules, and what the violation of each constraint means.

    Raises LookupError at once for a route without an access rule.
    """
    logs.configure(settings)
    database = Database(settings)
    postings = Prepared(settings, database.server_settings)
    verifier = TokenVerifier(
        settings.issuer, settings.audience, settings.jwks_url, settings.service, settings.service_jwks_url
    )
    access = Access([*rules, *history.RULES])

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with health.draining(0):
            yield
        await postings.close()
        await database.close()

    app: FastAPI = FastAPIOffline(
        title=title,
        version="1",
        lifespan=lifespan,
        docs_url="/docs",
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.service = Service(settings, database, postings, verifier, access, clock, conflicts or {})
    app.include_router(health.router({"database": database.ping}))
    mounted = [history.router(settings), *routers]
    for router in mounted:
        app.include_router(router)
    app.state.bank_routes = _checked(mounted, access)
    app.openapi = openapi.documented(app, access)  # type: ignore[method-assign]  # FastAPI's own way to extend it
    speak_problems(app)
    app.add_middleware(LastResort)
    app.add_middleware(health.Metrics)
    app.add_middleware(logs.RequestContext)
    return app


def _checked(routers: Iterable[APIRouter], access: Access) -> list[BankRoute]:
    found = []
    for route in (route for router in routers for route in router.routes):
        if not isinstance(route, BankRoute):
            raise LookupError(f"{route} is not a BankRoute: nothing would check its access")
        for method in route.methods or ():
            access.rule(method, route.path_format)
        found.append(route)
    return found
