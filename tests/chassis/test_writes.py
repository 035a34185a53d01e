"""The write template on the real database (contract 1, Idempotency and Dry run; design 3)."""

import json
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.identity import WHOLE_BANK
from chassis.store import amend, find
from chassis.writes import KEYS_KEPT_DAYS, Work, body_digest, forget_old_keys, perform_each
from tests.chassis.house import TooMuch, a_thing, thing
from tests.support.building import reference
from tests.support.running import Running
from tests.support.sql import Sql, connected, superuser, wait_for, waiting

EVERYTHING = (
    "SELECT (SELECT count(*) FROM {0}), (SELECT count(*) FROM audit_record), (SELECT count(*) FROM idempotency_key)"
)


def counts(sql: Sql, table: str = "thing") -> tuple[int, int, int]:
    """Things, journal rows, keys."""
    (row,) = sql.rows(EVERYTHING.format(table))
    return int(row[0]), int(row[1]), int(row[2])


@contextmanager
def held_up(service: Running, lock: str = "LOCK TABLE thing IN SHARE MODE") -> Iterator[Callable[[Future[Any]], int]]:
    """Hold every write of things up inside the database; call what is yielded to wait until one is."""
    with connected(service.database.owner_url) as holder, superuser(service.database) as watch:
        holder.run("BEGIN")
        holder.run(lock)

        def until_held(request: Future[Any]) -> int:
            (waits,) = wait_for(lambda: waiting(watch), "a request that waits")
            assert not request.done()
            return int(waits)

        try:
            yield until_held
        finally:
            holder.run("ROLLBACK")


def test_the_same_key_and_body_get_the_first_answer_byte_for_byte(fresh_house: Running) -> None:
    manager = fresh_house.staff("ls-manager-1")
    thing = a_thing(reference("x"))
    first = manager.post("/v1/things", thing, key="k-1")
    again = [manager.post("/v1/things", thing, key="k-1") for _ in range(2)]

    assert first.status_code == 201
    assert "Idempotent-Replayed" not in first.headers
    for answer in again:
        assert (answer.status_code, answer.content) == (201, first.content)
        assert answer.headers["Idempotent-Replayed"] == "true"
        assert answer.headers["ETag"] == first.headers["ETag"]
        assert answer.headers["Content-Type"] == first.headers["Content-Type"]
    with connected(fresh_house.database.owner_url) as sql:
        assert counts(sql) == (1, 1, 1)


def test_a_replay_is_the_first_answer_also_after_the_thing_has_changed(fresh_house: Running) -> None:
    maker, checker = fresh_house.staff("ls-manager-1"), fresh_house.staff("ls-manager-2")
    thing = a_thing(reference("x"))
    first = maker.post("/v1/things", thing, key="make")
    path = f"/v1/things/{first.json()['id']}/approve"
    approved = checker.post(path, key="approve")
    again = checker.post(path, key="approve", headers={"If-Match": '"1"'})

    assert approved.status_code == 200
    assert again.content == approved.content
    assert again.headers["ETag"] == approved.headers["ETag"] == '"2"'
    assert maker.post("/v1/things", thing, key="make").json()["state"] == "draft"


def test_the_same_key_with_another_body_is_refused(fresh_house: Running) -> None:
    manager = fresh_house.staff("ls-manager-1")
    manager.post("/v1/things", a_thing("x"), key="k-1")
    other = manager.post("/v1/things", a_thing("x", amount="100.01"), key="k-1")

    assert (other.status_code, other.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert other.json()["retryable"] is False


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (b'{"a": 1, "b": [1, 2]}', b'{"b":[1,2],"a":1}', True),
        (b'{"a": {"x": 1, "y": 2}}', b'{"a": {"y": 2, "x": 1}}', True),
        (b'{"a": "\\u6c49"}', '{"a": "汉"}'.encode(), True),
        (b'{"a": [1, 2]}', b'{"a": [2, 1]}', False),
        (b'{"a": "1.00"}', b'{"a": "1.0"}', False),
        (b'{"a": "1"}', b'{"a": 1}', False),
        (b'{"a": null}', b"{}", False),
        (b'{"a": true}', b'{"a": 1}', False),
        (b"{", b"{ ", False),
        (b"", b"{}", False),
        (b"[" * 100_000, b"[" * 100_001, False),
    ],
)
def test_two_bodies_are_the_same_when_they_say_the_same(one: bytes, other: bytes, same: bool) -> None:
    """The order of JSON keys and white space do not matter; anything that is read otherwise does."""
    assert (body_digest(one) == body_digest(other)) is same


