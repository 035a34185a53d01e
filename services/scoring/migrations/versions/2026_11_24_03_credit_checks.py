"""Credit checks, and every decision on them with all that it read (domain S1, S6-S8)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_24_03"
down_revision = "2026_11_24_02"

TABLES = """
CREATE TABLE credit_check (
    id uuid PRIMARY KEY,
    customer_ref text NOT NULL CHECK (customer_ref <> ''),
    product text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    bureau_report_id uuid NOT NULL REFERENCES bureau_report (id),
    outcome text NOT NULL CHECK (outcome IN ('approved', 'referred', 'refused', 'undecided')),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CREATE INDEX credit_check_customer_ref_id_idx ON credit_check (customer_ref, id);
CREATE INDEX credit_check_outcome_id_idx ON credit_check (outcome, id);
CREATE INDEX credit_check_bureau_report_id_idx ON credit_check (bureau_report_id);
CALL protect_by_node('credit_check');

CREATE TABLE credit_check_decision (
    credit_check_id uuid NOT NULL REFERENCES credit_check (id),
    number integer NOT NULL CHECK (number > 0),
    outcome text NOT NULL,
    reasons jsonb NOT NULL CHECK (jsonb_typeof(reasons) = 'array'),
    policy_kind text NOT NULL CHECK (policy_kind = 'red_lines'),
    policy_version text NOT NULL,
    investigation jsonb,
    own_record jsonb,
    existing_exposure bigint CHECK (existing_exposure >= 0),
    decided_on date NOT NULL,
    decided_by text NOT NULL,
    decided_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    PRIMARY KEY (credit_check_id, number),
    UNIQUE (credit_check_id, number, outcome),
    FOREIGN KEY (policy_kind, policy_version) REFERENCES policy (kind, version),
    CONSTRAINT credit_check_decision_has_reasons CHECK ((outcome = 'approved') = (jsonb_array_length(reasons) = 0)),
    CONSTRAINT credit_check_decision_read_the_own_record CHECK (outcome <> 'approved' OR own_record IS NOT NULL),
    CONSTRAINT credit_check_decision_was_visited CHECK (outcome <> 'approved' OR investigation IS NOT NULL)
);
CALL protect_by_node('credit_check_decision');

-- A check says what its latest decision says, and nothing else can make it say anything.
ALTER TABLE credit_check ADD CONSTRAINT credit_check_is_as_decided FOREIGN KEY (id, version, outcome)
    REFERENCES credit_check_decision (credit_check_id, number, outcome) DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION decided_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'credit check % is %', OLD.id, OLD.outcome
        USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_check_decided_is_never_changed';
END $$;
CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON credit_check
    FOR EACH ROW WHEN (OLD.outcome <> 'undecided' OR NEW.version <> OLD.version + 1)
    EXECUTE FUNCTION decided_is_never_changed();
"""


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    # Decisions are append-only; of a check only the outcome moves on, while it is undecided.
    script(f"GRANT SELECT, INSERT ON credit_check, credit_check_decision TO {role}")
    script(f"GRANT UPDATE (outcome, version) ON credit_check TO {role}")


def downgrade() -> None:
    script("ALTER TABLE credit_check DROP CONSTRAINT credit_check_is_as_decided")
    script("DROP TABLE credit_check_decision, credit_check; DROP FUNCTION decided_is_never_changed()")
