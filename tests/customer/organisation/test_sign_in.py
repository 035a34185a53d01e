"""Who signs in at the gateway is asked of this organisation: the gateway's own question, answered by the service."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest

from chassis.errors import Unavailable
from chassis.identity import ServiceTokens
from chassis.neighbours import Neighbours
from gateway.identity import Organisation, SignIn
from services.customer import demo
from tests.customer.conftest import gateway_key
from tests.support import identities
from tests.support.running import Running


def asked(service: Running, directory: Path, *subs: str, as_service: str = "gateway") -> list[SignIn | None]:
    """What the gateway learns of each of them."""
    key_file = directory / "gateway.json"
    key_file.write_text(json.dumps(gateway_key().as_dict(private=True)))

    def deliver(request: httpx.Request) -> httpx.Response:
        answer = service.client.request(request.method, request.url.raw_path.decode(), headers=dict(request.headers))
        return httpx.Response(answer.status_code, content=answer.content, headers=dict(answer.headers))

    async def ask() -> list[SignIn | None]:
        tokens = ServiceTokens(as_service, key_file)
        transport = httpx.MockTransport(deliver)
        organisation = Organisation(Neighbours({"customer": "http://customer.test"}, tokens, transport=transport))
        try:
            return [await organisation.sign_in(sub) for sub in subs]
        finally:
            await organisation.close()

    return asyncio.run(ask())


def test_the_gateway_learns_the_post_of_each_of_the_demo_staff(fresh_service: Running, tmp_path: Path) -> None:
    """O1, O2: of those without a sub-branch too, whom no manager sees."""
    people = demo.people()
    expected = [SignIn.model_validate(person.model_dump()) for person in people]

    assert asked(fresh_service, tmp_path, *(person.sub for person in people)) == expected


def test_the_gateway_learns_of_a_change_of_post_and_of_a_leave(fresh_service: Running, tmp_path: Path) -> None:
    """O1: at once, with the next question."""
    head = fresh_service.staff("head")
    at = "/v1/organisation/staff/ls-collector"

    def change(**post: object) -> None:
        etag = head.send("GET", at).headers["ETag"]
        body = {"name": "郑大勇", "roles": ["risk_officer"], "sub_branch": "shizhong"} | post
        assert head.send("PATCH", at, json=body, headers={"If-Match": etag}).status_code == 200

    change()
    (moved,) = asked(fresh_service, tmp_path, "ls-collector")
    change(active=False)
    (gone,) = asked(fresh_service, tmp_path, "ls-collector")

    assert moved is not None
    assert (moved.roles, moved.sub_branch, moved.outlet) == (["risk_officer"], "shizhong", None)
    assert gone is None


def test_nobody_and_what_is_no_name_are_not_on_the_staff(service: Running, tmp_path: Path) -> None:
    assert asked(service, tmp_path, "nobody", "../nodes", "head?x", "", "a" * 101) == [None] * 5


def test_who_cannot_prove_to_be_a_neighbour_learns_nothing(service: Running, tmp_path: Path) -> None:
    """A refusal at the door is no answer about anybody: it must not read as "nobody of that name"."""
    with pytest.raises(Unavailable):
        asked(service, tmp_path, "head", as_service="somebody")


def test_the_staff_of_the_tests_are_the_demo_staff() -> None:
    """Roles and places; the tests call people by their `sub`."""
    posts = {person.sub: (person.roles, person.sub_branch, person.outlet) for person in demo.people()}
    claims = {name: identities.claims_of(name) for name in identities.names()}

    assert {
        name: (found["roles"], found.get("sub_branch"), found.get("outlet")) for name, found in claims.items()
    } == posts
