"""The development issuer signs in the demo staff, and production never has one (contract 2)."""

import json
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc.jwk import OKPKey
from pydantic import ValidationError

from gateway.app import create, gateway
from gateway.identity import STAFF, DevelopmentIssuer
from tests.gateway.stack import ISSUER, Stack, issuer_files, settings


def claims_of(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    found: dict[str, Any] = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found


def ask(stack: Stack, **form: str) -> httpx.Response:
    return stack.http.post(f"{stack.url}/oauth/token", data=form)


def test_everyone_of_the_demo_staff_can_sign_in_and_is_let_in(stack: Stack) -> None:
    answers = {name: ask(stack, grant_type="password", username=name, password=name) for name in STAFF}
    token = answers["sz-outlet"].json()["access_token"]
    inside = stack.http.get(f"{stack.url}/escrow/v1/things", headers={"Authorization": f"Bearer {token}"})

    assert {answer.status_code for answer in answers.values()} == {200}
    assert answers["head"].json()["token_type"] == "Bearer"
    assert answers["head"].json()["expires_in"] == 28_800
    assert answers["head"].headers["Cache-Control"] == "no-store"
    assert inside.status_code == 200


def test_the_demo_staff_are_those_of_the_contract() -> None:
    posts = {
        "manager-1": ("account_manager", "1"),
        "manager-2": ("account_manager", "2"),
        "outlet": ("outlet_manager", "1"),
        "personal": ("personal_dept", None),
        "corporate": ("corporate_dept", None),
        "payments": ("payments", None),
        "collector": ("collector", None),
        "risk": ("risk_officer", None),
        "committee-1": ("committee_member", None),
        "committee-2": ("committee_member", None),
        "committee-3": ("committee_member", None),
        "branch-head": ("branch_head", None),
    }
    bank_wide = {"head": "head_office", "city": "city_branch", "auditor": "auditor", "core-banking": "system"}
    expected = {name: (role, None, None) for name, role in bank_wide.items()} | {
        f"{prefix}-{post}": (role, branch, f"{prefix}-{outlet}" if outlet else None)
        for prefix, branch in (("ls", "lanshan"), ("sz", "shizhong"))
        for post, (role, outlet) in posts.items()
    }

    assert {name: (person.role, person.sub_branch, person.outlet) for name, person in STAFF.items()} == expected
    assert len({person.name for person in STAFF.values()}) == len(STAFF)


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


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password", "username": "head", "password": "wrong"}, "invalid_grant"),
        ({"grant_type": "password", "username": "nobody", "password": "nobody"}, "invalid_grant"),
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


def test_without_its_key_file_there_is_no_issuer(tmp_path: Path) -> None:
    app = gateway(settings(tmp_path, {}, environment="production", development_issuer_key_file=None))

    assert not {"/oauth/token", "/.well-known/jwks.json"} & app.openapi()["paths"].keys()
    assert "demo_staff" not in app.openapi()["components"]["securitySchemes"]


def test_the_development_issuer_is_loud(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gateway(settings(tmp_path, {}))

    assert "DEVELOPMENT ISSUER IS ON" in capsys.readouterr().out


def test_a_public_key_cannot_be_an_issuers(tmp_path: Path) -> None:
    key = OKPKey.generate_key("Ed25519", parameters={"kid": "dev-1"})
    (tmp_path / "key.json").write_text(json.dumps(key.as_dict(private=False)))

    with pytest.raises(ValueError, match="private JWK"):
        DevelopmentIssuer(tmp_path / "key.json", ISSUER, "loanops")
