-- Name: public; Type: SCHEMA; Schema: -; Owner: escrow_owner

-- *not* creating schema, since initdb creates it

ALTER SCHEMA public OWNER TO escrow_owner;

-- Name: pgqueuer_status; Type: TYPE; Schema: public; Owner: escrow_owner

CREATE TYPE public.pgqueuer_status AS ENUM (
    'queued',
    'picked',
    'successful',
    'exception',
    'canceled',
    'deleted',
    'failed'
);

ALTER TYPE public.pgqueuer_status OWNER TO escrow_owner;

-- Name: assessment_opinion_in_time(); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.assessment_opinion_in_time() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM 1 FROM assessment
      WHERE id = NEW.assessment_id AND state = 'submitted' AND made_by <> NEW.made_by FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an opinion is given by others, while the finding is undecided'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_opinion_in_time';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.assessment_opinion_in_time() OWNER TO escrow_owner;

-- Name: assign_receipt(uuid, date); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.assign_receipt(p_identification uuid, p_on date) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

ALTER FUNCTION public.assign_receipt(p_identification uuid, p_on date) OWNER TO escrow_owner;

-- Name: assigned_receipts_are_counted(); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.assigned_receipts_are_counted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    v_units text[];
BEGIN
    PERFORM FROM ledger_account a WHERE a.id = NEW.account_id FOR NO KEY UPDATE;
    SELECT ARRAY[NEW.unit_no, coalesce(CASE TG_OP WHEN 'UPDATE' THEN OLD.unit_no END, r.unit_no, '')] INTO STRICT v_units
      FROM receipt r WHERE r.id = NEW.receipt_id;
    DELETE FROM unit_receipts u WHERE u.account_id = NEW.account_id AND u.unit_no = ANY (v_units);
    INSERT INTO unit_receipts SELECT * FROM count_receipts(NEW.account_id, v_units);
    RETURN NULL;
END $$;

ALTER FUNCTION public.assigned_receipts_are_counted() OWNER TO escrow_owner;

-- Name: unit_receipts; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.unit_receipts (
    account_id uuid NOT NULL,
    unit_no text NOT NULL COLLATE pg_catalog."C",
    proceeds bigint NOT NULL,
    of_mortgages bigint NOT NULL,
    of_fund bigint NOT NULL,
    as_others boolean NOT NULL,
    first_on date NOT NULL,
    last_on date NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT unit_receipts_check CHECK (((proceeds >= 0) AND (of_mortgages >= 0) AND (of_fund >= 0) AND (proceeds >= (of_mortgages + of_fund)))),
    CONSTRAINT unit_receipts_check1 CHECK ((first_on <= last_on)),
    CONSTRAINT unit_receipts_check2 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
)
WITH (fillfactor='80');

ALTER TABLE ONLY public.unit_receipts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.unit_receipts OWNER TO escrow_owner;

-- Name: count_receipts(uuid, text[]); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.count_receipts(p_account uuid, p_units text[]) RETURNS SETOF public.unit_receipts
    LANGUAGE sql STABLE
    SET enable_nestloop TO 'off'
    SET search_path TO 'public', 'pg_temp'
    AS $$
    SELECT r.account_id, coalesce(g.unit_no, r.unit_no, '') COLLATE "C",
           coalesce(sum(r.amount) FILTER (WHERE r.source IN ('down_payment', 'mortgage', 'provident_fund')), 0)::bigint,
           coalesce(sum(r.amount) FILTER (WHERE r.source = 'mortgage'), 0)::bigint,
           coalesce(sum(r.amount) FILTER (WHERE r.source = 'provident_fund'), 0)::bigint,
           bool_or(r.source NOT IN ('down_payment', 'mortgage', 'provident_fund')),
           min(r.value_date), max(r.value_date), r.sub_branch, r.outlet
      FROM receipt r LEFT JOIN receipt_assignment g ON g.receipt_id = r.id
     WHERE (p_account IS NULL OR r.account_id = p_account)
       AND (p_units IS NULL OR coalesce(g.unit_no, r.unit_no, '') = ANY (p_units))
     GROUP BY 1, 2, r.sub_branch, r.outlet
$$;

ALTER FUNCTION public.count_receipts(p_account uuid, p_units text[]) OWNER TO escrow_owner;

-- Name: decided_is_never_changed(); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.decided_is_never_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% % is %', TG_TABLE_NAME, OLD.id, OLD.state
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_decided_is_never_changed';
END $$;

ALTER FUNCTION public.decided_is_never_changed() OWNER TO escrow_owner;

-- Name: disbursement_moves_forward(); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.disbursement_moves_forward() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    -- What is asked for changes by an edit alone, before it is paid, and an edit takes every approval away.
    edited boolean := (NEW.amount, NEW.invoice_no, NEW.document_ids, NEW.authority_document_id, NEW.value_date, NEW.is_large, NEW.hold_id, NEW.content_digest) IS DISTINCT FROM (OLD.amount, OLD.invoice_no, OLD.document_ids, OLD.authority_document_id, OLD.value_date, OLD.is_large, OLD.hold_id, OLD.content_digest);
BEGIN
    IF edited AND (OLD.state NOT IN ('requested', 'reviewed', 'confirmed') OR NEW.state <> 'requested'
                   OR NEW.content_digest = OLD.content_digest OR NEW.reviewed_by IS NOT NULL
                   OR NEW.confirmed_by IS NOT NULL) THEN
        RAISE EXCEPTION 'what is asked for changes by an edit, which voids what was approved'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_edit_voids_approvals';
    END IF;
    IF (NOT edited AND ((OLD.reviewed_by IS NOT NULL
           AND (NEW.reviewed_by, NEW.reviewed_at) IS DISTINCT FROM (OLD.reviewed_by, OLD.reviewed_at)) OR (OLD.confirmed_by IS NOT NULL
           AND (NEW.confirmed_by, NEW.confirmed_at) IS DISTINCT FROM (OLD.confirmed_by, OLD.confirmed_at)))) OR (OLD.paid_by IS NOT NULL AND (NEW.paid_by, NEW.paid_at) IS DISTINCT FROM (OLD.paid_by, OLD.paid_at))
       OR (OLD.settle_bank_ref IS NOT NULL
           AND (NEW.settle_bank_ref, NEW.settled_on) IS DISTINCT FROM (OLD.settle_bank_ref, OLD.settled_on)) THEN
        RAISE EXCEPTION 'who approved or paid a disbursement stays on it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_names_stay';
    END IF;
    IF NEW.state <> OLD.state AND NOT edited AND (OLD.state, NEW.state) NOT IN (
    ('requested', 'reviewed'), ('requested', 'confirmed'), ('reviewed', 'confirmed'), ('confirmed', 'paying'),
    ('paying', 'settled'), ('paying', 'failed'), ('settled', 'returned'),
    ('requested', 'rejected'), ('reviewed', 'rejected'), ('confirmed', 'rejected'),
    ('requested', 'cancelled'), ('reviewed', 'cancelled'), ('confirmed', 'cancelled'),
    ('requested', 'expired'), ('reviewed', 'expired'), ('confirmed', 'expired'))
    THEN
        RAISE EXCEPTION 'a disbursement does not move from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_moves';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.disbursement_moves_forward() OWNER TO escrow_owner;

-- Name: entries_sum_to_zero(); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.entries_sum_to_zero() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT FROM written GROUP BY transfer_id HAVING sum(amount) <> 0 OR count(*) <> 2) THEN
        RAISE EXCEPTION 'the entries of a transfer sum to zero' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

ALTER FUNCTION public.entries_sum_to_zero() OWNER TO escrow_owner;

-- Name: fn_pgqueuer_changed(); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.fn_pgqueuer_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    to_emit BOOLEAN := false;  -- Flag to decide whether to emit a notification
BEGIN
    -- Check operation type and set the emit flag accordingly
    IF TG_OP = 'UPDATE' AND OLD IS DISTINCT FROM NEW THEN
        to_emit := true;
    ELSIF TG_OP = 'DELETE' THEN
        to_emit := true;
    ELSIF TG_OP = 'INSERT' THEN
        to_emit := true;
    ELSIF TG_OP = 'TRUNCATE' THEN
        to_emit := true;
    END IF;

    -- Perform notification if the emit flag is set
    IF to_emit THEN
        PERFORM pg_notify(
            'ch_pgqueuer',
            json_build_object(
                'channel', 'ch_pgqueuer',
                'operation', lower(TG_OP),
                'sent_at', NOW(),
                'table', TG_TABLE_NAME,
                'type', 'table_changed_event'
            )::text
        );
    END IF;

    -- Return appropriate value based on the operation
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        RETURN NEW;
    ELSIF TG_OP = 'DELETE' THEN
        RETURN OLD;
    ELSE
        RETURN NULL; -- For TRUNCATE and other non-row-specific contexts
    END IF;

END;
$$;

ALTER FUNCTION public.fn_pgqueuer_changed() OWNER TO escrow_owner;

-- Name: fund_plan_line_only_in_draft(); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.fund_plan_line_only_in_draft() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM 1 FROM fund_plan WHERE id = NEW.fund_plan_id AND state = 'draft' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'lines are added to a draft only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fund_plan_line_only_in_draft';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.fund_plan_line_only_in_draft() OWNER TO escrow_owner;

-- Name: identification_is_of_its_receipt(); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.identification_is_of_its_receipt() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM receipt r WHERE r.id = NEW.receipt_id AND r.account_id = NEW.account_id) THEN
        RAISE EXCEPTION 'the receipt is not of that account'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'receipt_identification_is_of_its_receipt';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.identification_is_of_its_receipt() OWNER TO escrow_owner;

-- Name: in_scope(text, text); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.in_scope(sub_branch text, outlet text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT current_setting('loanops.sub_branch', true) IN ('*', sub_branch)
       AND current_setting('loanops.outlet', true) IN ('*', outlet)
$$;

ALTER FUNCTION public.in_scope(sub_branch text, outlet text) OWNER TO escrow_owner;

-- Name: milestone_is_confirmed_by_both(); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.milestone_is_confirmed_by_both() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.state = 'confirmed' THEN
        RAISE EXCEPTION 'a confirmed milestone is never changed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'milestone_confirmed_is_never_changed';
    END IF;
    IF NEW.state = 'confirmed' AND (
        SELECT count(DISTINCT c.department) FROM milestone_confirmation c
        WHERE c.milestone_id = NEW.id AND c.revision = NEW.revision
    ) < 2 THEN
        RAISE EXCEPTION 'a milestone is confirmed by both departments'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'milestone_confirmed_by_both';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.milestone_is_confirmed_by_both() OWNER TO escrow_owner;

-- Name: milestone_maker_is_not_checker(); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.milestone_maker_is_not_checker() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM milestone m
        WHERE m.id = NEW.milestone_id AND m.revision = NEW.revision AND m.state = 'planned'
          AND m.position IS NOT NULL AND m.made_by <> NEW.made_by
    ) THEN
        RAISE EXCEPTION 'a milestone is confirmed as it stands, by others than its maker'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'milestone_confirmation_maker_is_not_checker';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.milestone_maker_is_not_checker() OWNER TO escrow_owner;

-- Name: names_on_a_fund_plan_stay(); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.names_on_a_fund_plan_stay() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF (OLD.submitted_by IS NOT NULL
           AND (NEW.submitted_by, NEW.submitted_at) IS DISTINCT FROM (OLD.submitted_by, OLD.submitted_at))
       OR (OLD.corporate_by IS NOT NULL
           AND (NEW.corporate_by, NEW.corporate_at) IS DISTINCT FROM (OLD.corporate_by, OLD.corporate_at))
       OR (OLD.personal_by IS NOT NULL
           AND (NEW.personal_by, NEW.personal_at) IS DISTINCT FROM (OLD.personal_by, OLD.personal_at))
    THEN
        RAISE EXCEPTION 'who submitted or approved a fund plan stays on it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fund_plan_names_stay';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.names_on_a_fund_plan_stay() OWNER TO escrow_owner;

-- Name: policy_is_only_ever_activated(); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.policy_is_only_ever_activated() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.state <> 'draft'
       OR (NEW.id, NEW.kind, NEW.version, NEW.effective_from, NEW.body, NEW.made_by, NEW.made_at)
          IS DISTINCT FROM (OLD.id, OLD.kind, OLD.version, OLD.effective_from, OLD.body, OLD.made_by, OLD.made_at)
    THEN
        RAISE EXCEPTION 'a policy version is never changed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.policy_is_only_ever_activated() OWNER TO escrow_owner;

