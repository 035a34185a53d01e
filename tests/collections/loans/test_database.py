"""What the database itself holds of loans, whoever writes (design, decision 4)."""

from datetime import date, timedelta

import asyncpg
import pytest

from tests.support.acting import as_runtime_role
from tests.support.lending import a_later_date, a_loan, book, close, repay
from tests.support.running import Running
from tests.support.sql import connected

FAR = date(2030, 1, 20)


def test_people_are_sealed(collections: Running) -> None:
    booked = book(collections, a_loan(borrower={"name": "独一无二", "phone": "13512345678"}))
    with connected(collections.database.owner_url) as sql:
        stored = bytes(sql.value("SELECT people FROM loan_people WHERE loan_id = $1::uuid", booked["id"]))
        whole = sql.value("SELECT string_agg(to_jsonb(l)::text, '') FROM loan l WHERE id = $1::uuid", booked["id"])

    assert b"13512345678" not in stored
    assert "独一无二".encode() not in stored
    assert "13512345678" not in whole


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE instalment SET paid_principal = principal",
        "UPDATE instalment SET due_date = due_date + 30",
        "UPDATE loan SET oldest_due_on = NULL",
        "UPDATE loan SET aged_class = 'normal'",
        "UPDATE loan SET principal = 1",
        "DELETE FROM loan",
        "DELETE FROM instalment",
        "UPDATE repayment SET amount = 1",
        "DELETE FROM repayment",
        "DELETE FROM repayment_reversal",
        "UPDATE loan_event SET kind = 'aged'",
        "DELETE FROM loan_event",
        "UPDATE book SET closed_through = '2020-01-01'",
        "UPDATE day_close SET begun_at = now()",
        "DELETE FROM collection_case",
        "UPDATE collection_case SET opened_on = '2020-01-01'",
    ],
)
def test_the_service_cannot_rewrite_what_happened(collections: Running, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        as_runtime_role(collections, statement)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("paid_principal = principal + 1", "instalment_principal_paid_within_amount"),
        ("paid_principal = -1", "instalment_principal_paid_within_amount"),
        ("paid_interest = interest + 1", "instalment_interest_paid_within_amount"),
    ],
)
def test_no_part_is_ever_paid_below_nothing_or_above_its_amount(
    collections: Running, change: str, constraint: str
) -> None:
    booked = book(collections, a_loan((FAR, "100.00", "10.00")))
    with connected(collections.database.owner_url) as sql, pytest.raises(asyncpg.CheckViolationError) as refused:
        sql.run(
            f"UPDATE instalment SET {change} WHERE loan_no = (SELECT no FROM loan WHERE id = $1::uuid)", booked["id"]
        )

    assert refused.value.constraint_name == constraint


def test_instalments_that_do_not_add_up_cannot_be_booked(collections: Running) -> None:
    booked = book(collections, a_loan((FAR, "100.00")))
    with connected(collections.database.owner_url) as sql, pytest.raises(asyncpg.CheckViolationError) as refused:
        sql.run(
            "INSERT INTO instalment SELECT loan_no, 2, due_date, 1, 0, 0, 0, 0, 0, sub_branch, outlet FROM instalment "
            "WHERE loan_no = (SELECT no FROM loan WHERE id = $1::uuid)",
            booked["id"],
        )

    assert refused.value.constraint_name == "instalments_add_up"


def test_an_instalment_has_its_loan_and_a_loan_stays_for_the_owner_too(collections: Running) -> None:
    """Decision 0019: once for a statement what a foreign key does once for each row."""
    booked = book(collections, a_loan((FAR, "100.00")))
    mine = f"WHERE {{}} = (SELECT no FROM loan WHERE id = '{booked['id']}')"
    for statement in (
        "INSERT INTO instalment SELECT 0, 1, due_date, principal, interest, 0, 0, 0, 0, sub_branch, outlet "
        f"FROM instalment {mine.format('loan_no')}",
        f"UPDATE instalment SET loan_no = 0 {mine.format('loan_no')}",
        f"UPDATE loan SET no = DEFAULT {mine.format('no')}",
        f"DELETE FROM loan {mine.format('no')}",
    ):
        with (
            connected(collections.database.owner_url) as sql,
            pytest.raises(asyncpg.ForeignKeyViolationError) as refused,
        ):
            sql.run(statement)

        assert refused.value.constraint_name == "instalment_has_a_loan"


def test_loans_are_booked_by_the_one_function_alone(collections: Running) -> None:
    for table in ("loan", "loan_people", "instalment"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            as_runtime_role(collections, f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM {table} LIMIT 0")


def test_an_instalment_that_counts_is_fixed_for_the_owner_too(collections: Running) -> None:
    """C8."""
    today = a_later_date(collections)
    due, paid_on = a_loan((today, "100.00")), a_loan((FAR, "100.00"), (FAR, "100.00"))
    booked = [book(collections, loan) for loan in (due, paid_on)]
    close(collections, today)
    repay(collections, paid_on, "0.01", today)
    for each in booked:
        with connected(collections.database.owner_url) as sql, pytest.raises(asyncpg.CheckViolationError) as refused:
            sql.run(
                "UPDATE instalment SET interest = 5 "
                "WHERE loan_no = (SELECT no FROM loan WHERE id = $1::uuid) AND number = 1",
                each["id"],
            )

        assert refused.value.constraint_name == "instalment_that_counts_is_fixed"


def test_closes_move_forward_for_the_owner_too(collections: Running) -> None:
    """C9."""
    today = a_later_date(collections)
    close(collections, today)
    with connected(collections.database.owner_url) as sql:
        for change in ("closed_through = $1::date", "closed_through = nullif($1::date, $1::date)"):
            with pytest.raises(asyncpg.CheckViolationError) as refused:
                sql.run(f"UPDATE book SET {change}", today - timedelta(days=1))

            assert refused.value.constraint_name == "book_moves_forward"
        with pytest.raises(asyncpg.CheckViolationError):
            sql.run("UPDATE day_close SET state = 'running', finished_at = NULL WHERE business_date = $1", today)


def test_another_sub_branch_sees_none_of_it(collections: Running) -> None:
    """O1: row policies hide what the queries do not."""
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=1), "100.00"))
    book(collections, loan)
    close(collections, today)
    repay(collections, loan, "1.00", today)
    with connected(collections.database.runtime_url) as sql:
        sql.see("shizhong")
        for table in ("loan", "loan_people", "instalment", "repayment", "loan_event", "collection_case"):
            assert sql.value(f"SELECT count(*) FROM {table} WHERE sub_branch = 'lanshan'") == 0
        sql.see("lanshan", "ls-1")
        assert sql.value("SELECT count(*) FROM loan") > 0
