-- Risk classes: what each close has made of a loan, what people said of it, and its schedules before the present one.

-- `observed_until`: a bad loan with nothing overdue is watched until that day, and returns to a better class then (C6).
-- `restate`: something that counts on a date whose close runs was reported after its range was done; the close sees to
-- it before it ends. `schedule_no` and `schedule_from`: which schedule it is, and the first close that counts by it.
ALTER TABLE loan ADD observed_until date, ADD restate boolean NOT NULL DEFAULT false,
    ADD schedule_no integer NOT NULL DEFAULT 1, ADD schedule_from date;
ALTER TABLE loan DROP CONSTRAINT loan_aged_class_check;
ALTER TABLE loan ADD CONSTRAINT loan_aged_class_check CHECK (aged_class IN (
    'normal', 'special_mention', 'substandard', 'doubtful', 'loss', 'paid_off', 'written_off'));
CREATE INDEX loan_restate_idx ON loan (no) WHERE restate;
CREATE INDEX loan_watched_idx ON loan (id) WHERE aged_class = 'special_mention';

ALTER TABLE loan_event DROP CONSTRAINT loan_event_kind_check;
ALTER TABLE loan_event ADD CONSTRAINT loan_event_kind_check CHECK (kind IN (
    'booked', 'changed', 'repaid', 'reversed', 'aged', 'case_opened', 'case_cured',
    'restated', 'judged', 'judgement_lifted', 'extended', 'restructured', 'written_off'));

-- The class of a loan from a business date on, until the next row's; without a row a loan on the books is normal.
-- A row is never changed and never deleted. When what is known of the past changes, `known_until` says until when the
-- row was believed, so that the past can be read as it is known now, and as it was known then.
CREATE TABLE class_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    loan_no bigint NOT NULL REFERENCES loan (no),
    loan_id uuid NOT NULL,
    from_on date NOT NULL,
    standing text NOT NULL CHECK (standing IN (
        'normal', 'special_mention', 'substandard', 'doubtful', 'loss', 'paid_off', 'written_off')),
    days_past_due integer NOT NULL CHECK (days_past_due >= 0),
    policy_version text NOT NULL,
    known_from timestamptz NOT NULL,
    known_until timestamptz CHECK (known_until >= known_from),
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CREATE UNIQUE INDEX class_change_one_known_key ON class_change (loan_no, from_on) WHERE known_until IS NULL;
CREATE INDEX class_change_loan_id_id_idx ON class_change (loan_id, id);
CALL protect_by_node('class_change');

-- A recompute leaves aside what was paid after the date it looks at: repayments come in the order of their days.
CREATE INDEX repayment_paid_on_idx ON repayment USING brin (paid_on) WITH (pages_per_range = 32, autosummarize = on);

-- C6: a person may class lower with a reason and a second person, higher never; or say that a delay is technical.
CREATE TABLE class_judgement (
    id uuid PRIMARY KEY,
    loan_no bigint NOT NULL REFERENCES loan (no),
    loan_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('lower', 'technical_delay')),
    risk_class text CHECK (risk_class IN ('special_mention', 'substandard', 'doubtful', 'loss')),
    due_date date, -- of the instalment whose delay is technical
    reason text NOT NULL CHECK (reason <> ''),
    state text NOT NULL CHECK (state IN ('proposed', 'approved', 'rejected', 'lifting', 'lifted')),
    from_on date, -- the first close that counts by it
    until_on date CHECK (until_on >= from_on), -- the first close that no longer does
    decided_by text,
    decided_at timestamptz,
    lift_reason text,
    lifted_by text,
    lift_confirmed_by text,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT class_judgement_maker_is_not_checker CHECK (decided_by <> made_by),
    CONSTRAINT class_judgement_lifter_is_not_checker CHECK (lift_confirmed_by <> lifted_by),
    CHECK ((kind = 'lower') = (risk_class IS NOT NULL)),
    CHECK ((kind = 'technical_delay') = (due_date IS NOT NULL)),
    CHECK ((state = 'proposed') = (decided_by IS NULL)),
    CHECK ((state IN ('approved', 'lifting', 'lifted')) = (from_on IS NOT NULL)),
    CHECK ((state = 'lifted') = (lift_confirmed_by IS NOT NULL)),
    CHECK ((state IN ('lifting', 'lifted')) = (lifted_by IS NOT NULL)),
    CHECK ((state = 'lifted') = (until_on IS NOT NULL))
);
CREATE UNIQUE INDEX class_judgement_one_pending_key ON class_judgement (loan_no, kind) WHERE state = 'proposed';
CREATE INDEX class_judgement_counts_idx ON class_judgement (loan_no) WHERE from_on IS NOT NULL;
CREATE INDEX class_judgement_loan_id_id_idx ON class_judgement (loan_id, id);
CALL protect_by_node('class_judgement');

