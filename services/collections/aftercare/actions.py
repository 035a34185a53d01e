"""What a close does after the loans of its date are aged: reviews of new bad loans are opened and moved, sub-branches
that lose control are proposed to be suspended, and at the end of a month the managers' results are frozen.

It is one call, in the transaction that completes the close, while nobody reports anything: what it reads is what the
close has left. Its cost follows what has changed since the last close, never the book.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import audit
from chassis.identity import WHOLE_BANK, Actor
from services.collections.manager_results import actions as manager_results
from services.collections.policies import actions as policies
from services.collections.reviews import actions as reviews
from services.collections.suspensions import actions as suspensions


async def see_to(connection: AsyncConnection, close_id: UUID, on: date, at: datetime, actor: Actor) -> None:
    """Do what follows from the close of a date, with one record of how much of it there was."""
    policy = await policies.accountability(connection, on)
    counts = await reviews.follow(connection, on, at, actor, policy)
    counts["suspensions_proposed"] = await suspensions.propose_due(connection, on, at, actor, policy)
    counts["results_frozen"] = await manager_results.freeze(connection, on, at)
    if any(counts.values()):
        facts = {"business_date": on, "policy_version": policy.policy_version, **counts}
        await audit.append(connection, actor, at, "day_close.see_to", close_id, WHOLE_BANK, data=facts)
