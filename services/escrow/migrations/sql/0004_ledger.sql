-- A double-entry ledger with one writer. Amounts are fen. Every supervised account has a clearing account of its own:
-- a single one for the whole bank would be a lock that all payments queue for.

CREATE TABLE ledger_account (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('supervised', 'clearing')),
    clearing_id uuid REFERENCES ledger_account (id),
    project_id uuid NOT NULL REFERENCES project (id),
    total bigint NOT NULL DEFAULT 0,
    held bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
    suspense bigint NOT NULL DEFAULT 0 CHECK (suspense >= 0),
    retained bigint NOT NULL DEFAULT 0 CHECK (retained >= 0),
    entries bigint NOT NULL DEFAULT 0 CHECK (entries >= 0), -- how many there are: the number of the last one
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CHECK ((kind = 'supervised') = (clearing_id IS NOT NULL)),
    CONSTRAINT ledger_account_total_not_negative CHECK (kind = 'clearing' OR total >= 0),
    CONSTRAINT ledger_account_total_covers_held CHECK (kind = 'clearing' OR total - suspense >= held),
    CHECK (kind = 'supervised' OR (held = 0 AND suspense = 0 AND retained = 0))
);
CREATE UNIQUE INDEX ledger_account_project_id_key ON ledger_account (project_id) WHERE kind = 'supervised';
CREATE INDEX ledger_account_clearing_id_idx ON ledger_account (clearing_id);
CALL protect_by_node('ledger_account');

CREATE TABLE ledger_transfer (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('receive', 'pay', 'return')),
    debit_id uuid NOT NULL REFERENCES ledger_account (id),
    credit_id uuid NOT NULL REFERENCES ledger_account (id),
    amount bigint NOT NULL CHECK (amount > 0),
    hold_id uuid,
    reference text NOT NULL,
    value_date date NOT NULL,
    recorded_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CHECK (debit_id <> credit_id)
);
CALL protect_by_node('ledger_transfer');

CREATE TABLE ledger_entry (
    account_id uuid NOT NULL REFERENCES ledger_account (id),
    number bigint NOT NULL CHECK (number > 0),
    transfer_id uuid NOT NULL REFERENCES ledger_transfer (id),
    amount bigint NOT NULL CHECK (amount <> 0),
    balance bigint NOT NULL,
    value_date date NOT NULL,
    recorded_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    PRIMARY KEY (account_id, number)
);
CREATE INDEX ledger_entry_transfer_id_idx ON ledger_entry (transfer_id);
CALL protect_by_node('ledger_entry');

-- The money that a payment has reserved: held, then paid or released, and what was paid may come back, once.
CREATE TABLE ledger_hold (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES ledger_account (id),
    amount bigint NOT NULL CHECK (amount > 0),
    state text NOT NULL CHECK (state IN ('held', 'released', 'paid', 'returned')),
    placed_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CREATE INDEX ledger_hold_account_id_idx ON ledger_hold (account_id) WHERE state = 'held';
CALL protect_by_node('ledger_hold');

CREATE FUNCTION entries_sum_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM written GROUP BY transfer_id HAVING sum(amount) <> 0 OR count(*) <> 2) THEN
        RAISE EXCEPTION 'the entries of a transfer sum to zero' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER entries_sum_to_zero AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION entries_sum_to_zero();

