"""Service by tier: managers, return visits, needs for financing, leaflets; and its default policy (domain T3).

From the source: a named person from application to drawdown; the wealth gold account, personal internet banking and the
U-shield; for the customer's own company advice from investment banking and SME loans; after the loan a file, visits on
a schedule, needs followed up, leaflets. How often a visit is due is the bank's to set: 90 days, the first within 30.
"""

from typing import Any

from chassis.migrations import runtime_role, script
from chassis.policies import seed_sql

revision = "2026_11_25_03"
down_revision = "2026_11_25_02"

POLICY_ID = "01992000-0000-7000-8000-000000000102"

TABLES = """
-- The high-end file: begun with the tier, ended with it.
CREATE TABLE customer_service (
    id uuid PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES customer (id),
    state text NOT NULL CHECK (state IN ('active', 'ended')),
    manager text COLLATE "C", -- null while the sub-branch has nobody
    policy_version text NOT NULL,
    opened_on date NOT NULL,
    ended_on date,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CHECK ((state = 'ended') = (ended_on IS NOT NULL))
);
CREATE UNIQUE INDEX customer_service_one_active_key ON customer_service (customer_id) WHERE state = 'active';
CREATE INDEX customer_service_customer_id_idx ON customer_service (customer_id, id);
CREATE INDEX customer_service_manager_idx ON customer_service (manager) WHERE state = 'active';
CALL protect_by_node('customer_service');

CREATE TABLE visit (
    id uuid PRIMARY KEY,
    service_id uuid NOT NULL REFERENCES customer_service (id),
    customer_id uuid NOT NULL REFERENCES customer (id),
    state text NOT NULL CHECK (state IN ('due', 'completed', 'dropped')),
    due_on date NOT NULL,
    visited_on date,
    report text,
    completed_by text,
    completed_at timestamptz,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CHECK ((state = 'completed') = (visited_on IS NOT NULL AND report IS NOT NULL AND completed_by IS NOT NULL
                                    AND completed_at IS NOT NULL))
);
CREATE UNIQUE INDEX visit_one_due_key ON visit (service_id) WHERE state = 'due';
CREATE INDEX visit_customer_id_idx ON visit (customer_id, id);
CREATE INDEX visit_due_on_idx ON visit (due_on) WHERE state = 'due';
CALL protect_by_node('visit');

CREATE TABLE financing_need (
    id uuid PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES customer (id),
    state text NOT NULL CHECK (state IN ('open', 'converted', 'lost')),
    product text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    expected_on date NOT NULL,
    note text NOT NULL,
    closed_reason text,
    closed_by text,
    closed_at timestamptz,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CHECK ((state = 'open') = (closed_by IS NULL AND closed_at IS NULL AND closed_reason IS NULL))
);
CREATE INDEX financing_need_customer_id_idx ON financing_need (customer_id, id);
CREATE INDEX financing_need_expected_on_idx ON financing_need (expected_on) WHERE state = 'open';
CALL protect_by_node('financing_need');

CREATE TABLE mailing (
    id uuid PRIMARY KEY,
    title text NOT NULL,
    product text NOT NULL,
    tiers text[] NOT NULL CHECK (cardinality(tiers) > 0),
    sent_on date NOT NULL,
    recipients integer NOT NULL CHECK (recipients >= 0),
    without_consent integer NOT NULL CHECK (without_consent >= 0),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CREATE INDEX mailing_sub_branch_idx ON mailing (sub_branch, id);
CALL protect_by_node('mailing');

CREATE TABLE mailing_recipient (
    mailing_id uuid NOT NULL REFERENCES mailing (id),
    customer_id uuid NOT NULL REFERENCES customer (id),
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    PRIMARY KEY (mailing_id, customer_id)
);
CREATE INDEX mailing_recipient_customer_id_idx ON mailing_recipient (customer_id);
CALL protect_by_node('mailing_recipient');

-- Nobody gets a leaflet without having agreed (T3).
CREATE FUNCTION leaflets_need_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM sent s JOIN customer c ON c.id = s.customer_id WHERE NOT c.marketing_consent) THEN
        RAISE EXCEPTION 'leaflets go to those who agreed' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'mailing_recipient_agreed';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER leaflets_need_consent AFTER INSERT ON mailing_recipient REFERENCING NEW TABLE AS sent
    FOR EACH STATEMENT EXECUTE FUNCTION leaflets_need_consent();
"""


def _item(
    product: str, tiers: list[str], en: str, zh: str, *, company: bool = False, need: Any = None
) -> dict[str, Any]:
    return {"product": product, "tiers": tiers, "company": company, "need": need, "reason_en": en, "reason_zh": zh}


HIGH, UPPER = ["high_end"], ["high_end", "potential_high_end"]
EVERY = ["high_end", "potential_high_end", "general"]
DEFAULT = {
    "visit_every_days": 90,
    "first_visit_within_days": 30,
    "bundle": [
        _item(
            "wealth_gold_account",
            HIGH,
            "Brings deposits, wealth management and loans together in one account for our high-end customers",
            "面向高端客户，将存款、理财与贷款归集于一个账户",
        ),
        _item(
            "internet_banking",
            UPPER,
            "Lets you pay and repay at any time without a visit",
            "无需到网点即可随时办理支付与还款",
        ),
        _item("u_shield", UPPER, "Protects larger payments over the internet", "保障网上大额支付安全"),
        _item(
            "investment_banking_advice",
            HIGH,
            "Your company can have the advice of our investment bankers",
            "可为您的企业提供投资银行顾问服务",
            company=True,
        ),
        _item(
            "sme_loan", HIGH, "Your company can borrow as a small enterprise", "您的企业可申请小企业贷款", company=True
        ),
        _item(
            "revolving_credit",
            UPPER,
            "You told us of a need for working capital: a credit line is drawn only when it is needed",
            "您有经营性融资需求：循环额度可随借随还",
            need="operating",
        ),
        _item("debit_card", EVERY, "The account from which loans are drawn and repaid", "用于贷款发放与还款的账户"),
    ],
}


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    script(
        f"GRANT SELECT, INSERT ON customer_service, visit, financing_need, mailing, mailing_recipient TO {role};"
        f"GRANT UPDATE (state, manager, ended_on, version) ON customer_service TO {role};"
        f"GRANT UPDATE (state, visited_on, report, completed_by, completed_at, version) ON visit TO {role};"
        f"GRANT UPDATE (state, closed_reason, closed_by, closed_at, version) ON financing_need TO {role}"
    )
    script(seed_sql(POLICY_ID, "service_plans", "2026-01", "2020-01-01", DEFAULT))


def downgrade() -> None:
    script(f"DELETE FROM policy WHERE id = '{POLICY_ID}'")
    script("DROP TABLE mailing_recipient, mailing, financing_need, visit, customer_service")
    script("DROP FUNCTION leaflets_need_consent()")
