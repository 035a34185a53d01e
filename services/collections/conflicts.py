"""What the violation of each named constraint means, in the bank's words."""

from chassis import policies
from chassis.errors import DuplicateRef, InvalidState, LoanopsError, MakerIsChecker
from services.collections.amendments.rules import AmendmentPending
from services.collections.contact_bans.rules import BannedAlready
from services.collections.day_close.rules import ClosesMoveForward
from services.collections.judgements.rules import JudgementPending
from services.collections.loans.rules import LoanHistoryFixed
from services.collections.promises.rules import PromiseOpen
from services.collections.recomputations.rules import RecomputationRunning

CONFLICTS: dict[str, type[LoanopsError]] = {
    **policies.CONFLICTS,
    "instalment_that_counts_is_fixed": LoanHistoryFixed,
    "repayment_bank_ref_key": DuplicateRef,
    "repayment_reversal_pkey": InvalidState,
    "case_moves_forward": InvalidState,
    "case_pause_one_at_a_time_key": InvalidState,
    "contact_ban_one_active_key": BannedAlready,
    "contact_ban_maker_is_not_lifter": MakerIsChecker,
    "promise_one_open_key": PromiseOpen,
    "task_stays": InvalidState,
    "demand_letter_stays": InvalidState,
    "alert_action_stays": InvalidState,
    "alert_closes_with_its_actions": InvalidState,
    "book_moves_forward": ClosesMoveForward,
    "class_judgement_one_pending_key": JudgementPending,
    "class_judgement_maker_is_not_checker": MakerIsChecker,
    "class_judgement_lifter_is_not_checker": MakerIsChecker,
    "amendment_one_pending_key": AmendmentPending,
    "amendment_maker_is_not_signer": MakerIsChecker,
    "recomputation_one_running_key": RecomputationRunning,
}
