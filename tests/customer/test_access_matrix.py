"""Every route, called by every role from every part of the organisation: what happens is what the table says (O1, O2).

The table is `tests/architecture/access_matrix.txt`; here the running service is asked, on real things of every kind.
"""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chassis.access import Bankwide, Rule
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
from tests.support.matrix import wrongly_let_in_or_out
from tests.support.running import Running
from tests.support.sql import wait_for
from tests.support.working import working

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


def test_every_role_gets_in_where_the_table_says_and_nowhere_else(matrix: Running, things: dict[str, str]) -> None:
    wrong = wrongly_let_in_or_out(matrix, lambda rule: path_of(rule, things), declared_for)

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