-- C8: only a signed extension or restructuring moves due dates; and what the bank writes off, people decided.
CREATE TABLE amendment (
    id uuid PRIMARY KEY,
    loan_no bigint NOT NULL REFERENCES loan (no),
    loan_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('extension', 'restructuring', 'write_off')),
    reason text NOT NULL CHECK (reason <> ''),
    document_ref text NOT NULL,
    instalments jsonb NOT NULL, -- what is to take the place of all that is unpaid; empty for a write-off
    state text NOT NULL CHECK (state IN ('proposed', 'signed', 'rejected', 'cancelled')),
    effective_on date, -- the first close that counts by it
    decided_by text,
    decided_at timestamptz,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT amendment_maker_is_not_signer CHECK (decided_by <> made_by OR state = 'cancelled'),
    CHECK ((kind = 'write_off') = (instalments = '[]')),
    CHECK ((state = 'proposed') = (decided_by IS NULL)),
    CHECK ((state = 'signed') = (effective_on IS NOT NULL))
);
CREATE UNIQUE INDEX amendment_one_pending_key ON amendment (loan_no) WHERE state = 'proposed';
CREATE INDEX amendment_restructured_idx ON amendment (loan_no, effective_on)
    WHERE kind = 'restructuring' AND state = 'signed';
CREATE INDEX amendment_loan_id_id_idx ON amendment (loan_id, id);
CALL protect_by_node('amendment');

-- The schedules that a signed amendment has taken the place of, as they stood then; append-only.
CREATE TABLE former_instalment (
    loan_no bigint NOT NULL REFERENCES loan (no),
    schedule_no integer NOT NULL,
    from_on date, -- null: as it was booked
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
    PRIMARY KEY (loan_no, schedule_no, number)
);
CALL protect_by_node('former_instalment');

-- When each instalment of each schedule of these loans was wholly paid. Repayments settle the oldest first, in the order
-- of paid_on, then recording: an instalment is settled by the one after those whose sum is less than that of all
-- instalments up to it. Relies on the primary keys of both instalment tables and repayment_loan_no_paid_on_no_idx.
CREATE FUNCTION settlements(p_loans bigint[])
RETURNS TABLE (loan_no bigint, schedule_no integer, from_on date, due_date date, taken boolean, settled_on date)
LANGUAGE sql STABLE SET enable_nestloop = off AS $$
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

-- Put what is now known of the past of these locked loans in the place of what was: the rows `p_void` are believed no
-- longer, and the added ones from now on. What the last close made of them goes along.
CREATE FUNCTION restate_classes(
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
    UPDATE loan l SET aged_class = a.standing, observed_until = a.observed, aged_bucket = a.bucket, restate = false
      FROM unnest(p_all, p_positions, p_observed, p_buckets) AS a (no, standing, observed, bucket)
     WHERE l.no = a.no AND l.no = ANY (p_all)
       AND (l.aged_class, l.observed_until, l.aged_bucket, l.restate)
           IS DISTINCT FROM (a.standing, a.observed, a.bucket, false);
    INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
    SELECT l.no, 'restated', p_on, p_at, p_by, jsonb_build_object('since', t.since, 'risk_class', l.aged_class),
           l.sub_branch, l.outlet
      FROM unnest(p_told, p_since) AS t (no, since) JOIN loan l ON l.no = t.no AND l.no = ANY (p_told) ORDER BY l.no;
END $$;

-- Put a signed schedule in the place of all that is unpaid of a locked loan, from a close on. What has been paid stays:
-- of an instalment paid in part that part, as an instalment of its own. The one that was is kept whole.
CREATE FUNCTION reschedule(p_loan bigint, p_from date, p_due date[], p_principal bigint[], p_interest bigint[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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

REVOKE ALL ON FUNCTION restate_classes, reschedule FROM PUBLIC;
GRANT EXECUTE ON FUNCTION restate_classes, reschedule TO {runtime_role};
GRANT UPDATE (restate) ON loan TO {runtime_role};
GRANT SELECT ON class_change, former_instalment TO {runtime_role};
GRANT SELECT, INSERT ON class_judgement, amendment TO {runtime_role};
GRANT UPDATE (state, from_on, until_on, decided_by, decided_at, lift_reason, lifted_by, lift_confirmed_by, version)
    ON class_judgement TO {runtime_role};
GRANT UPDATE (state, effective_on, decided_by, decided_at, version) ON amendment TO {runtime_role};
