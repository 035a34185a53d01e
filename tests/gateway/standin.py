"""A service that is not one: a small HTTP/1.1 server on a loopback socket that also misbehaves on request."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

JSON = "application/json"


def operation(*, body: str | None = None) -> dict[str, Any]:
    described: dict[str, Any] = {"operationId": "op", "tags": ["things"], "responses": {"200": {"description": "ok"}}}
    if body:
        described["requestBody"] = {"content": {body: {"schema": {"$ref": "#/components/schemas/Thing"}}}}
    return described


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "standin", "version": "1"},
    "paths": {
        "/livez": {"get": operation()},
        "/v1/things": {"get": operation(), "post": operation(body=JSON)},
        "/v1/things/search": {"post": operation(body=JSON)},
        "/v1/things/{id}": {"get": operation(), "put": operation(body=JSON), "delete": operation()},
        "/v1/things/{id}/pay": {"post": operation(body=JSON)},
        "/v1/documents": {"post": operation(body="multipart/form-data")},
        "/v1/thing-imports": {"post": operation()},
        "/v1/cut/{how}": {"get": operation(), "post": operation()},
        "/v1/lost": {"get": operation(), "post": operation(), "put": operation(), "delete": operation()},
        "/v1/slow": {"get": operation(), "post": operation()},
        "/v1/picky": {"post": operation(body="text/csv")},
        "/v1/pause": {"post": operation()},
        "/v1/flaky": {"get": operation(), "post": operation()},
        "/v1/events": {"get": operation()},
        "/v1/broken": {"get": operation()},
        "/v1/gibberish": {"get": operation(), "post": operation()},
    },
    "components": {
        "schemas": {
            "Thing": {"type": "object", "properties": {"part": {"$ref": "#/components/schemas/Part"}}},
            "Part": {"type": "string"},
        },
        "securitySchemes": {"own": {"type": "http", "scheme": "bearer"}},
    },
}

# What customer offers, as far as the gateway itself asks for it.
ORGANISATION_DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "customer", "version": "1"},
    "paths": {"/v1/organisation/sign-ins/{sub}": {"get": operation()}},
}


@dataclass
class Seen:
    """One request as it arrived."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes = b""
    nth_on_connection: int = 1

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name]


@dataclass
class Standin:
    """`seen` holds every request but those for the document; `open_streams` counts event streams under way; `staff` is
    who works here, when it stands in for customer.
    """

    document: dict[str, Any] = field(default_factory=lambda: dict(DOCUMENT))
    ready: bool = True
    seen: list[Seen] = field(default_factory=list)
    open_streams: int = 0
    staff: dict[str, dict[str, Any]] = field(default_factory=dict)
    port: int = 0
    _server: asyncio.Server | None = None
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            for writer in list(self._writers):
                writer.transport.abort()
            await self._server.wait_closed()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        count = 0
        try:
            while True:
                count += 1
                request = await _head(reader)
                request.nth_on_connection = count
                path = request.target.partition("?")[0]
                if path == "/openapi.json":
                    await _answer(writer, 200, json.dumps(self.document).encode())
                    continue
                if path == "/readyz":
                    await _answer(writer, 200 if self.ready else 503, b"{}")
                    continue
                if path == "/v1/picky":
                    self.seen.append(request)
                    await _answer(writer, 415, b"{}", kind="application/problem+json")
                    await _body(reader, request)
                    continue
                request.body = await _body(reader, request)
                self.seen.append(request)
                handler = HANDLERS.get(path) or HANDLERS.get(path.rpartition("/")[0] + "/*", echo)
                await handler(self, request, writer)
        except (EOFError, OSError, ValueError, asyncio.CancelledError):
            pass  # the other side left in the middle, which the tests do on purpose
        finally:
            self._writers.discard(writer)
            writer.close()


async def _head(reader: asyncio.StreamReader) -> Seen:
    first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("utf-8").strip().split("\r\n")
    method, target, _ = first.split(" ")
    pairs = [line.partition(":") for line in rest]
    return Seen(method, target, [(name, value.strip()) for name, _, value in pairs])


