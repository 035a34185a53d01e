-- Collection cases: a loan in arrears, and who works on it.

CREATE TABLE collection_case (
    id uuid PRIMARY KEY,
    loan_no bigint NOT NULL REFERENCES loan (no),
    loan_id uuid NOT NULL,
    customer_ref text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'cured')),
    stage text NOT NULL
        CHECK (stage IN ('reminder', 'borrower', 'guarantor', 'guarantor_family', 'site_visit', 'legal')),
    assignee text COLLATE "C" NOT NULL,
    escalates_to text NOT NULL,
    due_at timestamptz NOT NULL,
    opened_on date NOT NULL, -- the business date of the close that opened it
    opened_at timestamptz NOT NULL,
    closed_on date,
    closed_at timestamptz,
    policy_version text NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CHECK ((state = 'open') = (closed_at IS NULL)),
    CHECK ((closed_on IS NULL) = (closed_at IS NULL))
);
-- Contract, section 4: a loan has at most one open case.
CREATE UNIQUE INDEX collection_case_one_open_key ON collection_case (loan_no) WHERE state = 'open';
CREATE INDEX collection_case_loan_id_id_idx ON collection_case (loan_id, id);
CREATE INDEX collection_case_assignee_id_idx ON collection_case (assignee, id);
CREATE INDEX collection_case_stage_id_idx ON collection_case (stage, id);
CALL protect_by_node('collection_case');

CREATE FUNCTION case_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'open' THEN
        RAISE EXCEPTION 'a closed case stays as it is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_moves_forward';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_moves_forward BEFORE UPDATE ON collection_case
    FOR EACH ROW EXECUTE FUNCTION case_moves_forward();

-- Each loan has one responsible person (G3): when that changes, its open case goes along. A trigger, so that a loan
-- reported alone and one among thousands of an import do the same.
CREATE FUNCTION case_follows_the_loan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE collection_case c SET assignee = NEW.account_manager, version = c.version + 1
     WHERE c.loan_no = NEW.no AND c.state = 'open' AND c.assignee <> NEW.account_manager;
    RETURN NULL;
END $$;
CREATE TRIGGER case_follows_the_loan AFTER UPDATE OF account_manager ON loan FOR EACH ROW
    WHEN (OLD.account_manager <> NEW.account_manager) EXECUTE FUNCTION case_follows_the_loan();

-- Close the open cases of these loans that nothing is overdue on at the close p_as_of, as of the business date p_on.
CREATE FUNCTION cure_cases(p_loans bigint[], p_as_of date, p_on date, p_at timestamptz, p_by text)
RETURNS TABLE (id uuid, loan_no bigint) LANGUAGE sql SET enable_nestloop = off AS $$
    WITH cured AS (
        UPDATE collection_case c
           SET state = 'cured', closed_on = p_on, closed_at = p_at, version = c.version + 1
          FROM loan l
         WHERE l.no = c.loan_no AND l.no = ANY (p_loans) AND c.loan_no = ANY (p_loans) AND c.state = 'open'
           AND coalesce(l.oldest_due_on >= p_as_of, true)
        RETURNING c.id, c.loan_no, c.stage, c.sub_branch, c.outlet
    ), told AS (
        INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
        SELECT c.loan_no, 'case_cured', p_on, p_at, p_by, jsonb_build_object('case_id', c.id, 'stage', c.stage),
               c.sub_branch, c.outlet
          FROM cured c ORDER BY c.loan_no
    )
    SELECT c.id, c.loan_no FROM cured c
$$;

GRANT SELECT, INSERT ON collection_case TO {runtime_role};
GRANT UPDATE (state, assignee, closed_on, closed_at, version) ON collection_case TO {runtime_role};
