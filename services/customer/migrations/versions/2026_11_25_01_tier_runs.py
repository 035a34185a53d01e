"""Tiers of the whole book in one run: the latest facts beside the tier, runs in ranges, overrides (domain T9)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_25_01"
down_revision = "2026_11_24_05"

# A run reads and writes one table alone: what a tier is found by stands beside it, so that a row that changed while
# the run waited is looked at again as it is then. Reasons are codes; their words come of the facts and the version.
STANDING = """
ALTER TABLE customer_tier
    ADD COLUMN as_of date,
    ADD COLUMN deposits bigint,
    ADD COLUMN monthly_contribution bigint,
    ADD COLUMN years_with_bank integer,
    ADD COLUMN products integer,
    ADD COLUMN annual_income bigint,
    ADD COLUMN operating_loan bigint NOT NULL DEFAULT 0,
    ADD COLUMN loan_products text[],
    ADD COLUMN loan_amounts bigint[],
    ADD COLUMN needs text[],
    ADD COLUMN found_tier text,
    ADD COLUMN codes text[],
    ADD COLUMN previous_tier text,
    ADD COLUMN override_id uuid,
    ADD COLUMN found_at timestamptz,
    ADD COLUMN changes integer;
UPDATE customer_tier t
   SET as_of = f.as_of, deposits = f.deposits, monthly_contribution = f.monthly_contribution,
       years_with_bank = f.years_with_bank, annual_income = f.annual_income, needs = f.needs,
       products = (SELECT count(DISTINCT p) FROM unnest(f.products_held) p),
       loan_products = ARRAY(SELECT l.value ->> 'product' FROM jsonb_array_elements(f.loans) WITH ORDINALITY l
                             ORDER BY l.ordinality),
       loan_amounts = ARRAY(SELECT ((l.value ->> 'amount')::numeric * 100)::bigint
                              FROM jsonb_array_elements(f.loans) WITH ORDINALITY l ORDER BY l.ordinality),
       operating_loan = coalesce((
           SELECT max(((l ->> 'amount')::numeric * 100)::bigint) FROM jsonb_array_elements(f.loans) l
            WHERE (SELECT p.body -> 'operating_products' FROM policy p
                    WHERE p.kind = 'tiers' AND p.version = t.policy_version) ? (l ->> 'product')), 0),
       found_tier = t.tier, found_at = f.made_at,
       codes = ARRAY(SELECT r.value ->> 'code' FROM jsonb_array_elements(t.reasons) WITH ORDINALITY r
                     ORDER BY r.ordinality),
       changes = (SELECT count(*) FROM tier_change c WHERE c.customer_id = t.customer_id)
  FROM customer_facts f WHERE f.id = t.facts_id;
ALTER TABLE customer_tier
    ALTER COLUMN as_of SET NOT NULL,
    ALTER COLUMN deposits SET NOT NULL,
    ALTER COLUMN monthly_contribution SET NOT NULL,
    ALTER COLUMN years_with_bank SET NOT NULL,
    ALTER COLUMN products SET NOT NULL,
    ALTER COLUMN annual_income SET NOT NULL,
    ALTER COLUMN loan_products SET NOT NULL,
    ALTER COLUMN loan_amounts SET NOT NULL,
    ALTER COLUMN needs SET NOT NULL,
    ALTER COLUMN found_tier SET NOT NULL,
    ALTER COLUMN codes SET NOT NULL,
    ALTER COLUMN found_at SET NOT NULL,
    ALTER COLUMN changes SET NOT NULL,
    DROP COLUMN reasons,
    ADD CONSTRAINT customer_tier_codes_check CHECK (cardinality(codes) > 0),
    ADD CONSTRAINT customer_tier_loans_check CHECK (cardinality(loan_products) = cardinality(loan_amounts)),
    ADD CONSTRAINT customer_tier_changes_check CHECK (changes >= 1),
    ADD CONSTRAINT customer_tier_found_check CHECK (found_tier IN ('high_end', 'potential_high_end', 'general')),
    ADD CONSTRAINT customer_tier_override_check CHECK (override_id IS NOT NULL OR tier = found_tier);
