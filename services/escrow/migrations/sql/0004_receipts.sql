-- Receipts: what came into a supervised account. Sale proceeds that name no unit wait in suspense (domain E5).

CREATE TABLE receipt (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account (id),
    source text NOT NULL CHECK (source IN
        ('down_payment', 'mortgage', 'provident_fund', 'development_loan', 'developer_funds', 'other')),
    amount bigint NOT NULL CHECK (amount > 0),
    bank_ref text COLLATE "C" NOT NULL,
    unit_no text,
    value_date date NOT NULL,
    in_suspense boolean NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT receipt_bank_ref_key UNIQUE (bank_ref)
);
CREATE INDEX receipt_account_id_id_idx ON receipt (account_id, id);
CALL protect_by_node('receipt');

GRANT SELECT, INSERT ON receipt TO {runtime_role};

-- Record receipts and everything that goes with them: key, receipt, posting, journal, in one call and one transaction.
-- Items are taken in their order, each whole or not at all, with an outcome each:
--   posted · replayed (with the first answer) · key_reused · in_flight · unknown_account · unknown_unit · duplicate
-- An item without a key leaves the key to its caller. The receipt's id is its transfer's id.
CREATE FUNCTION record_receipts(
    p_sub_branch text, p_outlet text, p_at timestamptz,
    p_ids uuid[], p_accounts uuid[], p_sources text[], p_amounts bigint[], p_bank_refs text[], p_units text[],
    p_value_dates date[], p_suspense boolean[],
    p_actors text[], p_actor_names text[], p_through text[], p_request_ids text[], p_traceparents text[],
    p_after_digests bytea[], p_data text[],
    p_routes text[], p_keys text[], p_body_digests bytea[], p_answers bytea[]
) RETURNS TABLE (item integer, outcome text, answer bytea)
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_account account;
    v_known idempotency_key;
    v_posted integer[] := '{}';
BEGIN
    PERFORM set_config('loanops.sub_branch', p_sub_branch, true), set_config('loanops.outlet', p_outlet, true);
    FOR i IN 1 .. cardinality(p_ids) LOOP
        item := i;
        answer := NULL;
        IF p_keys[i] IS NOT NULL THEN
            IF NOT pg_try_advisory_xact_lock(hashtextextended(concat_ws(E'\n', p_actors[i], p_routes[i], p_keys[i]), 0)) THEN
                outcome := 'in_flight';
                RETURN NEXT;
                CONTINUE;
            END IF;
            SELECT * INTO v_known FROM idempotency_key k
             WHERE k.caller = p_actors[i] AND k.route = p_routes[i] AND k.key = p_keys[i];
            IF FOUND THEN
                outcome := CASE WHEN v_known.body_digest = p_body_digests[i] THEN 'replayed' ELSE 'key_reused' END;
                answer := CASE WHEN v_known.body_digest = p_body_digests[i] THEN v_known.body END;
                RETURN NEXT;
                CONTINUE;
            END IF;
        END IF;

        SELECT * INTO v_account FROM account a WHERE a.id = p_accounts[i];
        IF NOT FOUND THEN
            outcome := 'unknown_account';
            RETURN NEXT;
            CONTINUE;
        END IF;
        IF p_units[i] IS NOT NULL THEN
            PERFORM FROM unit u WHERE u.project_id = v_account.project_id AND u.unit_no = p_units[i];
            IF NOT FOUND THEN
                outcome := 'unknown_unit';
                RETURN NEXT;
                CONTINUE;
            END IF;
        END IF;
        INSERT INTO receipt VALUES (
            p_ids[i], p_accounts[i], p_sources[i], p_amounts[i], p_bank_refs[i], p_units[i], p_value_dates[i],
            p_suspense[i], p_actors[i], p_at, v_account.sub_branch, v_account.outlet
        ) ON CONFLICT ON CONSTRAINT receipt_bank_ref_key DO NOTHING;
        IF NOT FOUND THEN
            outcome := 'duplicate';
            RETURN NEXT;
            CONTINUE;
        END IF;

        INSERT INTO audit_record (
            recorded_at, actor, actor_name, through, action, resource_type, resource, sub_branch, outlet,
            request_id, traceparent, after_digest, data
        ) VALUES (
            p_at, p_actors[i], p_actor_names[i], p_through[i], 'receipt.report', 'receipt', p_ids[i],
            v_account.sub_branch, v_account.outlet, p_request_ids[i], p_traceparents[i], p_after_digests[i], p_data[i]::jsonb
        );
        IF p_keys[i] IS NOT NULL THEN
            INSERT INTO idempotency_key VALUES (
                p_actors[i], p_routes[i], p_keys[i], p_body_digests[i], 201, '{"content-type": "application/json"}',
                p_answers[i], p_at
            );
        END IF;
        v_posted := v_posted || i;
        outcome := 'posted';
        answer := p_answers[i];
        RETURN NEXT;
    END LOOP;

    -- The accounts are locked last and together, in the order of their ids: see `post`.
    IF cardinality(v_posted) > 0 THEN
        IF EXISTS (
            SELECT FROM post(
                array_fill('receive'::text, ARRAY[cardinality(v_posted)]),
                ARRAY(SELECT p_ids[i] FROM unnest(v_posted) AS i), ARRAY(SELECT p_accounts[i] FROM unnest(v_posted) AS i),
                ARRAY(SELECT p_amounts[i] FROM unnest(v_posted) AS i), array_fill(NULL::uuid, ARRAY[cardinality(v_posted)]),
                ARRAY(SELECT p_suspense[i] FROM unnest(v_posted) AS i), ARRAY(SELECT p_bank_refs[i] FROM unnest(v_posted) AS i),
                ARRAY(SELECT p_value_dates[i] FROM unnest(v_posted) AS i), p_at
            ) AS posted WHERE posted.outcome <> 'posted'
        ) THEN
            RAISE EXCEPTION 'a receipt on a known account must post';
        END IF;
    END IF;
END $$;
REVOKE ALL ON FUNCTION record_receipts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION record_receipts TO {runtime_role};
