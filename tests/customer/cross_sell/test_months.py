"""What was lent in a month is kept beside the bookings and always their sum (domain T6)."""

from concurrent.futures import ThreadPoolExecutor

from alembic import command

from chassis.migrations import config
from tests.customer.cross_sell.test_routes import a_loan
from tests.customer.making import a_customer
from tests.support.running import Running
from tests.support.sql import connected, superuser

KEPT = "SELECT month, account_manager, sub_branch, outlet, loans, amount FROM lending_month ORDER BY 1, 2, 3, 4"
SUMMED = (
    "SELECT date_trunc('month', booked_on)::date AS month, account_manager, sub_branch, outlet, count(*) AS loans, "
    "sum(amount)::bigint AS amount FROM loan_booking GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
)


def test_months_are_the_sums_of_the_bookings_also_side_by_side_and_filled_in_anew(fresh_service: Running) -> None:
    customer = a_customer(fresh_service)
    bank = fresh_service.staff("core-banking")
    loans = [
        a_loan(customer, amount=f"{1 + number}.0{number % 10}", account_manager=f"ls-manager-{1 + number % 2}")
        | {"booked_on": f"2025-0{1 + number % 3}-{28 if number % 3 == 1 else 31}", "outlet": f"ls-{1 + number % 2}"}
        for number in range(24)
    ]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda body: bank.post("/v1/loan-bookings", body).status_code, [*loans, *loans]))
    owner = config("customer", fresh_service.database.owner_url)
    with superuser(fresh_service.database) as sql:
        kept, summed = sql.rows(KEPT), sql.rows(SUMMED)
        command.downgrade(owner, "2026_11_26_04")
        command.upgrade(owner, "head")
        again = sql.rows(KEPT)

    assert sorted(answers) == [200] * 24 + [201] * 24
    assert len(kept) == 6
    assert kept == summed == again


def test_nobody_else_writes_what_was_lent_and_each_sees_the_own_part(service: Running) -> None:
    customer = a_customer(service)
    service.staff("core-banking").do("/v1/loan-bookings", a_loan(customer), expect=201)
    with connected(service.database.runtime_url) as sql:
        sql.see("shizhong")
        theirs = sql.value("SELECT count(*) FROM lending_month WHERE sub_branch = 'lanshan'")
        sql.see("*")
        allowed = sql.value("SELECT has_table_privilege('lending_month', 'INSERT, UPDATE, DELETE')")

    assert theirs == 0
    assert allowed is False
