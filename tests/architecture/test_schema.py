"""The databases: who sees which rows, who may change what, and that each migration can be taken back.

What row policies, grants, triggers and functions say is in no Python, and `alembic check` does not see it.
"""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from fastapi import FastAPI
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql

import chassis
import services
from chassis.migrations import config
from tests.architecture import schema, snapshots, tables
from tests.support.postgres import Database, bare_database, discard, fresh_database

TABLES = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
POLICED = "relrowsecurity AND relforcerowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid)"
POWERS = "rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication"


@pytest.fixture(scope="module")
def databases() -> Iterator[dict[str, Database]]:
    lent: dict[str, Database] = {}
    yield lent
    for database in lent.values():
        discard(database)


@pytest.fixture
def database(service: str, databases: dict[str, Database]) -> Database:
    """The service's database, migrated, with nothing in it."""
    if service not in databases:
        databases[service] = fresh_database(service)
    return databases[service]


def granted(database: Database, service: str, privilege: str) -> set[str]:
    """The tables on which the runtime role has a privilege, on the whole or on some column."""
    columns = (
        ""
        if privilege in ("DELETE", "TRUNCATE")
        else f"OR has_any_column_privilege('{service}_app', oid, '{privilege}')"
    )
    return schema.names(database, f"{TABLES} AND (has_table_privilege('{service}_app', oid, '{privilege}') {columns})")


def test_every_table_is_under_a_row_policy_that_binds_its_owner_too(database: Database, service: str) -> None:
    """Domain O1, as the second wall behind the queries."""
    found = schema.names(database, TABLES)
    policed = schema.names(database, f"{TABLES} AND {POLICED}")

    assert found - policed == tables.said_of(tables.NODELESS, service) & found
    assert set(tables.NODELESS[service]) <= found, "said of a table that is not there"


def test_every_row_policy_reads_and_writes_by_the_same_rule(database: Database) -> None:
    others = schema.rows(
        database,
        "SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public' AND NOT (permissive = 'PERMISSIVE' "
        "AND cmd = 'ALL' AND roles = '{public}' AND qual = 'in_scope(sub_branch, outlet)' AND with_check = qual)",
    )

    assert others == []


def test_no_view_looks_past_the_row_policies(database: Database) -> None:
    """A view reads with its owner's eyes unless it says `security_invoker`."""
    views = schema.names(
        database,
        "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace "
        "AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)",
    )

    assert views == set()


def test_the_runtime_role_has_no_power_of_its_own(database: Database, service: str) -> None:
    role = f"{service}_app"
    powers = schema.rows(database, f"SELECT {POWERS} FROM pg_roles WHERE rolname = '{role}'")
    memberships = schema.names(
        database, f"SELECT roleid::regrole FROM pg_auth_members WHERE member = '{role}'::regrole"
    )
    owned = schema.names(
        database,
        f"SELECT relname FROM pg_class WHERE relowner = '{role}'::regrole "
        f"UNION SELECT proname FROM pg_proc WHERE proowner = '{role}'::regrole "
        f"UNION SELECT nspname FROM pg_namespace WHERE nspowner = '{role}'::regrole",
    )
    creating = schema.rows(database, f"SELECT has_schema_privilege('{role}', 'public', 'CREATE')")

    assert powers == [("f",) * 5]
    assert memberships == set()
    assert owned == set()
    assert creating == [("f",)]


def test_every_table_is_append_only_unless_it_is_said_why_not(database: Database, service: str) -> None:
    found = schema.names(database, TABLES)

    assert granted(database, service, "UPDATE") == tables.said_of(tables.CHANGING, service) & found
    assert granted(database, service, "DELETE") == tables.said_of(tables.DELETED_FROM, service) & found
    assert set(tables.CHANGING[service]) <= found, "said of a table that is not there"
    assert granted(database, service, "TRUNCATE") == set()


def test_history_and_money_are_append_only(database: Database, service: str) -> None:
    """Whatever else becomes changeable: never these."""
    history = {"audit_record", "audit_chain"} | set(tables.HISTORY[service])

    assert history <= schema.names(database, TABLES)
    for privilege in ("UPDATE", "DELETE", "TRUNCATE"):
        assert history & granted(database, service, privilege) == set()


def test_only_the_declared_functions_run_with_their_owners_rights(database: Database, service: str) -> None:
    """Each has a search path of its own, so that nobody can slip another table under it, and is not everybody's."""
    definers = schema.rows(
        database,
        "SELECT proname, coalesce(array_to_string(proconfig, ' '), '') LIKE '%search_path=%', "
        "has_function_privilege('public', oid, 'EXECUTE') "
        "FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace",
    )

    assert set(definers) == {(name, "t", "f") for name in tables.DEFINERS.get(service, ())}


def test_every_conflict_that_the_code_names_is_one_that_the_database_knows(app: FastAPI, database: Database) -> None:
    """A constraint that was renamed would answer a bare CONFLICT."""
    text = schema.dump(database)

    assert [name for name in app.state.service.conflicts if name not in text] == []


def test_the_tables_in_the_code_are_those_of_the_database(database: Database, service: str) -> None:
    """Name, type and nullability of each column that the code reads or writes."""
    found = {
        (table, column): (kind, nullable == "f")
        for table, column, kind, nullable in schema.rows(
            database,
            "SELECT attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute "
            "JOIN pg_class ON attrelid = pg_class.oid WHERE relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped "
            "AND relnamespace = 'public'::regnamespace",
        )
    }
    found["audit_record", "tx"] = ("text", False)  # xid8, read as text: no driver knows it

    absent = set(tables.OPTIONAL) - {table for table, _ in found}
    expected = {column: shape for column, shape in coded(service).items() if column[0] not in absent}

    assert {column: shape for column, shape in expected.items() if found.get(column) != shape} == {}


def test_each_migration_runs_up_and_down_and_up_again(service: str) -> None:
    """What it takes back is all that it made, and nothing else: the schema is then what it was before."""
    database = bare_database(service)
    alembic = config(service, database.owner_url)
    history = [each.revision for each in ScriptDirectory.from_config(alembic).walk_revisions()][::-1]
    command.upgrade(alembic, history[0])
    command.downgrade(alembic, "base")
    on_the_way_up = [schema.dump(database)]
    for revision in history:
        command.upgrade(alembic, revision)
        on_the_way_up.append(schema.dump(database))
    for revision, before in zip(history[::-1], on_the_way_up[-2::-1], strict=True):
        command.downgrade(alembic, "-1")

        assert schema.dump(database) == before, f"{revision} leaves something behind, or takes too much"

    command.upgrade(alembic, "head")

    assert schema.dump(database) == on_the_way_up[-1]

    discard(database)


def test_the_committed_schema_is_the_one_that_the_migrations_make(database: Database, service: str) -> None:
    """`make snapshots` writes it anew."""
    made = schema.dump(database)

    assert snapshots.committed(f"docs/schema/{service}.sql", made) == made, snapshots.STALE


def coded(service: str) -> dict[tuple[str, str], tuple[str, bool]]:
    """Every column of the tables in the chassis's and the service's modules: its type, and whether it may be null."""
    packages = (chassis, importlib.import_module(f"{services.__name__}.{service}"))
    modules = [
        importlib.import_module(found.name)
        for package in packages
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if "migrations" not in found.name and not found.ispkg
    ]
    known = {value.name: value for module in modules for value in vars(module).values() if isinstance(value, Table)}
    dialect = postgresql.dialect()
    return {
        (table.name, column.name): (
            column.type.compile(dialect).lower().replace(", ", ","),
            bool(column.nullable),
        )
        for table in known.values()
        for column in table.columns
    }
