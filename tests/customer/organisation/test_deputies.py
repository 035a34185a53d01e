"""Moves, validity and deputies, and whose older tokens are refused (domain O1, O4)."""

import time
from datetime import timedelta
from typing import Any

from tests.customer.making import a_customer, put_facts
from tests.support.building import reference, today
from tests.support.identities import claims_of
from tests.support.running import Running, with_token

AT = "/v1/organisation"


def move(service: Running, sub: str, **changes: Any) -> dict[str, Any]:
    head = service.staff("head")
    read = head.send("GET", f"{AT}/staff/{sub}")
    names = ("name", "roles", "sub_branch", "outlet", "active", "valid_until")
    body = {name: read.json()[name] for name in names} | changes
    answer = head.send("PATCH", f"{AT}/staff/{sub}", json=body, headers={"If-Match": read.headers["ETag"]})
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def let_a_second_pass() -> None:
    """A token says when it was made in whole seconds: one made in the second of a change is refused, too."""
    now = int(time.time())
    while int(time.time()) <= now:
        time.sleep(0.02)


def forget_what_was_read(service: Running) -> None:
    """As if the few seconds had passed for which the standing is not asked again."""
    service.client.app.state.service.verifier._standing._asked_at = float("-inf")  # type: ignore[attr-defined]


def deputation(service: Running, name: str = "head", expect: int = 201, **changes: Any) -> Any:
    body = {
        "absent": "ls-branch-head",
        "deputy": "ls-personal",
        "starts_on": f"{today()}",
        "ends_on": f"{today() + timedelta(days=7)}",
        "reason": "annual leave",
    }
    return service.staff(name).do(f"{AT}/deputies", body | changes, expect=expect)


def test_every_post_is_history(fresh_service: Running) -> None:
    """O1."""
    move(fresh_service, "ls-manager-1", outlet="ls-2")
    move(fresh_service, "ls-manager-1", sub_branch="shizhong", outlet="sz-1")
    posts = fresh_service.staff("head").see(f"{AT}/staff/ls-manager-1/posts")["items"]

    assert [(one["position"], one["sub_branch"], one["outlet"]) for one in posts] == [
        (3, "shizhong", "sz-1"),
        (2, "lanshan", "ls-2"),
        (1, "lanshan", "ls-1"),
    ]
    seen = fresh_service.staff("ls-branch-head").see(f"{AT}/staff/ls-manager-1/posts")["items"]
    assert [one["position"] for one in seen] == [2, 1]


def test_a_changed_persons_older_tokens_are_refused_and_the_next_one_counts(fresh_service: Running) -> None:
    """O1: what an older token says is no longer so."""
    old = with_token(fresh_service, claims_of("ls-manager-1"))
    other = with_token(fresh_service, claims_of("ls-manager-2"))
    old.see("/v1/customers")
    move(fresh_service, "ls-manager-1", sub_branch="shizhong", outlet="sz-1")
    forget_what_was_read(fresh_service)
    refused = old.see("/v1/customers", expect=401)
    let_a_second_pass()
    claims = claims_of("ls-manager-1") | {"sub_branch": "shizhong", "outlet": "sz-1"}

    assert refused["code"] == "UNAUTHENTICATED"
    assert with_token(fresh_service, claims).see("/v1/customers")["items"] == []
    assert other.see("/v1/customers")
    with_token(fresh_service, claims, iat=int(time.time()) - 60).see("/v1/customers", expect=401)


def test_a_deputy_is_named_for_a_period_by_somebody_else(service: Running) -> None:
    """O4, O3."""
    made = deputation(service, absent="ls-payments", deputy="ls-collector")

    assert (made["state"], made["made_by"]) == ("named", "head")
    (seen,) = service.staff("ls-manager-1").see(f"{AT}/deputies", absent="ls-payments")["items"]
    assert seen == made | {"allowed_actions": []}
    assert made["allowed_actions"] == ["withdraw"]
    assert deputation(service, "ls-manager-1", expect=403)
    assert _codes(deputation(service, deputy="ls-branch-head", expect=422)) == ["OWN_DEPUTY"]
    assert _codes(deputation(service, "ls-branch-head", deputy="ls-branch-head", absent="ls-risk", expect=422)) == [
        "NAMES_ONESELF"
    ]
    early = f"{today() - timedelta(days=1)}"
    assert _codes(deputation(service, ends_on=early, expect=422)) == ["PERIOD_REVERSED"]
    assert _codes(deputation(service, starts_on=early, ends_on=early, expect=422)) == ["PERIOD_NOT_ALLOWED"]
    assert _codes(deputation(service, deputy=reference("nobody"), expect=422)) == ["UNKNOWN_PERSON"]


