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
    CONSTRAINT customer_check CHECK ((outlet <> sub_branch)),
    CONSTRAINT customer_check1 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT customer_id_number_check CHECK ((octet_length(id_number) >= 48)),
    CONSTRAINT customer_id_number_index_check CHECK ((octet_length(id_number_index) = 32)),
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
    CONSTRAINT customer_facts_annual_income_check CHECK ((annual_income >= 0)),
    CONSTRAINT customer_facts_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT customer_facts_deposits_check CHECK ((deposits >= 0)),
    CONSTRAINT customer_facts_years_with_bank_check CHECK (((years_with_bank >= 0) AND (years_with_bank <= 150)))
);

ALTER TABLE ONLY public.customer_facts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.customer_facts OWNER TO customer_owner;

-- Name: customer_tier; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.customer_tier (
    customer_id uuid NOT NULL,
    tier text NOT NULL,
    reasons jsonb NOT NULL,
    facts_id uuid NOT NULL,
    policy_version text NOT NULL,
    since timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT customer_tier_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT customer_tier_reasons_check CHECK ((jsonb_array_length(reasons) > 0)),
    CONSTRAINT customer_tier_tier_check CHECK ((tier = ANY (ARRAY['high_end'::text, 'potential_high_end'::text, 'general'::text])))
);

ALTER TABLE ONLY public.customer_tier FORCE ROW LEVEL SECURITY;

ALTER TABLE public.customer_tier OWNER TO customer_owner;

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
    CONSTRAINT staff_check CHECK (((outlet = '*'::text) OR (sub_branch <> '*'::text))),
    CONSTRAINT staff_check1 CHECK (((NOT ('outlet_manager'::text = ANY (roles))) OR (outlet <> '*'::text))),
    CONSTRAINT staff_check2 CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT staff_roles_check CHECK ((cardinality(roles) > 0))
);

ALTER TABLE ONLY public.staff FORCE ROW LEVEL SECURITY;

ALTER TABLE public.staff OWNER TO customer_owner;

-- Name: tier_change; Type: TABLE; Schema: public; Owner: customer_owner

CREATE TABLE public.tier_change (
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    "position" integer NOT NULL,
    tier text NOT NULL,
    reasons jsonb NOT NULL,
    facts_id uuid NOT NULL,
    policy_version text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT tier_change_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT tier_change_position_check CHECK (("position" >= 1)),
    CONSTRAINT tier_change_reasons_check CHECK ((jsonb_array_length(reasons) > 0)),
    CONSTRAINT tier_change_tier_check CHECK ((tier = ANY (ARRAY['high_end'::text, 'potential_high_end'::text, 'general'::text])))
);

ALTER TABLE ONLY public.tier_change FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tier_change OWNER TO customer_owner;

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

-- Name: customer customer_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer
    ADD CONSTRAINT customer_pkey PRIMARY KEY (id);

-- Name: customer_tier customer_tier_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer_tier
    ADD CONSTRAINT customer_tier_pkey PRIMARY KEY (customer_id);

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

-- Name: node node_code_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.node
    ADD CONSTRAINT node_code_key UNIQUE (code);

-- Name: node node_code_sub_branch_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.node
    ADD CONSTRAINT node_code_sub_branch_key UNIQUE (code, sub_branch);

-- Name: node node_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.node
    ADD CONSTRAINT node_pkey PRIMARY KEY (id);

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

-- Name: policy policy_kind_version_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_kind_version_key UNIQUE (kind, version);

-- Name: policy policy_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_pkey PRIMARY KEY (id);

-- Name: staff staff_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_pkey PRIMARY KEY (id);

-- Name: staff staff_sub_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_sub_key UNIQUE (sub);

-- Name: tier_change tier_change_customer_id_position_key; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.tier_change
    ADD CONSTRAINT tier_change_customer_id_position_key UNIQUE (customer_id, "position");

-- Name: tier_change tier_change_pkey; Type: CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.tier_change
    ADD CONSTRAINT tier_change_pkey PRIMARY KEY (id);

-- Name: audit_record_actor_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX audit_record_actor_id_idx ON public.audit_record USING btree (actor, id);

-- Name: audit_record_resource_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX audit_record_resource_id_idx ON public.audit_record USING btree (resource, id);

-- Name: audit_record_tx_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX audit_record_tx_id_idx ON public.audit_record USING btree (tx, id);

-- Name: customer_facts_customer_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX customer_facts_customer_id_idx ON public.customer_facts USING btree (customer_id, id);

-- Name: customer_outlet_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX customer_outlet_id_idx ON public.customer USING btree (outlet, id);

-- Name: customer_sub_branch_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX customer_sub_branch_id_idx ON public.customer USING btree (sub_branch, id);

-- Name: customer_tier_tier_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX customer_tier_tier_idx ON public.customer_tier USING btree (tier, customer_id);

-- Name: idempotency_key_created_at_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX idempotency_key_created_at_idx ON public.idempotency_key USING brin (created_at);

-- Name: import_kind_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX import_kind_id_idx ON public.import USING btree (kind, id);

-- Name: import_target_kind_id_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX import_target_kind_id_idx ON public.import USING btree (target, kind, id) WHERE (target IS NOT NULL);

