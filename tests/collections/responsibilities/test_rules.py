"""Who is answerable for a loan (domain G3)."""

from datetime import date

import pytest

from services.collections.loans.rules import Managed, managed
from services.collections.responsibilities.rules import (
    Change,
    NotTheReceiver,
    ReceiverElsewhere,
    holder_on,
    may_take_over,
    require_receiver,
)

CHANGES = [
    Change(None, "first", "second"),
    Change(date(2027, 3, 5), "second", "third"),
    Change(date(2027, 3, 5), "third", "fourth"),
    Change(date(2027, 4, 1), "fourth", "first"),
]


@pytest.mark.parametrize(
    ("as_of", "holder"),
    [
        (date(2020, 1, 1), "second"),
        (date(2027, 3, 4), "second"),
        (date(2027, 3, 5), "fourth"),
        (date(2027, 3, 31), "fourth"),
        (date(2027, 4, 1), "first"),
        (date(2030, 1, 1), "first"),
    ],
)
def test_a_change_counts_from_its_day_on_and_the_last_of_a_day_wins(as_of: date, holder: str) -> None:
    assert holder_on(CHANGES, "first", as_of) == holder


def test_without_a_change_it_has_always_been_whom_the_loan_names() -> None:
    assert holder_on([], "somebody", date(2020, 1, 1)) == "somebody"
    assert holder_on(CHANGES[1:], "first", date(2020, 1, 1)) == "second"


@pytest.mark.parametrize(
    ("origin", "outlet", "to_outlet", "may"),
    [
        ("outlet", "ls-1", "ls-1", True),
        ("outlet", "ls-1", "ls-2", False),
        ("department", "ls-1", "ls-2", True),
        ("partner", "ls-1", "ls-2", True),
    ],
)
def test_what_an_outlet_sold_stays_with_that_outlet(origin: str, outlet: str, to_outlet: str, may: bool) -> None:
    assert may_take_over(origin, outlet, to_outlet) == may


def test_only_the_receiver_or_their_deputy_answers_and_from_the_named_outlet() -> None:
    require_receiver("m2", "ls-2", actor="m2", deputy_for=None, actor_outlet="ls-2")
    require_receiver("m2", "ls-2", actor="m3", deputy_for="m2", actor_outlet="ls-2")

    with pytest.raises(NotTheReceiver):
        require_receiver("m2", "ls-2", actor="m1", deputy_for=None, actor_outlet="ls-2")
    with pytest.raises(ReceiverElsewhere):
        require_receiver("m2", "ls-2", actor="m2", deputy_for=None, actor_outlet="ls-1")


@pytest.mark.parametrize(
    ("now", "reported", "after"),
    [
        (Managed("a", None), "a", Managed("a", None)),
        (Managed("a", None), "b", Managed("b", None)),
        (Managed("b", "a"), "a", Managed("b", "a")),
        (Managed("b", "a"), "b", Managed("b", None)),
        (Managed("b", "a"), "c", Managed("c", None)),
    ],
)
def test_a_transfer_outlives_reports_until_core_banking_names_another(
    now: Managed, reported: str, after: Managed
) -> None:
    assert managed(now, reported) == after
