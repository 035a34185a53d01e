"""What the database itself holds of customers: nothing in clear, each value bound to its row and column."""

import asyncpg
import pytest

from chassis.ids import new_id
from tests.customer.making import a_customer, id_number, report
from tests.support.running import Running
from tests.support.sql import connected, superuser


def test_no_number_stands_in_clear_in_any_table(fresh_service: Running) -> None:
    """Every row of every table, read as text and as bytes: after reports, refusals, searches and reveals."""
    bank, manager = fresh_service.staff("core-banking"), fresh_service.staff("ls-manager-1")
    asked = report()
    made = bank.do("/v1/customers", asked)
    bank.do("/v1/customers", report(id_number=asked["id_number"]), expect=409)
    manager.do("/v1/customers/search", {"id_number": asked["id_number"]})
    manager.do(f"/v1/customers/{made['id']}/reveal", {"reason": "identity check"})
    with superuser(fresh_service.database) as sql:
        tables = [
            row["name"]
            for row in sql.rows(
                "SELECT c.oid::regclass::text AS name FROM pg_class c "
                "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r'"
            )
        ]
        everything = "".join(
            str(row["row"]) for table in tables for row in sql.rows(f"SELECT t::text AS row FROM {table} t")
        )

    assert "customer" in tables
    assert "idempotency_key" in tables
    assert asked["external_ref"] in everything
    for number in (asked["id_number"], asked["phone"]):
        assert number not in everything
        assert number.encode().hex() not in everything


def test_ciphertext_moved_to_another_row_or_column_is_not_shown(fresh_service: Running) -> None:
    one, other = a_customer(fresh_service), a_customer(fresh_service)
    with superuser(fresh_service.database) as sql:
        sql.run(
            "UPDATE customer SET phone = (SELECT phone FROM customer WHERE id = $1) WHERE id = $2",
            one["id"],
            other["id"],
        )
        sql.run("UPDATE customer SET phone = id_number WHERE id = $1", one["id"])

    for moved in (one, other):
        answer = fresh_service.staff("ls-manager-1").send("GET", f"/v1/customers/{moved['id']}")
        assert answer.status_code == 500
        assert answer.json()["code"] == "INTERNAL_ERROR"


def test_the_runtime_role_moves_no_customer_by_itself_and_deletes_none(fresh_service: Running) -> None:
    made = a_customer(fresh_service)
    with connected(fresh_service.database.runtime_url) as sql:
        for statement in (
            "UPDATE customer SET external_ref = 'x'",
            "UPDATE customer SET outlet = 'ls-2'",
            "DELETE FROM customer",
            "DELETE FROM tier_change",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                sql.run(statement)
        sql.see("shizhong")
        assert sql.rows("SELECT id FROM customer WHERE id = $1", made["id"]) == []


def test_the_database_takes_no_customer_of_an_outlet_that_is_not_in_the_sub_branch(fresh_service: Running) -> None:
    a_customer(fresh_service)
    copied = (
        "INSERT INTO customer SELECT $1, $2, name, id_number, sha256($2::text::bytea), phone, marketing_consent, "
        "company, made_by, made_at, $3, $4 FROM customer LIMIT 1"
    )
    with connected(fresh_service.database.runtime_url) as sql:
        sql.run(copied, new_id(), id_number(), "lanshan", "ls-2")
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            sql.run(copied, new_id(), id_number(), "lanshan", "sz-1")
        with pytest.raises(asyncpg.CheckViolationError):
            sql.run(copied, new_id(), id_number(), "lanshan", "lanshan")
