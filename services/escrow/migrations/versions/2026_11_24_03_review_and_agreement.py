"""Assessments and agreements (domain E1, E2)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_24_03"
down_revision = "2026_11_24_02"

TABLES = """
CREATE TABLE assessment (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    scores jsonb NOT NULL,
    feasible boolean NOT NULL,
    development_loan_amount bigint NOT NULL CHECK (development_loan_amount >= 0),
    expected_mortgage_volume bigint NOT NULL CHECK (expected_mortgage_volume >= 0),
    entry_date date NOT NULL,
    conditions jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('submitted', 'approved', 'rejected')),
    comment text,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    decided_by text,
    decided_at timestamptz,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT assessment_maker_is_not_checker CHECK (decided_by <> made_by),
    CONSTRAINT assessment_decided_check
        CHECK ((state <> 'submitted') = (decided_by IS NOT NULL AND decided_at IS NOT NULL AND comment IS NOT NULL))
);
CREATE INDEX assessment_project_id_id_idx ON assessment (project_id, id);
CREATE UNIQUE INDEX assessment_one_pending_key ON assessment (project_id) WHERE state = 'submitted';
CREATE UNIQUE INDEX assessment_one_approved_key ON assessment (project_id) WHERE state = 'approved';
CALL protect_by_node('assessment');

CREATE TABLE agreement (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    assessment_id uuid NOT NULL REFERENCES assessment (id),
    conditions jsonb NOT NULL,
    exclusive boolean NOT NULL,
    terms text NOT NULL,
    guarantee_deposit_rate numeric(5, 4) NOT NULL CHECK (guarantee_deposit_rate BETWEEN 0 AND 1),
    large_withdrawal_limit bigint NOT NULL CHECK (large_withdrawal_limit >= 0),
    supervised_amount bigint NOT NULL CHECK (supervised_amount > 0),
    authority_notice_required boolean NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'signed')),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    signed_by text,
    signed_at timestamptz,
    signed_on date,
    document_id uuid REFERENCES document (id),
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT agreement_maker_is_not_checker CHECK (signed_by <> made_by),
    CONSTRAINT agreement_signed_check CHECK (
        (state = 'signed')
        = (signed_by IS NOT NULL AND signed_at IS NOT NULL AND signed_on IS NOT NULL AND document_id IS NOT NULL)
    )
);
CREATE INDEX agreement_project_id_id_idx ON agreement (project_id, id);
CREATE UNIQUE INDEX agreement_one_signed_key ON agreement (project_id) WHERE state = 'signed';
CALL protect_by_node('agreement');

-- What was decided or signed stays as it is: only what is still open may change, and only by that decision.
CREATE FUNCTION decided_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% % is %', TG_TABLE_NAME, OLD.id, OLD.state
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_decided_is_never_changed';
END $$;
CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON assessment
    FOR EACH ROW WHEN (OLD.state <> 'submitted') EXECUTE FUNCTION decided_is_never_changed();
CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON agreement
    FOR EACH ROW WHEN (OLD.state = 'signed') EXECUTE FUNCTION decided_is_never_changed();
"""


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    # What was found or agreed is never rewritten: of each only the decision is added.
    script(f"GRANT SELECT, INSERT ON assessment, agreement TO {role}")
    script(f"GRANT UPDATE (state, comment, decided_by, decided_at, version) ON assessment TO {role}")
    script(f"GRANT UPDATE (state, signed_by, signed_at, signed_on, document_id, version) ON agreement TO {role}")


def downgrade() -> None:
    script("DROP TABLE agreement, assessment; DROP FUNCTION decided_is_never_changed()")
