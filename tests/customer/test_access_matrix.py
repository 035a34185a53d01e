"""Every route, called by every role from every part of the organisation: what happens is what the table says (O1, O2).

The table is `tests/architecture/access_matrix.txt`; here the running service is asked, on real things of every kind.
"""

import asyncio
import uuid
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from chassis.access import Access, Bankwide, Rule
from chassis.identity import BANK_WIDE_ROLES
from services.customer.access import RULES
from services.customer.jobs import queues
from tests.architecture.access_matrix import ABSENT, FORBIDDEN, IN, outcome
from tests.customer.channels.test_routes import a_lead, a_partner
from tests.customer.conftest import customer_service
from tests.customer.cross_sell.test_routes import book
from tests.customer.making import a_customer, operating, put_facts
from tests.customer.outreach.test_outreach import planned
from tests.customer.performance.test_routes import QUARTER, rank, share, target
from tests.customer.pipeline.test_pipeline import a_project
from tests.customer.research.test_rounds import a_round
from tests.customer.tier_overrides.test_routes import proposed
from tests.support.building import today
from tests.support.identities import token
from tests.support.running import Running
from tests.support.sql import wait_for
from tests.support.working import working

# Where the caller is: in the outlet of the things, in another one of its sub-branch, in another sub-branch.
PLACES = (("lanshan", "ls-1"), ("lanshan", "ls-2"), ("shizhong", "sz-1"))
AT_ONCE = 8
# Things of a whole sub-branch, which are none of one outlet's.
OF_THE_SUB_BRANCH = ("mailing_id", "market_share_id", "notice_id", "sub_branch_support_id", "outreach_id")


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with customer_service(tmp_path_factory.mktemp("customer")) as service:
        yield service


@pytest.fixture(scope="module")
def things(matrix: Running) -> dict[str, str]:
    """One thing of every kind, in the outlet ls-1, by the name it has in a path."""
    head, personal, city = (matrix.staff(name) for name in ("head", "ls-personal", "city"))
    customer, double = a_customer(matrix), a_customer(matrix)
    put_facts(matrix, customer, loans=[operating("800000.00")])
    booking = book(matrix, customer)
    target(matrix, "sub_branch", "lanshan", QUARTER, "400000.00")
    ranking = rank(matrix)
    support = {"kind": "key", "supporter": "city", "reason": "重点扶持", "sub_branch": "lanshan"}
    need = {"customer_id": customer["id"], "product": "car", "amount": "1.00", "expected_on": f"{today()}"}
    merging = {"kept_id": customer["id"], "merged_id": double["id"], "reason": "the same person"}
    found: dict[str, Any] = {
        "customer_id": customer,
        "customer_merge_id": personal.do("/v1/customer-merges", merging, expect=201),
        "tier_override_id": proposed(matrix, customer, tier="general"),
        "visit_id": head.see("/v1/visits", customer_id=customer["id"])["items"][0],
        "financing_need_id": matrix.staff("ls-manager-1").do("/v1/needs", need | {"note": ""}, expect=201),
        "mailing_id": mailed(matrix),
        "loan_booking_id": booking,
        "offer_id": booking["offers"][0],
        "partner_id": a_partner(matrix),
        "outlet_products_id": accepted(matrix),
        "lead_id": a_lead(matrix),
        "market_note_id": noted(matrix),
        "target_id": target(matrix, "outlet", "ls-1", QUARTER, "1.00"),
        "market_share_id": share(matrix, "lanshan", QUARTER, "1.00", ["1.00"]),
        "ranking_id": ranking,
        "bulletin_id": city.do("/v1/bulletins", {"month": "2025-08"}, expect=201),
        "notice_id": head.see("/v1/notices", quarter=QUARTER)["items"][0],
        "sub_branch_support_id": head.do("/v1/key-sub-branches", support, expect=201),
        "research_round_id": a_round(matrix),
        "pipeline_project_id": a_project(matrix),
        "deputy_id": deputised(matrix),
        **finished(matrix),
    }
    ids = {name: str(thing["id"]) for name, thing in found.items()}
    outreach = {kind: planned(matrix, kind)["id"] for kind in ("training", "campaign")}
    return ids | outreach | {"code": "ls-1", "sub": "ls-manager-1", "version": "2026-01"}


