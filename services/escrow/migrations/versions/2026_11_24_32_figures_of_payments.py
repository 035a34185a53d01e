"""Figures of payments by regime, bounds of agreements and milestones, and the calendar (domain E4, E6, E7)."""

import json

from chassis.migrations import script
from chassis.policies import seed_sql

revision = "2026_11_24_32"
down_revision = "2026_11_24_31"

REGIMES_ID = "01992000-0000-7000-8000-000000000032"
CALENDAR_ID = "01992000-0000-7000-8000-000000000033"
VERSION = "2026-11-payments"

# The State Council's announcements of the holidays of 2025 and 2026, as the package chinesecalendar 1.11 has them.
_HOLIDAYS = {
    "2025": "01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 10-01 10-02 10-03 10-06 10-07 "
    "10-08",
    "2026": "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 10-01 10-02 10-05 "
    "10-06 10-07",
}
_WORKDAYS = {"2025": "01-26 02-08 04-27 09-28 10-11", "2026": "01-04 02-14 02-28 05-09 09-20 10-10"}
CALENDAR = {
    "years": {
        year: {
            "holidays": [f"{year}-{day}" for day in _HOLIDAYS[year].split()],
            "workdays": [f"{year}-{day}" for day in _WORKDAYS[year].split()],
        }
        for year in _HOLIDAYS
    }
}

# Contract, section 3: 30 days to expiry; splitting blocks in `enhanced` and warns in `standard`. The rest is ours.
ADDED = {
    regime: {
        "expiry_days": 30,
        "decision_working_days": 5 if regime != "enhanced" else 3,
        "split_window_days": 7,
        "plan_carry_over_months": 1 if regime == "light" else 0,
        "agreement": {
            "guarantee_deposit_rate": "0.0500",
            "guarantee_deposit_rate_min": "0.0500" if regime == "enhanced" else "0.0000",
            "large_withdrawal_limit": "1000000.00" if regime != "enhanced" else "500000.00",
            "large_withdrawal_limit_max": "1000000.00" if regime == "enhanced" else "100000000.00",
        },
        "milestones": {
            "retained_shares": [
                {"code": "foundation", "retained_share": "0.7000"},
                {"code": "topping_out", "retained_share": "0.4000"},
                {"code": "completion", "retained_share": "0.1000"},
                {"code": "first_registration", "retained_share": "0.0000"},
            ],
            "retained_share_min_before_last": "0.0500" if regime == "enhanced" else "0.0000",
        },
    }
    for regime in ("standard", "enhanced", "light")
}
WARNS = {"standard": ["SPLIT_BELOW_LIMIT"], "enhanced": [], "light": ["SPLIT_BELOW_LIMIT"]}


def _regime(name: str) -> str:
    added, warns = json.dumps(ADDED[name]), json.dumps(WARNS[name])
    return (
        f"'{name}', (body -> '{name}') || '{added}'::jsonb "
        f"|| jsonb_build_object('warn_only', (body -> '{name}' -> 'warn_only') || '{warns}'::jsonb)"
    )


def upgrade() -> None:
    # What is in force stays as it is, and this is added to it: an earlier version is never changed.
    script(
        "INSERT INTO policy (id, kind, version, state, effective_from, body, made_by, made_at, activated_by, "
        f"activated_at) SELECT '{REGIMES_ID}', 'regimes', '{VERSION}', 'active', effective_from + 1, "
        f"jsonb_build_object({', '.join(_regime(name) for name in ADDED)}), "
        "'source document', now(), 'loanops', now() FROM policy WHERE kind = 'regimes' AND state = 'active' "
        "AND effective_from <= current_date ORDER BY effective_from DESC, activated_at DESC, id DESC LIMIT 1"
    )
    script(seed_sql(CALENDAR_ID, "working_days", "2026-01", "2020-01-01", CALENDAR))


def downgrade() -> None:
    script(f"DELETE FROM policy WHERE id IN ('{REGIMES_ID}', '{CALENDAR_ID}')")
