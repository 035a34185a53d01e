"""The organisation: nodes and staff (domain O1, O2)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_24_02"
down_revision = "2026_11_24_01"

# A node's row policy is that of the organisation itself: somebody sees their own node and what is below it (O1).
TABLES = """
CREATE TABLE node (
    id uuid PRIMARY KEY,
    code text COLLATE "C" NOT NULL CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    kind text NOT NULL CHECK (kind IN ('head_office', 'city_branch', 'sub_branch', 'outlet')),
    name text NOT NULL,
    parent text COLLATE "C",
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL,
    CONSTRAINT node_code_key UNIQUE (code),
    CONSTRAINT node_code_sub_branch_key UNIQUE (code, sub_branch),
    FOREIGN KEY (parent) REFERENCES node (code),
    CHECK ((kind = 'head_office') = (parent IS NULL)),
    CHECK (CASE kind
        WHEN 'sub_branch' THEN sub_branch = code AND outlet = '*'
        WHEN 'outlet' THEN sub_branch = parent AND outlet = code
        ELSE sub_branch = '*' AND outlet = '*'
    END)
);
CREATE UNIQUE INDEX node_one_head_office_key ON node (kind) WHERE kind = 'head_office';
CREATE INDEX node_parent_idx ON node (parent, id);
CALL protect_by_node('node');

CREATE TABLE staff (
    id uuid PRIMARY KEY,
    sub text COLLATE "C" NOT NULL,
    name text NOT NULL,
    roles text[] NOT NULL CHECK (cardinality(roles) > 0),
    active boolean NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL,
    CONSTRAINT staff_sub_key UNIQUE (sub),
    CHECK (outlet = '*' OR sub_branch <> '*'),
    CHECK (NOT 'outlet_manager' = ANY (roles) OR outlet <> '*')
);
CREATE INDEX staff_sub_branch_idx ON staff (sub_branch, id);
CALL protect_by_node('staff');
"""


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    # Nodes are only ever opened; of somebody on the staff the post changes, never who they are.
    script(f"GRANT SELECT, INSERT ON node, staff TO {role}")
    script(f"GRANT UPDATE (name, roles, active, version, sub_branch, outlet) ON staff TO {role}")


def downgrade() -> None:
    script("DROP TABLE staff, node")
