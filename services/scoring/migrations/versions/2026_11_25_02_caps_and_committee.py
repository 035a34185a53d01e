"""The default caps on exposure, age of a report, committee and warnings (domain S2-S5; contract, section 5).

The cap is 500,000 yuan with a clean record, 100,000 less with each month behind and 50,000 less with each enquiry
above six in three months, down to nothing.
"""

from chassis.migrations import script
from chassis.policies import seed_sql

revision = "2026_11_25_02"
down_revision = "2026_11_25_01"

POLICY_ID = "01992000-0000-7000-8000-000000000003"


def _row(months: tuple[int, int | None], enquiries: tuple[int, int | None], cap: str) -> dict[str, object]:
    return {
        "months_behind": {"at_least": months[0], "below": months[1]},
        "enquiries": {"at_least": enquiries[0], "below": enquiries[1]},
        "cap": cap,
    }


DEFAULT = {
    "bureau": {
        "in_a_row": 3,
        "behind": 3,
        "in_all": 6,
        "in_all_of": 24,
        "bad_classes": ["substandard", "doubtful", "loss"],
    },
    "own_bank": {"days_over": 90, "in_all": 6},
    "report": {"age_days_max": 30, "adverse_years": 5},
    "exposure": {
        "caps": [
            _row((0, 1), (0, 7), "500000.00"),
            _row((0, 1), (7, 8), "450000.00"),
            _row((0, 1), (8, 9), "400000.00"),
            _row((0, 1), (9, 10), "350000.00"),
            _row((0, 1), (10, None), "0.00"),
            _row((1, 2), (0, 7), "400000.00"),
            _row((1, 2), (7, 8), "350000.00"),
            _row((1, 2), (8, 9), "300000.00"),
            _row((1, 2), (9, 10), "250000.00"),
            _row((1, 2), (10, None), "0.00"),
            _row((2, 3), (0, 7), "300000.00"),
            _row((2, 3), (7, 8), "250000.00"),
            _row((2, 3), (8, 9), "200000.00"),
            _row((2, 3), (9, 10), "150000.00"),
            _row((2, 3), (10, None), "0.00"),
            _row((3, 4), (0, 7), "200000.00"),
            _row((3, 4), (7, 8), "150000.00"),
            _row((3, 4), (8, 9), "100000.00"),
            _row((3, 4), (9, 10), "50000.00"),
            _row((3, 4), (10, None), "0.00"),
            _row((4, 5), (0, 7), "100000.00"),
            _row((4, 5), (7, 8), "50000.00"),
            _row((4, 5), (8, None), "0.00"),
            _row((5, None), (0, None), "0.00"),
        ],
        "own_lenders": [],
        "secured_products": ["housing", "second_hand_housing", "home_equity", "pledged"],
        "reserved_days": 30,
    },
    "committee": {"members": 3, "quorum": 2, "majority": 2, "deadline_days": 10},
    "warnings": {"days_max": 730},
}


def upgrade() -> None:
    script(seed_sql(POLICY_ID, "red_lines", "2026-02", "2020-01-02", DEFAULT))


def downgrade() -> None:
    script(f"DELETE FROM policy WHERE id = '{POLICY_ID}'")