def mailed(service: Running) -> Any:
    body = {"title": "新产品", "product": "car", "tiers": ["high_end"]}
    return service.staff("ls-personal").do("/v1/mailings", body, expect=201)


def accepted(service: Running) -> Any:
    body = {"outlet": "ls-1", "kind": "ordinary_outlet", "products": ["car"], "reason": "逐步扩大"}
    return service.staff("ls-personal").do("/v1/outlet-products", body, expect=201)


def noted(service: Running) -> Any:
    body = {"outlet": "ls-1", "title": "楼市", "text": "附近楼盘开盘"}
    return service.staff("ls-outlet").do("/v1/market-notes", body, expect=201)


def deputised(service: Running) -> Any:
    body = {
        "absent": "ls-manager-1",
        "deputy": "ls-manager-2",
        "starts_on": f"{today()}",
        "ends_on": f"{today() + timedelta(days=3)}",
        "reason": "leave",
    }
    return service.staff("ls-branch-head").do("/v1/organisation/deputies", body, expect=201)


def finished(service: Running) -> dict[str, Any]:
    """Long work of every kind that is over: what still runs would be followed for ever."""
    core = service.staff("core-banking")
    headers = {"Content-Type": "application/x-ndjson"}
    asked = {
        "import_id": ("/v1/customer-imports", {"content": b"{}", "headers": headers}),
        "facts_import_id": ("/v1/facts-imports", {"content": b"{}", "headers": headers}),
        "rotation_id": ("/v1/key-rotations", {"json": {}}),
        "run_id": ("/v1/tier-runs", {"json": {}}),
    }
    found = {}
    with working(service, *queues(service.settings)):
        for name, (path, options) in asked.items():
            key = {"Idempotency-Key": str(uuid.uuid4())}
            sent = core.send("POST", path, **options | {"headers": options.get("headers", {}) | key})
            at = f"{path}/{sent.json()['id']}"
            wait_for(lambda at=at: core.see(at)["state"] in ("completed", "failed"), at, 30)  # type: ignore[misc]
            found[name] = sent.json()
    return found


def path_of(rule: Rule, things: dict[str, str]) -> str:
    """The route's path with the things of this test in it; of a list nothing is asked but who may ask."""
    own = {"import_id": things["facts_import_id"]} if "facts-imports" in rule.path else {}
    outreach = things["training" if rule.path.startswith("/v1/trainings") else "campaign"]
    path = rule.path.format_map(things | own | {"outreach_id": outreach})
    return f"{path}?nothing=0" if rule.method == "GET" and "{" not in rule.path else path


def declared_for(rule: Rule, role: str) -> str:
    """What the table says, and where the things of this test lie that lie in no outlet."""
    said = outcome(rule, role)
    if said == FORBIDDEN * 3 or role in BANK_WIDE_ROLES or isinstance(rule.scope, Bankwide):
        return said
    if "{import_id}" in rule.path:  # core banking's files
        return ABSENT * 3
    if "{sub}" in rule.path or "{code}" in rule.path:  # nodes and people lie somewhere, though they have no id
        return IN + (ABSENT if role == "outlet_manager" else IN) + ABSENT
    if role == "outlet_manager" and any(f"{{{name}}}" in rule.path for name in OF_THE_SUB_BRANCH):
        return ABSENT * 3
    return said


def bearer(role: str, place: tuple[str, str]) -> dict[str, str]:
    claims = {"sub": f"matrix-{role}-{place[1]}", "name": role, "roles": [role]}
    if role not in BANK_WIDE_ROLES:
        claims |= {"sub_branch": place[0], "outlet": place[1]}
    return {"Authorization": f"Bearer {token(claims)}"}


