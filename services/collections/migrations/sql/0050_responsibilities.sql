-- Who is answerable for a loan, by date (domain G3): the changes, and the transfers that people make.

-- `approved_by`: as core banking reported it, once. `reported_manager`: whom core banking names, where a transfer made
-- here has made it another; null: the same.
ALTER TABLE loan ADD approved_by text COLLATE "C" CHECK (approved_by <> ''),
    ADD reported_manager text COLLATE "C",
    ADD CONSTRAINT loan_reported_manager_differs CHECK (reported_manager <> account_manager);
GRANT UPDATE (approved_by, reported_manager) ON loan TO {runtime_role};

-- A transfer of single loans or of a manager's whole portfolio. The receiver confirms it, so nobody is made answerable
-- without knowing; `note` is the hand-over note. `loan_ids`: null for the whole portfolio.
CREATE TABLE responsibility_transfer (
    id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('proposed', 'confirmed', 'rejected', 'cancelled')),
    from_manager text COLLATE "C" NOT NULL,
    to_manager text COLLATE "C" NOT NULL,
    to_outlet text NOT NULL,
    loan_ids uuid[] CHECK (cardinality(loan_ids) > 0),
    reason text NOT NULL CHECK (reason <> ''),
    note text NOT NULL CHECK (note <> ''),
    moved integer CHECK (moved >= 0),
    stayed integer CHECK (stayed >= 0),
    effective_on date,
    decided_by text,
    decided_at timestamptz,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT responsibility_transfer_maker_is_not_receiver CHECK (decided_by <> made_by OR state = 'cancelled'),
    CONSTRAINT responsibility_transfer_to_another CHECK (to_manager <> from_manager),
    CHECK ((state = 'proposed') = (decided_by IS NULL)),
    CHECK ((state = 'confirmed') = (moved IS NOT NULL AND stayed IS NOT NULL AND effective_on IS NOT NULL))
);
CREATE INDEX responsibility_transfer_waiting_idx ON responsibility_transfer (to_manager, id) WHERE state = 'proposed';
CREATE INDEX responsibility_transfer_from_manager_idx ON responsibility_transfer (from_manager, id);
CALL protect_by_node('responsibility_transfer');

-- What became of each loan of a confirmed transfer; append-only.
CREATE TABLE responsibility_transfer_loan (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transfer_id uuid NOT NULL REFERENCES responsibility_transfer (id),
    loan_no bigint NOT NULL REFERENCES loan (no),
    loan_id uuid NOT NULL,
    external_ref text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('moved', 'stays_with_outlet')),
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT responsibility_transfer_loan_once_key UNIQUE (transfer_id, loan_no)
);
CREATE INDEX responsibility_transfer_loan_transfer_id_idx ON responsibility_transfer_loan (transfer_id, id);
CALL protect_by_node('responsibility_transfer_loan');

-- Changes of the one responsible person; append-only. A loan without a row has been its manager's from the start, so a
-- book of a million loans has no row until somebody takes one over. `from_on`: null where no close had been yet.
CREATE TABLE responsibility (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    loan_no bigint NOT NULL REFERENCES loan (no),
    loan_id uuid NOT NULL,
    from_on date,
    was text NOT NULL,
    holder text NOT NULL CHECK (holder <> was),
    transfer_id uuid REFERENCES responsibility_transfer (id), -- null: as core banking reported it
    recorded_at timestamptz NOT NULL DEFAULT now(),
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CREATE INDEX responsibility_loan_no_id_idx ON responsibility (loan_no, id);
CALL protect_by_node('responsibility');

-- A trigger, so that a report, a file of thousands and a transfer all leave the same trace. The transfer that causes it
-- says so for its own transaction.
CREATE FUNCTION responsibility_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO responsibility (loan_no, loan_id, from_on, was, holder, transfer_id, sub_branch, outlet)
    SELECT NEW.no, NEW.id, b.closed_through + 1, OLD.account_manager, NEW.account_manager,
           nullif(current_setting('loanops.transfer', true), '')::uuid, NEW.sub_branch, NEW.outlet
      FROM book b;
    RETURN NULL;
END $$;
CREATE TRIGGER responsibility_is_kept AFTER UPDATE OF account_manager ON loan FOR EACH ROW
    WHEN (OLD.account_manager <> NEW.account_manager) EXECUTE FUNCTION responsibility_is_kept();

-- Who held a loan at the end of a business date; `p_now` is who does now. The twin of
-- services/collections/responsibilities/rules.py, `holder_on`. Relies on responsibility_loan_no_id_idx.
CREATE FUNCTION holder_on(p_loan bigint, p_now text, p_day date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT r.holder FROM responsibility r WHERE r.loan_no = p_loan AND coalesce(r.from_on <= p_day, true)
          ORDER BY r.from_on DESC NULLS LAST, r.id DESC LIMIT 1),
        (SELECT r.was FROM responsibility r WHERE r.loan_no = p_loan ORDER BY r.id LIMIT 1), p_now)
$$;

-- The first close, up to p_through, at which each of these loans was at least a day past due (C: arrears), as it is known
-- now; loans that never were are not in it. A schedule counts until the close from which its successor does. One pass
-- without a join, since thousands are looked at at once.
CREATE FUNCTION first_arrears(p_loans bigint[], p_through date) RETURNS TABLE (loan_no bigint, first_on date)
LANGUAGE sql STABLE AS $$
    SELECT s.loan_no, min(greatest(s.due_date + 1, s.from_on))
      FROM (SELECT t.*, min(t.from_on) OVER (PARTITION BY t.loan_no ORDER BY t.schedule_no
                                             GROUPS BETWEEN 1 FOLLOWING AND 1 FOLLOWING) AS ends
              FROM settlements(p_loans) t) AS s
     WHERE NOT s.taken AND greatest(s.due_date + 1, s.from_on) <= least(s.settled_on - 1, s.ends - 1, p_through)
     GROUP BY s.loan_no
$$;

-- What happens after the loan is part of its life, too: kinds beside those that were there, whatever these were. The
-- comment remembers both the check and the comment of before, for the way back.
DO $$
DECLARE
    v_check record;
BEGIN
    SELECT pg_get_constraintdef(c.oid) AS before, coalesce(obj_description(c.oid, 'pg_constraint'), '') AS said
      INTO STRICT v_check FROM pg_constraint c
     WHERE c.conrelid = 'loan_event'::regclass AND c.conname = 'loan_event_kind_check';
    ALTER TABLE loan_event DROP CONSTRAINT loan_event_kind_check;
    EXECUTE 'ALTER TABLE loan_event ADD CONSTRAINT loan_event_kind_check CHECK ('
        || substring(v_check.before FROM '^CHECK (.*)$')
        || ' OR kind IN (''transferred'', ''file_handed_over'', ''file_received'', ''review_opened'','
        || ' ''review_observed'', ''review_relapsed'', ''brought_back'', ''review_due'', ''reviewed'', ''watched'','
        || ' ''watch_ended'', ''disposal_planned'', ''disposal_approved'', ''disposal_result'', ''disposal_ended'','
        || ' ''lesson_learned''))';
    EXECUTE format('COMMENT ON CONSTRAINT loan_event_kind_check ON loan_event IS %L',
        v_check.before || E'\x1f' || v_check.said);
END $$;

GRANT SELECT, INSERT ON responsibility_transfer, responsibility_transfer_loan, responsibility TO {runtime_role};
GRANT UPDATE (state, moved, stayed, effective_on, decided_by, decided_at, version) ON responsibility_transfer
    TO {runtime_role};
