-- Money that comes in, many receipts at once: a batch that shares a commit, or a chunk of an import (domain E3, E5).

-- The greatest sum that an answer can show is a thousand trillion yuan (10^17 fen): no account comes to hold more.
ALTER TABLE ledger_account ADD CONSTRAINT ledger_account_total_within_bounds
    CHECK (total BETWEEN -100000000000000000 AND 100000000000000000);

-- The ledger's writer beside `post`, for `receive` alone: what `post` does item by item it does for all in four
-- statements. All or nothing: an account that is not there, or would hold more than it can, fails the call.
-- SECURITY DEFINER, and in the order of account ids, for the reasons that `post` gives.
CREATE FUNCTION receive(
    p_ids uuid[], p_accounts uuid[], p_amounts bigint[], p_suspense boolean[], p_references text[],
    p_value_dates date[], p_ats timestamptz[]
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    v_ids uuid[];
    v_clearing uuid[];
BEGIN
    SELECT array_agg(l.id), array_agg(l.clearing_id) INTO v_ids, v_clearing
      FROM (SELECT a.id, a.clearing_id FROM ledger_account a
             WHERE a.id = ANY (p_accounts) AND a.kind = 'supervised' ORDER BY a.id FOR NO KEY UPDATE) AS l;
    IF EXISTS (SELECT FROM unnest(p_accounts) AS asked WHERE asked <> ALL (coalesce(v_ids, '{}'))) THEN
        RAISE EXCEPTION 'money is received on accounts that are there' USING ERRCODE = 'foreign_key_violation';
    END IF;

    WITH item AS (
        SELECT i.*, pair.clearing_id, a.sub_branch, a.outlet,
               row_number() OVER mine AS place, sum(i.amount) OVER mine AS running
          FROM unnest(p_ids, p_accounts, p_amounts, p_suspense, p_references, p_value_dates, p_ats) WITH ORDINALITY
               AS i (id, account_id, amount, suspense, reference, value_date, at, n)
          JOIN unnest(v_ids, v_clearing) AS pair (account_id, clearing_id) ON pair.account_id = i.account_id
          JOIN ledger_account a ON a.id = i.account_id
        WINDOW mine AS (PARTITION BY i.account_id ORDER BY i.n)
    ), per_account AS (
        SELECT account_id, clearing_id, count(*) AS entries, sum(amount) AS amount,
               coalesce(sum(amount) FILTER (WHERE suspense), 0) AS suspense
          FROM item GROUP BY account_id, clearing_id
    ), transferred AS (
        INSERT INTO ledger_transfer
        SELECT id, 'receive', clearing_id, account_id, amount, NULL, reference, value_date, at, sub_branch, outlet
          FROM item ORDER BY n
    ), moved AS (
        UPDATE ledger_account a
           SET total = a.total + side.sign * p.amount, entries = a.entries + p.entries,
               suspense = a.suspense + CASE side.sign WHEN 1 THEN p.suspense ELSE 0 END
          FROM per_account p CROSS JOIN LATERAL (VALUES (p.account_id, 1), (p.clearing_id, -1)) AS side (id, sign)
         WHERE a.id = side.id
        RETURNING a.id, p.account_id, side.sign, a.total - side.sign * p.amount AS total_before,
                  a.entries - p.entries AS entries_before
    )
    INSERT INTO ledger_entry
    SELECT m.id, m.entries_before + i.place, i.id, m.sign * i.amount, m.total_before + m.sign * i.running,
           i.value_date, i.at, i.sub_branch, i.outlet
      FROM moved m JOIN item i ON i.account_id = m.account_id
     ORDER BY m.id, i.place;
END $$;

DROP FUNCTION record_receipts;

-- Record receipts and everything that goes with them: key, receipt, posting, journal, in one call and one transaction.
-- An outcome for each item, in their order:
--   posted · replayed (with the first answer) · key_reused · in_flight · unknown_account · unknown_unit · duplicate
-- An item without a key leaves the key to its caller, one without data the journal. The receipt's id is its transfer's.
-- Callers hand items over in the order of their references, and no key twice: then no two calls wait in a circle, since
-- references come first and accounts last, in the order of their ids.
CREATE FUNCTION record_receipts(
    p_sub_branch text, p_outlet text,
    p_ids uuid[], p_accounts uuid[], p_sources text[], p_amounts bigint[], p_bank_refs text[], p_units text[],
    p_value_dates date[], p_suspense boolean[], p_ats timestamptz[],
    p_actors text[], p_actor_names text[], p_through text[], p_request_ids text[], p_traceparents text[],
    p_after_digests bytea[], p_data text[],
    p_routes text[], p_keys text[], p_body_digests bytea[], p_answers bytea[]
) RETURNS TABLE (item integer, outcome text, answer bytea)
-- Plans are kept for as long as a connection lives: those made while the tables were small must do when they are large.
LANGUAGE plpgsql SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    v_free boolean[] := array_fill(true, ARRAY[cardinality(p_ids)]);
    v_outcomes text[];
    v_answers bytea[];
    v_sub_branches text[];
    v_outlets text[];
    v_ids uuid[];
    v_posted boolean[];
BEGIN
    PERFORM set_config('loanops.sub_branch', p_sub_branch, true), set_config('loanops.outlet', p_outlet, true);
    -- The locks in a statement of their own: the next one sees what the twin has committed before it let go.
    IF array_remove(p_keys, NULL) <> '{}' THEN
        v_free := ARRAY(
            SELECT k.key IS NULL
                   OR pg_try_advisory_xact_lock(hashtextextended(concat_ws(E'\n', k.actor, k.route, k.key), 0))
              FROM unnest(p_actors, p_routes, p_keys) WITH ORDINALITY AS k (actor, route, key, n) ORDER BY k.n
        );
    END IF;

    -- LIMIT keeps each of these a look-up by index, however many items there are.
    SELECT array_agg(j.outcome ORDER BY j.n), array_agg(j.answer ORDER BY j.n),
           array_agg(j.sub_branch ORDER BY j.n), array_agg(j.outlet ORDER BY j.n)
      INTO v_outcomes, v_answers, v_sub_branches, v_outlets
      FROM (
        SELECT i.n, a.sub_branch, a.outlet,
               CASE WHEN NOT i.free THEN 'in_flight'
                    WHEN k.body_digest = i.body_digest THEN 'replayed'
                    WHEN k.body_digest IS NOT NULL THEN 'key_reused'
                    WHEN a.id IS NULL THEN 'unknown_account'
                    WHEN i.unit IS NOT NULL AND u.unit_no IS NULL THEN 'unknown_unit' END AS outcome,
               CASE WHEN i.free AND k.body_digest = i.body_digest THEN k.body END AS answer
          FROM unnest(v_free, p_accounts, p_units, p_actors, p_routes, p_keys, p_body_digests) WITH ORDINALITY
               AS i (free, account_id, unit, actor, route, key, body_digest, n)
          LEFT JOIN LATERAL (
            SELECT known.body_digest, known.body FROM idempotency_key known
             WHERE known.caller = i.actor AND known.route = i.route AND known.key = i.key LIMIT 1) AS k ON true
          LEFT JOIN LATERAL (
            SELECT found.id, found.project_id, found.sub_branch, found.outlet FROM account found
             WHERE found.id = i.account_id LIMIT 1) AS a ON true
          LEFT JOIN LATERAL (
            SELECT found.unit_no FROM unit found
             WHERE found.project_id = a.project_id AND found.unit_no = i.unit LIMIT 1) AS u ON true
      ) AS j;

    WITH made AS (
        INSERT INTO receipt
        SELECT i.id, i.account_id, i.source, i.amount, i.bank_ref, i.unit, i.value_date, i.suspense, i.actor, i.at,
               i.sub_branch, i.outlet
          FROM unnest(p_ids, p_accounts, p_sources, p_amounts, p_bank_refs, p_units, p_value_dates, p_suspense,
                      p_actors, p_ats, v_sub_branches, v_outlets, v_outcomes) WITH ORDINALITY
               AS i (id, account_id, source, amount, bank_ref, unit, value_date, suspense, actor, at, sub_branch, outlet,
                     outcome, n)
         WHERE i.outcome IS NULL ORDER BY i.n
            ON CONFLICT ON CONSTRAINT receipt_bank_ref_key DO NOTHING
        RETURNING id
    )
    SELECT array_agg(made.id) INTO v_ids FROM made;
    v_posted := ARRAY(
        SELECT m.id IS NOT NULL FROM unnest(p_ids) WITH ORDINALITY AS i (id, n)
          LEFT JOIN unnest(v_ids) AS m (id) ON m.id = i.id ORDER BY i.n
    );

    IF cardinality(v_ids) > 0 THEN
        INSERT INTO audit_record (
            recorded_at, actor, actor_name, through, action, resource_type, resource, sub_branch, outlet,
            request_id, traceparent, after_digest, data
        )
        SELECT i.at, i.actor, i.actor_name, i.through, 'receipt.report', 'receipt', i.id, i.sub_branch, i.outlet,
               i.request_id, i.traceparent, i.after_digest, i.data::jsonb
          FROM unnest(p_ids, p_ats, p_actors, p_actor_names, p_through, v_sub_branches, v_outlets, p_request_ids,
                      p_traceparents, p_after_digests, p_data, v_posted) WITH ORDINALITY
               AS i (id, at, actor, actor_name, through, sub_branch, outlet, request_id, traceparent, after_digest,
                     data, posted, n)
         WHERE i.posted AND i.data IS NOT NULL ORDER BY i.n;
        INSERT INTO idempotency_key
        SELECT i.actor, i.route, i.key, i.body_digest, 201, '{"content-type": "application/json"}', i.answer, i.at
          FROM unnest(p_ats, p_actors, p_routes, p_keys, p_body_digests, p_answers, v_posted)
               AS i (at, actor, route, key, body_digest, answer, posted)
         WHERE i.posted AND i.key IS NOT NULL;
        PERFORM receive(
            array_agg(i.id ORDER BY i.n), array_agg(i.account_id ORDER BY i.n), array_agg(i.amount ORDER BY i.n),
            array_agg(i.suspense ORDER BY i.n), array_agg(i.bank_ref ORDER BY i.n),
            array_agg(i.value_date ORDER BY i.n), array_agg(i.at ORDER BY i.n)
        ) FROM unnest(p_ids, p_accounts, p_amounts, p_suspense, p_bank_refs, p_value_dates, p_ats, v_posted)
               WITH ORDINALITY AS i (id, account_id, amount, suspense, bank_ref, value_date, at, posted, n)
         WHERE i.posted;
    END IF;

    RETURN QUERY
    SELECT i.n::integer, coalesce(i.outcome, CASE WHEN i.posted THEN 'posted' ELSE 'duplicate' END), i.answer
      FROM unnest(v_outcomes, v_answers, v_posted) WITH ORDINALITY AS i (outcome, answer, posted, n);
END $$;

REVOKE ALL ON FUNCTION receive, record_receipts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION receive, record_receipts TO {runtime_role};
