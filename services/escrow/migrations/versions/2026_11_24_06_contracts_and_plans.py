"""Contracts and the month's fund plans (domain E4, E11)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_24_06"
down_revision = "2026_11_24_05"

CONTRACTS = """
CREATE TABLE contract (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    payee_name text NOT NULL,
    payee_account text NOT NULL CHECK (payee_account ~ '^[0-9]{6,32}$'),
    category text NOT NULL CHECK (category IN (
        'construction', 'equipment', 'design', 'wages', 'tax', 'management', 'marketing', 'loan_repayment', 'other')),
    amount bigint NOT NULL CHECK (amount > 0),
    committed bigint NOT NULL,
    document_id uuid NOT NULL REFERENCES document (id),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT contract_committed_within_amount CHECK (committed BETWEEN 0 AND amount)
);
CREATE INDEX contract_project_id_id_idx ON contract (project_id, id);
CALL protect_by_node('contract');
"""

PLANS = """
CREATE TABLE fund_plan (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    month text NOT NULL CHECK (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'rejected')),
    schedule jsonb NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    submitted_by text,
    submitted_at timestamptz,
    corporate_by text,
    corporate_at timestamptz,
    personal_by text,
    personal_at timestamptz,
    rejected_by text,
    rejected_at timestamptz,
    rejected_reason text,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CHECK ((submitted_by IS NULL) = (submitted_at IS NULL)),
    CHECK ((corporate_by IS NULL) = (corporate_at IS NULL)),
    CHECK ((personal_by IS NULL) = (personal_at IS NULL)),
    CHECK ((rejected_by IS NULL) = (rejected_at IS NULL) AND (rejected_by IS NULL) = (rejected_reason IS NULL)),
    CONSTRAINT fund_plan_maker_is_not_checker
        CHECK (corporate_by <> made_by AND personal_by <> made_by AND rejected_by <> made_by),
    CONSTRAINT fund_plan_submitter_is_not_checker
        CHECK (corporate_by <> submitted_by AND personal_by <> submitted_by AND rejected_by <> submitted_by),
    CONSTRAINT fund_plan_two_persons_approve CHECK (corporate_by <> personal_by),
    CONSTRAINT fund_plan_submitted_check CHECK ((state <> 'draft') = (submitted_by IS NOT NULL)),
    CONSTRAINT fund_plan_draft_is_undecided_check
        CHECK (state <> 'draft' OR (corporate_by IS NULL AND personal_by IS NULL)),
    CONSTRAINT fund_plan_approved_by_both_check
        CHECK ((state = 'approved') = (corporate_by IS NOT NULL AND personal_by IS NOT NULL)),
    CONSTRAINT fund_plan_rejected_check CHECK ((state = 'rejected') = (rejected_by IS NOT NULL))
);
CREATE INDEX fund_plan_project_id_id_idx ON fund_plan (project_id, id);
CREATE UNIQUE INDEX fund_plan_one_approved_key ON fund_plan (project_id, month) WHERE state = 'approved';
CALL protect_by_node('fund_plan');
CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON fund_plan
    FOR EACH ROW WHEN (OLD.state IN ('approved', 'rejected')) EXECUTE FUNCTION decided_is_never_changed();

-- What one person has put their name to, nobody takes away or puts another name to.
CREATE FUNCTION names_on_a_fund_plan_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.submitted_by IS NOT NULL
           AND (NEW.submitted_by, NEW.submitted_at) IS DISTINCT FROM (OLD.submitted_by, OLD.submitted_at))
       OR (OLD.corporate_by IS NOT NULL
           AND (NEW.corporate_by, NEW.corporate_at) IS DISTINCT FROM (OLD.corporate_by, OLD.corporate_at))
       OR (OLD.personal_by IS NOT NULL
           AND (NEW.personal_by, NEW.personal_at) IS DISTINCT FROM (OLD.personal_by, OLD.personal_at))
    THEN
        RAISE EXCEPTION 'who submitted or approved a fund plan stays on it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fund_plan_names_stay';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER names_on_a_fund_plan_stay BEFORE UPDATE ON fund_plan
    FOR EACH ROW EXECUTE FUNCTION names_on_a_fund_plan_stay();

CREATE TABLE fund_plan_line (
    id uuid PRIMARY KEY,
    fund_plan_id uuid NOT NULL REFERENCES fund_plan (id),
    position integer NOT NULL CHECK (position >= 0),
    category text NOT NULL CHECK (category IN (
        'construction', 'equipment', 'design', 'wages', 'tax', 'management', 'marketing', 'loan_repayment', 'other')),
    contract_id uuid REFERENCES contract (id),
    amount bigint NOT NULL CHECK (amount > 0),
    purpose text NOT NULL,
    committed bigint NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    UNIQUE (fund_plan_id, position),
    CONSTRAINT fund_plan_line_works_have_a_contract
        CHECK (contract_id IS NOT NULL OR category NOT IN ('construction', 'equipment', 'design')),
    CONSTRAINT fund_plan_line_committed_within_amount CHECK (committed BETWEEN 0 AND amount)
);
CREATE INDEX fund_plan_line_contract_id_idx ON fund_plan_line (contract_id);
CALL protect_by_node('fund_plan_line');

-- A plan that people have been asked to approve does not grow. The share lock keeps a submission waiting for the lines
-- that are on their way in, and these for the submission.
CREATE FUNCTION fund_plan_line_only_in_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM fund_plan WHERE id = NEW.fund_plan_id AND state = 'draft' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'lines are added to a draft only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fund_plan_line_only_in_draft';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fund_plan_line_only_in_draft BEFORE INSERT ON fund_plan_line
    FOR EACH ROW EXECUTE FUNCTION fund_plan_line_only_in_draft();
"""


def upgrade() -> None:
    script(CONTRACTS)
    script(PLANS)
    role = runtime_role()
    script(f"GRANT SELECT, INSERT ON contract, fund_plan, fund_plan_line TO {role}")
    # A contract and a plan's lines are never rewritten: only what payments have taken of them moves.
    script(f"GRANT UPDATE (committed, version) ON contract TO {role}")
    script(f"GRANT UPDATE (committed) ON fund_plan_line TO {role}")
    script(
        "GRANT UPDATE (state, submitted_by, submitted_at, corporate_by, corporate_at, personal_by, personal_at, "
        f"rejected_by, rejected_at, rejected_reason, version) ON fund_plan TO {role}"
    )


def downgrade() -> None:
    script(
        "DROP TABLE fund_plan_line, fund_plan, contract;"
        "DROP FUNCTION fund_plan_line_only_in_draft();"
        "DROP FUNCTION names_on_a_fund_plan_stay()"
    )
