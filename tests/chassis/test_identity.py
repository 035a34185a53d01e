"""A service knows who asks from a token that verifies, and from nothing else (contract 1, Access; OWASP API2)."""

import asyncio
import http.server
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from chassis import identity
from chassis.errors import Unauthenticated, Unavailable
from chassis.identity import Actor, ServiceTokens, TokenVerifier

ISSUER = "https://issuer.test"
ACTOR = Actor("ls-outlet", "张秀兰", frozenset({"outlet_manager"}), "lanshan", "ls-1")


def pair(kid: str) -> OKPKey:
    return OKPKey.generate_key("Ed25519", parameters={"kid": kid})


KEY = pair("bank-1")
SCORING = pair("scoring")


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    return {
        "iss": ISSUER,
        "sub": ACTOR.sub,
        "name": ACTOR.name,
        "roles": ["outlet_manager"],
        "sub_branch": "lanshan",
        "outlet": "ls-1",
        "aud": "loanops",
        "iat": now,
        "exp": now + 3600,
    } | changes


def signed(content: dict[str, Any], key: Any = KEY, alg: str = "Ed25519", kid: str = "bank-1") -> str:
    return jwt.encode({"alg": alg, "kid": kid}, content, key, algorithms=[alg])


def encoded(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def published(path: Path, *keys: Any) -> str:
    path.write_text(json.dumps({"keys": [key.as_dict(private=False) for key in keys]}))
    return path.as_uri()


@pytest.fixture
def verifier(tmp_path: Path) -> TokenVerifier:
    people, services = published(tmp_path / "people.json", KEY), published(tmp_path / "services.json", SCORING)
    return TokenVerifier(ISSUER, "loanops", people, "collections", services)


def actor(verifier: TokenVerifier, token: str) -> Actor:
    return asyncio.run(verifier.actor(f"Bearer {token}"))


def refused(verifier: TokenVerifier, authorization: str | None) -> bool:
    try:
        asyncio.run(verifier.actor(authorization))
    except Unauthenticated:
        return True
    return False


def test_a_good_token_names_its_person_and_place(verifier: TokenVerifier) -> None:
    found = actor(verifier, signed(claims()))

    assert found == ACTOR
    assert (found.scope.sub_branch, found.scope.outlet) == ("lanshan", "ls-1")


@pytest.mark.parametrize(("kind", "alg"), [("rsa", "RS256"), ("rsa", "PS256"), ("ec", "ES256")])
def test_a_bank_may_sign_with_rsa_or_an_elliptic_curve(tmp_path: Path, kind: str, alg: str) -> None:
    parameters = {"kid": "bank-1"}
    key: Any = RSAKey.generate_key(2048, parameters) if kind == "rsa" else ECKey.generate_key("P-256", parameters)
    verifier = TokenVerifier(ISSUER, "loanops", published(tmp_path / "jwks.json", key))

    assert actor(verifier, signed(claims(), key, alg)).sub == ACTOR.sub


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": int(time.time()) - 60},
        {"exp": None},
        {"nbf": int(time.time()) + 600},
        {"aud": "another-system"},
        {"aud": None},
        {"iss": "https://elsewhere"},
        {"iss": "loanops:scoring"},
        {"sub": None},
        {"roles": "head_office"},
        {"roles": [{"head_office": True}]},
    ],
)
def test_a_token_with_a_wrong_claim_is_refused(verifier: TokenVerifier, changes: dict[str, Any]) -> None:
    content = {name: value for name, value in claims(**changes).items() if value is not None}

    assert refused(verifier, f"Bearer {signed(content)}")


def test_a_token_that_names_no_algorithm_is_refused(verifier: TokenVerifier) -> None:
    for alg in ("none", "None", "NONE", "", None):
        head = encoded({"alg": alg, "kid": "bank-1"})

        assert refused(verifier, f"Bearer {head}.{encoded(claims())}.")


def test_a_public_key_is_no_hmac_secret(verifier: TokenVerifier) -> None:
    public = KEY.public_key if not callable(KEY.public_key) else KEY.public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    published_form = json.dumps(KEY.as_dict(private=False)).encode()
    for secret in (pem, raw, published_form):
        token = signed(claims(roles=["head_office"]), OctKey.import_key(urlsafe_b64encode(secret).decode()), "HS256")

        assert refused(verifier, f"Bearer {token}")


