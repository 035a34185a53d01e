-- Clocks that the bank must not miss (C10), and the demand letters that stop or restart them.

-- One row for each loan and kind. `limitation`: the claim against the debtor, from the oldest unpaid due date or the last
-- demand that was received. `guarantee`: in which the guarantor must be demanded of; met by a received demand, after which
-- `guarantor_limitation` runs. `next_warning_on`: the close that warns next; null when all warnings were given.
CREATE TABLE clock (
    id uuid PRIMARY KEY,
    loan_no bigint NOT NULL REFERENCES loan (no),
    loan_id uuid NOT NULL,
    customer_ref text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('limitation', 'guarantee', 'guarantor_limitation')),
    starts_on date NOT NULL,
    expires_on date NOT NULL CHECK (expires_on > starts_on),
    restarted_on date, -- the day on which a demand was received, if one was
    next_warning_on date,
    state text NOT NULL CHECK (state IN ('running', 'met', 'expired', 'ended')),
    ended_on date,
    policy_version text NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT clock_one_of_a_kind_key UNIQUE (loan_no, kind),
    CHECK ((state = 'running') = (ended_on IS NULL))
);
CREATE INDEX clock_expires_on_idx ON clock (expires_on, id) WHERE state = 'running';
CREATE INDEX clock_next_warning_idx ON clock (next_warning_on) WHERE state = 'running' AND next_warning_on IS NOT NULL;
CREATE INDEX clock_loan_id_idx ON clock (loan_id);
CALL protect_by_node('clock');

-- Letters as they were sent: what they said then stays, whatever is paid since. `addressee` is sealed.
CREATE TABLE demand_letter (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES collection_case (id),
    loan_no bigint NOT NULL REFERENCES loan (no),
    loan_id uuid NOT NULL,
    number text COLLATE "C" NOT NULL,
    party text NOT NULL CHECK (party IN ('borrower', 'co_borrower', 'guarantor')),
    person_no integer NOT NULL CHECK (person_no > 0),
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
    state text NOT NULL CHECK (state IN ('sent', 'received', 'returned')),
    answered_on date,
    receipt_kind text CHECK (receipt_kind IN ('signed', 'postal_receipt', 'notarised', 'public_notice', 'undelivered')),
    receipt_ref text,
    answered_by text,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT demand_letter_number_key UNIQUE (number),
    CHECK ((state = 'sent') = (answered_on IS NULL)),
    CHECK (answered_on >= sent_on)
);
CREATE INDEX demand_letter_case_id_id_idx ON demand_letter (case_id, id);
CREATE INDEX demand_letter_loan_no_idx ON demand_letter (loan_no, party, answered_on) WHERE state = 'received';
CALL protect_by_node('demand_letter');

CREATE SEQUENCE demand_letter_no;

CREATE FUNCTION demand_letter_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a letter that was answered stays'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'demand_letter_stays';
END $$;
CREATE TRIGGER demand_letter_stays BEFORE UPDATE ON demand_letter FOR EACH ROW
    WHEN (OLD.state <> 'sent') EXECUTE FUNCTION demand_letter_stays();

-- When a clock that is looked at on p_on warns next: the next of the days ahead of its end; at once, if one has passed and
-- nobody was warned yet. A warning in the first half of a period is none: everybody knows that it has begun.
CREATE FUNCTION next_warning(p_starts date, p_expires date, p_warn_days integer[], p_on date) RETURNS date
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN min(p_expires - d) <= p_on THEN p_on ELSE min(p_expires - d) END
      FROM unnest(p_warn_days) AS d WHERE d <= (p_expires - p_starts) / 2
$$;

-- Cases whose clocks are to be looked at: new ones, and those whose loan was paid on or demanded for.
ALTER TABLE collection_case ADD clock_check boolean NOT NULL DEFAULT true;
CREATE INDEX collection_case_clock_check_idx ON collection_case (loan_no)
    WHERE state = 'open' AND clock_check AND stage <> 'reminder';
GRANT UPDATE (clock_check) ON collection_case TO {runtime_role};

