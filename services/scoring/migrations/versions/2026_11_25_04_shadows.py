"""A version run beside the live one, and back-tests by months behind (domain S6).

`policy_shadow` is without a row policy, as policies are: it says which version runs beside, and of no customer.
"""

from chassis.migrations import runtime_role, script

revision = "2026_11_25_04"
down_revision = "2026_11_25_03"

TABLES = """
CREATE TABLE policy_shadow (
    id uuid PRIMARY KEY,
    policy_id uuid NOT NULL REFERENCES policy (id),
    policy_version text NOT NULL,
    started_by text NOT NULL,
    started_at timestamptz NOT NULL,
    stopped_by text,
    stopped_at timestamptz,
    CHECK ((stopped_by IS NULL) = (stopped_at IS NULL))
);
CREATE UNIQUE INDEX policy_shadow_one_runs_key ON policy_shadow ((true)) WHERE stopped_at IS NULL;
CREATE INDEX policy_shadow_policy_version_id_idx ON policy_shadow (policy_version, id);
CREATE INDEX policy_shadow_policy_id_idx ON policy_shadow (policy_id);

CREATE TABLE shadow_decision (
    id uuid PRIMARY KEY,
    policy_shadow_id uuid NOT NULL REFERENCES policy_shadow (id),
    credit_check_id uuid NOT NULL,
    number integer NOT NULL,
    policy_version text NOT NULL,
    live_outcome text NOT NULL,
    outcome text NOT NULL,
    live_codes text[] NOT NULL,
    codes text[] NOT NULL,
    live_approved bigint,
    approved bigint,
    same boolean NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    UNIQUE (policy_shadow_id, credit_check_id, number),
    FOREIGN KEY (credit_check_id, number) REFERENCES credit_check_decision (credit_check_id, number)
);
CREATE INDEX shadow_decision_credit_check_id_number_idx ON shadow_decision (credit_check_id, number);
CREATE INDEX shadow_decision_policy_version_id_idx ON shadow_decision (policy_version, id) WHERE NOT same;
CALL protect_by_node('shadow_decision');

ALTER TABLE backtest
    ADD COLUMN by_months jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(by_months) = 'array');
"""


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    script(f"GRANT SELECT, INSERT ON policy_shadow, shadow_decision TO {role}")
    script(f"GRANT UPDATE (stopped_by, stopped_at) ON policy_shadow TO {role}")


def downgrade() -> None:
    script("ALTER TABLE backtest DROP COLUMN by_months; DROP TABLE shadow_decision, policy_shadow")