-- Name: post(text[], uuid[], uuid[], bigint[], uuid[], boolean[], text[], date[], timestamp with time zone); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.post(p_kinds text[], p_ids uuid[], p_accounts uuid[], p_amounts bigint[], p_holds uuid[], p_suspense boolean[], p_references text[], p_value_dates date[], p_at timestamp with time zone) RETURNS TABLE(item integer, outcome text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
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

ALTER FUNCTION public.post(p_kinds text[], p_ids uuid[], p_accounts uuid[], p_amounts bigint[], p_holds uuid[], p_suspense boolean[], p_references text[], p_value_dates date[], p_at timestamp with time zone) OWNER TO escrow_owner;

-- Name: post_deposit(text, uuid, uuid, bigint, text, date, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.post_deposit(p_kind text, p_id uuid, p_account uuid, p_amount bigint, p_reference text, p_value_date date, p_at timestamp with time zone) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

ALTER FUNCTION public.post_deposit(p_kind text, p_id uuid, p_account uuid, p_amount bigint, p_reference text, p_value_date date, p_at timestamp with time zone) OWNER TO escrow_owner;

-- Name: protect_by_node(regclass); Type: PROCEDURE; Schema: public; Owner: escrow_owner

CREATE PROCEDURE public.protect_by_node(IN protected regclass)
    LANGUAGE plpgsql
    AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ADD CHECK (sub_branch <> '''' AND outlet <> '''')', protected);
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', protected);
    EXECUTE format('CREATE POLICY node ON %s USING (in_scope(sub_branch, outlet)) WITH CHECK (in_scope(sub_branch, outlet))', protected);
END $$;

ALTER PROCEDURE public.protect_by_node(IN protected regclass) OWNER TO escrow_owner;

-- Name: receipts_are_counted(); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.receipts_are_counted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
BEGIN
    PERFORM FROM ledger_account a WHERE a.id IN (SELECT w.account_id FROM written w) ORDER BY a.id FOR NO KEY UPDATE;
    INSERT INTO unit_receipts AS u
    SELECT w.account_id, coalesce(w.unit_no, '') COLLATE "C",
           coalesce(sum(w.amount) FILTER (WHERE w.source IN ('down_payment', 'mortgage', 'provident_fund')), 0),
           coalesce(sum(w.amount) FILTER (WHERE w.source = 'mortgage'), 0),
           coalesce(sum(w.amount) FILTER (WHERE w.source = 'provident_fund'), 0),
           bool_or(w.source NOT IN ('down_payment', 'mortgage', 'provident_fund')),
           min(w.value_date), max(w.value_date), w.sub_branch, w.outlet
      FROM written w GROUP BY 1, 2, w.sub_branch, w.outlet ORDER BY 1, 2
        ON CONFLICT (account_id, unit_no) DO UPDATE
       SET proceeds = u.proceeds + excluded.proceeds, of_mortgages = u.of_mortgages + excluded.of_mortgages,
           of_fund = u.of_fund + excluded.of_fund, as_others = u.as_others OR excluded.as_others,
           first_on = least(u.first_on, excluded.first_on), last_on = greatest(u.last_on, excluded.last_on);
    RETURN NULL;
END $$;

ALTER FUNCTION public.receipts_are_counted() OWNER TO escrow_owner;

-- Name: receive(uuid[], uuid[], bigint[], boolean[], text[], date[], timestamp with time zone[]); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.receive(p_ids uuid[], p_accounts uuid[], p_amounts bigint[], p_suspense boolean[], p_references text[], p_value_dates date[], p_ats timestamp with time zone[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
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

ALTER FUNCTION public.receive(p_ids uuid[], p_accounts uuid[], p_amounts bigint[], p_suspense boolean[], p_references text[], p_value_dates date[], p_ats timestamp with time zone[]) OWNER TO escrow_owner;

-- Name: reconcile_units(uuid, uuid, date, integer, integer); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.reconcile_units(p_project uuid, p_account uuid, p_as_of date, p_misdirected_days integer, p_leakage_days integer) RETURNS TABLE(unit_no text, expected bigint, received bigint, status text, since date, age_days integer, evidence text[], has_mortgage boolean, is_ours boolean, has_leaked boolean)
    LANGUAGE sql STABLE
    SET enable_sort TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_nestloop TO 'off'
    SET work_mem TO '64MB'
    AS $$
WITH filing AS (
    SELECT DISTINCT ON (f.unit_no COLLATE "C") f.unit_no, f.filed_on, f.down_payment, f.mortgage, f.provident_fund
      FROM sale_filing f
     WHERE f.project_id = p_project AND f.filed_on <= p_as_of AND (f.cancelled_on IS NULL OR f.cancelled_on > p_as_of)
     ORDER BY f.unit_no COLLATE "C", f.filed_on DESC, f.id DESC
), taken_off AS (
    SELECT DISTINCT f.unit_no FROM sale_filing f
     WHERE f.project_id = p_project AND f.state = 'cancelled' AND f.cancelled_on <= p_as_of
), lent AS (
    SELECT l.unit_no,
           (sum(l.amount) FILTER (WHERE l.kind = 'mortgage'))::bigint AS mortgages,
           (sum(l.amount) FILTER (WHERE l.kind = 'provident_fund'))::bigint AS fund_loans,
           (sum(l.amount) FILTER (WHERE l.kind = 'mortgage' AND l.drawn_on <= p_as_of - p_misdirected_days))::bigint AS mortgages_due,
           (sum(l.amount) FILTER (WHERE l.kind = 'provident_fund' AND l.drawn_on <= p_as_of - p_misdirected_days))::bigint AS fund_due,
           min(coalesce(l.drawn_on, (l.made_at AT TIME ZONE 'Asia/Shanghai')::date)) AS first_on
      FROM buyer_loan l
     WHERE l.project_id = p_project
       AND coalesce(l.drawn_on, (l.made_at AT TIME ZONE 'Asia/Shanghai')::date) <= p_as_of
     GROUP BY l.unit_no
), late AS MATERIALIZED (
    -- of a day that is past: units for which more has come since; they alone are counted from their receipts
    SELECT u.unit_no FROM unit_receipts u
     WHERE u.account_id = p_account AND u.first_on <= p_as_of AND u.last_on > p_as_of
), money AS (
    SELECT nullif(u.unit_no, '') AS unit_no, u.proceeds, u.of_mortgages, u.of_fund, u.as_others, u.first_on, u.last_on
      FROM unit_receipts u
     WHERE u.account_id = p_account AND u.last_on <= p_as_of
     UNION ALL
    SELECT coalesce(g.unit_no, r.unit_no),
           coalesce(sum(r.amount) FILTER (WHERE r.source IN ('down_payment', 'mortgage', 'provident_fund')), 0)::bigint,
           coalesce(sum(r.amount) FILTER (WHERE r.source = 'mortgage'), 0)::bigint,
           coalesce(sum(r.amount) FILTER (WHERE r.source = 'provident_fund'), 0)::bigint,
           bool_or(r.source NOT IN ('down_payment', 'mortgage', 'provident_fund')),
           min(r.value_date), max(r.value_date)
      FROM receipt r LEFT JOIN receipt_assignment g ON g.receipt_id = r.id AND g.account_id = p_account
           JOIN late ON late.unit_no = coalesce(g.unit_no, r.unit_no, '')
     WHERE r.account_id = p_account AND r.value_date <= p_as_of
     GROUP BY 1
), gone_back AS (
    SELECT b.unit_no, sum(b.amount)::bigint AS amount FROM sale_refund b
     WHERE b.project_id = p_project AND b.paid_on <= p_as_of GROUP BY b.unit_no
), judged AS (
    -- OFFSET 0 keeps what is worked out here from being worked out anew wherever it is named below
    SELECT s.*,
           CASE WHEN s.unit_no IS NULL THEN NULL
                WHEN s.filed_on IS NULL AND s.was_taken_off AND s.received > 0 THEN 'over'
                WHEN s.filed_on IS NULL THEN 'unfiled'
                WHEN s.received = s.expected THEN 'matched'
                WHEN s.received > s.expected THEN 'over'
                WHEN s.mortgage_elsewhere OR s.fund_elsewhere OR s.came_as_others THEN 'misdirected'
                WHEN s.received > 0 THEN 'short'
                ELSE 'missing' END AS status
      FROM (
        SELECT unit_no, filing.filed_on, taken_off.unit_no IS NOT NULL AS was_taken_off,
               coalesce(filing.mortgage > 0, false) AS has_mortgage, lent.mortgages,
               CASE WHEN filing.filed_on IS NULL THEN 0 ELSE filing.down_payment + coalesce(lent.mortgages, filing.mortgage)
                    + coalesce(lent.fund_loans, filing.provident_fund) END AS expected,
               (coalesce(money.proceeds, 0) - coalesce(gone_back.amount, 0)) AS received,
               coalesce(lent.mortgages_due > coalesce(money.of_mortgages, 0), false) AS mortgage_elsewhere,
               coalesce(lent.fund_due > coalesce(money.of_fund, 0), false) AS fund_elsewhere,
               coalesce(money.as_others, false) AS came_as_others,
               lent.first_on AS lent_on, money.first_on, money.last_on, coalesce(money.of_mortgages, 0) AS of_mortgages
          FROM filing FULL JOIN money USING (unit_no) FULL JOIN lent USING (unit_no)
               LEFT JOIN taken_off USING (unit_no) LEFT JOIN gone_back USING (unit_no)
    OFFSET 0
      ) AS s
     WHERE s.filed_on IS NOT NULL OR s.received <> 0 OR s.lent_on IS NOT NULL
    OFFSET 0
), dated AS (
    SELECT j.*, CASE j.status WHEN 'over' THEN coalesce(j.last_on, j.filed_on)
                              WHEN 'unfiled' THEN coalesce(j.first_on, j.lent_on)
                              ELSE coalesce(j.filed_on, j.first_on) END AS since
      FROM judged j
)
SELECT d.unit_no, d.expected, d.received, d.status, d.since,
       CASE d.status WHEN 'matched' THEN 0 ELSE p_as_of - d.since END,
       CASE WHEN d.status = 'misdirected' THEN array_remove(ARRAY[
           CASE WHEN d.mortgage_elsewhere THEN 'MORTGAGE_DRAWN_NOT_RECEIVED' END,
           CASE WHEN d.fund_elsewhere THEN 'PROVIDENT_FUND_DRAWN_NOT_RECEIVED' END,
           CASE WHEN d.came_as_others THEN 'CAME_AS_OTHER_FUNDS' END], NULL)
       ELSE '{}' END,
       d.has_mortgage, d.has_mortgage AND d.mortgages IS NOT NULL,
       -- E2: a sale on mortgage without one of ours, and the mortgage's money came, or has had long enough to come
       d.has_mortgage AND d.mortgages IS NULL AND (d.of_mortgages > 0 OR d.filed_on <= p_as_of - p_leakage_days)
  FROM dated d
$$;

ALTER FUNCTION public.reconcile_units(p_project uuid, p_account uuid, p_as_of date, p_misdirected_days integer, p_leakage_days integer) OWNER TO escrow_owner;

-- Name: record_receipts(text, text, uuid[], uuid[], text[], bigint[], text[], text[], date[], boolean[], timestamp with time zone[], text[], text[], text[], text[], text[], bytea[], text[], text[], text[], bytea[], bytea[]); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.record_receipts(p_sub_branch text, p_outlet text, p_ids uuid[], p_accounts uuid[], p_sources text[], p_amounts bigint[], p_bank_refs text[], p_units text[], p_value_dates date[], p_suspense boolean[], p_ats timestamp with time zone[], p_actors text[], p_actor_names text[], p_through text[], p_request_ids text[], p_traceparents text[], p_after_digests bytea[], p_data text[], p_routes text[], p_keys text[], p_body_digests bytea[], p_answers bytea[]) RETURNS TABLE(item integer, outcome text, answer bytea)
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
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

ALTER FUNCTION public.record_receipts(p_sub_branch text, p_outlet text, p_ids uuid[], p_accounts uuid[], p_sources text[], p_amounts bigint[], p_bank_refs text[], p_units text[], p_value_dates date[], p_suspense boolean[], p_ats timestamp with time zone[], p_actors text[], p_actor_names text[], p_through text[], p_request_ids text[], p_traceparents text[], p_after_digests bytea[], p_data text[], p_routes text[], p_keys text[], p_body_digests bytea[], p_answers bytea[]) OWNER TO escrow_owner;

-- Name: registration_stays(); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.registration_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'a registered mortgage stays registered'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'buyer_loan_registration_stays';
END $$;

ALTER FUNCTION public.registration_stays() OWNER TO escrow_owner;

-- Name: sale_filing_is_cancelled_once(); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.sale_filing_is_cancelled_once() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.state = 'cancelled'
       AND (NEW.state, NEW.cancelled_on, NEW.cancelled_by, NEW.cancelled_at, NEW.cancel_reason)
           IS DISTINCT FROM (OLD.state, OLD.cancelled_on, OLD.cancelled_by, OLD.cancelled_at, OLD.cancel_reason)
    THEN
        RAISE EXCEPTION 'a cancelled filing stays as it was cancelled'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sale_filing_is_cancelled_once';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.sale_filing_is_cancelled_once() OWNER TO escrow_owner;

-- Name: sealed_is_never_posted_to(); Type: FUNCTION; Schema: public; Owner: escrow_owner

CREATE FUNCTION public.sealed_is_never_posted_to() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'ledger account % is sealed', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_account_is_sealed';
END $$;

ALTER FUNCTION public.sealed_is_never_posted_to() OWNER TO escrow_owner;

-- Name: account; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.account (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    account_no text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT account_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.account FORCE ROW LEVEL SECURITY;

ALTER TABLE public.account OWNER TO escrow_owner;

-- Name: agreement; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.agreement (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    assessment_id uuid NOT NULL,
    conditions jsonb NOT NULL,
    exclusive boolean NOT NULL,
    terms text NOT NULL,
    guarantee_deposit_rate numeric(5,4) NOT NULL,
    large_withdrawal_limit bigint NOT NULL,
    supervised_amount bigint NOT NULL,
    authority_notice_required boolean NOT NULL,
    state text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    signed_by text,
    signed_at timestamp with time zone,
    signed_on date,
    document_id uuid,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT agreement_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT agreement_guarantee_deposit_rate_check CHECK (((guarantee_deposit_rate >= (0)::numeric) AND (guarantee_deposit_rate <= (1)::numeric))),
    CONSTRAINT agreement_large_withdrawal_limit_check CHECK ((large_withdrawal_limit >= 0)),
    CONSTRAINT agreement_maker_is_not_checker CHECK ((signed_by <> made_by)),
    CONSTRAINT agreement_signed_check CHECK (((state = 'signed'::text) = ((signed_by IS NOT NULL) AND (signed_at IS NOT NULL) AND (signed_on IS NOT NULL) AND (document_id IS NOT NULL)))),
    CONSTRAINT agreement_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'signed'::text]))),
    CONSTRAINT agreement_supervised_amount_check CHECK ((supervised_amount > 0))
);

ALTER TABLE ONLY public.agreement FORCE ROW LEVEL SECURITY;

ALTER TABLE public.agreement OWNER TO escrow_owner;

-- Name: alembic_version; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);

ALTER TABLE public.alembic_version OWNER TO escrow_owner;

-- Name: alert; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.alert (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    details jsonb NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    acknowledged_by text,
    acknowledged_at timestamp with time zone,
    comment text,
    lifted_at timestamp with time zone,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT alert_check CHECK (((acknowledged_by IS NULL) = (acknowledged_at IS NULL))),
    CONSTRAINT alert_check1 CHECK (((state <> 'acknowledged'::text) OR (acknowledged_by IS NOT NULL))),
    CONSTRAINT alert_check2 CHECK (((state = 'lifted'::text) = (lifted_at IS NOT NULL))),
    CONSTRAINT alert_check3 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT alert_state_check CHECK ((state = ANY (ARRAY['open'::text, 'acknowledged'::text, 'lifted'::text])))
);

ALTER TABLE ONLY public.alert FORCE ROW LEVEL SECURITY;

ALTER TABLE public.alert OWNER TO escrow_owner;

-- Name: assessment; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.assessment (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    scores jsonb NOT NULL,
    feasible boolean NOT NULL,
    development_loan_amount bigint NOT NULL,
    expected_mortgage_volume bigint NOT NULL,
    entry_date date NOT NULL,
    conditions jsonb NOT NULL,
    state text NOT NULL,
    comment text,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    decided_by text,
    decided_at timestamp with time zone,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT assessment_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT assessment_decided_check CHECK (((state <> 'submitted'::text) = ((decided_by IS NOT NULL) AND (decided_at IS NOT NULL) AND (comment IS NOT NULL)))),
    CONSTRAINT assessment_development_loan_amount_check CHECK ((development_loan_amount >= 0)),
    CONSTRAINT assessment_expected_mortgage_volume_check CHECK ((expected_mortgage_volume >= 0)),
    CONSTRAINT assessment_maker_is_not_checker CHECK ((decided_by <> made_by)),
    CONSTRAINT assessment_state_check CHECK ((state = ANY (ARRAY['submitted'::text, 'approved'::text, 'rejected'::text])))
);

ALTER TABLE ONLY public.assessment FORCE ROW LEVEL SECURITY;

ALTER TABLE public.assessment OWNER TO escrow_owner;

-- Name: assessment_opinion; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.assessment_opinion (
    id uuid NOT NULL,
    assessment_id uuid NOT NULL,
    level text NOT NULL,
    opinion text NOT NULL,
    conditions jsonb NOT NULL,
    comment text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT assessment_opinion_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT assessment_opinion_level_check CHECK ((level = ANY (ARRAY['city_branch'::text, 'head_office'::text]))),
    CONSTRAINT assessment_opinion_opinion_check CHECK ((opinion = ANY (ARRAY['support'::text, 'support_with_conditions'::text, 'oppose'::text])))
);

ALTER TABLE ONLY public.assessment_opinion FORCE ROW LEVEL SECURITY;

ALTER TABLE public.assessment_opinion OWNER TO escrow_owner;

-- Name: audit_chain; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.audit_chain (
    seq bigint NOT NULL,
    record_id bigint NOT NULL,
    tx bigint NOT NULL,
    record_digest bytea NOT NULL,
    hash bytea NOT NULL
);

ALTER TABLE public.audit_chain OWNER TO escrow_owner;

-- Name: audit_record; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.audit_record (
    id bigint NOT NULL,
    tx xid8 DEFAULT pg_current_xact_id() NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    actor_name text NOT NULL,
    through text,
    action text NOT NULL,
    resource_type text NOT NULL,
    resource uuid NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    request_id text NOT NULL,
    traceparent text NOT NULL,
    before_digest bytea,
    after_digest bytea,
    data jsonb NOT NULL,
    CONSTRAINT audit_record_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.audit_record FORCE ROW LEVEL SECURITY;

ALTER TABLE public.audit_record OWNER TO escrow_owner;

-- Name: audit_record_id_seq; Type: SEQUENCE; Schema: public; Owner: escrow_owner

ALTER TABLE public.audit_record ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_record_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: balance_check; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.balance_check (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    project_id uuid NOT NULL,
    as_of date NOT NULL,
    ours bigint NOT NULL,
    core_banking bigint NOT NULL,
    state text NOT NULL,
    explanation text,
    document_ids uuid[],
    explained_by text,
    explained_at timestamp with time zone,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT balance_check_agreeing_check CHECK (((state = 'agreeing'::text) = (ours = core_banking))),
    CONSTRAINT balance_check_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT balance_check_explained_check CHECK (((state = 'explained'::text) = ((explanation IS NOT NULL) AND (document_ids IS NOT NULL) AND (explained_by IS NOT NULL) AND (explained_at IS NOT NULL)))),
    CONSTRAINT balance_check_maker_is_not_checker CHECK ((explained_by <> made_by)),
    CONSTRAINT balance_check_state_check CHECK ((state = ANY (ARRAY['agreeing'::text, 'differing'::text, 'explained'::text])))
);

ALTER TABLE ONLY public.balance_check FORCE ROW LEVEL SECURITY;

ALTER TABLE public.balance_check OWNER TO escrow_owner;

-- Name: buyer_loan; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.buyer_loan (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    kind text NOT NULL,
    unit_no text NOT NULL,
    external_ref text COLLATE pg_catalog."C",
    amount bigint NOT NULL,
    drawn_on date,
    outstanding bigint NOT NULL,
    registered_on date,
    as_of date NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT buyer_loan_amount_check CHECK ((amount > 0)),
    CONSTRAINT buyer_loan_check CHECK (((outstanding >= 0) AND (outstanding <= amount))),
    CONSTRAINT buyer_loan_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT buyer_loan_kind_check CHECK ((kind = ANY (ARRAY['mortgage'::text, 'provident_fund'::text]))),
    CONSTRAINT buyer_loan_only_mortgages_register CHECK (((kind = 'mortgage'::text) OR (registered_on IS NULL))),
    CONSTRAINT buyer_loan_owed_once_drawn CHECK (((drawn_on IS NOT NULL) OR (outstanding = 0)))
);

ALTER TABLE ONLY public.buyer_loan FORCE ROW LEVEL SECURITY;

ALTER TABLE public.buyer_loan OWNER TO escrow_owner;

-- Name: buyer_loan_report; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.buyer_loan_report (
    id uuid NOT NULL,
    buyer_loan_id uuid NOT NULL,
    project_id uuid NOT NULL,
    as_of date NOT NULL,
    amount bigint NOT NULL,
    drawn_on date,
    outstanding bigint NOT NULL,
    registered_on date,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT buyer_loan_report_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.buyer_loan_report FORCE ROW LEVEL SECURITY;

ALTER TABLE public.buyer_loan_report OWNER TO escrow_owner;

-- Name: closing; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.closing (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    account_id uuid NOT NULL,
    closed_on date NOT NULL,
    document_id uuid,
    entries bigint NOT NULL,
    money_in bigint NOT NULL,
    money_out bigint NOT NULL,
    ledger_digest bytea NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT closing_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT closing_entries_check CHECK ((entries >= 0)),
    CONSTRAINT closing_is_empty CHECK ((money_in = money_out)),
    CONSTRAINT closing_ledger_digest_check CHECK ((octet_length(ledger_digest) = 32)),
    CONSTRAINT closing_money_in_check CHECK ((money_in >= 0))
);

ALTER TABLE ONLY public.closing FORCE ROW LEVEL SECURITY;

ALTER TABLE public.closing OWNER TO escrow_owner;

-- Name: contract; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.contract (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    payee_name text NOT NULL,
    payee_account text NOT NULL,
    category text NOT NULL,
    amount bigint NOT NULL,
    committed bigint NOT NULL,
    document_id uuid NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT contract_amount_check CHECK ((amount > 0)),
    CONSTRAINT contract_category_check CHECK ((category = ANY (ARRAY['construction'::text, 'equipment'::text, 'design'::text, 'wages'::text, 'tax'::text, 'management'::text, 'marketing'::text, 'loan_repayment'::text, 'other'::text]))),
    CONSTRAINT contract_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT contract_committed_within_amount CHECK (((committed >= 0) AND (committed <= amount))),
    CONSTRAINT contract_payee_account_check CHECK ((payee_account ~ '^[0-9]{6,32}$'::text))
);

ALTER TABLE ONLY public.contract FORCE ROW LEVEL SECURITY;

ALTER TABLE public.contract OWNER TO escrow_owner;

-- Name: court_freeze; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.court_freeze (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    state text NOT NULL,
    authority text NOT NULL,
    order_no text NOT NULL,
    frozen_on date NOT NULL,
    document_id uuid NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    lift_order_no text,
    lift_document_id uuid,
    lifted_by text,
    lifted_at timestamp with time zone,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT court_freeze_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT court_freeze_lifted_check CHECK (((state = 'lifted'::text) = ((lifted_by IS NOT NULL) AND (lifted_at IS NOT NULL) AND (lift_order_no IS NOT NULL) AND (lift_document_id IS NOT NULL)))),
    CONSTRAINT court_freeze_maker_is_not_checker CHECK ((lifted_by <> made_by)),
    CONSTRAINT court_freeze_state_check CHECK ((state = ANY (ARRAY['frozen'::text, 'lifted'::text])))
);

ALTER TABLE ONLY public.court_freeze FORCE ROW LEVEL SECURITY;

ALTER TABLE public.court_freeze OWNER TO escrow_owner;

-- Name: deposit; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.deposit (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    state text NOT NULL,
    rate numeric(5,4) NOT NULL,
    outstanding bigint NOT NULL,
    mortgages bigint NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT deposit_check CHECK (((state = 'closed'::text) = (closed_at IS NOT NULL))),
    CONSTRAINT deposit_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT deposit_closes_with_the_last_registration CHECK (((state = 'open'::text) OR ((mortgages = 0) AND (outstanding = 0)))),
    CONSTRAINT deposit_mortgages_check CHECK ((mortgages >= 0)),
    CONSTRAINT deposit_outstanding_check CHECK ((outstanding >= 0)),
    CONSTRAINT deposit_rate_check CHECK (((rate >= (0)::numeric) AND (rate <= (1)::numeric))),
    CONSTRAINT deposit_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text])))
);

ALTER TABLE ONLY public.deposit FORCE ROW LEVEL SECURITY;

ALTER TABLE public.deposit OWNER TO escrow_owner;

-- Name: deposit_claim; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.deposit_claim (
    id uuid NOT NULL,
    deposit_id uuid NOT NULL,
    project_id uuid NOT NULL,
    unit_no text NOT NULL,
    amount bigint NOT NULL,
    missed_instalments integer NOT NULL,
    document_ids uuid[] NOT NULL,
    state text NOT NULL,
    policy_version text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    decided_by text,
    decided_at timestamp with time zone,
    comment text,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT deposit_claim_amount_check CHECK ((amount > 0)),
    CONSTRAINT deposit_claim_check CHECK (((state <> 'requested'::text) = ((decided_by IS NOT NULL) AND (decided_at IS NOT NULL) AND (comment IS NOT NULL)))),
    CONSTRAINT deposit_claim_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT deposit_claim_maker_is_not_checker CHECK ((decided_by <> made_by)),
    CONSTRAINT deposit_claim_missed_instalments_check CHECK ((missed_instalments > 0)),
    CONSTRAINT deposit_claim_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'paid'::text, 'rejected'::text])))
);

ALTER TABLE ONLY public.deposit_claim FORCE ROW LEVEL SECURITY;

ALTER TABLE public.deposit_claim OWNER TO escrow_owner;

