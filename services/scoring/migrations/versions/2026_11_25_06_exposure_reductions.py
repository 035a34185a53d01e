"""Exposure reductions: who owes more than their cap, with a plan to come down (domain S2)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_25_06"
down_revision = "2026_11_25_05"

TABLES = """
CREATE TABLE exposure_reduction (
    id uuid PRIMARY KEY,
    customer_ref text NOT NULL CHECK (customer_ref <> ''),
    bureau_report_id uuid NOT NULL REFERENCES bureau_report (id),
    policy_version text NOT NULL,
    state text NOT NULL CHECK (state IN ('listed', 'planned', 'completed')),
    exposure bigint NOT NULL CHECK (exposure >= 0),
    exposure_cap bigint NOT NULL CHECK (exposure_cap >= 0),
    target_exposure bigint CHECK (target_exposure >= 0),
    due_on date,
    measures text CHECK (measures <> ''),
    planned_by text,
    planned_at timestamptz,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT exposure_reduction_is_above_the_cap CHECK (state = 'completed' OR exposure > exposure_cap),
    CONSTRAINT exposure_reduction_completed_below_the_cap CHECK (state <> 'completed' OR exposure <= exposure_cap),
    CONSTRAINT exposure_reduction_planned_wholly CHECK (
        (planned_by IS NULL) = (due_on IS NULL) AND (planned_by IS NULL) = (target_exposure IS NULL)
        AND (planned_by IS NULL) = (measures IS NULL) AND (state <> 'planned' OR planned_by IS NOT NULL))
);
CREATE UNIQUE INDEX exposure_reduction_one_open_key ON exposure_reduction (customer_ref) WHERE state <> 'completed';
CREATE INDEX exposure_reduction_customer_ref_id_idx ON exposure_reduction (customer_ref, id);
CREATE INDEX exposure_reduction_bureau_report_id_idx ON exposure_reduction (bureau_report_id);
CALL protect_by_node('exposure_reduction');

CREATE TABLE exposure_review (
    exposure_reduction_id uuid NOT NULL REFERENCES exposure_reduction (id),
    number integer NOT NULL CHECK (number > 0),
    bureau_report_id uuid NOT NULL REFERENCES bureau_report (id),
    policy_version text NOT NULL,
    exposure bigint NOT NULL CHECK (exposure >= 0),
    exposure_cap bigint NOT NULL CHECK (exposure_cap >= 0),
    note text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    PRIMARY KEY (exposure_reduction_id, number)
);
CREATE INDEX exposure_review_bureau_report_id_idx ON exposure_review (bureau_report_id);
CALL protect_by_node('exposure_review');
"""


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    script(f"GRANT SELECT, INSERT ON exposure_reduction, exposure_review TO {role}")
    columns = "state, exposure, exposure_cap, target_exposure, due_on, measures, planned_by, planned_at, version"
    script(f"GRANT UPDATE ({columns}) ON exposure_reduction TO {role}")


def downgrade() -> None:
    script("DROP TABLE exposure_review, exposure_reduction")
