"""Who is answerable for a loan, from file to bad debt: one person at a time, by date (domain G3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from chassis.errors import FieldError, Forbidden, Refused, Text
from chassis.states import Moves

TransferState = Literal["proposed", "confirmed", "rejected", "cancelled"]
Outcome = Literal["moved", "stays_with_outlet"]
How = Literal["booked", "reported", "transferred"]

# The receiver confirms or rejects: nobody is made answerable without knowing. The maker takes it back.
MOVES = Moves({"proposed": {"confirm": "confirmed", "reject": "rejected", "cancel": "cancelled"}})


class NotTheReceiver(Forbidden):
    code = "NOT_THE_RECEIVER"
    title = Text("Only whoever is to take the loans over may answer", "仅接收人可以答复该移交")


class ReceiverElsewhere(Refused):
    code = "RECEIVER_ELSEWHERE"
    title = Text("The receiver does not work at the outlet that the transfer names", "接收人不在移交所列网点任职")


class StaysWithOutlet(Refused):
    code = "STAYS_WITH_OUTLET"
    title = Text("A loan that an outlet sold is followed by that outlet to the end", "网点营销的贷款须由该网点负责到底")


class NothingToTransfer(Refused):
    code = "NOTHING_TO_TRANSFER"
    title = Text("This person holds none of these loans", "该人员名下没有可移交的贷款")


class TransferToSelf(Refused):
    code = "TRANSFER_TO_SELF"
    title = Text("The loans are this person's already", "该贷款已由此人负责")


@dataclass(frozen=True)
class Change:
    """From a business date on somebody else is responsible; None: before the first close ever, so from the start."""

    from_on: date | None
    was: str
    holder: str


def holder_on(changes: Sequence[Change], now: str, as_of: date) -> str:
    """Who was responsible at the end of a day; `changes` in the order of their recording. Twin of SQL `holder_on`."""
    holder = changes[0].was if changes else now
    for each in changes:
        if each.from_on is None or each.from_on <= as_of:
            holder = each.holder
    return holder


def may_take_over(originated_by: str, loan_outlet: str, to_outlet: str) -> bool:
    """G3: what an outlet sold stays with that outlet; everything else may go anywhere in the sub-branch."""
    return originated_by != "outlet" or loan_outlet == to_outlet


def not_held(place: int) -> FieldError:
    """The fault of a loan that is not there, or is not held by whom the transfer names."""
    message = Text("There is no such loan, or this person does not hold it", "不存在该贷款，或不由此人负责")
    return FieldError(f"/loan_ids/{place}", "LOAN_NOT_HELD", message)


def require_receiver(
    to_manager: str, to_outlet: str, *, actor: str, deputy_for: str | None, actor_outlet: str | None
) -> None:
    """Raises NotTheReceiver for anybody but the receiver or their deputy, ReceiverElsewhere for another outlet's."""
    if to_manager not in (actor, deputy_for):
        raise NotTheReceiver
    if actor_outlet != to_outlet:
        raise ReceiverElsewhere
