-- What came of a manager's loans in a month (domain G3, to T6): frozen by the close of its last day, never changed.

CREATE INDEX collection_case_opened_on_idx ON collection_case (opened_on);
CREATE INDEX collection_case_closed_on_idx ON collection_case (closed_on) WHERE closed_on IS NOT NULL;
CREATE INDEX task_done_idx ON task (ended_at) WHERE state = 'done';
CREATE INDEX promise_judged_on_idx ON promise (judged_on) WHERE judged_on IS NOT NULL;
CREATE INDEX accountability_review_opened_on_idx ON accountability_review (opened_on);
CREATE INDEX accountability_review_moved_on_idx ON accountability_review (moved_on);

-- `checkpoints`: the curve of the manager's own customers on the checkpoints of the month, as it was frozen then.
-- `outlet`: `*` for a manager with loans of several. Numbers are of the month, but `cases_open` and `files_late` of its
-- last day.
CREATE TABLE manager_result (
    no bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id uuid PRIMARY KEY,
    period text COLLATE "C" NOT NULL CHECK (period ~ '^[0-9]{4}-[0-9]{2}$'),
    account_manager text COLLATE "C" NOT NULL,
    checkpoints jsonb NOT NULL,
    cases_opened integer NOT NULL,
    cases_cured integer NOT NULL,
    cases_open integer NOT NULL,
    tasks_done integer NOT NULL,
    tasks_on_time integer NOT NULL CHECK (tasks_on_time <= tasks_done),
    tasks_late integer NOT NULL,
    promises_kept integer NOT NULL,
    promises_broken integer NOT NULL,
    reviews_opened integer NOT NULL,
    reviews_brought_back integer NOT NULL,
    reviews_due integer NOT NULL,
    reviews_exempt integer NOT NULL,
    reviews_accountable integer NOT NULL,
    files_late integer NOT NULL,
    frozen_on date NOT NULL,
    frozen_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT manager_result_once_a_month_key UNIQUE (period, account_manager, sub_branch)
);
CREATE INDEX manager_result_period_no_idx ON manager_result (period, no);
CREATE INDEX manager_result_account_manager_no_idx ON manager_result (account_manager, no);
CALL protect_by_node('manager_result');

