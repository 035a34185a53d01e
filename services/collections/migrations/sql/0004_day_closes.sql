-- The daily close. One run per business date, in ranges of loans: each range is one transaction, and whoever is free
-- takes the next one, so that a run can be shared, is resumed where it was left, and never does a range twice.

-- A fresh UUIDv7, for rows that are made here. PostgreSQL has its own from 18 on.
CREATE FUNCTION uuid7() RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
        substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
        52, 1), 53, 1), 'hex')::uuid
$$;

-- Without a row policy, like what counts the whole bank's loans. `no` orders the list: dates are only ever added at the
-- end, all missed ones with the one that was asked for.
CREATE TABLE day_close (
    no bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id uuid PRIMARY KEY,
    business_date date NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'completed', 'failed')),
    chunks integer CHECK (chunks >= 0), -- null until its turn has come
    begun_at timestamptz,
    finished_at timestamptz,
    ladder_version text, -- the policies that counted when it began, for all of its ranges
    buckets_version text,
    made_by text NOT NULL,
    made_by_name text NOT NULL,
    made_at timestamptz NOT NULL,
    CONSTRAINT day_close_business_date_key UNIQUE (business_date),
    CHECK ((chunks IS NULL) = (begun_at IS NULL)),
    CHECK ((begun_at IS NULL) = (ladder_version IS NULL) AND (begun_at IS NULL) = (buckets_version IS NULL)),
    CHECK ((state = 'completed') = (finished_at IS NOT NULL)),
    CHECK (state <> 'completed' OR begun_at IS NOT NULL)
);
CREATE INDEX day_close_unfinished_idx ON day_close (business_date) WHERE state <> 'completed';

CREATE TABLE day_close_chunk (
    business_date date NOT NULL REFERENCES day_close (business_date),
    number integer NOT NULL CHECK (number > 0),
    first_no bigint NOT NULL,
    last_no bigint NOT NULL CHECK (last_no >= first_no),
    done_at timestamptz,
    read bigint NOT NULL DEFAULT 0,
    changed bigint NOT NULL DEFAULT 0,
    opened bigint NOT NULL DEFAULT 0,
    escalated bigint NOT NULL DEFAULT 0,
    cured bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (business_date, number)
);

-- A result is a result: what was closed is not closed again, and a range is done once.
CREATE FUNCTION day_close_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'day_close' AND to_jsonb(OLD) ->> 'state' = 'completed'
       OR TG_TABLE_NAME = 'day_close_chunk' AND to_jsonb(OLD) ->> 'done_at' IS NOT NULL
    THEN
        RAISE EXCEPTION 'what a close has done stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'day_close_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER day_close_stays BEFORE UPDATE ON day_close FOR EACH ROW EXECUTE FUNCTION day_close_stays();
CREATE TRIGGER day_close_stays BEFORE UPDATE ON day_close_chunk FOR EACH ROW EXECUTE FUNCTION day_close_stays();

