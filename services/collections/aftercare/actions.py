"""What a close does after the loans of its date are aged: sub-branches that lose control are proposed to be suspended.

It is one call, in the transaction that completes the close, while nobody reports anything: what it reads is what the
close has left. Its cost follows what has changed since the last close, never the book.
"""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.identity import Actor
from services.collections.policies import actions as policies
from services.collections.suspensions import actions as suspensions


async def see_to(connection: AsyncConnection, on: date, at: datetime, actor: Actor) -> dict[str, int]:
    """Do what follows from the close of a date. Answers how much of it there was."""
    policy = await policies.accountability(connection, on)
    proposed = await suspensions.propose_due(connection, on, at, actor, policy)
    return {"suspensions_proposed": proposed}
