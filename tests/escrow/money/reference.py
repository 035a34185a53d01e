"""The money path as one page of plain Python: what the service must agree with after every step (E3-E6, E11, E13)."""

from dataclasses import dataclass, field

# Amounts are whole yuan here; the service's strings have two decimals.
SUPERVISED = 10_000_000
LIMIT = 500_000
BUDGET = 20_000_000
ASSESSED = 8_000_000
SHARES = (70, 40, 10, 0)
RATE_PERCENT = 5  # of the amounts used here it is whole yuan
LIVE = ("requested", "reviewed", "confirmed", "paying", "settled")
HOLDING = ("requested", "reviewed", "confirmed", "paying")
OPEN = ("requested", "reviewed", "confirmed")
TAKEN_OF_THE_LOAN = ("requested", "reviewed", "confirmed", "drawn")


@dataclass
class Line:
    """A plan line and its contract, which only this line uses."""

    amount: int
    contract_amount: int
    committed: int = 0


@dataclass
class Payment:
    """A payment that was let in."""

    line: int
    amount: int
    invoice: str
    documents: int = 0
    state: str = "requested"

    @property
    def is_large(self) -> bool:
        return self.amount > LIMIT


@dataclass
class Drawdown:
    """A drawdown of the development loan that was let in."""

    line: int
    amount: int
    state: str = "requested"


@dataclass
class Sale:
    """A sale on file, in whole yuan; `committed` is what its refunds hold or have given back."""

    unit: str
    price: int
    cancelled: bool = False
    committed: int = 0


@dataclass
class Refund:
    """A refund that was let in."""

    sale: str
    amount: int
    documents: int
    state: str = "requested"

    @property
    def is_large(self) -> bool:
        return self.amount > LIMIT


@dataclass
class Proceeds:
    """Sale proceeds and the unit they count for; None while they wait in suspense."""

    amount: int
    unit: str | None


@dataclass
class Loan:
    """A mortgage on a unit: what it was for, what is owed, whether it is drawn and registered."""

    amount: int
    owed: int
    drawn: bool
    registered: bool = False

    @property
    def counts(self) -> bool:
        return self.drawn and not self.registered


@dataclass
class Deposit:
    """The guarantee deposit; `state` is None until there is one."""

    state: str | None = None
    balance: int = 0
    loans: dict[str, Loan] = field(default_factory=dict)
    claims: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def outstanding(self) -> int:
        return sum(loan.owed for loan in self.loans.values() if loan.counts)

    @property
    def required(self) -> int:
        return self.outstanding * RATE_PERCENT // 100

    def owed_of(self, unit: str) -> int:
        loan = self.loans.get(unit)
        return loan.owed if loan and loan.counts else 0


