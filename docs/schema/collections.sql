-- Name: public; Type: SCHEMA; Schema: -; Owner: collections_owner

-- *not* creating schema, since initdb creates it

ALTER SCHEMA public OWNER TO collections_owner;

-- Name: pgqueuer_status; Type: TYPE; Schema: public; Owner: collections_owner

CREATE TYPE public.pgqueuer_status AS ENUM (
    'queued',
    'picked',
    'successful',
    'exception',
    'canceled',
    'deleted',
    'failed'
);

ALTER TYPE public.pgqueuer_status OWNER TO collections_owner;

-- Name: alert_action_stays(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.alert_action_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'what was done about an alert stays'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'alert_action_stays';
END $$;

ALTER FUNCTION public.alert_action_stays() OWNER TO collections_owner;

-- Name: alert_closes_with_its_actions(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.alert_closes_with_its_actions() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.state = 'closed' OR NEW.state = 'closed'
       AND EXISTS (SELECT FROM alert_action a WHERE a.alert_id = NEW.id AND a.state = 'open')
    THEN
        RAISE EXCEPTION 'an alert closes when its actions are done, and stays closed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'alert_closes_with_its_actions';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.alert_closes_with_its_actions() OWNER TO collections_owner;

-- Name: allocate_repayments(bigint[]); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.allocate_repayments(p_loans bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off'
    AS $$
BEGIN
    PERFORM FROM loan l WHERE l.no = ANY (p_loans) ORDER BY l.no FOR NO KEY UPDATE;

    WITH money AS (
        SELECT r.loan_no, sum(r.amount)::bigint AS amount FROM repayment r
         WHERE r.loan_no = ANY (p_loans)
           AND NOT EXISTS (SELECT FROM repayment_reversal v WHERE v.repayment_id = r.id)
         GROUP BY r.loan_no
    ), owed AS (
        SELECT i.loan_no, i.number, i.principal - i.taken_principal AS principal, i.interest - i.taken_interest AS interest,
               (sum(i.principal - i.taken_principal + i.interest - i.taken_interest)
                   OVER (PARTITION BY i.loan_no ORDER BY i.due_date, i.number))::bigint AS through
          FROM instalment i WHERE i.loan_no = ANY (p_loans)
    ), given AS (
        SELECT o.loan_no, o.number, o.principal, o.interest, l.repayment_order,
               greatest(least(coalesce(m.amount, 0) - o.through + o.principal + o.interest, o.principal + o.interest), 0)
                   AS amount
          FROM owed o JOIN loan l ON l.no = o.loan_no AND l.no = ANY (p_loans)
          LEFT JOIN money m ON m.loan_no = o.loan_no
    ), split AS (
        SELECT g.loan_no, g.number, g.amount,
               CASE g.repayment_order WHEN 'interest_first' THEN least(g.amount, g.interest)
                                      ELSE g.amount - least(g.amount, g.principal) END AS interest
          FROM given g
    )
    UPDATE instalment i
       SET paid_interest = i.taken_interest + s.interest, paid_principal = i.taken_principal + s.amount - s.interest
      FROM split s
     WHERE i.loan_no = s.loan_no AND i.number = s.number AND i.loan_no = ANY (p_loans)
       AND (i.paid_interest, i.paid_principal)
           IS DISTINCT FROM (i.taken_interest + s.interest, i.taken_principal + s.amount - s.interest);

    WITH money AS (
        SELECT r.loan_no, sum(r.amount)::bigint AS amount FROM repayment r
         WHERE r.loan_no = ANY (p_loans)
           AND NOT EXISTS (SELECT FROM repayment_reversal v WHERE v.repayment_id = r.id)
         GROUP BY r.loan_no
    ), figures AS (
        SELECT i.loan_no,
               min(i.due_date) FILTER (WHERE i.paid_principal + i.paid_interest < i.principal + i.interest) AS oldest_due_on,
               sum(i.principal - i.paid_principal)::bigint AS principal,
               sum(i.interest - i.paid_interest)::bigint AS interest,
               sum(i.paid_principal - i.taken_principal + i.paid_interest - i.taken_interest)::bigint AS allocated
          FROM instalment i WHERE i.loan_no = ANY (p_loans) GROUP BY i.loan_no
    )
    UPDATE loan l
       SET oldest_due_on = f.oldest_due_on, outstanding_principal = f.principal, outstanding_interest = f.interest,
           overpaid = coalesce(m.amount, 0) - f.allocated
      FROM figures f LEFT JOIN money m ON m.loan_no = f.loan_no
     WHERE l.no = f.loan_no AND l.no = ANY (p_loans)
       AND (l.oldest_due_on, l.outstanding_principal, l.outstanding_interest, l.overpaid)
           IS DISTINCT FROM (f.oldest_due_on, f.principal, f.interest, coalesce(m.amount, 0) - f.allocated);
END $$;

ALTER FUNCTION public.allocate_repayments(p_loans bigint[]) OWNER TO collections_owner;

-- Name: arrears_by_bucket(bigint[], date, integer[]); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.arrears_by_bucket(p_loans bigint[], p_as_of date, p_from integer[]) RETURNS TABLE(loan_no bigint, bucket integer, days_past_due integer, principal bigint, interest bigint)
    LANGUAGE sql STABLE
    AS $$
    SELECT i.loan_no, width_bucket(p_as_of - i.due_date, p_from), max(p_as_of - i.due_date),
           sum(i.principal - i.paid_principal)::bigint, sum(i.interest - i.paid_interest)::bigint
      FROM instalment i JOIN loan l ON l.no = i.loan_no AND l.no = ANY (p_loans)
     WHERE i.loan_no = ANY (p_loans) AND i.due_date < p_as_of
       AND i.paid_principal + i.paid_interest < i.principal + i.interest
       AND coalesce(l.aged_from <= p_as_of, true)
     GROUP BY 1, 2
$$;

ALTER FUNCTION public.arrears_by_bucket(p_loans bigint[], p_as_of date, p_from integer[]) OWNER TO collections_owner;

-- Name: barred_persons(bytea[]); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.barred_persons(p_persons bytea[]) RETURNS SETOF bytea
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY SELECT DISTINCT b.person FROM barred_person b
                  WHERE b.person = ANY (p_persons) AND b.lifted_at IS NULL;
END $$;

ALTER FUNCTION public.barred_persons(p_persons bytea[]) OWNER TO collections_owner;

-- Name: begin_close(date, integer, text, text, text); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.begin_close(p_date date, p_loans integer, p_ladder text, p_buckets text, p_classes text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    v_last bigint := (SELECT coalesce(max(l.no), 0) FROM loan l);
    v_size bigint := greatest(p_loans, (v_last + 19) / 20);
BEGIN
    INSERT INTO day_close_chunk (business_date, number, first_no, last_no)
    SELECT p_date, n, (n - 1) * v_size + 1, n * v_size
      FROM generate_series(1, ((v_last + v_size - 1) / v_size)::integer) AS n;
    UPDATE day_close d
       SET begun_at = clock_timestamp(), chunks = (v_last + v_size - 1) / v_size,
           ladder_version = p_ladder, buckets_version = p_buckets, classes_version = p_classes
     WHERE d.business_date = p_date;
    UPDATE book SET closing = p_date;
END $$;

ALTER FUNCTION public.begin_close(p_date date, p_loans integer, p_ladder text, p_buckets text, p_classes text) OWNER TO collections_owner;

-- Name: begin_recomputation(uuid, integer); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.begin_recomputation(p_run uuid, p_loans integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    v_last bigint := (SELECT coalesce(max(l.no), 0) FROM loan l);
    v_size bigint := greatest(p_loans, (v_last + 19) / 20);
BEGIN
    INSERT INTO recomputation_chunk (recomputation_id, number, first_no, last_no)
    SELECT p_run, n, (n - 1) * v_size + 1, n * v_size
      FROM generate_series(1, ((v_last + v_size - 1) / v_size)::integer) AS n;
END $$;

ALTER FUNCTION public.begin_recomputation(p_run uuid, p_loans integer) OWNER TO collections_owner;

-- Name: book_loans(uuid[], text[], text[], text[], bigint[], date[], date[], text[], text[], text[], text[], bigint[], date[], bigint[], bigint[], boolean[], date[], text[], text[], text[], bytea[], boolean[], boolean[], boolean[], boolean[], boolean[], bigint[], integer[], date[], bigint[], bigint[], bigint[], bigint[], date, date, timestamp with time zone, text); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.book_loans(p_id uuid[], p_external_ref text[], p_customer_ref text[], p_product text[], p_principal bigint[], p_disbursed_on date[], p_matures_on date[], p_account_manager text[], p_originated_by text[], p_repayment_order text[], p_order_policy_version text[], p_penalty_due bigint[], p_oldest_due_on date[], p_outstanding_principal bigint[], p_outstanding_interest bigint[], p_secured boolean[], p_written_off_on date[], p_sub_branch text[], p_outlet text[], p_approved_by text[], p_people bytea[], p_reach_borrower boolean[], p_reach_guarantor boolean[], p_reach_family boolean[], p_has_family boolean[], p_has_guarantor boolean[], p_place bigint[], p_number integer[], p_due_date date[], p_due_principal bigint[], p_due_interest bigint[], p_taken_principal bigint[], p_taken_interest bigint[], p_aged_from date, p_on date, p_at timestamp with time zone, p_by text) RETURNS TABLE(booked_id uuid, booked_no bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off'
    AS $$
BEGIN
    RETURN QUERY
    WITH line AS (
        SELECT * FROM unnest(
            p_id, p_external_ref, p_customer_ref, p_product, p_principal, p_disbursed_on, p_matures_on,
            p_account_manager, p_originated_by, p_repayment_order, p_order_policy_version, p_penalty_due,
            p_oldest_due_on, p_outstanding_principal, p_outstanding_interest, p_secured, p_written_off_on,
            p_sub_branch, p_outlet, p_approved_by, p_people, p_reach_borrower, p_reach_guarantor, p_reach_family, p_has_family, p_has_guarantor
        ) WITH ORDINALITY AS t (
            id, external_ref, customer_ref, product, principal, disbursed_on, matures_on, account_manager, originated_by,
            repayment_order, order_policy_version, penalty_due, oldest_due_on, outstanding_principal,
            outstanding_interest, secured, written_off_on, sub_branch, outlet, approved_by, people, reach_borrower, reach_guarantor, reach_family,
            has_family, has_guarantor, place)
    ), made AS (
        INSERT INTO loan AS l (
            id, external_ref, customer_ref, product, principal, disbursed_on, matures_on, account_manager, originated_by,
            repayment_order, order_policy_version, penalty_due, oldest_due_on, outstanding_principal,
            outstanding_interest, secured, written_off_on, sub_branch, outlet, approved_by, aged_from, made_by, made_at)
        SELECT n.id, n.external_ref, n.customer_ref, n.product, n.principal, n.disbursed_on, n.matures_on,
               n.account_manager, n.originated_by, n.repayment_order, n.order_policy_version, n.penalty_due,
               n.oldest_due_on, n.outstanding_principal, n.outstanding_interest, n.secured, n.written_off_on, n.sub_branch, n.outlet,
               n.approved_by, p_aged_from, p_by, p_at
          FROM line n ORDER BY n.external_ref
        ON CONFLICT ON CONSTRAINT loan_external_ref_key DO NOTHING
        RETURNING l.no, l.id
    ), booked AS (
        SELECT m.no, n.* FROM made m JOIN line n ON n.id = m.id
    ), people AS (
        INSERT INTO loan_people (loan_id, people, reach_borrower, reach_guarantor, reach_family, has_family,
                                 has_guarantor, persons_known, sub_branch, outlet)
        SELECT b.id, b.people, b.reach_borrower, b.reach_guarantor, b.reach_family, b.has_family, b.has_guarantor, true,
               b.sub_branch, b.outlet
          FROM booked b
    ), plan AS (
        INSERT INTO instalment (loan_no, number, due_date, principal, interest, taken_principal, taken_interest,
                                paid_principal, paid_interest, sub_branch, outlet)
        SELECT b.no, i.number, i.due_date, i.principal, i.interest, i.taken_principal, i.taken_interest,
               i.taken_principal, i.taken_interest, b.sub_branch, b.outlet
          FROM unnest(p_place, p_number, p_due_date, p_due_principal, p_due_interest, p_taken_principal,
                      p_taken_interest)
               AS i (place, number, due_date, principal, interest, taken_principal, taken_interest)
          JOIN booked b ON b.place = i.place
    ), told AS (
        INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
        SELECT b.no, 'booked', p_on, p_at, p_by,
               jsonb_build_object('principal', yuan(b.principal), 'disbursed_on', b.disbursed_on),
               b.sub_branch, b.outlet
          FROM booked b
    )
    SELECT b.id, b.no FROM booked b;
END $$;

ALTER FUNCTION public.book_loans(p_id uuid[], p_external_ref text[], p_customer_ref text[], p_product text[], p_principal bigint[], p_disbursed_on date[], p_matures_on date[], p_account_manager text[], p_originated_by text[], p_repayment_order text[], p_order_policy_version text[], p_penalty_due bigint[], p_oldest_due_on date[], p_outstanding_principal bigint[], p_outstanding_interest bigint[], p_secured boolean[], p_written_off_on date[], p_sub_branch text[], p_outlet text[], p_approved_by text[], p_people bytea[], p_reach_borrower boolean[], p_reach_guarantor boolean[], p_reach_family boolean[], p_has_family boolean[], p_has_guarantor boolean[], p_place bigint[], p_number integer[], p_due_date date[], p_due_principal bigint[], p_due_interest bigint[], p_taken_principal bigint[], p_taken_interest bigint[], p_aged_from date, p_on date, p_at timestamp with time zone, p_by text) OWNER TO collections_owner;

-- Name: book_moves_forward(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.book_moves_forward() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR NEW.closed_through < OLD.closed_through
       OR (NEW.closed_through IS NULL AND OLD.closed_through IS NOT NULL)
    THEN
        RAISE EXCEPTION 'closes move forward only' USING ERRCODE = 'check_violation', CONSTRAINT = 'book_moves_forward';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.book_moves_forward() OWNER TO collections_owner;

-- Name: branch_balance_follows(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.branch_balance_follows() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO branch_balance_change (sub_branch, outlet, loans, bad_loans, balance, bad_balance)
        SELECT n.sub_branch, n.outlet, count(*), count(*) FILTER (WHERE is_bad(n.*)), sum(n.outstanding_principal),
               coalesce(sum(n.outstanding_principal) FILTER (WHERE is_bad(n.*)), 0)
          FROM now n WHERE is_on_the_books(n.*) GROUP BY n.sub_branch, n.outlet;
        RETURN NULL;
    END IF;
    INSERT INTO branch_balance_change (sub_branch, outlet, loans, bad_loans, balance, bad_balance)
    SELECT s.sub_branch, s.outlet, sum(s.one), sum(s.one) FILTER (WHERE s.bad), sum(s.amount),
           sum(s.amount) FILTER (WHERE s.bad)
      FROM (SELECT n.sub_branch, n.outlet, 1 AS one, n.outstanding_principal AS amount, is_bad(n.*) AS bad
              FROM now n WHERE is_on_the_books(n.*)
            UNION ALL
            SELECT w.sub_branch, w.outlet, -1, -w.outstanding_principal, is_bad(w.*)
              FROM was w WHERE is_on_the_books(w.*)
            UNION ALL -- so that nothing is null where no loan is bad
            SELECT n.sub_branch, n.outlet, 0, 0, true FROM (SELECT DISTINCT sub_branch, outlet FROM now) AS n) AS s
     GROUP BY s.sub_branch, s.outlet
    HAVING (sum(s.one), sum(s.amount), sum(s.one) FILTER (WHERE s.bad), sum(s.amount) FILTER (WHERE s.bad))
           <> (0, 0, 0, 0);
    RETURN NULL;
END $$;

ALTER FUNCTION public.branch_balance_follows() OWNER TO collections_owner;

-- Name: branch_books(text); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.branch_books(p_sub_branch text DEFAULT NULL::text) RETURNS TABLE(sub_branch text, loans bigint, bad_loans bigint, balance bigint, bad_balance bigint)
    LANGUAGE sql STABLE
    AS $$
    SELECT a.sub_branch, sum(a.loans)::bigint, sum(a.bad_loans)::bigint, sum(a.balance)::bigint, sum(a.bad_balance)::bigint
      FROM (SELECT b.sub_branch, b.loans, b.bad_loans, b.balance, b.bad_balance FROM branch_balance b
            UNION ALL
            SELECT c.sub_branch, c.loans, c.bad_loans, c.balance, c.bad_balance FROM branch_balance_change c) AS a
     WHERE p_sub_branch IS NULL OR a.sub_branch = p_sub_branch
     GROUP BY a.sub_branch
$$;

ALTER FUNCTION public.branch_books(p_sub_branch text) OWNER TO collections_owner;

-- Name: case_follows_the_loan(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.case_follows_the_loan() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

ALTER FUNCTION public.case_follows_the_loan() OWNER TO collections_owner;

-- Name: case_looks_again(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.case_looks_again() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE collection_case c SET next_look_on = NEW.oldest_due_on
     WHERE c.loan_no = NEW.no AND c.state = 'open' AND c.paused_until IS NULL;
    RETURN NULL;
END $$;

ALTER FUNCTION public.case_looks_again() OWNER TO collections_owner;

-- Name: case_moves_forward(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.case_moves_forward() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.state <> 'open' THEN
        RAISE EXCEPTION 'a closed case stays as it is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_moves_forward';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.case_moves_forward() OWNER TO collections_owner;

-- Name: case_priority(jsonb, text, text[]); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.case_priority(p_figures jsonb, stage text, why text[]) RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT (p_figures ->> 'per_step')::integer * (stage_order(stage) - 1)
         + CASE WHEN 'FIRST_PAYMENT' = ANY (why) THEN (p_figures ->> 'first_payment')::integer
                WHEN 'FIRST_YEAR' = ANY (why) THEN (p_figures ->> 'first_year')::integer ELSE 0 END
         + CASE WHEN 'BROKEN_PROMISE' = ANY (why) THEN (p_figures ->> 'broken_promise')::integer ELSE 0 END
         + CASE WHEN 'MATURES_BY_THE_3RD' = ANY (why) THEN (p_figures ->> 'matures_by_the_3rd')::integer ELSE 0 END
$$;

ALTER FUNCTION public.case_priority(p_figures jsonb, stage text, why text[]) OWNER TO collections_owner;

-- Name: case_stays_written_off(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.case_stays_written_off() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT FROM collection_case c WHERE c.loan_id = NEW.loan_id AND c.state = 'written_off') THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.case_stays_written_off() OWNER TO collections_owner;

-- Name: changed_since(date, bigint, bigint); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.changed_since(p_date date, p_first bigint, p_last bigint) RETURNS bigint[]
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'pg_temp'
    AS $$
    SELECT coalesce(array_agg(DISTINCT each.no), '{}') FROM (
        SELECT r.loan_no AS no FROM repayment r WHERE r.paid_on > p_date AND r.loan_no BETWEEN p_first AND p_last
        UNION ALL
        SELECT l.no FROM loan l WHERE l.schedule_from > p_date AND l.no BETWEEN p_first AND p_last) AS each
$$;

ALTER FUNCTION public.changed_since(p_date date, p_first bigint, p_last bigint) OWNER TO collections_owner;

-- Name: clocks_follow_the_loan(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.clocks_follow_the_loan() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE collection_case c SET clock_check = true WHERE c.loan_no = NEW.no AND c.state = 'open' AND NOT c.clock_check;
    RETURN NULL;
END $$;

ALTER FUNCTION public.clocks_follow_the_loan() OWNER TO collections_owner;

-- Name: close_chunk(date, integer, timestamp with time zone, text, text[], integer[], integer[], text, text[], integer[], text[], integer[], timestamp with time zone[], text[], text); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.close_chunk(p_date date, p_number integer, p_at timestamp with time zone, p_by text, p_classes text[], p_class_from integer[], p_rules integer[], p_classes_version text, p_buckets text[], p_bucket_from integer[], p_stages text[], p_stage_from integer[], p_due_at timestamp with time zone[], p_escalates_to text[], p_ladder_version text, OUT read bigint, OUT changed bigint, OUT opened bigint, OUT escalated bigint, OUT cured bigint) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    v_chunk day_close_chunk;
    v_all boolean;
BEGIN
    SELECT * INTO v_chunk FROM day_close_chunk c WHERE c.business_date = p_date AND c.number = p_number FOR UPDATE;
    -- By other figures than the close before every loan may stand elsewhere.
    SELECT NOT coalesce((b.buckets_version, b.classes_version, b.ladder_version)
                      = (d.buckets_version, d.classes_version, d.ladder_version), false) INTO v_all
      FROM day_close d
      LEFT JOIN day_close b ON b.business_date = (SELECT max(e.business_date) FROM day_close e WHERE e.business_date < p_date)
     WHERE d.business_date = p_date;
    SELECT r.* INTO read, changed, opened, escalated, cured
      FROM close_range(p_date, v_chunk.first_no, v_chunk.last_no, p_at, p_by, NULL, v_all, p_classes, p_class_from, p_rules,
                       p_classes_version, p_buckets, p_bucket_from, p_stages, p_stage_from, p_due_at, p_escalates_to,
                       p_ladder_version) r;
    UPDATE day_close_chunk c
       SET read = close_chunk.read, changed = close_chunk.changed,
           opened = close_chunk.opened, escalated = close_chunk.escalated, cured = close_chunk.cured
     WHERE c.business_date = p_date AND c.number = p_number;
END $$;

ALTER FUNCTION public.close_chunk(p_date date, p_number integer, p_at timestamp with time zone, p_by text, p_classes text[], p_class_from integer[], p_rules integer[], p_classes_version text, p_buckets text[], p_bucket_from integer[], p_stages text[], p_stage_from integer[], p_due_at timestamp with time zone[], p_escalates_to text[], p_ladder_version text, OUT read bigint, OUT changed bigint, OUT opened bigint, OUT escalated bigint, OUT cured bigint) OWNER TO collections_owner;

-- Name: close_follow_up_stays(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.close_follow_up_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'what a close has done stays'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'close_follow_up_stays';
END $$;

ALTER FUNCTION public.close_follow_up_stays() OWNER TO collections_owner;

-- Name: close_range(date, bigint, bigint, timestamp with time zone, text, uuid, boolean, text[], integer[], integer[], text, text[], integer[], text[], integer[], timestamp with time zone[], text[], text); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.close_range(p_date date, p_first bigint, p_last bigint, p_at timestamp with time zone, p_by text, p_run uuid, p_all boolean, p_classes text[], p_class_from integer[], p_rules integer[], p_classes_version text, p_buckets text[], p_bucket_from integer[], p_stages text[], p_stage_from integer[], p_due_at timestamp with time zone[], p_escalates_to text[], p_ladder_version text, OUT read bigint, OUT changed bigint, OUT opened bigint, OUT escalated bigint, OUT cured bigint) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off'
    SET work_mem TO '16MB'
    AS $$
DECLARE
    v_loans bigint[];
    v_later bigint[] := '{}';
    v_judged bigint[] := judged_in(p_first, p_last);
    -- The first day of everything that days past due lead to, the first of all included.
    v_limits integer[] := ARRAY(SELECT DISTINCT d FROM unnest(p_class_from || p_bucket_from || p_stage_from[1] || 1) AS d
                                 WHERE d > 0 ORDER BY d);
BEGIN
    IF p_run IS NOT NULL THEN
        v_later := changed_since(p_date, p_first, p_last);
    END IF;
    SELECT count(*), coalesce(array_agg(k.loan_no) FILTER (WHERE k.look_on <= p_date), '{}') INTO read, v_loans
      FROM loan_look k
     WHERE k.loan_no BETWEEN p_first AND p_last AND coalesce(k.aged_from <= p_date, true);
    v_loans := v_loans || v_judged;

    IF p_all THEN
        WITH at_close AS MATERIALIZED (
            SELECT * FROM positions_at(p_date, p_first, p_last, v_judged, p_classes, p_class_from, p_rules, p_buckets,
                                       p_bucket_from, false)
        ), worked AS MATERIALIZED (
            SELECT o.loan_no FROM collection_case o WHERE o.state = 'open' AND o.loan_no BETWEEN p_first AND p_last
        )
        SELECT coalesce(array_agg(d.no), '{}') INTO v_loans FROM (
            SELECT a.no FROM at_close a LEFT JOIN worked c ON c.loan_no = a.no
              LEFT JOIN loan_look k ON k.loan_no = a.no AND k.loan_no BETWEEN p_first AND p_last
             WHERE (a.standing, a.bucket) <> (a.aged_class, a.aged_bucket) OR a.observed IS DISTINCT FROM a.observed_until
                OR k.look_on IS DISTINCT FROM
                   next_look(v_limits, a.days, a.oldest_due_on, a.observed, a.written_off_on, p_date)
                OR (a.days >= p_stage_from[1] AND c.loan_no IS NULL) OR (a.days = 0 AND c.loan_no IS NOT NULL)
            UNION ALL
            SELECT c.loan_no FROM worked c WHERE NOT EXISTS (SELECT FROM at_close a WHERE a.no = c.loan_no)
            UNION
            SELECT u.no FROM unnest(v_loans) AS u (no) WHERE p_run IS NULL) AS d
         WHERE d.no <> ALL (v_later);
    END IF;

    -- Locked in the order of `no`, like every other writer's; then looked at again, for one may have changed meanwhile.
    PERFORM FROM loan l WHERE l.no = ANY (v_loans) ORDER BY l.no FOR NO KEY UPDATE;

    WITH found AS MATERIALIZED (
        SELECT * FROM positions_at(p_date, p_first, p_last, v_loans, p_classes, p_class_from, p_rules, p_buckets,
                                   p_bucket_from, true)
    ), written AS (
        UPDATE loan l SET aged_class = f.standing, aged_bucket = f.bucket, observed_until = f.observed
          FROM found f
         WHERE l.no = f.no AND l.no = ANY (v_loans)
           AND (l.aged_class, l.aged_bucket, l.observed_until) IS DISTINCT FROM (f.standing, f.bucket, f.observed)
        RETURNING l.no, l.id, f.days, f.standing, f.bucket, f.aged_class, f.aged_bucket, l.sub_branch, l.outlet
    ), looked AS (
        UPDATE loan_look k SET look_on = n.look_on
          FROM found f CROSS JOIN LATERAL (
               SELECT next_look(v_limits, f.days, f.oldest_due_on, f.observed, f.written_off_on, p_date) AS look_on) AS n
         WHERE k.loan_no = f.no AND k.loan_no = ANY (v_loans) AND k.look_on IS DISTINCT FROM n.look_on
    ), reclassed AS (
        INSERT INTO class_change (loan_no, loan_id, from_on, standing, days_past_due, policy_version, known_from,
                                  sub_branch, outlet)
        SELECT w.no, w.id, p_date, w.standing, w.days, p_classes_version, p_at, w.sub_branch, w.outlet
          FROM written w WHERE w.standing <> w.aged_class AND p_run IS NULL ORDER BY w.no
    ), differing AS (
        INSERT INTO recomputation_difference (recomputation_id, loan_no, loan_id, what, was, found, sub_branch, outlet)
        SELECT p_run, w.no, w.id, d.what, d.was, d.found, w.sub_branch, w.outlet
          FROM written w CROSS JOIN LATERAL (
               VALUES ('class', w.aged_class, w.standing), ('bucket', w.aged_bucket, w.bucket)) AS d (what, was, found)
         WHERE p_run IS NOT NULL AND d.was <> d.found ORDER BY w.no
    ), owed AS (
        SELECT b.loan_no, sum(b.principal)::bigint AS principal, sum(b.interest)::bigint AS interest
          FROM arrears_by_bucket(v_loans, p_date, p_bucket_from) b GROUP BY b.loan_no
    )
    INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
    SELECT w.no, 'aged', p_date, p_at, p_by,
           jsonb_build_object('days_past_due', w.days, 'risk_class', w.standing, 'bucket', nullif(w.bucket, ''),
               'overdue_principal', yuan(coalesce(o.principal, 0)), 'overdue_interest', yuan(coalesce(o.interest, 0))),
           w.sub_branch, w.outlet
      FROM written w LEFT JOIN owed o ON o.loan_no = w.no
     WHERE (w.standing, w.bucket) <> (w.aged_class, w.aged_bucket) ORDER BY w.no;
    GET DIAGNOSTICS changed = ROW_COUNT;

    -- C1, C3: collection starts at once, at the step that the days past due have reached.
    WITH made AS (
        INSERT INTO collection_case (
            id, loan_no, loan_id, customer_ref, state, stage, assignee, escalates_to, due_at, opened_on, opened_at,
            policy_version, version, sub_branch, outlet)
        SELECT uuid7(), l.no, l.id, l.customer_ref, 'open', p_stages[step], l.account_manager, p_escalates_to[step],
               p_due_at[step], p_date, p_at, p_ladder_version, 1, l.sub_branch, l.outlet
          FROM loan l CROSS JOIN LATERAL width_bucket(p_date - l.oldest_due_on, p_stage_from) AS step
         WHERE l.no = ANY (v_loans) AND p_date - l.oldest_due_on >= p_stage_from[1]
           AND NOT EXISTS (SELECT FROM collection_case c WHERE c.loan_no = l.no AND c.loan_no = ANY (v_loans)
                              AND c.state = 'open')
         ORDER BY l.no
        RETURNING id, loan_no, stage, assignee, sub_branch, outlet
    )
    INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
    SELECT m.loan_no, 'case_opened', p_date, p_at, p_by,
           jsonb_build_object('case_id', m.id, 'stage', m.stage, 'assignee', m.assignee), m.sub_branch, m.outlet
      FROM made m ORDER BY m.loan_no;
    GET DIAGNOSTICS opened = ROW_COUNT;

    SELECT count(*) INTO cured FROM cure_cases(v_loans, p_date, p_date, p_at, p_by);
    escalated := 0; -- a case is worked at the step it was opened at
END $$;

ALTER FUNCTION public.close_range(p_date date, p_first bigint, p_last bigint, p_at timestamp with time zone, p_by text, p_run uuid, p_all boolean, p_classes text[], p_class_from integer[], p_rules integer[], p_classes_version text, p_buckets text[], p_bucket_from integer[], p_stages text[], p_stage_from integer[], p_due_at timestamp with time zone[], p_escalates_to text[], p_ladder_version text, OUT read bigint, OUT changed bigint, OUT opened bigint, OUT escalated bigint, OUT cured bigint) OWNER TO collections_owner;

-- Name: count_settled(date, date); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.count_settled(p_date date, p_end date) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_nestloop TO 'off'
    SET work_mem TO '64MB'
    AS $$
DECLARE
    v_through bigint := (SELECT coalesce(max(r.id), 0) FROM responsibility_change r);
BEGIN
    IF EXISTS (SELECT FROM settled_count c WHERE c.period_end = p_end AND c.through = v_through)
       AND NOT EXISTS (SELECT FROM settled_loans s WHERE s.period_end = p_end AND s.found_on = p_date AND s.loans <> '{}')
    THEN
        RETURN false;
    END IF;
    DELETE FROM settled_count c WHERE c.period_end = p_end;
    INSERT INTO settled_count (period_end, scope, key, customers, loans, amount, as_of, through, sub_branch, outlet)
    WITH member AS (
        SELECT m.no, m.amount FROM settled_loans s CROSS JOIN LATERAL unnest(s.loans, s.amounts) AS m (no, amount)
         WHERE s.period_end = p_end
    ), customer AS (
        SELECT CASE WHEN grouping(l.account_manager) = 0 THEN 'account_manager' WHEN grouping(l.outlet) = 0 THEN 'outlet'
                    ELSE 'sub_branch' END AS scope,
               coalesce(l.account_manager, l.outlet, l.sub_branch) AS key, count(*) AS loans, sum(m.amount) AS amount,
               min(l.sub_branch) AS first_branch, max(l.sub_branch) AS last_branch,
               min(l.outlet) AS first_outlet, max(l.outlet) AS last_outlet
          FROM member m JOIN loan l ON l.no = m.no
         GROUP BY GROUPING SETS ((l.account_manager, l.customer_ref), (l.outlet, l.customer_ref), (l.sub_branch, l.customer_ref))
    )
    SELECT p_end, c.scope, c.key, count(*), sum(c.loans), sum(c.amount), p_date, v_through,
           CASE WHEN min(c.first_branch) = max(c.last_branch) THEN min(c.first_branch) ELSE '*' END,
           CASE WHEN min(c.first_outlet) = max(c.last_outlet) AND c.scope <> 'sub_branch' THEN min(c.first_outlet) ELSE '*' END
      FROM customer c GROUP BY c.scope, c.key;
    RETURN true;
END $$;

ALTER FUNCTION public.count_settled(p_date date, p_end date) OWNER TO collections_owner;

-- Name: cure_cases(bigint[], date, date, timestamp with time zone, text); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.cure_cases(p_loans bigint[], p_as_of date, p_on date, p_at timestamp with time zone, p_by text) RETURNS TABLE(id uuid, loan_no bigint)
    LANGUAGE plpgsql
    SET enable_nestloop TO 'off'
    AS $$
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

ALTER FUNCTION public.cure_cases(p_loans bigint[], p_as_of date, p_on date, p_at timestamp with time zone, p_by text) OWNER TO collections_owner;

-- Name: day_close_stays(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.day_close_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_TABLE_NAME = 'day_close' AND to_jsonb(OLD) ->> 'state' = 'completed'
       OR TG_TABLE_NAME = 'day_close_chunk' AND to_jsonb(OLD) ->> 'done_at' IS NOT NULL
    THEN
        RAISE EXCEPTION 'what a close has done stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'day_close_stays';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.day_close_stays() OWNER TO collections_owner;

-- Name: day_end(date); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.day_end(day date) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$
    SELECT (day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
$$;

ALTER FUNCTION public.day_end(day date) OWNER TO collections_owner;

-- Name: demand_letter_stays(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.demand_letter_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'a letter that was answered stays'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'demand_letter_stays';
END $$;

ALTER FUNCTION public.demand_letter_stays() OWNER TO collections_owner;

-- Name: disposal_sums(uuid[]); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.disposal_sums(p_plans uuid[]) RETURNS TABLE(plan_id uuid, recovered bigint, repaid bigint)
    LANGUAGE sql STABLE
    AS $$
    SELECT p.id, (SELECT coalesce(sum(d.amount), 0)::bigint FROM disposal_result d WHERE d.plan_id = p.id),
           (SELECT coalesce(sum(r.amount), 0)::bigint FROM repayment r
             WHERE r.loan_no = p.loan_no AND r.paid_on >= p.decided_on
               AND NOT EXISTS (SELECT FROM repayment_reversal v WHERE v.repayment_id = r.id))
      FROM disposal_plan p WHERE p.id = ANY (p_plans)
$$;

ALTER FUNCTION public.disposal_sums(p_plans uuid[]) OWNER TO collections_owner;

-- Name: draw_up_balances(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.draw_up_balances() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    WITH gone AS (DELETE FROM branch_balance_change RETURNING *)
    INSERT INTO branch_balance AS b
    SELECT g.sub_branch, g.outlet, sum(g.loans), sum(g.bad_loans), sum(g.balance), sum(g.bad_balance)
      FROM gone g GROUP BY g.sub_branch, g.outlet
    ON CONFLICT (sub_branch, outlet) DO UPDATE
       SET loans = b.loans + EXCLUDED.loans, bad_loans = b.bad_loans + EXCLUDED.bad_loans,
           balance = b.balance + EXCLUDED.balance, bad_balance = b.bad_balance + EXCLUDED.bad_balance;
END $$;

ALTER FUNCTION public.draw_up_balances() OWNER TO collections_owner;

-- Name: end_pauses(date, timestamp with time zone, text, bigint, bigint, text[], integer[]); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.end_pauses(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_stages text[], p_days integer[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
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

ALTER FUNCTION public.end_pauses(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_stages text[], p_days integer[]) OWNER TO collections_owner;

-- Name: end_with_cases(uuid[], date, timestamp with time zone, text); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.end_with_cases(p_cases uuid[], p_on date, p_at timestamp with time zone, p_by text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE task t SET state = 'dropped', ended_at = p_at, ended_by = p_by, version = t.version + 1
     WHERE t.case_id = ANY (p_cases) AND t.state = 'open';
    UPDATE case_pause u SET ended_on = p_on, ended_by = p_by WHERE u.case_id = ANY (p_cases) AND u.ended_on IS NULL;
    UPDATE clock k SET state = 'ended', ended_on = p_on, next_warning_on = NULL, version = k.version + 1
     WHERE k.state = 'running'
       AND k.loan_no = ANY (ARRAY(SELECT c.loan_no FROM collection_case c WHERE c.id = ANY (p_cases)));
END $$;

ALTER FUNCTION public.end_with_cases(p_cases uuid[], p_on date, p_at timestamp with time zone, p_by text) OWNER TO collections_owner;

-- Name: file_follows_the_loan(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.file_follows_the_loan() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE file_handover f SET holder = NEW.account_manager, version = f.version + 1
     WHERE f.loan_no = NEW.no AND f.state = 'due';
    RETURN NULL;
END $$;

ALTER FUNCTION public.file_follows_the_loan() OWNER TO collections_owner;

-- Name: file_is_due(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.file_is_due() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO file_handover (id, loan_no, loan_id, external_ref, holder, state, due_on, policy_version, made_at, version,
                               sub_branch, outlet)
    SELECT uuid7(), n.no, n.id, n.external_ref, n.account_manager, 'due',
           n.disbursed_on + (p.body -> 'files' ->> 'days')::integer, p.version, n.made_at, 1, n.sub_branch, n.outlet
      FROM (SELECT coalesce(b.closed_through + 1, (now() AT TIME ZONE 'Asia/Shanghai')::date) AS today FROM book b) AS d
     CROSS JOIN LATERAL (
           SELECT f.version, f.body FROM policy f
            WHERE f.kind = 'accountability' AND f.state = 'active' AND f.effective_from <= d.today
            ORDER BY f.effective_from DESC, f.activated_at DESC, f.id DESC LIMIT 1) AS p
      JOIN now n ON n.disbursed_on + (p.body -> 'files' ->> 'taken_on_after_days')::integer >= d.today
     ORDER BY n.no;
    RETURN NULL;
END $$;

ALTER FUNCTION public.file_is_due() OWNER TO collections_owner;

-- Name: finish_close(date); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.finish_close(p_date date) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF EXISTS (SELECT FROM day_close_chunk c WHERE c.business_date = p_date AND c.done_at IS NULL) THEN
        RETURN false;
    END IF;
    UPDATE day_close d SET state = 'completed', finished_at = clock_timestamp()
     WHERE d.business_date = p_date AND d.state <> 'completed' AND d.begun_at IS NOT NULL;
    IF FOUND THEN
        UPDATE book SET closed_through = p_date, closing = NULL;
    END IF;
    RETURN FOUND;
END $$;

ALTER FUNCTION public.finish_close(p_date date) OWNER TO collections_owner;

-- Name: finish_close_chunk(date, integer, bigint, bigint, bigint, bigint, bigint, bigint, bigint); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.finish_close_chunk(p_date date, p_number integer, p_assigned bigint, p_raised bigint, p_late bigint, p_sent_up bigint, p_kept bigint, p_broken bigint, p_maturing bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    UPDATE day_close_chunk c
       SET done_at = clock_timestamp(), assigned = p_assigned, raised = p_raised, late = p_late, sent_up = p_sent_up,
           promises_kept = p_kept, promises_broken = p_broken, maturing = p_maturing
     WHERE c.business_date = p_date AND c.number = p_number
$$;

ALTER FUNCTION public.finish_close_chunk(p_date date, p_number integer, p_assigned bigint, p_raised bigint, p_late bigint, p_sent_up bigint, p_kept bigint, p_broken bigint, p_maturing bigint) OWNER TO collections_owner;

-- Name: finish_recomputation_chunk(uuid, integer, bigint, bigint, bigint, bigint); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.finish_recomputation_chunk(p_run uuid, p_number integer, p_read bigint, p_changed bigint, p_opened bigint, p_cured bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    UPDATE recomputation_chunk c
       SET done_at = clock_timestamp(), read = p_read, changed = p_changed, opened = p_opened, cured = p_cured
     WHERE c.recomputation_id = p_run AND c.number = p_number
$$;

ALTER FUNCTION public.finish_recomputation_chunk(p_run uuid, p_number integer, p_read bigint, p_changed bigint, p_opened bigint, p_cured bigint) OWNER TO collections_owner;

-- Name: first_arrears(bigint[], date); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.first_arrears(p_loans bigint[], p_through date) RETURNS TABLE(loan_no bigint, first_on date)
    LANGUAGE sql STABLE
    AS $$
    SELECT s.loan_no, min(greatest(s.due_date + 1, s.from_on))
      FROM (SELECT t.*, min(t.from_on) OVER (PARTITION BY t.loan_no ORDER BY t.schedule_no
                                             GROUPS BETWEEN 1 FOLLOWING AND 1 FOLLOWING) AS ends
              FROM settlements(p_loans) t) AS s
     WHERE NOT s.taken AND greatest(s.due_date + 1, s.from_on) <= least(s.settled_on - 1, s.ends - 1, p_through)
     GROUP BY s.loan_no
$$;

ALTER FUNCTION public.first_arrears(p_loans bigint[], p_through date) OWNER TO collections_owner;

-- Name: loan; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.loan (
    no bigint NOT NULL,
    id uuid NOT NULL,
    external_ref text NOT NULL COLLATE pg_catalog."C",
    customer_ref text NOT NULL COLLATE pg_catalog."C",
    product text NOT NULL,
    principal bigint NOT NULL,
    disbursed_on date NOT NULL,
    matures_on date NOT NULL,
    account_manager text NOT NULL COLLATE pg_catalog."C",
    originated_by text NOT NULL,
    repayment_order text NOT NULL,
    secured boolean NOT NULL,
    penalty_due bigint NOT NULL,
    written_off_on date,
    aged_from date,
    oldest_due_on date,
    outstanding_principal bigint NOT NULL,
    outstanding_interest bigint NOT NULL,
    overpaid bigint DEFAULT 0 NOT NULL,
    aged_class text DEFAULT 'normal'::text NOT NULL,
    aged_bucket text DEFAULT ''::text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    observed_until date,
    restate boolean DEFAULT false NOT NULL,
    schedule_no integer DEFAULT 1 NOT NULL,
    schedule_from date,
    approved_by text COLLATE pg_catalog."C",
    reported_manager text COLLATE pg_catalog."C",
    order_policy_version text,
    CONSTRAINT loan_aged_class_check CHECK ((aged_class = ANY (ARRAY['normal'::text, 'special_mention'::text, 'substandard'::text, 'doubtful'::text, 'loss'::text, 'paid_off'::text, 'written_off'::text]))),
    CONSTRAINT loan_approved_by_check CHECK ((approved_by <> ''::text)),
    CONSTRAINT loan_check CHECK ((matures_on >= disbursed_on)),
    CONSTRAINT loan_check1 CHECK ((written_off_on >= disbursed_on)),
    CONSTRAINT loan_check2 CHECK (((outstanding_principal >= 0) AND (outstanding_principal <= principal))),
    CONSTRAINT loan_check3 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT loan_originated_by_check CHECK ((originated_by = ANY (ARRAY['outlet'::text, 'department'::text, 'partner'::text]))),
    CONSTRAINT loan_outstanding_interest_check CHECK ((outstanding_interest >= 0)),
    CONSTRAINT loan_overpaid_check CHECK ((overpaid >= 0)),
    CONSTRAINT loan_overpaid_when_paid CHECK (((overpaid = 0) OR (oldest_due_on IS NULL))),
    CONSTRAINT loan_paid_when_nothing_is_due CHECK (((oldest_due_on IS NULL) = ((outstanding_principal + outstanding_interest) = 0))),
    CONSTRAINT loan_penalty_due_check CHECK ((penalty_due >= 0)),
    CONSTRAINT loan_principal_check CHECK ((principal > 0)),
    CONSTRAINT loan_repayment_order_check CHECK ((repayment_order = ANY (ARRAY['interest_first'::text, 'principal_first'::text]))),
    CONSTRAINT loan_reported_manager_differs CHECK ((reported_manager <> account_manager))
)
WITH (fillfactor='85');

ALTER TABLE ONLY public.loan FORCE ROW LEVEL SECURITY;

ALTER TABLE public.loan OWNER TO collections_owner;

-- Name: first_look(public.loan); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.first_look(l public.loan) RETURNS date
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT CASE WHEN l.aged_class = 'normal' AND l.aged_bucket = '' AND l.observed_until IS NULL AND l.written_off_on IS NULL
                     AND NOT l.restate AND l.oldest_due_on IS NOT NULL
                THEN l.oldest_due_on + 1 ELSE '0001-01-01'::date END
$$;

ALTER FUNCTION public.first_look(l public.loan) OWNER TO collections_owner;

-- Name: fn_pgqueuer_changed(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.fn_pgqueuer_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    to_emit BOOLEAN := false;  -- Flag to decide whether to emit a notification
BEGIN
    -- Check operation type and set the emit flag accordingly
    IF TG_OP = 'UPDATE' AND OLD IS DISTINCT FROM NEW THEN
        to_emit := true;
    ELSIF TG_OP = 'DELETE' THEN
        to_emit := true;
    ELSIF TG_OP = 'INSERT' THEN
        to_emit := true;
    ELSIF TG_OP = 'TRUNCATE' THEN
        to_emit := true;
    END IF;

    -- Perform notification if the emit flag is set
    IF to_emit THEN
        PERFORM pg_notify(
            'ch_pgqueuer',
            json_build_object(
                'channel', 'ch_pgqueuer',
                'operation', lower(TG_OP),
                'sent_at', NOW(),
                'table', TG_TABLE_NAME,
                'type', 'table_changed_event'
            )::text
        );
    END IF;

    -- Return appropriate value based on the operation
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        RETURN NEW;
    ELSIF TG_OP = 'DELETE' THEN
        RETURN OLD;
    ELSE
        RETURN NULL; -- For TRUNCATE and other non-row-specific contexts
    END IF;

END;
$$;

ALTER FUNCTION public.fn_pgqueuer_changed() OWNER TO collections_owner;

-- Name: follow_reviews(date, timestamp with time zone, text, integer, text); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.follow_reviews(p_date date, p_at timestamp with time zone, p_by text, p_exemption_days integer, p_version text, OUT opened integer, OUT observed integer, OUT relapsed integer, OUT brought_back integer, OUT due integer) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off'
    AS $$
DECLARE
    v_last bigint := (SELECT coalesce(max(c.id), 0) FROM class_change c);
    v_loans bigint[];
BEGIN
    SELECT coalesce(array_agg(DISTINCT c.loan_no), '{}') INTO v_loans FROM class_change c
     WHERE c.id > (SELECT p.last_class_change FROM accountability_progress p) AND c.id <= v_last
       AND c.known_until IS NULL AND c.from_on <= p_date AND c.standing IN ('substandard', 'doubtful', 'loss')
       AND coalesce((SELECT b.standing FROM class_change b
                      WHERE b.loan_no = c.loan_no AND b.known_until IS NULL AND b.from_on < c.from_on
                      ORDER BY b.from_on DESC LIMIT 1), 'normal') NOT IN ('substandard', 'doubtful', 'loss');
    SELECT coalesce(array_agg(l.no), '{}') INTO v_loans FROM loan l
     WHERE l.no = ANY (v_loans) AND is_bad(l)
       AND l.no NOT IN (SELECT r.loan_no FROM accountability_review r
                         WHERE r.loan_no = ANY (v_loans) AND r.state IN ('open', 'observed', 'due'));
    UPDATE accountability_progress SET last_class_change = v_last WHERE last_class_change < v_last;

    WITH first AS MATERIALIZED (
        SELECT f.loan_no, f.first_on FROM first_arrears(v_loans, p_date) f
    ), made AS (
        INSERT INTO accountability_review (
            id, loan_no, loan_id, customer_ref, account_manager, first_arrears_on, at_first_arrears, approved_by,
            risk_class, outstanding, opened_on, exempt_until, state, moved_on, look_on, policy_version, made_by, made_at,
            version, sub_branch, outlet)
        SELECT uuid7(), l.no, l.id, l.customer_ref, l.account_manager, f.first_on,
               CASE WHEN f.first_on IS NOT NULL THEN holder_on(l.no, l.account_manager, f.first_on) END,
               l.approved_by, l.aged_class, l.outstanding_principal, p_date, p_date + p_exemption_days, 'open', p_date,
               CASE WHEN l.oldest_due_on < p_date THEN p_date + p_exemption_days + 1 ELSE p_date + 1 END, p_version, p_by,
               p_at, 1, l.sub_branch, l.outlet
          FROM loan l LEFT JOIN first f ON f.loan_no = l.no
         WHERE l.no = ANY (v_loans) ORDER BY l.no
        RETURNING *
    )
    INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
    SELECT m.loan_no, 'review_opened', p_date, p_at, p_by,
           jsonb_build_object('review_id', m.id, 'risk_class', m.risk_class, 'exempt_until', m.exempt_until,
               'account_manager', m.account_manager), m.sub_branch, m.outlet
      FROM made m ORDER BY m.loan_no;
    GET DIAGNOSTICS opened = ROW_COUNT;

    SELECT coalesce(array_agg(r.loan_no), '{}') INTO v_loans FROM accountability_review r
     WHERE r.state IN ('open', 'observed') AND r.look_on <= p_date;
    WITH found AS MATERIALIZED (
        SELECT r.id, r.state AS was, l.oldest_due_on, s.state, n.looks
          FROM accountability_review r JOIN loan l ON l.no = r.loan_no AND l.no = ANY (v_loans)
         CROSS JOIN LATERAL (SELECT l.aged_class IN ('normal', 'special_mention', 'paid_off') AS good,
               coalesce(l.oldest_due_on < p_date, false) OR l.aged_class = 'written_off' AS behind,
               p_date <= r.exempt_until AS in_time) AS f
         CROSS JOIN LATERAL (SELECT CASE
               WHEN f.good AND (f.in_time OR r.state = 'observed') THEN 'brought_back'
               WHEN r.state = 'observed' AND NOT f.behind THEN 'observed'
               WHEN NOT f.in_time THEN 'due'
               WHEN f.behind THEN 'open'
               ELSE 'observed' END AS state) AS s
         CROSS JOIN LATERAL (SELECT CASE s.state WHEN 'observed' THEN coalesce(l.oldest_due_on + 1, '9999-12-31')
               ELSE r.exempt_until + 1 END AS looks) AS n
         WHERE r.state IN ('open', 'observed') AND r.loan_no = ANY (v_loans)
    ), moved AS (
        UPDATE accountability_review r
           SET state = f.state, look_on = f.looks, moved_on = CASE WHEN f.state = f.was THEN r.moved_on ELSE p_date END,
               version = r.version + CASE WHEN f.state = f.was THEN 0 ELSE 1 END
          FROM found f WHERE r.id = f.id AND r.loan_no = ANY (v_loans) AND r.state IN ('open', 'observed')
        RETURNING r.id, r.loan_no, r.state, f.was, r.sub_branch, r.outlet
    ), told AS (
        INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
        SELECT m.loan_no, CASE m.state WHEN 'observed' THEN 'review_observed' WHEN 'open' THEN 'review_relapsed'
                   WHEN 'due' THEN 'review_due' ELSE 'brought_back' END,
               p_date, p_at, p_by, jsonb_build_object('review_id', m.id), m.sub_branch, m.outlet
          FROM moved m WHERE m.state <> m.was ORDER BY m.loan_no
    )
    SELECT count(*) FILTER (WHERE m.state = 'observed'), count(*) FILTER (WHERE m.state = 'open'),
           count(*) FILTER (WHERE m.state = 'brought_back'), count(*) FILTER (WHERE m.state = 'due')
      INTO observed, relapsed, brought_back, due FROM moved m WHERE m.state <> m.was;
END $$;

ALTER FUNCTION public.follow_reviews(p_date date, p_at timestamp with time zone, p_by text, p_exemption_days integer, p_version text, OUT opened integer, OUT observed integer, OUT relapsed integer, OUT brought_back integer, OUT due integer) OWNER TO collections_owner;

-- Name: freeze_manager_results(date, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.freeze_manager_results(p_date date, p_at timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    v_first date := date_trunc('month', p_date)::date;
    v_since timestamptz := (SELECT coalesce(max(r.frozen_at), '-infinity') FROM manager_result r WHERE r.frozen_on < v_first);
    v_frozen integer;
BEGIN
    WITH fact (who, sub_branch, outlet, what, n) AS (
        SELECT h.account_manager, h.sub_branch, h.outlet, 'held', 1 FROM managers_with_loans() h
        UNION ALL
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
        reviews_accountable, files_late, correlation_ids, frozen_on, frozen_at, sub_branch, outlet)
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
           ARRAY(SELECT c.id FROM collection_case c
                  WHERE c.assignee = f.who AND c.sub_branch = f.sub_branch AND c.stage <> 'reminder'
                    AND (c.state = 'open' OR c.opened_on BETWEEN v_first AND p_date)
                  ORDER BY c.id DESC LIMIT 50),
           p_date, p_at, f.sub_branch,
           CASE WHEN count(DISTINCT f.outlet) = 1 THEN min(f.outlet) ELSE '*' END
      FROM fact f GROUP BY f.who, f.sub_branch
     ORDER BY f.sub_branch, f.who
    ON CONFLICT ON CONSTRAINT manager_result_once_a_month_key DO NOTHING;
    GET DIAGNOSTICS v_frozen = ROW_COUNT;
    RETURN v_frozen;
END $$;

ALTER FUNCTION public.freeze_manager_results(p_date date, p_at timestamp with time zone) OWNER TO collections_owner;

-- Name: freeze_rates(date, date, date, text, text[], numeric[], boolean[], integer, integer, numeric, text, integer); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.freeze_rates(p_date date, p_start date, p_end date, p_checkpoint text, p_statuses text[], p_limits numeric[], p_inclusive boolean[], p_sure_from integer, p_too_few integer, p_z numeric, p_version text, p_first_day integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off'
    SET enable_mergejoin TO 'off'
    SET work_mem TO '64MB'
    AS $$
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

ALTER FUNCTION public.freeze_rates(p_date date, p_start date, p_end date, p_checkpoint text, p_statuses text[], p_limits numeric[], p_inclusive boolean[], p_sure_from integer, p_too_few integer, p_z numeric, p_version text, p_first_day integer) OWNER TO collections_owner;

-- Name: holder_on(bigint, text, date); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.holder_on(p_loan bigint, p_now text, p_day date) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce(
        (SELECT r.holder FROM responsibility r WHERE r.loan_no = p_loan AND coalesce(r.from_on <= p_day, true)
          ORDER BY r.from_on DESC NULLS LAST, r.id DESC LIMIT 1),
        (SELECT r.was FROM responsibility r WHERE r.loan_no = p_loan ORDER BY r.id LIMIT 1), p_now)
$$;

ALTER FUNCTION public.holder_on(p_loan bigint, p_now text, p_day date) OWNER TO collections_owner;

-- Name: in_scope(text, text); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.in_scope(sub_branch text, outlet text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT (current_setting('loanops.sub_branch', true) = '*' OR current_setting('loanops.sub_branch', true) = sub_branch)
       AND (current_setting('loanops.outlet', true) = '*' OR current_setting('loanops.outlet', true) = outlet)
$$;

ALTER FUNCTION public.in_scope(sub_branch text, outlet text) OWNER TO collections_owner;

-- Name: instalment_that_counts_is_fixed(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.instalment_that_counts_is_fixed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.paid_principal + OLD.paid_interest > 0
       OR OLD.due_date <= (SELECT coalesce(b.closing, b.closed_through) FROM book b)
    THEN
        RAISE EXCEPTION 'an instalment that is due or paid on is never changed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_that_counts_is_fixed';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.instalment_that_counts_is_fixed() OWNER TO collections_owner;

-- Name: instalments_add_up(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.instalments_add_up() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_astray boolean;
    v_wrong boolean;
BEGIN
    SELECT bool_or(l.no IS NULL),
           bool_or(l.principal <> (SELECT sum(i.principal) FROM instalment i WHERE i.loan_no = l.no))
      INTO v_astray, v_wrong
      FROM (SELECT DISTINCT w.loan_no FROM written w) AS touched LEFT JOIN loan l ON l.no = touched.loan_no;
    IF v_astray THEN
        RAISE EXCEPTION 'an instalment belongs to a loan'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'instalment_has_a_loan';
    END IF;
    IF v_wrong THEN
        RAISE EXCEPTION 'the instalments of a loan add up to its principal'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'instalments_add_up';
    END IF;
    RETURN NULL;
END $$;

ALTER FUNCTION public.instalments_add_up() OWNER TO collections_owner;

-- Name: is_bad(public.loan); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.is_bad(l public.loan) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT l.aged_class IN ('substandard', 'doubtful', 'loss')
$$;

ALTER FUNCTION public.is_bad(l public.loan) OWNER TO collections_owner;

-- Name: is_on_the_books(public.loan); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.is_on_the_books(l public.loan) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT l.written_off_on IS NULL AND l.outstanding_principal > 0
$$;

ALTER FUNCTION public.is_on_the_books(l public.loan) OWNER TO collections_owner;

-- Name: judge_promises(date, timestamp with time zone, text, bigint, bigint); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.judge_promises(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint) RETURNS TABLE(judged integer, kept integer, broken integer)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off'
    AS $$
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

ALTER FUNCTION public.judge_promises(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint) OWNER TO collections_owner;

-- Name: judged_in(bigint, bigint); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.judged_in(p_first bigint, p_last bigint) RETURNS bigint[]
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'pg_temp'
    AS $$
    SELECT coalesce(array_agg(DISTINCT m.loan_no), '{}') FROM (
        SELECT j.loan_no FROM class_judgement j WHERE j.loan_no BETWEEN p_first AND p_last AND j.from_on IS NOT NULL
        UNION ALL
        SELECT a.loan_no FROM amendment a
         WHERE a.loan_no BETWEEN p_first AND p_last AND a.kind = 'restructuring' AND a.state = 'signed') AS m
$$;

ALTER FUNCTION public.judged_in(p_first bigint, p_last bigint) OWNER TO collections_owner;

-- Name: keep_clocks(date, bigint, bigint, integer, integer, integer[], text); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.keep_clocks(p_date date, p_first bigint, p_last bigint, p_years integer, p_months integer, p_warn_days integer[], p_version text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off'
    SET work_mem TO '16MB'
    AS $$
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

ALTER FUNCTION public.keep_clocks(p_date date, p_first bigint, p_last bigint, p_years integer, p_months integer, p_warn_days integer[], p_version text) OWNER TO collections_owner;

-- Name: lesson_of_a_closed_case(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.lesson_of_a_closed_case() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM collection_case c WHERE c.id = NEW.case_id AND c.state <> 'open') THEN
        RAISE EXCEPTION 'the case is not closed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lesson_of_a_closed_case';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.lesson_of_a_closed_case() OWNER TO collections_owner;

-- Name: list_maturing(date, timestamp with time zone, text, bigint, bigint, text, jsonb); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.list_maturing(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_version text, p_figures jsonb) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off'
    SET work_mem TO '16MB'
    AS $$
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

ALTER FUNCTION public.list_maturing(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_version text, p_figures jsonb) OWNER TO collections_owner;

-- Name: loan_stays(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.loan_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'a loan stays on the books, its instalments with it'
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'instalment_has_a_loan';
END $$;

ALTER FUNCTION public.loan_stays() OWNER TO collections_owner;

-- Name: look_begins(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.look_begins() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO loan_look (loan_no, look_on, aged_from)
    SELECT n.no, first_look(n.*), n.aged_from FROM now n ORDER BY n.no;
    RETURN NULL;
END $$;

ALTER FUNCTION public.look_begins() OWNER TO collections_owner;

-- Name: look_follows(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.look_follows() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE loan_look k
       SET look_on = CASE WHEN k.look_on = OLD.oldest_due_on + 1 AND NEW.matures_on = OLD.matures_on THEN first_look(NEW)
                          ELSE '0001-01-01' END
     WHERE k.loan_no = NEW.no;
    RETURN NULL;
END $$;

ALTER FUNCTION public.look_follows() OWNER TO collections_owner;

-- Name: managers_with_loans(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.managers_with_loans() RETURNS TABLE(account_manager text, sub_branch text, outlet text)
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    AS $$
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

ALTER FUNCTION public.managers_with_loans() OWNER TO collections_owner;

-- Name: next_look(integer[], integer, date, date, date, date); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.next_look(p_limits integer[], p_days integer, p_oldest date, p_observed date, p_written_off date, p_date date) RETURNS date
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT least(p_oldest + p_limits[width_bucket(p_days, p_limits) + 1], p_observed,
                 CASE WHEN p_written_off > p_date THEN p_written_off END)
$$;

ALTER FUNCTION public.next_look(p_limits integer[], p_days integer, p_oldest date, p_observed date, p_written_off date, p_date date) OWNER TO collections_owner;

-- Name: next_step_of(text); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.next_step_of(stage text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT CASE stage WHEN 'reminder' THEN 'remind_before_maturity' WHEN 'site_visit' THEN 'visit_on_site'
                      WHEN 'legal' THEN 'prepare_legal_action' ELSE 'reach_' || stage END
$$;

ALTER FUNCTION public.next_step_of(stage text) OWNER TO collections_owner;

-- Name: next_warning(date, date, integer[], date); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.next_warning(p_starts date, p_expires date, p_warn_days integer[], p_on date) RETURNS date
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT CASE WHEN min(p_expires - d) <= p_on THEN p_on ELSE min(p_expires - d) END
      FROM unnest(p_warn_days) AS d WHERE d <= (p_expires - p_starts) / 2
$$;

ALTER FUNCTION public.next_warning(p_starts date, p_expires date, p_warn_days integer[], p_on date) OWNER TO collections_owner;

-- Name: open_alerts(date, timestamp with time zone, text, jsonb, jsonb, jsonb); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.open_alerts(p_date date, p_at timestamp with time zone, p_by text, p_kinds jsonb, p_owners jsonb, p_days jsonb) RETURNS TABLE(id uuid, scope text, key text, status text, sub_branch text, outlet text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH worse AS MATERIALIZED (
        SELECT uuid7() AS id, r.* FROM arrears_rate r
         WHERE r.business_date = p_date AND r.checkpoint IS NOT NULL AND r.status IN ('measures', 'inspection', 'out_of_control')
           AND NOT EXISTS (SELECT FROM arrears_rate e
                            WHERE e.scope = r.scope AND e.key = r.key AND e.business_date < p_date AND e.period_end = r.period_end
                              AND e.checkpoint IS NOT NULL AND status_order(e.status) >= status_order(r.status))
           AND NOT EXISTS (SELECT FROM arrears_alert a WHERE a.scope = r.scope AND a.key = r.key AND a.state = 'open'
                              AND status_order(a.status) >= status_order(r.status))
           AND NOT EXISTS (SELECT FROM arrears_alert a
                            WHERE a.scope = r.scope AND a.key = r.key AND a.business_date = p_date)
    ), opened AS (
        INSERT INTO arrears_alert (id, scope, key, business_date, period_end, checkpoint, status, customers,
            customers_in_arrears, lower_bound, upper_bound, state, opened_at, policy_version, version, sub_branch, outlet)
        SELECT w.id, w.scope, w.key, p_date, w.period_end, w.checkpoint, w.status, w.customers, w.customers_in_arrears,
               w.lower_bound, w.upper_bound, 'open', p_at, w.policy_version, 1, w.sub_branch, w.outlet
          FROM worse w
        RETURNING id, scope, key, status, sub_branch, outlet
    ), obliged AS MATERIALIZED (
        SELECT uuid7() AS id, uuid7() AS task_id, w.id AS alert_id, k.kind, p_date + (p_days ->> k.kind)::integer AS due_on,
               role_holder(CASE WHEN w.sub_branch = '*' THEN 'city_branch' ELSE p_owners ->> k.kind END, w.sub_branch) AS owner,
               w.sub_branch, w.outlet, w.status
          FROM worse w CROSS JOIN LATERAL jsonb_array_elements_text(p_kinds -> w.status) AS k (kind)
    ), asked AS (
        INSERT INTO alert_action (id, alert_id, kind, owner, due_on, text, state, made_by, made_at, version, sub_branch, outlet)
        SELECT o.id, o.alert_id, o.kind, o.owner, o.due_on, '', 'open', p_by, p_at, 1, o.sub_branch, o.outlet FROM obliged o
    ), tasks AS (
        INSERT INTO task (id, kind, holder, rank, next_step, why, key_customer, priority, due_at, subject_id, state, opened_on,
                          opened_at, version, sub_branch, outlet)
        SELECT o.task_id, 'alert_action', o.owner, task_rank(false, 20 * status_order(o.status), day_end(o.due_on), o.task_id),
               CASE o.kind WHEN 'plan' THEN 'make_plan' WHEN 'inspection' THEN 'visit_and_inspect' ELSE 'review_at_city_branch' END,
               '{CURVE_BROKEN}', false, 20 * status_order(o.status), day_end(o.due_on), o.id, 'open', p_date, p_at, 1,
               o.sub_branch, o.outlet
          FROM obliged o
    )
    SELECT o.id, o.scope, o.key, o.status, o.sub_branch, o.outlet FROM opened o;
END $$;

ALTER FUNCTION public.open_alerts(p_date date, p_at timestamp with time zone, p_by text, p_kinds jsonb, p_owners jsonb, p_days jsonb) OWNER TO collections_owner;

-- Name: policy_is_only_ever_activated(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.policy_is_only_ever_activated() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.state <> 'draft'
       OR (NEW.id, NEW.kind, NEW.version, NEW.effective_from, NEW.body, NEW.made_by, NEW.made_at)
          IS DISTINCT FROM (OLD.id, OLD.kind, OLD.version, OLD.effective_from, OLD.body, OLD.made_by, OLD.made_at)
    THEN
        RAISE EXCEPTION 'a policy version is never changed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.policy_is_only_ever_activated() OWNER TO collections_owner;

-- Name: positions_at(date, bigint, bigint, bigint[], text[], integer[], integer[], text[], integer[], boolean); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.positions_at(p_date date, p_first bigint, p_last bigint, p_loans bigint[], p_classes text[], p_class_from integer[], p_rules integer[], p_buckets text[], p_bucket_from integer[], p_plain_too boolean) RETURNS TABLE(no bigint, days integer, standing text, observed date, bucket text, aged_class text, observed_until date, aged_bucket text, oldest_due_on date, written_off_on date)
    LANGUAGE sql STABLE
    AS $$
    WITH judged AS MATERIALIZED (
        SELECT j.loan_no, max(array_position(p_classes, j.risk_class)) AS lowest,
               array_agg(j.due_date) FILTER (WHERE j.kind = 'technical_delay') AS technical
          FROM (SELECT c.loan_no, c.kind, c.risk_class, c.due_date FROM class_judgement c
                 WHERE c.loan_no BETWEEN p_first AND p_last AND c.from_on <= p_date
                   AND coalesce(c.until_on > p_date, true)
                UNION ALL
                SELECT a.loan_no, 'lower', p_classes[2], NULL FROM amendment a
                 WHERE a.loan_no BETWEEN p_first AND p_last AND a.kind = 'restructuring' AND a.state = 'signed'
                   AND a.effective_on <= p_date AND (a.effective_on + make_interval(months => p_rules[4]))::date > p_date
               ) AS j
         GROUP BY j.loan_no
    )
    SELECT l.no, d.days,
           CASE WHEN l.written_off_on <= p_date THEN 'written_off' WHEN l.oldest_due_on IS NULL THEN 'paid_off'
                ELSE p_classes[f.final] END,
           CASE WHEN f.final > 2 AND d.days = 0 AND l.oldest_due_on IS NOT NULL
                     AND coalesce(l.written_off_on > p_date, true) THEN w.until_on END,
           coalesce(p_buckets[width_bucket(d.days, p_bucket_from)], ''),
           l.aged_class, l.observed_until, l.aged_bucket, l.oldest_due_on, l.written_off_on
      FROM loan l
      LEFT JOIN judged j ON j.loan_no = l.no
     CROSS JOIN LATERAL (SELECT coalesce(greatest(p_date - l.oldest_due_on, 0), 0) AS days,
                                coalesce(array_position(p_classes, l.aged_class), 1) AS before) AS d
     CROSS JOIN LATERAL (SELECT greatest(
           CASE WHEN d.days <= p_rules[1] AND l.oldest_due_on = ANY (j.technical) THEN 1
                ELSE width_bucket(d.days, p_class_from) END, j.lowest) AS now) AS c
     CROSS JOIN LATERAL (SELECT CASE WHEN d.days > 0 OR greatest(d.before, c.now) < 3 THEN NULL
           ELSE coalesce(l.observed_until, greatest((p_date + make_interval(months => p_rules[2]))::date,
               (SELECT max(n.due_date) FROM (
                   SELECT DISTINCT i.due_date FROM instalment i WHERE i.loan_no = l.no AND i.due_date > p_date
                    ORDER BY i.due_date LIMIT p_rules[3]) AS n))) END AS until_on) AS w
     CROSS JOIN LATERAL (SELECT CASE WHEN d.before > 2 AND c.now < d.before AND coalesce(w.until_on > p_date, true)
           THEN d.before ELSE c.now END AS final) AS f
     WHERE l.no BETWEEN p_first AND p_last AND (NOT p_plain_too OR p_loans IS NULL OR l.no = ANY (p_loans))
       AND coalesce(l.aged_from <= p_date, true)
       AND (p_plain_too OR l.no = ANY (p_loans) OR NOT (
            coalesce(l.oldest_due_on >= p_date, false) AND l.aged_class = 'normal' AND l.aged_bucket = ''
            AND l.observed_until IS NULL AND l.written_off_on IS NULL))
$$;

ALTER FUNCTION public.positions_at(p_date date, p_first bigint, p_last bigint, p_loans bigint[], p_classes text[], p_class_from integer[], p_rules integer[], p_buckets text[], p_bucket_from integer[], p_plain_too boolean) OWNER TO collections_owner;

-- Name: promise_hears_of_repayments(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.promise_hears_of_repayments() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF TG_TABLE_NAME = 'repayment' THEN
        UPDATE promise p SET judge_again = true
         WHERE p.loan_no IN (SELECT w.loan_no FROM written w) AND p.state <> 'open' AND NOT p.judge_again
           AND EXISTS (SELECT FROM written w WHERE w.loan_no = p.loan_no AND w.paid_on BETWEEN p.promised_on AND p.due_on);
    ELSE
        UPDATE promise p SET judge_again = true FROM repayment r
         WHERE r.id IN (SELECT w.repayment_id FROM written w) AND p.loan_no = r.loan_no AND p.state <> 'open'
           AND NOT p.judge_again AND r.paid_on BETWEEN p.promised_on AND p.due_on;
    END IF;
    RETURN NULL;
END $$;

ALTER FUNCTION public.promise_hears_of_repayments() OWNER TO collections_owner;

-- Name: branch_suspension; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.branch_suspension (
    id uuid NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL,
    proposed_by_close boolean NOT NULL,
    reason text NOT NULL,
    as_of date,
    loans bigint NOT NULL,
    bad_loans bigint NOT NULL,
    balance bigint NOT NULL,
    bad_balance bigint NOT NULL,
    policy_version text NOT NULL,
    decision_reason text,
    decided_by text,
    decided_at timestamp with time zone,
    suspended_on date,
    ended_on date,
    report_id uuid,
    reported_by text,
    lift_reason text,
    lifted_by text,
    lifted_at timestamp with time zone,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    under_way integer,
    under_way_more boolean,
    CONSTRAINT branch_suspension_check CHECK ((bad_balance <= balance)),
    CONSTRAINT branch_suspension_check1 CHECK (((state = 'proposed'::text) = (decided_by IS NULL))),
    CONSTRAINT branch_suspension_check2 CHECK (((state = ANY (ARRAY['suspended'::text, 'lifted'::text])) = (suspended_on IS NOT NULL))),
    CONSTRAINT branch_suspension_check3 CHECK (((state = ANY (ARRAY['declined'::text, 'lifted'::text])) = (ended_on IS NOT NULL))),
    CONSTRAINT branch_suspension_check4 CHECK (((state = 'lifted'::text) = ((lifted_by IS NOT NULL) AND (report_id IS NOT NULL) AND (reported_by IS NOT NULL)))),
    CONSTRAINT branch_suspension_check5 CHECK (((under_way IS NULL) = (under_way_more IS NULL))),
    CONSTRAINT branch_suspension_check6 CHECK (((under_way IS NULL) OR (suspended_on IS NOT NULL))),
    CONSTRAINT branch_suspension_maker_is_not_checker CHECK ((decided_by <> made_by)),
    CONSTRAINT branch_suspension_reason_check CHECK ((reason <> ''::text)),
    CONSTRAINT branch_suspension_reporter_is_not_lifter CHECK ((lifted_by <> reported_by)),
    CONSTRAINT branch_suspension_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'declined'::text, 'suspended'::text, 'lifted'::text]))),
    CONSTRAINT branch_suspension_sub_branch_check CHECK ((sub_branch <> ''::text)),
    CONSTRAINT branch_suspension_under_way_check CHECK ((under_way >= 0))
);

ALTER TABLE public.branch_suspension OWNER TO collections_owner;

-- Name: propose_suspensions(date, timestamp with time zone, text, numeric, integer, integer, text); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.propose_suspensions(p_date date, p_at timestamp with time zone, p_by text, p_share numeric, p_loans integer, p_quiet_days integer, p_version text) RETURNS SETOF public.branch_suspension
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM draw_up_balances();
    RETURN QUERY
    INSERT INTO branch_suspension (id, sub_branch, state, proposed_by_close, reason, as_of, loans, bad_loans, balance,
                                   bad_balance, policy_version, made_by, made_at, version)
    SELECT uuid7(), b.sub_branch, 'proposed', true,
           format('bad balance %s of %s in %s loans', yuan(b.bad_balance), yuan(b.balance), b.loans),
           p_date, b.loans, b.bad_loans, b.balance, b.bad_balance, p_version, p_by, p_at, 1
      FROM branch_books() b
     WHERE b.loans >= p_loans AND b.bad_balance > p_share * b.balance
       AND NOT EXISTS (SELECT FROM branch_suspension s WHERE s.sub_branch = b.sub_branch
                          AND (s.state IN ('proposed', 'suspended') OR s.ended_on > p_date - p_quiet_days))
     ORDER BY b.sub_branch
    RETURNING *;
END $$;

ALTER FUNCTION public.propose_suspensions(p_date date, p_at timestamp with time zone, p_by text, p_share numeric, p_loans integer, p_quiet_days integer, p_version text) OWNER TO collections_owner;

-- Name: protect_by_node(regclass); Type: PROCEDURE; Schema: public; Owner: collections_owner

CREATE PROCEDURE public.protect_by_node(IN protected regclass)
    LANGUAGE plpgsql
    AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ADD CHECK (sub_branch <> '''' AND outlet <> '''')', protected);
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', protected);
    EXECUTE format('CREATE POLICY node ON %s USING (in_scope(sub_branch, outlet)) WITH CHECK (in_scope(sub_branch, outlet))', protected);
END $$;

ALTER PROCEDURE public.protect_by_node(IN protected regclass) OWNER TO collections_owner;

-- Name: recomputation_stays(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.recomputation_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'what a recompute has done stays'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'recomputation_stays';
END $$;

ALTER FUNCTION public.recomputation_stays() OWNER TO collections_owner;

-- Name: recompute_amounts(uuid, bigint[]); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.recompute_amounts(p_run uuid, p_loans bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off'
    AS $$
DECLARE
    v_was text[];
BEGIN
    PERFORM FROM loan l WHERE l.no = ANY (p_loans) ORDER BY l.no FOR NO KEY UPDATE;
    SELECT array_agg(concat_ws(' ', l.oldest_due_on, yuan(l.outstanding_principal), yuan(l.outstanding_interest))
                     ORDER BY l.no) INTO v_was
      FROM loan l WHERE l.no = ANY (p_loans);
    PERFORM allocate_repayments(p_loans);
    INSERT INTO recomputation_difference (recomputation_id, loan_no, loan_id, what, was, found, sub_branch, outlet)
    SELECT p_run, f.no, f.id, 'amounts', f.was, f.found, f.sub_branch, f.outlet
      FROM (SELECT l.no, l.id, l.sub_branch, l.outlet, v_was[row_number() OVER (ORDER BY l.no)] AS was,
                   concat_ws(' ', l.oldest_due_on, yuan(l.outstanding_principal), yuan(l.outstanding_interest)) AS found
              FROM loan l WHERE l.no = ANY (p_loans)) AS f
     WHERE f.was <> f.found ORDER BY f.no;
END $$;

ALTER FUNCTION public.recompute_amounts(p_run uuid, p_loans bigint[]) OWNER TO collections_owner;

-- Name: recompute_scan(date, bigint, bigint, text[], integer[], integer[], text[], integer[], integer); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.recompute_scan(p_date date, p_first bigint, p_last bigint, p_classes text[], p_class_from integer[], p_rules integer[], p_buckets text[], p_bucket_from integer[], p_first_step integer, OUT read bigint, OUT doubtful bigint[]) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off'
    SET work_mem TO '16MB'
    AS $$
DECLARE
    v_judged bigint[] := judged_in(p_first, p_last);
BEGIN
    SELECT count(*) INTO read FROM loan_look k
     WHERE k.loan_no BETWEEN p_first AND p_last AND coalesce(k.aged_from <= p_date, true);
    WITH at_close AS MATERIALIZED (
        SELECT * FROM positions_at(p_date, p_first, p_last, v_judged, p_classes, p_class_from, p_rules, p_buckets,
                                   p_bucket_from, false)
    ), history AS MATERIALIZED (
        SELECT DISTINCT ON (x.loan_no) x.loan_no, x.standing FROM class_change x
         WHERE x.loan_no BETWEEN p_first AND p_last AND x.known_until IS NULL ORDER BY x.loan_no, x.from_on DESC
    ), worked AS MATERIALIZED (
        SELECT o.loan_no FROM collection_case o WHERE o.state = 'open' AND o.loan_no BETWEEN p_first AND p_last
    )
    SELECT coalesce(array_agg(DISTINCT d.no), '{}') INTO doubtful FROM (
        SELECT a.no FROM at_close a LEFT JOIN history h ON h.loan_no = a.no LEFT JOIN worked c ON c.loan_no = a.no
         WHERE (a.standing, a.bucket) <> (a.aged_class, a.aged_bucket) OR a.observed IS DISTINCT FROM a.observed_until
            OR a.aged_class <> coalesce(h.standing, 'normal')
            OR (a.days >= p_first_step AND c.loan_no IS NULL) OR (a.days = 0 AND c.loan_no IS NOT NULL)
        UNION ALL
        SELECT h.loan_no FROM history h
         WHERE h.standing <> 'normal' AND NOT EXISTS (SELECT FROM at_close a WHERE a.no = h.loan_no)
        UNION ALL
        SELECT c.loan_no FROM worked c WHERE NOT EXISTS (SELECT FROM at_close a WHERE a.no = c.loan_no)
        UNION ALL
        SELECT unnest(changed_since(p_date, p_first, p_last))) AS d;
END $$;

ALTER FUNCTION public.recompute_scan(p_date date, p_first bigint, p_last bigint, p_classes text[], p_class_from integer[], p_rules integer[], p_buckets text[], p_bucket_from integer[], p_first_step integer, OUT read bigint, OUT doubtful bigint[]) OWNER TO collections_owner;

-- Name: reschedule(bigint, date, date[], bigint[], bigint[]); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.reschedule(p_loan bigint, p_from date, p_due date[], p_principal bigint[], p_interest bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    v_loan loan;
    v_last integer;
BEGIN
    SELECT * INTO STRICT v_loan FROM loan l WHERE l.no = p_loan FOR NO KEY UPDATE;
    INSERT INTO former_instalment
    SELECT i.loan_no, v_loan.schedule_no, v_loan.schedule_from, i.number, i.due_date, i.principal, i.interest,
           i.taken_principal, i.taken_interest, i.paid_principal, i.paid_interest, i.sub_branch, i.outlet
      FROM instalment i WHERE i.loan_no = p_loan;
    SELECT max(i.number) INTO v_last FROM instalment i WHERE i.loan_no = p_loan;
    DELETE FROM instalment i WHERE i.loan_no = p_loan AND i.paid_principal + i.paid_interest < i.principal + i.interest;
    INSERT INTO instalment (loan_no, number, due_date, principal, interest, taken_principal, taken_interest,
                            paid_principal, paid_interest, sub_branch, outlet)
    SELECT f.loan_no, f.number, f.due_date, f.paid_principal, f.paid_interest, f.taken_principal, f.taken_interest,
           f.paid_principal, f.paid_interest, f.sub_branch, f.outlet
      FROM former_instalment f
     WHERE f.loan_no = p_loan AND f.schedule_no = v_loan.schedule_no
       AND f.paid_principal + f.paid_interest BETWEEN 1 AND f.principal + f.interest - 1
    UNION ALL
    SELECT p_loan, v_last + n.place::integer, n.due, n.principal, n.interest, 0, 0, 0, 0, v_loan.sub_branch, v_loan.outlet
      FROM unnest(p_due, p_principal, p_interest) WITH ORDINALITY AS n (due, principal, interest, place);
    UPDATE loan l SET schedule_no = v_loan.schedule_no + 1, schedule_from = p_from,
           matures_on = greatest(l.matures_on, (SELECT max(d) FROM unnest(p_due) d))
     WHERE l.no = p_loan;
    PERFORM allocate_repayments(ARRAY[p_loan]);
END $$;

ALTER FUNCTION public.reschedule(p_loan bigint, p_from date, p_due date[], p_principal bigint[], p_interest bigint[]) OWNER TO collections_owner;

-- Name: responsibility_is_kept(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.responsibility_is_kept() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO responsibility (loan_no, loan_id, from_on, was, holder, transfer_id, sub_branch, outlet)
    SELECT NEW.no, NEW.id, b.closed_through + 1, OLD.account_manager, NEW.account_manager,
           nullif(current_setting('loanops.transfer', true), '')::uuid, NEW.sub_branch, NEW.outlet
      FROM book b;
    RETURN NULL;
END $$;

ALTER FUNCTION public.responsibility_is_kept() OWNER TO collections_owner;

-- Name: restate_classes(timestamp with time zone, text, bigint[], bigint[], date[], text[], integer[], text[], bigint[], text[], date[], text[], date, bigint[], date[]); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.restate_classes(p_at timestamp with time zone, p_by text, p_void bigint[], p_loans bigint[], p_from date[], p_standing text[], p_days integer[], p_versions text[], p_all bigint[], p_positions text[], p_observed date[], p_buckets text[], p_on date, p_told bigint[], p_since date[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off'
    AS $$
BEGIN
    UPDATE class_change c SET known_until = greatest(p_at, c.known_from) WHERE c.id = ANY (p_void) AND c.known_until IS NULL;
    INSERT INTO class_change (loan_no, loan_id, from_on, standing, days_past_due, policy_version, known_from,
                              sub_branch, outlet)
    SELECT l.no, l.id, a.from_on, a.standing, a.days, a.version, p_at, l.sub_branch, l.outlet
      FROM unnest(p_loans, p_from, p_standing, p_days, p_versions) AS a (loan_no, from_on, standing, days, version)
      JOIN loan l ON l.no = a.loan_no AND l.no = ANY (p_loans)
     ORDER BY l.no, a.from_on;
    WITH changed AS (
    UPDATE loan l SET aged_class = a.standing, observed_until = a.observed, aged_bucket = a.bucket, restate = false
      FROM unnest(p_all, p_positions, p_observed, p_buckets) AS a (no, standing, observed, bucket)
     WHERE l.no = a.no AND l.no = ANY (p_all)
       AND (l.aged_class, l.observed_until, l.aged_bucket, l.restate)
           IS DISTINCT FROM (a.standing, a.observed, a.bucket, false)
    RETURNING l.no)
    UPDATE loan_look k SET look_on = '0001-01-01' FROM changed c WHERE k.loan_no = c.no AND k.loan_no = ANY (p_all);
    INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
    SELECT l.no, 'restated', p_on, p_at, p_by, jsonb_build_object('since', t.since, 'risk_class', l.aged_class),
           l.sub_branch, l.outlet
      FROM unnest(p_told, p_since) AS t (no, since) JOIN loan l ON l.no = t.no AND l.no = ANY (p_told) ORDER BY l.no;
END $$;

ALTER FUNCTION public.restate_classes(p_at timestamp with time zone, p_by text, p_void bigint[], p_loans bigint[], p_from date[], p_standing text[], p_days integer[], p_versions text[], p_all bigint[], p_positions text[], p_observed date[], p_buckets text[], p_on date, p_told bigint[], p_since date[]) OWNER TO collections_owner;

-- Name: resume_cases(uuid[], date, timestamp with time zone, text, text[], integer[]); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.resume_cases(p_cases uuid[], p_date date, p_at timestamp with time zone, p_by text, p_stages text[], p_days integer[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

ALTER FUNCTION public.resume_cases(p_cases uuid[], p_date date, p_at timestamp with time zone, p_by text, p_stages text[], p_days integer[]) OWNER TO collections_owner;

-- Name: review_by_no_party(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.review_by_no_party() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_parties text[] := took_part(NEW.loan_no);
BEGIN
    IF OLD.state = 'decided' THEN
        RAISE EXCEPTION 'a decided review stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'accountability_review_stays';
    END IF;
    IF NEW.decided_by = ANY (v_parties) THEN
        RAISE EXCEPTION 'nobody reviews their own loan'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'accountability_review_by_no_party';
    END IF;
    IF NOT NEW.accountable <@ v_parties THEN
        RAISE EXCEPTION 'who is accountable had a part in the loan'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'accountability_review_of_parties';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.review_by_no_party() OWNER TO collections_owner;

-- Name: review_looks_again(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.review_looks_again() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE accountability_review r SET look_on = '0001-01-01'
     WHERE r.loan_no = NEW.no AND r.state IN ('open', 'observed');
    RETURN NULL;
END $$;

ALTER FUNCTION public.review_looks_again() OWNER TO collections_owner;

-- Name: role_holder(text, text); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.role_holder(role text, sub_branch text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT role || '@' || CASE WHEN role IN ('city_branch', 'head_office') THEN '*' ELSE sub_branch END
$$;

ALTER FUNCTION public.role_holder(role text, sub_branch text) OWNER TO collections_owner;

-- Name: send_notices(date, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.send_notices(p_date date, p_at timestamp with time zone) RETURNS TABLE(id uuid, holder text, assigned integer, late integer, sent_up integer, sub_branch text, outlet text)
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

ALTER FUNCTION public.send_notices(p_date date, p_at timestamp with time zone) OWNER TO collections_owner;

-- Name: settle_loans(date, date, date, integer); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.settle_loans(p_date date, p_start date, p_end date, p_rows integer) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_nestloop TO 'off'
    AS $$
DECLARE
    v_first bigint := (SELECT coalesce(max(s.last_no), 0) FROM settled_loans s WHERE s.period_end = p_end);
    v_end bigint := coalesce((SELECT min(l.no) - 1 FROM loan l WHERE l.no > v_first AND l.aged_from > p_date),
                             (SELECT max(l.no) FROM loan l));
BEGIN
    IF v_end IS NULL OR v_end <= v_first THEN
        RETURN false;
    END IF;
    INSERT INTO settled_loans (period_end, last_no, found_on, loans, amounts)
    SELECT p_end, least(v_first + p_rows, v_end), p_date, coalesce(array_agg(f.loan_no), '{}'), coalesce(array_agg(f.amount), '{}')
      FROM (SELECT i.loan_no, sum(i.principal + i.interest)::bigint AS amount FROM instalment i
             WHERE i.loan_no > v_first AND i.loan_no <= least(v_first + p_rows, v_end) AND i.due_date BETWEEN p_start AND p_end
             GROUP BY i.loan_no) AS f;
    RETURN v_first + p_rows < v_end;
END $$;

ALTER FUNCTION public.settle_loans(p_date date, p_start date, p_end date, p_rows integer) OWNER TO collections_owner;

-- Name: settlements(bigint[]); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.settlements(p_loans bigint[]) RETURNS TABLE(loan_no bigint, schedule_no integer, from_on date, due_date date, taken boolean, settled_on date)
    LANGUAGE sql STABLE
    SET enable_nestloop TO 'off'
    AS $$
    WITH paid AS (
        SELECT r.loan_no, r.paid_on,
               (sum(r.amount) OVER (PARTITION BY r.loan_no ORDER BY r.paid_on, r.no))::bigint AS through
          FROM repayment r
         WHERE r.loan_no = ANY (p_loans) AND NOT EXISTS (SELECT FROM repayment_reversal v WHERE v.repayment_id = r.id)
    ), reached AS (
        SELECT p.loan_no, array_agg(p.paid_on ORDER BY p.through) AS days, array_agg(p.through ORDER BY p.through) AS sums
          FROM paid p GROUP BY p.loan_no
    ), plan AS (
        SELECT i.loan_no, l.schedule_no, l.schedule_from AS from_on, i.number, i.due_date,
               i.principal - i.taken_principal + i.interest - i.taken_interest AS amount
          FROM instalment i JOIN loan l ON l.no = i.loan_no AND l.no = ANY (p_loans)
         WHERE i.loan_no = ANY (p_loans)
        UNION ALL
        SELECT f.loan_no, f.schedule_no, f.from_on, f.number, f.due_date,
               f.principal - f.taken_principal + f.interest - f.taken_interest
          FROM former_instalment f WHERE f.loan_no = ANY (p_loans)
    ), owed AS (
        SELECT p.*, (sum(p.amount) OVER (PARTITION BY p.loan_no, p.schedule_no ORDER BY p.due_date, p.number))::bigint
               AS through
          FROM plan p
    )
    SELECT o.loan_no, o.schedule_no, o.from_on, o.due_date, o.amount = 0,
           CASE WHEN o.amount > 0 THEN r.days[width_bucket(o.through - 1, r.sums) + 1] END
      FROM owed o LEFT JOIN reached r ON r.loan_no = o.loan_no
     ORDER BY o.loan_no, o.schedule_no, o.due_date, o.number
$$;

ALTER FUNCTION public.settlements(p_loans bigint[]) OWNER TO collections_owner;

-- Name: stage_order(text); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.stage_order(stage text) RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT array_position(ARRAY['reminder', 'borrower', 'guarantor', 'guarantor_family', 'site_visit', 'legal'], stage)
$$;

ALTER FUNCTION public.stage_order(stage text) OWNER TO collections_owner;

-- Name: status_order(text); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.status_order(status text) RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT coalesce(array_position(ARRAY['watch', 'measures', 'inspection', 'out_of_control'], status), 0)
$$;

ALTER FUNCTION public.status_order(status text) OWNER TO collections_owner;

-- Name: step_possible(text, boolean, boolean, boolean, boolean, boolean); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.step_possible(stage text, borrower boolean, guarantor boolean, family_agreed boolean, family boolean, debtor_unreachable boolean) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT CASE stage WHEN 'borrower' THEN borrower WHEN 'guarantor' THEN guarantor
                      WHEN 'guarantor_family' THEN family_agreed OR (family AND debtor_unreachable)
                      ELSE true END
$$;

ALTER FUNCTION public.step_possible(stage text, borrower boolean, guarantor boolean, family_agreed boolean, family boolean, debtor_unreachable boolean) OWNER TO collections_owner;

-- Name: task_rank(boolean, integer, timestamp with time zone, uuid); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.task_rank(key_customer boolean, priority integer, due_at timestamp with time zone, id uuid) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN key_customer THEN '0' ELSE '1' END || to_char(999 - least(greatest(priority, 0), 999), 'FM000')
        || to_char(extract(epoch FROM due_at)::bigint, 'FM000000000000') || id
$$;

ALTER FUNCTION public.task_rank(key_customer boolean, priority integer, due_at timestamp with time zone, id uuid) OWNER TO collections_owner;

-- Name: task_stays(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.task_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'a task that has ended stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'task_stays';
END $$;

ALTER FUNCTION public.task_stays() OWNER TO collections_owner;

-- Name: tell_late_steps(date, timestamp with time zone, text, bigint, bigint); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.tell_late_steps(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off'
    AS $$
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

ALTER FUNCTION public.tell_late_steps(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint) OWNER TO collections_owner;

-- Name: took_part(bigint); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.took_part(p_loan bigint) RETURNS text[]
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce(array_agg(DISTINCT p.who ORDER BY p.who) FILTER (WHERE p.who IS NOT NULL), '{}') FROM (
        SELECT unnest(ARRAY[l.account_manager, l.reported_manager, l.approved_by]) AS who FROM loan l WHERE l.no = p_loan
        UNION ALL
        SELECT unnest(ARRAY[r.was, r.holder]) FROM responsibility r WHERE r.loan_no = p_loan
        UNION ALL
        SELECT unnest(ARRAY[j.made_by, j.decided_by, j.lifted_by, j.lift_confirmed_by])
          FROM class_judgement j WHERE j.loan_id = (SELECT l.id FROM loan l WHERE l.no = p_loan)
        UNION ALL
        SELECT unnest(ARRAY[a.made_by, a.decided_by])
          FROM amendment a WHERE a.loan_id = (SELECT l.id FROM loan l WHERE l.no = p_loan)
        UNION ALL
        SELECT m.made_by FROM promise m WHERE m.loan_no = p_loan
        UNION ALL
        SELECT o.made_by FROM collection_case c JOIN contact o ON o.case_id = c.id
         WHERE c.loan_id = (SELECT l.id FROM loan l WHERE l.no = p_loan)) AS p
$$;

ALTER FUNCTION public.took_part(p_loan bigint) OWNER TO collections_owner;

-- Name: uuid7(); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.uuid7() RETURNS uuid
    LANGUAGE sql
    AS $$
    SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
        substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
        52, 1), 53, 1), 'hex')::uuid
$$;

ALTER FUNCTION public.uuid7() OWNER TO collections_owner;

-- Name: warn_of_clocks(date, timestamp with time zone, text, bigint, bigint, integer[], text); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.warn_of_clocks(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_warn_days integer[], p_escalates_to text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off'
    AS $$
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

ALTER FUNCTION public.warn_of_clocks(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_warn_days integer[], p_escalates_to text) OWNER TO collections_owner;

-- Name: wilson(integer, integer, numeric); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.wilson(x integer, n integer, z numeric, OUT low numeric, OUT high numeric) RETURNS record
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT greatest(round((c - h) / d, 10), 0), least(round((c + h) / d, 10), 1)
      FROM (SELECT x::numeric / n + z * z / (2 * n) AS c, 1 + z * z / n AS d,
                   z * sqrt((x::numeric / n) * (1 - x::numeric / n) / n + z * z / (4::numeric * n * n)) AS h) AS parts
$$;

ALTER FUNCTION public.wilson(x integer, n integer, z numeric, OUT low numeric, OUT high numeric) OWNER TO collections_owner;

-- Name: work_cases(date, timestamp with time zone, text, bigint, bigint, text, text[], integer[], integer[], text[], text[], jsonb); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.work_cases(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_version text, p_stages text[], p_from integer[], p_days integer[], p_escalates_to text[], p_roles text[], p_figures jsonb) RETURNS TABLE(looked integer, assigned integer, raised integer, sent_up integer)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off'
    SET work_mem TO '16MB'
    AS $$
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

ALTER FUNCTION public.work_cases(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_version text, p_stages text[], p_from integer[], p_days integer[], p_escalates_to text[], p_roles text[], p_figures jsonb) OWNER TO collections_owner;

-- Name: yuan(bigint); Type: FUNCTION; Schema: public; Owner: collections_owner

CREATE FUNCTION public.yuan(fen bigint) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT to_char(fen / 100.0, 'FM999999999999990.00')
$$;

ALTER FUNCTION public.yuan(fen bigint) OWNER TO collections_owner;

-- Name: accountability_progress; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.accountability_progress (
    only_one boolean DEFAULT true NOT NULL,
    last_class_change bigint NOT NULL,
    CONSTRAINT accountability_progress_only_one_check CHECK (only_one)
);

ALTER TABLE public.accountability_progress OWNER TO collections_owner;

-- Name: accountability_review; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.accountability_review (
    id uuid NOT NULL,
    loan_no bigint NOT NULL,
    loan_id uuid NOT NULL,
    customer_ref text NOT NULL,
    account_manager text NOT NULL COLLATE pg_catalog."C",
    first_arrears_on date,
    at_first_arrears text,
    approved_by text,
    risk_class text NOT NULL,
    outstanding bigint NOT NULL,
    opened_on date NOT NULL,
    exempt_until date NOT NULL,
    state text NOT NULL,
    moved_on date NOT NULL,
    look_on date NOT NULL,
    policy_version text NOT NULL,
    outcome text,
    accountable text[],
    decision_reason text,
    document_ref text,
    decided_by text,
    decided_at timestamp with time zone,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT accountability_review_check CHECK ((exempt_until >= opened_on)),
    CONSTRAINT accountability_review_check1 CHECK (((outcome = 'due_diligence_exempt'::text) = (cardinality(accountable) = 0))),
    CONSTRAINT accountability_review_check2 CHECK (((state = 'decided'::text) = ((outcome IS NOT NULL) AND (accountable IS NOT NULL) AND (decision_reason IS NOT NULL) AND (decided_by IS NOT NULL) AND (decided_at IS NOT NULL)))),
    CONSTRAINT accountability_review_check3 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT accountability_review_decision_reason_check CHECK ((decision_reason <> ''::text)),
    CONSTRAINT accountability_review_outcome_check CHECK ((outcome = ANY (ARRAY['due_diligence_exempt'::text, 'criticised'::text, 'performance_deducted'::text, 'disciplined'::text]))),
    CONSTRAINT accountability_review_outstanding_check CHECK ((outstanding >= 0)),
    CONSTRAINT accountability_review_risk_class_check CHECK ((risk_class = ANY (ARRAY['substandard'::text, 'doubtful'::text, 'loss'::text]))),
    CONSTRAINT accountability_review_state_check CHECK ((state = ANY (ARRAY['open'::text, 'observed'::text, 'brought_back'::text, 'due'::text, 'decided'::text])))
);

ALTER TABLE ONLY public.accountability_review FORCE ROW LEVEL SECURITY;

ALTER TABLE public.accountability_review OWNER TO collections_owner;

-- Name: alembic_version; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);

ALTER TABLE public.alembic_version OWNER TO collections_owner;

-- Name: alert_action; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.alert_action (
    id uuid NOT NULL,
    alert_id uuid NOT NULL,
    kind text NOT NULL,
    owner text NOT NULL COLLATE pg_catalog."C",
    due_on date NOT NULL,
    text text NOT NULL,
    state text NOT NULL,
    report text,
    done_by text,
    done_at timestamp with time zone,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT alert_action_check CHECK ((((state = 'done'::text) = (done_at IS NOT NULL)) AND ((state = 'done'::text) = (done_by IS NOT NULL)) AND ((state = 'done'::text) = (report IS NOT NULL)))),
    CONSTRAINT alert_action_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT alert_action_kind_check CHECK ((kind = ANY (ARRAY['plan'::text, 'inspection'::text, 'city_review'::text]))),
    CONSTRAINT alert_action_report_check CHECK ((report <> ''::text)),
    CONSTRAINT alert_action_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text])))
);

ALTER TABLE ONLY public.alert_action FORCE ROW LEVEL SECURITY;

ALTER TABLE public.alert_action OWNER TO collections_owner;

-- Name: amendment; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.amendment (
    id uuid NOT NULL,
    loan_no bigint NOT NULL,
    loan_id uuid NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    document_ref text NOT NULL,
    instalments jsonb NOT NULL,
    state text NOT NULL,
    effective_on date,
    decided_by text,
    decided_at timestamp with time zone,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT amendment_check CHECK (((kind = 'write_off'::text) = (instalments = '[]'::jsonb))),
    CONSTRAINT amendment_check1 CHECK (((state = 'proposed'::text) = (decided_by IS NULL))),
    CONSTRAINT amendment_check2 CHECK (((state = 'signed'::text) = (effective_on IS NOT NULL))),
    CONSTRAINT amendment_check3 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT amendment_kind_check CHECK ((kind = ANY (ARRAY['extension'::text, 'restructuring'::text, 'write_off'::text]))),
    CONSTRAINT amendment_maker_is_not_signer CHECK (((decided_by <> made_by) OR (state = 'cancelled'::text))),
    CONSTRAINT amendment_reason_check CHECK ((reason <> ''::text)),
    CONSTRAINT amendment_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'signed'::text, 'rejected'::text, 'cancelled'::text])))
);

ALTER TABLE ONLY public.amendment FORCE ROW LEVEL SECURITY;

ALTER TABLE public.amendment OWNER TO collections_owner;

-- Name: arrears_alert; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.arrears_alert (
    id uuid NOT NULL,
    scope text NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    business_date date NOT NULL,
    period_end date NOT NULL,
    checkpoint text NOT NULL,
    status text NOT NULL,
    customers integer NOT NULL,
    customers_in_arrears integer NOT NULL,
    lower_bound numeric NOT NULL,
    upper_bound numeric NOT NULL,
    state text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    policy_version text NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT arrears_alert_check CHECK (((state = 'open'::text) = (closed_at IS NULL))),
    CONSTRAINT arrears_alert_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT arrears_alert_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text]))),
    CONSTRAINT arrears_alert_status_check CHECK ((status = ANY (ARRAY['measures'::text, 'inspection'::text, 'out_of_control'::text])))
);

ALTER TABLE ONLY public.arrears_alert FORCE ROW LEVEL SECURITY;

ALTER TABLE public.arrears_alert OWNER TO collections_owner;

-- Name: arrears_rate; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.arrears_rate (
    no bigint NOT NULL,
    business_date date NOT NULL,
    period_end date NOT NULL,
    scope text NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    customers integer NOT NULL,
    customers_in_arrears integer NOT NULL,
    new_in_arrears integer NOT NULL,
    loans integer NOT NULL,
    loans_in_arrears integer NOT NULL,
    amount bigint NOT NULL,
    amount_in_arrears bigint NOT NULL,
    lower_bound numeric NOT NULL,
    upper_bound numeric NOT NULL,
    checkpoint text,
    status text NOT NULL,
    policy_version text NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT arrears_rate_check CHECK (((customers_in_arrears >= 0) AND (customers_in_arrears <= customers))),
    CONSTRAINT arrears_rate_check1 CHECK (((new_in_arrears >= 0) AND (new_in_arrears <= customers_in_arrears))),
    CONSTRAINT arrears_rate_check2 CHECK (((loans_in_arrears >= 0) AND (loans_in_arrears <= loans))),
    CONSTRAINT arrears_rate_check3 CHECK (((amount_in_arrears >= 0) AND (amount_in_arrears <= amount))),
    CONSTRAINT arrears_rate_check4 CHECK ((upper_bound >= lower_bound)),
    CONSTRAINT arrears_rate_check5 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT arrears_rate_checkpoint_check CHECK ((checkpoint = ANY (ARRAY['settlement'::text, 'day_26'::text, 'month_end'::text]))),
    CONSTRAINT arrears_rate_customers_check CHECK ((customers > 0)),
    CONSTRAINT arrears_rate_scope_check CHECK ((scope = ANY (ARRAY['account_manager'::text, 'outlet'::text, 'sub_branch'::text]))),
    CONSTRAINT arrears_rate_status_check CHECK ((status = ANY (ARRAY['normal'::text, 'watch'::text, 'measures'::text, 'inspection'::text, 'out_of_control'::text, 'too_few_loans'::text])))
);

ALTER TABLE ONLY public.arrears_rate FORCE ROW LEVEL SECURITY;

ALTER TABLE public.arrears_rate OWNER TO collections_owner;

-- Name: arrears_rate_no_seq; Type: SEQUENCE; Schema: public; Owner: collections_owner

ALTER TABLE public.arrears_rate ALTER COLUMN no ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.arrears_rate_no_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: audit_chain; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.audit_chain (
    seq bigint NOT NULL,
    record_id bigint NOT NULL,
    tx bigint NOT NULL,
    record_digest bytea NOT NULL,
    hash bytea NOT NULL
);

ALTER TABLE public.audit_chain OWNER TO collections_owner;

-- Name: audit_record; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.audit_record (
    id bigint NOT NULL,
    tx xid8 DEFAULT pg_current_xact_id() NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    actor_name text NOT NULL,
    through text,
    action text NOT NULL,
    resource_type text NOT NULL,
    resource uuid NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    request_id text NOT NULL,
    traceparent text NOT NULL,
    before_digest bytea,
    after_digest bytea,
    data jsonb NOT NULL,
    CONSTRAINT audit_record_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.audit_record FORCE ROW LEVEL SECURITY;

ALTER TABLE public.audit_record OWNER TO collections_owner;

-- Name: audit_record_id_seq; Type: SEQUENCE; Schema: public; Owner: collections_owner

ALTER TABLE public.audit_record ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_record_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: barred_person; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.barred_person (
    contact_ban_id uuid NOT NULL,
    person bytea NOT NULL,
    lifted_at timestamp with time zone
);

ALTER TABLE public.barred_person OWNER TO collections_owner;

-- Name: book; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.book (
    only_one boolean DEFAULT true NOT NULL,
    closed_through date,
    closing date,
    CONSTRAINT book_closes_forward CHECK ((closing > closed_through)),
    CONSTRAINT book_only_one_check CHECK (only_one)
);

ALTER TABLE public.book OWNER TO collections_owner;

-- Name: branch_balance; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.branch_balance (
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    loans bigint NOT NULL,
    bad_loans bigint NOT NULL,
    balance bigint NOT NULL,
    bad_balance bigint NOT NULL,
    CONSTRAINT branch_balance_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.branch_balance FORCE ROW LEVEL SECURITY;

ALTER TABLE public.branch_balance OWNER TO collections_owner;

-- Name: branch_balance_change; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.branch_balance_change (
    id bigint NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    loans bigint NOT NULL,
    bad_loans bigint NOT NULL,
    balance bigint NOT NULL,
    bad_balance bigint NOT NULL,
    CONSTRAINT branch_balance_change_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.branch_balance_change FORCE ROW LEVEL SECURITY;

ALTER TABLE public.branch_balance_change OWNER TO collections_owner;

-- Name: branch_balance_change_id_seq; Type: SEQUENCE; Schema: public; Owner: collections_owner

ALTER TABLE public.branch_balance_change ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.branch_balance_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: case_pause; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.case_pause (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    ended_on date,
    ended_by text,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT case_pause_check CHECK ((ends_on >= starts_on)),
    CONSTRAINT case_pause_check1 CHECK (((ended_on IS NULL) = (ended_by IS NULL))),
    CONSTRAINT case_pause_check2 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT case_pause_kind_check CHECK ((kind = ANY (ARRAY['dispute'::text, 'hardship'::text, 'disaster'::text]))),
    CONSTRAINT case_pause_reason_check CHECK ((reason <> ''::text))
);

ALTER TABLE ONLY public.case_pause FORCE ROW LEVEL SECURITY;

ALTER TABLE public.case_pause OWNER TO collections_owner;

-- Name: class_change; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.class_change (
    id bigint NOT NULL,
    loan_no bigint NOT NULL,
    loan_id uuid NOT NULL,
    from_on date NOT NULL,
    standing text NOT NULL,
    days_past_due integer NOT NULL,
    policy_version text NOT NULL,
    known_from timestamp with time zone NOT NULL,
    known_until timestamp with time zone,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT class_change_check CHECK ((known_until >= known_from)),
    CONSTRAINT class_change_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT class_change_days_past_due_check CHECK ((days_past_due >= 0)),
    CONSTRAINT class_change_standing_check CHECK ((standing = ANY (ARRAY['normal'::text, 'special_mention'::text, 'substandard'::text, 'doubtful'::text, 'loss'::text, 'paid_off'::text, 'written_off'::text])))
);

ALTER TABLE ONLY public.class_change FORCE ROW LEVEL SECURITY;

ALTER TABLE public.class_change OWNER TO collections_owner;

-- Name: class_change_id_seq; Type: SEQUENCE; Schema: public; Owner: collections_owner

ALTER TABLE public.class_change ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.class_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: class_judgement; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.class_judgement (
    id uuid NOT NULL,
    loan_no bigint NOT NULL,
    loan_id uuid NOT NULL,
    kind text NOT NULL,
    risk_class text,
    due_date date,
    reason text NOT NULL,
    state text NOT NULL,
    from_on date,
    until_on date,
    decided_by text,
    decided_at timestamp with time zone,
    lift_reason text,
    lifted_by text,
    lift_confirmed_by text,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT class_judgement_check CHECK ((until_on >= from_on)),
    CONSTRAINT class_judgement_check1 CHECK (((kind = 'lower'::text) = (risk_class IS NOT NULL))),
    CONSTRAINT class_judgement_check2 CHECK (((kind = 'technical_delay'::text) = (due_date IS NOT NULL))),
    CONSTRAINT class_judgement_check3 CHECK (((state = 'proposed'::text) = (decided_by IS NULL))),
    CONSTRAINT class_judgement_check4 CHECK (((state = ANY (ARRAY['approved'::text, 'lifting'::text, 'lifted'::text])) = (from_on IS NOT NULL))),
    CONSTRAINT class_judgement_check5 CHECK (((state = 'lifted'::text) = (lift_confirmed_by IS NOT NULL))),
    CONSTRAINT class_judgement_check6 CHECK (((state = ANY (ARRAY['lifting'::text, 'lifted'::text])) = (lifted_by IS NOT NULL))),
    CONSTRAINT class_judgement_check7 CHECK (((state = 'lifted'::text) = (until_on IS NOT NULL))),
    CONSTRAINT class_judgement_check8 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT class_judgement_kind_check CHECK ((kind = ANY (ARRAY['lower'::text, 'technical_delay'::text]))),
    CONSTRAINT class_judgement_lifter_is_not_checker CHECK ((lift_confirmed_by <> lifted_by)),
    CONSTRAINT class_judgement_maker_is_not_checker CHECK ((decided_by <> made_by)),
    CONSTRAINT class_judgement_reason_check CHECK ((reason <> ''::text)),
    CONSTRAINT class_judgement_risk_class_check CHECK ((risk_class = ANY (ARRAY['special_mention'::text, 'substandard'::text, 'doubtful'::text, 'loss'::text]))),
    CONSTRAINT class_judgement_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'approved'::text, 'rejected'::text, 'lifting'::text, 'lifted'::text])))
);

ALTER TABLE ONLY public.class_judgement FORCE ROW LEVEL SECURITY;

ALTER TABLE public.class_judgement OWNER TO collections_owner;

-- Name: clock; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.clock (
    id uuid NOT NULL,
    loan_no bigint NOT NULL,
    loan_id uuid NOT NULL,
    customer_ref text NOT NULL,
    kind text NOT NULL,
    starts_on date NOT NULL,
    expires_on date NOT NULL,
    restarted_on date,
    next_warning_on date,
    state text NOT NULL,
    ended_on date,
    policy_version text NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT clock_check CHECK ((expires_on > starts_on)),
    CONSTRAINT clock_check1 CHECK (((state = 'running'::text) = (ended_on IS NULL))),
    CONSTRAINT clock_check2 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT clock_kind_check CHECK ((kind = ANY (ARRAY['limitation'::text, 'guarantee'::text, 'guarantor_limitation'::text]))),
    CONSTRAINT clock_state_check CHECK ((state = ANY (ARRAY['running'::text, 'met'::text, 'expired'::text, 'ended'::text])))
);

ALTER TABLE ONLY public.clock FORCE ROW LEVEL SECURITY;

ALTER TABLE public.clock OWNER TO collections_owner;

-- Name: close_follow_up; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.close_follow_up (
    business_date date NOT NULL,
    assigned bigint DEFAULT 0 NOT NULL,
    raised bigint DEFAULT 0 NOT NULL,
    late bigint DEFAULT 0 NOT NULL,
    sent_up bigint DEFAULT 0 NOT NULL,
    promises_kept bigint DEFAULT 0 NOT NULL,
    promises_broken bigint DEFAULT 0 NOT NULL,
    maturing bigint DEFAULT 0 NOT NULL,
    alerts bigint DEFAULT 0 NOT NULL,
    done_at timestamp with time zone
);

ALTER TABLE public.close_follow_up OWNER TO collections_owner;

-- Name: collection_case; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.collection_case (
    id uuid NOT NULL,
    loan_no bigint NOT NULL,
    loan_id uuid NOT NULL,
    customer_ref text NOT NULL,
    state text NOT NULL,
    stage text NOT NULL,
    assignee text NOT NULL COLLATE pg_catalog."C",
    escalates_to text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    opened_on date NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    closed_on date,
    closed_at timestamp with time zone,
    policy_version text NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    step_no integer DEFAULT 0 NOT NULL,
    next_look_on date,
    role text DEFAULT 'account_manager'::text NOT NULL,
    late_on date,
    first_year boolean DEFAULT false NOT NULL,
    first_payment boolean DEFAULT false NOT NULL,
    key_customer boolean DEFAULT false NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    why text[] DEFAULT '{}'::text[] NOT NULL,
    paused_from date,
    paused_until date,
    matures_on date,
    debtor_unreachable boolean DEFAULT false NOT NULL,
    owing_since date,
    clock_check boolean DEFAULT true NOT NULL,
    CONSTRAINT collection_case_check CHECK (((state = 'open'::text) = (closed_at IS NULL))),
    CONSTRAINT collection_case_check1 CHECK (((closed_on IS NULL) = (closed_at IS NULL))),
    CONSTRAINT collection_case_check2 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT collection_case_check3 CHECK (((paused_from IS NULL) = (paused_until IS NULL))),
    CONSTRAINT collection_case_check4 CHECK (((NOT first_payment) OR first_year)),
    CONSTRAINT collection_case_stage_check CHECK ((stage = ANY (ARRAY['reminder'::text, 'borrower'::text, 'guarantor'::text, 'guarantor_family'::text, 'site_visit'::text, 'legal'::text]))),
    CONSTRAINT collection_case_state_check CHECK ((state = ANY (ARRAY['open'::text, 'cured'::text, 'restructured'::text, 'written_off'::text]))),
    CONSTRAINT collection_case_step_no_check CHECK ((step_no >= 0))
);

ALTER TABLE ONLY public.collection_case FORCE ROW LEVEL SECURITY;

ALTER TABLE public.collection_case OWNER TO collections_owner;

-- Name: contact; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.contact (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    loan_id uuid NOT NULL,
    party text NOT NULL,
    person_no integer NOT NULL,
    person bytea NOT NULL,
    channel text NOT NULL,
    at timestamp with time zone NOT NULL,
    day date NOT NULL,
    outcome text NOT NULL,
    conversation boolean NOT NULL,
    debt_related boolean NOT NULL,
    note text NOT NULL,
    policy_version text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT contact_channel_check CHECK ((channel = ANY (ARRAY['phone'::text, 'sms'::text, 'message'::text, 'email'::text, 'letter'::text, 'visit'::text]))),
    CONSTRAINT contact_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT contact_party_check CHECK ((party = ANY (ARRAY['borrower'::text, 'co_borrower'::text, 'guarantor'::text, 'guarantor_family'::text]))),
    CONSTRAINT contact_person_no_check CHECK ((person_no > 0))
);

ALTER TABLE ONLY public.contact FORCE ROW LEVEL SECURITY;

ALTER TABLE public.contact OWNER TO collections_owner;

-- Name: contact_ban; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.contact_ban (
    id uuid NOT NULL,
    loan_id uuid NOT NULL,
    party text NOT NULL,
    person_no integer NOT NULL,
    person bytea NOT NULL,
    reason text NOT NULL,
    state text NOT NULL,
    lift_reason text,
    lifted_by text,
    lifted_at timestamp with time zone,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT contact_ban_check CHECK (((state = 'lifted'::text) = (lifted_by IS NOT NULL))),
    CONSTRAINT contact_ban_check1 CHECK ((((lifted_by IS NULL) = (lifted_at IS NULL)) AND ((lifted_by IS NULL) = (lift_reason IS NULL)))),
    CONSTRAINT contact_ban_check2 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT contact_ban_maker_is_not_lifter CHECK ((lifted_by <> made_by)),
    CONSTRAINT contact_ban_party_check CHECK ((party = ANY (ARRAY['borrower'::text, 'co_borrower'::text, 'guarantor'::text, 'guarantor_family'::text]))),
    CONSTRAINT contact_ban_person_no_check CHECK ((person_no > 0)),
    CONSTRAINT contact_ban_reason_check CHECK ((reason <> ''::text)),
    CONSTRAINT contact_ban_state_check CHECK ((state = ANY (ARRAY['active'::text, 'lifted'::text])))
);

ALTER TABLE ONLY public.contact_ban FORCE ROW LEVEL SECURITY;

ALTER TABLE public.contact_ban OWNER TO collections_owner;

-- Name: contact_day; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.contact_day (
    person bytea NOT NULL,
    day date NOT NULL,
    attempts integer NOT NULL,
    conversations integer NOT NULL,
    CONSTRAINT contact_day_attempts_check CHECK ((attempts > 0)),
    CONSTRAINT contact_day_check CHECK (((conversations >= 0) AND (conversations <= attempts)))
);

ALTER TABLE public.contact_day OWNER TO collections_owner;

-- Name: day_close; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.day_close (
    no bigint NOT NULL,
    id uuid NOT NULL,
    business_date date NOT NULL,
    state text NOT NULL,
    chunks integer,
    begun_at timestamp with time zone,
    finished_at timestamp with time zone,
    ladder_version text,
    buckets_version text,
    made_by text NOT NULL,
    made_by_name text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    classes_version text,
    CONSTRAINT day_close_begun_with_classes CHECK (((begun_at IS NULL) = (classes_version IS NULL))),
    CONSTRAINT day_close_check CHECK (((chunks IS NULL) = (begun_at IS NULL))),
    CONSTRAINT day_close_check1 CHECK ((((begun_at IS NULL) = (ladder_version IS NULL)) AND ((begun_at IS NULL) = (buckets_version IS NULL)))),
    CONSTRAINT day_close_check2 CHECK (((state = 'completed'::text) = (finished_at IS NOT NULL))),
    CONSTRAINT day_close_check3 CHECK (((state <> 'completed'::text) OR (begun_at IS NOT NULL))),
    CONSTRAINT day_close_chunks_check CHECK ((chunks >= 0)),
    CONSTRAINT day_close_state_check CHECK ((state = ANY (ARRAY['running'::text, 'completed'::text, 'failed'::text])))
);

ALTER TABLE public.day_close OWNER TO collections_owner;

-- Name: day_close_chunk; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.day_close_chunk (
    business_date date NOT NULL,
    number integer NOT NULL,
    first_no bigint NOT NULL,
    last_no bigint NOT NULL,
    done_at timestamp with time zone,
    read bigint DEFAULT 0 NOT NULL,
    changed bigint DEFAULT 0 NOT NULL,
    opened bigint DEFAULT 0 NOT NULL,
    escalated bigint DEFAULT 0 NOT NULL,
    cured bigint DEFAULT 0 NOT NULL,
    assigned bigint DEFAULT 0 NOT NULL,
    raised bigint DEFAULT 0 NOT NULL,
    late bigint DEFAULT 0 NOT NULL,
    sent_up bigint DEFAULT 0 NOT NULL,
    promises_kept bigint DEFAULT 0 NOT NULL,
    promises_broken bigint DEFAULT 0 NOT NULL,
    maturing bigint DEFAULT 0 NOT NULL,
    CONSTRAINT day_close_chunk_check CHECK ((last_no >= first_no)),
    CONSTRAINT day_close_chunk_number_check CHECK ((number > 0))
);

ALTER TABLE public.day_close_chunk OWNER TO collections_owner;

-- Name: day_close_no_seq; Type: SEQUENCE; Schema: public; Owner: collections_owner

ALTER TABLE public.day_close ALTER COLUMN no ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.day_close_no_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: demand_letter; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.demand_letter (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    loan_no bigint NOT NULL,
    loan_id uuid NOT NULL,
    number text NOT NULL COLLATE pg_catalog."C",
    party text NOT NULL,
    person_no integer NOT NULL,
    addressee bytea NOT NULL,
    external_ref text NOT NULL,
    principal bigint NOT NULL,
    as_of date NOT NULL,
    days_past_due integer NOT NULL,
    overdue_principal bigint NOT NULL,
    overdue_interest bigint NOT NULL,
    penalty_due bigint NOT NULL,
    pay_by date NOT NULL,
    sent_on date NOT NULL,
    state text NOT NULL,
    answered_on date,
    receipt_kind text,
    receipt_ref text,
    answered_by text,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT demand_letter_check CHECK (((state = 'sent'::text) = (answered_on IS NULL))),
    CONSTRAINT demand_letter_check1 CHECK ((answered_on >= sent_on)),
    CONSTRAINT demand_letter_check2 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT demand_letter_party_check CHECK ((party = ANY (ARRAY['borrower'::text, 'co_borrower'::text, 'guarantor'::text]))),
    CONSTRAINT demand_letter_person_no_check CHECK ((person_no > 0)),
    CONSTRAINT demand_letter_receipt_kind_check CHECK ((receipt_kind = ANY (ARRAY['signed'::text, 'postal_receipt'::text, 'notarised'::text, 'public_notice'::text, 'undelivered'::text]))),
    CONSTRAINT demand_letter_state_check CHECK ((state = ANY (ARRAY['sent'::text, 'received'::text, 'returned'::text])))
);

ALTER TABLE ONLY public.demand_letter FORCE ROW LEVEL SECURITY;

ALTER TABLE public.demand_letter OWNER TO collections_owner;

-- Name: demand_letter_no; Type: SEQUENCE; Schema: public; Owner: collections_owner

CREATE SEQUENCE public.demand_letter_no
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.demand_letter_no OWNER TO collections_owner;

-- Name: disposal_plan; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.disposal_plan (
    id uuid NOT NULL,
    loan_no bigint NOT NULL,
    loan_id uuid NOT NULL,
    method text NOT NULL,
    target bigint NOT NULL,
    due_on date NOT NULL,
    owner text NOT NULL COLLATE pg_catalog."C",
    steps text NOT NULL,
    state text NOT NULL,
    decided_by text,
    decided_on date,
    outcome text,
    closing_reason text,
    closed_by text,
    closed_on date,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT disposal_plan_check CHECK (((state = 'proposed'::text) = (decided_by IS NULL))),
    CONSTRAINT disposal_plan_check1 CHECK (((state = 'closed'::text) = ((outcome IS NOT NULL) AND (closing_reason IS NOT NULL) AND (closed_by IS NOT NULL)))),
    CONSTRAINT disposal_plan_check2 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT disposal_plan_closing_reason_check CHECK ((closing_reason <> ''::text)),
    CONSTRAINT disposal_plan_maker_is_not_checker CHECK (((decided_by <> made_by) OR (state = 'cancelled'::text))),
    CONSTRAINT disposal_plan_method_check CHECK ((method = ANY (ARRAY['cash'::text, 'restructuring'::text, 'collateral'::text, 'litigation'::text, 'write_off'::text]))),
    CONSTRAINT disposal_plan_outcome_check CHECK ((outcome = ANY (ARRAY['achieved'::text, 'partly'::text, 'failed'::text]))),
    CONSTRAINT disposal_plan_owner_does_not_close CHECK (((closed_by <> made_by) AND (closed_by <> owner))),
    CONSTRAINT disposal_plan_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'approved'::text, 'rejected'::text, 'cancelled'::text, 'closed'::text]))),
    CONSTRAINT disposal_plan_steps_check CHECK ((steps <> ''::text)),
    CONSTRAINT disposal_plan_target_check CHECK ((target > 0))
);

ALTER TABLE ONLY public.disposal_plan FORCE ROW LEVEL SECURITY;

ALTER TABLE public.disposal_plan OWNER TO collections_owner;

-- Name: disposal_result; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.disposal_result (
    id uuid NOT NULL,
    plan_id uuid NOT NULL,
    happened_on date NOT NULL,
    amount bigint NOT NULL,
    note text NOT NULL,
    document_ref text,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT disposal_result_amount_check CHECK ((amount >= 0)),
    CONSTRAINT disposal_result_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT disposal_result_note_check CHECK ((note <> ''::text))
);

ALTER TABLE ONLY public.disposal_result FORCE ROW LEVEL SECURITY;

ALTER TABLE public.disposal_result OWNER TO collections_owner;

-- Name: file_handover; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.file_handover (
    id uuid NOT NULL,
    loan_no bigint NOT NULL,
    loan_id uuid NOT NULL,
    external_ref text NOT NULL,
    holder text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL,
    due_on date NOT NULL,
    policy_version text NOT NULL,
    note text,
    handed_over_by text,
    handed_over_on date,
    receipt_ref text,
    received_by text,
    received_on date,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT file_handover_check CHECK (((handed_over_by IS NULL) = (handed_over_on IS NULL))),
    CONSTRAINT file_handover_check1 CHECK (((state <> 'handed_over'::text) OR (handed_over_by IS NOT NULL))),
    CONSTRAINT file_handover_check2 CHECK (((state <> 'due'::text) OR (handed_over_by IS NULL))),
    CONSTRAINT file_handover_check3 CHECK (((state = 'received'::text) = ((received_by IS NOT NULL) AND (received_on IS NOT NULL) AND (receipt_ref IS NOT NULL)))),
    CONSTRAINT file_handover_check4 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT file_handover_giver_is_not_receiver CHECK (((received_by <> holder) AND (received_by <> handed_over_by))),
    CONSTRAINT file_handover_receipt_ref_check CHECK ((receipt_ref <> ''::text)),
    CONSTRAINT file_handover_state_check CHECK ((state = ANY (ARRAY['due'::text, 'handed_over'::text, 'received'::text])))
);

ALTER TABLE ONLY public.file_handover FORCE ROW LEVEL SECURITY;

ALTER TABLE public.file_handover OWNER TO collections_owner;

-- Name: former_instalment; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.former_instalment (
    loan_no bigint NOT NULL,
    schedule_no integer NOT NULL,
    from_on date,
    number integer NOT NULL,
    due_date date NOT NULL,
    principal bigint NOT NULL,
    interest bigint NOT NULL,
    taken_principal bigint NOT NULL,
    taken_interest bigint NOT NULL,
    paid_principal bigint NOT NULL,
    paid_interest bigint NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT former_instalment_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.former_instalment FORCE ROW LEVEL SECURITY;

ALTER TABLE public.former_instalment OWNER TO collections_owner;

-- Name: idempotency_key; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.idempotency_key (
    caller text NOT NULL COLLATE pg_catalog."C",
    route text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    body_digest bytea NOT NULL,
    status smallint NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT idempotency_key_status_check CHECK (((status >= 200) AND (status <= 299)))
);

ALTER TABLE public.idempotency_key OWNER TO collections_owner;

-- Name: import; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.import (
    id uuid NOT NULL,
    kind text NOT NULL,
    target uuid,
    state text NOT NULL,
    format text NOT NULL,
    sha256 bytea NOT NULL,
    received bigint NOT NULL,
    accepted bigint DEFAULT 0 NOT NULL,
    rejected bigint DEFAULT 0 NOT NULL,
    next_line bigint DEFAULT 1 NOT NULL,
    made_by text NOT NULL,
    made_by_name text NOT NULL,
    made_by_roles text[] NOT NULL,
    made_by_sub_branch text,
    made_by_outlet text,
    made_through text,
    made_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT import_accepted_check CHECK ((accepted >= 0)),
    CONSTRAINT import_check CHECK (((accepted + rejected) <= received)),
    CONSTRAINT import_check1 CHECK (((state <> 'completed'::text) OR ((accepted + rejected) = received))),
    CONSTRAINT import_check2 CHECK (((state = 'running'::text) = (finished_at IS NULL))),
    CONSTRAINT import_check3 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT import_format_check CHECK ((format = ANY (ARRAY['ndjson'::text, 'csv'::text]))),
    CONSTRAINT import_next_line_check CHECK ((next_line >= 1)),
    CONSTRAINT import_received_check CHECK ((received >= 0)),
    CONSTRAINT import_rejected_check CHECK ((rejected >= 0)),
    CONSTRAINT import_sha256_check CHECK ((octet_length(sha256) = 32)),
    CONSTRAINT import_state_check CHECK ((state = ANY (ARRAY['running'::text, 'completed'::text, 'failed'::text])))
);

ALTER TABLE ONLY public.import FORCE ROW LEVEL SECURITY;

ALTER TABLE public.import OWNER TO collections_owner;

-- Name: import_line; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.import_line (
    import_id uuid NOT NULL,
    line bigint NOT NULL,
    raw bytea,
    fault text,
    CONSTRAINT import_line_check CHECK (((raw IS NULL) = (fault IS NOT NULL))),
    CONSTRAINT import_line_line_check CHECK ((line >= 1))
);

ALTER TABLE public.import_line OWNER TO collections_owner;

-- Name: import_rejection; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.import_rejection (
    import_id uuid NOT NULL,
    line bigint NOT NULL,
    code text NOT NULL,
    pointer text NOT NULL,
    message_en text NOT NULL,
    message_zh text NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT import_rejection_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.import_rejection FORCE ROW LEVEL SECURITY;

ALTER TABLE public.import_rejection OWNER TO collections_owner;

-- Name: instalment; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.instalment (
    loan_no bigint NOT NULL,
    number integer NOT NULL,
    due_date date NOT NULL,
    principal bigint NOT NULL,
    interest bigint NOT NULL,
    taken_principal bigint NOT NULL,
    taken_interest bigint NOT NULL,
    paid_principal bigint NOT NULL,
    paid_interest bigint NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT instalment_check CHECK (((principal + interest) > 0)),
    CONSTRAINT instalment_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT instalment_interest_check CHECK ((interest >= 0)),
    CONSTRAINT instalment_interest_paid_within_amount CHECK (((paid_interest >= taken_interest) AND (paid_interest <= interest))),
    CONSTRAINT instalment_number_check CHECK ((number > 0)),
    CONSTRAINT instalment_principal_check CHECK ((principal >= 0)),
    CONSTRAINT instalment_principal_paid_within_amount CHECK (((paid_principal >= taken_principal) AND (paid_principal <= principal))),
    CONSTRAINT instalment_taken_interest_check CHECK ((taken_interest >= 0)),
    CONSTRAINT instalment_taken_principal_check CHECK ((taken_principal >= 0))
)
WITH (fillfactor='90');

ALTER TABLE ONLY public.instalment FORCE ROW LEVEL SECURITY;

ALTER TABLE public.instalment OWNER TO collections_owner;

-- Name: lesson; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.lesson (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    loan_id uuid NOT NULL,
    product text NOT NULL,
    originated_by text NOT NULL,
    stage text NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    story text NOT NULL,
    lesson text NOT NULL,
    tags text[] NOT NULL,
    folded text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT lesson_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT lesson_kind_check CHECK ((kind = ANY (ARRAY['good'::text, 'bad'::text]))),
    CONSTRAINT lesson_lesson_check CHECK ((lesson <> ''::text)),
    CONSTRAINT lesson_story_check CHECK ((story <> ''::text)),
    CONSTRAINT lesson_title_check CHECK ((title <> ''::text))
);

ALTER TABLE ONLY public.lesson FORCE ROW LEVEL SECURITY;

ALTER TABLE public.lesson OWNER TO collections_owner;

-- Name: lesson_index; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.lesson_index (
    lesson_id uuid NOT NULL,
    grams text[] NOT NULL,
    tags text[] NOT NULL
);

ALTER TABLE public.lesson_index OWNER TO collections_owner;

-- Name: loan_event; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.loan_event (
    id bigint NOT NULL,
    loan_no bigint NOT NULL,
    kind text NOT NULL,
    happened_on date,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by text NOT NULL,
    facts jsonb NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT loan_event_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT loan_event_kind_check CHECK (((kind = ANY (ARRAY['booked'::text, 'changed'::text, 'repaid'::text, 'reversed'::text, 'aged'::text, 'case_opened'::text, 'case_cured'::text, 'restated'::text, 'judged'::text, 'judgement_lifted'::text, 'extended'::text, 'restructured'::text, 'written_off'::text])) OR (kind = ANY (ARRAY['case_assigned'::text, 'case_raised'::text, 'step_skipped'::text, 'step_late'::text, 'step_done'::text, 'sent_up'::text, 'case_paused'::text, 'case_resumed'::text, 'case_resolved'::text, 'contacted'::text, 'contact_banned'::text, 'contact_ban_lifted'::text, 'promised'::text, 'promise_kept'::text, 'promise_broken'::text, 'maturing'::text, 'demanded'::text, 'demand_answered'::text, 'clock_warned'::text, 'visited'::text])) OR (kind = ANY (ARRAY['transferred'::text, 'file_handed_over'::text, 'file_received'::text, 'review_opened'::text, 'review_observed'::text, 'review_relapsed'::text, 'brought_back'::text, 'review_due'::text, 'reviewed'::text, 'watched'::text, 'watch_ended'::text, 'disposal_planned'::text, 'disposal_approved'::text, 'disposal_result'::text, 'disposal_ended'::text, 'lesson_learned'::text]))))
);

ALTER TABLE ONLY public.loan_event FORCE ROW LEVEL SECURITY;

ALTER TABLE public.loan_event OWNER TO collections_owner;

-- Name: CONSTRAINT loan_event_kind_check ON loan_event; Type: COMMENT; Schema: public; Owner: collections_owner

COMMENT ON CONSTRAINT loan_event_kind_check ON public.loan_event IS 'CHECK (((kind = ANY (ARRAY[''booked''::text, ''changed''::text, ''repaid''::text, ''reversed''::text, ''aged''::text, ''case_opened''::text, ''case_cured''::text, ''restated''::text, ''judged''::text, ''judgement_lifted''::text, ''extended''::text, ''restructured''::text, ''written_off''::text])) OR (kind = ANY (ARRAY[''case_assigned''::text, ''case_raised''::text, ''step_skipped''::text, ''step_late''::text, ''step_done''::text, ''sent_up''::text, ''case_paused''::text, ''case_resumed''::text, ''case_resolved''::text, ''contacted''::text, ''contact_banned''::text, ''contact_ban_lifted''::text, ''promised''::text, ''promise_kept''::text, ''promise_broken''::text, ''maturing''::text, ''demanded''::text, ''demand_answered''::text, ''clock_warned''::text, ''visited''::text]))))CHECK ((kind = ANY (ARRAY[''booked''::text, ''changed''::text, ''repaid''::text, ''reversed''::text, ''aged''::text, ''case_opened''::text, ''case_cured''::text, ''restated''::text, ''judged''::text, ''judgement_lifted''::text, ''extended''::text, ''restructured''::text, ''written_off''::text])))';

-- Name: loan_event_id_seq; Type: SEQUENCE; Schema: public; Owner: collections_owner

ALTER TABLE public.loan_event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.loan_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: loan_look; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.loan_look (
    loan_no bigint NOT NULL,
    look_on date,
    aged_from date
)
WITH (fillfactor='60');

ALTER TABLE public.loan_look OWNER TO collections_owner;

-- Name: loan_no_seq; Type: SEQUENCE; Schema: public; Owner: collections_owner

ALTER TABLE public.loan ALTER COLUMN no ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.loan_no_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: loan_people; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.loan_people (
    loan_id uuid NOT NULL,
    people bytea NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    reach_borrower boolean DEFAULT true NOT NULL,
    reach_guarantor boolean DEFAULT true NOT NULL,
    reach_family boolean DEFAULT true NOT NULL,
    has_family boolean DEFAULT true NOT NULL,
    has_guarantor boolean DEFAULT true NOT NULL,
    persons_known boolean DEFAULT false NOT NULL,
    CONSTRAINT loan_people_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.loan_people FORCE ROW LEVEL SECURITY;

ALTER TABLE public.loan_people OWNER TO collections_owner;

-- Name: loan_person; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.loan_person (
    person bigint NOT NULL,
    loan_no bigint NOT NULL
);

ALTER TABLE public.loan_person OWNER TO collections_owner;

-- Name: manager_result; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.manager_result (
    no bigint NOT NULL,
    id uuid NOT NULL,
    period text NOT NULL COLLATE pg_catalog."C",
    account_manager text NOT NULL COLLATE pg_catalog."C",
    checkpoints jsonb NOT NULL,
    cases_opened integer NOT NULL,
    cases_cured integer NOT NULL,
    cases_open integer NOT NULL,
    tasks_done integer NOT NULL,
    tasks_on_time integer NOT NULL,
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
    frozen_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    correlation_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    CONSTRAINT manager_result_check CHECK ((tasks_on_time <= tasks_done)),
    CONSTRAINT manager_result_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT manager_result_period_check CHECK ((period ~ '^[0-9]{4}-[0-9]{2}$'::text))
);

ALTER TABLE ONLY public.manager_result FORCE ROW LEVEL SECURITY;

ALTER TABLE public.manager_result OWNER TO collections_owner;

-- Name: manager_result_no_seq; Type: SEQUENCE; Schema: public; Owner: collections_owner

ALTER TABLE public.manager_result ALTER COLUMN no ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.manager_result_no_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: maturing_loan; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.maturing_loan (
    id uuid NOT NULL,
    month date NOT NULL,
    loan_no bigint NOT NULL,
    loan_id uuid NOT NULL,
    case_id uuid,
    customer_ref text NOT NULL,
    account_manager text NOT NULL COLLATE pg_catalog."C",
    matures_on date NOT NULL,
    outstanding bigint NOT NULL,
    key_customer boolean NOT NULL,
    priority integer NOT NULL,
    why text[] NOT NULL,
    chase_by timestamp with time zone NOT NULL,
    rank text NOT NULL COLLATE pg_catalog."C",
    listed_on date NOT NULL,
    listed_at timestamp with time zone NOT NULL,
    policy_version text NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT maturing_loan_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT maturing_loan_month_check CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
    CONSTRAINT maturing_loan_outstanding_check CHECK ((outstanding > 0))
);

ALTER TABLE ONLY public.maturing_loan FORCE ROW LEVEL SECURITY;

ALTER TABLE public.maturing_loan OWNER TO collections_owner;

-- Name: notice; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.notice (
    no bigint NOT NULL,
    id uuid NOT NULL,
    business_date date NOT NULL,
    holder text NOT NULL COLLATE pg_catalog."C",
    assigned integer NOT NULL,
    late integer NOT NULL,
    sent_up integer NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT notice_assigned_check CHECK ((assigned >= 0)),
    CONSTRAINT notice_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT notice_late_check CHECK ((late >= 0)),
    CONSTRAINT notice_sent_up_check CHECK ((sent_up >= 0))
);

ALTER TABLE ONLY public.notice FORCE ROW LEVEL SECURITY;

ALTER TABLE public.notice OWNER TO collections_owner;

-- Name: notice_no_seq; Type: SEQUENCE; Schema: public; Owner: collections_owner

ALTER TABLE public.notice ALTER COLUMN no ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.notice_no_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: pgqueuer; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.pgqueuer (
    id bigint NOT NULL,
    priority integer NOT NULL,
    queue_manager_id uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    heartbeat timestamp with time zone DEFAULT now() NOT NULL,
    execute_after timestamp with time zone DEFAULT now() NOT NULL,
    status public.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL,
    dedupe_key text,
    payload bytea,
    headers jsonb,
    attempts integer DEFAULT 0 NOT NULL,
    slot bigint
);

ALTER TABLE public.pgqueuer OWNER TO collections_owner;

-- Name: pgqueuer_id_seq; Type: SEQUENCE; Schema: public; Owner: collections_owner

CREATE SEQUENCE public.pgqueuer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pgqueuer_id_seq OWNER TO collections_owner;

-- Name: pgqueuer_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: collections_owner

ALTER SEQUENCE public.pgqueuer_id_seq OWNED BY public.pgqueuer.id;

-- Name: pgqueuer_log; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.pgqueuer_log (
    id bigint NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    job_id bigint NOT NULL,
    status public.pgqueuer_status NOT NULL,
    priority integer NOT NULL,
    entrypoint text NOT NULL,
    traceback jsonb,
    aggregated boolean DEFAULT false
);

ALTER TABLE public.pgqueuer_log OWNER TO collections_owner;

-- Name: pgqueuer_log_id_seq; Type: SEQUENCE; Schema: public; Owner: collections_owner

ALTER TABLE public.pgqueuer_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.pgqueuer_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: pgqueuer_schedules; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.pgqueuer_schedules (
    id bigint NOT NULL,
    expression text NOT NULL,
    entrypoint text NOT NULL,
    heartbeat timestamp with time zone DEFAULT now() NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    next_run timestamp with time zone DEFAULT now() NOT NULL,
    last_run timestamp with time zone,
    status public.pgqueuer_status DEFAULT 'queued'::public.pgqueuer_status
);

ALTER TABLE public.pgqueuer_schedules OWNER TO collections_owner;

-- Name: pgqueuer_schedules_id_seq; Type: SEQUENCE; Schema: public; Owner: collections_owner

CREATE SEQUENCE public.pgqueuer_schedules_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pgqueuer_schedules_id_seq OWNER TO collections_owner;

-- Name: pgqueuer_schedules_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: collections_owner

ALTER SEQUENCE public.pgqueuer_schedules_id_seq OWNED BY public.pgqueuer_schedules.id;

-- Name: pgqueuer_statistics; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.pgqueuer_statistics (
    id bigint NOT NULL,
    created timestamp with time zone DEFAULT date_trunc('sec'::text, now()) NOT NULL,
    count bigint NOT NULL,
    priority integer NOT NULL,
    status public.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL
);

ALTER TABLE public.pgqueuer_statistics OWNER TO collections_owner;

-- Name: pgqueuer_statistics_id_seq; Type: SEQUENCE; Schema: public; Owner: collections_owner

CREATE SEQUENCE public.pgqueuer_statistics_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pgqueuer_statistics_id_seq OWNER TO collections_owner;

-- Name: pgqueuer_statistics_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: collections_owner

ALTER SEQUENCE public.pgqueuer_statistics_id_seq OWNED BY public.pgqueuer_statistics.id;

-- Name: policy; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.policy (
    id uuid NOT NULL,
    kind text NOT NULL,
    version text NOT NULL,
    state text NOT NULL,
    effective_from date NOT NULL,
    body jsonb NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    activated_by text,
    activated_at timestamp with time zone,
    CONSTRAINT policy_check CHECK (((state = 'active'::text) = ((activated_by IS NOT NULL) AND (activated_at IS NOT NULL)))),
    CONSTRAINT policy_maker_is_not_checker CHECK ((activated_by <> made_by)),
    CONSTRAINT policy_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'active'::text]))),
    CONSTRAINT policy_version_check CHECK ((version <> ''::text))
);

ALTER TABLE public.policy OWNER TO collections_owner;

-- Name: promise; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.promise (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    loan_no bigint NOT NULL,
    loan_id uuid NOT NULL,
    amount bigint NOT NULL,
    promised_on date NOT NULL,
    due_on date NOT NULL,
    state text NOT NULL,
    judged_on date,
    judge_again boolean DEFAULT false NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT promise_amount_check CHECK ((amount > 0)),
    CONSTRAINT promise_check CHECK ((due_on >= promised_on)),
    CONSTRAINT promise_check1 CHECK (((state = 'open'::text) = (judged_on IS NULL))),
    CONSTRAINT promise_check2 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT promise_state_check CHECK ((state = ANY (ARRAY['open'::text, 'kept'::text, 'broken'::text])))
);

ALTER TABLE ONLY public.promise FORCE ROW LEVEL SECURITY;

ALTER TABLE public.promise OWNER TO collections_owner;

-- Name: recomputation; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.recomputation (
    id uuid NOT NULL,
    business_date date NOT NULL,
    reason text NOT NULL,
    thorough boolean NOT NULL,
    state text NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    made_by text NOT NULL,
    made_by_name text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT recomputation_check CHECK (((state = 'completed'::text) = (finished_at IS NOT NULL))),
    CONSTRAINT recomputation_reason_check CHECK ((reason <> ''::text)),
    CONSTRAINT recomputation_state_check CHECK ((state = ANY (ARRAY['running'::text, 'completed'::text, 'failed'::text])))
);

ALTER TABLE public.recomputation OWNER TO collections_owner;

-- Name: recomputation_chunk; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.recomputation_chunk (
    recomputation_id uuid NOT NULL,
    number integer NOT NULL,
    first_no bigint NOT NULL,
    last_no bigint NOT NULL,
    done_at timestamp with time zone,
    read bigint DEFAULT 0 NOT NULL,
    changed bigint DEFAULT 0 NOT NULL,
    opened bigint DEFAULT 0 NOT NULL,
    cured bigint DEFAULT 0 NOT NULL,
    CONSTRAINT recomputation_chunk_check CHECK ((last_no >= first_no)),
    CONSTRAINT recomputation_chunk_number_check CHECK ((number > 0))
);

ALTER TABLE public.recomputation_chunk OWNER TO collections_owner;

-- Name: recomputation_difference; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.recomputation_difference (
    id bigint NOT NULL,
    recomputation_id uuid NOT NULL,
    loan_no bigint NOT NULL,
    loan_id uuid NOT NULL,
    since date,
    what text NOT NULL,
    was text NOT NULL,
    found text NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT recomputation_difference_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT recomputation_difference_what_check CHECK ((what = ANY (ARRAY['amounts'::text, 'class'::text, 'bucket'::text, 'history'::text])))
);

ALTER TABLE ONLY public.recomputation_difference FORCE ROW LEVEL SECURITY;

ALTER TABLE public.recomputation_difference OWNER TO collections_owner;

-- Name: recomputation_difference_id_seq; Type: SEQUENCE; Schema: public; Owner: collections_owner

ALTER TABLE public.recomputation_difference ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.recomputation_difference_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: rectification_report; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.rectification_report (
    id uuid NOT NULL,
    suspension_id uuid NOT NULL,
    findings text NOT NULL,
    measures text NOT NULL,
    document_ref text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT rectification_report_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT rectification_report_document_ref_check CHECK ((document_ref <> ''::text)),
    CONSTRAINT rectification_report_findings_check CHECK ((findings <> ''::text)),
    CONSTRAINT rectification_report_measures_check CHECK ((measures <> ''::text))
);

ALTER TABLE ONLY public.rectification_report FORCE ROW LEVEL SECURITY;

ALTER TABLE public.rectification_report OWNER TO collections_owner;

-- Name: repayment; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.repayment (
    no bigint NOT NULL,
    id uuid NOT NULL,
    loan_no bigint NOT NULL,
    loan_id uuid NOT NULL,
    loan_ref text NOT NULL COLLATE pg_catalog."C",
    bank_ref text NOT NULL COLLATE pg_catalog."C",
    paid_on date NOT NULL,
    amount bigint NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT repayment_amount_check CHECK ((amount > 0)),
    CONSTRAINT repayment_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.repayment FORCE ROW LEVEL SECURITY;

ALTER TABLE public.repayment OWNER TO collections_owner;

-- Name: repayment_no_seq; Type: SEQUENCE; Schema: public; Owner: collections_owner

ALTER TABLE public.repayment ALTER COLUMN no ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.repayment_no_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: repayment_reversal; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.repayment_reversal (
    repayment_id uuid NOT NULL,
    reason text NOT NULL,
    reversed_on date,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT repayment_reversal_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.repayment_reversal FORCE ROW LEVEL SECURITY;

ALTER TABLE public.repayment_reversal OWNER TO collections_owner;

-- Name: responsibility; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.responsibility (
    id bigint NOT NULL,
    loan_no bigint NOT NULL,
    loan_id uuid NOT NULL,
    from_on date,
    was text NOT NULL,
    holder text NOT NULL,
    transfer_id uuid,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT responsibility_check CHECK ((holder <> was)),
    CONSTRAINT responsibility_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.responsibility FORCE ROW LEVEL SECURITY;

ALTER TABLE public.responsibility OWNER TO collections_owner;

-- Name: responsibility_change; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.responsibility_change (
    id bigint NOT NULL,
    loan_no bigint NOT NULL,
    was text NOT NULL,
    is_now text NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT responsibility_change_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.responsibility_change FORCE ROW LEVEL SECURITY;

ALTER TABLE public.responsibility_change OWNER TO collections_owner;

-- Name: responsibility_change_id_seq; Type: SEQUENCE; Schema: public; Owner: collections_owner

ALTER TABLE public.responsibility_change ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.responsibility_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: responsibility_id_seq; Type: SEQUENCE; Schema: public; Owner: collections_owner

ALTER TABLE public.responsibility ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.responsibility_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: responsibility_transfer; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.responsibility_transfer (
    id uuid NOT NULL,
    state text NOT NULL,
    from_manager text NOT NULL COLLATE pg_catalog."C",
    to_manager text NOT NULL COLLATE pg_catalog."C",
    to_outlet text NOT NULL,
    loan_ids uuid[],
    reason text NOT NULL,
    note text NOT NULL,
    moved integer,
    stayed integer,
    effective_on date,
    decided_by text,
    decided_at timestamp with time zone,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT responsibility_transfer_check CHECK (((state = 'proposed'::text) = (decided_by IS NULL))),
    CONSTRAINT responsibility_transfer_check1 CHECK (((state = 'confirmed'::text) = ((moved IS NOT NULL) AND (stayed IS NOT NULL) AND (effective_on IS NOT NULL)))),
    CONSTRAINT responsibility_transfer_check2 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT responsibility_transfer_loan_ids_check CHECK ((cardinality(loan_ids) > 0)),
    CONSTRAINT responsibility_transfer_maker_is_not_receiver CHECK (((decided_by <> made_by) OR (state = 'cancelled'::text))),
    CONSTRAINT responsibility_transfer_moved_check CHECK ((moved >= 0)),
    CONSTRAINT responsibility_transfer_note_check CHECK ((note <> ''::text)),
    CONSTRAINT responsibility_transfer_reason_check CHECK ((reason <> ''::text)),
    CONSTRAINT responsibility_transfer_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'confirmed'::text, 'rejected'::text, 'cancelled'::text]))),
    CONSTRAINT responsibility_transfer_stayed_check CHECK ((stayed >= 0)),
    CONSTRAINT responsibility_transfer_to_another CHECK ((to_manager <> from_manager))
);

ALTER TABLE ONLY public.responsibility_transfer FORCE ROW LEVEL SECURITY;

ALTER TABLE public.responsibility_transfer OWNER TO collections_owner;

-- Name: responsibility_transfer_loan; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.responsibility_transfer_loan (
    id bigint NOT NULL,
    transfer_id uuid NOT NULL,
    loan_no bigint NOT NULL,
    loan_id uuid NOT NULL,
    external_ref text NOT NULL,
    outcome text NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT responsibility_transfer_loan_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT responsibility_transfer_loan_outcome_check CHECK ((outcome = ANY (ARRAY['moved'::text, 'stays_with_outlet'::text])))
);

ALTER TABLE ONLY public.responsibility_transfer_loan FORCE ROW LEVEL SECURITY;

ALTER TABLE public.responsibility_transfer_loan OWNER TO collections_owner;

-- Name: responsibility_transfer_loan_id_seq; Type: SEQUENCE; Schema: public; Owner: collections_owner

ALTER TABLE public.responsibility_transfer_loan ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.responsibility_transfer_loan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: settled_count; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.settled_count (
    period_end date NOT NULL,
    scope text NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    customers integer NOT NULL,
    loans integer NOT NULL,
    amount bigint NOT NULL,
    as_of date NOT NULL,
    through bigint NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT settled_count_amount_check CHECK ((amount >= 0)),
    CONSTRAINT settled_count_check CHECK ((loans >= customers)),
    CONSTRAINT settled_count_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT settled_count_customers_check CHECK ((customers > 0)),
    CONSTRAINT settled_count_scope_check CHECK ((scope = ANY (ARRAY['account_manager'::text, 'outlet'::text, 'sub_branch'::text])))
);

ALTER TABLE ONLY public.settled_count FORCE ROW LEVEL SECURITY;

ALTER TABLE public.settled_count OWNER TO collections_owner;

-- Name: settled_loans; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.settled_loans (
    period_end date NOT NULL,
    last_no bigint NOT NULL,
    found_on date NOT NULL,
    loans bigint[] NOT NULL,
    amounts bigint[] NOT NULL,
    CONSTRAINT settled_loans_check CHECK ((cardinality(loans) = cardinality(amounts)))
);

ALTER TABLE public.settled_loans OWNER TO collections_owner;

-- Name: suspended_application; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.suspended_application (
    id bigint NOT NULL,
    suspension_id uuid NOT NULL,
    credit_check_id uuid NOT NULL,
    customer_ref text NOT NULL COLLATE pg_catalog."C",
    application text NOT NULL,
    amount bigint NOT NULL,
    applied_by text NOT NULL,
    applied_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT suspended_application_amount_check CHECK ((amount > 0)),
    CONSTRAINT suspended_application_application_check CHECK ((application = ANY (ARRAY['open'::text, 'reserved'::text]))),
    CONSTRAINT suspended_application_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.suspended_application FORCE ROW LEVEL SECURITY;

ALTER TABLE public.suspended_application OWNER TO collections_owner;

-- Name: suspended_application_id_seq; Type: SEQUENCE; Schema: public; Owner: collections_owner

ALTER TABLE public.suspended_application ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.suspended_application_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: task; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.task (
    id uuid NOT NULL,
    kind text NOT NULL,
    holder text NOT NULL COLLATE pg_catalog."C",
    rank text NOT NULL COLLATE pg_catalog."C",
    next_step text NOT NULL,
    why text[] NOT NULL,
    key_customer boolean NOT NULL,
    priority integer NOT NULL,
    due_at timestamp with time zone NOT NULL,
    stage text,
    escalates_to text,
    loan_no bigint,
    loan_id uuid,
    case_id uuid,
    customer_ref text,
    subject_id uuid,
    state text NOT NULL,
    opened_on date NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    late_on date,
    ended_at timestamp with time zone,
    ended_by text,
    note text,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT task_check CHECK ((late_on >= opened_on)),
    CONSTRAINT task_check1 CHECK (((state = 'open'::text) = (ended_at IS NULL))),
    CONSTRAINT task_check2 CHECK (((kind = 'collect'::text) = (stage IS NOT NULL))),
    CONSTRAINT task_check3 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT task_holder_check CHECK ((holder <> ''::text)),
    CONSTRAINT task_kind_check CHECK ((kind = ANY (ARRAY['collect'::text, 'late_step'::text, 'new_loan'::text, 'promise_broken'::text, 'clock'::text, 'alert_action'::text]))),
    CONSTRAINT task_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'dropped'::text])))
);

ALTER TABLE ONLY public.task FORCE ROW LEVEL SECURITY;

ALTER TABLE public.task OWNER TO collections_owner;

-- Name: watch_action; Type: TABLE; Schema: public; Owner: collections_owner

CREATE TABLE public.watch_action (
    id uuid NOT NULL,
    loan_no bigint NOT NULL,
    loan_id uuid NOT NULL,
    kind text NOT NULL,
    task text NOT NULL,
    owner text NOT NULL COLLATE pg_catalog."C",
    due_on date NOT NULL,
    state text NOT NULL,
    result text,
    done_by text,
    done_on date,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT watch_action_check CHECK (((state = 'done'::text) = ((result IS NOT NULL) AND (done_by IS NOT NULL) AND (done_on IS NOT NULL)))),
    CONSTRAINT watch_action_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT watch_action_kind_check CHECK ((kind = ANY (ARRAY['call'::text, 'visit'::text, 'collateral_check'::text, 'repayment_talk'::text, 'other'::text]))),
    CONSTRAINT watch_action_result_check CHECK ((result <> ''::text)),
    CONSTRAINT watch_action_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text]))),
    CONSTRAINT watch_action_task_check CHECK ((task <> ''::text))
);

ALTER TABLE ONLY public.watch_action FORCE ROW LEVEL SECURITY;

ALTER TABLE public.watch_action OWNER TO collections_owner;

-- Name: pgqueuer id; Type: DEFAULT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.pgqueuer ALTER COLUMN id SET DEFAULT nextval('public.pgqueuer_id_seq'::regclass);

-- Name: pgqueuer_schedules id; Type: DEFAULT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.pgqueuer_schedules ALTER COLUMN id SET DEFAULT nextval('public.pgqueuer_schedules_id_seq'::regclass);

-- Name: pgqueuer_statistics id; Type: DEFAULT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.pgqueuer_statistics ALTER COLUMN id SET DEFAULT nextval('public.pgqueuer_statistics_id_seq'::regclass);

-- Name: accountability_progress accountability_progress_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.accountability_progress
    ADD CONSTRAINT accountability_progress_pkey PRIMARY KEY (only_one);

-- Name: accountability_review accountability_review_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.accountability_review
    ADD CONSTRAINT accountability_review_pkey PRIMARY KEY (id);

-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

-- Name: alert_action alert_action_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.alert_action
    ADD CONSTRAINT alert_action_pkey PRIMARY KEY (id);

-- Name: amendment amendment_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.amendment
    ADD CONSTRAINT amendment_pkey PRIMARY KEY (id);

-- Name: arrears_alert arrears_alert_once_a_checkpoint_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.arrears_alert
    ADD CONSTRAINT arrears_alert_once_a_checkpoint_key UNIQUE (scope, key, business_date);

-- Name: arrears_alert arrears_alert_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.arrears_alert
    ADD CONSTRAINT arrears_alert_pkey PRIMARY KEY (id);

-- Name: arrears_rate arrears_rate_no_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.arrears_rate
    ADD CONSTRAINT arrears_rate_no_key UNIQUE (no);

-- Name: arrears_rate arrears_rate_once_a_day_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.arrears_rate
    ADD CONSTRAINT arrears_rate_once_a_day_key UNIQUE (scope, key, business_date);

-- Name: audit_chain audit_chain_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_pkey PRIMARY KEY (seq);

-- Name: audit_chain audit_chain_record_id_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_record_id_key UNIQUE (record_id);

-- Name: audit_record audit_record_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.audit_record
    ADD CONSTRAINT audit_record_pkey PRIMARY KEY (id);

-- Name: barred_person barred_person_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.barred_person
    ADD CONSTRAINT barred_person_pkey PRIMARY KEY (contact_ban_id, person);

-- Name: book book_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.book
    ADD CONSTRAINT book_pkey PRIMARY KEY (only_one);

-- Name: branch_balance_change branch_balance_change_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.branch_balance_change
    ADD CONSTRAINT branch_balance_change_pkey PRIMARY KEY (id);

-- Name: branch_balance branch_balance_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.branch_balance
    ADD CONSTRAINT branch_balance_pkey PRIMARY KEY (sub_branch, outlet);

-- Name: branch_suspension branch_suspension_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.branch_suspension
    ADD CONSTRAINT branch_suspension_pkey PRIMARY KEY (id);

-- Name: case_pause case_pause_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.case_pause
    ADD CONSTRAINT case_pause_pkey PRIMARY KEY (id);

-- Name: class_change class_change_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.class_change
    ADD CONSTRAINT class_change_pkey PRIMARY KEY (id);

-- Name: class_judgement class_judgement_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.class_judgement
    ADD CONSTRAINT class_judgement_pkey PRIMARY KEY (id);

-- Name: clock clock_one_of_a_kind_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.clock
    ADD CONSTRAINT clock_one_of_a_kind_key UNIQUE (loan_no, kind);

-- Name: clock clock_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.clock
    ADD CONSTRAINT clock_pkey PRIMARY KEY (id);

-- Name: close_follow_up close_follow_up_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.close_follow_up
    ADD CONSTRAINT close_follow_up_pkey PRIMARY KEY (business_date);

-- Name: collection_case collection_case_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.collection_case
    ADD CONSTRAINT collection_case_pkey PRIMARY KEY (id);

-- Name: contact_ban contact_ban_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.contact_ban
    ADD CONSTRAINT contact_ban_pkey PRIMARY KEY (id);

-- Name: contact_day contact_day_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.contact_day
    ADD CONSTRAINT contact_day_pkey PRIMARY KEY (person, day);

-- Name: contact contact_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT contact_pkey PRIMARY KEY (id);

-- Name: day_close day_close_business_date_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.day_close
    ADD CONSTRAINT day_close_business_date_key UNIQUE (business_date);

-- Name: day_close_chunk day_close_chunk_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.day_close_chunk
    ADD CONSTRAINT day_close_chunk_pkey PRIMARY KEY (business_date, number);

-- Name: day_close day_close_no_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.day_close
    ADD CONSTRAINT day_close_no_key UNIQUE (no);

-- Name: day_close day_close_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.day_close
    ADD CONSTRAINT day_close_pkey PRIMARY KEY (id);

-- Name: demand_letter demand_letter_number_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.demand_letter
    ADD CONSTRAINT demand_letter_number_key UNIQUE (number);

-- Name: demand_letter demand_letter_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.demand_letter
    ADD CONSTRAINT demand_letter_pkey PRIMARY KEY (id);

-- Name: disposal_plan disposal_plan_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.disposal_plan
    ADD CONSTRAINT disposal_plan_pkey PRIMARY KEY (id);

-- Name: disposal_result disposal_result_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.disposal_result
    ADD CONSTRAINT disposal_result_pkey PRIMARY KEY (id);

-- Name: file_handover file_handover_one_for_a_loan_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.file_handover
    ADD CONSTRAINT file_handover_one_for_a_loan_key UNIQUE (loan_no);

-- Name: file_handover file_handover_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.file_handover
    ADD CONSTRAINT file_handover_pkey PRIMARY KEY (id);

-- Name: former_instalment former_instalment_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.former_instalment
    ADD CONSTRAINT former_instalment_pkey PRIMARY KEY (loan_no, schedule_no, number);

-- Name: idempotency_key idempotency_key_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.idempotency_key
    ADD CONSTRAINT idempotency_key_pkey PRIMARY KEY (caller, route, key);

-- Name: import_line import_line_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.import_line
    ADD CONSTRAINT import_line_pkey PRIMARY KEY (import_id, line);

-- Name: import import_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.import
    ADD CONSTRAINT import_pkey PRIMARY KEY (id);

-- Name: import_rejection import_rejection_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.import_rejection
    ADD CONSTRAINT import_rejection_pkey PRIMARY KEY (import_id, line);

-- Name: instalment instalment_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.instalment
    ADD CONSTRAINT instalment_pkey PRIMARY KEY (loan_no, number);

-- Name: lesson_index lesson_index_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.lesson_index
    ADD CONSTRAINT lesson_index_pkey PRIMARY KEY (lesson_id);

-- Name: lesson lesson_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.lesson
    ADD CONSTRAINT lesson_pkey PRIMARY KEY (id);

-- Name: loan_event loan_event_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.loan_event
    ADD CONSTRAINT loan_event_pkey PRIMARY KEY (id);

-- Name: loan loan_external_ref_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.loan
    ADD CONSTRAINT loan_external_ref_key UNIQUE (external_ref);

-- Name: loan_look loan_look_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.loan_look
    ADD CONSTRAINT loan_look_pkey PRIMARY KEY (loan_no);

-- Name: loan loan_no_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.loan
    ADD CONSTRAINT loan_no_key UNIQUE (no);

-- Name: loan_people loan_people_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.loan_people
    ADD CONSTRAINT loan_people_pkey PRIMARY KEY (loan_id);

-- Name: loan_person loan_person_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.loan_person
    ADD CONSTRAINT loan_person_pkey PRIMARY KEY (person, loan_no);

-- Name: loan loan_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.loan
    ADD CONSTRAINT loan_pkey PRIMARY KEY (id);

-- Name: manager_result manager_result_no_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.manager_result
    ADD CONSTRAINT manager_result_no_key UNIQUE (no);

-- Name: manager_result manager_result_once_a_month_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.manager_result
    ADD CONSTRAINT manager_result_once_a_month_key UNIQUE (period, account_manager, sub_branch);

-- Name: manager_result manager_result_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.manager_result
    ADD CONSTRAINT manager_result_pkey PRIMARY KEY (id);

-- Name: maturing_loan maturing_loan_once_a_month_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.maturing_loan
    ADD CONSTRAINT maturing_loan_once_a_month_key UNIQUE (month, loan_no);

-- Name: maturing_loan maturing_loan_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.maturing_loan
    ADD CONSTRAINT maturing_loan_pkey PRIMARY KEY (id);

-- Name: maturing_loan maturing_loan_rank_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.maturing_loan
    ADD CONSTRAINT maturing_loan_rank_key UNIQUE (rank);

-- Name: notice notice_no_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_no_key UNIQUE (no);

-- Name: notice notice_once_a_close_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_once_a_close_key UNIQUE (business_date, holder, sub_branch);

-- Name: notice notice_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_pkey PRIMARY KEY (id);

-- Name: pgqueuer_log pgqueuer_log_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.pgqueuer_log
    ADD CONSTRAINT pgqueuer_log_pkey PRIMARY KEY (id);

-- Name: pgqueuer pgqueuer_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.pgqueuer
    ADD CONSTRAINT pgqueuer_pkey PRIMARY KEY (id);

-- Name: pgqueuer_schedules pgqueuer_schedules_expression_entrypoint_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.pgqueuer_schedules
    ADD CONSTRAINT pgqueuer_schedules_expression_entrypoint_key UNIQUE (expression, entrypoint);

-- Name: pgqueuer_schedules pgqueuer_schedules_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.pgqueuer_schedules
    ADD CONSTRAINT pgqueuer_schedules_pkey PRIMARY KEY (id);

-- Name: pgqueuer_statistics pgqueuer_statistics_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.pgqueuer_statistics
    ADD CONSTRAINT pgqueuer_statistics_pkey PRIMARY KEY (id);

-- Name: policy policy_kind_version_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_kind_version_key UNIQUE (kind, version);

-- Name: policy policy_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_pkey PRIMARY KEY (id);

-- Name: promise promise_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.promise
    ADD CONSTRAINT promise_pkey PRIMARY KEY (id);

-- Name: recomputation_chunk recomputation_chunk_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.recomputation_chunk
    ADD CONSTRAINT recomputation_chunk_pkey PRIMARY KEY (recomputation_id, number);

-- Name: recomputation_difference recomputation_difference_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.recomputation_difference
    ADD CONSTRAINT recomputation_difference_pkey PRIMARY KEY (id);

-- Name: recomputation recomputation_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.recomputation
    ADD CONSTRAINT recomputation_pkey PRIMARY KEY (id);

-- Name: rectification_report rectification_report_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.rectification_report
    ADD CONSTRAINT rectification_report_pkey PRIMARY KEY (id);

-- Name: repayment repayment_bank_ref_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.repayment
    ADD CONSTRAINT repayment_bank_ref_key UNIQUE (bank_ref);

-- Name: repayment repayment_no_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.repayment
    ADD CONSTRAINT repayment_no_key UNIQUE (no);

-- Name: repayment repayment_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.repayment
    ADD CONSTRAINT repayment_pkey PRIMARY KEY (id);

-- Name: repayment_reversal repayment_reversal_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.repayment_reversal
    ADD CONSTRAINT repayment_reversal_pkey PRIMARY KEY (repayment_id);

-- Name: responsibility_change responsibility_change_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.responsibility_change
    ADD CONSTRAINT responsibility_change_pkey PRIMARY KEY (id);

-- Name: responsibility responsibility_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.responsibility
    ADD CONSTRAINT responsibility_pkey PRIMARY KEY (id);

-- Name: responsibility_transfer_loan responsibility_transfer_loan_once_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.responsibility_transfer_loan
    ADD CONSTRAINT responsibility_transfer_loan_once_key UNIQUE (transfer_id, loan_no);

-- Name: responsibility_transfer_loan responsibility_transfer_loan_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.responsibility_transfer_loan
    ADD CONSTRAINT responsibility_transfer_loan_pkey PRIMARY KEY (id);

-- Name: responsibility_transfer responsibility_transfer_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.responsibility_transfer
    ADD CONSTRAINT responsibility_transfer_pkey PRIMARY KEY (id);

-- Name: settled_count settled_count_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.settled_count
    ADD CONSTRAINT settled_count_pkey PRIMARY KEY (period_end, scope, key);

-- Name: settled_loans settled_loans_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.settled_loans
    ADD CONSTRAINT settled_loans_pkey PRIMARY KEY (period_end, last_no);

-- Name: suspended_application suspended_application_once_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.suspended_application
    ADD CONSTRAINT suspended_application_once_key UNIQUE (suspension_id, credit_check_id);

-- Name: suspended_application suspended_application_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.suspended_application
    ADD CONSTRAINT suspended_application_pkey PRIMARY KEY (id);

-- Name: task task_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_pkey PRIMARY KEY (id);

-- Name: task task_rank_key; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_rank_key UNIQUE (rank);

-- Name: watch_action watch_action_pkey; Type: CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.watch_action
    ADD CONSTRAINT watch_action_pkey PRIMARY KEY (id);

-- Name: accountability_review_account_manager_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX accountability_review_account_manager_idx ON public.accountability_review USING btree (account_manager, id);

-- Name: accountability_review_loan_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX accountability_review_loan_id_id_idx ON public.accountability_review USING btree (loan_id, id);

-- Name: accountability_review_look_on_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX accountability_review_look_on_idx ON public.accountability_review USING btree (look_on) WHERE (state = ANY (ARRAY['open'::text, 'observed'::text]));

-- Name: accountability_review_moved_on_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX accountability_review_moved_on_idx ON public.accountability_review USING btree (moved_on);

-- Name: accountability_review_one_open_key; Type: INDEX; Schema: public; Owner: collections_owner

CREATE UNIQUE INDEX accountability_review_one_open_key ON public.accountability_review USING btree (loan_no) WHERE (state = ANY (ARRAY['open'::text, 'observed'::text, 'due'::text]));

-- Name: accountability_review_opened_on_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX accountability_review_opened_on_idx ON public.accountability_review USING btree (opened_on);

-- Name: accountability_review_state_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX accountability_review_state_id_idx ON public.accountability_review USING btree (state, id);

-- Name: alert_action_alert_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX alert_action_alert_id_id_idx ON public.alert_action USING btree (alert_id, id);

-- Name: amendment_loan_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX amendment_loan_id_id_idx ON public.amendment USING btree (loan_id, id);

-- Name: amendment_one_pending_key; Type: INDEX; Schema: public; Owner: collections_owner

CREATE UNIQUE INDEX amendment_one_pending_key ON public.amendment USING btree (loan_no) WHERE (state = 'proposed'::text);

-- Name: amendment_restructured_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX amendment_restructured_idx ON public.amendment USING btree (loan_no, effective_on) WHERE ((kind = 'restructuring'::text) AND (state = 'signed'::text));

-- Name: arrears_alert_open_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX arrears_alert_open_idx ON public.arrears_alert USING btree (scope, key) WHERE (state = 'open'::text);

-- Name: arrears_rate_business_date_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX arrears_rate_business_date_idx ON public.arrears_rate USING btree (business_date);

-- Name: audit_record_actor_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX audit_record_actor_id_idx ON public.audit_record USING btree (actor, id);

-- Name: audit_record_resource_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX audit_record_resource_id_idx ON public.audit_record USING btree (resource, id);

-- Name: audit_record_tx_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX audit_record_tx_id_idx ON public.audit_record USING btree (tx, id);

-- Name: barred_person_person_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX barred_person_person_idx ON public.barred_person USING btree (person) WHERE (lifted_at IS NULL);

-- Name: branch_suspension_one_open_key; Type: INDEX; Schema: public; Owner: collections_owner

CREATE UNIQUE INDEX branch_suspension_one_open_key ON public.branch_suspension USING btree (sub_branch) WHERE (state = ANY (ARRAY['proposed'::text, 'suspended'::text]));

-- Name: branch_suspension_sub_branch_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX branch_suspension_sub_branch_id_idx ON public.branch_suspension USING btree (sub_branch, id);

-- Name: case_pause_case_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX case_pause_case_id_id_idx ON public.case_pause USING btree (case_id, id);

-- Name: case_pause_one_at_a_time_key; Type: INDEX; Schema: public; Owner: collections_owner

CREATE UNIQUE INDEX case_pause_one_at_a_time_key ON public.case_pause USING btree (case_id) WHERE (ended_on IS NULL);

-- Name: class_change_loan_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX class_change_loan_id_id_idx ON public.class_change USING btree (loan_id, id);

-- Name: class_change_one_known_key; Type: INDEX; Schema: public; Owner: collections_owner

CREATE UNIQUE INDEX class_change_one_known_key ON public.class_change USING btree (loan_no, from_on) WHERE (known_until IS NULL);

-- Name: class_judgement_counts_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX class_judgement_counts_idx ON public.class_judgement USING btree (loan_no) WHERE (from_on IS NOT NULL);

-- Name: class_judgement_loan_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX class_judgement_loan_id_id_idx ON public.class_judgement USING btree (loan_id, id);

-- Name: class_judgement_one_pending_key; Type: INDEX; Schema: public; Owner: collections_owner

CREATE UNIQUE INDEX class_judgement_one_pending_key ON public.class_judgement USING btree (loan_no, kind) WHERE (state = 'proposed'::text);

-- Name: clock_expires_on_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX clock_expires_on_idx ON public.clock USING btree (expires_on, id) WHERE (state = 'running'::text);

-- Name: clock_loan_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX clock_loan_id_idx ON public.clock USING btree (loan_id);

-- Name: clock_next_warning_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX clock_next_warning_idx ON public.clock USING btree (next_warning_on, loan_no) WHERE ((state = 'running'::text) AND (next_warning_on IS NOT NULL));

-- Name: collection_case_assignee_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX collection_case_assignee_id_idx ON public.collection_case USING btree (assignee, id);

-- Name: collection_case_clock_check_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX collection_case_clock_check_idx ON public.collection_case USING btree (loan_no) WHERE ((state = 'open'::text) AND clock_check AND (stage <> 'reminder'::text));

-- Name: collection_case_closed_on_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX collection_case_closed_on_idx ON public.collection_case USING btree (closed_on) WHERE (closed_on IS NOT NULL);

-- Name: collection_case_loan_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX collection_case_loan_id_id_idx ON public.collection_case USING btree (loan_id, id);

-- Name: collection_case_next_look_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX collection_case_next_look_idx ON public.collection_case USING btree (next_look_on, loan_no) WHERE ((state = 'open'::text) AND (next_look_on IS NOT NULL));

-- Name: collection_case_one_open_key; Type: INDEX; Schema: public; Owner: collections_owner

CREATE UNIQUE INDEX collection_case_one_open_key ON public.collection_case USING btree (loan_no) WHERE (state = 'open'::text);

-- Name: collection_case_opened_on_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX collection_case_opened_on_idx ON public.collection_case USING btree (opened_on);

-- Name: collection_case_paused_until_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX collection_case_paused_until_idx ON public.collection_case USING btree (paused_until, loan_no) WHERE (paused_until IS NOT NULL);

-- Name: collection_case_stage_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX collection_case_stage_id_idx ON public.collection_case USING btree (stage, id);

-- Name: collection_case_unworked_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX collection_case_unworked_idx ON public.collection_case USING btree (loan_no) WHERE ((state = 'open'::text) AND (step_no = 0) AND (stage <> 'reminder'::text));

-- Name: contact_ban_loan_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX contact_ban_loan_id_id_idx ON public.contact_ban USING btree (loan_id, id);

-- Name: contact_ban_one_active_key; Type: INDEX; Schema: public; Owner: collections_owner

CREATE UNIQUE INDEX contact_ban_one_active_key ON public.contact_ban USING btree (person, loan_id) WHERE (state = 'active'::text);

-- Name: contact_case_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX contact_case_id_id_idx ON public.contact USING btree (case_id, id);

-- Name: day_close_unfinished_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX day_close_unfinished_idx ON public.day_close USING btree (business_date) WHERE (state <> 'completed'::text);

-- Name: demand_letter_case_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX demand_letter_case_id_id_idx ON public.demand_letter USING btree (case_id, id);

-- Name: demand_letter_loan_no_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX demand_letter_loan_no_idx ON public.demand_letter USING btree (loan_no, party, answered_on) WHERE (state = 'received'::text);

-- Name: disposal_plan_loan_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX disposal_plan_loan_id_id_idx ON public.disposal_plan USING btree (loan_id, id);

-- Name: disposal_plan_one_open_key; Type: INDEX; Schema: public; Owner: collections_owner

CREATE UNIQUE INDEX disposal_plan_one_open_key ON public.disposal_plan USING btree (loan_no) WHERE (state = ANY (ARRAY['proposed'::text, 'approved'::text]));

-- Name: disposal_plan_state_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX disposal_plan_state_id_idx ON public.disposal_plan USING btree (state, id);

-- Name: disposal_result_plan_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX disposal_result_plan_id_id_idx ON public.disposal_result USING btree (plan_id, id);

-- Name: file_handover_holder_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX file_handover_holder_id_idx ON public.file_handover USING btree (holder, id);

-- Name: file_handover_late_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX file_handover_late_idx ON public.file_handover USING btree (due_on) WHERE (state <> 'received'::text);

-- Name: file_handover_loan_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX file_handover_loan_id_id_idx ON public.file_handover USING btree (loan_id, id);

-- Name: file_handover_waiting_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX file_handover_waiting_idx ON public.file_handover USING btree (holder, due_on) WHERE (state <> 'received'::text);

-- Name: idempotency_key_created_at_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX idempotency_key_created_at_idx ON public.idempotency_key USING brin (created_at);

-- Name: import_kind_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX import_kind_id_idx ON public.import USING btree (kind, id);

-- Name: import_target_kind_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX import_target_kind_id_idx ON public.import USING btree (target, kind, id) WHERE (target IS NOT NULL);

-- Name: instalment_unpaid_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX instalment_unpaid_idx ON public.instalment USING btree (loan_no, due_date) INCLUDE (principal, interest, paid_principal, paid_interest) WHERE ((paid_principal + paid_interest) < (principal + interest));

-- Name: lesson_case_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX lesson_case_id_id_idx ON public.lesson USING btree (case_id, id);

-- Name: lesson_index_grams_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX lesson_index_grams_idx ON public.lesson_index USING gin (grams);

-- Name: lesson_index_tags_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX lesson_index_tags_idx ON public.lesson_index USING gin (tags);

-- Name: lesson_product_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX lesson_product_id_idx ON public.lesson USING btree (product, id);

-- Name: lesson_stage_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX lesson_stage_id_idx ON public.lesson USING btree (stage, id);

-- Name: loan_account_manager_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX loan_account_manager_id_idx ON public.loan USING btree (account_manager, id);

-- Name: loan_bad_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX loan_bad_idx ON public.loan USING btree (id) WHERE (aged_class = ANY (ARRAY['substandard'::text, 'doubtful'::text, 'loss'::text]));

-- Name: loan_customer_ref_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX loan_customer_ref_id_idx ON public.loan USING btree (customer_ref, id);

-- Name: loan_event_loan_no_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX loan_event_loan_no_id_idx ON public.loan_event USING btree (loan_no, id);

-- Name: loan_manager_node_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX loan_manager_node_idx ON public.loan USING btree (account_manager, sub_branch, outlet);

-- Name: loan_people_persons_unknown_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX loan_people_persons_unknown_idx ON public.loan_people USING btree (loan_id) WHERE (NOT persons_known);

-- Name: loan_rescheduled_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX loan_rescheduled_idx ON public.loan USING btree (no) WHERE (schedule_from IS NOT NULL);

-- Name: loan_restate_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX loan_restate_idx ON public.loan USING btree (no) WHERE restate;

-- Name: loan_watched_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX loan_watched_idx ON public.loan USING btree (id) WHERE (aged_class = 'special_mention'::text);

-- Name: manager_result_account_manager_no_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX manager_result_account_manager_no_idx ON public.manager_result USING btree (account_manager, no);

-- Name: manager_result_period_no_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX manager_result_period_no_idx ON public.manager_result USING btree (period, no);

-- Name: maturing_loan_account_manager_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX maturing_loan_account_manager_idx ON public.maturing_loan USING btree (account_manager, month, rank);

-- Name: maturing_loan_month_rank_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX maturing_loan_month_rank_idx ON public.maturing_loan USING btree (month, rank);

-- Name: notice_holder_no_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX notice_holder_no_idx ON public.notice USING btree (holder, no);

-- Name: pgqueuer_ep_ea_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX pgqueuer_ep_ea_idx ON public.pgqueuer USING btree (entrypoint, execute_after) WHERE (status = 'queued'::public.pgqueuer_status);

-- Name: pgqueuer_ep_prio_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX pgqueuer_ep_prio_id_idx ON public.pgqueuer USING btree (entrypoint, priority DESC, id) WHERE (status = 'queued'::public.pgqueuer_status);

-- Name: pgqueuer_log_created; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX pgqueuer_log_created ON public.pgqueuer_log USING btree (created);

-- Name: pgqueuer_log_job_id_status; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX pgqueuer_log_job_id_status ON public.pgqueuer_log USING btree (job_id, created DESC);

-- Name: pgqueuer_log_not_aggregated; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX pgqueuer_log_not_aggregated ON public.pgqueuer_log USING btree ((1)) WHERE (NOT aggregated);

-- Name: pgqueuer_log_status; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX pgqueuer_log_status ON public.pgqueuer_log USING btree (status);

-- Name: pgqueuer_picked_heartbeat_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX pgqueuer_picked_heartbeat_idx ON public.pgqueuer USING btree (heartbeat) WHERE (status = 'picked'::public.pgqueuer_status);

-- Name: pgqueuer_picked_slot_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE UNIQUE INDEX pgqueuer_picked_slot_idx ON public.pgqueuer USING btree (entrypoint, slot) WHERE ((status = 'picked'::public.pgqueuer_status) AND (slot IS NOT NULL));

-- Name: pgqueuer_priority_id_id1_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX pgqueuer_priority_id_id1_idx ON public.pgqueuer USING btree (priority, id DESC) INCLUDE (id) WHERE (status = 'queued'::public.pgqueuer_status);

-- Name: pgqueuer_queue_manager_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX pgqueuer_queue_manager_id_idx ON public.pgqueuer USING btree (queue_manager_id) WHERE (queue_manager_id IS NOT NULL);

-- Name: pgqueuer_statistics_unique_count; Type: INDEX; Schema: public; Owner: collections_owner

CREATE UNIQUE INDEX pgqueuer_statistics_unique_count ON public.pgqueuer_statistics USING btree (priority, date_trunc('sec'::text, timezone('UTC'::text, created)), status, entrypoint);

-- Name: pgqueuer_unique_dedupe_key; Type: INDEX; Schema: public; Owner: collections_owner

CREATE UNIQUE INDEX pgqueuer_unique_dedupe_key ON public.pgqueuer USING btree (dedupe_key) WHERE ((status = ANY (ARRAY['queued'::public.pgqueuer_status, 'picked'::public.pgqueuer_status])) AND (dedupe_key IS NOT NULL));

-- Name: pgqueuer_updated_id_id1_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX pgqueuer_updated_id_id1_idx ON public.pgqueuer USING btree (updated, id DESC) INCLUDE (id) WHERE (status = 'picked'::public.pgqueuer_status);

-- Name: policy_in_force_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX policy_in_force_idx ON public.policy USING btree (kind, effective_from DESC, activated_at DESC) WHERE (state = 'active'::text);

-- Name: promise_case_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX promise_case_id_id_idx ON public.promise USING btree (case_id, id);

-- Name: promise_judged_on_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX promise_judged_on_idx ON public.promise USING btree (judged_on) WHERE (judged_on IS NOT NULL);

-- Name: promise_loan_no_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX promise_loan_no_id_idx ON public.promise USING btree (loan_no, id);

-- Name: promise_one_open_key; Type: INDEX; Schema: public; Owner: collections_owner

CREATE UNIQUE INDEX promise_one_open_key ON public.promise USING btree (loan_no) WHERE (state = 'open'::text);

-- Name: promise_to_judge_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX promise_to_judge_idx ON public.promise USING btree (loan_no) WHERE ((state = 'open'::text) OR judge_again);

-- Name: recomputation_business_date_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX recomputation_business_date_id_idx ON public.recomputation USING btree (business_date, id);

-- Name: recomputation_difference_run_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX recomputation_difference_run_id_idx ON public.recomputation_difference USING btree (recomputation_id, id);

-- Name: recomputation_one_running_key; Type: INDEX; Schema: public; Owner: collections_owner

CREATE UNIQUE INDEX recomputation_one_running_key ON public.recomputation USING btree ((true)) WHERE (state = 'running'::text);

-- Name: rectification_report_suspension_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX rectification_report_suspension_id_id_idx ON public.rectification_report USING btree (suspension_id, id);

-- Name: repayment_loan_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX repayment_loan_id_id_idx ON public.repayment USING btree (loan_id, id);

-- Name: repayment_loan_no_paid_on_no_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX repayment_loan_no_paid_on_no_idx ON public.repayment USING btree (loan_no, paid_on, no) INCLUDE (amount, id);

-- Name: repayment_paid_on_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX repayment_paid_on_idx ON public.repayment USING brin (paid_on) WITH (pages_per_range='32', autosummarize='on');

-- Name: responsibility_loan_no_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX responsibility_loan_no_id_idx ON public.responsibility USING btree (loan_no, id);

-- Name: responsibility_transfer_from_manager_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX responsibility_transfer_from_manager_idx ON public.responsibility_transfer USING btree (from_manager, id);

-- Name: responsibility_transfer_loan_transfer_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX responsibility_transfer_loan_transfer_id_idx ON public.responsibility_transfer_loan USING btree (transfer_id, id);

-- Name: responsibility_transfer_waiting_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX responsibility_transfer_waiting_idx ON public.responsibility_transfer USING btree (to_manager, id) WHERE (state = 'proposed'::text);

-- Name: suspended_application_suspension_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX suspended_application_suspension_id_id_idx ON public.suspended_application USING btree (suspension_id, id);

-- Name: task_case_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX task_case_id_id_idx ON public.task USING btree (case_id, id);

-- Name: task_done_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX task_done_idx ON public.task USING btree (ended_at) WHERE (state = 'done'::text);

-- Name: task_late_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX task_late_idx ON public.task USING btree (due_at, loan_no) WHERE ((state = 'open'::text) AND (late_on IS NULL));

-- Name: task_late_on_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX task_late_on_idx ON public.task USING btree (late_on) WHERE (late_on IS NOT NULL);

-- Name: task_node_worklist_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX task_node_worklist_idx ON public.task USING btree (sub_branch, outlet, rank) WHERE (state = 'open'::text);

-- Name: task_open_case_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX task_open_case_id_idx ON public.task USING btree (case_id) WHERE (state = 'open'::text);

-- Name: task_open_subject_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX task_open_subject_id_idx ON public.task USING btree (subject_id) WHERE (state = 'open'::text);

-- Name: task_opened_on_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX task_opened_on_idx ON public.task USING btree (opened_on);

-- Name: task_worklist_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX task_worklist_idx ON public.task USING btree (holder, rank) WHERE (state = 'open'::text);

-- Name: watch_action_loan_id_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX watch_action_loan_id_id_idx ON public.watch_action USING btree (loan_id, id);

-- Name: watch_action_open_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX watch_action_open_idx ON public.watch_action USING btree (owner, due_on) WHERE (state = 'open'::text);

-- Name: watch_action_owner_id_idx; Type: INDEX; Schema: public; Owner: collections_owner

CREATE INDEX watch_action_owner_id_idx ON public.watch_action USING btree (owner, id);

-- Name: alert_action alert_action_stays; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER alert_action_stays BEFORE UPDATE ON public.alert_action FOR EACH ROW WHEN ((old.state = 'done'::text)) EXECUTE FUNCTION public.alert_action_stays();

-- Name: arrears_alert alert_closes_with_its_actions; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER alert_closes_with_its_actions BEFORE UPDATE ON public.arrears_alert FOR EACH ROW EXECUTE FUNCTION public.alert_closes_with_its_actions();

-- Name: book book_moves_forward; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER book_moves_forward BEFORE DELETE OR UPDATE ON public.book FOR EACH ROW EXECUTE FUNCTION public.book_moves_forward();

-- Name: loan branch_balance_follows; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER branch_balance_follows AFTER UPDATE ON public.loan REFERENCING OLD TABLE AS was NEW TABLE AS now FOR EACH STATEMENT EXECUTE FUNCTION public.branch_balance_follows();

-- Name: loan branch_balance_follows_booking; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER branch_balance_follows_booking AFTER INSERT ON public.loan REFERENCING NEW TABLE AS now FOR EACH STATEMENT EXECUTE FUNCTION public.branch_balance_follows();

-- Name: loan case_follows_the_loan; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER case_follows_the_loan AFTER UPDATE OF account_manager ON public.loan FOR EACH ROW WHEN ((old.account_manager <> new.account_manager)) EXECUTE FUNCTION public.case_follows_the_loan();

-- Name: loan case_looks_again; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER case_looks_again AFTER UPDATE OF oldest_due_on ON public.loan FOR EACH ROW WHEN ((new.oldest_due_on < old.oldest_due_on)) EXECUTE FUNCTION public.case_looks_again();

-- Name: collection_case case_moves_forward; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER case_moves_forward BEFORE UPDATE ON public.collection_case FOR EACH ROW EXECUTE FUNCTION public.case_moves_forward();

-- Name: collection_case case_stays_written_off; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER case_stays_written_off BEFORE INSERT ON public.collection_case FOR EACH ROW EXECUTE FUNCTION public.case_stays_written_off();

-- Name: loan clocks_follow_the_loan; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER clocks_follow_the_loan AFTER UPDATE OF oldest_due_on ON public.loan FOR EACH ROW WHEN ((old.oldest_due_on IS DISTINCT FROM new.oldest_due_on)) EXECUTE FUNCTION public.clocks_follow_the_loan();

-- Name: close_follow_up close_follow_up_stays; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER close_follow_up_stays BEFORE UPDATE ON public.close_follow_up FOR EACH ROW WHEN ((old.done_at IS NOT NULL)) EXECUTE FUNCTION public.close_follow_up_stays();

-- Name: day_close day_close_stays; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER day_close_stays BEFORE UPDATE ON public.day_close FOR EACH ROW EXECUTE FUNCTION public.day_close_stays();

-- Name: day_close_chunk day_close_stays; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER day_close_stays BEFORE UPDATE ON public.day_close_chunk FOR EACH ROW EXECUTE FUNCTION public.day_close_stays();

-- Name: demand_letter demand_letter_stays; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER demand_letter_stays BEFORE UPDATE ON public.demand_letter FOR EACH ROW WHEN ((old.state <> 'sent'::text)) EXECUTE FUNCTION public.demand_letter_stays();

-- Name: loan file_follows_the_loan; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER file_follows_the_loan AFTER UPDATE OF account_manager ON public.loan FOR EACH ROW WHEN ((old.account_manager <> new.account_manager)) EXECUTE FUNCTION public.file_follows_the_loan();

-- Name: loan file_is_due; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER file_is_due AFTER INSERT ON public.loan REFERENCING NEW TABLE AS now FOR EACH STATEMENT EXECUTE FUNCTION public.file_is_due();

-- Name: instalment instalment_stays; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER instalment_stays BEFORE UPDATE OF loan_no ON public.instalment FOR EACH STATEMENT EXECUTE FUNCTION public.loan_stays();

-- Name: instalment instalment_that_counts_is_fixed; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER instalment_that_counts_is_fixed BEFORE UPDATE OF principal, interest ON public.instalment FOR EACH ROW WHEN (((old.principal IS DISTINCT FROM new.principal) OR (old.interest IS DISTINCT FROM new.interest))) EXECUTE FUNCTION public.instalment_that_counts_is_fixed();

-- Name: instalment instalments_add_up; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER instalments_add_up AFTER INSERT ON public.instalment REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.instalments_add_up();

-- Name: lesson lesson_of_a_closed_case; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER lesson_of_a_closed_case BEFORE INSERT ON public.lesson FOR EACH ROW EXECUTE FUNCTION public.lesson_of_a_closed_case();

-- Name: loan loan_stays; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER loan_stays BEFORE DELETE OR UPDATE OF no ON public.loan FOR EACH STATEMENT EXECUTE FUNCTION public.loan_stays();

-- Name: loan look_begins; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER look_begins AFTER INSERT ON public.loan REFERENCING NEW TABLE AS now FOR EACH STATEMENT EXECUTE FUNCTION public.look_begins();

-- Name: loan look_follows; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER look_follows AFTER UPDATE OF oldest_due_on, written_off_on, matures_on, restate ON public.loan FOR EACH ROW WHEN (((((old.oldest_due_on IS DISTINCT FROM new.oldest_due_on) OR (old.written_off_on IS DISTINCT FROM new.written_off_on)) OR (old.matures_on IS DISTINCT FROM new.matures_on)) OR (old.restate IS DISTINCT FROM new.restate))) EXECUTE FUNCTION public.look_follows();

-- Name: policy policy_is_only_ever_activated; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER policy_is_only_ever_activated BEFORE UPDATE ON public.policy FOR EACH ROW EXECUTE FUNCTION public.policy_is_only_ever_activated();

-- Name: repayment promise_hears_of_repayments; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER promise_hears_of_repayments AFTER INSERT ON public.repayment REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.promise_hears_of_repayments();

-- Name: repayment_reversal promise_hears_of_repayments; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER promise_hears_of_repayments AFTER INSERT ON public.repayment_reversal REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.promise_hears_of_repayments();

-- Name: recomputation recomputation_stays; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER recomputation_stays BEFORE UPDATE ON public.recomputation FOR EACH ROW WHEN ((old.state = 'completed'::text)) EXECUTE FUNCTION public.recomputation_stays();

-- Name: recomputation_chunk recomputation_stays; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER recomputation_stays BEFORE UPDATE ON public.recomputation_chunk FOR EACH ROW WHEN ((old.done_at IS NOT NULL)) EXECUTE FUNCTION public.recomputation_stays();

-- Name: loan responsibility_is_kept; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER responsibility_is_kept AFTER UPDATE OF account_manager ON public.loan FOR EACH ROW WHEN ((old.account_manager <> new.account_manager)) EXECUTE FUNCTION public.responsibility_is_kept();

-- Name: accountability_review review_by_no_party; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER review_by_no_party BEFORE UPDATE OF decided_by, accountable, outcome ON public.accountability_review FOR EACH ROW EXECUTE FUNCTION public.review_by_no_party();

-- Name: loan review_looks_again; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER review_looks_again AFTER UPDATE OF aged_class, oldest_due_on ON public.loan FOR EACH ROW WHEN (((old.aged_class = ANY (ARRAY['substandard'::text, 'doubtful'::text, 'loss'::text])) AND ((old.aged_class IS DISTINCT FROM new.aged_class) OR (old.oldest_due_on IS DISTINCT FROM new.oldest_due_on)))) EXECUTE FUNCTION public.review_looks_again();

-- Name: task task_stays; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER task_stays BEFORE UPDATE ON public.task FOR EACH ROW WHEN ((old.state <> 'open'::text)) EXECUTE FUNCTION public.task_stays();

-- Name: pgqueuer tg_pgqueuer_changed; Type: TRIGGER; Schema: public; Owner: collections_owner

CREATE TRIGGER tg_pgqueuer_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.pgqueuer FOR EACH STATEMENT EXECUTE FUNCTION public.fn_pgqueuer_changed();

-- Name: accountability_review accountability_review_loan_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.accountability_review
    ADD CONSTRAINT accountability_review_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loan(no);

-- Name: alert_action alert_action_alert_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.alert_action
    ADD CONSTRAINT alert_action_alert_id_fkey FOREIGN KEY (alert_id) REFERENCES public.arrears_alert(id);

-- Name: amendment amendment_loan_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.amendment
    ADD CONSTRAINT amendment_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loan(no);

-- Name: arrears_rate arrears_rate_business_date_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.arrears_rate
    ADD CONSTRAINT arrears_rate_business_date_fkey FOREIGN KEY (business_date) REFERENCES public.day_close(business_date);

-- Name: audit_chain audit_chain_record_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.audit_record(id);

-- Name: barred_person barred_person_contact_ban_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.barred_person
    ADD CONSTRAINT barred_person_contact_ban_id_fkey FOREIGN KEY (contact_ban_id) REFERENCES public.contact_ban(id);

-- Name: branch_suspension branch_suspension_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.branch_suspension
    ADD CONSTRAINT branch_suspension_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.rectification_report(id);

-- Name: case_pause case_pause_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.case_pause
    ADD CONSTRAINT case_pause_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.collection_case(id);

-- Name: class_judgement class_judgement_loan_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.class_judgement
    ADD CONSTRAINT class_judgement_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loan(no);

-- Name: close_follow_up close_follow_up_business_date_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.close_follow_up
    ADD CONSTRAINT close_follow_up_business_date_fkey FOREIGN KEY (business_date) REFERENCES public.day_close(business_date);

-- Name: collection_case collection_case_loan_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.collection_case
    ADD CONSTRAINT collection_case_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loan(no);

-- Name: contact_ban contact_ban_loan_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.contact_ban
    ADD CONSTRAINT contact_ban_loan_id_fkey FOREIGN KEY (loan_id) REFERENCES public.loan(id);

-- Name: contact contact_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT contact_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.collection_case(id);

-- Name: day_close_chunk day_close_chunk_business_date_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.day_close_chunk
    ADD CONSTRAINT day_close_chunk_business_date_fkey FOREIGN KEY (business_date) REFERENCES public.day_close(business_date);

-- Name: demand_letter demand_letter_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.demand_letter
    ADD CONSTRAINT demand_letter_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.collection_case(id);

-- Name: demand_letter demand_letter_loan_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.demand_letter
    ADD CONSTRAINT demand_letter_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loan(no);

-- Name: disposal_plan disposal_plan_loan_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.disposal_plan
    ADD CONSTRAINT disposal_plan_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loan(no);

-- Name: disposal_result disposal_result_plan_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.disposal_result
    ADD CONSTRAINT disposal_result_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.disposal_plan(id);

-- Name: file_handover file_handover_loan_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.file_handover
    ADD CONSTRAINT file_handover_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loan(no);

-- Name: former_instalment former_instalment_loan_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.former_instalment
    ADD CONSTRAINT former_instalment_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loan(no);

-- Name: import_rejection import_rejection_import_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.import_rejection
    ADD CONSTRAINT import_rejection_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.import(id);

-- Name: lesson lesson_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.lesson
    ADD CONSTRAINT lesson_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.collection_case(id);

-- Name: lesson_index lesson_index_lesson_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.lesson_index
    ADD CONSTRAINT lesson_index_lesson_id_fkey FOREIGN KEY (lesson_id) REFERENCES public.lesson(id);

-- Name: loan_people loan_people_loan_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.loan_people
    ADD CONSTRAINT loan_people_loan_id_fkey FOREIGN KEY (loan_id) REFERENCES public.loan(id);

-- Name: loan_person loan_person_loan_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.loan_person
    ADD CONSTRAINT loan_person_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loan(no);

-- Name: maturing_loan maturing_loan_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.maturing_loan
    ADD CONSTRAINT maturing_loan_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.collection_case(id);

-- Name: maturing_loan maturing_loan_loan_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.maturing_loan
    ADD CONSTRAINT maturing_loan_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loan(no);

-- Name: promise promise_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.promise
    ADD CONSTRAINT promise_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.collection_case(id);

-- Name: promise promise_loan_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.promise
    ADD CONSTRAINT promise_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loan(no);

-- Name: recomputation recomputation_business_date_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.recomputation
    ADD CONSTRAINT recomputation_business_date_fkey FOREIGN KEY (business_date) REFERENCES public.day_close(business_date);

-- Name: recomputation_chunk recomputation_chunk_recomputation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.recomputation_chunk
    ADD CONSTRAINT recomputation_chunk_recomputation_id_fkey FOREIGN KEY (recomputation_id) REFERENCES public.recomputation(id);

-- Name: recomputation_difference recomputation_difference_recomputation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.recomputation_difference
    ADD CONSTRAINT recomputation_difference_recomputation_id_fkey FOREIGN KEY (recomputation_id) REFERENCES public.recomputation(id);

-- Name: rectification_report rectification_report_suspension_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.rectification_report
    ADD CONSTRAINT rectification_report_suspension_id_fkey FOREIGN KEY (suspension_id) REFERENCES public.branch_suspension(id);

-- Name: repayment repayment_loan_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.repayment
    ADD CONSTRAINT repayment_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loan(no);

-- Name: repayment_reversal repayment_reversal_repayment_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.repayment_reversal
    ADD CONSTRAINT repayment_reversal_repayment_id_fkey FOREIGN KEY (repayment_id) REFERENCES public.repayment(id);

-- Name: responsibility_change responsibility_change_loan_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.responsibility_change
    ADD CONSTRAINT responsibility_change_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loan(no);

-- Name: responsibility responsibility_loan_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.responsibility
    ADD CONSTRAINT responsibility_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loan(no);

-- Name: responsibility responsibility_transfer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.responsibility
    ADD CONSTRAINT responsibility_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES public.responsibility_transfer(id);

-- Name: responsibility_transfer_loan responsibility_transfer_loan_loan_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.responsibility_transfer_loan
    ADD CONSTRAINT responsibility_transfer_loan_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loan(no);

-- Name: responsibility_transfer_loan responsibility_transfer_loan_transfer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.responsibility_transfer_loan
    ADD CONSTRAINT responsibility_transfer_loan_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES public.responsibility_transfer(id);

-- Name: suspended_application suspended_application_suspension_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.suspended_application
    ADD CONSTRAINT suspended_application_suspension_id_fkey FOREIGN KEY (suspension_id) REFERENCES public.branch_suspension(id);

-- Name: watch_action watch_action_loan_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: collections_owner

ALTER TABLE ONLY public.watch_action
    ADD CONSTRAINT watch_action_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loan(no);

-- Name: accountability_review; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.accountability_review ENABLE ROW LEVEL SECURITY;

-- Name: alert_action; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.alert_action ENABLE ROW LEVEL SECURITY;

-- Name: amendment; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.amendment ENABLE ROW LEVEL SECURITY;

-- Name: arrears_alert; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.arrears_alert ENABLE ROW LEVEL SECURITY;

-- Name: arrears_rate; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.arrears_rate ENABLE ROW LEVEL SECURITY;

-- Name: audit_record; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.audit_record ENABLE ROW LEVEL SECURITY;

-- Name: branch_balance; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.branch_balance ENABLE ROW LEVEL SECURITY;

-- Name: branch_balance_change; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.branch_balance_change ENABLE ROW LEVEL SECURITY;

-- Name: case_pause; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.case_pause ENABLE ROW LEVEL SECURITY;

-- Name: class_change; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.class_change ENABLE ROW LEVEL SECURITY;

-- Name: class_judgement; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.class_judgement ENABLE ROW LEVEL SECURITY;

-- Name: clock; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.clock ENABLE ROW LEVEL SECURITY;

-- Name: collection_case; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.collection_case ENABLE ROW LEVEL SECURITY;

-- Name: contact; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.contact ENABLE ROW LEVEL SECURITY;

-- Name: contact_ban; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.contact_ban ENABLE ROW LEVEL SECURITY;

-- Name: demand_letter; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.demand_letter ENABLE ROW LEVEL SECURITY;

-- Name: disposal_plan; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.disposal_plan ENABLE ROW LEVEL SECURITY;

-- Name: disposal_result; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.disposal_result ENABLE ROW LEVEL SECURITY;

-- Name: file_handover; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.file_handover ENABLE ROW LEVEL SECURITY;

-- Name: former_instalment; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.former_instalment ENABLE ROW LEVEL SECURITY;

-- Name: import; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.import ENABLE ROW LEVEL SECURITY;

-- Name: import_rejection; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.import_rejection ENABLE ROW LEVEL SECURITY;

-- Name: instalment; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.instalment ENABLE ROW LEVEL SECURITY;

-- Name: lesson; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.lesson ENABLE ROW LEVEL SECURITY;

-- Name: loan; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.loan ENABLE ROW LEVEL SECURITY;

-- Name: loan_event; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.loan_event ENABLE ROW LEVEL SECURITY;

-- Name: loan_people; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.loan_people ENABLE ROW LEVEL SECURITY;

-- Name: manager_result; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.manager_result ENABLE ROW LEVEL SECURITY;

-- Name: maturing_loan; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.maturing_loan ENABLE ROW LEVEL SECURITY;

-- Name: accountability_review node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.accountability_review USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: alert_action node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.alert_action USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: amendment node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.amendment USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: arrears_alert node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.arrears_alert USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: arrears_rate node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.arrears_rate USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: audit_record node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.audit_record USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: branch_balance node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.branch_balance USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: branch_balance_change node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.branch_balance_change USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: case_pause node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.case_pause USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: class_change node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.class_change USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: class_judgement node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.class_judgement USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: clock node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.clock USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: collection_case node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.collection_case USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: contact node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.contact USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: contact_ban node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.contact_ban USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: demand_letter node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.demand_letter USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: disposal_plan node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.disposal_plan USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: disposal_result node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.disposal_result USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: file_handover node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.file_handover USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: former_instalment node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.former_instalment USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: import node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.import USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: import_rejection node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.import_rejection USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: instalment node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.instalment USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: lesson node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.lesson USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: loan node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.loan USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: loan_event node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.loan_event USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: loan_people node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.loan_people USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: manager_result node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.manager_result USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: maturing_loan node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.maturing_loan USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: notice node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.notice USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: promise node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.promise USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: recomputation_difference node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.recomputation_difference USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: rectification_report node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.rectification_report USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: repayment node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.repayment USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: repayment_reversal node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.repayment_reversal USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: responsibility node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.responsibility USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: responsibility_change node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.responsibility_change USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: responsibility_transfer node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.responsibility_transfer USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: responsibility_transfer_loan node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.responsibility_transfer_loan USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: settled_count node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.settled_count USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: suspended_application node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.suspended_application USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: task node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.task USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: watch_action node; Type: POLICY; Schema: public; Owner: collections_owner

CREATE POLICY node ON public.watch_action USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: notice; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.notice ENABLE ROW LEVEL SECURITY;

-- Name: promise; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.promise ENABLE ROW LEVEL SECURITY;

-- Name: recomputation_difference; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.recomputation_difference ENABLE ROW LEVEL SECURITY;

-- Name: rectification_report; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.rectification_report ENABLE ROW LEVEL SECURITY;

-- Name: repayment; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.repayment ENABLE ROW LEVEL SECURITY;

-- Name: repayment_reversal; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.repayment_reversal ENABLE ROW LEVEL SECURITY;

-- Name: responsibility; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.responsibility ENABLE ROW LEVEL SECURITY;

-- Name: responsibility_change; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.responsibility_change ENABLE ROW LEVEL SECURITY;

-- Name: responsibility_transfer; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.responsibility_transfer ENABLE ROW LEVEL SECURITY;

-- Name: responsibility_transfer_loan; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.responsibility_transfer_loan ENABLE ROW LEVEL SECURITY;

-- Name: settled_count; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.settled_count ENABLE ROW LEVEL SECURITY;

-- Name: suspended_application; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.suspended_application ENABLE ROW LEVEL SECURITY;

-- Name: task; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.task ENABLE ROW LEVEL SECURITY;

-- Name: watch_action; Type: ROW SECURITY; Schema: public; Owner: collections_owner

ALTER TABLE public.watch_action ENABLE ROW LEVEL SECURITY;

-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: collections_owner

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO collections_app;

-- Name: FUNCTION allocate_repayments(p_loans bigint[]); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.allocate_repayments(p_loans bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.allocate_repayments(p_loans bigint[]) TO collections_app;

-- Name: FUNCTION barred_persons(p_persons bytea[]); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.barred_persons(p_persons bytea[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.barred_persons(p_persons bytea[]) TO collections_app;

-- Name: FUNCTION begin_close(p_date date, p_loans integer, p_ladder text, p_buckets text, p_classes text); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.begin_close(p_date date, p_loans integer, p_ladder text, p_buckets text, p_classes text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.begin_close(p_date date, p_loans integer, p_ladder text, p_buckets text, p_classes text) TO collections_app;

-- Name: FUNCTION begin_recomputation(p_run uuid, p_loans integer); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.begin_recomputation(p_run uuid, p_loans integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.begin_recomputation(p_run uuid, p_loans integer) TO collections_app;

-- Name: FUNCTION book_loans(p_id uuid[], p_external_ref text[], p_customer_ref text[], p_product text[], p_principal bigint[], p_disbursed_on date[], p_matures_on date[], p_account_manager text[], p_originated_by text[], p_repayment_order text[], p_order_policy_version text[], p_penalty_due bigint[], p_oldest_due_on date[], p_outstanding_principal bigint[], p_outstanding_interest bigint[], p_secured boolean[], p_written_off_on date[], p_sub_branch text[], p_outlet text[], p_approved_by text[], p_people bytea[], p_reach_borrower boolean[], p_reach_guarantor boolean[], p_reach_family boolean[], p_has_family boolean[], p_has_guarantor boolean[], p_place bigint[], p_number integer[], p_due_date date[], p_due_principal bigint[], p_due_interest bigint[], p_taken_principal bigint[], p_taken_interest bigint[], p_aged_from date, p_on date, p_at timestamp with time zone, p_by text); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.book_loans(p_id uuid[], p_external_ref text[], p_customer_ref text[], p_product text[], p_principal bigint[], p_disbursed_on date[], p_matures_on date[], p_account_manager text[], p_originated_by text[], p_repayment_order text[], p_order_policy_version text[], p_penalty_due bigint[], p_oldest_due_on date[], p_outstanding_principal bigint[], p_outstanding_interest bigint[], p_secured boolean[], p_written_off_on date[], p_sub_branch text[], p_outlet text[], p_approved_by text[], p_people bytea[], p_reach_borrower boolean[], p_reach_guarantor boolean[], p_reach_family boolean[], p_has_family boolean[], p_has_guarantor boolean[], p_place bigint[], p_number integer[], p_due_date date[], p_due_principal bigint[], p_due_interest bigint[], p_taken_principal bigint[], p_taken_interest bigint[], p_aged_from date, p_on date, p_at timestamp with time zone, p_by text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.book_loans(p_id uuid[], p_external_ref text[], p_customer_ref text[], p_product text[], p_principal bigint[], p_disbursed_on date[], p_matures_on date[], p_account_manager text[], p_originated_by text[], p_repayment_order text[], p_order_policy_version text[], p_penalty_due bigint[], p_oldest_due_on date[], p_outstanding_principal bigint[], p_outstanding_interest bigint[], p_secured boolean[], p_written_off_on date[], p_sub_branch text[], p_outlet text[], p_approved_by text[], p_people bytea[], p_reach_borrower boolean[], p_reach_guarantor boolean[], p_reach_family boolean[], p_has_family boolean[], p_has_guarantor boolean[], p_place bigint[], p_number integer[], p_due_date date[], p_due_principal bigint[], p_due_interest bigint[], p_taken_principal bigint[], p_taken_interest bigint[], p_aged_from date, p_on date, p_at timestamp with time zone, p_by text) TO collections_app;

-- Name: FUNCTION case_looks_again(); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.case_looks_again() FROM PUBLIC;

-- Name: FUNCTION clocks_follow_the_loan(); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.clocks_follow_the_loan() FROM PUBLIC;

-- Name: FUNCTION close_chunk(p_date date, p_number integer, p_at timestamp with time zone, p_by text, p_classes text[], p_class_from integer[], p_rules integer[], p_classes_version text, p_buckets text[], p_bucket_from integer[], p_stages text[], p_stage_from integer[], p_due_at timestamp with time zone[], p_escalates_to text[], p_ladder_version text, OUT read bigint, OUT changed bigint, OUT opened bigint, OUT escalated bigint, OUT cured bigint); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.close_chunk(p_date date, p_number integer, p_at timestamp with time zone, p_by text, p_classes text[], p_class_from integer[], p_rules integer[], p_classes_version text, p_buckets text[], p_bucket_from integer[], p_stages text[], p_stage_from integer[], p_due_at timestamp with time zone[], p_escalates_to text[], p_ladder_version text, OUT read bigint, OUT changed bigint, OUT opened bigint, OUT escalated bigint, OUT cured bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.close_chunk(p_date date, p_number integer, p_at timestamp with time zone, p_by text, p_classes text[], p_class_from integer[], p_rules integer[], p_classes_version text, p_buckets text[], p_bucket_from integer[], p_stages text[], p_stage_from integer[], p_due_at timestamp with time zone[], p_escalates_to text[], p_ladder_version text, OUT read bigint, OUT changed bigint, OUT opened bigint, OUT escalated bigint, OUT cured bigint) TO collections_app;

-- Name: FUNCTION close_range(p_date date, p_first bigint, p_last bigint, p_at timestamp with time zone, p_by text, p_run uuid, p_all boolean, p_classes text[], p_class_from integer[], p_rules integer[], p_classes_version text, p_buckets text[], p_bucket_from integer[], p_stages text[], p_stage_from integer[], p_due_at timestamp with time zone[], p_escalates_to text[], p_ladder_version text, OUT read bigint, OUT changed bigint, OUT opened bigint, OUT escalated bigint, OUT cured bigint); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.close_range(p_date date, p_first bigint, p_last bigint, p_at timestamp with time zone, p_by text, p_run uuid, p_all boolean, p_classes text[], p_class_from integer[], p_rules integer[], p_classes_version text, p_buckets text[], p_bucket_from integer[], p_stages text[], p_stage_from integer[], p_due_at timestamp with time zone[], p_escalates_to text[], p_ladder_version text, OUT read bigint, OUT changed bigint, OUT opened bigint, OUT escalated bigint, OUT cured bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.close_range(p_date date, p_first bigint, p_last bigint, p_at timestamp with time zone, p_by text, p_run uuid, p_all boolean, p_classes text[], p_class_from integer[], p_rules integer[], p_classes_version text, p_buckets text[], p_bucket_from integer[], p_stages text[], p_stage_from integer[], p_due_at timestamp with time zone[], p_escalates_to text[], p_ladder_version text, OUT read bigint, OUT changed bigint, OUT opened bigint, OUT escalated bigint, OUT cured bigint) TO collections_app;

-- Name: FUNCTION count_settled(p_date date, p_end date); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.count_settled(p_date date, p_end date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.count_settled(p_date date, p_end date) TO collections_app;

-- Name: FUNCTION draw_up_balances(); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.draw_up_balances() FROM PUBLIC;

-- Name: FUNCTION end_pauses(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_stages text[], p_days integer[]); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.end_pauses(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_stages text[], p_days integer[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.end_pauses(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_stages text[], p_days integer[]) TO collections_app;

-- Name: FUNCTION end_with_cases(p_cases uuid[], p_on date, p_at timestamp with time zone, p_by text); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.end_with_cases(p_cases uuid[], p_on date, p_at timestamp with time zone, p_by text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.end_with_cases(p_cases uuid[], p_on date, p_at timestamp with time zone, p_by text) TO collections_app;

-- Name: FUNCTION finish_close(p_date date); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.finish_close(p_date date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.finish_close(p_date date) TO collections_app;

-- Name: FUNCTION finish_close_chunk(p_date date, p_number integer, p_assigned bigint, p_raised bigint, p_late bigint, p_sent_up bigint, p_kept bigint, p_broken bigint, p_maturing bigint); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.finish_close_chunk(p_date date, p_number integer, p_assigned bigint, p_raised bigint, p_late bigint, p_sent_up bigint, p_kept bigint, p_broken bigint, p_maturing bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.finish_close_chunk(p_date date, p_number integer, p_assigned bigint, p_raised bigint, p_late bigint, p_sent_up bigint, p_kept bigint, p_broken bigint, p_maturing bigint) TO collections_app;

-- Name: FUNCTION finish_recomputation_chunk(p_run uuid, p_number integer, p_read bigint, p_changed bigint, p_opened bigint, p_cured bigint); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.finish_recomputation_chunk(p_run uuid, p_number integer, p_read bigint, p_changed bigint, p_opened bigint, p_cured bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.finish_recomputation_chunk(p_run uuid, p_number integer, p_read bigint, p_changed bigint, p_opened bigint, p_cured bigint) TO collections_app;

-- Name: TABLE loan; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT ON TABLE public.loan TO collections_app;

-- Name: COLUMN loan.product; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(product) ON TABLE public.loan TO collections_app;

-- Name: COLUMN loan.account_manager; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(account_manager) ON TABLE public.loan TO collections_app;

-- Name: COLUMN loan.secured; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(secured) ON TABLE public.loan TO collections_app;

-- Name: COLUMN loan.penalty_due; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(penalty_due) ON TABLE public.loan TO collections_app;

-- Name: COLUMN loan.written_off_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(written_off_on) ON TABLE public.loan TO collections_app;

-- Name: COLUMN loan.restate; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(restate) ON TABLE public.loan TO collections_app;

-- Name: COLUMN loan.approved_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(approved_by) ON TABLE public.loan TO collections_app;

-- Name: COLUMN loan.reported_manager; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(reported_manager) ON TABLE public.loan TO collections_app;

-- Name: FUNCTION follow_reviews(p_date date, p_at timestamp with time zone, p_by text, p_exemption_days integer, p_version text, OUT opened integer, OUT observed integer, OUT relapsed integer, OUT brought_back integer, OUT due integer); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.follow_reviews(p_date date, p_at timestamp with time zone, p_by text, p_exemption_days integer, p_version text, OUT opened integer, OUT observed integer, OUT relapsed integer, OUT brought_back integer, OUT due integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.follow_reviews(p_date date, p_at timestamp with time zone, p_by text, p_exemption_days integer, p_version text, OUT opened integer, OUT observed integer, OUT relapsed integer, OUT brought_back integer, OUT due integer) TO collections_app;

-- Name: FUNCTION freeze_manager_results(p_date date, p_at timestamp with time zone); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.freeze_manager_results(p_date date, p_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.freeze_manager_results(p_date date, p_at timestamp with time zone) TO collections_app;

-- Name: FUNCTION freeze_rates(p_date date, p_start date, p_end date, p_checkpoint text, p_statuses text[], p_limits numeric[], p_inclusive boolean[], p_sure_from integer, p_too_few integer, p_z numeric, p_version text, p_first_day integer); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.freeze_rates(p_date date, p_start date, p_end date, p_checkpoint text, p_statuses text[], p_limits numeric[], p_inclusive boolean[], p_sure_from integer, p_too_few integer, p_z numeric, p_version text, p_first_day integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.freeze_rates(p_date date, p_start date, p_end date, p_checkpoint text, p_statuses text[], p_limits numeric[], p_inclusive boolean[], p_sure_from integer, p_too_few integer, p_z numeric, p_version text, p_first_day integer) TO collections_app;

-- Name: FUNCTION judge_promises(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.judge_promises(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.judge_promises(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint) TO collections_app;

-- Name: FUNCTION keep_clocks(p_date date, p_first bigint, p_last bigint, p_years integer, p_months integer, p_warn_days integer[], p_version text); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.keep_clocks(p_date date, p_first bigint, p_last bigint, p_years integer, p_months integer, p_warn_days integer[], p_version text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.keep_clocks(p_date date, p_first bigint, p_last bigint, p_years integer, p_months integer, p_warn_days integer[], p_version text) TO collections_app;

-- Name: FUNCTION list_maturing(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_version text, p_figures jsonb); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.list_maturing(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_version text, p_figures jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_maturing(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_version text, p_figures jsonb) TO collections_app;

-- Name: FUNCTION look_begins(); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.look_begins() FROM PUBLIC;

-- Name: FUNCTION look_follows(); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.look_follows() FROM PUBLIC;

-- Name: FUNCTION managers_with_loans(); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.managers_with_loans() FROM PUBLIC;

-- Name: FUNCTION open_alerts(p_date date, p_at timestamp with time zone, p_by text, p_kinds jsonb, p_owners jsonb, p_days jsonb); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.open_alerts(p_date date, p_at timestamp with time zone, p_by text, p_kinds jsonb, p_owners jsonb, p_days jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.open_alerts(p_date date, p_at timestamp with time zone, p_by text, p_kinds jsonb, p_owners jsonb, p_days jsonb) TO collections_app;

-- Name: FUNCTION promise_hears_of_repayments(); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.promise_hears_of_repayments() FROM PUBLIC;

-- Name: TABLE branch_suspension; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.branch_suspension TO collections_app;

-- Name: COLUMN branch_suspension.state; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(state) ON TABLE public.branch_suspension TO collections_app;

-- Name: COLUMN branch_suspension.decision_reason; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(decision_reason) ON TABLE public.branch_suspension TO collections_app;

-- Name: COLUMN branch_suspension.decided_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(decided_by) ON TABLE public.branch_suspension TO collections_app;

-- Name: COLUMN branch_suspension.decided_at; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(decided_at) ON TABLE public.branch_suspension TO collections_app;

-- Name: COLUMN branch_suspension.suspended_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(suspended_on) ON TABLE public.branch_suspension TO collections_app;

-- Name: COLUMN branch_suspension.ended_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(ended_on) ON TABLE public.branch_suspension TO collections_app;

-- Name: COLUMN branch_suspension.report_id; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(report_id) ON TABLE public.branch_suspension TO collections_app;

-- Name: COLUMN branch_suspension.reported_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(reported_by) ON TABLE public.branch_suspension TO collections_app;

-- Name: COLUMN branch_suspension.lift_reason; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(lift_reason) ON TABLE public.branch_suspension TO collections_app;

-- Name: COLUMN branch_suspension.lifted_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(lifted_by) ON TABLE public.branch_suspension TO collections_app;

-- Name: COLUMN branch_suspension.lifted_at; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(lifted_at) ON TABLE public.branch_suspension TO collections_app;

-- Name: COLUMN branch_suspension.version; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(version) ON TABLE public.branch_suspension TO collections_app;

-- Name: COLUMN branch_suspension.under_way; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(under_way) ON TABLE public.branch_suspension TO collections_app;

-- Name: COLUMN branch_suspension.under_way_more; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(under_way_more) ON TABLE public.branch_suspension TO collections_app;

-- Name: FUNCTION propose_suspensions(p_date date, p_at timestamp with time zone, p_by text, p_share numeric, p_loans integer, p_quiet_days integer, p_version text); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.propose_suspensions(p_date date, p_at timestamp with time zone, p_by text, p_share numeric, p_loans integer, p_quiet_days integer, p_version text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.propose_suspensions(p_date date, p_at timestamp with time zone, p_by text, p_share numeric, p_loans integer, p_quiet_days integer, p_version text) TO collections_app;

-- Name: FUNCTION recompute_amounts(p_run uuid, p_loans bigint[]); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.recompute_amounts(p_run uuid, p_loans bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.recompute_amounts(p_run uuid, p_loans bigint[]) TO collections_app;

-- Name: FUNCTION reschedule(p_loan bigint, p_from date, p_due date[], p_principal bigint[], p_interest bigint[]); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.reschedule(p_loan bigint, p_from date, p_due date[], p_principal bigint[], p_interest bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.reschedule(p_loan bigint, p_from date, p_due date[], p_principal bigint[], p_interest bigint[]) TO collections_app;

-- Name: FUNCTION restate_classes(p_at timestamp with time zone, p_by text, p_void bigint[], p_loans bigint[], p_from date[], p_standing text[], p_days integer[], p_versions text[], p_all bigint[], p_positions text[], p_observed date[], p_buckets text[], p_on date, p_told bigint[], p_since date[]); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.restate_classes(p_at timestamp with time zone, p_by text, p_void bigint[], p_loans bigint[], p_from date[], p_standing text[], p_days integer[], p_versions text[], p_all bigint[], p_positions text[], p_observed date[], p_buckets text[], p_on date, p_told bigint[], p_since date[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.restate_classes(p_at timestamp with time zone, p_by text, p_void bigint[], p_loans bigint[], p_from date[], p_standing text[], p_days integer[], p_versions text[], p_all bigint[], p_positions text[], p_observed date[], p_buckets text[], p_on date, p_told bigint[], p_since date[]) TO collections_app;

-- Name: FUNCTION send_notices(p_date date, p_at timestamp with time zone); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.send_notices(p_date date, p_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.send_notices(p_date date, p_at timestamp with time zone) TO collections_app;

-- Name: FUNCTION settle_loans(p_date date, p_start date, p_end date, p_rows integer); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.settle_loans(p_date date, p_start date, p_end date, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.settle_loans(p_date date, p_start date, p_end date, p_rows integer) TO collections_app;

-- Name: FUNCTION tell_late_steps(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.tell_late_steps(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tell_late_steps(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint) TO collections_app;

-- Name: FUNCTION warn_of_clocks(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_warn_days integer[], p_escalates_to text); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.warn_of_clocks(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_warn_days integer[], p_escalates_to text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.warn_of_clocks(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_warn_days integer[], p_escalates_to text) TO collections_app;

-- Name: FUNCTION work_cases(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_version text, p_stages text[], p_from integer[], p_days integer[], p_escalates_to text[], p_roles text[], p_figures jsonb); Type: ACL; Schema: public; Owner: collections_owner

REVOKE ALL ON FUNCTION public.work_cases(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_version text, p_stages text[], p_from integer[], p_days integer[], p_escalates_to text[], p_roles text[], p_figures jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.work_cases(p_date date, p_at timestamp with time zone, p_by text, p_first bigint, p_last bigint, p_version text, p_stages text[], p_from integer[], p_days integer[], p_escalates_to text[], p_roles text[], p_figures jsonb) TO collections_app;

-- Name: TABLE accountability_review; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT ON TABLE public.accountability_review TO collections_app;

-- Name: COLUMN accountability_review.state; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(state) ON TABLE public.accountability_review TO collections_app;

-- Name: COLUMN accountability_review.moved_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(moved_on) ON TABLE public.accountability_review TO collections_app;

-- Name: COLUMN accountability_review.look_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(look_on) ON TABLE public.accountability_review TO collections_app;

-- Name: COLUMN accountability_review.outcome; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(outcome) ON TABLE public.accountability_review TO collections_app;

-- Name: COLUMN accountability_review.accountable; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(accountable) ON TABLE public.accountability_review TO collections_app;

-- Name: COLUMN accountability_review.decision_reason; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(decision_reason) ON TABLE public.accountability_review TO collections_app;

-- Name: COLUMN accountability_review.document_ref; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(document_ref) ON TABLE public.accountability_review TO collections_app;

-- Name: COLUMN accountability_review.decided_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(decided_by) ON TABLE public.accountability_review TO collections_app;

-- Name: COLUMN accountability_review.decided_at; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(decided_at) ON TABLE public.accountability_review TO collections_app;

-- Name: COLUMN accountability_review.version; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(version) ON TABLE public.accountability_review TO collections_app;

-- Name: TABLE alert_action; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.alert_action TO collections_app;

-- Name: COLUMN alert_action.state; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(state) ON TABLE public.alert_action TO collections_app;

-- Name: COLUMN alert_action.report; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(report) ON TABLE public.alert_action TO collections_app;

-- Name: COLUMN alert_action.done_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(done_by) ON TABLE public.alert_action TO collections_app;

-- Name: COLUMN alert_action.done_at; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(done_at) ON TABLE public.alert_action TO collections_app;

-- Name: COLUMN alert_action.version; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(version) ON TABLE public.alert_action TO collections_app;

-- Name: TABLE amendment; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.amendment TO collections_app;

-- Name: COLUMN amendment.state; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(state) ON TABLE public.amendment TO collections_app;

-- Name: COLUMN amendment.effective_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(effective_on) ON TABLE public.amendment TO collections_app;

-- Name: COLUMN amendment.decided_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(decided_by) ON TABLE public.amendment TO collections_app;

-- Name: COLUMN amendment.decided_at; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(decided_at) ON TABLE public.amendment TO collections_app;

-- Name: COLUMN amendment.version; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(version) ON TABLE public.amendment TO collections_app;

-- Name: TABLE arrears_alert; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT ON TABLE public.arrears_alert TO collections_app;

-- Name: COLUMN arrears_alert.state; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(state) ON TABLE public.arrears_alert TO collections_app;

-- Name: COLUMN arrears_alert.closed_at; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(closed_at) ON TABLE public.arrears_alert TO collections_app;

-- Name: COLUMN arrears_alert.version; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(version) ON TABLE public.arrears_alert TO collections_app;

-- Name: TABLE arrears_rate; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT ON TABLE public.arrears_rate TO collections_app;

-- Name: TABLE audit_chain; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.audit_chain TO collections_app;

-- Name: TABLE audit_record; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.audit_record TO collections_app;

-- Name: TABLE barred_person; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.barred_person TO collections_app;

-- Name: COLUMN barred_person.lifted_at; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(lifted_at) ON TABLE public.barred_person TO collections_app;

-- Name: TABLE book; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT ON TABLE public.book TO collections_app;

-- Name: TABLE branch_balance; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT ON TABLE public.branch_balance TO collections_app;

-- Name: TABLE branch_balance_change; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.branch_balance_change TO collections_app;

-- Name: TABLE case_pause; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.case_pause TO collections_app;

-- Name: COLUMN case_pause.ended_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(ended_on) ON TABLE public.case_pause TO collections_app;

-- Name: COLUMN case_pause.ended_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(ended_by) ON TABLE public.case_pause TO collections_app;

-- Name: TABLE class_change; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT ON TABLE public.class_change TO collections_app;

-- Name: TABLE class_judgement; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.class_judgement TO collections_app;

-- Name: COLUMN class_judgement.state; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(state) ON TABLE public.class_judgement TO collections_app;

-- Name: COLUMN class_judgement.from_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(from_on) ON TABLE public.class_judgement TO collections_app;

-- Name: COLUMN class_judgement.until_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(until_on) ON TABLE public.class_judgement TO collections_app;

-- Name: COLUMN class_judgement.decided_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(decided_by) ON TABLE public.class_judgement TO collections_app;

-- Name: COLUMN class_judgement.decided_at; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(decided_at) ON TABLE public.class_judgement TO collections_app;

-- Name: COLUMN class_judgement.lift_reason; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(lift_reason) ON TABLE public.class_judgement TO collections_app;

-- Name: COLUMN class_judgement.lifted_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(lifted_by) ON TABLE public.class_judgement TO collections_app;

-- Name: COLUMN class_judgement.lift_confirmed_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(lift_confirmed_by) ON TABLE public.class_judgement TO collections_app;

-- Name: COLUMN class_judgement.version; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(version) ON TABLE public.class_judgement TO collections_app;

-- Name: TABLE clock; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT ON TABLE public.clock TO collections_app;

-- Name: TABLE close_follow_up; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.close_follow_up TO collections_app;

-- Name: COLUMN close_follow_up.assigned; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(assigned) ON TABLE public.close_follow_up TO collections_app;

-- Name: COLUMN close_follow_up.raised; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(raised) ON TABLE public.close_follow_up TO collections_app;

-- Name: COLUMN close_follow_up.late; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(late) ON TABLE public.close_follow_up TO collections_app;

-- Name: COLUMN close_follow_up.sent_up; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(sent_up) ON TABLE public.close_follow_up TO collections_app;

-- Name: COLUMN close_follow_up.promises_kept; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(promises_kept) ON TABLE public.close_follow_up TO collections_app;

-- Name: COLUMN close_follow_up.promises_broken; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(promises_broken) ON TABLE public.close_follow_up TO collections_app;

-- Name: COLUMN close_follow_up.maturing; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(maturing) ON TABLE public.close_follow_up TO collections_app;

-- Name: COLUMN close_follow_up.alerts; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(alerts) ON TABLE public.close_follow_up TO collections_app;

-- Name: COLUMN close_follow_up.done_at; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(done_at) ON TABLE public.close_follow_up TO collections_app;

-- Name: TABLE collection_case; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.state; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(state) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.stage; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(stage) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.assignee; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(assignee) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.escalates_to; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(escalates_to) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.due_at; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(due_at) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.closed_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(closed_on) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.closed_at; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(closed_at) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.policy_version; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(policy_version) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.version; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(version) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.step_no; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(step_no) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.next_look_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(next_look_on) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.role; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(role) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.late_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(late_on) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.first_year; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(first_year) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.first_payment; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(first_payment) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.key_customer; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(key_customer) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.priority; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(priority) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.why; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(why) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.paused_from; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(paused_from) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.paused_until; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(paused_until) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.matures_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(matures_on) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.debtor_unreachable; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(debtor_unreachable) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.owing_since; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(owing_since) ON TABLE public.collection_case TO collections_app;

-- Name: COLUMN collection_case.clock_check; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(clock_check) ON TABLE public.collection_case TO collections_app;

-- Name: TABLE contact; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.contact TO collections_app;

-- Name: TABLE contact_ban; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.contact_ban TO collections_app;

-- Name: COLUMN contact_ban.state; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(state) ON TABLE public.contact_ban TO collections_app;

-- Name: COLUMN contact_ban.lift_reason; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(lift_reason) ON TABLE public.contact_ban TO collections_app;

-- Name: COLUMN contact_ban.lifted_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(lifted_by) ON TABLE public.contact_ban TO collections_app;

-- Name: COLUMN contact_ban.lifted_at; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(lifted_at) ON TABLE public.contact_ban TO collections_app;

-- Name: COLUMN contact_ban.version; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(version) ON TABLE public.contact_ban TO collections_app;

-- Name: TABLE contact_day; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.contact_day TO collections_app;

-- Name: COLUMN contact_day.attempts; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(attempts) ON TABLE public.contact_day TO collections_app;

-- Name: COLUMN contact_day.conversations; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(conversations) ON TABLE public.contact_day TO collections_app;

-- Name: TABLE day_close; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.day_close TO collections_app;

-- Name: COLUMN day_close.state; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(state) ON TABLE public.day_close TO collections_app;

-- Name: TABLE day_close_chunk; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT ON TABLE public.day_close_chunk TO collections_app;

-- Name: COLUMN day_close_chunk.number; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(number) ON TABLE public.day_close_chunk TO collections_app;

-- Name: TABLE demand_letter; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.demand_letter TO collections_app;

-- Name: COLUMN demand_letter.state; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(state) ON TABLE public.demand_letter TO collections_app;

-- Name: COLUMN demand_letter.answered_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(answered_on) ON TABLE public.demand_letter TO collections_app;

-- Name: COLUMN demand_letter.receipt_kind; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(receipt_kind) ON TABLE public.demand_letter TO collections_app;

-- Name: COLUMN demand_letter.receipt_ref; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(receipt_ref) ON TABLE public.demand_letter TO collections_app;

-- Name: COLUMN demand_letter.answered_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(answered_by) ON TABLE public.demand_letter TO collections_app;

-- Name: COLUMN demand_letter.version; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(version) ON TABLE public.demand_letter TO collections_app;

-- Name: SEQUENCE demand_letter_no; Type: ACL; Schema: public; Owner: collections_owner

GRANT USAGE ON SEQUENCE public.demand_letter_no TO collections_app;

-- Name: TABLE disposal_plan; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.disposal_plan TO collections_app;

-- Name: COLUMN disposal_plan.state; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(state) ON TABLE public.disposal_plan TO collections_app;

-- Name: COLUMN disposal_plan.decided_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(decided_by) ON TABLE public.disposal_plan TO collections_app;

-- Name: COLUMN disposal_plan.decided_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(decided_on) ON TABLE public.disposal_plan TO collections_app;

-- Name: COLUMN disposal_plan.outcome; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(outcome) ON TABLE public.disposal_plan TO collections_app;

-- Name: COLUMN disposal_plan.closing_reason; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(closing_reason) ON TABLE public.disposal_plan TO collections_app;

-- Name: COLUMN disposal_plan.closed_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(closed_by) ON TABLE public.disposal_plan TO collections_app;

-- Name: COLUMN disposal_plan.closed_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(closed_on) ON TABLE public.disposal_plan TO collections_app;

-- Name: COLUMN disposal_plan.version; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(version) ON TABLE public.disposal_plan TO collections_app;

-- Name: TABLE disposal_result; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.disposal_result TO collections_app;

-- Name: TABLE file_handover; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.file_handover TO collections_app;

-- Name: COLUMN file_handover.holder; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(holder) ON TABLE public.file_handover TO collections_app;

-- Name: COLUMN file_handover.state; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(state) ON TABLE public.file_handover TO collections_app;

-- Name: COLUMN file_handover.note; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(note) ON TABLE public.file_handover TO collections_app;

-- Name: COLUMN file_handover.handed_over_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(handed_over_by) ON TABLE public.file_handover TO collections_app;

-- Name: COLUMN file_handover.handed_over_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(handed_over_on) ON TABLE public.file_handover TO collections_app;

-- Name: COLUMN file_handover.receipt_ref; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(receipt_ref) ON TABLE public.file_handover TO collections_app;

-- Name: COLUMN file_handover.received_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(received_by) ON TABLE public.file_handover TO collections_app;

-- Name: COLUMN file_handover.received_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(received_on) ON TABLE public.file_handover TO collections_app;

-- Name: COLUMN file_handover.version; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(version) ON TABLE public.file_handover TO collections_app;

-- Name: TABLE former_instalment; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT ON TABLE public.former_instalment TO collections_app;

-- Name: TABLE idempotency_key; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT,DELETE ON TABLE public.idempotency_key TO collections_app;

-- Name: TABLE import; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.import TO collections_app;

-- Name: COLUMN import.state; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(state) ON TABLE public.import TO collections_app;

-- Name: COLUMN import.accepted; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(accepted) ON TABLE public.import TO collections_app;

-- Name: COLUMN import.rejected; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(rejected) ON TABLE public.import TO collections_app;

-- Name: COLUMN import.next_line; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(next_line) ON TABLE public.import TO collections_app;

-- Name: COLUMN import.finished_at; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(finished_at) ON TABLE public.import TO collections_app;

-- Name: TABLE import_line; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT,DELETE ON TABLE public.import_line TO collections_app;

-- Name: TABLE import_rejection; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.import_rejection TO collections_app;

-- Name: TABLE instalment; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT ON TABLE public.instalment TO collections_app;

-- Name: COLUMN instalment.principal; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(principal) ON TABLE public.instalment TO collections_app;

-- Name: COLUMN instalment.interest; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(interest) ON TABLE public.instalment TO collections_app;

-- Name: TABLE lesson; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.lesson TO collections_app;

-- Name: TABLE lesson_index; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.lesson_index TO collections_app;

-- Name: TABLE loan_event; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.loan_event TO collections_app;

-- Name: TABLE loan_look; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT ON TABLE public.loan_look TO collections_app;

-- Name: TABLE loan_people; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT ON TABLE public.loan_people TO collections_app;

-- Name: COLUMN loan_people.people; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(people) ON TABLE public.loan_people TO collections_app;

-- Name: COLUMN loan_people.reach_borrower; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(reach_borrower) ON TABLE public.loan_people TO collections_app;

-- Name: COLUMN loan_people.reach_guarantor; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(reach_guarantor) ON TABLE public.loan_people TO collections_app;

-- Name: COLUMN loan_people.reach_family; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(reach_family) ON TABLE public.loan_people TO collections_app;

-- Name: COLUMN loan_people.has_family; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(has_family) ON TABLE public.loan_people TO collections_app;

-- Name: COLUMN loan_people.has_guarantor; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(has_guarantor) ON TABLE public.loan_people TO collections_app;

-- Name: COLUMN loan_people.persons_known; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(persons_known) ON TABLE public.loan_people TO collections_app;

-- Name: TABLE loan_person; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.loan_person TO collections_app;

-- Name: TABLE manager_result; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT ON TABLE public.manager_result TO collections_app;

-- Name: TABLE maturing_loan; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.maturing_loan TO collections_app;

-- Name: TABLE notice; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.notice TO collections_app;

-- Name: TABLE pgqueuer; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT,DELETE ON TABLE public.pgqueuer TO collections_app;

-- Name: COLUMN pgqueuer.queue_manager_id; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(queue_manager_id) ON TABLE public.pgqueuer TO collections_app;

-- Name: COLUMN pgqueuer.updated; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(updated) ON TABLE public.pgqueuer TO collections_app;

-- Name: COLUMN pgqueuer.heartbeat; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(heartbeat) ON TABLE public.pgqueuer TO collections_app;

-- Name: COLUMN pgqueuer.execute_after; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(execute_after) ON TABLE public.pgqueuer TO collections_app;

-- Name: COLUMN pgqueuer.status; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(status) ON TABLE public.pgqueuer TO collections_app;

-- Name: COLUMN pgqueuer.attempts; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(attempts) ON TABLE public.pgqueuer TO collections_app;

-- Name: COLUMN pgqueuer.slot; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(slot) ON TABLE public.pgqueuer TO collections_app;

-- Name: SEQUENCE pgqueuer_id_seq; Type: ACL; Schema: public; Owner: collections_owner

GRANT USAGE ON SEQUENCE public.pgqueuer_id_seq TO collections_app;

-- Name: TABLE pgqueuer_log; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT,DELETE ON TABLE public.pgqueuer_log TO collections_app;

-- Name: TABLE pgqueuer_statistics; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT ON TABLE public.pgqueuer_statistics TO collections_app;

-- Name: TABLE policy; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.policy TO collections_app;

-- Name: COLUMN policy.state; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(state) ON TABLE public.policy TO collections_app;

-- Name: COLUMN policy.activated_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(activated_by) ON TABLE public.policy TO collections_app;

-- Name: COLUMN policy.activated_at; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(activated_at) ON TABLE public.policy TO collections_app;

-- Name: TABLE promise; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.promise TO collections_app;

-- Name: COLUMN promise.state; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(state) ON TABLE public.promise TO collections_app;

-- Name: COLUMN promise.judged_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(judged_on) ON TABLE public.promise TO collections_app;

-- Name: COLUMN promise.judge_again; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(judge_again) ON TABLE public.promise TO collections_app;

-- Name: COLUMN promise.version; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(version) ON TABLE public.promise TO collections_app;

-- Name: TABLE recomputation; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.recomputation TO collections_app;

-- Name: COLUMN recomputation.state; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(state) ON TABLE public.recomputation TO collections_app;

-- Name: COLUMN recomputation.finished_at; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(finished_at) ON TABLE public.recomputation TO collections_app;

-- Name: TABLE recomputation_chunk; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT ON TABLE public.recomputation_chunk TO collections_app;

-- Name: COLUMN recomputation_chunk.number; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(number) ON TABLE public.recomputation_chunk TO collections_app;

-- Name: TABLE recomputation_difference; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.recomputation_difference TO collections_app;

-- Name: TABLE rectification_report; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.rectification_report TO collections_app;

-- Name: TABLE repayment; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.repayment TO collections_app;

-- Name: TABLE repayment_reversal; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.repayment_reversal TO collections_app;

-- Name: TABLE responsibility; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.responsibility TO collections_app;

-- Name: TABLE responsibility_change; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.responsibility_change TO collections_app;

-- Name: TABLE responsibility_transfer; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.responsibility_transfer TO collections_app;

-- Name: COLUMN responsibility_transfer.state; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(state) ON TABLE public.responsibility_transfer TO collections_app;

-- Name: COLUMN responsibility_transfer.moved; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(moved) ON TABLE public.responsibility_transfer TO collections_app;

-- Name: COLUMN responsibility_transfer.stayed; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(stayed) ON TABLE public.responsibility_transfer TO collections_app;

-- Name: COLUMN responsibility_transfer.effective_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(effective_on) ON TABLE public.responsibility_transfer TO collections_app;

-- Name: COLUMN responsibility_transfer.decided_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(decided_by) ON TABLE public.responsibility_transfer TO collections_app;

-- Name: COLUMN responsibility_transfer.decided_at; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(decided_at) ON TABLE public.responsibility_transfer TO collections_app;

-- Name: COLUMN responsibility_transfer.version; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(version) ON TABLE public.responsibility_transfer TO collections_app;

-- Name: TABLE responsibility_transfer_loan; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.responsibility_transfer_loan TO collections_app;

-- Name: TABLE settled_count; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT ON TABLE public.settled_count TO collections_app;

-- Name: TABLE settled_loans; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT ON TABLE public.settled_loans TO collections_app;

-- Name: TABLE suspended_application; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.suspended_application TO collections_app;

-- Name: TABLE task; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.task TO collections_app;

-- Name: COLUMN task.holder; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(holder) ON TABLE public.task TO collections_app;

-- Name: COLUMN task.rank; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(rank) ON TABLE public.task TO collections_app;

-- Name: COLUMN task.state; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(state) ON TABLE public.task TO collections_app;

-- Name: COLUMN task.late_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(late_on) ON TABLE public.task TO collections_app;

-- Name: COLUMN task.ended_at; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(ended_at) ON TABLE public.task TO collections_app;

-- Name: COLUMN task.ended_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(ended_by) ON TABLE public.task TO collections_app;

-- Name: COLUMN task.note; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(note) ON TABLE public.task TO collections_app;

-- Name: COLUMN task.version; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(version) ON TABLE public.task TO collections_app;

-- Name: TABLE watch_action; Type: ACL; Schema: public; Owner: collections_owner

GRANT SELECT,INSERT ON TABLE public.watch_action TO collections_app;

-- Name: COLUMN watch_action.state; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(state) ON TABLE public.watch_action TO collections_app;

-- Name: COLUMN watch_action.result; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(result) ON TABLE public.watch_action TO collections_app;

-- Name: COLUMN watch_action.done_by; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(done_by) ON TABLE public.watch_action TO collections_app;

-- Name: COLUMN watch_action.done_on; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(done_on) ON TABLE public.watch_action TO collections_app;

-- Name: COLUMN watch_action.version; Type: ACL; Schema: public; Owner: collections_owner

GRANT UPDATE(version) ON TABLE public.watch_action TO collections_app;
