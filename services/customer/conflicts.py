"""What the violation of each named constraint means, in the bank's words."""

from chassis import policies
from chassis.errors import DuplicateRef, LoanopsError, MakerIsChecker
from services.customer.channels.rules import LoanHasItsLead, PartnerExists
from services.customer.customers.rules import CustomerExists
from services.customer.key_rotations.rules import RotationUnderWay
from services.customer.merges.rules import MergedAlready
from services.customer.organisation.rules import NodeExists, StaffExists
from services.customer.performance.rules import SupportedAlready
from services.customer.pipeline.rules import LinkedElsewhere, PipelineProjectExists
from services.customer.research.rules import ResearchAnswered, ResearchRoundExists
from services.customer.tier_overrides.rules import OverrideOpen
from services.customer.tier_runs.rules import TierRunUnderWay

CONFLICTS: dict[str, type[LoanopsError]] = {
    **policies.CONFLICTS,
    "node_code_key": NodeExists,
    "node_code_sub_branch_key": NodeExists,
    "node_one_head_office_key": NodeExists,
    "staff_sub_key": StaffExists,
    "customer_external_ref_key": DuplicateRef,
    "customer_id_number_index_key": CustomerExists,
    "customer_merge_once_key": MergedAlready,
    "key_rotation_one_at_a_time_key": RotationUnderWay,
    "tier_run_one_at_a_time_key": TierRunUnderWay,
    "tier_override_one_open_key": OverrideOpen,
    "tier_override_maker_is_not_checker": MakerIsChecker,
    "loan_booking_external_ref_key": DuplicateRef,
    "partner_name_key": PartnerExists,
    "pipeline_project_name_key": PipelineProjectExists,
    "pipeline_project_escrow_project_id_key": LinkedElsewhere,
    "research_round_quarter_key": ResearchRoundExists,
    "research_answer_once_key": ResearchAnswered,
    "sub_branch_support_once_key": SupportedAlready,
    "lead_loan_booking_id_key": LoanHasItsLead,
}
