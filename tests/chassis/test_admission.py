"""The order of refusal, and what every request must be (contract 1, Errors, Idempotency, Concurrency)."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest

from tests.chassis.house import a_thing
from tests.support.building import reference
from tests.support.identities import claims_of, token
from tests.support.running import Running
from tests.support.sql import connected

TOO_LARGE = b" " * 1_048_577
JSON = {"Content-Type": "application/json"}

AN_ID = "0f8fad5b-d9cb-469f-a165-70867728950e"


def _signed_in(name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(claims_of(name))}"}


def _chunks(body: bytes) -> Iterator[bytes]:
    """A body without an announced length."""
    for start in range(0, len(body), 100_000):
        yield body[start : start + 100_000]


class _Wrong:
    """One request with everything wrong with it; each test step puts one thing right."""

    def __init__(self, house: Running, thing_id: str, stale: str) -> None:
        self._house = house
        self.path = f"/v1/things/{uuid.uuid4()}/approve?surprise=1&dry_run=maybe"
        self.right_path = f"/v1/things/{thing_id}/approve?surprise=1&dry_run=maybe"
        self.headers = {"Content-Type": "text/csv", "Accept-Language": "en"}
        self.body = TOO_LARGE
        self.stale = stale

    def send(self) -> httpx.Response:
        return self._house.client.post(self.path, headers=self.headers, content=self.body)

    def answer(self) -> tuple[int, str]:
        answer = self.send()
        return answer.status_code, answer.json().get("code", "")


def test_a_request_with_everything_wrong_is_refused_in_the_contracts_order(house: Running) -> None:
    """Contract 1: 401, 403/404, 413/415, 400, replay, 422, 428/412, 409, then the bank's rules."""
    maker, checker = house.staff("ls-manager-1"), house.staff("ls-manager-2")
    known = maker.do("/v1/things", a_thing(reference("x")))
    first = checker.post(f"/v1/things/{known['id']}/approve", {"comment": "first"}, key="order-of-refusal")
    wrong = _Wrong(house, known["id"], '"1"')

    assert wrong.answer() == (401, "UNAUTHENTICATED")
    wrong.headers |= _signed_in("ls-payments")
    assert wrong.answer() == (403, "FORBIDDEN")
    wrong.headers |= _signed_in("sz-manager-2")
    assert wrong.answer() == (404, "NOT_FOUND")
    wrong.path = wrong.right_path
    assert wrong.answer() == (404, "NOT_FOUND")
    wrong.headers |= _signed_in("ls-manager-2")
    assert wrong.answer() == (413, "BODY_TOO_LARGE")
    wrong.body = b"{"
    assert wrong.answer() == (415, "UNSUPPORTED_MEDIA_TYPE")
    wrong.headers |= JSON
    assert wrong.answer() == (400, "IDEMPOTENCY_KEY_REQUIRED")
    wrong.headers["Idempotency-Key"] = "order-of-refusal"
    assert wrong.answer() == (422, "IDEMPOTENCY_KEY_REUSED")
    wrong.body = b'{"comment": "first"}'
    assert wrong.send().content == first.content


def test_after_the_replay_input_comes_before_the_version_before_the_state_before_the_rule(house: Running) -> None:
    maker = house.staff("ls-manager-1")
    thing = maker.do("/v1/things", a_thing(reference("x"), amount="1000000.01"))
    wrong = _Wrong(house, thing["id"], '"0"')
    wrong.path, wrong.body = wrong.right_path, b"{"
    wrong.headers |= _signed_in("ls-manager-2") | JSON | {"Idempotency-Key": reference("key")}
    with connected(house.database.owner_url) as sql:
        sql.run("UPDATE thing SET state = 'approved', version = 2 WHERE id = $1", uuid.UUID(thing["id"]))

        problem = wrong.send().json()
        assert {(fault["pointer"], fault["code"]) for fault in problem["errors"]} == {
            ("/surprise", "EXTRA_FORBIDDEN"),
            ("/dry_run", "BOOL_PARSING"),
        }
        wrong.path = wrong.path.partition("?")[0]
        assert wrong.send().json()["errors"][0]["code"] == "JSON_INVALID"
        wrong.body = b'{"comment": 5}'
        assert wrong.send().json()["errors"][0]["pointer"] == "/comment"
        wrong.body = b"{}"
        assert wrong.answer() == (428, "IF_MATCH_REQUIRED")
        wrong.headers["If-Match"] = wrong.stale
        assert wrong.answer() == (412, "IF_MATCH_STALE")
        wrong.headers["If-Match"] = '"2"'
        assert wrong.answer() == (409, "INVALID_STATE")
        sql.run("UPDATE thing SET state = 'draft' WHERE id = $1", uuid.UUID(thing["id"]))
        assert wrong.answer() == (422, "TOO_MUCH")
        assert wrong.send().json()["limit"] == "one million"
        assert sql.value("SELECT count(*) FROM idempotency_key WHERE key = $1", wrong.headers["Idempotency-Key"]) == 0
        sql.run("UPDATE thing SET amount = 100 WHERE id = $1", uuid.UUID(thing["id"]))
        assert wrong.send().status_code == 200


