-- A worklist and a curve of a large bank: 300,000 open tasks of 2,000 managers, and a month of 2,600 rates a day. A task's
-- id is that of an account of the same number (load.py), so that one can be read by its key.
SELECT set_config('loanops.sub_branch', '*', false), set_config('loanops.outlet', '*', false);
INSERT INTO task (id, kind, holder, rank, next_step, why, key_customer, priority, due_at, stage, escalates_to, loan_id,
                  customer_ref, state, opened_on, opened_at, version, sub_branch, outlet)
SELECT t.id, 'collect', 'ls-manager-' || n % 2000, task_rank(n % 20 = 0, n % 40, t.due_at, t.id), 'reach_borrower',
       '{IN_ARREARS}', n % 20 = 0, n % 40, t.due_at, 'borrower', 'outlet_manager', gen_random_uuid(), 'C-' || n, 'open',
       '2026-03-01', now(), 1, 'lanshan', 'ls-1'
  FROM generate_series(1, 300000) n
 CROSS JOIN LATERAL (SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS id,
                            timestamptz '2026-03-02' + make_interval(hours => n % 400) AS due_at) AS t;
INSERT INTO day_close (id, business_date, state, chunks, begun_at, finished_at, ladder_version, buckets_version, made_by,
                       made_by_name, made_at)
SELECT gen_random_uuid(), '2026-02-28'::date + d, 'completed', 0, now(), now(), '2026-02', '2026-01', 'b', 'b', now()
  FROM generate_series(1, 31) d;
INSERT INTO arrears_rate (business_date, period_end, scope, key, customers, customers_in_arrears, new_in_arrears, loans,
                          loans_in_arrears, amount, amount_in_arrears, lower_bound, upper_bound, checkpoint, status,
                          policy_version, sub_branch, outlet)
SELECT '2026-02-28'::date + d, '2026-02-20', 'account_manager', 'ls-manager-' || k, 500, 20, 5, 600, 22, 1000, 40, 0.02, 0.06,
       NULL, 'normal', '2026-01', 'lanshan', 'ls-1'
  FROM generate_series(1, 31) d CROSS JOIN generate_series(0, 2599) k;
ANALYZE task; ANALYZE arrears_rate;
