-- Sub-branches that lose control (domain G5): what each has on its books and how much of it is bad, and the suspensions.

-- What is on the books of each outlet: loans that are neither paid off nor written off. The sums follow the loans by the
-- differences below, so that a close measures every branch without reading the book.
CREATE TABLE branch_balance (
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    loans bigint NOT NULL,
    bad_loans bigint NOT NULL,
    balance bigint NOT NULL,
    bad_balance bigint NOT NULL,
    PRIMARY KEY (sub_branch, outlet)
);
CALL protect_by_node('branch_balance');

-- Differences since the sums were last drawn up; a row for each statement that moved one, so that nobody waits for
-- anybody. The next close adds them up and takes them away.
CREATE TABLE branch_balance_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    loans bigint NOT NULL,
    bad_loans bigint NOT NULL,
    balance bigint NOT NULL,
    bad_balance bigint NOT NULL
);
CALL protect_by_node('branch_balance_change');

CREATE FUNCTION is_on_the_books(l loan) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT l.written_off_on IS NULL AND l.outstanding_principal > 0
$$;
CREATE FUNCTION is_bad(l loan) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT l.aged_class IN ('substandard', 'doubtful', 'loss')
$$;

INSERT INTO branch_balance
SELECT l.sub_branch, l.outlet, count(*), count(*) FILTER (WHERE is_bad(l)), sum(l.outstanding_principal),
       coalesce(sum(l.outstanding_principal) FILTER (WHERE is_bad(l)), 0)
  FROM loan l WHERE is_on_the_books(l) GROUP BY l.sub_branch, l.outlet;

-- What a statement took away and what it put there, added up: rows that it left alone cancel out, without a join.
CREATE FUNCTION branch_balance_follows() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER branch_balance_follows_booking AFTER INSERT ON loan REFERENCING NEW TABLE AS now
    FOR EACH STATEMENT EXECUTE FUNCTION branch_balance_follows();
CREATE TRIGGER branch_balance_follows AFTER UPDATE ON loan REFERENCING OLD TABLE AS was NEW TABLE AS now
    FOR EACH STATEMENT EXECUTE FUNCTION branch_balance_follows();

-- Add the differences up and take them away.
CREATE FUNCTION draw_up_balances() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    WITH gone AS (DELETE FROM branch_balance_change RETURNING *)
    INSERT INTO branch_balance AS b
    SELECT g.sub_branch, g.outlet, sum(g.loans), sum(g.bad_loans), sum(g.balance), sum(g.bad_balance)
      FROM gone g GROUP BY g.sub_branch, g.outlet
    ON CONFLICT (sub_branch, outlet) DO UPDATE
       SET loans = b.loans + EXCLUDED.loans, bad_loans = b.bad_loans + EXCLUDED.bad_loans,
           balance = b.balance + EXCLUDED.balance, bad_balance = b.bad_balance + EXCLUDED.bad_balance;
END $$;

-- What each sub-branch has on its books at this moment.
CREATE FUNCTION branch_books(p_sub_branch text DEFAULT NULL)
RETURNS TABLE (sub_branch text, loans bigint, bad_loans bigint, balance bigint, bad_balance bigint)
LANGUAGE sql STABLE AS $$
    SELECT a.sub_branch, sum(a.loans)::bigint, sum(a.bad_loans)::bigint, sum(a.balance)::bigint, sum(a.bad_balance)::bigint
      FROM (SELECT b.sub_branch, b.loans, b.bad_loans, b.balance, b.bad_balance FROM branch_balance b
            UNION ALL
            SELECT c.sub_branch, c.loans, c.bad_loans, c.balance, c.bad_balance FROM branch_balance_change c) AS a
     WHERE p_sub_branch IS NULL OR a.sub_branch = p_sub_branch
     GROUP BY a.sub_branch
$$;

-- G5. Without a row policy: whether a sub-branch may lend is known to the whole bank (O1). A close or a person proposes,
-- the city branch decides, and lifts it once the branch has reported what it put right.
CREATE TABLE branch_suspension (
    id uuid PRIMARY KEY,
    sub_branch text COLLATE "C" NOT NULL CHECK (sub_branch <> ''),
    state text NOT NULL CHECK (state IN ('proposed', 'declined', 'suspended', 'lifted')),
    proposed_by_close boolean NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    as_of date,
    loans bigint NOT NULL,
    bad_loans bigint NOT NULL,
    balance bigint NOT NULL,
    bad_balance bigint NOT NULL CHECK (bad_balance <= balance),
    policy_version text NOT NULL,
    decision_reason text,
    decided_by text,
    decided_at timestamptz,
    suspended_on date,
    ended_on date, -- when it was lifted, or declined
    report_id uuid,
    reported_by text,
    lift_reason text,
    lifted_by text,
    lifted_at timestamptz,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT branch_suspension_maker_is_not_checker CHECK (decided_by <> made_by),
    CONSTRAINT branch_suspension_reporter_is_not_lifter CHECK (lifted_by <> reported_by),
    CHECK ((state = 'proposed') = (decided_by IS NULL)),
    CHECK ((state IN ('suspended', 'lifted')) = (suspended_on IS NOT NULL)),
    CHECK ((state IN ('declined', 'lifted')) = (ended_on IS NOT NULL)),
    CHECK ((state = 'lifted') = (lifted_by IS NOT NULL AND report_id IS NOT NULL AND reported_by IS NOT NULL))
);
CREATE UNIQUE INDEX branch_suspension_one_open_key ON branch_suspension (sub_branch)
    WHERE state IN ('proposed', 'suspended');
CREATE INDEX branch_suspension_sub_branch_id_idx ON branch_suspension (sub_branch, id);

-- What a suspended branch reports to have put right; append-only.
CREATE TABLE rectification_report (
    id uuid PRIMARY KEY,
    suspension_id uuid NOT NULL REFERENCES branch_suspension (id),
    findings text NOT NULL CHECK (findings <> ''),
    measures text NOT NULL CHECK (measures <> ''),
    document_ref text NOT NULL CHECK (document_ref <> ''),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CREATE INDEX rectification_report_suspension_id_id_idx ON rectification_report (suspension_id, id);
CALL protect_by_node('rectification_report');
ALTER TABLE branch_suspension ADD FOREIGN KEY (report_id) REFERENCES rectification_report (id);

-- Propose every sub-branch whose share of bad balance is above the policy's, unless it is proposed or suspended already,
-- or that has ended a short while ago. Relies on branch_suspension_sub_branch_id_idx.
CREATE FUNCTION propose_suspensions(
    p_date date, p_at timestamptz, p_by text, p_share numeric, p_loans integer, p_quiet_days integer, p_version text
) RETURNS SETOF branch_suspension LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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

REVOKE ALL ON FUNCTION draw_up_balances, propose_suspensions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION propose_suspensions TO {runtime_role};
GRANT SELECT ON branch_balance TO {runtime_role};
GRANT SELECT, INSERT ON branch_balance_change, branch_suspension, rectification_report TO {runtime_role};
GRANT UPDATE (state, decision_reason, decided_by, decided_at, suspended_on, ended_on, report_id, reported_by, lift_reason,
    lifted_by, lifted_at, version) ON branch_suspension TO {runtime_role};
