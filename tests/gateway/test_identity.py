"""The development issuer signs in the demo staff, and production never has one (contract 2)."""

import json
from base64 import urlsafe_b64decode
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import OKPKey
from pydantic import ValidationError

from chassis.clock import SHANGHAI, business_date, system_clock
from gateway.app import create, gateway
from gateway.identity import DevelopmentIssuer, organisation
from services.customer import demo
from tests.gateway.stack import ISSUER, Stack, issuer_files, settings


def claims_of(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    found: dict[str, Any] = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found


def ask(stack: Stack, **form: str) -> httpx.Response:
    return stack.http.post(f"{stack.url}/oauth/token", data=form)


def test_everyone_on_the_staff_can_sign_in_and_is_let_in(stack: Stack) -> None:
    staff = [person.sub for person in demo.people()]
    answers = {name: ask(stack, grant_type="password", username=name, password=name) for name in staff}
    token = answers["sz-outlet"].json()["access_token"]
    inside = stack.http.get(f"{stack.url}/escrow/v1/things", headers={"Authorization": f"Bearer {token}"})

    assert {answer.status_code for answer in answers.values()} == {200}
    assert answers["head"].json()["token_type"] == "Bearer"
    assert answers["head"].json()["expires_in"] == 28_800
    assert answers["head"].headers["Cache-Control"] == "no-store"
    assert inside.status_code == 200


def test_a_token_holds_the_claims_of_the_contract_and_lives_eight_hours(stack: Stack) -> None:
    claims = claims_of(
        ask(stack, grant_type="password", username="ls-outlet", password="ls-outlet").json()["access_token"]
    )

    assert claims["exp"] - claims["iat"] == 28_800
    assert {name: value for name, value in claims.items() if name not in ("iat", "exp")} == {
        "iss": ISSUER,
        "sub": "ls-outlet",
        "name": "张秀兰",
        "roles": ["outlet_manager"],
        "sub_branch": "lanshan",
        "outlet": "ls-1",
        "aud": "loanops",
    }


def test_roles_and_scope_follow_the_organisation_from_the_next_token_on(stack: Stack) -> None:
    """O1: nothing is remembered of the sign-in before."""
    before = stack.organisation.staff["sz-outlet"]
    moved = before | {"roles": ["account_manager", "outlet_manager"], "outlet": "sz-2"}
    stack.organisation.staff["sz-outlet"] = moved
    try:
        token = ask(stack, grant_type="password", username="sz-outlet", password="sz-outlet").json()["access_token"]
    finally:
        stack.organisation.staff["sz-outlet"] = before
    claims = claims_of(token)

    assert (claims["roles"], claims["outlet"]) == (["account_manager", "outlet_manager"], "sz-2")


def test_a_deputy_may_ask_for_a_token_in_the_place_of_whom_they_stand_in_for(stack: Stack) -> None:
    """O4: themselves, with the roles and the place of the absent one; the token says for whom."""
    head = {name: stack.organisation.staff["ls-branch-head"][name] for name in ("sub", "name", "roles", "sub_branch")}
    place = head | {"outlet": None, "until": f"{business_date(system_clock()) + timedelta(days=30)}"}
    before = stack.organisation.staff["ls-personal"]
    stack.organisation.staff["ls-personal"] = before | {"deputy_for": [place]}
    form = {"grant_type": "password", "username": "ls-personal", "password": "ls-personal"}
    try:
        as_deputy = ask(stack, **form, deputy_for="ls-branch-head")
        as_themselves = ask(stack, **form)
        for_another = ask(stack, **form, deputy_for="ls-risk")
    finally:
        stack.organisation.staff["ls-personal"] = before
    claims = claims_of(as_deputy.json()["access_token"])

    assert (claims["sub"], claims["roles"]) == ("ls-personal", ["branch_head"])
    assert claims["deputy_for"] == {"sub": "ls-branch-head", "name": head["name"]}
    assert claims_of(as_themselves.json()["access_token"])["roles"] == ["personal_dept"]
    assert "deputy_for" not in claims_of(as_themselves.json()["access_token"])
    assert (for_another.status_code, for_another.json()["error"]) == (400, "invalid_grant")


def test_a_token_ends_with_the_last_day_of_the_post(stack: Stack) -> None:
    """O1, O4: whoever's post or deputation ends today is not let in tomorrow on an older token."""
    today = business_date(system_clock())
    stack.organisation.staff["leaving"] = stack.organisation.staff["sz-risk"] | {"sub": "leaving", "until": f"{today}"}
    answer = ask(stack, grant_type="password", username="leaving", password="leaving").json()
    claims = claims_of(answer["access_token"])
    midnight = datetime.combine(today + timedelta(days=1), datetime.min.time(), SHANGHAI)

    assert claims["exp"] - claims["iat"] == answer["expires_in"] <= 28_800
    assert claims["exp"] <= midnight.timestamp()


def test_the_organisation_is_asked_with_the_gateways_own_token(stack: Stack) -> None:
    stack.organisation.seen.clear()
    ask(stack, grant_type="password", username="head", password="wrong")
    ask(stack, grant_type="password", username="head", password="head")
    (asked,) = stack.organisation.seen
    claims = claims_of(asked.values("authorization")[0].removeprefix("Bearer "))

    assert asked.target == "/v1/organisation/sign-ins/head"
    assert (claims["iss"], claims["aud"]) == ("loanops:gateway", "customer")
    assert "act" not in claims


def test_without_the_organisation_nobody_is_let_in_on_a_guess(stack: Stack, tmp_path: Path) -> None:
    """Fail closed: 503 that may be tried again."""
    upstreams = stack.upstreams | {"customer": f"http://127.0.0.1:{stack.down}"}
    with TestClient(gateway(settings(tmp_path, upstreams))) as client:
        answer = client.post("/oauth/token", data={"grant_type": "password", "username": "head", "password": "head"})

    assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")
    assert answer.headers["Retry-After"] == "2"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password", "username": "head", "password": "wrong"}, "invalid_grant"),
        ({"grant_type": "password", "username": "nobody", "password": "nobody"}, "invalid_grant"),
        ({"grant_type": "password", "username": "head", "password": "head", "deputy_for": "city"}, "invalid_grant"),
        ({"grant_type": "password", "username": "../nodes", "password": "../nodes"}, "invalid_grant"),
        ({"grant_type": "password", "username": "head"}, "invalid_request"),
        ({"grant_type": "password", "username": "", "password": ""}, "invalid_request"),
        ({"username": "head", "password": "head"}, "invalid_request"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": "password", "username": ["head", "city"], "password": "head"}, "invalid_request"),
        ({"grant_type": "password", "username": "head", "password": "x" * 5000}, "invalid_request"),
    ],
)
def test_a_wrong_sign_in_is_refused_in_the_words_of_rfc_6749(stack: Stack, form: dict[str, Any], error: str) -> None:
    answer = ask(stack, **form)

    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert "access_token" not in answer.text


