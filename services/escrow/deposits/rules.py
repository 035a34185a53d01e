"""The deposit that the developer owes for personal mortgages until the units' titles are registered (domain E8)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from chassis.errors import BadInput, Conflict, FieldError, Refused, Text
from chassis.money import ZERO, money_text, share_of
from chassis.states import Moves
from services.escrow.calendar.rules import Due

# It closes by itself, with the last registration after the project's supervision has ended (E12).
MOVES = Moves({"open": {"close": "closed"}})
CLAIM_MOVES = Moves({"requested": {"approve": "paid", "reject": "rejected"}})


class DepositClosed(Conflict):
    code = "DEPOSIT_CLOSED"
    title = Text("The deposit ended with the last registration", "保证金已随最后一户登记完成而结清")


class TooFewMissed(Refused):
    code = "TOO_FEW_INSTALMENTS_MISSED"
    title = Text("The borrower has not missed enough instalments to draw on the deposit", "借款人拖欠期数未达扣划条件")


class ClaimTooLarge(Refused):
    code = "CLAIM_ABOVE_OUTSTANDING"
    title = Text("More is claimed than the unit's unregistered mortgage still owes", "扣划金额超过该户未登记按揭余额")


class ClaimPending(Conflict):
    code = "CLAIM_PENDING"
    title = Text("A claim for this unit waits to be decided", "该户已有待审批的扣划申请")


@dataclass(frozen=True)
class Guaranteed:
    """What of one mortgage the deposit stands for: what it still owes, in yuan, if it is drawn and not registered."""

    owed: Decimal
    counts: bool


@dataclass(frozen=True)
class Requirement:
    """What is owed, in yuan: at a month's end, and as it stands now; and what is there."""

    at_month_end: Decimal
    now: Decimal
    paid: Decimal

    @property
    def late(self) -> Decimal:
        """What is missing of what was due. What has been registered since is no longer owed."""
        return max(min(self.at_month_end, self.now) - self.paid, ZERO)


def guaranteed(drawn_on: date | None, outstanding: Decimal, registered_on: date | None) -> Guaranteed:
    """E8: drawn, and the unit's own registration not complete."""
    counts = drawn_on is not None and registered_on is None
    return Guaranteed(outstanding if counts else ZERO, counts)


def required(outstanding: Decimal, rate: Decimal) -> Decimal:
    """E8: rate × outstanding of drawn mortgages whose own registration is not complete, rounded half up to the fen."""
    return share_of(outstanding, rate)


def shortfall(required_now: Decimal, paid: Decimal) -> Decimal:
    """What is missing, in yuan."""
    return max(required_now - paid, ZERO)


@dataclass(frozen=True)
class MonthDue:
    """The last month's end whose due date has passed, and that date."""

    month_end: date
    due: Due

    @property
    def month(self) -> str:
        """As statements name it."""
        return f"{self.month_end:%Y-%m}"


def month_end_before(today: date) -> date:
    """The last month's end that has passed."""
    return today.replace(day=1) - timedelta(days=1)


def month_end_of(today: date) -> date:
    """The end of the month that runs."""
    return (today.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def released(balance: Decimal, still_required: Decimal, amount_of_loan: Decimal, rate: Decimal) -> Decimal:
    """E8: what goes back when a unit is registered: its own share, as far as the rest stays covered."""
    return max(min(required(amount_of_loan, rate), balance - still_required), ZERO)


def require_missed(missed: int, least: int) -> None:
    """E8: drawn on when a borrower misses so many instalments. Raises TooFewMissed."""
    if missed < least:
        raise TooFewMissed(Text(f"missed: {missed}; needed: {least}", f"已拖欠 {missed} 期，须达 {least} 期"))


def require_owed(amount: Decimal, owed: Decimal) -> None:
    """E8: a claim is bounded by what the unit's unregistered mortgage owes. Raises ClaimTooLarge."""
    if amount > owed:
        raise ClaimTooLarge(
            Text(
                f"owed: {money_text(owed)}; claimed: {money_text(amount)}",
                f"未登记按揭余额 {money_text(owed)}，申请扣划 {money_text(amount)}",
            )
        )


def require_open(state: str) -> None:
    """Raises DepositClosed."""
    if state == "closed":
        raise DepositClosed


def require_proof(documents: int) -> None:
    """A claim comes with the papers that show the arrears. Raises BadInput."""
    if not documents:
        message = Text("Attach the proof of the missed instalments", "须附拖欠证明")
        raise BadInput([FieldError("/document_ids", "PROOF_MISSING", message)])


def is_current(requirement: Requirement | None) -> tuple[bool, Text]:
    """DEPOSIT_CURRENT: nothing that was due is missing. None where no deposit is owed."""
    if requirement is None or requirement.late == 0:
        return True, Text("the guarantee deposit is paid up", "保证金已按期缴足")
    late = money_text(requirement.late)
    return False, Text(f"of the guarantee deposit {late} is late", f"保证金逾期 {late}")
