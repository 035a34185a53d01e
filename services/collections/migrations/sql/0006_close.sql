-- The close of a range of loans, with their classes; and the recompute of a date that is closed.

ALTER TABLE day_close ADD classes_version text;
UPDATE day_close SET classes_version = '2026-01' WHERE begun_at IS NOT NULL AND state <> 'completed';
ALTER TABLE day_close DISABLE TRIGGER day_close_stays;
UPDATE day_close SET classes_version = '2026-01' WHERE begun_at IS NOT NULL AND classes_version IS NULL;
ALTER TABLE day_close ENABLE TRIGGER day_close_stays;
ALTER TABLE day_close ADD CONSTRAINT day_close_begun_with_classes CHECK (
    (begun_at IS NULL) = (classes_version IS NULL));

-- A recompute is one run over ranges of loans, like a close, and is resumed like one.
CREATE TABLE recomputation (
    id uuid PRIMARY KEY,
    business_date date NOT NULL REFERENCES day_close (business_date),
    reason text NOT NULL CHECK (reason <> ''),
    thorough boolean NOT NULL, -- every loan, from its instalments and repayments on
    state text NOT NULL CHECK (state IN ('running', 'completed', 'failed')),
    begun_at timestamptz NOT NULL,
    finished_at timestamptz,
    made_by text NOT NULL,
    made_by_name text NOT NULL,
    made_at timestamptz NOT NULL,
    CHECK ((state = 'completed') = (finished_at IS NOT NULL))
);
CREATE INDEX recomputation_business_date_id_idx ON recomputation (business_date, id);
CREATE UNIQUE INDEX recomputation_one_running_key ON recomputation ((true)) WHERE state = 'running';

CREATE TABLE recomputation_chunk (
    recomputation_id uuid NOT NULL REFERENCES recomputation (id),
    number integer NOT NULL CHECK (number > 0),
    first_no bigint NOT NULL,
    last_no bigint NOT NULL CHECK (last_no >= first_no),
    done_at timestamptz,
    read bigint NOT NULL DEFAULT 0,
    changed bigint NOT NULL DEFAULT 0,
    opened bigint NOT NULL DEFAULT 0,
    cured bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (recomputation_id, number)
);
CREATE FUNCTION recomputation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a recompute has done stays'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'recomputation_stays';
END $$;
CREATE TRIGGER recomputation_stays BEFORE UPDATE ON recomputation FOR EACH ROW
    WHEN (OLD.state = 'completed') EXECUTE FUNCTION recomputation_stays();
CREATE TRIGGER recomputation_stays BEFORE UPDATE ON recomputation_chunk FOR EACH ROW
    WHEN (OLD.done_at IS NOT NULL) EXECUTE FUNCTION recomputation_stays();

-- What a recompute found to differ, loan by loan; append-only. `since`: null where no date of the past is another.
CREATE TABLE recomputation_difference (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    recomputation_id uuid NOT NULL REFERENCES recomputation (id),
    loan_no bigint NOT NULL,
    loan_id uuid NOT NULL,
    since date,
    what text NOT NULL CHECK (what IN ('amounts', 'class', 'bucket', 'history')),
    was text NOT NULL,
    found text NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CREATE INDEX recomputation_difference_run_id_idx ON recomputation_difference (recomputation_id, id);
CALL protect_by_node('recomputation_difference');

DROP FUNCTION close_chunk;
DROP FUNCTION begin_close;

CREATE FUNCTION begin_close(p_date date, p_loans integer, p_ladder text, p_buckets text, p_classes text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_last bigint := (SELECT coalesce(max(l.no), 0) FROM loan l);
BEGIN
    INSERT INTO day_close_chunk (business_date, number, first_no, last_no)
    SELECT p_date, n, (n - 1)::bigint * p_loans + 1, n::bigint * p_loans
      FROM generate_series(1, ((v_last + p_loans - 1) / p_loans)::integer) AS n;
    UPDATE day_close d
       SET begun_at = clock_timestamp(), chunks = (v_last + p_loans - 1) / p_loans,
           ladder_version = p_ladder, buckets_version = p_buckets, classes_version = p_classes
     WHERE d.business_date = p_date;
    UPDATE book SET closing = p_date;
END $$;

-- What a close at p_date makes of the loans of a range (C6): the twin of services/collections/risk_classes/rules.py,
-- `step`. `p_class_from` holds the first day past due of each class, `p_rules` the four other figures of the policy: days
-- of a technical delay, months and periods of watching after a bad class, months that a restructured loan stays marked.
-- A loan that the date does not age is not in it. `p_loans`: these only, or null for all. Without `p_plain_too`: these,
-- and all others that have, or by their days should have, another position than normal and not behind. Relies on loan_no_key, class_judgement_counts_idx,
-- amendment_restructured_idx, and for loans whose watching begins on instalment's primary key.
CREATE FUNCTION positions_at(
    p_date date, p_first bigint, p_last bigint, p_loans bigint[], p_classes text[], p_class_from integer[],
    p_rules integer[], p_buckets text[], p_bucket_from integer[], p_plain_too boolean
) RETURNS TABLE (no bigint, days integer, standing text, observed date, bucket text, aged_class text,
                 observed_until date, aged_bucket text)
LANGUAGE sql STABLE AS $$
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
           l.aged_class, l.observed_until, l.aged_bucket
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

-- The loans of a range of which people said something: they may be classed otherwise than their days say.
CREATE FUNCTION judged_in(p_first bigint, p_last bigint) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT m.loan_no), '{}') FROM (
        SELECT j.loan_no FROM class_judgement j WHERE j.loan_no BETWEEN p_first AND p_last AND j.from_on IS NOT NULL
        UNION ALL
        SELECT a.loan_no FROM amendment a
         WHERE a.loan_no BETWEEN p_first AND p_last AND a.kind = 'restructuring' AND a.state = 'signed') AS m
