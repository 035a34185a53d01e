"""Drawdowns of the development loan (domain E1, E4)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_24_35"
down_revision = "2026_11_24_34"

TABLES = """
-- What was assessed, and how much of it drawdowns have taken: one row for each project, made with its first drawdown.
CREATE TABLE development_loan (
    id uuid PRIMARY KEY REFERENCES project (id),
    assessed bigint NOT NULL CHECK (assessed >= 0),
    committed bigint NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT development_loan_within_assessed CHECK (committed BETWEEN 0 AND assessed)
);
CALL protect_by_node('development_loan');

CREATE TABLE loan_drawdown (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES development_loan (id),
    fund_plan_line_id uuid NOT NULL REFERENCES fund_plan_line (id),
    amount bigint NOT NULL CHECK (amount > 0),
    document_ids uuid[] NOT NULL,
    state text NOT NULL CHECK (state IN ('requested', 'reviewed', 'confirmed', 'drawn', 'rejected', 'cancelled')),
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
    drawn_by text,
    drawn_at timestamptz,
    ended_by text,
    ended_at timestamptz,
    end_reason text,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    -- O3: maker, reviewer, confirmer and drawer are four people.
    CONSTRAINT loan_drawdown_reviewer_is_another CHECK (reviewed_by <> made_by),
    CONSTRAINT loan_drawdown_confirmer_is_another CHECK (confirmed_by <> made_by AND confirmed_by <> reviewed_by),
    CONSTRAINT loan_drawdown_drawer_is_another CHECK (drawn_by <> made_by AND drawn_by <> reviewed_by
        AND drawn_by <> confirmed_by),
    CONSTRAINT loan_drawdown_confirmed_check CHECK (
        (reviewed_by IS NOT NULL OR confirmed_by IS NULL) AND (confirmed_by IS NOT NULL OR drawn_by IS NULL)),
    CONSTRAINT loan_drawdown_drawn_check CHECK ((state = 'drawn') = (drawn_by IS NOT NULL)),
    CONSTRAINT loan_drawdown_ended_check CHECK ((state IN ('rejected', 'cancelled')) = (ended_by IS NOT NULL))
);
CREATE INDEX loan_drawdown_project_id_id_idx ON loan_drawdown (project_id, id);
CREATE INDEX loan_drawdown_fund_plan_line_id_idx ON loan_drawdown (fund_plan_line_id);
CALL protect_by_node('loan_drawdown');
CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON loan_drawdown
    FOR EACH ROW WHEN (OLD.state IN ('drawn', 'rejected', 'cancelled')) EXECUTE FUNCTION decided_is_never_changed();
"""


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    # What was asked for is never changed, and so neither is what the approvals are of.
    script(
        f"GRANT SELECT, INSERT ON development_loan, loan_drawdown TO {role};"
        f"GRANT UPDATE (committed) ON development_loan TO {role};"
        "GRANT UPDATE (state, checks, policy_version, reviewed_by, reviewed_at, review_comment, confirmed_by, "
        "confirmed_at, confirm_comment, drawn_by, drawn_at, ended_by, ended_at, end_reason, version) "
        f"ON loan_drawdown TO {role}"
    )


def downgrade() -> None:
    script("DROP TABLE loan_drawdown, development_loan")
