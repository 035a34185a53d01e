"""Bad input at the gateway, in front of the real escrow service: a clear problem that names the field, and no change.

The gateway runs in this process, escrow in one of its own, and both trust the tests' issuer.
"""

import base64
import json
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey
from starlette.testclient import TestClient

from gateway.app import gateway
from gateway.settings import GatewaySettings
from services.escrow.app import create
from tests.support.building import House, approved_plan, ask, receive, reference, supervised_project, today
from tests.support.identities import claims_of, signing_key, token
from tests.support.postgres import discard, fresh_database
from tests.support.processes import processes
from tests.support.running import running
from tests.support.sql import Sql, connected, wait_for

MEMBERS = {"type", "title", "status", "detail", "instance", "code", "request_id", "retryable"}
COUNTS = """
SELECT (SELECT count(*) FROM developer) AS developers, (SELECT count(*) FROM receipt) AS receipts,
       (SELECT count(*) FROM disbursement) AS disbursements, (SELECT count(*) FROM audit_record) AS records,
       (SELECT count(*) FROM idempotency_key) AS keys, (SELECT coalesce(sum(held), 0) FROM ledger_account) AS held
"""


@dataclass
class Bank:
    """The gateway, the service behind it, and a supervised project to try things on."""

    client: TestClient
    house: House
    owner: Sql

    def send(self, who: str | None, method: str, path: str, **options: Any) -> httpx2.Response:
        """One request through the gateway, as one of the staff or as nobody; `path` is the service's."""
        headers = {"Authorization": f"Bearer {token(claims_of(who))}"} if who else {}
        headers |= options.pop("headers", {})
        return self.client.request(method, f"/escrow{path}", headers=headers, **options)

    def receipt(self, body: Any = None, *, key: str | None = None, **options: Any) -> httpx2.Response:
        """Report a receipt; `body` is JSON unless `content` is given."""
        headers = {"Idempotency-Key": key or str(uuid.uuid4())} | options.pop("headers", {})
        sent = options if "content" in options else {"json": body, **options}
        return self.send("core-banking", "POST", f"/v1/accounts/{self.house.account}/receipts", headers=headers, **sent)

    def counts(self) -> dict[str, int]:
        """What there is, to see that nothing came."""
        return dict(self.owner.rows(COUNTS)[0])


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    folder = tmp_path_factory.mktemp("bank")
    database = fresh_database("escrow")
    with running("escrow", create, database, folder) as escrow, processes(escrow.settings) as (process,):
        house = supervised_project(escrow)
        settings = GatewaySettings(
            environment="test",
            issuer=escrow.settings.issuer,
            jwks_url=escrow.settings.jwks_url,
            upstreams={"escrow": process.url},  # type: ignore[dict-item]  # pydantic reads the URL
            log_level="WARNING",
        )
        with (
            TestClient(gateway(settings), base_url="http://bank.test", raise_server_exceptions=False) as client,
            connected(database.owner_url) as owner,
        ):
            found = Bank(client, house, owner)
            wait_for(lambda: found.send("head", "GET", "/v1/projects").status_code == 200, "the gateway")
            yield found
    discard(database)


def a_receipt(**changes: Any) -> dict[str, Any]:
    return {
        "source": "developer_funds",
        "amount": "10.00",
        "bank_ref": reference("IN"),
        "value_date": f"{today()}",
    } | changes


def problem(answer: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """The problem of an answer, which must be one, whole."""
    found: dict[str, Any] = answer.json()

    assert (answer.status_code, found["code"]) == (status, code), answer.text
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert found.keys() >= MEMBERS
    assert found["status"] == status
    assert answer.headers["X-Request-Id"] == found["request_id"]
    return found


@pytest.fixture
def unchanged(bank: Bank) -> Iterator[None]:
    before = bank.counts()
    yield
    assert bank.counts() == before


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"surprise": 1}, "/surprise"),
        ({"source": 7}, "/source"),
        ({"source": "gold"}, "/source"),
        ({"value_date": "2026-02-30"}, "/value_date"),
        ({"amount": 10.0}, "/amount"),
        ({"amount": 10}, "/amount"),
        ({"amount": "10.000"}, "/amount"),
        ({"amount": "-10.00"}, "/amount"),
        ({"amount": "0.00"}, "/amount"),
        ({"amount": "1234567890123456789.00"}, "/amount"),
        ({"amount": "1e3"}, "/amount"),
        ({"bank_ref": ""}, "/bank_ref"),
        ({"bank_ref": "a\x00b"}, "/bank_ref"),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else None,
)
def test_a_wrong_field_is_named_and_its_value_not_repeated(bank: Bank, change: dict[str, Any], pointer: str) -> None:
    found = problem(bank.receipt(a_receipt(**change)), 422, "BAD_INPUT")

    assert [fault["pointer"] for fault in found["errors"]] == [pointer]
    assert all(fault.keys() == {"pointer", "code", "message"} for fault in found["errors"])
    assert "1234567890123456789" not in json.dumps(found)


