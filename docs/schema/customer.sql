-- Name: public; Type: SCHEMA; Schema: -; Owner: customer_owner

-- *not* creating schema, since initdb creates it

ALTER SCHEMA public OWNER TO customer_owner;

-- Name: pgqueuer_status; Type: TYPE; Schema: public; Owner: customer_owner

CREATE TYPE public.pgqueuer_status AS ENUM (
    'queued',
    'picked',
    'successful',
    'exception',
    'canceled',
    'deleted',
    'failed'
);

ALTER TYPE public.pgqueuer_status OWNER TO customer_owner;

-- Name: add_to_lending_month(); Type: FUNCTION; Schema: public; Owner: customer_owner

CREATE FUNCTION public.add_to_lending_month() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO lending_month AS known (month, account_manager, sub_branch, outlet, loans, amount)
    SELECT date_trunc('month', booked_on)::date, account_manager, sub_branch, outlet, count(*), sum(amount)
      FROM booked GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        ON CONFLICT (month, account_manager, sub_branch, outlet)
        DO UPDATE SET loans = known.loans + excluded.loans, amount = known.amount + excluded.amount;
    RETURN NULL;
END $$;

ALTER FUNCTION public.add_to_lending_month() OWNER TO customer_owner;

-- Name: fn_pgqueuer_changed(); Type: FUNCTION; Schema: public; Owner: customer_owner

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

ALTER FUNCTION public.fn_pgqueuer_changed() OWNER TO customer_owner;

-- Name: in_scope(text, text); Type: FUNCTION; Schema: public; Owner: customer_owner

CREATE FUNCTION public.in_scope(sub_branch text, outlet text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT current_setting('loanops.sub_branch', true) IN ('*', sub_branch)
       AND current_setting('loanops.outlet', true) IN ('*', outlet)
$$;

ALTER FUNCTION public.in_scope(sub_branch text, outlet text) OWNER TO customer_owner;

-- Name: key_of(bytea); Type: FUNCTION; Schema: public; Owner: customer_owner

CREATE FUNCTION public.key_of(sealed bytea) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT convert_from(substring(sealed FROM 3 FOR get_byte(sealed, 1)), 'SQL_ASCII')
$$;

ALTER FUNCTION public.key_of(sealed bytea) OWNER TO customer_owner;

-- Name: leaflets_need_consent(); Type: FUNCTION; Schema: public; Owner: customer_owner

CREATE FUNCTION public.leaflets_need_consent() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT FROM sent s JOIN customer c ON c.id = s.customer_id WHERE NOT c.marketing_consent) THEN
        RAISE EXCEPTION 'leaflets go to those who agreed' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'mailing_recipient_agreed';
    END IF;
    RETURN NULL;
END $$;

ALTER FUNCTION public.leaflets_need_consent() OWNER TO customer_owner;

-- Name: move_customer(uuid, text, text); Type: FUNCTION; Schema: public; Owner: customer_owner

CREATE FUNCTION public.move_customer(p_customer uuid, p_sub_branch text, p_outlet text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $_$
DECLARE
    v_table text;
BEGIN
    UPDATE customer SET sub_branch = p_sub_branch, outlet = p_outlet WHERE id = p_customer;
    FOREACH v_table IN ARRAY ARRAY['customer_facts', 'customer_tier', 'tier_change', 'tier_override', 'tier_change_arrears',
                                   'customer_service', 'visit', 'financing_need', 'mailing_recipient'] LOOP
        EXECUTE format('UPDATE %I SET sub_branch = $1, outlet = $2 WHERE customer_id = $3', v_table)
          USING p_sub_branch, p_outlet, p_customer;
    END LOOP;
END $_$;

ALTER FUNCTION public.move_customer(p_customer uuid, p_sub_branch text, p_outlet text) OWNER TO customer_owner;

-- Name: policy_is_only_ever_activated(); Type: FUNCTION; Schema: public; Owner: customer_owner

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

ALTER FUNCTION public.policy_is_only_ever_activated() OWNER TO customer_owner;

-- Name: protect_by_node(regclass); Type: PROCEDURE; Schema: public; Owner: customer_owner

CREATE PROCEDURE public.protect_by_node(IN protected regclass)
    LANGUAGE plpgsql
    AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ADD CHECK (sub_branch <> '''' AND outlet <> '''')', protected);
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', protected);
    EXECUTE format('CREATE POLICY node ON %s USING (in_scope(sub_branch, outlet)) WITH CHECK (in_scope(sub_branch, outlet))', protected);
END $$;

ALTER PROCEDURE public.protect_by_node(IN protected regclass) OWNER TO customer_owner;

-- Name: take_from_lending_month(); Type: FUNCTION; Schema: public; Owner: customer_owner

CREATE FUNCTION public.take_from_lending_month() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE lending_month m SET loans = m.loans - gone.loans, amount = m.amount - gone.amount
      FROM (SELECT date_trunc('month', b.booked_on)::date AS month, b.account_manager, b.sub_branch, b.outlet,
                   count(*) AS loans, sum(b.amount) AS amount
              FROM returned r JOIN loan_booking b ON b.id = r.booking_id GROUP BY 1, 2, 3, 4) gone
     WHERE (m.month, m.account_manager, m.sub_branch, m.outlet)
         = (gone.month, gone.account_manager, gone.sub_branch, gone.outlet);
    RETURN NULL;
END $$;

ALTER FUNCTION public.take_from_lending_month() OWNER TO customer_owner;

-- Name: tier_run_stays(); Type: FUNCTION; Schema: public; Owner: customer_owner

CREATE FUNCTION public.tier_run_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_TABLE_NAME = 'tier_run' AND to_jsonb(OLD) ->> 'state' = 'completed'
       OR TG_TABLE_NAME = 'tier_run_chunk' AND to_jsonb(OLD) ->> 'done_at' IS NOT NULL
    THEN
        RAISE EXCEPTION 'what a run has done stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'tier_run_stays';
    END IF;
    RETURN NEW;
END $$;

ALTER FUNCTION public.tier_run_stays() OWNER TO customer_owner;

-- Name: alembic_version; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);

ALTER TABLE public.alembic_version OWNER TO customer_owner;

-- Name: audit_chain; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.audit_chain (
    seq bigint NOT NULL,
    record_id bigint NOT NULL,
    tx bigint NOT NULL,
    record_digest bytea NOT NULL,
    hash bytea NOT NULL
);

ALTER TABLE public.audit_chain OWNER TO customer_owner;

-- Name: audit_record; Type: TABLE; Schema: public; Owner: customer_owner

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

ALTER TABLE public.audit_record OWNER TO customer_owner;

-- Name: audit_record_id_seq; Type: SEQUENCE; Schema: public; Owner: customer_owner

ALTER TABLE public.audit_record ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_record_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: customer; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.customer (
    id uuid NOT NULL,
    external_ref text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    id_number bytea NOT NULL,
    id_number_index bytea NOT NULL,
    phone bytea NOT NULL,
    marketing_consent boolean NOT NULL,
    company jsonb,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    version integer DEFAULT 1 NOT NULL,
    merged_into uuid,
    CONSTRAINT customer_check CHECK ((outlet <> sub_branch)),
    CONSTRAINT customer_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT customer_id_number_check CHECK ((octet_length(id_number) >= 48)),
    CONSTRAINT customer_id_number_index_check CHECK ((octet_length(id_number_index) = 32)),
    CONSTRAINT customer_merged_into_another CHECK ((merged_into <> id)),
    CONSTRAINT customer_phone_check CHECK ((octet_length(phone) >= 41))
);

ALTER TABLE ONLY public.customer FORCE ROW LEVEL SECURITY;

ALTER TABLE public.customer OWNER TO customer_owner;

-- Name: customer_facts; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.customer_facts (
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    as_of date NOT NULL,
    deposits bigint NOT NULL,
    monthly_contribution bigint NOT NULL,
    years_with_bank integer NOT NULL,
    products_held text[] NOT NULL,
    annual_income bigint NOT NULL,
    loans jsonb NOT NULL,
    needs text[] NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    correlation_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    CONSTRAINT customer_facts_annual_income_check CHECK ((annual_income >= 0)),
    CONSTRAINT customer_facts_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT customer_facts_deposits_check CHECK ((deposits >= 0)),
    CONSTRAINT customer_facts_years_with_bank_check CHECK (((years_with_bank >= 0) AND (years_with_bank <= 150)))
);

ALTER TABLE ONLY public.customer_facts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.customer_facts OWNER TO customer_owner;

-- Name: customer_merge; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.customer_merge (
    id uuid NOT NULL,
    kept_id uuid NOT NULL,
    merged_id uuid NOT NULL,
    state text NOT NULL,
    reason text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    undone_by text,
    undone_at timestamp with time zone,
    undo_reason text,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT customer_merge_check CHECK ((kept_id <> merged_id)),
    CONSTRAINT customer_merge_check1 CHECK (((state = 'undone'::text) = ((undone_by IS NOT NULL) AND (undone_at IS NOT NULL) AND (undo_reason IS NOT NULL)))),
    CONSTRAINT customer_merge_check2 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT customer_merge_reason_check CHECK ((reason <> ''::text)),
    CONSTRAINT customer_merge_state_check CHECK ((state = ANY (ARRAY['merged'::text, 'undone'::text])))
);

ALTER TABLE ONLY public.customer_merge FORCE ROW LEVEL SECURITY;

ALTER TABLE public.customer_merge OWNER TO customer_owner;

-- Name: customer_service; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.customer_service (
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    state text NOT NULL,
    manager text COLLATE pg_catalog."C",
    policy_version text NOT NULL,
    opened_on date NOT NULL,
    ended_on date,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT customer_service_check CHECK (((state = 'ended'::text) = (ended_on IS NOT NULL))),
    CONSTRAINT customer_service_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT customer_service_state_check CHECK ((state = ANY (ARRAY['active'::text, 'ended'::text])))
);

ALTER TABLE ONLY public.customer_service FORCE ROW LEVEL SECURITY;

ALTER TABLE public.customer_service OWNER TO customer_owner;

-- Name: customer_tier; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.customer_tier (
    customer_id uuid NOT NULL,
    tier text NOT NULL,
    facts_id uuid NOT NULL,
    policy_version text NOT NULL,
    since timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    as_of date NOT NULL,
    deposits bigint NOT NULL,
    monthly_contribution bigint NOT NULL,
    years_with_bank integer NOT NULL,
    products integer NOT NULL,
    annual_income bigint NOT NULL,
    operating_loan bigint DEFAULT 0 NOT NULL,
    loan_products text[] NOT NULL,
    loan_amounts bigint[] NOT NULL,
    needs text[] NOT NULL,
    found_tier text NOT NULL,
    codes text[] NOT NULL,
    previous_tier text,
    override_id uuid,
    found_at timestamp with time zone NOT NULL,
    changes integer NOT NULL,
    CONSTRAINT customer_tier_changes_check CHECK ((changes >= 1)),
    CONSTRAINT customer_tier_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT customer_tier_codes_check CHECK ((cardinality(codes) > 0)),
    CONSTRAINT customer_tier_found_check CHECK ((found_tier = ANY (ARRAY['high_end'::text, 'potential_high_end'::text, 'general'::text]))),
    CONSTRAINT customer_tier_loans_check CHECK ((cardinality(loan_products) = cardinality(loan_amounts))),
    CONSTRAINT customer_tier_override_check CHECK (((override_id IS NOT NULL) OR (tier = found_tier))),
    CONSTRAINT customer_tier_tier_check CHECK ((tier = ANY (ARRAY['high_end'::text, 'potential_high_end'::text, 'general'::text])))
)
WITH (fillfactor='50');

ALTER TABLE ONLY public.customer_tier FORCE ROW LEVEL SECURITY;

ALTER TABLE public.customer_tier OWNER TO customer_owner;

-- Name: deputy; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.deputy (
    id uuid NOT NULL,
    absent text NOT NULL COLLATE pg_catalog."C",
    deputy text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    reason text NOT NULL,
    withdrawn_by text,
    withdrawn_at timestamp with time zone,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT deputy_check CHECK ((ends_on >= starts_on)),
    CONSTRAINT deputy_check1 CHECK (((state = 'withdrawn'::text) = ((withdrawn_by IS NOT NULL) AND (withdrawn_at IS NOT NULL)))),
    CONSTRAINT deputy_check2 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT deputy_is_another CHECK ((deputy <> absent)),
    CONSTRAINT deputy_names_not_oneself CHECK ((made_by <> deputy)),
    CONSTRAINT deputy_reason_check CHECK ((reason <> ''::text)),
    CONSTRAINT deputy_state_check CHECK ((state = ANY (ARRAY['named'::text, 'withdrawn'::text])))
);

ALTER TABLE ONLY public.deputy FORCE ROW LEVEL SECURITY;

ALTER TABLE public.deputy OWNER TO customer_owner;