def called(service: Running, calls: list[tuple[Rule, str, dict[str, str]]]) -> list[int]:
    """The statuses of calls with no body and no key: enough to be let in, never enough to change anything."""
    app, portal = service.client.app, service.client.portal
    assert portal is not None
    # Thousands of calls: inside the application's own loop, without a thread to wake for each.
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service.test")

    async def call(rule: Rule, path: str, headers: dict[str, str]) -> int:
        answer = await client.request(rule.method, path, headers=headers)
        assert answer.status_code not in (401, 500), f"{rule.method} {path} -> {answer.text}"
        assert rule.method == "GET" or answer.status_code >= 400, f"{rule.method} {path} did something"
        return answer.status_code

    async def batch(some: list[tuple[Rule, str, dict[str, str]]]) -> list[int]:
        return await asyncio.gather(*(call(*each) for each in some))

    return [status for at in range(0, len(calls), AT_ONCE) for status in portal.call(batch, calls[at : at + AT_ONCE])]


def cells_of(rules: Iterable[Rule], roles: list[str]) -> Iterator[tuple[Rule, str, int]]:
    """Every role at the things' own outlet; elsewhere an outlet manager and another role, a different one each time.

    Where somebody is, their token alone decides: every route and every role is asked elsewhere, not each pair.
    """
    bound = [role for role in roles if role not in BANK_WIDE_ROLES]
    for number, rule in enumerate(rules):
        yield from ((rule, role, 0) for role in roles)
        if "{" in rule.path:
            let_in = [role for role in bound if role in rule.roles]
            others = {"outlet_manager", let_in[number % len(let_in)]} if let_in else set()
            yield from ((rule, role, place) for role in sorted(others) for place in (1, 2))


def test_every_role_gets_in_where_the_table_says_and_nowhere_else(matrix: Running, things: dict[str, str]) -> None:
    access: Access = matrix.client.app.state.service.access  # type: ignore[attr-defined]
    roles = sorted(frozenset().union(*(rule.roles for rule in access)) - {"service"})
    cells = [(rule, role, PLACES[at], declared_for(rule, role)[at]) for rule, role, at in cells_of(access, roles)]
    callers = {(role, place): bearer(role, place) for role in roles for place in PLACES}
    calls = [(rule, path_of(rule, things), callers[role, place]) for rule, role, place, _ in cells]
    wrong = [
        f"{rule.method} {rule.path} as {role} of {place}: declared {declared}, found {status}"
        for (rule, role, place, declared), status in zip(cells, called(matrix, calls), strict=True)
        if {403: FORBIDDEN, 404: ABSENT}.get(status, IN) != declared
    ]

    assert wrong == [], "\n".join(wrong)


def test_a_token_without_a_place_in_the_bank_finds_nothing(matrix: Running, things: dict[str, str]) -> None:
    claims = {"sub": "matrix-nowhere", "name": "nowhere", "roles": ["account_manager"]}
    headers = {"Authorization": f"Bearer {token(claims)}"}
    asked = {"scope": "outlet", "period": "2025-Q3", "month": "2025-08", "from": "2025-01-01", "to": "2025-02-01"}
    asked["correlation_id"] = str(uuid.uuid4())
    found = {}
    for rule in RULES:
        if rule.method == "GET" and "{" not in rule.path and not isinstance(rule.scope, Bankwide):
            answer = matrix.client.get(rule.path, headers=headers)
            if answer.status_code == 422:
                needed = {one["pointer"].removeprefix("/") for one in answer.json()["errors"]}
                answer = matrix.client.get(rule.path, headers=headers, params={name: asked[name] for name in needed})
            if answer.status_code != 403:
                body = answer.json()
                found[rule.path] = body["items"] if isinstance(body, dict) and "items" in body else body

    assert len(found) > 20
    assert {path: items for path, items in found.items() if items} == {}
    assert matrix.client.get(f"/v1/customers/{things['customer_id']}", headers=headers).status_code == 404
