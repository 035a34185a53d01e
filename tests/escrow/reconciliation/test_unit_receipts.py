"""What is kept of each unit's receipts is what its receipts say, whatever happens (domain E5; decision 0020)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from tests.support.acting import as_runtime_role
from tests.support.building import House, receive, reference, supervised_project, today
from tests.support.running import Running
from tests.support.sql import connected

KEPT = "SELECT * FROM unit_receipts WHERE account_id = $1 ORDER BY unit_no"
COUNTED = "SELECT * FROM count_receipts($1, NULL) ORDER BY unit_no"
# The comparing function's own words of a day, from the receipts themselves.
OF_A_DAY = """
SELECT coalesce(g.unit_no, r.unit_no) AS unit_no,
       coalesce(sum(amount) FILTER (WHERE source IN ('down_payment', 'mortgage', 'provident_fund')), 0)::bigint AS sold
  FROM receipt r LEFT JOIN receipt_assignment g ON g.receipt_id = r.id
 WHERE r.account_id = $1 AND r.value_date <= $2 GROUP BY 1 HAVING coalesce(g.unit_no, r.unit_no) IS NOT NULL
 ORDER BY 1
"""
FOUND = "SELECT unit_no, received FROM reconcile_units($1, $2, $3, 5, 60) WHERE unit_no IS NOT NULL ORDER BY 1"


@pytest.fixture
def house(escrow: Running) -> House:
    return supervised_project(escrow)


def identify(house: House, receipt: dict[str, Any], unit_no: str) -> None:
    manager = house.staff("manager-1")
    body = {"unit_no": unit_no, "reason": "letter", "document_ids": [manager.document("letter")]}
    made = manager.do(f"/v1/receipts/{receipt['id']}/identifications", body)
    house.staff("personal").do(f"/v1/receipt-identifications/{made['id']}/approve")


def kept(house: House) -> dict[str, tuple[Any, ...]]:
    """By unit what is kept, after comparing it with the receipts."""
    with connected(house.escrow.database.owner_url) as owner:
        rows, counted = owner.rows(KEPT, house.account), owner.rows(COUNTED, house.account)

    assert [tuple(row) for row in rows] == [tuple(row) for row in counted]
    return {row["unit_no"]: tuple(row)[2:8] for row in rows}


def test_receipts_of_every_kind_are_counted_with_their_units(house: House) -> None:
    """E5."""
    earlier = today() - timedelta(days=40)
    receive(house, "100.00", "1-101", "down_payment", value_date=f"{earlier}")
    receive(house, "700.00", "1-101", "mortgage")
    receive(house, "30.00", "1-101", "provident_fund")
    receive(house, "5.00", "1-102", "developer_funds")
    receive(house, "9.00", None, "mortgage")

    assert kept(house) == {
        "": (900, 900, 0, False, today(), today()),
        "1-101": (83_000, 70_000, 3_000, False, earlier, today()),
        "1-102": (0, 0, 0, True, today(), today()),
    }


def test_money_that_is_named_leaves_one_unit_and_comes_to_the_other(house: House) -> None:
    """E5: out of suspense, and from a wrong unit to the right one."""
    waits = receive(house, "300.00", None, "down_payment")
    wrong = receive(house, "50.00", "1-101", "mortgage")
    identify(house, waits, "1-101")
    named = kept(house)
    identify(house, wrong, "1-102")
    identify(house, waits, "1-103")
    moved = kept(house)

    assert {unit: sums[0] for unit, sums in named.items()} == {"1-101": 35_000}
    assert {unit: sums[:2] for unit, sums in moved.items()} == {"1-102": (5_000, 5_000), "1-103": (30_000, 0)}


def test_receipts_at_the_same_moment_are_all_counted(house: House) -> None:
    """E5: one unit, many callers, and somebody who names the unit of one meanwhile."""
    waits = receive(house, "7.00", None, "mortgage")
    with ThreadPoolExecutor(9) as callers:
        asked = [callers.submit(receive, house, "1.00", f"1-10{number % 3 + 1}", "mortgage") for number in range(24)]
        asked.append(callers.submit(identify, house, waits, "1-101"))
        for each in asked:
            each.result()

    assert {unit: sums[0] for unit, sums in kept(house).items()} == {"1-101": 1_500, "1-102": 800, "1-103": 800}


@pytest.mark.parametrize("days", [60, 40, 20, 5, 0])
def test_a_day_that_is_past_counts_what_had_come_by_then(house: House, days: int) -> None:
    """E5: units for which more has come since are counted from their receipts."""
    for ago, unit_no in ((50, "1-101"), (30, "1-101"), (30, "1-102"), (10, "1-102"), (0, "1-103")):
        receive(house, "10.00", unit_no, "mortgage", value_date=f"{today() - timedelta(days=ago)}")
    identify(house, receive(house, "3.00", None, "mortgage", value_date=f"{today() - timedelta(days=15)}"), "1-101")
    day: date = today() - timedelta(days=days)
    found = as_runtime_role(house.escrow, FOUND, house.project["id"], house.account, day)
    expected = as_runtime_role(house.escrow, OF_A_DAY, house.account, day)

    assert [tuple(row) for row in found] == [tuple(row) for row in expected]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE unit_receipts SET proceeds = 0 WHERE account_id = $1",
        "DELETE FROM unit_receipts WHERE account_id = $1",
        "INSERT INTO unit_receipts SELECT * FROM unit_receipts WHERE account_id = $1",
        "SELECT FROM count_receipts($1, NULL)",
    ],
)
def test_the_services_own_role_changes_nothing_of_it(house: House, statement: str) -> None:
    receive(house, "10.00", "1-101", "mortgage", bank_ref=reference("B"))
    before = kept(house)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        as_runtime_role(house.escrow, statement, house.account)

    assert kept(house) == before
