-- Name: public; Type: SCHEMA; Schema: -; Owner: scoring_owner

-- *not* creating schema, since initdb creates it

ALTER SCHEMA public OWNER TO scoring_owner;

-- Name: decided_is_never_changed(); Type: FUNCTION; Schema: public; Owner: scoring_owner

CREATE FUNCTION public.decided_is_never_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'credit check % is %', OLD.id, OLD.outcome
        USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_check_decided_is_never_changed';
END $$;

ALTER FUNCTION public.decided_is_never_changed() OWNER TO scoring_owner;

-- Name: in_scope(text, text); Type: FUNCTION; Schema: public; Owner: scoring_owner

CREATE FUNCTION public.in_scope(sub_branch text, outlet text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT current_setting('loanops.sub_branch', true) IN ('*', sub_branch)
       AND current_setting('loanops.outlet', true) IN ('*', outlet)
$$;

ALTER FUNCTION public.in_scope(sub_branch text, outlet text) OWNER TO scoring_owner;

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
    CONSTRAINT credit_check_amount_check CHECK ((amount > 0)),
    CONSTRAINT credit_check_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT credit_check_customer_ref_check CHECK ((customer_ref <> ''::text)),
    CONSTRAINT credit_check_outcome_check CHECK ((outcome = ANY (ARRAY['approved'::text, 'referred'::text, 'refused'::text, 'undecided'::text]))),
    CONSTRAINT credit_check_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY public.credit_check FORCE ROW LEVEL SECURITY;

ALTER TABLE public.credit_check OWNER TO scoring_owner;

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
    CONSTRAINT credit_check_decision_check CHECK (((sub_branch <> ''::text) AND (outlet <> ''::text))),
    CONSTRAINT credit_check_decision_existing_exposure_check CHECK ((existing_exposure >= 0)),
    CONSTRAINT credit_check_decision_has_reasons CHECK (((outcome = 'approved'::text) = (jsonb_array_length(reasons) = 0))),
    CONSTRAINT credit_check_decision_number_check CHECK ((number > 0)),
    CONSTRAINT credit_check_decision_policy_kind_check CHECK ((policy_kind = 'red_lines'::text)),
    CONSTRAINT credit_check_decision_read_the_own_record CHECK (((outcome <> 'approved'::text) OR (own_record IS NOT NULL))),
    CONSTRAINT credit_check_decision_reasons_check CHECK ((jsonb_typeof(reasons) = 'array'::text)),
    CONSTRAINT credit_check_decision_was_visited CHECK (((outcome <> 'approved'::text) OR (investigation IS NOT NULL)))
);

ALTER TABLE ONLY public.credit_check_decision FORCE ROW LEVEL SECURITY;

ALTER TABLE public.credit_check_decision OWNER TO scoring_owner;

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

-- Name: credit_check_decision credit_check_decision_credit_check_id_number_outcome_key; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check_decision
    ADD CONSTRAINT credit_check_decision_credit_check_id_number_outcome_key UNIQUE (credit_check_id, number, outcome);

-- Name: credit_check_decision credit_check_decision_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check_decision
    ADD CONSTRAINT credit_check_decision_pkey PRIMARY KEY (credit_check_id, number);

-- Name: credit_check credit_check_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check
    ADD CONSTRAINT credit_check_pkey PRIMARY KEY (id);

-- Name: idempotency_key idempotency_key_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.idempotency_key
    ADD CONSTRAINT idempotency_key_pkey PRIMARY KEY (caller, route, key);

-- Name: policy policy_kind_version_key; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_kind_version_key UNIQUE (kind, version);

-- Name: policy policy_pkey; Type: CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.policy
    ADD CONSTRAINT policy_pkey PRIMARY KEY (id);

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

-- Name: credit_check_bureau_report_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX credit_check_bureau_report_id_idx ON public.credit_check USING btree (bureau_report_id);

-- Name: credit_check_customer_ref_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX credit_check_customer_ref_id_idx ON public.credit_check USING btree (customer_ref, id);

-- Name: credit_check_outcome_id_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX credit_check_outcome_id_idx ON public.credit_check USING btree (outcome, id);

-- Name: idempotency_key_created_at_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX idempotency_key_created_at_idx ON public.idempotency_key USING brin (created_at);

-- Name: policy_in_force_idx; Type: INDEX; Schema: public; Owner: scoring_owner

CREATE INDEX policy_in_force_idx ON public.policy USING btree (kind, effective_from DESC, activated_at DESC) WHERE (state = 'active'::text);

-- Name: credit_check decided_is_never_changed; Type: TRIGGER; Schema: public; Owner: scoring_owner

CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON public.credit_check FOR EACH ROW WHEN (((old.outcome <> 'undecided'::text) OR (new.version <> (old.version + 1)))) EXECUTE FUNCTION public.decided_is_never_changed();

-- Name: policy policy_is_only_ever_activated; Type: TRIGGER; Schema: public; Owner: scoring_owner

CREATE TRIGGER policy_is_only_ever_activated BEFORE UPDATE ON public.policy FOR EACH ROW EXECUTE FUNCTION public.policy_is_only_ever_activated();

-- Name: audit_chain audit_chain_record_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.audit_record(id);

-- Name: backtest backtest_policy_kind_policy_version_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.backtest
    ADD CONSTRAINT backtest_policy_kind_policy_version_fkey FOREIGN KEY (policy_kind, policy_version) REFERENCES public.policy(kind, version);

-- Name: credit_check credit_check_bureau_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check
    ADD CONSTRAINT credit_check_bureau_report_id_fkey FOREIGN KEY (bureau_report_id) REFERENCES public.bureau_report(id);

-- Name: credit_check_decision credit_check_decision_credit_check_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check_decision
    ADD CONSTRAINT credit_check_decision_credit_check_id_fkey FOREIGN KEY (credit_check_id) REFERENCES public.credit_check(id);

-- Name: credit_check_decision credit_check_decision_policy_kind_policy_version_fkey; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check_decision
    ADD CONSTRAINT credit_check_decision_policy_kind_policy_version_fkey FOREIGN KEY (policy_kind, policy_version) REFERENCES public.policy(kind, version);

-- Name: credit_check credit_check_is_as_decided; Type: FK CONSTRAINT; Schema: public; Owner: scoring_owner

ALTER TABLE ONLY public.credit_check
    ADD CONSTRAINT credit_check_is_as_decided FOREIGN KEY (id, version, outcome) REFERENCES public.credit_check_decision(credit_check_id, number, outcome) DEFERRABLE INITIALLY DEFERRED;

-- Name: audit_record; Type: ROW SECURITY; Schema: public; Owner: scoring_owner

ALTER TABLE public.audit_record ENABLE ROW LEVEL SECURITY;

-- Name: bureau_report; Type: ROW SECURITY; Schema: public; Owner: scoring_owner

ALTER TABLE public.bureau_report ENABLE ROW LEVEL SECURITY;

-- Name: credit_check; Type: ROW SECURITY; Schema: public; Owner: scoring_owner

ALTER TABLE public.credit_check ENABLE ROW LEVEL SECURITY;

-- Name: credit_check_decision; Type: ROW SECURITY; Schema: public; Owner: scoring_owner

ALTER TABLE public.credit_check_decision ENABLE ROW LEVEL SECURITY;

-- Name: audit_record node; Type: POLICY; Schema: public; Owner: scoring_owner

CREATE POLICY node ON public.audit_record USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: bureau_report node; Type: POLICY; Schema: public; Owner: scoring_owner

CREATE POLICY node ON public.bureau_report USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: credit_check node; Type: POLICY; Schema: public; Owner: scoring_owner

CREATE POLICY node ON public.credit_check USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: credit_check_decision node; Type: POLICY; Schema: public; Owner: scoring_owner

CREATE POLICY node ON public.credit_check_decision USING (public.in_scope(sub_branch, outlet)) WITH CHECK (public.in_scope(sub_branch, outlet));

-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: scoring_owner

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO scoring_app;

-- Name: TABLE audit_chain; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.audit_chain TO scoring_app;

-- Name: TABLE audit_record; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.audit_record TO scoring_app;

-- Name: TABLE backtest; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.backtest TO scoring_app;

-- Name: TABLE bureau_report; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.bureau_report TO scoring_app;

-- Name: TABLE credit_check; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.credit_check TO scoring_app;

-- Name: COLUMN credit_check.outcome; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(outcome) ON TABLE public.credit_check TO scoring_app;

-- Name: COLUMN credit_check.version; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(version) ON TABLE public.credit_check TO scoring_app;

-- Name: TABLE credit_check_decision; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.credit_check_decision TO scoring_app;

-- Name: TABLE idempotency_key; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT,DELETE ON TABLE public.idempotency_key TO scoring_app;

-- Name: TABLE policy; Type: ACL; Schema: public; Owner: scoring_owner

GRANT SELECT,INSERT ON TABLE public.policy TO scoring_app;

-- Name: COLUMN policy.state; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(state) ON TABLE public.policy TO scoring_app;

-- Name: COLUMN policy.activated_by; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(activated_by) ON TABLE public.policy TO scoring_app;

-- Name: COLUMN policy.activated_at; Type: ACL; Schema: public; Owner: scoring_owner

GRANT UPDATE(activated_at) ON TABLE public.policy TO scoring_app;
