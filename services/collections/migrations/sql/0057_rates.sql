-- The rates of a date as 0041_curve.sql has them, counted in another order: most customers owe one loan, and count alike
-- for manager, outlet and sub-branch; only those with several have to be told apart three times.
CREATE OR REPLACE FUNCTION freeze_rates(
    p_date date, p_start date, p_end date, p_checkpoint text, p_statuses text[], p_limits numeric[], p_inclusive boolean[],
    p_sure_from integer, p_too_few integer, p_z numeric, p_version text, p_first_day integer
) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' AS $$
DECLARE
    v_rows integer;
BEGIN
    IF EXISTS (SELECT FROM arrears_rate r WHERE r.business_date = p_date) THEN
        RETURN 0;
    END IF;
    WITH behind AS MATERIALIZED (
        SELECT b.assignee, b.outlet, b.sub_branch, b.customer_ref, b.is_new, m.amount
          FROM (
            SELECT c.loan_no, c.assignee, c.outlet, c.sub_branch, c.customer_ref, c.owing_since >= p_start AS is_new
              FROM collection_case c WHERE c.state = 'open' AND c.stage <> 'reminder'
            UNION ALL
            SELECT l.no, l.account_manager, l.outlet, l.sub_branch, l.customer_ref, l.oldest_due_on >= p_start
              FROM loan l
             WHERE p_first_day > 1 AND l.oldest_due_on < p_date AND l.oldest_due_on > p_date - p_first_day
               AND coalesce(l.aged_from <= p_date, true)
               AND NOT EXISTS (SELECT FROM collection_case c
                                WHERE c.loan_no = l.no AND c.state = 'open' AND c.stage <> 'reminder')
          ) b JOIN (
            SELECT m.no, m.amount FROM settled_loans s CROSS JOIN LATERAL unnest(s.loans, s.amounts) AS m (no, amount)
             WHERE s.period_end = p_end
          ) m ON m.no = b.loan_no
    ), several AS MATERIALIZED (
        SELECT b.customer_ref FROM behind b GROUP BY b.customer_ref HAVING count(*) > 1
    ), customer AS (
        SELECT CASE WHEN grouping(b.assignee) = 0 THEN 'account_manager' WHEN grouping(b.outlet) = 0 THEN 'outlet'
                    ELSE 'sub_branch' END AS scope,
               coalesce(b.assignee, b.outlet, b.sub_branch) AS key, count(*) AS loans, sum(b.amount) AS amount,
               bool_and(b.is_new) AS is_new
          FROM behind b WHERE EXISTS (SELECT FROM several s WHERE s.customer_ref = b.customer_ref)
         GROUP BY GROUPING SETS ((b.assignee, b.customer_ref), (b.outlet, b.customer_ref), (b.sub_branch, b.customer_ref))
    ), found AS (
        SELECT CASE WHEN grouping(b.assignee) = 0 THEN 'account_manager' WHEN grouping(b.outlet) = 0 THEN 'outlet'
                    ELSE 'sub_branch' END AS scope,
               coalesce(b.assignee, b.outlet, b.sub_branch) AS key, count(*) AS customers,
               count(*) FILTER (WHERE b.is_new) AS new, count(*) AS loans, sum(b.amount) AS amount
          FROM behind b WHERE NOT EXISTS (SELECT FROM several s WHERE s.customer_ref = b.customer_ref)
         GROUP BY GROUPING SETS (b.assignee, b.outlet, b.sub_branch)
        UNION ALL
        SELECT c.scope, c.key, count(*), count(*) FILTER (WHERE c.is_new), sum(c.loans), sum(c.amount)
          FROM customer c GROUP BY c.scope, c.key
    ), owing AS (
        SELECT f.scope, f.key, sum(f.customers) AS customers, sum(f.new) AS new, sum(f.loans) AS loans, sum(f.amount) AS amount
          FROM found f GROUP BY f.scope, f.key
    ), counted AS (
        SELECT d.scope, d.key, d.customers, least(coalesce(o.customers, 0), d.customers)::integer AS in_arrears,
               least(coalesce(o.new, 0), d.customers)::integer AS new, d.loans,
               least(coalesce(o.loans, 0), d.loans)::integer AS loans_in_arrears,
               d.amount, least(coalesce(o.amount, 0), d.amount)::bigint AS amount_in_arrears, d.sub_branch, d.outlet
          FROM settled_count d LEFT JOIN owing o ON o.scope = d.scope AND o.key = d.key
         WHERE d.period_end = p_end
    ), bounded AS (
        SELECT c.*, c.in_arrears::numeric / c.customers AS rate, w.low, w.high
          FROM counted c CROSS JOIN LATERAL wilson(c.in_arrears, c.customers, p_z) AS w (low, high)
    )
    INSERT INTO arrears_rate (business_date, period_end, scope, key, customers, customers_in_arrears, new_in_arrears, loans,
        loans_in_arrears, amount, amount_in_arrears, lower_bound, upper_bound, checkpoint, status, policy_version, sub_branch, outlet)
    SELECT p_date, p_end, b.scope, b.key, b.customers, b.in_arrears, b.new, b.loans, b.loans_in_arrears, b.amount, b.amount_in_arrears,
           b.low, b.high, p_checkpoint,
           CASE WHEN b.customers < p_too_few THEN 'too_few_loans'
                ELSE coalesce((SELECT p_statuses[max(n)] FROM generate_series(1, cardinality(p_statuses)) n
                                WHERE CASE WHEN b.customers >= p_sure_from THEN b.rate ELSE b.low END > p_limits[n]
                                   OR p_inclusive[n] AND CASE WHEN b.customers >= p_sure_from THEN b.rate ELSE b.low END = p_limits[n]),
                              'normal') END,
           p_version, b.sub_branch, b.outlet
      FROM bounded b ORDER BY b.scope, b.key;
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    RETURN v_rows;
END $$;
