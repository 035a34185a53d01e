"""Who is asking. A service checks the token itself and trusts no header that a caller could have written.

People come with a token of the bank's issuer (OIDC, or the development issuer). A service that calls another signs a
short-lived token of its own and names the person it acts for as `act` (RFC 8693, section 4.1).
"""

import asyncio
import json
import time
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx
import structlog
from cachetools import TTLCache
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from chassis.errors import Unauthenticated, Unavailable

log = structlog.get_logger(__name__)

ALGORITHMS = ["Ed25519", "EdDSA", "ES256", "RS256", "PS256"]  # asymmetric only: no `none`, no HMAC under a public key
SERVICE_ISSUER = "loanops:"  # + the service's name
SERVICE_TOKEN_SECONDS = 60
LEEWAY_SECONDS = 5
KEYS_FRESH_SECONDS = 300
KEYS_REFETCH_SECONDS = 10
KEYS_RETRY_SECONDS = 1
VERIFIED_SECONDS = 30

# Roles that are not bound to one sub-branch (contract, section 1, Access).
BANK_WIDE_ROLES = frozenset({"system", "city_branch", "head_office", "auditor", "service"})
ROLES = BANK_WIDE_ROLES | {
    "account_manager",
    "outlet_manager",
    "personal_dept",
    "corporate_dept",
    "payments",
    "collector",
    "risk_officer",
    "committee_member",
    "branch_head",
}
EVERYWHERE = "*"
NOWHERE = ""


class Scope(NamedTuple):
    """The part of the organisation somebody sees, or a thing lies in. A sub-branch and an outlet may be EVERYWHERE."""

    sub_branch: str
    outlet: str


WHOLE_BANK = Scope(EVERYWHERE, EVERYWHERE)


@dataclass(frozen=True)
class Actor:
    """The person, or the system, on whose word something is done."""

    sub: str
    name: str
    roles: frozenset[str]
    sub_branch: str | None = None
    outlet: str | None = None
    through: str | None = None
    """The service that calls on this person's behalf, when one does."""
    deputy_for: str | None = None
    """In whose place this person acts, with that one's powers (domain O4)."""
    scope: Scope = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "scope", scope_of(self.roles, self.sub_branch, self.outlet))


def scope_of(roles: frozenset[str], sub_branch: str | None, outlet: str | None) -> Scope:
    """Domain O1: one's own node and what is below it. `outlet` narrows an outlet manager only."""
    if roles & BANK_WIDE_ROLES:
        return WHOLE_BANK
    if not sub_branch:
        return Scope(NOWHERE, NOWHERE)
    if roles == {"outlet_manager"}:
        return Scope(sub_branch, outlet or NOWHERE)
    return Scope(sub_branch, EVERYWHERE)


SYSTEM_ACTOR = Actor("loanops", "Loanops", frozenset({"system"}))