-- Name: node_one_head_office_key; Type: INDEX; Schema: public; Owner: customer_owner

CREATE UNIQUE INDEX node_one_head_office_key ON public.node USING btree (kind) WHERE (kind = 'head_office'::text);

-- Name: node_parent_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX node_parent_idx ON public.node USING btree (parent, id);

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

-- Name: policy_in_force_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX policy_in_force_idx ON public.policy USING btree (kind, effective_from DESC, activated_at DESC) WHERE (state = 'active'::text);

-- Name: staff_sub_branch_idx; Type: INDEX; Schema: public; Owner: customer_owner

CREATE INDEX staff_sub_branch_idx ON public.staff USING btree (sub_branch, id);

-- Name: policy policy_is_only_ever_activated; Type: TRIGGER; Schema: public; Owner: customer_owner

CREATE TRIGGER policy_is_only_ever_activated BEFORE UPDATE ON public.policy FOR EACH ROW EXECUTE FUNCTION public.policy_is_only_ever_activated();

-- Name: pgqueuer tg_pgqueuer_changed; Type: TRIGGER; Schema: public; Owner: customer_owner

CREATE TRIGGER tg_pgqueuer_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.pgqueuer FOR EACH STATEMENT EXECUTE FUNCTION public.fn_pgqueuer_changed();

-- Name: audit_chain audit_chain_record_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.audit_record(id);

-- Name: customer_facts customer_facts_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer_facts
    ADD CONSTRAINT customer_facts_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer(id);

-- Name: customer customer_outlet_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer
    ADD CONSTRAINT customer_outlet_fkey FOREIGN KEY (outlet, sub_branch) REFERENCES public.node(code, sub_branch);

-- Name: customer_tier customer_tier_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer_tier
    ADD CONSTRAINT customer_tier_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer(id);

-- Name: customer_tier customer_tier_facts_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.customer_tier
    ADD CONSTRAINT customer_tier_facts_id_fkey FOREIGN KEY (facts_id) REFERENCES public.customer_facts(id);

-- Name: import_rejection import_rejection_import_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.import_rejection
    ADD CONSTRAINT import_rejection_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.import(id);

-- Name: node node_parent_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.node
    ADD CONSTRAINT node_parent_fkey FOREIGN KEY (parent) REFERENCES public.node(code);

-- Name: tier_change tier_change_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.tier_change
    ADD CONSTRAINT tier_change_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer(id);

-- Name: tier_change tier_change_facts_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: customer_owner

ALTER TABLE ONLY public.tier_change
    ADD CONSTRAINT tier_change_facts_id_fkey FOREIGN KEY (facts_id) REFERENCES public.customer_facts(id);

-- Name: audit_record; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.audit_record ENABLE ROW LEVEL SECURITY;

-- Name: customer; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.customer ENABLE ROW LEVEL SECURITY;

-- Name: customer_facts; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.customer_facts ENABLE ROW LEVEL SECURITY;

-- Name: customer_tier; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.customer_tier ENABLE ROW LEVEL SECURITY;

-- Name: import; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.import ENABLE ROW LEVEL SECURITY;

-- Name: import_rejection; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.import_rejection ENABLE ROW LEVEL SECURITY;

-- Name: audit_record node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.audit_record USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: customer node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.customer USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: customer_facts node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.customer_facts USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: customer_tier node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.customer_tier USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: import node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.import USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: import_rejection node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.import_rejection USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: node; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.node ENABLE ROW LEVEL SECURITY;

-- Name: node node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.node USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: staff node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.staff USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: tier_change node; Type: POLICY; Schema: public; Owner: customer_owner

CREATE POLICY node ON public.tier_change USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: staff; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.staff ENABLE ROW LEVEL SECURITY;

-- Name: tier_change; Type: ROW SECURITY; Schema: public; Owner: customer_owner

ALTER TABLE public.tier_change ENABLE ROW LEVEL SECURITY;

-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: customer_owner

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO customer_app;

-- Name: TABLE audit_chain; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.audit_chain TO customer_app;

-- Name: TABLE audit_record; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.audit_record TO customer_app;

-- Name: TABLE customer; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.customer TO customer_app;

-- Name: TABLE customer_facts; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.customer_facts TO customer_app;

-- Name: TABLE customer_tier; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.tier; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(tier) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.reasons; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(reasons) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.facts_id; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(facts_id) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.policy_version; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(policy_version) ON TABLE public.customer_tier TO customer_app;

-- Name: COLUMN customer_tier.since; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(since) ON TABLE public.customer_tier TO customer_app;

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

-- Name: TABLE node; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.node TO customer_app;

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

-- Name: TABLE policy; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.policy TO customer_app;

-- Name: COLUMN policy.state; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(state) ON TABLE public.policy TO customer_app;

-- Name: COLUMN policy.activated_by; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(activated_by) ON TABLE public.policy TO customer_app;

-- Name: COLUMN policy.activated_at; Type: ACL; Schema: public; Owner: customer_owner

GRANT UPDATE(activated_at) ON TABLE public.policy TO customer_app;

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

-- Name: TABLE tier_change; Type: ACL; Schema: public; Owner: customer_owner

GRANT SELECT,INSERT ON TABLE public.tier_change TO customer_app;
