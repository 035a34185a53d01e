"""Channels: partners, what outlets may accept, leads with every step, market notes; and the default pace (domain T5).

Within how many days a step is due is the bank's to set; the figures here are to begin with.
"""

from chassis.migrations import runtime_role, script
from chassis.policies import seed_sql

revision = "2026_11_26_01"
down_revision = "2026_11_25_05"

POLICY_ID = "01992000-0000-7000-8000-000000000104"

TABLES = """
CREATE TABLE partner (
    id uuid PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    kind text NOT NULL CHECK (kind IN ('developer', 'agent', 'car_dealer')),
    state text NOT NULL CHECK (state IN ('active', 'closed')),
    closed_reason text,
    closed_by text,
    closed_at timestamptz,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL,
    CONSTRAINT partner_name_key UNIQUE (sub_branch, name),
    CONSTRAINT partner_outlet_fkey FOREIGN KEY (outlet, sub_branch) REFERENCES node (code, sub_branch),
    CHECK ((state = 'closed') = (closed_by IS NOT NULL AND closed_at IS NOT NULL AND closed_reason IS NOT NULL))
);
CALL protect_by_node('partner');

CREATE TABLE outlet_products (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('wealth_centre', 'ordinary_outlet')),
    products text[] NOT NULL,
    added text[] NOT NULL,
    taken_back text[] NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL,
    CONSTRAINT outlet_products_outlet_fkey FOREIGN KEY (outlet, sub_branch) REFERENCES node (code, sub_branch)
);
CREATE INDEX outlet_products_outlet_idx ON outlet_products (outlet, id DESC);
CALL protect_by_node('outlet_products');

CREATE TABLE lead (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    phone bytea NOT NULL, -- sealed
    product text NOT NULL,
    channel text NOT NULL CHECK (channel IN ('wealth_centre', 'ordinary_outlet', 'dedicated_manager')),
    partner_id uuid REFERENCES partner (id),
    routed_to text NOT NULL CHECK (routed_to IN ('personal_dept', 'outlet')),
    routed_because text NOT NULL CHECK (routed_because IN ('PARTNER', 'OUTLET_MAY_NOT_ACCEPT', 'RETAIL')),
    state text NOT NULL CHECK (state IN ('new', 'assigned', 'contacted', 'converted', 'lost')),
    account_manager text COLLATE "C",
    due_on date,
    customer_id uuid REFERENCES customer (id),
    loan_booking_id uuid REFERENCES loan_booking (id),
    closed_reason text,
    closed_at timestamptz,
    policy_version text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL,
    CONSTRAINT lead_outlet_fkey FOREIGN KEY (outlet, sub_branch) REFERENCES node (code, sub_branch),
    CONSTRAINT lead_loan_booking_id_key UNIQUE (loan_booking_id),
    CHECK ((routed_because = 'RETAIL') = (routed_to = 'outlet')),
    CHECK ((routed_because = 'PARTNER') = (partner_id IS NOT NULL)),
    CHECK (state NOT IN ('assigned', 'contacted', 'converted') OR account_manager IS NOT NULL),
    CHECK ((state = 'converted') = (customer_id IS NOT NULL)),
    CHECK (loan_booking_id IS NULL OR state = 'converted'),
    CHECK (state <> 'lost' OR closed_reason IS NOT NULL),
    CHECK ((state IN ('converted', 'lost')) = (closed_at IS NOT NULL)),
    CHECK ((state IN ('converted', 'lost')) = (due_on IS NULL))
);
CREATE INDEX lead_sub_branch_idx ON lead (sub_branch, id);
CREATE INDEX lead_outlet_idx ON lead (outlet, id);
CREATE INDEX lead_account_manager_idx ON lead (account_manager, id);
CREATE INDEX lead_due_idx ON lead (sub_branch, due_on) WHERE state IN ('new', 'assigned', 'contacted');
CREATE INDEX lead_partner_id_idx ON lead (partner_id);
CALL protect_by_node('lead');

CREATE TABLE lead_step (
    lead_id uuid NOT NULL REFERENCES lead (id),
    position integer NOT NULL CHECK (position >= 1),
    verb text NOT NULL CHECK (verb IN ('enter', 'assign', 'contact', 'convert', 'lose')),
    state text NOT NULL,
    account_manager text,
    note text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    PRIMARY KEY (lead_id, position)
);
CALL protect_by_node('lead_step');

CREATE TABLE market_note (
    id uuid PRIMARY KEY,
    title text NOT NULL,
    text text NOT NULL CHECK (text <> ''),
    partner_id uuid REFERENCES partner (id),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL,
    CONSTRAINT market_note_outlet_fkey FOREIGN KEY (outlet, sub_branch) REFERENCES node (code, sub_branch)
);
CREATE INDEX market_note_sub_branch_idx ON market_note (sub_branch, id);
CREATE INDEX market_note_partner_id_idx ON market_note (partner_id, id);
CALL protect_by_node('market_note');
"""

DEFAULT = {"assign_within_days": 1, "contact_within_days": 3, "close_within_days": 30}


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    script(
        f"GRANT SELECT, INSERT ON partner, outlet_products, lead, lead_step, market_note TO {role};"
        f"GRANT UPDATE (state, closed_reason, closed_by, closed_at, version) ON partner TO {role};"
        "GRANT UPDATE (phone, state, account_manager, due_on, customer_id, loan_booking_id, closed_reason, closed_at, "
        f"policy_version, version) ON lead TO {role}"
    )
    script(seed_sql(POLICY_ID, "channels", "2026-01", "2020-01-01", DEFAULT))


def downgrade() -> None:
    script(f"DELETE FROM policy WHERE id = '{POLICY_ID}'")
    script("DROP TABLE market_note, lead_step, lead, outlet_products, partner")
