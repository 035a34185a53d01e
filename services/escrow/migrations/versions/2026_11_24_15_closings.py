"""The end of supervision: an empty account whose ledger takes nothing more (domain E12)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_24_15"
down_revision = "2026_11_24_14"

TABLES = """
ALTER TABLE ledger_account ADD COLUMN sealed_at timestamptz;
ALTER TABLE ledger_account ADD CONSTRAINT ledger_account_sealed_empty
    CHECK (sealed_at IS NULL OR kind = 'clearing' OR (total = 0 AND held = 0 AND suspense = 0));

CREATE FUNCTION sealed_is_never_posted_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger account % is sealed', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_account_is_sealed';
END $$;
CREATE TRIGGER sealed_is_never_posted_to BEFORE UPDATE ON ledger_account
    FOR EACH ROW WHEN (OLD.sealed_at IS NOT NULL) EXECUTE FUNCTION sealed_is_never_posted_to();

CREATE TABLE closing (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    account_id uuid NOT NULL REFERENCES account (id),
    closed_on date NOT NULL,
    document_id uuid REFERENCES document (id),
    entries bigint NOT NULL CHECK (entries >= 0),
    money_in bigint NOT NULL CHECK (money_in >= 0),
    money_out bigint NOT NULL,
    ledger_digest bytea NOT NULL CHECK (octet_length(ledger_digest) = 32),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT closing_project_id_key UNIQUE (project_id),
    CONSTRAINT closing_is_empty CHECK (money_in = money_out)
);
CALL protect_by_node('closing');
"""


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    script(
        f"GRANT SELECT, INSERT ON closing TO {role};"
        # Not an account's money: only that nothing more may be posted.
        f"GRANT UPDATE (sealed_at) ON ledger_account TO {role}"
    )


def downgrade() -> None:
    script(
        "DROP TABLE closing;"
        "DROP TRIGGER sealed_is_never_posted_to ON ledger_account;"
        "DROP FUNCTION sealed_is_never_posted_to();"
        "ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_sealed_empty, DROP COLUMN sealed_at"
    )
