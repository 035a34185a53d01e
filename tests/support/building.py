"""Builders: references, codes and whole projects, so that a test says only what matters to it."""

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chassis.clock import business_date, system_clock
from tests.support.identities import claims_of, token
from tests.support.running import Running, Staff


def reference(prefix: str) -> str:
    """A fresh reference."""
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


def credit_code() -> str:
    """A unified social credit code with its check character (GB 32100-2015)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = "91371300" + "".join(secrets.choice(alphabet) for _ in range(9))
    total = sum(alphabet.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return body + alphabet[(31 - total % 31) % 31]


SCORES = dict.fromkeys(
    (
        "qualification",
        "track_record",
        "papers",
        "investment",
        "development_conditions",
        "market",
        "economic_benefit",
        "loan_risk",
    ),
    80,
)


def finding(**changes: Any) -> dict[str, Any]:
    """A finding on a project: feasible, unless told otherwise."""
    return {
        "scores": SCORES,
        "feasible": True,
        "development_loan_amount": "8000000.00",
        "expected_mortgage_volume": "15000000.00",
        "entry_date": "2026-01-05",
        "conditions": [],
    } | changes


def proposed_project(escrow: Running, branch: str = "ls", **changes: Any) -> dict[str, Any]:
    """A project put forward, with ten units unless told otherwise."""
    manager = escrow.staff(f"{branch}-manager-1")
    developer = {"name": reference("Developer"), "uscc": credit_code(), "qualification_grade": "second"}
    made: dict[str, Any] = manager.do(
        "/v1/projects",
        {
            "developer_id": manager.do("/v1/developers", developer)["id"],
            "name": reference("Garden"),
            "total_investment": "60000000.00",
            "construction_budget": "20000000.00",
            "funding_sources": [{"kind": "own_funds", "amount": "60000000.00"}],
            "units": [
                {"unit_no": f"1-{number}", "area_sqm": "90.00", "list_price": "1000000.00"}
                for number in range(101, 111)
            ],
        }
        | changes,
    )
    return made


def assessed_project(escrow: Running, branch: str = "ls", **changes: Any) -> dict[str, Any]:
    """A project found feasible, and that finding approved."""
    project = proposed_project(escrow, branch, **changes)
    made = escrow.staff(f"{branch}-manager-1").do(f"/v1/projects/{project['id']}/assessments", finding())
    escrow.staff(f"{branch}-risk").do(f"/v1/assessments/{made['id']}/decide", {"decision": "approve"})
    return project


def person(escrow: Running, *roles: str, branch: str = "ls") -> Staff:
    """Somebody new who holds those roles: for what one person must not do alone (O3)."""
    found = Staff(escrow.client, f"{branch}-manager-1")
    found.name = reference(f"{branch}-person")
    claims = claims_of(f"{branch}-manager-1") | {"sub": found.name, "name": found.name, "roles": list(roles)}
    found.headers = {"Authorization": f"Bearer {token(claims)}"}
    return found


def terms(**changes: Any) -> dict[str, Any]:
    """What an agreement fixes: ten million supervised, payments above one million are large, unless told otherwise."""
    return {
        "exclusive": True,
        "terms": "closed management",
        "guarantee_deposit_rate": "0.0500",
        "large_withdrawal_limit": "1000000.00",
        "supervised_amount": "10000000.00",
    } | changes


def agreed_project(
    escrow: Running, branch: str = "ls", about: dict[str, Any] | None = None, **changes: Any
) -> dict[str, Any]:
    """A project with a signed agreement; `about` is of the project, `changes` are of the agreement's terms."""
    project = assessed_project(escrow, branch, **(about or {}))
    manager = escrow.staff(f"{branch}-manager-1")
    made = manager.do(f"/v1/projects/{project['id']}/agreements", terms(**changes))
    paper = {"signed_on": "2026-01-10", "document_id": manager.document("agreement")}
    escrow.staff(f"{branch}-branch-head").do(f"/v1/agreements/{made['id']}/sign", paper)
    return project


@dataclass(frozen=True)
class House:
    """A supervised project, and what a test needs to name of it."""

    escrow: Running
    branch: str
    project: dict[str, Any]
    account: str
    milestones: list[dict[str, Any]]

    @property
    def at(self) -> str:
        """The project's path."""
        return f"/v1/projects/{self.project['id']}"

    def staff(self, post: str) -> Staff:
        """Somebody of the project's own sub-branch: `manager-1`, `corporate`, `personal`, `payments`."""
        return self.escrow.staff(f"{self.branch}-{post}")

    def balances(self) -> dict[str, str]:
        """total, held, retained, available."""
        found: dict[str, str] = self.staff("manager-1").see(f"/v1/accounts/{self.account}")["balances"]
        return found


