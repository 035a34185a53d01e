"""The organisation over HTTP (domain O1, O2)."""

import asyncio
from typing import Any

import pytest

from services.customer import demo
from tests.support.building import person, reference
from tests.support.identities import token
from tests.support.running import Running, Staff


def nodes(staff: Staff, **filters: Any) -> set[str]:
    return {node["code"] for node in staff.see("/v1/organisation/nodes", **filters)["items"]}


def subs(staff: Staff, **filters: Any) -> set[str]:
    return {somebody["sub"] for somebody in staff.see("/v1/organisation/staff", **filters)["items"]}


def test_the_demo_staff_are_those_of_the_contract(fresh_service: Running) -> None:
    """Contract, section 2: names, roles and places."""
    posts = {
        "manager-1": ("account_manager", "1"),
        "manager-2": ("account_manager", "2"),
        "outlet": ("outlet_manager", "1"),
        "personal": ("personal_dept", None),
        "corporate": ("corporate_dept", None),
        "payments": ("payments", None),
        "collector": ("collector", None),
        "risk": ("risk_officer", None),
        "committee-1": ("committee_member", None),
        "committee-2": ("committee_member", None),
        "committee-3": ("committee_member", None),
        "branch-head": ("branch_head", None),
    }
    bank_wide = {"head": "head_office", "city": "city_branch", "auditor": "auditor", "core-banking": "system"}
    expected = {name: (role, None, None) for name, role in bank_wide.items()} | {
        f"{prefix}-{post}": (role, branch, f"{prefix}-{outlet}" if outlet else None)
        for prefix, branch in (("ls", "lanshan"), ("sz", "shizhong"))
        for post, (role, outlet) in posts.items()
    }

    found = fresh_service.staff("head").see("/v1/organisation/staff", limit=200)["items"]

    assert {one["sub"]: (*one["roles"], one["sub_branch"], one["outlet"]) for one in found} == expected
    assert len({one["name"] for one in found}) == len(found)
    assert all(one["active"] for one in found)
    assert {one["outlet"] for one in found} - {None} <= nodes(fresh_service.staff("head"), kind="outlet")


def test_planting_again_changes_nothing(fresh_service: Running) -> None:
    assert asyncio.run(demo.plant_in(fresh_service.settings)) == 0


