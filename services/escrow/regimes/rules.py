"""How management differs by project: which unmet conditions stop a payment, and how old news may be (domain E7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from chassis.errors import FieldError, Text

REGIMES = ("standard", "enhanced", "light")

# Every condition of a payment that the bank checks, in the order in which they are shown (contract, section 3).
CHECK_CODES = (
    "AGREEMENT_ACTIVE",
    "ACCOUNT_NOT_FROZEN",
    "BALANCE_AGREES",
    "PLAN_APPROVED",
    "PLAN_MONTH_OPEN",
    "PLAN_LINE_REMAINING",
    "PROGRESS_CONFIRMED",
    "PROGRESS_RECENT",
    "WITHIN_PROGRESS",
    "AVAILABLE_BALANCE",
    "CONTRACT_REMAINING",
    "PAYEE_MATCHES_CONTRACT",
    "INVOICE_UNPAID",
    "EVIDENCE_FOR_LARGE",
    "AUTHORITY_NOTICE",
    "DEPOSIT_CURRENT",
    "PROCEEDS_RECONCILED",
    "RECEIPTS_IDENTIFIED",
    "SPLIT_BELOW_LIMIT",
)

# These keep money from going twice, to the wrong hands or beyond what is there: no regime makes them a mere warning.
ALWAYS_BLOCKING = frozenset(
    {
        "AGREEMENT_ACTIVE",
        "ACCOUNT_NOT_FROZEN",
        "BALANCE_AGREES",
        "PLAN_APPROVED",
        "PLAN_LINE_REMAINING",
        "AVAILABLE_BALANCE",
        "CONTRACT_REMAINING",
        "PAYEE_MATCHES_CONTRACT",
        "INVOICE_UNPAID",
        "EVIDENCE_FOR_LARGE",
        "AUTHORITY_NOTICE",
    }
)


@dataclass(frozen=True)
class Bounded:
    """A figure that an agreement may set: what it is where nothing is said, and between what it must be."""

    default: Decimal
    least: Decimal
    most: Decimal


@dataclass(frozen=True)
class Figures:
    """What counts for one regime on one day, and which version says so.

    `warn_only`: check codes that are shown and never block. `reports_agree_points` (percentage points) and
    `reports_agree_days`: how far the two departments' reports may lie apart. `report_age_days`: how old each may be.
    `deposit_rate` and `withdrawal_limit` are what an agreement says of them, where the regime bounds it.
    """

    policy_version: str
    warn_only: frozenset[str]
    reports_agree_points: Decimal
    reports_agree_days: int
    report_age_days: int
    expiry_days: int = 30
    decision_working_days: int = 5
    split_window_days: int = 7
    plan_carry_over_months: int = 0
    deposit_rate: Bounded | None = None
    withdrawal_limit: Bounded | None = None
    retained_shares: Mapping[str, Decimal] = field(default_factory=dict)
    retained_share_min_before_last: Decimal = Decimal(0)


def warn_only_faults(warn_only: Mapping[str, Sequence[str]]) -> list[FieldError]:
    """The faults of a draft's lists of mere warnings, by regime: unknown codes, and those that must always block."""
    unknown = Text("There is no such check", "没有此项检查")
    protected = Text("This check protects money: it always blocks", "该项检查保护资金安全，必须阻断")
    faults = []
    for regime, codes in warn_only.items():
        for place, code in enumerate(codes):
            pointer = f"/rules/{regime}/warn_only/{place}"
            if code not in CHECK_CODES:
                faults.append(FieldError(pointer, "UNKNOWN_CHECK", unknown))
            elif code in ALWAYS_BLOCKING:
                faults.append(FieldError(pointer, "CHECK_ALWAYS_BLOCKS", protected))
    return faults
