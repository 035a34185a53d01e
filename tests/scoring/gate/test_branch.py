"""Whether a sub-branch may lend is asked of collections, bank-wide, and never guessed (domain G5)."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from chassis.identity import Actor
from services.scoring.clients import OwnRecords
from services.scoring.decisions.actions import Asked
from services.scoring.settings import ScoringSettings
from tests.scoring.conftest import CLEAN, Gate, empty_record
from tests.support.building import reference

PERSON = Actor("sz-manager-1", "sz-manager-1", frozenset({"account_manager"}), "shizhong", "sz-1")


def ask(gate: Gate, suspensions: Callable[[], httpx.Response], asked: bool = True) -> tuple[Asked, list[httpx.Request]]:
    """What came of asking, and what collections was asked about branches."""
    own = {
        "collections_url": "http://collections.test",
        "own_record_timeout_ms": 500,
        "branch_suspensions_asked": asked,
    }
    settings = ScoringSettings.model_validate(gate.service.settings.model_dump() | own)
    requests: list[httpx.Request] = []

    def collections(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/branch-suspensions":
            requests.append(request)
            return suspensions()
        return httpx.Response(200, json=empty_record("C-1"))

    async def run() -> Asked:
        async with OwnRecords(settings, httpx.MockTransport(collections)) as records:
            return await records.ask("C-1", "shizhong", PERSON)

    return asyncio.run(run()), requests


def says(*states: str, sub_branch: str = "shizhong", following: str | None = None) -> Callable[[], httpx.Response]:
    items = [{"sub_branch": sub_branch, "state": state, "more": 1} for state in states]
    return lambda: httpx.Response(200, json={"items": items, "next_cursor": following})


@pytest.mark.parametrize(
    ("answer", "lends"),
    [
        (says(), True),
        (says("lifted", "proposed"), True),
        (says("lifted", "suspended"), False),
        (says("suspended", sub_branch="lanshan"), None),
        (says("lifted", following="x"), None),
        (lambda: httpx.Response(404), None),
        (lambda: httpx.Response(500), None),
        (lambda: httpx.Response(200, json={}), None),
    ],
    ids=["none", "over", "suspended", "another's", "more to come", "no such route", "fails", "nonsense"],
)
def test_what_collections_says_of_a_branch(
    gate: Gate, answer: Callable[[], httpx.Response], lends: bool | None
) -> None:
    """G5, design decision 12: a missing answer is never a pass."""
    found, requests = ask(gate, answer)

    assert found.branch_lends is lends
    assert found.record is not None
    assert {request.url.params["sub_branch"] for request in requests} == {"shizhong"}


def test_nothing_is_asked_before_collections_keeps_suspensions(gate: Gate) -> None:
    found, requests = ask(gate, says("suspended"), asked=False)

    assert (found.branch_lends, requests) == (True, [])


def test_a_suspended_branch_lends_to_nobody_and_the_customer_keeps_a_clean_history(gate: Gate) -> None:
    """G5: refused with the branch's line alone; lifted, the same customer passes."""
    customer = reference("C")
    gate.collections.suspended = {"shizhong"}
    refused = gate.check(customer, CLEAN)
    elsewhere = gate.check(reference("C"), CLEAN, by="ls-manager-1")
    gate.collections.suspended = set()
    lifted = gate.check(customer, CLEAN)
    history = gate.service.staff("sz-manager-1").see("/v1/credit-checks", customer_ref=customer)["items"]

    assert (refused["outcome"], [each["line"] for each in refused["reasons"]]) == ("refused", ["branch"])
    assert [elsewhere["outcome"], lifted["outcome"]] == ["approved", "approved"]
    assert [each["id"] for each in history] == [lifted["id"]]


def test_what_was_under_way_in_a_suspended_branch_is_named(gate: Gate) -> None:
    """G5: reserved and open ones stay, what is refused does not join them, another branch's are not in it."""
    before = {each["id"] for each in under_way(gate)}
    reserved, undecided = gate.check(reference("C"), CLEAN), gate.check(reference("C"), CLEAN, investigation=None)
    gate.check(reference("C"), CLEAN, by="ls-manager-1")
    gate.collections.suspended = {"shizhong"}
    gate.check(reference("C"), CLEAN)
    named = {each["id"]: each["application"] for each in under_way(gate) if each["id"] not in before}
    gate.service.staff("sz-manager-1").do(f"/v1/credit-checks/{reserved['id']}/release")
    left = {each["id"] for each in under_way(gate)} - before

    assert named == {reserved["id"]: "reserved", undecided["id"]: "open"}
    assert left == {undecided["id"]}


def under_way(gate: Gate) -> list[dict[str, str]]:
    items: list[dict[str, str]] = gate.service.staff("city").see(
        "/v1/credit-checks", sub_branch="shizhong", under_way="true", limit=200
    )["items"]
    return items
