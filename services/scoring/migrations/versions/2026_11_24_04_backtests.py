"""Back-tests (domain S6).

Without a row policy, on purpose: a policy is the whole bank's, and so is what is known of it before it is activated. A
back-test holds counts, and no customer.
"""

from chassis.migrations import runtime_role, script

revision = "2026_11_24_04"
down_revision = "2026_11_24_03"

TABLES = """
CREATE TABLE backtest (
    id uuid PRIMARY KEY,
    policy_kind text NOT NULL CHECK (policy_kind = 'red_lines'),
    policy_version text NOT NULL,
    state text NOT NULL CHECK (state = 'completed'),
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    histories bigint NOT NULL CHECK (histories > 0),
    refused bigint NOT NULL CHECK (refused BETWEEN 0 AND histories),
    refused_bad bigint NOT NULL CHECK (refused_bad BETWEEN 0 AND refused),
    passed_bad bigint NOT NULL CHECK (passed_bad BETWEEN 0 AND histories - refused),
    by_reason jsonb NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    FOREIGN KEY (policy_kind, policy_version) REFERENCES policy (kind, version)
);
CREATE INDEX backtest_policy_version_id_idx ON backtest (policy_version, id);
"""


def upgrade() -> None:
    script(TABLES)
    script(f"GRANT SELECT, INSERT ON backtest TO {runtime_role()}")


def downgrade() -> None:
    script("DROP TABLE backtest")
