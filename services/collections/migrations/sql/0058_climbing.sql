-- Cases that climb at a close and loans that are about to mature, as 0040_climbing.sql has them, for a range of loans.

-- C1, C3, C4: cases that were just opened, and those that may have come to a further step. An open case climbs one step
-- a close, so that none is left out; one that is opened late begins where its days are, and the steps passed are named. A
-- step in which nobody may be contacted is passed over, and the loan's life says so. Severity never falls but by a cure.
-- `p_young_months`: how long a loan counts as new. The pure twin is services/collections/cases/rules.py, `climb`.
CREATE FUNCTION work_cases(
    p_date date, p_at timestamptz, p_by text, p_first bigint, p_last bigint, p_version text, p_stages text[], p_from integer[],
    p_days integer[], p_escalates_to text[], p_roles text[], p_figures jsonb
) RETURNS TABLE (looked integer, assigned integer, raised integer, sent_up integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET work_mem = '16MB' AS $$
DECLARE
    v_cases uuid[];
    v_loans bigint[];
    v_ids uuid[];
    v_young bigint[];
    v_months interval := make_interval(months => (p_figures ->> 'new_loan_months')::integer);
BEGIN
    v_cases := ARRAY(
        SELECT n.id FROM collection_case n WHERE n.state = 'open' AND n.step_no = 0 AND n.stage <> 'reminder'
           AND n.paused_until IS NULL AND n.loan_no BETWEEN p_first AND p_last
        UNION ALL
        SELECT n.id FROM collection_case n WHERE n.state = 'open' AND n.next_look_on <= p_date AND n.paused_until IS NULL
           AND n.loan_no BETWEEN p_first AND p_last);
    SELECT array_agg(d.id), array_agg(d.loan_no), array_agg(d.loan_id) INTO v_cases, v_loans, v_ids FROM (
        SELECT c.id, c.loan_no, c.loan_id FROM collection_case c
         WHERE c.id = ANY (v_cases) AND c.state = 'open' AND c.paused_until IS NULL
         ORDER BY c.loan_no FOR NO KEY UPDATE) AS d;
    looked := coalesce(cardinality(v_cases), 0);
    assigned := 0;
    raised := 0;
    sent_up := 0;
    IF looked = 0 THEN
        RETURN NEXT;
        RETURN;
    END IF;
    SELECT coalesce(array_agg(l.no), '{}') INTO v_young FROM loan l
     WHERE l.no = ANY (v_loans) AND l.oldest_due_on < p_date AND l.oldest_due_on <= (l.disbursed_on + v_months)::date;

    WITH seen AS MATERIALIZED (
        SELECT c.id, c.loan_no, c.loan_id, c.customer_ref, c.assignee, c.stage, c.why, c.first_year AS was_young,
               c.first_payment AS was_first, c.key_customer, c.matures_on,
               c.step_no = 0 AS fresh, c.opened_on, c.sub_branch, c.outlet,
               coalesce(p_date - l.oldest_due_on, 0) AS days, l.oldest_due_on,
               CASE WHEN c.step_no > 0 AND c.policy_version = p_version THEN c.step_no
                    ELSE (SELECT count(*) FROM unnest(p_stages) s (stage) WHERE stage_order(s.stage) <= stage_order(c.stage))
                END::integer AS stands,
               l.outstanding_principal >= (p_figures ->> 'key_customer_fen')::bigint AS is_key,
               l.no = ANY (v_young) AS young,
               ARRAY(SELECT step_possible(s.stage, coalesce(p.reach_borrower, true),
                   coalesce(p.reach_guarantor, true), coalesce(p.reach_family, true), coalesce(p.has_family, true),
                   c.debtor_unreachable) FROM unnest(p_stages) s (stage)) AS possible,
               c.due_at, c.role, c.escalates_to
          FROM collection_case c JOIN loan l ON l.no = c.loan_no AND l.no = ANY (v_loans)
          LEFT JOIN loan_people p ON p.loan_id = c.loan_id AND p.loan_id = ANY (v_ids)
         WHERE c.id = ANY (v_cases)
    ), firsts AS (
        SELECT y.loan_no FROM seen y WHERE y.young AND NOT EXISTS (
            SELECT FROM instalment i WHERE i.loan_no = y.loan_no AND i.loan_no = ANY (v_young) AND i.due_date < y.oldest_due_on)
    ), broken AS (
        SELECT DISTINCT p.loan_no FROM promise p WHERE p.loan_no = ANY (v_loans) AND p.state = 'broken'
    ), climbed AS (
        SELECT s.*, f.loan_no IS NOT NULL AS is_first, b.loan_no IS NOT NULL AS has_broken, r.reached,
               CASE WHEN r.reached = 0 THEN NULL
                    WHEN s.fresh THEN greatest(
                        coalesce((SELECT max(n) FROM generate_series(1, r.reached) n WHERE s.possible[n]), r.reached),
                        CASE WHEN s.opened_on < p_date AND s.stage <> 'reminder' THEN s.stands END)
                    ELSE (SELECT min(n) FROM generate_series(s.stands + 1, r.reached) n WHERE s.possible[n])
               END AS step
          FROM seen s LEFT JOIN firsts f ON f.loan_no = s.loan_no LEFT JOIN broken b ON b.loan_no = s.loan_no
         CROSS JOIN LATERAL (SELECT greatest(width_bucket(greatest(s.days, 0), p_from),
               CASE WHEN s.fresh AND s.stage <> 'reminder' THEN 1 ELSE 0 END) AS reached WHERE s.id IS NOT NULL) AS r
    ), decided AS MATERIALIZED (
        SELECT c.*, coalesce(p_stages[c.step], c.stage) AS to_stage,
               CASE WHEN c.fresh THEN greatest(c.reached, c.step, 0) ELSE coalesce(c.step, greatest(c.reached, c.stands)) END
                   AS to_no,
               ARRAY(SELECT p_stages[n] FROM generate_series(CASE WHEN c.fresh THEN 1 ELSE c.stands + 1 END,
                   CASE WHEN c.fresh THEN c.reached ELSE coalesce(c.step, c.reached) END) n WHERE NOT c.possible[n]) AS skipped,
               ARRAY(SELECT p_stages[n] FROM generate_series(1, c.step - 1) n WHERE c.fresh AND c.possible[n]) AS passed,
               (c.was_young OR c.young) AS to_young, (c.was_first OR c.is_first) AS to_first,
               array_remove(ARRAY[
                   CASE WHEN c.is_key THEN 'KEY_CUSTOMER' END,
                   CASE WHEN c.reached > 0 OR c.stage <> 'reminder' THEN 'IN_ARREARS' ELSE 'MATURING' END,
                   CASE WHEN c.was_first OR c.is_first THEN 'FIRST_PAYMENT' WHEN c.was_young OR c.young THEN 'FIRST_YEAR' END,
                   CASE WHEN c.has_broken THEN 'BROKEN_PROMISE' END,
                   CASE WHEN 'MATURES_BY_THE_3RD' = ANY (c.why) THEN 'MATURES_BY_THE_3RD' END], NULL) AS to_why
          FROM climbed c
    ), written AS (
        UPDATE collection_case c
           SET stage = d.to_stage, step_no = CASE WHEN d.reached = 0 AND d.stage = 'reminder' THEN 0 ELSE d.to_no END,
               next_look_on = CASE WHEN d.to_stage = 'reminder' THEN p_date + 1
                                   WHEN d.to_no < cardinality(p_from)
                                   THEN greatest(d.oldest_due_on + p_from[d.to_no + 1], p_date + 1) END,
               role = coalesce(p_roles[d.step], c.role), escalates_to = coalesce(p_escalates_to[d.step], c.escalates_to),
               due_at = CASE WHEN d.step IS NULL THEN c.due_at ELSE day_end(p_date + p_days[d.step]) END,
               late_on = CASE WHEN d.step IS NULL THEN c.late_on END,
               owing_since = coalesce(c.owing_since, CASE WHEN d.reached > 0 THEN d.oldest_due_on END),
               first_year = d.to_young, first_payment = d.to_first, key_customer = d.is_key, why = d.to_why,
               priority = case_priority(p_figures, d.to_stage, d.to_why), policy_version = p_version,
               version = c.version + CASE WHEN d.step IS NULL OR d.fresh AND d.stage <> 'reminder' THEN 0 ELSE 1 END
          FROM decided d WHERE c.id = d.id AND c.id = ANY (v_cases)
        RETURNING c.*, d.step, d.fresh, d.passed, d.skipped, d.days, d.to_young AND NOT d.was_young AS newly_young,
                  d.to_first AND NOT d.was_first AS newly_first
    ), told AS (
        INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
        SELECT e.loan_no, e.kind, p_date, p_at, p_by, e.facts, e.sub_branch, e.outlet
          FROM (
            SELECT w.loan_no, 1 AS place, 'step_skipped' AS kind,
                   jsonb_build_object('case_id', w.id, 'stage', s.stage, 'reason', 'NOBODY_MAY_BE_CONTACTED') AS facts,
                   w.sub_branch, w.outlet
              FROM written w CROSS JOIN LATERAL unnest(w.skipped) AS s (stage)
            UNION ALL
            SELECT w.loan_no, 2, CASE WHEN w.fresh THEN 'case_assigned' ELSE 'case_raised' END,
                   jsonb_build_object('case_id', w.id, 'stage', w.stage, 'assignee', w.assignee, 'role', w.role,
                       'due_at', w.due_at, 'escalates_to', w.escalates_to, 'days_past_due', w.days, 'passed', to_jsonb(w.passed)),
                   w.sub_branch, w.outlet
              FROM written w WHERE w.step IS NOT NULL
            UNION ALL
            SELECT w.loan_no, 3, 'sent_up',
                   jsonb_build_object('case_id', w.id, 'because', CASE WHEN w.first_payment THEN 'FIRST_PAYMENT' ELSE 'FIRST_YEAR' END,
                       'to', CASE WHEN w.first_payment THEN p_figures ->> 'first_payment_escalates_to'
                                  ELSE p_figures ->> 'new_loan_escalates_to' END), w.sub_branch, w.outlet
              FROM written w WHERE w.newly_young OR w.newly_first
          ) AS e ORDER BY e.loan_no, e.place
    ), dropped AS (
        UPDATE task t SET state = 'dropped', ended_at = p_at, ended_by = p_by, version = t.version + 1
          FROM written w
         WHERE t.case_id = w.id AND t.case_id = ANY (v_cases) AND t.state = 'open' AND t.kind = 'collect' AND w.step IS NOT NULL
    ), asked AS (
        INSERT INTO task (id, kind, holder, rank, next_step, why, key_customer, priority, due_at, stage, escalates_to, loan_no,
                          loan_id, case_id, customer_ref, state, opened_on, opened_at, version, sub_branch, outlet)
        SELECT n.id, n.kind, n.holder, task_rank(n.key_customer, n.priority, n.due_at, n.id), n.next_step, n.why, n.key_customer,
               n.priority, n.due_at, n.stage, n.escalates_to, n.loan_no, n.loan_id, n.case_id, n.customer_ref, 'open', p_date, p_at,
               1, n.sub_branch, n.outlet
          FROM (
            SELECT uuid7() AS id, 'collect' AS kind,
                   CASE w.role WHEN 'account_manager' THEN w.assignee ELSE role_holder(w.role, w.sub_branch) END AS holder,
                   next_step_of(w.stage) AS next_step, w.why, w.key_customer, w.priority, w.due_at, w.stage, w.escalates_to,
                   w.loan_no, w.loan_id, w.id AS case_id, w.customer_ref, w.sub_branch, w.outlet
              FROM written w WHERE w.step IS NOT NULL
            UNION ALL
            SELECT uuid7(), 'new_loan',
                   role_holder(CASE WHEN w.first_payment THEN p_figures ->> 'first_payment_escalates_to'
                                    ELSE p_figures ->> 'new_loan_escalates_to' END, w.sub_branch),
                   'look_into_new_loan', w.why, w.key_customer, w.priority, day_end(p_date + 1), NULL, NULL, w.loan_no, w.loan_id,
                   w.id, w.customer_ref, w.sub_branch, w.outlet
              FROM written w WHERE w.newly_young OR w.newly_first
          ) AS n ORDER BY n.loan_no
    )
    SELECT count(*) FILTER (WHERE w.fresh AND w.step IS NOT NULL), count(*) FILTER (WHERE NOT w.fresh AND w.step IS NOT NULL),
           count(*) FILTER (WHERE w.newly_young OR w.newly_first)
      INTO assigned, raised, sent_up FROM written w;
    RETURN NEXT;
END $$;

-- C2: at the last close of a month, the loans that mature in the next one: listed with what makes some of them come first,
-- and chased before the 3rd. Who is not in arrears gets a case at the stage `reminder`.
CREATE FUNCTION list_maturing(p_date date, p_at timestamptz, p_by text, p_first bigint, p_last bigint, p_version text, p_figures jsonb) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET work_mem = '16MB' AS $$
DECLARE
    v_month date := p_date + 1;
    v_listed integer;
BEGIN
    IF extract(day FROM v_month) <> 1 THEN
        RETURN 0;
    END IF;
    WITH due AS MATERIALIZED (
        SELECT l.no, l.id, l.customer_ref, l.account_manager, l.matures_on, l.outstanding_principal + l.outstanding_interest AS owed,
               l.outstanding_principal >= (p_figures ->> 'key_customer_fen')::bigint AS is_key,
               extract(day FROM l.matures_on) <= 3 AS early, c.id AS case_id, uuid7() AS new_case, uuid7() AS row_id,
               l.sub_branch, l.outlet
          FROM loan l LEFT JOIN collection_case c ON c.loan_no = l.no AND c.state = 'open' AND c.loan_no BETWEEN p_first AND p_last
         WHERE l.no BETWEEN p_first AND p_last AND l.matures_on >= v_month AND l.matures_on < (v_month + interval '1 month')::date
           AND l.oldest_due_on IS NOT NULL AND l.written_off_on IS NULL AND coalesce(l.aged_from <= p_date, true)
    ), explained AS MATERIALIZED (
        SELECT d.*, w.why, case_priority(p_figures, 'reminder', w.why) AS priority,
               day_end(v_month + CASE WHEN d.early THEN 0 ELSE 1 END) AS chase_by
          FROM due d CROSS JOIN LATERAL (SELECT array_remove(ARRAY[CASE WHEN d.is_key THEN 'KEY_CUSTOMER' END, 'MATURING',
               CASE WHEN d.early THEN 'MATURES_BY_THE_3RD' END], NULL) AS why WHERE d.no IS NOT NULL) AS w
    ), reminded AS (
        INSERT INTO collection_case (
            id, loan_no, loan_id, customer_ref, state, stage, assignee, escalates_to, due_at, opened_on, opened_at, policy_version,
            version, next_look_on, key_customer, priority, why, matures_on, sub_branch, outlet)
        SELECT e.new_case, e.no, e.id, e.customer_ref, 'open', 'reminder', e.account_manager, p_figures ->> 'maturing_escalates_to',
               e.chase_by, p_date, p_at, p_version, 1, p_date + 1, e.is_key, e.priority, e.why, e.matures_on, e.sub_branch, e.outlet
          FROM explained e WHERE e.case_id IS NULL ORDER BY e.no
        RETURNING id, loan_no
    ), known AS (
        UPDATE collection_case c SET matures_on = e.matures_on, version = c.version + 1
          FROM explained e WHERE c.id = e.case_id AND c.state = 'open'
    ), listed AS (
        INSERT INTO maturing_loan (id, month, loan_no, loan_id, case_id, customer_ref, account_manager, matures_on, outstanding,
            key_customer, priority, why, chase_by, rank, listed_on, listed_at, policy_version, sub_branch, outlet)
        SELECT e.row_id, v_month, e.no, e.id, coalesce(e.case_id, r.id), e.customer_ref, e.account_manager, e.matures_on,
               e.owed, e.is_key, e.priority, e.why, e.chase_by, task_rank(e.is_key, e.priority, day_end(e.matures_on), e.row_id),
               p_date, p_at, p_version, e.sub_branch, e.outlet
          FROM explained e LEFT JOIN reminded r ON r.loan_no = e.no
        RETURNING loan_no
    ), told AS (
        INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
        SELECT e.no, 'maturing', p_date, p_at, p_by, jsonb_build_object('matures_on', e.matures_on, 'chase_by', e.chase_by,
               'case_id', coalesce(e.case_id, r.id), 'assignee', e.account_manager, 'why', to_jsonb(e.why)), e.sub_branch, e.outlet
          FROM explained e LEFT JOIN reminded r ON r.loan_no = e.no ORDER BY e.no
    ), asked AS (
        INSERT INTO task (id, kind, holder, rank, next_step, why, key_customer, priority, due_at, stage, escalates_to, loan_no,
                          loan_id, case_id, customer_ref, state, opened_on, opened_at, version, sub_branch, outlet)
        SELECT t.id, 'collect', e.account_manager, task_rank(e.is_key, e.priority, e.chase_by, t.id), 'remind_before_maturity',
               e.why, e.is_key, e.priority, e.chase_by, 'reminder', p_figures ->> 'maturing_escalates_to', e.no, e.id,
               r.id, e.customer_ref, 'open', p_date, p_at, 1, e.sub_branch, e.outlet
          FROM explained e JOIN reminded r ON r.loan_no = e.no
         CROSS JOIN LATERAL (SELECT uuid7() AS id WHERE e.no IS NOT NULL) AS t
    )
    SELECT count(*) INTO v_listed FROM listed;
    RETURN v_listed;
END $$;

REVOKE ALL ON FUNCTION look_begins, look_follows, close_range, close_chunk, finish_close_chunk, end_pauses, judge_promises, tell_late_steps, work_cases, list_maturing, keep_clocks, warn_of_clocks FROM PUBLIC;
GRANT EXECUTE ON FUNCTION close_range, close_chunk, finish_close_chunk, end_pauses, judge_promises, tell_late_steps, work_cases, list_maturing, keep_clocks, warn_of_clocks TO {runtime_role};
GRANT SELECT ON loan_look TO {runtime_role};
