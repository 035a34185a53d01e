"""Applications: the queries of the gate beside those of the decisions."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# Relies on credit_check_expires_on_idx; a case before the committee ends by its own deadline.
_OVER = text(
    "SELECT c.id FROM credit_check c WHERE c.application IN ('open', 'reserved') AND c.expires_on < :today "
    "AND NOT EXISTS (SELECT FROM committee_case k WHERE k.credit_check_id = c.id AND k.state = 'open') "
    "ORDER BY c.expires_on LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED"
)
# Relies on credit_check_external_ref_key.
_KNOWN = text("SELECT id FROM credit_check WHERE external_ref = :external_ref")


async def over(connection: AsyncConnection, today: date, limit: int) -> Sequence[UUID]:
    """Applications whose last day is over, locked; those that somebody holds are left for later."""
    found: Sequence[UUID] = (await connection.execute(_OVER, {"today": today, "limit": limit})).scalars().all()
    return found


async def known(connection: AsyncConnection, external_ref: str) -> Any:
    """The id of the check with the caller's own key, if there is one."""
    return (await connection.execute(_KNOWN, {"external_ref": external_ref})).scalar()
