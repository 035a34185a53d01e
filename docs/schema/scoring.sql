-- Name: public; Type: SCHEMA; Schema: -; Owner: scoring_owner

-- *not* creating schema, since initdb creates it

ALTER SCHEMA public OWNER TO scoring_owner;

-- Name: pgqueuer_status; Type: TYPE; Schema: public; Owner: scoring_owner

CREATE TYPE public.pgqueuer_status AS ENUM (
    'queued',
    'picked',
    'successful',
    'exception',
    'canceled',
    'deleted',
    'failed'
);

ALTER TYPE public.pgqueuer_status OWNER TO scoring_owner;

-- Name: case_is_decided_by_votes(); Type: FUNCTION; Schema: public; Owner: scoring_owner

CREATE FUNCTION public.case_is_decided_by_votes() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.state <> 'open' OR NEW.state = 'approved' AND (
        SELECT count(*) < NEW.quorum OR count(*) FILTER (WHERE v.vote = 'approve') < NEW.majority
          FROM committee_vote v WHERE v.committee_case_id = NEW.id)
    THEN
        RAISE EXCEPTION 'committee case % is %', OLD.id, OLD.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'committee_case_is_decided_by_votes';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.case_is_decided_by_votes() OWNER TO scoring_owner;

-- Name: decided_is_never_changed(); Type: FUNCTION; Schema: public; Owner: scoring_owner

CREATE FUNCTION public.decided_is_never_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF (NEW.outcome, NEW.version) IS DISTINCT FROM (OLD.outcome, OLD.version)
       AND (OLD.application <> 'open' OR NEW.version <> OLD.version + 1)
       OR OLD.application NOT IN ('open', 'reserved')
       OR OLD.application = 'reserved' AND NEW.application NOT IN ('booked', 'released', 'expired')
    THEN
        RAISE EXCEPTION 'credit check % is %', OLD.id, OLD.outcome
            USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_check_decided_is_never_changed';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.decided_is_never_changed() OWNER TO scoring_owner;

-- Name: decision_follows(); Type: FUNCTION; Schema: public; Owner: scoring_owner

CREATE FUNCTION public.decision_follows() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    before text;
    taken bigint;
BEGIN
    IF NEW.number > 1 THEN
        SELECT d.outcome INTO before FROM credit_check_decision d
         WHERE d.credit_check_id = NEW.credit_check_id AND d.number = NEW.number - 1;
        IF before IS NULL OR before NOT IN ('undecided', 'referred')
           OR before = 'referred' AND NEW.committee_case_id IS NULL THEN
            RAISE EXCEPTION 'decision % of credit check % does not follow', NEW.number, NEW.credit_check_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_check_decision_follows';
        END IF;
    END IF;
    IF NEW.committee_case_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM committee_case k
         WHERE k.id = NEW.committee_case_id AND k.credit_check_id = NEW.credit_check_id
           AND (k.state = 'approved' OR k.state = 'refused' AND NEW.outcome = 'refused'))
    THEN
        RAISE EXCEPTION 'decision % of credit check % is not what the committee said', NEW.number, NEW.credit_check_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_check_decision_follows';
    END IF;
    IF NEW.unsecured AND NEW.approved_amount > 0 AND NEW.exposure_cap IS NOT NULL THEN
        SELECT s.reserved INTO taken FROM customer_standing s JOIN credit_check c ON c.customer_ref = s.customer_ref
         WHERE c.id = NEW.credit_check_id;
        IF taken IS DISTINCT FROM NEW.reserved_before + NEW.approved_amount THEN
            RAISE EXCEPTION 'credit check % reserved beside others', NEW.credit_check_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_check_decision_within_the_cap';
        END IF;
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.decision_follows() OWNER TO scoring_owner;

-- Name: fn_pgqueuer_changed(); Type: FUNCTION; Schema: public; Owner: scoring_owner

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

ALTER FUNCTION public.fn_pgqueuer_changed() OWNER TO scoring_owner;

-- Name: in_scope(text, text); Type: FUNCTION; Schema: public; Owner: scoring_owner

CREATE FUNCTION public.in_scope(sub_branch text, outlet text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT current_setting('loanops.sub_branch', true) IN ('*', sub_branch)
       AND current_setting('loanops.outlet', true) IN ('*', outlet)
$$;

ALTER FUNCTION public.in_scope(sub_branch text, outlet text) OWNER TO scoring_owner;

-- Name: keep_arrears_read(); Type: FUNCTION; Schema: public; Owner: scoring_owner

CREATE FUNCTION public.keep_arrears_read() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO credit_check_arrears (correlation_id, credit_check_id, sub_branch, outlet)
    SELECT a::uuid, NEW.credit_check_id, NEW.sub_branch, NEW.outlet
      FROM jsonb_array_elements_text(NEW.own_record -> 'arrears') AS a
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

ALTER FUNCTION public.keep_arrears_read() OWNER TO scoring_owner;

-- Name: keep_reserved(); Type: FUNCTION; Schema: public; Owner: scoring_owner

CREATE FUNCTION public.keep_reserved() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    moved bigint := 0;
BEGIN
    IF NEW.application = 'reserved' AND NEW.unsecured THEN
        moved := NEW.approved_amount;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.application = 'reserved' AND OLD.unsecured THEN
        moved := moved - OLD.approved_amount;
    END IF;
    IF moved <> 0 THEN
        UPDATE customer_standing SET reserved = reserved + moved WHERE customer_ref = NEW.customer_ref;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'credit check % reserved without a lock', NEW.id USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NULL;
END $$;

ALTER FUNCTION public.keep_reserved() OWNER TO scoring_owner;

-- Name: policy_is_only_ever_activated(); Type: FUNCTION; Schema: public; Owner: scoring_owner

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

ALTER FUNCTION public.policy_is_only_ever_activated() OWNER TO scoring_owner;

-- Name: protect_by_node(regclass); Type: PROCEDURE; Schema: public; Owner: scoring_owner

CREATE PROCEDURE public.protect_by_node(IN protected regclass)
    LANGUAGE plpgsql
    AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ADD CHECK (sub_branch <> '''' AND outlet <> '''')', protected);
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', protected);
    EXECUTE format('CREATE POLICY node ON %s USING (in_scope(sub_branch, outlet)) WITH CHECK (in_scope(sub_branch, outlet))', protected);
END $$;

ALTER PROCEDURE public.protect_by_node(IN protected regclass) OWNER TO scoring_owner;

-- Name: read_for_check(text, text, text, text, text, text, uuid, text, date); Type: FUNCTION; Schema: public; Owner: scoring_owner

CREATE FUNCTION public.read_for_check(eyes_sub_branch text, eyes_outlet text, the_caller text, the_route text, the_key text, customer text, report uuid, asker text, on_day date) RETURNS TABLE(accounts jsonb, public_records jsonb, enquiries integer, reported_on date, facts jsonb)
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM set_config('loanops.sub_branch', eyes_sub_branch, true), set_config('loanops.outlet', eyes_outlet, true);
    IF EXISTS (SELECT FROM idempotency_key k
                WHERE k.caller = the_caller AND k.route = the_route AND k.key = the_key) THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT b.accounts, b.public_records, b.enquiries_last_3_months, b.reported_on, to_jsonb(f)
      FROM bureau_report b, seen_facts(customer, asker, NULL, b.id, on_day) f
     WHERE b.id = report AND b.customer_ref = customer;
END $$;

ALTER FUNCTION public.read_for_check(eyes_sub_branch text, eyes_outlet text, the_caller text, the_route text, the_key text, customer text, report uuid, asker text, on_day date) OWNER TO scoring_owner;

-- Name: record_check(text, text, text, text, text, bytea, jsonb, bytea, jsonb, jsonb, jsonb, jsonb, bytea); Type: FUNCTION; Schema: public; Owner: scoring_owner

CREATE FUNCTION public.record_check(eyes_sub_branch text, eyes_outlet text, the_caller text, the_route text, the_key text, body_digest bytea, headers jsonb, answer bytea, seen jsonb, new_check jsonb, new_decision jsonb, journal jsonb, after_digest bytea) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    made credit_check := jsonb_populate_record(NULL::credit_check, new_check);
    now_seen jsonb;
BEGIN
    PERFORM set_config('loanops.sub_branch', eyes_sub_branch, true), set_config('loanops.outlet', eyes_outlet, true);
    IF NOT pg_try_advisory_xact_lock(
            hashtextextended(the_caller || E'\n' || the_route || E'\n' || the_key, 0))
       OR EXISTS (SELECT FROM idempotency_key k
                   WHERE k.caller = the_caller AND k.route = the_route AND k.key = the_key)
    THEN
        RETURN 'known';
    END IF;
    SELECT to_jsonb(f) INTO now_seen
      FROM shared_facts(made.customer_ref, made.made_by, made.id, made.bureau_report_id,
                        (new_decision ->> 'decided_on')::date) f;
    IF now_seen IS DISTINCT FROM seen THEN
        RETURN 'stale';
    END IF;
    INSERT INTO credit_check SELECT (made).*;
    INSERT INTO credit_check_decision SELECT (jsonb_populate_record(NULL::credit_check_decision, new_decision)).*;
    INSERT INTO audit_record (recorded_at, actor, actor_name, through, action, resource_type, resource, sub_branch,
                              outlet, request_id, traceparent, after_digest, data)
    VALUES (made.made_at, made.made_by, journal ->> 'actor_name', journal ->> 'through', 'credit_check.decide',
            'credit_check', made.id, made.sub_branch, made.outlet, journal ->> 'request_id',
            journal ->> 'traceparent', after_digest, journal -> 'data');
    INSERT INTO idempotency_key (caller, route, key, body_digest, status, headers, body, created_at)
    VALUES (the_caller, the_route, the_key, body_digest, 201, headers, answer, made.made_at);
    RETURN 'kept';
END $$;

ALTER FUNCTION public.record_check(eyes_sub_branch text, eyes_outlet text, the_caller text, the_route text, the_key text, body_digest bytea, headers jsonb, answer bytea, seen jsonb, new_check jsonb, new_decision jsonb, journal jsonb, after_digest bytea) OWNER TO scoring_owner;

-- Name: seen_facts(text, text, uuid, uuid, date); Type: FUNCTION; Schema: public; Owner: scoring_owner

CREATE FUNCTION public.seen_facts(customer text, asker text, this_check uuid, report uuid, on_day date) RETURNS TABLE(policy_id uuid, shadow_id uuid, shadow_policy_id uuid, reserved bigint, warnings jsonb, others jsonb, booked jsonb, newer_report boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    counting policy;
    beside policy_shadow;
    sub_branch_before text := current_setting('loanops.sub_branch', true);
    outlet_before text := current_setting('loanops.outlet', true);
BEGIN
    PERFORM set_config('loanops.sub_branch', '*', true), set_config('loanops.outlet', '*', true);
    SELECT p.* INTO counting FROM policy p
     WHERE p.kind = 'red_lines' AND p.state = 'active' AND p.effective_from <= on_day
     ORDER BY p.effective_from DESC, p.activated_at DESC, p.id DESC LIMIT 1;
    SELECT h.* INTO beside FROM policy_shadow h WHERE h.stopped_at IS NULL;
    RETURN QUERY SELECT counting.id, beside.id, beside.policy_id,
        coalesce((SELECT s.reserved FROM customer_standing s WHERE s.customer_ref = customer), 0),
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', w.id, 'severity', w.severity, 'made_by', w.made_by)
                                   ORDER BY w.id), '[]')
           FROM warning w
          WHERE w.customer_ref = customer AND w.withdrawn_by IS NULL AND w.expires_on >= on_day),
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'made_by', c.made_by, 'sub_branch', c.sub_branch)
                                   ORDER BY c.id), '[]')
           FROM credit_check c
          WHERE c.customer_ref = customer AND c.made_by <> asker AND c.id IS DISTINCT FROM this_check
            AND c.application IN ('open', 'reserved') AND c.expires_on >= on_day),
        (SELECT coalesce(jsonb_agg(jsonb_build_object('loan_ref', c.loan_ref, 'fen', c.approved_amount)
                                   ORDER BY c.id), '[]')
           FROM credit_check c
          WHERE c.customer_ref = customer AND c.application = 'booked' AND c.unsecured
            AND c.booked_on > on_day - coalesce((counting.body -> 'exposure' ->> 'reserved_days')::integer, 30)),
        EXISTS (SELECT FROM bureau_report b, bureau_report r
                 WHERE r.id = report AND b.customer_ref = customer
                   AND (b.reported_on, b.id) > (r.reported_on, r.id));
    PERFORM set_config('loanops.sub_branch', coalesce(sub_branch_before, ''), true),
            set_config('loanops.outlet', coalesce(outlet_before, ''), true);
