"""The money path as one page of plain Python: what the service must agree with after every step (domain E3-E6, E11)."""

from dataclasses import dataclass, field

# Amounts are whole yuan here; the service's strings have two decimals.
SUPERVISED = 10_000_000
LIMIT = 500_000
BUDGET = 20_000_000
ASSESSED = 8_000_000
SHARES = (70, 40, 10, 0)
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
class Bank:
    """One supervised project."""

    lines: list[Line]
    total: int = 0
    suspense: int = 0
    retained: int = SUPERVISED * SHARES[0] // 100
    milestones: int = 1
    progress: int | None = 50
    plan: str = "draft"
    payments: dict[str, Payment] = field(default_factory=dict)
    drawdowns: dict[str, Drawdown] = field(default_factory=dict)

    @property
    def held(self) -> int:
        return sum(each.amount for each in self.payments.values() if each.state in HOLDING)

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
        holding = sum(each.amount for each in others.values() if each.state in HOLDING)
        works = sum(each.amount for each in others.values()) + amount
        found = {
            "PLAN_APPROVED": self.plan != "approved",
            "PLAN_LINE_REMAINING": of_line + amount > self.lines[line].amount,
            "CONTRACT_REMAINING": of_line + amount > self.lines[line].contract_amount,
            "PROGRESS_CONFIRMED": self.progress is None,
            "WITHIN_PROGRESS": self.progress is None or works > BUDGET * self.progress // 100,
            "AVAILABLE_BALANCE": amount > max(self.total - self.suspense - holding - self.retained, 0),
            "INVOICE_UNPAID": invoice in {each.invoice for each in others.values()},
            "EVIDENCE_FOR_LARGE": amount > LIMIT and documents == 0,
        }
        return {code for code, failed in found.items() if failed}

    def after(self, payment: Payment, verb: str) -> str | None:
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
