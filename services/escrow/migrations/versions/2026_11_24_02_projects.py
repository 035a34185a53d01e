"""Documents, developers, projects and their units (domain E1)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_24_02"
down_revision = "2026_11_24_01"

TABLES = """
CREATE TABLE document_content (
    sha256 bytea PRIMARY KEY CHECK (octet_length(sha256) = 32),
    bytes bytea NOT NULL
);

CREATE TABLE document (
    id uuid PRIMARY KEY,
    sha256 bytea NOT NULL REFERENCES document_content (sha256),
    file_name text NOT NULL,
    media_type text NOT NULL,
    size_bytes bigint NOT NULL CHECK (size_bytes > 0),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CALL protect_by_node('document');

CREATE TABLE developer (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    uscc text NOT NULL CHECK (length(uscc) = 18),
    qualification_grade text NOT NULL,
    track_record jsonb NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    UNIQUE (sub_branch, uscc)
);
CALL protect_by_node('developer');

CREATE TABLE project (
    id uuid PRIMARY KEY,
    developer_id uuid NOT NULL REFERENCES developer (id),
    name text NOT NULL,
    total_investment bigint NOT NULL CHECK (total_investment > 0),
    construction_budget bigint NOT NULL CHECK (construction_budget > 0 AND construction_budget <= total_investment),
    funding_sources jsonb NOT NULL,
    permits jsonb NOT NULL,
    regime text NOT NULL CHECK (regime IN ('standard', 'enhanced', 'light')),
    state text NOT NULL CHECK (state IN ('proposed', 'assessed', 'agreed', 'supervised', 'closed', 'declined')),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CREATE INDEX project_developer_id_idx ON project (developer_id);
CALL protect_by_node('project');

CREATE TABLE unit (
    project_id uuid NOT NULL REFERENCES project (id),
    unit_no text NOT NULL,
    area_sqm numeric(12, 2) NOT NULL CHECK (area_sqm > 0),
    list_price bigint NOT NULL CHECK (list_price > 0),
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    PRIMARY KEY (project_id, unit_no)
);
CALL protect_by_node('unit');
"""


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    # Documents, developers and units are only ever added; of a project only its state moves.
    script(f"GRANT SELECT, INSERT ON document_content, document, developer, project, unit TO {role}")
    script(f"GRANT UPDATE (state, version) ON project TO {role}")


def downgrade() -> None:
    script("DROP TABLE unit, project, developer, document, document_content")