def test_the_order_of_json_keys_does_not_matter(fresh_house: Running) -> None:
    manager = fresh_house.staff("ls-manager-1")
    headers = {"Idempotency-Key": "k-1", "Content-Type": "application/json"}
    bodies = [b'{"name": "x", "amount": "1.00"}', b'{ "amount":"1.00",\n"name":"x" }']
    first, second = (manager.send("POST", "/v1/things", content=body, headers=headers) for body in bodies)

    assert first.content == second.content
    assert second.headers["Idempotent-Replayed"] == "true"


def test_a_key_belongs_to_its_caller_and_its_route(fresh_house: Running) -> None:
    one, other = fresh_house.staff("ls-manager-1"), fresh_house.staff("ls-manager-2")
    things = [
        (one if number % 2 else other).do("/v1/things", a_thing(f"x{number}"), key="shared") for number in range(2)
    ]
    revealed = one.post(f"/v1/things/{things[0]['id']}/reveal", key="shared")
    approved = one.post(f"/v1/things/{things[0]['id']}/approve", key="shared")

    assert things[0]["id"] != things[1]["id"]
    assert (revealed.status_code, approved.status_code) == (200, 200)


def test_a_key_on_another_thing_is_another_key(fresh_house: Running) -> None:
    """The route of a key is the path as it was called, with the id in it."""
    maker, checker = fresh_house.staff("ls-manager-1"), fresh_house.staff("ls-manager-2")
    ids = [maker.do("/v1/things", a_thing(f"x{number}"))["id"] for number in range(2)]
    answers = [checker.post(f"/v1/things/{each}/approve", key="one") for each in ids]

    assert [answer.json()["id"] for answer in answers] == ids


@pytest.mark.parametrize(("key", "status"), [("k" * 255, 201), ("k" * 256, 422), ("", 422), ("\x7f", 422)])
def test_a_key_has_up_to_255_characters(fresh_house: Running, key: str, status: int) -> None:
    answer = fresh_house.staff("ls-manager-1").send(
        "POST", "/v1/things", json=a_thing("x"), headers={"Idempotency-Key": key}
    )

    assert answer.status_code == status
    if status == 422:
        assert answer.json()["errors"][0]["pointer"] == "/Idempotency-Key"
        assert key == "" or key not in answer.text


def test_a_route_that_needs_no_key_works_without_one_and_keeps_nothing(fresh_house: Running) -> None:
    fresh_house.staff("ls-manager-1").send("POST", "/v1/things", json=a_thing("x"))

    with connected(fresh_house.database.owner_url) as sql:
        assert counts(sql) == (1, 1, 0)


def test_a_route_that_decides_needs_a_key(fresh_house: Running) -> None:
    made = fresh_house.staff("ls-manager-1").do("/v1/things", a_thing("x"))
    answer = fresh_house.staff("ls-manager-2").send(
        "POST", f"/v1/things/{made['id']}/approve", json={}, headers={"If-Match": '"1"'}
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "IDEMPOTENCY_KEY_REQUIRED")


def test_what_shows_personal_data_is_never_kept_for_a_replay(fresh_house: Running) -> None:
    """Contract 1: `reveal` and `search` are audited and never kept."""
    manager = fresh_house.staff("ls-manager-1")
    made = manager.do("/v1/things", a_thing("x"), key="make")
    answers = [manager.post(f"/v1/things/{made['id']}/reveal", key="reveal") for _ in range(2)]

    assert ["Idempotent-Replayed" in answer.headers for answer in answers] == [False, False]
    with connected(fresh_house.database.owner_url) as sql:
        assert counts(sql) == (1, 3, 1)


def test_a_twin_of_a_running_request_is_told_to_come_again(fresh_house: Running) -> None:
    """Contract 1: still running, 409 with Retry-After."""
    manager, thing = fresh_house.staff("ls-manager-1"), a_thing("x")
    with ThreadPoolExecutor(1) as threads:
        with held_up(fresh_house) as until_held:
            first = threads.submit(manager.post, "/v1/things", thing, key="twin")
            until_held(first)
            twin = manager.post("/v1/things", thing, key="twin")
            changed = manager.post("/v1/things", a_thing("y"), key="twin")
            elsewhere = manager.send("GET", "/v1/things").status_code
        made = first.result()
    after = manager.post("/v1/things", thing, key="twin")

    for answer in (twin, changed):
        assert (answer.status_code, answer.json()["code"]) == (409, "REQUEST_IN_FLIGHT")
        assert (answer.headers["Retry-After"], answer.json()["retryable"]) == ("1", True)
    assert elsewhere == 200
    assert (made.status_code, after.content) == (201, made.content)
    with connected(fresh_house.database.owner_url) as sql:
        assert counts(sql) == (1, 1, 1)