-- Name: deposit_movement; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.deposit_movement (
    id uuid NOT NULL,
    deposit_id uuid NOT NULL,
    project_id uuid NOT NULL,
    kind text NOT NULL,
    amount bigint NOT NULL,
    bank_ref text COLLATE pg_catalog."C",
    unit_no text,
    value_date date NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT deposit_movement_amount_check CHECK ((amount > 0)),
    CONSTRAINT deposit_movement_check CHECK (((kind = 'payment'::text) = (bank_ref IS NOT NULL))),
    CONSTRAINT deposit_movement_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT deposit_movement_kind_check CHECK ((kind = ANY (ARRAY['payment'::text, 'release'::text])))
);

ALTER TABLE ONLY public.deposit_movement FORCE ROW LEVEL SECURITY;

ALTER TABLE public.deposit_movement OWNER TO escrow_owner;

-- Name: deposit_statement; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.deposit_statement (
    id uuid NOT NULL,
    deposit_id uuid NOT NULL,
    project_id uuid NOT NULL,
    month text NOT NULL,
    outstanding bigint NOT NULL,
    required bigint NOT NULL,
    due_on date NOT NULL,
    due_is_provisional boolean NOT NULL,
    policy_version text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT deposit_statement_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT deposit_statement_month_check CHECK ((month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'::text)),
    CONSTRAINT deposit_statement_outstanding_check CHECK ((outstanding >= 0)),
    CONSTRAINT deposit_statement_required_check CHECK ((required >= 0))
);

ALTER TABLE ONLY public.deposit_statement FORCE ROW LEVEL SECURITY;

ALTER TABLE public.deposit_statement OWNER TO escrow_owner;

-- Name: developer; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.developer (
    id uuid NOT NULL,
    name text NOT NULL,
    uscc text NOT NULL,
    qualification_grade text NOT NULL,
    track_record jsonb NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT developer_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT developer_uscc_check CHECK ((length(uscc) = 18))
);

ALTER TABLE ONLY public.developer FORCE ROW LEVEL SECURITY;

ALTER TABLE public.developer OWNER TO escrow_owner;

-- Name: development_loan; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.development_loan (
    id uuid NOT NULL,
    assessed bigint NOT NULL,
    committed bigint NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT development_loan_assessed_check CHECK ((assessed >= 0)),
    CONSTRAINT development_loan_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT development_loan_within_assessed CHECK (((committed >= 0) AND (committed <= assessed)))
);

ALTER TABLE ONLY public.development_loan FORCE ROW LEVEL SECURITY;

ALTER TABLE public.development_loan OWNER TO escrow_owner;

-- Name: disbursement; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.disbursement (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    account_id uuid NOT NULL,
    fund_plan_line_id uuid NOT NULL,
    contract_id uuid,
    category text NOT NULL,
    is_works boolean NOT NULL,
    payee_name text NOT NULL,
    payee_account text NOT NULL,
    invoice_no text NOT NULL,
    amount bigint NOT NULL,
    is_large boolean NOT NULL,
    document_ids uuid[] NOT NULL,
    value_date date NOT NULL,
    state text NOT NULL,
    checks jsonb NOT NULL,
    policy_version text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    reviewed_by text,
    reviewed_at timestamp with time zone,
    review_comment text,
    confirmed_by text,
    confirmed_at timestamp with time zone,
    confirm_comment text,
    paid_by text,
    paid_at timestamp with time zone,
    ended_by text,
    ended_at timestamp with time zone,
    end_reason text,
    settle_bank_ref text COLLATE pg_catalog."C",
    settled_on date,
    return_bank_ref text COLLATE pg_catalog."C",
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    hold_id uuid NOT NULL,
    authority_document_id uuid,
    content_digest bytea NOT NULL,
    reviewed_digest bytea,
    confirmed_digest bytea,
    due_on date NOT NULL,
    due_is_provisional boolean NOT NULL,
    expires_on date NOT NULL,
    CONSTRAINT disbursement_amount_check CHECK ((amount > 0)),
    CONSTRAINT disbursement_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT disbursement_confirmation_is_of_the_content CHECK ((((confirmed_by IS NULL) = (confirmed_digest IS NULL)) AND ((confirmed_digest IS NULL) OR (confirmed_digest = content_digest)))),
    CONSTRAINT disbursement_confirmed_by_somebody CHECK (((state <> ALL (ARRAY['confirmed'::text, 'paying'::text, 'settled'::text, 'returned'::text, 'failed'::text])) OR (confirmed_by IS NOT NULL))),
    CONSTRAINT disbursement_confirmer_is_not_maker CHECK ((confirmed_by <> made_by)),
    CONSTRAINT disbursement_confirmer_is_not_reviewer CHECK ((confirmed_by <> reviewed_by)),
    CONSTRAINT disbursement_paid_by_somebody CHECK (((state <> ALL (ARRAY['paying'::text, 'settled'::text, 'returned'::text, 'failed'::text])) OR (paid_by IS NOT NULL))),
    CONSTRAINT disbursement_payer_is_another CHECK (((paid_by <> made_by) AND (paid_by <> confirmed_by) AND (paid_by <> COALESCE(reviewed_by, ''::text)))),
    CONSTRAINT disbursement_returned_with_reference CHECK (((state = 'returned'::text) = (return_bank_ref IS NOT NULL))),
    CONSTRAINT disbursement_review_is_of_the_content CHECK ((((reviewed_by IS NULL) = (reviewed_digest IS NULL)) AND ((reviewed_digest IS NULL) OR (reviewed_digest = content_digest)))),
    CONSTRAINT disbursement_reviewed_by_somebody CHECK ((((state <> 'reviewed'::text) AND ((NOT is_large) OR (confirmed_by IS NULL))) OR (reviewed_by IS NOT NULL))),
    CONSTRAINT disbursement_reviewer_is_not_maker CHECK ((reviewed_by <> made_by)),
    CONSTRAINT disbursement_settled_with_reference CHECK (((state <> ALL (ARRAY['settled'::text, 'returned'::text])) OR ((settle_bank_ref IS NOT NULL) AND (settled_on IS NOT NULL)))),
    CONSTRAINT disbursement_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'reviewed'::text, 'confirmed'::text, 'paying'::text, 'settled'::text, 'returned'::text, 'failed'::text, 'rejected'::text, 'cancelled'::text, 'expired'::text])))
);

ALTER TABLE ONLY public.disbursement FORCE ROW LEVEL SECURITY;

ALTER TABLE public.disbursement OWNER TO escrow_owner;

-- Name: COLUMN disbursement.content_digest; Type: COMMENT; Schema: public; Owner: escrow_owner

COMMENT ON COLUMN public.disbursement.content_digest IS 'SHA-256 of what is asked for: what an approval is an approval of';

-- Name: disbursement_approval; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.disbursement_approval (
    id uuid NOT NULL,
    disbursement_id uuid NOT NULL,
    step text NOT NULL,
    content_digest bytea NOT NULL,
    comment text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT disbursement_approval_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT disbursement_approval_step_check CHECK ((step = ANY (ARRAY['review'::text, 'confirm'::text, 'pay'::text])))
);

ALTER TABLE ONLY public.disbursement_approval FORCE ROW LEVEL SECURITY;

ALTER TABLE public.disbursement_approval OWNER TO escrow_owner;

-- Name: document; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.document (
    id uuid NOT NULL,
    sha256 bytea NOT NULL,
    file_name text NOT NULL,
    media_type text NOT NULL,
    size_bytes bigint NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT document_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT document_size_bytes_check CHECK ((size_bytes > 0))
);

ALTER TABLE ONLY public.document FORCE ROW LEVEL SECURITY;

ALTER TABLE public.document OWNER TO escrow_owner;

-- Name: document_content; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.document_content (
    sha256 bytea NOT NULL,
    bytes bytea NOT NULL,
    CONSTRAINT document_content_sha256_check CHECK ((octet_length(sha256) = 32))
);

ALTER TABLE public.document_content OWNER TO escrow_owner;

-- Name: fund_plan; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.fund_plan (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    month text NOT NULL,
    state text NOT NULL,
    schedule jsonb NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    submitted_by text,
    submitted_at timestamp with time zone,
    corporate_by text,
    corporate_at timestamp with time zone,
    personal_by text,
    personal_at timestamp with time zone,
    rejected_by text,
    rejected_at timestamp with time zone,
    rejected_reason text,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    revision integer NOT NULL,
    revises_id uuid,
    CONSTRAINT fund_plan_approved_by_both_check CHECK (((state = ANY (ARRAY['approved'::text, 'superseded'::text])) = ((corporate_by IS NOT NULL) AND (personal_by IS NOT NULL)))),
    CONSTRAINT fund_plan_check CHECK (((submitted_by IS NULL) = (submitted_at IS NULL))),
    CONSTRAINT fund_plan_check1 CHECK (((corporate_by IS NULL) = (corporate_at IS NULL))),
    CONSTRAINT fund_plan_check2 CHECK (((personal_by IS NULL) = (personal_at IS NULL))),
    CONSTRAINT fund_plan_check3 CHECK ((((rejected_by IS NULL) = (rejected_at IS NULL)) AND ((rejected_by IS NULL) = (rejected_reason IS NULL)))),
    CONSTRAINT fund_plan_check4 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT fund_plan_draft_is_undecided_check CHECK (((state <> 'draft'::text) OR ((corporate_by IS NULL) AND (personal_by IS NULL)))),
    CONSTRAINT fund_plan_maker_is_not_checker CHECK (((corporate_by <> made_by) AND (personal_by <> made_by) AND (rejected_by <> made_by))),
    CONSTRAINT fund_plan_month_check CHECK ((month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'::text)),
    CONSTRAINT fund_plan_rejected_check CHECK (((state = 'rejected'::text) = (rejected_by IS NOT NULL))),
    CONSTRAINT fund_plan_revision_check CHECK ((revision > 0)),
    CONSTRAINT fund_plan_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'submitted'::text, 'approved'::text, 'rejected'::text, 'superseded'::text]))),
    CONSTRAINT fund_plan_submitted_check CHECK (((state <> 'draft'::text) = (submitted_by IS NOT NULL))),
    CONSTRAINT fund_plan_submitter_is_not_checker CHECK (((corporate_by <> submitted_by) AND (personal_by <> submitted_by) AND (rejected_by <> submitted_by))),
    CONSTRAINT fund_plan_two_persons_approve CHECK ((corporate_by <> personal_by))
);

ALTER TABLE ONLY public.fund_plan FORCE ROW LEVEL SECURITY;

ALTER TABLE public.fund_plan OWNER TO escrow_owner;

-- Name: fund_plan_line; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.fund_plan_line (
    id uuid NOT NULL,
    fund_plan_id uuid NOT NULL,
    "position" integer NOT NULL,
    category text NOT NULL,
    contract_id uuid,
    amount bigint NOT NULL,
    purpose text NOT NULL,
    committed bigint NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    replaces_id uuid,
    replaced_by uuid,
    CONSTRAINT fund_plan_line_amount_check CHECK ((amount > 0)),
    CONSTRAINT fund_plan_line_category_check CHECK ((category = ANY (ARRAY['construction'::text, 'equipment'::text, 'design'::text, 'wages'::text, 'tax'::text, 'management'::text, 'marketing'::text, 'loan_repayment'::text, 'other'::text]))),
    CONSTRAINT fund_plan_line_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT fund_plan_line_committed_within_amount CHECK (((committed >= 0) AND (committed <= amount))),
    CONSTRAINT fund_plan_line_position_check CHECK (("position" >= 0)),
    CONSTRAINT fund_plan_line_replaced_has_nothing_taken CHECK (((replaced_by IS NULL) OR (committed = 0))),
    CONSTRAINT fund_plan_line_works_have_a_contract CHECK (((contract_id IS NOT NULL) OR (category <> ALL (ARRAY['construction'::text, 'equipment'::text, 'design'::text]))))
);

ALTER TABLE ONLY public.fund_plan_line FORCE ROW LEVEL SECURITY;

ALTER TABLE public.fund_plan_line OWNER TO escrow_owner;

-- Name: idempotency_key; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.idempotency_key (
    caller text NOT NULL COLLATE pg_catalog."C",
    route text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    body_digest bytea NOT NULL,
    status smallint NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT idempotency_key_status_check CHECK (((status >= 200) AND (status <= 299)))
);

ALTER TABLE public.idempotency_key OWNER TO escrow_owner;

-- Name: import; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.import (
    id uuid NOT NULL,
    kind text NOT NULL,
    target uuid,
    state text NOT NULL,
    format text NOT NULL,
    sha256 bytea NOT NULL,
    received bigint NOT NULL,
    accepted bigint DEFAULT 0 NOT NULL,
    rejected bigint DEFAULT 0 NOT NULL,
    next_line bigint DEFAULT 1 NOT NULL,
    made_by text NOT NULL,
    made_by_name text NOT NULL,
    made_by_roles text[] NOT NULL,
    made_by_sub_branch text,
    made_by_outlet text,
    made_through text,
    made_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT import_accepted_check CHECK ((accepted >= 0)),
    CONSTRAINT import_check CHECK (((accepted + rejected) <= received)),
    CONSTRAINT import_check1 CHECK (((state <> 'completed'::text) OR ((accepted + rejected) = received))),
    CONSTRAINT import_check2 CHECK (((state = 'running'::text) = (finished_at IS NULL))),
    CONSTRAINT import_check3 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT import_format_check CHECK ((format = ANY (ARRAY['ndjson'::text, 'csv'::text]))),
    CONSTRAINT import_next_line_check CHECK ((next_line >= 1)),
    CONSTRAINT import_received_check CHECK ((received >= 0)),
    CONSTRAINT import_rejected_check CHECK ((rejected >= 0)),
    CONSTRAINT import_sha256_check CHECK ((octet_length(sha256) = 32)),
    CONSTRAINT import_state_check CHECK ((state = ANY (ARRAY['running'::text, 'completed'::text, 'failed'::text])))
);

ALTER TABLE ONLY public.import FORCE ROW LEVEL SECURITY;

ALTER TABLE public.import OWNER TO escrow_owner;

-- Name: import_line; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.import_line (
    import_id uuid NOT NULL,
    line bigint NOT NULL,
    raw bytea,
    fault text,
    CONSTRAINT import_line_check CHECK (((raw IS NULL) = (fault IS NOT NULL))),
    CONSTRAINT import_line_line_check CHECK ((line >= 1))
);

ALTER TABLE public.import_line OWNER TO escrow_owner;

-- Name: import_rejection; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.import_rejection (
    import_id uuid NOT NULL,
    line bigint NOT NULL,
    code text NOT NULL,
    pointer text NOT NULL,
    message_en text NOT NULL,
    message_zh text NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT import_rejection_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.import_rejection FORCE ROW LEVEL SECURITY;

ALTER TABLE public.import_rejection OWNER TO escrow_owner;

-- Name: ledger_account; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.ledger_account (
    id uuid NOT NULL,
    kind text NOT NULL,
    clearing_id uuid,
    project_id uuid NOT NULL,
    total bigint DEFAULT 0 NOT NULL,
    held bigint DEFAULT 0 NOT NULL,
    suspense bigint DEFAULT 0 NOT NULL,
    retained bigint DEFAULT 0 NOT NULL,
    entries bigint DEFAULT 0 NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    sealed_at timestamp with time zone,
    CONSTRAINT ledger_account_check CHECK (((kind <> 'clearing'::text) = (clearing_id IS NOT NULL))),
    CONSTRAINT ledger_account_check1 CHECK (((kind = 'supervised'::text) OR ((held = 0) AND (suspense = 0) AND (retained = 0)))),
    CONSTRAINT ledger_account_check2 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT ledger_account_entries_check CHECK ((entries >= 0)),
    CONSTRAINT ledger_account_held_check CHECK ((held >= 0)),
    CONSTRAINT ledger_account_kind_check CHECK ((kind = ANY (ARRAY['supervised'::text, 'clearing'::text, 'deposit'::text]))),
    CONSTRAINT ledger_account_retained_check CHECK ((retained >= 0)),
    CONSTRAINT ledger_account_sealed_empty CHECK (((sealed_at IS NULL) OR (kind = 'clearing'::text) OR ((total = 0) AND (held = 0) AND (suspense = 0)))),
    CONSTRAINT ledger_account_suspense_check CHECK ((suspense >= 0)),
    CONSTRAINT ledger_account_total_covers_held CHECK (((kind = 'clearing'::text) OR ((total - suspense) >= held))),
    CONSTRAINT ledger_account_total_not_negative CHECK (((kind = 'clearing'::text) OR (total >= 0))),
    CONSTRAINT ledger_account_total_within_bounds CHECK (((total >= '-100000000000000000'::bigint) AND (total <= '100000000000000000'::bigint)))
);

ALTER TABLE ONLY public.ledger_account FORCE ROW LEVEL SECURITY;

ALTER TABLE public.ledger_account OWNER TO escrow_owner;

-- Name: ledger_entry; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.ledger_entry (
    account_id uuid NOT NULL,
    number bigint NOT NULL,
    transfer_id uuid NOT NULL,
    amount bigint NOT NULL,
    balance bigint NOT NULL,
    value_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT ledger_entry_amount_check CHECK ((amount <> 0)),
    CONSTRAINT ledger_entry_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT ledger_entry_number_check CHECK ((number > 0))
);

ALTER TABLE ONLY public.ledger_entry FORCE ROW LEVEL SECURITY;

ALTER TABLE public.ledger_entry OWNER TO escrow_owner;

-- Name: ledger_hold; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.ledger_hold (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    amount bigint NOT NULL,
    state text NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT ledger_hold_amount_check CHECK ((amount > 0)),
    CONSTRAINT ledger_hold_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT ledger_hold_state_check CHECK ((state = ANY (ARRAY['held'::text, 'released'::text, 'paid'::text, 'returned'::text])))
);

ALTER TABLE ONLY public.ledger_hold FORCE ROW LEVEL SECURITY;

ALTER TABLE public.ledger_hold OWNER TO escrow_owner;

-- Name: ledger_transfer; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.ledger_transfer (
    id uuid NOT NULL,
    kind text NOT NULL,
    debit_id uuid NOT NULL,
    credit_id uuid NOT NULL,
    amount bigint NOT NULL,
    hold_id uuid,
    reference text NOT NULL,
    value_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT ledger_transfer_amount_check CHECK ((amount > 0)),
    CONSTRAINT ledger_transfer_check CHECK ((debit_id <> credit_id)),
    CONSTRAINT ledger_transfer_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT ledger_transfer_kind_check CHECK ((kind = ANY (ARRAY['receive'::text, 'pay'::text, 'return'::text, 'deposit_payment'::text, 'deposit_release'::text, 'deposit_claim'::text])))
);

ALTER TABLE ONLY public.ledger_transfer FORCE ROW LEVEL SECURITY;

ALTER TABLE public.ledger_transfer OWNER TO escrow_owner;

-- Name: loan_drawdown; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.loan_drawdown (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    fund_plan_line_id uuid NOT NULL,
    amount bigint NOT NULL,
    document_ids uuid[] NOT NULL,
    state text NOT NULL,
    checks jsonb NOT NULL,
    policy_version text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    reviewed_by text,
    reviewed_at timestamp with time zone,
    review_comment text,
    confirmed_by text,
    confirmed_at timestamp with time zone,
    confirm_comment text,
    drawn_by text,
    drawn_at timestamp with time zone,
    ended_by text,
    ended_at timestamp with time zone,
    end_reason text,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT loan_drawdown_amount_check CHECK ((amount > 0)),
    CONSTRAINT loan_drawdown_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT loan_drawdown_confirmed_check CHECK ((((reviewed_by IS NOT NULL) OR (confirmed_by IS NULL)) AND ((confirmed_by IS NOT NULL) OR (drawn_by IS NULL)))),
    CONSTRAINT loan_drawdown_confirmer_is_another CHECK (((confirmed_by <> made_by) AND (confirmed_by <> reviewed_by))),
    CONSTRAINT loan_drawdown_drawer_is_another CHECK (((drawn_by <> made_by) AND (drawn_by <> reviewed_by) AND (drawn_by <> confirmed_by))),
    CONSTRAINT loan_drawdown_drawn_check CHECK (((state = 'drawn'::text) = (drawn_by IS NOT NULL))),
    CONSTRAINT loan_drawdown_ended_check CHECK (((state = ANY (ARRAY['rejected'::text, 'cancelled'::text])) = (ended_by IS NOT NULL))),
    CONSTRAINT loan_drawdown_reviewer_is_another CHECK ((reviewed_by <> made_by)),
    CONSTRAINT loan_drawdown_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'reviewed'::text, 'confirmed'::text, 'drawn'::text, 'rejected'::text, 'cancelled'::text])))
);

