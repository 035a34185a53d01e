"""Refunds to the buyers of cancelled filings (domain E5, E6, E13)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_24_37"
down_revision = "2026_11_24_15"

TABLES = """
CREATE TABLE refund (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    account_id uuid NOT NULL REFERENCES account (id),
    sale_filing_id uuid NOT NULL REFERENCES sale_filing (id),
    amount bigint NOT NULL CHECK (amount > 0),
    is_large boolean NOT NULL,
    document_ids uuid[] NOT NULL,
    authority_document_id uuid REFERENCES document (id),
    state text NOT NULL CHECK (state IN (
        'requested', 'reviewed', 'confirmed', 'paying', 'settled', 'returned', 'failed', 'rejected',
        'cancelled', 'expired')),
    checks jsonb NOT NULL,
    policy_version text NOT NULL,
    expires_on date NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    reviewed_by text,
    reviewed_at timestamptz,
    review_comment text,
    confirmed_by text,
    confirmed_at timestamptz,
    confirm_comment text,
    paid_by text,
    paid_at timestamptz,
    ended_by text,
    ended_at timestamptz,
    end_reason text,
    settle_bank_ref text COLLATE "C",
    settled_on date,
    return_bank_ref text COLLATE "C",
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    -- O3: maker, reviewer, confirmer and payer are different people; nothing gets far without its approvals.
    CONSTRAINT refund_reviewer_is_another CHECK (reviewed_by <> made_by),
    CONSTRAINT refund_confirmer_is_another CHECK (
        confirmed_by <> made_by AND confirmed_by <> coalesce(reviewed_by, '')),
    CONSTRAINT refund_payer_is_another CHECK (paid_by <> made_by AND paid_by <> confirmed_by
        AND paid_by <> coalesce(reviewed_by, '')),
    CONSTRAINT refund_reviewed_by_somebody CHECK (
        (state <> 'reviewed' AND (NOT is_large OR confirmed_by IS NULL)) OR reviewed_by IS NOT NULL),
    CONSTRAINT refund_confirmed_by_somebody CHECK (
        state NOT IN ('confirmed', 'paying', 'settled', 'returned', 'failed') OR confirmed_by IS NOT NULL),
    CONSTRAINT refund_paid_by_somebody CHECK (
        state NOT IN ('paying', 'settled', 'returned', 'failed') OR paid_by IS NOT NULL),
    CONSTRAINT refund_settled_with_reference CHECK (
        state NOT IN ('settled', 'returned') OR (settle_bank_ref IS NOT NULL AND settled_on IS NOT NULL)),
    CONSTRAINT refund_returned_with_reference CHECK ((state = 'returned') = (return_bank_ref IS NOT NULL)),
    CONSTRAINT refund_settle_bank_ref_key UNIQUE (settle_bank_ref),
    CONSTRAINT refund_return_bank_ref_key UNIQUE (return_bank_ref)
);
CREATE INDEX refund_project_id_id_idx ON refund (project_id, id);
CREATE INDEX refund_expires_on_idx ON refund (expires_on) WHERE state IN ('requested', 'reviewed', 'confirmed');
CALL protect_by_node('refund');
CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON refund
    FOR EACH ROW WHEN (OLD.state IN ('returned', 'failed', 'rejected', 'cancelled', 'expired'))
    EXECUTE FUNCTION decided_is_never_changed();
"""


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    # What was asked for is never changed, and so neither is what the approvals are of.
    script(
        f"GRANT SELECT, INSERT ON refund TO {role};"
        "GRANT UPDATE (state, checks, policy_version, reviewed_by, reviewed_at, review_comment, confirmed_by, "
        "confirmed_at, confirm_comment, paid_by, paid_at, ended_by, ended_at, end_reason, settle_bank_ref, settled_on, "
        f"return_bank_ref, version) ON refund TO {role}"
    )


def downgrade() -> None:
    script("DROP TABLE refund")
