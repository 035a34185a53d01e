"""What escrow knows of a project in the pipeline, and what is said when escrow is not there (domain T10)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest

from services.customer.pipeline.rules import Loan, Sales, Supervision, differences
from tests.customer.conftest import customer_service
from tests.customer.pipeline.test_pipeline import PATH, a_project, move, sold
from tests.support.building import today
from tests.support.running import Running

NUMBERS = iter(range(1, 1000))
ALL = ["project", "agreement", "development_loan", "sales"]


class Escrow:
    """Stands in for escrow: one project of lanshan, with its faults."""

    def __init__(self) -> None:
        self.down: set[str] = set()
        self.unusable: set[str] = set()
        self.asked: list[str] = []
        self.sub_branch = "lanshan"
        self.known = True
        self.agreements: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        part = request.url.path.split("/")[4] if request.url.path.count("/") > 3 else "project"
        self.asked.append(part)
        if part in self.down:
            raise httpx.ConnectError("nobody there", request=request)
        if not self.known:
            problem = {"type": "about:blank", "title": "-", "status": 404, "code": "NOT_FOUND"}
            return httpx.Response(404, json=problem, headers={"Content-Type": "application/problem+json"})
        answer = self.answers(request.url.path.split("/")[3])[part]
        return httpx.Response(200, json={} if part in self.unusable else answer)

    def answers(self, project_id: str) -> dict[str, Any]:
        project = {"name": "滨河花园", "state": "supervised", "sub_branch": self.sub_branch}
        loan = {"assessed": "20000000.00", "committed": "9000000.00", "drawn": "8000000.00", "remaining": "11000000.00"}
        sales = {"units_filed": 95, "price_filed": "95000000.00", "mortgages": 40, "mortgage_amount": "18000000.00"}
        return {
            "project": project | {"id": project_id, "total_investment": "300000000.00"},
            "agreements": {"items": self.agreements, "next_cursor": None},
            "development-loan": loan,
            "supervision-ledger": {"as_of": f"{today()}", "sales": sales, "balances": {"received": "61000000.00"}},
        }


@pytest.fixture(scope="module")
def escrow() -> Escrow:
    return Escrow()


@pytest.fixture(scope="module")
def following(tmp_path_factory: pytest.TempPathFactory, escrow: Escrow) -> Iterator[Running]:
    with customer_service(tmp_path_factory.mktemp("customer"), escrow) as service:
        yield service


@pytest.fixture(autouse=True)
def well(escrow: Escrow) -> None:
    escrow.__init__()  # type: ignore[misc]


def link(service: Running, project: Any, escrow_project: str | None = None, expect: int = 200) -> Any:
    body = {"escrow_project_id": escrow_project or f"01992000-0000-7000-8000-{next(NUMBERS):012}"}
    return service.staff("ls-corporate").do(f"{PATH}/{project['id']}/link", body, expect=expect)


def supervision(service: Running, project: Any, name: str = "ls-manager-1", expect: int = 200) -> Any:
    return service.staff(name).see(f"{PATH}/{project['id']}/supervision", expect=expect)


def test_what_staff_entered_stands_beside_what_escrow_knows(following: Running, escrow: Escrow) -> None:
    """T10: from the development loan to the actual mortgages; where the two differ is said."""
    drafted = {"state": "draft", "signed_on": None, "exclusive": False, "supervised_amount": "1.00"}
    signed = {"state": "signed", "signed_on": "2026-03-01", "exclusive": True, "supervised_amount": "80000000.00"}
    escrow.agreements = [drafted, signed]
    project = a_project(following)
    move(following, project, "grant_loan", development_loan="21000000.00")
    move(following, project, "open_sales")
    following.staff("ls-personal").do(f"{PATH}/{project['id']}/report-sales", sold(units_sold=90), expect=200)
    linked = link(following, project)
    found = supervision(following, project)

    assert found == {
        "pipeline_project_id": project["id"],
        "escrow_project_id": linked["escrow_project_id"],
        "asked_at": found["asked_at"],
        "project": {"name": "滨河花园", "state": "supervised", "total_investment": "300000000.00"},
        "agreement": signed,
        "development_loan": {
            "assessed": "20000000.00",
            "committed": "9000000.00",
            "drawn": "8000000.00",
            "remaining": "11000000.00",
        },
        "sales": {
            "as_of": f"{today()}",
            "received": "61000000.00",
            "units_filed": 95,
            "price_filed": "95000000.00",
            "mortgages": 40,
            "mortgage_amount": "18000000.00",
        },
        "missing": [],
        "differs": ["DEVELOPMENT_LOAN", "UNITS_SOLD"],
    }
    assert supervision(following, project, "sz-manager-1", expect=404)["code"] == "NOT_FOUND"


def test_what_escrow_does_not_answer_is_named_and_never_zero(following: Running, escrow: Escrow) -> None:
    project = a_project(following)
    link(following, project)
    escrow.down, escrow.unusable = {"development-loan"}, {"supervision-ledger"}
    partly = supervision(following, project)
    escrow.down = {"project"}
    down = supervision(following, project)

    assert sorted(partly["missing"]) == ["development_loan", "sales"]
    assert (partly["development_loan"], partly["sales"], partly["agreement"]) == (None, None, None)
    assert partly["project"]["state"] == "supervised"
    assert (down["missing"], down["project"], down["differs"]) == (ALL, None, [])


def test_a_project_is_linked_to_one_of_its_own_branch_that_is_there(following: Running, escrow: Escrow) -> None:
    project, other = a_project(following), a_project(following)
    supervision(following, project, expect=409)
    escrow.asked.clear()
    following.staff("sz-corporate").do(f"{PATH}/{project['id']}/link", {"escrow_project_id": project["id"]}, expect=404)
    following.staff("ls-manager-1").do(f"{PATH}/{project['id']}/link", {"escrow_project_id": project["id"]}, expect=403)
    refused_without_asking = list(escrow.asked)
    escrow.down = {"project"}
    link(following, project, expect=503)
    escrow.down = set()
    escrow.known = False
    nowhere = link(following, project, expect=422)
    escrow.known, escrow.sub_branch = True, "shizhong"
    theirs = link(following, project, expect=422)
    escrow.sub_branch = "lanshan"
    linked = link(following, project)
    again = link(following, project, linked["escrow_project_id"])
    twice = link(following, other, linked["escrow_project_id"], expect=409)

    assert refused_without_asking == []
    assert [one["errors"][0]["code"] for one in (nowhere, theirs)] == ["UNKNOWN_ESCROW_PROJECT"] * 2
    assert (linked["version"], again["version"]) == (2, 2)
    assert twice["code"] == "PIPELINE_PROJECT_LINKED"
    move(following, other, "drop", reason="土地被收回")
    assert link(following, other, expect=409)["code"] == "INVALID_STATE"


def test_without_an_address_of_escrow_it_is_missing_and_nothing_is_linked(service: Running) -> None:
    assert link(service, a_project(service), expect=503)["code"] == "SERVICE_UNAVAILABLE"


def test_differences_are_only_of_what_both_say() -> None:
    """T10."""
    loan = Loan(Decimal(5), Decimal(0), Decimal(0), Decimal(5))
    filed = Sales(date(2026, 1, 1), Decimal(0), 3, Decimal(9), 2, Decimal(7))

    assert differences(Supervision(), Decimal(4), 1, 1, Decimal(1)) == []
    assert differences(Supervision(development_loan=loan, sales=filed), None, None, None, None) == []
    assert differences(Supervision(development_loan=loan, sales=filed), Decimal(5), 3, 2, Decimal(7)) == []
    assert differences(Supervision(development_loan=loan, sales=filed), Decimal(4), 2, 1, Decimal(6)) == [
        "DEVELOPMENT_LOAN",
        "UNITS_SOLD",
        "MORTGAGES",
        "MORTGAGE_AMOUNT",
    ]
