"""Court freezes, and the daily comparison with core banking's books (domain E13, E14)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_24_12"
down_revision = "2026_11_24_11"

TABLES = """
CREATE TABLE court_freeze (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    state text NOT NULL CHECK (state IN ('frozen', 'lifted')),
    authority text NOT NULL,
    order_no text NOT NULL,
    frozen_on date NOT NULL,
    document_id uuid NOT NULL REFERENCES document (id),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    lift_order_no text,
    lift_document_id uuid REFERENCES document (id),
    lifted_by text,
    lifted_at timestamptz,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT court_freeze_maker_is_not_checker CHECK (lifted_by <> made_by),
    CONSTRAINT court_freeze_lifted_check CHECK (
        (state = 'lifted') = (lifted_by IS NOT NULL AND lifted_at IS NOT NULL AND lift_order_no IS NOT NULL
                              AND lift_document_id IS NOT NULL))
);
CREATE INDEX court_freeze_project_id_id_idx ON court_freeze (project_id, id);
CREATE UNIQUE INDEX court_freeze_one_at_a_time_key ON court_freeze (project_id) WHERE state = 'frozen';
CALL protect_by_node('court_freeze');
CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON court_freeze
    FOR EACH ROW WHEN (OLD.state = 'lifted') EXECUTE FUNCTION decided_is_never_changed();

CREATE TABLE balance_check (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account (id),
    project_id uuid NOT NULL REFERENCES project (id),
    as_of date NOT NULL,
    ours bigint NOT NULL,
    core_banking bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('agreeing', 'differing', 'explained')),
    explanation text,
    document_ids uuid[],
    explained_by text,
    explained_at timestamptz,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT balance_check_maker_is_not_checker CHECK (explained_by <> made_by),
    CONSTRAINT balance_check_agreeing_check CHECK ((state = 'agreeing') = (ours = core_banking)),
    CONSTRAINT balance_check_explained_check CHECK (
        (state = 'explained') = (explanation IS NOT NULL AND document_ids IS NOT NULL AND explained_by IS NOT NULL
                                 AND explained_at IS NOT NULL))
);
CREATE INDEX balance_check_account_id_id_idx ON balance_check (account_id, id);
CREATE INDEX balance_check_latest_idx ON balance_check (account_id, as_of DESC, id DESC);
CALL protect_by_node('balance_check');
CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON balance_check
    FOR EACH ROW WHEN (OLD.state <> 'differing') EXECUTE FUNCTION decided_is_never_changed();
"""


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    script(f"GRANT SELECT, INSERT ON court_freeze, balance_check TO {role}")
    script(
        "GRANT UPDATE (state, lift_order_no, lift_document_id, lifted_by, lifted_at, version) "
        f"ON court_freeze TO {role};"
        "GRANT UPDATE (state, explanation, document_ids, explained_by, explained_at, version) "
        f"ON balance_check TO {role}"
    )


def downgrade() -> None:
    script("DROP TABLE balance_check, court_freeze")
