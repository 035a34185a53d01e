"""What the violation of each named constraint means, in the bank's words."""

from chassis import policies
from chassis.errors import DuplicateRef, InvalidState, LoanopsError, MakerIsChecker
from services.escrow.accounts.rules import AccountExists
from services.escrow.agreements.rules import AgreementSigned
from services.escrow.assessments.rules import AssessmentApproved, AssessmentPending, LevelHasOpinion
from services.escrow.buyer_loans.rules import MortgageRegistered
from services.escrow.contracts.rules import ContractExhausted
from services.escrow.deposits.rules import ClaimPending
from services.escrow.developers.rules import DeveloperExists
from services.escrow.disbursements.rules import InvoiceInUse
from services.escrow.drawdowns.rules import AboveAssessed
from services.escrow.freezes.rules import ProjectFrozen
from services.escrow.fund_plans.rules import FundPlanExists, PlanLineExhausted
from services.escrow.identifications.rules import IdentificationPending
from services.escrow.ledger.rules import TOTAL_WITHIN_BOUNDS, AccountSealed, BalanceTooLarge
from services.escrow.milestones.rules import DepartmentHasConfirmed
from services.escrow.sales.rules import RefundTooLarge, UnitFiled

CONFLICTS: dict[str, type[LoanopsError]] = {
    **policies.CONFLICTS,
    "developer_sub_branch_uscc_key": DeveloperExists,
    "account_project_id_key": AccountExists,
    "account_account_no_key": AccountExists,
    "ledger_account_project_id_key": AccountExists,
    TOTAL_WITHIN_BOUNDS: BalanceTooLarge,
    "assessment_one_pending_key": AssessmentPending,
    "assessment_one_approved_key": AssessmentApproved,
    "assessment_maker_is_not_checker": MakerIsChecker,
    "assessment_opinion_once_per_level_key": LevelHasOpinion,
    "agreement_one_signed_key": AgreementSigned,
    "agreement_maker_is_not_checker": MakerIsChecker,
    "milestone_confirmation_once_per_department_key": DepartmentHasConfirmed,
    "milestone_confirmation_two_persons_key": MakerIsChecker,
    "milestone_confirmation_maker_is_not_checker": MakerIsChecker,
    "contract_committed_within_amount": ContractExhausted,
    "fund_plan_line_committed_within_amount": PlanLineExhausted,
    "fund_plan_one_approved_key": FundPlanExists,
    "fund_plan_maker_is_not_checker": MakerIsChecker,
    "fund_plan_submitter_is_not_checker": MakerIsChecker,
    "fund_plan_two_persons_approve": MakerIsChecker,
    "receipt_identification_one_open_key": IdentificationPending,
    "receipt_identification_maker_is_not_checker": MakerIsChecker,
    "sale_filing_filing_no_key": DuplicateRef,
    "sale_filing_one_a_unit_key": UnitFiled,
    "sale_filing_refund_within_price": RefundTooLarge,
    "sale_refund_reference_key": DuplicateRef,
    "reconciliation_maker_is_not_checker": MakerIsChecker,
    "reconciliation_two_persons_sign": MakerIsChecker,
    "court_freeze_one_at_a_time_key": ProjectFrozen,
    "court_freeze_maker_is_not_checker": MakerIsChecker,
    "balance_check_maker_is_not_checker": MakerIsChecker,
    "ledger_account_is_sealed": AccountSealed,
    "closing_project_id_key": InvalidState,
    "deposit_claim_one_open_key": ClaimPending,
    "deposit_claim_maker_is_not_checker": MakerIsChecker,
    "deposit_movement_bank_ref_key": DuplicateRef,
    "buyer_loan_registration_stays": MortgageRegistered,
    "disbursement_invoice_once_key": InvoiceInUse,
    "disbursement_settle_bank_ref_key": DuplicateRef,
    "disbursement_return_bank_ref_key": DuplicateRef,
    "disbursement_reviewer_is_not_maker": MakerIsChecker,
    "disbursement_confirmer_is_not_maker": MakerIsChecker,
    "disbursement_confirmer_is_not_reviewer": MakerIsChecker,
    "disbursement_payer_is_another": MakerIsChecker,
    "refund_settle_bank_ref_key": DuplicateRef,
    "refund_return_bank_ref_key": DuplicateRef,
    "refund_reviewer_is_another": MakerIsChecker,
    "refund_confirmer_is_another": MakerIsChecker,
    "refund_payer_is_another": MakerIsChecker,
    "development_loan_within_assessed": AboveAssessed,
    "loan_drawdown_reviewer_is_another": MakerIsChecker,
    "loan_drawdown_confirmer_is_another": MakerIsChecker,
    "loan_drawdown_drawer_is_another": MakerIsChecker,
}
