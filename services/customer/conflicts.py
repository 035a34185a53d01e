"""What the violation of each named constraint means, in the bank's words."""

from chassis import policies
from chassis.errors import DuplicateRef, LoanopsError
from services.customer.customers.rules import CustomerExists
from services.customer.organisation.rules import NodeExists, StaffExists

CONFLICTS: dict[str, type[LoanopsError]] = {
    **policies.CONFLICTS,
    "node_code_key": NodeExists,
    "node_code_sub_branch_key": NodeExists,
    "node_one_head_office_key": NodeExists,
    "staff_sub_key": StaffExists,
    "customer_external_ref_key": DuplicateRef,
    "customer_id_number_index_key": CustomerExists,
}