@dataclass
class Bank:
    """One supervised project."""

    lines: list[Line]
    total: int = 0
    retained: int = SUPERVISED * SHARES[0] // 100
    milestones: int = 1
    progress: int | None = 50
    plan: str = "draft"
    payments: dict[str, Payment] = field(default_factory=dict)
    drawdowns: dict[str, Drawdown] = field(default_factory=dict)
    frozen: bool = False
    sales: dict[str, Sale] = field(default_factory=dict)
    refunds: dict[str, Refund] = field(default_factory=dict)
    proceeds: dict[str, Proceeds] = field(default_factory=dict)
    deposit: Deposit = field(default_factory=Deposit)
    closed: bool = False

    @property
    def held(self) -> int:
        going_out = [*self.payments.values(), *self.refunds.values()]
        return sum(each.amount for each in going_out if each.state in HOLDING)

    @property
    def suspense(self) -> int:
        return sum(each.amount for each in self.proceeds.values() if each.unit is None)

    def left_of(self, unit: str) -> int:
        """What came in for a unit and was not given or asked back."""
        received = sum(each.amount for each in self.proceeds.values() if each.unit == unit)
        return received - sum(each.committed for each in self.sales.values() if each.unit == unit)

    def unmet_of_refund(self, sale: str, amount: int, documents: int, own: str | None = None) -> set[str]:
        """The codes of the blocking conditions that a refund of that amount does not meet."""
        mine = self.refunds[own].amount if own else 0
        filed = self.sales[sale]
        most = max(min(filed.price - filed.committed, self.left_of(filed.unit)), 0) + mine
        free = self.total - self.suspense - self.held - self.retained + mine
        found = {
            "WITHIN_PROCEEDS": amount > most,
            "AVAILABLE_BALANCE": amount > max(free, 0),
            "ACCOUNT_NOT_FROZEN": self.frozen,
            "EVIDENCE_FOR_LARGE": amount > LIMIT and documents == 0,
        }
        return {code for code, failed in found.items() if failed}

    @property
    def taken_of_the_loan(self) -> int:
        return sum(each.amount for each in self.drawdowns.values() if each.state in TAKEN_OF_THE_LOAN)

    def unmet_of_drawdown(self, line: int, amount: int, own: str | None = None) -> set[str]:
        """The codes of the conditions that a drawdown of that amount does not meet."""
        others = [each for key, each in self.drawdowns.items() if each.state in TAKEN_OF_THE_LOAN and key != own]
        would_be = sum(each.amount for each in others) + amount
        of_line = sum(each.amount for each in others if each.line == line) + amount
        found = {
            "PLAN_APPROVED": self.plan != "approved",
            "PLAN_LINE_COVERS": of_line > self.lines[line].amount,
            "WITHIN_ASSESSED": would_be > ASSESSED,
            "PROGRESS_CONFIRMED": self.progress is None,
            "WITHIN_PROGRESS": self.progress is None or would_be > ASSESSED * self.progress // 100,
        }
        return {code for code, failed in found.items() if failed}

    @staticmethod
    def after_of_drawdown(drawdown: Drawdown, verb: str) -> str | None:
        """The state a verb leads to, or None where there is no such move."""
        ending = {"reject": "rejected", "cancel": "cancelled"}
        moves = {
            "requested": {"review": "reviewed", **ending},
            "reviewed": {"confirm": "confirmed", **ending},
            "confirmed": {"pay": "drawn", **ending},
        }
        return moves.get(drawdown.state, {}).get(verb)

    @property
    def available(self) -> int:
        return max(self.total - self.suspense - self.held - self.retained, 0)

    def unmet(self, line: int, amount: int, invoice: str, documents: int, own: str | None = None) -> set[str]:
        """The codes of the blocking conditions that a payment of that amount does not meet."""
        others = {key: each for key, each in self.payments.items() if each.state in LIVE and key != own}
        of_line = sum(each.amount for each in others.values() if each.line == line)
        own_hold = self.payments[own].amount if own and self.payments[own].state in HOLDING else 0
        works = sum(each.amount for each in others.values()) + amount
        found = {
            "PLAN_APPROVED": self.plan != "approved",
            "PLAN_LINE_REMAINING": of_line + amount > self.lines[line].amount,
            "CONTRACT_REMAINING": of_line + amount > self.lines[line].contract_amount,
            "PROGRESS_CONFIRMED": self.progress is None,
            "WITHIN_PROGRESS": self.progress is None or works > BUDGET * self.progress // 100,
            "AVAILABLE_BALANCE": amount > max(self.total - self.suspense - self.held + own_hold - self.retained, 0),
            "INVOICE_UNPAID": invoice in {each.invoice for each in others.values()},
            "EVIDENCE_FOR_LARGE": amount > LIMIT and documents == 0,
            "ACCOUNT_NOT_FROZEN": self.frozen,
            "AGREEMENT_ACTIVE": self.closed,
        }
        return {code for code, failed in found.items() if failed}

    def is_matched(self, unit: str) -> bool:
        """Whether all records of a unit say the same, or there are none (E5)."""
        price = next((each.price for each in self.sales.values() if each.unit == unit and not each.cancelled), None)
        of_unit = {key for key, each in self.sales.items() if each.unit == unit}
        given_back = sum(
            each.amount for each in self.refunds.values() if each.sale in of_unit and each.state == "settled"
        )
        received = sum(each.amount for each in self.proceeds.values() if each.unit == unit) - given_back
        loan = self.deposit.loans.get(unit)
        if price is None:
            return received == 0 and loan is None
        return received == price * 3 // 10 + (loan.amount if loan else price * 7 // 10)

    def unmet_of_closing(self) -> set[str]:
        """The codes of the conditions that ending the supervision now would not meet (E12)."""
        units = {each.unit for each in self.sales.values()} | set(self.deposit.loans)
        units |= {each.unit for each in self.proceeds.values() if each.unit is not None}
        found = {
            "FIRST_REGISTRATION_CONFIRMED": self.milestones < len(SHARES),
            "ACCOUNT_EMPTY": self.total != 0,
            "NOTHING_HELD": self.held != 0,
            "PROCEEDS_MATCHED": not all(self.is_matched(unit) for unit in units),
            "ACCOUNT_NOT_FROZEN": self.frozen,
        }
        return {code for code, failed in found.items() if failed}

    def mortgage_was_reported(self) -> None:
        """The first one that counts opens the deposit; any may be the news that closes it."""
        if self.deposit.state is None:
            self.deposit.state = "open" if any(loan.counts for loan in self.deposit.loans.values()) else None
        else:
            self.deposit_may_close()

    def unit_is_registered(self, loan: Loan) -> None:
        """E8: the unit's share goes back, as far as the rest is covered."""
        loan.registered = True
        if self.deposit.state == "open":
            free = self.deposit.balance - self.deposit.required
            self.deposit.balance -= max(min(loan.amount * RATE_PERCENT // 100, free), 0)
            self.deposit_may_close()

    def deposit_is_paid(self, amount: int) -> None:
        self.deposit.state = "open"
        self.deposit.balance += amount
        self.deposit_may_close()

    def deposit_may_close(self) -> None:
        """E12: with the last registration once supervision has ended; what is left goes back."""
        last = not any(loan.counts for loan in self.deposit.loans.values())
        if self.deposit.state == "open" and self.closed and last:
            self.deposit.state, self.deposit.balance = "closed", 0

    def after(self, payment: Payment | Refund, verb: str) -> str | None:
        """The state a verb leads to, or None where there is no such move."""
        ending = {"reject": "rejected", "cancel": "cancelled"}
        moves = {
            "requested": {"review": "reviewed", **ending} if payment.is_large else {"confirm": "confirmed", **ending},
            "reviewed": {"confirm": "confirmed", **ending},
            "confirmed": {"pay": "paying", **ending},
            "paying": {"settle": "settled", "fail": "failed"},
            "settled": {"return": "returned"},
        }
        return moves.get(payment.state, {}).get(verb)
