-- 10,000 supervised accounts to spread receipts over, and number 0 as the hot one. Ids are made of the number, so that
-- pgbench and the load generator can both name an account.
SET ROLE escrow_owner;
SELECT set_config('loanops.sub_branch', '*', false), set_config('loanops.outlet', '*', false);

CREATE FUNCTION pg_temp.id(kind text, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT ('00000000-0000-7000-' || kind || '-' || lpad(to_hex(number), 12, '0'))::uuid $$;

BEGIN;
INSERT INTO developer (id, name, uscc, qualification_grade, track_record, made_by, made_at, sub_branch, outlet)
VALUES (pg_temp.id('b000', 0), 'Benchmark', '91371300MA00000000', 'first', '[]', 'benchmark', now(), 'lanshan', 'ls-1');

INSERT INTO project (id, developer_id, name, total_investment, construction_budget, funding_sources, permits, regime,
                     state, made_by, made_at, version, sub_branch, outlet)
SELECT pg_temp.id('a000', n), pg_temp.id('b000', 0), 'Garden ' || n, 6000000000, 2000000000, '[]', '[]', 'standard',
       'supervised', 'benchmark', now(), 1, 'lanshan', 'ls-1'
  FROM generate_series(0, 10000) AS n;

INSERT INTO unit (project_id, unit_no, area_sqm, list_price, sub_branch, outlet)
SELECT pg_temp.id('a000', n), '1-101', 90, 100000000, 'lanshan', 'ls-1' FROM generate_series(0, 10000) AS n;

INSERT INTO ledger_account (id, kind, project_id, sub_branch, outlet)
SELECT pg_temp.id('9000', n), 'clearing', pg_temp.id('a000', n), 'lanshan', 'ls-1' FROM generate_series(0, 10000) AS n;

INSERT INTO ledger_account (id, kind, clearing_id, project_id, sub_branch, outlet)
SELECT pg_temp.id('8000', n), 'supervised', pg_temp.id('9000', n), pg_temp.id('a000', n), 'lanshan', 'ls-1'
  FROM generate_series(0, 10000) AS n;

INSERT INTO account (id, project_id, account_no, made_by, made_at, sub_branch, outlet)
SELECT pg_temp.id('8000', n), pg_temp.id('a000', n), lpad(n::text, 12, '0'), 'benchmark', now(), 'lanshan', 'ls-1'
  FROM generate_series(0, 10000) AS n;
COMMIT;

RESET ROLE;
VACUUM ANALYZE;
CHECKPOINT;