ALTER TABLE ONLY public.loan_drawdown FORCE ROW LEVEL SECURITY;

ALTER TABLE public.loan_drawdown OWNER TO escrow_owner;

-- Name: milestone; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.milestone (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    "position" integer,
    code text NOT NULL,
    planned_date date NOT NULL,
    progress_share numeric(5,4) NOT NULL,
    retained_share numeric(5,4) NOT NULL,
    state text NOT NULL,
    revision integer NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    required_documents text[] NOT NULL,
    CONSTRAINT milestone_check CHECK (((state = 'planned'::text) OR ("position" IS NOT NULL))),
    CONSTRAINT milestone_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT milestone_position_check CHECK (("position" > 0)),
    CONSTRAINT milestone_progress_share_check CHECK (((progress_share >= (0)::numeric) AND (progress_share <= (1)::numeric))),
    CONSTRAINT milestone_retained_share_check CHECK (((retained_share >= (0)::numeric) AND (retained_share <= (1)::numeric))),
    CONSTRAINT milestone_revision_check CHECK ((revision > 0)),
    CONSTRAINT milestone_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'confirmed'::text])))
);

ALTER TABLE ONLY public.milestone FORCE ROW LEVEL SECURITY;

ALTER TABLE public.milestone OWNER TO escrow_owner;

-- Name: COLUMN milestone."position"; Type: COMMENT; Schema: public; Owner: escrow_owner

COMMENT ON COLUMN public.milestone."position" IS 'Place in the list, from 1; NULL once it was dropped from the list';

-- Name: COLUMN milestone.revision; Type: COMMENT; Schema: public; Owner: escrow_owner

COMMENT ON COLUMN public.milestone.revision IS 'Raised with each change: a confirmation counts for the revision it was of';

-- Name: milestone_confirmation; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.milestone_confirmation (
    id uuid NOT NULL,
    milestone_id uuid NOT NULL,
    revision integer NOT NULL,
    department text NOT NULL,
    confirmed_on date NOT NULL,
    document_ids uuid[] NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    documents jsonb NOT NULL,
    CONSTRAINT milestone_confirmation_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT milestone_confirmation_department_check CHECK ((department = ANY (ARRAY['corporate'::text, 'personal'::text]))),
    CONSTRAINT milestone_confirmation_document_ids_check CHECK ((cardinality(document_ids) > 0))
);

ALTER TABLE ONLY public.milestone_confirmation FORCE ROW LEVEL SECURITY;

ALTER TABLE public.milestone_confirmation OWNER TO escrow_owner;

-- Name: COLUMN milestone_confirmation.documents; Type: COMMENT; Schema: public; Owner: escrow_owner

COMMENT ON COLUMN public.milestone_confirmation.documents IS 'Which document is what the milestone needs, by its name';

-- Name: pgqueuer; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.pgqueuer (
    id bigint NOT NULL,
    priority integer NOT NULL,
    queue_manager_id uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    heartbeat timestamp with time zone DEFAULT now() NOT NULL,
    execute_after timestamp with time zone DEFAULT now() NOT NULL,
    status public.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL,
    dedupe_key text,
    payload bytea,
    headers jsonb,
    attempts integer DEFAULT 0 NOT NULL,
    slot bigint
);

ALTER TABLE public.pgqueuer OWNER TO escrow_owner;

-- Name: pgqueuer_id_seq; Type: SEQUENCE; Schema: public; Owner: escrow_owner

CREATE SEQUENCE public.pgqueuer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pgqueuer_id_seq OWNER TO escrow_owner;

-- Name: pgqueuer_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: escrow_owner

ALTER SEQUENCE public.pgqueuer_id_seq OWNED BY public.pgqueuer.id;

-- Name: pgqueuer_log; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.pgqueuer_log (
    id bigint NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    job_id bigint NOT NULL,
    status public.pgqueuer_status NOT NULL,
    priority integer NOT NULL,
    entrypoint text NOT NULL,
    traceback jsonb,
    aggregated boolean DEFAULT false
);

ALTER TABLE public.pgqueuer_log OWNER TO escrow_owner;

-- Name: pgqueuer_log_id_seq; Type: SEQUENCE; Schema: public; Owner: escrow_owner

ALTER TABLE public.pgqueuer_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.pgqueuer_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: pgqueuer_schedules; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.pgqueuer_schedules (
    id bigint NOT NULL,
    expression text NOT NULL,
    entrypoint text NOT NULL,
    heartbeat timestamp with time zone DEFAULT now() NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    next_run timestamp with time zone DEFAULT now() NOT NULL,
    last_run timestamp with time zone,
    status public.pgqueuer_status DEFAULT 'queued'::public.pgqueuer_status
);

ALTER TABLE public.pgqueuer_schedules OWNER TO escrow_owner;

-- Name: pgqueuer_schedules_id_seq; Type: SEQUENCE; Schema: public; Owner: escrow_owner

CREATE SEQUENCE public.pgqueuer_schedules_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pgqueuer_schedules_id_seq OWNER TO escrow_owner;

-- Name: pgqueuer_schedules_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: escrow_owner

ALTER SEQUENCE public.pgqueuer_schedules_id_seq OWNED BY public.pgqueuer_schedules.id;

-- Name: pgqueuer_statistics; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.pgqueuer_statistics (
    id bigint NOT NULL,
    created timestamp with time zone DEFAULT date_trunc('sec'::text, now()) NOT NULL,
    count bigint NOT NULL,
    priority integer NOT NULL,
    status public.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL
);

ALTER TABLE public.pgqueuer_statistics OWNER TO escrow_owner;

-- Name: pgqueuer_statistics_id_seq; Type: SEQUENCE; Schema: public; Owner: escrow_owner

CREATE SEQUENCE public.pgqueuer_statistics_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pgqueuer_statistics_id_seq OWNER TO escrow_owner;

-- Name: pgqueuer_statistics_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: escrow_owner

ALTER SEQUENCE public.pgqueuer_statistics_id_seq OWNED BY public.pgqueuer_statistics.id;

-- Name: policy; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.policy (
    id uuid NOT NULL,
    kind text NOT NULL,
    version text NOT NULL,
    state text NOT NULL,
    effective_from date NOT NULL,
    body jsonb NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    activated_by text,
    activated_at timestamp with time zone,
    CONSTRAINT policy_check CHECK (((state = 'active'::text) = ((activated_by IS NOT NULL) AND (activated_at IS NOT NULL)))),
    CONSTRAINT policy_maker_is_not_checker CHECK ((activated_by <> made_by)),
    CONSTRAINT policy_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'active'::text]))),
    CONSTRAINT policy_version_check CHECK ((version <> ''::text))
);

ALTER TABLE public.policy OWNER TO escrow_owner;

-- Name: project; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.project (
    id uuid NOT NULL,
    developer_id uuid NOT NULL,
    name text NOT NULL,
    total_investment bigint NOT NULL,
    construction_budget bigint NOT NULL,
    funding_sources jsonb NOT NULL,
    permits jsonb NOT NULL,
    regime text NOT NULL,
    state text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT project_check CHECK (((construction_budget > 0) AND (construction_budget <= total_investment))),
    CONSTRAINT project_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT project_regime_check CHECK ((regime = ANY (ARRAY['standard'::text, 'enhanced'::text, 'light'::text]))),
    CONSTRAINT project_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'assessed'::text, 'agreed'::text, 'supervised'::text, 'closed'::text, 'declined'::text]))),
    CONSTRAINT project_total_investment_check CHECK ((total_investment > 0))
);

ALTER TABLE ONLY public.project FORCE ROW LEVEL SECURITY;

ALTER TABLE public.project OWNER TO escrow_owner;

-- Name: receipt; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.receipt (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    source text NOT NULL,
    amount bigint NOT NULL,
    bank_ref text NOT NULL COLLATE pg_catalog."C",
    unit_no text,
    value_date date NOT NULL,
    in_suspense boolean NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT receipt_amount_check CHECK ((amount > 0)),
    CONSTRAINT receipt_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT receipt_source_check CHECK ((source = ANY (ARRAY['down_payment'::text, 'mortgage'::text, 'provident_fund'::text, 'development_loan'::text, 'developer_funds'::text, 'other'::text])))
);

ALTER TABLE ONLY public.receipt FORCE ROW LEVEL SECURITY;

ALTER TABLE public.receipt OWNER TO escrow_owner;

-- Name: receipt_assignment; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.receipt_assignment (
    receipt_id uuid NOT NULL,
    account_id uuid NOT NULL,
    project_id uuid NOT NULL,
    unit_no text NOT NULL,
    assigned_on date NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT receipt_assignment_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.receipt_assignment FORCE ROW LEVEL SECURITY;

ALTER TABLE public.receipt_assignment OWNER TO escrow_owner;

-- Name: receipt_identification; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.receipt_identification (
    id uuid NOT NULL,
    receipt_id uuid NOT NULL,
    account_id uuid NOT NULL,
    project_id uuid NOT NULL,
    unit_no text NOT NULL,
    reason text NOT NULL,
    document_ids uuid[] NOT NULL,
    state text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    decided_by text,
    decided_at timestamp with time zone,
    comment text,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT receipt_identification_check CHECK (((state <> 'proposed'::text) = ((decided_by IS NOT NULL) AND (decided_at IS NOT NULL) AND (comment IS NOT NULL)))),
    CONSTRAINT receipt_identification_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT receipt_identification_maker_is_not_checker CHECK ((decided_by <> made_by)),
    CONSTRAINT receipt_identification_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'approved'::text, 'rejected'::text, 'superseded'::text])))
);

ALTER TABLE ONLY public.receipt_identification FORCE ROW LEVEL SECURITY;

ALTER TABLE public.receipt_identification OWNER TO escrow_owner;

-- Name: reconciliation; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.reconciliation (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    account_id uuid NOT NULL,
    month text NOT NULL,
    as_of date NOT NULL,
    state text NOT NULL,
    units bigint NOT NULL,
    expected bigint NOT NULL,
    received bigint NOT NULL,
    suspense bigint NOT NULL,
    counts jsonb NOT NULL,
    sales_with_mortgage bigint NOT NULL,
    mortgages_ours bigint NOT NULL,
    mortgages_leaked bigint NOT NULL,
    progress_status text NOT NULL,
    progress_percent numeric(5,2),
    units_digest bytea NOT NULL,
    policy_version text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    corporate_by text,
    corporate_at timestamp with time zone,
    personal_by text,
    personal_at timestamp with time zone,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT reconciliation_check CHECK (((corporate_by IS NULL) = (corporate_at IS NULL))),
    CONSTRAINT reconciliation_check1 CHECK (((personal_by IS NULL) = (personal_at IS NULL))),
    CONSTRAINT reconciliation_check2 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT reconciliation_maker_is_not_checker CHECK (((corporate_by <> made_by) AND (personal_by <> made_by))),
    CONSTRAINT reconciliation_month_check CHECK ((month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'::text)),
    CONSTRAINT reconciliation_signed_by_both_check CHECK (((state = 'signed'::text) = ((corporate_by IS NOT NULL) AND (personal_by IS NOT NULL)))),
    CONSTRAINT reconciliation_state_check CHECK ((state = ANY (ARRAY['open'::text, 'signed'::text, 'superseded'::text]))),
    CONSTRAINT reconciliation_two_persons_sign CHECK ((corporate_by <> personal_by)),
    CONSTRAINT reconciliation_units_digest_check CHECK ((octet_length(units_digest) = 32))
);

ALTER TABLE ONLY public.reconciliation FORCE ROW LEVEL SECURITY;

ALTER TABLE public.reconciliation OWNER TO escrow_owner;

-- Name: reconciliation_matched; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.reconciliation_matched (
    reconciliation_id uuid NOT NULL,
    chunk integer NOT NULL,
    unit_nos text[] NOT NULL,
    amounts bigint[] NOT NULL,
    since date[] NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT reconciliation_matched_check CHECK (((cardinality(unit_nos) > 0) AND (cardinality(amounts) = cardinality(unit_nos)) AND (cardinality(since) = cardinality(unit_nos)))),
    CONSTRAINT reconciliation_matched_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT reconciliation_matched_chunk_check CHECK ((chunk > 0))
);

ALTER TABLE ONLY public.reconciliation_matched FORCE ROW LEVEL SECURITY;

ALTER TABLE public.reconciliation_matched OWNER TO escrow_owner;

-- Name: reconciliation_unit; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.reconciliation_unit (
    reconciliation_id uuid NOT NULL,
    unit_no text NOT NULL,
    expected bigint NOT NULL,
    received bigint NOT NULL,
    status text NOT NULL,
    since date NOT NULL,
    age_days integer NOT NULL,
    evidence text[] NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT reconciliation_unit_age_days_check CHECK ((age_days >= 0)),
    CONSTRAINT reconciliation_unit_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT reconciliation_unit_status_check CHECK ((status = ANY (ARRAY['matched'::text, 'short'::text, 'over'::text, 'missing'::text, 'unfiled'::text, 'misdirected'::text])))
);

ALTER TABLE ONLY public.reconciliation_unit FORCE ROW LEVEL SECURITY;

ALTER TABLE public.reconciliation_unit OWNER TO escrow_owner;

-- Name: refund; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.refund (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    account_id uuid NOT NULL,
    sale_filing_id uuid NOT NULL,
    amount bigint NOT NULL,
    is_large boolean NOT NULL,
    document_ids uuid[] NOT NULL,
    authority_document_id uuid,
    state text NOT NULL,
    checks jsonb NOT NULL,
    policy_version text NOT NULL,
    expires_on date NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    reviewed_by text,
    reviewed_at timestamp with time zone,
    review_comment text,
    confirmed_by text,
    confirmed_at timestamp with time zone,
    confirm_comment text,
    paid_by text,
    paid_at timestamp with time zone,
    ended_by text,
    ended_at timestamp with time zone,
    end_reason text,
    settle_bank_ref text COLLATE pg_catalog."C",
    settled_on date,
    return_bank_ref text COLLATE pg_catalog."C",
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT refund_amount_check CHECK ((amount > 0)),
    CONSTRAINT refund_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT refund_confirmed_by_somebody CHECK (((state <> ALL (ARRAY['confirmed'::text, 'paying'::text, 'settled'::text, 'returned'::text, 'failed'::text])) OR (confirmed_by IS NOT NULL))),
    CONSTRAINT refund_confirmer_is_another CHECK (((confirmed_by <> made_by) AND (confirmed_by <> COALESCE(reviewed_by, ''::text)))),
    CONSTRAINT refund_paid_by_somebody CHECK (((state <> ALL (ARRAY['paying'::text, 'settled'::text, 'returned'::text, 'failed'::text])) OR (paid_by IS NOT NULL))),
    CONSTRAINT refund_payer_is_another CHECK (((paid_by <> made_by) AND (paid_by <> confirmed_by) AND (paid_by <> COALESCE(reviewed_by, ''::text)))),
    CONSTRAINT refund_returned_with_reference CHECK (((state = 'returned'::text) = (return_bank_ref IS NOT NULL))),
    CONSTRAINT refund_reviewed_by_somebody CHECK ((((state <> 'reviewed'::text) AND ((NOT is_large) OR (confirmed_by IS NULL))) OR (reviewed_by IS NOT NULL))),
    CONSTRAINT refund_reviewer_is_another CHECK ((reviewed_by <> made_by)),
    CONSTRAINT refund_settled_with_reference CHECK (((state <> ALL (ARRAY['settled'::text, 'returned'::text])) OR ((settle_bank_ref IS NOT NULL) AND (settled_on IS NOT NULL)))),
    CONSTRAINT refund_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'reviewed'::text, 'confirmed'::text, 'paying'::text, 'settled'::text, 'returned'::text, 'failed'::text, 'rejected'::text, 'cancelled'::text, 'expired'::text])))
);

ALTER TABLE ONLY public.refund FORCE ROW LEVEL SECURITY;

ALTER TABLE public.refund OWNER TO escrow_owner;

-- Name: sale_filing; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.sale_filing (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    unit_no text NOT NULL,
    filing_no text NOT NULL COLLATE pg_catalog."C",
    filed_on date NOT NULL,
    price bigint NOT NULL,
    down_payment bigint NOT NULL,
    mortgage bigint NOT NULL,
    provident_fund bigint NOT NULL,
    state text NOT NULL,
    refund_committed bigint DEFAULT 0 NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    cancelled_on date,
    cancelled_by text,
    cancelled_at timestamp with time zone,
    cancel_reason text,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT sale_filing_cancelled_after_it_was_filed CHECK ((cancelled_on >= filed_on)),
    CONSTRAINT sale_filing_cancelled_check CHECK (((state = 'cancelled'::text) = ((cancelled_on IS NOT NULL) AND (cancelled_by IS NOT NULL) AND (cancelled_at IS NOT NULL) AND (cancel_reason IS NOT NULL)))),
    CONSTRAINT sale_filing_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT sale_filing_down_payment_check CHECK ((down_payment >= 0)),
    CONSTRAINT sale_filing_mortgage_check CHECK ((mortgage >= 0)),
    CONSTRAINT sale_filing_parts_are_the_price CHECK ((((down_payment + mortgage) + provident_fund) = price)),
    CONSTRAINT sale_filing_price_check CHECK ((price > 0)),
    CONSTRAINT sale_filing_provident_fund_check CHECK ((provident_fund >= 0)),
    CONSTRAINT sale_filing_refund_within_price CHECK (((refund_committed >= 0) AND (refund_committed <=
CASE state
    WHEN 'cancelled'::text THEN price
    ELSE (0)::bigint
END))),
    CONSTRAINT sale_filing_state_check CHECK ((state = ANY (ARRAY['filed'::text, 'cancelled'::text])))
);

ALTER TABLE ONLY public.sale_filing FORCE ROW LEVEL SECURITY;

ALTER TABLE public.sale_filing OWNER TO escrow_owner;