DROP INDEX customer_tier_tier_idx; -- a changed tier need not touch an index: the row stays on its page
ALTER TABLE customer_tier SET (fillfactor = 50);

-- History is written from the row beside it, in one statement: a foreign key for each of a million changes would cost
-- more than the run. What it names is never deleted.
ALTER TABLE tier_change
    ADD COLUMN before_tier text CHECK (before_tier IN ('high_end', 'potential_high_end', 'general')),
    ADD COLUMN codes text[],
    ADD COLUMN override_id uuid;
UPDATE tier_change t
   SET codes = ARRAY(SELECT r.value ->> 'code' FROM jsonb_array_elements(t.reasons) WITH ORDINALITY r
                     ORDER BY r.ordinality),
       before_tier = (SELECT b.tier FROM tier_change b
                       WHERE b.customer_id = t.customer_id AND b.position = t.position - 1);
ALTER TABLE tier_change
    ALTER COLUMN codes SET NOT NULL,
    DROP COLUMN reasons,
    DROP CONSTRAINT tier_change_pkey,
    DROP COLUMN id,
    DROP CONSTRAINT tier_change_customer_id_position_key,
    ADD CONSTRAINT tier_change_pkey PRIMARY KEY (customer_id, position),
    DROP CONSTRAINT tier_change_customer_id_fkey,
    DROP CONSTRAINT tier_change_facts_id_fkey,
    ADD CONSTRAINT tier_change_first_check CHECK ((position = 1) = (before_tier IS NULL));
CREATE INDEX tier_change_made_at_idx ON tier_change USING brin (made_at);
"""

RUNS = """
CREATE TABLE tier_run (
    id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('running', 'completed', 'failed')),
    policy_version text NOT NULL, -- the one in force when it was asked for, for all of its ranges
    chunks integer CHECK (chunks >= 0), -- null until it has begun
    begun_at timestamptz,
    finished_at timestamptz,
    made_by text NOT NULL,
    made_by_name text NOT NULL,
    made_at timestamptz NOT NULL,
    CHECK ((chunks IS NULL) = (begun_at IS NULL)),
    CHECK ((state = 'completed') = (finished_at IS NOT NULL)),
    CHECK (state <> 'completed' OR begun_at IS NOT NULL)
);
CREATE UNIQUE INDEX tier_run_one_at_a_time_key ON tier_run (state) WHERE state = 'running';
CREATE INDEX tier_run_completed_idx ON tier_run (id) WHERE state = 'completed';

CREATE TABLE tier_run_chunk (
    run_id uuid NOT NULL REFERENCES tier_run (id),
    number integer NOT NULL CHECK (number > 0),
    after_id uuid NOT NULL,
    last_id uuid NOT NULL CHECK (last_id > after_id),
    done_at timestamptz,
    read integer NOT NULL DEFAULT 0,
    changed integer NOT NULL DEFAULT 0,
    raised integer NOT NULL DEFAULT 0,
    lowered integer NOT NULL DEFAULT 0,
    PRIMARY KEY (run_id, number)
);
CREATE INDEX tier_run_chunk_waiting_idx ON tier_run_chunk (run_id, number) WHERE done_at IS NULL;

-- A result is a result: a completed run is not run again, and a range is done once.
CREATE FUNCTION tier_run_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'tier_run' AND to_jsonb(OLD) ->> 'state' = 'completed'
       OR TG_TABLE_NAME = 'tier_run_chunk' AND to_jsonb(OLD) ->> 'done_at' IS NOT NULL
    THEN
        RAISE EXCEPTION 'what a run has done stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'tier_run_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tier_run_stays BEFORE UPDATE ON tier_run FOR EACH ROW EXECUTE FUNCTION tier_run_stays();