async def _body(reader: asyncio.StreamReader, request: Seen) -> bytes:
    if request.values("transfer-encoding"):
        content = b""
        while size := int(await reader.readline(), 16):
            content += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
        return content
    return await reader.readexactly(int((request.values("content-length") or ["0"])[0]))


async def _answer(writer: asyncio.StreamWriter, status: int, body: bytes, headers: str = "", kind: str = JSON) -> None:
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
    writer.write(head.encode() + body)
    await writer.drain()


async def echo(_: Standin, request: Seen, writer: asyncio.StreamWriter) -> None:
    found = {"method": request.method, "target": request.target, "headers": request.headers, "size": len(request.body)}
    extra = 'Server: secret\r\nConnection: x-hop\r\nX-Hop: 1\r\nX-Request-Id: theirs\r\nETag: "7"\r\n'
    extra += "Location: /v1/things/7\r\n"
    await _answer(writer, 200, json.dumps(found).encode(), extra)


async def cut(_: Standin, request: Seen, writer: asyncio.StreamWriter) -> None:
    how = request.target.rpartition("/")[2]
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n"
    writer.write(
        {
            "small": f"{head}Content-Length: 100\r\n\r\nten bytes.",
            "large": f"{head}Content-Length: 200000\r\n\r\n{'x' * 100_000}",
            "chunked": f"{head}Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n",
        }[how].encode()
    )
    await writer.drain()
    await asyncio.sleep(0.05)
    raise EOFError


async def lost(_: Standin, __: Seen, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
    raise EOFError


async def slow(_: Standin, request: Seen, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(2)
    await _answer(writer, 200, b"{}")


async def pause(_: Standin, __: Seen, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(2)
    await _answer(writer, 200, b'{"done": true}')


async def flaky(self: Standin, request: Seen, writer: asyncio.StreamWriter) -> None:
    """Fail whenever a connection is used again, as a server does that was just closing it."""
    if request.nth_on_connection > 1:
        raise EOFError
    await _answer(writer, 200, b'{"ok": true}')


async def events(self: Standin, _: Seen, writer: asyncio.StreamWriter) -> None:
    self.open_streams += 1
    try:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        for number in range(200):
            event = f"id: {number}\ndata: tick\n\n".encode()
            writer.write(f"{len(event):x}\r\n".encode() + event + b"\r\n")
            await writer.drain()
            await asyncio.sleep(0.05)
    finally:
        self.open_streams -= 1


async def broken(_: Standin, __: Seen, writer: asyncio.StreamWriter) -> None:
    await _answer(writer, 500, b"Traceback (most recent call last): secret", kind="text/plain")


async def gibberish(_: Standin, __: Seen, writer: asyncio.StreamWriter) -> None:
    writer.write(b"I am not HTTP\r\n\r\n")
    await writer.drain()
    raise EOFError


async def post_of(self: Standin, request: Seen, writer: asyncio.StreamWriter) -> None:
    """The organisation's answer of one on the staff."""
    found = self.staff.get(request.target.rpartition("/")[2])
    if found is not None:
        await _answer(writer, 200, json.dumps(found).encode())
        return
    problem = {"type": "urn:loanops:problem:not-found", "title": "There is no such thing here", "code": "NOT_FOUND"}
    await _answer(writer, 404, json.dumps(problem).encode(), kind="application/problem+json")


HANDLERS: dict[str, Callable[[Standin, Seen, asyncio.StreamWriter], Coroutine[Any, Any, None]]] = {
    "/v1/cut/*": cut,
    "/v1/lost": lost,
    "/v1/slow": slow,
    "/v1/pause": pause,
    "/v1/flaky": flaky,
    "/v1/events": events,
    "/v1/broken": broken,
    "/v1/gibberish": gibberish,
    "/v1/organisation/sign-ins/*": post_of,
}
