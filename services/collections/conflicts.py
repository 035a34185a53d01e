"""What the violation of each named constraint means, in the bank's words."""

from chassis import policies
from chassis.errors import DuplicateRef, InvalidState, LoanopsError
from services.collections.day_close.rules import ClosesMoveForward
from services.collections.loans.rules import LoanHistoryFixed

CONFLICTS: dict[str, type[LoanopsError]] = {
    **policies.CONFLICTS,
    "instalment_that_counts_is_fixed": LoanHistoryFixed,
    "repayment_bank_ref_key": DuplicateRef,
    "repayment_reversal_pkey": InvalidState,
    "case_moves_forward": InvalidState,
    "book_moves_forward": ClosesMoveForward,
}
