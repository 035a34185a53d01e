"""Loans that were returned: from then on they count for nobody (domain T4, T6)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_27_02"
down_revision = "2026_11_27_01"

TABLES = """
CREATE TABLE loan_return (
    booking_id uuid PRIMARY KEY REFERENCES loan_booking (id),
    returned_on date NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL
);
CALL protect_by_node('loan_return');

CREATE FUNCTION take_from_lending_month() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE lending_month m SET loans = m.loans - gone.loans, amount = m.amount - gone.amount
      FROM (SELECT date_trunc('month', b.booked_on)::date AS month, b.account_manager, b.sub_branch, b.outlet,
                   count(*) AS loans, sum(b.amount) AS amount
              FROM returned r JOIN loan_booking b ON b.id = r.booking_id GROUP BY 1, 2, 3, 4) gone
     WHERE (m.month, m.account_manager, m.sub_branch, m.outlet)
         = (gone.month, gone.account_manager, gone.sub_branch, gone.outlet);
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION take_from_lending_month() FROM PUBLIC;
CREATE TRIGGER take_from_lending_month AFTER INSERT ON loan_return REFERENCING NEW TABLE AS returned
    FOR EACH STATEMENT EXECUTE FUNCTION take_from_lending_month();
"""


def upgrade() -> None:
    script(TABLES)
    script(f"GRANT SELECT, INSERT ON loan_return TO {runtime_role()}")


def downgrade() -> None:
    # What was returned counts again, as it did before it could be.
    script("""
        UPDATE lending_month m SET loans = m.loans + r.loans, amount = m.amount + r.amount
          FROM (SELECT date_trunc('month', b.booked_on)::date AS month, b.account_manager, b.sub_branch, b.outlet,
                       count(*) AS loans, sum(b.amount) AS amount
                  FROM loan_return JOIN loan_booking b ON b.id = booking_id GROUP BY 1, 2, 3, 4) r
         WHERE (m.month, m.account_manager, m.sub_branch, m.outlet)
             = (r.month, r.account_manager, r.sub_branch, r.outlet);
        DROP TABLE loan_return;
        DROP FUNCTION take_from_lending_month()
    """)