-- The one writer of the ledger. Items are carried out in their order, each whole or not at all, with an outcome each:
--   receive           total + amount (and suspense + amount where the item says so)
--   hold              held + amount, if total - suspense - held - retained allows it; the hold's id is the item's
--   release           gives a hold back
--   pay               a hold becomes a payment: held - amount, total - amount
--   return            a paid hold's money comes back: total + amount
-- For release, pay and return the amount is the hold's own: p_amounts is not read.
-- Outcomes: posted · unknown_account · insufficient · unknown_hold (missing, another account's, or already resolved).
--
-- SECURITY DEFINER: the runtime role itself may write nothing here. The tables' row policies bind the owner as well,
-- so the caller's scope still holds. All accounts are locked first, in the order of their ids, so that no two calls can
-- wait for each other; an account's clearing account is only ever locked by who holds the account.
CREATE FUNCTION post(
    p_kinds text[], p_ids uuid[], p_accounts uuid[], p_amounts bigint[], p_holds uuid[], p_suspense boolean[],
    p_references text[], p_value_dates date[], p_at timestamptz
) RETURNS TABLE (item integer, outcome text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_account ledger_account;
    v_amount bigint;
    v_signed bigint;
BEGIN
    PERFORM FROM ledger_account a WHERE a.id = ANY (p_accounts) AND a.kind = 'supervised' ORDER BY a.id FOR NO KEY UPDATE;
    FOR i IN 1 .. cardinality(p_kinds) LOOP
        item := i;
        v_amount := p_amounts[i];
        SELECT * INTO v_account FROM ledger_account a WHERE a.id = p_accounts[i] AND a.kind = 'supervised';
        IF NOT FOUND THEN
            outcome := 'unknown_account';
            RETURN NEXT;
            CONTINUE;
        END IF;

        IF p_kinds[i] = 'hold' THEN
            UPDATE ledger_account a SET held = a.held + v_amount
             WHERE a.id = v_account.id AND a.total - a.suspense - a.held - a.retained >= v_amount;
            IF NOT FOUND THEN
                outcome := 'insufficient';
                RETURN NEXT;
                CONTINUE;
            END IF;
            INSERT INTO ledger_hold VALUES
                (p_holds[i], v_account.id, v_amount, 'held', p_at, v_account.sub_branch, v_account.outlet);
            outcome := 'posted';
            RETURN NEXT;
            CONTINUE;
        END IF;

        IF p_kinds[i] IN ('release', 'pay', 'return') THEN
            UPDATE ledger_hold h
               SET state = CASE p_kinds[i] WHEN 'release' THEN 'released' WHEN 'pay' THEN 'paid' ELSE 'returned' END
             WHERE h.id = p_holds[i] AND h.account_id = v_account.id
               AND h.state = CASE p_kinds[i] WHEN 'return' THEN 'paid' ELSE 'held' END
            RETURNING h.amount INTO v_amount;
            IF NOT FOUND THEN
                outcome := 'unknown_hold';
                RETURN NEXT;
                CONTINUE;
            END IF;
        END IF;

        IF p_kinds[i] = 'release' THEN
            UPDATE ledger_account a SET held = a.held - v_amount WHERE a.id = v_account.id;
        ELSE
            v_signed := CASE p_kinds[i] WHEN 'pay' THEN -v_amount ELSE v_amount END;
            INSERT INTO ledger_transfer VALUES (
                p_ids[i], p_kinds[i],
                CASE p_kinds[i] WHEN 'pay' THEN v_account.id ELSE v_account.clearing_id END,
                CASE p_kinds[i] WHEN 'pay' THEN v_account.clearing_id ELSE v_account.id END,
                v_amount, p_holds[i], p_references[i], p_value_dates[i], p_at, v_account.sub_branch, v_account.outlet
            );
            WITH moved AS (
                UPDATE ledger_account a
                   SET total = a.total + CASE a.kind WHEN 'supervised' THEN v_signed ELSE -v_signed END,
                       held = a.held - CASE WHEN a.kind = 'supervised' AND p_kinds[i] = 'pay' THEN v_amount ELSE 0 END,
                       suspense = a.suspense + CASE WHEN a.kind = 'supervised' AND p_suspense[i] THEN v_amount ELSE 0 END,
                       entries = a.entries + 1
                 WHERE a.id IN (v_account.id, v_account.clearing_id)
                RETURNING a.id, a.kind, a.entries, a.total
            )
            INSERT INTO ledger_entry
            SELECT m.id, m.entries, p_ids[i], CASE m.kind WHEN 'supervised' THEN v_signed ELSE -v_signed END, m.total,
                   p_value_dates[i], p_at, v_account.sub_branch, v_account.outlet
              FROM moved m;
        END IF;
        outcome := 'posted';
        RETURN NEXT;
    END LOOP;
END $$;

CREATE TABLE account (
    id uuid PRIMARY KEY REFERENCES ledger_account (id),
    project_id uuid NOT NULL UNIQUE REFERENCES project (id),
    account_no text NOT NULL UNIQUE,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CALL protect_by_node('account');

REVOKE ALL ON FUNCTION post FROM PUBLIC;
GRANT EXECUTE ON FUNCTION post TO {runtime_role};
GRANT SELECT ON ledger_account, ledger_transfer, ledger_entry, ledger_hold, account TO {runtime_role};
-- An account begins empty, and nobody but `post` moves what is in it.
GRANT INSERT (id, kind, clearing_id, project_id, retained, sub_branch, outlet) ON ledger_account TO {runtime_role};
GRANT UPDATE (retained) ON ledger_account TO {runtime_role};
GRANT INSERT ON account TO {runtime_role};
