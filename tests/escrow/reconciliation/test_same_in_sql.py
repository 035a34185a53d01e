"""The statement that compares 20,000 units says of each what the rules say of one (domain E5)."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from services.escrow.reconciliation.rules import Records, expected_of, status_of
from tests.support.acting import as_runtime_role
from tests.support.building import House, reference, supervised_project, today
from tests.support.running import Running

FOUND = "SELECT unit_no, status, expected, received FROM reconcile_units($1, $2, $3, 5, 60)"
UNIT = """
WITH p AS (SELECT id, sub_branch, outlet FROM project WHERE id = $1),
u AS (INSERT INTO unit SELECT p.id, $3, 90, 100, p.sub_branch, p.outlet FROM p),
f AS (INSERT INTO sale_filing (id, project_id, unit_no, filing_no, filed_on, price, down_payment, mortgage,
        provident_fund, state, cancelled_on, cancelled_by, cancelled_at, cancel_reason, made_by, made_at, version,
        sub_branch, outlet)
      SELECT gen_random_uuid(), p.id, $3, $3, $4::date, 10, 5, 3, 2, $5,
             CASE $5 WHEN 'cancelled' THEN $4::date END, CASE $5 WHEN 'cancelled' THEN 'x' END,
             CASE $5 WHEN 'cancelled' THEN now() END, CASE $5 WHEN 'cancelled' THEN 'x' END, 'x', now(), 1,
             p.sub_branch, p.outlet FROM p WHERE $5 <> 'none'),
l AS (INSERT INTO buyer_loan (id, project_id, kind, unit_no, amount, drawn_on, outstanding, as_of, made_by, made_at,
        version, sub_branch, outlet)
      SELECT gen_random_uuid(), p.id, x.kind, $3, x.amount, $4::date - x.days, x.amount, $4::date, 'x', now(), 1,
             p.sub_branch, p.outlet
        FROM p, unnest($6::text[], $7::bigint[], $8::int[]) AS x (kind, amount, days))
INSERT INTO receipt SELECT gen_random_uuid(), $2, x.source, x.amount, $3 || x.source || x.amount || n, $3, $4::date,
       false, 'x', now(), p.sub_branch, p.outlet
  FROM p, unnest($9::text[], $10::bigint[]) WITH ORDINALITY AS x (source, amount, n)
"""
SALE = ("down_payment", "mortgage", "provident_fund")


@dataclass(frozen=True)
class Unit:
    """A unit's records: its filing, loans by kind with amount and days since drawn, receipts by source and amount."""

    filing: str
    loans: dict[str, tuple[int, int]]
    receipts: list[tuple[str, int]]


units = st.builds(
    Unit,
    filing=st.sampled_from(["none", "filed", "cancelled"]),
    loans=st.dictionaries(
        st.sampled_from(["mortgage", "provident_fund"]), st.tuples(st.integers(1, 5), st.sampled_from([0, 4, 5, 9]))
    ),
    receipts=st.lists(st.tuples(st.sampled_from([*SALE, "developer_funds"]), st.integers(1, 6)), max_size=4),
)


def by_the_rules(unit: Unit) -> tuple[str, int, int] | None:
    """Status, expected and received as the rules have them; None where no record names a sale."""
    came: dict[str, int] = defaultdict(int)
    for source, amount in unit.receipts:
        came[source] += amount
    received = sum(came[source] for source in SALE)
    made = {kind: Decimal(amount) for kind, (amount, _) in unit.loans.items()}
    filed = unit.filing == "filed"
    if not filed and not received and "mortgage" not in unit.loans and "provident_fund" not in unit.loans:
        return None
    diverted = came["developer_funds"] > 0 or any(
        days >= 5 and amount > came[kind] for kind, (amount, days) in unit.loans.items()
    )
    loans = (made.get("mortgage"), made.get("provident_fund"))
    expected = expected_of(Decimal(5), Decimal(3), Decimal(2), *loans) if filed else Decimal(0)
    found = Records(filed, unit.filing == "cancelled", expected, Decimal(received), diverted)
    return status_of(found), int(expected), received


def write(house: House, unit_no: str, unit: Unit) -> None:
    as_runtime_role(
        house.escrow,
        UNIT,
        house.project["id"],
        house.account,
        unit_no,
        today(),
        unit.filing,
        list(unit.loans),
        [amount for amount, _ in unit.loans.values()],
        [days for _, days in unit.loans.values()],
        [source for source, _ in unit.receipts],
        [amount for _, amount in unit.receipts],
    )


def compared(house: House, examples: int) -> None:
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(batch=st.lists(units, min_size=1, max_size=4))
    def compare(batch: list[Unit]) -> None:
        written = {reference("U"): unit for unit in batch}
        for unit_no, unit in written.items():
            write(house, unit_no, unit)
        rows: Any = as_runtime_role(house.escrow, FOUND, house.project["id"], house.account, today())
        found = {row["unit_no"]: (row["status"], row["expected"], row["received"]) for row in rows}

        assert {unit_no: found.get(unit_no) for unit_no in written} == {
            unit_no: by_the_rules(unit) for unit_no, unit in written.items()
        }

    compare()


def test_the_statement_and_the_rules_say_the_same_of_any_unit(escrow: Running) -> None:
    compared(supervised_project(escrow), 25)


@pytest.mark.prove
def test_the_statement_and_the_rules_say_the_same_of_a_thousand_batches(fresh_escrow: Running) -> None:
    compared(supervised_project(fresh_escrow), 1_000)
