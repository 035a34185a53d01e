"""1 + X: loans booked, what was offered with each and what was taken up; and the default catalogue (domain T4).

What a product adds in a year is the bank's to set; the figures here are to begin with.
"""

from typing import Any

from chassis.migrations import runtime_role, script
from chassis.policies import seed_sql

revision = "2026_11_25_04"
down_revision = "2026_11_25_03"

POLICY_ID = "01992000-0000-7000-8000-000000000103"

TABLES = """
CREATE TABLE loan_booking (
    id uuid PRIMARY KEY,
    external_ref text COLLATE "C" NOT NULL,
    customer_id uuid NOT NULL REFERENCES customer (id),
    product text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    booked_on date NOT NULL,
    account_manager text COLLATE "C" NOT NULL,
    policy_version text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL,
    CONSTRAINT loan_booking_external_ref_key UNIQUE (external_ref),
    CONSTRAINT loan_booking_outlet_fkey FOREIGN KEY (outlet, sub_branch) REFERENCES node (code, sub_branch)
);
CREATE INDEX loan_booking_account_manager_idx ON loan_booking (account_manager, booked_on);
CREATE INDEX loan_booking_outlet_idx ON loan_booking (outlet, booked_on);
CREATE INDEX loan_booking_sub_branch_idx ON loan_booking (sub_branch, booked_on);
CREATE INDEX loan_booking_customer_id_idx ON loan_booking (customer_id, id);
CALL protect_by_node('loan_booking');

CREATE TABLE offer (
    id uuid PRIMARY KEY,
    booking_id uuid NOT NULL REFERENCES loan_booking (id),
    customer_id uuid NOT NULL REFERENCES customer (id),
    product text NOT NULL,
    state text NOT NULL CHECK (state IN ('offered', 'accepted', 'declined')),
    contribution bigint NOT NULL CHECK (contribution >= 0), -- what it adds in a year, by the version it was offered by
    policy_version text NOT NULL,
    responded_by text,
    responded_at timestamptz,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT offer_booking_id_product_key UNIQUE (booking_id, product),
    CHECK ((state = 'offered') = (responded_by IS NULL AND responded_at IS NULL))
);
-- A product is before a customer once, however many loans bring it up, and nobody is offered what they took.
CREATE UNIQUE INDEX offer_one_open_key ON offer (customer_id, product) WHERE state <> 'declined';
CREATE INDEX offer_customer_id_idx ON offer (customer_id, id);
CALL protect_by_node('offer');

-- Offers and bookings stay where the loan was made: they count for who made it. Everything else goes with the customer.
CREATE OR REPLACE FUNCTION move_customer(p_customer uuid, p_sub_branch text, p_outlet text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_table text;
BEGIN
    UPDATE customer SET sub_branch = p_sub_branch, outlet = p_outlet WHERE id = p_customer;
    FOREACH v_table IN ARRAY ARRAY['customer_facts', 'customer_tier', 'tier_change', 'tier_override',
                                   'customer_service', 'visit', 'financing_need', 'mailing_recipient'] LOOP
        EXECUTE format('UPDATE %I SET sub_branch = $1, outlet = $2 WHERE customer_id = $3', v_table)
          USING p_sub_branch, p_outlet, p_customer;
    END LOOP;
END $$;
"""

BEFORE = """
CREATE OR REPLACE FUNCTION move_customer(p_customer uuid, p_sub_branch text, p_outlet text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_table text;
BEGIN
    UPDATE customer SET sub_branch = p_sub_branch, outlet = p_outlet WHERE id = p_customer;
    FOREACH v_table IN ARRAY ARRAY['customer_facts', 'customer_tier', 'tier_change', 'tier_override'] LOOP
        EXECUTE format('UPDATE %I SET sub_branch = $1, outlet = $2 WHERE customer_id = $3', v_table)
          USING p_sub_branch, p_outlet, p_customer;
    END LOOP;
END $$;
DROP TABLE offer, loan_booking;
"""


def _product(product: str, en: str, zh: str, contribution: str, **fits: Any) -> dict[str, Any]:
    fitting = {"loans": [], "tiers": [], "company": False, "need": None} | fits
    return {"product": product, "reason_en": en, "reason_zh": zh, "contribution": contribution, **fitting}


BUSINESS = ["operating"]
DEFAULT = {
    "products": [
        _product("internet_banking", "Repay without a visit", "无需到网点即可还款", "60.00"),
        _product("u_shield", "Larger payments over the internet, protected", "网上大额支付安全", "40.00"),
        _product(
            "wealth_gold_account",
            "One account for deposits, wealth management and loans",
            "存款、理财与贷款归集于一个账户",
            "1200.00",
            tiers=["high_end"],
        ),
        _product(
            "payroll", "Wages of your company's staff paid through us", "代发企业员工工资", "2400.00", company=True
        ),
        _product(
            "sme_loan", "Your company can borrow as a small enterprise", "企业可申请小企业贷款", "8000.00", company=True
        ),
        _product("pos_terminal", "Card payments where you sell", "收款终端", "900.00", loans=BUSINESS),
        _product(
            "credit_card",
            "Everyday spending beside the loan",
            "日常消费用卡",
            "180.00",
            loans=["housing", "car", "consumption"],
        ),
        _product("home_insurance", "The home behind the loan, insured", "抵押住房保险", "300.00", loans=["housing"]),
        _product("car_insurance", "The car behind the loan, insured", "车辆保险", "260.00", loans=["car"]),
    ]
}


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    script(
        f"GRANT SELECT, INSERT ON loan_booking, offer TO {role};"
        f"GRANT UPDATE (state, responded_by, responded_at) ON offer TO {role}"
    )
    script(seed_sql(POLICY_ID, "cross_sell", "2026-01", "2020-01-01", DEFAULT))


def downgrade() -> None:
    script(f"DELETE FROM policy WHERE id = '{POLICY_ID}'")
    script(BEFORE)
