"""Staged disbursement (domain E4, E6, E11)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_24_07"
down_revision = "2026_11_24_06"

TABLES = """
CREATE TABLE disbursement (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    account_id uuid NOT NULL REFERENCES account (id),
    fund_plan_line_id uuid NOT NULL REFERENCES fund_plan_line (id),
    contract_id uuid REFERENCES contract (id),
    category text NOT NULL,
    is_works boolean NOT NULL,
    payee_name text NOT NULL,
    payee_account text NOT NULL,
    invoice_no text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    is_large boolean NOT NULL,
    document_ids uuid[] NOT NULL,
    value_date date NOT NULL,
    state text NOT NULL CHECK (state IN
        ('requested', 'reviewed', 'confirmed', 'paying', 'settled', 'returned', 'failed', 'rejected', 'cancelled')),
    checks jsonb NOT NULL,
    policy_version text NOT NULL,
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

    -- O3, E6: every approval by another person than the maker; where two departments must agree, by two persons.
    CONSTRAINT disbursement_reviewer_is_not_maker CHECK (reviewed_by <> made_by),
    CONSTRAINT disbursement_confirmer_is_not_maker CHECK (confirmed_by <> made_by),
    CONSTRAINT disbursement_confirmer_is_not_reviewer CHECK (confirmed_by <> reviewed_by),
    CONSTRAINT disbursement_payer_is_another CHECK (paid_by <> made_by AND paid_by <> confirmed_by
        AND paid_by <> coalesce(reviewed_by, '')),
    -- Nothing gets far without its approvals.
    CONSTRAINT disbursement_reviewed_by_somebody CHECK (
        (state <> 'reviewed' AND (NOT is_large OR confirmed_by IS NULL)) OR reviewed_by IS NOT NULL),
    CONSTRAINT disbursement_confirmed_by_somebody CHECK (
        state NOT IN ('confirmed', 'paying', 'settled', 'returned', 'failed') OR confirmed_by IS NOT NULL),
    CONSTRAINT disbursement_paid_by_somebody CHECK (
        state NOT IN ('paying', 'settled', 'returned', 'failed') OR paid_by IS NOT NULL),
    CONSTRAINT disbursement_settled_with_reference CHECK (
        state NOT IN ('settled', 'returned') OR (settle_bank_ref IS NOT NULL AND settled_on IS NOT NULL)),
    CONSTRAINT disbursement_returned_with_reference CHECK ((state = 'returned') = (return_bank_ref IS NOT NULL)),
    CONSTRAINT disbursement_settle_bank_ref_key UNIQUE (settle_bank_ref),
    CONSTRAINT disbursement_return_bank_ref_key UNIQUE (return_bank_ref)
);
-- E11: an invoice is paid once. What came to nothing, or came back, frees it.
CREATE UNIQUE INDEX disbursement_invoice_once_key ON disbursement (payee_account, invoice_no)
    WHERE state IN ('requested', 'reviewed', 'confirmed', 'paying', 'settled');
CREATE INDEX disbursement_project_id_id_idx ON disbursement (project_id, id);
CREATE INDEX disbursement_works_idx ON disbursement (project_id) INCLUDE (amount)
    WHERE is_works AND state IN ('requested', 'reviewed', 'confirmed', 'paying', 'settled');
CALL protect_by_node('disbursement');

-- What one person has put their name to stays, and a payment only moves as its table of moves says.
CREATE FUNCTION disbursement_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.reviewed_by IS NOT NULL
           AND (NEW.reviewed_by, NEW.reviewed_at) IS DISTINCT FROM (OLD.reviewed_by, OLD.reviewed_at))
       OR (OLD.confirmed_by IS NOT NULL
           AND (NEW.confirmed_by, NEW.confirmed_at) IS DISTINCT FROM (OLD.confirmed_by, OLD.confirmed_at))
       OR (OLD.paid_by IS NOT NULL AND (NEW.paid_by, NEW.paid_at) IS DISTINCT FROM (OLD.paid_by, OLD.paid_at))
       OR (OLD.settle_bank_ref IS NOT NULL
           AND (NEW.settle_bank_ref, NEW.settled_on) IS DISTINCT FROM (OLD.settle_bank_ref, OLD.settled_on))
    THEN
        RAISE EXCEPTION 'who approved or paid a disbursement stays on it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_names_stay';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('requested', 'reviewed'), ('requested', 'confirmed'), ('reviewed', 'confirmed'), ('confirmed', 'paying'),
        ('paying', 'settled'), ('paying', 'failed'), ('settled', 'returned'),
        ('requested', 'rejected'), ('reviewed', 'rejected'), ('confirmed', 'rejected'),
        ('requested', 'cancelled'), ('reviewed', 'cancelled'), ('confirmed', 'cancelled'))
    THEN
        RAISE EXCEPTION 'a disbursement does not move from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_moves';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER disbursement_moves_forward BEFORE UPDATE ON disbursement
    FOR EACH ROW EXECUTE FUNCTION disbursement_moves_forward();
"""


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    # What was asked for is never changed: amount, payee, invoice and documents are what the approvals bind.
    script(
        f"GRANT SELECT, INSERT ON disbursement TO {role};"
        "GRANT UPDATE (state, checks, policy_version, reviewed_by, reviewed_at, review_comment, confirmed_by, "
        "confirmed_at, confirm_comment, paid_by, paid_at, ended_by, ended_at, end_reason, settle_bank_ref, settled_on, "
        f"return_bank_ref, version) ON disbursement TO {role}"
    )


def downgrade() -> None:
    script("DROP TABLE disbursement; DROP FUNCTION disbursement_moves_forward()")
