"""A close goes on after whatever happens to its workers, and does nothing twice (domain C9)."""

import asyncio
import signal
import threading
from datetime import date, timedelta
from typing import Any

import pytest

from chassis.db import Database as Pool
from services.collections.day_close import actions
from tests.support.lending import (
    CORE,
    a_loan,
    book,
    cases_of,
    close,
    drain,
    loan_of,
    repay,
    worker,
)
from tests.support.running import Running
from tests.support.sql import connected, superuser, wait_for, waiting

PATH = "/v1/day-closes"
TODAY = date(2026, 3, 1)
LOANS, APART = 2_400, 10  # so far apart in their numbers that they are three ranges

# What thousands of reports would put down, at once.
MANY = f"""
INSERT INTO loan (no, id, external_ref, customer_ref, product, principal, disbursed_on, matures_on, account_manager,
                  originated_by, repayment_order, secured, penalty_due, oldest_due_on, outstanding_principal,
                  outstanding_interest, made_by, made_at, sub_branch, outlet)
       OVERRIDING SYSTEM VALUE
SELECT {APART} * n, gen_random_uuid(), 'M-' || n, 'C-' || n, 'operating', 100, '2024-01-05', '2026-02-28',
       'm', 'outlet', 'interest_first', false, 0, '2026-02-28', 100, 0, 'test', now(), 'lanshan', 'ls-1'
  FROM generate_series(1, {LOANS}) n;
INSERT INTO instalment SELECT no, 1, '2026-02-28', 100, 0, 0, 0, 0, 0, 'lanshan', 'ls-1' FROM loan;
"""


def ask(collections: Running, day: date = TODAY) -> Any:
    return collections.staff(CORE).do(PATH, {"business_date": f"{day}"}, expect=202)


def see(collections: Running, day: date = TODAY) -> Any:
    return collections.staff(CORE).see(f"{PATH}/{day}")


def completed(collections: Running, day: date = TODAY) -> Any:
    def look() -> Any:
        seen = see(collections, day)
        return seen if seen["state"] == "completed" else None

    return wait_for(look, "the close", 60)


def chunks(collections: Running) -> list[tuple[int, bool]]:
    with connected(collections.database.owner_url) as sql:
        rows = sql.rows("SELECT number, done_at IS NOT NULL AS done FROM day_close_chunk ORDER BY number")
    return [(row["number"], row["done"]) for row in rows]


def open_cases(collections: Running) -> tuple[int, int]:
    with connected(collections.database.owner_url) as sql:
        return (
            sql.value("SELECT count(*) FROM collection_case"),
            sql.value("SELECT count(DISTINCT loan_no) FROM collection_case WHERE state = 'open'"),
        )


def test_a_worker_that_is_killed_in_the_middle_of_a_close_is_followed_by_one_that_ends_it(
    fresh_collections: Running,
) -> None:
    """C9: resumable after a crash. The second range is held up, so that the first and third are done and it is not."""
    collections = fresh_collections
    with connected(collections.database.owner_url) as sql:
        sql.run(MANY)
    ask(collections)
    # What a connection sees of others stays as it is for its transaction: another one watches.
    with superuser(collections.database) as holder, superuser(collections.database) as watcher:
        holder.run("BEGIN")
        holder.run("UPDATE loan SET product = product WHERE no = 14000")
        with worker(collections) as first:
            wait_for(lambda: chunks(collections) == [(1, True), (2, False), (3, True)], "the other ranges", 60)
            wait_for(lambda: waiting(watcher), "the held-up range")
            midway = see(collections)
            first.send_signal(signal.SIGKILL)
            first.wait()
        holder.run("ROLLBACK")
    left = chunks(collections)
    with worker(collections):
        done = completed(collections)

    assert (midway["state"], midway["counts"]["opened"]) == ("running", 1_400)
    assert midway["progress"] == 0.5  # two of three ranges, and the follow-up is to come
    assert left == [(1, True), (2, False), (3, True)]
    assert done["counts"] == dict.fromkeys(done["counts"], 0) | dict.fromkeys(("read", "changed", "opened"), LOANS)
    assert open_cases(collections) == (LOANS, LOANS)


def test_two_workers_share_a_close(fresh_collections: Running) -> None:
    collections = fresh_collections
    with connected(collections.database.owner_url) as sql:
        sql.run(MANY)
    ask(collections, TODAY)

    async def both() -> None:
        pools = [Pool(collections.settings) for _ in range(2)]
        try:
            payload = {"through": f"{TODAY}"}
            await asyncio.gather(*(actions.run(pool, collections.clock(), payload) for pool in pools))
        finally:
            for pool in pools:
                await pool.close()

    asyncio.run(both())
    drain(collections)
    done = see(collections)
    with connected(collections.database.owner_url) as sql:
        records = sql.value("SELECT count(*) FROM audit_record WHERE action LIKE 'day_close.%'")

    assert done["counts"] == dict.fromkeys(done["counts"], 0) | dict.fromkeys(("read", "changed", "opened"), LOANS)
    assert open_cases(collections) == (LOANS, LOANS)
    assert records == 6  # asked for, three ranges, followed up, completed


