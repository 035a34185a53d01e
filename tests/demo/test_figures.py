"""Demo figures are well formed, plausible, and the same every time."""

import random
from datetime import date
from decimal import Decimal

import pytest

from chassis.personal import is_id_number
from deploy.demo import loans
from deploy.demo.customers import population
from deploy.demo.figures import person, uscc
from services.collections.loans.schemas import LoanIn
from services.customer.customers.rules import is_mobile_number
from services.escrow.developers.rules import is_credit_code

SEED = "a seed"
BEGIN, TODAY = date(2026, 10, 24), date(2026, 11, 24)


@pytest.fixture(scope="module")
def book() -> loans.Book:
    return loans.draw(random.Random(SEED), population(SEED), BEGIN, TODAY)


def test_everybody_has_a_well_formed_number_and_phone() -> None:
    chance = random.Random(SEED)
    drawn = [person(chance) for _ in range(500)]

    assert all(is_id_number(each.id_number) and is_mobile_number(each.phone) for each in drawn)
    assert all(is_credit_code(uscc(chance)) for _ in range(100))


def test_the_population_is_the_same_every_time_and_nobody_is_in_it_twice() -> None:
    people = population(SEED)

    assert people == population(SEED)
    assert len({each.person.id_number for each in people}) == len({each.ref for each in people}) == len(people) == 320


def test_every_loan_is_one_that_collections_takes(book: loans.Book) -> None:
    assert len(book.loans) == 2000
    for loan in book.loans:
        LoanIn.model_validate(loan)  # raises for a schedule that does not add up


def test_only_lanshan_can_fall_into_arrears_for_years(book: loans.Book) -> None:
    """Contract, section 2: however far tests move the business date."""
    for loan in book.loans:
        if loan["sub_branch"] == "shizhong":
            unpaid = [each["due_date"] for each in loan["instalments"] if "paid" not in each]

            assert min(unpaid) > "2032-01-01"


def test_some_are_behind_when_the_month_begins_and_most_are_not(book: loans.Book) -> None:
    lanshan = [loan for loan in book.loans if loan["sub_branch"] == "lanshan"]
    behind = [
        loan
        for loan in lanshan
        if any("paid" not in each and each["due_date"] <= f"{BEGIN}" for each in loan["instalments"])
    ]

    assert 0.01 < len(behind) / len(lanshan) < 0.06
    assert {loan["external_ref"] for loan in lanshan[: loans.LONG_BEHIND]} <= {loan["external_ref"] for loan in behind}


def test_repayments_are_within_the_month_and_pay_whole_instalments_once(book: loans.Book) -> None:
    known = {loan["external_ref"]: loan for loan in book.loans}
    sent = [each for day in book.repayments.values() for each in day]

    assert all(BEGIN < day < TODAY for day in book.repayments)
    assert len({each["bank_ref"] for each in sent}) == len(sent) > 1000
    for each in sent:
        owed = [
            Decimal(one["principal"]) + Decimal(one["interest"])
            for one in known[each["loan_ref"]]["instalments"]
            if "paid" not in one
        ]
        assert Decimal(each["amount"]) in {sum(owed[:count], Decimal(0)) for count in range(1, len(owed) + 1)}