-- Name: financing_need; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.financing_need (
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    state text NOT NULL,
    product text NOT NULL,
    amount bigint NOT NULL,
    expected_on date NOT NULL,
    note text NOT NULL,
    closed_reason text,
    closed_by text,
    closed_at timestamp with time zone,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT financing_need_amount_check CHECK ((amount > 0)),
    CONSTRAINT financing_need_check CHECK (((state = 'open'::text) = ((closed_by IS NULL) AND (closed_at IS NULL) AND (closed_reason IS NULL)))),
    CONSTRAINT financing_need_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT financing_need_state_check CHECK ((state = ANY (ARRAY['open'::text, 'converted'::text, 'lost'::text])))
);

ALTER TABLE ONLY public.financing_need FORCE ROW LEVEL SECURITY;

ALTER TABLE public.financing_need OWNER TO customer_owner;

-- Name: idempotency_key; Type: TABLE; Schema: public; Owner: customer_owner

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

ALTER TABLE public.idempotency_key OWNER TO customer_owner;

-- Name: import; Type: TABLE; Schema: public; Owner: customer_owner

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

ALTER TABLE public.import OWNER TO customer_owner;

-- Name: import_line; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.import_line (
    import_id uuid NOT NULL,
    line bigint NOT NULL,
    raw bytea,
    fault text,
    CONSTRAINT import_line_check CHECK (((raw IS NULL) = (fault IS NOT NULL))),
    CONSTRAINT import_line_line_check CHECK ((line >= 1))
);

ALTER TABLE public.import_line OWNER TO customer_owner;

-- Name: import_rejection; Type: TABLE; Schema: public; Owner: customer_owner

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

ALTER TABLE public.import_rejection OWNER TO customer_owner;

-- Name: key_rotation; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.key_rotation (
    id uuid NOT NULL,
    state text NOT NULL,
    key_id text NOT NULL,
    after_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    passes integer DEFAULT 0 NOT NULL,
    read bigint DEFAULT 0 NOT NULL,
    resealed bigint DEFAULT 0 NOT NULL,
    customers bigint NOT NULL,
    made_by text NOT NULL,
    made_by_name text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT key_rotation_check CHECK (((state = 'completed'::text) = (finished_at IS NOT NULL))),
    CONSTRAINT key_rotation_customers_check CHECK ((customers >= 0)),
    CONSTRAINT key_rotation_passes_check CHECK ((passes >= 0)),
    CONSTRAINT key_rotation_read_check CHECK ((read >= 0)),
    CONSTRAINT key_rotation_resealed_check CHECK ((resealed >= 0)),
    CONSTRAINT key_rotation_state_check CHECK ((state = ANY (ARRAY['running'::text, 'completed'::text, 'failed'::text])))
);

ALTER TABLE public.key_rotation OWNER TO customer_owner;

-- Name: lead; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.lead (
    id uuid NOT NULL,
    name text NOT NULL,
    phone bytea NOT NULL,
    product text NOT NULL,
    channel text NOT NULL,
    partner_id uuid,
    routed_to text NOT NULL,
    routed_because text NOT NULL,
    state text NOT NULL,
    account_manager text COLLATE pg_catalog."C",
    due_on date,
    customer_id uuid,
    loan_booking_id uuid,
    closed_reason text,
    closed_at timestamp with time zone,
    policy_version text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT lead_channel_check CHECK ((channel = ANY (ARRAY['wealth_centre'::text, 'ordinary_outlet'::text, 'dedicated_manager'::text]))),
    CONSTRAINT lead_check CHECK (((routed_because = 'RETAIL'::text) = (routed_to = 'outlet'::text))),
    CONSTRAINT lead_check1 CHECK (((routed_because = 'PARTNER'::text) = (partner_id IS NOT NULL))),
    CONSTRAINT lead_check2 CHECK (((state <> ALL (ARRAY['assigned'::text, 'contacted'::text, 'converted'::text])) OR (account_manager IS NOT NULL))),
    CONSTRAINT lead_check3 CHECK (((state = 'converted'::text) = (customer_id IS NOT NULL))),
    CONSTRAINT lead_check4 CHECK (((loan_booking_id IS NULL) OR (state = 'converted'::text))),
    CONSTRAINT lead_check5 CHECK (((state <> 'lost'::text) OR (closed_reason IS NOT NULL))),
    CONSTRAINT lead_check6 CHECK (((state = ANY (ARRAY['converted'::text, 'lost'::text])) = (closed_at IS NOT NULL))),
    CONSTRAINT lead_check7 CHECK (((state = ANY (ARRAY['converted'::text, 'lost'::text])) = (due_on IS NULL))),
    CONSTRAINT lead_check8 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT lead_routed_because_check CHECK ((routed_because = ANY (ARRAY['PARTNER'::text, 'OUTLET_MAY_NOT_ACCEPT'::text, 'RETAIL'::text]))),
    CONSTRAINT lead_routed_to_check CHECK ((routed_to = ANY (ARRAY['personal_dept'::text, 'outlet'::text]))),
    CONSTRAINT lead_state_check CHECK ((state = ANY (ARRAY['new'::text, 'assigned'::text, 'contacted'::text, 'converted'::text, 'lost'::text])))
);

ALTER TABLE ONLY public.lead FORCE ROW LEVEL SECURITY;

ALTER TABLE public.lead OWNER TO customer_owner;

-- Name: lead_step; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.lead_step (
    lead_id uuid NOT NULL,
    "position" integer NOT NULL,
    verb text NOT NULL,
    state text NOT NULL,
    account_manager text,
    note text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT lead_step_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT lead_step_position_check CHECK (("position" >= 1)),
    CONSTRAINT lead_step_verb_check CHECK ((verb = ANY (ARRAY['enter'::text, 'assign'::text, 'contact'::text, 'convert'::text, 'lose'::text])))
);

ALTER TABLE ONLY public.lead_step FORCE ROW LEVEL SECURITY;

ALTER TABLE public.lead_step OWNER TO customer_owner;

-- Name: lending_month; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.lending_month (
    month date NOT NULL,
    account_manager text NOT NULL COLLATE pg_catalog."C",
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    loans bigint NOT NULL,
    amount bigint NOT NULL,
    CONSTRAINT lending_month_amount_check CHECK ((amount >= 0)),
    CONSTRAINT lending_month_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT lending_month_loans_check CHECK ((loans >= 0)),
    CONSTRAINT lending_month_month_check CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);

ALTER TABLE ONLY public.lending_month FORCE ROW LEVEL SECURITY;

ALTER TABLE public.lending_month OWNER TO customer_owner;

-- Name: loan_booking; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.loan_booking (
    id uuid NOT NULL,
    external_ref text NOT NULL COLLATE pg_catalog."C",
    customer_id uuid NOT NULL,
    product text NOT NULL,
    amount bigint NOT NULL,
    booked_on date NOT NULL,
    account_manager text NOT NULL COLLATE pg_catalog."C",
    policy_version text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT loan_booking_amount_check CHECK ((amount > 0)),
    CONSTRAINT loan_booking_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.loan_booking FORCE ROW LEVEL SECURITY;

ALTER TABLE public.loan_booking OWNER TO customer_owner;

-- Name: loan_return; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.loan_return (
    booking_id uuid NOT NULL,
    returned_on date NOT NULL,
    reason text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT loan_return_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT loan_return_reason_check CHECK ((reason <> ''::text))
);

ALTER TABLE ONLY public.loan_return FORCE ROW LEVEL SECURITY;

ALTER TABLE public.loan_return OWNER TO customer_owner;

-- Name: mailing; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.mailing (
    id uuid NOT NULL,
    title text NOT NULL,
    product text NOT NULL,
    tiers text[] NOT NULL,
    sent_on date NOT NULL,
    recipients integer NOT NULL,
    without_consent integer NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT mailing_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT mailing_recipients_check CHECK ((recipients >= 0)),
    CONSTRAINT mailing_tiers_check CHECK ((cardinality(tiers) > 0)),
    CONSTRAINT mailing_without_consent_check CHECK ((without_consent >= 0))
);

ALTER TABLE ONLY public.mailing FORCE ROW LEVEL SECURITY;

ALTER TABLE public.mailing OWNER TO customer_owner;

-- Name: mailing_recipient; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.mailing_recipient (
    mailing_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT mailing_recipient_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.mailing_recipient FORCE ROW LEVEL SECURITY;

ALTER TABLE public.mailing_recipient OWNER TO customer_owner;

-- Name: market_note; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.market_note (
    id uuid NOT NULL,
    title text NOT NULL,
    text text NOT NULL,
    partner_id uuid,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT market_note_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT market_note_text_check CHECK ((text <> ''::text))
);

ALTER TABLE ONLY public.market_note FORCE ROW LEVEL SECURITY;

ALTER TABLE public.market_note OWNER TO customer_owner;

-- Name: market_share; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.market_share (
    id uuid NOT NULL,
    quarter text NOT NULL COLLATE pg_catalog."C",
    own_new_lending bigint NOT NULL,
    others jsonb NOT NULL,
    share numeric(5,4) NOT NULL,
    share_rank integer NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT market_share_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT market_share_own_new_lending_check CHECK ((own_new_lending >= 0)),
    CONSTRAINT market_share_share_check CHECK (((share >= (0)::numeric) AND (share <= (1)::numeric))),
    CONSTRAINT market_share_share_rank_check CHECK ((share_rank >= 1))
);

ALTER TABLE ONLY public.market_share FORCE ROW LEVEL SECURITY;

ALTER TABLE public.market_share OWNER TO customer_owner;

-- Name: node; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.node (
    id uuid NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL,
    name text NOT NULL,
    parent text COLLATE pg_catalog."C",
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT node_check CHECK (((kind = 'head_office'::text) = (parent IS NULL))),
    CONSTRAINT node_check1 CHECK (
CASE kind
    WHEN 'sub_branch'::text THEN ((sub_branch = code) AND (outlet = '*'::text))
    WHEN 'outlet'::text THEN ((sub_branch = parent) AND (outlet = code))
    ELSE ((sub_branch = '*'::text) AND (outlet = '*'::text))
END),
    CONSTRAINT node_check2 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT node_code_check CHECK ((code ~ '^[a-z0-9][a-z0-9-]{0,39}$'::text)),
    CONSTRAINT node_kind_check CHECK ((kind = ANY (ARRAY['head_office'::text, 'city_branch'::text, 'sub_branch'::text, 'outlet'::text])))
);

ALTER TABLE ONLY public.node FORCE ROW LEVEL SECURITY;

ALTER TABLE public.node OWNER TO customer_owner;

-- Name: notice; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.notice (
    id uuid NOT NULL,
    kind text NOT NULL,
    addressee text NOT NULL,
    quarter text NOT NULL COLLATE pg_catalog."C",
    causes text[] NOT NULL,
    figures jsonb NOT NULL,
    ranking_id uuid NOT NULL,
    policy_version text NOT NULL,
    state text NOT NULL,
    reply text,
    acknowledged_by text,
    acknowledged_at timestamp with time zone,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT notice_addressee_check CHECK ((addressee = ANY (ARRAY['branch_head'::text, 'deputy_head_for_lending'::text]))),
    CONSTRAINT notice_causes_check CHECK ((cardinality(causes) > 0)),
    CONSTRAINT notice_check CHECK (((state = 'acknowledged'::text) = ((reply IS NOT NULL) AND (acknowledged_by IS NOT NULL) AND (acknowledged_at IS NOT NULL)))),
    CONSTRAINT notice_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT notice_kind_check CHECK ((kind = ANY (ARRAY['reminder'::text, 'admonition'::text]))),
    CONSTRAINT notice_state_check CHECK ((state = ANY (ARRAY['issued'::text, 'acknowledged'::text])))
);

ALTER TABLE ONLY public.notice FORCE ROW LEVEL SECURITY;

ALTER TABLE public.notice OWNER TO customer_owner;

-- Name: offer; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.offer (
    id uuid NOT NULL,
    booking_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    product text NOT NULL,
    state text NOT NULL,
    contribution bigint NOT NULL,
    policy_version text NOT NULL,
    responded_by text,
    responded_at timestamp with time zone,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT offer_check CHECK (((state = 'offered'::text) = ((responded_by IS NULL) AND (responded_at IS NULL)))),
    CONSTRAINT offer_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT offer_contribution_check CHECK ((contribution >= 0)),
    CONSTRAINT offer_state_check CHECK ((state = ANY (ARRAY['offered'::text, 'accepted'::text, 'declined'::text])))
);

ALTER TABLE ONLY public.offer FORCE ROW LEVEL SECURITY;

ALTER TABLE public.offer OWNER TO customer_owner;

-- Name: outlet_products; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.outlet_products (
    id uuid NOT NULL,
    kind text NOT NULL,
    products text[] NOT NULL,
    added text[] NOT NULL,
    taken_back text[] NOT NULL,
    reason text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT outlet_products_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT outlet_products_kind_check CHECK ((kind = ANY (ARRAY['wealth_centre'::text, 'ordinary_outlet'::text]))),
    CONSTRAINT outlet_products_reason_check CHECK ((reason <> ''::text))
);

ALTER TABLE ONLY public.outlet_products FORCE ROW LEVEL SECURITY;

ALTER TABLE public.outlet_products OWNER TO customer_owner;

-- Name: outreach; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.outreach (
    id uuid NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    product text NOT NULL,
    planned_on date NOT NULL,
    state text NOT NULL,
    held_on date,
    reached text[] NOT NULL,
    not_reached text[] NOT NULL,
    cancelled_reason text,
    closed_by text,
    closed_at timestamp with time zone,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT outreach_check CHECK (((state = 'held'::text) = (held_on IS NOT NULL))),
    CONSTRAINT outreach_check1 CHECK (((state = 'held'::text) = (cardinality(reached) > 0))),
    CONSTRAINT outreach_check2 CHECK ((NOT (reached && not_reached))),
    CONSTRAINT outreach_check3 CHECK (((state = 'cancelled'::text) = (cancelled_reason IS NOT NULL))),
    CONSTRAINT outreach_check4 CHECK (((state = 'planned'::text) = ((closed_by IS NULL) AND (closed_at IS NULL)))),
    CONSTRAINT outreach_check5 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT outreach_kind_check CHECK ((kind = ANY (ARRAY['training'::text, 'campaign'::text]))),
    CONSTRAINT outreach_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'held'::text, 'cancelled'::text])))
);

