-- Loans number :first to :last, each with twelve monthly instalments of 1,055.00, as they stand at the end of June 2026:
-- of 100 loans 27 are behind by one to five months; the others have paid July in advance, but for a tenth of them, of
-- which some fall behind each day of July. Written by the superuser without triggers: what a service would
-- have written one by one stands here in one statement, and a check at the end sees that it is the same.
SET session_replication_role = replica;
BEGIN;

CREATE TEMP TABLE plan ON COMMIT DROP AS
SELECT n, 1 + (n % 28)::integer AS day,
       CASE WHEN n % 100 < 27 THEN 6 - 1 - (n % 5)::integer -- behind since one to five months
            WHEN n % 10 = 9 THEN 6
            ELSE 7 END AS paid -- instalments paid
  FROM generate_series(:first, :last) AS n;

INSERT INTO loan (id, external_ref, customer_ref, product, principal, disbursed_on, matures_on, account_manager,
                  originated_by, repayment_order, secured, penalty_due, aged_from, oldest_due_on, outstanding_principal,
                  outstanding_interest, made_by, made_at, sub_branch, outlet)
SELECT ('00000000-0000-7000-a000-' || lpad(to_hex(n), 12, '0'))::uuid, 'L-' || n, 'C-' || n, 'consumption', 1200000,
       '2025-12-05', make_date(2026, 12, day), 'manager-' || n % 2000, 'outlet', 'interest_first', false, 0, NULL,
       make_date(2026, paid + 1, day), 100000 * (12 - paid), 5500 * (12 - paid), 'benchmark', now(),
       CASE n % 2 WHEN 0 THEN 'lanshan' ELSE 'shizhong' END, 'outlet-' || n % 20
  FROM plan ORDER BY n;

INSERT INTO instalment (loan_no, number, due_date, principal, interest, taken_principal, taken_interest, paid_principal,
                        paid_interest, sub_branch, outlet)
SELECT l.no, i, make_date(2026, i, p.day), 100000, 5500,
       CASE WHEN i <= p.paid THEN 100000 ELSE 0 END, CASE WHEN i <= p.paid THEN 5500 ELSE 0 END,
       CASE WHEN i <= p.paid THEN 100000 ELSE 0 END, CASE WHEN i <= p.paid THEN 5500 ELSE 0 END, l.sub_branch, l.outlet
  FROM plan p JOIN loan l ON l.external_ref = 'L-' || p.n CROSS JOIN generate_series(1, 12) AS i
 ORDER BY l.no, i;

COMMIT;
SET session_replication_role = origin;
VACUUM (FREEZE, ANALYZE) loan, instalment;

-- What the service would have made of it.
SELECT count(*) FILTER (WHERE l.oldest_due_on IS DISTINCT FROM i.oldest OR l.outstanding_principal <> i.principal) AS wrong
  FROM loan l JOIN (
       SELECT loan_no, sum(principal - paid_principal) AS principal,
              min(due_date) FILTER (WHERE paid_principal + paid_interest < principal + interest) AS oldest
         FROM instalment GROUP BY loan_no) AS i ON i.loan_no = l.no;