def test_the_demo_organisation_is_planted_in_development_only(
    fresh_service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("issuer", "jwks_url", "database_url", "service"):
        monkeypatch.setenv(f"LOANOPS_{name.upper()}", str(getattr(fresh_service.settings, name)))

    for environment, status in (("production", 1), ("test", 1), ("development", 0)):
        monkeypatch.setenv("LOANOPS_ENVIRONMENT", environment)
        assert demo.main() == status


def test_the_tree_shows_each_their_own_node_and_what_is_below(service: Running) -> None:
    """O1."""
    everything = {code for code, *_ in demo.NODES}

    assert everything <= nodes(service.staff("head"))
    assert everything <= nodes(service.staff("auditor"))
    assert nodes(service.staff("ls-manager-1")) == {"lanshan", "ls-1", "ls-2"}
    assert nodes(service.staff("ls-outlet")) == {"ls-1"}
    assert nodes(service.staff("head"), parent="shizhong") == {"sz-1", "sz-2"}
    service.staff("ls-manager-1").see("/v1/organisation/nodes/sz-1", expect=404)
    assert service.staff("ls-manager-1").see("/v1/organisation/nodes/ls-1")["parent"] == "lanshan"


def test_the_staff_of_another_sub_branch_is_not_shown(service: Running) -> None:
    """O1."""
    manager = service.staff("ls-manager-1")
    own = subs(manager, limit=200)

    assert "ls-collector" in own
    assert not any(sub.startswith("sz-") for sub in own)
    assert "head" not in own
    manager.see("/v1/organisation/staff/sz-manager-1", expect=404)
    assert subs(manager, role="collector") == {"ls-collector"}
    assert subs(manager, outlet="ls-2") == {"ls-manager-2"}


def test_another_service_may_ask_where_somebody_works(service: Running) -> None:
    asking = Staff(service.client, "head")
    asking.headers = {"Authorization": f"Bearer {token({'sub': 'x', 'name': 'x', 'roles': ['service']})}"}
    asking.see("/v1/organisation/staff/ls-manager-1", expect=403)  # a person's token never makes a service

    rules = {rule.path: rule.roles for rule in service.client.app.state.service.access if rule.method == "GET"}  # type: ignore[attr-defined]
    assert "service" in rules["/v1/organisation/staff/{sub}"]
    assert "service" not in rules["/v1/customers/{customer_id}"]


def test_a_new_outlet_is_opened_and_staffed_by_the_head_office(fresh_service: Running) -> None:
    head = fresh_service.staff("head")
    outlet = {"code": "ls-3", "kind": "outlet", "name": "兰山支行第三网点", "parent": "lanshan"}
    post = {"sub": "ls-new", "name": "新人", "roles": ["account_manager"], "sub_branch": "lanshan", "outlet": "ls-3"}
    opened = head.do("/v1/organisation/nodes", outlet, expect=201)
    engaged = head.do("/v1/organisation/staff", post, expect=201)

    assert fresh_service.staff("ls-manager-1").see("/v1/organisation/nodes/ls-3") == opened
    assert fresh_service.staff("ls-manager-1").see("/v1/organisation/staff/ls-new") == engaged
    assert head.do("/v1/organisation/nodes", outlet, expect=409)["code"] == "NODE_EXISTS"
    assert head.do("/v1/organisation/staff", post, expect=409)["code"] == "STAFF_EXISTS"
    for name in ("city", "ls-branch-head", "auditor", "core-banking"):
        fresh_service.staff(name).do("/v1/organisation/nodes", outlet, expect=403)


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"outlet": "sz-1"}, "/outlet", "UNKNOWN_NODE"),
        ({"outlet": None, "sub_branch": "ls-1"}, "/sub_branch", "UNKNOWN_NODE"),
        ({"roles": []}, "/roles", "TOO_SHORT"),
        ({"roles": ["service"]}, "/roles/0", "LITERAL_ERROR"),
        ({"roles": ["auditor"]}, "/sub_branch", "SUB_BRANCH_NOT_ALLOWED"),
        ({"roles": ["collector", "collector"]}, "/roles", "ROLE_REPEATED"),
    ],
)
def test_a_post_that_cannot_be_held_is_refused_by_name(
    service: Running, changes: dict[str, Any], pointer: str, code: str
) -> None:
    post = {"sub": reference("s"), "name": "新人", "roles": ["collector"], "sub_branch": "lanshan", "outlet": "ls-1"}
    problem = service.staff("head").do("/v1/organisation/staff", post | changes, expect=422)

    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [(pointer, code)]


def test_a_post_is_changed_on_what_was_read_and_kept_in_the_history(fresh_service: Running) -> None:
    head, at = fresh_service.staff("head"), "/v1/organisation/staff/ls-manager-2"
    read = head.send("GET", at)
    post = {"name": "李建国", "roles": ["account_manager"], "sub_branch": "shizhong", "outlet": "sz-2", "active": False}
    etag = {"If-Match": read.headers["ETag"]}

    assert head.send("PATCH", at, json=post).status_code == 428
    changed = head.send("PATCH", at, json=post, headers=etag)
    assert changed.status_code == 200
    assert changed.json() == read.json() | post | {"version": 2}
    assert head.send("PATCH", at, json=post, headers=etag).status_code == 412
    fresh_service.staff("ls-manager-1").see(at, expect=404)
    history = head.see("/v1/audit-events", resource=changed.json()["id"])["items"]
    assert [event["action"] for event in history] == ["staff.change", "staff.engage"]


def test_only_the_head_office_changes_posts(service: Running) -> None:
    post = {"name": "王海燕", "roles": ["branch_head"], "sub_branch": "lanshan"}
    answer = person(service, "branch_head").send("PATCH", "/v1/organisation/staff/ls-manager-1", json=post)

    assert answer.status_code == 403


def test_a_sub_that_can_be_nobodys_is_not_found(service: Running) -> None:
    for sub in ("nobody", "%00", "a%20b", "x" * 300):
        service.staff("head").see(f"/v1/organisation/staff/{sub}", expect=404)
