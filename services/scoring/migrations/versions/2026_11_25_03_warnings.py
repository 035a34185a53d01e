"""Warnings (domain S3).

Without a row policy, on purpose: known to one manager is known to all. The node says where a warning was raised.
"""

from chassis.migrations import runtime_role, script

revision = "2026_11_25_03"
down_revision = "2026_11_25_02"

TABLES = """
CREATE TABLE warning (
    id uuid PRIMARY KEY,
    customer_ref text NOT NULL CHECK (customer_ref <> ''),
    severity text NOT NULL CHECK (severity IN ('caution', 'serious')),
    reason text NOT NULL CHECK (reason <> ''),
    evidence jsonb NOT NULL CHECK (jsonb_typeof(evidence) = 'array'),
    expires_on date NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    withdrawn_by text,
    withdrawn_at timestamptz,
    withdrawal_reason text CHECK (withdrawal_reason <> ''),
    version integer NOT NULL CHECK (version > 0),
    sub_branch text NOT NULL CHECK (sub_branch <> ''),
    outlet text NOT NULL CHECK (outlet <> ''),
    CONSTRAINT warning_ends_after_it_began CHECK (expires_on > (made_at AT TIME ZONE 'Asia/Shanghai')::date),
    CONSTRAINT warning_withdrawn_for_a_reason CHECK (
        (withdrawn_by IS NULL) = (withdrawn_at IS NULL) AND (withdrawn_by IS NULL) = (withdrawal_reason IS NULL))
);
CREATE INDEX warning_customer_ref_id_idx ON warning (customer_ref, id);
CREATE FUNCTION warning_is_only_ever_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'warning % was withdrawn', OLD.id USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER warning_is_only_ever_withdrawn BEFORE UPDATE ON warning
    FOR EACH ROW WHEN (OLD.withdrawn_by IS NOT NULL) EXECUTE FUNCTION warning_is_only_ever_withdrawn();
"""


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    script(f"GRANT SELECT, INSERT ON warning TO {role}")
    script(f"GRANT UPDATE (withdrawn_by, withdrawn_at, withdrawal_reason, version) ON warning TO {role}")


def downgrade() -> None:
    script("DROP TABLE warning; DROP FUNCTION warning_is_only_ever_withdrawn()")
