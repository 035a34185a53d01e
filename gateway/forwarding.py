"""The forwarding path: plain ASGI in front of the app, so that a request to a service costs no framework.

    who asks (401) → which service and route (404, 405, 503) → how large (413) → send on → answer, streaming both ways

What cannot be known is said so: a write that may have been done and was not answered is 504 OUTCOME_UNKNOWN, and an
answer that breaks off in the middle breaks off for the caller too.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from multidict import CIMultiDict
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import health, problems
from chassis.errors import LoanopsError, NotFound, OutcomeUnknown, TooLarge, Unavailable
from chassis.identity import TokenVerifier
from gateway import access
from gateway.routes import NotOffered, Route, taken_apart
from gateway.settings import GatewaySettings
from gateway.upstreams import Upstream, Upstreams, target

# Up to this size a body is taken whole: it is cheaper, and a fault in the middle can still be answered as a problem.
WHOLE_BYTES_MAX = 65_536
# What belongs to one connection (RFC 9110, section 7.6.1), what our own server writes, and our own request id.
NOT_RETURNED = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"date",
        b"server",
        b"x-request-id",
    }
)

log = structlog.get_logger(__name__)


class AnswerCutShort(Exception):
    """A service broke off in the middle of its answer. Raised to the server, which cuts the caller's connection too."""


class CallerGone(Exception):
    """The caller closed the connection: nobody is left to answer."""


class _Body:
    """The caller's body as it comes in, no longer than allowed."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._size = 0
        self.complete = False
        self.fault: Exception | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while not self.complete:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                self.fault = CallerGone()
                raise self.fault
            chunk = message.get("body", b"")
            self._size += len(chunk)
            if self._size > self._limit:
                self.fault = TooLarge()
                raise self.fault
            self.complete = not message.get("more_body", False)
            if chunk:
                yield chunk

    async def whole(self) -> bytes:
        return b"".join([chunk async for chunk in self])


@dataclass(frozen=True)
class _Call:
    """One request on its way to a service."""

    upstream: Upstream
    route: Route
    method: str
    path: str
    query: bytes
    headers: CIMultiDict[str]
    body: _Body
    data: bytes | _Body | None


class Forwarding:
    """ASGI middleware: requests whose path begins with a service's name go there, all others to the app."""

    def __init__(self, app: ASGIApp, settings: GatewaySettings, upstreams: Upstreams, verifier: TokenVerifier) -> None:
        self._app = app
        self._settings = settings
        self._upstreams = upstreams
        self._verifier = verifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, from a service or from the app."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
        parts = taken_apart(raw_path)
        service = parts[0][0] if parts else raw_path.lstrip(b"/").partition(b"/")[0].decode("latin-1")
        upstream = self._upstreams.get(service)
        if upstream is None:
            await self._app(scope, receive, send)
            return
        try:
            await self._forward(scope, receive, send, upstream, parts)
        except LoanopsError as error:
            await _refuse(scope, send, error)
        except CallerGone:
            log.info("the caller closed the connection", upstream=upstream.name)

    async def _forward(
        self, scope: Scope, receive: Receive, send: Send, upstream: Upstream, parts: tuple[list[str], str] | None
    ) -> None:
        headers: access.Headers = scope["headers"]
        state = scope["state"]
        state["actor"] = await access.identify(self._verifier, headers)
        if parts is None:
            raise NotFound
        segments, path = parts
        method: str = scope["method"]
        route = await upstream.route(method, segments[1:])
        scope["route"] = route
        passed = access.passing(headers, state["request_id"], state["traceparent"])
        deadline = asyncio.get_running_loop().time() + (
            self._settings.transfer_seconds if route.takes_files else self._settings.answer_seconds
        )
        body = _Body(receive, self._settings.upload_bytes_max if route.takes_files else self._settings.body_bytes_max)
        data = await self._outgoing(headers, body, route, deadline)
        path = path[len(upstream.name) + 1 :]
        call = _Call(upstream, route, method, path, scope["query_string"], CIMultiDict(passed), body, data)
        await self._exchange(call, deadline, scope, receive, send)

    async def _outgoing(
        self, headers: access.Headers, body: _Body, route: Route, deadline: float
    ) -> bytes | _Body | None:
        """The body to send on: none, whole when small, else as it comes in. Raises TooLarge for an announced one."""
        length = next((int(value) for name, value in headers if name == b"content-length"), None)
        if length is None:
            chunked = any(name == b"transfer-encoding" for name, _ in headers)
            body.complete = not chunked
            return body if chunked else None
        if length == 0:
            body.complete = True
            return None
        if length > (self._settings.upload_bytes_max if route.takes_files else self._settings.body_bytes_max):
            raise TooLarge
        if length > WHOLE_BYTES_MAX:
            return body
        try:
            async with asyncio.timeout_at(deadline):
                return await body.whole()
        except TimeoutError as error:
            raise Unavailable from error

    async def _exchange(self, call: _Call, deadline: float, scope: Scope, receive: Receive, send: Send) -> None:
        whole: bytes | None = None
        session = call.upstream.session
        may_repeat = call.route.reads and not isinstance(call.data, _Body)
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    answer = await _sent(call, session)
                    if 0 <= _length(answer, call.method) <= WHOLE_BYTES_MAX:
                        whole = await answer.read()
                break
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                if may_repeat and session is call.upstream.session and _was_reset(error):
                    session = call.upstream.fresh_session  # the first was most likely idle, and just being closed
                    continue
                raise _what_it_means(call, error) from error
        if answer.status >= 500 and not answer.headers.get("content-type", "").startswith(problems.MEDIA_TYPE):
            answer.close()
            raise Unavailable if answer.status == 503 else LoanopsError
        await send(_head(call.upstream, answer))
        if whole is not None:
            await send({"type": "http.response.body", "body": whole})
        else:
            await self._stream(call, answer, receive, send)

    async def _stream(self, call: _Call, answer: aiohttp.ClientResponse, receive: Receive, send: Send) -> None:
        """Pass on a body of any length. Ends early when the caller leaves or, for events, when the process stops."""
        events = answer.content_type == "text/event-stream"
        # While the caller's body is still being sent on, that is what reads `receive`, and what notices the end.
        watcher = asyncio.ensure_future(_hang_up(receive, answer)) if call.body.complete else None
        loop = asyncio.get_running_loop()
        end = loop.time() + self._settings.transfer_seconds
        try:
            while not answer.content.at_eof():
                silent = loop.time() + self._settings.idle_seconds
                async with asyncio.timeout_at(silent if events else min(silent, end)):
                    chunk = await answer.content.readany()
                if chunk:
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
                if events and health.is_draining():
                    break
            await send({"type": "http.response.body", "body": b""})
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            if watcher is not None and watcher.done():
                raise CallerGone from error
            log.warning("upstream cut its answer short", upstream=call.upstream.name, error=type(error).__name__)
            raise AnswerCutShort(call.upstream.name) from error
        finally:
            if watcher is not None:
                watcher.cancel()
            answer.close()