def test_a_hundred_twins_at_once_have_one_effect(fresh_house: Running) -> None:
    manager, thing = fresh_house.staff("ls-manager-1"), a_thing("x")
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: manager.post("/v1/things", thing, key="twins"), range(100)))
    made = {answer.content for answer in answers if answer.status_code == 201}

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len(made) == 1
    assert sum("Idempotent-Replayed" not in answer.headers for answer in answers if answer.status_code == 201) == 1
    with connected(fresh_house.database.owner_url) as sql:
        assert counts(sql) == (1, 1, 1)


@pytest.mark.parametrize(
    ("change", "status"),
    [({"amount": "0.00"}, 422), ({"name": "taken"}, 409), ({"surprise": 1}, 422)],
)
def test_what_is_refused_stores_nothing_and_the_key_stays_free(
    fresh_house: Running, change: dict[str, Any], status: int
) -> None:
    manager = fresh_house.staff("ls-manager-1")
    manager.do("/v1/things", a_thing("taken"))
    with connected(fresh_house.database.owner_url) as sql:
        before = counts(sql)
        refused = manager.post("/v1/things", a_thing("x") | change, key="free")

        assert refused.status_code == status
        assert counts(sql) == before
    assert manager.post("/v1/things", a_thing("x"), key="free").status_code == 201


def test_a_rule_that_refuses_after_the_work_began_takes_all_of_it_back(fresh_house: Running) -> None:
    """A journal row that cannot be written takes the change with it: the one does not happen without the other."""
    manager = fresh_house.staff("ls-manager-1")
    with connected(fresh_house.database.owner_url) as sql:
        sql.run("ALTER TABLE audit_record ADD CONSTRAINT never CHECK (action <> 'thing.make') NOT VALID")
        refused = manager.post("/v1/things", a_thing("x"), key="k")

        assert (refused.status_code, refused.json()["code"]) == (409, "CONFLICT")
        assert counts(sql) == (0, 0, 0)


def test_a_key_that_cannot_be_kept_takes_the_work_with_it(fresh_house: Running) -> None:
    """Contract 1: the key is stored in the transaction of its effect."""
    manager = fresh_house.staff("ls-manager-1")
    with connected(fresh_house.database.owner_url) as sql:
        sql.run("REVOKE INSERT ON idempotency_key FROM escrow_app")
        failed = manager.post("/v1/things", a_thing("x"), key="k")

        assert failed.status_code == 500
        assert counts(sql) == (0, 0, 0)
        sql.run("GRANT INSERT ON idempotency_key TO escrow_app")
    assert manager.post("/v1/things", a_thing("x"), key="k").status_code == 201


def test_a_dry_run_answers_as_the_real_call_would_and_changes_nothing(fresh_house: Running) -> None:
    """Contract 1: the key included."""
    manager, thing = fresh_house.staff("ls-manager-1"), a_thing("x")
    dry = manager.post("/v1/things?dry_run=true", thing, key="k")
    with connected(fresh_house.database.owner_url) as sql:
        assert counts(sql) == (0, 0, 0)
    real = manager.post("/v1/things", thing, key="k")
    changing = {"id": "", "made_at": ""}

    assert (dry.status_code, real.status_code) == (201, 201)
    assert dry.json() | changing == real.json() | changing
    assert "Idempotent-Replayed" not in real.headers
    assert manager.see("/v1/things")["items"][0]["id"] == real.json()["id"]


def test_a_dry_run_is_refused_for_what_the_real_call_is_refused_for(fresh_house: Running) -> None:
    maker, checker = fresh_house.staff("ls-manager-1"), fresh_house.staff("ls-manager-2")
    made = maker.do("/v1/things", a_thing("taken", amount="1000000.01"))
    path = f"/v1/things/{made['id']}/approve"
    refusals = [
        (maker, "/v1/things", a_thing("taken"), {}),
        (maker, "/v1/things", a_thing("y", amount="0.00"), {}),
        (maker, path, {}, {}),
        (checker, path, {}, {"If-Match": '"7"'}),
        (checker, path, {}, {}),
    ]
    for staff, where, body, headers in refusals:
        real, dry = (staff.post(f"{where}{query}", body, headers=headers) for query in ("", "?dry_run=true"))
        if where == path and "If-Match" not in headers:
            dry = staff.post(f"{where}?dry_run=true", body, headers={"If-Match": '"1"'})

        assert (real.status_code, real.json()["code"]) == (dry.status_code, dry.json()["code"])
        assert real.status_code >= 400


