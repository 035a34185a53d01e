-- One project of 20,000 units, all sold: a filing, a mortgage and five receipts each; every fiftieth unit is short of one.
SET ROLE escrow_owner;
SELECT set_config('loanops.sub_branch', '*', false), set_config('loanops.outlet', '*', false);

CREATE FUNCTION pg_temp.id(kind text, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT ('00000000-0000-7000-' || kind || '-' || lpad(to_hex(number), 12, '0'))::uuid $$;

BEGIN;
INSERT INTO developer (id, name, uscc, qualification_grade, track_record, made_by, made_at, sub_branch, outlet)
VALUES (pg_temp.id('b100', 0), 'Benchmark', '91371300MA00000001', 'first', '[]', 'benchmark', now(), 'lanshan', 'ls-1');
INSERT INTO project (id, developer_id, name, total_investment, construction_budget, funding_sources, permits, regime,
                     state, made_by, made_at, version, sub_branch, outlet)
VALUES (pg_temp.id('a100', 0), pg_temp.id('b100', 0), 'City', 6000000000, 2000000000, '[]', '[]', 'standard',
        'supervised', 'benchmark', now(), 1, 'lanshan', 'ls-1');
INSERT INTO unit (project_id, unit_no, area_sqm, list_price, sub_branch, outlet)
SELECT pg_temp.id('a100', 0), 'U-' || n, 90, 100000000, 'lanshan', 'ls-1' FROM generate_series(1, 20000) AS n;
INSERT INTO ledger_account (id, kind, project_id, sub_branch, outlet)
VALUES (pg_temp.id('9100', 0), 'clearing', pg_temp.id('a100', 0), 'lanshan', 'ls-1');
INSERT INTO ledger_account (id, kind, clearing_id, project_id, sub_branch, outlet)
VALUES (pg_temp.id('8100', 0), 'supervised', pg_temp.id('9100', 0), pg_temp.id('a100', 0), 'lanshan', 'ls-1');
INSERT INTO account (id, project_id, account_no, made_by, made_at, sub_branch, outlet)
VALUES (pg_temp.id('8100', 0), pg_temp.id('a100', 0), '910000000000', 'benchmark', now(), 'lanshan', 'ls-1');
INSERT INTO sale_filing (id, project_id, unit_no, filing_no, filed_on, price, down_payment, mortgage, provident_fund,
                         state, made_by, made_at, version, sub_branch, outlet)
SELECT pg_temp.id('c100', n), pg_temp.id('a100', 0), 'U-' || n, 'BA-' || n, '2026-01-05', 100000000, 30000000, 70000000, 0,
       'filed', 'benchmark', now(), 1, 'lanshan', 'ls-1' FROM generate_series(1, 20000) AS n;
INSERT INTO buyer_loan (id, project_id, kind, unit_no, amount, drawn_on, outstanding, as_of, made_by, made_at, version,
                        sub_branch, outlet)
SELECT pg_temp.id('d100', n), pg_temp.id('a100', 0), 'mortgage', 'U-' || n, 70000000, '2026-01-05', 70000000, '2026-01-05',
       'benchmark', now(), 1, 'lanshan', 'ls-1' FROM generate_series(1, 20000) AS n;
INSERT INTO receipt (id, account_id, source, amount, bank_ref, unit_no, value_date, in_suspense, made_by, made_at,
                     sub_branch, outlet)
SELECT pg_temp.id('e100', n * 5 + part), pg_temp.id('8100', 0), CASE part WHEN 0 THEN 'mortgage' ELSE 'down_payment' END,
       CASE part WHEN 0 THEN 70000000 ELSE 7500000 END, 'R-' || n || '-' || part, 'U-' || n, '2026-01-06', false,
       'benchmark', now(), 'lanshan', 'ls-1'
  FROM generate_series(1, 20000) AS n, generate_series(0, 4) AS part
 WHERE n % 50 > 0 OR part < 4;
COMMIT;

RESET ROLE;
VACUUM ANALYZE;
CHECKPOINT;
