-- The daily close looks at what is due, not at the book (domain C9, decision 0018): each loan says from which close on it
-- may be found in another class or bucket, or with a case to open or to cure. And what follows a close is done with the
-- range of loans that it closes, by whoever has it.

-- When a close has to look at a loan next. Narrow and without a row policy, because a close goes through it for every loan
-- of the bank; it holds nothing but days. Kept by the triggers below and by the close; null: no day alone changes anything.
CREATE TABLE loan_look (
    loan_no bigint PRIMARY KEY,
    look_on date,
    aged_from date -- the loan's own
) WITH (fillfactor = 60);

-- From which close on a loan that nothing is known of may need one. One that is normal and not behind: the day after its
-- next due date, whatever the policies say; every other one is looked at at once.
CREATE FUNCTION first_look(l loan) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN l.aged_class = 'normal' AND l.aged_bucket = '' AND l.observed_until IS NULL AND l.written_off_on IS NULL
                     AND NOT l.restate AND l.oldest_due_on IS NOT NULL
                THEN l.oldest_due_on + 1 ELSE '0001-01-01'::date END
$$;

CREATE FUNCTION look_begins() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO loan_look (loan_no, look_on, aged_from)
    SELECT n.no, first_look(n.*), n.aged_from FROM now n ORDER BY n.no;
    RETURN NULL;
END $$;
CREATE TRIGGER look_begins AFTER INSERT ON loan REFERENCING NEW TABLE AS now
    FOR EACH STATEMENT EXECUTE FUNCTION look_begins();

-- Whatever moves a loan has the next close look at it; a loan that was not behind and only has another due date before it
-- is looked at when that is over.
CREATE FUNCTION look_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE loan_look k
       SET look_on = CASE WHEN k.look_on = OLD.oldest_due_on + 1 AND NEW.matures_on = OLD.matures_on THEN first_look(NEW)
                          ELSE '0001-01-01' END
     WHERE k.loan_no = NEW.no;
    RETURN NULL;
END $$;
CREATE TRIGGER look_follows AFTER UPDATE OF oldest_due_on, written_off_on, matures_on, restate ON loan FOR EACH ROW
    WHEN ((OLD.oldest_due_on, OLD.written_off_on, OLD.matures_on, OLD.restate)
          IS DISTINCT FROM (NEW.oldest_due_on, NEW.written_off_on, NEW.matures_on, NEW.restate))
    EXECUTE FUNCTION look_follows();

INSERT INTO loan_look (loan_no, look_on, aged_from) SELECT l.no, first_look(l.*), l.aged_from FROM loan l ORDER BY l.no;

-- What a close did with a range, all that follows it included.
ALTER TABLE day_close_chunk
    ADD assigned bigint NOT NULL DEFAULT 0,
    ADD raised bigint NOT NULL DEFAULT 0,
    ADD late bigint NOT NULL DEFAULT 0,
    ADD sent_up bigint NOT NULL DEFAULT 0,
    ADD promises_kept bigint NOT NULL DEFAULT 0,
    ADD promises_broken bigint NOT NULL DEFAULT 0,
    ADD maturing bigint NOT NULL DEFAULT 0;

-- Loans with a schedule that people signed: few, and a recompute asks for them.
CREATE INDEX loan_rescheduled_idx ON loan (no) WHERE schedule_from IS NOT NULL;

-- What is due today among the loans of a range: few days before it, so that the second column is found at once.
DROP INDEX collection_case_next_look_idx, collection_case_paused_until_idx, task_late_idx, clock_next_warning_idx;
CREATE INDEX collection_case_next_look_idx ON collection_case (next_look_on, loan_no)
    WHERE state = 'open' AND next_look_on IS NOT NULL;
CREATE INDEX collection_case_paused_until_idx ON collection_case (paused_until, loan_no) WHERE paused_until IS NOT NULL;
CREATE INDEX task_late_idx ON task (due_at, loan_no) WHERE state = 'open' AND late_on IS NULL;
CREATE INDEX clock_next_warning_idx ON clock (next_warning_on, loan_no)
    WHERE state = 'running' AND next_warning_on IS NOT NULL;

