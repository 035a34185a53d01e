"""What the own record is read from: the customer's loans, and when each instalment was settled."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import driver

# The record is bank-wide (contract, section 1, Access), also for those who otherwise see one sub-branch alone. The
# widening ends with the request's transaction, which only reads.
_WHOLE_BANK = text("SELECT set_config('loanops.sub_branch', '*', true), set_config('loanops.outlet', '*', true)")

# Relies on loan_customer_ref_id_idx.
_LOANS = """
SELECT no, id, external_ref, customer_ref, product, sub_branch, disbursed_on, secured,
       principal, outstanding_principal, written_off_on, aged_from
  FROM loan WHERE customer_ref = ANY ($1) ORDER BY id
"""
# Repayments settle the oldest instalment first, in the order of paid_on, then recording: an instalment is settled by
# the one after those whose sum is less than that of all instalments up to it. Relies on instalment's primary key and
# repayment_loan_no_paid_on_no_idx.
_SETTLED = """
WITH paid AS (
    SELECT r.loan_no, r.paid_on,
           (sum(r.amount) OVER (PARTITION BY r.loan_no ORDER BY r.paid_on, r.no))::bigint AS through
      FROM repayment r
     WHERE r.loan_no = ANY ($1) AND NOT EXISTS (SELECT FROM repayment_reversal v WHERE v.repayment_id = r.id)
), reached AS (
    SELECT p.loan_no, array_agg(p.paid_on ORDER BY p.through) AS days, array_agg(p.through ORDER BY p.through) AS sums
      FROM paid p GROUP BY p.loan_no
), owed AS (
    SELECT i.loan_no, i.number, i.due_date, i.principal - i.taken_principal + i.interest - i.taken_interest AS amount,
           (sum(i.principal - i.taken_principal + i.interest - i.taken_interest)
               OVER (PARTITION BY i.loan_no ORDER BY i.due_date, i.number))::bigint AS through
      FROM instalment i WHERE i.loan_no = ANY ($1)
)
SELECT o.loan_no, o.due_date, o.amount = 0 AS taken,
       CASE WHEN o.amount > 0 THEN r.days[width_bucket(o.through - 1, r.sums) + 1] END AS settled_on
  FROM owed o LEFT JOIN reached r ON r.loan_no = o.loan_no
 ORDER BY o.loan_no, o.due_date, o.number
"""


async def see_the_whole_bank(connection: AsyncConnection) -> None:
    """Have the whole bank's eyes until the transaction is over."""
    await connection.execute(_WHOLE_BANK)


async def loans_of(connection: AsyncConnection, customer_refs: Sequence[str]) -> Sequence[Any]:
    """The loans of these customers, with amounts in fen."""
    rows: Sequence[Any] = await (await driver(connection)).fetch(_LOANS, list(customer_refs))
    return rows


async def settlements(connection: AsyncConnection, loans: Sequence[int]) -> Sequence[Any]:
    """The instalments of these loans (by `no`), each with the day on which it was wholly paid."""
    rows: Sequence[Any] = await (await driver(connection)).fetch(_SETTLED, list(loans))
    return rows
