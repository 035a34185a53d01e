-- The monthly reconciliation again (domain E2, E5), of a row a unit.

-- Every unit that any record names up to a day, with what the records say together (services/escrow/reconciliation/
-- rules.py says the same unit by unit, and a test compares the two). The row without a unit is what waits in suspense.
CREATE OR REPLACE FUNCTION reconcile_units(p_project uuid, p_account uuid, p_as_of date, p_misdirected_days int, p_leakage_days int)
RETURNS TABLE (
    unit_no text, expected bigint, received bigint, status text, since date, age_days integer, evidence text[],
    has_mortgage boolean, is_ours boolean, has_leaked boolean
)
LANGUAGE sql STABLE
-- The row policies hide from the planner how many rows there are: it takes a city's receipts for a handful, and sorts.
SET enable_sort = off SET enable_mergejoin = off SET enable_nestloop = off SET work_mem = '64MB'
AS $$
WITH filing AS (
    SELECT DISTINCT ON (f.unit_no COLLATE "C") f.unit_no, f.filed_on, f.down_payment, f.mortgage, f.provident_fund
      FROM sale_filing f
     WHERE f.project_id = p_project AND f.filed_on <= p_as_of AND (f.cancelled_on IS NULL OR f.cancelled_on > p_as_of)
     ORDER BY f.unit_no COLLATE "C", f.filed_on DESC, f.id DESC
), taken_off AS (
    SELECT DISTINCT f.unit_no FROM sale_filing f
     WHERE f.project_id = p_project AND f.state = 'cancelled' AND f.cancelled_on <= p_as_of
), lent AS (
    SELECT l.unit_no,
           (sum(l.amount) FILTER (WHERE l.kind = 'mortgage'))::bigint AS mortgages,
           (sum(l.amount) FILTER (WHERE l.kind = 'provident_fund'))::bigint AS fund_loans,
           (sum(l.amount) FILTER (WHERE l.kind = 'mortgage' AND l.drawn_on <= p_as_of - p_misdirected_days))::bigint AS mortgages_due,
           (sum(l.amount) FILTER (WHERE l.kind = 'provident_fund' AND l.drawn_on <= p_as_of - p_misdirected_days))::bigint AS fund_due,
           min(coalesce(l.drawn_on, (l.made_at AT TIME ZONE 'Asia/Shanghai')::date)) AS first_on
      FROM buyer_loan l
     WHERE l.project_id = p_project
       AND coalesce(l.drawn_on, (l.made_at AT TIME ZONE 'Asia/Shanghai')::date) <= p_as_of
     GROUP BY l.unit_no
), late AS MATERIALIZED (
    -- of a day that is past: units for which more has come since; they alone are counted from their receipts
    SELECT u.unit_no FROM unit_receipts u
     WHERE u.account_id = p_account AND u.first_on <= p_as_of AND u.last_on > p_as_of
), money AS (
    SELECT nullif(u.unit_no, '') AS unit_no, u.proceeds, u.of_mortgages, u.of_fund, u.as_others, u.first_on, u.last_on
      FROM unit_receipts u
     WHERE u.account_id = p_account AND u.last_on <= p_as_of
     UNION ALL
    SELECT coalesce(g.unit_no, r.unit_no),
           coalesce(sum(r.amount) FILTER (WHERE r.source IN ('down_payment', 'mortgage', 'provident_fund')), 0)::bigint,
           coalesce(sum(r.amount) FILTER (WHERE r.source = 'mortgage'), 0)::bigint,
           coalesce(sum(r.amount) FILTER (WHERE r.source = 'provident_fund'), 0)::bigint,
           bool_or(r.source NOT IN ('down_payment', 'mortgage', 'provident_fund')),
           min(r.value_date), max(r.value_date)
      FROM receipt r LEFT JOIN receipt_assignment g ON g.receipt_id = r.id AND g.account_id = p_account
           JOIN late ON late.unit_no = coalesce(g.unit_no, r.unit_no, '')
     WHERE r.account_id = p_account AND r.value_date <= p_as_of
     GROUP BY 1
), gone_back AS (
    SELECT b.unit_no, sum(b.amount)::bigint AS amount FROM sale_refund b
     WHERE b.project_id = p_project AND b.paid_on <= p_as_of GROUP BY b.unit_no
), judged AS (
    -- OFFSET 0 keeps what is worked out here from being worked out anew wherever it is named below
    SELECT s.*,
           CASE WHEN s.unit_no IS NULL THEN NULL
                WHEN s.filed_on IS NULL AND s.was_taken_off AND s.received > 0 THEN 'over'
                WHEN s.filed_on IS NULL THEN 'unfiled'
                WHEN s.received = s.expected THEN 'matched'
                WHEN s.received > s.expected THEN 'over'
                WHEN s.mortgage_elsewhere OR s.fund_elsewhere OR s.came_as_others THEN 'misdirected'
                WHEN s.received > 0 THEN 'short'
                ELSE 'missing' END AS status
      FROM (
        SELECT unit_no, filing.filed_on, taken_off.unit_no IS NOT NULL AS was_taken_off,
               coalesce(filing.mortgage > 0, false) AS has_mortgage, lent.mortgages,
               CASE WHEN filing.filed_on IS NULL THEN 0 ELSE filing.down_payment + coalesce(lent.mortgages, filing.mortgage)
                    + coalesce(lent.fund_loans, filing.provident_fund) END AS expected,
               (coalesce(money.proceeds, 0) - coalesce(gone_back.amount, 0)) AS received,
               coalesce(lent.mortgages_due > coalesce(money.of_mortgages, 0), false) AS mortgage_elsewhere,
               coalesce(lent.fund_due > coalesce(money.of_fund, 0), false) AS fund_elsewhere,
               coalesce(money.as_others, false) AS came_as_others,
               lent.first_on AS lent_on, money.first_on, money.last_on, coalesce(money.of_mortgages, 0) AS of_mortgages
          FROM filing FULL JOIN money USING (unit_no) FULL JOIN lent USING (unit_no)
               LEFT JOIN taken_off USING (unit_no) LEFT JOIN gone_back USING (unit_no)
    OFFSET 0
      ) AS s
     WHERE s.filed_on IS NOT NULL OR s.received <> 0 OR s.lent_on IS NOT NULL
    OFFSET 0
), dated AS (
    SELECT j.*, CASE j.status WHEN 'over' THEN coalesce(j.last_on, j.filed_on)
                              WHEN 'unfiled' THEN coalesce(j.first_on, j.lent_on)
                              ELSE coalesce(j.filed_on, j.first_on) END AS since
      FROM judged j
)
SELECT d.unit_no, d.expected, d.received, d.status, d.since,
       CASE d.status WHEN 'matched' THEN 0 ELSE p_as_of - d.since END,
       CASE WHEN d.status = 'misdirected' THEN array_remove(ARRAY[
           CASE WHEN d.mortgage_elsewhere THEN 'MORTGAGE_DRAWN_NOT_RECEIVED' END,
           CASE WHEN d.fund_elsewhere THEN 'PROVIDENT_FUND_DRAWN_NOT_RECEIVED' END,
           CASE WHEN d.came_as_others THEN 'CAME_AS_OTHER_FUNDS' END], NULL)
       ELSE '{}' END,
       d.has_mortgage, d.has_mortgage AND d.mortgages IS NOT NULL,
       -- E2: a sale on mortgage without one of ours, and the mortgage's money came, or has had long enough to come
       d.has_mortgage AND d.mortgages IS NULL AND (d.of_mortgages > 0 OR d.filed_on <= p_as_of - p_leakage_days)
  FROM dated d
$$;
