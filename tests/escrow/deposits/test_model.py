"""The deposit's account through the real service and database, against one page of plain Python (domain E8, E12).

After each step the ledger's own books are read: entries sum to zero and to the balance, which is never below zero.
"""

import os
import time
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.support.acting import as_runtime_role
from tests.support.building import House, reference, supervised_project, today
from tests.support.running import Running
from tests.support.selling import report_mortgage

PROVED_STEPS = 5_000
ROUND_EXAMPLES, STEPS = 10, 50
RATE = Decimal("0.05")
CENT = Decimal("0.01")
UNITS = ("1-101", "1-102", "1-103")
BOOKS = """
SELECT a.total, a.entries, (SELECT total FROM ledger_account c WHERE c.id = a.clearing_id) AS clearing,
       (SELECT coalesce(sum(amount), 0) FROM ledger_entry e WHERE e.account_id = a.id)::bigint AS entries_sum,
       (SELECT count(*) FROM ledger_entry e WHERE e.account_id = a.id) AS entries_count,
       (SELECT coalesce(sum(CASE m.kind WHEN 'payment' THEN m.amount ELSE -m.amount END), 0) FROM deposit_movement m
         WHERE m.deposit_id = a.id)::bigint
       - (SELECT coalesce(sum(c.amount), 0) FROM deposit_claim c
           WHERE c.deposit_id = a.id AND c.state = 'paid')::bigint AS moved
  FROM ledger_account a WHERE a.project_id = $1 AND a.kind = 'deposit'
"""


def share(amount: Decimal) -> Decimal:
    return (amount * RATE).quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass
class Loan:
    """A mortgage: what it was for, what is owed, whether it is drawn and registered."""

    amount: Decimal
    owed: Decimal
    drawn: bool
    registered: bool = False

    @property
    def counts(self) -> bool:
        return self.drawn and not self.registered


@dataclass
class Model:
    """What is there, and the mortgages it stands for."""

    balance: Decimal = Decimal(0)
    loans: dict[str, Loan] = field(default_factory=dict)
    claims: dict[str, tuple[str, Decimal]] = field(default_factory=dict)

    @property
    def outstanding(self) -> Decimal:
        return sum((loan.owed for loan in self.loans.values() if loan.counts), Decimal(0))

    def owed_of(self, unit: str) -> Decimal:
        loan = self.loans.get(unit)
        return loan.owed if loan and loan.counts else Decimal(0)


amounts = st.integers(1, 20_000_000).map(lambda fen: Decimal(fen) / 100)
units = st.sampled_from(UNITS)


