"""Whether a process lives and can serve (contract 1, last point)."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from chassis import health


async def well() -> None:
    """Nothing is wrong."""


async def broken() -> None:
    raise ConnectionError("password=secret")


async def hanging() -> None:
    await asyncio.sleep(60)


def client(**checks: Callable[[], Awaitable[None]]) -> TestClient:
    app = FastAPI()
    app.include_router(health.router(checks))
    app.add_middleware(health.Metrics)
    return TestClient(app)


def test_a_process_lives_whatever_it_depends_on() -> None:
    assert client(database=broken).get("/livez").status_code == 200


def test_a_process_is_ready_when_every_check_passes() -> None:
    assert client(database=well, bus=well).get("/readyz").json() == {"status": "ready"}


def test_a_process_that_is_not_ready_names_what_is_down_and_no_more() -> None:
    answer = client(database=broken, bus=well).get("/readyz", headers={"Accept-Language": "zh-CN"})

    assert (answer.status_code, answer.json()["down"]) == (503, ["database"])
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "尚未就绪：database"
    assert "secret" not in answer.text


def test_checks_that_hang_are_down_after_their_bound_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "CHECK_SECONDS", 0.1)
    started = time.monotonic()
    answer = client(one=hanging, two=hanging, three=hanging, four=well).get("/readyz")

    assert answer.json()["down"] == ["one", "two", "three"]
    assert time.monotonic() - started < 1


def test_metrics_count_what_matches_no_route_as_one() -> None:
    caller = client()
    for path in ("/a", "/b/371302199001010014"):
        caller.get(path)
    caller.request("BREW", "/livez")
    text = caller.get("/metrics").text

    assert 'method="GET",route="unmatched",status="404"' in text
    assert 'method="other",route="/livez",status="405"' in text
    assert "371302199001010014" not in text
    assert "BREW" not in text
