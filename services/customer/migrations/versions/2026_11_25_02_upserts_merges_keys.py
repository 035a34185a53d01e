"""Customers are reported anew, merged and parted again; their numbers move to a new key (contract, section 6)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_25_02"
down_revision = "2026_11_25_01"

TABLES = """
ALTER TABLE customer
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN merged_into uuid REFERENCES customer (id),
    ADD CONSTRAINT customer_merged_into_another CHECK (merged_into <> id);
CREATE INDEX customer_merged_into_idx ON customer (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE customer_merge (
    id uuid PRIMARY KEY,
    kept_id uuid NOT NULL REFERENCES customer (id),
    merged_id uuid NOT NULL REFERENCES customer (id),
    state text NOT NULL CHECK (state IN ('merged', 'undone')),
    reason text NOT NULL CHECK (reason <> ''),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    undone_by text,
    undone_at timestamptz,
    undo_reason text,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CHECK (kept_id <> merged_id),
    CHECK ((state = 'undone') = (undone_by IS NOT NULL AND undone_at IS NOT NULL AND undo_reason IS NOT NULL))
);
CREATE UNIQUE INDEX customer_merge_once_key ON customer_merge (merged_id) WHERE state = 'merged';
CREATE INDEX customer_merge_kept_id_idx ON customer_merge (kept_id, id);
CALL protect_by_node('customer_merge');

-- A rotation goes over the whole bank's customers once, in the order of their ids.
CREATE TABLE key_rotation (
    id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('running', 'completed', 'failed')),
    key_id text NOT NULL,
    after_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    passes integer NOT NULL DEFAULT 0 CHECK (passes >= 0),
    read bigint NOT NULL DEFAULT 0 CHECK (read >= 0),
    resealed bigint NOT NULL DEFAULT 0 CHECK (resealed >= 0),
    customers bigint NOT NULL CHECK (customers >= 0),
    made_by text NOT NULL,
    made_by_name text NOT NULL,
    made_at timestamptz NOT NULL,
    finished_at timestamptz,
    CHECK ((state = 'completed') = (finished_at IS NOT NULL))
);
CREATE UNIQUE INDEX key_rotation_one_at_a_time_key ON key_rotation (state) WHERE state = 'running';

-- Which key a sealed value is under stands in its head: version (1 byte), length of the key id (1), key id.
CREATE FUNCTION key_of(sealed bytea) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT convert_from(substring(sealed FROM 3 FOR get_byte(sealed, 1)), 'SQL_ASCII')
$$;

-- Everything of a customer goes along to another outlet, history too: it is seen by who works with the customer now.
CREATE FUNCTION move_customer(p_customer uuid, p_sub_branch text, p_outlet text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_table text;
BEGIN
    UPDATE customer SET sub_branch = p_sub_branch, outlet = p_outlet WHERE id = p_customer;
    FOREACH v_table IN ARRAY ARRAY['customer_facts', 'customer_tier', 'tier_change', 'tier_override'] LOOP
        EXECUTE format('UPDATE %I SET sub_branch = $1, outlet = $2 WHERE customer_id = $3', v_table)
          USING p_sub_branch, p_outlet, p_customer;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION move_customer FROM PUBLIC;
"""


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    script(
        f"GRANT UPDATE (name, id_number, id_number_index, phone, marketing_consent, company, version, merged_into) "
        f"ON customer TO {role};"
        f"GRANT SELECT, INSERT ON customer_merge, key_rotation TO {role};"
        f"GRANT UPDATE (state, undone_by, undone_at, undo_reason) ON customer_merge TO {role};"
        f"GRANT UPDATE (state, after_id, passes, read, resealed, finished_at) ON key_rotation TO {role};"
        f"GRANT EXECUTE ON FUNCTION move_customer TO {role}"
    )


def downgrade() -> None:
    script(
        "DROP FUNCTION move_customer(uuid, text, text);"
        "DROP FUNCTION key_of(bytea);"
        "DROP TABLE key_rotation, customer_merge;"
        f"REVOKE UPDATE (name, id_number, id_number_index, phone, marketing_consent, company) ON customer "
        f"FROM {runtime_role()};"
        "ALTER TABLE customer DROP CONSTRAINT customer_merged_into_another;"
        "ALTER TABLE customer DROP COLUMN merged_into, DROP COLUMN version"
    )
