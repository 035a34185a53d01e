"""The development issuer: demo staff sign in with their name as password. Production takes the bank's own issuer.

It exists only outside production and only with a key file; `settings` refuses the start otherwise, and the log says
loudly that it is on.
"""

import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from joserfc import jwt
from joserfc.jwk import OKPKey

from gateway.settings import GatewaySettings

ALGORITHM = "Ed25519"
TOKEN_SECONDS = 8 * 3600
FORM = "application/x-www-form-urlencoded"
FORM_BYTES_MAX = 4096

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Person:
    """One of the demo staff."""

    sub: str
    name: str
    role: str
    sub_branch: str | None = None
    outlet: str | None = None


# (name in the sub-branch, role, number of the outlet or 0, name in lanshan, name in shizhong)
_SUB_BRANCH_STAFF = [
    ("manager-1", "account_manager", 1, "王海燕", "刘志强"),
    ("manager-2", "account_manager", 2, "李建国", "陈晓梅"),
    ("outlet", "outlet_manager", 1, "张秀兰", "杨文博"),
    ("personal", "personal_dept", 0, "赵明辉", "黄丽娟"),
    ("corporate", "corporate_dept", 0, "孙立新", "周德胜"),
    ("payments", "payments", 0, "吴桂芳", "徐静怡"),
    ("collector", "collector", 0, "郑大勇", "马俊杰"),
    ("risk", "risk_officer", 0, "冯雅琴", "朱慧敏"),
    ("committee-1", "committee_member", 0, "胡振华", "郭永平"),
    ("committee-2", "committee_member", 0, "林淑珍", "何玉霞"),
    ("committee-3", "committee_member", 0, "高志远", "罗建军"),
    ("branch-head", "branch_head", 0, "宋国栋", "梁卫东"),
]


def _sub_branch(prefix: str, sub_branch: str, column: int) -> list[Person]:
    return [
        Person(f"{prefix}-{row[0]}", str(row[column]), row[1], sub_branch, f"{prefix}-{row[2]}" if row[2] else None)
        for row in _SUB_BRANCH_STAFF
    ]


STAFF: Mapping[str, Person] = {
    person.sub: person
    for person in [
        Person("head", "韩正明", "head_office"),
        Person("city", "唐敏", "city_branch"),
        Person("auditor", "邓思源", "auditor"),
        Person("core-banking", "核心银行系统", "system"),
        *_sub_branch("ls", "lanshan", 3),
        *_sub_branch("sz", "shizhong", 4),
    ]
}


class DevelopmentIssuer:
    """Signs tokens for the demo staff. Raises OSError or ValueError for a key file that holds no usable key."""

    def __init__(self, key_file: Path, issuer: str, audience: str) -> None:
        self._key = OKPKey.import_key(json.loads(key_file.read_text()))
        if not self._key.is_private or not self._key.kid:
            raise ValueError("the development issuer's key file must hold a private JWK with a kid")
        self.issuer = issuer
        self._audience = audience

    def token(self, person: Person) -> str:
        """An access token of that person, good for `TOKEN_SECONDS`."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": person.sub,
            "name": person.name,
            "roles": [person.role],
            "sub_branch": person.sub_branch,
            "outlet": person.outlet,
            "aud": self._audience,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
        }
        header = {"alg": ALGORITHM, "kid": self._key.kid, "typ": "JWT"}
        return jwt.encode(header, claims, self._key, algorithms=[ALGORITHM])

    def public_keys(self) -> dict[str, Any]:
        """The JWKS that verifies the tokens; the private part stays here."""
        public = self._key.as_dict(private=False)
        return {"keys": [{**public, "kid": self._key.kid, "use": "sig", "alg": ALGORITHM}]}


def development_issuer(settings: GatewaySettings) -> DevelopmentIssuer | None:
    """The issuer when the settings ask for it, which production's cannot; None otherwise."""
    if settings.development_issuer_key_file is None:
        return None
    log.warning(
        "DEVELOPMENT ISSUER IS ON: anybody may sign in as any of the demo staff. Never expose this to a network.",
        environment=settings.environment,
        key_file=settings.development_issuer_key_file.name,
    )
    return DevelopmentIssuer(settings.development_issuer_key_file, settings.issuer, settings.audience)


def router(issuer: DevelopmentIssuer) -> APIRouter:
    """`/oauth/token` and the two documents with which others find and check the issuer."""
    routes = APIRouter(tags=["sign in (development)"])

    @routes.post("/oauth/token", summary="Sign in as one of the demo staff", openapi_extra=_TOKEN_DOCUMENTATION)
    async def token(request: Request) -> Response:
        """Password grant of RFC 6749 (section 4.3): the password of each of the demo staff is their name."""
        try:
            form = await _form(request)
        except ValueError as fault:
            return _refusal("invalid_request", str(fault))
        if form["grant_type"] != "password":
            return _refusal("unsupported_grant_type", "grant_type must be password")
        if not form.get("username") or not form.get("password"):
            return _refusal("invalid_request", "username and password are required")
        person = STAFF.get(form["username"])
        if person is None or not hmac.compare_digest(form["password"].encode(), person.sub.encode()):
            return _refusal("invalid_grant", "no such member of the demo staff, or another password")
        answer = {"access_token": issuer.token(person), "token_type": "Bearer", "expires_in": TOKEN_SECONDS}
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


async def _form(request: Request) -> dict[str, str]:
    """The form's fields. Raises ValueError, whose text is for the caller, for anything RFC 6749 does not allow."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise ValueError(f"the body must be {FORM}")
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > FORM_BYTES_MAX:
            raise ValueError("the body is too large")
    try:
        items = parse_qsl(content.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise ValueError("the body is not UTF-8") from error
    fields = dict(items)
    if len(fields) != len(items):
        raise ValueError("a parameter must not be repeated")
    if "grant_type" not in fields:
        raise ValueError("grant_type is required")
    return fields


_NOT_STORED = {"cache-control": "no-store", "pragma": "no-cache"}


def _refusal(error: str, description: str) -> JSONResponse:
    return JSONResponse({"error": error, "error_description": description}, status_code=400, headers=_NOT_STORED)


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
                        "username": {"type": "string", "enum": list(STAFF)},
                        "password": {"type": "string", "format": "password", "description": "The same as `username`."},
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
    },
}
