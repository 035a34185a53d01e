"""The demo staff of the tests: the same people as customer's demo organisation, signed with a key of the run."""

import json
import time
from functools import cache
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import OKPKey

ISSUER = "http://issuer.test"
AUDIENCE = "loanops"

_DEPARTMENTS = {
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
# Activates what `risk` has written, for nobody checks their own work (O3); the demo has one risk officer each.
_CHECKERS = {"risk-2": ("risk_officer", None)}
_BANK_WIDE = {"head": "head_office", "city": "city_branch", "auditor": "auditor", "core-banking": "system"}
_SUB_BRANCHES = {"ls": "lanshan", "sz": "shizhong"}


def names() -> list[str]:
    """The demo staff, without whom only the tests have."""
    return [*_BANK_WIDE, *(f"{prefix}-{post}" for prefix in _SUB_BRANCHES for post in _DEPARTMENTS)]


def claims_of(name: str) -> dict[str, Any]:
    """What the token of one of the staff says of them."""
    if name in _BANK_WIDE:
        return {"sub": name, "name": name, "roles": [_BANK_WIDE[name]]}
    prefix, _, post = name.partition("-")
    role, outlet = (_DEPARTMENTS | _CHECKERS)[post]
    place = {"sub_branch": _SUB_BRANCHES[prefix]} | ({"outlet": f"{prefix}-{outlet}"} if outlet else {})
    return {"sub": name, "name": name, "roles": [role]} | place


@cache
def signing_key() -> OKPKey:
    """The issuer's key in this process."""
    return OKPKey.generate_key("Ed25519", parameters={"kid": "tests"})


def token(claims: dict[str, Any], key: OKPKey | None = None, **changes: Any) -> str:
    """A signed token with those claims."""
    now = int(time.time())
    full = {"iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + 3600} | claims | changes
    key = key or signing_key()
    return jwt.encode({"alg": "Ed25519", "kid": key.kid or "tests"}, full, key, algorithms=["Ed25519"])


def write_public_keys(path: Path) -> str:
    """Write the issuer's public keys to a file; answers its URL."""
    path.write_text(json.dumps({"keys": [signing_key().as_dict(private=False)]}))
    return path.as_uri()
