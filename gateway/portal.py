"""The documentation of the whole: every service's OpenAPI in one document, beside the gateway's own routes.

A service that is down is named in `info.x-unavailable`; its routes come back with it.
"""

import json
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi

from gateway.routes import METHODS, READING
from gateway.upstreams import Upstream, Upstreams

TITLE = "Loanops"
VERSION = "1"
SUMMARY = "The services a bank runs its personal-loan business on"
DESCRIPTION = """
Every service of the bank behind one address: `/{service}/v1/…`.

**Getting in.** Each request carries `Authorization: Bearer <token>` of the bank's issuer.
%s
**What holds everywhere.** Money is a string with two decimals in yuan (`"1250000.00"`). Errors are
`application/problem+json` with a stable `code`, in Chinese with `Accept-Language: zh-CN`. A `POST` takes an
`Idempotency-Key`: the same key and body answer the first result again. What people decide on carries an `ETag`; send it
back in `If-Match`. Lists answer `items` and `next_cursor`. `?dry_run=true` on a command checks everything and changes
nothing. A write answered `504 OUTCOME_UNKNOWN` may or may not have been done: send it again with the same key.
"""
DEMO_SIGN_IN = """
On this development stack press *Authorize* and sign in as one of the demo staff, whose password is their name:
`ls-manager-1`, `ls-corporate`, `ls-personal`, `ls-payments`, `ls-risk`, `ls-branch-head`, `head`, `core-banking` and
others, or `POST /oauth/token` with `grant_type=password`.
"""
_REFERENCE = "#/components/"


class Portal:
    """The merged document, made anew only when a service has changed what it offers."""

    def __init__(self, app: FastAPI, upstreams: Upstreams, *, demo_sign_in: bool) -> None:
        self._app = app
        self._upstreams = upstreams
        self._demo_sign_in = demo_sign_in
        self._made_of: dict[str, int] | None = None
        self._document: dict[str, Any] = {}
        self._content = b""

    def document(self) -> dict[str, Any]:
        """The OpenAPI 3.1 document of what each service last said it offers."""
        made_of = {name: upstream.version for name, upstream in self._upstreams.items()}
        if made_of != self._made_of:
            self._document = _merged(self._app, self._upstreams, self._demo_sign_in)
            self._content = json.dumps(self._document, ensure_ascii=False).encode()
            self._made_of = made_of
        return self._document

    async def answer(self, _: Request) -> Response:
        """The document as it goes out."""
        self.document()
        return Response(self._content, media_type="application/json")


def _merged(app: FastAPI, upstreams: Upstreams, demo_sign_in: bool) -> dict[str, Any]:
    own = get_openapi(title=TITLE, version=VERSION, openapi_version="3.1.0", routes=app.routes)
    missing = sorted(name for name, upstream in upstreams.items() if upstream.document is None)
    description = DESCRIPTION % (DEMO_SIGN_IN if demo_sign_in else "")
    if missing:
        description += f"\n**Not available now**, and so not described here: {', '.join(missing)}.\n"
    merged: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "summary": SUMMARY,
            "description": description.strip(),
            "version": VERSION,
            "x-unavailable": missing,
        },
        "tags": [],
        "paths": {},
        "components": own.get("components", {}),
    }
    for upstream in upstreams.values():
        if upstream.document is not None:
            _add(merged, upstream, upstream.document, demo_sign_in)
    merged["paths"].update(own["paths"])
    merged["components"]["securitySchemes"] = _security_schemes(demo_sign_in)
    merged["components"].setdefault("responses", {}).update(_RESPONSES)
    return merged


def _add(merged: dict[str, Any], upstream: Upstream, given: Mapping[str, Any], demo_sign_in: bool) -> None:
    service = upstream.name
    schemes = _security_schemes(demo_sign_in)
    used: dict[str, None] = {}
    for path, item in given["paths"].items():
        if not path.startswith("/v1/"):
            continue
        moved = _renamed(item, service)
        for method in METHODS:
            if method in moved:
                operation = moved[method]
                operation["tags"] = [f"{service}: {tag}" for tag in operation.get("tags", [])] or [service]
                used.update(dict.fromkeys(operation["tags"]))
                operation["security"] = [{name: []} for name in schemes]
                answers = operation.setdefault("responses", {})
                for status, name in _ADDED.items():
                    if status != "504" or method not in READING:
                        answers.setdefault(status, {"$ref": f"{_REFERENCE}responses/{name}"})
        merged["paths"][f"/{service}{path}"] = moved
    for kind, components in given.get("components", {}).items():
        if kind != "securitySchemes":
            target = merged["components"].setdefault(kind, {})
            target.update({f"{service}.{name}": _renamed(value, service) for name, value in components.items()})
    described = {f"{service}: {tag['name']}": tag for tag in given.get("tags", [])}
    merged["tags"] += [{**described.get(name, {}), "name": name} for name in used]


def _renamed(value: Any, service: str) -> Any:
    """A copy in which every reference to a component, and every operation's id, has the service's name in front."""
    if isinstance(value, list):
        return [_renamed(item, service) for item in value]
    if not isinstance(value, dict):
        return _moved(value, service) if isinstance(value, str) and value.startswith(_REFERENCE) else value
    copy = {key: _renamed(item, service) for key, item in value.items()}
    if isinstance(value.get("operationId"), str):
        copy["operationId"] = f"{service}.{value['operationId']}"
    return copy


def _moved(reference: str, service: str) -> str:
    kind, _, name = reference.removeprefix(_REFERENCE).partition("/")
    return f"{_REFERENCE}{kind}/{service}.{name}"


def _security_schemes(demo_sign_in: bool) -> dict[str, Any]:
    schemes: dict[str, Any] = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    if demo_sign_in:
        schemes["demo_staff"] = {
            "type": "oauth2",
            "description": "Development only: the password is the name.",
            "flows": {"password": {"tokenUrl": "/oauth/token", "scopes": {}}},
        }
    return schemes


# What the gateway itself may answer in a service's place.
_ADDED = {"401": "Unauthenticated", "503": "Unavailable", "504": "OutcomeUnknown"}


def _problem(description: str) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": ["type", "title", "status", "detail", "instance", "code", "request_id", "retryable"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "instance": {"type": "string"},
            "code": {"type": "string"},
            "request_id": {"type": "string"},
            "retryable": {"type": "boolean"},
        },
    }
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


_RESPONSES = {
    "Unauthenticated": _problem("No token, or one that does not verify"),
    "Unavailable": _problem("The service is down; nothing was done. `Retry-After` says when to try again"),
    "OutcomeUnknown": _problem("Whether it was done is not known: send it again with the same `Idempotency-Key`"),
}