def test_changed_claims_do_not_verify(verifier: TokenVerifier) -> None:
    head, _, signature = signed(claims()).split(".")

    assert refused(verifier, f"Bearer {head}.{encoded(claims(roles=['head_office']))}.{signature}")


def test_another_key_does_not_verify_whatever_it_calls_itself(verifier: TokenVerifier) -> None:
    assert refused(verifier, f"Bearer {signed(claims(), pair('bank-1'))}")
    assert refused(verifier, f"Bearer {signed(claims(), pair('mine'), kid='mine')}")


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic aGVhZDpoZWFk",
        "Bearer nonsense",
        "Bearer a.b.c",
        "Bearer ..",
        "Bearer " + "x" * 9000,
    ],
)
def test_anything_else_is_refused(verifier: TokenVerifier, authorization: str | None) -> None:
    assert refused(verifier, authorization)


def test_a_role_we_do_not_know_gives_nothing(verifier: TokenVerifier) -> None:
    assert actor(verifier, signed(claims(roles=["admin", "service"]))).roles == frozenset()


@pytest.mark.parametrize(
    ("roles", "sub_branch", "outlet", "scope"),
    [
        (["head_office"], None, None, ("*", "*")),
        (["system"], "lanshan", None, ("*", "*")),
        (["account_manager"], "lanshan", "ls-1", ("lanshan", "*")),
        (["outlet_manager"], "lanshan", "ls-1", ("lanshan", "ls-1")),
        (["outlet_manager"], "lanshan", None, ("lanshan", "")),
        (["outlet_manager", "collector"], "lanshan", "ls-1", ("lanshan", "*")),
        (["collector"], None, None, ("", "")),
        ([], None, None, ("", "")),
    ],
)
def test_one_sees_ones_own_node_and_what_is_below(
    verifier: TokenVerifier, roles: list[str], sub_branch: str | None, outlet: str | None, scope: tuple[str, str]
) -> None:
    found = actor(verifier, signed(claims(roles=roles, sub_branch=sub_branch, outlet=outlet)))

    assert (found.scope.sub_branch, found.scope.outlet) == scope


def service_tokens(tmp_path: Path, service: str, key: OKPKey) -> ServiceTokens:
    (tmp_path / "own.json").write_text(json.dumps(key.as_dict(private=True)))
    return ServiceTokens(service, tmp_path / "own.json")


def test_a_service_speaks_for_itself_and_names_its_person(verifier: TokenVerifier, tmp_path: Path) -> None:
    found = actor(verifier, service_tokens(tmp_path, "scoring", SCORING).token("collections", ACTOR))

    assert (found.sub, found.name, found.through) == ("ls-outlet", "张秀兰", "scoring")
    assert found.roles == {"service"}
    assert (found.scope.sub_branch, found.scope.outlet) == ("*", "*")


def test_a_service_may_speak_for_nobody(verifier: TokenVerifier, tmp_path: Path) -> None:
    found = actor(verifier, service_tokens(tmp_path, "scoring", SCORING).token("collections", None))

    assert (found.sub, found.through) == ("scoring", "scoring")


def test_a_services_token_is_good_for_one_audience(verifier: TokenVerifier, tmp_path: Path) -> None:
    assert refused(verifier, f"Bearer {service_tokens(tmp_path, 'scoring', SCORING).token('escrow', ACTOR)}")


def test_no_service_signs_as_another(verifier: TokenVerifier, tmp_path: Path) -> None:
    now = int(time.time())
    content = {"iss": "loanops:customer", "sub": "customer", "aud": "collections", "iat": now, "exp": now + 60}

    assert refused(verifier, f"Bearer {signed(content, SCORING, kid='scoring')}")
    assert refused(verifier, f"Bearer {signed(content, SCORING, kid='customer')}")


def test_a_services_key_signs_for_no_person_and_the_issuers_for_no_service(verifier: TokenVerifier) -> None:
    as_service = claims(iss="loanops:bank-1", aud="collections")

    assert refused(verifier, f"Bearer {signed(claims(), SCORING, kid='scoring')}")
    assert refused(verifier, f"Bearer {signed(as_service)}")


def test_without_the_services_keys_no_service_is_let_in(tmp_path: Path) -> None:
    verifier = TokenVerifier(ISSUER, "loanops", published(tmp_path / "jwks.json", KEY), "collections")

    assert refused(verifier, f"Bearer {service_tokens(tmp_path, 'scoring', SCORING).token('collections', ACTOR)}")