ALTER TABLE ONLY public.outreach FORCE ROW LEVEL SECURITY;

ALTER TABLE public.outreach OWNER TO customer_owner;

-- Name: partner; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.partner (
    id uuid NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL,
    state text NOT NULL,
    closed_reason text,
    closed_by text,
    closed_at timestamp with time zone,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT partner_check CHECK (((state = 'closed'::text) = ((closed_by IS NOT NULL) AND (closed_at IS NOT NULL) AND (closed_reason IS NOT NULL)))),
    CONSTRAINT partner_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT partner_kind_check CHECK ((kind = ANY (ARRAY['developer'::text, 'agent'::text, 'car_dealer'::text]))),
    CONSTRAINT partner_state_check CHECK ((state = ANY (ARRAY['active'::text, 'closed'::text])))
);

ALTER TABLE ONLY public.partner FORCE ROW LEVEL SECURITY;

ALTER TABLE public.partner OWNER TO customer_owner;

-- Name: pgqueuer; Type: TABLE; Schema: public; Owner: customer_owner

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

ALTER TABLE public.pgqueuer OWNER TO customer_owner;

-- Name: pgqueuer_id_seq; Type: SEQUENCE; Schema: public; Owner: customer_owner

CREATE SEQUENCE public.pgqueuer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pgqueuer_id_seq OWNER TO customer_owner;

-- Name: pgqueuer_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: customer_owner

ALTER SEQUENCE public.pgqueuer_id_seq OWNED BY public.pgqueuer.id;

-- Name: pgqueuer_log; Type: TABLE; Schema: public; Owner: customer_owner

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

ALTER TABLE public.pgqueuer_log OWNER TO customer_owner;

-- Name: pgqueuer_log_id_seq; Type: SEQUENCE; Schema: public; Owner: customer_owner

ALTER TABLE public.pgqueuer_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.pgqueuer_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: pgqueuer_schedules; Type: TABLE; Schema: public; Owner: customer_owner

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

ALTER TABLE public.pgqueuer_schedules OWNER TO customer_owner;

-- Name: pgqueuer_schedules_id_seq; Type: SEQUENCE; Schema: public; Owner: customer_owner

CREATE SEQUENCE public.pgqueuer_schedules_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pgqueuer_schedules_id_seq OWNER TO customer_owner;

-- Name: pgqueuer_schedules_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: customer_owner

ALTER SEQUENCE public.pgqueuer_schedules_id_seq OWNED BY public.pgqueuer_schedules.id;

-- Name: pgqueuer_statistics; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.pgqueuer_statistics (
    id bigint NOT NULL,
    created timestamp with time zone DEFAULT date_trunc('sec'::text, now()) NOT NULL,
    count bigint NOT NULL,
    priority integer NOT NULL,
    status public.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL
);

ALTER TABLE public.pgqueuer_statistics OWNER TO customer_owner;

-- Name: pgqueuer_statistics_id_seq; Type: SEQUENCE; Schema: public; Owner: customer_owner

CREATE SEQUENCE public.pgqueuer_statistics_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pgqueuer_statistics_id_seq OWNER TO customer_owner;

-- Name: pgqueuer_statistics_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: customer_owner

ALTER SEQUENCE public.pgqueuer_statistics_id_seq OWNED BY public.pgqueuer_statistics.id;

-- Name: pipeline_project; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.pipeline_project (
    id uuid NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    developer text NOT NULL,
    relationship_manager text NOT NULL COLLATE pg_catalog."C",
    stage text NOT NULL,
    land_collateral bigint NOT NULL,
    development_loan bigint,
    units integer NOT NULL,
    expected_mortgages integer NOT NULL,
    expected_mortgage_amount bigint NOT NULL,
    sales_expected_on date NOT NULL,
    sales_as_of date,
    units_sold integer,
    cash_returned bigint,
    mortgages integer,
    mortgage_amount bigint,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    escrow_project_id uuid,
    CONSTRAINT pipeline_project_cash_returned_check CHECK ((cash_returned >= 0)),
    CONSTRAINT pipeline_project_check CHECK (((units_sold >= 0) AND (units_sold <= units))),
    CONSTRAINT pipeline_project_check1 CHECK ((num_nulls(sales_as_of, units_sold, cash_returned, mortgages, mortgage_amount) = ANY (ARRAY[0, 5]))),
    CONSTRAINT pipeline_project_check2 CHECK (((stage = ANY (ARRAY['land_collateral'::text, 'dropped'::text])) OR (development_loan IS NOT NULL))),
    CONSTRAINT pipeline_project_check3 CHECK (((stage = ANY (ARRAY['selling'::text, 'completed'::text])) OR (sales_as_of IS NULL))),
    CONSTRAINT pipeline_project_check4 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT pipeline_project_development_loan_check CHECK ((development_loan > 0)),
    CONSTRAINT pipeline_project_expected_mortgage_amount_check CHECK ((expected_mortgage_amount >= 0)),
    CONSTRAINT pipeline_project_expected_mortgages_check CHECK ((expected_mortgages >= 0)),
    CONSTRAINT pipeline_project_land_collateral_check CHECK ((land_collateral > 0)),
    CONSTRAINT pipeline_project_mortgage_amount_check CHECK ((mortgage_amount >= 0)),
    CONSTRAINT pipeline_project_mortgages_check CHECK ((mortgages >= 0)),
    CONSTRAINT pipeline_project_stage_check CHECK ((stage = ANY (ARRAY['land_collateral'::text, 'development_loan'::text, 'selling'::text, 'completed'::text, 'dropped'::text]))),
    CONSTRAINT pipeline_project_units_check CHECK ((units > 0))
);

ALTER TABLE ONLY public.pipeline_project FORCE ROW LEVEL SECURITY;

ALTER TABLE public.pipeline_project OWNER TO customer_owner;

-- Name: pipeline_sales; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.pipeline_sales (
    id uuid NOT NULL,
    pipeline_project_id uuid NOT NULL,
    as_of date NOT NULL,
    units_sold integer NOT NULL,
    cash_returned bigint NOT NULL,
    mortgages integer NOT NULL,
    mortgage_amount bigint NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT pipeline_sales_cash_returned_check CHECK ((cash_returned >= 0)),
    CONSTRAINT pipeline_sales_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT pipeline_sales_mortgage_amount_check CHECK ((mortgage_amount >= 0)),
    CONSTRAINT pipeline_sales_mortgages_check CHECK ((mortgages >= 0)),
    CONSTRAINT pipeline_sales_units_sold_check CHECK ((units_sold >= 0))
);

ALTER TABLE ONLY public.pipeline_sales FORCE ROW LEVEL SECURITY;

ALTER TABLE public.pipeline_sales OWNER TO customer_owner;

-- Name: policy; Type: TABLE; Schema: public; Owner: customer_owner

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

ALTER TABLE public.policy OWNER TO customer_owner;

-- Name: research_answer; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.research_answer (
    id uuid NOT NULL,
    research_round_id uuid NOT NULL,
    answer text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT research_answer_answer_check CHECK ((answer <> ''::text)),
    CONSTRAINT research_answer_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.research_answer FORCE ROW LEVEL SECURITY;

ALTER TABLE public.research_answer OWNER TO customer_owner;

-- Name: research_round; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.research_round (
    id uuid NOT NULL,
    quarter text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL,
    outline text NOT NULL,
    due_on date NOT NULL,
    state text NOT NULL,
    findings text,
    closed_by text,
    closed_at timestamp with time zone,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT research_round_check CHECK (((state = 'closed'::text) = ((findings IS NOT NULL) AND (closed_by IS NOT NULL) AND (closed_at IS NOT NULL)))),
    CONSTRAINT research_round_outline_check CHECK ((outline <> ''::text)),
    CONSTRAINT research_round_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text])))
);

ALTER TABLE public.research_round OWNER TO customer_owner;

-- Name: result_snapshot; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.result_snapshot (
    id uuid NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    period text NOT NULL COLLATE pg_catalog."C",
    final boolean NOT NULL,
    policy_version text NOT NULL,
    previous_id uuid,
    inputs_digest text NOT NULL,
    loans bigint NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    collections_months text[],
    missing text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT result_snapshot_check CHECK (((kind = 'bulletin'::text) = (subject = 'outlet'::text))),
    CONSTRAINT result_snapshot_kind_check CHECK ((kind = ANY (ARRAY['ranking'::text, 'bulletin'::text]))),
    CONSTRAINT result_snapshot_loans_check CHECK ((loans >= 0)),
    CONSTRAINT result_snapshot_subject_check CHECK ((subject = ANY (ARRAY['sub_branch'::text, 'outlet'::text, 'account_manager'::text])))
);

ALTER TABLE public.result_snapshot OWNER TO customer_owner;

-- Name: result_snapshot_arrears; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.result_snapshot_arrears (
    snapshot_id uuid NOT NULL,
    key text NOT NULL,
    correlation_id uuid NOT NULL
);

ALTER TABLE public.result_snapshot_arrears OWNER TO customer_owner;

-- Name: result_snapshot_entry; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.result_snapshot_entry (
    snapshot_id uuid NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    loans bigint NOT NULL,
    new_lending bigint NOT NULL,
    target bigint,
    previous_place integer,
    share numeric(5,4),
    previous_share numeric(5,4),
    share_rank integer,
    products_taken_up bigint,
    added_contribution bigint,
    place integer NOT NULL,
    commended boolean NOT NULL,
    cases_opened bigint,
    cases_cured bigint,
    cases_open bigint,
    tasks_late bigint,
    promises_kept bigint,
    promises_broken bigint,
    reviews_accountable bigint,
    files_late bigint,
    CONSTRAINT result_snapshot_entry_added_contribution_check CHECK ((added_contribution >= 0)),
    CONSTRAINT result_snapshot_entry_cases_cured_check CHECK ((cases_cured >= 0)),
    CONSTRAINT result_snapshot_entry_cases_open_check CHECK ((cases_open >= 0)),
    CONSTRAINT result_snapshot_entry_cases_opened_check CHECK ((cases_opened >= 0)),
    CONSTRAINT result_snapshot_entry_check CHECK ((num_nulls(cases_opened, cases_cured, cases_open, tasks_late, promises_kept, promises_broken, reviews_accountable, files_late) = ANY (ARRAY[0, 8]))),
    CONSTRAINT result_snapshot_entry_files_late_check CHECK ((files_late >= 0)),
    CONSTRAINT result_snapshot_entry_loans_check CHECK ((loans >= 0)),
    CONSTRAINT result_snapshot_entry_new_lending_check CHECK ((new_lending >= 0)),
    CONSTRAINT result_snapshot_entry_place_check CHECK ((place >= 1)),
    CONSTRAINT result_snapshot_entry_previous_place_check CHECK ((previous_place >= 1)),
    CONSTRAINT result_snapshot_entry_products_taken_up_check CHECK ((products_taken_up >= 0)),
    CONSTRAINT result_snapshot_entry_promises_broken_check CHECK ((promises_broken >= 0)),
    CONSTRAINT result_snapshot_entry_promises_kept_check CHECK ((promises_kept >= 0)),
    CONSTRAINT result_snapshot_entry_reviews_accountable_check CHECK ((reviews_accountable >= 0)),
    CONSTRAINT result_snapshot_entry_target_check CHECK ((target > 0)),
    CONSTRAINT result_snapshot_entry_tasks_late_check CHECK ((tasks_late >= 0))
);