def test_a_sign_in_must_be_a_form(stack: Stack) -> None:
    answer = httpx.post(
        f"{stack.url}/oauth/token", json={"grant_type": "password", "username": "head", "password": "head"}
    )

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_the_published_keys_hold_nothing_private(stack: Stack) -> None:
    keys = stack.http.get(f"{stack.url}/.well-known/jwks.json").json()["keys"]
    discovery = stack.http.get(f"{stack.url}/.well-known/openid-configuration").json()

    assert [set(key) & {"d", "k", "p", "q"} for key in keys] == [set()]
    assert (keys[0]["kid"], keys[0]["crv"]) == ("dev-1", "Ed25519")
    assert discovery["issuer"] == ISSUER
    assert discovery["jwks_uri"] == f"{stack.url}/.well-known/jwks.json"


def test_production_refuses_to_start_with_a_development_issuer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private, public, _ = issuer_files(tmp_path)
    for name, value in {
        "ENVIRONMENT": "production",
        "ISSUER": ISSUER,
        "JWKS_URL": public.as_uri(),
        "UPSTREAMS": '{"escrow": "http://127.0.0.1:1"}',
        "DEVELOPMENT_ISSUER_KEY_FILE": str(private),
    }.items():
        monkeypatch.setenv(f"LOANOPS_{name}", value)

    with pytest.raises(ValidationError, match="must not be set in production"):
        create()


def test_the_development_issuer_does_not_start_without_somebody_to_ask(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="customer among LOANOPS_UPSTREAMS"):
        settings(tmp_path, {"escrow": "http://127.0.0.1:1"})
    with pytest.raises(ValidationError, match="needs LOANOPS_SERVICE_KEY_FILE"):
        settings(tmp_path, {"customer": "http://127.0.0.1:1"}, service_key_file=None)


def test_without_its_key_file_there_is_no_issuer(tmp_path: Path) -> None:
    app = gateway(settings(tmp_path, {}, environment="production", development_issuer_key_file=None))

    assert not {"/oauth/token", "/.well-known/jwks.json"} & app.openapi()["paths"].keys()
    assert "demo_staff" not in app.openapi()["components"]["securitySchemes"]


def test_in_production_nobody_is_asked_about_the_staff(stack: Stack, tmp_path: Path) -> None:
    stack.organisation.seen.clear()
    production = settings(tmp_path, stack.upstreams, environment="production", development_issuer_key_file=None)
    with TestClient(gateway(production)) as client:
        answer = client.post("/oauth/token", data={"grant_type": "password", "username": "head", "password": "head"})

    assert answer.status_code == 404
    assert organisation(production) is None
    assert stack.organisation.seen == []


def test_the_development_issuer_is_loud(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gateway(settings(tmp_path, {"customer": "http://127.0.0.1:1"}))

    assert "DEVELOPMENT ISSUER IS ON" in capsys.readouterr().out


def test_a_public_key_cannot_be_an_issuers(tmp_path: Path) -> None:
    key = OKPKey.generate_key("Ed25519", parameters={"kid": "dev-1"})
    (tmp_path / "key.json").write_text(json.dumps(key.as_dict(private=False)))

    with pytest.raises(ValueError, match="private JWK"):
        DevelopmentIssuer(tmp_path / "key.json", ISSUER, "loanops")