-- Freeze the month that ends with p_date. Tasks are done by the clock, not by business dates: those since the last
-- freeze count. Its cost follows what happened in the month and what is open, never the book.
CREATE FUNCTION freeze_manager_results(p_date date, p_at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_first date := date_trunc('month', p_date)::date;
    v_since timestamptz := (SELECT coalesce(max(r.frozen_at), '-infinity') FROM manager_result r WHERE r.frozen_on < v_first);
    v_frozen integer;
BEGIN
    WITH fact (who, sub_branch, outlet, what, n) AS (
        SELECT c.assignee, c.sub_branch, c.outlet, 'cases_opened', 1 FROM collection_case c
         WHERE c.opened_on BETWEEN v_first AND p_date AND c.stage <> 'reminder'
        UNION ALL
        SELECT c.assignee, c.sub_branch, c.outlet, 'cases_cured', 1 FROM collection_case c
         WHERE c.closed_on BETWEEN v_first AND p_date AND c.state = 'cured' AND c.stage <> 'reminder'
        UNION ALL
        SELECT c.assignee, c.sub_branch, c.outlet, 'cases_open', 1 FROM collection_case c
         WHERE c.state = 'open' AND c.stage <> 'reminder'
        UNION ALL
        SELECT t.holder, t.sub_branch, t.outlet, w.what, 1 FROM task t
         CROSS JOIN LATERAL (SELECT 'tasks_done' AS what UNION ALL SELECT 'tasks_on_time' WHERE t.ended_at <= t.due_at) AS w
         WHERE t.state = 'done' AND t.ended_at > v_since AND t.ended_at <= p_at AND t.holder !~ '@'
        UNION ALL
        SELECT t.holder, t.sub_branch, t.outlet, 'tasks_late', 1 FROM task t
         WHERE t.late_on BETWEEN v_first AND p_date AND t.holder !~ '@'
        UNION ALL
        SELECT c.assignee, p.sub_branch, p.outlet, 'promises_' || p.state, 1
          FROM promise p JOIN collection_case c ON c.id = p.case_id
         WHERE p.judged_on BETWEEN v_first AND p_date AND p.state IN ('kept', 'broken')
        UNION ALL
        SELECT r.account_manager, r.sub_branch, r.outlet, 'reviews_opened', 1 FROM accountability_review r
         WHERE r.opened_on BETWEEN v_first AND p_date
        UNION ALL
        SELECT r.account_manager, r.sub_branch, r.outlet,
               CASE WHEN r.state = 'decided' THEN 'reviews_exempt' ELSE 'reviews_' || r.state END, 1
          FROM accountability_review r
         WHERE r.moved_on BETWEEN v_first AND p_date
           AND (r.state IN ('brought_back', 'due') OR r.outcome = 'due_diligence_exempt')
        UNION ALL
        SELECT a.who, r.sub_branch, r.outlet, 'reviews_accountable', 1
          FROM accountability_review r CROSS JOIN LATERAL unnest(r.accountable) AS a (who)
         WHERE r.moved_on BETWEEN v_first AND p_date AND r.state = 'decided'
        UNION ALL
        SELECT f.holder, f.sub_branch, f.outlet, 'files_late', 1 FROM file_handover f
         WHERE f.state <> 'received' AND f.due_on <= p_date
        UNION ALL
        SELECT a.key, a.sub_branch, a.outlet, 'checkpoints', 1 FROM arrears_rate a
         WHERE a.business_date BETWEEN v_first AND p_date AND a.scope = 'account_manager' AND a.checkpoint IS NOT NULL
    )
    INSERT INTO manager_result (
        id, period, account_manager, checkpoints, cases_opened, cases_cured, cases_open, tasks_done, tasks_on_time,
        tasks_late, promises_kept, promises_broken, reviews_opened, reviews_brought_back, reviews_due, reviews_exempt,
        reviews_accountable, files_late, frozen_on, frozen_at, sub_branch, outlet)
    SELECT uuid7(), to_char(p_date, 'YYYY-MM'), f.who,
           coalesce((SELECT jsonb_agg(jsonb_build_object('checkpoint', a.checkpoint, 'date', a.business_date,
                        'customers', a.customers, 'customers_in_arrears', a.customers_in_arrears, 'status', a.status)
                        ORDER BY a.business_date)
                       FROM arrears_rate a
                      WHERE a.scope = 'account_manager' AND a.key = f.who AND a.sub_branch = f.sub_branch
                        AND a.business_date BETWEEN v_first AND p_date AND a.checkpoint IS NOT NULL), '[]'),
           count(*) FILTER (WHERE f.what = 'cases_opened'), count(*) FILTER (WHERE f.what = 'cases_cured'),
           count(*) FILTER (WHERE f.what = 'cases_open'), count(*) FILTER (WHERE f.what = 'tasks_done'),
           count(*) FILTER (WHERE f.what = 'tasks_on_time'), count(*) FILTER (WHERE f.what = 'tasks_late'),
           count(*) FILTER (WHERE f.what = 'promises_kept'), count(*) FILTER (WHERE f.what = 'promises_broken'),
           count(*) FILTER (WHERE f.what = 'reviews_opened'), count(*) FILTER (WHERE f.what = 'reviews_brought_back'),
           count(*) FILTER (WHERE f.what = 'reviews_due'), count(*) FILTER (WHERE f.what = 'reviews_exempt'),
           count(*) FILTER (WHERE f.what = 'reviews_accountable'), count(*) FILTER (WHERE f.what = 'files_late'),
           p_date, p_at, f.sub_branch,
           CASE WHEN count(DISTINCT f.outlet) = 1 THEN min(f.outlet) ELSE '*' END
      FROM fact f GROUP BY f.who, f.sub_branch
     ORDER BY f.sub_branch, f.who
    ON CONFLICT ON CONSTRAINT manager_result_once_a_month_key DO NOTHING;
    GET DIAGNOSTICS v_frozen = ROW_COUNT;
    RETURN v_frozen;
END $$;

REVOKE ALL ON FUNCTION freeze_manager_results FROM PUBLIC;
GRANT EXECUTE ON FUNCTION freeze_manager_results TO {runtime_role};
GRANT SELECT ON manager_result TO {runtime_role};
