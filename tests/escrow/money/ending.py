"""The rest of a project's life for the stateful model: drawdowns of the loan, mortgages, the guarantee deposit and
claims on it, and the two closings (E4, E8, E12). Mixed into the machine of `test_model.py`."""

from typing import Any

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.escrow.money import reference as model
from tests.escrow.money.acting import ACTORS, yuan
from tests.support import building
from tests.support.building import House
from tests.support.running import Running
from tests.support.selling import report_mortgage

AMOUNTS = st.one_of(
    st.integers(1, 40).map(lambda n: n * 50_000),
    st.sampled_from([1, model.LIMIT, model.LIMIT + 1, 999_999]),
)
UNITS = st.sampled_from(["1-101", "1-102", "1-103"])


class ProjectEnds(RuleBasedStateMachine):
    """What goes on beside the payments, and ends with them."""

    escrow: Running
    house: House
    bank: model.Bank
    proof: str

    @precondition(lambda self: not self.bank.closed)
    @rule(place=st.integers(0, 2), amount=AMOUNTS)
    def the_loan_is_asked_for(self, place: int, amount: int) -> None:
        line = place % len(self.bank.lines)
        expected = self.bank.unmet_of_drawdown(line, amount)
        body = {"fund_plan_line_id": self.plan["lines"][line]["id"], "amount": yuan(amount)}
        path = f"{self.house.at}/loan-drawdowns"
        answer = self.house.staff("manager-1").do(path, body, expect=422 if expected else 201)
        if expected:
            assert building.unmet(answer) == expected
        else:
            self.bank.drawdowns[answer["id"]] = model.Drawdown(line, amount)

    @precondition(lambda self: not self.bank.closed and self.bank.drawdowns)
    @rule(data=st.data(), verb=st.sampled_from(sorted(ACTORS)))
    def somebody_acts_on_a_drawdown(self, data: st.DataObject, verb: str) -> None:
        identity = data.draw(st.sampled_from(sorted(self.bank.drawdowns)))
        drawdown = self.bank.drawdowns[identity]
        state = self.bank.after_of_drawdown(drawdown, verb)
        unmet: set[str] = set()
        if state and verb in ("review", "confirm", "pay"):
            unmet = self.bank.unmet_of_drawdown(drawdown.line, drawdown.amount, own=identity)
        expect = 409 if state is None else 422 if unmet else 200
        answer = self.house.staff(ACTORS[verb]).do(f"/v1/loan-drawdowns/{identity}/{verb}", expect=expect)
        if unmet:
            assert building.unmet(answer) == unmet
        elif state is not None:
            drawdown.state = state

    @rule(unit=UNITS, amount=st.integers(1, 14).map(lambda n: n * 50_000), drawn=st.booleans())
    def a_mortgage_is_reported(self, unit: str, amount: int, drawn: bool) -> None:
        known = self.bank.deposit.loans.get(unit)
        registered = known is not None and known.registered
        loan = model.Loan(amount, amount if drawn else 0, drawn, registered)
        refused = self.bank.deposit.state == "closed" and loan.counts
        more = {"drawn_on": f"{building.today()}" if drawn else None, "outstanding": yuan(loan.owed)}
        report_mortgage(self.house, unit, yuan(amount), expect=409 if refused else (200, 201), **more)
        if not refused:
            self.bank.deposit.loans[unit] = loan
            self.bank.mortgage_was_reported()

    @precondition(lambda self: any(loan.drawn for loan in self.bank.deposit.loans.values()))
    @rule(data=st.data())
    def a_unit_is_registered(self, data: st.DataObject) -> None:
        drawn = sorted(unit for unit, loan in self.bank.deposit.loans.items() if loan.drawn)
        unit = data.draw(st.sampled_from(drawn))
        loan = self.bank.deposit.loans[unit]
        figures = {"outstanding": yuan(loan.owed), "mortgage_registered_on": f"{building.today()}"}
        report_mortgage(self.house, unit, yuan(loan.amount), **figures)
        if not loan.registered:
            self.bank.unit_is_registered(loan)

    @rule(amount=st.integers(1, 40).map(lambda n: n * 1_000), twice=st.booleans())
    def the_developer_pays_into_the_deposit(self, amount: int, twice: bool) -> None:
        body = {"amount": yuan(amount), "bank_ref": building.reference("DP"), "paid_on": f"{building.today()}"}
        path, core = f"{self.house.at}/guarantee-deposit/payments", self.escrow.staff("core-banking")
        refused = self.bank.deposit.state == "closed"
        first = core.do(path, body, expect=409 if refused else 201)
        if refused:
            return
        if twice:
            assert core.do(path, body, expect=200) == first
        self.bank.deposit_is_paid(amount)

    @rule(unit=UNITS, amount=st.integers(1, 30).map(lambda n: n * 1_000), missed=st.integers(2, 4))
    def a_claim_on_the_deposit_is_made(self, unit: str, amount: int, missed: int) -> None:
        deposit = self.bank.deposit
        body = {"unit_no": unit, "amount": yuan(amount), "missed_instalments": missed, "document_ids": [self.proof]}
        refused = missed < 3 or amount > deposit.owed_of(unit)
        pending = unit in {each for each, _ in deposit.claims.values()}
        expect = 409 if deposit.state == "closed" else 422 if refused else 409 if pending else 201
        made = self.house.staff("manager-1").do(f"{self.house.at}/guarantee-deposit/claims", body, expect=expect)
        if expect == 201:
            deposit.claims[made["id"]] = (unit, amount)

    @precondition(lambda self: self.bank.deposit.claims)
    @rule(data=st.data(), approve=st.booleans())
    def a_claim_on_the_deposit_is_decided(self, data: st.DataObject, approve: bool) -> None:
        deposit = self.bank.deposit
        identity = data.draw(st.sampled_from(sorted(deposit.claims)))
        unit, amount = deposit.claims[identity]
        covered = amount <= deposit.balance and amount <= deposit.owed_of(unit)
        expect = 200 if covered or not approve else 422
        verb = "approve" if approve else "reject"
        self.house.staff("personal").do(f"/v1/deposit-claims/{identity}/{verb}", expect=expect)
        if expect == 200:
            del deposit.claims[identity]
            deposit.balance -= amount if approve else 0
            if approve:
                self.bank.deposit_may_close()

    @precondition(lambda self: not self.bank.closed)
    @rule(place=st.integers(0, 2))
    def what_is_available_is_paid_out(self, place: int) -> None:
        """So that an account becomes empty more often than by chance: one payment from request to settlement."""
        line = place % len(self.bank.lines)
        left = self.bank.lines[line].amount - self.bank.lines[line].committed
        amount, invoice = min(self.bank.available, left), building.reference("INV")
        if amount <= 0 or self.bank.unmet(line, amount, invoice, 1):
            return
        paid = model.Payment(line, amount, invoice, 1)
        answer = building.ask(
            self.house,
            self.line_id(line),
            self.contract(line),
            yuan(amount),
            invoice_no=invoice,
            document_ids=[self.proof],
        )
        at = f"/v1/disbursements/{answer['id']}"
        for verb, who in (("review", "corporate"), ("confirm", "personal"), ("pay", "payments")):
            if verb != "review" or paid.is_large:
                self.house.staff(who).do(f"{at}/{verb}")
        settlement = {"bank_ref": building.reference("B"), "settled_on": f"{building.today()}"}
        self.escrow.staff("core-banking").do(f"{at}/settle", settlement)
        paid.state = "settled"
        self.bank.payments[answer["id"]] = paid
        self.bank.lines[line].committed += amount
        self.bank.total -= amount

    @rule()
    def the_branch_head_ends_the_supervision(self) -> None:
        """E12: refused with every condition that is not met, and never twice."""
        unmet = self.bank.unmet_of_closing()
        expect = 409 if self.bank.closed else 422 if unmet else (200, 201)
        answer: Any = self.house.staff("branch-head").do(f"{self.house.at}/close", expect=expect)
        if self.bank.closed:
            return
        if unmet:
            assert {check["code"] for check in answer["checks"] if not check["passed"]} == unmet
            return
        self.bank.closed = True
        self.bank.deposit_may_close()

    @precondition(
        lambda self: not self.bank.closed and self.bank.unmet_of_closing() <= {"FIRST_REGISTRATION_CONFIRMED"}
    )
    @rule()
    def the_last_milestones_are_confirmed_and_supervision_ends(self) -> None:
        """E12: so that it is reached more often than by chance."""
        while self.bank.milestones < len(model.SHARES):
            building.confirm_milestone(self.house, self.bank.milestones)
            self.bank.retained = model.SUPERVISED * model.SHARES[self.bank.milestones] // 100
            self.bank.milestones += 1
        self.the_branch_head_ends_the_supervision()
        assert self.bank.closed

    @precondition(lambda self: self.bank.closed)
    @rule(amount=st.integers(1, 9).map(lambda n: n * 1_000))
    def money_comes_too_late(self, amount: int) -> None:
        """E12: the ledger is sealed."""
        body = {"source": "other", "amount": yuan(amount), "bank_ref": building.reference("IN")}
        path = f"/v1/accounts/{self.house.account}/receipts"
        self.escrow.staff("core-banking").do(path, body | {"value_date": f"{building.today()}"}, expect=409)

    def deposit_is_right(self) -> None:
        """What is answered of the deposit, and its ledger's own books."""
        deposit = self.bank.deposit
        seen = self.house.staff("manager-1").see(f"{self.house.at}/guarantee-deposit")
        expected = {
            "state": deposit.state or "open",
            "outstanding": yuan(deposit.outstanding),
            "required": yuan(deposit.required),
            "paid": yuan(deposit.balance),
            "shortfall": yuan(max(deposit.required - deposit.balance, 0)),
        }

        assert {name: seen[name] for name in expected} == expected

    def line_id(self, line: int) -> str:
        """The plan line's id."""
        raise NotImplementedError

    def contract(self, line: int) -> dict[str, Any]:
        """The line's contract."""
        raise NotImplementedError
