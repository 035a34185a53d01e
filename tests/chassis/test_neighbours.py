"""Calls between services fail closed: silence, garbage and refusals never become a yes (design decisions 10, 12)."""

import asyncio
import json
from base64 import urlsafe_b64decode
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc.jwk import OKPKey
from pydantic import BaseModel

from chassis import logs
from chassis.errors import LoanopsError, NotFound, OutcomeUnknown, Unavailable
from chassis.identity import Actor, ServiceTokens
from chassis.neighbours import Declined, Neighbours

PERSON = Actor("ls-manager-1", "王海燕", frozenset({"account_manager"}), "lanshan", "ls-1")


class Record(BaseModel):
    months_behind: int


class Neighbour:
    """Answers each request with the next of `answers`: a response, or an error to raise."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.seen: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def problem(status: int, code: str) -> httpx.Response:
    return httpx.Response(status, json={"code": code}, headers={"content-type": "application/problem+json"})


GOOD = httpx.Response(200, json={"months_behind": 0})
LOST = httpx.ReadError("lost")
REFUSED = httpx.ConnectError("refused")
READING = "/v1/repayment-records/{customer_ref}"


@pytest.fixture
def tokens(tmp_path: Path) -> ServiceTokens:
    key = OKPKey.generate_key("Ed25519", parameters={"kid": "scoring"})
    (tmp_path / "key.json").write_text(json.dumps(key.as_dict(private=True)))
    return ServiceTokens("scoring", tmp_path / "key.json")


@pytest.fixture
def ask(tokens: ServiceTokens) -> Callable[..., Any]:
    """Run one call against a neighbour, in a loop of its own."""

    def run(neighbour: Neighbour, call: Callable[[Neighbours], Coroutine[Any, Any, Any]], **options: Any) -> Any:
        async def main() -> Any:
            transport = httpx.MockTransport(neighbour)
            async with Neighbours({"collections": "http://c:1/"}, tokens, transport=transport, **options) as neighbours:
                return await call(neighbours)

        return asyncio.run(main())

    return run


def read(neighbours: Neighbours, ref: str = "C-1") -> Coroutine[Any, Any, Record]:
    return neighbours.get("collections", READING, Record, person=PERSON, at={"customer_ref": ref})


def write(neighbours: Neighbours, key: str | None = None) -> Coroutine[Any, Any, Record]:
    return neighbours.post("collections", "/v1/loans", Record, person=PERSON, body={"a": 1}, key=key)


def keyed_write(neighbours: Neighbours) -> Coroutine[Any, Any, Record]:
    return write(neighbours, key="k-1")


def test_an_answer_arrives_as_the_type_asked_for(ask: Callable[..., Any]) -> None:
    neighbour = Neighbour(GOOD)

    assert ask(neighbour, read) == Record(months_behind=0)
    assert str(neighbour.seen[0].url) == "http://c:1/v1/repayment-records/C-1"


def test_a_call_carries_our_own_token_that_names_the_person(ask: Callable[..., Any]) -> None:
    neighbour = Neighbour(GOOD)
    ask(neighbour, read)
    body = neighbour.seen[0].headers["authorization"].split(".")[1]
    claims = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))

    assert (claims["iss"], claims["aud"]) == ("loanops:scoring", "collections")
    assert claims["act"] == {"sub": "ls-manager-1", "name": "王海燕"}


def test_a_call_within_a_request_passes_on_its_id_and_trace(ask: Callable[..., Any]) -> None:
    neighbour = Neighbour(GOOD)
    trace = "a" * 32

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.to_thread(ask, neighbour, read)

    async def nothing(*_: Any) -> None:
        """Neither body nor answer matter here."""

    headers = [(b"x-request-id", b"r-1"), (b"traceparent", f"00-{trace}-{'b' * 16}-01".encode())]
    scope = {"type": "http", "method": "GET", "headers": headers}
    asyncio.run(logs.RequestContext(serve)(scope, nothing, nothing))  # type: ignore[arg-type]

    assert neighbour.seen[0].headers["x-request-id"] == "r-1"
    assert neighbour.seen[0].headers["traceparent"].split("-")[1] == trace


@pytest.mark.parametrize("failure", [LOST, REFUSED, problem(503, "SERVICE_UNAVAILABLE")])
@pytest.mark.parametrize("call", [read, keyed_write])
def test_what_may_be_sent_twice_is(ask: Callable[..., Any], call: Any, failure: Any) -> None:
    neighbour = Neighbour(failure, GOOD)

    assert ask(neighbour, call) == Record(months_behind=0)
    assert len(neighbour.seen) == 2


def test_a_write_without_a_key_is_sent_once(ask: Callable[..., Any]) -> None:
    neighbour = Neighbour(LOST, GOOD)

    with pytest.raises(OutcomeUnknown):
        ask(neighbour, write)
    assert len(neighbour.seen) == 1


@pytest.mark.parametrize(
    ("call", "failures", "outcome"),
    [
        (read, [LOST], Unavailable),
        (read, [REFUSED], Unavailable),
        (write, [REFUSED], Unavailable),
        (write, [problem(503, "SERVICE_UNAVAILABLE")], Unavailable),
        (write, [problem(504, "OUTCOME_UNKNOWN")], OutcomeUnknown),
        (write, [problem(500, "INTERNAL_ERROR")], Unavailable),
        (write, [httpx.Response(502, text="bad gateway")], OutcomeUnknown),
        (keyed_write, [LOST], OutcomeUnknown),
        (keyed_write, [LOST, REFUSED, REFUSED], OutcomeUnknown),
        (keyed_write, [REFUSED], Unavailable),
    ],
)
def test_a_failed_call_says_whether_something_may_have_been_done(
    ask: Callable[..., Any], call: Any, failures: list[Any], outcome: type[LoanopsError]
) -> None:
    with pytest.raises(outcome):
        ask(Neighbour(*failures), call)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text=""),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"months_behind": None}),
        httpx.Response(200, json={}),
        httpx.Response(200, json=[]),
        httpx.Response(204),
        httpx.Response(302, headers={"location": "http://elsewhere/"}),
        httpx.Response(404, text="no such page"),
        httpx.Response(404, json={"code": "NOT_FOUND"}),
        httpx.Response(404, text="{", headers={"content-type": "application/problem+json"}),
        problem(401, "UNAUTHENTICATED"),
        problem(403, "FORBIDDEN"),
    ],
)
def test_an_answer_that_cannot_be_used_is_never_a_pass(ask: Callable[..., Any], answer: httpx.Response) -> None:
    with pytest.raises(Unavailable):
        ask(Neighbour(answer), read)


def test_only_the_neighbours_own_word_makes_a_thing_missing(ask: Callable[..., Any]) -> None:
    with pytest.raises(NotFound):
        ask(Neighbour(problem(404, "NOT_FOUND")), read)


def test_a_refusal_keeps_the_neighbours_problem(ask: Callable[..., Any]) -> None:
    with pytest.raises(Declined) as caught:
        ask(Neighbour(problem(409, "INVALID_STATE")), keyed_write)

    assert (caught.value.status, caught.value.problem["code"]) == (409, "INVALID_STATE")


@pytest.mark.parametrize("ref", ["", ".", "..", "a/b", "a\\b", "a\n"])
def test_a_reference_that_would_reach_another_route_is_not_sent(ask: Callable[..., Any], ref: str) -> None:
    neighbour = Neighbour(GOOD)

    with pytest.raises(Unavailable):
        ask(neighbour, lambda neighbours: read(neighbours, ref))
    assert neighbour.seen == []


def test_any_other_reference_arrives_as_it_is(ask: Callable[..., Any]) -> None:
    neighbour = Neighbour(GOOD)
    ask(neighbour, lambda neighbours: read(neighbours, "客户 7?x=1#%2F"))

    assert neighbour.seen[0].url.path == "/v1/repayment-records/客户 7?x=1#%2F"
    assert neighbour.seen[0].url.query == b""


def test_an_answer_longer_than_allowed_is_unavailable(ask: Callable[..., Any]) -> None:
    with pytest.raises(Unavailable):
        ask(Neighbour(httpx.Response(200, content=b" " * 2000 + b"{}")), read, answer_bytes_max=1000)


def test_a_call_ends_at_its_deadline_whatever_the_neighbour_does(tokens: ServiceTokens) -> None:
    async def hang(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(30)
        return GOOD

    async def main(call: Any) -> None:
        transport = httpx.MockTransport(hang)
        async with Neighbours({"collections": "http://c"}, tokens, transport=transport, deadline_seconds=0.05) as some:
            await call(some)

    with pytest.raises(Unavailable):
        asyncio.run(main(read))
    with pytest.raises(OutcomeUnknown):
        asyncio.run(main(keyed_write))