ALTER TABLE public.result_snapshot_entry OWNER TO customer_owner;

-- Name: staff; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.staff (
    id uuid NOT NULL,
    sub text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    roles text[] NOT NULL,
    active boolean NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    valid_from date NOT NULL,
    valid_until date,
    tokens_from timestamp with time zone,
    CONSTRAINT staff_check CHECK (((outlet = '*'::text) OR (sub_branch <> '*'::text))),
    CONSTRAINT staff_check1 CHECK (((NOT ('outlet_manager'::text = ANY (roles))) OR (outlet <> '*'::text))),
    CONSTRAINT staff_check2 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT staff_roles_check CHECK ((cardinality(roles) > 0)),
    CONSTRAINT staff_validity_check CHECK ((valid_until >= valid_from))
);

ALTER TABLE ONLY public.staff FORCE ROW LEVEL SECURITY;

ALTER TABLE public.staff OWNER TO customer_owner;

-- Name: staff_post; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.staff_post (
    staff_id uuid NOT NULL,
    "position" integer NOT NULL,
    sub text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    roles text[] NOT NULL,
    active boolean NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT staff_post_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT staff_post_position_check CHECK (("position" >= 1)),
    CONSTRAINT staff_post_roles_check CHECK ((cardinality(roles) > 0))
);

ALTER TABLE ONLY public.staff_post FORCE ROW LEVEL SECURITY;

ALTER TABLE public.staff_post OWNER TO customer_owner;

-- Name: sub_branch_support; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.sub_branch_support (
    id uuid NOT NULL,
    kind text NOT NULL,
    speciality text,
    supporter text NOT NULL COLLATE pg_catalog."C",
    reason text NOT NULL,
    state text NOT NULL,
    withdrawn_reason text,
    withdrawn_by text,
    withdrawn_at timestamp with time zone,
    named_on date NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT sub_branch_support_check CHECK (((kind = 'specialised'::text) = (speciality IS NOT NULL))),
    CONSTRAINT sub_branch_support_check1 CHECK (((state = 'withdrawn'::text) = ((withdrawn_reason IS NOT NULL) AND (withdrawn_by IS NOT NULL) AND (withdrawn_at IS NOT NULL)))),
    CONSTRAINT sub_branch_support_check2 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT sub_branch_support_kind_check CHECK ((kind = ANY (ARRAY['key'::text, 'specialised'::text]))),
    CONSTRAINT sub_branch_support_reason_check CHECK ((reason <> ''::text)),
    CONSTRAINT sub_branch_support_state_check CHECK ((state = ANY (ARRAY['named'::text, 'withdrawn'::text])))
);

ALTER TABLE ONLY public.sub_branch_support FORCE ROW LEVEL SECURITY;

ALTER TABLE public.sub_branch_support OWNER TO customer_owner;

-- Name: target; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.target (
    id uuid NOT NULL,
    subject text NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    period text NOT NULL COLLATE pg_catalog."C",
    new_lending bigint NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT target_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT target_new_lending_check CHECK ((new_lending > 0)),
    CONSTRAINT target_subject_check CHECK ((subject = ANY (ARRAY['sub_branch'::text, 'outlet'::text, 'account_manager'::text])))
);

ALTER TABLE ONLY public.target FORCE ROW LEVEL SECURITY;

ALTER TABLE public.target OWNER TO customer_owner;

-- Name: tier_change; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.tier_change (
    customer_id uuid NOT NULL,
    "position" integer NOT NULL,
    tier text NOT NULL,
    facts_id uuid NOT NULL,
    policy_version text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    before_tier text,
    codes text[] NOT NULL,
    override_id uuid,
    CONSTRAINT tier_change_before_tier_check CHECK ((before_tier = ANY (ARRAY['high_end'::text, 'potential_high_end'::text, 'general'::text]))),
    CONSTRAINT tier_change_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT tier_change_first_check CHECK ((("position" = 1) = (before_tier IS NULL))),
    CONSTRAINT tier_change_position_check CHECK (("position" >= 1)),
    CONSTRAINT tier_change_tier_check CHECK ((tier = ANY (ARRAY['high_end'::text, 'potential_high_end'::text, 'general'::text])))
);

ALTER TABLE ONLY public.tier_change FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tier_change OWNER TO customer_owner;

-- Name: tier_change_arrears; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.tier_change_arrears (
    no bigint NOT NULL,
    correlation_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    "position" integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT tier_change_arrears_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text)))
);

ALTER TABLE ONLY public.tier_change_arrears FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tier_change_arrears OWNER TO customer_owner;

-- Name: tier_change_arrears_no_seq; Type: SEQUENCE; Schema: public; Owner: customer_owner

ALTER TABLE public.tier_change_arrears ALTER COLUMN no ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.tier_change_arrears_no_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: tier_override; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.tier_override (
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    state text NOT NULL,
    tier text NOT NULL,
    reason text NOT NULL,
    ends_on date NOT NULL,
    decided_by text,
    decided_at timestamp with time zone,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    correlation_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    CONSTRAINT tier_override_check CHECK (((decided_by IS NULL) = (decided_at IS NULL))),
    CONSTRAINT tier_override_check1 CHECK (((decided_by IS NOT NULL) OR (state = ANY (ARRAY['proposed'::text, 'lapsed'::text])))),
    CONSTRAINT tier_override_check2 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT tier_override_maker_is_not_checker CHECK ((decided_by <> made_by)),
    CONSTRAINT tier_override_reason_check CHECK ((reason <> ''::text)),
    CONSTRAINT tier_override_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'active'::text, 'rejected'::text, 'ended'::text, 'lapsed'::text]))),
    CONSTRAINT tier_override_tier_check CHECK ((tier = ANY (ARRAY['high_end'::text, 'potential_high_end'::text, 'general'::text])))
);

ALTER TABLE ONLY public.tier_override FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tier_override OWNER TO customer_owner;

-- Name: tier_run; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.tier_run (
    id uuid NOT NULL,
    state text NOT NULL,
    policy_version text NOT NULL,
    chunks integer,
    begun_at timestamp with time zone,
    finished_at timestamp with time zone,
    made_by text NOT NULL,
    made_by_name text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT tier_run_check CHECK (((chunks IS NULL) = (begun_at IS NULL))),
    CONSTRAINT tier_run_check1 CHECK (((state = 'completed'::text) = (finished_at IS NOT NULL))),
    CONSTRAINT tier_run_check2 CHECK (((state <> 'completed'::text) OR (begun_at IS NOT NULL))),
    CONSTRAINT tier_run_chunks_check CHECK ((chunks >= 0)),
    CONSTRAINT tier_run_state_check CHECK ((state = ANY (ARRAY['running'::text, 'completed'::text, 'failed'::text])))
);

ALTER TABLE public.tier_run OWNER TO customer_owner;

-- Name: tier_run_chunk; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.tier_run_chunk (
    run_id uuid NOT NULL,
    number integer NOT NULL,
    after_id uuid NOT NULL,
    last_id uuid NOT NULL,
    done_at timestamp with time zone,
    read integer DEFAULT 0 NOT NULL,
    changed integer DEFAULT 0 NOT NULL,
    raised integer DEFAULT 0 NOT NULL,
    lowered integer DEFAULT 0 NOT NULL,
    CONSTRAINT tier_run_chunk_check CHECK ((last_id > after_id)),
    CONSTRAINT tier_run_chunk_number_check CHECK ((number > 0))
);

ALTER TABLE public.tier_run_chunk OWNER TO customer_owner;

-- Name: visit; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.visit (
    id uuid NOT NULL,
    service_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    state text NOT NULL,
    due_on date NOT NULL,
    visited_on date,
    report text,
    completed_by text,
    completed_at timestamp with time zone,
    made_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT visit_check CHECK (((state = 'completed'::text) = ((visited_on IS NOT NULL) AND (report IS NOT NULL) AND (completed_by IS NOT NULL) AND (completed_at IS NOT NULL)))),
    CONSTRAINT visit_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT visit_state_check CHECK ((state = ANY (ARRAY['due'::text, 'completed'::text, 'dropped'::text])))
);

ALTER TABLE ONLY public.visit FORCE ROW LEVEL SECURITY;

ALTER TABLE public.visit OWNER TO customer_owner;

-- Name: pgqueuer id; Type: DEFAULT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.pgqueuer ALTER COLUMN id SET DEFAULT nextval('public.pgqueuer_id_seq'::regclass);

-- Name: pgqueuer_schedules id; Type: DEFAULT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.pgqueuer_schedules ALTER COLUMN id SET DEFAULT nextval('public.pgqueuer_schedules_id_seq'::regclass);

-- Name: pgqueuer_statistics id; Type: DEFAULT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.pgqueuer_statistics ALTER COLUMN id SET DEFAULT nextval('public.pgqueuer_statistics_id_seq'::regclass);

-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

-- Name: audit_chain audit_chain_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_pkey PRIMARY KEY (seq);

-- Name: audit_chain audit_chain_record_id_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_record_id_key UNIQUE (record_id);

-- Name: audit_record audit_record_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.audit_record
    ADD CONSTRAINT audit_record_pkey PRIMARY KEY (id);

-- Name: customer customer_external_ref_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer
    ADD CONSTRAINT customer_external_ref_key UNIQUE (external_ref);

-- Name: customer_facts customer_facts_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer_facts
    ADD CONSTRAINT customer_facts_pkey PRIMARY KEY (id);

-- Name: customer customer_id_number_index_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer
    ADD CONSTRAINT customer_id_number_index_key UNIQUE (id_number_index);

-- Name: customer_merge customer_merge_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer_merge
    ADD CONSTRAINT customer_merge_pkey PRIMARY KEY (id);

-- Name: customer customer_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer
    ADD CONSTRAINT customer_pkey PRIMARY KEY (id);

-- Name: customer_service customer_service_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer_service
    ADD CONSTRAINT customer_service_pkey PRIMARY KEY (id);

-- Name: customer_tier customer_tier_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer_tier
    ADD CONSTRAINT customer_tier_pkey PRIMARY KEY (customer_id);

-- Name: deputy deputy_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.deputy
    ADD CONSTRAINT deputy_pkey PRIMARY KEY (id);

-- Name: financing_need financing_need_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.financing_need
    ADD CONSTRAINT financing_need_pkey PRIMARY KEY (id);

-- Name: idempotency_key idempotency_key_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.idempotency_key
    ADD CONSTRAINT idempotency_key_pkey PRIMARY KEY (caller, route, key);

-- Name: import_line import_line_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.import_line
    ADD CONSTRAINT import_line_pkey PRIMARY KEY (import_id, line);

-- Name: import import_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.import
    ADD CONSTRAINT import_pkey PRIMARY KEY (id);

-- Name: import_rejection import_rejection_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.import_rejection
    ADD CONSTRAINT import_rejection_pkey PRIMARY KEY (import_id, line);

-- Name: key_rotation key_rotation_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.key_rotation
    ADD CONSTRAINT key_rotation_pkey PRIMARY KEY (id);

-- Name: lead lead_loan_booking_id_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.lead
    ADD CONSTRAINT lead_loan_booking_id_key UNIQUE (loan_booking_id);

-- Name: lead lead_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.lead
    ADD CONSTRAINT lead_pkey PRIMARY KEY (id);

-- Name: lead_step lead_step_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.lead_step
    ADD CONSTRAINT lead_step_pkey PRIMARY KEY (lead_id, "position");

-- Name: lending_month lending_month_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.lending_month
    ADD CONSTRAINT lending_month_pkey PRIMARY KEY (month, account_manager, sub_branch, outlet);

-- Name: loan_booking loan_booking_external_ref_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.loan_booking
    ADD CONSTRAINT loan_booking_external_ref_key UNIQUE (external_ref);

-- Name: loan_booking loan_booking_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.loan_booking
    ADD CONSTRAINT loan_booking_pkey PRIMARY KEY (id);

-- Name: loan_return loan_return_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.loan_return
    ADD CONSTRAINT loan_return_pkey PRIMARY KEY (booking_id);

-- Name: mailing mailing_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.mailing
    ADD CONSTRAINT mailing_pkey PRIMARY KEY (id);

-- Name: mailing_recipient mailing_recipient_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.mailing_recipient
    ADD CONSTRAINT mailing_recipient_pkey PRIMARY KEY (mailing_id, customer_id);

-- Name: market_note market_note_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.market_note
    ADD CONSTRAINT market_note_pkey PRIMARY KEY (id);

-- Name: market_share market_share_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.market_share
    ADD CONSTRAINT market_share_pkey PRIMARY KEY (id);

-- Name: node node_code_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.node
    ADD CONSTRAINT node_code_key UNIQUE (code);

