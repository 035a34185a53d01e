"""Hundreds of days of random loans, repayments, reversals, extensions, judgements and write-offs, much of it backdated,
through the real service and database, with closes skipped, repeated and recomputed, against the plain recomputation of
`reference` (domain C3, C6, C8, C9, S1)."""

import os
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from tests.collections.ageing.reference import BOUNDS, CLASSES, Judged, Loan, Part, Picture, Repayment
from tests.support.building import reference
from tests.support.lending import CORE, a_loan, activate, close, collections_running, drain, repay, reverse, send_file
from tests.support.postgres import discard, fresh_database
from tests.support.running import Running

BEGINS = date(2026, 1, 28)
PRODUCTS = ("operating", "housing", "pledged")
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
        self.judged: list[tuple[Judged, str]] = []
        self.principal_first: set[str] = set()  # by the policy that counts on the business date
        close(service, BEGINS)

    def a_day(self) -> None:
        """Some things are reported, and the day is closed, or not; then both must say the same."""
        if self.chance.random() < 0.03:
            self.products_are_allocated()
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
        for happens in (self.something_is_amended, self.somebody_judges, self.a_judgement_is_lifted):
            if self.chance.random() < 0.2:
                happens()
        if self.chance.random() < 0.05:
            self.something_is_written_off()
        ahead = self.chance.choice((0, 1, 1, 1, 1, 1, 2, 7))
        if ahead:
            self.today += timedelta(days=ahead)
        close(self.service, self.today)
        self.compare(closed_just_now=bool(ahead))
        if self.chance.random() < 0.1:
            self.a_date_is_recomputed()

    def products_are_allocated(self) -> None:
        """Another order for some products, from today's business date on: loans that are on the books keep theirs."""
        self.principal_first = {name for name in PRODUCTS if self.chance.random() < 0.5}
        products = [{"product": name, "order": "principal_first"} for name in sorted(self.principal_first)]
        rules = {"order": "interest_first", "products": products}
        activate(self.service, "/v1/policies/allocation", rules, f"{self.today + timedelta(days=1)}")

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
        product, own = (
            self.chance.choice(PRODUCTS),
            self.chance.choice(("interest_first", "principal_first", *[None] * 4)),
        )
        for part in parts:
            part.principal_first = own == "principal_first" if own else product in self.principal_first
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
        body = a_loan(instalments=plan, disbursed_on=f"{disbursed}", account_manager="m", product=product)
        body |= {"repayment_order": own} if own else {}
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

    def _picked(self) -> tuple[Loan, dict[str, Any]] | None:
        """A loan that is still on the books, if there is one, and what was reported of it."""
        both = zip(self.loans, self.reports, strict=True)
        open_ones = [
            (a, b) for a, b in both if not a.written_off and any(sum(r.values()) for r in a.unpaid(a.standing()))
        ]
        return self.chance.choice(open_ones) if open_ones else None

    def _id_of(self, body: dict[str, Any]) -> str:
        if body["external_ref"] not in self.ids:
            (found,) = self.service.staff(CORE).see("/v1/loans", external_ref=body["external_ref"])["items"]
            self.ids[body["external_ref"]] = found["id"]
        return self.ids[body["external_ref"]]

    def something_is_amended(self) -> None:
        """All that is unpaid falls due anew, in one to three instalments."""
        picked = self._picked()
        left = sum(rest["principal"] for rest in picked[0].unpaid(picked[0].standing())) if picked else 0
        if not picked or not left:
            return
        loan, body = picked
        kind, count = self.chance.choice(("extension", "restructuring")), min(self.chance.randrange(1, 4), left)
        overdue = loan.at(self.today).interest
        first = self.today + timedelta(days=self.chance.choice((1, 2, 30, 90)))
        new = [Part(first + timedelta(days=n * 25), overdue if n == 0 else 7, left // count) for n in range(count)]
        new[0].principal += left - left // count * count
        plan = [
            {"due_date": f"{part.due}", "principal": yuan(part.principal), "interest": yuan(part.interest)}
            for part in new
        ]
        asked = {"kind": kind, "reason": "r", "document_ref": "D", "instalments": plan}
        made = self.service.staff("ls-manager-1").do(f"/v1/loans/{self._id_of(body)}/amendments", asked)
        self.service.staff("ls-branch-head").do(f"/v1/amendments/{made['id']}/sign")
        loan.amend(self.today + timedelta(days=1), new)
        if kind == "restructuring":
            loan.restructured.append(self.today + timedelta(days=1))

    def somebody_judges(self) -> None:
        """A lower class than the loan has, or a delay of a few days that is said to be technical."""
        picked = self._picked()
        if not picked:
            return
        loan, body = picked
        at = f"/v1/loans/{self._id_of(body)}"
        seen = self.service.staff(CORE).see(at)
        rank = CLASSES.index(seen["risk_class"])
        from_on = self.today + timedelta(days=1)
        if 1 <= seen["days_past_due"] <= 7:
            left = loan.unpaid(loan.standing())
            due = next(part.due for part, rest in zip(loan.parts, left, strict=True) if sum(rest.values()))
            said, asked = Judged(from_on, technical=due), {"kind": "technical_delay", "reason": "r"}
        elif rank < 4:
            lower = self.chance.randrange(rank + 1, 5)
            said, asked = Judged(from_on, lower), {"risk_class": CLASSES[lower], "reason": "r"}
        else:
            return
        made = self.service.staff("ls-manager-1").do(f"{at}/class-judgements", asked)
        self.service.staff("ls-risk").do(f"/v1/class-judgements/{made['id']}/approve")
        loan.judged.append(said)
        self.judged.append((said, made["id"]))

    def a_judgement_is_lifted(self) -> None:
        if not self.judged:
            return
        said, judgement = self.judged.pop(self.chance.randrange(len(self.judged)))
        at = f"/v1/class-judgements/{judgement}"
        self.service.staff("ls-manager-1").do(f"{at}/lift", {"reason": "r"})
        self.service.staff("ls-risk").do(f"{at}/confirm")
        said.until_on = self.today + timedelta(days=1)

    def something_is_written_off(self) -> None:
        """By core banking, perhaps on a day that is long closed; an amended loan by the bank's own decision."""
        picked = self._picked()
        if not picked:
            return
        loan, body = picked
        if loan.former:
            asked = {"kind": "write_off", "reason": "r", "document_ref": "D"}
            made = self.service.staff("ls-manager-1").do(f"/v1/loans/{self._id_of(body)}/amendments", asked)
            self.service.staff("city").do(f"/v1/amendments/{made['id']}/sign")
            loan.written_off = self.today + timedelta(days=1)
            return
        day = max(self.today + timedelta(days=self.chance.choice((1, 0, -3, -40))), loan.disbursed)
        self.service.staff(CORE).do("/v1/loans", body | {"written_off_on": f"{day}"}, expect=200)
        loan.written_off = day

    def a_date_is_recomputed(self) -> None:
        """A closed date that everything is known of has nothing to be put right."""
        day = max(self.today - timedelta(days=self.chance.choice((0, 0, 1, 30))), BEGINS)
        asked = self.service.staff("ls-risk").do(f"/v1/day-closes/{day}/recompute", {"reason": "r"}, expect=202)
        drain(self.service)
        found = self.service.staff("auditor").see(f"/v1/recomputations/{asked['id']}/differences")["items"]
        assert found == [], (self.today, day)

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
            self._compare_closely(self.loans[place], seen[self.reports[place]["external_ref"]], closed_just_now)

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

    def _compare_closely(self, loan: Loan, listed: dict[str, Any], closed_just_now: bool) -> None:
        core = self.service.staff(CORE)
        alone = core.see(f"/v1/loans/{listed['id']}")
        assert self._told(alone) == self._told(listed)
        record = core.see(f"/v1/repayment-records/{listed['customer_ref']}")
        assert record["days_past_due"] == listed["days_past_due"]
        if loan.aged_from <= self.today:
            assert record["months"] == loan.months(self.today), (self.today, loan)
        self.compare_classes(loan, listed, closed_just_now)

    def compare_classes(self, loan: Loan, listed: dict[str, Any], closed_just_now: bool) -> None:
        """The whole history of a loan's classes as it is believed now, and the class that it is shown with."""
        rows = list(self._listed(f"/v1/loans/{listed['id']}/risk-classes"))
        believed = sorted((each["from_on"], each["standing"]) for each in rows if each["known_until"] is None)
        expected = [(f"{day}", name) for day, name in loan.classes(BEGINS, self.today)]
        assert believed == expected, (self.today, loan)
        if closed_just_now:
            now = expected[-1][1] if expected else "normal"
            shown = {"paid_off": "normal", "written_off": "loss"}.get(now, now)
            assert listed["risk_class"] == shown, (self.today, loan)


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
    seen = {each["external_ref"]: each for each in world._listed("/v1/loans")}
    for loan, body in zip(world.loans, world.reports, strict=True):
        world.compare_classes(loan, seen[body["external_ref"]], closed_just_now=False)


def test_ageing_follows_the_model_for_a_month(world: World) -> None:
    _live(world, BEGINS + timedelta(days=30))


@pytest.mark.prove
@pytest.mark.parametrize(
    "world", [int(os.environ.get("LOANOPS_SEED", "20261124")) + n for n in range(3)], indirect=True
)
def test_ageing_follows_the_model_for_four_hundred_days(world: World) -> None:
    _live(world, BEGINS + timedelta(days=400), int(os.environ.get("LOANOPS_PROVE_SECONDS", "600")))

    assert world.loans
