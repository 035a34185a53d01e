"""What a service answers when its database is slow, busy, away or lost (contract 1, retryable; design 3, 4, 12)."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2 as httpx
import pytest

from chassis.identity import NOWHERE, Scope
from tests.chassis.house import a_thing, house_service
from tests.support.building import reference
from tests.support.postgres import server
from tests.support.proxy import Proxy, proxied
from tests.support.running import Running
from tests.support.sql import Sql, connected, superuser, wait_for, waiting

SLOW = {"at_once": True}  # the thing is made after a statement on the driver itself, as postings are
WAYS = pytest.mark.parametrize("way", [{}, SLOW], ids=["core", "driver"])


@pytest.fixture
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service with two connections that waits a tenth of a second for anything."""
    directory = tmp_path_factory.mktemp("house")
    with house_service(directory, lock_timeout_ms=100, statement_timeout_ms=500, database_connections=2) as service:
        yield service


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with proxied(server().port) as between:
        yield between


@pytest.fixture
def behind(proxy: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service whose connections to the database can be lost."""
    with house_service(tmp_path_factory.mktemp("house"), proxy.port) as service:
        yield service


def assert_nothing_done(answer: httpx.Response) -> None:
    problem = answer.json()

    assert (answer.status_code, problem["code"]) == (503, "SERVICE_UNAVAILABLE"), answer.text
    assert problem["retryable"] is True
    assert answer.headers["Retry-After"] == "1"


def effects(sql: Sql) -> list[int]:
    """Things, journal rows and keys."""
    return [int(sql.value(f"SELECT count(*) FROM {table}")) for table in ("thing", "audit_record", "idempotency_key")]


@pytest.mark.parametrize("table", ["thing", "audit_record"])
def test_who_says_no_scope_sees_nothing_and_writes_nothing(fresh_house: Running, table: str) -> None:
    """Design 4: row policies behind the query's own scope; the owner is bound by them too."""
    fresh_house.staff("ls-manager-1").do("/v1/things", a_thing("x"))
    for url in (fresh_house.database.runtime_url, fresh_house.database.owner_url):
        with connected(url) as sql:
            assert sql.value(f"SELECT count(*) FROM {table}") == 1
            for scope in (("", ""), ("", "*"), ("lanshan", ""), ("shizhong", "*"), ("lanshan", "ls-2"), ("%", "%")):
                sql.see(*scope)
                assert sql.value(f"SELECT count(*) FROM {table}") == 0, scope
            sql.run("RESET ALL")
            assert sql.value(f"SELECT count(*) FROM {table}") == 0
            for scope in (("lanshan", "*"), ("lanshan", "ls-1"), ("*", "ls-1")):
                sql.see(*scope)
                assert sql.value(f"SELECT count(*) FROM {table}") == 1, scope


def test_nobody_writes_into_another_node(fresh_house: Running) -> None:
    row = "(gen_random_uuid(), 'x', 1, 'draft', 'me', now(), 1, 'shizhong', 'sz-1')"
    with connected(fresh_house.database.runtime_url) as sql:
        sql.see("lanshan")
        with pytest.raises(Exception, match="row-level security"):
            sql.run(f"INSERT INTO thing VALUES {row}")
        sql.see("shizhong")
        assert sql.run(f"INSERT INTO thing VALUES {row}") == "INSERT 0 1"


def test_a_scope_ends_with_its_transaction(fresh_house: Running) -> None:
    """A pooled connection must not show one caller what the one before could see."""
    fresh_house.staff("ls-manager-1").do("/v1/things", a_thing("x"))
    database = fresh_house.client.app.state.service.database  # type: ignore[attr-defined]

    async def count(scope: Scope) -> int:
        async with database.transaction(scope) as connection:
            found = await connection.exec_driver_sql("SELECT count(*) FROM thing")
            return int(found.scalar_one())

    portal = fresh_house.client.portal
    assert portal is not None
    assert [portal.call(count, Scope(*each)) for each in (("*", "*"), (NOWHERE, NOWHERE), ("lanshan", "*"))] == [
        1,
        0,
        1,
    ]


@WAYS
def test_who_waits_too_long_for_a_lock_may_come_again(impatient: Running, way: dict[str, Any]) -> None:
    manager = impatient.staff("ls-manager-1")
    manager.do("/v1/things", a_thing("first"))
    thing = a_thing("second", **way)
    with connected(impatient.database.owner_url) as sql:
        sql.run("BEGIN")
        sql.run("SELECT FROM thing FOR UPDATE" if way else "LOCK TABLE thing IN EXCLUSIVE MODE")
        assert_nothing_done(manager.post("/v1/things", thing, key="k"))
        sql.run("ROLLBACK")
        assert effects(sql) == [1, 1, 1]
    assert "Idempotent-Replayed" not in manager.post("/v1/things", thing, key="k").headers
    assert len(manager.see("/v1/things")["items"]) == 2


def test_a_reader_that_waits_too_long_for_a_lock_may_come_again(impatient: Running) -> None:
    with connected(impatient.database.owner_url) as sql:
        sql.run("BEGIN; LOCK TABLE thing IN ACCESS EXCLUSIVE MODE")
        assert_nothing_done(impatient.staff("auditor").send("GET", "/v1/things"))
        sql.run("ROLLBACK")
    assert impatient.staff("auditor").see("/v1/things")["items"] == []


def test_a_statement_that_takes_too_long_is_cancelled_and_may_come_again(impatient: Running) -> None:
    with connected(impatient.database.owner_url) as sql:
        sql.run(
            "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_sleep(30); RETURN NEW; END $$;"
            "CREATE TRIGGER dawdle BEFORE INSERT ON thing FOR EACH ROW EXECUTE FUNCTION dawdle()"
        )
        assert_nothing_done(impatient.staff("ls-manager-1").post("/v1/things", a_thing("x"), key="k"))
        assert effects(sql) == [0, 0, 0]


def test_when_every_connection_is_taken_the_next_may_come_again(impatient: Running) -> None:
    database = impatient.client.app.state.service.database  # type: ignore[attr-defined]
    database.engine.sync_engine.pool._timeout = 0.1  # 5 s are the service's; nobody needs to wait so long here

    async def take_both() -> list[Any]:
        return [await database.engine.connect() for _ in range(2)]

    async def give_back(taken: list[Any]) -> None:
        for each in taken:
            await each.close()

    portal = impatient.client.portal
    assert portal is not None
    taken = portal.call(take_both)
    assert_nothing_done(impatient.staff("ls-manager-1").send("GET", "/v1/things"))
    assert_nothing_done(impatient.staff("ls-manager-1").post("/v1/things", a_thing("x")))
    portal.call(give_back, taken)

    assert impatient.staff("ls-manager-1").do("/v1/things", a_thing("x"))["name"] == "x"


@WAYS
def test_a_connection_that_is_killed_under_a_request_leaves_nothing(fresh_house: Running, way: dict[str, Any]) -> None:
    manager = fresh_house.staff("ls-manager-1")
    manager.do("/v1/things", a_thing("first"))
    thing = a_thing("second", **way)
    with (
        connected(fresh_house.database.owner_url) as sql,
        superuser(fresh_house.database) as killer,
        ThreadPoolExecutor(1) as threads,
    ):
        sql.run("BEGIN")
        sql.run("SELECT FROM thing FOR UPDATE" if way else "LOCK TABLE thing IN EXCLUSIVE MODE")
        request = threads.submit(manager.post, "/v1/things", thing, key="k")
        (pid,) = wait_for(lambda: waiting(killer))
        killer.run("SELECT pg_terminate_backend($1)", pid)
        assert_nothing_done(request.result())
        sql.run("ROLLBACK")
        assert effects(sql) == [1, 1, 1]
        again = [manager.post("/v1/things", thing, key="k") for _ in range(2)]
        assert effects(sql) == [2, 2, 2]

    assert [answer.status_code for answer in again] == [201, 201]
    assert again[0].content == again[1].content


def test_the_pool_recovers_from_connections_that_died_while_nobody_used_them(fresh_house: Running) -> None:
    manager = fresh_house.staff("ls-manager-1")
    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(lambda _: manager.send("GET", "/v1/things").status_code == 200, range(16)))
    with superuser(fresh_house.database) as killer:
        killer.run(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    statuses = [manager.send("GET", "/v1/things").status_code for _ in range(4)]

    assert set(statuses) <= {200, 503}
    assert statuses[1:] == [200, 200, 200]


def test_a_database_that_takes_no_more_connections_is_down(fresh_house: Running) -> None:
    with superuser(fresh_house.database) as sql:
        sql.run(f"ALTER DATABASE {fresh_house.database.name} CONNECTION LIMIT 0")
        assert_nothing_done(fresh_house.staff("ls-manager-1").send("GET", "/v1/things"))
        assert_nothing_done(fresh_house.staff("ls-manager-1").post("/v1/things", a_thing("x")))
        assert fresh_house.client.get("/readyz").json()["down"] == ["database"]
        sql.run(f"ALTER DATABASE {fresh_house.database.name} CONNECTION LIMIT -1")
    assert fresh_house.client.get("/readyz").status_code == 200
    assert fresh_house.staff("ls-manager-1").post("/v1/things", a_thing("x")).status_code == 201


def test_while_the_database_is_away_the_service_says_so_and_comes_back_by_itself(proxy: Proxy, behind: Running) -> None:
    """Contract 1: /livez touches no dependency, /readyz is 503 while one is down."""
    manager = behind.staff("ls-manager-1")
    manager.do("/v1/things", a_thing("before"))
    proxy.target_lost = True
    proxy.lose_all()
    assert_nothing_done(manager.send("GET", "/v1/things"))
    assert_nothing_done(manager.post("/v1/things", a_thing("during"), key="k"))
    ready, alive = behind.client.get("/readyz"), behind.client.get("/livez")
    proxy.target_lost = False
    after = manager.post("/v1/things", a_thing("during"), key="k")

    assert (ready.status_code, ready.json()["down"], alive.status_code) == (503, ["database"], 200)
    assert (after.status_code, behind.client.get("/readyz").status_code) == (201, 200)
    assert "Idempotent-Replayed" not in after.headers


def _at_commit(sql: Sql, what: str) -> None:
    """Have something happen in the commit of whatever makes a thing: a deferred trigger runs only then."""
    sql.run(
        f"CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS "
        f"$$ BEGIN {what}; RETURN NULL; END $$;"
        "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON thing DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION at_commit()"
    )


@pytest.mark.parametrize(
    ("state", "status", "code"),
    [
        ("check_violation", 409, "CONFLICT"),
        ("raise_exception", 500, "INTERNAL_ERROR"),
        ("serialization_failure", 503, "SERVICE_UNAVAILABLE"),
        ("deadlock_detected", 503, "SERVICE_UNAVAILABLE"),
        ("lock_not_available", 503, "SERVICE_UNAVAILABLE"),
        ("disk_full", 503, "SERVICE_UNAVAILABLE"),
        ("statement_completion_unknown", 504, "OUTCOME_UNKNOWN"),
    ],
)
def test_a_commit_that_fails_never_answers_success(fresh_house: Running, state: str, status: int, code: str) -> None:
    """Design 3: a failed commit must not have answered 201 before; nothing is stored, the key neither."""
    manager, thing = fresh_house.staff("ls-manager-1"), a_thing("x")
    with connected(fresh_house.database.owner_url) as sql:
        _at_commit(sql, f"RAISE EXCEPTION 'not today' USING ERRCODE = '{state}'")
        failed = manager.post("/v1/things", thing, key="k")
        assert effects(sql) == [0, 0, 0]
        sql.run("DROP TRIGGER at_commit ON thing")
        again = manager.post("/v1/things", thing, key="k")
        assert effects(sql) == [1, 1, 1]

    assert (failed.status_code, failed.json()["code"]) == (status, code)
    assert failed.headers["Content-Type"] == "application/problem+json"
    assert failed.json()["retryable"] is (status >= 503)
    assert (again.status_code, "Idempotent-Replayed" in again.headers) == (201, False)


def test_a_connection_lost_in_the_commit_is_an_unknown_outcome_and_a_retry_finds_it_undone(
    fresh_house: Running,
) -> None:
    manager, thing = fresh_house.staff("ls-manager-1"), a_thing("x")
    with superuser(fresh_house.database) as sql:
        _at_commit(sql, "PERFORM pg_terminate_backend(pg_backend_pid())")
        lost = manager.post("/v1/things", thing, key="k")
        sql.run("DROP TRIGGER at_commit ON thing")
        assert effects(sql) == [0, 0, 0]
        again = manager.post("/v1/things", thing, key="k")
        assert effects(sql) == [1, 1, 1]

    assert (lost.status_code, lost.json()["code"], lost.json()["retryable"]) == (504, "OUTCOME_UNKNOWN", True)
    assert lost.headers["Retry-After"] == "1"
    assert (again.status_code, "Idempotent-Replayed" in again.headers) == (201, False)


def test_a_connection_lost_after_the_commit_is_an_unknown_outcome_and_a_retry_finds_it_done(
    proxy: Proxy, behind: Running
) -> None:
    """The server has committed and says so; the word never arrives. Exactly one effect, and the first answer."""
    manager, thing = behind.staff("ls-manager-1"), a_thing(reference("x"))
    proxy.cut_at = b"COMMIT\x00"
    lost = manager.post("/v1/things", thing, key="k")
    proxy.cut_at = None
    with connected(behind.database.owner_url) as sql:
        assert (proxy.cuts, effects(sql)) == (1, [1, 1, 1])
        again = manager.post("/v1/things", thing, key="k")
        assert effects(sql) == [1, 1, 1]
        (known,) = sql.rows("SELECT id FROM thing")

    assert (lost.status_code, lost.json()["code"], lost.json()["retryable"]) == (504, "OUTCOME_UNKNOWN", True)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert uuid.UUID(again.json()["id"]) == known["id"]


def test_no_log_line_holds_what_was_sent_to_the_database(
    fresh_house: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    """Design 14: an error of the driver tells the statement; its parameters may be personal data."""
    with connected(fresh_house.database.owner_url) as sql:
        sql.run("REVOKE INSERT ON thing FROM escrow_app")
    capsys.readouterr()
    answer = fresh_house.staff("ls-manager-1").post("/v1/things", a_thing("王小明 of Nowhere"))
    written = capsys.readouterr().out

    assert answer.status_code == 500
    assert "permission denied for table thing" in written
    assert "王小明" not in written
    assert "Nowhere" not in written
