"""The development issuer: demo staff sign in with their name as password. Production takes the bank's own issuer.

Who they are, and where, is the organisation's to say, which customer keeps: roles and scopes follow it from the next
token on (domain O1). It exists only outside production and only with a key file; `settings` refuses the start
otherwise, and the log says loudly that it is on.
"""

import hmac
import json
import re
import time
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from datetime import time as day_time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from joserfc import jwt
from joserfc.jwk import OKPKey
from pydantic import BaseModel, ConfigDict

from chassis.clock import SHANGHAI
from chassis.errors import NotFound, Unavailable
from chassis.identity import ServiceTokens
from chassis.neighbours import Declined, Neighbours
from gateway.settings import GatewaySettings

ALGORITHM = "Ed25519"
TOKEN_SECONDS = 8 * 3600
FORM = "application/x-www-form-urlencoded"
FORM_BYTES_MAX = 4096
RETRY_AFTER_SECONDS = 2
ORGANISATION = "customer"
SUB = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,99}")
WRONG = "nobody of that name works here, or another password"

log = structlog.get_logger(__name__)


class Post(BaseModel):
    """What the organisation says of a post: whose it is, its roles, and where they are held (domain O1, O2).

    `until`: the last day on which it counts; None without an end.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    sub: str
    name: str
    roles: list[str]
    sub_branch: str | None
    outlet: str | None
    until: date | None = None


class SignIn(Post):
    """Somebody who works here now, and in whose place they stand besides (O4)."""

    deputy_for: list[Post] = []


class Organisation:
    """The organisation that customer keeps. It is asked at every sign-in, so that a token never says what was."""

    def __init__(self, neighbours: Neighbours) -> None:
        self._neighbours = neighbours

    async def sign_in(self, sub: str) -> SignIn | None:
        """What a token of somebody may say; None for whoever does not work here now.

        Raises Unavailable when that cannot be learned.
        """
        if not SUB.fullmatch(sub):
            return None
        try:
            return await self._neighbours.get(
                ORGANISATION, "/v1/organisation/sign-ins/{sub}", SignIn, person=None, at={"sub": sub}
            )
        except NotFound:
            return None
        except Declined as error:
            raise Unavailable from error

    async def close(self) -> None:
        """Close the pooled connections."""
        await self._neighbours.close()


def end_of(day: date) -> datetime:
    """The moment at which a business day is over."""
    return datetime.combine(day + timedelta(days=1), day_time(), SHANGHAI)


class DevelopmentIssuer:
    """Signs tokens for the demo staff. Raises OSError or ValueError for a key file that holds no usable key."""

    def __init__(self, key_file: Path, issuer: str, audience: str) -> None:
        self._key = OKPKey.import_key(json.loads(key_file.read_text()))
        if not self._key.is_private or not self._key.kid:
            raise ValueError("the development issuer's key file must hold a private JWK with a kid")
        self.issuer = issuer
        self._audience = audience

    def token(self, who: Post, place: Post) -> tuple[str, int]:
        """An access token of somebody in a place, their own or the one they stand in for; and for how many seconds.

        It ends with the last day of a post that has one.
        """
        now = int(time.time())
        ends = [end_of(post.until).timestamp() for post in (who, place) if post.until is not None]
        seconds = max(int(min(TOKEN_SECONDS, *(end - now for end in ends))) if ends else TOKEN_SECONDS, 0)
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": who.sub,
            "name": who.name,
            "roles": place.roles,
            "sub_branch": place.sub_branch,
            "outlet": place.outlet,
            "aud": self._audience,
            "iat": now,
            "exp": now + seconds,
        }
        if place.sub != who.sub:
            claims["deputy_for"] = {"sub": place.sub, "name": place.name}
        header = {"alg": ALGORITHM, "kid": self._key.kid, "typ": "JWT"}
        return jwt.encode(header, claims, self._key, algorithms=[ALGORITHM]), seconds

    def public_keys(self) -> dict[str, Any]:
        """The JWKS that verifies the tokens; the private part stays here."""
        public = self._key.as_dict(private=False)
        return {"keys": [{**public, "kid": self._key.kid, "use": "sig", "alg": ALGORITHM}]}


def development_issuer(settings: GatewaySettings) -> DevelopmentIssuer | None:
    """The issuer when the settings ask for it, which production's cannot; None otherwise."""
    if settings.development_issuer_key_file is None:
        return None
    log.warning(
        "DEVELOPMENT ISSUER IS ON: anybody may sign in as anybody on the staff. Never expose this to a network.",
        environment=settings.environment,
        key_file=settings.development_issuer_key_file.name,
    )
    return DevelopmentIssuer(settings.development_issuer_key_file, settings.issuer, settings.audience)


def organisation(settings: GatewaySettings) -> Organisation | None:
    """Where the development issuer asks who works here; None when there is no such issuer."""
    if settings.development_issuer_key_file is None or settings.service_key_file is None:
        return None
    tokens = ServiceTokens(settings.service, settings.service_key_file)
    return Organisation(Neighbours({ORGANISATION: str(settings.upstreams[ORGANISATION])}, tokens))