END $$;

ALTER FUNCTION public.seen_facts(customer text, asker text, this_check uuid, report uuid, on_day date) OWNER TO scoring_owner;

-- Name: shared_facts(text, text, uuid, uuid, date); Type: FUNCTION; Schema: public; Owner: scoring_owner

CREATE FUNCTION public.shared_facts(customer text, asker text, this_check uuid, report uuid, on_day date) RETURNS TABLE(policy_id uuid, shadow_id uuid, shadow_policy_id uuid, reserved bigint, warnings jsonb, others jsonb, booked jsonb, newer_report boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO customer_standing AS s (customer_ref) VALUES (customer)
        ON CONFLICT (customer_ref) DO UPDATE SET reserved = s.reserved;
    RETURN QUERY SELECT * FROM seen_facts(customer, asker, this_check, report, on_day);
END $$;

ALTER FUNCTION public.shared_facts(customer text, asker text, this_check uuid, report uuid, on_day date) OWNER TO scoring_owner;

-- Name: vote_is_allowed(); Type: FUNCTION; Schema: public; Owner: scoring_owner

CREATE FUNCTION public.vote_is_allowed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    found committee_case;
BEGIN
    SELECT * INTO found FROM committee_case c WHERE c.id = NEW.committee_case_id;
    IF found.state IS DISTINCT FROM 'open' OR NEW.number > found.members THEN
        RAISE EXCEPTION 'committee case % is %', NEW.committee_case_id, found.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'committee_case_is_open';
    END IF;
    IF NEW.member = ANY (found.barred) OR EXISTS (
        SELECT FROM warning w
         WHERE w.customer_ref = found.customer_ref AND w.made_by = NEW.member AND w.withdrawn_by IS NULL
           AND w.expires_on >= (NEW.voted_at AT TIME ZONE 'Asia/Shanghai')::date)
    THEN
        RAISE EXCEPTION 'somebody with a conflict of interest voted'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'committee_vote_has_no_conflict';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.vote_is_allowed() OWNER TO scoring_owner;

-- Name: warning_is_only_ever_withdrawn(); Type: FUNCTION; Schema: public; Owner: scoring_owner

CREATE FUNCTION public.warning_is_only_ever_withdrawn() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'warning % was withdrawn', OLD.id USING ERRCODE = 'check_violation';
END $$;

ALTER FUNCTION public.warning_is_only_ever_withdrawn() OWNER TO scoring_owner;

-- Name: alembic_version; Type: TABLE; Schema: public; Owner: scoring_owner

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);

ALTER TABLE public.alembic_version OWNER TO scoring_owner;

-- Name: audit_chain; Type: TABLE; Schema: public; Owner: scoring_owner

CREATE TABLE public.audit_chain (
    seq bigint NOT NULL,
    record_id bigint NOT NULL,
    tx bigint NOT NULL,
    record_digest bytea NOT NULL,
    hash bytea NOT NULL
);

ALTER TABLE public.audit_chain OWNER TO scoring_owner;

-- Name: audit_record; Type: TABLE; Schema: public; Owner: scoring_owner

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

ALTER TABLE public.audit_record OWNER TO scoring_owner;

-- Name: audit_record_id_seq; Type: SEQUENCE; Schema: public; Owner: scoring_owner

ALTER TABLE public.audit_record ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_record_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: backtest; Type: TABLE; Schema: public; Owner: scoring_owner

CREATE TABLE public.backtest (
    id uuid NOT NULL,
    policy_kind text NOT NULL,
    policy_version text NOT NULL,
    state text NOT NULL,
    sha256 bytea NOT NULL,
    histories bigint NOT NULL,
    refused bigint NOT NULL,
    refused_bad bigint NOT NULL,
    passed_bad bigint NOT NULL,
    by_reason jsonb NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    by_months jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT backtest_by_months_check CHECK ((jsonb_typeof(by_months) = 'array'::text)),
    CONSTRAINT backtest_check CHECK (((refused >= 0) AND (refused <= histories))),
    CONSTRAINT backtest_check1 CHECK (((refused_bad >= 0) AND (refused_bad <= refused))),
    CONSTRAINT backtest_check2 CHECK (((passed_bad >= 0) AND (passed_bad <= (histories - refused)))),
    CONSTRAINT backtest_histories_check CHECK ((histories > 0)),
    CONSTRAINT backtest_policy_kind_check CHECK ((policy_kind = 'red_lines'::text)),
    CONSTRAINT backtest_sha256_check CHECK ((octet_length(sha256) = 32)),
    CONSTRAINT backtest_state_check CHECK ((state = 'completed'::text))
);

ALTER TABLE public.backtest OWNER TO scoring_owner;