def _codes(problem: dict[str, Any]) -> list[str]:
    return [fault["code"] for fault in problem["errors"]]


def test_a_deputys_token_has_the_powers_and_the_journal_says_for_whom(service: Running) -> None:
    """O4: the powers of the absent one, the name of the deputy."""
    customer = a_customer(service)
    put_facts(service, customer)
    body = {"tier": "high_end", "reason": "a key account", "ends_on": f"{today()}"}
    made = service.staff("ls-manager-1").do(f"/v1/customers/{customer['id']}/tier-overrides", body, expect=201)
    claims = claims_of("ls-branch-head") | {"sub": "ls-manager-2", "name": "李建国"}
    standing_in = with_token(service, claims, deputy_for={"sub": "ls-branch-head", "name": "宋国栋"})
    done = standing_in.do(f"/v1/tier-overrides/{made['id']}/approve")
    (event,) = [
        one
        for one in service.staff("auditor").see("/v1/audit-events", resource=made["id"])["items"]
        if one["action"] == "tier_override.approve"
    ]

    assert done["decided_by"] == "ls-manager-2"
    assert (event["actor"], event["actor_name"]) == ("ls-manager-2", "李建国 (for 宋国栋)")


def test_a_deputy_never_stands_on_both_sides_of_one_approval(service: Running) -> None:
    """O4: neither as who made it, nor in the place of who made it."""
    customer = a_customer(service)
    put_facts(service, customer)
    body = {"tier": "high_end", "reason": "a key account", "ends_on": f"{today()}"}
    made = service.staff("ls-manager-1").do(f"/v1/customers/{customer['id']}/tier-overrides", body, expect=201)
    at = f"/v1/tier-overrides/{made['id']}"
    maker = claims_of("ls-branch-head") | {"sub": "ls-manager-1"}
    as_maker = with_token(service, maker, deputy_for={"sub": "ls-branch-head", "name": "x"})
    for_maker = with_token(service, claims_of("ls-branch-head"), deputy_for={"sub": "ls-manager-1", "name": "x"})

    for each in (as_maker, for_maker):
        assert each.do(f"{at}/approve", expect=403)["code"] == "MAKER_IS_CHECKER"
        assert each.see(at)["allowed_actions"] == []
    assert with_token(service, maker, deputy_for="x").see(at, expect=401)


def test_a_deputation_is_withdrawn_and_the_deputys_tokens_with_it(fresh_service: Running) -> None:
    """O4."""
    made = deputation(fresh_service)
    claims = claims_of("ls-branch-head") | {"sub": "ls-personal"}
    standing_in = with_token(fresh_service, claims, deputy_for={"sub": "ls-branch-head", "name": "x"})
    standing_in.see("/v1/customers")
    done = fresh_service.staff("ls-branch-head").do(f"{AT}/deputies/{made['id']}/withdraw")
    forget_what_was_read(fresh_service)

    assert (done["state"], done["withdrawn_by"]) == ("withdrawn", "ls-branch-head")
    standing_in.see("/v1/customers", expect=401)
    assert fresh_service.staff("head").do(f"{AT}/deputies/{made['id']}/withdraw", expect=409)["code"] == "INVALID_STATE"


def test_a_post_that_ends_before_it_begins_is_refused(service: Running) -> None:
    post = {"sub": reference("s"), "name": "新人", "roles": ["collector"], "sub_branch": "lanshan", "outlet": "ls-1"}
    dates = {"valid_from": f"{today()}", "valid_until": f"{today() - timedelta(days=1)}"}
    problem = service.staff("head").do(f"{AT}/staff", post | dates, expect=422)

    assert _codes(problem) == ["PERIOD_REVERSED"]
