"""What the violation of each named constraint means, in the bank's words."""

from chassis import policies
from chassis.errors import DuplicateRef, InvalidState, LoanopsError
from services.scoring.committee.rules import AlreadyVoted, ConflictOfInterest
from services.scoring.gate.rules import LoanBooked
from services.scoring.reductions.rules import AlreadyListed
from services.scoring.shadows.rules import ShadowRuns

CONFLICTS: dict[str, type[LoanopsError]] = {
    **policies.CONFLICTS,
    "credit_check_decided_is_never_changed": InvalidState,
    "credit_check_decision_follows": InvalidState,
    "credit_check_external_ref_key": DuplicateRef,
    "credit_check_loan_ref_key": LoanBooked,
    "committee_case_is_open": InvalidState,
    "committee_vote_once_key": AlreadyVoted,
    "committee_vote_has_no_conflict": ConflictOfInterest,
    "exposure_reduction_one_open_key": AlreadyListed,
    "policy_shadow_one_runs_key": ShadowRuns,
}
