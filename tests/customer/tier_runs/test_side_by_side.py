"""A run over the book while facts are reported: each customer ends where they would alone (T9)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.customer.making import a_customer, operating, put_facts
from tests.customer.tier_runs.test_running import run
from tests.support.running import Running
from tests.support.sql import superuser

AMOUNTS = ("100000.00", "300000.00", "500000.00")


def test_reports_and_runs_at_the_same_moment_lose_no_change_and_leave_no_gap(fresh_service: Running) -> None:
    """T9: every change has its place in the history, and the last report is what counts."""
    customers = [a_customer(fresh_service) for _ in range(12)]
    over = threading.Event()

    def report(customer: dict[str, Any]) -> int:
        reported = 0
        while not over.is_set() or reported % 3 != 2:
            put_facts(fresh_service, customer, loans=[operating(AMOUNTS[reported % 3])])
            reported += 1
        put_facts(fresh_service, customer, loans=[operating(AMOUNTS[2])])
        return reported

    with ThreadPoolExecutor(4) as threads:
        reports = [threads.submit(report, each) for each in customers[:4]]
        runs = [run(fresh_service) for _ in range(3)]
        over.set()
        reported = [each.result() for each in reports]

    assert all(one["state"] == "completed" for one in runs)
    assert min(reported) > 2
    with superuser(fresh_service.database) as sql:
        rows = sql.rows(
            "SELECT t.tier, t.changes, (SELECT array_agg(position ORDER BY position) FROM tier_change c "
            "WHERE c.customer_id = t.customer_id) AS positions, (SELECT count(*) FROM customer_service s "
            "WHERE s.customer_id = t.customer_id AND s.state = 'active') AS served FROM customer_tier t"
        )
    assert len(rows) == 4
    for row in rows:
        assert (row["tier"], row["served"]) == ("high_end", 1)
        assert list(row["positions"]) == list(range(1, row["changes"] + 1))