def test_a_remembered_token_does_not_outlive_its_expiry(
    verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = signed(claims(exp=int(time.time()) + 10))
    actor(verifier, token)
    later = time.time() + 10 + identity.LEEWAY_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)

    assert refused(verifier, f"Bearer {token}")


class Issuer(http.server.BaseHTTPRequestHandler):
    """Publishes `keys`, unless it is `down`; counts how often it is asked."""

    keys: ClassVar[list[OKPKey]] = []
    down = False
    asked = 0

    def do_GET(self) -> None:
        Issuer.asked += 1
        self.send_response(500 if Issuer.down else 200)
        self.end_headers()
        self.wfile.write(json.dumps({"keys": [key.as_dict(private=False) for key in Issuer.keys]}).encode())

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""


@pytest.fixture
def issuer_url() -> Iterator[str]:
    Issuer.keys, Issuer.down, Issuer.asked = [KEY], False, 0
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Issuer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/jwks.json"
    server.shutdown()
    server.server_close()
    thread.join()


class Monotonic:
    """A clock for the age of keys, moved by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_000_000.0
        # The module's own clock only: event loops of other threads live by the real one.
        monkeypatch.setattr(identity, "time", SimpleNamespace(monotonic=lambda: self.now, time=time.time))


def test_strangers_tokens_make_us_ask_the_issuer_at_most_every_few_seconds(
    issuer_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Monotonic(monkeypatch)
    verifier = TokenVerifier(ISSUER, "loanops", issuer_url)

    async def storm() -> None:
        for number in range(50):
            with pytest.raises(Unauthenticated):
                await verifier.actor(f"Bearer {signed(claims(), kid=f'unknown-{number}')}")

    asyncio.run(storm())
    clock.now += identity.KEYS_REFETCH_SECONDS + 1
    asyncio.run(storm())

    assert Issuer.asked == 2


def test_a_key_that_the_issuer_adds_is_found(issuer_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Monotonic(monkeypatch)
    verifier = TokenVerifier(ISSUER, "loanops", issuer_url)
    actor(verifier, signed(claims()))
    added = pair("bank-2")
    Issuer.keys = [KEY, added]
    clock.now += identity.KEYS_REFETCH_SECONDS + 1

    assert actor(verifier, signed(claims(), added, kid="bank-2")).sub == ACTOR.sub


def test_a_key_that_the_issuer_withdraws_is_no_longer_good(issuer_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Monotonic(monkeypatch)
    verifier = TokenVerifier(ISSUER, "loanops", issuer_url)
    actor(verifier, signed(claims()))
    Issuer.keys = [pair("bank-2")]
    clock.now += identity.KEYS_FRESH_SECONDS + 1

    assert refused(verifier, f"Bearer {signed(claims(jti='another'))}")


def test_an_issuer_that_is_down_turns_nobody_away_whose_key_is_known(
    issuer_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Monotonic(monkeypatch)
    verifier = TokenVerifier(ISSUER, "loanops", issuer_url)
    actor(verifier, signed(claims()))
    Issuer.down = True
    clock.now += identity.KEYS_FRESH_SECONDS + 1

    assert actor(verifier, signed(claims(jti="another"))).sub == ACTOR.sub


def test_an_issuer_that_never_answered_makes_us_unavailable_and_lets_nobody_in(issuer_url: str) -> None:
    Issuer.down = True
    verifier = TokenVerifier(ISSUER, "loanops", issuer_url)

    with pytest.raises(Unavailable):
        actor(verifier, signed(claims()))


def test_an_issuer_that_does_not_answer_is_asked_once_for_all_who_wait(issuer_url: str) -> None:
    Issuer.down = True
    verifier = TokenVerifier(ISSUER, "loanops", issuer_url)

    async def storm() -> list[Any]:
        tokens = [signed(claims(jti=str(number))) for number in range(20)]
        return await asyncio.gather(*(verifier.actor(f"Bearer {token}") for token in tokens), return_exceptions=True)

    failures = asyncio.run(storm())

    assert {type(failure) for failure in failures} == {Unavailable}
    assert Issuer.asked == 1


def test_an_actor_cannot_be_changed() -> None:
    assert replace(ACTOR, sub="someone").sub == "someone"
    with pytest.raises(AttributeError):
        ACTOR.sub = "someone"  # type: ignore[misc]