-- Name: sale_refund; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.sale_refund (
    id uuid NOT NULL,
    sale_filing_id uuid NOT NULL,
    project_id uuid NOT NULL,
    unit_no text NOT NULL,
    amount bigint NOT NULL,
    paid_on date NOT NULL,
    reference text NOT NULL COLLATE pg_catalog."C",
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT sale_refund_amount_check CHECK ((amount <> 0)),
    CONSTRAINT sale_refund_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.sale_refund FORCE ROW LEVEL SECURITY;

ALTER TABLE public.sale_refund OWNER TO escrow_owner;

-- Name: site_report; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.site_report (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    department text NOT NULL,
    as_of date NOT NULL,
    progress_percent numeric(5,2) NOT NULL,
    units_sold integer NOT NULL,
    notes text NOT NULL,
    document_ids uuid[] NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT site_report_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT site_report_department_check CHECK ((department = ANY (ARRAY['corporate'::text, 'personal'::text]))),
    CONSTRAINT site_report_progress_percent_check CHECK (((progress_percent >= (0)::numeric) AND (progress_percent <= (100)::numeric))),
    CONSTRAINT site_report_units_sold_check CHECK ((units_sold >= 0))
);

ALTER TABLE ONLY public.site_report FORCE ROW LEVEL SECURITY;

ALTER TABLE public.site_report OWNER TO escrow_owner;

-- Name: unit; Type: TABLE; Schema: public; Owner: escrow_owner

CREATE TABLE public.unit (
    project_id uuid NOT NULL,
    unit_no text NOT NULL,
    area_sqm numeric(12,2) NOT NULL,
    list_price bigint NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT unit_area_sqm_check CHECK ((area_sqm > (0)::numeric)),
    CONSTRAINT unit_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT unit_list_price_check CHECK ((list_price > 0))
);

ALTER TABLE ONLY public.unit FORCE ROW LEVEL SECURITY;

ALTER TABLE public.unit OWNER TO escrow_owner;

-- Name: pgqueuer id; Type: DEFAULT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.pgqueuer ALTER COLUMN id SET DEFAULT nextval('public.pgqueuer_id_seq'::regclass);

-- Name: pgqueuer_schedules id; Type: DEFAULT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.pgqueuer_schedules ALTER COLUMN id SET DEFAULT nextval('public.pgqueuer_schedules_id_seq'::regclass);

-- Name: pgqueuer_statistics id; Type: DEFAULT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.pgqueuer_statistics ALTER COLUMN id SET DEFAULT nextval('public.pgqueuer_statistics_id_seq'::regclass);

-- Name: account account_account_no_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_account_no_key UNIQUE (account_no);

-- Name: account account_id_project_id_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_id_project_id_key UNIQUE (id, project_id);

-- Name: account account_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);

-- Name: account account_project_id_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_project_id_key UNIQUE (project_id);

-- Name: agreement agreement_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.agreement
    ADD CONSTRAINT agreement_pkey PRIMARY KEY (id);

-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

-- Name: alert alert_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.alert
    ADD CONSTRAINT alert_pkey PRIMARY KEY (id);

-- Name: assessment_opinion assessment_opinion_once_per_level_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.assessment_opinion
    ADD CONSTRAINT assessment_opinion_once_per_level_key UNIQUE (assessment_id, level);

-- Name: assessment_opinion assessment_opinion_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.assessment_opinion
    ADD CONSTRAINT assessment_opinion_pkey PRIMARY KEY (id);

-- Name: assessment assessment_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.assessment
    ADD CONSTRAINT assessment_pkey PRIMARY KEY (id);

-- Name: audit_chain audit_chain_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_pkey PRIMARY KEY (seq);

-- Name: audit_chain audit_chain_record_id_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_record_id_key UNIQUE (record_id);

-- Name: audit_record audit_record_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.audit_record
    ADD CONSTRAINT audit_record_pkey PRIMARY KEY (id);

-- Name: balance_check balance_check_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.balance_check
    ADD CONSTRAINT balance_check_pkey PRIMARY KEY (id);

-- Name: buyer_loan buyer_loan_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.buyer_loan
    ADD CONSTRAINT buyer_loan_pkey PRIMARY KEY (id);

-- Name: buyer_loan_report buyer_loan_report_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.buyer_loan_report
    ADD CONSTRAINT buyer_loan_report_pkey PRIMARY KEY (id);

-- Name: closing closing_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.closing
    ADD CONSTRAINT closing_pkey PRIMARY KEY (id);

-- Name: closing closing_project_id_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.closing
    ADD CONSTRAINT closing_project_id_key UNIQUE (project_id);

-- Name: contract contract_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.contract
    ADD CONSTRAINT contract_pkey PRIMARY KEY (id);

-- Name: court_freeze court_freeze_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.court_freeze
    ADD CONSTRAINT court_freeze_pkey PRIMARY KEY (id);

-- Name: deposit_claim deposit_claim_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.deposit_claim
    ADD CONSTRAINT deposit_claim_pkey PRIMARY KEY (id);

-- Name: deposit_movement deposit_movement_bank_ref_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.deposit_movement
    ADD CONSTRAINT deposit_movement_bank_ref_key UNIQUE (bank_ref);

-- Name: deposit_movement deposit_movement_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.deposit_movement
    ADD CONSTRAINT deposit_movement_pkey PRIMARY KEY (id);

-- Name: deposit deposit_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.deposit
    ADD CONSTRAINT deposit_pkey PRIMARY KEY (id);

-- Name: deposit deposit_project_id_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.deposit
    ADD CONSTRAINT deposit_project_id_key UNIQUE (project_id);

-- Name: deposit_statement deposit_statement_month_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.deposit_statement
    ADD CONSTRAINT deposit_statement_month_key UNIQUE (deposit_id, month);

-- Name: deposit_statement deposit_statement_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.deposit_statement
    ADD CONSTRAINT deposit_statement_pkey PRIMARY KEY (id);

-- Name: developer developer_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.developer
    ADD CONSTRAINT developer_pkey PRIMARY KEY (id);

-- Name: developer developer_sub_branch_uscc_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.developer
    ADD CONSTRAINT developer_sub_branch_uscc_key UNIQUE (sub_branch, uscc);

-- Name: development_loan development_loan_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.development_loan
    ADD CONSTRAINT development_loan_pkey PRIMARY KEY (id);

-- Name: disbursement_approval disbursement_approval_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.disbursement_approval
    ADD CONSTRAINT disbursement_approval_pkey PRIMARY KEY (id);

-- Name: disbursement disbursement_hold_id_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.disbursement
    ADD CONSTRAINT disbursement_hold_id_key UNIQUE (hold_id);

-- Name: disbursement disbursement_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.disbursement
    ADD CONSTRAINT disbursement_pkey PRIMARY KEY (id);

-- Name: disbursement disbursement_return_bank_ref_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.disbursement
    ADD CONSTRAINT disbursement_return_bank_ref_key UNIQUE (return_bank_ref);

-- Name: disbursement disbursement_settle_bank_ref_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.disbursement
    ADD CONSTRAINT disbursement_settle_bank_ref_key UNIQUE (settle_bank_ref);

-- Name: document_content document_content_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.document_content
    ADD CONSTRAINT document_content_pkey PRIMARY KEY (sha256);

-- Name: document document_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_pkey PRIMARY KEY (id);

-- Name: fund_plan_line fund_plan_line_fund_plan_id_position_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.fund_plan_line
    ADD CONSTRAINT fund_plan_line_fund_plan_id_position_key UNIQUE (fund_plan_id, "position");

-- Name: fund_plan_line fund_plan_line_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.fund_plan_line
    ADD CONSTRAINT fund_plan_line_pkey PRIMARY KEY (id);

-- Name: fund_plan fund_plan_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.fund_plan
    ADD CONSTRAINT fund_plan_pkey PRIMARY KEY (id);

-- Name: fund_plan fund_plan_project_id_month_revision_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.fund_plan
    ADD CONSTRAINT fund_plan_project_id_month_revision_key UNIQUE (project_id, month, revision);

-- Name: idempotency_key idempotency_key_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.idempotency_key
    ADD CONSTRAINT idempotency_key_pkey PRIMARY KEY (caller, route, key);

-- Name: import_line import_line_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.import_line
    ADD CONSTRAINT import_line_pkey PRIMARY KEY (import_id, line);

-- Name: import import_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.import
    ADD CONSTRAINT import_pkey PRIMARY KEY (id);

-- Name: import_rejection import_rejection_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.import_rejection
    ADD CONSTRAINT import_rejection_pkey PRIMARY KEY (import_id, line);

-- Name: ledger_account ledger_account_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.ledger_account
    ADD CONSTRAINT ledger_account_pkey PRIMARY KEY (id);

-- Name: ledger_entry ledger_entry_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.ledger_entry
    ADD CONSTRAINT ledger_entry_pkey PRIMARY KEY (account_id, number);

-- Name: ledger_hold ledger_hold_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.ledger_hold
    ADD CONSTRAINT ledger_hold_pkey PRIMARY KEY (id);

-- Name: ledger_transfer ledger_transfer_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.ledger_transfer
    ADD CONSTRAINT ledger_transfer_pkey PRIMARY KEY (id);

-- Name: loan_drawdown loan_drawdown_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.loan_drawdown
    ADD CONSTRAINT loan_drawdown_pkey PRIMARY KEY (id);

-- Name: milestone_confirmation milestone_confirmation_once_per_department_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.milestone_confirmation
    ADD CONSTRAINT milestone_confirmation_once_per_department_key UNIQUE (milestone_id, revision, department);

-- Name: milestone_confirmation milestone_confirmation_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.milestone_confirmation
    ADD CONSTRAINT milestone_confirmation_pkey PRIMARY KEY (id);

-- Name: milestone_confirmation milestone_confirmation_two_persons_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.milestone_confirmation
    ADD CONSTRAINT milestone_confirmation_two_persons_key UNIQUE (milestone_id, revision, made_by);

-- Name: milestone milestone_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.milestone
    ADD CONSTRAINT milestone_pkey PRIMARY KEY (id);

-- Name: milestone milestone_project_id_code_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.milestone
    ADD CONSTRAINT milestone_project_id_code_key UNIQUE (project_id, code);

-- Name: milestone milestone_project_id_position_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.milestone
    ADD CONSTRAINT milestone_project_id_position_key UNIQUE (project_id, "position") DEFERRABLE INITIALLY DEFERRED;

-- Name: pgqueuer_log pgqueuer_log_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.pgqueuer_log
    ADD CONSTRAINT pgqueuer_log_pkey PRIMARY KEY (id);

-- Name: pgqueuer pgqueuer_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.pgqueuer
    ADD CONSTRAINT pgqueuer_pkey PRIMARY KEY (id);

-- Name: pgqueuer_schedules pgqueuer_schedules_expression_entrypoint_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.pgqueuer_schedules
    ADD CONSTRAINT pgqueuer_schedules_expression_entrypoint_key UNIQUE (expression, entrypoint);

-- Name: pgqueuer_schedules pgqueuer_schedules_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.pgqueuer_schedules
    ADD CONSTRAINT pgqueuer_schedules_pkey PRIMARY KEY (id);

-- Name: pgqueuer_statistics pgqueuer_statistics_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.pgqueuer_statistics
    ADD CONSTRAINT pgqueuer_statistics_pkey PRIMARY KEY (id);

-- Name: policy policy_kind_version_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_kind_version_key UNIQUE (kind, version);

-- Name: policy policy_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_pkey PRIMARY KEY (id);

-- Name: project project_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.project
    ADD CONSTRAINT project_pkey PRIMARY KEY (id);

-- Name: receipt_assignment receipt_assignment_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.receipt_assignment
    ADD CONSTRAINT receipt_assignment_pkey PRIMARY KEY (receipt_id);

-- Name: receipt receipt_bank_ref_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_bank_ref_key UNIQUE (bank_ref);

-- Name: receipt_identification receipt_identification_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.receipt_identification
    ADD CONSTRAINT receipt_identification_pkey PRIMARY KEY (id);

-- Name: receipt receipt_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_pkey PRIMARY KEY (id);

-- Name: reconciliation_matched reconciliation_matched_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.reconciliation_matched
    ADD CONSTRAINT reconciliation_matched_pkey PRIMARY KEY (reconciliation_id, chunk);

-- Name: reconciliation reconciliation_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.reconciliation
    ADD CONSTRAINT reconciliation_pkey PRIMARY KEY (id);

-- Name: reconciliation_unit reconciliation_unit_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.reconciliation_unit
    ADD CONSTRAINT reconciliation_unit_pkey PRIMARY KEY (reconciliation_id, unit_no);

-- Name: refund refund_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.refund
    ADD CONSTRAINT refund_pkey PRIMARY KEY (id);

-- Name: refund refund_return_bank_ref_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.refund
    ADD CONSTRAINT refund_return_bank_ref_key UNIQUE (return_bank_ref);

-- Name: refund refund_settle_bank_ref_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.refund
    ADD CONSTRAINT refund_settle_bank_ref_key UNIQUE (settle_bank_ref);

-- Name: sale_filing sale_filing_filing_no_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.sale_filing
    ADD CONSTRAINT sale_filing_filing_no_key UNIQUE (project_id, filing_no);

-- Name: sale_filing sale_filing_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.sale_filing
    ADD CONSTRAINT sale_filing_pkey PRIMARY KEY (id);

-- Name: sale_refund sale_refund_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.sale_refund
    ADD CONSTRAINT sale_refund_pkey PRIMARY KEY (id);

-- Name: sale_refund sale_refund_reference_key; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.sale_refund
    ADD CONSTRAINT sale_refund_reference_key UNIQUE (reference);

-- Name: site_report site_report_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.site_report
    ADD CONSTRAINT site_report_pkey PRIMARY KEY (id);

-- Name: unit unit_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_pkey PRIMARY KEY (project_id, unit_no);

-- Name: unit_receipts unit_receipts_pkey; Type: CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.unit_receipts
    ADD CONSTRAINT unit_receipts_pkey PRIMARY KEY (account_id, unit_no);

-- Name: agreement_one_signed_key; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE UNIQUE INDEX agreement_one_signed_key ON public.agreement USING btree (project_id) WHERE (state = 'signed'::text);

-- Name: agreement_project_id_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX agreement_project_id_id_idx ON public.agreement USING btree (project_id, id);

-- Name: alert_one_standing_key; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE UNIQUE INDEX alert_one_standing_key ON public.alert USING btree (project_id, kind) WHERE (state <> 'lifted'::text);

-- Name: alert_project_id_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX alert_project_id_id_idx ON public.alert USING btree (project_id, id);

-- Name: assessment_one_approved_key; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE UNIQUE INDEX assessment_one_approved_key ON public.assessment USING btree (project_id) WHERE (state = 'approved'::text);

-- Name: assessment_one_pending_key; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE UNIQUE INDEX assessment_one_pending_key ON public.assessment USING btree (project_id) WHERE (state = 'submitted'::text);

-- Name: assessment_project_id_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX assessment_project_id_id_idx ON public.assessment USING btree (project_id, id);

-- Name: audit_record_actor_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX audit_record_actor_id_idx ON public.audit_record USING btree (actor, id);

-- Name: audit_record_resource_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX audit_record_resource_id_idx ON public.audit_record USING btree (resource, id);

-- Name: audit_record_tx_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX audit_record_tx_id_idx ON public.audit_record USING btree (tx, id);

-- Name: balance_check_account_id_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX balance_check_account_id_id_idx ON public.balance_check USING btree (account_id, id);

-- Name: balance_check_latest_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX balance_check_latest_idx ON public.balance_check USING btree (account_id, as_of DESC, id DESC);

-- Name: buyer_loan_external_ref_key; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE UNIQUE INDEX buyer_loan_external_ref_key ON public.buyer_loan USING btree (project_id, kind, external_ref) WHERE (external_ref IS NOT NULL);

-- Name: buyer_loan_only_one_key; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE UNIQUE INDEX buyer_loan_only_one_key ON public.buyer_loan USING btree (project_id, kind, unit_no) WHERE (external_ref IS NULL);

-- Name: buyer_loan_project_id_kind_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX buyer_loan_project_id_kind_id_idx ON public.buyer_loan USING btree (project_id, kind, id);

-- Name: buyer_loan_report_loan_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX buyer_loan_report_loan_idx ON public.buyer_loan_report USING btree (buyer_loan_id, as_of DESC, id DESC);

-- Name: contract_project_id_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX contract_project_id_id_idx ON public.contract USING btree (project_id, id);

-- Name: court_freeze_one_at_a_time_key; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE UNIQUE INDEX court_freeze_one_at_a_time_key ON public.court_freeze USING btree (project_id) WHERE (state = 'frozen'::text);

-- Name: court_freeze_project_id_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX court_freeze_project_id_id_idx ON public.court_freeze USING btree (project_id, id);

-- Name: deposit_claim_one_open_key; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE UNIQUE INDEX deposit_claim_one_open_key ON public.deposit_claim USING btree (project_id, unit_no) WHERE (state = 'requested'::text);

-- Name: deposit_claim_project_id_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX deposit_claim_project_id_id_idx ON public.deposit_claim USING btree (project_id, id);

-- Name: deposit_movement_project_id_kind_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX deposit_movement_project_id_kind_id_idx ON public.deposit_movement USING btree (project_id, kind, id);

-- Name: disbursement_approval_disbursement_id_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX disbursement_approval_disbursement_id_id_idx ON public.disbursement_approval USING btree (disbursement_id, id);

-- Name: disbursement_expires_on_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX disbursement_expires_on_idx ON public.disbursement USING btree (expires_on) WHERE (state = ANY (ARRAY['requested'::text, 'reviewed'::text, 'confirmed'::text]));

-- Name: disbursement_invoice_once_key; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE UNIQUE INDEX disbursement_invoice_once_key ON public.disbursement USING btree (payee_account, invoice_no) WHERE (state = ANY (ARRAY['requested'::text, 'reviewed'::text, 'confirmed'::text, 'paying'::text, 'settled'::text]));

-- Name: disbursement_payee_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX disbursement_payee_idx ON public.disbursement USING btree (project_id, payee_account, made_at);

-- Name: disbursement_project_id_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX disbursement_project_id_id_idx ON public.disbursement USING btree (project_id, id);

-- Name: disbursement_works_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX disbursement_works_idx ON public.disbursement USING btree (project_id) INCLUDE (amount) WHERE (is_works AND (state = ANY (ARRAY['requested'::text, 'reviewed'::text, 'confirmed'::text, 'paying'::text, 'settled'::text])));

-- Name: fund_plan_line_contract_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX fund_plan_line_contract_id_idx ON public.fund_plan_line USING btree (contract_id);

-- Name: fund_plan_line_replaced_by_key; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE UNIQUE INDEX fund_plan_line_replaced_by_key ON public.fund_plan_line USING btree (replaced_by) WHERE (replaced_by IS NOT NULL);

-- Name: fund_plan_one_approved_key; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE UNIQUE INDEX fund_plan_one_approved_key ON public.fund_plan USING btree (project_id, month) WHERE (state = 'approved'::text);

-- Name: fund_plan_project_id_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX fund_plan_project_id_id_idx ON public.fund_plan USING btree (project_id, id);

-- Name: idempotency_key_created_at_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX idempotency_key_created_at_idx ON public.idempotency_key USING brin (created_at);

-- Name: import_kind_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX import_kind_id_idx ON public.import USING btree (kind, id);

-- Name: import_target_kind_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX import_target_kind_id_idx ON public.import USING btree (target, kind, id) WHERE (target IS NOT NULL);

-- Name: ledger_account_clearing_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX ledger_account_clearing_id_idx ON public.ledger_account USING btree (clearing_id);

-- Name: ledger_account_project_id_key; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE UNIQUE INDEX ledger_account_project_id_key ON public.ledger_account USING btree (project_id) WHERE (kind = 'supervised'::text);

-- Name: ledger_entry_transfer_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX ledger_entry_transfer_id_idx ON public.ledger_entry USING btree (transfer_id);

-- Name: ledger_hold_account_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX ledger_hold_account_id_idx ON public.ledger_hold USING btree (account_id) WHERE (state = 'held'::text);

-- Name: loan_drawdown_fund_plan_line_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX loan_drawdown_fund_plan_line_id_idx ON public.loan_drawdown USING btree (fund_plan_line_id);

-- Name: loan_drawdown_project_id_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX loan_drawdown_project_id_id_idx ON public.loan_drawdown USING btree (project_id, id);

