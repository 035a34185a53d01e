"""Whose money it is that came without a unit, or with the wrong one (domain E5)."""

from chassis.errors import BadInput, Conflict, FieldError, Refused, Text
from chassis.states import Moves
from services.escrow.receipts.rules import SALE_SOURCES

# A later identification takes the place of one that counts: two persons may both have been wrong.
MOVES = Moves({"proposed": {"approve": "approved", "reject": "rejected"}, "approved": {"supersede": "superseded"}})


class NotSaleProceeds(Refused):
    code = "NOT_SALE_PROCEEDS"
    title = Text("Only sale proceeds belong to a unit", "仅售房款可认领到具体房屋")


class AlreadyThatUnits(Refused):
    code = "ALREADY_OF_THIS_UNIT"
    title = Text("The receipt counts for this unit already", "该笔收款已归属此房屋")


class IdentificationPending(Conflict):
    code = "IDENTIFICATION_PENDING"
    title = Text("Another identification of this receipt waits to be decided", "该笔收款已有待审批的认领")


def require_sale_proceeds(source: str) -> None:
    """Raises NotSaleProceeds for a developer's or a lender's money."""
    if source not in SALE_SOURCES:
        raise NotSaleProceeds


def require_another_unit(unit_no: str, counts_for: str | None) -> None:
    """Raises AlreadyThatUnits when nothing would change."""
    if unit_no == counts_for:
        raise AlreadyThatUnits


def require_proof(documents: int) -> None:
    """Nobody names the unit of money by word of mouth. Raises BadInput."""
    if documents == 0:
        message = Text("Proof of whose money it is is required", "须提供款项归属证明")
        raise BadInput([FieldError("/document_ids", "MISSING", message)])
