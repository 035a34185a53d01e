"""The same skeleton for every service: settings, database, identity, access, problems, logs, health, docs."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager

import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException

from chassis import errors, health, history, logs, problems
from chassis.access import Access, Rule
from chassis.admission import BankRoute, Service
from chassis.clock import Clock, system_clock
from chassis.db import Database
from chassis.errors import LoanopsError
from chassis.identity import TokenVerifier
from chassis.settings import ServiceSettings

OPEN_ROUTES = frozenset({"/livez", "/readyz", "/metrics"})

log = structlog.get_logger()


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

    Raises LookupError at once for a route without an access rule, and for a rule without a route.
    """
    logs.configure(settings)
    database = Database(settings)
    verifier = TokenVerifier(
        settings.issuer, settings.audience, settings.jwks_url, settings.service, settings.service_jwks_url
    )
    access = Access([*rules, *history.RULES])

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with health.draining(0):
            yield
        await database.close()

    app = FastAPIOffline(title=title, version="1", lifespan=lifespan, docs_url="/docs", redoc_url=None)
    app.state.service = Service(settings, database, verifier, access, clock, conflicts or {})
    app.include_router(health.router({"database": database.ping}))
    app.include_router(history.router(settings))
    for router in routers:
        app.include_router(router)
    _check_rules(app, access)
    speak_problems(app)
    app.add_middleware(health.Metrics)
    app.add_middleware(logs.RequestContext)
    return app


def bank_routes(app: FastAPI) -> list[APIRoute]:
    """The routes that need an access rule: all but the health routes and the documents about the service."""
    return [route for route in app.routes if isinstance(route, APIRoute) and route.path not in OPEN_ROUTES]


def _check_rules(app: FastAPI, access: Access) -> None:
    declared = {(rule.method, rule.path) for rule in access}
    for route in bank_routes(app):
        if not isinstance(route, BankRoute):
            raise LookupError(f"{route.path} is not a BankRoute: nothing would check its access")
        for method in route.methods or ():
            access.rule(method, route.path_format)
            declared.discard((method, route.path_format))
    if declared:
        raise LookupError(f"access rules without a route: {sorted(declared)}")


def speak_problems(app: FastAPI) -> None:
    """Answer every error of this app as `application/problem+json`."""

    def respond(request: Request, error: LoanopsError) -> Response:
        status, headers, body = problems.answer(
            error,
            accept_language=request.headers.get("accept-language"),
            instance=request.url.path,
            request_id=logs.request_id(),
        )
        return Response(body, status, headers)

    @app.exception_handler(LoanopsError)
    async def refused(request: Request, error: LoanopsError) -> Response:
        if error.__cause__ is not None and problems.status_of(error) >= 500:
            log.warning("not served", code=error.code, cause=repr(error.__cause__))
        return respond(request, error)

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> Response:
        return respond(request, problems.bad_input(error.errors(), prefix=("body", "query", "path", "header")))

    @app.exception_handler(HTTPException)
    async def unrouted(request: Request, error: HTTPException) -> Response:
        known: dict[int, type[LoanopsError]] = {404: errors.NotFound, 405: errors.MethodNotAllowed}
        if error.status_code == 400:  # Starlette could not read a form
            return respond(request, errors.BadInput([]))
        response = respond(request, known.get(error.status_code, LoanopsError)())
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        log.error("request failed", exc_info=error)
        return respond(request, LoanopsError())
