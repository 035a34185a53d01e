"""What was lent in each month, kept beside the bookings and equal to their sums (domain T6).

A ranking reads a quarter's or a year's rows of this instead of every booking, however long the bank has lent.
"""

from chassis.migrations import runtime_role, script

revision = "2026_11_27_01"
down_revision = "2026_11_26_04"

TABLES = """
CREATE TABLE lending_month (
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    account_manager text COLLATE "C" NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL,
    loans bigint NOT NULL CHECK (loans >= 0),
    amount bigint NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (month, account_manager, sub_branch, outlet)
);
CALL protect_by_node('lending_month');

INSERT INTO lending_month (month, account_manager, sub_branch, outlet, loans, amount)
SELECT date_trunc('month', booked_on)::date, account_manager, sub_branch, outlet, count(*), sum(amount)
  FROM loan_booking GROUP BY 1, 2, 3, 4;

-- In the order of the key, so that two statements that write the same sums wait and do not lock each other out.
CREATE FUNCTION add_to_lending_month() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO lending_month AS known (month, account_manager, sub_branch, outlet, loans, amount)
    SELECT date_trunc('month', booked_on)::date, account_manager, sub_branch, outlet, count(*), sum(amount)
      FROM booked GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        ON CONFLICT (month, account_manager, sub_branch, outlet)
        DO UPDATE SET loans = known.loans + excluded.loans, amount = known.amount + excluded.amount;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION add_to_lending_month() FROM PUBLIC;
CREATE TRIGGER add_to_lending_month AFTER INSERT ON loan_booking REFERENCING NEW TABLE AS booked
    FOR EACH STATEMENT EXECUTE FUNCTION add_to_lending_month();
"""


def upgrade() -> None:
    script(TABLES)
    script(f"GRANT SELECT ON lending_month TO {runtime_role()}")


def downgrade() -> None:
    script("DROP TRIGGER add_to_lending_month ON loan_booking; DROP FUNCTION add_to_lending_month()")
    script("DROP TABLE lending_month")