class Keys:
    """An issuer's public keys: kept fresh, refetched at most every few seconds for a key id not seen before."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._keys: dict[str, Any] = {}
        self._asked_at = float("-inf")
        self._reading = asyncio.Lock()

    async def find(self, kid: str) -> Any:
        """The key with that id. Raises Unauthenticated when there is none, Unavailable when nobody can be asked."""
        if self._asks_again(kid):
            await self._read(kid)
        if not self._keys:
            raise Unavailable
        if kid not in self._keys:
            raise Unauthenticated
        return self._keys[kid]

    def _asks_again(self, kid: str) -> bool:
        age = time.monotonic() - self._asked_at
        if not self._keys:  # who waited for a reading that failed must not wait for one more
            return age > KEYS_RETRY_SECONDS
        return age > KEYS_FRESH_SECONDS or (kid not in self._keys and age > KEYS_REFETCH_SECONDS)

    async def _read(self, kid: str) -> None:
        async with self._reading:
            if not self._asks_again(kid):
                return
            try:
                keys = KeySet.import_key_set(await self._document())
                self._keys = {key.kid: key for key in keys.keys if key.kid}
            except (OSError, httpx.HTTPError, ValueError, KeyError, TypeError, JoseError) as error:
                # With older keys at hand, a passing fault of the issuer turns nobody away.
                log.warning("the issuer's keys cannot be read", url=self._url, error=type(error).__name__)
            self._asked_at = time.monotonic()

    async def _document(self) -> Any:
        parts = urlsplit(self._url)
        if parts.scheme == "file":
            return json.loads(await asyncio.to_thread(Path(parts.path).read_text))
        async with httpx.AsyncClient(timeout=5) as client:
            answer = await client.get(self._url)
            answer.raise_for_status()
            return answer.json()


class Standing:
    """Whose older tokens are refused, since the post that they tell of has changed (domain O1).

    `read` asks the organisation, at most every few seconds. What was read last counts while it cannot be asked; until
    it has answered once nobody gets in, for a missing answer is never a pass.
    """

    def __init__(self, read: Callable[[], Awaitable[Mapping[str, datetime]]], fresh_seconds: float = 2.0) -> None:
        self._read = read
        self._fresh_seconds = fresh_seconds
        self._known: Mapping[str, datetime] | None = None
        self._asked_at = float("-inf")
        self._asking = asyncio.Lock()

    async def check(self, sub: str, made_at: object) -> None:
        """Raises Unauthenticated for a token made at or before the second in which the post changed, or without a time.

        A token says when it was made in whole seconds: of one made in that very second nobody can tell.
        """
        tokens_from = (await self._present()).get(sub)
        if tokens_from is None:
            return
        if not isinstance(made_at, int | float) or made_at <= int(tokens_from.timestamp()):
            raise Unauthenticated

    async def _present(self) -> Mapping[str, datetime]:
        if time.monotonic() - self._asked_at > self._fresh_seconds:
            async with self._asking:
                if time.monotonic() - self._asked_at > self._fresh_seconds:
                    try:
                        self._known = await self._read()
                    except Exception as error:
                        log.warning("the organisation cannot be asked whose tokens count", error=type(error).__name__)
                    self._asked_at = time.monotonic()
        if self._known is None:
            raise Unavailable
        return self._known


class TokenVerifier:
    """Turns a bearer token into an Actor. Verified tokens are remembered for some seconds, never past their expiry."""

    def __init__(
        self,
        issuer: str,
        audience: str,
        jwks_url: str,
        service: str = "",
        service_jwks_url: str | None = None,
        standing: Standing | None = None,
    ) -> None:
        """`standing` says whose older tokens are refused; without it a token counts until it expires."""
        self._issuer = issuer
        self._audience = audience
        self._service = service
        self._people = Keys(jwks_url)
        self._services = Keys(service_jwks_url) if service_jwks_url else None
        self._standing = standing
        self._verified: TTLCache[str, tuple[Actor, float, object]] = TTLCache(maxsize=4096, ttl=VERIFIED_SECONDS)

    async def actor(self, authorization: str | None) -> Actor:
        """The actor behind an Authorization header. Raises Unauthenticated for anything but a good bearer token."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > 8192:
            raise Unauthenticated
        known = self._verified.get(token)
        if known is None or known[1] <= time.time():
            claims = await self._verify(token.strip())
            known = self._verified[token] = (self._actor(claims), float(claims["exp"]), claims.get("iat"))
        actor, _, made_at = known
        if self._standing is not None and actor.through is None:
            await self._standing.check(actor.sub, made_at)
        return actor

    async def _verify(self, token: str) -> dict[str, Any]:
        try:
            head, body = (json.loads(_decoded(part)) for part in token.split(".")[:2])
            kid, issuer = head["kid"], body["iss"]
            from_service = isinstance(issuer, str) and issuer.startswith(SERVICE_ISSUER)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise Unauthenticated from error
        keys = self._services if from_service else self._people
        if keys is None or not isinstance(kid, str):
            raise Unauthenticated
        key = await keys.find(kid)
        audience = self._service if from_service else self._audience
        registry = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": f"{SERVICE_ISSUER}{kid}" if from_service else self._issuer},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
        )
        try:
            decoded = jwt.decode(token, key, algorithms=ALGORITHMS)
            registry.validate(decoded.claims)
        except (JoseError, ValueError, TypeError) as error:
            raise Unauthenticated from error
        return decoded.claims

    def _actor(self, claims: Mapping[str, Any]) -> Actor:
        if str(claims["iss"]).startswith(SERVICE_ISSUER):
            person = claims.get("act") or {}
            return Actor(
                sub=str(person.get("sub", claims["sub"])),
                name=str(person.get("name", claims["sub"])),
                roles=frozenset({"service"}),
                through=str(claims["iss"]).removeprefix(SERVICE_ISSUER),
            )
        roles = claims.get("roles", [])
        if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
            raise Unauthenticated
        absent = claims.get("deputy_for")
        if absent is not None and not (isinstance(absent, dict) and _text(absent.get("sub"))):
            raise Unauthenticated
        name = str(claims.get("name") or claims["sub"])
        return Actor(
            sub=str(claims["sub"]),
            # So that the journal, too, says for whom.
            name=f"{name} (for {absent.get('name') or absent['sub']})" if absent else name,
            deputy_for=absent["sub"] if absent else None,
            # `service` is earned with a service's own key, never granted by a claim in a person's token
            roles=(frozenset(roles) & ROLES) - {"service"},
            sub_branch=_text(claims.get("sub_branch")),
            outlet=_text(claims.get("outlet")),
        )


class ServiceTokens:
    """Signs this service's own token for a call to another one, naming the person it acts for."""

    def __init__(self, service: str, key_file: Path) -> None:
        self._service = service
        self._key = OKPKey.import_key(json.loads(key_file.read_text()))

    def token(self, audience: str, person: Actor | None) -> str:
        """A token for one call to the service `audience`, good for a minute."""
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": f"{SERVICE_ISSUER}{self._service}",
            "sub": self._service,
            "aud": audience,
            "iat": now,
            "exp": now + SERVICE_TOKEN_SECONDS,
        }
        if person is not None:
            claims["act"] = {"sub": person.sub, "name": person.name}
        return jwt.encode(
            {"alg": "Ed25519", "kid": self._service, "typ": "JWT"}, claims, self._key, algorithms=ALGORITHMS
        )


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
