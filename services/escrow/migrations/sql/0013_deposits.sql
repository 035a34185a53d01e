-- The guarantee deposit (domain E8): an account of its own in the ledger, with a writer of its own.

ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_kind_check, DROP CONSTRAINT ledger_account_check;
ALTER TABLE ledger_account
    ADD CONSTRAINT ledger_account_kind_check CHECK (kind IN ('supervised', 'clearing', 'deposit')),
    ADD CONSTRAINT ledger_account_check CHECK ((kind <> 'clearing') = (clearing_id IS NOT NULL));
ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_kind_check;
ALTER TABLE ledger_transfer ADD CONSTRAINT ledger_transfer_kind_check CHECK (kind IN
    ('receive', 'pay', 'return', 'deposit_payment', 'deposit_release', 'deposit_claim'));

CREATE TABLE deposit (
    id uuid PRIMARY KEY REFERENCES ledger_account (id),
    project_id uuid NOT NULL REFERENCES project (id),
    state text NOT NULL CHECK (state IN ('open', 'closed')),
    rate numeric(5, 4) NOT NULL CHECK (rate BETWEEN 0 AND 1),
    outstanding bigint NOT NULL CHECK (outstanding >= 0), -- of drawn mortgages whose registration is not complete
    mortgages bigint NOT NULL CHECK (mortgages >= 0),     -- how many these are
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    closed_at timestamptz,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT deposit_project_id_key UNIQUE (project_id),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CONSTRAINT deposit_closes_with_the_last_registration CHECK (state = 'open' OR (mortgages = 0 AND outstanding = 0))
);
CALL protect_by_node('deposit');
CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON deposit
    FOR EACH ROW WHEN (OLD.state = 'closed') EXECUTE FUNCTION decided_is_never_changed();

-- What was required at each month's end, and by when.
CREATE TABLE deposit_statement (
    id uuid PRIMARY KEY,
    deposit_id uuid NOT NULL REFERENCES deposit (id),
    project_id uuid NOT NULL,
    month text NOT NULL CHECK (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    outstanding bigint NOT NULL CHECK (outstanding >= 0),
    required bigint NOT NULL CHECK (required >= 0),
    due_on date NOT NULL,
    due_is_provisional boolean NOT NULL,
    policy_version text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT deposit_statement_month_key UNIQUE (deposit_id, month)
);
CALL protect_by_node('deposit_statement');

-- Money in, and what goes back to the developer as units are registered.
CREATE TABLE deposit_movement (
    id uuid PRIMARY KEY,
    deposit_id uuid NOT NULL REFERENCES deposit (id),
    project_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('payment', 'release')),
    amount bigint NOT NULL CHECK (amount > 0),
    bank_ref text COLLATE "C",
    unit_no text,
    value_date date NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CHECK ((kind = 'payment') = (bank_ref IS NOT NULL)),
    CONSTRAINT deposit_movement_bank_ref_key UNIQUE (bank_ref)
);
CREATE INDEX deposit_movement_project_id_kind_id_idx ON deposit_movement (project_id, kind, id);
CALL protect_by_node('deposit_movement');

CREATE TABLE deposit_claim (
    id uuid PRIMARY KEY,
    deposit_id uuid NOT NULL REFERENCES deposit (id),
    project_id uuid NOT NULL,
    unit_no text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    missed_instalments integer NOT NULL CHECK (missed_instalments > 0),
    document_ids uuid[] NOT NULL,
    state text NOT NULL CHECK (state IN ('requested', 'paid', 'rejected')),
    policy_version text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    decided_by text,
    decided_at timestamptz,
    comment text,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT deposit_claim_maker_is_not_checker CHECK (decided_by <> made_by),
    CHECK ((state <> 'requested') = (decided_by IS NOT NULL AND decided_at IS NOT NULL AND comment IS NOT NULL))
);
CREATE INDEX deposit_claim_project_id_id_idx ON deposit_claim (project_id, id);
CREATE UNIQUE INDEX deposit_claim_one_open_key ON deposit_claim (project_id, unit_no) WHERE state = 'requested';
CALL protect_by_node('deposit_claim');
CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON deposit_claim
    FOR EACH ROW WHEN (OLD.state <> 'requested') EXECUTE FUNCTION decided_is_never_changed();

-- The one writer of deposit accounts: a payment comes in, a release or a claim goes out, two entries each.
-- Outcomes: posted · unknown_account · insufficient. SECURITY DEFINER like `post`: the runtime role writes nothing here.
CREATE FUNCTION post_deposit(p_kind text, p_id uuid, p_account uuid, p_amount bigint, p_reference text, p_value_date date,
                             p_at timestamptz)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_account ledger_account;
    v_signed bigint := CASE p_kind WHEN 'deposit_payment' THEN p_amount ELSE -p_amount END;
BEGIN
    SELECT * INTO v_account FROM ledger_account a WHERE a.id = p_account AND a.kind = 'deposit' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN 'unknown_account';
    END IF;
    IF v_account.total + v_signed < 0 THEN
        RETURN 'insufficient';
    END IF;
    INSERT INTO ledger_transfer VALUES (
        p_id, p_kind,
        CASE WHEN v_signed < 0 THEN v_account.id ELSE v_account.clearing_id END,
        CASE WHEN v_signed < 0 THEN v_account.clearing_id ELSE v_account.id END,
        p_amount, NULL, p_reference, p_value_date, p_at, v_account.sub_branch, v_account.outlet
    );
    WITH moved AS (
        UPDATE ledger_account a
           SET total = a.total + CASE WHEN a.id = v_account.id THEN v_signed ELSE -v_signed END, entries = a.entries + 1
         WHERE a.id IN (v_account.id, v_account.clearing_id)
        RETURNING a.id, a.entries, a.total
    )
    INSERT INTO ledger_entry
    SELECT m.id, m.entries, p_id, CASE WHEN m.id = v_account.id THEN v_signed ELSE -v_signed END, m.total,
           p_value_date, p_at, v_account.sub_branch, v_account.outlet
      FROM moved m;
    RETURN 'posted';
END $$;

REVOKE ALL ON FUNCTION post_deposit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION post_deposit TO {runtime_role};
GRANT SELECT, INSERT ON deposit, deposit_statement, deposit_movement, deposit_claim TO {runtime_role};
GRANT UPDATE (state, outstanding, mortgages, closed_at, version) ON deposit TO {runtime_role};
GRANT UPDATE (state, decided_by, decided_at, comment, version) ON deposit_claim TO {runtime_role};