CREATE TRIGGER tier_run_stays BEFORE UPDATE ON tier_run_chunk FOR EACH ROW EXECUTE FUNCTION tier_run_stays();
"""

OVERRIDES = """
CREATE TABLE tier_override (
    id uuid PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES customer (id),
    state text NOT NULL CHECK (state IN ('proposed', 'active', 'rejected', 'ended', 'lapsed')),
    tier text NOT NULL CHECK (tier IN ('high_end', 'potential_high_end', 'general')),
    reason text NOT NULL CHECK (reason <> ''),
    ends_on date NOT NULL, -- the last day on which it counts
    decided_by text,
    decided_at timestamptz,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT tier_override_maker_is_not_checker CHECK (decided_by <> made_by),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CHECK (decided_by IS NOT NULL OR state IN ('proposed', 'lapsed'))
);
CREATE UNIQUE INDEX tier_override_one_open_key ON tier_override (customer_id) WHERE state IN ('proposed', 'active');
CREATE INDEX tier_override_customer_id_idx ON tier_override (customer_id, id);
CREATE INDEX tier_override_ends_on_idx ON tier_override (ends_on) WHERE state IN ('proposed', 'active');
CALL protect_by_node('tier_override');
ALTER TABLE customer_tier ADD CONSTRAINT customer_tier_override_id_fkey
    FOREIGN KEY (override_id) REFERENCES tier_override (id);
"""

BEFORE = """
CREATE TEMPORARY TABLE was_tier ON COMMIT DROP AS
    SELECT customer_id, tier, codes, facts_id, policy_version, since, sub_branch, outlet FROM customer_tier;
CREATE TEMPORARY TABLE was_change ON COMMIT DROP AS
    SELECT customer_id, position, tier, codes, facts_id, policy_version, made_by, made_at, sub_branch, outlet
      FROM tier_change;
DROP TABLE customer_tier, tier_change, tier_override, tier_run_chunk, tier_run;
DROP FUNCTION tier_run_stays();

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
INSERT INTO customer_tier
SELECT customer_id, tier, to_jsonb(ARRAY(
           SELECT jsonb_build_object('code', c, 'need', NULL, 'figures', '[]'::jsonb) FROM unnest(codes) c)),
       facts_id, policy_version, since, sub_branch, outlet FROM was_tier;
INSERT INTO tier_change
SELECT gen_random_uuid(), customer_id, position, tier, to_jsonb(ARRAY(
           SELECT jsonb_build_object('code', c, 'need', NULL, 'figures', '[]'::jsonb) FROM unnest(codes) c)),
       facts_id, policy_version, made_by, made_at, sub_branch, outlet FROM was_change;
"""


def upgrade() -> None:
    script(STANDING)
    script(RUNS)
    script(OVERRIDES)
    role = runtime_role()
    script(
        f"GRANT UPDATE (as_of, deposits, monthly_contribution, years_with_bank, products, annual_income, "
        f"operating_loan, loan_products, loan_amounts, needs, found_tier, codes, previous_tier, override_id, found_at, "
        f"changes) ON customer_tier TO {role};"
        f"GRANT SELECT, INSERT ON tier_run, tier_run_chunk, tier_override TO {role};"
        f"GRANT UPDATE (state, chunks, begun_at, finished_at) ON tier_run TO {role};"
        f"GRANT UPDATE (done_at, read, changed, raised, lowered) ON tier_run_chunk TO {role};"
        f"GRANT UPDATE (state, decided_by, decided_at, version) ON tier_override TO {role}"
    )


def downgrade() -> None:
    script(BEFORE)
    role = runtime_role()
    script(
        f"GRANT SELECT, INSERT ON customer_tier, tier_change TO {role};"
        f"GRANT UPDATE (tier, reasons, facts_id, policy_version, since) ON customer_tier TO {role}"
    )