-- Name: bureau_report; Type: TABLE; Schema: public; Owner: scoring_owner

CREATE TABLE public.bureau_report (
    id uuid NOT NULL,
    customer_ref text NOT NULL,
    reported_on date NOT NULL,
    authorisation jsonb NOT NULL,
    received bytea NOT NULL,
    sha256 bytea NOT NULL,
    accounts jsonb NOT NULL,
    enquiries_last_3_months integer NOT NULL,
    guarantees jsonb NOT NULL,
    public_records jsonb NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT bureau_report_accounts_check CHECK ((jsonb_typeof(accounts) = 'array'::text)),
    CONSTRAINT bureau_report_authorisation_check CHECK ((authorisation ?& ARRAY['document_ref'::text, 'purpose'::text, 'signed_on'::text])),
    CONSTRAINT bureau_report_authorised_before CHECK (((authorisation ->> 'signed_on'::text) <= to_char((reported_on)::timestamp without time zone, 'YYYY-MM-DD'::text))),
    CONSTRAINT bureau_report_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT bureau_report_customer_ref_check CHECK ((customer_ref <> ''::text)),
    CONSTRAINT bureau_report_enquiries_last_3_months_check CHECK ((enquiries_last_3_months >= 0)),
    CONSTRAINT bureau_report_guarantees_check CHECK ((jsonb_typeof(guarantees) = 'array'::text)),
    CONSTRAINT bureau_report_is_as_received CHECK ((sha256 = sha256(received))),
    CONSTRAINT bureau_report_public_records_check CHECK ((jsonb_typeof(public_records) = 'array'::text))
);

ALTER TABLE ONLY public.bureau_report FORCE ROW LEVEL SECURITY;

ALTER TABLE public.bureau_report OWNER TO scoring_owner;

-- Name: committee_case; Type: TABLE; Schema: public; Owner: scoring_owner

