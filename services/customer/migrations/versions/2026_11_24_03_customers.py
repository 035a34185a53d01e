"""Customers, their personal data sealed (domain T1)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_24_03"
down_revision = "2026_11_24_02"

# The blind index is unique over the whole bank: a unique index sees past row policies, and tells nobody whose it is.
# The outlet is a node below that very sub-branch: a foreign key sees past row policies too.
TABLES = """
CREATE TABLE customer (
    id uuid PRIMARY KEY,
    external_ref text COLLATE "C" NOT NULL,
    name text NOT NULL,
    id_number bytea NOT NULL CHECK (octet_length(id_number) >= 48),
    id_number_index bytea NOT NULL CHECK (octet_length(id_number_index) = 32),
    phone bytea NOT NULL CHECK (octet_length(phone) >= 41),
    marketing_consent boolean NOT NULL,
    company jsonb,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL,
    CONSTRAINT customer_external_ref_key UNIQUE (external_ref),
    CONSTRAINT customer_id_number_index_key UNIQUE (id_number_index),
    CONSTRAINT customer_outlet_fkey FOREIGN KEY (outlet, sub_branch) REFERENCES node (code, sub_branch),
    CHECK (outlet <> sub_branch)
);
CREATE INDEX customer_sub_branch_id_idx ON customer (sub_branch, id);
CREATE INDEX customer_outlet_id_idx ON customer (outlet, id);
CALL protect_by_node('customer');
"""


def upgrade() -> None:
    script(TABLES)
    script(f"GRANT SELECT, INSERT ON customer TO {runtime_role()}")


def downgrade() -> None:
    script("DROP TABLE customer")
