"""Milestones with their confirmations, and site reports (domain E4, E9, E10)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_24_05"
down_revision = "2026_11_24_04"

TABLES = """
CREATE TABLE milestone (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    position integer CHECK (position > 0),
    code text NOT NULL,
    planned_date date NOT NULL,
    progress_share numeric(5, 4) NOT NULL CHECK (progress_share BETWEEN 0 AND 1),
    retained_share numeric(5, 4) NOT NULL CHECK (retained_share BETWEEN 0 AND 1),
    state text NOT NULL CHECK (state IN ('planned', 'confirmed')),
    revision integer NOT NULL CHECK (revision > 0),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    UNIQUE (project_id, code),
    UNIQUE (project_id, position) DEFERRABLE INITIALLY DEFERRED,
    CHECK (state = 'planned' OR position IS NOT NULL)
);
COMMENT ON COLUMN milestone.position IS 'Place in the list, from 1; NULL once it was dropped from the list';
COMMENT ON COLUMN milestone.revision IS 'Raised with each change: a confirmation counts for the revision it was of';
CALL protect_by_node('milestone');

CREATE TABLE milestone_confirmation (
    id uuid PRIMARY KEY,
    milestone_id uuid NOT NULL REFERENCES milestone (id),
    revision integer NOT NULL,
    department text NOT NULL CHECK (department IN ('corporate', 'personal')),
    confirmed_on date NOT NULL,
    document_ids uuid[] NOT NULL CHECK (cardinality(document_ids) > 0),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT milestone_confirmation_once_per_department_key UNIQUE (milestone_id, revision, department),
    CONSTRAINT milestone_confirmation_two_persons_key UNIQUE (milestone_id, revision, made_by)
);
CALL protect_by_node('milestone_confirmation');

-- O3: who set a milestone does not confirm it, and nobody confirms what has changed under their eyes.
CREATE FUNCTION milestone_maker_is_not_checker() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM milestone m
        WHERE m.id = NEW.milestone_id AND m.revision = NEW.revision AND m.state = 'planned'
          AND m.position IS NOT NULL AND m.made_by <> NEW.made_by
    ) THEN
        RAISE EXCEPTION 'a milestone is confirmed as it stands, by others than its maker'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'milestone_confirmation_maker_is_not_checker';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER milestone_maker_is_not_checker BEFORE INSERT ON milestone_confirmation
    FOR EACH ROW EXECUTE FUNCTION milestone_maker_is_not_checker();

-- E10: confirmed once both departments have, and from then on as it is.
CREATE FUNCTION milestone_is_confirmed_by_both() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'confirmed' THEN
        RAISE EXCEPTION 'a confirmed milestone is never changed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'milestone_confirmed_is_never_changed';
    END IF;
    IF NEW.state = 'confirmed' AND (
        SELECT count(DISTINCT c.department) FROM milestone_confirmation c
        WHERE c.milestone_id = NEW.id AND c.revision = NEW.revision
    ) < 2 THEN
        RAISE EXCEPTION 'a milestone is confirmed by both departments'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'milestone_confirmed_by_both';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER milestone_is_confirmed_by_both BEFORE UPDATE ON milestone
    FOR EACH ROW EXECUTE FUNCTION milestone_is_confirmed_by_both();

CREATE TABLE site_report (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    department text NOT NULL CHECK (department IN ('corporate', 'personal')),
    as_of date NOT NULL,
    progress_percent numeric(5, 2) NOT NULL CHECK (progress_percent BETWEEN 0 AND 100),
    units_sold integer NOT NULL CHECK (units_sold >= 0),
    notes text NOT NULL,
    document_ids uuid[] NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CREATE INDEX site_report_project_id_id_idx ON site_report (project_id, id);
CREATE INDEX site_report_latest_idx ON site_report (project_id, department, as_of DESC, id DESC);
CALL protect_by_node('site_report');
"""


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    # Confirmations and reports are only ever added; a milestone keeps its id and code, whatever becomes of it.
    script(f"GRANT SELECT, INSERT ON milestone, milestone_confirmation, site_report TO {role}")
    script(
        "GRANT UPDATE (position, planned_date, progress_share, retained_share, state, revision, made_by, made_at) "
        f"ON milestone TO {role}"
    )


def downgrade() -> None:
    script(
        "DROP TABLE site_report, milestone_confirmation, milestone;"
        "DROP FUNCTION milestone_maker_is_not_checker();"
        "DROP FUNCTION milestone_is_confirmed_by_both()"
    )
