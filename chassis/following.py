"""Long work that can be followed: a GET that sends the thing again whenever it has changed, as server-sent events.

The request is refused in the order of every other. Then it lets its connection go: each look is a short transaction of
its own, so that a thousand listeners hold no connection of the pool.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.access import Rule
from chassis.admission import BankRoute, Service
from chassis.fields import Out
from chassis.health import is_draining
from chassis.identity import Actor, Scope

LOOK_SECONDS = 0.5
KEEP_ALIVE_SECONDS = 10.0
STREAM_SECONDS_MAX = 600.0
RUNNING = "running"

Look = Callable[[AsyncConnection, Mapping[str, str]], Awaitable[Out | None]]
"""What the path's parameters name as it is now, with a field `state`; None when it is gone."""


class EventStream(StreamingResponse):
    """Server-sent events."""

    media_type = "text/event-stream"


def following(look: Look) -> type[BankRoute]:
    """The class of a route whose answer follows what `look` finds until it is `running` no more.

    The endpoint itself only has to refuse what cannot be followed, such as an id that does not exist.
    """

    class FollowRoute(BankRoute):
        async def _read(
            self,
            request: Request,
            service: Service,
            rule: Rule,
            actor: Actor,
            inner: Callable[[Request], Awaitable[Response]],
        ) -> Response:
            await super()._read(request, service, rule, actor, inner)
            events = _events(service, actor.scope, look, request.path_params)
            return EventStream(events, headers={"Cache-Control": "no-cache"})

    return FollowRoute


async def _events(service: Service, scope: Scope, look: Look, path: Mapping[str, Any]) -> AsyncIterator[str]:
    """What was found, whenever it has changed; a comment now and then, so that nobody cuts the line.

    The stream ends after ten minutes: who still listens asks again, with a token that still counts.
    """
    began = told_at = time.monotonic()
    told = ""
    while True:
        async with service.database.transaction(scope) as connection:
            seen = await look(connection, path)
        if seen is None:
            return
        now, data = time.monotonic(), seen.model_dump_json()
        if data != told:
            told, told_at = data, now
            yield f"data: {data}\n\n"
        elif now - told_at >= KEEP_ALIVE_SECONDS:
            told_at = now
            yield ": still running\n\n"
        state = getattr(seen, "state", None)
        if state != RUNNING or is_draining() or now - began >= STREAM_SECONDS_MAX:
            return
        await asyncio.sleep(LOOK_SECONDS)