-- Name: pgqueuer_ep_ea_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX pgqueuer_ep_ea_idx ON public.pgqueuer USING btree (entrypoint, execute_after) WHERE (status = 'queued'::public.pgqueuer_status);

-- Name: pgqueuer_ep_prio_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX pgqueuer_ep_prio_id_idx ON public.pgqueuer USING btree (entrypoint, priority DESC, id) WHERE (status = 'queued'::public.pgqueuer_status);

-- Name: pgqueuer_log_created; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX pgqueuer_log_created ON public.pgqueuer_log USING btree (created);

-- Name: pgqueuer_log_job_id_status; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX pgqueuer_log_job_id_status ON public.pgqueuer_log USING btree (job_id, created DESC);

-- Name: pgqueuer_log_not_aggregated; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX pgqueuer_log_not_aggregated ON public.pgqueuer_log USING btree ((1)) WHERE (NOT aggregated);

-- Name: pgqueuer_log_status; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX pgqueuer_log_status ON public.pgqueuer_log USING btree (status);

-- Name: pgqueuer_picked_heartbeat_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX pgqueuer_picked_heartbeat_idx ON public.pgqueuer USING btree (heartbeat) WHERE (status = 'picked'::public.pgqueuer_status);

-- Name: pgqueuer_picked_slot_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE UNIQUE INDEX pgqueuer_picked_slot_idx ON public.pgqueuer USING btree (entrypoint, slot) WHERE ((status = 'picked'::public.pgqueuer_status) AND (slot IS NOT NULL));

-- Name: pgqueuer_priority_id_id1_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX pgqueuer_priority_id_id1_idx ON public.pgqueuer USING btree (priority, id DESC) INCLUDE (id) WHERE (status = 'queued'::public.pgqueuer_status);

-- Name: pgqueuer_queue_manager_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX pgqueuer_queue_manager_id_idx ON public.pgqueuer USING btree (queue_manager_id) WHERE (queue_manager_id IS NOT NULL);

-- Name: pgqueuer_statistics_unique_count; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE UNIQUE INDEX pgqueuer_statistics_unique_count ON public.pgqueuer_statistics USING btree (priority, date_trunc('sec'::text, timezone('UTC'::text, created)), status, entrypoint);

-- Name: pgqueuer_unique_dedupe_key; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE UNIQUE INDEX pgqueuer_unique_dedupe_key ON public.pgqueuer USING btree (dedupe_key) WHERE ((status = ANY (ARRAY['queued'::public.pgqueuer_status, 'picked'::public.pgqueuer_status])) AND (dedupe_key IS NOT NULL));

-- Name: pgqueuer_updated_id_id1_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX pgqueuer_updated_id_id1_idx ON public.pgqueuer USING btree (updated, id DESC) INCLUDE (id) WHERE (status = 'picked'::public.pgqueuer_status);

-- Name: policy_in_force_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX policy_in_force_idx ON public.policy USING btree (kind, effective_from DESC, activated_at DESC) WHERE (state = 'active'::text);

-- Name: project_developer_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX project_developer_id_idx ON public.project USING btree (developer_id);

-- Name: receipt_account_id_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX receipt_account_id_id_idx ON public.receipt USING btree (account_id, id);

-- Name: receipt_assignment_account_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX receipt_assignment_account_id_idx ON public.receipt_assignment USING btree (account_id);

-- Name: receipt_identification_account_id_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX receipt_identification_account_id_id_idx ON public.receipt_identification USING btree (account_id, id);

-- Name: receipt_identification_named_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX receipt_identification_named_idx ON public.receipt_identification USING btree (receipt_id, decided_at DESC, id DESC) WHERE (state = ANY (ARRAY['approved'::text, 'superseded'::text]));

-- Name: receipt_identification_one_counts_key; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE UNIQUE INDEX receipt_identification_one_counts_key ON public.receipt_identification USING btree (receipt_id) WHERE (state = 'approved'::text);

-- Name: receipt_identification_one_open_key; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE UNIQUE INDEX receipt_identification_one_open_key ON public.receipt_identification USING btree (receipt_id) WHERE (state = 'proposed'::text);

-- Name: reconciliation_one_open_key; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE UNIQUE INDEX reconciliation_one_open_key ON public.reconciliation USING btree (project_id, month) WHERE (state = 'open'::text);

-- Name: reconciliation_project_id_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX reconciliation_project_id_id_idx ON public.reconciliation USING btree (project_id, id);

-- Name: reconciliation_signed_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX reconciliation_signed_idx ON public.reconciliation USING btree (project_id, month) WHERE (state = 'signed'::text);

-- Name: reconciliation_unit_findings_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX reconciliation_unit_findings_idx ON public.reconciliation_unit USING btree (reconciliation_id, age_days DESC, unit_no) WHERE (status <> 'matched'::text);

-- Name: refund_expires_on_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX refund_expires_on_idx ON public.refund USING btree (expires_on) WHERE (state = ANY (ARRAY['requested'::text, 'reviewed'::text, 'confirmed'::text]));

-- Name: refund_project_id_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX refund_project_id_id_idx ON public.refund USING btree (project_id, id);

-- Name: sale_filing_cancelled_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX sale_filing_cancelled_idx ON public.sale_filing USING btree (project_id, cancelled_on) WHERE (state = 'cancelled'::text);

-- Name: sale_filing_one_a_unit_key; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE UNIQUE INDEX sale_filing_one_a_unit_key ON public.sale_filing USING btree (project_id, unit_no) WHERE (state = 'filed'::text);

-- Name: sale_filing_project_id_filed_on_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX sale_filing_project_id_filed_on_idx ON public.sale_filing USING btree (project_id, filed_on);

-- Name: sale_filing_project_id_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX sale_filing_project_id_id_idx ON public.sale_filing USING btree (project_id, id);

-- Name: sale_refund_project_id_unit_no_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX sale_refund_project_id_unit_no_idx ON public.sale_refund USING btree (project_id, unit_no);

-- Name: sale_refund_sale_filing_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX sale_refund_sale_filing_id_idx ON public.sale_refund USING btree (sale_filing_id);

-- Name: site_report_latest_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX site_report_latest_idx ON public.site_report USING btree (project_id, department, as_of DESC, id DESC);

-- Name: site_report_project_id_id_idx; Type: INDEX; Schema: public; Owner: escrow_owner

CREATE INDEX site_report_project_id_id_idx ON public.site_report USING btree (project_id, id);

-- Name: assessment_opinion assessment_opinion_in_time; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER assessment_opinion_in_time BEFORE INSERT ON public.assessment_opinion FOR EACH ROW EXECUTE FUNCTION public.assessment_opinion_in_time();

-- Name: receipt_assignment assigned_receipts_are_counted; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER assigned_receipts_are_counted AFTER INSERT OR UPDATE ON public.receipt_assignment FOR EACH ROW EXECUTE FUNCTION public.assigned_receipts_are_counted();

-- Name: agreement decided_is_never_changed; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON public.agreement FOR EACH ROW WHEN ((old.state = 'signed'::text)) EXECUTE FUNCTION public.decided_is_never_changed();

-- Name: assessment decided_is_never_changed; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON public.assessment FOR EACH ROW WHEN ((old.state <> 'submitted'::text)) EXECUTE FUNCTION public.decided_is_never_changed();

-- Name: balance_check decided_is_never_changed; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON public.balance_check FOR EACH ROW WHEN ((old.state <> 'differing'::text)) EXECUTE FUNCTION public.decided_is_never_changed();

-- Name: court_freeze decided_is_never_changed; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON public.court_freeze FOR EACH ROW WHEN ((old.state = 'lifted'::text)) EXECUTE FUNCTION public.decided_is_never_changed();

-- Name: deposit decided_is_never_changed; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON public.deposit FOR EACH ROW WHEN ((old.state = 'closed'::text)) EXECUTE FUNCTION public.decided_is_never_changed();

-- Name: deposit_claim decided_is_never_changed; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON public.deposit_claim FOR EACH ROW WHEN ((old.state <> 'requested'::text)) EXECUTE FUNCTION public.decided_is_never_changed();

-- Name: fund_plan decided_is_never_changed; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON public.fund_plan FOR EACH ROW WHEN (((old.state = ANY (ARRAY['rejected'::text, 'superseded'::text])) OR ((old.state = 'approved'::text) AND (new.state IS DISTINCT FROM 'superseded'::text)))) EXECUTE FUNCTION public.decided_is_never_changed();

-- Name: loan_drawdown decided_is_never_changed; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON public.loan_drawdown FOR EACH ROW WHEN ((old.state = ANY (ARRAY['drawn'::text, 'rejected'::text, 'cancelled'::text]))) EXECUTE FUNCTION public.decided_is_never_changed();

-- Name: receipt_identification decided_is_never_changed; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON public.receipt_identification FOR EACH ROW WHEN (((old.state = ANY (ARRAY['rejected'::text, 'superseded'::text])) OR ((old.state = 'approved'::text) AND ((new.state <> 'superseded'::text) OR (new.decided_by <> old.decided_by) OR (new.decided_at <> old.decided_at) OR (new.comment <> old.comment))))) EXECUTE FUNCTION public.decided_is_never_changed();

-- Name: reconciliation decided_is_never_changed; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON public.reconciliation FOR EACH ROW WHEN ((old.state <> 'open'::text)) EXECUTE FUNCTION public.decided_is_never_changed();

-- Name: refund decided_is_never_changed; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON public.refund FOR EACH ROW WHEN ((old.state = ANY (ARRAY['returned'::text, 'failed'::text, 'rejected'::text, 'cancelled'::text, 'expired'::text]))) EXECUTE FUNCTION public.decided_is_never_changed();

-- Name: disbursement disbursement_moves_forward; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER disbursement_moves_forward BEFORE UPDATE ON public.disbursement FOR EACH ROW EXECUTE FUNCTION public.disbursement_moves_forward();

-- Name: ledger_entry entries_sum_to_zero; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER entries_sum_to_zero AFTER INSERT ON public.ledger_entry REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.entries_sum_to_zero();

-- Name: fund_plan_line fund_plan_line_only_in_draft; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER fund_plan_line_only_in_draft BEFORE INSERT ON public.fund_plan_line FOR EACH ROW EXECUTE FUNCTION public.fund_plan_line_only_in_draft();

-- Name: receipt_assignment identification_is_of_its_receipt; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER identification_is_of_its_receipt BEFORE INSERT OR UPDATE OF receipt_id, account_id ON public.receipt_assignment FOR EACH ROW EXECUTE FUNCTION public.identification_is_of_its_receipt();

-- Name: receipt_identification identification_is_of_its_receipt; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER identification_is_of_its_receipt BEFORE INSERT OR UPDATE OF receipt_id, account_id ON public.receipt_identification FOR EACH ROW EXECUTE FUNCTION public.identification_is_of_its_receipt();

-- Name: milestone milestone_is_confirmed_by_both; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER milestone_is_confirmed_by_both BEFORE UPDATE ON public.milestone FOR EACH ROW EXECUTE FUNCTION public.milestone_is_confirmed_by_both();

-- Name: milestone_confirmation milestone_maker_is_not_checker; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER milestone_maker_is_not_checker BEFORE INSERT ON public.milestone_confirmation FOR EACH ROW EXECUTE FUNCTION public.milestone_maker_is_not_checker();

-- Name: fund_plan names_on_a_fund_plan_stay; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER names_on_a_fund_plan_stay BEFORE UPDATE ON public.fund_plan FOR EACH ROW EXECUTE FUNCTION public.names_on_a_fund_plan_stay();

-- Name: policy policy_is_only_ever_activated; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER policy_is_only_ever_activated BEFORE UPDATE ON public.policy FOR EACH ROW EXECUTE FUNCTION public.policy_is_only_ever_activated();

-- Name: receipt receipts_are_counted; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER receipts_are_counted AFTER INSERT ON public.receipt REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.receipts_are_counted();

-- Name: buyer_loan registration_stays; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER registration_stays BEFORE UPDATE ON public.buyer_loan FOR EACH ROW WHEN (((old.registered_on IS NOT NULL) AND (new.registered_on IS DISTINCT FROM old.registered_on))) EXECUTE FUNCTION public.registration_stays();

-- Name: sale_filing sale_filing_is_cancelled_once; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER sale_filing_is_cancelled_once BEFORE UPDATE ON public.sale_filing FOR EACH ROW EXECUTE FUNCTION public.sale_filing_is_cancelled_once();

-- Name: ledger_account sealed_is_never_posted_to; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER sealed_is_never_posted_to BEFORE UPDATE ON public.ledger_account FOR EACH ROW WHEN ((old.sealed_at IS NOT NULL)) EXECUTE FUNCTION public.sealed_is_never_posted_to();

-- Name: pgqueuer tg_pgqueuer_changed; Type: TRIGGER; Schema: public; Owner: escrow_owner

CREATE TRIGGER tg_pgqueuer_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.pgqueuer FOR EACH STATEMENT EXECUTE FUNCTION public.fn_pgqueuer_changed();

-- Name: account account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_id_fkey FOREIGN KEY (id) REFERENCES public.ledger_account(id);

-- Name: account account_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(id);

-- Name: agreement agreement_assessment_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.agreement
    ADD CONSTRAINT agreement_assessment_id_fkey FOREIGN KEY (assessment_id) REFERENCES public.assessment(id);

-- Name: agreement agreement_document_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.agreement
    ADD CONSTRAINT agreement_document_id_fkey FOREIGN KEY (document_id) REFERENCES public.document(id);

-- Name: agreement agreement_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.agreement
    ADD CONSTRAINT agreement_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(id);

-- Name: alert alert_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.alert
    ADD CONSTRAINT alert_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(id);

-- Name: assessment_opinion assessment_opinion_assessment_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.assessment_opinion
    ADD CONSTRAINT assessment_opinion_assessment_id_fkey FOREIGN KEY (assessment_id) REFERENCES public.assessment(id);

-- Name: assessment assessment_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.assessment
    ADD CONSTRAINT assessment_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(id);

-- Name: audit_chain audit_chain_record_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.audit_record(id);

-- Name: balance_check balance_check_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.balance_check
    ADD CONSTRAINT balance_check_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

-- Name: balance_check balance_check_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.balance_check
    ADD CONSTRAINT balance_check_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(id);

-- Name: buyer_loan buyer_loan_project_id_unit_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.buyer_loan
    ADD CONSTRAINT buyer_loan_project_id_unit_no_fkey FOREIGN KEY (project_id, unit_no) REFERENCES public.unit(project_id, unit_no);

-- Name: buyer_loan_report buyer_loan_report_buyer_loan_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.buyer_loan_report
    ADD CONSTRAINT buyer_loan_report_buyer_loan_id_fkey FOREIGN KEY (buyer_loan_id) REFERENCES public.buyer_loan(id);

-- Name: closing closing_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.closing
    ADD CONSTRAINT closing_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

-- Name: closing closing_document_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.closing
    ADD CONSTRAINT closing_document_id_fkey FOREIGN KEY (document_id) REFERENCES public.document(id);

-- Name: closing closing_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.closing
    ADD CONSTRAINT closing_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(id);

-- Name: contract contract_document_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.contract
    ADD CONSTRAINT contract_document_id_fkey FOREIGN KEY (document_id) REFERENCES public.document(id);

-- Name: contract contract_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.contract
    ADD CONSTRAINT contract_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(id);

-- Name: court_freeze court_freeze_document_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.court_freeze
    ADD CONSTRAINT court_freeze_document_id_fkey FOREIGN KEY (document_id) REFERENCES public.document(id);

-- Name: court_freeze court_freeze_lift_document_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.court_freeze
    ADD CONSTRAINT court_freeze_lift_document_id_fkey FOREIGN KEY (lift_document_id) REFERENCES public.document(id);

-- Name: court_freeze court_freeze_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.court_freeze
    ADD CONSTRAINT court_freeze_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(id);

-- Name: deposit_claim deposit_claim_deposit_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.deposit_claim
    ADD CONSTRAINT deposit_claim_deposit_id_fkey FOREIGN KEY (deposit_id) REFERENCES public.deposit(id);

-- Name: deposit deposit_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.deposit
    ADD CONSTRAINT deposit_id_fkey FOREIGN KEY (id) REFERENCES public.ledger_account(id);

-- Name: deposit_movement deposit_movement_deposit_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.deposit_movement
    ADD CONSTRAINT deposit_movement_deposit_id_fkey FOREIGN KEY (deposit_id) REFERENCES public.deposit(id);

-- Name: deposit deposit_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.deposit
    ADD CONSTRAINT deposit_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(id);

-- Name: deposit_statement deposit_statement_deposit_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.deposit_statement
    ADD CONSTRAINT deposit_statement_deposit_id_fkey FOREIGN KEY (deposit_id) REFERENCES public.deposit(id);

-- Name: development_loan development_loan_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.development_loan
    ADD CONSTRAINT development_loan_id_fkey FOREIGN KEY (id) REFERENCES public.project(id);

-- Name: disbursement disbursement_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.disbursement
    ADD CONSTRAINT disbursement_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

-- Name: disbursement_approval disbursement_approval_disbursement_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.disbursement_approval
    ADD CONSTRAINT disbursement_approval_disbursement_id_fkey FOREIGN KEY (disbursement_id) REFERENCES public.disbursement(id);

-- Name: disbursement disbursement_authority_document_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.disbursement
    ADD CONSTRAINT disbursement_authority_document_id_fkey FOREIGN KEY (authority_document_id) REFERENCES public.document(id);

-- Name: disbursement disbursement_contract_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.disbursement
    ADD CONSTRAINT disbursement_contract_id_fkey FOREIGN KEY (contract_id) REFERENCES public.contract(id);

-- Name: disbursement disbursement_fund_plan_line_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.disbursement
    ADD CONSTRAINT disbursement_fund_plan_line_id_fkey FOREIGN KEY (fund_plan_line_id) REFERENCES public.fund_plan_line(id);

-- Name: disbursement disbursement_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.disbursement
    ADD CONSTRAINT disbursement_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(id);

-- Name: document document_sha256_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_sha256_fkey FOREIGN KEY (sha256) REFERENCES public.document_content(sha256);

-- Name: fund_plan_line fund_plan_line_contract_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.fund_plan_line
    ADD CONSTRAINT fund_plan_line_contract_id_fkey FOREIGN KEY (contract_id) REFERENCES public.contract(id);

-- Name: fund_plan_line fund_plan_line_fund_plan_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.fund_plan_line
    ADD CONSTRAINT fund_plan_line_fund_plan_id_fkey FOREIGN KEY (fund_plan_id) REFERENCES public.fund_plan(id);

-- Name: fund_plan_line fund_plan_line_replaced_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.fund_plan_line
    ADD CONSTRAINT fund_plan_line_replaced_by_fkey FOREIGN KEY (replaced_by) REFERENCES public.fund_plan_line(id);

-- Name: fund_plan_line fund_plan_line_replaces_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.fund_plan_line
    ADD CONSTRAINT fund_plan_line_replaces_id_fkey FOREIGN KEY (replaces_id) REFERENCES public.fund_plan_line(id);

-- Name: fund_plan fund_plan_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.fund_plan
    ADD CONSTRAINT fund_plan_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(id);

-- Name: fund_plan fund_plan_revises_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.fund_plan
    ADD CONSTRAINT fund_plan_revises_id_fkey FOREIGN KEY (revises_id) REFERENCES public.fund_plan(id);

-- Name: import_rejection import_rejection_import_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.import_rejection
    ADD CONSTRAINT import_rejection_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.import(id);