MILESTONES = [
    {"code": "foundation", "planned_date": "2026-03-31", "progress_share": "0.2000", "retained_share": "0.7000"},
    {"code": "topping_out", "planned_date": "2026-08-31", "progress_share": "0.6000", "retained_share": "0.4000"},
    {"code": "completion", "planned_date": "2027-03-31", "progress_share": "0.9000", "retained_share": "0.1000"},
    {"code": "registration", "planned_date": "2027-06-30", "progress_share": "1.0000", "retained_share": "0.0000"},
]


def today() -> date:
    """The bank's day."""
    return business_date(system_clock())


AGREED = ("authority_notice_required", "supervised_amount", "guarantee_deposit_rate")
"""Changes of a supervised project that are its agreement's; all others are its own."""


def supervised_project(escrow: Running, branch: str = "ls", limit: str = "1000000.00", **changes: Any) -> House:
    """From developer to supervised account, its first milestone confirmed and 50 % of progress reported by both."""
    agreed = {name: changes.pop(name) for name in list(changes) if name in AGREED}
    project = agreed_project(escrow, branch, changes, large_withdrawal_limit=limit, **agreed)
    manager = escrow.staff(f"{branch}-manager-1")
    at = f"/v1/projects/{project['id']}"
    number = "".join(secrets.choice("0123456789") for _ in range(16))
    account = manager.do(f"{at}/accounts", {"account_no": number})
    answer = manager.send("PUT", f"{at}/milestones", json={"milestones": MILESTONES})
    assert answer.status_code == 200, answer.text
    house = House(escrow, branch, project, account["id"], answer.json()["milestones"])
    confirm_milestone(house, 0)
    report_progress(house, "50.00")
    return house


def confirm_milestone(house: House, place: int) -> None:
    """Have both departments confirm a milestone."""
    for department in ("corporate", "personal"):
        person = house.staff(department)
        seen = {"on": "2026-04-02", "document_ids": [person.document("photo")]}
        person.do(f"/v1/milestones/{house.milestones[place]['id']}/confirmations", seen)


def report_progress(house: House, percent: str, departments: Iterable[str] = ("corporate", "personal")) -> None:
    """Have the departments report that progress from the site, as of today."""
    report = {"as_of": f"{today()}", "progress_percent": percent, "units_sold": 3, "notes": "", "document_ids": []}
    for department in departments:
        house.staff(department).do(f"{house.at}/site-reports", report)


def receive(house: House, amount: str, unit_no: str | None = None, source: str = "developer_funds", **more: Any) -> Any:
    """Core banking reports money received."""
    body = {"source": source, "amount": amount, "bank_ref": reference("IN"), "unit_no": unit_no}
    path = f"/v1/accounts/{house.account}/receipts"
    return house.escrow.staff("core-banking").do(path, body | {"value_date": f"{today()}"} | more)


def enter_contract(house: House, amount: str, **changes: Any) -> dict[str, Any]:
    """A works contract."""
    manager = house.staff("manager-1")
    terms = {
        "payee_name": "Works Ltd",
        "payee_account": "6222020000000000001",
        "category": "construction",
        "amount": amount,
        "document_id": manager.document("works contract"),
    }
    made: dict[str, Any] = manager.do(f"{house.at}/contracts", terms | changes)
    return made


def draft_plan(house: House, lines: list[tuple[dict[str, Any], str]]) -> dict[str, Any]:
    """This month's plan, a line for each contract and amount, not yet submitted."""
    asked = [
        {"category": contract["category"], "contract_id": contract["id"], "amount": amount, "purpose": "frame"}
        for contract, amount in lines
    ]
    body = {"month": f"{today():%Y-%m}", "lines": asked}
    made: dict[str, Any] = house.staff("manager-1").do(f"{house.at}/fund-plans", body)
    return made


def approved_plan(house: House, amount: str, contract_amount: str | None = None) -> tuple[str, dict[str, Any]]:
    """This month's plan of one line, approved by both departments; answers the line's id and its contract."""
    contract = enter_contract(house, contract_amount or amount)
    plan = draft_plan(house, [(contract, amount)])
    house.staff("manager-1").do(f"/v1/fund-plans/{plan['id']}/submit")
    house.staff("corporate").do(f"/v1/fund-plans/{plan['id']}/approve")
    approved = house.staff("personal").do(f"/v1/fund-plans/{plan['id']}/approve")
    assert approved["state"] == "approved"
    return approved["lines"][0]["id"], contract


def ask(
    house: House,
    line: str,
    contract: dict[str, Any],
    amount: str,
    *,
    expect: Any = 201,
    key: str | None = None,
    **more: Any,
) -> Any:
    """Ask for a payment; answers the disbursement, or the problem that refused it."""
    body = {
        "fund_plan_line_id": line,
        "contract_id": contract["id"],
        "invoice_no": reference("INV"),
        "amount": amount,
        "document_ids": [],
        "value_date": f"{today()}",
    }
    return house.staff("manager-1").do(f"{house.at}/disbursements", body | more, expect=expect, key=key)


def unmet(answer: dict[str, Any]) -> set[str]:
    """The codes of the blocking conditions that were not met."""
    return {check["code"] for check in answer["checks"] if check["blocking"] and not check["passed"]}
