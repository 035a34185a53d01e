"""The same skeleton for every service: settings, database, identity, access, problems, logs, health, docs."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager

import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import errors, health, history, logs, problems
from chassis.access import Access, Rule
from chassis.admission import BankRoute, Service
from chassis.clock import Clock, system_clock
from chassis.db import Database, Prepared
from chassis.errors import LoanopsError
from chassis.identity import TokenVerifier
from chassis.settings import ServiceSettings

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

    app = FastAPIOffline(title=title, version="1", lifespan=lifespan, docs_url="/docs", redoc_url=None)
    app.state.service = Service(settings, database, postings, verifier, access, clock, conflicts or {})
    app.include_router(health.router({"database": database.ping}))
    mounted = [history.router(settings), *routers]
    for router in mounted:
        app.include_router(router)
    app.state.bank_routes = _checked(mounted, access)
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


def respond(request: Request, error: LoanopsError) -> Response:
    """The problem that answers an error."""
    status, headers, body = problems.answer(
        error,
        accept_language=request.headers.get("accept-language"),
        instance=request.url.path,
        request_id=logs.request_id(),
    )
    return Response(body, status, headers)


class LastResort:
    """ASGI middleware: whatever nobody foresaw is logged and answered as a problem, with the request's own id.

    Starlette's handler for Exception runs outside every middleware, where the request id is no longer known.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer 500 where it raises before the answer has begun."""
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except Exception as error:
            if scope["type"] != "http" or begun:
                raise
            log.error("request failed", exc_info=error)
            await respond(Request(scope), LoanopsError())(scope, receive, send)


def speak_problems(app: FastAPI) -> None:
    """Answer every error of this app as `application/problem+json`."""

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
