-- What follows a range of loans that a close has aged, as 0040_working.sql and 0042_clocks.sql have it, for that range.

DROP FUNCTION end_pauses, judge_promises, tell_late_steps, work_cases, list_maturing, keep_clocks, warn_of_clocks;

-- The rates of a date as 0057_rates.sql has them; the lists of who settled are gone through without being kept.
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
    WITH owed AS MATERIALIZED (
            SELECT c.loan_no, c.assignee, c.outlet, c.sub_branch, c.customer_ref, c.owing_since >= p_start AS is_new
              FROM collection_case c WHERE c.state = 'open' AND c.stage <> 'reminder'
            UNION ALL
            SELECT l.no, l.account_manager, l.outlet, l.sub_branch, l.customer_ref, l.oldest_due_on >= p_start
              FROM loan l
             WHERE p_first_day > 1 AND l.oldest_due_on < p_date AND l.oldest_due_on > p_date - p_first_day
               AND coalesce(l.aged_from <= p_date, true)
               AND NOT EXISTS (SELECT FROM collection_case c
                                WHERE c.loan_no = l.no AND c.state = 'open' AND c.stage <> 'reminder')
    ), behind AS MATERIALIZED (
        SELECT b.assignee, b.outlet, b.sub_branch, b.customer_ref, b.is_new, m.amount
          FROM owed b JOIN (
            SELECT unnest(s.loans) AS no, unnest(s.amounts) AS amount FROM settled_loans s WHERE s.period_end = p_end
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


-- C8: pauses whose last day is over. Their cases are looked at in the same close, and the step they are at begins anew.
CREATE FUNCTION end_pauses(p_date date, p_at timestamptz, p_by text, p_first bigint, p_last bigint, p_stages text[], p_days integer[])
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    v_cases uuid[];
BEGIN
    SELECT array_agg(d.id) INTO v_cases FROM (
        SELECT c.id FROM collection_case c WHERE c.paused_until < p_date AND c.state = 'open'
            AND c.loan_no BETWEEN p_first AND p_last
         ORDER BY c.loan_no FOR NO KEY UPDATE) AS d;
    IF v_cases IS NULL THEN RETURN 0; END IF;
    PERFORM resume_cases(v_cases, p_date, p_at, p_by, p_stages, p_days);
    RETURN cardinality(v_cases);
END $$;

-- C8: promises that a repayment has met, or whose day is over. Only what is judged differently is written.
CREATE FUNCTION judge_promises(p_date date, p_at timestamptz, p_by text, p_first bigint, p_last bigint)
RETURNS TABLE (judged integer, kept integer, broken integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan
SET enable_nestloop = off AS $$
DECLARE
    v_loans bigint[];
    v_ids uuid[];
BEGIN
    SELECT array_agg(d.loan_no), array_agg(d.id) INTO v_loans, v_ids FROM (
        SELECT p.loan_no, p.id FROM promise p
         WHERE (p.state = 'open' OR p.judge_again) AND p.loan_no BETWEEN p_first AND p_last
           AND (p.judge_again OR p.due_on <= p_date OR EXISTS (
                SELECT FROM repayment r WHERE r.loan_no = p.loan_no AND r.paid_on >= p.promised_on
                   AND (r.paid_on > p.promised_on OR r.made_at >= p.made_at)
                HAVING coalesce(sum(r.amount) FILTER (WHERE NOT EXISTS (
                    SELECT FROM repayment_reversal v WHERE v.repayment_id = r.id)), 0) >= p.amount))
         ORDER BY p.loan_no FOR NO KEY UPDATE) AS d;
    judged := coalesce(cardinality(v_ids), 0);
    kept := 0;
    broken := 0;
    IF judged = 0 THEN
        RETURN NEXT;
        RETURN;
    END IF;
    WITH paid AS (
        SELECT p.id, coalesce(sum(r.amount), 0) AS amount
          FROM promise p
          LEFT JOIN repayment r ON r.loan_no = p.loan_no AND r.loan_no = ANY (v_loans)
               AND r.paid_on BETWEEN p.promised_on AND p.due_on
               AND (r.paid_on > p.promised_on OR r.made_at >= p.made_at)
               AND NOT EXISTS (SELECT FROM repayment_reversal v WHERE v.repayment_id = r.id)
         WHERE p.id = ANY (v_ids) GROUP BY p.id
    ), found AS (
        SELECT p.id, p.state AS was,
               CASE WHEN d.amount >= p.amount THEN 'kept' WHEN p.due_on <= p_date THEN 'broken' ELSE 'open' END AS state
          FROM promise p JOIN paid d ON d.id = p.id WHERE p.id = ANY (v_ids)
    ), written AS (
        UPDATE promise p
           SET state = f.state, judged_on = CASE WHEN f.state = f.was THEN p.judged_on WHEN f.state <> 'open' THEN p_date END,
               judge_again = false, version = p.version + CASE WHEN f.state = f.was THEN 0 ELSE 1 END
          FROM found f WHERE p.id = f.id AND p.id = ANY (v_ids)
        RETURNING p.id, p.case_id, p.loan_no, p.loan_id, p.amount, p.due_on, p.state, f.was, p.sub_branch, p.outlet
    ), told AS (
        INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
        SELECT w.loan_no, 'promise_' || w.state, p_date, p_at, p_by,
               jsonb_build_object('promise_id', w.id, 'amount', yuan(w.amount), 'due_on', w.due_on), w.sub_branch, w.outlet
          FROM written w WHERE w.state <> w.was AND w.state <> 'open' ORDER BY w.loan_no
    ), marked AS (
        UPDATE collection_case c SET why = c.why || '{BROKEN_PROMISE}'::text[], version = c.version + 1
          FROM written w
         WHERE c.id = w.case_id AND c.state = 'open' AND w.state = 'broken' AND w.was <> 'broken'
           AND NOT 'BROKEN_PROMISE' = ANY (c.why)
    ), asked AS (
        INSERT INTO task (id, kind, holder, rank, next_step, why, key_customer, priority, due_at, loan_no, loan_id, case_id,
                          customer_ref, subject_id, state, opened_on, opened_at, version, sub_branch, outlet)
        SELECT t.id, 'promise_broken', c.assignee, task_rank(c.key_customer, c.priority, day_end(p_date + 1), t.id),
               'follow_up_broken_promise', '{BROKEN_PROMISE}', c.key_customer, c.priority, day_end(p_date + 1), c.loan_no,
               c.loan_id, c.id, c.customer_ref, w.id, 'open', p_date, p_at, 1, c.sub_branch, c.outlet
          FROM written w JOIN collection_case c ON c.id = w.case_id
         CROSS JOIN LATERAL (SELECT uuid7() AS id WHERE w.id IS NOT NULL) AS t
         WHERE w.state = 'broken' AND w.was <> 'broken' AND c.state = 'open' AND c.paused_until IS NULL
         ORDER BY w.loan_no
    ), dropped AS (
        UPDATE task t SET state = 'dropped', ended_at = p_at, ended_by = p_by, version = t.version + 1
          FROM written w
         WHERE t.subject_id = w.id AND t.subject_id = ANY (v_ids) AND t.state = 'open' AND w.state <> 'broken'
    )
    SELECT count(*) FILTER (WHERE w.state = 'kept' AND w.was <> 'kept'),
           count(*) FILTER (WHERE w.state = 'broken' AND w.was <> 'broken') INTO kept, broken FROM written w;
    RETURN NEXT;
END $$;

-- C3: steps whose last day is over without being done. The role that hears of it gets a task of its own, once a case.
CREATE FUNCTION tell_late_steps(p_date date, p_at timestamptz, p_by text, p_first bigint, p_last bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan
SET enable_nestloop = off AS $$
DECLARE
    v_ids uuid[];
    v_cases uuid[];
BEGIN
    SELECT array_agg(d.id), array_agg(d.case_id) FILTER (WHERE d.kind = 'collect') INTO v_ids, v_cases FROM (
        SELECT t.id, t.case_id, t.kind FROM task t
         WHERE t.state = 'open' AND t.late_on IS NULL AND t.due_at <= day_end(p_date)
           AND (t.loan_no BETWEEN p_first AND p_last OR p_first IS NULL AND t.loan_no IS NULL)
         ORDER BY t.loan_no, t.due_at, t.id FOR NO KEY UPDATE) AS d;
    IF v_ids IS NULL THEN RETURN 0; END IF;
    UPDATE task t SET late_on = p_date, version = t.version + 1 WHERE t.id = ANY (v_ids);
    IF v_cases IS NULL THEN RETURN cardinality(v_ids); END IF;
    WITH late AS (
        UPDATE collection_case c SET late_on = p_date, version = c.version + 1 WHERE c.id = ANY (v_cases) AND c.state = 'open'
        RETURNING c.*
    ), told AS (
        INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
        SELECT l.loan_no, 'step_late', p_date, p_at, p_by,
               jsonb_build_object('case_id', l.id, 'stage', l.stage, 'due_at', l.due_at, 'escalates_to', l.escalates_to),
               l.sub_branch, l.outlet
          FROM late l ORDER BY l.loan_no
    )
    INSERT INTO task (id, kind, holder, rank, next_step, why, key_customer, priority, due_at, loan_no, loan_id, case_id,
                      customer_ref, state, opened_on, opened_at, version, sub_branch, outlet)
    SELECT t.id, 'late_step', role_holder(l.escalates_to, l.sub_branch),
           task_rank(l.key_customer, l.priority, day_end(p_date + 2), t.id), 'see_to_late_step', l.why || '{STEP_LATE}'::text[],
           l.key_customer, l.priority, day_end(p_date + 2), l.loan_no, l.loan_id, l.id, l.customer_ref, 'open', p_date, p_at, 1,
           l.sub_branch, l.outlet
      FROM late l CROSS JOIN LATERAL (SELECT uuid7() AS id WHERE l.id IS NOT NULL) AS t
     WHERE NOT EXISTS (SELECT FROM task o WHERE o.case_id = l.id AND o.case_id = ANY (v_cases) AND o.state = 'open'
                          AND o.kind = 'late_step' AND o.holder = role_holder(l.escalates_to, l.sub_branch))
     ORDER BY l.loan_no;
    RETURN cardinality(v_ids);
END $$;

-- Bring the clocks of the next few loans in line with the book at a close: of loans that have come into arrears they begin,
-- a payment moves the start of limitation on, a demand that was received restarts or meets one; a demand that comes after
-- the end restarts nothing. The pure twin is services/collections/clocks/rules.py. Answers how many cases were looked at.
CREATE FUNCTION keep_clocks(
    p_date date, p_first bigint, p_last bigint, p_years integer, p_months integer, p_warn_days integer[], p_version text
) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET work_mem = '16MB' AS $$
DECLARE
    v_loans bigint[];
    v_ids uuid[];
BEGIN
    SELECT array_agg(d.loan_no), array_agg(d.loan_id) INTO v_loans, v_ids FROM (
        SELECT c.loan_no, c.loan_id FROM collection_case c WHERE c.state = 'open' AND c.clock_check AND c.stage <> 'reminder'
            AND c.loan_no BETWEEN p_first AND p_last
         ORDER BY c.loan_no FOR NO KEY UPDATE) AS d;
    IF v_loans IS NULL THEN RETURN 0; END IF;
    UPDATE collection_case c SET clock_check = false WHERE c.loan_no = ANY (v_loans) AND c.state = 'open';
    WITH owing AS MATERIALIZED (
        SELECT l.no, l.id, l.customer_ref, l.oldest_due_on, l.matures_on, coalesce(p.has_guarantor, true) AS has_guarantor,
               l.sub_branch, l.outlet
          FROM loan l LEFT JOIN loan_people p ON p.loan_id = l.id AND p.loan_id = ANY (v_ids)
         WHERE l.no = ANY (v_loans) AND l.oldest_due_on < p_date
    ), demanded AS (
        SELECT d.loan_no, max(d.answered_on) FILTER (WHERE d.party <> 'guarantor') AS of_debtor,
               max(d.answered_on) FILTER (WHERE d.party = 'guarantor') AS of_guarantor,
               min(d.answered_on) FILTER (WHERE d.party = 'guarantor') AS first_of_guarantor
          FROM demand_letter d WHERE d.state = 'received' AND d.loan_no = ANY (v_loans) GROUP BY d.loan_no
    ), limited AS (
        SELECT o.no, CASE WHEN d.of_debtor <= coalesce(k.expires_on, (o.oldest_due_on + make_interval(years => p_years))::date)
                          THEN d.of_debtor ELSE k.restarted_on END AS demanded_on
          FROM owing o LEFT JOIN demanded d ON d.loan_no = o.no
          LEFT JOIN clock k ON k.loan_no = o.no AND k.loan_no = ANY (v_loans) AND k.kind = 'limitation'
    ), wanted AS (
        SELECT o.*, 'limitation' AS kind, greatest(o.oldest_due_on, m.demanded_on) AS starts_on,
               CASE WHEN m.demanded_on > o.oldest_due_on THEN m.demanded_on END AS restarted_on,
               (greatest(o.oldest_due_on, m.demanded_on) + make_interval(years => p_years))::date AS expires_on,
               NULL::date AS met_on
          FROM owing o JOIN limited m ON m.no = o.no
        UNION ALL
        SELECT o.*, 'guarantee', o.matures_on, NULL, g.expires_on,
               CASE WHEN d.first_of_guarantor <= g.expires_on THEN d.first_of_guarantor END
          FROM owing o LEFT JOIN demanded d ON d.loan_no = o.no
         CROSS JOIN LATERAL (SELECT (o.matures_on + make_interval(months => p_months))::date AS expires_on) AS g
         WHERE o.has_guarantor
        UNION ALL
        SELECT o.*, 'guarantor_limitation', d.of_guarantor, d.of_guarantor,
               (d.of_guarantor + make_interval(years => p_years))::date, NULL
          FROM owing o JOIN demanded d ON d.loan_no = o.no
         WHERE d.first_of_guarantor <= (o.matures_on + make_interval(months => p_months))::date
    ), found AS (
        SELECT w.*, CASE WHEN w.met_on IS NOT NULL THEN 'met' WHEN w.expires_on < p_date THEN 'expired' ELSE 'running' END AS state,
               CASE WHEN w.met_on IS NOT NULL THEN w.met_on WHEN w.expires_on < p_date THEN w.expires_on END AS ended_on
          FROM wanted w
    )
    INSERT INTO clock AS c (id, loan_no, loan_id, customer_ref, kind, starts_on, expires_on, restarted_on, next_warning_on, state,
                            ended_on, policy_version, version, sub_branch, outlet)
    SELECT uuid7(), f.no, f.id, f.customer_ref, f.kind, f.starts_on, f.expires_on, f.restarted_on,
           CASE WHEN f.state = 'running' THEN next_warning(f.starts_on, f.expires_on, p_warn_days, p_date) END, f.state, f.ended_on, p_version,
           1, f.sub_branch, f.outlet
      FROM found f
     WHERE NOT EXISTS (SELECT FROM clock k
                        WHERE k.loan_no = f.no AND k.kind = f.kind AND k.loan_no = ANY (v_loans)
                          AND (k.starts_on, k.expires_on, k.restarted_on, k.state, k.ended_on)
                              IS NOT DISTINCT FROM (f.starts_on, f.expires_on, f.restarted_on, f.state, f.ended_on))
     ORDER BY f.no, f.kind
    ON CONFLICT ON CONSTRAINT clock_one_of_a_kind_key DO UPDATE
       SET starts_on = excluded.starts_on, expires_on = excluded.expires_on, restarted_on = excluded.restarted_on,
           next_warning_on = excluded.next_warning_on, state = excluded.state, ended_on = excluded.ended_on,
           policy_version = excluded.policy_version, version = c.version + 1;
    RETURN cardinality(v_loans);
END $$;

-- Warn of clocks whose day has come (C10): the manager gets a task, and with the last warning the role that hears of it.
CREATE FUNCTION warn_of_clocks(
    p_date date, p_at timestamptz, p_by text, p_first bigint, p_last bigint, p_warn_days integer[], p_escalates_to text
) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan
SET enable_nestloop = off AS $$
DECLARE
    v_ids uuid[];
    v_loans bigint[];
BEGIN
    UPDATE clock k SET state = 'expired', ended_on = k.expires_on, next_warning_on = NULL, version = k.version + 1
     WHERE k.state = 'running' AND k.expires_on < p_date AND k.loan_no BETWEEN p_first AND p_last;
    SELECT array_agg(d.id), array_agg(d.loan_no) INTO v_ids, v_loans FROM (
        SELECT k.id, k.loan_no FROM clock k WHERE k.state = 'running' AND k.next_warning_on <= p_date
            AND k.loan_no BETWEEN p_first AND p_last
         ORDER BY k.loan_no, k.id FOR NO KEY UPDATE) AS d;
    IF v_ids IS NULL THEN RETURN 0; END IF;
    WITH warned AS (
        UPDATE clock k
           SET next_warning_on = (SELECT min(k.expires_on - d) FROM unnest(p_warn_days) AS d WHERE k.expires_on - d > p_date),
               version = k.version + 1
         WHERE k.id = ANY (v_ids)
        RETURNING k.*
    ), told AS (
        INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
        SELECT w.loan_no, 'clock_warned', p_date, p_at, p_by, jsonb_build_object('clock_id', w.id, 'clock', w.kind,
               'expires_on', w.expires_on, 'days_left', w.expires_on - p_date), w.sub_branch, w.outlet
          FROM warned w ORDER BY w.loan_no
    ), asked AS (
        SELECT w.id AS clock_id, w.kind, w.expires_on, c.id AS case_id, c.assignee, c.key_customer, c.priority, c.customer_ref,
               w.loan_no, w.loan_id, w.sub_branch, w.outlet, w.next_warning_on IS NULL AS is_last
          FROM warned w JOIN collection_case c ON c.loan_no = w.loan_no AND c.loan_no = ANY (v_loans) AND c.state = 'open'
    )
    INSERT INTO task (id, kind, holder, rank, next_step, why, key_customer, priority, due_at, loan_no, loan_id, case_id,
                      customer_ref, subject_id, state, opened_on, opened_at, version, sub_branch, outlet)
    SELECT t.id, 'clock', t.holder, task_rank(a.key_customer, a.priority + 20, day_end(p_date + 7), t.id),
           CASE a.kind WHEN 'guarantee' THEN 'assert_guarantee' ELSE 'send_demand_letter' END, '{CLOCK_RUNS_OUT}', a.key_customer,
           a.priority + 20, day_end(p_date + 7), a.loan_no, a.loan_id, a.case_id, a.customer_ref, a.clock_id, 'open', p_date, p_at, 1,
           a.sub_branch, a.outlet
      FROM asked a CROSS JOIN LATERAL (
           SELECT uuid7() AS id, a.assignee AS holder WHERE NOT EXISTS (
               SELECT FROM task o WHERE o.subject_id = a.clock_id AND o.subject_id = ANY (v_ids) AND o.state = 'open'
                  AND o.holder = a.assignee)
           UNION ALL SELECT uuid7(), role_holder(p_escalates_to, a.sub_branch) WHERE a.is_last) AS t
     ORDER BY a.loan_no;
    RETURN cardinality(v_ids);
END $$;
