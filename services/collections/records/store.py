"""What the own record is read from: the customer's loans, bank-wide."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import raw

# The record is bank-wide (contract, section 1, Access), also for those who otherwise see one sub-branch alone. The
# widening ends with the request's transaction, which only reads.
_WHOLE_BANK = text("SELECT set_config('loanops.sub_branch', '*', true), set_config('loanops.outlet', '*', true)")

# Relies on loan_customer_ref_id_idx.
_LOANS = """
SELECT no, id, external_ref, customer_ref, product, sub_branch, disbursed_on, secured,
       principal, outstanding_principal, written_off_on, aged_from, aged_class, observed_until, oldest_due_on
  FROM loan WHERE customer_ref = ANY ($1) ORDER BY id
"""

# A case that was opened ahead of a maturity is of no arrears until something was owed. Relies on
# collection_case_loan_id_id_idx.
_ARREARS = """
SELECT loan_id, id FROM collection_case
 WHERE loan_id = ANY ($1) AND (stage <> 'reminder' OR owing_since IS NOT NULL) AND (state = 'open' OR closed_on >= $2)
 ORDER BY id DESC
"""


async def see_the_whole_bank(connection: AsyncConnection) -> None:
    """Have the whole bank's eyes until the transaction is over."""
    await connection.execute(_WHOLE_BANK)


async def loans_of(connection: AsyncConnection, customer_refs: Sequence[str]) -> Sequence[Any]:
    """The loans of these customers, with amounts in fen."""
    rows: Sequence[Any] = await raw(connection).fetch(_LOANS, list(customer_refs))
    return rows


async def arrears_of(connection: AsyncConnection, loans: Sequence[UUID], since: date) -> dict[UUID, list[UUID]]:
    """The correlation ids of the arrears of these loans that were there on that day or later, the newest first."""
    found: dict[UUID, list[UUID]] = {}
    for row in await raw(connection).fetch(_ARREARS, list(loans), since):
        found.setdefault(row["loan_id"], []).append(row["id"])
    return found
