"""Weeks of random loans, repayments, reversals, promises, pauses and changes of manager through the real service, with
closes skipped and repeated, against the plain recomputation of `reference` (domain C1-C5, C8)."""

import os
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from tests.collections.follow_ups.reference import STEPS, Loan, Payment, Promise, rates
from tests.support.building import reference
from tests.support.lending import a_loan, book, close, collections_running, repay, reverse
from tests.support.postgres import discard, fresh_database
from tests.support.running import Running

BEGINS = date(2027, 1, 28)
COUNTED = ("customers", "customers_in_arrears", "new_in_arrears", "loans", "loans_in_arrears")
FAR_ON = 40  # instalments go on long enough that none of the loans matures


class World:
    """The service and the reference side by side, moved by one source of chance."""

    def __init__(self, service: Running, seed: int) -> None:
        self.service, self.chance, self.today = service, random.Random(seed), BEGINS
        self.loans: list[Loan] = []
        self.reports: list[dict[str, Any]] = []
        self.ids: list[str] = []
        self.paid: list[tuple[Loan, Payment, dict[str, Any]]] = []
        self.promised: list[tuple[Promise, str]] = []
        self.order = 0
        close(service, BEGINS)

    def a_day(self) -> None:
        for act, often in (
            (self.a_loan, 0.7), (self.a_payment, 0.8), (self.a_payment, 0.5), (self.a_reversal, 0.2),
            (self.a_promise, 0.5), (self.a_pause, 0.2), (self.a_move, 0.1),
        ):  # fmt: skip
            if self.chance.random() < often and (self.loans or act == self.a_loan):
                act()
        ahead = self.chance.choice((0, 1, 1, 1, 2, 5))
        for _ in range(ahead):
            self.today += timedelta(days=1)
            for loan in self.loans:
                loan.close(self.today)
        close(self.service, self.today)
        self.compare(closed_just_now=bool(ahead))

    def a_loan(self) -> None:
        first = self.today + timedelta(days=self.chance.randrange(-60, 10))
        gap = self.chance.choice((5, 30))
        due = [first + timedelta(days=gap * n) for n in range(FAR_ON)]
        customer = self.chance.choice([loan.customer for loan in self.loans] + [reference("C")])
        manager = self.chance.choice(("m-1", "m-2"))
        loan = Loan(manager, customer, due, 100, self.today + timedelta(days=1))
        body = a_loan(*[(day, "100.00") for day in due], account_manager=manager, customer_ref=customer)
        self.ids.append(book(self.service, body)["id"])
        self.loans.append(loan)
        self.reports.append(body)

    def a_payment(self) -> None:
        place = self.chance.randrange(len(self.loans))
        loan = self.loans[place]
        paid_on = self.today + timedelta(days=1 - self.chance.choice((0, 0, 0, 1, 9)))
        self.order += 1
        payment = Payment(paid_on, self.chance.choice((30, 70, 100, 250, 900)), self.order)
        found = repay(self.service, self.reports[place], f"{payment.amount}.00", paid_on)
        loan.payments.append(payment)
        self.paid.append((loan, payment, found))
        loan.hear(self.today)

    def a_reversal(self) -> None:
        if self.paid:
            _, payment, found = self.paid.pop(self.chance.randrange(len(self.paid)))
            reverse(self.service, found)
            payment.stands = False

    def _case(self, place: int) -> dict[str, Any] | None:
        items = self.service.staff("ls-manager-1").see("/v1/cases", loan_id=self.ids[place], limit=1)["items"]
        return items[0] if items and items[0]["state"] in ("open", "paused") else None

    def a_promise(self) -> None:
        place = self.chance.randrange(len(self.loans))
        loan, case = self.loans[place], self._case(place)
        if case is None or any(each.state == "open" for each in loan.promises) or not loan.days(self.today):
            return
        self.order += 1
        on = self.today + timedelta(days=1)
        promise = Promise(
            on, on + timedelta(days=self.chance.choice((0, 2, 6))), self.chance.choice((30, 150)), self.order
        )
        body = {"amount": f"{promise.amount}.00", "due_on": f"{promise.due}"}
        made = self.service.staff("ls-manager-1").do(f"/v1/cases/{case['id']}/promises", body)
        loan.promises.append(promise)
        self.promised.append((promise, made["id"]))

    def a_pause(self) -> None:
        place = self.chance.randrange(len(self.loans))
        case = self._case(place)
        if case is None or case["state"] == "paused":
            return
        ends = self.today + timedelta(days=self.chance.choice((1, 3, 8)))
        body = {"kind": "hardship", "reason": "x", "ends_on": f"{ends}"}
        self.service.staff("ls-manager-1").do(f"/v1/cases/{case['id']}/pause", body)
        self.loans[place].paused = (self.today + timedelta(days=1), ends)

    def a_move(self) -> None:
        place = self.chance.randrange(len(self.loans))
        manager = "m-2" if self.loans[place].manager == "m-1" else "m-1"
        self.reports[place] |= {"account_manager": manager}
        book(self.service, self.reports[place])
        self.loans[place].manager = manager

    def compare(self, *, closed_just_now: bool) -> None:
        see = self.service.staff("ls-manager-1").see
        cases = self._all("/v1/cases", state="open")
        told = {c["loan_id"]: (c["stage"], c["assignee"], c["state"], c["days_past_due"]) for c in cases}
        expected = {
            identity: (
                STEPS[loan.stage][0], loan.manager, "paused" if loan.paused else "open", loan.days(self.today)
            )
            for identity, loan in zip(self.ids, self.loans, strict=True)
            if loan.stage is not None
        }  # fmt: skip
        assert told == expected, self.today
        for promise, identity in self.promised:
            assert see(f"/v1/promises/{identity}")["state"] == promise.state, (self.today, promise)
        if closed_just_now:  # rates are a snapshot of their close, whatever is reported afterwards
            self._compare_rates()

    def _compare_rates(self) -> None:
        expected = rates(self.loans, self.today)
        for manager in ("m-1", "m-2"):
            asked = {"scope": "account_manager", "key": manager, "month": f"{self.today:%Y-%m}"}
            items = self.service.staff("head").see("/v1/arrears-rates", **asked)["items"]
            found = [
                tuple(day[name] for name in COUNTED)
                for day in items
                if day["date"] == f"{self.today}"
            ]  # fmt: skip
            assert found == ([expected[manager]] if manager in expected else []), (self.today, manager)

    def _all(self, path: str, **filters: str) -> Iterator[dict[str, Any]]:
        cursor: dict[str, str] = {}
        while True:
            page = self.service.staff("head").see(path, limit=200, **filters, **cursor)
            yield from page["items"]
            if page["next_cursor"] is None:
                return
            cursor = {"cursor": page["next_cursor"]}


SEED = int(os.environ.get("LOANOPS_SEED", "20261124"))


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    database = fresh_database("collections")
    with collections_running(database, tmp_path_factory.mktemp("follow_ups")) as service:
        yield World(service, getattr(request, "param", SEED))
    discard(database)


def _live(world: World, until: date, seconds: float = float("inf")) -> None:
    began = time.monotonic()
    while world.today < until and time.monotonic() - began < seconds:
        world.a_day()


def test_cases_promises_pauses_and_rates_follow_the_model_for_two_months(world: World) -> None:
    _live(world, BEGINS + timedelta(days=60))

    assert world.loans
    assert world.promised


@pytest.mark.prove
@pytest.mark.parametrize("world", [SEED + number for number in range(3)], indirect=True)
def test_cases_promises_pauses_and_rates_follow_the_model_for_a_year(world: World) -> None:
    _live(world, BEGINS + timedelta(days=365), int(os.environ.get("LOANOPS_PROVE_SECONDS", "600")))

    assert world.promised
