"""A request for a payment, every condition judged, against a receipt: how much longer a caller waits for it."""

import secrets
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from statistics import median
from typing import Any

import httpx

from chassis.clock import business_date
from tests.benchmarks import accounts
from tests.benchmarks.figures import Timing
from tests.benchmarks.stack import Ground
from tests.support.building import credit_code

LIMIT = 3.0
WARM_UP = 30
CONTRACT = "90000000.00"


class Branch:
    """The staff of one sub-branch and core banking, as callers of one service process."""

    def __init__(self, ground: Ground, port: int) -> None:
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
        self._tokens = {
            name: ground.token(name, role, *place)
            for name, role, place in (
                ("core", "system", (None, None)),
                ("manager", "account_manager", ("lanshan", "ls-1")),
                ("risk", "risk_officer", ("lanshan", None)),
                ("head", "branch_head", ("lanshan", None)),
                ("corporate", "corporate_dept", ("lanshan", None)),
                ("personal", "personal_dept", ("lanshan", None)),
            )
        }

    def do(self, name: str, path: str, body: Any = None, *, etag: str | None = None, method: str = "POST") -> Any:
        """One write, which must go through."""
        answer = self._client.request(method, path, json=body or {}, headers=self._headers(name, etag))
        assert answer.status_code in (200, 201), f"{path} -> {answer.status_code}: {answer.text[:500]}"
        return answer.json()

    def decide(self, name: str, path: str, body: Any = None) -> Any:
        """A deciding verb, on the thing as it is."""
        seen = self._client.get(path.rsplit("/", 1)[0], headers=self._headers(name)).headers["etag"]
        return self.do(name, path, body, etag=seen)

    def document(self) -> str:
        """An uploaded document's id."""
        files = {"file": ("proof.txt", b"proof", "text/plain")}
        answer = self._client.post("/v1/documents", files=files, headers=self._headers("manager"))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def _headers(self, name: str, etag: str | None = None) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {self._tokens[name]}", "Idempotency-Key": str(uuid.uuid4())}
        return headers | ({"If-Match": etag} if etag else {})


def measure(ground: Ground, rounds: int, seconds: int) -> Iterator[Timing]:
    """Answers the figure as it is after each round: medians of single requests, one after the other."""
    timing = Timing("disbursement request, all conditions", "receipt", LIMIT)
    ground.database(accounts.SERVICE)
    with ground.services(accounts.SERVICE, 1) as (port,):
        branch = Branch(ground, port)
        receive, ask = _callers(branch)
        for _ in range(WARM_UP):
            receive()
            ask()
        for _ in range(rounds):
            timing.add(_median(receive, seconds / 2), _median(ask, seconds / 2))
            yield timing


def _median(call: Callable[[], None], seconds: float) -> float:
    taken, end = [], time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        call()
        taken.append(time.perf_counter() - began)
    return median(taken)


def _callers(branch: Branch) -> tuple[Callable[[], None], Callable[[], None]]:
    """A project ready to be paid from, and what asks for one receipt and for one payment of it."""
    today = business_date(datetime.now(UTC))
    path, account = _supervised(branch)
    document = branch.document()
    contract = {"payee_name": "Works Ltd", "payee_account": "6222020000000000001", "category": "construction"}
    made = branch.do("manager", f"{path}/contracts", contract | {"amount": CONTRACT, "document_id": document})
    line = {"category": "construction", "contract_id": made["id"], "amount": CONTRACT, "purpose": "frame"}
    plan = branch.do("manager", f"{path}/fund-plans", {"month": f"{today:%Y-%m}", "lines": [line]})
    branch.decide("manager", f"/v1/fund-plans/{plan['id']}/submit")
    branch.decide("corporate", f"/v1/fund-plans/{plan['id']}/approve")
    approved = branch.decide("personal", f"/v1/fund-plans/{plan['id']}/approve")
    for department in ("corporate", "personal"):
        report = {"as_of": f"{today}", "progress_percent": "100.00", "units_sold": 0}
        branch.do(department, f"{path}/site-reports", report)
    receipt = {"source": "developer_funds", "amount": "1000.00", "value_date": f"{today}"}
    payment = {
        "fund_plan_line_id": approved["lines"][0]["id"],
        "contract_id": made["id"],
        "amount": "1.00",
        "document_ids": [document],
        "value_date": f"{today}",
    }

    def receive() -> None:
        branch.do("core", f"/v1/accounts/{account}/receipts", receipt | {"bank_ref": uuid.uuid4().hex})

    def ask() -> None:
        branch.do("manager", f"{path}/disbursements", payment | {"invoice_no": uuid.uuid4().hex})

    return receive, ask


def _supervised(branch: Branch) -> tuple[str, str]:
    """The path of a project and its account's id, from the developer's papers on."""
    developer = {"name": "Benchmark", "uscc": credit_code(), "qualification_grade": "first"}
    project = branch.do(
        "manager",
        "/v1/projects",
        {
            "developer_id": branch.do("manager", "/v1/developers", developer)["id"],
            "name": "Garden",
            "total_investment": "200000000.00",
            "construction_budget": "100000000.00",
            "funding_sources": [{"kind": "own_funds", "amount": "200000000.00"}],
        },
    )
    path = f"/v1/projects/{project['id']}"
    criteria = ("qualification", "track_record", "papers", "investment", "development_conditions", "market")
    finding = {
        "scores": dict.fromkeys((*criteria, "economic_benefit", "loan_risk"), 80),
        "feasible": True,
        "development_loan_amount": "1.00",
        "expected_mortgage_volume": "1.00",
        "entry_date": "2026-01-05",
    }
    made = branch.do("manager", f"{path}/assessments", finding)
    branch.decide("risk", f"/v1/assessments/{made['id']}/decide", {"decision": "approve"})
    terms = {"exclusive": True, "terms": "closed management", "supervised_amount": "0.01"}
    agreement = branch.do("manager", f"{path}/agreements", terms)
    paper = {"signed_on": "2026-01-10", "document_id": branch.document()}
    branch.decide("head", f"/v1/agreements/{agreement['id']}/sign", paper)
    account = branch.do("manager", f"{path}/accounts", {"account_no": f"{secrets.randbelow(10**16):016}"})
    return path, str(account["id"])
