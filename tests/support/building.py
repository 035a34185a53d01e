"""Builders: references, codes and whole projects, so that a test says only what matters to it."""

import random
import uuid
from typing import Any

from tests.support.identities import claims_of, token
from tests.support.running import Running, Staff


def reference(prefix: str) -> str:
    """A fresh reference."""
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


def credit_code() -> str:
    """A unified social credit code with its check character (GB 32100-2015)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = "91371300" + "".join(random.choice(alphabet) for _ in range(9))
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