def router(issuer: DevelopmentIssuer, organisation: Organisation) -> APIRouter:
    """`/oauth/token` and the two documents with which others find and check the issuer."""
    routes = APIRouter(tags=["sign in (development)"])

    @routes.post("/oauth/token", summary="Sign in as one of the demo staff", openapi_extra=_TOKEN_DOCUMENTATION)
    async def token(request: Request) -> Response:
        """Password grant of RFC 6749 (section 4.3): the password of each of the demo staff is their name.

        `deputy_for` asks for a token in the place of somebody for whom one stands in now (O4).
        """
        try:
            who, place = await _signing_in(await _form(request), organisation)
        except _Refused as refused:
            return refused.answer()
        signed, seconds = issuer.token(who, place)
        answer = {"access_token": signed, "token_type": "Bearer", "expires_in": seconds}
        return JSONResponse(answer, headers=_NOT_STORED)

    @routes.get("/.well-known/jwks.json", summary="The development issuer's public keys")
    async def jwks() -> dict[str, Any]:
        """A JWK set (RFC 7517)."""
        return issuer.public_keys()

    @routes.get("/.well-known/openid-configuration", summary="Where the development issuer's routes are")
    async def discovery(request: Request) -> dict[str, Any]:
        """OpenID Connect Discovery, as far as it applies to a password grant."""
        here = str(request.base_url).rstrip("/")
        return {
            "issuer": issuer.issuer,
            "token_endpoint": f"{here}/oauth/token",
            "jwks_uri": f"{here}/.well-known/jwks.json",
            "grant_types_supported": ["password"],
            "response_types_supported": [],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "token_endpoint_auth_methods_supported": ["none"],
        }

    return routes


class _Refused(Exception):
    """No token, and why: an `error` of RFC 6749 (section 5.2) and a description for the caller."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(error)
        self._error = {"error": error, "error_description": description}
        self._status = status

    def answer(self) -> JSONResponse:
        again = {"retry-after": f"{RETRY_AFTER_SECONDS}"} if self._status == 503 else {}
        return JSONResponse(self._error, status_code=self._status, headers=_NOT_STORED | again)


async def _signing_in(form: Mapping[str, str], organisation: Organisation) -> tuple[Post, Post]:
    """Whoever signs in, and in which place: their own, or one that they stand in for. Raises _Refused."""
    if form["grant_type"] != "password":
        raise _Refused("unsupported_grant_type", "grant_type must be password")
    if not form.get("username") or not form.get("password"):
        raise _Refused("invalid_request", "username and password are required")
    if not hmac.compare_digest(form["password"].encode(), form["username"].encode()):
        raise _Refused("invalid_grant", WRONG)
    try:
        who = await organisation.sign_in(form["username"])
    except Unavailable as error:
        waiting = "customer does not say who works here; try again"
        raise _Refused("temporarily_unavailable", waiting, 503) from error
    if who is None:
        raise _Refused("invalid_grant", WRONG)
    if "deputy_for" not in form:
        return who, who
    for place in who.deputy_for:
        if place.sub == form["deputy_for"]:
            return who, place
    raise _Refused("invalid_grant", "not named to stand in for that person now")


async def _form(request: Request) -> dict[str, str]:
    """The form's fields. Raises _Refused for anything RFC 6749 does not allow."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise _Refused("invalid_request", f"the body must be {FORM}")
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > FORM_BYTES_MAX:
            raise _Refused("invalid_request", "the body is too large")
    try:
        items = parse_qsl(content.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise _Refused("invalid_request", "the body is not UTF-8") from error
    fields = dict(items)
    if len(fields) != len(items):
        raise _Refused("invalid_request", "a parameter must not be repeated")
    if "grant_type" not in fields:
        raise _Refused("invalid_request", "grant_type is required")
    return fields


_NOT_STORED = {"cache-control": "no-store", "pragma": "no-cache"}


_TOKEN_DOCUMENTATION: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["grant_type", "username", "password"],
                    "properties": {
                        "grant_type": {"type": "string", "enum": ["password"]},
                        "username": {"type": "string", "examples": ["ls-manager-1", "core-banking"]},
                        "password": {"type": "string", "format": "password", "description": "The same as `username`."},
                        "deputy_for": {
                            "type": "string",
                            "description": "In whose place one signs in (O4).",
                        },
                    },
                }
            }
        },
    },
    "responses": {
        "200": {
            "description": "Signed in",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["access_token", "token_type", "expires_in"],
                        "properties": {
                            "access_token": {"type": "string"},
                            "token_type": {"type": "string", "enum": ["Bearer"]},
                            "expires_in": {"type": "integer", "description": "Seconds"},
                        },
                    }
                }
            },
        },
        "400": {"description": "Refused, as in RFC 6749, section 5.2"},
        "503": {"description": "Customer, which keeps the organisation, does not answer: `temporarily_unavailable`"},
    },
}
