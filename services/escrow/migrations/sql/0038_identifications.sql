-- Naming the unit of sale proceeds that came without one, or with the wrong one (domain E5).

CREATE TABLE receipt_identification (
    id uuid PRIMARY KEY,
    receipt_id uuid NOT NULL REFERENCES receipt (id),
    account_id uuid NOT NULL REFERENCES account (id),
    project_id uuid NOT NULL REFERENCES project (id),
    unit_no text NOT NULL,
    reason text NOT NULL,
    document_ids uuid[] NOT NULL,
    state text NOT NULL CHECK (state IN ('proposed', 'approved', 'rejected', 'superseded')),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    decided_by text,
    decided_at timestamptz,
    comment text,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    FOREIGN KEY (project_id, unit_no) REFERENCES unit (project_id, unit_no),
    CONSTRAINT receipt_identification_maker_is_not_checker CHECK (decided_by <> made_by),
    CHECK ((state <> 'proposed') = (decided_by IS NOT NULL AND decided_at IS NOT NULL AND comment IS NOT NULL))
);
CREATE INDEX receipt_identification_account_id_id_idx ON receipt_identification (account_id, id);
CREATE UNIQUE INDEX receipt_identification_one_open_key ON receipt_identification (receipt_id) WHERE state = 'proposed';
CREATE UNIQUE INDEX receipt_identification_one_counts_key ON receipt_identification (receipt_id) WHERE state = 'approved';
CALL protect_by_node('receipt_identification');
-- What was approved is superseded by a later one, and never changed otherwise.
CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON receipt_identification
    FOR EACH ROW WHEN (
        OLD.state IN ('rejected', 'superseded') OR (OLD.state = 'approved' AND (
            NEW.state <> 'superseded' OR NEW.decided_by <> OLD.decided_by OR NEW.decided_at <> OLD.decided_at
            OR NEW.comment <> OLD.comment)))
    EXECUTE FUNCTION decided_is_never_changed();

-- The unit that a receipt counts for, where that is not the one it came with. Money leaves suspense once, on the first day.
CREATE TABLE receipt_assignment (
    receipt_id uuid PRIMARY KEY REFERENCES receipt (id),
    account_id uuid NOT NULL REFERENCES account (id),
    project_id uuid NOT NULL,
    unit_no text NOT NULL,
    assigned_on date NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    FOREIGN KEY (project_id, unit_no) REFERENCES unit (project_id, unit_no)
);
CREATE INDEX receipt_assignment_account_id_idx ON receipt_assignment (account_id);
CALL protect_by_node('receipt_assignment');

-- Let a receipt count for the unit that an approved identification names, and take it out of suspense if it waits there.
-- Outcomes: assigned · not_approved. SECURITY DEFINER like `post`: the runtime role writes neither assignments nor money.
CREATE FUNCTION assign_receipt(p_identification uuid, p_on date)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_named receipt_identification;
    v_receipt receipt;
    v_is_first boolean;
BEGIN
    SELECT * INTO v_named FROM receipt_identification i WHERE i.id = p_identification AND i.state = 'approved';
    IF NOT FOUND THEN
        RETURN 'not_approved';
    END IF;
    PERFORM FROM ledger_account a WHERE a.id = v_named.account_id FOR NO KEY UPDATE;
    SELECT * INTO STRICT v_receipt FROM receipt r WHERE r.id = v_named.receipt_id;
    INSERT INTO receipt_assignment AS g VALUES (
        v_receipt.id, v_receipt.account_id, v_named.project_id, v_named.unit_no, p_on, v_receipt.sub_branch, v_receipt.outlet
    ) ON CONFLICT (receipt_id) DO UPDATE SET unit_no = excluded.unit_no
    RETURNING xmax = 0 INTO v_is_first;
    IF v_is_first AND v_receipt.in_suspense THEN
        UPDATE ledger_account a SET suspense = a.suspense - v_receipt.amount WHERE a.id = v_receipt.account_id;
    END IF;
    RETURN 'assigned';
END $$;

REVOKE ALL ON FUNCTION assign_receipt FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assign_receipt TO {runtime_role};
GRANT SELECT ON receipt_assignment TO {runtime_role};
GRANT SELECT, INSERT ON receipt_identification TO {runtime_role};
GRANT UPDATE (state, decided_by, decided_at, comment, version) ON receipt_identification TO {runtime_role};
