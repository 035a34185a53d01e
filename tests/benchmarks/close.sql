-- A book of loans x 12 monthly instalments, as it stands on the evening of 2026-06-30: 28 of 100 loans are behind, with
-- one to six instalments. The others have paid ahead, all but one in a thousand, so that few arrears are new.
-- $loans is put in by close.py; keys and triggers stay as they are, only the sum of a schedule is true by construction.
ALTER TABLE instalment DISABLE TRIGGER instalments_add_up;

INSERT INTO loan (id, external_ref, customer_ref, product, principal, disbursed_on, matures_on, account_manager,
                  originated_by, repayment_order, secured, penalty_due, oldest_due_on, outstanding_principal,
                  outstanding_interest, made_by, made_at, sub_branch, outlet)
SELECT gen_random_uuid(), 'K-' || n, 'C-' || n, 'consumption', 1200000, '2026-01-01', '2027-01-31',
       'ls-manager-' || n % 200, 'outlet', 'interest_first', n % 3 = 0, 0,
       '2026-01-02'::date + (n % 28)::integer + make_interval(months => paid)::interval, (12 - paid) * 100000,
       (12 - paid) * 5500, 'benchmark', now(), 'lanshan', 'ls-1'
  FROM generate_series(1, $loans) AS n
 CROSS JOIN LATERAL (SELECT CASE WHEN n % 100 < 28 THEN (n / 100) % 6 WHEN n % 1000 = 555 THEN 6 ELSE 8 END AS paid) p;

INSERT INTO instalment (loan_no, number, due_date, principal, interest, taken_principal, taken_interest, paid_principal,
                        paid_interest, sub_branch, outlet)
SELECT l.no, k + 1, ('2026-01-02'::date + (n % 28)::integer + make_interval(months => k))::date, 100000, 5500,
       f.paid * 100000, f.paid * 5500, f.paid * 100000, f.paid * 5500, 'lanshan', 'ls-1'
  FROM loan l CROSS JOIN LATERAL (SELECT substr(l.external_ref, 3)::bigint AS n) r
 CROSS JOIN generate_series(0, 11) AS k
 CROSS JOIN LATERAL (SELECT CASE WHEN k < 12 - l.outstanding_principal / 100000 THEN 1 ELSE 0 END AS paid) f
 ORDER BY l.no, k;

ALTER TABLE instalment ENABLE TRIGGER instalments_add_up;
