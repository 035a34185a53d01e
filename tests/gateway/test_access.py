"""Who passes the gateway, and which headers (contract 1, Access; CVE-2026-44087 and its like; OWASP API2)."""

import json
import time
from base64 import urlsafe_b64encode
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from tests.gateway.stack import ISSUER, Stack, wait_for
from tests.gateway.standin import Standin


def encoded(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    return {
        "iss": ISSUER,
        "aud": "loanops",
        "sub": "x",
        "roles": ["head_office"],
        "iat": now,
        "exp": now + 600,
    } | changes


def signed(content: dict[str, Any], key: Any, alg: str = "Ed25519", kid: str = "dev-1") -> str:
    return jwt.encode({"alg": alg, "kid": kid}, content, key, algorithms=[alg])


def bad_tokens(key: OKPKey) -> dict[str, str]:
    good = signed(claims(), key)
    head, _, signature = good.split(".")
    stranger = OKPKey.generate_key("Ed25519", parameters={"kid": "dev-1"})
    public = key.public_key if not callable(key.public_key) else key.public_key()
    pem = urlsafe_b64encode(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)).decode()
    return {
        "expired": signed(claims(exp=int(time.time()) - 30), key),
        "wrong audience": signed(claims(aud="other"), key),
        "wrong issuer": signed(claims(iss="https://elsewhere"), key),
        "a service's": signed(claims(iss="loanops:scoring", aud="gateway"), key),
        "none": f"{encoded({'alg': 'none', 'kid': 'dev-1'})}.{encoded(claims())}.",
        "changed": f"{head}.{encoded(claims(sub='y'))}.{signature}",
        "re-signed": signed(claims(), stranger),
        "unknown key": signed(claims(), stranger, kid="another"),
        "public key as secret": signed(claims(), OctKey.import_key(pem), "HS256"),
        "nonsense": "nonsense",
    }


def test_no_token_is_401_before_anything_about_the_resource(stack: Stack, standin: Standin) -> None:
    paths = ["/escrow/v1/things", "/escrow/v1/nothing", "/escrow/livez", "/escrow/v1/a%2fb", "/scoring/v1/anything"]
    answers = [stack.http.post(stack.url + path, content=b"x" * 200_000) for path in paths]

    assert [answer.status_code for answer in answers] == [401] * len(paths)
    assert {answer.json()["code"] for answer in answers} == {"UNAUTHENTICATED"}
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {"Bearer"}
    assert standin.seen == []


def test_no_bad_token_reaches_a_service(stack: Stack, standin: Standin) -> None:
    statuses = {
        name: stack.http.get(f"{stack.url}/escrow/v1/things", headers={"Authorization": f"Bearer {token}"}).status_code
        for name, token in bad_tokens(stack.key).items()
    }

    assert statuses == dict.fromkeys(statuses, 401)
    assert standin.seen == []


def test_a_token_in_another_place_is_no_token(stack: Stack) -> None:
    token = stack.sign_in("head")["Authorization"].split()[1]
    by_query = stack.http.get(f"{stack.url}/escrow/v1/things?access_token={token}")
    by_cookie = stack.http.get(f"{stack.url}/escrow/v1/things", headers={"Cookie": f"access_token={token}"})

    assert (by_query.status_code, by_cookie.status_code) == (401, 401)


def test_two_authorization_headers_are_refused(stack: Stack, standin: Standin) -> None:
    good = stack.sign_in("head")["Authorization"]
    for pair in ([good, good], [good, "Bearer nonsense"], ["Bearer nonsense", good]):
        headers = [("Authorization", value) for value in pair]

        assert stack.http.get(f"{stack.url}/escrow/v1/things", headers=headers).status_code == 401
    assert standin.seen == []


SMUGGLED = [
    *("X-User", "X-User-Id", "x-user-name", "X_User_Id", "X-Roles", "X_Roles", "x-roles", "X-ROLES", "X-Role"),
    *("X-Branch", "X-Branch-Id", "X_Branch_Id", "X-Sub-Branch", "X_Sub_Branch", "X-Outlet", "X-Dept", "X-Dept-Id"),
    *("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-User", "X_Forwarded_For", "X-Real-IP", "Forwarded", "Via"),
    *("X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override", "X-Authenticated-Userid", "Remote-User", "Cookie"),
    *("Proxy-Authorization", "TE", "Keep-Alive", "Upgrade-Insecure-Requests", "X-Anything", "Act", "Baggage"),
]