-- Name: node node_code_sub_branch_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.node
    ADD CONSTRAINT node_code_sub_branch_key UNIQUE (code, sub_branch);

-- Name: node node_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.node
    ADD CONSTRAINT node_pkey PRIMARY KEY (id);

-- Name: notice notice_once_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_once_key UNIQUE (sub_branch, quarter, kind);

-- Name: notice notice_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_pkey PRIMARY KEY (id);

-- Name: offer offer_booking_id_product_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.offer
    ADD CONSTRAINT offer_booking_id_product_key UNIQUE (booking_id, product);

-- Name: offer offer_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.offer
    ADD CONSTRAINT offer_pkey PRIMARY KEY (id);

-- Name: outlet_products outlet_products_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.outlet_products
    ADD CONSTRAINT outlet_products_pkey PRIMARY KEY (id);

-- Name: outreach outreach_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.outreach
    ADD CONSTRAINT outreach_pkey PRIMARY KEY (id);

-- Name: partner partner_name_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.partner
    ADD CONSTRAINT partner_name_key UNIQUE (sub_branch, name);

-- Name: partner partner_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.partner
    ADD CONSTRAINT partner_pkey PRIMARY KEY (id);

-- Name: pgqueuer_log pgqueuer_log_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.pgqueuer_log
    ADD CONSTRAINT pgqueuer_log_pkey PRIMARY KEY (id);

-- Name: pgqueuer pgqueuer_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.pgqueuer
    ADD CONSTRAINT pgqueuer_pkey PRIMARY KEY (id);

-- Name: pgqueuer_schedules pgqueuer_schedules_expression_entrypoint_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.pgqueuer_schedules
    ADD CONSTRAINT pgqueuer_schedules_expression_entrypoint_key UNIQUE (expression, entrypoint);

-- Name: pgqueuer_schedules pgqueuer_schedules_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.pgqueuer_schedules
    ADD CONSTRAINT pgqueuer_schedules_pkey PRIMARY KEY (id);

-- Name: pgqueuer_statistics pgqueuer_statistics_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.pgqueuer_statistics
    ADD CONSTRAINT pgqueuer_statistics_pkey PRIMARY KEY (id);

-- Name: pipeline_project pipeline_project_escrow_project_id_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.pipeline_project
    ADD CONSTRAINT pipeline_project_escrow_project_id_key UNIQUE (escrow_project_id);

-- Name: pipeline_project pipeline_project_name_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.pipeline_project
    ADD CONSTRAINT pipeline_project_name_key UNIQUE (sub_branch, name);

-- Name: pipeline_project pipeline_project_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.pipeline_project
    ADD CONSTRAINT pipeline_project_pkey PRIMARY KEY (id);

-- Name: pipeline_sales pipeline_sales_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.pipeline_sales
    ADD CONSTRAINT pipeline_sales_pkey PRIMARY KEY (id);

-- Name: policy policy_kind_version_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_kind_version_key UNIQUE (kind, version);

-- Name: policy policy_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_pkey PRIMARY KEY (id);

-- Name: research_answer research_answer_once_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.research_answer
    ADD CONSTRAINT research_answer_once_key UNIQUE (research_round_id, sub_branch);

-- Name: research_answer research_answer_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.research_answer
    ADD CONSTRAINT research_answer_pkey PRIMARY KEY (id);

-- Name: research_round research_round_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.research_round
    ADD CONSTRAINT research_round_pkey PRIMARY KEY (id);

-- Name: research_round research_round_quarter_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.research_round
    ADD CONSTRAINT research_round_quarter_key UNIQUE (quarter);

-- Name: result_snapshot_arrears result_snapshot_arrears_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.result_snapshot_arrears
    ADD CONSTRAINT result_snapshot_arrears_pkey PRIMARY KEY (snapshot_id, key, correlation_id);

-- Name: result_snapshot_entry result_snapshot_entry_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.result_snapshot_entry
    ADD CONSTRAINT result_snapshot_entry_pkey PRIMARY KEY (snapshot_id, key);

-- Name: result_snapshot result_snapshot_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.result_snapshot
    ADD CONSTRAINT result_snapshot_pkey PRIMARY KEY (id);

-- Name: staff staff_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_pkey PRIMARY KEY (id);

-- Name: staff_post staff_post_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.staff_post
    ADD CONSTRAINT staff_post_pkey PRIMARY KEY (staff_id, "position");

-- Name: staff staff_sub_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_sub_key UNIQUE (sub);

-- Name: sub_branch_support sub_branch_support_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.sub_branch_support
    ADD CONSTRAINT sub_branch_support_pkey PRIMARY KEY (id);

-- Name: target target_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.target
    ADD CONSTRAINT target_pkey PRIMARY KEY (id);

-- Name: tier_change_arrears tier_change_arrears_once_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.tier_change_arrears
    ADD CONSTRAINT tier_change_arrears_once_key UNIQUE (customer_id, "position", correlation_id);

-- Name: tier_change_arrears tier_change_arrears_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.tier_change_arrears
    ADD CONSTRAINT tier_change_arrears_pkey PRIMARY KEY (no);

-- Name: tier_change tier_change_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.tier_change
    ADD CONSTRAINT tier_change_pkey PRIMARY KEY (customer_id, "position");

-- Name: tier_override tier_override_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.tier_override
    ADD CONSTRAINT tier_override_pkey PRIMARY KEY (id);

-- Name: tier_run_chunk tier_run_chunk_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.tier_run_chunk
    ADD CONSTRAINT tier_run_chunk_pkey PRIMARY KEY (run_id, number);

-- Name: tier_run tier_run_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.tier_run
    ADD CONSTRAINT tier_run_pkey PRIMARY KEY (id);

-- Name: visit visit_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.visit
    ADD CONSTRAINT visit_pkey PRIMARY KEY (id);

-- Name: audit_record_actor_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX audit_record_actor_id_idx ON public.audit_record USING btree (actor, id);

-- Name: audit_record_resource_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX audit_record_resource_id_idx ON public.audit_record USING btree (resource, id);

-- Name: audit_record_tx_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX audit_record_tx_id_idx ON public.audit_record USING btree (tx, id);

-- Name: customer_facts_customer_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX customer_facts_customer_id_idx ON public.customer_facts USING btree (customer_id, id);

-- Name: customer_merge_kept_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX customer_merge_kept_id_idx ON public.customer_merge USING btree (kept_id, id);

-- Name: customer_merge_once_key; Type: INDEX; Schema: public; Owner: customer_owner

CREATE UNIQUE INDEX customer_merge_once_key ON public.customer_merge USING btree (merged_id) WHERE (state = 'merged'::text);

-- Name: customer_merged_into_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX customer_merged_into_idx ON public.customer USING btree (merged_into) WHERE (merged_into IS NOT NULL);

-- Name: customer_outlet_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX customer_outlet_id_idx ON public.customer USING btree (outlet, id);

-- Name: customer_service_customer_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX customer_service_customer_id_idx ON public.customer_service USING btree (customer_id, id);

-- Name: customer_service_manager_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX customer_service_manager_idx ON public.customer_service USING btree (manager) WHERE (state = 'active'::text);

-- Name: customer_service_one_active_key; Type: INDEX; Schema: public; Owner: customer_owner

CREATE UNIQUE INDEX customer_service_one_active_key ON public.customer_service USING btree (customer_id) WHERE (state = 'active'::text);

-- Name: customer_sub_branch_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX customer_sub_branch_id_idx ON public.customer USING btree (sub_branch, id);

-- Name: deputy_absent_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX deputy_absent_idx ON public.deputy USING btree (absent, id);

-- Name: deputy_deputy_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX deputy_deputy_idx ON public.deputy USING btree (deputy, ends_on) WHERE (state = 'named'::text);

-- Name: financing_need_customer_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX financing_need_customer_id_idx ON public.financing_need USING btree (customer_id, id);

-- Name: financing_need_expected_on_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX financing_need_expected_on_idx ON public.financing_need USING btree (expected_on) WHERE (state = 'open'::text);

-- Name: idempotency_key_created_at_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX idempotency_key_created_at_idx ON public.idempotency_key USING brin (created_at);

-- Name: import_kind_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX import_kind_id_idx ON public.import USING btree (kind, id);

-- Name: import_target_kind_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX import_target_kind_id_idx ON public.import USING btree (target, kind, id) WHERE (target IS NOT NULL);

-- Name: key_rotation_one_at_a_time_key; Type: INDEX; Schema: public; Owner: customer_owner

CREATE UNIQUE INDEX key_rotation_one_at_a_time_key ON public.key_rotation USING btree (state) WHERE (state = 'running'::text);

-- Name: lead_account_manager_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX lead_account_manager_idx ON public.lead USING btree (account_manager, id);

-- Name: lead_due_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX lead_due_idx ON public.lead USING btree (sub_branch, due_on) WHERE (state = ANY (ARRAY['new'::text, 'assigned'::text, 'contacted'::text]));

-- Name: lead_outlet_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX lead_outlet_idx ON public.lead USING btree (outlet, id);

-- Name: lead_partner_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX lead_partner_id_idx ON public.lead USING btree (partner_id);

-- Name: lead_sub_branch_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX lead_sub_branch_idx ON public.lead USING btree (sub_branch, id);

-- Name: loan_booking_account_manager_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX loan_booking_account_manager_idx ON public.loan_booking USING btree (account_manager, booked_on);

-- Name: loan_booking_customer_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX loan_booking_customer_id_idx ON public.loan_booking USING btree (customer_id, id);

-- Name: loan_booking_outlet_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX loan_booking_outlet_idx ON public.loan_booking USING btree (outlet, booked_on);

-- Name: loan_booking_sub_branch_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX loan_booking_sub_branch_idx ON public.loan_booking USING btree (sub_branch, booked_on);

-- Name: mailing_recipient_customer_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX mailing_recipient_customer_id_idx ON public.mailing_recipient USING btree (customer_id);

-- Name: mailing_sub_branch_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX mailing_sub_branch_idx ON public.mailing USING btree (sub_branch, id);

-- Name: market_note_partner_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX market_note_partner_id_idx ON public.market_note USING btree (partner_id, id);

-- Name: market_note_sub_branch_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX market_note_sub_branch_idx ON public.market_note USING btree (sub_branch, id);

-- Name: market_share_quarter_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX market_share_quarter_idx ON public.market_share USING btree (quarter, sub_branch, id DESC);

-- Name: market_share_sub_branch_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX market_share_sub_branch_idx ON public.market_share USING btree (sub_branch, id);

-- Name: node_one_head_office_key; Type: INDEX; Schema: public; Owner: customer_owner

CREATE UNIQUE INDEX node_one_head_office_key ON public.node USING btree (kind) WHERE (kind = 'head_office'::text);

-- Name: node_parent_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX node_parent_idx ON public.node USING btree (parent, id);

-- Name: notice_ranking_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX notice_ranking_id_idx ON public.notice USING btree (ranking_id);

-- Name: offer_customer_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX offer_customer_id_idx ON public.offer USING btree (customer_id, id);

-- Name: offer_one_open_key; Type: INDEX; Schema: public; Owner: customer_owner

CREATE UNIQUE INDEX offer_one_open_key ON public.offer USING btree (customer_id, product) WHERE (state <> 'declined'::text);

-- Name: outlet_products_outlet_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX outlet_products_outlet_idx ON public.outlet_products USING btree (outlet, id DESC);

-- Name: outreach_kind_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX outreach_kind_idx ON public.outreach USING btree (kind, id);

-- Name: pgqueuer_ep_ea_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX pgqueuer_ep_ea_idx ON public.pgqueuer USING btree (entrypoint, execute_after) WHERE (status = 'queued'::public.pgqueuer_status);

-- Name: pgqueuer_ep_prio_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX pgqueuer_ep_prio_id_idx ON public.pgqueuer USING btree (entrypoint, priority DESC, id) WHERE (status = 'queued'::public.pgqueuer_status);

-- Name: pgqueuer_log_created; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX pgqueuer_log_created ON public.pgqueuer_log USING btree (created);

-- Name: pgqueuer_log_job_id_status; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX pgqueuer_log_job_id_status ON public.pgqueuer_log USING btree (job_id, created DESC);

-- Name: pgqueuer_log_not_aggregated; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX pgqueuer_log_not_aggregated ON public.pgqueuer_log USING btree ((1)) WHERE (NOT aggregated);

-- Name: pgqueuer_log_status; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX pgqueuer_log_status ON public.pgqueuer_log USING btree (status);

-- Name: pgqueuer_picked_heartbeat_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX pgqueuer_picked_heartbeat_idx ON public.pgqueuer USING btree (heartbeat) WHERE (status = 'picked'::public.pgqueuer_status);

-- Name: pgqueuer_picked_slot_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE UNIQUE INDEX pgqueuer_picked_slot_idx ON public.pgqueuer USING btree (entrypoint, slot) WHERE ((status = 'picked'::public.pgqueuer_status) AND (slot IS NOT NULL));

