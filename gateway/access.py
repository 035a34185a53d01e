"""Who and what may pass: one bearer token that verifies, and request headers from a list. Everything else is dropped.

An allow-list, because a list of forbidden names is never complete: `X-Roles`, `x_roles`, `X-Branch-Id`, `Forwarded`,
whatever a service behind might one day trust, and whatever `Connection` names, is not on it and so does not pass.
"""

from chassis.errors import BadInput, FieldError, Text, Unauthenticated, UnsupportedMediaType
from chassis.identity import Actor, TokenVerifier

Headers = list[tuple[bytes, bytes]]

PASSED = frozenset(
    {
        b"accept",
        b"accept-charset",
        b"accept-encoding",
        b"accept-language",
        b"authorization",
        b"cache-control",
        b"content-length",
        b"content-type",
        b"idempotency-key",
        b"if-match",
        b"if-modified-since",
        b"if-none-match",
        b"if-range",
        b"if-unmodified-since",
        b"last-event-id",
        b"prefer",
        b"range",
        b"tracestate",
        b"user-agent",
    }
)


async def identify(verifier: TokenVerifier, headers: Headers) -> Actor:
    """The person behind the request. Raises Unauthenticated without exactly one good bearer token.

    Two Authorization headers are refused, since a service might read the other one.
    """
    given = [value for name, value in headers if name == b"authorization"]
    if len(given) != 1:
        raise Unauthenticated
    return await verifier.actor(given[0].decode("latin-1"))


def passing(headers: Headers, request_id: str, traceparent: str) -> list[tuple[str, str]]:
    """The headers that go on to a service: the caller's from the list, and our own request id and trace.

    Raises BadInput for a value that is not UTF-8, UnsupportedMediaType for a compressed body, which no service reads.
    """
    named: set[bytes] = set()
    passed: list[tuple[str, str]] = []
    for name, value in headers:
        if name in PASSED:
            passed.append((name.decode("ascii"), _text(name, value)))
        elif name == b"connection":
            named.update(item.strip().lower() for item in value.split(b","))
        elif name == b"content-encoding" and value.strip().lower() != b"identity":
            raise UnsupportedMediaType
    # `Connection: Authorization` would have us drop the token, or a precondition, on the way (RFC 9110, 7.6.1).
    if named & PASSED:
        raise BadInput(
            [FieldError("/connection", "HEADER_INVALID", Text("Names an end-to-end header", "不得指定端到端请求头"))]
        )
    if any(name == "tracestate" for name, _ in passed) and not _traced(headers, traceparent):
        passed = [item for item in passed if item[0] != "tracestate"]
    passed.append(("x-request-id", request_id))
    passed.append(("traceparent", traceparent))
    return passed


def _traced(headers: Headers, traceparent: str) -> bool:
    """Whether the caller's own trace goes on: a `tracestate` belongs to its `traceparent` and falls with it."""
    trace_id = traceparent[3:35].encode()
    return any(name == b"traceparent" and value[3:35] == trace_id for name, value in headers)


def _text(name: bytes, value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        fault = FieldError(f"/{name.decode('ascii')}", "HEADER_INVALID", Text("Is not UTF-8", "不是有效的 UTF-8"))
        raise BadInput([fault]) from error
