"""Workers that are killed at any moment of a close leave what an undisturbed run leaves, row for row (domain C9)."""

import os
import random
import signal
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.lending import CORE, close, collections_running, worker
from tests.support.postgres import discard, fresh_database
from tests.support.running import Running
from tests.support.sql import connected

FIRST = date(2026, 3, 1)
SEED = int(os.environ.get("LOANOPS_SEED", "20261124"))
SECONDS = float(os.environ.get("LOANOPS_PROVE_SECONDS", "600"))

# Loans of twelve instalments, so far apart in their numbers that few are several ranges; the oldest unpaid one lies
# between a year before and a year after the first close.
BOOK = """
INSERT INTO loan (no, id, external_ref, customer_ref, product, principal, disbursed_on, matures_on, account_manager,
                  originated_by, repayment_order, secured, penalty_due, oldest_due_on, outstanding_principal,
                  outstanding_interest, made_by, made_at, sub_branch, outlet)
       OVERRIDING SYSTEM VALUE
SELECT {apart} * n, gen_random_uuid(), 'M-' || n, 'C-' || n, 'operating', 1200, '2024-01-05', '2030-01-01',
       'm', 'outlet', 'interest_first', false, 0, '2026-03-01'::date + (n % 731)::integer - 365, 1200, 0, 'test', now(),
       'lanshan', 'ls-1'
  FROM generate_series(1, {loans}) n;
INSERT INTO instalment
SELECT l.no, k, l.oldest_due_on + (k - 1) * 30, 100, 0, 0, 0, 0, 0, 'lanshan', 'ls-1'
  FROM loan l CROSS JOIN generate_series(1, 12) AS k ORDER BY 1, 2;
ANALYZE;
"""
# A few hundred loans repay between two closes: some are cured, some bad ones are watched.
REPAID = """
INSERT INTO repayment (id, loan_no, loan_id, loan_ref, bank_ref, paid_on, amount, made_by, made_at, sub_branch, outlet)
SELECT gen_random_uuid(), l.no, l.id, l.external_ref, 'R-{day}-' || l.no, '{day}', 100 * (1 + l.no % 13), 'test', now(),
       l.sub_branch, l.outlet
  FROM loan l WHERE l.no % 211 = {rest} ORDER BY l.no;
SELECT allocate_repayments(ARRAY(SELECT no FROM loan WHERE no % 211 = {rest} ORDER BY no));
"""
# All that closes leave, but for ids and moments.
LEFT = (
    "SELECT no, aged_class, aged_bucket, observed_until, restate FROM loan ORDER BY no",
    "SELECT loan_no, from_on, standing, days_past_due, known_until IS NULL FROM class_change ORDER BY 1, 2",
    "SELECT loan_no, state, stage, assignee, opened_on, closed_on FROM collection_case ORDER BY loan_no, opened_on",
    "SELECT loan_no, kind, holder, next_step, due_at, state, late_on FROM task ORDER BY 1, 2, 3, 4, 5, 6, 7",
    "SELECT business_date, holder, sub_branch, assigned, late, sent_up FROM notice ORDER BY 1, 2, 3",
    "SELECT business_date, scope, key, customers, customers_in_arrears, status FROM arrears_rate ORDER BY 1, 2, 3",
    "SELECT business_date, raised, late, sent_up, maturing, alerts FROM close_follow_up ORDER BY 1",
    "SELECT loan_no, kind, happened_on, facts - 'case_id' - 'review_id' FROM loan_event ORDER BY loan_no, id",
    "SELECT loan_no, state, opened_on, exempt_until, first_arrears_on FROM accountability_review ORDER BY loan_no",
    "SELECT sub_branch, loans, bad_loans, balance, bad_balance FROM branch_books() ORDER BY sub_branch",
    "SELECT sub_branch, state, as_of, loans, bad_balance FROM branch_suspension ORDER BY sub_branch, id",
    "SELECT business_date, number, first_no, last_no, read, changed, opened, cured FROM day_close_chunk ORDER BY 1, 2",
    "SELECT action, data FROM audit_record WHERE action LIKE 'day_close.%' ORDER BY action, data::text",
)


@pytest.fixture
def two_banks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Running]]:
    """Two services on databases of their own."""
    calm, rough = fresh_database("collections"), fresh_database("collections")
    with (
        collections_running(calm, tmp_path_factory.mktemp("calm")) as one,
        collections_running(rough, tmp_path_factory.mktemp("rough")) as other,
    ):
        yield one, other
    discard(calm)
    discard(rough)


def run(bank: Running, sql_text: str) -> None:
    with connected(bank.database.owner_url) as sql:
        sql.begin(sql_text).result(300)


def left(bank: Running) -> list[list[tuple[Any, ...]]]:
    with connected(bank.database.owner_url) as sql:
        return [[tuple(row) for row in sql.rows(query)] for query in LEFT]


def killed_to_the_end(bank: Running, day: date, chance: random.Random, kills_max: int) -> int:
    """Have a date closed by workers each of which is killed, until one has ended it; answers how many were killed."""
    bank.staff(CORE).do("/v1/day-closes", {"business_date": f"{day}"}, expect=202)
    kills = 0

    def is_done() -> bool:
        return bool(bank.staff(CORE).see(f"/v1/day-closes/{day}")["state"] == "completed")

    while not is_done():
        with worker(bank) as process:
            began = bank.staff(CORE).see(f"/v1/day-closes/{day}")["progress"]
            # Once it has done something, or after a while, at a moment that nobody chose.
            deadline = time.monotonic() + 20
            while not is_done() and time.monotonic() < deadline:
                if bank.staff(CORE).see(f"/v1/day-closes/{day}")["progress"] > began or chance.random() < 0.01:
                    break
                time.sleep(0.02)
            if kills < kills_max and not is_done():
                time.sleep(chance.uniform(0, 0.3))
                process.send_signal(signal.SIGKILL)
                process.wait()
                kills += 1
                continue
            while not is_done():
                time.sleep(0.05)
    return kills


def compare(two_banks: tuple[Running, Running], loans: int, apart: int, kills_wanted: int) -> int:
    calm, rough = two_banks
    chance, day, kills, until = random.Random(SEED), FIRST, 0, time.monotonic() + SECONDS
    for bank in two_banks:
        run(bank, BOOK.format(loans=loans, apart=apart))
    while kills < kills_wanted and time.monotonic() < until:
        close(calm, day)
        kills += killed_to_the_end(rough, day, chance, min(kills_wanted - kills, loans * apart // 10_000))
        for query, one, other in zip(LEFT, left(rough), left(calm), strict=True):
            assert one == other, (day, query, sorted(set(map(repr, one)) ^ set(map(repr, other)))[:6])
        day += timedelta(days=1)
        rest = chance.randrange(211)
        for bank in two_banks:
            run(bank, REPAID.format(day=day, rest=rest))
    return kills


@pytest.mark.prove
def test_a_hundred_killed_workers_leave_what_an_undisturbed_run_leaves(two_banks: tuple[Running, Running]) -> None:
    assert compare(two_banks, 100_000, 1, 100) > 0


def test_two_killed_workers_leave_what_an_undisturbed_run_leaves(two_banks: tuple[Running, Running]) -> None:
    assert compare(two_banks, 2_000, 10, 2) > 0
