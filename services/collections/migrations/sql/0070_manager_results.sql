-- Managers' results of a manager without activity (domain G3, to T6).

-- In this order a manager's branches and outlets are found one after the other, whatever stands in each. Without a
-- condition on what is unpaid: a repayment that moves it would have to write to every index of the loan.
CREATE INDEX loan_manager_node_idx ON loan (account_manager, sub_branch, outlet);

-- On whose name loans stand that are not paid off, and where: a look for each, never the book.
CREATE FUNCTION managers_with_loans() RETURNS TABLE (account_manager text, sub_branch text, outlet text)
LANGUAGE sql STABLE SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
    WITH RECURSIVE place AS (
        (SELECT l.account_manager, l.sub_branch, l.outlet FROM loan l
          ORDER BY l.account_manager, l.sub_branch, l.outlet LIMIT 1)
        UNION ALL
        SELECT n.account_manager, n.sub_branch, n.outlet
          FROM place p CROSS JOIN LATERAL (
            SELECT l.account_manager, l.sub_branch, l.outlet FROM loan l
             WHERE (l.account_manager, l.sub_branch, l.outlet) > (p.account_manager, p.sub_branch, p.outlet)
             ORDER BY l.account_manager, l.sub_branch, l.outlet LIMIT 1) AS n
    )
    SELECT p.account_manager, p.sub_branch, p.outlet
      FROM place p CROSS JOIN LATERAL (
        SELECT FROM loan l
         WHERE l.account_manager = p.account_manager AND l.sub_branch = p.sub_branch AND l.outlet = p.outlet
           AND l.oldest_due_on IS NOT NULL LIMIT 1) AS unpaid
$$;
REVOKE ALL ON FUNCTION managers_with_loans FROM PUBLIC;