-- Name: ledger_account ledger_account_clearing_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.ledger_account
    ADD CONSTRAINT ledger_account_clearing_id_fkey FOREIGN KEY (clearing_id) REFERENCES public.ledger_account(id);

-- Name: ledger_account ledger_account_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.ledger_account
    ADD CONSTRAINT ledger_account_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(id);

-- Name: ledger_entry ledger_entry_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.ledger_entry
    ADD CONSTRAINT ledger_entry_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.ledger_account(id);

-- Name: ledger_entry ledger_entry_transfer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.ledger_entry
    ADD CONSTRAINT ledger_entry_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES public.ledger_transfer(id);

-- Name: ledger_hold ledger_hold_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.ledger_hold
    ADD CONSTRAINT ledger_hold_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.ledger_account(id);

-- Name: ledger_transfer ledger_transfer_credit_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.ledger_transfer
    ADD CONSTRAINT ledger_transfer_credit_id_fkey FOREIGN KEY (credit_id) REFERENCES public.ledger_account(id);

-- Name: ledger_transfer ledger_transfer_debit_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.ledger_transfer
    ADD CONSTRAINT ledger_transfer_debit_id_fkey FOREIGN KEY (debit_id) REFERENCES public.ledger_account(id);

-- Name: loan_drawdown loan_drawdown_fund_plan_line_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.loan_drawdown
    ADD CONSTRAINT loan_drawdown_fund_plan_line_id_fkey FOREIGN KEY (fund_plan_line_id) REFERENCES public.fund_plan_line(id);

-- Name: loan_drawdown loan_drawdown_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.loan_drawdown
    ADD CONSTRAINT loan_drawdown_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.development_loan(id);

-- Name: milestone_confirmation milestone_confirmation_milestone_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.milestone_confirmation
    ADD CONSTRAINT milestone_confirmation_milestone_id_fkey FOREIGN KEY (milestone_id) REFERENCES public.milestone(id);

-- Name: milestone milestone_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.milestone
    ADD CONSTRAINT milestone_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(id);

-- Name: project project_developer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.project
    ADD CONSTRAINT project_developer_id_fkey FOREIGN KEY (developer_id) REFERENCES public.developer(id);

-- Name: receipt receipt_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

-- Name: receipt_assignment receipt_assignment_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.receipt_assignment
    ADD CONSTRAINT receipt_assignment_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

-- Name: receipt_assignment receipt_assignment_account_is_of_project; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.receipt_assignment
    ADD CONSTRAINT receipt_assignment_account_is_of_project FOREIGN KEY (account_id, project_id) REFERENCES public.account(id, project_id);

-- Name: receipt_assignment receipt_assignment_project_id_unit_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.receipt_assignment
    ADD CONSTRAINT receipt_assignment_project_id_unit_no_fkey FOREIGN KEY (project_id, unit_no) REFERENCES public.unit(project_id, unit_no);

-- Name: receipt_assignment receipt_assignment_receipt_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.receipt_assignment
    ADD CONSTRAINT receipt_assignment_receipt_id_fkey FOREIGN KEY (receipt_id) REFERENCES public.receipt(id);

-- Name: receipt_identification receipt_identification_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.receipt_identification
    ADD CONSTRAINT receipt_identification_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

-- Name: receipt_identification receipt_identification_account_is_of_project; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.receipt_identification
    ADD CONSTRAINT receipt_identification_account_is_of_project FOREIGN KEY (account_id, project_id) REFERENCES public.account(id, project_id);

-- Name: receipt_identification receipt_identification_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.receipt_identification
    ADD CONSTRAINT receipt_identification_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(id);

-- Name: receipt_identification receipt_identification_project_id_unit_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.receipt_identification
    ADD CONSTRAINT receipt_identification_project_id_unit_no_fkey FOREIGN KEY (project_id, unit_no) REFERENCES public.unit(project_id, unit_no);

-- Name: receipt_identification receipt_identification_receipt_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.receipt_identification
    ADD CONSTRAINT receipt_identification_receipt_id_fkey FOREIGN KEY (receipt_id) REFERENCES public.receipt(id);

-- Name: reconciliation reconciliation_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.reconciliation
    ADD CONSTRAINT reconciliation_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

-- Name: reconciliation reconciliation_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.reconciliation
    ADD CONSTRAINT reconciliation_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(id);

-- Name: refund refund_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.refund
    ADD CONSTRAINT refund_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

-- Name: refund refund_authority_document_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.refund
    ADD CONSTRAINT refund_authority_document_id_fkey FOREIGN KEY (authority_document_id) REFERENCES public.document(id);

-- Name: refund refund_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.refund
    ADD CONSTRAINT refund_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(id);

-- Name: refund refund_sale_filing_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.refund
    ADD CONSTRAINT refund_sale_filing_id_fkey FOREIGN KEY (sale_filing_id) REFERENCES public.sale_filing(id);

-- Name: sale_filing sale_filing_project_id_unit_no_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.sale_filing
    ADD CONSTRAINT sale_filing_project_id_unit_no_fkey FOREIGN KEY (project_id, unit_no) REFERENCES public.unit(project_id, unit_no);

-- Name: sale_refund sale_refund_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.sale_refund
    ADD CONSTRAINT sale_refund_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(id);

-- Name: sale_refund sale_refund_sale_filing_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.sale_refund
    ADD CONSTRAINT sale_refund_sale_filing_id_fkey FOREIGN KEY (sale_filing_id) REFERENCES public.sale_filing(id);

-- Name: site_report site_report_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.site_report
    ADD CONSTRAINT site_report_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(id);

-- Name: unit unit_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project(id);

-- Name: unit_receipts unit_receipts_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: escrow_owner

ALTER TABLE ONLY public.unit_receipts
    ADD CONSTRAINT unit_receipts_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

-- Name: account; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.account ENABLE ROW LEVEL SECURITY;

-- Name: agreement; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.agreement ENABLE ROW LEVEL SECURITY;

-- Name: alert; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.alert ENABLE ROW LEVEL SECURITY;

-- Name: assessment; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.assessment ENABLE ROW LEVEL SECURITY;

-- Name: assessment_opinion; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.assessment_opinion ENABLE ROW LEVEL SECURITY;

-- Name: audit_record; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.audit_record ENABLE ROW LEVEL SECURITY;

-- Name: balance_check; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.balance_check ENABLE ROW LEVEL SECURITY;

-- Name: buyer_loan; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.buyer_loan ENABLE ROW LEVEL SECURITY;

-- Name: buyer_loan_report; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.buyer_loan_report ENABLE ROW LEVEL SECURITY;

-- Name: closing; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.closing ENABLE ROW LEVEL SECURITY;

-- Name: contract; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.contract ENABLE ROW LEVEL SECURITY;

-- Name: court_freeze; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.court_freeze ENABLE ROW LEVEL SECURITY;

-- Name: deposit; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.deposit ENABLE ROW LEVEL SECURITY;

-- Name: deposit_claim; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.deposit_claim ENABLE ROW LEVEL SECURITY;

-- Name: deposit_movement; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.deposit_movement ENABLE ROW LEVEL SECURITY;

-- Name: deposit_statement; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.deposit_statement ENABLE ROW LEVEL SECURITY;

-- Name: developer; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.developer ENABLE ROW LEVEL SECURITY;

-- Name: development_loan; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.development_loan ENABLE ROW LEVEL SECURITY;

-- Name: disbursement; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.disbursement ENABLE ROW LEVEL SECURITY;

-- Name: disbursement_approval; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.disbursement_approval ENABLE ROW LEVEL SECURITY;

-- Name: document; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.document ENABLE ROW LEVEL SECURITY;

-- Name: fund_plan; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.fund_plan ENABLE ROW LEVEL SECURITY;

-- Name: fund_plan_line; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.fund_plan_line ENABLE ROW LEVEL SECURITY;

-- Name: import; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.import ENABLE ROW LEVEL SECURITY;

-- Name: import_rejection; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.import_rejection ENABLE ROW LEVEL SECURITY;

-- Name: ledger_account; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.ledger_account ENABLE ROW LEVEL SECURITY;

-- Name: ledger_entry; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.ledger_entry ENABLE ROW LEVEL SECURITY;

-- Name: ledger_hold; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.ledger_hold ENABLE ROW LEVEL SECURITY;

-- Name: ledger_transfer; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.ledger_transfer ENABLE ROW LEVEL SECURITY;

-- Name: loan_drawdown; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.loan_drawdown ENABLE ROW LEVEL SECURITY;

-- Name: milestone; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.milestone ENABLE ROW LEVEL SECURITY;

-- Name: milestone_confirmation; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.milestone_confirmation ENABLE ROW LEVEL SECURITY;

-- Name: account node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.account USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: agreement node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.agreement USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: alert node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.alert USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: assessment node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.assessment USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: assessment_opinion node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.assessment_opinion USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: audit_record node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.audit_record USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: balance_check node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.balance_check USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: buyer_loan node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.buyer_loan USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: buyer_loan_report node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.buyer_loan_report USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: closing node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.closing USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: contract node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.contract USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: court_freeze node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.court_freeze USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: deposit node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.deposit USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: deposit_claim node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.deposit_claim USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: deposit_movement node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.deposit_movement USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: deposit_statement node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.deposit_statement USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: developer node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.developer USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: development_loan node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.development_loan USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: disbursement node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.disbursement USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: disbursement_approval node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.disbursement_approval USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: document node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.document USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: fund_plan node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.fund_plan USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: fund_plan_line node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.fund_plan_line USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: import node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.import USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: import_rejection node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.import_rejection USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: ledger_account node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.ledger_account USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: ledger_entry node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.ledger_entry USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: ledger_hold node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.ledger_hold USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: ledger_transfer node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.ledger_transfer USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: loan_drawdown node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.loan_drawdown USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: milestone node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.milestone USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: milestone_confirmation node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.milestone_confirmation USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: project node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.project USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: receipt node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.receipt USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: receipt_assignment node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.receipt_assignment USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: receipt_identification node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.receipt_identification USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: reconciliation node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.reconciliation USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: reconciliation_matched node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.reconciliation_matched USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: reconciliation_unit node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.reconciliation_unit USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: refund node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.refund USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: sale_filing node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.sale_filing USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: sale_refund node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.sale_refund USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: site_report node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.site_report USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: unit node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.unit USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: unit_receipts node; Type: POLICY; Schema: public; Owner: escrow_owner

CREATE POLICY node ON public.unit_receipts USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: project; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.project ENABLE ROW LEVEL SECURITY;

-- Name: receipt; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.receipt ENABLE ROW LEVEL SECURITY;

-- Name: receipt_assignment; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.receipt_assignment ENABLE ROW LEVEL SECURITY;

-- Name: receipt_identification; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.receipt_identification ENABLE ROW LEVEL SECURITY;

-- Name: reconciliation; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.reconciliation ENABLE ROW LEVEL SECURITY;

-- Name: reconciliation_matched; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.reconciliation_matched ENABLE ROW LEVEL SECURITY;

-- Name: reconciliation_unit; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.reconciliation_unit ENABLE ROW LEVEL SECURITY;

-- Name: refund; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.refund ENABLE ROW LEVEL SECURITY;

-- Name: sale_filing; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.sale_filing ENABLE ROW LEVEL SECURITY;

-- Name: sale_refund; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.sale_refund ENABLE ROW LEVEL SECURITY;

-- Name: site_report; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.site_report ENABLE ROW LEVEL SECURITY;

-- Name: unit; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.unit ENABLE ROW LEVEL SECURITY;

-- Name: unit_receipts; Type: ROW SECURITY; Schema: public; Owner: escrow_owner

ALTER TABLE public.unit_receipts ENABLE ROW LEVEL SECURITY;

-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: escrow_owner

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO escrow_app;

-- Name: FUNCTION assign_receipt(p_identification uuid, p_on date); Type: ACL; Schema: public; Owner: escrow_owner

