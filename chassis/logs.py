"""Logs: one JSON object a line (or lines for people) on stdout, each with the request it belongs to.

What is logged is chosen, not swept up: route templates instead of paths, no headers, no bodies, no local variables of
a traceback. A last processor masks whatever still looks like an identity number, a phone or a card.
"""

import json
import logging
import os
import re
import sys
import time
from collections.abc import Mapping, MutableMapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, NamedTuple

import structlog
import uuid_utils
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.settings import Settings

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:-.*)?")
# An identity number, a phone with or without its country, a card; also after a line's end, which JSON writes as `\n`.
_PERSONAL = re.compile(
    r"(?:(?<![0-9A-Za-z.])|(?<=\\[nrt]))"
    r"(?:[0-9]{17}[0-9Xx]|(?:\+?86[ -]?)?1[3-9][0-9]{9}|(?<!-)[0-9]{16,19})(?![0-9A-Za-z])"
)


# Asked every few seconds by whoever watches, and counted by the metrics: a line for each would bury the others.
_PROBES = frozenset({"/livez", "/readyz", "/metrics"})


class _Request(NamedTuple):
    request_id: str
    traceparent: str


_NONE = _Request("", "")
_current: ContextVar[_Request] = ContextVar("loanops_request", default=_NONE)


def request_id() -> str:
    """The id of the request being answered; "" outside one."""
    return _current.get().request_id


def traceparent() -> str:
    """The W3C trace context to hand to a neighbour, with a span id of this request; "" outside one."""
    return _current.get().traceparent


def configure(settings: Settings) -> None:
    """Send structlog's and the standard library's records to stdout, in the form the settings name.

    Replaces the handlers of uvicorn and of the root logger, and silences uvicorn's own access log, which writes raw
    paths. May be called again.
    """
    level = logging.getLevelNamesMapping()[settings.log_level]
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        _with_request,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, *_rendering(settings)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_stdout_logger,
        cache_logger_on_first_use=False,
    )
    _access_log.by_hand = settings.log_format == "json" and level <= logging.INFO
    handler = logging.StreamHandler(_Stdout())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                *shared,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.PositionalArgumentsFormatter(),
            ],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(settings)],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.propagate = True
    logging.getLogger("uvicorn.access").disabled = True
    for name in ("httpx", "httpcore", "httpx2", "httpcore2"):  # they write whole URLs at INFO
        logging.getLogger(name).setLevel(logging.WARNING)


def _rendering(settings: Settings) -> list[structlog.types.Processor]:
    if settings.log_format == "console":
        plain = structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
        )
        return [plain, _masked]
    transformer = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    return [
        structlog.processors.ExceptionRenderer(transformer),
        structlog.processors.EventRenamer("message"),
        structlog.processors.JSONRenderer(_json),
        _masked,
    ]


def _json(value: Any, **_: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=repr)


def _with_request(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    request = _current.get()
    if request.request_id:
        event["request_id"] = request.request_id
        event["trace_id"] = request.traceparent[3:35]
    return event


def _masked(_: Any, __: str, line: Any) -> Any:
    return _PERSONAL.sub("*****", line)


class _Stdout:
    """Whatever `sys.stdout` is at the moment of writing, flushed by the line."""

    def write(self, text: str) -> None:
        sys.stdout.write(text)

    def flush(self) -> None:
        sys.stdout.flush()


class _StdoutLogger:
    def msg(self, line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    log = debug = info = warning = error = critical = exception = fatal = msg


class _AccessLog:
    """One line a request. As JSON it is put together by hand: through the processors it would cost six times that."""

    def __init__(self) -> None:
        self.by_hand = False

    def line(self, scope: Scope, status: int, duration_ms: float) -> None:
        actor = scope["state"].get("actor")
        sub = actor.sub if actor is not None else None
        if not self.by_hand:
            structlog.get_logger("access").info(
                "request",
                method=scope["method"],
                route=route_template(scope),
                status=status,
                duration_ms=round(duration_ms, 2),
                actor=sub,
            )
            return
        request = _current.get()
        sys.stdout.write(
            f'{{"message": "request", "method": {_quoted(scope["method"])}, "route": {_quoted(route_template(scope))}, '
            f'"status": {status}, "duration_ms": {duration_ms:.2f}, "actor": {_quoted(sub) if sub else "null"}, '
            f'"request_id": "{request.request_id}", "trace_id": "{request.traceparent[3:35]}", "level": "info", '
            f'"timestamp": "{datetime.now(UTC).isoformat().replace("+00:00", "Z")}"}}\n'
        )
        sys.stdout.flush()


_quoted = json.encoder.encode_basestring
_access_log = _AccessLog()


def _stdout_logger(*_: Any) -> _StdoutLogger:
    return _StdoutLogger()


class RequestContext:
    """ASGI middleware, outermost: gives each request an id and a trace, and writes its access line.

    The caller's `X-Request-Id` is taken when it is 1–64 characters of `[A-Za-z0-9._-]`, and its `traceparent` when it
    is valid; otherwise both are made. They stand in `scope["state"]` as `request_id` and `traceparent`, in every log
    line, and the id in the answer's `X-Request-Id`. The access line names the route's template (`scope["route"]`),
    never the path, and `scope["state"]["actor"].sub` when somebody was identified.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request within its context; anything but HTTP passes through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        request = _request_of(scope["headers"])
        state = scope.setdefault("state", {})
        state["request_id"], state["traceparent"] = request
        header = (b"x-request-id", request.request_id.encode())
        status = 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = message.get("headers", ())
                message["headers"] = [*(item for item in given if item[0] != b"x-request-id"), header]
            await send(message)

        token = _current.set(request)
        try:
            await self._app(scope, receive, answer)
        finally:
            if route_template(scope) not in _PROBES:
                _access_log.line(scope, status, (time.perf_counter() - started) * 1000)
            _current.reset(token)


def route_template(scope: Mapping[str, Any]) -> str:
    """The template of the route that answered, such as `/v1/loans/{id}`; "" when none matched."""
    # A router that was included keeps its own, shorter path in `route`; FastAPI holds the whole one beside it.
    whole = scope.get("fastapi", {}).get("effective_route_context")
    return str(getattr(whole, "path", None) or getattr(scope.get("route"), "path", ""))


def _request_of(headers: list[tuple[bytes, bytes]]) -> _Request:
    """The id and the trace that the caller sent, where they are well-formed, or new ones. A repeated header is not."""
    ids = [value for name, value in headers if name == b"x-request-id"]
    traces = [value for name, value in headers if name == b"traceparent"]
    given_id = ids[0].decode("latin-1") if len(ids) == 1 else ""
    given_trace = _TRACEPARENT.fullmatch(traces[0].decode("latin-1")) if len(traces) == 1 else None
    span = os.urandom(8).hex()
    if given_trace is None:
        trace = f"00-{os.urandom(16).hex()}-{span}-01"
    else:
        # Version 00 is the one we write (W3C Trace Context, section 3.2.2): of a newer one only these parts are known.
        trace = f"00-{given_trace[1]}-{span}-{given_trace[2]}"
    return _Request(given_id if _REQUEST_ID.fullmatch(given_id) else str(uuid_utils.uuid7()), trace)
