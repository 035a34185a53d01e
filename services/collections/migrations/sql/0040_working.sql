-- What a close does with cases once the loans of its date are aged. Each function takes the next few thousand and says how
-- many there were: whoever calls them goes on until there are none. All of it is found through partial indexes over what
-- is to be done today, so that its cost follows the day's changes and not the book.

CREATE FUNCTION stage_order(stage text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT array_position(ARRAY['reminder', 'borrower', 'guarantor', 'guarantor_family', 'site_visit', 'legal'], stage)
$$;

-- C7, C8: whether somebody of a step may be contacted at all. The family that has not agreed only when the debtor can't
-- be reached. The pure twin is services/collections/cases/rules.py, `Reach.allows`.
CREATE FUNCTION step_possible(
    stage text, borrower boolean, guarantor boolean, family_agreed boolean, family boolean, debtor_unreachable boolean
) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE stage WHEN 'borrower' THEN borrower WHEN 'guarantor' THEN guarantor
                      WHEN 'guarantor_family' THEN family_agreed OR (family AND debtor_unreachable)
                      ELSE true END
$$;

-- C2, C3, C4: why a case matters, and how much. `p_figures` is the ladder's `priority` and `key_customers`.
CREATE FUNCTION case_priority(p_figures jsonb, stage text, why text[]) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT (p_figures ->> 'per_step')::integer * (stage_order(stage) - 1)
         + CASE WHEN 'FIRST_PAYMENT' = ANY (why) THEN (p_figures ->> 'first_payment')::integer
                WHEN 'FIRST_YEAR' = ANY (why) THEN (p_figures ->> 'first_year')::integer ELSE 0 END
         + CASE WHEN 'BROKEN_PROMISE' = ANY (why) THEN (p_figures ->> 'broken_promise')::integer ELSE 0 END
         + CASE WHEN 'MATURES_BY_THE_3RD' = ANY (why) THEN (p_figures ->> 'matures_by_the_3rd')::integer ELSE 0 END
$$;

CREATE FUNCTION next_step_of(stage text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE stage WHEN 'reminder' THEN 'remind_before_maturity' WHEN 'site_visit' THEN 'visit_on_site'
                      WHEN 'legal' THEN 'prepare_legal_action' ELSE 'reach_' || stage END
$$;

-- What belongs to cases that have just ended goes with them: their open tasks and their pause.
CREATE FUNCTION end_with_cases(p_cases uuid[], p_on date, p_at timestamptz, p_by text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE task t SET state = 'dropped', ended_at = p_at, ended_by = p_by, version = t.version + 1
     WHERE t.case_id = ANY (p_cases) AND t.state = 'open';
    UPDATE case_pause u SET ended_on = p_on, ended_by = p_by WHERE u.case_id = ANY (p_cases) AND u.ended_on IS NULL;
END $$;

-- Close the open cases of these loans that nothing is overdue on at the close p_as_of, as of the business date p_on. A
-- reminder (C2) lives until the loan is paid off or matures later than it said.
CREATE OR REPLACE FUNCTION cure_cases(p_loans bigint[], p_as_of date, p_on date, p_at timestamptz, p_by text)
RETURNS TABLE (id uuid, loan_no bigint) LANGUAGE plpgsql SET enable_nestloop = off AS $$
#variable_conflict use_column
DECLARE
    v_cases uuid[];
BEGIN
    WITH cured AS (
        UPDATE collection_case c
           SET state = 'cured', closed_on = p_on, closed_at = p_at, paused_from = NULL, paused_until = NULL,
               version = c.version + 1
          FROM loan l
         WHERE l.no = c.loan_no AND l.no = ANY (p_loans) AND c.loan_no = ANY (p_loans) AND c.state = 'open'
           AND coalesce(l.oldest_due_on >= p_as_of, true)
           AND (c.stage <> 'reminder' OR l.oldest_due_on IS NULL OR l.matures_on > c.matures_on)
        RETURNING c.id, c.loan_no, c.stage, c.sub_branch, c.outlet
    ), told AS (
        INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
        SELECT c.loan_no, 'case_cured', p_on, p_at, p_by, jsonb_build_object('case_id', c.id, 'stage', c.stage),
               c.sub_branch, c.outlet
          FROM cured c ORDER BY c.loan_no
    )
    SELECT array_agg(c.id) INTO v_cases FROM cured c;
    IF v_cases IS NOT NULL THEN
        PERFORM end_with_cases(v_cases, p_on, p_at, p_by);
        RETURN QUERY SELECT c.id, c.loan_no FROM collection_case c WHERE c.id = ANY (v_cases);
    END IF;
END $$;

-- G3: the tasks of a case go along with it, to whoever is responsible now.
CREATE OR REPLACE FUNCTION case_follows_the_loan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE task t SET holder = NEW.account_manager, version = t.version + 1
      FROM collection_case c
     WHERE c.loan_no = NEW.no AND c.state = 'open' AND t.case_id = c.id AND t.state = 'open'
       AND t.holder = OLD.account_manager;
    UPDATE collection_case c SET assignee = NEW.account_manager, version = c.version + 1
     WHERE c.loan_no = NEW.no AND c.state = 'open' AND c.assignee <> NEW.account_manager;
    INSERT INTO responsibility_change (loan_no, was, is_now, sub_branch, outlet)
    VALUES (NEW.no, OLD.account_manager, NEW.account_manager, NEW.sub_branch, NEW.outlet);
    RETURN NULL;
END $$;

-- Who was responsible before: the curve counts a loan with its manager of the day. Append-only.
CREATE TABLE responsibility_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    loan_no bigint NOT NULL REFERENCES loan (no),
    was text NOT NULL,
    is_now text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CALL protect_by_node('responsibility_change');
GRANT SELECT, INSERT ON responsibility_change TO {runtime_role};

-- A reversal makes arrears older: the next close looks at the case, whatever it expected before.
CREATE FUNCTION case_looks_again() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE collection_case c SET next_look_on = NEW.oldest_due_on
     WHERE c.loan_no = NEW.no AND c.state = 'open' AND c.paused_until IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER case_looks_again AFTER UPDATE OF oldest_due_on ON loan FOR EACH ROW
    WHEN (NEW.oldest_due_on < OLD.oldest_due_on) EXECUTE FUNCTION case_looks_again();

-- What is written off and was resolved as such is collected no more: a close opens no case for it again.
CREATE FUNCTION case_stays_written_off() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM collection_case c WHERE c.loan_id = NEW.loan_id AND c.state = 'written_off') THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_stays_written_off BEFORE INSERT ON collection_case FOR EACH ROW
    EXECUTE FUNCTION case_stays_written_off();

-- C8: pauses whose last day is over. Their cases are looked at in the same close, and the step they are at begins anew.
CREATE FUNCTION end_pauses(p_date date, p_at timestamptz, p_by text, p_limit integer, p_stages text[], p_days integer[])
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_cases uuid[];
BEGIN
    SELECT array_agg(d.id) INTO v_cases FROM (
        SELECT c.id FROM collection_case c WHERE c.paused_until < p_date AND c.state = 'open'
         ORDER BY c.loan_no LIMIT p_limit FOR NO KEY UPDATE) AS d;
    IF v_cases IS NULL THEN RETURN 0; END IF;
    PERFORM resume_cases(v_cases, p_date, p_at, p_by, p_stages, p_days);
    RETURN cardinality(v_cases);
END $$;

-- Take these locked cases up again where they were, with the time of their step from p_date on.
CREATE FUNCTION resume_cases(p_cases uuid[], p_date date, p_at timestamptz, p_by text, p_stages text[], p_days integer[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE case_pause u SET ended_on = p_date, ended_by = p_by WHERE u.case_id = ANY (p_cases) AND u.ended_on IS NULL;
    WITH resumed AS (
        UPDATE collection_case c
           SET paused_from = NULL, paused_until = NULL, next_look_on = p_date, late_on = NULL, version = c.version + 1,
               due_at = day_end(p_date + coalesce(p_days[array_position(p_stages, c.stage)], 1))
         WHERE c.id = ANY (p_cases)
        RETURNING c.*
    ), told AS (
        INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
        SELECT r.loan_no, 'case_resumed', p_date, p_at, p_by, jsonb_build_object('case_id', r.id, 'stage', r.stage),
               r.sub_branch, r.outlet
          FROM resumed r ORDER BY r.loan_no
    )
    INSERT INTO task (id, kind, holder, rank, next_step, why, key_customer, priority, due_at, stage, escalates_to, loan_no,
                      loan_id, case_id, customer_ref, state, opened_on, opened_at, version, sub_branch, outlet)
    SELECT t.id, 'collect', CASE r.role WHEN 'account_manager' THEN r.assignee ELSE role_holder(r.role, r.sub_branch) END,
           task_rank(r.key_customer, r.priority, r.due_at, t.id), next_step_of(r.stage), r.why, r.key_customer, r.priority,
           r.due_at, r.stage, r.escalates_to, r.loan_no, r.loan_id, r.id, r.customer_ref, 'open', p_date, p_at, 1,
           r.sub_branch, r.outlet
      FROM resumed r CROSS JOIN LATERAL (SELECT uuid7() AS id WHERE r.id IS NOT NULL) AS t
     WHERE r.step_no > 0 OR r.stage = 'reminder'
     ORDER BY r.loan_no;
END $$;

-- C8: promises that a repayment has met, or whose day is over. Only what is judged differently is written.
CREATE FUNCTION judge_promises(p_date date, p_at timestamptz, p_by text, p_limit integer)
RETURNS TABLE (judged integer, kept integer, broken integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_nestloop = off AS $$
DECLARE
    v_loans bigint[];
    v_ids uuid[];
BEGIN
    SELECT array_agg(d.loan_no), array_agg(d.id) INTO v_loans, v_ids FROM (
        SELECT p.loan_no, p.id FROM promise p
         WHERE (p.state = 'open' OR p.judge_again)
           AND (p.judge_again OR p.due_on <= p_date OR EXISTS (
                SELECT FROM repayment r WHERE r.loan_no = p.loan_no AND r.paid_on >= p.promised_on
                   AND (r.paid_on > p.promised_on OR r.made_at >= p.made_at)
                HAVING coalesce(sum(r.amount) FILTER (WHERE NOT EXISTS (
                    SELECT FROM repayment_reversal v WHERE v.repayment_id = r.id)), 0) >= p.amount))
         ORDER BY p.loan_no LIMIT p_limit FOR NO KEY UPDATE) AS d;
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
CREATE FUNCTION tell_late_steps(p_date date, p_at timestamptz, p_by text, p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_nestloop = off AS $$
DECLARE
    v_ids uuid[];
    v_cases uuid[];
BEGIN
    SELECT array_agg(d.id), array_agg(d.case_id) FILTER (WHERE d.kind = 'collect') INTO v_ids, v_cases FROM (
        SELECT t.id, t.case_id, t.kind FROM task t
         WHERE t.state = 'open' AND t.late_on IS NULL AND t.due_at <= day_end(p_date)
         ORDER BY t.due_at, t.id LIMIT p_limit FOR NO KEY UPDATE) AS d;
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

-- C1, C3, C4: cases that were just opened, and those that may have come to a further step. An open case climbs one step
-- a close, so that none is left out; one that is opened late begins where its days are, and the steps passed are named. A
-- step in which nobody may be contacted is passed over, and the loan's life says so. Severity never falls but by a cure.
-- `p_young_months`: how long a loan counts as new. The pure twin is services/collections/cases/rules.py, `climb`.
CREATE FUNCTION work_cases(
    p_date date, p_at timestamptz, p_by text, p_limit integer, p_version text, p_stages text[], p_from integer[],
    p_days integer[], p_escalates_to text[], p_roles text[], p_figures jsonb
) RETURNS TABLE (looked integer, assigned integer, raised integer, sent_up integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET work_mem = '16MB' AS $$
DECLARE
    v_cases uuid[];
    v_loans bigint[];
    v_young bigint[];
    v_months interval := make_interval(months => (p_figures ->> 'new_loan_months')::integer);
BEGIN
    SELECT array_agg(d.id), array_agg(d.loan_no) INTO v_cases, v_loans FROM (
        SELECT c.id, c.loan_no FROM collection_case c
         WHERE c.id IN (
               (SELECT n.id FROM collection_case n WHERE n.state = 'open' AND n.step_no = 0 AND n.stage <> 'reminder'
                   AND n.paused_until IS NULL LIMIT p_limit)
               UNION ALL
               (SELECT n.id FROM collection_case n WHERE n.state = 'open' AND n.next_look_on <= p_date
                   AND n.paused_until IS NULL LIMIT p_limit))
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
          LEFT JOIN loan_people p ON p.loan_id = c.loan_id
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
CREATE FUNCTION list_maturing(p_date date, p_at timestamptz, p_by text, p_version text, p_figures jsonb) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET work_mem = '16MB' AS $$
DECLARE
    v_month date := p_date + 1;
    v_listed integer;
BEGIN
    IF extract(day FROM v_month) <> 1 OR EXISTS (SELECT FROM maturing_loan m WHERE m.month = v_month) THEN
        RETURN 0;
    END IF;
    WITH due AS MATERIALIZED (
        SELECT l.no, l.id, l.customer_ref, l.account_manager, l.matures_on, l.outstanding_principal + l.outstanding_interest AS owed,
               l.outstanding_principal >= (p_figures ->> 'key_customer_fen')::bigint AS is_key,
               extract(day FROM l.matures_on) <= 3 AS early, c.id AS case_id, uuid7() AS new_case, uuid7() AS row_id,
               l.sub_branch, l.outlet
          FROM loan l LEFT JOIN collection_case c ON c.loan_no = l.no AND c.state = 'open'
         WHERE l.matures_on >= v_month AND l.matures_on < (v_month + interval '1 month')::date
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

-- What a close did with cases, and that it is done with them: a date is finished once it has its row here. Without a row
-- policy, because a close is the whole bank's.
CREATE TABLE close_follow_up (
    business_date date PRIMARY KEY REFERENCES day_close (business_date),
    assigned bigint NOT NULL,
    raised bigint NOT NULL,
    late bigint NOT NULL,
    sent_up bigint NOT NULL,
    promises_kept bigint NOT NULL,
    promises_broken bigint NOT NULL,
    maturing bigint NOT NULL,
    alerts bigint NOT NULL,
    done_at timestamptz NOT NULL
);

-- The news of a close, by holder and sub-branch: what was put before them, what of theirs is late, what was sent up to them.
CREATE FUNCTION send_notices(p_date date, p_at timestamptz)
RETURNS TABLE (id uuid, holder text, assigned integer, late integer, sent_up integer, sub_branch text, outlet text)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO notice (id, business_date, holder, assigned, late, sent_up, made_at, sub_branch, outlet)
    SELECT uuid7(), p_date, n.holder, sum(n.assigned), sum(n.late), sum(n.sent_up), p_at, n.sub_branch,
           CASE WHEN min(n.outlet) = max(n.outlet) THEN min(n.outlet) ELSE '*' END
      FROM (
        SELECT t.holder, 1 AS assigned, 0 AS late, CASE WHEN t.kind IN ('late_step', 'new_loan') THEN 1 ELSE 0 END AS sent_up,
               t.sub_branch, t.outlet
          FROM task t WHERE t.opened_on = p_date
        UNION ALL
        SELECT t.holder, 0, 1, 0, t.sub_branch, t.outlet FROM task t WHERE t.late_on = p_date
      ) AS n GROUP BY n.holder, n.sub_branch
    ON CONFLICT ON CONSTRAINT notice_once_a_close_key DO NOTHING
    RETURNING id, holder, assigned, late, sent_up, sub_branch, outlet
$$;

REVOKE ALL ON FUNCTION end_pauses, judge_promises, tell_late_steps, work_cases, list_maturing, send_notices FROM PUBLIC;
GRANT EXECUTE ON FUNCTION end_pauses, judge_promises, tell_late_steps, work_cases, list_maturing, send_notices TO {runtime_role};
GRANT SELECT, INSERT ON close_follow_up TO {runtime_role};