-- Name: pgqueuer_priority_id_id1_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX pgqueuer_priority_id_id1_idx ON public.pgqueuer USING btree (priority, id DESC) INCLUDE (id) WHERE (status = 'queued'::public.pgqueuer_status);

-- Name: pgqueuer_queue_manager_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX pgqueuer_queue_manager_id_idx ON public.pgqueuer USING btree (queue_manager_id) WHERE (queue_manager_id IS NOT NULL);

-- Name: pgqueuer_statistics_unique_count; Type: INDEX; Schema: public; Owner: customer_owner

CREATE UNIQUE INDEX pgqueuer_statistics_unique_count ON public.pgqueuer_statistics USING btree (priority, date_trunc('sec'::text, timezone('UTC'::text, created)), status, entrypoint);

-- Name: pgqueuer_unique_dedupe_key; Type: INDEX; Schema: public; Owner: customer_owner

CREATE UNIQUE INDEX pgqueuer_unique_dedupe_key ON public.pgqueuer USING btree (dedupe_key) WHERE ((status = ANY (ARRAY['queued'::public.pgqueuer_status, 'picked'::public.pgqueuer_status])) AND (dedupe_key IS NOT NULL));

-- Name: pgqueuer_updated_id_id1_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX pgqueuer_updated_id_id1_idx ON public.pgqueuer USING btree (updated, id DESC) INCLUDE (id) WHERE (status = 'picked'::public.pgqueuer_status);

-- Name: pipeline_project_relationship_manager_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX pipeline_project_relationship_manager_idx ON public.pipeline_project USING btree (relationship_manager, id);

-- Name: pipeline_project_sub_branch_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX pipeline_project_sub_branch_idx ON public.pipeline_project USING btree (sub_branch, id);

-- Name: pipeline_sales_project_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX pipeline_sales_project_idx ON public.pipeline_sales USING btree (pipeline_project_id, id);

-- Name: policy_in_force_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX policy_in_force_idx ON public.policy USING btree (kind, effective_from DESC, activated_at DESC) WHERE (state = 'active'::text);

-- Name: result_snapshot_arrears_correlation_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX result_snapshot_arrears_correlation_id_idx ON public.result_snapshot_arrears USING btree (correlation_id);

-- Name: result_snapshot_entry_place_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX result_snapshot_entry_place_idx ON public.result_snapshot_entry USING btree (snapshot_id, place, key);

-- Name: result_snapshot_period_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX result_snapshot_period_idx ON public.result_snapshot USING btree (kind, subject, period, id DESC);

-- Name: staff_outlet_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX staff_outlet_idx ON public.staff USING btree (sub_branch, outlet) WHERE active;

-- Name: staff_post_sub_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX staff_post_sub_idx ON public.staff_post USING btree (sub, "position");

-- Name: staff_sub_branch_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX staff_sub_branch_idx ON public.staff USING btree (sub_branch, id);

-- Name: staff_tokens_from_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX staff_tokens_from_idx ON public.staff USING btree (tokens_from) WHERE (tokens_from IS NOT NULL);

-- Name: sub_branch_support_once_key; Type: INDEX; Schema: public; Owner: customer_owner

CREATE UNIQUE INDEX sub_branch_support_once_key ON public.sub_branch_support USING btree (sub_branch, kind, COALESCE(speciality, ''::text)) WHERE (state = 'named'::text);

-- Name: target_period_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX target_period_idx ON public.target USING btree (period, subject, key, id DESC);

-- Name: target_sub_branch_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX target_sub_branch_idx ON public.target USING btree (sub_branch, id);

-- Name: tier_change_arrears_correlation_id_no_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX tier_change_arrears_correlation_id_no_idx ON public.tier_change_arrears USING btree (correlation_id, no);

-- Name: tier_change_made_at_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX tier_change_made_at_idx ON public.tier_change USING brin (made_at);

-- Name: tier_override_customer_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX tier_override_customer_id_idx ON public.tier_override USING btree (customer_id, id);

-- Name: tier_override_ends_on_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX tier_override_ends_on_idx ON public.tier_override USING btree (ends_on) WHERE (state = ANY (ARRAY['proposed'::text, 'active'::text]));

-- Name: tier_override_one_open_key; Type: INDEX; Schema: public; Owner: customer_owner

CREATE UNIQUE INDEX tier_override_one_open_key ON public.tier_override USING btree (customer_id) WHERE (state = ANY (ARRAY['proposed'::text, 'active'::text]));

-- Name: tier_run_chunk_waiting_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX tier_run_chunk_waiting_idx ON public.tier_run_chunk USING btree (run_id, number) WHERE (done_at IS NULL);

-- Name: tier_run_completed_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX tier_run_completed_idx ON public.tier_run USING btree (id) WHERE (state = 'completed'::text);

-- Name: tier_run_one_at_a_time_key; Type: INDEX; Schema: public; Owner: customer_owner

CREATE UNIQUE INDEX tier_run_one_at_a_time_key ON public.tier_run USING btree (state) WHERE (state = 'running'::text);

-- Name: visit_customer_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX visit_customer_id_idx ON public.visit USING btree (customer_id, id);

-- Name: visit_due_on_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX visit_due_on_idx ON public.visit USING btree (due_on) WHERE (state = 'due'::text);

-- Name: visit_one_due_key; Type: INDEX; Schema: public; Owner: customer_owner

CREATE UNIQUE INDEX visit_one_due_key ON public.visit USING btree (service_id) WHERE (state = 'due'::text);

-- Name: loan_booking add_to_lending_month; Type: TRIGGER; Schema: public; Owner: customer_owner

CREATE TRIGGER add_to_lending_month AFTER INSERT ON public.loan_booking REFERENCING NEW TABLE AS booked FOR EACH STATEMENT EXECUTE FUNCTION public.add_to_lending_month();

-- Name: mailing_recipient leaflets_need_consent; Type: TRIGGER; Schema: public; Owner: customer_owner

CREATE TRIGGER leaflets_need_consent AFTER INSERT ON public.mailing_recipient REFERENCING NEW TABLE AS sent FOR EACH STATEMENT EXECUTE FUNCTION public.leaflets_need_consent();

-- Name: policy policy_is_only_ever_activated; Type: TRIGGER; Schema: public; Owner: customer_owner

CREATE TRIGGER policy_is_only_ever_activated BEFORE UPDATE ON public.policy FOR EACH ROW EXECUTE FUNCTION public.policy_is_only_ever_activated();

-- Name: loan_return take_from_lending_month; Type: TRIGGER; Schema: public; Owner: customer_owner

CREATE TRIGGER take_from_lending_month AFTER INSERT ON public.loan_return REFERENCING NEW TABLE AS returned FOR EACH STATEMENT EXECUTE FUNCTION public.take_from_lending_month();

-- Name: pgqueuer tg_pgqueuer_changed; Type: TRIGGER; Schema: public; Owner: customer_owner

CREATE TRIGGER tg_pgqueuer_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.pgqueuer FOR EACH STATEMENT EXECUTE FUNCTION public.fn_pgqueuer_changed();

-- Name: tier_run tier_run_stays; Type: TRIGGER; Schema: public; Owner: customer_owner

CREATE TRIGGER tier_run_stays BEFORE UPDATE ON public.tier_run FOR EACH ROW EXECUTE FUNCTION public.tier_run_stays();

-- Name: tier_run_chunk tier_run_stays; Type: TRIGGER; Schema: public; Owner: customer_owner

CREATE TRIGGER tier_run_stays BEFORE UPDATE ON public.tier_run_chunk FOR EACH ROW EXECUTE FUNCTION public.tier_run_stays();

-- Name: audit_chain audit_chain_record_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.audit_record(id);

-- Name: customer_facts customer_facts_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer_facts
    ADD CONSTRAINT customer_facts_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer(id);

-- Name: customer_merge customer_merge_kept_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer_merge
    ADD CONSTRAINT customer_merge_kept_id_fkey FOREIGN KEY (kept_id) REFERENCES public.customer(id);

-- Name: customer_merge customer_merge_merged_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer_merge
    ADD CONSTRAINT customer_merge_merged_id_fkey FOREIGN KEY (merged_id) REFERENCES public.customer(id);

-- Name: customer customer_merged_into_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer
    ADD CONSTRAINT customer_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES public.customer(id);

-- Name: customer customer_outlet_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer
    ADD CONSTRAINT customer_outlet_fkey FOREIGN KEY (outlet, sub_branch) REFERENCES public.node(code, sub_branch);

-- Name: customer_service customer_service_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer_service
    ADD CONSTRAINT customer_service_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer(id);

-- Name: customer_tier customer_tier_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer_tier
    ADD CONSTRAINT customer_tier_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer(id);

-- Name: customer_tier customer_tier_facts_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer_tier
    ADD CONSTRAINT customer_tier_facts_id_fkey FOREIGN KEY (facts_id) REFERENCES public.customer_facts(id);

-- Name: customer_tier customer_tier_override_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer_tier
    ADD CONSTRAINT customer_tier_override_id_fkey FOREIGN KEY (override_id) REFERENCES public.tier_override(id);

-- Name: deputy deputy_absent_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.deputy
    ADD CONSTRAINT deputy_absent_fkey FOREIGN KEY (absent) REFERENCES public.staff(sub);

-- Name: deputy deputy_deputy_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.deputy
    ADD CONSTRAINT deputy_deputy_fkey FOREIGN KEY (deputy) REFERENCES public.staff(sub);

-- Name: financing_need financing_need_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.financing_need
    ADD CONSTRAINT financing_need_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer(id);

-- Name: import_rejection import_rejection_import_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.import_rejection
    ADD CONSTRAINT import_rejection_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.import(id);

-- Name: lead lead_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.lead
    ADD CONSTRAINT lead_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer(id);

-- Name: lead lead_loan_booking_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.lead
    ADD CONSTRAINT lead_loan_booking_id_fkey FOREIGN KEY (loan_booking_id) REFERENCES public.loan_booking(id);

-- Name: lead lead_outlet_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.lead
    ADD CONSTRAINT lead_outlet_fkey FOREIGN KEY (outlet, sub_branch) REFERENCES public.node(code, sub_branch);

-- Name: lead lead_partner_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.lead
    ADD CONSTRAINT lead_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id);

-- Name: lead_step lead_step_lead_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.lead_step
    ADD CONSTRAINT lead_step_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES public.lead(id);

-- Name: loan_booking loan_booking_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.loan_booking
    ADD CONSTRAINT loan_booking_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer(id);

-- Name: loan_booking loan_booking_outlet_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.loan_booking
    ADD CONSTRAINT loan_booking_outlet_fkey FOREIGN KEY (outlet, sub_branch) REFERENCES public.node(code, sub_branch);

-- Name: loan_return loan_return_booking_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.loan_return
    ADD CONSTRAINT loan_return_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES public.loan_booking(id);

-- Name: mailing_recipient mailing_recipient_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.mailing_recipient
    ADD CONSTRAINT mailing_recipient_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer(id);

-- Name: mailing_recipient mailing_recipient_mailing_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.mailing_recipient
    ADD CONSTRAINT mailing_recipient_mailing_id_fkey FOREIGN KEY (mailing_id) REFERENCES public.mailing(id);

-- Name: market_note market_note_outlet_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.market_note
    ADD CONSTRAINT market_note_outlet_fkey FOREIGN KEY (outlet, sub_branch) REFERENCES public.node(code, sub_branch);

-- Name: market_note market_note_partner_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.market_note
    ADD CONSTRAINT market_note_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES public.partner(id);

-- Name: node node_parent_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.node
    ADD CONSTRAINT node_parent_fkey FOREIGN KEY (parent) REFERENCES public.node(code);

-- Name: notice notice_ranking_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_ranking_id_fkey FOREIGN KEY (ranking_id) REFERENCES public.result_snapshot(id);

-- Name: offer offer_booking_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.offer
    ADD CONSTRAINT offer_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES public.loan_booking(id);

-- Name: offer offer_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.offer
    ADD CONSTRAINT offer_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer(id);

-- Name: outlet_products outlet_products_outlet_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.outlet_products
    ADD CONSTRAINT outlet_products_outlet_fkey FOREIGN KEY (outlet, sub_branch) REFERENCES public.node(code, sub_branch);

-- Name: partner partner_outlet_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.partner
    ADD CONSTRAINT partner_outlet_fkey FOREIGN KEY (outlet, sub_branch) REFERENCES public.node(code, sub_branch);

-- Name: pipeline_project pipeline_project_outlet_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.pipeline_project
    ADD CONSTRAINT pipeline_project_outlet_fkey FOREIGN KEY (outlet, sub_branch) REFERENCES public.node(code, sub_branch);

