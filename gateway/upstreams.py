"""The services behind the gateway: where they are, what they offer, whether they are up.

What a service offers is read from its `/openapi.json`: at start, again when somebody asks for a path that is not known
(a newer version may have it), and after it could not be reached. Until it could be read once, the service is down.
"""

import asyncio
import json
import string
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import aiohttp
import structlog
from yarl import URL

from chassis.errors import MethodNotAllowed, NotFound, Unavailable
from gateway.routes import Route, RouteTree
from gateway.settings import GatewaySettings

DOCUMENT_BYTES_MAX = 16_777_216
DOCUMENT_SECONDS = 5.0
REREAD_SECONDS = 1.0
WATCH_SECONDS = 0.25

log = structlog.get_logger(__name__)


class Upstream:
    """One service. `document` is its OpenAPI as last read, None before; `version` counts its changes."""

    def __init__(self, name: str, base_url: str) -> None:
        self.name = name
        self.origin = base_url.rstrip("/")
        self.document: Mapping[str, Any] | None = None
        self.version = 0
        self.session: aiohttp.ClientSession | None = None
        self.fresh_session: aiohttp.ClientSession | None = None
        self._tree: RouteTree | None = None
        self._content = b""
        self._lost = False
        self._silent = False
        self._asked_at = float("-inf")
        self._reading = asyncio.Lock()

    async def route(self, method: str, segments: list[str]) -> Route:
        """The route of this service for a method and a path. Raises NotFound, NotOffered, or Unavailable."""
        if self._tree is None:
            raise Unavailable
        try:
            return self._tree.find(method, segments)
        except (NotFound, MethodNotAllowed):
            if not await self.read():
                raise
            return self._tree.find(method, segments)

    def lost(self) -> None:
        """Note that it could not be reached: it may come back as another version."""
        self._lost = True

    async def read(self) -> bool:
        """Read what it offers, at most every few seconds. Answers whether that has changed; failing is only logged."""
        async with self._reading:
            if time.monotonic() - self._asked_at < REREAD_SECONDS:
                return False
            try:
                content = await self._fetch()
                self._lost = self._silent = False
                if content == self._content:
                    return False
                document = json.loads(content)
                self._tree = RouteTree(self.name, document)
            except (aiohttp.ClientError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                if not self._silent:  # once for each time it goes away, not for each time it is asked
                    log.warning("upstream does not say what it offers", upstream=self.name, error=type(error).__name__)
                self._silent = True
                return False
            finally:
                self._asked_at = time.monotonic()  # after it, so that those who waited do not each ask again
            self._content, self.document = content, document
            self.version += 1
            log.info("upstream says what it offers", upstream=self.name, paths=len(document["paths"]))
            return True

    async def watch(self) -> None:
        """Ask, without end, whenever it has not yet said what it offers or was lost since."""
        while True:
            if self._tree is None or self._lost:
                await self.read()
            await asyncio.sleep(WATCH_SECONDS)

    async def check(self) -> None:
        """Answer when it is ready to serve and its routes are known; raise otherwise."""
        if self._tree is None:
            raise Unavailable
        async with self._open().get(self.origin + "/readyz") as answer:
            if answer.status != 200:
                raise Unavailable

    async def _fetch(self) -> bytes:
        async with asyncio.timeout(DOCUMENT_SECONDS), self._open().get(self.origin + "/openapi.json") as answer:
            answer.raise_for_status()
            content = bytearray()
            async for chunk in answer.content.iter_any():
                content += chunk
                if len(content) > DOCUMENT_BYTES_MAX:
                    raise ValueError("the OpenAPI document is too large")
        return bytes(content)

    def _open(self) -> aiohttp.ClientSession:
        if self.session is None:
            raise Unavailable
        return self.session


class Upstreams(dict[str, Upstream]):
    """All services by name, and the pool of connections to them, open from `start` to `stop`."""

    def __init__(self, settings: GatewaySettings) -> None:
        super().__init__({name: Upstream(name, str(url)) for name, url in settings.upstreams.items()})
        self._settings = settings
        self._watchers: list[asyncio.Task[None]] = []
        self._sessions: list[aiohttp.ClientSession] = []

    async def start(self) -> None:
        """Open the pool and begin to ask the services what they offer."""
        limit, keepalive = self._settings.upstream_connections, self._settings.upstream_keepalive_seconds
        pooled = self._session(aiohttp.TCPConnector(limit=0, limit_per_host=limit, keepalive_timeout=keepalive))
        # To try again on: another idle connection may have been closed in the same moment as the first.
        fresh = self._session(aiohttp.TCPConnector(limit=0, limit_per_host=limit, force_close=True))
        for upstream in self.values():
            upstream.session, upstream.fresh_session = pooled, fresh
        self._sessions = [pooled, fresh]
        self._watchers = [asyncio.create_task(upstream.watch()) for upstream in self.values()]

    def _session(self, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        settings = self._settings
        session = aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(
                total=None, connect=settings.connect_seconds, sock_connect=settings.connect_seconds
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        )
        # aiohttp would send PUT and DELETE again by itself; whether a write happened is the caller's to settle.
        session._retry_connection = False
        return session

    async def stop(self) -> None:
        """Close every connection."""
        for watcher in self._watchers:
            watcher.cancel()
            with suppress(asyncio.CancelledError):
                await watcher
        for session in self._sessions:
            await session.close()


def target(upstream: Upstream, path: str, query: bytes) -> URL:
    """The address of a canonical path (without the service's name) and a raw query at a service, byte for byte."""
    if not query:
        return URL(upstream.origin + path, encoded=True)
    text = query.decode("ascii") if query.isascii() else quote(query, safe=string.punctuation)
    return URL(f"{upstream.origin}{path}?{text}", encoded=True)