def test_a_loan_booked_and_one_repaid_while_a_close_runs_come_out_right(fresh_collections: Running) -> None:
    """What is booked then belongs to the next close; what is repaid then is cured by the date that is being closed."""
    collections = fresh_collections
    due = TODAY - timedelta(days=1)
    held, paid_twice = a_loan((due, "100.00")), a_loan((due, "100.00"), (TODAY, "50.00"), (date(2030, 1, 1), "1.00"))
    book(collections, held)
    close(collections, TODAY)
    booked = book(collections, paid_twice)
    close(collections, TODAY + timedelta(days=1))
    ask(collections, TODAY + timedelta(days=2))
    # What a connection sees of others stays as it is for its transaction: another one watches.
    with superuser(collections.database) as holder, superuser(collections.database) as watcher:
        running = threading.Thread(target=drain, args=[collections])
        with connected(collections.database.owner_url) as sql:
            # Something for the range to do, so that it waits: a case that is to be cured.
            sql.run("UPDATE instalment SET paid_principal = principal WHERE loan_no = 1")
            sql.run("UPDATE loan SET oldest_due_on = NULL, outstanding_principal = 0 WHERE no = 1")
        holder.run("BEGIN")
        holder.run("LOCK TABLE collection_case IN EXCLUSIVE MODE")
        running.start()
        wait_for(lambda: waiting(watcher), "the range that runs")
        late = a_loan((due, "100.00"))
        booked_late = book(collections, late)
        # Its first instalment is repaid; at the date that is being closed the second is a day past due.
        answer: list[Any] = []
        repaying = threading.Thread(target=lambda: answer.append(repay(collections, paid_twice, "100.00", TODAY)))
        repaying.start()
        wait_for(lambda: len(waiting(watcher)) == 2, "the repayment")
        holder.run("ROLLBACK")
        running.join()
        repaying.join()
    done = see(collections, TODAY + timedelta(days=2))
    next_close = close(collections, TODAY + timedelta(days=3))

    assert (done["state"], done["counts"]["read"]) == ("completed", 2)
    assert answer[0]["state"] == "recorded"
    assert [case["state"] for case in cases_of(collections, booked)] == ["open"]
    assert next_close["counts"]["read"] == 3
    assert [case["opened_on"] for case in cases_of(collections, booked_late)] == [f"{TODAY + timedelta(days=3)}"]
    assert loan_of(collections, booked_late)["days_past_due"] == 4


def test_a_close_that_cannot_be_done_fails_visibly_and_is_taken_up_again(fresh_collections: Running) -> None:
    collections = fresh_collections
    booked = book(collections, a_loan((TODAY - timedelta(days=1), "100.00")))
    ask(collections)
    ask(collections, TODAY + timedelta(days=1))
    with connected(collections.database.owner_url) as sql:
        sql.run("ALTER TABLE collection_case ADD CONSTRAINT nothing_goes CHECK (false) NOT VALID")
        with pytest.raises(ExceptionGroup) as failure:
            drain(collections)
        assert "nothing_goes" in str(failure.value.exceptions[0])
        pool = Pool(collections.settings)

        async def give_up() -> None:
            try:
                await actions.give_up(pool, collections.clock(), {"through": f"{TODAY + timedelta(days=1)}"})
            finally:
                await pool.close()

        asyncio.run(give_up())
        failed = [see(collections, TODAY + timedelta(days=n))["state"] for n in range(2)]
        sql.run("ALTER TABLE collection_case DROP CONSTRAINT nothing_goes")
        sql.run("DELETE FROM pgqueuer")
    again = collections.staff(CORE).do(PATH, {"business_date": f"{TODAY + timedelta(days=1)}"}, expect=202)
    drain(collections)

    assert failed == ["failed", "failed"]
    assert again["state"] == "running"
    assert [see(collections, TODAY + timedelta(days=n))["state"] for n in range(2)] == ["completed", "completed"]
    assert [case["opened_on"] for case in cases_of(collections, booked)] == [f"{TODAY}"]


def test_a_real_worker_takes_closes_and_files(fresh_collections: Running) -> None:
    collections = fresh_collections
    loan = a_loan((TODAY - timedelta(days=1), "100.00"))
    headers = {"Content-Type": "application/json", "Idempotency-Key": "one"}
    with worker(collections):
        booked = book(collections, loan)
        ask(collections)
        assert completed(collections)["counts"]["opened"] == 1
        headers["Content-Type"] = "application/x-ndjson"
        line = f'{{"loan_ref": "{loan["external_ref"]}", "bank_ref": "B-1", "paid_on": "{TODAY}", "amount": "100.00"}}'
        sent = collections.staff(CORE).send("POST", "/v1/repayment-imports", content=line, headers=headers)
        at = f"/v1/repayment-imports/{sent.json()['id']}"
        wait_for(lambda: collections.staff(CORE).see(at)["state"] == "completed", "the import", 30)

    assert [case["state"] for case in cases_of(collections, booked)] == ["cured"]