def test_a_dry_run_also_sees_what_is_only_checked_at_commit(fresh_house: Running) -> None:
    """Deferred constraints are part of what the real call would be refused for."""
    manager = fresh_house.staff("ls-manager-1")
    with connected(fresh_house.database.owner_url) as sql:
        sql.run("ALTER TABLE thing DROP CONSTRAINT thing_name_key")
        sql.run("ALTER TABLE thing ADD CONSTRAINT thing_name_key UNIQUE (name) DEFERRABLE INITIALLY DEFERRED")
    manager.do("/v1/things", a_thing("x"))
    real = manager.post("/v1/things", a_thing("x"))
    dry = manager.post("/v1/things?dry_run=true", a_thing("x"))

    assert (real.status_code, real.json()["code"]) == (409, "THING_EXISTS")
    assert (dry.status_code, dry.json()["code"]) == (409, "THING_EXISTS")


def test_a_dry_run_with_a_used_key_is_the_replay_the_real_call_would_be(fresh_house: Running) -> None:
    manager = fresh_house.staff("ls-manager-1")
    real = manager.post("/v1/things", a_thing("x"), key="k")
    dry = manager.post("/v1/things?dry_run=true", a_thing("x"), key="k")

    assert dry.content == real.content


def test_keys_are_kept_30_days_and_then_forgotten(fresh_house: Running) -> None:
    """Contract 1: kept 30 days; then the same key is a new request, and only the business key still counts."""
    manager = fresh_house.staff("ls-manager-1")
    now = datetime.now(UTC)
    for name, age in (
        ("old", timedelta(days=KEYS_KEPT_DAYS, minutes=1)),
        ("young", timedelta(days=KEYS_KEPT_DAYS - 1)),
    ):
        fresh_house.clock.fixed = now - age
        manager.do("/v1/things", a_thing(name), key=name)
    fresh_house.clock.fixed = None

    async def forget() -> int:
        database = fresh_house.client.app.state.service.database  # type: ignore[attr-defined]
        async with database.transaction(WHOLE_BANK) as connection:
            return await forget_old_keys(connection, now)

    portal = fresh_house.client.portal
    assert portal is not None
    assert KEYS_KEPT_DAYS == 30
    assert portal.call(forget) == 1
    assert "Idempotent-Replayed" in manager.post("/v1/things", a_thing("young"), key="young").headers
    assert manager.post("/v1/things", a_thing("old"), key="old").json()["code"] == "THING_EXISTS"


def test_one_of_many_that_fails_is_undone_logged_and_holds_up_no_other(
    fresh_house: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the worker does for each of many is whole or not at all, one by one."""
    manager = fresh_house.staff("ls-manager-1")
    first, bad, last = (uuid.UUID(manager.do("/v1/things", a_thing(name))["id"]) for name in ("first", "bad", "last"))

    async def act(identity: uuid.UUID, work: Work) -> None:
        row = await find(work.connection, thing, identity, lock=True)
        await amend(work.connection, thing, row, name=f"{row.name}, done")
        if identity == bad:
            raise TooMuch

    async def run() -> int:
        database = fresh_house.client.app.state.service.database  # type: ignore[attr-defined]
        return await perform_each(database, datetime.now(UTC), [first, bad, last], act, "it could not be done")

    portal = fresh_house.client.portal
    assert portal is not None
    assert portal.call(run) == 2
    with connected(fresh_house.database.owner_url) as sql:
        names = {row["name"] for row in sql.rows("SELECT name FROM thing")}
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "it could not be done" in line]

    assert names == {"first, done", "bad", "last, done"}
    assert [(each["id"], each["level"]) for each in said] == [(f"{bad}", "warning")]


def test_every_change_is_one_transaction_and_is_seen_by_the_next_reader(fresh_house: Running) -> None:
    """Design 3: committed before the answer leaves."""
    manager = fresh_house.staff("ls-manager-1")
    with connected(fresh_house.database.owner_url) as sql:
        for number in range(5):
            answer = manager.post("/v1/things", a_thing(f"x{number}"))

            assert sql.value("SELECT count(*) FROM thing WHERE id = $1", uuid.UUID(answer.json()["id"])) == 1
        assert sql.value("SELECT count(DISTINCT tx) FROM audit_record") == 5


def test_the_kept_answer_is_what_was_sent(fresh_house: Running) -> None:
    answer = fresh_house.staff("ls-manager-1").post("/v1/things", a_thing("x"), key="k")
    with connected(fresh_house.database.owner_url) as sql:
        (kept,) = sql.rows("SELECT caller, route, key, status, body, headers FROM idempotency_key")

    assert (kept["caller"], kept["route"], kept["key"]) == ("ls-manager-1", "POST /v1/things", "k")
    assert (kept["status"], bytes(kept["body"])) == (201, answer.content)
    assert json.loads(kept["headers"])["etag"] == '"1"'
