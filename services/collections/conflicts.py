"""What the violation of each named constraint means, in the bank's words."""

from chassis import policies
from chassis.errors import DuplicateRef, InvalidState, LoanopsError, MakerIsChecker
from services.collections.amendments.rules import AmendmentPending
from services.collections.contact_bans.rules import BannedAlready
from services.collections.day_close.rules import ClosesMoveForward
from services.collections.disposals.rules import PlanOpen
from services.collections.judgements.rules import JudgementPending
from services.collections.lessons.rules import CaseStillOpen
from services.collections.loans.rules import LoanHistoryFixed
from services.collections.promises.rules import PromiseOpen
from services.collections.recomputations.rules import RecomputationRunning
from services.collections.responsibilities.rules import TransferToSelf
from services.collections.reviews.rules import TookPart
from services.collections.suspensions.rules import SuspensionOpen

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
    "responsibility_transfer_maker_is_not_receiver": MakerIsChecker,
    "responsibility_transfer_to_another": TransferToSelf,
    "lesson_of_a_closed_case": CaseStillOpen,
    "disposal_plan_one_open_key": PlanOpen,
    "disposal_plan_maker_is_not_checker": MakerIsChecker,
    "disposal_plan_owner_does_not_close": MakerIsChecker,
    "file_handover_giver_is_not_receiver": MakerIsChecker,
    "accountability_review_by_no_party": TookPart,
    "accountability_review_stays": InvalidState,
    "branch_suspension_one_open_key": SuspensionOpen,
    "branch_suspension_maker_is_not_checker": MakerIsChecker,
    "branch_suspension_reporter_is_not_lifter": MakerIsChecker,
    "recomputation_one_running_key": RecomputationRunning,
}
