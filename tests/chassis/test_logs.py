"""A log line names its request and holds nothing personal (design, decisions 14 and 15)."""

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from fastapi import APIRouter, FastAPI, Request
from starlette.testclient import TestClient

from chassis import logs
from chassis.identity import Actor
from chassis.settings import Settings

ID_NUMBER, PHONE, CARD = "371302199001010014", "13800001234", "6222020000000000001"


def settings(**changed: Any) -> Settings:
    return Settings(**({"environment": "test", "issuer": "x", "jwks_url": "file:///none"} | changed))


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture
def client() -> Iterator[TestClient]:
    logs.configure(settings())
    things = APIRouter(prefix="/things")

    @things.get("/{ref}")
    async def read(ref: str, request: Request) -> dict[str, str]:
        request.state.actor = Actor("ls-risk", "冯雅琴", frozenset({"risk_officer"}))
        structlog.get_logger().info("read", owner=PHONE)
        return {"id": logs.request_id(), "trace": logs.traceparent(), "state": request.state.request_id}

    @things.get("/{ref}/broken")
    async def broken(ref: str) -> None:
        secret = f"local {ref} {CARD}"
        raise ValueError(f"cannot use {secret[:0]}{PHONE}")

    app = FastAPI()
    outer = APIRouter(prefix="/v1")
    outer.include_router(things)
    app.include_router(outer)
    app.add_middleware(logs.RequestContext)
    with TestClient(app, raise_server_exceptions=False) as caller:
        yield caller


def written(capsys: pytest.CaptureFixture[str]) -> tuple[str, list[dict[str, Any]]]:
    text = capsys.readouterr().out
    return text, [json.loads(line) for line in text.splitlines()]


def test_a_line_within_a_request_carries_its_id_and_trace(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    trace = f"00-{'a' * 32}-{'b' * 16}-01"
    answer = client.get("/v1/things/7", headers={"X-Request-Id": "batch.7_a-b", "traceparent": trace})
    _, lines = written(capsys)

    assert answer.json()["id"] == answer.json()["state"] == answer.headers["X-Request-Id"] == "batch.7_a-b"
    assert answer.json()["trace"].startswith(trace[:36])
    assert answer.json()["trace"] != trace
    assert {(line["request_id"], line["trace_id"]) for line in lines} == {("batch.7_a-b", "a" * 32)}


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "äöü", "a\tb", '"', "a/b"])
def test_an_ill_formed_request_id_is_replaced(client: TestClient, given: str) -> None:
    made = client.get("/v1/things/7", headers={"X-Request-Id": given.encode()}).headers["X-Request-Id"]

    assert len(made) == 36
    assert made[14] == "7"


def test_two_request_ids_are_none(client: TestClient) -> None:
    answer = client.get("/v1/things/7", headers=[("X-Request-Id", "a"), ("X-Request-Id", "b")])  # type: ignore[arg-type]

    assert answer.json()["id"] not in ("a", "b")


@pytest.mark.parametrize(
    "given",
    [
        f"00-{'0' * 32}-{'b' * 16}-01",
        f"00-{'a' * 32}-{'0' * 16}-01",
        f"ff-{'a' * 32}-{'b' * 16}-01",
        f"00-{'A' * 32}-{'b' * 16}-01",
        f"00-{'a' * 31}-{'b' * 16}-01",
        "nonsense",
    ],
)
def test_an_invalid_trace_is_replaced(client: TestClient, given: str) -> None:
    made = client.get("/v1/things/7", headers={"traceparent": given}).json()["trace"].split("-")

    assert [len(part) for part in made] == [2, 32, 16, 2]
    assert made[1] not in given.lower()


def test_the_access_line_names_the_whole_template_and_the_actor(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get(f"/v1/things/{ID_NUMBER}?phone={PHONE}")
    client.get(f"/v1/nothing/{ID_NUMBER}")
    text, lines = written(capsys)
    access = [line for line in lines if line["message"] == "request"]

    assert [(line["method"], line["route"], line["status"], line["actor"]) for line in access] == [
        ("GET", "/v1/things/{ref}", 200, "ls-risk"),
        ("GET", "", 404, None),
    ]
    assert all(line["duration_ms"] >= 0 for line in access)
    assert ID_NUMBER not in text
    assert PHONE not in text


def test_a_failure_is_logged_without_the_values_at_hand(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    client.get(f"/v1/things/{ID_NUMBER}/broken")
    logs_line = logging.getLogger("somewhere")
    try:
        raise LookupError(f"nobody has {CARD}")
    except LookupError:
        logs_line.exception("looked up %s", PHONE)
    text, lines = written(capsys)

    assert lines[0]["status"] == 500
    assert "LookupError" in text
    for secret in (ID_NUMBER, PHONE, CARD):
        assert secret not in text


def test_outside_a_request_there_is_no_id(client: TestClient) -> None:
    client.get("/v1/things/7")

    assert (logs.request_id(), logs.traceparent()) == ("", "")


def test_what_would_write_addresses_is_silent(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("uvicorn.access").info("GET /v1/things/%s", ID_NUMBER)
    logging.getLogger("httpx").info("GET http://c/v1/loans?q=secret")

    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("before", ["", "tel:", "tel-", "+86", "86", "+86 ", "电话", "two\nlines\n", "a\ttab\t", '"'])
def test_a_phone_is_masked_whatever_stands_before_it(before: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(settings())
    structlog.get_logger().warning(f"called {before}{PHONE}, twice")

    written = capsys.readouterr().out
    assert "twice" in written
    assert PHONE not in written


@pytest.mark.parametrize(
    "kept", ["01a20c4f-ddb5-7006-8c39-384ad5085be7", "0.13800001234", "2026-11-24T06:48:10.425638Z", "12345678901"]
)
def test_what_only_looks_long_is_kept(kept: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(settings())
    structlog.get_logger().warning("seen", what=kept)

    assert kept in capsys.readouterr().out


def test_lines_for_people_are_masked_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(settings(log_format="console"))
    structlog.get_logger().warning("called", number=PHONE)
    text = capsys.readouterr().out

    assert "called" in text
    assert PHONE not in text


def test_anything_but_http_passes_through() -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    async def nothing(*_: Any) -> Any:
        """A lifespan that says nothing."""

    asyncio.run(logs.RequestContext(app)({"type": "lifespan"}, nothing, nothing))

    assert seen == ["lifespan"]
