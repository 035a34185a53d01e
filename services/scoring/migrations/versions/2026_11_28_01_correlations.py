"""Which arrears in collections a warning rests on, and of which the own record told that a decision read (domain S3).

The link is written by the database with each decision, by whatever way the decision comes: a list by arrears must not
look into the records of all decisions, and no index over JSON is used beneath a row policy.
"""

from chassis.migrations import runtime_role, script

revision = "2026_11_28_01"
down_revision = "2026_11_25_50"

TABLES = """
ALTER TABLE warning ADD COLUMN correlation_ids uuid[] NOT NULL DEFAULT '{}'
    CONSTRAINT warning_correlations CHECK (
        cardinality(correlation_ids) <= 50 AND array_position(correlation_ids, NULL) IS NULL);
CREATE INDEX warning_correlation_ids_idx ON warning USING gin (correlation_ids);

CREATE TABLE credit_check_arrears (
    correlation_id uuid NOT NULL,
    credit_check_id uuid NOT NULL REFERENCES credit_check (id),
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    PRIMARY KEY (correlation_id, credit_check_id)
);
CREATE INDEX credit_check_arrears_credit_check_id_idx ON credit_check_arrears (credit_check_id);
CALL protect_by_node('credit_check_arrears');

CREATE FUNCTION keep_arrears_read() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO credit_check_arrears (correlation_id, credit_check_id, sub_branch, outlet)
    SELECT a::uuid, NEW.credit_check_id, NEW.sub_branch, NEW.outlet
      FROM jsonb_array_elements_text(NEW.own_record -> 'arrears') AS a
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_arrears_read AFTER INSERT ON credit_check_decision
    FOR EACH ROW WHEN (jsonb_array_length(NEW.own_record -> 'arrears') > 0) EXECUTE FUNCTION keep_arrears_read();
"""


def upgrade() -> None:
    script(TABLES)
    script(f"GRANT SELECT, INSERT ON credit_check_arrears TO {runtime_role()}")


def downgrade() -> None:
    script("""
        DROP TRIGGER keep_arrears_read ON credit_check_decision;
        DROP FUNCTION keep_arrears_read();
        DROP TABLE credit_check_arrears;
        ALTER TABLE warning DROP COLUMN correlation_ids;
    """)
