"""The same skeleton for every service: settings, database, identity, access, problems, logs, health, docs."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline
from pydantic import BaseModel

from chassis import health, heap, history, logs, openapi
from chassis.access import Access, Rule
from chassis.admission import BankRoute, Service, operation_id
from chassis.clock import Clock, system_clock
from chassis.db import Database, Prepared
from chassis.errors import LoanopsError
from chassis.identity import ServiceTokens, Standing, TokenVerifier
from chassis.neighbours import Neighbours
from chassis.refusals import LastResort, speak_problems
from chassis.settings import ServiceSettings

ORGANISATION = "customer"
"""The service that knows who works where."""

ReadStanding = Callable[[Database], Awaitable[Mapping[str, datetime]]]


def create_app(
    settings: ServiceSettings,
    title: str,
    routers: Iterable[APIRouter],
    rules: Iterable[Rule],
    *,
    conflicts: Mapping[str, type[LoanopsError]] | None = None,
    clock: Clock = system_clock,
    standing: ReadStanding | None = None,
) -> FastAPI:
    """A service: its routers, its table of access rules, and what the violation of each constraint means.

    `standing` reads whose older tokens are refused, for the service that knows it itself; the others ask that one.

    Raises LookupError at once for a route without an access rule.
    """
    logs.configure(settings)
    database = Database(settings)
    postings = Prepared(settings, database.server_settings)
    organisation = _organisation(settings)
    verifier = TokenVerifier(
        settings.issuer,
        settings.audience,
        settings.jwks_url,
        settings.service,
        settings.service_jwks_url,
        _standing(database, standing, organisation),
    )
    access = Access([*rules, *history.RULES])

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        heap.settle()
        with health.draining(0):
            yield
        if organisation is not None:
            await organisation.close()
        await postings.close()
        await database.close()

    app: FastAPI = FastAPIOffline(
        title=title,
        version="1",
        lifespan=lifespan,
        docs_url="/docs",
        redoc_url=None,
        generate_unique_id_function=operation_id,
    )
    app.state.service = Service(settings, database, postings, verifier, access, clock, conflicts or {})
    app.include_router(health.router({"database": database.ping}))
    mounted = [history.router(settings), *routers]
    app.state.bank_routes = _checked(mounted, access)
    # Not `include_router`: that keeps each router as a nest of its own, and every request looks in the nests twice.
    app.router.routes.extend(app.state.bank_routes)
    app.openapi = openapi.documented(app, access)  # type: ignore[method-assign]  # FastAPI's own way to extend it
    speak_problems(app)
    app.add_middleware(LastResort)
    app.add_middleware(health.Metrics)
    app.add_middleware(logs.RequestContext)
    return app


class _Standings(BaseModel):
    """What the organisation answers."""

    class One(BaseModel):
        sub: str
        tokens_from: datetime

    items: list[One]


class _Organisation:
    """The service that knows who works where, asked whose older tokens are refused."""

    def __init__(self, url: str, tokens: ServiceTokens) -> None:
        self._neighbours = Neighbours({ORGANISATION: url}, tokens)

    async def read(self) -> Mapping[str, datetime]:
        """Raises what a neighbour raises that cannot be asked."""
        found = await self._neighbours.get(ORGANISATION, "/v1/organisation/token-standing", _Standings, person=None)
        return {each.sub: each.tokens_from for each in found.items}

    async def close(self) -> None:
        """Let the connections go."""
        await self._neighbours.close()


def _standing(database: Database, own: ReadStanding | None, organisation: "_Organisation | None") -> Standing | None:
    if own is not None:
        return Standing(lambda: own(database))
    return Standing(organisation.read) if organisation is not None else None


def _organisation(settings: ServiceSettings) -> _Organisation | None:
    if settings.customer_url is None or settings.service_key_file is None:
        return None
    return _Organisation(str(settings.customer_url), ServiceTokens(settings.service, settings.service_key_file))


def _checked(routers: Iterable[APIRouter], access: Access) -> list[BankRoute]:
    found = []
    for route in (route for router in routers for route in router.routes):
        if not isinstance(route, BankRoute):
            raise LookupError(f"{route} is not a BankRoute: nothing would check its access")
        for method in route.methods or ():
            access.rule(method, route.path_format)
        found.append(route)
    return found
