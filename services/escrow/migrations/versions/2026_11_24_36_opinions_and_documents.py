"""Opinions of upper levels on assessments; documents that a milestone needs (domain E1, E10)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_24_36"
down_revision = "2026_11_24_35"

TABLES = """
CREATE TABLE assessment_opinion (
    id uuid PRIMARY KEY,
    assessment_id uuid NOT NULL REFERENCES assessment (id),
    level text NOT NULL CHECK (level IN ('city_branch', 'head_office')),
    opinion text NOT NULL CHECK (opinion IN ('support', 'support_with_conditions', 'oppose')),
    conditions jsonb NOT NULL,
    comment text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT assessment_opinion_once_per_level_key UNIQUE (assessment_id, level)
);
CALL protect_by_node('assessment_opinion');

-- O3: who made a finding gives no opinion on it; and an opinion comes before the decision or not at all.
CREATE FUNCTION assessment_opinion_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM assessment
      WHERE id = NEW.assessment_id AND state = 'submitted' AND made_by <> NEW.made_by FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an opinion is given by others, while the finding is undecided'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_opinion_in_time';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assessment_opinion_in_time BEFORE INSERT ON assessment_opinion
    FOR EACH ROW EXECUTE FUNCTION assessment_opinion_in_time();

ALTER TABLE milestone ADD COLUMN required_documents text[] NOT NULL DEFAULT '{}';
ALTER TABLE milestone ALTER COLUMN required_documents DROP DEFAULT;
ALTER TABLE milestone_confirmation ADD COLUMN documents jsonb NOT NULL DEFAULT '{}';
ALTER TABLE milestone_confirmation ALTER COLUMN documents DROP DEFAULT;
COMMENT ON COLUMN milestone_confirmation.documents IS 'Which document is what the milestone needs, by its name';
"""


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    script(
        f"GRANT SELECT, INSERT ON assessment_opinion TO {role};GRANT UPDATE (required_documents) ON milestone TO {role}"
    )


def downgrade() -> None:
    script(
        f"REVOKE UPDATE (required_documents) ON milestone FROM {runtime_role()};"
        "ALTER TABLE milestone DROP COLUMN required_documents;"
        "ALTER TABLE milestone_confirmation DROP COLUMN documents;"
        "DROP TABLE assessment_opinion;"
        "DROP FUNCTION assessment_opinion_in_time()"
    )
