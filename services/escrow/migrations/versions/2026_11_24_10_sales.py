"""Sale filings and the loans that buyers were given: two of the records that are matched each month (domain E5, E8)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_24_10"
down_revision = "2026_11_24_36"

FILINGS = """
CREATE TABLE sale_filing (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL,
    unit_no text NOT NULL,
    filing_no text COLLATE "C" NOT NULL,
    filed_on date NOT NULL,
    price bigint NOT NULL CHECK (price > 0),
    down_payment bigint NOT NULL CHECK (down_payment >= 0),
    mortgage bigint NOT NULL CHECK (mortgage >= 0),
    provident_fund bigint NOT NULL CHECK (provident_fund >= 0),
    state text NOT NULL CHECK (state IN ('filed', 'cancelled')),
    refund_committed bigint NOT NULL DEFAULT 0,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    cancelled_on date,
    cancelled_by text,
    cancelled_at timestamptz,
    cancel_reason text,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    FOREIGN KEY (project_id, unit_no) REFERENCES unit (project_id, unit_no),
    CONSTRAINT sale_filing_parts_are_the_price CHECK (down_payment + mortgage + provident_fund = price),
    CONSTRAINT sale_filing_filing_no_key UNIQUE (project_id, filing_no),
    CONSTRAINT sale_filing_cancelled_check CHECK (
        (state = 'cancelled') = (cancelled_on IS NOT NULL AND cancelled_by IS NOT NULL AND cancelled_at IS NOT NULL
                                 AND cancel_reason IS NOT NULL)),
    CONSTRAINT sale_filing_cancelled_after_it_was_filed CHECK (cancelled_on >= filed_on),
    -- E5: nothing goes back to a buyer whose purchase stands, nor more than they were to pay.
    CONSTRAINT sale_filing_refund_within_price CHECK (
        refund_committed BETWEEN 0 AND CASE state WHEN 'cancelled' THEN price ELSE 0 END)
);
CREATE UNIQUE INDEX sale_filing_one_a_unit_key ON sale_filing (project_id, unit_no) WHERE state = 'filed';
CREATE INDEX sale_filing_cancelled_idx ON sale_filing (project_id, cancelled_on) WHERE state = 'cancelled';
CREATE INDEX sale_filing_project_id_id_idx ON sale_filing (project_id, id);
CREATE INDEX sale_filing_project_id_filed_on_idx ON sale_filing (project_id, filed_on);
CALL protect_by_node('sale_filing');

-- What has gone back to the buyers of cancelled filings; a refund that came back to the account is below zero.
CREATE TABLE sale_refund (
    id uuid PRIMARY KEY,
    sale_filing_id uuid NOT NULL REFERENCES sale_filing (id),
    project_id uuid NOT NULL REFERENCES project (id),
    unit_no text NOT NULL,
    amount bigint NOT NULL CHECK (amount <> 0),
    paid_on date NOT NULL,
    reference text COLLATE "C" NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT sale_refund_reference_key UNIQUE (reference)
);
CREATE INDEX sale_refund_project_id_unit_no_idx ON sale_refund (project_id, unit_no);
CREATE INDEX sale_refund_sale_filing_id_idx ON sale_refund (sale_filing_id);
CALL protect_by_node('sale_refund');

-- A filing is a fact: of it only the cancellation is added, once, and what of it goes back.
CREATE FUNCTION sale_filing_is_cancelled_once() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER sale_filing_is_cancelled_once BEFORE UPDATE ON sale_filing
    FOR EACH ROW EXECUTE FUNCTION sale_filing_is_cancelled_once();
"""

LOANS = """
CREATE TABLE buyer_loan (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('mortgage', 'provident_fund')),
    unit_no text NOT NULL,
    external_ref text COLLATE "C",
    amount bigint NOT NULL CHECK (amount > 0),
    drawn_on date,
    outstanding bigint NOT NULL CHECK (outstanding BETWEEN 0 AND amount),
    registered_on date,
    as_of date NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    FOREIGN KEY (project_id, unit_no) REFERENCES unit (project_id, unit_no),
    CONSTRAINT buyer_loan_owed_once_drawn CHECK (drawn_on IS NOT NULL OR outstanding = 0),
    CONSTRAINT buyer_loan_only_mortgages_register CHECK (kind = 'mortgage' OR registered_on IS NULL)
);
CREATE UNIQUE INDEX buyer_loan_external_ref_key ON buyer_loan (project_id, kind, external_ref)
    WHERE external_ref IS NOT NULL;
CREATE UNIQUE INDEX buyer_loan_only_one_key ON buyer_loan (project_id, kind, unit_no) WHERE external_ref IS NULL;
CREATE INDEX buyer_loan_project_id_kind_id_idx ON buyer_loan (project_id, kind, id);
CALL protect_by_node('buyer_loan');

-- Every report of a loan as it came: what was owed at any past day.
CREATE TABLE buyer_loan_report (
    id uuid PRIMARY KEY,
    buyer_loan_id uuid NOT NULL REFERENCES buyer_loan (id),
    project_id uuid NOT NULL,
    as_of date NOT NULL,
    amount bigint NOT NULL,
    drawn_on date,
    outstanding bigint NOT NULL,
    registered_on date,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CREATE INDEX buyer_loan_report_loan_idx ON buyer_loan_report (buyer_loan_id, as_of DESC, id DESC);
CALL protect_by_node('buyer_loan_report');

-- E8: a registration, once complete, is not taken back by a later report.
CREATE FUNCTION registration_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a registered mortgage stays registered'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'buyer_loan_registration_stays';
END $$;
CREATE TRIGGER registration_stays BEFORE UPDATE ON buyer_loan
    FOR EACH ROW WHEN (OLD.registered_on IS NOT NULL AND NEW.registered_on IS DISTINCT FROM OLD.registered_on)
    EXECUTE FUNCTION registration_stays();
"""


def upgrade() -> None:
    script(FILINGS)
    script(LOANS)
    role = runtime_role()
    script(f"GRANT SELECT, INSERT ON sale_filing, sale_refund, buyer_loan, buyer_loan_report TO {role}")
    script(
        "GRANT UPDATE (state, refund_committed, cancelled_on, cancelled_by, cancelled_at, cancel_reason, version) "
        f"ON sale_filing TO {role};"
        f"GRANT UPDATE (amount, drawn_on, outstanding, registered_on, as_of, version) ON buyer_loan TO {role}"
    )


def downgrade() -> None:
    script(
        "DROP TABLE buyer_loan_report, buyer_loan, sale_refund, sale_filing;"
        "DROP FUNCTION registration_stays();"
        "DROP FUNCTION sale_filing_is_cancelled_once()"
    )