async def _sent(call: _Call, session: aiohttp.ClientSession | None) -> aiohttp.ClientResponse:
    if session is None:
        raise Unavailable
    return await session.request(
        call.method,
        target(call.upstream, call.path, call.query),
        headers=call.headers,
        data=call.data,
        allow_redirects=False,
    )


async def _hang_up(receive: Receive, answer: aiohttp.ClientResponse) -> None:
    """Stop the service's answer when the caller has gone; no server tells it otherwise."""
    with suppress(asyncio.CancelledError):
        while (await receive())["type"] != "http.disconnect":
            pass
        answer.close()


def _length(answer: aiohttp.ClientResponse, method: str) -> int:
    """The announced length of an answer's body, -1 when it is not known."""
    if method == "HEAD" or answer.status in (204, 304):
        return 0
    return -1 if answer.content_length is None else answer.content_length


def _was_reset(error: Exception) -> bool:
    return isinstance(error, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError) and not _was_not_sent(error)


def _was_not_sent(error: Exception) -> bool:
    return isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)


def _what_it_means(call: _Call, error: Exception) -> Exception:
    """What a failed exchange says about the request, in one of our errors."""
    if call.body.fault is not None:
        return call.body.fault
    log.warning("upstream failed", upstream=call.upstream.name, route=call.route.path, error=type(error).__name__)
    call.upstream.lost()
    return Unavailable() if call.route.reads or _was_not_sent(error) else OutcomeUnknown()


def _head(upstream: Upstream, answer: aiohttp.ClientResponse) -> Message:
    dropped = NOT_RETURNED
    listed = answer.headers.get("connection")
    if listed:
        dropped = dropped | {name.strip().lower().encode("latin-1") for name in listed.split(",")}
    headers = []
    for raw_name, value in answer.raw_headers:
        name = raw_name.lower()
        if name == b"location" and value.startswith(b"/v1/"):
            headers.append((name, b"/" + upstream.name.encode() + value))
        elif name not in dropped:
            headers.append((name, value))
    return {"type": "http.response.start", "status": answer.status, "headers": headers}


async def _refuse(scope: Scope, send: Send, error: LoanopsError) -> None:
    asked: Mapping[bytes, bytes] = dict(scope["headers"])
    language: Any = asked.get(b"accept-language")
    status, headers, body = problems.answer(
        error,
        accept_language=language.decode("latin-1") if language else None,
        instance=scope["path"],
        request_id=scope["state"]["request_id"],
    )
    if isinstance(error, NotOffered):
        headers["allow"] = error.allow
    headers["content-length"] = str(len(body))
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
