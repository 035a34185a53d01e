-- Loan files on their way to the archive (domain G1): due at booking, handed over by a named person, received.

CREATE TABLE file_handover (
    id uuid PRIMARY KEY,
    loan_no bigint NOT NULL REFERENCES loan (no),
    loan_id uuid NOT NULL,
    external_ref text NOT NULL,
    holder text COLLATE "C" NOT NULL,
    state text NOT NULL CHECK (state IN ('due', 'handed_over', 'received')),
    due_on date NOT NULL,
    policy_version text NOT NULL,
    note text,
    handed_over_by text,
    handed_over_on date,
    receipt_ref text CHECK (receipt_ref <> ''),
    received_by text,
    received_on date,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT file_handover_one_for_a_loan_key UNIQUE (loan_no),
    CONSTRAINT file_handover_giver_is_not_receiver CHECK (received_by <> holder AND received_by <> handed_over_by),
    CHECK ((handed_over_by IS NULL) = (handed_over_on IS NULL)),
    CHECK (state <> 'handed_over' OR handed_over_by IS NOT NULL),
    CHECK (state <> 'due' OR handed_over_by IS NULL),
    CHECK ((state = 'received') = (received_by IS NOT NULL AND received_on IS NOT NULL AND receipt_ref IS NOT NULL))
);
CREATE INDEX file_handover_waiting_idx ON file_handover (holder, due_on) WHERE state <> 'received';
CREATE INDEX file_handover_late_idx ON file_handover (due_on) WHERE state <> 'received';
CREATE INDEX file_handover_loan_id_id_idx ON file_handover (loan_id, id);
CREATE INDEX file_handover_holder_id_idx ON file_handover (holder, id);
CALL protect_by_node('file_handover');

-- Due at booking. A trigger, so that a loan reported alone and one among thousands of a file do the same; once for each
-- statement. A loan that was disbursed long before it is booked was taken on with its file.
CREATE FUNCTION file_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO file_handover (id, loan_no, loan_id, external_ref, holder, state, due_on, policy_version, made_at, version,
                               sub_branch, outlet)
    SELECT uuid7(), n.no, n.id, n.external_ref, n.account_manager, 'due',
           n.disbursed_on + (p.body -> 'files' ->> 'days')::integer, p.version, n.made_at, 1, n.sub_branch, n.outlet
      FROM (SELECT coalesce(b.closed_through + 1, (now() AT TIME ZONE 'Asia/Shanghai')::date) AS today FROM book b) AS d
     CROSS JOIN LATERAL (
           SELECT f.version, f.body FROM policy f
            WHERE f.kind = 'accountability' AND f.state = 'active' AND f.effective_from <= d.today
            ORDER BY f.effective_from DESC, f.activated_at DESC, f.id DESC LIMIT 1) AS p
      JOIN now n ON n.disbursed_on + (p.body -> 'files' ->> 'taken_on_after_days')::integer >= d.today
     ORDER BY n.no;
    RETURN NULL;
END $$;
CREATE TRIGGER file_is_due AFTER INSERT ON loan REFERENCING NEW TABLE AS now
    FOR EACH STATEMENT EXECUTE FUNCTION file_is_due();

-- What the one did not hand over, the next responsible person does (G3).
CREATE FUNCTION file_follows_the_loan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE file_handover f SET holder = NEW.account_manager, version = f.version + 1
     WHERE f.loan_no = NEW.no AND f.state = 'due';
    RETURN NULL;
END $$;
CREATE TRIGGER file_follows_the_loan AFTER UPDATE OF account_manager ON loan FOR EACH ROW
    WHEN (OLD.account_manager <> NEW.account_manager) EXECUTE FUNCTION file_follows_the_loan();

GRANT SELECT, INSERT ON file_handover TO {runtime_role};
GRANT UPDATE (holder, state, note, handed_over_by, handed_over_on, receipt_ref, received_by, received_on, version)
    ON file_handover TO {runtime_role};