-- Name: pipeline_project pipeline_project_relationship_manager_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.pipeline_project
    ADD CONSTRAINT pipeline_project_relationship_manager_fkey FOREIGN KEY (relationship_manager) REFERENCES public.staff(sub);

-- Name: pipeline_sales pipeline_sales_pipeline_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.pipeline_sales
    ADD CONSTRAINT pipeline_sales_pipeline_project_id_fkey FOREIGN KEY (pipeline_project_id) REFERENCES public.pipeline_project(id);

-- Name: research_answer research_answer_research_round_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.research_answer
    ADD CONSTRAINT research_answer_research_round_id_fkey FOREIGN KEY (research_round_id) REFERENCES public.research_round(id);

-- Name: result_snapshot_arrears result_snapshot_arrears_snapshot_id_key_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.result_snapshot_arrears
    ADD CONSTRAINT result_snapshot_arrears_snapshot_id_key_fkey FOREIGN KEY (snapshot_id, key) REFERENCES public.result_snapshot_entry(snapshot_id, key);

-- Name: result_snapshot_entry result_snapshot_entry_snapshot_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.result_snapshot_entry
    ADD CONSTRAINT result_snapshot_entry_snapshot_id_fkey FOREIGN KEY (snapshot_id) REFERENCES public.result_snapshot(id);

-- Name: result_snapshot result_snapshot_previous_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.result_snapshot
    ADD CONSTRAINT result_snapshot_previous_id_fkey FOREIGN KEY (previous_id) REFERENCES public.result_snapshot(id);

-- Name: staff_post staff_post_staff_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.staff_post
    ADD CONSTRAINT staff_post_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

-- Name: sub_branch_support sub_branch_support_supporter_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.sub_branch_support
    ADD CONSTRAINT sub_branch_support_supporter_fkey FOREIGN KEY (supporter) REFERENCES public.staff(sub);

-- Name: tier_change_arrears tier_change_arrears_customer_id_position_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.tier_change_arrears
    ADD CONSTRAINT tier_change_arrears_customer_id_position_fkey FOREIGN KEY (customer_id, "position") REFERENCES public.tier_change(customer_id, "position");

-- Name: tier_override tier_override_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.tier_override
    ADD CONSTRAINT tier_override_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer(id);

-- Name: tier_run_chunk tier_run_chunk_run_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.tier_run_chunk
    ADD CONSTRAINT tier_run_chunk_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.tier_run(id);

-- Name: visit visit_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.visit
    ADD CONSTRAINT visit_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer(id);

-- Name: visit visit_service_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.visit
    ADD CONSTRAINT visit_service_id_fkey FOREIGN KEY (service_id) REFERENCES public.customer_service(id);

-- Name: audit_record; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.audit_record ENABLE ROW LEVEL SECURITY;

-- Name: customer; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.customer ENABLE ROW LEVEL SECURITY;

-- Name: customer_facts; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.customer_facts ENABLE ROW LEVEL SECURITY;

-- Name: customer_merge; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.customer_merge ENABLE ROW LEVEL SECURITY;

-- Name: customer_service; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.customer_service ENABLE ROW LEVEL SECURITY;

-- Name: customer_tier; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.customer_tier ENABLE ROW LEVEL SECURITY;

-- Name: deputy; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.deputy ENABLE ROW LEVEL SECURITY;

-- Name: financing_need; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.financing_need ENABLE ROW LEVEL SECURITY;

-- Name: import; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.import ENABLE ROW LEVEL SECURITY;

-- Name: import_rejection; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.import_rejection ENABLE ROW LEVEL SECURITY;

-- Name: lead; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.lead ENABLE ROW LEVEL SECURITY;

-- Name: lead_step; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.lead_step ENABLE ROW LEVEL SECURITY;

-- Name: lending_month; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.lending_month ENABLE ROW LEVEL SECURITY;

-- Name: loan_booking; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.loan_booking ENABLE ROW LEVEL SECURITY;

-- Name: loan_return; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.loan_return ENABLE ROW LEVEL SECURITY;

-- Name: mailing; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.mailing ENABLE ROW LEVEL SECURITY;

-- Name: mailing_recipient; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.mailing_recipient ENABLE ROW LEVEL SECURITY;

-- Name: market_note; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.market_note ENABLE ROW LEVEL SECURITY;

-- Name: market_share; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.market_share ENABLE ROW LEVEL SECURITY;

-- Name: audit_record node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.audit_record USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: customer node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.customer USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: customer_facts node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.customer_facts USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: customer_merge node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.customer_merge USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: customer_service node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.customer_service USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: customer_tier node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.customer_tier USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: deputy node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.deputy USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: financing_need node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.financing_need USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: import node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.import USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: import_rejection node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.import_rejection USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: lead node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.lead USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: lead_step node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.lead_step USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: lending_month node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.lending_month USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: loan_booking node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.loan_booking USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: loan_return node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.loan_return USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: mailing node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.mailing USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: mailing_recipient node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.mailing_recipient USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: market_note node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.market_note USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: market_share node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.market_share USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: node; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.node ENABLE ROW LEVEL SECURITY;

-- Name: node node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.node USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: notice node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.notice USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: offer node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.offer USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: outlet_products node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.outlet_products USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: outreach node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.outreach USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: partner node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.partner USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: pipeline_project node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.pipeline_project USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: pipeline_sales node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.pipeline_sales USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: research_answer node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.research_answer USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: staff node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.staff USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: staff_post node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.staff_post USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: sub_branch_support node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.sub_branch_support USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: target node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.target USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: tier_change node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.tier_change USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: tier_change_arrears node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.tier_change_arrears USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: tier_override node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.tier_override USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: visit node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.visit USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: notice; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.notice ENABLE ROW LEVEL SECURITY;

-- Name: offer; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.offer ENABLE ROW LEVEL SECURITY;

-- Name: outlet_products; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.outlet_products ENABLE ROW LEVEL SECURITY;

-- Name: outreach; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.outreach ENABLE ROW LEVEL SECURITY;

-- Name: partner; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.partner ENABLE ROW LEVEL SECURITY;

-- Name: pipeline_project; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.pipeline_project ENABLE ROW LEVEL SECURITY;

-- Name: pipeline_sales; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.pipeline_sales ENABLE ROW LEVEL SECURITY;

-- Name: research_answer; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.research_answer ENABLE ROW LEVEL SECURITY;

-- Name: staff; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.staff ENABLE ROW LEVEL SECURITY;

-- Name: staff_post; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.staff_post ENABLE ROW LEVEL SECURITY;

-- Name: sub_branch_support; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.sub_branch_support ENABLE ROW LEVEL SECURITY;

-- Name: target; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.target ENABLE ROW LEVEL SECURITY;

-- Name: tier_change; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.tier_change ENABLE ROW LEVEL SECURITY;

-- Name: tier_change_arrears; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.tier_change_arrears ENABLE ROW LEVEL SECURITY;

-- Name: tier_override; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.tier_override ENABLE ROW LEVEL SECURITY;

-- Name: visit; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.visit ENABLE ROW LEVEL SECURITY;

-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: customer_owner

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO customer_app;

-- Name: FUNCTION add_to_lending_month(); Type: ACL; Schema: public; Owner: customer_owner

REVOKE ALL ON FUNCTION public.add_to_lending_month() FROM PUBLIC;

-- Name: FUNCTION move_customer(p_customer uuid, p_sub_branch text, p_outlet text); Type: ACL; Schema: public; Owner: customer_owner

