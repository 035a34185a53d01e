"""Move personal data to the current key, from the command line: `python -m services.customer.rotate_keys`.

It goes on with the rotation that is under way, or begins one, and ends when nothing is under an old key any more. It
may be interrupted and called again, and may run beside workers, which take turns with it.
"""

import asyncio
import sys
from uuid import UUID

import structlog

from chassis import logs
from chassis.clock import system_clock
from chassis.db import Database
from chassis.identity import SYSTEM_ACTOR, WHOLE_BANK
from chassis.personal import vault_of
from chassis.settings import ServiceSettings
from chassis.writes import Answer, Work, perform
from services.customer.channels import actions as channels
from services.customer.key_rotations import actions


async def rotate(settings: ServiceSettings) -> int:
    """Carry a rotation to its end. Answers how many customers' numbers were sealed anew over its whole length."""
    vault, database = vault_of(settings), Database(settings)
    begun: list[UUID] = []

    async def begin(work: Work) -> Answer:
        begun.append((await actions.request(work, vault)).id)
        return Answer(200, {}, b"")

    try:
        async with database.transaction(WHOLE_BANK) as connection:
            running = await actions.under_way(connection)
        if running is None:
            await perform(database, SYSTEM_ACTOR, system_clock(), begin)
        await actions.rotate(database, vault, system_clock(), running or begun[0], [channels.reseal])
        async with database.transaction(WHOLE_BANK) as connection:
            done = await actions.read(Work(connection, SYSTEM_ACTOR, system_clock()), running or begun[0])
        return done.counts.resealed
    finally:
        await database.close()


def main() -> int:
    """The command. Its status is 1 when something is still under an old key."""
    settings = ServiceSettings()
    logs.configure(settings)
    log = structlog.get_logger()
    try:
        log.info("personal data is under the current key", resealed=asyncio.run(rotate(settings)))
    except Exception:
        log.exception("rotation interrupted; call it again to go on")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
