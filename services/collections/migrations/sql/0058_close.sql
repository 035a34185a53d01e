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

DROP FUNCTION end_pauses, judge_promises, tell_late_steps, work_cases, list_maturing, keep_clocks, warn_of_clocks;

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

REVOKE ALL ON FUNCTION look_begins, look_follows, close_range, close_chunk, finish_close_chunk, end_pauses, judge_promises, tell_late_steps, work_cases, list_maturing, keep_clocks, warn_of_clocks FROM PUBLIC;
GRANT EXECUTE ON FUNCTION close_range, close_chunk, finish_close_chunk, end_pauses, judge_promises, tell_late_steps, work_cases, list_maturing, keep_clocks, warn_of_clocks TO {runtime_role};
GRANT SELECT ON loan_look TO {runtime_role};