-- A payment moves the start of limitation on, a reversal brings it back.
CREATE FUNCTION clocks_follow_the_loan() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE collection_case c SET clock_check = true WHERE c.loan_no = NEW.no AND c.state = 'open' AND NOT c.clock_check;
    RETURN NULL;
END $$;
CREATE TRIGGER clocks_follow_the_loan AFTER UPDATE OF oldest_due_on ON loan FOR EACH ROW
    WHEN (OLD.oldest_due_on IS DISTINCT FROM NEW.oldest_due_on) EXECUTE FUNCTION clocks_follow_the_loan();

-- What belongs to cases that have just ended goes with them: their open tasks, their pause and their clocks.
CREATE OR REPLACE FUNCTION end_with_cases(p_cases uuid[], p_on date, p_at timestamptz, p_by text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE task t SET state = 'dropped', ended_at = p_at, ended_by = p_by, version = t.version + 1
     WHERE t.case_id = ANY (p_cases) AND t.state = 'open';
    UPDATE case_pause u SET ended_on = p_on, ended_by = p_by WHERE u.case_id = ANY (p_cases) AND u.ended_on IS NULL;
    UPDATE clock k SET state = 'ended', ended_on = p_on, next_warning_on = NULL, version = k.version + 1
     WHERE k.state = 'running'
       AND k.loan_no = ANY (ARRAY(SELECT c.loan_no FROM collection_case c WHERE c.id = ANY (p_cases)));
END $$;

-- Bring the clocks of the next few loans in line with the book at a close: of loans that have come into arrears they begin,
-- a payment moves the start of limitation on, a demand that was received restarts or meets one; a demand that comes after
-- the end restarts nothing. The pure twin is services/collections/clocks/rules.py. Answers how many cases were looked at.
CREATE FUNCTION keep_clocks(
    p_date date, p_rows integer, p_years integer, p_months integer, p_warn_days integer[], p_version text
) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET work_mem = '16MB' AS $$
DECLARE
    v_loans bigint[];
BEGIN
    SELECT array_agg(d.loan_no) INTO v_loans FROM (
        SELECT c.loan_no FROM collection_case c WHERE c.state = 'open' AND c.clock_check AND c.stage <> 'reminder'
         ORDER BY c.loan_no LIMIT p_rows FOR NO KEY UPDATE) AS d;
    IF v_loans IS NULL THEN RETURN 0; END IF;
    UPDATE collection_case c SET clock_check = false WHERE c.loan_no = ANY (v_loans) AND c.state = 'open';
    WITH owing AS MATERIALIZED (
        SELECT l.no, l.id, l.customer_ref, l.oldest_due_on, l.matures_on, coalesce(p.has_guarantor, true) AS has_guarantor,
               l.sub_branch, l.outlet
          FROM loan l LEFT JOIN loan_people p ON p.loan_id = l.id
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
    p_date date, p_at timestamptz, p_by text, p_rows integer, p_warn_days integer[], p_escalates_to text
) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_nestloop = off AS $$
DECLARE
    v_ids uuid[];
    v_loans bigint[];
BEGIN
    UPDATE clock k SET state = 'expired', ended_on = k.expires_on, next_warning_on = NULL, version = k.version + 1
     WHERE k.state = 'running' AND k.expires_on < p_date;
    SELECT array_agg(d.id), array_agg(d.loan_no) INTO v_ids, v_loans FROM (
        SELECT k.id, k.loan_no FROM clock k WHERE k.state = 'running' AND k.next_warning_on <= p_date
         ORDER BY k.loan_no, k.id LIMIT p_rows FOR NO KEY UPDATE) AS d;
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

REVOKE ALL ON FUNCTION keep_clocks, warn_of_clocks, clocks_follow_the_loan FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keep_clocks, warn_of_clocks TO {runtime_role};
GRANT SELECT ON clock TO {runtime_role};
GRANT SELECT, INSERT ON demand_letter TO {runtime_role};
GRANT UPDATE (state, answered_on, receipt_kind, receipt_ref, answered_by, version) ON demand_letter TO {runtime_role};
GRANT USAGE ON SEQUENCE demand_letter_no TO {runtime_role};
