-- What every service's database holds: keys, journal, chain, policies, and the scope that row policies compare with.

CREATE FUNCTION in_scope(sub_branch text, outlet text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT current_setting('loanops.sub_branch', true) IN ('*', sub_branch)
       AND current_setting('loanops.outlet', true) IN ('*', outlet)
$$;

-- Put a table under the row policy: who has no scope, or another one, sees and writes nothing in it. The owner too.
CREATE PROCEDURE protect_by_node(protected regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ADD CHECK (sub_branch <> '''' AND outlet <> '''')', protected);
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', protected);
    EXECUTE format('CREATE POLICY node ON %s USING (in_scope(sub_branch, outlet)) WITH CHECK (in_scope(sub_branch, outlet))', protected);
END $$;

CREATE TABLE idempotency_key (
    caller text COLLATE "C" NOT NULL,
    route text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    body_digest bytea NOT NULL,
    status smallint NOT NULL CHECK (status BETWEEN 200 AND 299),
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (caller, route, key)
);
CREATE INDEX idempotency_key_created_at_idx ON idempotency_key USING brin (created_at);

CREATE TABLE audit_record (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
    recorded_at timestamptz NOT NULL,
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
    data jsonb NOT NULL
);
CREATE INDEX audit_record_tx_id_idx ON audit_record (tx, id);
CREATE INDEX audit_record_resource_id_idx ON audit_record (resource, id);
CREATE INDEX audit_record_actor_id_idx ON audit_record (actor, id);
CALL protect_by_node('audit_record');

CREATE TABLE audit_chain (
    seq bigint PRIMARY KEY,
    record_id bigint NOT NULL UNIQUE REFERENCES audit_record (id),
    tx bigint NOT NULL,
    record_digest bytea NOT NULL,
    hash bytea NOT NULL
);

-- Policies: versions with a start, made by one person and activated by another (domain S6, G; contract, section 1).
CREATE TABLE policy (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    version text NOT NULL CHECK (version <> ''),
    state text NOT NULL CHECK (state IN ('draft', 'active')),
    effective_from date NOT NULL,
    body jsonb NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    activated_by text,
    activated_at timestamptz,
    UNIQUE (kind, version),
    CONSTRAINT policy_maker_is_not_checker CHECK (activated_by <> made_by),
    CHECK ((state = 'active') = (activated_by IS NOT NULL AND activated_at IS NOT NULL))
);
CREATE INDEX policy_in_force_idx ON policy (kind, effective_from DESC, activated_at DESC) WHERE state = 'active';

-- What is activated is history: only the activation itself may change a row, and only once.
CREATE FUNCTION policy_is_only_ever_activated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft'
       OR (NEW.id, NEW.kind, NEW.version, NEW.effective_from, NEW.body, NEW.made_by, NEW.made_at)
          IS DISTINCT FROM (OLD.id, OLD.kind, OLD.version, OLD.effective_from, OLD.body, OLD.made_by, OLD.made_at)
    THEN
        RAISE EXCEPTION 'a policy version is never changed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER policy_is_only_ever_activated BEFORE UPDATE ON policy
    FOR EACH ROW EXECUTE FUNCTION policy_is_only_ever_activated();

GRANT SELECT, INSERT, DELETE ON idempotency_key TO {runtime_role};
GRANT SELECT, INSERT ON audit_record, audit_chain TO {runtime_role};
GRANT SELECT, INSERT ON policy TO {runtime_role};
GRANT UPDATE (state, activated_by, activated_at) ON policy TO {runtime_role};
