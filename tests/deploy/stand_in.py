"""A service, a gateway and a worker that do next to nothing, so that the runner can be tested by itself.

`python -m tests.deploy.stand_in` runs the stack made of them; `… work` is its worker, `… migrate STATUS` ends with
that status.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import asyncpg

from deploy.local.runner import run
from deploy.local.stack import Service, Stack

Message = MutableMapping[str, Any]
Application = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]


def create() -> Application:
    """An application that says which process answers and what it may not know; ready while its database is."""

    async def answer(
        scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        if scope["type"] != "http":
            return
        status = 200
        if url := os.environ.get("LOANOPS_DATABASE_URL"):
            try:
                connection = await asyncpg.connect(url, timeout=2)
                await connection.close()
            except OSError:
                status = 503
        knows_owner = "LOANOPS_OWNER_DATABASE_URL" in os.environ
        body = f'{{"pid": {os.getpid()}, "knows_owner": {str(knows_owner).lower()}}}'.encode()
        await send(
            {"type": "http.response.start", "status": status, "headers": [(b"content-length", str(len(body)).encode())]}
        )
        await send({"type": "http.response.body", "body": body})

    return answer


def main() -> int:
    """The three commands."""
    match sys.argv[1:]:
        case ["work"]:
            asyncio.run(asyncio.sleep(3600))
            return 0
        case ["migrate", status]:
            print("migrating", os.environ["LOANOPS_OWNER_DATABASE_URL"].rpartition("/")[2])
            return int(status)
    status = os.environ.get("STAND_IN_MIGRATION_STATUS", "0")
    application = "tests.deploy.stand_in:create"
    service = Service(
        "escrow", application, "tests.deploy.stand_in_worker", ("tests.deploy.stand_in", "migrate", status)
    )
    return run(Stack(services=(service,), gateway=application))


if __name__ == "__main__":
    sys.exit(main())
