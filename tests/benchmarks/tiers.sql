-- A book of customers with facts and tiers, as many as :customers, spread over two sub-branches and their outlets. What
-- the numbers hold is noise of the right length: nothing here reads it.
INSERT INTO node (id, code, kind, name, parent, made_by, made_at, sub_branch, outlet) VALUES
    (gen_random_uuid(), 'head', 'head_office', 'Head', NULL, 'bench', now(), '*', '*'),
    (gen_random_uuid(), 'city', 'city_branch', 'City', 'head', 'bench', now(), '*', '*'),
    (gen_random_uuid(), 'lanshan', 'sub_branch', 'Lanshan', 'city', 'bench', now(), 'lanshan', '*'),
    (gen_random_uuid(), 'ls-1', 'outlet', 'One', 'lanshan', 'bench', now(), 'lanshan', 'ls-1'),
    (gen_random_uuid(), 'ls-2', 'outlet', 'Two', 'lanshan', 'bench', now(), 'lanshan', 'ls-2')
ON CONFLICT DO NOTHING;

TRUNCATE customer CASCADE;
TRUNCATE tier_change;
TRUNCATE tier_run CASCADE;
INSERT INTO customer (id, external_ref, name, id_number, id_number_index, phone, marketing_consent, made_by, made_at,
                      sub_branch, outlet)
SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'C' || n, 'Customer',
       decode(repeat(md5(n::text), 2), 'hex') || '\x010101010101010101010101010101010101'::bytea,
       sha256(n::text::bytea), decode(repeat(md5(n::text), 3), 'hex'), n % 2 = 0, 'bench', now(), 'lanshan', 'ls-' || 1 + n % 2
  FROM generate_series(1, :customers) n;
INSERT INTO customer_facts (id, customer_id, as_of, deposits, monthly_contribution, years_with_bank, products_held,
                            annual_income, loans, needs, made_by, made_at, sub_branch, outlet)
SELECT ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '2026-01-01',
       (n::bigint * 7919 % 120000000), n::bigint * 104729 % 520000, n % 15, ARRAY['debit_card'],
       n::bigint * 15485863 % 110000000,
       CASE WHEN n % 4 = 0 THEN jsonb_build_array(jsonb_build_object('product', 'operating', 'amount',
            (n::bigint * 32452843 % 60000000 / 100)::text || '.00')) ELSE '[]' END,
       CASE WHEN n % 10 = 0 THEN ARRAY['operating'] ELSE '{}'::text[] END, 'bench', now(), 'lanshan', 'ls-' || 1 + n % 2
  FROM generate_series(1, :customers) n;
INSERT INTO customer_tier (customer_id, tier, facts_id, policy_version, since, sub_branch, outlet, as_of, deposits,
                           monthly_contribution, years_with_bank, products, annual_income, operating_loan,
                           loan_products, loan_amounts, needs, found_tier, codes, found_at, changes)
SELECT f.customer_id, 'general', f.id, 'none', now(), f.sub_branch, f.outlet, f.as_of, f.deposits,
       f.monthly_contribution, f.years_with_bank, cardinality(f.products_held), f.annual_income,
       coalesce((SELECT max(((l ->> 'amount')::numeric * 100)::bigint) FROM jsonb_array_elements(f.loans) l), 0),
       ARRAY(SELECT l ->> 'product' FROM jsonb_array_elements(f.loans) l),
       ARRAY(SELECT ((l ->> 'amount')::numeric * 100)::bigint FROM jsonb_array_elements(f.loans) l), f.needs,
       'general', ARRAY['NONE'], now(), 1
  FROM customer_facts f ORDER BY f.customer_id;
DROP TABLE IF EXISTS yardstick;
CREATE TABLE yardstick (id integer PRIMARY KEY, x integer NOT NULL);
INSERT INTO yardstick SELECT n, 0 FROM generate_series(1, :customers) n;
VACUUM ANALYZE;
CHECKPOINT;
