"""Cases that climb, their tasks, contacts, promises and pauses, and loans that mature (domain C1-C4, C7, C8)."""

from pathlib import Path
from typing import Any

from chassis.migrations import runtime_role, script
from chassis.policies import seed_sql

revision = "2026_11_25_40"
down_revision = "2026_11_25_06"

_SQL = Path(__file__).resolve().parent.parent / "sql"
LADDER_ID = "01992000-0000-7000-8000-000000000041"
CONTACT_RULES_ID = "01992000-0000-7000-8000-000000000042"


def _step(stage: str, from_day: int, days_to_act: int, role: str, escalates_to: str) -> dict[str, Any]:
    return {
        "stage": stage,
        "from_day": from_day,
        "days_to_act": days_to_act,
        "role": role,
        "escalates_to": escalates_to,
    }


# Sources: contract, section 4, for the days of the steps; domain C4 for the first 12 months, C2 for the 3rd, T2 for
# what makes a key customer, C10 for the years and the guarantee period that the law sets where none was agreed.
LADDER = {
    "steps": [
        _step("borrower", 1, 2, "account_manager", "outlet_manager"),
        _step("guarantor", 3, 3, "account_manager", "outlet_manager"),
        _step("guarantor_family", 6, 4, "account_manager", "outlet_manager"),
        _step("site_visit", 10, 10, "account_manager", "branch_head"),
        _step("legal", 90, 30, "collector", "city_branch"),
    ],
    "new_loans": {"months": 12, "escalates_to": "outlet_manager", "first_payment_escalates_to": "branch_head"},
    "maturing": {"escalates_to": "branch_head"},
    "key_customers": {"outstanding_from": "500000.00"},
    "priority": {"per_step": 2, "first_payment": 30, "first_year": 20, "broken_promise": 15, "matures_by_the_3rd": 10},
    "clocks": {"limitation_years": 3, "guarantee_months": 6, "warn_days": [180, 90, 30], "escalates_to": "branch_head"},
}
# Source: contract, section 4. The debtor counts as out of reach after three attempts on two days, no conversation among
# them.
CONTACT_RULES = {
    "from_time": "08:00",
    "until_time": "20:00",
    "attempts_per_day": 6,
    "conversations_per_day": 3,
    "unreachable_attempts": 3,
    "unreachable_days": 2,
    "promise_days_max": 60,
    "pause_days_max": 180,
}


def upgrade() -> None:
    for name in ("0040_cases.sql", "0040_tasks.sql", "0040_working.sql", "0040_climbing.sql"):
        script((_SQL / name).read_text().replace("{runtime_role}", runtime_role()))
    script(seed_sql(LADDER_ID, "ladder", "2026-02", "2000-01-01", LADDER))
    script(seed_sql(CONTACT_RULES_ID, "contact_rules", "2026-01", "2000-01-01", CONTACT_RULES))


def downgrade() -> None:
    """Cases of kinds that were not there before go, with what belongs to them; the events of their lives as well."""
    script(
        f"DELETE FROM policy WHERE id IN ('{LADDER_ID}', '{CONTACT_RULES_ID}');"
        "DROP TRIGGER case_stays_written_off ON collection_case;"
        "DROP TRIGGER case_looks_again ON loan;"
        "DROP TRIGGER promise_hears_of_repayments ON repayment;"
        "DROP TRIGGER promise_hears_of_repayments ON repayment_reversal;"
        "DROP TABLE responsibility_change, close_follow_up, maturing_loan, contact_day, contact, promise, case_pause,"
        " notice, task;"
        "DROP FUNCTION send_notices, list_maturing, work_cases, tell_late_steps, judge_promises, resume_cases,"
        " close_follow_up_stays, end_pauses, case_stays_written_off, case_looks_again, end_with_cases, next_step_of,"
        " case_priority, step_possible, stage_order, promise_hears_of_repayments, task_stays, day_end, task_rank,"
        " role_holder;"
        "DELETE FROM collection_case WHERE stage = 'reminder';"
        "ALTER TABLE collection_case DISABLE TRIGGER case_moves_forward;"
        "UPDATE collection_case SET state = 'cured' WHERE state IN ('restructured', 'written_off');"
        "ALTER TABLE collection_case ENABLE TRIGGER case_moves_forward;"
        "ALTER TABLE collection_case DROP CONSTRAINT collection_case_state_check, DROP COLUMN step_no,"
        " DROP COLUMN next_look_on, DROP COLUMN role, DROP COLUMN late_on, DROP COLUMN first_year,"
        " DROP COLUMN first_payment, DROP COLUMN key_customer, DROP COLUMN priority, DROP COLUMN why,"
        " DROP COLUMN paused_from, DROP COLUMN paused_until, DROP COLUMN matures_on, DROP COLUMN debtor_unreachable,"
        " DROP COLUMN owing_since;"
        "ALTER TABLE collection_case ADD CONSTRAINT collection_case_state_check CHECK (state IN ('open', 'cured'));"
        "ALTER TABLE loan_people DROP COLUMN reach_borrower, DROP COLUMN reach_guarantor, DROP COLUMN reach_family,"
        " DROP COLUMN has_family, DROP COLUMN has_guarantor"
    )
    script(
        "DELETE FROM loan_event WHERE kind IN ('case_assigned', 'case_raised', 'step_skipped', 'step_late',"
        " 'step_done', 'sent_up', 'case_paused', 'case_resumed', 'case_resolved', 'contacted', 'contact_banned',"
        " 'contact_ban_lifted', 'promised',"
        " 'promise_kept', 'promise_broken', 'maturing', 'demanded', 'demand_answered', 'clock_warned', 'visited');"
        "DO $$ DECLARE before text := (SELECT obj_description(c.oid, 'pg_constraint') FROM pg_constraint c"
        "  WHERE c.conrelid = 'loan_event'::regclass AND c.conname = 'loan_event_kind_check');"
        " BEGIN ALTER TABLE loan_event DROP CONSTRAINT loan_event_kind_check;"
        " EXECUTE 'ALTER TABLE loan_event ADD CONSTRAINT loan_event_kind_check ' || before; END $$"
    )
    cases = (_SQL / "0003_cases.sql").read_text()
    follows = cases[cases.index("CREATE FUNCTION case_follows_the_loan") : cases.index("CREATE TRIGGER case_follows")]
    cures = cases[cases.index("CREATE FUNCTION cure_cases") : cases.index("GRANT SELECT, INSERT ON collection_case")]
    script(
        "DROP FUNCTION cure_cases;"
        + follows.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
        + cures
        + f"REVOKE UPDATE (stage, escalates_to, due_at, policy_version) ON collection_case FROM {runtime_role()}"
    )
