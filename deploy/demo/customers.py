"""A few hundred customers of both sub-branches, of every tier, with what is known of them (domain T1, T2)."""

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from deploy.demo.desk import Desk
from deploy.demo.figures import Person, person, yuan

CUSTOMERS = {"ls": 190, "sz": 130}
SUB_BRANCHES = {"ls": "lanshan", "sz": "shizhong"}
TRADES = ("板材", "五金", "木业", "商贸", "物流", "建材", "农资", "机械", "服饰", "食品")
PRODUCTS = ("debit_card", "internet_banking", "wealth_management", "credit_card", "insurance", "fund", "payroll")
# Sent at the same time: more would only queue in the service.
AT_ONCE = 4
TIER_NAMES = {"high_end": "high-end", "potential_high_end": "potential high-end", "general": "general"}


@dataclass(frozen=True)
class Customer:
    """One customer, as every service's demo data knows them. `lending` is (product, amount in yuan) or None."""

    ref: str
    person: Person
    staff: str
    outlet: str
    company: str | None
    lending: tuple[str, int] | None

    @property
    def sub_branch(self) -> str:
        """Where they bank."""
        return SUB_BRANCHES[self.staff]

    @property
    def manager(self) -> str:
        """Their account manager: number 1 works at outlet 1, number 2 at outlet 2."""
        return f"{self.staff}-manager-{self.outlet[-1]}"


def population(seed: str) -> list[Customer]:
    """All of them, the same every time for the same seed."""
    chance = random.Random(f"{seed}/people")  # noqa: S311
    taken: set[str] = set()
    found = []
    for staff, count in CUSTOMERS.items():
        for number in range(1, count + 1):
            who = person(chance)
            while who.id_number in taken:
                who = person(chance)
            taken.add(who.id_number)
            found.append(_customer(chance, who, staff, number))
    return found


def _customer(chance: random.Random, who: Person, staff: str, number: int) -> Customer:
    outlet = f"{staff}-{1 + (number % 5 < 2)}"
    kind = chance.random()
    company, lending = None, None
    if kind < 0.28:
        company = f"临沂市{who.name[0]}氏{chance.choice(TRADES)}有限公司"
        lending = ("operating", chance.choice((80, 120, 150, 200, 300, 350, 500, 600, 800, 1200)) * 1000)
    elif kind < 0.75:
        product = chance.choice(("consumption", "consumption", "car", "housing", "housing", "quality_credit"))
        small, large = {"consumption": (3, 20), "car": (6, 25), "housing": (25, 90), "quality_credit": (5, 30)}[product]
        lending = (product, chance.randrange(small, large) * 10_000)
    return Customer(f"C{'37' if staff == 'ls' else '38'}{number:06d}", who, staff, outlet, company, lending)


def load(desk: Desk, today: date, customers: list[Customer]) -> Iterator[str]:
    """Report them and what is known of them. Raises Unexpected."""
    chance = random.Random("facts")  # noqa: S311
    known = [_facts(chance, each, today) for each in customers]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        tiers = Counter(pool.map(lambda pair: _report(desk, *pair), zip(customers, known, strict=True)))
    named = ", ".join(f"{tiers[tier]} {name}" for tier, name in TIER_NAMES.items())
    yield f"{len(customers)} customers: {named}"


def _report(desk: Desk, customer: Customer, facts: dict[str, object]) -> str:
    """Report one customer; answers the tier."""
    body: dict[str, object] = {
        "external_ref": customer.ref,
        "name": customer.person.name,
        "id_number": customer.person.id_number,
        "phone": customer.person.phone,
        "sub_branch": customer.sub_branch,
        "outlet": customer.outlet,
        "marketing_consent": customer.person.phone[-1] in "02468",
    }
    if customer.company:
        body["company"] = {"name": customer.company}
    made = desk.do("core-banking", "/customer/v1/customers", f"customer/{customer.ref}", body)
    return str(desk.put("core-banking", f"/customer/v1/customers/{made['id']}/facts", facts)["tier"])


def _facts(chance: random.Random, customer: Customer, today: date) -> dict[str, object]:
    age = today.year - customer.person.born.year
    income = chance.randrange(5, 16) * 10_000 * (3 if customer.company else 1)
    deposits = int(chance.paretovariate(1.1) * 9_000) // 100 * 100
    held = ["debit_card", *chance.sample(PRODUCTS[1:], chance.choice((0, 1, 1, 2, 2, 3, 4)))]
    return {
        "as_of": f"{today}",
        "deposits": yuan(min(deposits, 3_000_000)),
        "monthly_contribution": yuan(chance.randrange(10, 90) + min(deposits, 3_000_000) // 1000),
        "years_with_bank": min(chance.choice((0, 1, 1, 2, 3, 4, 6, 8, 11, 15)), max(age - 20, 0)),
        "products_held": held,
        "annual_income": yuan(income),
        "loans": [{"product": customer.lending[0], "amount": yuan(customer.lending[1])}] if customer.lending else [],
        "needs": ["operating"] if customer.company and chance.random() < 0.2 else [],
    }
