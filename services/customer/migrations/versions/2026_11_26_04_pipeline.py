"""The pipeline of projects: from land collateral to actual mortgages, and how they sell (domain T10)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_26_04"
down_revision = "2026_11_26_03"

TABLES = """
CREATE TABLE pipeline_project (
    id uuid PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    developer text NOT NULL,
    relationship_manager text COLLATE "C" NOT NULL REFERENCES staff (sub),
    stage text NOT NULL CHECK (stage IN ('land_collateral', 'development_loan', 'selling', 'completed', 'dropped')),
    land_collateral bigint NOT NULL CHECK (land_collateral > 0),
    development_loan bigint CHECK (development_loan > 0),
    units integer NOT NULL CHECK (units > 0),
    expected_mortgages integer NOT NULL CHECK (expected_mortgages >= 0),
    expected_mortgage_amount bigint NOT NULL CHECK (expected_mortgage_amount >= 0),
    sales_expected_on date NOT NULL,
    -- the newest report, for lists; every one is in pipeline_sales
    sales_as_of date,
    units_sold integer CHECK (units_sold BETWEEN 0 AND units),
    cash_returned bigint CHECK (cash_returned >= 0),
    mortgages integer CHECK (mortgages >= 0),
    mortgage_amount bigint CHECK (mortgage_amount >= 0),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL,
    CONSTRAINT pipeline_project_name_key UNIQUE (sub_branch, name),
    CONSTRAINT pipeline_project_outlet_fkey FOREIGN KEY (outlet, sub_branch) REFERENCES node (code, sub_branch),
    CHECK (num_nulls(sales_as_of, units_sold, cash_returned, mortgages, mortgage_amount) IN (0, 5)),
    CHECK (stage IN ('land_collateral', 'dropped') OR development_loan IS NOT NULL),
    CHECK (stage IN ('selling', 'completed') OR sales_as_of IS NULL)
);
CREATE INDEX pipeline_project_sub_branch_idx ON pipeline_project (sub_branch, id);
CREATE INDEX pipeline_project_relationship_manager_idx ON pipeline_project (relationship_manager, id);
CALL protect_by_node('pipeline_project');

CREATE TABLE pipeline_sales (
    id uuid PRIMARY KEY,
    pipeline_project_id uuid NOT NULL REFERENCES pipeline_project (id),
    as_of date NOT NULL,
    units_sold integer NOT NULL CHECK (units_sold >= 0),
    cash_returned bigint NOT NULL CHECK (cash_returned >= 0),
    mortgages integer NOT NULL CHECK (mortgages >= 0),
    mortgage_amount bigint NOT NULL CHECK (mortgage_amount >= 0),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL
);
CREATE INDEX pipeline_sales_project_idx ON pipeline_sales (pipeline_project_id, id);
CALL protect_by_node('pipeline_sales');
"""


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    script(
        f"GRANT SELECT, INSERT ON pipeline_project, pipeline_sales TO {role};"
        "GRANT UPDATE (stage, development_loan, sales_as_of, units_sold, cash_returned, mortgages, mortgage_amount, "
        f"version) ON pipeline_project TO {role}"
    )


def downgrade() -> None:
    script("DROP TABLE pipeline_sales, pipeline_project")