def test_malformed_json_without_a_token_is_401(house: Running) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic eDp5"}):
        answer = house.client.post("/v1/things", headers=JSON | headers, content=b"{")

        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_whoever_made_a_thing_is_told_so_before_its_version_is_looked_at(house: Running) -> None:
    """Domain O3."""
    maker = house.staff("ls-manager-1")
    thing = maker.do("/v1/things", a_thing(reference("x")))
    problem = maker.do(f"/v1/things/{thing['id']}/approve", expect=403, headers={"If-Match": '"99"'})

    assert problem["code"] == "MAKER_IS_CHECKER"


@pytest.mark.parametrize("path", ["/v1/things?surprise=1", "/v1/things?Limit=5", "/v1/things?dry_run=true"])
def test_an_unknown_query_parameter_is_refused_on_reading(house: Running, path: str) -> None:
    answer = house.staff("ls-manager-1").send("GET", path)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "EXTRA_FORBIDDEN"


@pytest.mark.parametrize("value", ["maybe", "", "1", "True", "yes", "true,true"])
def test_a_dry_run_is_true_or_false(house: Running, value: str) -> None:
    """A dry run asked for in other words must not become the real thing."""
    name = reference("x")
    manager = house.staff("ls-manager-1")
    problem = manager.do(f"/v1/things?dry_run={value}", a_thing(name), expect=422)
    twice = manager.do("/v1/things?dry_run=true&dry_run=maybe", a_thing(name), expect=422)

    assert [fault["pointer"] for fault in problem["errors"] + twice["errors"]] == ["/dry_run", "/dry_run"]
    assert manager.do("/v1/things?dry_run=false", a_thing(name))["name"] == name


@pytest.mark.parametrize("order", ["dry_run=true&dry_run=false", "dry_run=false&dry_run=true"])
def test_a_dry_run_that_is_asked_for_and_denied_is_refused(house: Running, order: str) -> None:
    problem = house.staff("ls-manager-1").do(f"/v1/things?{order}", a_thing(reference("x")), expect=422)

    assert [fault["pointer"] for fault in problem["errors"]] == ["/dry_run"]


@pytest.mark.parametrize("path", ["/v1/things?state=a%00b", "/v1/audit-events?actor=%00", "/v1/things?cursor=%00"])
def test_nul_in_a_query_is_bad_input(house: Running, path: str) -> None:
    """PostgreSQL has no text with NUL in it, so no row can be meant."""
    answer = house.staff("ls-manager-1").send("GET", path)

    assert (answer.status_code, answer.json()["code"]) == (422, "BAD_INPUT")


@pytest.mark.parametrize("thing_id", ["%00", "x", "%20", "..", "%E6%B1%89", "0" * 500, AN_ID])
def test_whatever_is_no_id_of_ours_is_404(house: Running, thing_id: str) -> None:
    """Contract 1, also before anything is said about the body."""
    manager = house.staff("ls-manager-1")
    read = manager.send("GET", f"/v1/things/{thing_id}")
    written = manager.send("POST", f"/v1/things/{thing_id}/reveal", content=b"{", headers={"Content-Type": "x/y"})

    assert (read.status_code, written.status_code) == (404, 404)


@pytest.mark.parametrize("version", ["%00", "v%001", "nothing", "x" * 1000])
def test_a_name_in_a_path_that_nothing_bears_is_404(house: Running, version: str) -> None:
    officer = house.staff("ls-risk")
    read = officer.send("GET", f"/v1/figures/{version}")
    written = officer.post(f"/v1/figures/{version}/activate")

    assert (read.status_code, written.status_code) == (404, 404)


