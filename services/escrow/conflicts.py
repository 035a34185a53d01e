"""What the violation of each named constraint means, in the bank's words."""

from chassis import policies
from chassis.errors import LoanopsError
from services.escrow.developers.rules import DeveloperExists

CONFLICTS: dict[str, type[LoanopsError]] = {
    **policies.CONFLICTS,
    "developer_sub_branch_uscc_key": DeveloperExists,
}
