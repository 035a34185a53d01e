"""At which step a case opens, and by when it is to be done (domain C3)."""

from datetime import UTC, date, datetime

import pytest

from services.collections.cases.rules import deadlines, due_at, step_at
from services.collections.policies.rules import Ladder, Step

LADDER = Ladder(
    "v",
    (
        Step("borrower", 1, 2, "outlet_manager"),
        Step("guarantor", 3, 3, "outlet_manager"),
        Step("guarantor_family", 6, 4, "outlet_manager"),
        Step("site_visit", 10, 10, "branch_head"),
        Step("legal", 90, 30, "city_branch"),
    ),
)


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        (0, None),
        (1, "borrower"),
        (2, "borrower"),
        (3, "guarantor"),
        (5, "guarantor"),
        (6, "guarantor_family"),
        (9, "guarantor_family"),
        (10, "site_visit"),
        (89, "site_visit"),
        (90, "legal"),
        (400, "legal"),
    ],
)
def test_a_case_opens_at_the_step_that_the_days_past_due_have_reached(days: int, stage: str | None) -> None:
    found = step_at(LADDER, days)

    assert (found.stage if found else None) == stage


def test_a_step_is_due_at_the_end_of_its_last_calendar_day_in_the_banks_time() -> None:
    """Contract, section 4: collection steps count calendar days; section 1: the business day is Asia/Shanghai's."""
    closed = date(2026, 9, 30)

    assert due_at(LADDER.steps[0], closed) == datetime(2026, 10, 2, 16, tzinfo=UTC)
    assert deadlines(LADDER, closed)[-1] == datetime(2026, 10, 30, 16, tzinfo=UTC)
