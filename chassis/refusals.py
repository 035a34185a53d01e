"""How an app says no: every error of its routes, and whatever nobody foresaw, as `application/problem+json`.

Apart from `app`, so that the gateway, which has no database, needs none of a service's modules for it.
"""

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import errors, logs, problems
from chassis.errors import FieldError, LoanopsError, Text

UNREADABLE = FieldError("", "BODY_UNREADABLE", Text("The body cannot be read", "无法读取请求体"))

log = structlog.get_logger()


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
        except ClientDisconnect:
            log.info("the caller left before the request was whole")  # nobody is there to be answered
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
        if error.status_code == 400:  # not UTF-8, nested too deeply, or no form
            return respond(request, errors.BadInput([UNREADABLE]))
        response = respond(request, known.get(error.status_code, LoanopsError)())
        response.headers.update(error.headers or {})
        return response