REVOKE ALL ON FUNCTION public.move_customer(p_customer uuid, p_sub_branch text, p_outlet text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.move_customer(p_customer uuid, p_sub_branch text, p_outlet text) TO customer_app;

-- Name: FUNCTION take_from_lending_month(); Type: ACL; Schema: public; Owner: customer_owner

REVOKE ALL ON FUNCTION public.take_from_lending_month() FROM PUBLIC;

-- Name: TABLE audit_chain; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.audit_chain TO customer_app;

-- Name: TABLE audit_record; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.audit_record TO customer_app;

-- Name: TABLE customer; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.customer TO customer_app;

-- Name: COLUMN customer.name; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(name) ON TABLE public.customer TO customer_app;

-- Name: COLUMN customer.id_number; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(id_number) ON TABLE public.customer TO customer_app;

-- Name: COLUMN customer.id_number_index; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(id_number_index) ON TABLE public.customer TO customer_app;

-- Name: COLUMN customer.phone; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(phone) ON TABLE public.customer TO customer_app;

-- Name: COLUMN customer.marketing_consent; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(marketing_consent) ON TABLE public.customer TO customer_app;

-- Name: COLUMN customer.company; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(company) ON TABLE public.customer TO customer_app;

-- Name: COLUMN customer.version; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(version) ON TABLE public.customer TO customer_app;

-- Name: COLUMN customer.merged_into; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(merged_into) ON TABLE public.customer TO customer_app;

-- Name: TABLE customer_facts; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.customer_facts TO customer_app;

-- Name: TABLE customer_merge; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.customer_merge TO customer_app;

-- Name: COLUMN customer_merge.state; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(state) ON TABLE public.customer_merge TO customer_app;

-- Name: COLUMN customer_merge.undone_by; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(undone_by) ON TABLE public.customer_merge TO customer_app;

-- Name: COLUMN customer_merge.undone_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(undone_at) ON TABLE public.customer_merge TO customer_app;

-- Name: COLUMN customer_merge.undo_reason; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(undo_reason) ON TABLE public.customer_merge TO customer_app;

-- Name: TABLE customer_service; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.customer_service TO customer_app;

-- Name: COLUMN customer_service.state; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(state) ON TABLE public.customer_service TO customer_app;

-- Name: COLUMN customer_service.manager; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(manager) ON TABLE public.customer_service TO customer_app;

-- Name: COLUMN customer_service.ended_on; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(ended_on) ON TABLE public.customer_service TO customer_app;

-- Name: COLUMN customer_service.version; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(version) ON TABLE public.customer_service TO customer_app;

-- Name: TABLE customer_tier; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.tier; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(tier) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.facts_id; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(facts_id) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.policy_version; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(policy_version) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.since; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(since) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.as_of; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(as_of) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.deposits; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(deposits) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.monthly_contribution; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(monthly_contribution) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.years_with_bank; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(years_with_bank) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.products; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(products) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.annual_income; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(annual_income) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.operating_loan; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(operating_loan) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.loan_products; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(loan_products) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.loan_amounts; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(loan_amounts) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.needs; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(needs) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.found_tier; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(found_tier) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.codes; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(codes) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.previous_tier; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(previous_tier) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.override_id; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(override_id) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.found_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(found_at) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.changes; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(changes) ON TABLE public.customer_tier TO customer_app;

-- Name: TABLE deputy; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.deputy TO customer_app;

-- Name: COLUMN deputy.state; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(state) ON TABLE public.deputy TO customer_app;

-- Name: COLUMN deputy.withdrawn_by; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(withdrawn_by) ON TABLE public.deputy TO customer_app;

-- Name: COLUMN deputy.withdrawn_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(withdrawn_at) ON TABLE public.deputy TO customer_app;

-- Name: COLUMN deputy.version; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(version) ON TABLE public.deputy TO customer_app;

-- Name: TABLE financing_need; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.financing_need TO customer_app;

-- Name: COLUMN financing_need.state; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(state) ON TABLE public.financing_need TO customer_app;

-- Name: COLUMN financing_need.closed_reason; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(closed_reason) ON TABLE public.financing_need TO customer_app;

-- Name: COLUMN financing_need.closed_by; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(closed_by) ON TABLE public.financing_need TO customer_app;

-- Name: COLUMN financing_need.closed_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(closed_at) ON TABLE public.financing_need TO customer_app;

-- Name: COLUMN financing_need.version; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(version) ON TABLE public.financing_need TO customer_app;

-- Name: TABLE idempotency_key; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT,DELETE ON TABLE public.idempotency_key TO customer_app;

-- Name: TABLE import; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.import TO customer_app;

-- Name: COLUMN import.state; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(state) ON TABLE public.import TO customer_app;

-- Name: COLUMN import.accepted; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(accepted) ON TABLE public.import TO customer_app;

-- Name: COLUMN import.rejected; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(rejected) ON TABLE public.import TO customer_app;

-- Name: COLUMN import.next_line; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(next_line) ON TABLE public.import TO customer_app;

-- Name: COLUMN import.finished_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(finished_at) ON TABLE public.import TO customer_app;

-- Name: TABLE import_line; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT,DELETE ON TABLE public.import_line TO customer_app;

-- Name: TABLE import_rejection; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.import_rejection TO customer_app;

-- Name: TABLE key_rotation; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.key_rotation TO customer_app;

-- Name: COLUMN key_rotation.state; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(state) ON TABLE public.key_rotation TO customer_app;

-- Name: COLUMN key_rotation.after_id; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(after_id) ON TABLE public.key_rotation TO customer_app;

-- Name: COLUMN key_rotation.passes; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(passes) ON TABLE public.key_rotation TO customer_app;

-- Name: COLUMN key_rotation.read; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(read) ON TABLE public.key_rotation TO customer_app;

-- Name: COLUMN key_rotation.resealed; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(resealed) ON TABLE public.key_rotation TO customer_app;

-- Name: COLUMN key_rotation.finished_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(finished_at) ON TABLE public.key_rotation TO customer_app;

-- Name: TABLE lead; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.lead TO customer_app;

-- Name: COLUMN lead.phone; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(phone) ON TABLE public.lead TO customer_app;

-- Name: COLUMN lead.state; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(state) ON TABLE public.lead TO customer_app;

-- Name: COLUMN lead.account_manager; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(account_manager) ON TABLE public.lead TO customer_app;

-- Name: COLUMN lead.due_on; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(due_on) ON TABLE public.lead TO customer_app;

-- Name: COLUMN lead.customer_id; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(customer_id) ON TABLE public.lead TO customer_app;

-- Name: COLUMN lead.loan_booking_id; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(loan_booking_id) ON TABLE public.lead TO customer_app;

-- Name: COLUMN lead.closed_reason; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(closed_reason) ON TABLE public.lead TO customer_app;

-- Name: COLUMN lead.closed_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(closed_at) ON TABLE public.lead TO customer_app;

-- Name: COLUMN lead.policy_version; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(policy_version) ON TABLE public.lead TO customer_app;

-- Name: COLUMN lead.version; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(version) ON TABLE public.lead TO customer_app;

-- Name: TABLE lead_step; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.lead_step TO customer_app;

-- Name: TABLE lending_month; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT ON TABLE public.lending_month TO customer_app;

-- Name: TABLE loan_booking; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.loan_booking TO customer_app;

-- Name: TABLE loan_return; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.loan_return TO customer_app;

-- Name: TABLE mailing; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.mailing TO customer_app;

-- Name: TABLE mailing_recipient; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.mailing_recipient TO customer_app;

-- Name: TABLE market_note; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.market_note TO customer_app;

-- Name: TABLE market_share; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.market_share TO customer_app;

-- Name: TABLE node; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.node TO customer_app;

-- Name: TABLE notice; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.notice TO customer_app;

-- Name: COLUMN notice.state; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(state) ON TABLE public.notice TO customer_app;

-- Name: COLUMN notice.reply; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(reply) ON TABLE public.notice TO customer_app;

-- Name: COLUMN notice.acknowledged_by; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(acknowledged_by) ON TABLE public.notice TO customer_app;

-- Name: COLUMN notice.acknowledged_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(acknowledged_at) ON TABLE public.notice TO customer_app;

-- Name: COLUMN notice.version; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(version) ON TABLE public.notice TO customer_app;

-- Name: TABLE offer; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.offer TO customer_app;

-- Name: COLUMN offer.state; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(state) ON TABLE public.offer TO customer_app;

-- Name: COLUMN offer.responded_by; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(responded_by) ON TABLE public.offer TO customer_app;

-- Name: COLUMN offer.responded_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(responded_at) ON TABLE public.offer TO customer_app;

-- Name: TABLE outlet_products; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.outlet_products TO customer_app;

-- Name: TABLE outreach; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.outreach TO customer_app;

-- Name: COLUMN outreach.state; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(state) ON TABLE public.outreach TO customer_app;

-- Name: COLUMN outreach.held_on; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(held_on) ON TABLE public.outreach TO customer_app;

-- Name: COLUMN outreach.reached; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(reached) ON TABLE public.outreach TO customer_app;

-- Name: COLUMN outreach.not_reached; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(not_reached) ON TABLE public.outreach TO customer_app;

-- Name: COLUMN outreach.cancelled_reason; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(cancelled_reason) ON TABLE public.outreach TO customer_app;

-- Name: COLUMN outreach.closed_by; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(closed_by) ON TABLE public.outreach TO customer_app;

-- Name: COLUMN outreach.closed_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(closed_at) ON TABLE public.outreach TO customer_app;

-- Name: COLUMN outreach.version; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(version) ON TABLE public.outreach TO customer_app;

-- Name: TABLE partner; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.partner TO customer_app;

-- Name: COLUMN partner.state; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(state) ON TABLE public.partner TO customer_app;

-- Name: COLUMN partner.closed_reason; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(closed_reason) ON TABLE public.partner TO customer_app;

-- Name: COLUMN partner.closed_by; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(closed_by) ON TABLE public.partner TO customer_app;

-- Name: COLUMN partner.closed_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(closed_at) ON TABLE public.partner TO customer_app;

-- Name: COLUMN partner.version; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(version) ON TABLE public.partner TO customer_app;

-- Name: TABLE pgqueuer; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT,DELETE ON TABLE public.pgqueuer TO customer_app;

-- Name: COLUMN pgqueuer.queue_manager_id; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(queue_manager_id) ON TABLE public.pgqueuer TO customer_app;

-- Name: COLUMN pgqueuer.updated; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(updated) ON TABLE public.pgqueuer TO customer_app;

-- Name: COLUMN pgqueuer.heartbeat; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(heartbeat) ON TABLE public.pgqueuer TO customer_app;

-- Name: COLUMN pgqueuer.execute_after; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(execute_after) ON TABLE public.pgqueuer TO customer_app;

-- Name: COLUMN pgqueuer.status; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(status) ON TABLE public.pgqueuer TO customer_app;

-- Name: COLUMN pgqueuer.attempts; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(attempts) ON TABLE public.pgqueuer TO customer_app;

-- Name: COLUMN pgqueuer.slot; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(slot) ON TABLE public.pgqueuer TO customer_app;

-- Name: SEQUENCE pgqueuer_id_seq; Type: ACL; Schema: public; Owner: customer_owner

GRANT USAGE ON SEQUENCE public.pgqueuer_id_seq TO customer_app;

-- Name: TABLE pgqueuer_log; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT,DELETE ON TABLE public.pgqueuer_log TO customer_app;

-- Name: TABLE pgqueuer_statistics; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT ON TABLE public.pgqueuer_statistics TO customer_app;

-- Name: TABLE pipeline_project; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.pipeline_project TO customer_app;

-- Name: COLUMN pipeline_project.stage; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(stage) ON TABLE public.pipeline_project TO customer_app;

-- Name: COLUMN pipeline_project.development_loan; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(development_loan) ON TABLE public.pipeline_project TO customer_app;

-- Name: COLUMN pipeline_project.sales_as_of; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(sales_as_of) ON TABLE public.pipeline_project TO customer_app;

-- Name: COLUMN pipeline_project.units_sold; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(units_sold) ON TABLE public.pipeline_project TO customer_app;

-- Name: COLUMN pipeline_project.cash_returned; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(cash_returned) ON TABLE public.pipeline_project TO customer_app;

-- Name: COLUMN pipeline_project.mortgages; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(mortgages) ON TABLE public.pipeline_project TO customer_app;

-- Name: COLUMN pipeline_project.mortgage_amount; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(mortgage_amount) ON TABLE public.pipeline_project TO customer_app;

-- Name: COLUMN pipeline_project.version; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(version) ON TABLE public.pipeline_project TO customer_app;

-- Name: COLUMN pipeline_project.escrow_project_id; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(escrow_project_id) ON TABLE public.pipeline_project TO customer_app;

-- Name: TABLE pipeline_sales; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.pipeline_sales TO customer_app;

-- Name: TABLE policy; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.policy TO customer_app;

-- Name: COLUMN policy.state; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(state) ON TABLE public.policy TO customer_app;

-- Name: COLUMN policy.activated_by; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(activated_by) ON TABLE public.policy TO customer_app;

-- Name: COLUMN policy.activated_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(activated_at) ON TABLE public.policy TO customer_app;

-- Name: TABLE research_answer; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.research_answer TO customer_app;

-- Name: TABLE research_round; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.research_round TO customer_app;

-- Name: COLUMN research_round.state; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(state) ON TABLE public.research_round TO customer_app;

-- Name: COLUMN research_round.findings; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(findings) ON TABLE public.research_round TO customer_app;

-- Name: COLUMN research_round.closed_by; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(closed_by) ON TABLE public.research_round TO customer_app;

-- Name: COLUMN research_round.closed_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(closed_at) ON TABLE public.research_round TO customer_app;

-- Name: COLUMN research_round.version; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(version) ON TABLE public.research_round TO customer_app;

-- Name: TABLE result_snapshot; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.result_snapshot TO customer_app;

-- Name: TABLE result_snapshot_arrears; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.result_snapshot_arrears TO customer_app;

-- Name: TABLE result_snapshot_entry; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.result_snapshot_entry TO customer_app;

-- Name: TABLE staff; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.staff TO customer_app;

-- Name: COLUMN staff.name; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(name) ON TABLE public.staff TO customer_app;

-- Name: COLUMN staff.roles; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(roles) ON TABLE public.staff TO customer_app;

-- Name: COLUMN staff.active; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(active) ON TABLE public.staff TO customer_app;

-- Name: COLUMN staff.version; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(version) ON TABLE public.staff TO customer_app;

-- Name: COLUMN staff.sub_branch; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(sub_branch) ON TABLE public.staff TO customer_app;

-- Name: COLUMN staff.outlet; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(outlet) ON TABLE public.staff TO customer_app;

-- Name: COLUMN staff.valid_until; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(valid_until) ON TABLE public.staff TO customer_app;

-- Name: COLUMN staff.tokens_from; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(tokens_from) ON TABLE public.staff TO customer_app;

-- Name: TABLE staff_post; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.staff_post TO customer_app;

-- Name: TABLE sub_branch_support; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.sub_branch_support TO customer_app;

-- Name: COLUMN sub_branch_support.state; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(state) ON TABLE public.sub_branch_support TO customer_app;

-- Name: COLUMN sub_branch_support.withdrawn_reason; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(withdrawn_reason) ON TABLE public.sub_branch_support TO customer_app;

-- Name: COLUMN sub_branch_support.withdrawn_by; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(withdrawn_by) ON TABLE public.sub_branch_support TO customer_app;

-- Name: COLUMN sub_branch_support.withdrawn_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(withdrawn_at) ON TABLE public.sub_branch_support TO customer_app;

-- Name: COLUMN sub_branch_support.version; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(version) ON TABLE public.sub_branch_support TO customer_app;

-- Name: TABLE target; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.target TO customer_app;

-- Name: TABLE tier_change; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.tier_change TO customer_app;

-- Name: TABLE tier_change_arrears; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.tier_change_arrears TO customer_app;

-- Name: TABLE tier_override; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.tier_override TO customer_app;

-- Name: COLUMN tier_override.state; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(state) ON TABLE public.tier_override TO customer_app;

-- Name: COLUMN tier_override.decided_by; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(decided_by) ON TABLE public.tier_override TO customer_app;

-- Name: COLUMN tier_override.decided_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(decided_at) ON TABLE public.tier_override TO customer_app;

-- Name: COLUMN tier_override.version; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(version) ON TABLE public.tier_override TO customer_app;

-- Name: TABLE tier_run; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.tier_run TO customer_app;

-- Name: COLUMN tier_run.state; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(state) ON TABLE public.tier_run TO customer_app;

-- Name: COLUMN tier_run.chunks; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(chunks) ON TABLE public.tier_run TO customer_app;

-- Name: COLUMN tier_run.begun_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(begun_at) ON TABLE public.tier_run TO customer_app;

-- Name: COLUMN tier_run.finished_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(finished_at) ON TABLE public.tier_run TO customer_app;

-- Name: TABLE tier_run_chunk; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.tier_run_chunk TO customer_app;

-- Name: COLUMN tier_run_chunk.done_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(done_at) ON TABLE public.tier_run_chunk TO customer_app;

-- Name: COLUMN tier_run_chunk.read; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(read) ON TABLE public.tier_run_chunk TO customer_app;

-- Name: COLUMN tier_run_chunk.changed; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(changed) ON TABLE public.tier_run_chunk TO customer_app;

-- Name: COLUMN tier_run_chunk.raised; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(raised) ON TABLE public.tier_run_chunk TO customer_app;

-- Name: COLUMN tier_run_chunk.lowered; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(lowered) ON TABLE public.tier_run_chunk TO customer_app;

-- Name: TABLE visit; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.visit TO customer_app;

-- Name: COLUMN visit.state; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(state) ON TABLE public.visit TO customer_app;

-- Name: COLUMN visit.visited_on; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(visited_on) ON TABLE public.visit TO customer_app;

-- Name: COLUMN visit.report; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(report) ON TABLE public.visit TO customer_app;

-- Name: COLUMN visit.completed_by; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(completed_by) ON TABLE public.visit TO customer_app;

-- Name: COLUMN visit.completed_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(completed_at) ON TABLE public.visit TO customer_app;

-- Name: COLUMN visit.version; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(version) ON TABLE public.visit TO customer_app;