@pytest.mark.usefixtures("unchanged")
def test_every_missing_field_is_named_at_once(bank: Bank) -> None:
    found = problem(bank.receipt({}), 422, "BAD_INPUT")

    assert {fault["pointer"] for fault in found["errors"]} == {"/source", "/amount", "/bank_ref", "/value_date"}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("content", [b"{", b"", b"[1]", b'"text"', b"\xff\xfe", b'{"amount": NaN}', b"[" * 5000])
def test_malformed_json_is_said_to_be_so(bank: Bank, content: bytes) -> None:
    problem(bank.receipt(content=content, headers={"Content-Type": "application/json"}), 422, "BAD_INPUT")


@pytest.mark.usefixtures("unchanged")
def test_another_media_type_is_415(bank: Bank) -> None:
    sent = json.dumps(a_receipt()).encode()

    problem(bank.receipt(content=sent, headers={"Content-Type": "text/plain"}), 415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("announced", [True, False])
def test_an_oversized_body_is_413_announced_or_not(bank: Bank, announced: bool) -> None:
    body = b'{"bank_ref": "' + b"x" * 1_100_000 + b'"}'
    content: Any = body if announced else iter([body[:600_000], body[600_000:]])

    problem(bank.receipt(content=content, headers={"Content-Type": "application/json"}), 413, "BODY_TOO_LARGE")


@pytest.mark.usefixtures("unchanged")
def test_a_money_movement_without_a_key_is_400(bank: Bank) -> None:
    path = f"/v1/accounts/{bank.house.account}/receipts"

    problem(bank.send("core-banking", "POST", path, json=a_receipt()), 400, "IDEMPOTENCY_KEY_REQUIRED")


def test_a_reused_key_is_422_and_a_repeated_one_the_first_answer(bank: Bank) -> None:
    body, key = a_receipt(), str(uuid.uuid4())
    first = bank.receipt(body, key=key)
    again = bank.receipt(body, key=key)

    problem(bank.receipt(body | {"amount": "11.00"}, key=key), 422, "IDEMPOTENCY_KEY_REUSED")
    assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")


def test_a_twin_of_a_running_request_is_409_with_retry_after(bank: Bank) -> None:
    """Both are held by a lock on their account. One has the key and waits; the other must not wait for it."""
    body, key = a_receipt(), str(uuid.uuid4())
    answers: list[httpx2.Response] = []
    twins = [threading.Thread(target=lambda: answers.append(bank.receipt(body, key=key))) for _ in range(2)]
    bank.owner.run("BEGIN")
    bank.owner.rows("SELECT 1 FROM ledger_account WHERE id = $1 FOR UPDATE", uuid.UUID(bank.house.account))
    for twin in twins:
        twin.start()
    wait_for(lambda: bool(answers), "an answer for one of the two")
    bank.owner.run("COMMIT")
    for twin in twins:
        twin.join(10)
    refused, made = answers

    problem(refused, 409, "REQUEST_IN_FLIGHT")
    assert refused.headers["Retry-After"] == "1"
    assert refused.json()["retryable"] is True
    assert made.status_code == 201


@pytest.fixture(scope="module")
def payment(bank: Bank) -> dict[str, Any]:
    receive(bank.house, "9000000.00")
    found: dict[str, Any] = ask(bank.house, *approved_plan(bank.house, "1000.00"), "10.00")
    return found


def test_a_decision_without_if_match_is_428_and_with_a_stale_one_412(bank: Bank, payment: dict[str, Any]) -> None:
    path = f"/v1/disbursements/{payment['id']}/confirm"
    key = {"Idempotency-Key": str(uuid.uuid4())}
    before = bank.counts()

    problem(bank.send("ls-personal", "POST", path, json={}, headers=key), 428, "IF_MATCH_REQUIRED")
    stale = key | {"If-Match": '"0"'}
    problem(bank.send("ls-personal", "POST", path, json={}, headers=stale), 412, "IF_MATCH_STALE")
    assert bank.counts() == before
    tag = bank.send("ls-personal", "GET", f"/v1/disbursements/{payment['id']}").headers["ETag"]
    assert bank.send("ls-personal", "POST", path, json={}, headers=key | {"If-Match": tag}).status_code == 200


def test_a_cursor_of_another_list_or_of_nobody_is_refused(bank: Bank) -> None:
    for _ in range(2):
        supervised_project(bank.house.escrow)
    cursor = bank.send("head", "GET", "/v1/projects", params={"limit": 1}).json()["next_cursor"]
    wrong = [{"cursor": cursor, "state": "closed"}, {"cursor": "nonsense"}, {"cursor": "é"}]
    answers = [bank.send("head", "GET", "/v1/projects", params=parameters) for parameters in wrong]
    answers.append(bank.send("head", "GET", "/v1/developers", params={"cursor": cursor}))

    for answer in answers:
        assert problem(answer, 422, "BAD_INPUT")["errors"][0]["pointer"] == "/cursor"
    assert bank.send("head", "GET", "/v1/projects", params={"limit": 1, "cursor": cursor}).status_code == 200


@pytest.mark.parametrize("limit", ["0", "-1", "x"])
def test_a_limit_below_one_is_refused_and_a_large_one_coerced(bank: Bank, limit: str) -> None:
    found = problem(bank.send("head", "GET", "/v1/projects", params={"limit": limit}), 422, "BAD_INPUT")

    assert found["errors"][0]["pointer"] == "/limit"
    assert bank.send("head", "GET", "/v1/projects", params={"limit": 9999}).status_code == 200


def test_an_unknown_id_and_another_nodes_are_the_same_404(bank: Bank) -> None:
    def told(who: str, identity: str) -> dict[str, Any]:
        found = problem(bank.send(who, "GET", f"/v1/projects/{identity}"), 404, "NOT_FOUND")
        return {name: found[name] for name in ("type", "title", "detail", "code")}

    theirs = told("sz-manager-1", bank.house.project["id"])

    assert theirs == told("sz-manager-1", str(uuid.uuid4())) == told("ls-manager-1", "nonsense")


def _segment(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _forged() -> dict[str, str]:
    claims = claims_of("head")
    good = token(claims)
    head, body, signature = good.split(".")
    other = OKPKey.generate_key("Ed25519", parameters={"kid": "tests"})
    stranger = OKPKey.generate_key("Ed25519", parameters={"kid": "stranger"})
    public = json.dumps(signing_key().as_dict(private=False)).encode()
    full = json.loads(base64.urlsafe_b64decode(body + "=="))
    hmac = jwt.encode({"alg": "HS256", "kid": "tests"}, full, OctKey.import_key(public), algorithms=["HS256"])
    return {
        "expired": token(claims, exp=1),
        "wrong audience": token(claims, aud="elsewhere"),
        "wrong issuer": token(claims, iss="http://elsewhere.test"),
        "none": f"{_segment({'alg': 'none', 'kid': 'tests'})}.{body}.",
        "changed claims": f"{head}.{_segment(full | {'roles': ['system']})}.{signature}",
        "re-signed": token(claims, other),
        "unknown key": token(claims, stranger),
        "the public key as a secret": hmac,
        "nonsense": "nonsense",
    }


FORGED = _forged()


@pytest.mark.parametrize("kind", FORGED)
def test_a_token_that_is_not_the_issuers_is_401(bank: Bank, kind: str) -> None:
    bearer = {"Authorization": f"Bearer {FORGED[kind]}"}

    problem(bank.send(None, "GET", "/v1/projects", headers=bearer), 401, "UNAUTHENTICATED")
    # the service checks for itself
    assert bank.house.escrow.client.get("/v1/projects", headers=bearer).status_code == 401


@pytest.mark.usefixtures("unchanged")
def test_without_a_token_everything_else_is_left_unsaid(bank: Bank) -> None:
    """401 comes first, malformed bodies and unknown paths included."""
    for path, content in (("/v1/developers", b"{"), ("/v1/nowhere", b"{}")):
        problem(bank.send(None, "POST", path, content=content), 401, "UNAUTHENTICATED")


SPOOFED = {
    "X-User-Id": "head",
    "X-Roles": "head_office",
    "X_Roles": "head_office",
    "x-sub-branch": "lanshan",
    "X-Outlet": "ls-1",
    "X-Forwarded-User": "head",
    "X-Forwarded-For": "127.0.0.1",
    "Forwarded": "for=127.0.0.1;by=head",
    "X-Real-IP": "127.0.0.1",
    "Connection": "keep-alive, Authorization-2",
    "Authorization-2": "Bearer x",
}


def test_headers_that_claim_an_identity_change_nothing(bank: Bank) -> None:
    plain = bank.send("sz-manager-1", "GET", "/v1/projects").json()
    spoofed = bank.send("sz-manager-1", "GET", "/v1/projects", headers=SPOOFED)

    assert spoofed.json() == plain
    problem(bank.send(None, "GET", "/v1/projects", headers=SPOOFED), 401, "UNAUTHENTICATED")