CREATE TABLE public.committee_case (
    id uuid NOT NULL,
    credit_check_id uuid NOT NULL,
    decision_number integer NOT NULL,
    referred text NOT NULL,
    customer_ref text NOT NULL,
    state text NOT NULL,
    members integer NOT NULL,
    quorum integer NOT NULL,
    majority integer NOT NULL,
    due_on date NOT NULL,
    barred text[] NOT NULL,
    policy_version text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT committee_case_barred_check CHECK ((cardinality(barred) > 0)),
    CONSTRAINT committee_case_check CHECK (((quorum >= 1) AND (quorum <= members))),
    CONSTRAINT committee_case_check1 CHECK ((((majority >= 1) AND (majority <= members)) AND ((2 * majority) > members))),
    CONSTRAINT committee_case_check2 CHECK (((state = 'open'::text) = (decided_at IS NULL))),
    CONSTRAINT committee_case_check3 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT committee_case_members_check CHECK ((members > 0)),
    CONSTRAINT committee_case_referred_check CHECK ((referred = 'referred'::text)),
    CONSTRAINT committee_case_state_check CHECK ((state = ANY (ARRAY['open'::text, 'approved'::text, 'refused'::text, 'lapsed'::text]))),
    CONSTRAINT committee_case_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY public.committee_case FORCE ROW LEVEL SECURITY;

ALTER TABLE public.committee_case OWNER TO scoring_owner;

-- Name: committee_vote; Type: TABLE; Schema: public; Owner: scoring_owner

CREATE TABLE public.committee_vote (
    committee_case_id uuid NOT NULL,
    number integer NOT NULL,
    member text NOT NULL,
    vote text NOT NULL,
    reason text NOT NULL,
    voted_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT committee_vote_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT committee_vote_number_check CHECK ((number > 0)),
    CONSTRAINT committee_vote_reason_check CHECK ((reason <> ''::text)),
    CONSTRAINT committee_vote_vote_check CHECK ((vote = ANY (ARRAY['approve'::text, 'refuse'::text])))
);

ALTER TABLE ONLY public.committee_vote FORCE ROW LEVEL SECURITY;

ALTER TABLE public.committee_vote OWNER TO scoring_owner;

-- Name: credit_check; Type: TABLE; Schema: public; Owner: scoring_owner

CREATE TABLE public.credit_check (
    id uuid NOT NULL,
    customer_ref text NOT NULL,
    product text NOT NULL,
    amount bigint NOT NULL,
    bureau_report_id uuid NOT NULL,
    outcome text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    external_ref text,
    application text NOT NULL,
    unsecured boolean NOT NULL,
    approved_amount bigint,
    expires_on date,
    loan_ref text,
    booked_on date,
    in_history boolean NOT NULL,
    CONSTRAINT credit_check_amount_check CHECK ((amount > 0)),
    CONSTRAINT credit_check_application_check CHECK ((application = ANY (ARRAY['open'::text, 'reserved'::text, 'booked'::text, 'released'::text, 'expired'::text, 'closed'::text]))),
    CONSTRAINT credit_check_booked_as_a_loan CHECK ((((application = 'booked'::text) = (loan_ref IS NOT NULL)) AND ((loan_ref IS NULL) = (booked_on IS NULL)))),
    CONSTRAINT credit_check_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT credit_check_customer_ref_check CHECK ((customer_ref <> ''::text)),
    CONSTRAINT credit_check_ends CHECK (((application <> ALL (ARRAY['open'::text, 'reserved'::text])) OR (expires_on IS NOT NULL))),
    CONSTRAINT credit_check_external_ref_check CHECK ((external_ref <> ''::text)),
    CONSTRAINT credit_check_loan_ref_check CHECK ((loan_ref <> ''::text)),
    CONSTRAINT credit_check_open_is_unsettled CHECK (((application <> 'open'::text) OR (outcome = ANY (ARRAY['undecided'::text, 'referred'::text])))),
    CONSTRAINT credit_check_outcome_check CHECK ((outcome = ANY (ARRAY['approved'::text, 'capped'::text, 'referred'::text, 'refused'::text, 'undecided'::text]))),
    CONSTRAINT credit_check_refused_is_over CHECK (((outcome <> 'refused'::text) OR (application = 'closed'::text))),
    CONSTRAINT credit_check_reserves_what_is_approved CHECK (((application <> ALL (ARRAY['reserved'::text, 'booked'::text])) OR ((outcome = ANY (ARRAY['approved'::text, 'capped'::text])) AND (approved_amount > 0) AND (approved_amount <= amount)))),
    CONSTRAINT credit_check_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY public.credit_check FORCE ROW LEVEL SECURITY;

ALTER TABLE public.credit_check OWNER TO scoring_owner;

-- Name: credit_check_arrears; Type: TABLE; Schema: public; Owner: scoring_owner

CREATE TABLE public.credit_check_arrears (
    correlation_id uuid NOT NULL,
    credit_check_id uuid NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT credit_check_arrears_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.credit_check_arrears FORCE ROW LEVEL SECURITY;

ALTER TABLE public.credit_check_arrears OWNER TO scoring_owner;

-- Name: credit_check_decision; Type: TABLE; Schema: public; Owner: scoring_owner

CREATE TABLE public.credit_check_decision (
    credit_check_id uuid NOT NULL,
    number integer NOT NULL,
    outcome text NOT NULL,
    reasons jsonb NOT NULL,
    policy_kind text NOT NULL,
    policy_version text NOT NULL,
    investigation jsonb,
    own_record jsonb,
    existing_exposure bigint,
    decided_on date NOT NULL,
    decided_by text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    committee_case_id uuid,
    bureau_report_id uuid,
    read jsonb,
    exposure_cap bigint,
    reserved_before bigint,
    approved_amount bigint,
    unsecured boolean DEFAULT true NOT NULL,
    CONSTRAINT credit_check_decision_approved_amount_check CHECK ((approved_amount >= 0)),
    CONSTRAINT credit_check_decision_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT credit_check_decision_existing_exposure_check CHECK ((existing_exposure >= 0)),
    CONSTRAINT credit_check_decision_exposure_cap_check CHECK ((exposure_cap >= 0)),
    CONSTRAINT credit_check_decision_has_reasons CHECK ((((outcome = 'approved'::text) AND (committee_case_id IS NOT NULL)) OR ((outcome = 'approved'::text) = (jsonb_array_length(reasons) = 0)))),
    CONSTRAINT credit_check_decision_number_check CHECK ((number > 0)),
    CONSTRAINT credit_check_decision_policy_kind_check CHECK ((policy_kind = 'red_lines'::text)),
    CONSTRAINT credit_check_decision_read_the_own_record CHECK (((outcome <> ALL (ARRAY['approved'::text, 'capped'::text])) OR (own_record IS NOT NULL))),
    CONSTRAINT credit_check_decision_reasons_check CHECK ((jsonb_typeof(reasons) = 'array'::text)),
    CONSTRAINT credit_check_decision_red_line_refuses CHECK (((outcome = 'refused'::text) OR (NOT jsonb_path_exists(reasons, '$[*]."code"?(((((((((@ == "BUREAU_THREE_IN_A_ROW" || @ == "BUREAU_SIX_IN_ALL") || @ == "BUREAU_CURRENTLY_OVERDUE") || @ == "BUREAU_BAD_CLASS") || @ == "BUREAU_CHARGED_OFF") || @ == "BUREAU_PAID_BY_OTHERS") || @ == "OWN_BANK_OVER_90_DAYS") || @ == "OWN_BANK_CURRENTLY_OVERDUE") || @ == "OWN_BANK_SIX_IN_ALL") || @ == "OWN_BANK_WRITTEN_OFF")'::jsonpath)))),
    CONSTRAINT credit_check_decision_reserved_before_check CHECK ((reserved_before >= 0)),
    CONSTRAINT credit_check_decision_was_visited CHECK (((outcome <> ALL (ARRAY['approved'::text, 'capped'::text])) OR (investigation IS NOT NULL))),
    CONSTRAINT credit_check_decision_within_the_cap CHECK (((NOT unsecured) OR (exposure_cap IS NULL) OR (COALESCE(approved_amount, (0)::bigint) = 0) OR (((COALESCE(existing_exposure, (0)::bigint) + COALESCE(reserved_before, (0)::bigint)) + approved_amount) <= exposure_cap)))
);

ALTER TABLE ONLY public.credit_check_decision FORCE ROW LEVEL SECURITY;

ALTER TABLE public.credit_check_decision OWNER TO scoring_owner;

-- Name: customer_standing; Type: TABLE; Schema: public; Owner: scoring_owner

CREATE TABLE public.customer_standing (
    customer_ref text NOT NULL,
    reserved bigint DEFAULT 0 NOT NULL,
    CONSTRAINT customer_standing_reserved_check CHECK ((reserved >= 0))
);

ALTER TABLE public.customer_standing OWNER TO scoring_owner;

-- Name: exposure_reduction; Type: TABLE; Schema: public; Owner: scoring_owner

CREATE TABLE public.exposure_reduction (
    id uuid NOT NULL,
    customer_ref text NOT NULL,
    bureau_report_id uuid NOT NULL,
    policy_version text NOT NULL,
    state text NOT NULL,
    exposure bigint NOT NULL,
    exposure_cap bigint NOT NULL,
    target_exposure bigint,
    due_on date,
    measures text,
    planned_by text,
    planned_at timestamp with time zone,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT exposure_reduction_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT exposure_reduction_completed_below_the_cap CHECK (((state <> 'completed'::text) OR (exposure <= exposure_cap))),
    CONSTRAINT exposure_reduction_customer_ref_check CHECK ((customer_ref <> ''::text)),
    CONSTRAINT exposure_reduction_exposure_cap_check CHECK ((exposure_cap >= 0)),
    CONSTRAINT exposure_reduction_exposure_check CHECK ((exposure >= 0)),
    CONSTRAINT exposure_reduction_is_above_the_cap CHECK (((state = 'completed'::text) OR (exposure > exposure_cap))),
    CONSTRAINT exposure_reduction_measures_check CHECK ((measures <> ''::text)),
    CONSTRAINT exposure_reduction_planned_wholly CHECK ((((planned_by IS NULL) = (due_on IS NULL)) AND ((planned_by IS NULL) = (target_exposure IS NULL)) AND ((planned_by IS NULL) = (measures IS NULL)) AND ((state <> 'planned'::text) OR (planned_by IS NOT NULL)))),
    CONSTRAINT exposure_reduction_state_check CHECK ((state = ANY (ARRAY['listed'::text, 'planned'::text, 'completed'::text]))),
    CONSTRAINT exposure_reduction_target_exposure_check CHECK ((target_exposure >= 0)),
    CONSTRAINT exposure_reduction_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY public.exposure_reduction FORCE ROW LEVEL SECURITY;

ALTER TABLE public.exposure_reduction OWNER TO scoring_owner;

-- Name: exposure_review; Type: TABLE; Schema: public; Owner: scoring_owner

CREATE TABLE public.exposure_review (
    exposure_reduction_id uuid NOT NULL,
    number integer NOT NULL,
    bureau_report_id uuid NOT NULL,
    policy_version text NOT NULL,
    exposure bigint NOT NULL,
    exposure_cap bigint NOT NULL,
    note text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT exposure_review_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT exposure_review_exposure_cap_check CHECK ((exposure_cap >= 0)),
    CONSTRAINT exposure_review_exposure_check CHECK ((exposure >= 0)),
    CONSTRAINT exposure_review_number_check CHECK ((number > 0))
);

ALTER TABLE ONLY public.exposure_review FORCE ROW LEVEL SECURITY;

ALTER TABLE public.exposure_review OWNER TO scoring_owner;

-- Name: idempotency_key; Type: TABLE; Schema: public; Owner: scoring_owner

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

ALTER TABLE public.idempotency_key OWNER TO scoring_owner;

-- Name: import; Type: TABLE; Schema: public; Owner: scoring_owner

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

ALTER TABLE public.import OWNER TO scoring_owner;

-- Name: import_line; Type: TABLE; Schema: public; Owner: scoring_owner

CREATE TABLE public.import_line (
    import_id uuid NOT NULL,
    line bigint NOT NULL,
    raw bytea,
    fault text,
    CONSTRAINT import_line_check CHECK (((raw IS NULL) = (fault IS NOT NULL))),
    CONSTRAINT import_line_line_check CHECK ((line >= 1))
);

ALTER TABLE public.import_line OWNER TO scoring_owner;

-- Name: import_rejection; Type: TABLE; Schema: public; Owner: scoring_owner

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

ALTER TABLE public.import_rejection OWNER TO scoring_owner;

-- Name: pgqueuer; Type: TABLE; Schema: public; Owner: scoring_owner

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

ALTER TABLE public.pgqueuer OWNER TO scoring_owner;

-- Name: pgqueuer_id_seq; Type: SEQUENCE; Schema: public; Owner: scoring_owner

CREATE SEQUENCE public.pgqueuer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pgqueuer_id_seq OWNER TO scoring_owner;

-- Name: pgqueuer_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: scoring_owner

ALTER SEQUENCE public.pgqueuer_id_seq OWNED BY public.pgqueuer.id;

-- Name: pgqueuer_log; Type: TABLE; Schema: public; Owner: scoring_owner

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

ALTER TABLE public.pgqueuer_log OWNER TO scoring_owner;

-- Name: pgqueuer_log_id_seq; Type: SEQUENCE; Schema: public; Owner: scoring_owner

ALTER TABLE public.pgqueuer_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.pgqueuer_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: pgqueuer_schedules; Type: TABLE; Schema: public; Owner: scoring_owner

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

ALTER TABLE public.pgqueuer_schedules OWNER TO scoring_owner;

-- Name: pgqueuer_schedules_id_seq; Type: SEQUENCE; Schema: public; Owner: scoring_owner

CREATE SEQUENCE public.pgqueuer_schedules_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pgqueuer_schedules_id_seq OWNER TO scoring_owner;

-- Name: pgqueuer_schedules_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: scoring_owner

ALTER SEQUENCE public.pgqueuer_schedules_id_seq OWNED BY public.pgqueuer_schedules.id;

-- Name: pgqueuer_statistics; Type: TABLE; Schema: public; Owner: scoring_owner

CREATE TABLE public.pgqueuer_statistics (
    id bigint NOT NULL,
    created timestamp with time zone DEFAULT date_trunc('sec'::text, now()) NOT NULL,
    count bigint NOT NULL,
    priority integer NOT NULL,
    status public.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL
);

ALTER TABLE public.pgqueuer_statistics OWNER TO scoring_owner;

-- Name: pgqueuer_statistics_id_seq; Type: SEQUENCE; Schema: public; Owner: scoring_owner

CREATE SEQUENCE public.pgqueuer_statistics_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pgqueuer_statistics_id_seq OWNER TO scoring_owner;

-- Name: pgqueuer_statistics_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: scoring_owner

ALTER SEQUENCE public.pgqueuer_statistics_id_seq OWNED BY public.pgqueuer_statistics.id;

-- Name: policy; Type: TABLE; Schema: public; Owner: scoring_owner

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

ALTER TABLE public.policy OWNER TO scoring_owner;

-- Name: policy_shadow; Type: TABLE; Schema: public; Owner: scoring_owner

CREATE TABLE public.policy_shadow (
    id uuid NOT NULL,
    policy_id uuid NOT NULL,
    policy_version text NOT NULL,
    started_by text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    stopped_by text,
    stopped_at timestamp with time zone,
    CONSTRAINT policy_shadow_check CHECK (((stopped_by IS NULL) = (stopped_at IS NULL)))
);

ALTER TABLE public.policy_shadow OWNER TO scoring_owner;

-- Name: shadow_decision; Type: TABLE; Schema: public; Owner: scoring_owner

CREATE TABLE public.shadow_decision (
    id uuid NOT NULL,
    policy_shadow_id uuid NOT NULL,
    credit_check_id uuid NOT NULL,
    number integer NOT NULL,
    policy_version text NOT NULL,
    live_outcome text NOT NULL,
    outcome text NOT NULL,
    live_codes text[] NOT NULL,
    codes text[] NOT NULL,
    live_approved bigint,
    approved bigint,
    same boolean NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT shadow_decision_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.shadow_decision FORCE ROW LEVEL SECURITY;

ALTER TABLE public.shadow_decision OWNER TO scoring_owner;

-- Name: warning; Type: TABLE; Schema: public; Owner: scoring_owner

CREATE TABLE public.warning (
    id uuid NOT NULL,
    customer_ref text NOT NULL,
    severity text NOT NULL,
    reason text NOT NULL,
    evidence jsonb NOT NULL,
    expires_on date NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    withdrawn_by text,
    withdrawn_at timestamp with time zone,
    withdrawal_reason text,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    correlation_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    CONSTRAINT warning_correlations CHECK (((cardinality(correlation_ids) <= 50) AND (array_position(correlation_ids, NULL::uuid) IS NULL))),
    CONSTRAINT warning_customer_ref_check CHECK ((customer_ref <> ''::text)),
    CONSTRAINT warning_ends_after_it_began CHECK ((expires_on > ((made_at AT TIME ZONE 'Asia/Shanghai'::text))::date)),
    CONSTRAINT warning_evidence_check CHECK ((jsonb_typeof(evidence) = 'array'::text)),
    CONSTRAINT warning_outlet_check CHECK ((outlet <> ''::text)),
    CONSTRAINT warning_reason_check CHECK ((reason <> ''::text)),
    CONSTRAINT warning_severity_check CHECK ((severity = ANY (ARRAY['caution'::text, 'serious'::text]))),
    CONSTRAINT warning_sub_branch_check CHECK ((sub_branch <> ''::text)),
    CONSTRAINT warning_version_check CHECK ((version > 0)),
    CONSTRAINT warning_withdrawal_reason_check CHECK ((withdrawal_reason <> ''::text)),
    CONSTRAINT warning_withdrawn_for_a_reason CHECK ((((withdrawn_by IS NULL) = (withdrawn_at IS NULL)) AND ((withdrawn_by IS NULL) = (withdrawal_reason IS NULL))))
);

ALTER TABLE public.warning OWNER TO scoring_owner;

-- Name: pgqueuer id; Type: DEFAULT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.pgqueuer ALTER COLUMN id SET DEFAULT nextval('public.pgqueuer_id_seq'::regclass);

-- Name: pgqueuer_schedules id; Type: DEFAULT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.pgqueuer_schedules ALTER COLUMN id SET DEFAULT nextval('public.pgqueuer_schedules_id_seq'::regclass);

-- Name: pgqueuer_statistics id; Type: DEFAULT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.pgqueuer_statistics ALTER COLUMN id SET DEFAULT nextval('public.pgqueuer_statistics_id_seq'::regclass);

-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

-- Name: audit_chain audit_chain_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_pkey PRIMARY KEY (seq);

-- Name: audit_chain audit_chain_record_id_key; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_record_id_key UNIQUE (record_id);

-- Name: audit_record audit_record_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.audit_record
    ADD CONSTRAINT audit_record_pkey PRIMARY KEY (id);

-- Name: backtest backtest_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.backtest
    ADD CONSTRAINT backtest_pkey PRIMARY KEY (id);

-- Name: bureau_report bureau_report_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.bureau_report
    ADD CONSTRAINT bureau_report_pkey PRIMARY KEY (id);

-- Name: committee_case committee_case_credit_check_id_key; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.committee_case
    ADD CONSTRAINT committee_case_credit_check_id_key UNIQUE (credit_check_id);

-- Name: committee_case committee_case_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.committee_case
    ADD CONSTRAINT committee_case_pkey PRIMARY KEY (id);

-- Name: committee_vote committee_vote_once_key; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.committee_vote
    ADD CONSTRAINT committee_vote_once_key UNIQUE (committee_case_id, member);

-- Name: committee_vote committee_vote_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.committee_vote
    ADD CONSTRAINT committee_vote_pkey PRIMARY KEY (committee_case_id, number);

-- Name: credit_check_arrears credit_check_arrears_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check_arrears
    ADD CONSTRAINT credit_check_arrears_pkey PRIMARY KEY (correlation_id, credit_check_id);

-- Name: credit_check_decision credit_check_decision_credit_check_id_number_outcome_key; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check_decision
    ADD CONSTRAINT credit_check_decision_credit_check_id_number_outcome_key UNIQUE (credit_check_id, number, outcome);

-- Name: credit_check_decision credit_check_decision_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check_decision
    ADD CONSTRAINT credit_check_decision_pkey PRIMARY KEY (credit_check_id, number);

-- Name: credit_check credit_check_external_ref_key; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check
    ADD CONSTRAINT credit_check_external_ref_key UNIQUE (external_ref);

-- Name: credit_check credit_check_loan_ref_key; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check
    ADD CONSTRAINT credit_check_loan_ref_key UNIQUE (loan_ref);

-- Name: credit_check credit_check_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check
    ADD CONSTRAINT credit_check_pkey PRIMARY KEY (id);

-- Name: customer_standing customer_standing_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.customer_standing
    ADD CONSTRAINT customer_standing_pkey PRIMARY KEY (customer_ref);

-- Name: exposure_reduction exposure_reduction_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.exposure_reduction
    ADD CONSTRAINT exposure_reduction_pkey PRIMARY KEY (id);

-- Name: exposure_review exposure_review_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.exposure_review
    ADD CONSTRAINT exposure_review_pkey PRIMARY KEY (exposure_reduction_id, number);

-- Name: idempotency_key idempotency_key_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.idempotency_key
    ADD CONSTRAINT idempotency_key_pkey PRIMARY KEY (caller, route, key);

-- Name: import_line import_line_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.import_line
    ADD CONSTRAINT import_line_pkey PRIMARY KEY (import_id, line);

-- Name: import import_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.import
    ADD CONSTRAINT import_pkey PRIMARY KEY (id);

-- Name: import_rejection import_rejection_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.import_rejection
    ADD CONSTRAINT import_rejection_pkey PRIMARY KEY (import_id, line);

-- Name: pgqueuer_log pgqueuer_log_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.pgqueuer_log
    ADD CONSTRAINT pgqueuer_log_pkey PRIMARY KEY (id);

-- Name: pgqueuer pgqueuer_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.pgqueuer
    ADD CONSTRAINT pgqueuer_pkey PRIMARY KEY (id);

-- Name: pgqueuer_schedules pgqueuer_schedules_expression_entrypoint_key; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.pgqueuer_schedules
    ADD CONSTRAINT pgqueuer_schedules_expression_entrypoint_key UNIQUE (expression, entrypoint);

-- Name: pgqueuer_schedules pgqueuer_schedules_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.pgqueuer_schedules
    ADD CONSTRAINT pgqueuer_schedules_pkey PRIMARY KEY (id);

-- Name: pgqueuer_statistics pgqueuer_statistics_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.pgqueuer_statistics
    ADD CONSTRAINT pgqueuer_statistics_pkey PRIMARY KEY (id);

-- Name: policy policy_kind_version_key; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_kind_version_key UNIQUE (kind, version);

-- Name: policy policy_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_pkey PRIMARY KEY (id);

-- Name: policy_shadow policy_shadow_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.policy_shadow
    ADD CONSTRAINT policy_shadow_pkey PRIMARY KEY (id);

-- Name: shadow_decision shadow_decision_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.shadow_decision
    ADD CONSTRAINT shadow_decision_pkey PRIMARY KEY (id);

-- Name: shadow_decision shadow_decision_policy_shadow_id_credit_check_id_number_key; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.shadow_decision
    ADD CONSTRAINT shadow_decision_policy_shadow_id_credit_check_id_number_key UNIQUE (policy_shadow_id, credit_check_id, number);

-- Name: warning warning_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.warning
    ADD CONSTRAINT warning_pkey PRIMARY KEY (id);

-- Name: audit_record_actor_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX audit_record_actor_id_idx ON public.audit_record USING btree (actor, id);

-- Name: audit_record_resource_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX audit_record_resource_id_idx ON public.audit_record USING btree (resource, id);

-- Name: audit_record_tx_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX audit_record_tx_id_idx ON public.audit_record USING btree (tx, id);

-- Name: backtest_policy_version_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX backtest_policy_version_id_idx ON public.backtest USING btree (policy_version, id);

-- Name: bureau_report_customer_ref_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX bureau_report_customer_ref_id_idx ON public.bureau_report USING btree (customer_ref, id);

-- Name: committee_case_due_on_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX committee_case_due_on_idx ON public.committee_case USING btree (due_on) WHERE (state = 'open'::text);

-- Name: committee_case_state_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX committee_case_state_id_idx ON public.committee_case USING btree (state, id);

-- Name: credit_check_arrears_credit_check_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX credit_check_arrears_credit_check_id_idx ON public.credit_check_arrears USING btree (credit_check_id);

-- Name: credit_check_bureau_report_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX credit_check_bureau_report_id_idx ON public.credit_check USING btree (bureau_report_id);

-- Name: credit_check_customer_ref_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX credit_check_customer_ref_id_idx ON public.credit_check USING btree (customer_ref, id);

-- Name: credit_check_decision_bureau_report_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX credit_check_decision_bureau_report_id_idx ON public.credit_check_decision USING btree (bureau_report_id);

-- Name: credit_check_decision_committee_case_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX credit_check_decision_committee_case_id_idx ON public.credit_check_decision USING btree (committee_case_id);

-- Name: credit_check_expires_on_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX credit_check_expires_on_idx ON public.credit_check USING btree (expires_on) WHERE (application = ANY (ARRAY['open'::text, 'reserved'::text]));

-- Name: credit_check_outcome_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX credit_check_outcome_id_idx ON public.credit_check USING btree (outcome, id);

-- Name: credit_check_under_way_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX credit_check_under_way_idx ON public.credit_check USING btree (sub_branch, id) WHERE (application = ANY (ARRAY['open'::text, 'reserved'::text]));

-- Name: exposure_reduction_bureau_report_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX exposure_reduction_bureau_report_id_idx ON public.exposure_reduction USING btree (bureau_report_id);

-- Name: exposure_reduction_customer_ref_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX exposure_reduction_customer_ref_id_idx ON public.exposure_reduction USING btree (customer_ref, id);

-- Name: exposure_reduction_one_open_key; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE UNIQUE INDEX exposure_reduction_one_open_key ON public.exposure_reduction USING btree (customer_ref) WHERE (state <> 'completed'::text);

-- Name: exposure_review_bureau_report_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX exposure_review_bureau_report_id_idx ON public.exposure_review USING btree (bureau_report_id);

-- Name: idempotency_key_created_at_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX idempotency_key_created_at_idx ON public.idempotency_key USING brin (created_at);

-- Name: import_kind_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX import_kind_id_idx ON public.import USING btree (kind, id);

-- Name: import_target_kind_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX import_target_kind_id_idx ON public.import USING btree (target, kind, id) WHERE (target IS NOT NULL);

-- Name: pgqueuer_ep_ea_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX pgqueuer_ep_ea_idx ON public.pgqueuer USING btree (entrypoint, execute_after) WHERE (status = 'queued'::public.pgqueuer_status);

-- Name: pgqueuer_ep_prio_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX pgqueuer_ep_prio_id_idx ON public.pgqueuer USING btree (entrypoint, priority DESC, id) WHERE (status = 'queued'::public.pgqueuer_status);

-- Name: pgqueuer_log_created; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX pgqueuer_log_created ON public.pgqueuer_log USING btree (created);

-- Name: pgqueuer_log_job_id_status; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX pgqueuer_log_job_id_status ON public.pgqueuer_log USING btree (job_id, created DESC);

-- Name: pgqueuer_log_not_aggregated; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX pgqueuer_log_not_aggregated ON public.pgqueuer_log USING btree ((1)) WHERE (NOT aggregated);

-- Name: pgqueuer_log_status; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX pgqueuer_log_status ON public.pgqueuer_log USING btree (status);

-- Name: pgqueuer_picked_heartbeat_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX pgqueuer_picked_heartbeat_idx ON public.pgqueuer USING btree (heartbeat) WHERE (status = 'picked'::public.pgqueuer_status);

-- Name: pgqueuer_picked_slot_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE UNIQUE INDEX pgqueuer_picked_slot_idx ON public.pgqueuer USING btree (entrypoint, slot) WHERE ((status = 'picked'::public.pgqueuer_status) AND (slot IS NOT NULL));

-- Name: pgqueuer_priority_id_id1_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX pgqueuer_priority_id_id1_idx ON public.pgqueuer USING btree (priority, id DESC) INCLUDE (id) WHERE (status = 'queued'::public.pgqueuer_status);

-- Name: pgqueuer_queue_manager_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX pgqueuer_queue_manager_id_idx ON public.pgqueuer USING btree (queue_manager_id) WHERE (queue_manager_id IS NOT NULL);

-- Name: pgqueuer_statistics_unique_count; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE UNIQUE INDEX pgqueuer_statistics_unique_count ON public.pgqueuer_statistics USING btree (priority, date_trunc('sec'::text, timezone('UTC'::text, created)), status, entrypoint);

-- Name: pgqueuer_unique_dedupe_key; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE UNIQUE INDEX pgqueuer_unique_dedupe_key ON public.pgqueuer USING btree (dedupe_key) WHERE ((status = ANY (ARRAY['queued'::public.pgqueuer_status, 'picked'::public.pgqueuer_status])) AND (dedupe_key IS NOT NULL));

-- Name: pgqueuer_updated_id_id1_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX pgqueuer_updated_id_id1_idx ON public.pgqueuer USING btree (updated, id DESC) INCLUDE (id) WHERE (status = 'picked'::public.pgqueuer_status);

-- Name: policy_in_force_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX policy_in_force_idx ON public.policy USING btree (kind, effective_from DESC, activated_at DESC) WHERE (state = 'active'::text);

-- Name: policy_shadow_one_runs_key; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE UNIQUE INDEX policy_shadow_one_runs_key ON public.policy_shadow USING btree ((true)) WHERE (stopped_at IS NULL);

-- Name: policy_shadow_policy_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX policy_shadow_policy_id_idx ON public.policy_shadow USING btree (policy_id);

-- Name: policy_shadow_policy_version_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX policy_shadow_policy_version_id_idx ON public.policy_shadow USING btree (policy_version, id);

-- Name: shadow_decision_credit_check_id_number_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX shadow_decision_credit_check_id_number_idx ON public.shadow_decision USING btree (credit_check_id, number);

-- Name: shadow_decision_policy_version_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX shadow_decision_policy_version_id_idx ON public.shadow_decision USING btree (policy_version, id) WHERE (NOT same);

-- Name: warning_correlation_ids_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX warning_correlation_ids_idx ON public.warning USING gin (correlation_ids);

-- Name: warning_customer_ref_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX warning_customer_ref_id_idx ON public.warning USING btree (customer_ref, id);

-- Name: committee_case case_is_decided_by_votes; Type: TRIGGER; Schema: public; Owner: scoring_owner

CREATE TRIGGER case_is_decided_by_votes BEFORE UPDATE ON public.committee_case FOR EACH ROW EXECUTE FUNCTION public.case_is_decided_by_votes();

-- Name: credit_check decided_is_never_changed; Type: TRIGGER; Schema: public; Owner: scoring_owner

CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON public.credit_check FOR EACH ROW EXECUTE FUNCTION public.decided_is_never_changed();

-- Name: credit_check_decision decision_follows; Type: TRIGGER; Schema: public; Owner: scoring_owner

CREATE TRIGGER decision_follows AFTER INSERT ON public.credit_check_decision FOR EACH ROW EXECUTE FUNCTION public.decision_follows();

-- Name: credit_check_decision keep_arrears_read; Type: TRIGGER; Schema: public; Owner: scoring_owner

CREATE TRIGGER keep_arrears_read AFTER INSERT ON public.credit_check_decision FOR EACH ROW WHEN ((jsonb_array_length((new.own_record -> 'arrears'::text)) > 0)) EXECUTE FUNCTION public.keep_arrears_read();

-- Name: credit_check keep_reserved; Type: TRIGGER; Schema: public; Owner: scoring_owner

CREATE TRIGGER keep_reserved AFTER INSERT OR UPDATE ON public.credit_check FOR EACH ROW EXECUTE FUNCTION public.keep_reserved();

-- Name: policy policy_is_only_ever_activated; Type: TRIGGER; Schema: public; Owner: scoring_owner

CREATE TRIGGER policy_is_only_ever_activated BEFORE UPDATE ON public.policy FOR EACH ROW EXECUTE FUNCTION public.policy_is_only_ever_activated();

-- Name: pgqueuer tg_pgqueuer_changed; Type: TRIGGER; Schema: public; Owner: scoring_owner

CREATE TRIGGER tg_pgqueuer_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.pgqueuer FOR EACH STATEMENT EXECUTE FUNCTION public.fn_pgqueuer_changed();

-- Name: committee_vote vote_is_allowed; Type: TRIGGER; Schema: public; Owner: scoring_owner

CREATE TRIGGER vote_is_allowed BEFORE INSERT ON public.committee_vote FOR EACH ROW EXECUTE FUNCTION public.vote_is_allowed();

-- Name: warning warning_is_only_ever_withdrawn; Type: TRIGGER; Schema: public; Owner: scoring_owner

CREATE TRIGGER warning_is_only_ever_withdrawn BEFORE UPDATE ON public.warning FOR EACH ROW WHEN ((old.withdrawn_by IS NOT NULL)) EXECUTE FUNCTION public.warning_is_only_ever_withdrawn();

-- Name: audit_chain audit_chain_record_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.audit_record(id);

-- Name: backtest backtest_policy_kind_policy_version_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.backtest
    ADD CONSTRAINT backtest_policy_kind_policy_version_fkey FOREIGN KEY (policy_kind, policy_version) REFERENCES public.policy(kind, version);

-- Name: committee_case committee_case_credit_check_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.committee_case
    ADD CONSTRAINT committee_case_credit_check_id_fkey FOREIGN KEY (credit_check_id) REFERENCES public.credit_check(id);

-- Name: committee_case committee_case_was_referred; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.committee_case
    ADD CONSTRAINT committee_case_was_referred FOREIGN KEY (credit_check_id, decision_number, referred) REFERENCES public.credit_check_decision(credit_check_id, number, outcome) DEFERRABLE INITIALLY DEFERRED;

-- Name: committee_vote committee_vote_committee_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.committee_vote
    ADD CONSTRAINT committee_vote_committee_case_id_fkey FOREIGN KEY (committee_case_id) REFERENCES public.committee_case(id);

-- Name: credit_check_arrears credit_check_arrears_credit_check_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check_arrears
    ADD CONSTRAINT credit_check_arrears_credit_check_id_fkey FOREIGN KEY (credit_check_id) REFERENCES public.credit_check(id);

-- Name: credit_check credit_check_bureau_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check
    ADD CONSTRAINT credit_check_bureau_report_id_fkey FOREIGN KEY (bureau_report_id) REFERENCES public.bureau_report(id);

-- Name: credit_check_decision credit_check_decision_bureau_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check_decision
    ADD CONSTRAINT credit_check_decision_bureau_report_id_fkey FOREIGN KEY (bureau_report_id) REFERENCES public.bureau_report(id);

-- Name: credit_check_decision credit_check_decision_committee_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check_decision
    ADD CONSTRAINT credit_check_decision_committee_case_id_fkey FOREIGN KEY (committee_case_id) REFERENCES public.committee_case(id);

-- Name: credit_check_decision credit_check_decision_credit_check_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check_decision
    ADD CONSTRAINT credit_check_decision_credit_check_id_fkey FOREIGN KEY (credit_check_id) REFERENCES public.credit_check(id);

-- Name: credit_check_decision credit_check_decision_policy_kind_policy_version_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check_decision
    ADD CONSTRAINT credit_check_decision_policy_kind_policy_version_fkey FOREIGN KEY (policy_kind, policy_version) REFERENCES public.policy(kind, version);

-- Name: credit_check credit_check_is_as_decided; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check
    ADD CONSTRAINT credit_check_is_as_decided FOREIGN KEY (id, version, outcome) REFERENCES public.credit_check_decision(credit_check_id, number, outcome) DEFERRABLE INITIALLY DEFERRED;

-- Name: exposure_reduction exposure_reduction_bureau_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.exposure_reduction
    ADD CONSTRAINT exposure_reduction_bureau_report_id_fkey FOREIGN KEY (bureau_report_id) REFERENCES public.bureau_report(id);

-- Name: exposure_review exposure_review_bureau_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.exposure_review
    ADD CONSTRAINT exposure_review_bureau_report_id_fkey FOREIGN KEY (bureau_report_id) REFERENCES public.bureau_report(id);

-- Name: exposure_review exposure_review_exposure_reduction_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.exposure_review
    ADD CONSTRAINT exposure_review_exposure_reduction_id_fkey FOREIGN KEY (exposure_reduction_id) REFERENCES public.exposure_reduction(id);

-- Name: import_rejection import_rejection_import_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.import_rejection
    ADD CONSTRAINT import_rejection_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.import(id);

-- Name: policy_shadow policy_shadow_policy_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.policy_shadow
    ADD CONSTRAINT policy_shadow_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES public.policy(id);

-- Name: shadow_decision shadow_decision_credit_check_id_number_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.shadow_decision
    ADD CONSTRAINT shadow_decision_credit_check_id_number_fkey FOREIGN KEY (credit_check_id, number) REFERENCES public.credit_check_decision(credit_check_id, number);

-- Name: shadow_decision shadow_decision_policy_shadow_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.shadow_decision
    ADD CONSTRAINT shadow_decision_policy_shadow_id_fkey FOREIGN KEY (policy_shadow_id) REFERENCES public.policy_shadow(id);

-- Name: audit_record; Type: ROW SECURITY; Schema: public; Owner: scoring_owner

ALTER TABLE public.audit_record ENABLE ROW LEVEL SECURITY;

-- Name: bureau_report; Type: ROW SECURITY; Schema: public; Owner: scoring_owner

ALTER TABLE public.bureau_report ENABLE ROW LEVEL SECURITY;

-- Name: committee_case; Type: ROW SECURITY; Schema: public; Owner: scoring_owner

ALTER TABLE public.committee_case ENABLE ROW LEVEL SECURITY;

-- Name: committee_vote; Type: ROW SECURITY; Schema: public; Owner: scoring_owner

ALTER TABLE public.committee_vote ENABLE ROW LEVEL SECURITY;

-- Name: credit_check; Type: ROW SECURITY; Schema: public; Owner: scoring_owner

ALTER TABLE public.credit_check ENABLE ROW LEVEL SECURITY;

-- Name: credit_check_arrears; Type: ROW SECURITY; Schema: public; Owner: scoring_owner

ALTER TABLE public.credit_check_arrears ENABLE ROW LEVEL SECURITY;

-- Name: credit_check_decision; Type: ROW SECURITY; Schema: public; Owner: scoring_owner

ALTER TABLE public.credit_check_decision ENABLE ROW LEVEL SECURITY;

-- Name: exposure_reduction; Type: ROW SECURITY; Schema: public; Owner: scoring_owner

ALTER TABLE public.exposure_reduction ENABLE ROW LEVEL SECURITY;

-- Name: exposure_review; Type: ROW SECURITY; Schema: public; Owner: scoring_owner

ALTER TABLE public.exposure_review ENABLE ROW LEVEL SECURITY;

-- Name: import; Type: ROW SECURITY; Schema: public; Owner: scoring_owner

ALTER TABLE public.import ENABLE ROW LEVEL SECURITY;

-- Name: import_rejection; Type: ROW SECURITY; Schema: public; Owner: scoring_owner

ALTER TABLE public.import_rejection ENABLE ROW LEVEL SECURITY;

-- Name: audit_record node; Type: POLICY; Schema: public; Owner: scoring_owner

CREATE POLICY node ON public.audit_record USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: bureau_report node; Type: POLICY; Schema: public; Owner: scoring_owner

CREATE POLICY node ON public.bureau_report USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: committee_case node; Type: POLICY; Schema: public; Owner: scoring_owner

CREATE POLICY node ON public.committee_case USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: committee_vote node; Type: POLICY; Schema: public; Owner: scoring_owner

CREATE POLICY node ON public.committee_vote USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: credit_check node; Type: POLICY; Schema: public; Owner: scoring_owner

CREATE POLICY node ON public.credit_check USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: credit_check_arrears node; Type: POLICY; Schema: public; Owner: scoring_owner

CREATE POLICY node ON public.credit_check_arrears USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: credit_check_decision node; Type: POLICY; Schema: public; Owner: scoring_owner

CREATE POLICY node ON public.credit_check_decision USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: exposure_reduction node; Type: POLICY; Schema: public; Owner: scoring_owner

CREATE POLICY node ON public.exposure_reduction USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: exposure_review node; Type: POLICY; Schema: public; Owner: scoring_owner

CREATE POLICY node ON public.exposure_review USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: import node; Type: POLICY; Schema: public; Owner: scoring_owner

CREATE POLICY node ON public.import USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: import_rejection node; Type: POLICY; Schema: public; Owner: scoring_owner

CREATE POLICY node ON public.import_rejection USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: shadow_decision node; Type: POLICY; Schema: public; Owner: scoring_owner

CREATE POLICY node ON public.shadow_decision USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: shadow_decision; Type: ROW SECURITY; Schema: public; Owner: scoring_owner

ALTER TABLE public.shadow_decision ENABLE ROW LEVEL SECURITY;

-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: scoring_owner

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO scoring_app;

-- Name: FUNCTION keep_reserved(); Type: ACL; Schema: public; Owner: scoring_owner

REVOKE ALL ON FUNCTION public.keep_reserved() FROM PUBLIC;

-- Name: FUNCTION seen_facts(customer text, asker text, this_check uuid, report uuid, on_day date); Type: ACL; Schema: public; Owner: scoring_owner

REVOKE ALL ON FUNCTION public.seen_facts(customer text, asker text, this_check uuid, report uuid, on_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.seen_facts(customer text, asker text, this_check uuid, report uuid, on_day date) TO scoring_app;

-- Name: FUNCTION shared_facts(customer text, asker text, this_check uuid, report uuid, on_day date); Type: ACL; Schema: public; Owner: scoring_owner

REVOKE ALL ON FUNCTION public.shared_facts(customer text, asker text, this_check uuid, report uuid, on_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.shared_facts(customer text, asker text, this_check uuid, report uuid, on_day date) TO scoring_app;

-- Name: TABLE audit_chain; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.audit_chain TO scoring_app;

-- Name: TABLE audit_record; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.audit_record TO scoring_app;

-- Name: TABLE backtest; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.backtest TO scoring_app;

-- Name: TABLE bureau_report; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.bureau_report TO scoring_app;

-- Name: TABLE committee_case; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.committee_case TO scoring_app;

-- Name: COLUMN committee_case.state; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(state) ON TABLE public.committee_case TO scoring_app;

-- Name: COLUMN committee_case.decided_at; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(decided_at) ON TABLE public.committee_case TO scoring_app;

-- Name: COLUMN committee_case.version; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(version) ON TABLE public.committee_case TO scoring_app;

-- Name: TABLE committee_vote; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.committee_vote TO scoring_app;

-- Name: TABLE credit_check; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.credit_check TO scoring_app;

-- Name: COLUMN credit_check.bureau_report_id; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(bureau_report_id) ON TABLE public.credit_check TO scoring_app;

-- Name: COLUMN credit_check.outcome; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(outcome) ON TABLE public.credit_check TO scoring_app;

-- Name: COLUMN credit_check.version; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(version) ON TABLE public.credit_check TO scoring_app;

-- Name: COLUMN credit_check.application; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(application) ON TABLE public.credit_check TO scoring_app;

-- Name: COLUMN credit_check.unsecured; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(unsecured) ON TABLE public.credit_check TO scoring_app;

-- Name: COLUMN credit_check.approved_amount; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(approved_amount) ON TABLE public.credit_check TO scoring_app;

-- Name: COLUMN credit_check.expires_on; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(expires_on) ON TABLE public.credit_check TO scoring_app;

-- Name: COLUMN credit_check.loan_ref; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(loan_ref) ON TABLE public.credit_check TO scoring_app;

-- Name: COLUMN credit_check.booked_on; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(booked_on) ON TABLE public.credit_check TO scoring_app;

-- Name: COLUMN credit_check.in_history; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(in_history) ON TABLE public.credit_check TO scoring_app;

-- Name: TABLE credit_check_arrears; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.credit_check_arrears TO scoring_app;

-- Name: TABLE credit_check_decision; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.credit_check_decision TO scoring_app;

-- Name: TABLE customer_standing; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT ON TABLE public.customer_standing TO scoring_app;

-- Name: TABLE exposure_reduction; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.exposure_reduction TO scoring_app;

-- Name: COLUMN exposure_reduction.state; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(state) ON TABLE public.exposure_reduction TO scoring_app;

-- Name: COLUMN exposure_reduction.exposure; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(exposure) ON TABLE public.exposure_reduction TO scoring_app;

-- Name: COLUMN exposure_reduction.exposure_cap; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(exposure_cap) ON TABLE public.exposure_reduction TO scoring_app;

-- Name: COLUMN exposure_reduction.target_exposure; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(target_exposure) ON TABLE public.exposure_reduction TO scoring_app;

-- Name: COLUMN exposure_reduction.due_on; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(due_on) ON TABLE public.exposure_reduction TO scoring_app;

-- Name: COLUMN exposure_reduction.measures; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(measures) ON TABLE public.exposure_reduction TO scoring_app;

-- Name: COLUMN exposure_reduction.planned_by; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(planned_by) ON TABLE public.exposure_reduction TO scoring_app;

-- Name: COLUMN exposure_reduction.planned_at; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(planned_at) ON TABLE public.exposure_reduction TO scoring_app;

-- Name: COLUMN exposure_reduction.version; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(version) ON TABLE public.exposure_reduction TO scoring_app;

-- Name: TABLE exposure_review; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.exposure_review TO scoring_app;

-- Name: TABLE idempotency_key; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT,DELETE ON TABLE public.idempotency_key TO scoring_app;

-- Name: TABLE import; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.import TO scoring_app;

-- Name: COLUMN import.state; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(state) ON TABLE public.import TO scoring_app;

-- Name: COLUMN import.accepted; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(accepted) ON TABLE public.import TO scoring_app;

-- Name: COLUMN import.rejected; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(rejected) ON TABLE public.import TO scoring_app;

-- Name: COLUMN import.next_line; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(next_line) ON TABLE public.import TO scoring_app;

-- Name: COLUMN import.finished_at; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(finished_at) ON TABLE public.import TO scoring_app;

-- Name: TABLE import_line; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT,DELETE ON TABLE public.import_line TO scoring_app;

-- Name: TABLE import_rejection; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.import_rejection TO scoring_app;

-- Name: TABLE pgqueuer; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT,DELETE ON TABLE public.pgqueuer TO scoring_app;

-- Name: COLUMN pgqueuer.queue_manager_id; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(queue_manager_id) ON TABLE public.pgqueuer TO scoring_app;

-- Name: COLUMN pgqueuer.updated; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(updated) ON TABLE public.pgqueuer TO scoring_app;

-- Name: COLUMN pgqueuer.heartbeat; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(heartbeat) ON TABLE public.pgqueuer TO scoring_app;

-- Name: COLUMN pgqueuer.execute_after; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(execute_after) ON TABLE public.pgqueuer TO scoring_app;

-- Name: COLUMN pgqueuer.status; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(status) ON TABLE public.pgqueuer TO scoring_app;

-- Name: COLUMN pgqueuer.attempts; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(attempts) ON TABLE public.pgqueuer TO scoring_app;

-- Name: COLUMN pgqueuer.slot; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(slot) ON TABLE public.pgqueuer TO scoring_app;

-- Name: SEQUENCE pgqueuer_id_seq; Type: ACL; Schema: public; Owner: scoring_owner

GRANT USAGE ON SEQUENCE public.pgqueuer_id_seq TO scoring_app;

-- Name: TABLE pgqueuer_log; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT,DELETE ON TABLE public.pgqueuer_log TO scoring_app;

-- Name: TABLE pgqueuer_statistics; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT ON TABLE public.pgqueuer_statistics TO scoring_app;

-- Name: TABLE policy; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.policy TO scoring_app;

-- Name: COLUMN policy.state; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(state) ON TABLE public.policy TO scoring_app;

-- Name: COLUMN policy.activated_by; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(activated_by) ON TABLE public.policy TO scoring_app;

-- Name: COLUMN policy.activated_at; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(activated_at) ON TABLE public.policy TO scoring_app;

-- Name: TABLE policy_shadow; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.policy_shadow TO scoring_app;

-- Name: COLUMN policy_shadow.stopped_by; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(stopped_by) ON TABLE public.policy_shadow TO scoring_app;

-- Name: COLUMN policy_shadow.stopped_at; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(stopped_at) ON TABLE public.policy_shadow TO scoring_app;

-- Name: TABLE shadow_decision; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.shadow_decision TO scoring_app;

-- Name: TABLE warning; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.warning TO scoring_app;

-- Name: COLUMN warning.withdrawn_by; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(withdrawn_by) ON TABLE public.warning TO scoring_app;

-- Name: COLUMN warning.withdrawn_at; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(withdrawn_at) ON TABLE public.warning TO scoring_app;

-- Name: COLUMN warning.withdrawal_reason; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(withdrawal_reason) ON TABLE public.warning TO scoring_app;

-- Name: COLUMN warning.version; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(version) ON TABLE public.warning TO scoring_app;
