"""What each operation takes and may answer beside its own input and output, read off its access rule.

FastAPI knows the endpoints; what the route class does around them (admission) it cannot know. So that a caller finds
everything in one document, this adds the headers, the problems in their order of refusal, and who is let in.
"""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI

from chassis import errors, problems
from chassis.access import Access, Rule, Within
from chassis.errors import LoanopsError

# The verbs by which people decide on what they have seen: they take If-Match (contract, section 1).
DECIDING = frozenset(
    {
        "activate",
        "approve",
        "cancel",
        "close",
        "complete",
        "confirm",
        "decide",
        "escalate",
        "freeze",
        "lift",
        "pause",
        "pay",
        "reject",
        "resolve",
        "resume",
        "review",
        "sign",
        "submit",
        "unfreeze",
        "withdraw",
    }
)
READING = frozenset({"GET", "HEAD"})

# One kind of error for each status, which gives the answer its name in the document.
_ANSWERS: dict[int, type[LoanopsError]] = {}
for _kind, _status in problems.STATUS:
    _ANSWERS.setdefault(_status, _kind)

_DRY_RUN = {
    "name": "dry_run",
    "in": "query",
    "schema": {"type": "boolean", "default": False},
    "description": "Check everything as the real call would, and change nothing.",
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
    "description": "The ETag of what was read and is decided on.",
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "The same key with the same body gets the first answer again.",
}
_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `code` is stable and tells what happened; further members belong to the code.",
    "required": ["type", "title", "status", "detail", "instance", "code", "request_id", "retryable"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string", "examples": ["INVALID_STATE"]},
        "request_id": {"type": "string"},
        "retryable": {"type": "boolean", "description": "Whether sending the same again may help."},
        "errors": {
            "type": "array",
            "description": "The faults of malformed input, each where it stands.",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": {name: {"type": "string"} for name in ("pointer", "code", "message")},
            },
        },
    },
}


def takes_if_match(method: str, path: str) -> bool:
    """Whether a route changes what people have seen: an edit, or a verb with which they decide."""
    return method == "PATCH" or (method == "POST" and path.rsplit("/", 1)[-1] in DECIDING)


def documented(app: FastAPI, access: Access) -> Callable[[], dict[str, Any]]:
    """The app's own OpenAPI document, completed; in the place of `app.openapi`, FastAPI's way to extend it."""
    plain = app.openapi

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(plain(), access)
        return app.openapi_schema or {}

    return document


def _complete(document: dict[str, Any], access: Access) -> None:
    for rule in access:
        operation = document["paths"].get(rule.path, {}).get(rule.method.lower())
        if operation is not None:
            operation["parameters"] = [*operation.get("parameters", []), *_parameters(rule)]
            operation["responses"] = _succeeding(operation["responses"]) | {
                str(status): {"$ref": f"#/components/responses/{_ANSWERS[status].__name__}"}
                for status in _refusing(rule)
            }
            operation["security"] = [{"bearer": []}]
            operation["x-permission"] = rule.permission
            operation["x-roles"] = sorted(rule.roles)
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for replaced in ("HTTPValidationError", "ValidationError"):
        schemas.pop(replaced, None)
    schemas["Problem"] = _PROBLEM
    components["responses"] = {kind.__name__: _answer(status) for status, kind in _ANSWERS.items()}
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}


def _succeeding(responses: dict[str, Any]) -> dict[str, Any]:
    return {status: response for status, response in responses.items() if status < "400"}


def _parameters(rule: Rule) -> Iterator[dict[str, Any]]:
    if rule.method in READING:
        return
    yield _DRY_RUN
    if takes_if_match(rule.method, rule.path):
        yield _IF_MATCH
    if rule.method == "POST" and rule.kept:
        yield {**_KEY, "required": rule.key_required}


def _refusing(rule: Rule) -> Iterator[int]:
    """The statuses of a route's refusals, in the order of refusal."""
    writes = rule.method not in READING
    yield 401
    yield 403
    if isinstance(rule.scope, Within) or "{" in rule.path:
        yield 404
    if writes:
        yield 413
        yield 415
    if rule.key_required:
        yield 400
    yield 422
    if takes_if_match(rule.method, rule.path):
        yield 428
        yield 412
    if writes:
        yield 409
    yield 503
    if writes:
        yield 504


def _answer(status: int) -> dict[str, Any]:
    """The answer of one status, with the codes that every service may give there."""
    kinds = [kind for kind, found in problems.STATUS if found == status]
    codes = "; ".join(f"`{kind.code}`: {kind.title.en}" for kind in kinds)
    more = " A capability's own codes derive from these." if {errors.Conflict, errors.Refused} & set(kinds) else ""
    return {
        "description": f"{codes}.{more}",
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
