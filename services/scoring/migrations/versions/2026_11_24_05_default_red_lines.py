"""The default red lines (domain S5; contract, section 5)."""

from chassis.migrations import script
from chassis.policies import seed_sql

revision = "2026_11_24_05"
down_revision = "2026_11_24_04"

POLICY_ID = "01992000-0000-7000-8000-000000000002"

DEFAULT = {
    "bureau": {
        "in_a_row": 3,
        "behind": 3,
        "in_all": 6,
        "in_all_of": 24,
        "bad_classes": ["substandard", "doubtful", "loss"],
    },
    "own_bank": {"days_over": 90, "in_all": 6},
}


def upgrade() -> None:
    script(seed_sql(POLICY_ID, "red_lines", "2026-01", "2020-01-01", DEFAULT))


def downgrade() -> None:
    script(f"DELETE FROM policy WHERE id = '{POLICY_ID}'")
