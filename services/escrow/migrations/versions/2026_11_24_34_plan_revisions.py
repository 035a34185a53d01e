"""Revisions of fund plans: the newest approved one counts, and takes over what payments have taken (domain E4)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_24_34"
down_revision = "2026_11_24_33"

REVISIONS = """
ALTER TABLE fund_plan ADD COLUMN revision integer, ADD COLUMN revises_id uuid REFERENCES fund_plan (id);
ALTER TABLE fund_plan DISABLE TRIGGER decided_is_never_changed;
UPDATE fund_plan p SET revision = numbered.place
  FROM (SELECT id, row_number() OVER (PARTITION BY project_id, month ORDER BY id) AS place FROM fund_plan) AS numbered
 WHERE numbered.id = p.id;
ALTER TABLE fund_plan ENABLE TRIGGER decided_is_never_changed;
ALTER TABLE fund_plan ALTER COLUMN revision SET NOT NULL;
ALTER TABLE fund_plan
    ADD CONSTRAINT fund_plan_revision_check CHECK (revision > 0),
    ADD CONSTRAINT fund_plan_project_id_month_revision_key UNIQUE (project_id, month, revision),
    DROP CONSTRAINT fund_plan_state_check,
    ADD CONSTRAINT fund_plan_state_check CHECK (state IN ('draft', 'submitted', 'approved', 'rejected', 'superseded')),
    DROP CONSTRAINT fund_plan_approved_by_both_check,
    ADD CONSTRAINT fund_plan_approved_by_both_check CHECK (
        (state IN ('approved', 'superseded')) = (corporate_by IS NOT NULL AND personal_by IS NOT NULL));
DROP TRIGGER decided_is_never_changed ON fund_plan;
-- What was decided stays as it is; an approved plan ends when its revision is approved.
CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON fund_plan
    FOR EACH ROW WHEN (OLD.state IN ('rejected', 'superseded')
        OR (OLD.state = 'approved' AND NEW.state IS DISTINCT FROM 'superseded'))
    EXECUTE FUNCTION decided_is_never_changed();

ALTER TABLE fund_plan_line
    ADD COLUMN replaces_id uuid REFERENCES fund_plan_line (id),
    ADD COLUMN replaced_by uuid REFERENCES fund_plan_line (id),
    -- What payments have taken of a line stands on the line that took its place.
    ADD CONSTRAINT fund_plan_line_replaced_has_nothing_taken CHECK (replaced_by IS NULL OR committed = 0);
CREATE UNIQUE INDEX fund_plan_line_replaced_by_key ON fund_plan_line (replaced_by) WHERE replaced_by IS NOT NULL;
"""


def upgrade() -> None:
    script(REVISIONS)
    script(f"GRANT UPDATE (replaced_by) ON fund_plan_line TO {runtime_role()}")


def downgrade() -> None:
    script(
        f"REVOKE UPDATE (replaced_by) ON fund_plan_line FROM {runtime_role()};"
        "DROP INDEX fund_plan_line_replaced_by_key;"
        "ALTER TABLE fund_plan_line DROP CONSTRAINT fund_plan_line_replaced_has_nothing_taken, "
        "DROP COLUMN replaces_id, DROP COLUMN replaced_by;"
        "DROP TRIGGER decided_is_never_changed ON fund_plan;"
        "CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON fund_plan FOR EACH ROW "
        "WHEN (OLD.state IN ('approved', 'rejected')) EXECUTE FUNCTION decided_is_never_changed();"
        "ALTER TABLE fund_plan DROP CONSTRAINT fund_plan_revision_check, "
        "DROP CONSTRAINT fund_plan_project_id_month_revision_key, DROP CONSTRAINT fund_plan_state_check, "
        "ADD CONSTRAINT fund_plan_state_check CHECK (state IN ('draft', 'submitted', 'approved', 'rejected')), "
        "DROP CONSTRAINT fund_plan_approved_by_both_check, ADD CONSTRAINT fund_plan_approved_by_both_check CHECK ("
        "(state = 'approved') = (corporate_by IS NOT NULL AND personal_by IS NOT NULL)), "
        "DROP COLUMN revision, DROP COLUMN revises_id"
    )
