"""Which arrears counted against a manager in a ranking (domain T6, G3): kept with it, and what it is found by."""

from chassis.migrations import runtime_role, script

revision = "2026_11_28_02"
down_revision = "2026_11_28_01"


def upgrade() -> None:
    script("""
        CREATE TABLE result_snapshot_arrears (
            snapshot_id uuid NOT NULL,
            key text NOT NULL,
            correlation_id uuid NOT NULL,
            PRIMARY KEY (snapshot_id, key, correlation_id),
            FOREIGN KEY (snapshot_id, key) REFERENCES result_snapshot_entry (snapshot_id, key)
        );
        CREATE INDEX result_snapshot_arrears_correlation_id_idx ON result_snapshot_arrears (correlation_id);
    """)
    script(f"GRANT SELECT, INSERT ON result_snapshot_arrears TO {runtime_role()}")


def downgrade() -> None:
    script("DROP TABLE result_snapshot_arrears")