REVOKE ALL ON FUNCTION public.assign_receipt(p_identification uuid, p_on date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.assign_receipt(p_identification uuid, p_on date) TO escrow_app;

-- Name: FUNCTION assigned_receipts_are_counted(); Type: ACL; Schema: public; Owner: escrow_owner

REVOKE ALL ON FUNCTION public.assigned_receipts_are_counted() FROM PUBLIC;

-- Name: TABLE unit_receipts; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT ON TABLE public.unit_receipts TO escrow_app;

-- Name: FUNCTION count_receipts(p_account uuid, p_units text[]); Type: ACL; Schema: public; Owner: escrow_owner

REVOKE ALL ON FUNCTION public.count_receipts(p_account uuid, p_units text[]) FROM PUBLIC;

-- Name: FUNCTION post(p_kinds text[], p_ids uuid[], p_accounts uuid[], p_amounts bigint[], p_holds uuid[], p_suspense boolean[], p_references text[], p_value_dates date[], p_at timestamp with time zone); Type: ACL; Schema: public; Owner: escrow_owner

REVOKE ALL ON FUNCTION public.post(p_kinds text[], p_ids uuid[], p_accounts uuid[], p_amounts bigint[], p_holds uuid[], p_suspense boolean[], p_references text[], p_value_dates date[], p_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.post(p_kinds text[], p_ids uuid[], p_accounts uuid[], p_amounts bigint[], p_holds uuid[], p_suspense boolean[], p_references text[], p_value_dates date[], p_at timestamp with time zone) TO escrow_app;

-- Name: FUNCTION post_deposit(p_kind text, p_id uuid, p_account uuid, p_amount bigint, p_reference text, p_value_date date, p_at timestamp with time zone); Type: ACL; Schema: public; Owner: escrow_owner

REVOKE ALL ON FUNCTION public.post_deposit(p_kind text, p_id uuid, p_account uuid, p_amount bigint, p_reference text, p_value_date date, p_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.post_deposit(p_kind text, p_id uuid, p_account uuid, p_amount bigint, p_reference text, p_value_date date, p_at timestamp with time zone) TO escrow_app;

-- Name: FUNCTION receipts_are_counted(); Type: ACL; Schema: public; Owner: escrow_owner

REVOKE ALL ON FUNCTION public.receipts_are_counted() FROM PUBLIC;

-- Name: FUNCTION receive(p_ids uuid[], p_accounts uuid[], p_amounts bigint[], p_suspense boolean[], p_references text[], p_value_dates date[], p_ats timestamp with time zone[]); Type: ACL; Schema: public; Owner: escrow_owner

REVOKE ALL ON FUNCTION public.receive(p_ids uuid[], p_accounts uuid[], p_amounts bigint[], p_suspense boolean[], p_references text[], p_value_dates date[], p_ats timestamp with time zone[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.receive(p_ids uuid[], p_accounts uuid[], p_amounts bigint[], p_suspense boolean[], p_references text[], p_value_dates date[], p_ats timestamp with time zone[]) TO escrow_app;

-- Name: FUNCTION record_receipts(p_sub_branch text, p_outlet text, p_ids uuid[], p_accounts uuid[], p_sources text[], p_amounts bigint[], p_bank_refs text[], p_units text[], p_value_dates date[], p_suspense boolean[], p_ats timestamp with time zone[], p_actors text[], p_actor_names text[], p_through text[], p_request_ids text[], p_traceparents text[], p_after_digests bytea[], p_data text[], p_routes text[], p_keys text[], p_body_digests bytea[], p_answers bytea[]); Type: ACL; Schema: public; Owner: escrow_owner

REVOKE ALL ON FUNCTION public.record_receipts(p_sub_branch text, p_outlet text, p_ids uuid[], p_accounts uuid[], p_sources text[], p_amounts bigint[], p_bank_refs text[], p_units text[], p_value_dates date[], p_suspense boolean[], p_ats timestamp with time zone[], p_actors text[], p_actor_names text[], p_through text[], p_request_ids text[], p_traceparents text[], p_after_digests bytea[], p_data text[], p_routes text[], p_keys text[], p_body_digests bytea[], p_answers bytea[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.record_receipts(p_sub_branch text, p_outlet text, p_ids uuid[], p_accounts uuid[], p_sources text[], p_amounts bigint[], p_bank_refs text[], p_units text[], p_value_dates date[], p_suspense boolean[], p_ats timestamp with time zone[], p_actors text[], p_actor_names text[], p_through text[], p_request_ids text[], p_traceparents text[], p_after_digests bytea[], p_data text[], p_routes text[], p_keys text[], p_body_digests bytea[], p_answers bytea[]) TO escrow_app;

-- Name: TABLE account; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.account TO escrow_app;

-- Name: TABLE agreement; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.agreement TO escrow_app;

-- Name: COLUMN agreement.state; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(state) ON TABLE public.agreement TO escrow_app;

-- Name: COLUMN agreement.signed_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(signed_by) ON TABLE public.agreement TO escrow_app;

-- Name: COLUMN agreement.signed_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(signed_at) ON TABLE public.agreement TO escrow_app;

-- Name: COLUMN agreement.signed_on; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(signed_on) ON TABLE public.agreement TO escrow_app;

-- Name: COLUMN agreement.document_id; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(document_id) ON TABLE public.agreement TO escrow_app;

-- Name: COLUMN agreement.version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(version) ON TABLE public.agreement TO escrow_app;

-- Name: TABLE alert; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.alert TO escrow_app;

-- Name: COLUMN alert.state; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(state) ON TABLE public.alert TO escrow_app;

-- Name: COLUMN alert.details; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(details) ON TABLE public.alert TO escrow_app;

-- Name: COLUMN alert.acknowledged_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(acknowledged_by) ON TABLE public.alert TO escrow_app;

-- Name: COLUMN alert.acknowledged_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(acknowledged_at) ON TABLE public.alert TO escrow_app;

-- Name: COLUMN alert.comment; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(comment) ON TABLE public.alert TO escrow_app;

-- Name: COLUMN alert.lifted_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(lifted_at) ON TABLE public.alert TO escrow_app;

-- Name: COLUMN alert.version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(version) ON TABLE public.alert TO escrow_app;

-- Name: TABLE assessment; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.assessment TO escrow_app;

-- Name: COLUMN assessment.state; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(state) ON TABLE public.assessment TO escrow_app;

-- Name: COLUMN assessment.comment; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(comment) ON TABLE public.assessment TO escrow_app;

-- Name: COLUMN assessment.decided_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(decided_by) ON TABLE public.assessment TO escrow_app;

-- Name: COLUMN assessment.decided_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(decided_at) ON TABLE public.assessment TO escrow_app;

-- Name: COLUMN assessment.version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(version) ON TABLE public.assessment TO escrow_app;

-- Name: TABLE assessment_opinion; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.assessment_opinion TO escrow_app;

-- Name: TABLE audit_chain; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.audit_chain TO escrow_app;

-- Name: TABLE audit_record; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.audit_record TO escrow_app;

-- Name: TABLE balance_check; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.balance_check TO escrow_app;

-- Name: COLUMN balance_check.state; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(state) ON TABLE public.balance_check TO escrow_app;

-- Name: COLUMN balance_check.explanation; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(explanation) ON TABLE public.balance_check TO escrow_app;

-- Name: COLUMN balance_check.document_ids; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(document_ids) ON TABLE public.balance_check TO escrow_app;

-- Name: COLUMN balance_check.explained_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(explained_by) ON TABLE public.balance_check TO escrow_app;

-- Name: COLUMN balance_check.explained_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(explained_at) ON TABLE public.balance_check TO escrow_app;

-- Name: COLUMN balance_check.version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(version) ON TABLE public.balance_check TO escrow_app;

-- Name: TABLE buyer_loan; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.buyer_loan TO escrow_app;

-- Name: COLUMN buyer_loan.amount; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(amount) ON TABLE public.buyer_loan TO escrow_app;

-- Name: COLUMN buyer_loan.drawn_on; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(drawn_on) ON TABLE public.buyer_loan TO escrow_app;

-- Name: COLUMN buyer_loan.outstanding; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(outstanding) ON TABLE public.buyer_loan TO escrow_app;

-- Name: COLUMN buyer_loan.registered_on; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(registered_on) ON TABLE public.buyer_loan TO escrow_app;

-- Name: COLUMN buyer_loan.as_of; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(as_of) ON TABLE public.buyer_loan TO escrow_app;

-- Name: COLUMN buyer_loan.version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(version) ON TABLE public.buyer_loan TO escrow_app;

-- Name: TABLE buyer_loan_report; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.buyer_loan_report TO escrow_app;

-- Name: TABLE closing; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.closing TO escrow_app;

-- Name: TABLE contract; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.contract TO escrow_app;

-- Name: COLUMN contract.committed; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(committed) ON TABLE public.contract TO escrow_app;

-- Name: COLUMN contract.version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(version) ON TABLE public.contract TO escrow_app;

-- Name: TABLE court_freeze; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.court_freeze TO escrow_app;

-- Name: COLUMN court_freeze.state; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(state) ON TABLE public.court_freeze TO escrow_app;

-- Name: COLUMN court_freeze.lift_order_no; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(lift_order_no) ON TABLE public.court_freeze TO escrow_app;

-- Name: COLUMN court_freeze.lift_document_id; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(lift_document_id) ON TABLE public.court_freeze TO escrow_app;

-- Name: COLUMN court_freeze.lifted_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(lifted_by) ON TABLE public.court_freeze TO escrow_app;

-- Name: COLUMN court_freeze.lifted_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(lifted_at) ON TABLE public.court_freeze TO escrow_app;

-- Name: COLUMN court_freeze.version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(version) ON TABLE public.court_freeze TO escrow_app;

-- Name: TABLE deposit; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.deposit TO escrow_app;

-- Name: COLUMN deposit.state; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(state) ON TABLE public.deposit TO escrow_app;

-- Name: COLUMN deposit.outstanding; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(outstanding) ON TABLE public.deposit TO escrow_app;

-- Name: COLUMN deposit.mortgages; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(mortgages) ON TABLE public.deposit TO escrow_app;

-- Name: COLUMN deposit.closed_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(closed_at) ON TABLE public.deposit TO escrow_app;

-- Name: COLUMN deposit.version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(version) ON TABLE public.deposit TO escrow_app;

-- Name: TABLE deposit_claim; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.deposit_claim TO escrow_app;

-- Name: COLUMN deposit_claim.state; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(state) ON TABLE public.deposit_claim TO escrow_app;

-- Name: COLUMN deposit_claim.decided_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(decided_by) ON TABLE public.deposit_claim TO escrow_app;

-- Name: COLUMN deposit_claim.decided_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(decided_at) ON TABLE public.deposit_claim TO escrow_app;

-- Name: COLUMN deposit_claim.comment; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(comment) ON TABLE public.deposit_claim TO escrow_app;

-- Name: COLUMN deposit_claim.version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(version) ON TABLE public.deposit_claim TO escrow_app;

-- Name: TABLE deposit_movement; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.deposit_movement TO escrow_app;

-- Name: TABLE deposit_statement; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.deposit_statement TO escrow_app;

-- Name: TABLE developer; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.developer TO escrow_app;

-- Name: TABLE development_loan; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.development_loan TO escrow_app;

-- Name: COLUMN development_loan.committed; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(committed) ON TABLE public.development_loan TO escrow_app;

-- Name: TABLE disbursement; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.invoice_no; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(invoice_no) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.amount; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(amount) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.is_large; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(is_large) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.document_ids; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(document_ids) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.value_date; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(value_date) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.state; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(state) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.checks; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(checks) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.policy_version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(policy_version) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.reviewed_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(reviewed_by) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.reviewed_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(reviewed_at) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.review_comment; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(review_comment) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.confirmed_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(confirmed_by) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.confirmed_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(confirmed_at) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.confirm_comment; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(confirm_comment) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.paid_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(paid_by) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.paid_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(paid_at) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.ended_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(ended_by) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.ended_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(ended_at) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.end_reason; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(end_reason) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.settle_bank_ref; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(settle_bank_ref) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.settled_on; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(settled_on) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.return_bank_ref; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(return_bank_ref) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(version) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.hold_id; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(hold_id) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.authority_document_id; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(authority_document_id) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.content_digest; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(content_digest) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.reviewed_digest; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(reviewed_digest) ON TABLE public.disbursement TO escrow_app;

-- Name: COLUMN disbursement.confirmed_digest; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(confirmed_digest) ON TABLE public.disbursement TO escrow_app;

-- Name: TABLE disbursement_approval; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.disbursement_approval TO escrow_app;

-- Name: TABLE document; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.document TO escrow_app;

-- Name: TABLE document_content; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.document_content TO escrow_app;

-- Name: TABLE fund_plan; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.fund_plan TO escrow_app;

-- Name: COLUMN fund_plan.state; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(state) ON TABLE public.fund_plan TO escrow_app;

-- Name: COLUMN fund_plan.submitted_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(submitted_by) ON TABLE public.fund_plan TO escrow_app;

-- Name: COLUMN fund_plan.submitted_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(submitted_at) ON TABLE public.fund_plan TO escrow_app;

-- Name: COLUMN fund_plan.corporate_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(corporate_by) ON TABLE public.fund_plan TO escrow_app;

-- Name: COLUMN fund_plan.corporate_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(corporate_at) ON TABLE public.fund_plan TO escrow_app;

-- Name: COLUMN fund_plan.personal_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(personal_by) ON TABLE public.fund_plan TO escrow_app;

-- Name: COLUMN fund_plan.personal_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(personal_at) ON TABLE public.fund_plan TO escrow_app;

-- Name: COLUMN fund_plan.rejected_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(rejected_by) ON TABLE public.fund_plan TO escrow_app;

-- Name: COLUMN fund_plan.rejected_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(rejected_at) ON TABLE public.fund_plan TO escrow_app;

-- Name: COLUMN fund_plan.rejected_reason; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(rejected_reason) ON TABLE public.fund_plan TO escrow_app;

-- Name: COLUMN fund_plan.version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(version) ON TABLE public.fund_plan TO escrow_app;

-- Name: TABLE fund_plan_line; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.fund_plan_line TO escrow_app;

-- Name: COLUMN fund_plan_line.committed; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(committed) ON TABLE public.fund_plan_line TO escrow_app;

-- Name: COLUMN fund_plan_line.replaced_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(replaced_by) ON TABLE public.fund_plan_line TO escrow_app;

-- Name: TABLE idempotency_key; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT,DELETE ON TABLE public.idempotency_key TO escrow_app;

-- Name: TABLE import; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.import TO escrow_app;

-- Name: COLUMN import.state; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(state) ON TABLE public.import TO escrow_app;

-- Name: COLUMN import.accepted; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(accepted) ON TABLE public.import TO escrow_app;

-- Name: COLUMN import.rejected; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(rejected) ON TABLE public.import TO escrow_app;

-- Name: COLUMN import.next_line; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(next_line) ON TABLE public.import TO escrow_app;

-- Name: COLUMN import.finished_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(finished_at) ON TABLE public.import TO escrow_app;

-- Name: TABLE import_line; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT,DELETE ON TABLE public.import_line TO escrow_app;

-- Name: TABLE import_rejection; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.import_rejection TO escrow_app;

-- Name: TABLE ledger_account; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT ON TABLE public.ledger_account TO escrow_app;

-- Name: COLUMN ledger_account.id; Type: ACL; Schema: public; Owner: escrow_owner

GRANT INSERT(id) ON TABLE public.ledger_account TO escrow_app;

-- Name: COLUMN ledger_account.kind; Type: ACL; Schema: public; Owner: escrow_owner

GRANT INSERT(kind) ON TABLE public.ledger_account TO escrow_app;

-- Name: COLUMN ledger_account.clearing_id; Type: ACL; Schema: public; Owner: escrow_owner

GRANT INSERT(clearing_id) ON TABLE public.ledger_account TO escrow_app;

-- Name: COLUMN ledger_account.project_id; Type: ACL; Schema: public; Owner: escrow_owner

GRANT INSERT(project_id) ON TABLE public.ledger_account TO escrow_app;

-- Name: COLUMN ledger_account.retained; Type: ACL; Schema: public; Owner: escrow_owner

GRANT INSERT(retained),UPDATE(retained) ON TABLE public.ledger_account TO escrow_app;

-- Name: COLUMN ledger_account.sub_branch; Type: ACL; Schema: public; Owner: escrow_owner

GRANT INSERT(sub_branch) ON TABLE public.ledger_account TO escrow_app;

-- Name: COLUMN ledger_account.outlet; Type: ACL; Schema: public; Owner: escrow_owner

GRANT INSERT(outlet) ON TABLE public.ledger_account TO escrow_app;

-- Name: COLUMN ledger_account.sealed_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(sealed_at) ON TABLE public.ledger_account TO escrow_app;

-- Name: TABLE ledger_entry; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT ON TABLE public.ledger_entry TO escrow_app;

-- Name: TABLE ledger_hold; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT ON TABLE public.ledger_hold TO escrow_app;

-- Name: TABLE ledger_transfer; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT ON TABLE public.ledger_transfer TO escrow_app;

-- Name: TABLE loan_drawdown; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.loan_drawdown TO escrow_app;

-- Name: COLUMN loan_drawdown.state; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(state) ON TABLE public.loan_drawdown TO escrow_app;

-- Name: COLUMN loan_drawdown.checks; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(checks) ON TABLE public.loan_drawdown TO escrow_app;

-- Name: COLUMN loan_drawdown.policy_version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(policy_version) ON TABLE public.loan_drawdown TO escrow_app;

-- Name: COLUMN loan_drawdown.reviewed_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(reviewed_by) ON TABLE public.loan_drawdown TO escrow_app;

-- Name: COLUMN loan_drawdown.reviewed_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(reviewed_at) ON TABLE public.loan_drawdown TO escrow_app;

-- Name: COLUMN loan_drawdown.review_comment; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(review_comment) ON TABLE public.loan_drawdown TO escrow_app;

-- Name: COLUMN loan_drawdown.confirmed_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(confirmed_by) ON TABLE public.loan_drawdown TO escrow_app;

-- Name: COLUMN loan_drawdown.confirmed_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(confirmed_at) ON TABLE public.loan_drawdown TO escrow_app;

-- Name: COLUMN loan_drawdown.confirm_comment; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(confirm_comment) ON TABLE public.loan_drawdown TO escrow_app;

-- Name: COLUMN loan_drawdown.drawn_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(drawn_by) ON TABLE public.loan_drawdown TO escrow_app;

-- Name: COLUMN loan_drawdown.drawn_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(drawn_at) ON TABLE public.loan_drawdown TO escrow_app;

-- Name: COLUMN loan_drawdown.ended_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(ended_by) ON TABLE public.loan_drawdown TO escrow_app;

-- Name: COLUMN loan_drawdown.ended_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(ended_at) ON TABLE public.loan_drawdown TO escrow_app;

-- Name: COLUMN loan_drawdown.end_reason; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(end_reason) ON TABLE public.loan_drawdown TO escrow_app;

-- Name: COLUMN loan_drawdown.version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(version) ON TABLE public.loan_drawdown TO escrow_app;

-- Name: TABLE milestone; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.milestone TO escrow_app;

-- Name: COLUMN milestone."position"; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE("position") ON TABLE public.milestone TO escrow_app;

-- Name: COLUMN milestone.planned_date; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(planned_date) ON TABLE public.milestone TO escrow_app;

-- Name: COLUMN milestone.progress_share; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(progress_share) ON TABLE public.milestone TO escrow_app;

-- Name: COLUMN milestone.retained_share; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(retained_share) ON TABLE public.milestone TO escrow_app;

-- Name: COLUMN milestone.state; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(state) ON TABLE public.milestone TO escrow_app;

-- Name: COLUMN milestone.revision; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(revision) ON TABLE public.milestone TO escrow_app;

-- Name: COLUMN milestone.made_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(made_by) ON TABLE public.milestone TO escrow_app;

-- Name: COLUMN milestone.made_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(made_at) ON TABLE public.milestone TO escrow_app;

-- Name: COLUMN milestone.required_documents; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(required_documents) ON TABLE public.milestone TO escrow_app;

-- Name: TABLE milestone_confirmation; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.milestone_confirmation TO escrow_app;

-- Name: TABLE pgqueuer; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT,DELETE ON TABLE public.pgqueuer TO escrow_app;

-- Name: COLUMN pgqueuer.queue_manager_id; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(queue_manager_id) ON TABLE public.pgqueuer TO escrow_app;

-- Name: COLUMN pgqueuer.updated; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(updated) ON TABLE public.pgqueuer TO escrow_app;

-- Name: COLUMN pgqueuer.heartbeat; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(heartbeat) ON TABLE public.pgqueuer TO escrow_app;

-- Name: COLUMN pgqueuer.execute_after; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(execute_after) ON TABLE public.pgqueuer TO escrow_app;

-- Name: COLUMN pgqueuer.status; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(status) ON TABLE public.pgqueuer TO escrow_app;

-- Name: COLUMN pgqueuer.attempts; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(attempts) ON TABLE public.pgqueuer TO escrow_app;

-- Name: COLUMN pgqueuer.slot; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(slot) ON TABLE public.pgqueuer TO escrow_app;

-- Name: SEQUENCE pgqueuer_id_seq; Type: ACL; Schema: public; Owner: escrow_owner

GRANT USAGE ON SEQUENCE public.pgqueuer_id_seq TO escrow_app;

-- Name: TABLE pgqueuer_log; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT,DELETE ON TABLE public.pgqueuer_log TO escrow_app;

-- Name: TABLE pgqueuer_statistics; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT ON TABLE public.pgqueuer_statistics TO escrow_app;

-- Name: TABLE policy; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.policy TO escrow_app;

-- Name: COLUMN policy.state; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(state) ON TABLE public.policy TO escrow_app;

-- Name: COLUMN policy.activated_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(activated_by) ON TABLE public.policy TO escrow_app;

-- Name: COLUMN policy.activated_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(activated_at) ON TABLE public.policy TO escrow_app;

-- Name: TABLE project; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.project TO escrow_app;

-- Name: COLUMN project.state; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(state) ON TABLE public.project TO escrow_app;

-- Name: COLUMN project.version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(version) ON TABLE public.project TO escrow_app;

-- Name: TABLE receipt; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.receipt TO escrow_app;

-- Name: TABLE receipt_assignment; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT ON TABLE public.receipt_assignment TO escrow_app;

-- Name: TABLE receipt_identification; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.receipt_identification TO escrow_app;

-- Name: COLUMN receipt_identification.state; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(state) ON TABLE public.receipt_identification TO escrow_app;

-- Name: COLUMN receipt_identification.decided_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(decided_by) ON TABLE public.receipt_identification TO escrow_app;

-- Name: COLUMN receipt_identification.decided_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(decided_at) ON TABLE public.receipt_identification TO escrow_app;

-- Name: COLUMN receipt_identification.comment; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(comment) ON TABLE public.receipt_identification TO escrow_app;

-- Name: COLUMN receipt_identification.version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(version) ON TABLE public.receipt_identification TO escrow_app;

-- Name: TABLE reconciliation; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.reconciliation TO escrow_app;

-- Name: COLUMN reconciliation.state; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(state) ON TABLE public.reconciliation TO escrow_app;

-- Name: COLUMN reconciliation.corporate_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(corporate_by) ON TABLE public.reconciliation TO escrow_app;

-- Name: COLUMN reconciliation.corporate_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(corporate_at) ON TABLE public.reconciliation TO escrow_app;

-- Name: COLUMN reconciliation.personal_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(personal_by) ON TABLE public.reconciliation TO escrow_app;

-- Name: COLUMN reconciliation.personal_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(personal_at) ON TABLE public.reconciliation TO escrow_app;

-- Name: COLUMN reconciliation.version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(version) ON TABLE public.reconciliation TO escrow_app;

-- Name: TABLE reconciliation_matched; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.reconciliation_matched TO escrow_app;

-- Name: TABLE reconciliation_unit; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.reconciliation_unit TO escrow_app;

-- Name: TABLE refund; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.refund TO escrow_app;

-- Name: COLUMN refund.state; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(state) ON TABLE public.refund TO escrow_app;

-- Name: COLUMN refund.checks; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(checks) ON TABLE public.refund TO escrow_app;

-- Name: COLUMN refund.policy_version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(policy_version) ON TABLE public.refund TO escrow_app;

-- Name: COLUMN refund.reviewed_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(reviewed_by) ON TABLE public.refund TO escrow_app;

-- Name: COLUMN refund.reviewed_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(reviewed_at) ON TABLE public.refund TO escrow_app;

-- Name: COLUMN refund.review_comment; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(review_comment) ON TABLE public.refund TO escrow_app;

-- Name: COLUMN refund.confirmed_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(confirmed_by) ON TABLE public.refund TO escrow_app;

-- Name: COLUMN refund.confirmed_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(confirmed_at) ON TABLE public.refund TO escrow_app;

-- Name: COLUMN refund.confirm_comment; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(confirm_comment) ON TABLE public.refund TO escrow_app;

-- Name: COLUMN refund.paid_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(paid_by) ON TABLE public.refund TO escrow_app;

-- Name: COLUMN refund.paid_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(paid_at) ON TABLE public.refund TO escrow_app;

-- Name: COLUMN refund.ended_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(ended_by) ON TABLE public.refund TO escrow_app;

-- Name: COLUMN refund.ended_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(ended_at) ON TABLE public.refund TO escrow_app;

-- Name: COLUMN refund.end_reason; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(end_reason) ON TABLE public.refund TO escrow_app;

-- Name: COLUMN refund.settle_bank_ref; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(settle_bank_ref) ON TABLE public.refund TO escrow_app;

-- Name: COLUMN refund.settled_on; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(settled_on) ON TABLE public.refund TO escrow_app;

-- Name: COLUMN refund.return_bank_ref; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(return_bank_ref) ON TABLE public.refund TO escrow_app;

-- Name: COLUMN refund.version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(version) ON TABLE public.refund TO escrow_app;

-- Name: TABLE sale_filing; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.sale_filing TO escrow_app;

-- Name: COLUMN sale_filing.state; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(state) ON TABLE public.sale_filing TO escrow_app;

-- Name: COLUMN sale_filing.refund_committed; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(refund_committed) ON TABLE public.sale_filing TO escrow_app;

-- Name: COLUMN sale_filing.cancelled_on; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(cancelled_on) ON TABLE public.sale_filing TO escrow_app;

-- Name: COLUMN sale_filing.cancelled_by; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(cancelled_by) ON TABLE public.sale_filing TO escrow_app;

-- Name: COLUMN sale_filing.cancelled_at; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(cancelled_at) ON TABLE public.sale_filing TO escrow_app;

-- Name: COLUMN sale_filing.cancel_reason; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(cancel_reason) ON TABLE public.sale_filing TO escrow_app;

-- Name: COLUMN sale_filing.version; Type: ACL; Schema: public; Owner: escrow_owner

GRANT UPDATE(version) ON TABLE public.sale_filing TO escrow_app;

-- Name: TABLE sale_refund; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.sale_refund TO escrow_app;

-- Name: TABLE site_report; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.site_report TO escrow_app;

-- Name: TABLE unit; Type: ACL; Schema: public; Owner: escrow_owner

GRANT SELECT,INSERT ON TABLE public.unit TO escrow_app;
