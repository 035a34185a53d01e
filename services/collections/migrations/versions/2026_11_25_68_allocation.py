"""In which order repayments pay, by the loan's product (contract, section 4)."""

from chassis.migrations import script
from chassis.policies import seed_sql

revision = "2026_11_25_68"
down_revision = "2026_11_25_67"

ALLOCATION_ID = "01992000-0000-7000-8000-000000000061"

# Source: contract, section 4: interest before principal unless the product says otherwise.
ALLOCATION = {"order": "interest_first", "products": []}


def upgrade() -> None:
    script(seed_sql(ALLOCATION_ID, "allocation", "2026-01", "2000-01-01", ALLOCATION))
    # The version that gave a loan its order; null where the loan's own agreement did.
    script("ALTER TABLE loan ADD COLUMN order_policy_version text")


def downgrade() -> None:
    script("ALTER TABLE loan DROP COLUMN order_policy_version")
    script(f"DELETE FROM policy WHERE id = '{ALLOCATION_ID}'")
