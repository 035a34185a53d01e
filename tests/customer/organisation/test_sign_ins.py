"""What the issuer is told of people, and every service of changes (domain O1, O4)."""

import json
from datetime import timedelta
from typing import Any

from joserfc.jwk import OKPKey

from chassis.identity import ServiceTokens, TokenVerifier
from tests.customer.organisation.test_deputies import AT, deputation, move
from tests.support.building import today
from tests.support.identities import AUDIENCE, ISSUER
from tests.support.running import Running, Staff


def gateway(service: Running) -> Staff:
    """A neighbour with a key of its own, which the service knows."""
    key = OKPKey.generate_key("Ed25519", parameters={"kid": "gateway"})
    folder = service.settings.service_key_file.parent  # type: ignore[union-attr]
    private, public = folder / "gateway.jwk.json", folder / "services.jwks.json"
    private.write_text(json.dumps(key.as_dict(private=True)))
    public.write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    running: Any = service.client.app.state.service  # type: ignore[attr-defined]
    known = TokenVerifier(ISSUER, AUDIENCE, service.settings.jwks_url, "customer", public.as_uri())
    object.__setattr__(running, "verifier", known)
    found = Staff(service.client, "head")
    found.headers = {"Authorization": f"Bearer {ServiceTokens('gateway', private).token('customer', None)}"}
    return found


def test_the_issuer_learns_roles_and_place_and_for_whom_somebody_stands_in(fresh_service: Running) -> None:
    made = deputation(fresh_service)
    deputation(fresh_service, absent="ls-risk", starts_on=f"{today() + timedelta(days=1)}")
    asked = gateway(fresh_service)
    seen = asked.see(f"{AT}/sign-ins/ls-personal")

    assert (seen["roles"], seen["sub_branch"], seen["outlet"]) == (["personal_dept"], "lanshan", None)
    assert [(one["sub"], one["roles"], one["until"]) for one in seen["deputy_for"]] == [
        ("ls-branch-head", ["branch_head"], made["ends_on"])
    ]
    assert asked.see(f"{AT}/sign-ins/ls-branch-head")["deputy_for"] == []
    asked.see(f"{AT}/sign-ins/nobody", expect=404)


def test_who_is_not_at_work_gets_no_token(fresh_service: Running) -> None:
    move(fresh_service, "ls-risk", active=False)
    move(fresh_service, "ls-collector", valid_until=f"{today()}")
    asked = gateway(fresh_service)
    asked.see(f"{AT}/sign-ins/ls-risk", expect=404)
    last_day = asked.see(f"{AT}/sign-ins/ls-collector")
    fresh_service.clock.fixed = fresh_service.clock() + timedelta(days=1)

    assert last_day["until"] == f"{today()}"
    asked.see(f"{AT}/sign-ins/ls-collector", expect=404)


def test_every_service_learns_whose_older_tokens_are_refused(fresh_service: Running) -> None:
    move(fresh_service, "ls-manager-1", outlet="ls-2")
    asked = gateway(fresh_service)
    told = asked.see(f"{AT}/token-standing")["items"]
    fresh_service.clock.fixed = fresh_service.clock() + timedelta(hours=25)

    assert [one["sub"] for one in told] == ["ls-manager-1"]
    assert asked.see(f"{AT}/token-standing")["items"] == []


def test_people_are_told_neither(service: Running) -> None:
    for path in ("sign-ins/ls-manager-1", "token-standing"):
        service.staff("head").see(f"{AT}/{path}", expect=403)
