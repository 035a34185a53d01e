"""Everything about a customer in one answer; what cannot be had is named, nothing is made up (contract 2)."""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from gateway.app import gateway
from services.customer import demo
from tests.gateway.stack import Stack, settings
from tests.gateway.standin import HANDLERS, Seen, Standin, _answer

REF = "C-1"
LOANS = [
    {"id": "l1", "days_past_due": 0, "overdue_principal": "9.99", "overdue_interest": "9.99", "penalty_due": "9.99"},
    {"id": "l2", "days_past_due": 12, "overdue_principal": "10.10", "overdue_interest": "1.00", "penalty_due": "0.10"},
    {"id": "l3", "days_past_due": 40, "overdue_principal": "20.20", "overdue_interest": "2.00", "penalty_due": "0.00"},
]


def page(items: list[Any]) -> dict[str, Any]:
    return {"items": items, "next_cursor": None}


@dataclass
class Bank:
    """Three services that answer what a test puts into `answers`: by path, a status and JSON, or an exception."""

    client: TestClient
    standins: dict[str, Standin]
    stack: Stack
    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)
    waiting: dict[str, float] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)

    def ask(self, ref: str = REF, name: str = "ls-manager-1", **options: Any) -> Any:
        form = {"grant_type": "password", "username": name, "password": name}
        token = self.client.post("/oauth/token", data=form).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        return self.client.get(f"/overview/customers/{ref}", headers=headers, **options)


@pytest.fixture
def bank(stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bank]:
    standins = {name: Standin() for name in ("customer", "collections", "scoring")}
    standins["customer"].staff = {one.sub: one.model_dump() for one in demo.people()}
    for standin in standins.values():
        stack.run(standin.start())
    urls = {name: standin.url for name, standin in standins.items()}
    with TestClient(gateway(settings(tmp_path, urls, overview_seconds=0.6))) as client:
        made = Bank(client, standins, stack)
        made.answers = {
            "/v1/customers": (200, page([{"id": "7", "name": "王小明"}])),
            "/v1/customers/7/tier": (200, {"tier": "high_end"}),
            "/v1/customers/7/service-plan": (200, {"bundle": []}),
            "/v1/loans": (200, page(LOANS)),
            "/v1/warnings": (200, page([{"id": "w"}])),
        }

        async def handler(_: Standin, request: Seen, writer: asyncio.StreamWriter) -> None:
            made.seen.append(request)
            path = request.target.partition("?")[0]
            await asyncio.sleep(made.waiting.get(path, 0))
            status, body = made.answers[path]
            await _answer(writer, status, json.dumps(body).encode())

        for path in made.answers:
            monkeypatch.setitem(HANDLERS, path, handler)
        yield made
    for standin in standins.values():
        stack.run(standin.stop())


def reasons(answer: Any) -> dict[str, str]:
    return {one["part"]: one["reason"] for one in answer.json()["missing"]}


def test_all_parts_in_one_answer_asked_with_the_callers_own_token(bank: Bank) -> None:
    answer = bank.ask()
    asked = {one.target for one in bank.seen}

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "external_ref": REF,
        "profile": {"id": "7", "name": "王小明"},
        "tier": {"tier": "high_end"},
        "service_plan": {"bundle": []},
        "loans": LOANS,
        "arrears": {
            "loans_in_arrears": 2,
            "days_past_due": 40,
            "overdue_principal": "30.30",
            "overdue_interest": "3.00",
            "penalty_due": "0.10",
        },
        "warnings": [{"id": "w"}],
        "missing": [],
    }
    assert "/v1/customers?external_ref=C-1" in asked
    assert len({tuple(one.values("authorization")) for one in bank.seen}) == 1
    assert all(one.values("x-request-id") == [answer.headers["x-request-id"]] for one in bank.seen)


def test_a_service_that_is_down_is_named_with_its_parts(bank: Bank) -> None:
    bank.stack.run(bank.standins["collections"].stop())
    answer = bank.ask()

    assert answer.status_code == 200
    assert reasons(answer) == {"loans": "UNAVAILABLE", "arrears": "UNAVAILABLE"}
    assert (answer.json()["loans"], answer.json()["arrears"]) == (None, None)
    assert answer.json()["warnings"] == [{"id": "w"}]


def test_slow_parts_are_named_and_the_whole_ends_within_the_deadline(bank: Bank) -> None:
    bank.waiting = {"/v1/warnings": 3, "/v1/customers/7/tier": 3, "/v1/loans": 0.3, "/v1/customers/7/service-plan": 0.3}
    began = time.monotonic()
    answer = bank.ask()

    assert time.monotonic() - began < 2
    assert reasons(answer) == {"tier": "TIMED_OUT", "warnings": "TIMED_OUT"}
    assert answer.json()["loans"] == LOANS


def test_what_the_caller_may_not_see_is_named_and_what_is_not_known_yet(bank: Bank) -> None:
    bank.answers["/v1/warnings"] = (403, {"code": "FORBIDDEN"})
    bank.answers["/v1/customers/7/tier"] = (404, {"code": "NOT_TIERED_YET"})

    assert reasons(bank.ask()) == {"tier": "NOT_KNOWN", "warnings": "FORBIDDEN"}


def test_a_customer_of_another_part_of_the_bank_is_not_there(bank: Bank) -> None:
    bank.answers["/v1/customers"] = (200, page([]))

    assert bank.ask().status_code == 404
    assert bank.ask().json()["code"] == "NOT_FOUND"


def test_a_broken_answer_is_no_answer(bank: Bank) -> None:
    bank.answers["/v1/loans"] = (200, page([{"id": "l1"}]))
    bank.answers["/v1/warnings"] = (200, ["not a page"])
    bank.answers["/v1/customers"] = (500, {})
    answer = bank.ask()

    assert answer.json()["loans"] == [{"id": "l1"}]
    assert set(reasons(answer).values()) == {"UNAVAILABLE"}
    assert set(reasons(answer)) == {"profile", "tier", "service_plan", "arrears", "warnings"}


def test_with_no_part_at_all_it_is_unavailable(bank: Bank) -> None:
    bank.answers = dict.fromkeys(bank.answers, (503, {}))

    assert bank.ask().status_code == 503


def test_a_token_that_a_service_refuses_is_refused_here(bank: Bank) -> None:
    bank.answers["/v1/loans"] = (401, {})

    assert bank.ask().status_code == 401
    assert bank.client.get(f"/overview/customers/{REF}").status_code == 401


def test_unknown_query_parameters_are_refused(bank: Bank) -> None:
    assert bank.ask(params={"x": "1"}).status_code == 422


def test_every_page_of_the_loans_is_read(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    async def pages(_: Standin, request: Seen, writer: asyncio.StreamWriter) -> None:
        last = "cursor=more" in request.target
        body = {"items": [LOANS[2] if last else LOANS[1]], "next_cursor": None if last else "more"}
        await _answer(writer, 200, json.dumps(body).encode())

    monkeypatch.setitem(HANDLERS, "/v1/loans", pages)
    answer = bank.ask()

    assert [one["id"] for one in answer.json()["loans"]] == ["l2", "l3"]
    assert answer.json()["arrears"]["loans_in_arrears"] == 2
