"""Whether a process lives, whether it can serve, and how it does: `/livez`, `/readyz`, `/metrics`."""

import asyncio
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

import structlog
from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import logs, problems
from chassis.errors import Text, Unavailable

CHECK_SECONDS = 2.0
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_requests = Histogram(
    "loanops_http_request_duration_seconds",
    "Requests answered (the count) and how long each took, in seconds, by method, route template and status.",
    ["method", "route", "status"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)


class _Process:
    draining = False


def router(checks: Mapping[str, Callable[[], Awaitable[None]]]) -> APIRouter:
    """The three routes. Each check is named for what it asks, answers None when that is well, and raises otherwise."""
    routes = APIRouter(tags=["health"])

    @routes.get("/livez", summary="Is the process alive")
    async def livez() -> dict[str, str]:
        """Touches no dependency."""
        return {"status": "alive"}

    @routes.get("/readyz", summary="Can it serve", responses={503: {"description": "Not now; `down` says why"}})
    async def readyz(request: Request) -> Response:
        """503 while something it needs is down, which `down` names, or while the process is stopping."""
        if is_draining():
            return _not_ready(request, ["stopping"])
        answers = await asyncio.gather(*(_passes(name, check) for name, check in checks.items()))
        down = [name for name, well in zip(checks, answers, strict=True) if not well]
        if down:
            return _not_ready(request, down)
        return Response('{"status": "ready"}', media_type="application/json")

    @routes.get("/metrics", summary="Prometheus metrics", response_class=Response)
    async def metrics() -> Response:
        """The text format of Prometheus."""
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)

    return routes


async def _passes(name: str, check: Callable[[], Awaitable[None]]) -> bool:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await check()
    except Exception as error:  # whatever a check raises means the same: not ready
        structlog.get_logger(__name__).warning("not ready", check=name, error=type(error).__name__)
        return False
    return True


def _not_ready(request: Request, down: list[str]) -> Response:
    named = ", ".join(down)
    status, headers, body = problems.answer(
        Unavailable(Text(f"Not ready: {named}", f"尚未就绪：{named}"), extra={"down": down}),
        accept_language=request.headers.get("accept-language"),
        instance="/readyz",
        request_id=logs.request_id(),
    )
    return Response(body, status_code=status, headers=headers)


def is_draining() -> bool:
    """Whether SIGTERM has come: what would go on without end, such as a stream of events, should end."""
    return _Process.draining


@contextmanager
def draining(seconds: float) -> Iterator[None]:
    """While entered, SIGTERM first fails `/readyz` and lets the server go on for `seconds`, then stops it.

    So a load balancer stops sending before the socket closes. With 0 seconds the server stops at once. Signals reach
    only a process's main thread: elsewhere (tests) this does nothing.
    """
    _Process.draining = False
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    stop = signal.getsignal(signal.SIGTERM)

    def begin(number: int, frame: FrameType | None) -> None:
        first = not is_draining()
        _Process.draining = True
        if callable(stop) and (not first or seconds <= 0):
            stop(number, frame)
        elif callable(stop):
            loop.call_soon_threadsafe(loop.call_later, seconds, stop, number, frame)

    if callable(stop):  # a server listens for it; without one the default action, to end, is right
        signal.signal(signal.SIGTERM, begin)
    try:
        yield
    finally:
        if callable(stop):
            signal.signal(signal.SIGTERM, stop)
        _Process.draining = False


class Metrics:
    """ASGI middleware: counts requests and their seconds, by method, route template and status."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request and measure it; anything but HTTP passes through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            # A method of the caller's own invention must not become a time series of its own.
            method = scope["method"] if scope["method"] in _METHODS else "other"
            _requests.labels(method, logs.route_template(scope) or "unmatched", str(status)).observe(
                time.perf_counter() - started
            )