def test_another_branchs_thing_is_the_same_as_a_missing_one(house: Running) -> None:
    made = house.staff("sz-manager-1").do("/v1/things", a_thing(reference("x")))
    manager = house.staff("ls-manager-1")
    theirs, missing = (manager.see(f"/v1/things/{each}", expect=404) for each in (made["id"], uuid.uuid4()))
    changing = {"instance": "", "request_id": ""}

    assert theirs | changing == missing | changing
    assert house.staff("city").see(f"/v1/things/{made['id']}")["id"] == made["id"]


@pytest.mark.parametrize("body", [TOO_LARGE, TOO_LARGE * 3])
@pytest.mark.parametrize("announced", [True, False])
def test_a_body_above_the_limit_is_413_announced_or_not(house: Running, body: bytes, announced: bool) -> None:
    content: Any = body if announced else _chunks(body)
    answer = house.staff("ls-manager-1").send("POST", "/v1/things", content=content, headers=JSON)

    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")


def test_a_body_of_the_greatest_size_is_read(house: Running) -> None:
    name = reference("x")
    body = json.dumps(a_thing(name)).encode()
    for content in (body.ljust(1_048_576), _chunks(body.ljust(1_048_576))):
        answer = house.staff("ls-manager-1").send("POST", "/v1/things", content=content, headers=JSON)

        assert answer.status_code in (201, 409)
    assert house.staff("ls-manager-1").post("/v1/things", a_thing(name)).json()["code"] == "THING_EXISTS"


@pytest.mark.parametrize(
    "media_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "application/json5", "multipart/json"],
)
def test_another_media_type_is_415(house: Running, media_type: str) -> None:
    body = json.dumps(a_thing(reference("x"))).encode()
    answer = house.staff("ls-manager-1").send(
        "POST", "/v1/things", content=body, headers={"Content-Type": media_type} if media_type else {}
    )

    assert (answer.status_code, answer.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("media_type", ["application/json", "Application/JSON", "application/json; charset=utf-8"])
def test_the_media_type_may_be_spelled_as_http_allows(house: Running, media_type: str) -> None:
    body = json.dumps(a_thing(reference("x"))).encode()
    answer = house.staff("ls-manager-1").send("POST", "/v1/things", content=body, headers={"Content-Type": media_type})

    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("tag", "status"), [('"1"', 200), ("*", 200), (' "1" ', 200), ("1", 412), ('W/"1"', 412), ('"2"', 412), ("", 412)]
)
def test_if_match_is_compared_with_the_etag_of_the_get(house: Running, tag: str, status: int) -> None:
    """RFC 9110, section 13.1.1: a strong comparison."""
    thing = house.staff("ls-manager-1").do("/v1/things", a_thing(reference("x")))
    checker = house.staff("ls-manager-2")
    seen = checker.send("GET", f"/v1/things/{thing['id']}")
    answer = checker.post(f"/v1/things/{thing['id']}/approve", headers={"If-Match": tag})

    assert seen.headers["ETag"] == '"1"'
    assert answer.status_code == status
    assert answer.headers.get("ETag") == ('"2"' if status == 200 else None)


def test_one_of_two_who_decide_on_the_same_version_is_told_it_is_stale(house: Running) -> None:
    thing = house.staff("ls-manager-1").do("/v1/things", a_thing(reference("x")))
    path = f"/v1/things/{thing['id']}/approve"
    answers = [
        house.staff(name).post(path, headers={"If-Match": '"1"'}).status_code
        for name in ("ls-manager-2", "ls-branch-head")
    ]

    assert answers == [200, 412]


def test_who_has_no_part_of_the_bank_sees_and_makes_nothing(house: Running) -> None:
    """Contract 1, Access: a token that names no sub-branch, for a role that is bound to one."""
    stray = {"Authorization": f"Bearer {token({'sub': 'stray', 'roles': ['account_manager']})}"}
    house.staff("ls-manager-1").do("/v1/things", a_thing(reference("x")))
    listed = house.client.get("/v1/things", headers=stray)
    made = house.client.post("/v1/things", headers=stray, json=a_thing(reference("x")))

    assert listed.json() == {"items": [], "next_cursor": None}
    assert made.status_code == 403