def test_no_header_that_claims_something_reaches_a_service(
    client: httpx.Client, stack: Stack, standin: Standin
) -> None:
    smuggled = [(name, "head_office") for name in SMUGGLED] * 2
    client.get("/escrow/v1/things", headers=[*smuggled, ("Authorization", stack.sign_in("head")["Authorization"])])
    arrived = {name.lower() for name, _ in standin.seen[-1].headers}

    assert arrived & {name.lower() for name in SMUGGLED} == set()
    assert "head_office" not in [value for _, value in standin.seen[-1].headers]


def test_what_connection_names_does_not_pass_and_may_not_name_what_does(stack: Stack, standin: Standin) -> None:
    def answer(names: str) -> bytes:
        token = stack.sign_in("head")["Authorization"]
        head = f"GET /escrow/v1/things HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\nX-Secret: 1\r\n"
        return stack.raw(f"{head}If-Match: 1\r\nConnection: close, {names}\r\n\r\n".encode())

    assert answer("X-Secret").startswith(b"HTTP/1.1 200")
    assert standin.seen[-1].values("x-secret") == []
    assert standin.seen[-1].values("if-match") == ["1"]
    assert answer("if-match").startswith(b"HTTP/1.1 422")
    assert answer("Authorization").startswith(b"HTTP/1.1 422")
    assert len(standin.seen) == 1


def test_what_services_need_passes_unchanged(client: httpx.Client, standin: Standin) -> None:
    sent = {
        "Accept": "text/csv",
        "Accept-Language": "zh-CN",
        "Idempotency-Key": "k-钥匙",
        "If-Match": 'W/"7"',
        "If-None-Match": '"8"',
        "Last-Event-ID": "42",
        "Range": "bytes=0-9",
        "User-Agent": "core-banking/7",
        "Content-Type": "application/json; charset=utf-8",
    }
    client.post("/escrow/v1/things", headers={name: value.encode() for name, value in sent.items()}, content=b"{}")
    arrived = dict(standin.seen[-1].headers)

    assert {name: arrived[name.lower()] for name in sent} == sent
    assert arrived["authorization"] == client.headers["Authorization"]


def test_the_request_id_and_the_trace_are_ours_or_well_formed(client: httpx.Client, standin: Standin) -> None:
    trace = f"00-{'a' * 32}-{'b' * 16}-01"
    client.get("/escrow/v1/things", headers={"X-Request-Id": "batch-7", "traceparent": trace, "tracestate": "x=1"})
    client.get("/escrow/v1/things", headers={"X-Request-Id": "a b", "traceparent": f"00-{'0' * 32}-{'b' * 16}-01"})
    kept, made = standin.seen[-2:]

    assert kept.values("x-request-id") == ["batch-7"]
    assert kept.values("traceparent")[0].startswith(trace[:36])
    assert kept.values("traceparent")[0] != trace
    assert kept.values("tracestate") == ["x=1"]
    assert len(made.values("x-request-id")[0]) == 36
    assert made.values("traceparent")[0][3:35] != "0" * 32


def test_a_trace_state_falls_with_its_trace(client: httpx.Client, standin: Standin) -> None:
    client.get("/escrow/v1/things", headers={"tracestate": "x=1"})

    assert standin.seen[-1].values("tracestate") == []


def test_a_compressed_body_is_415(client: httpx.Client) -> None:
    answer = client.post("/escrow/v1/things", headers={"Content-Encoding": "gzip"}, content=b"x")

    assert answer.status_code == 415


def test_no_log_line_holds_a_path_a_token_or_a_header(
    client: httpx.Client, stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/escrow/v1/things/371302199001010014?phone=13800001234", headers={"X-User": "13800001234"})
    written = ""

    def lines() -> list[dict[str, Any]]:
        nonlocal written
        written += capsys.readouterr().out
        return [json.loads(text) for text in written.splitlines() if "/escrow/v1/things/{id}" in text]

    wait_for(lines)  # a line is written after its answer has gone out
    line = lines()[0]

    assert "371302199001010014" not in written
    assert "13800001234" not in written
    assert client.headers["Authorization"].split()[1] not in written
    assert (line["route"], line["status"], line["actor"]) == ("/escrow/v1/things/{id}", 200, "ls-manager-1")
