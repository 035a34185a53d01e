"""Which arrears in collections facts tell of, an override rests on, and a change of tier came of (domain T1, T9)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_28_01"
down_revision = "2026_11_27_04"

_MOVE = """
CREATE OR REPLACE FUNCTION move_customer(p_customer uuid, p_sub_branch text, p_outlet text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_table text;
BEGIN
    UPDATE customer SET sub_branch = p_sub_branch, outlet = p_outlet WHERE id = p_customer;
    FOREACH v_table IN ARRAY ARRAY['customer_facts', 'customer_tier', 'tier_change', 'tier_override',{more}
                                   'customer_service', 'visit', 'financing_need', 'mailing_recipient'] LOOP
        EXECUTE format('UPDATE %I SET sub_branch = $1, outlet = $2 WHERE customer_id = $3', v_table)
          USING p_sub_branch, p_outlet, p_customer;
    END LOOP;
END $$;
"""

# Facts of before named none: their rows are left as they are, so that no table is written anew.
TABLES = """
ALTER TABLE customer_facts ADD COLUMN correlation_ids uuid[] NOT NULL DEFAULT '{}';
ALTER TABLE tier_override ADD COLUMN correlation_ids uuid[] NOT NULL DEFAULT '{}';

CREATE TABLE tier_change_arrears (
    no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    correlation_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    position integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT tier_change_arrears_once_key UNIQUE (customer_id, position, correlation_id),
    FOREIGN KEY (customer_id, position) REFERENCES tier_change (customer_id, position)
);
CREATE INDEX tier_change_arrears_correlation_id_no_idx ON tier_change_arrears (correlation_id, no);
CALL protect_by_node('tier_change_arrears');
"""


def upgrade() -> None:
    script(TABLES + _MOVE.replace("{more}", " 'tier_change_arrears',"))
    script(f"GRANT SELECT, INSERT ON tier_change_arrears TO {runtime_role()}")


def downgrade() -> None:
    script(_MOVE.replace("{more}", ""))
    script("""
        DROP TABLE tier_change_arrears;
        ALTER TABLE tier_override DROP COLUMN correlation_ids;
        ALTER TABLE customer_facts DROP COLUMN correlation_ids;
    """)
