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

REVOKE ALL ON FUNCTION end_with_cases, case_looks_again, end_pauses, judge_promises, tell_late_steps FROM PUBLIC;
GRANT EXECUTE ON FUNCTION end_with_cases, end_pauses, judge_promises, tell_late_steps TO {runtime_role};
