"""Bureau reports, kept as received (domain S5, S9)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_24_02"
down_revision = "2026_11_24_01"

TABLES = """
CREATE TABLE bureau_report (
    id uuid PRIMARY KEY,
    customer_ref text NOT NULL CHECK (customer_ref <> ''),
    reported_on date NOT NULL,
    authorisation jsonb NOT NULL CHECK (authorisation ?& ARRAY['document_ref', 'purpose', 'signed_on']),
    received bytea NOT NULL,
    sha256 bytea NOT NULL,
    accounts jsonb NOT NULL CHECK (jsonb_typeof(accounts) = 'array'),
    enquiries_last_3_months integer NOT NULL CHECK (enquiries_last_3_months >= 0),
    guarantees jsonb NOT NULL CHECK (jsonb_typeof(guarantees) = 'array'),
    public_records jsonb NOT NULL CHECK (jsonb_typeof(public_records) = 'array'),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT bureau_report_is_as_received CHECK (sha256 = sha256(received)),
    -- Dates are written YYYY-MM-DD, which sorts as text; a cast to date would not be immutable.
    CONSTRAINT bureau_report_authorised_before
        CHECK (authorisation ->> 'signed_on' <= to_char(reported_on::timestamp, 'YYYY-MM-DD'))
);
CREATE INDEX bureau_report_customer_ref_id_idx ON bureau_report (customer_ref, id);
CALL protect_by_node('bureau_report');
"""


def upgrade() -> None:
    script(TABLES)
    # Append-only: a report is what the bureau said on that day.
    script(f"GRANT SELECT, INSERT ON bureau_report TO {runtime_role()}")


def downgrade() -> None:
    script("DROP TABLE bureau_report")