-- Begin the close of a date whose turn it is: lay its ranges out over the loans that are on the books now. A loan that
-- is booked from now on belongs to the next one. The caller holds the book for itself (arrears/store.py).
CREATE FUNCTION begin_close(p_date date, p_loans integer, p_ladder text, p_buckets text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_last bigint := (SELECT coalesce(max(l.no), 0) FROM loan l);
BEGIN
    INSERT INTO day_close_chunk (business_date, number, first_no, last_no)
    SELECT p_date, n, (n - 1)::bigint * p_loans + 1, n::bigint * p_loans
      FROM generate_series(1, ((v_last + p_loans - 1) / p_loans)::integer) AS n;
    UPDATE day_close d
       SET begun_at = clock_timestamp(), chunks = (v_last + p_loans - 1) / p_loans,
           ladder_version = p_ladder, buckets_version = p_buckets
     WHERE d.business_date = p_date;
    UPDATE book SET closing = p_date;
END $$;

-- Close one range of loans, which the caller has locked. Only what differs is touched: loans whose risk class or bucket
-- is another than the last close's, loans in arrears that nobody works on yet, and cases with nothing left to collect.
-- Each list of days holds the first day of every class, bucket and step; the first class is that of no arrears. For its
-- plans see allocate_repayments.
CREATE FUNCTION close_chunk(
    p_date date, p_number integer, p_at timestamptz, p_by text,
    p_classes text[], p_class_from integer[], p_buckets text[], p_bucket_from integer[],
    p_stages text[], p_stage_from integer[], p_due_at timestamptz[], p_escalates_to text[], p_ladder_version text,
    OUT read bigint, OUT changed bigint, OUT opened bigint, OUT escalated bigint, OUT cured bigint
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_nestloop = off AS $$
DECLARE
    v_chunk day_close_chunk;
    v_loans bigint[];
BEGIN
    SELECT * INTO v_chunk FROM day_close_chunk c WHERE c.business_date = p_date AND c.number = p_number FOR UPDATE;
    SELECT count(*) INTO read FROM loan l WHERE l.no BETWEEN v_chunk.first_no AND v_chunk.last_no;

    -- Locked in the order of `no`, like every other writer's; a loan that changed while we waited is looked at again.
    SELECT coalesce(array_agg(touched.no), '{}') INTO v_loans FROM (
        SELECT l.no FROM loan l
         WHERE l.no BETWEEN v_chunk.first_no AND v_chunk.last_no
           AND (l.aged_class <> p_classes[width_bucket(coalesce(greatest(p_date - l.oldest_due_on, 0), 0), p_class_from)]
             OR l.aged_bucket <> coalesce(p_buckets[width_bucket(coalesce(p_date - l.oldest_due_on, 0), p_bucket_from)], '')
             OR (coalesce(p_date - l.oldest_due_on, 0) >= p_stage_from[1]) AND NOT EXISTS
                (SELECT FROM collection_case c WHERE c.loan_no = l.no AND c.state = 'open')
             OR coalesce(p_date - l.oldest_due_on, 0) <= 0 AND EXISTS
                (SELECT FROM collection_case c WHERE c.loan_no = l.no AND c.state = 'open'))
         ORDER BY l.no FOR NO KEY UPDATE
    ) AS touched;

    WITH aged AS (
        SELECT l.no, coalesce(greatest(p_date - l.oldest_due_on, 0), 0) AS days FROM loan l WHERE l.no = ANY (v_loans)
    ), found AS (
        SELECT a.no, a.days, p_classes[width_bucket(a.days, p_class_from)] AS class,
               coalesce(p_buckets[width_bucket(a.days, p_bucket_from)], '') AS bucket
          FROM aged a
    ), written AS (
        UPDATE loan l SET aged_class = f.class, aged_bucket = f.bucket
          FROM found f
         WHERE l.no = f.no AND l.no = ANY (v_loans) AND (l.aged_class, l.aged_bucket) IS DISTINCT FROM (f.class, f.bucket)
        RETURNING l.no, f.days, f.class, f.bucket, l.sub_branch, l.outlet
    ), owed AS (
        SELECT b.loan_no, sum(b.principal)::bigint AS principal, sum(b.interest)::bigint AS interest
          FROM arrears_by_bucket(v_loans, p_date, p_bucket_from) b GROUP BY b.loan_no
    )
    INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
    SELECT w.no, 'aged', p_date, p_at, p_by,
           jsonb_build_object('days_past_due', w.days, 'risk_class', w.class, 'bucket', nullif(w.bucket, ''),
               'overdue_principal', yuan(coalesce(o.principal, 0)), 'overdue_interest', yuan(coalesce(o.interest, 0))),
           w.sub_branch, w.outlet
      FROM written w LEFT JOIN owed o ON o.loan_no = w.no ORDER BY w.no;
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
           AND NOT EXISTS (SELECT FROM collection_case c WHERE c.loan_no = l.no AND c.state = 'open')
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

    UPDATE day_close_chunk c
       SET done_at = clock_timestamp(), read = close_chunk.read, changed = close_chunk.changed,
           opened = close_chunk.opened, escalated = close_chunk.escalated, cured = close_chunk.cured
     WHERE c.business_date = p_date AND c.number = p_number;
END $$;

-- The close of a date is done once all its ranges are. The caller holds the book for itself.
CREATE FUNCTION finish_close(p_date date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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

REVOKE ALL ON FUNCTION begin_close, close_chunk, finish_close FROM PUBLIC;
GRANT EXECUTE ON FUNCTION begin_close, close_chunk, finish_close TO {runtime_role};
GRANT SELECT, INSERT ON day_close TO {runtime_role};
GRANT UPDATE (state) ON day_close TO {runtime_role};
-- FOR UPDATE is how a worker takes a range, and needs the right to change a column.
GRANT SELECT, UPDATE (number) ON day_close_chunk TO {runtime_role};
