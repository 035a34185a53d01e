-- Reviews of who is accountable for a new bad loan (domain G4).

-- How far the close has looked through the changes of classes, so that each is looked at once.
CREATE TABLE accountability_progress (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    last_class_change bigint NOT NULL
);
-- What was bad before is no new bad loan.
INSERT INTO accountability_progress (last_class_change) SELECT coalesce(max(c.id), 0) FROM class_change c;

-- `observed`: everything overdue was paid inside the exemption period, and the class is still bad until it has been
-- regular for long enough (C6). `look_on`: the first close that may find it elsewhere; whatever moves the loan sets it
-- back. `accountable`: who is held to account by the decision.
CREATE TABLE accountability_review (
    id uuid PRIMARY KEY,
    loan_no bigint NOT NULL REFERENCES loan (no),
    loan_id uuid NOT NULL,
    customer_ref text NOT NULL,
    account_manager text COLLATE "C" NOT NULL,
    first_arrears_on date,
    at_first_arrears text,
    approved_by text,
    risk_class text NOT NULL CHECK (risk_class IN ('substandard', 'doubtful', 'loss')),
    outstanding bigint NOT NULL CHECK (outstanding >= 0),
    opened_on date NOT NULL,
    exempt_until date NOT NULL CHECK (exempt_until >= opened_on),
    state text NOT NULL CHECK (state IN ('open', 'observed', 'brought_back', 'due', 'decided')),
    moved_on date NOT NULL,
    look_on date NOT NULL,
    policy_version text NOT NULL,
    outcome text CHECK (outcome IN ('due_diligence_exempt', 'criticised', 'performance_deducted', 'disciplined')),
    accountable text[] CHECK ((outcome = 'due_diligence_exempt') = (cardinality(accountable) = 0)),
    decision_reason text CHECK (decision_reason <> ''),
    document_ref text,
    decided_by text,
    decided_at timestamptz,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CHECK ((state = 'decided') = (outcome IS NOT NULL AND accountable IS NOT NULL AND decision_reason IS NOT NULL
                                  AND decided_by IS NOT NULL AND decided_at IS NOT NULL))
);
CREATE UNIQUE INDEX accountability_review_one_open_key ON accountability_review (loan_no)
    WHERE state IN ('open', 'observed', 'due');
CREATE INDEX accountability_review_look_on_idx ON accountability_review (look_on) WHERE state IN ('open', 'observed');
CREATE INDEX accountability_review_state_id_idx ON accountability_review (state, id);
CREATE INDEX accountability_review_loan_id_id_idx ON accountability_review (loan_id, id);
CREATE INDEX accountability_review_account_manager_idx ON accountability_review (account_manager, id);
CALL protect_by_node('accountability_review');

-- Everybody who had a part in a loan: approved it, was ever responsible for it, classed it, changed its terms, or dealt
-- with its people. Relies on indexes over loan_no, loan_id and case_id.
CREATE FUNCTION took_part(p_loan bigint) RETURNS text[] LANGUAGE sql STABLE AS $$
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

-- Nobody decides on a loan that they had a part in, and nobody is held to account who had none.
CREATE FUNCTION review_by_no_party() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER review_by_no_party BEFORE UPDATE OF decided_by, accountable, outcome ON accountability_review
    FOR EACH ROW EXECUTE FUNCTION review_by_no_party();

-- Whatever moves a bad loan has the next close look at its review.
CREATE FUNCTION review_looks_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE accountability_review r SET look_on = '0001-01-01'
     WHERE r.loan_no = NEW.no AND r.state IN ('open', 'observed');
    RETURN NULL;
END $$;
CREATE TRIGGER review_looks_again AFTER UPDATE OF aged_class, oldest_due_on ON loan FOR EACH ROW
    WHEN (OLD.aged_class IN ('substandard', 'doubtful', 'loss')
          AND (OLD.aged_class, OLD.oldest_due_on) IS DISTINCT FROM (NEW.aged_class, NEW.oldest_due_on))
    EXECUTE FUNCTION review_looks_again();

-- What a close does with reviews: opens one for each loan that has become bad since the last, and moves those that have
-- something to move. Its cost follows the changes. Row policies let the planner expect one row where there are thousands,
-- so it is kept from comparing each with each, and told each time which loans are meant. Relies on class_change's primary
-- key and one_known_key, loan_no_key, accountability_review_look_on_idx and …_one_open_key.
CREATE FUNCTION follow_reviews(
    p_date date, p_at timestamptz, p_by text, p_exemption_days integer, p_version text,
    OUT opened integer, OUT observed integer, OUT relapsed integer, OUT brought_back integer, OUT due integer
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_nestloop = off AS $$
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

REVOKE ALL ON FUNCTION follow_reviews FROM PUBLIC;
GRANT EXECUTE ON FUNCTION follow_reviews TO {runtime_role};
GRANT SELECT ON accountability_review TO {runtime_role};
GRANT UPDATE (state, moved_on, look_on, outcome, accountable, decision_reason, document_ref, decided_by, decided_at,
    version) ON accountability_review TO {runtime_role};
