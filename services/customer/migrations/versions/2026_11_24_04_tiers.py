"""Facts of customers, the tier each has, and every tier it had (domain T1, T2)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_24_04"
down_revision = "2026_11_24_03"

TABLES = """
CREATE TABLE customer_facts (
    id uuid PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES customer (id),
    as_of date NOT NULL,
    deposits bigint NOT NULL CHECK (deposits >= 0),
    monthly_contribution bigint NOT NULL,
    years_with_bank integer NOT NULL CHECK (years_with_bank BETWEEN 0 AND 150),
    products_held text[] NOT NULL,
    annual_income bigint NOT NULL CHECK (annual_income >= 0),
    loans jsonb NOT NULL,
    needs text[] NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CREATE INDEX customer_facts_customer_id_idx ON customer_facts (customer_id, id);
CALL protect_by_node('customer_facts');

-- The tier that counts now, with the facts and the policy version it was last found by.
CREATE TABLE customer_tier (
    customer_id uuid PRIMARY KEY REFERENCES customer (id),
    tier text NOT NULL CHECK (tier IN ('high_end', 'potential_high_end', 'general')),
    reasons jsonb NOT NULL CHECK (jsonb_array_length(reasons) > 0),
    facts_id uuid NOT NULL REFERENCES customer_facts (id),
    policy_version text NOT NULL,
    since timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CREATE INDEX customer_tier_tier_idx ON customer_tier (tier, customer_id);
CALL protect_by_node('customer_tier');

-- Every change of tier or of the reasons for it, the first included.
CREATE TABLE tier_change (
    id uuid PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES customer (id),
    position integer NOT NULL CHECK (position >= 1),
    tier text NOT NULL CHECK (tier IN ('high_end', 'potential_high_end', 'general')),
    reasons jsonb NOT NULL CHECK (jsonb_array_length(reasons) > 0),
    facts_id uuid NOT NULL REFERENCES customer_facts (id),
    policy_version text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT tier_change_customer_id_position_key UNIQUE (customer_id, position)
);
CALL protect_by_node('tier_change');
"""


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    # Facts and changes are history; only the present tier is written over.
    script(f"GRANT SELECT, INSERT ON customer_facts, customer_tier, tier_change TO {role}")
    script(f"GRANT UPDATE (tier, reasons, facts_id, policy_version, since) ON customer_tier TO {role}")


def downgrade() -> None:
    script("DROP TABLE tier_change, customer_tier, customer_facts")
