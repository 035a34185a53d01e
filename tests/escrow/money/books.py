"""The ledger's own books, read as their owner; and the worker's night, here and now."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import asyncpg

from chassis.db import Database
from services.escrow.disbursements.actions import expire_overdue
from services.escrow.refunds.actions import expire_overdue as expire_refunds
from tests.support.running import Running

BOOKS = """
SELECT a.total, a.held, a.suspense, a.retained, a.entries,
       (SELECT coalesce(sum(amount), 0) FROM ledger_entry e WHERE e.account_id = a.id)::bigint AS entries_sum,
       (SELECT count(*) FROM ledger_entry e WHERE e.account_id = a.id) AS entries_count,
       (SELECT coalesce(sum(amount), 0) FROM ledger_hold h
         WHERE h.account_id = a.id AND h.state = 'held')::bigint AS holds,
       (SELECT total FROM ledger_account c WHERE c.id = a.clearing_id) AS clearing,
       (SELECT coalesce(sum(e.amount), 0) FROM ledger_entry e JOIN ledger_transfer t ON t.id = e.transfer_id
         WHERE a.id IN (t.debit_id, t.credit_id))::bigint AS zero,
       (SELECT count(*) FROM disbursement d WHERE d.project_id = a.project_id
           AND d.state IN ('paying', 'settled', 'returned', 'failed')
           AND (d.confirmed_by IS NULL OR d.paid_by IS NULL OR d.confirmed_by IN (d.made_by, d.paid_by)
                OR (d.is_large AND (d.reviewed_by IS NULL OR d.reviewed_by IN (d.made_by, d.confirmed_by))))
       ) AS unapproved,
       (SELECT coalesce(sum(n.committed), 0) FROM development_loan n WHERE n.id = a.project_id)::bigint AS loan,
       (SELECT count(*) FROM disbursement d WHERE d.project_id = a.project_id AND (
           (d.reviewed_by IS NOT NULL AND d.reviewed_digest <> d.content_digest)
           OR (d.confirmed_by IS NOT NULL AND d.confirmed_digest <> d.content_digest))) AS approved_otherwise,
       (SELECT count(*) FROM ((SELECT u FROM unit_receipts u WHERE u.account_id = a.id) EXCEPT
                              (SELECT u FROM count_receipts(a.id, NULL) u)) AS kept)
       + (SELECT count(*) FROM ((SELECT u FROM count_receipts(a.id, NULL) u) EXCEPT
                                (SELECT u FROM unit_receipts u WHERE u.account_id = a.id)) AS counted) AS miscounted,
       (SELECT coalesce(sum(k.total), 0) FROM ledger_account k
         WHERE k.project_id = a.project_id AND k.kind = 'deposit')::bigint AS deposit,
       (SELECT coalesce(sum(e.amount), 0) FROM ledger_account k JOIN ledger_entry e ON e.account_id = k.id
         WHERE k.project_id = a.project_id AND k.kind = 'deposit')::bigint AS deposit_entries,
       (SELECT coalesce(array_agg(l.committed ORDER BY l.position), '{}') FROM fund_plan_line l
           JOIN fund_plan p ON p.id = l.fund_plan_id WHERE p.project_id = a.project_id) AS committed
  FROM ledger_account a WHERE a.id = $1
"""


class Books:
    """The ledger's tables, read as their owner on a connection of its own."""

    def __init__(self, owner_url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._connection = self._run(asyncpg.connect(owner_url))
        self._run(
            self._connection.execute(
                "SELECT set_config('loanops.sub_branch', '*', false), set_config('loanops.outlet', '*', false)"
            )
        )

    def of(self, account: str) -> Any:
        return self._run(self._connection.fetchrow(BOOKS, account))

    def close(self) -> None:
        self._run(self._connection.close())
        self._loop.close()

    def _run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return self._loop.run_until_complete(doing)


def expire(escrow: Running) -> None:
    """Run the worker's job, here and now."""

    async def run() -> None:
        database = Database(escrow.settings)
        try:
            for expiring in (expire_overdue, expire_refunds):
                while await expiring(database, escrow.clock()):
                    pass
        finally:
            await database.close()

    asyncio.run(run())