-- Lay the ranges of a close out: of p_loans loans, or a twentieth of a larger book, since each has costs of its own.
CREATE OR REPLACE FUNCTION begin_close(p_date date, p_loans integer, p_ladder text, p_buckets text, p_classes text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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

-- And those of a recompute.
CREATE OR REPLACE FUNCTION begin_recomputation(p_run uuid, p_loans integer) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_last bigint := (SELECT coalesce(max(l.no), 0) FROM loan l);
    v_size bigint := greatest(p_loans, (v_last + 19) / 20);
BEGIN
    INSERT INTO recomputation_chunk (recomputation_id, number, first_no, last_no)
    SELECT p_run, n, (n - 1) * v_size + 1, n * v_size
      FROM generate_series(1, ((v_last + v_size - 1) / v_size)::integer) AS n;
END $$;

DROP FUNCTION close_chunk, close_range, recompute_scan, positions_at;

-- What a close at p_date makes of the loans of a range (C6): the twin of services/collections/risk_classes/rules.py,
-- `step`. `p_class_from` holds the first day past due of each class, `p_rules` the four other figures of the policy: days
-- of a technical delay, months and periods of watching after a bad class, months that a restructured loan stays marked.
-- A loan that the date does not age is not in it. `p_loans`: these only, or null for all. Without `p_plain_too`: these,
-- and all others that have, or by their days should have, another position than normal and not behind. Relies on
-- loan_no_key, class_judgement_counts_idx, amendment_restructured_idx, and for loans whose watching begins on instalment's primary key.
CREATE FUNCTION positions_at(
    p_date date, p_first bigint, p_last bigint, p_loans bigint[], p_classes text[], p_class_from integer[],
    p_rules integer[], p_buckets text[], p_bucket_from integer[], p_plain_too boolean
) RETURNS TABLE (no bigint, days integer, standing text, observed date, bucket text, aged_class text,
                 observed_until date, aged_bucket text, oldest_due_on date, written_off_on date)
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

-- The first close after p_date that may find a loan elsewhere, as it stands now and by its days alone: when its days past
-- due reach the next of p_limits, when it has been watched for long enough, when it is to be written off.
CREATE FUNCTION next_look(
    p_limits integer[], p_days integer, p_oldest date, p_observed date, p_written_off date, p_date date
) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT least(p_oldest + p_limits[width_bucket(p_days, p_limits) + 1], p_observed,
                 CASE WHEN p_written_off > p_date THEN p_written_off END)
$$;

-- Close one range of loans. Only what differs is touched: loans whose class or bucket is another than the last close's,
-- loans in arrears that nobody works on yet, and cases with nothing left to collect. Each list of days holds the first
-- day of every class, bucket and step. Run again for the same date it changes nothing that is right: `p_run` is the
-- recompute that does so and is told what differs; it leaves aside what has changed since. For its plans see allocate_repayments.
CREATE FUNCTION close_range(
    p_date date, p_first bigint, p_last bigint, p_at timestamptz, p_by text, p_run uuid, p_all boolean,
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

-- A range is done once what follows it is: by whoever closed it, in the same transaction.
CREATE FUNCTION finish_close_chunk(
    p_date date, p_number integer, p_assigned bigint, p_raised bigint, p_late bigint, p_sent_up bigint,
    p_kept bigint, p_broken bigint, p_maturing bigint
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE day_close_chunk c
       SET done_at = clock_timestamp(), assigned = p_assigned, raised = p_raised, late = p_late, sent_up = p_sent_up,
           promises_kept = p_kept, promises_broken = p_broken, maturing = p_maturing
     WHERE c.business_date = p_date AND c.number = p_number
$$;

-- Look for loans of a range that are not as the last close should have left them, in one pass that writes nothing:
-- `doubtful` are those whose class, bucket, watch, case or last row of history is another, and those that have changed
-- since p_date. Loans that are normal and not behind, by their row and by their history, are passed over by what costs
-- least. Relies on loan_no_key, loan_look's primary key, class_change_one_known_key and
-- collection_case_one_open_key.
CREATE FUNCTION recompute_scan(
    p_date date, p_first bigint, p_last bigint, p_classes text[], p_class_from integer[], p_rules integer[],
    p_buckets text[], p_bucket_from integer[], p_first_step integer, OUT read bigint, OUT doubtful bigint[]
) LANGUAGE plpgsql STABLE SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET work_mem = '16MB' AS $$
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

-- Put what is now known of the past of these locked loans in the place of what was: the rows `p_void` are believed no
-- longer, and the added ones from now on. What the last close made of them goes along.
CREATE OR REPLACE FUNCTION restate_classes(
    p_at timestamptz, p_by text, p_void bigint[],
    p_loans bigint[], p_from date[], p_standing text[], p_days integer[], p_versions text[],
    p_all bigint[], p_positions text[], p_observed date[], p_buckets text[], p_on date, p_told bigint[], p_since date[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_nestloop = off AS $$
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
