"""Hundreds of days of random loans, repayments, reversals and backdating through the real service and database, with
closes skipped and repeated, against the plain recomputation of `reference` (domain C3, C6, C9, S1)."""

import os
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from tests.collections.ageing.reference import BOUNDS, Loan, Part, Picture, Repayment
from tests.support.building import reference
from tests.support.lending import CORE, a_loan, close, collections_running, repay, reverse, send_file
from tests.support.postgres import discard, fresh_database
from tests.support.running import Running

BEGINS = date(2026, 1, 28)
NAMES = [f"{first}-{last}" if last < 10**6 else f"{first}+" for first, last in BOUNDS]


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


class World:
    """The service and the reference side by side, moved by one source of chance."""

    def __init__(self, service: Running, seed: int) -> None:
        self.service = service
        self.chance = random.Random(seed)
        self.today = BEGINS  # the last close
        self.loans: list[Loan] = []
        self.reports: list[dict[str, Any]] = []
        self.repaid: list[tuple[Repayment, dict[str, Any]]] = []
        self.ids: dict[str, str] = {}
        close(service, BEGINS)

    def a_day(self) -> None:
        """Some things are reported, and the day is closed, or not; then both must say the same."""
        reports = [self.a_report() for _ in range(self.chance.choice((0, 0, 1, 2)))]
        if len(reports) == 1:
            self.service.staff(CORE).do("/v1/loans", reports[0], expect=201)
        elif reports:
            done = send_file(self.service, "/v1/loan-imports", reports)
            assert done["accepted"] == len(reports)
        for _ in range(self.chance.choice((0, 1, 1, 2, 4))):
            self.something_is_paid()
        if self.repaid and self.chance.random() < 0.2:
            self.something_is_reversed()
        ahead = self.chance.choice((0, 1, 1, 1, 1, 1, 2, 7))
        if ahead:
            self.today += timedelta(days=ahead)
        close(self.service, self.today)
        self.compare(closed_just_now=bool(ahead))

    def a_report(self) -> dict[str, Any]:
        """A new loan: some of it may be past, or paid, before it is taken on."""
        first = self.today + timedelta(days=self.chance.randrange(-100, 20))
        gap = self.chance.choice((1, 15, 30, 31))
        parts = []
        for number in range(self.chance.randrange(1, 8)):
            principal, interest = self.chance.choice((0, 1, 10_000, 99_999)), self.chance.choice((0, 1, 777))
            due = first + timedelta(days=number * gap)
            parts.append(Part(due, interest, principal if interest else max(principal, 1)))
        if not any(part.principal for part in parts):
            parts[0].principal = 1
        for part in parts[: self.chance.choice((0, 0, 1, 3))]:
            whole = part.interest + part.principal
            part.taken = self.chance.choice((whole, whole // 2, part.interest))
        disbursed = first - timedelta(days=self.chance.randrange(0, 400))
        disbursed = min(disbursed, self.today)
        loan = Loan(disbursed, parts, self.today + timedelta(days=1))
        plan = [
            {
                "number": number,
                "due_date": f"{part.due}",
                "principal": yuan(part.principal),
                "interest": yuan(part.interest),
                "paid": yuan(part.taken),
            }
            for number, part in enumerate(parts, 1)
        ]
        body = a_loan(instalments=plan, disbursed_on=f"{disbursed}", account_manager="m")
        self.loans.append(loan)
        self.reports.append(body)
        return body

    def something_is_paid(self) -> None:
        """On any day between disbursement and the business date; a little, an instalment, or all and more."""
        if not self.loans:
            return
        place = self.chance.randrange(len(self.loans))
        loan, body = self.loans[place], self.reports[place]
        back = self.chance.choice((-1, 0, 0, 1, 5, 45, 200))
        paid_on = max(self.today - timedelta(days=back), loan.disbursed)
        rest = sum(sum(each.values()) for each in loan.unpaid(loan.standing()))
        amount = self.chance.choice((1, 776, 10_000, 50_000, max(rest, 1), rest + 5))
        paid = Repayment(paid_on, amount)
        if self.chance.random() < 0.3:
            ref = reference("R")
            line = {"loan_ref": body["external_ref"], "bank_ref": ref, "paid_on": f"{paid_on}", "amount": yuan(amount)}
            assert send_file(self.service, "/v1/repayment-imports", [line, line])["accepted"] == 2
            found = self.service.staff(CORE).do("/v1/repayments", line, expect=200)
        else:
            found = repay(self.service, body, yuan(amount), paid_on)
        loan.repayments.append(paid)
        self.repaid.append((paid, found))

    def something_is_reversed(self) -> None:
        paid, found = self.repaid.pop(self.chance.randrange(len(self.repaid)))
        reverse(self.service, found)
        paid.stands = False

    def compare(self, *, closed_just_now: bool) -> None:
        """Every loan in the list; every open case; one loan at random as it is read alone, with its record."""
        seen = {each["external_ref"]: each for each in self._listed("/v1/loans")}
        assert len(seen) == len(self.loans)
        # Whoever is behind at a close has one open case, and nobody else has any. A reversal brings arrears back at
        # once, and the next close opens the case.
        # A loan about to mature has a case as well, at a stage of its own (C2).
        listed = self._listed("/v1/cases", state="open")
        open_cases = sorted(case["loan_id"] for case in listed if case["stage"] != "reminder")
        both = zip(self.loans, self.reports, strict=True)
        behind = [seen[body["external_ref"]]["id"] for loan, body in both if loan.at(self.today).days]
        assert open_cases == sorted(behind) if closed_just_now else set(open_cases) <= set(behind)
        assert len(set(open_cases)) == len(open_cases)
        for loan, body in zip(self.loans, self.reports, strict=True):
            found = seen[body["external_ref"]]
            assert self._told(found) == self._expected(loan), (self.today, loan)
        if self.loans:
            place = self.chance.randrange(len(self.loans))
            self._compare_closely(self.loans[place], seen[self.reports[place]["external_ref"]])

    def _listed(self, path: str, **filters: str) -> Iterator[dict[str, Any]]:
        cursor: dict[str, str] = {}
        while True:
            page = self.service.staff(CORE).see(path, limit=200, **filters, **cursor)
            yield from page["items"]
            if page["next_cursor"] is None:
                return
            cursor = {"cursor": page["next_cursor"]}

    def _told(self, found: dict[str, Any]) -> dict[str, Any]:
        buckets = {each["bucket"]: each["amount"] for each in found["arrears_by_bucket"]}
        names = ("as_of", "days_past_due", "overdue_principal", "overdue_interest", "overpaid")
        outstanding = (found["outstanding_principal"], found["outstanding_interest"])
        return {name: found[name] for name in names} | {"buckets": buckets, "outstanding": outstanding}

    def _expected(self, loan: Loan) -> dict[str, Any]:
        behind: Picture = loan.at(self.today)
        left = loan.unpaid(loan.standing())
        return {
            "as_of": f"{self.today}",
            "days_past_due": behind.days,
            "overdue_principal": yuan(behind.principal),
            "overdue_interest": yuan(behind.interest),
            "overpaid": yuan(loan.overpaid()),
            "buckets": dict(zip(NAMES, map(yuan, behind.buckets), strict=True)),
            "outstanding": (
                yuan(sum(rest["principal"] for rest in left)),
                yuan(sum(rest["interest"] for rest in left)),
            ),
        }

    def _compare_closely(self, loan: Loan, listed: dict[str, Any]) -> None:
        core = self.service.staff(CORE)
        alone = core.see(f"/v1/loans/{listed['id']}")
        assert self._told(alone) == self._told(listed)
        record = core.see(f"/v1/repayment-records/{listed['customer_ref']}")
        assert record["days_past_due"] == listed["days_past_due"]
        if loan.aged_from <= self.today:
            assert record["months"] == loan.months(self.today), (self.today, loan)


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    database = fresh_database("collections")
    with collections_running(database, tmp_path_factory.mktemp("ageing")) as service:
        yield World(service, getattr(request, "param", int(os.environ.get("LOANOPS_SEED", "20261124"))))
    discard(database)


def _live(world: World, until: date, seconds: float = float("inf")) -> None:
    began = time.monotonic()
    while world.today < until and time.monotonic() - began < seconds:
        world.a_day()


def test_ageing_follows_the_model_for_a_month(world: World) -> None:
    _live(world, BEGINS + timedelta(days=30))


@pytest.mark.prove
@pytest.mark.parametrize(
    "world", [int(os.environ.get("LOANOPS_SEED", "20261124")) + n for n in range(3)], indirect=True
)
def test_ageing_follows_the_model_for_four_hundred_days(world: World) -> None:
    _live(world, BEGINS + timedelta(days=400), int(os.environ.get("LOANOPS_PROVE_SECONDS", "600")))

    assert world.loans