$$;

-- The loans of a range whose row no longer says what was so at the end of p_date: something was paid on them since, or
-- they have another schedule. Relies on repayment_paid_on_idx and loan_no_key.
CREATE FUNCTION changed_since(p_date date, p_first bigint, p_last bigint) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT each.no), '{}') FROM (
        SELECT r.loan_no AS no FROM repayment r WHERE r.paid_on > p_date AND r.loan_no BETWEEN p_first AND p_last
        UNION ALL
        SELECT l.no FROM loan l WHERE l.schedule_from > p_date AND l.no BETWEEN p_first AND p_last) AS each
$$;

-- Close one range of loans. Only what differs is touched: loans whose class or bucket is another than the last close's,
-- loans in arrears that nobody works on yet, and cases with nothing left to collect. Each list of days holds the first
-- day of every class, bucket and step. Run again for the same date it changes nothing that is right: `p_run` is the
-- recompute that does so and is told what differs; it leaves aside what has changed since. For its plans see allocate_repayments.
CREATE FUNCTION close_range(
    p_date date, p_first bigint, p_last bigint, p_at timestamptz, p_by text, p_run uuid,
    p_classes text[], p_class_from integer[], p_rules integer[], p_classes_version text,
    p_buckets text[], p_bucket_from integer[],
    p_stages text[], p_stage_from integer[], p_due_at timestamptz[], p_escalates_to text[], p_ladder_version text,
    OUT read bigint, OUT changed bigint, OUT opened bigint, OUT escalated bigint, OUT cured bigint
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET work_mem = '16MB' AS $$
DECLARE
    v_loans bigint[];
    v_later bigint[] := '{}';
    v_judged bigint[] := judged_in(p_first, p_last);
BEGIN
    IF p_run IS NOT NULL THEN
        v_later := changed_since(p_date, p_first, p_last);
    END IF;
    SELECT count(*) INTO read FROM loan l
     WHERE l.no BETWEEN p_first AND p_last AND coalesce(l.aged_from <= p_date, true);

    WITH at_close AS MATERIALIZED (
        SELECT * FROM positions_at(p_date, p_first, p_last, v_judged, p_classes, p_class_from, p_rules, p_buckets,
                                   p_bucket_from, false)
    ), worked AS MATERIALIZED (
        SELECT o.loan_no FROM collection_case o WHERE o.state = 'open' AND o.loan_no BETWEEN p_first AND p_last
    )
    SELECT coalesce(array_agg(d.no), '{}') INTO v_loans FROM (
        SELECT a.no FROM at_close a LEFT JOIN worked c ON c.loan_no = a.no
         WHERE (a.standing, a.bucket) <> (a.aged_class, a.aged_bucket) OR a.observed IS DISTINCT FROM a.observed_until
            OR (a.days >= p_stage_from[1] AND c.loan_no IS NULL) OR (a.days = 0 AND c.loan_no IS NOT NULL)
        UNION ALL
        SELECT c.loan_no FROM worked c WHERE NOT EXISTS (SELECT FROM at_close a WHERE a.no = c.loan_no)) AS d
     WHERE d.no <> ALL (v_later);

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

-- Close one range of a date whose close runs.
CREATE FUNCTION close_chunk(
    p_date date, p_number integer, p_at timestamptz, p_by text,
    p_classes text[], p_class_from integer[], p_rules integer[], p_classes_version text,
    p_buckets text[], p_bucket_from integer[],
    p_stages text[], p_stage_from integer[], p_due_at timestamptz[], p_escalates_to text[], p_ladder_version text,
    OUT read bigint, OUT changed bigint, OUT opened bigint, OUT escalated bigint, OUT cured bigint
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_chunk day_close_chunk;
BEGIN
    SELECT * INTO v_chunk FROM day_close_chunk c WHERE c.business_date = p_date AND c.number = p_number FOR UPDATE;
    SELECT r.* INTO read, changed, opened, escalated, cured
      FROM close_range(p_date, v_chunk.first_no, v_chunk.last_no, p_at, p_by, NULL, p_classes, p_class_from, p_rules,
                       p_classes_version, p_buckets, p_bucket_from, p_stages, p_stage_from, p_due_at, p_escalates_to,
                       p_ladder_version) r;
    UPDATE day_close_chunk c
       SET done_at = clock_timestamp(), read = close_chunk.read, changed = close_chunk.changed,
           opened = close_chunk.opened, escalated = close_chunk.escalated, cured = close_chunk.cured
     WHERE c.business_date = p_date AND c.number = p_number;
END $$;

-- Lay the ranges of a recompute out.
CREATE FUNCTION begin_recomputation(p_run uuid, p_loans integer) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO recomputation_chunk (recomputation_id, number, first_no, last_no)
    SELECT p_run, n, (n - 1)::bigint * p_loans + 1, n::bigint * p_loans
      FROM generate_series(1, (((SELECT coalesce(max(l.no), 0) FROM loan l) + p_loans - 1) / p_loans)::integer) AS n
$$;

-- Look for loans of a range that are not as the last close should have left them, in one pass that writes nothing:
-- `doubtful` are those whose class, bucket, watch, case or last row of history is another, and those that have changed
-- since p_date. Loans that are normal and not behind, by their row and by their history, are passed over by what costs
-- least; how many loans there are, their close has counted. Relies on loan_no_key, class_change_one_known_key and
-- collection_case_one_open_key.
CREATE FUNCTION recompute_scan(
    p_date date, p_first bigint, p_last bigint, p_classes text[], p_class_from integer[], p_rules integer[],
    p_buckets text[], p_bucket_from integer[], p_first_step integer, OUT read bigint, OUT doubtful bigint[]
) LANGUAGE plpgsql STABLE SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET work_mem = '16MB' AS $$
DECLARE
    v_judged bigint[] := judged_in(p_first, p_last);
BEGIN
    SELECT coalesce(sum(c.read), 0) INTO read FROM day_close_chunk c
     WHERE c.business_date = p_date AND c.first_no >= p_first AND c.last_no <= p_last;
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

-- Work out anew what the repayments of these loans pay, and report where that is another than what stood there.
CREATE FUNCTION recompute_amounts(p_run uuid, p_loans bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_nestloop = off AS $$
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

-- A range of a recompute is done.
CREATE FUNCTION finish_recomputation_chunk(
    p_run uuid, p_number integer, p_read bigint, p_changed bigint, p_opened bigint, p_cured bigint
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE recomputation_chunk c
       SET done_at = clock_timestamp(), read = p_read, changed = p_changed, opened = p_opened, cured = p_cured
     WHERE c.recomputation_id = p_run AND c.number = p_number
$$;

REVOKE ALL ON FUNCTION begin_close, close_range, close_chunk, begin_recomputation, recompute_amounts,
    finish_recomputation_chunk FROM PUBLIC;
GRANT EXECUTE ON FUNCTION begin_close, close_range, close_chunk, begin_recomputation, recompute_amounts,
    finish_recomputation_chunk TO {runtime_role};
GRANT SELECT, INSERT ON recomputation, recomputation_difference TO {runtime_role};
GRANT UPDATE (state, finished_at) ON recomputation TO {runtime_role};
-- FOR UPDATE is how a worker takes a range, and needs the right to change a column.
GRANT SELECT, UPDATE (number) ON recomputation_chunk TO {runtime_role};
