-- A worklist and a curve of a large bank: $loans loans, 28 of 100 in arrears with an open case and its task, of 2,000
-- managers, and a month of rates by day. A task's id is that of an account of the same number (load.py), so that one can
-- be read by its key. Triggers and keys are off while it is made; all that they would refuse or derive is kept by hand.
SELECT set_config('loanops.sub_branch', '*', false), set_config('loanops.outlet', '*', false);
SET session_replication_role = replica;

INSERT INTO loan (id, external_ref, customer_ref, product, principal, disbursed_on, matures_on, account_manager,
                  originated_by, repayment_order, secured, penalty_due, oldest_due_on, outstanding_principal,
                  outstanding_interest, made_by, made_at, sub_branch, outlet)
SELECT ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, 'K-' || n, 'C-' || n, 'consumption', 1200000,
       '2025-01-01', '2027-01-31', 'ls-manager-' || n % 2000, 'outlet', 'interest_first', false, 0, '2026-02-20', 1200000, 0,
       'benchmark', now(), 'lanshan', 'ls-1'
  FROM generate_series(1, $loans) n;
INSERT INTO loan_people (loan_id, people, has_guarantor, persons_known, sub_branch, outlet)
SELECT id, decode(repeat('5a', 400), 'hex'), true, true, sub_branch, outlet FROM loan;
INSERT INTO collection_case (id, loan_no, loan_id, customer_ref, state, stage, assignee, escalates_to, due_at, opened_on,
                             opened_at, policy_version, version, step_no, why, sub_branch, outlet)
SELECT gen_random_uuid(), l.no, l.id, l.customer_ref, 'open', 'borrower', l.account_manager, 'outlet_manager',
       timestamptz '2026-03-02' + make_interval(hours => (l.no % 400)::integer), '2026-03-01', now(), '2026-02', 1, 1,
       '{IN_ARREARS}', l.sub_branch, l.outlet
  FROM loan l WHERE l.no <= $loans * 28 / 100;
INSERT INTO task (id, kind, holder, rank, next_step, why, key_customer, priority, due_at, stage, escalates_to, loan_no,
                  loan_id, case_id, customer_ref, state, opened_on, opened_at, version, sub_branch, outlet)
SELECT t.id, 'collect', c.assignee, task_rank(c.loan_no % 20 = 0, (c.loan_no % 40)::integer, c.due_at, t.id), 'reach_borrower',
       CASE WHEN c.loan_no % 20 = 0 THEN '{KEY_CUSTOMER,IN_ARREARS}'::text[] ELSE '{IN_ARREARS}'::text[] END,
       c.loan_no % 20 = 0, (c.loan_no % 40)::integer, c.due_at, 'borrower', c.escalates_to, c.loan_no, c.loan_id, c.id,
       c.customer_ref, 'open', c.opened_on, c.opened_at, 1, c.sub_branch, c.outlet
  FROM collection_case c
 CROSS JOIN LATERAL (SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(c.loan_no), 12, '0'))::uuid AS id) AS t;
INSERT INTO day_close (id, business_date, state, chunks, begun_at, finished_at, ladder_version, buckets_version,
                       classes_version, made_by, made_by_name, made_at)
SELECT gen_random_uuid(), '2026-02-28'::date + d, 'completed', 0, now(), now(), '2026-02', '2026-01', '2026-01', 'b', 'b', now()
  FROM generate_series(1, 31) d;
INSERT INTO arrears_rate (business_date, period_end, scope, key, customers, customers_in_arrears, new_in_arrears, loans,
                          loans_in_arrears, amount, amount_in_arrears, lower_bound, upper_bound, checkpoint, status,
                          policy_version, sub_branch, outlet)
SELECT '2026-02-28'::date + d, '2026-02-20', k.scope, k.key, 500, 10 + d, 5, 600, 12 + d, 1000, 40, 0.02, 0.06,
       CASE d WHEN 21 THEN 'settlement' WHEN 26 THEN 'day_26' WHEN 31 THEN 'month_end' END, 'normal', '2026-01', 'lanshan',
       CASE k.scope WHEN 'sub_branch' THEN '*' ELSE 'ls-1' END
  FROM generate_series(1, 31) d
 CROSS JOIN (SELECT 'account_manager' AS scope, 'ls-manager-' || n AS key FROM generate_series(0, 1999) n
             UNION ALL SELECT 'outlet', 'ls-' || n FROM generate_series(1, 200) n
             UNION ALL SELECT 'sub_branch', CASE n WHEN 1 THEN 'lanshan' ELSE 'branch-' || n END
               FROM generate_series(1, 40) n) AS k;

SET session_replication_role = origin;
VACUUM ANALYZE loan; VACUUM ANALYZE loan_people; VACUUM ANALYZE collection_case; VACUUM ANALYZE task;
VACUUM ANALYZE arrears_rate;