class DepositPath(RuleBasedStateMachine):
    """One project's deposit, in whatever order Hypothesis thinks of."""

    escrow: Running
    house: House
    model: Model

    @initialize()
    def begins(self) -> None:
        self.house = supervised_project(self.escrow)
        self.model = Model()
        self.proof = self.house.staff("manager-1").document("arrears")

    @rule(unit=units, amount=amounts, drawn=st.booleans(), share_owed=st.integers(0, 4))
    def a_mortgage_is_reported(self, unit: str, amount: Decimal, drawn: bool, share_owed: int) -> None:
        owed = (amount * share_owed / 4).quantize(CENT) if drawn else Decimal(0)
        more = {"drawn_on": f"{today()}" if drawn else None, "outstanding": f"{owed:.2f}"}
        report_mortgage(self.house, unit, f"{amount:.2f}", **more)
        registered = unit in self.model.loans and self.model.loans[unit].registered
        self.model.loans[unit] = Loan(amount, owed, drawn, registered)

    @precondition(lambda self: any(loan.drawn for loan in self.model.loans.values()))
    @rule(data=st.data())
    def a_unit_is_registered(self, data: st.DataObject) -> None:
        drawn = sorted(unit for unit, loan in self.model.loans.items() if loan.drawn)
        unit = data.draw(st.sampled_from(drawn))
        loan = self.model.loans[unit]
        figures = {"outstanding": f"{loan.owed:.2f}", "mortgage_registered_on": f"{today()}"}
        report_mortgage(self.house, unit, f"{loan.amount:.2f}", **figures)
        if not loan.registered:
            loan.registered = True
            free = self.model.balance - share(self.model.outstanding)
            self.model.balance -= max(min(share(loan.amount), free), Decimal(0))

    @rule(amount=amounts, twice=st.booleans())
    def the_developer_pays_in(self, amount: Decimal, twice: bool) -> None:
        body = {"amount": f"{amount:.2f}", "bank_ref": reference("DP"), "paid_on": f"{today()}"}
        path, core = f"{self.house.at}/guarantee-deposit/payments", self.escrow.staff("core-banking")
        first = core.do(path, body, expect=201)
        if twice:
            assert core.do(path, body, expect=200) == first
        self.model.balance += amount

    @rule(unit=units, amount=amounts, missed=st.integers(2, 4))
    def a_claim_is_made(self, unit: str, amount: Decimal, missed: int) -> None:
        pending = unit in {each for each, _ in self.model.claims.values()}
        body = {"unit_no": unit, "amount": f"{amount:.2f}", "missed_instalments": missed, "document_ids": [self.proof]}
        refused = missed < 3 or amount > self.model.owed_of(unit)
        path = f"{self.house.at}/guarantee-deposit/claims"
        expect = 422 if refused else 409 if pending else 201
        made = self.house.staff("manager-1").do(path, body, expect=expect)
        if expect == 201:
            self.model.claims[made["id"]] = (unit, amount)

    @precondition(lambda self: self.model.claims)
    @rule(data=st.data(), approve=st.booleans())
    def a_claim_is_decided(self, data: st.DataObject, approve: bool) -> None:
        identity = data.draw(st.sampled_from(sorted(self.model.claims)))
        unit, amount = self.model.claims[identity]
        covered = amount <= self.model.balance and amount <= self.model.owed_of(unit)
        expect = 200 if covered or not approve else 422
        verb = "approve" if approve else "reject"
        self.house.staff("personal").do(f"/v1/deposit-claims/{identity}/{verb}", expect=expect)
        if expect == 200:
            del self.model.claims[identity]
            self.model.balance -= amount if approve else Decimal(0)

    @invariant()
    def the_books_are_right(self) -> None:
        if not hasattr(self, "model"):
            return
        seen = self.house.staff("manager-1").see(f"{self.house.at}/guarantee-deposit")
        expected = {
            "outstanding": f"{self.model.outstanding:.2f}",
            "required": f"{share(self.model.outstanding):.2f}",
            "paid": f"{self.model.balance:.2f}",
            "shortfall": f"{max(share(self.model.outstanding) - self.model.balance, Decimal(0)):.2f}",
            "mortgages": sum(loan.counts for loan in self.model.loans.values()),
        }

        assert {name: seen[name] for name in expected} == expected
        fen = int(self.model.balance * 100)
        rows: Any = as_runtime_role(self.escrow, BOOKS, self.house.project["id"])
        for row in rows:
            assert (row["total"], row["entries_sum"], -row["clearing"], row["moved"]) == (fen, fen, fen, fen)
            assert row["entries"] == row["entries_count"]
        assert rows or fen == 0


def run(escrow: Running, examples: int, steps: int, chosen: int | None = None) -> None:
    machine = type("TheDepositPath", (DepositPath,), {"escrow": escrow})
    bounds = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine if chosen is None else seed(chosen)(machine), settings=bounds)


def test_the_deposit_follows_the_model_through_any_order_of_events(fresh_escrow: Running) -> None:
    run(fresh_escrow, 4, 20)


@pytest.mark.prove
def test_the_deposit_follows_the_model_for_five_thousand_steps(fresh_escrow: Running) -> None:
    """In rounds with seeds of their own, from LOANOPS_SEED on, so that a failure names a round that can be repeated."""
    chosen = int(os.environ.get("LOANOPS_SEED", "20261124"))
    end = time.monotonic() + int(os.environ.get("LOANOPS_PROVE_SECONDS", "3600"))
    steps = 0
    while steps < PROVED_STEPS and time.monotonic() < end:
        run(fresh_escrow, ROUND_EXAMPLES, STEPS, chosen)
        print(f"seed {chosen}: {ROUND_EXAMPLES * STEPS} more steps")
        steps, chosen = steps + ROUND_EXAMPLES * STEPS, chosen + 1

    assert steps >= PROVED_STEPS, f"the time was up after {steps} steps"
