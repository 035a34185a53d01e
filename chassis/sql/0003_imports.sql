-- Imports: files of many lines, kept until every line is taken or rejected (contract, section 1, Bulk).

CREATE TABLE import (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    target uuid,
    state text NOT NULL CHECK (state IN ('running', 'completed', 'failed')),
    format text NOT NULL CHECK (format IN ('ndjson', 'csv')),
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    received bigint NOT NULL CHECK (received >= 0),
    accepted bigint NOT NULL DEFAULT 0 CHECK (accepted >= 0),
    rejected bigint NOT NULL DEFAULT 0 CHECK (rejected >= 0),
    next_line bigint NOT NULL DEFAULT 1 CHECK (next_line >= 1),
    made_by text NOT NULL,
    made_by_name text NOT NULL,
    made_by_roles text[] NOT NULL,
    made_by_sub_branch text,
    made_by_outlet text,
    made_through text,
    made_at timestamptz NOT NULL,
    finished_at timestamptz,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CHECK (accepted + rejected <= received),
    CHECK (state <> 'completed' OR accepted + rejected = received),
    CHECK ((state = 'running') = (finished_at IS NULL))
);
CREATE INDEX import_kind_id_idx ON import (kind, id);
CREATE INDEX import_target_kind_id_idx ON import (target, kind, id) WHERE target IS NOT NULL;
CALL protect_by_node('import');

-- The lines that wait. Without a row policy, because COPY into a table with one is refused; nobody reads them but the
-- job that takes them, and they are deleted in the transaction that does.
CREATE TABLE import_line (
    import_id uuid NOT NULL,
    line bigint NOT NULL CHECK (line >= 1),
    raw bytea,
    fault text,
    PRIMARY KEY (import_id, line),
    CHECK ((raw IS NULL) = (fault IS NOT NULL))
);

CREATE TABLE import_rejection (
    import_id uuid NOT NULL REFERENCES import (id),
    line bigint NOT NULL,
    code text NOT NULL,
    pointer text NOT NULL,
    message_en text NOT NULL,
    message_zh text NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    PRIMARY KEY (import_id, line)
);
CALL protect_by_node('import_rejection');

GRANT SELECT, INSERT ON import TO {runtime_role};
GRANT UPDATE (state, accepted, rejected, next_line, finished_at) ON import TO {runtime_role};
GRANT SELECT, INSERT, DELETE ON import_line TO {runtime_role};
GRANT SELECT, INSERT ON import_rejection TO {runtime_role};
