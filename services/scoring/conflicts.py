"""What the violation of each named constraint means, in the bank's words."""

from chassis import policies
from chassis.errors import LoanopsError

CONFLICTS: dict[str, type[LoanopsError]] = {**policies.CONFLICTS}
