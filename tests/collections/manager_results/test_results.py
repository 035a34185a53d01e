"""What came of a manager's loans in a month, frozen (domain G3, to T6)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from services.collections.manager_results.rules import ends_a_month, rate
from services.collections.manager_results.store import COUNTS
from tests.support.acting import as_runtime_role
from tests.support.lending import a_loan, book, cases_of, close, repay, reverse
from tests.support.running import Running

FAR = date(2035, 1, 20)
DAY = timedelta(days=1)
AT = "/v1/manager-results"


@pytest.mark.parametrize(
    ("on", "ends"),
    [
        (date(2026, 3, 31), True),
        (date(2026, 3, 30), False),
        (date(2028, 2, 28), False),
        (date(2028, 2, 29), True),
        (date(2026, 12, 31), True),
    ],
)
def test_a_month_ends_with_its_last_day(on: date, ends: bool) -> None:
    assert ends_a_month(on) == ends


def test_a_rate_of_nothing_is_none() -> None:
    assert (rate(0, 0), rate(1, 3), rate(2, 2)) == (None, Decimal("0.3333"), Decimal("1.0000"))


def results(service: Running, name: str = "ls-manager-2", **asked: Any) -> dict[str, Any]:
    return {each["account_manager"]: each for each in service.staff(name).see(AT, **asked)["items"]}


def test_the_close_of_the_last_day_freezes_what_came_of_the_month(fresh_collections: Running) -> None:
    bank, settled = fresh_collections, date(2026, 3, 20)
    cured = a_loan((settled, "100.00"), (FAR, "100.00"))
    open_ = a_loan((settled, "100.00"), (FAR, "100.00"))
    bad = a_loan((settled - 91 * DAY, "100.00"), account_manager="ls-manager-2", outlet="ls-2")
    booked = [book(bank, loan) for loan in (cured, open_, bad)]
    close(bank, settled + DAY)
    book(bank, a_loan((FAR, "100.00"), disbursed_on="2026-03-19"))
    (case,) = cases_of(bank, booked[1])
    bank.staff("ls-manager-1").do(f"/v1/cases/{case['id']}/promises", {"amount": "100.00", "due_on": "2026-03-25"})
    task = next(
        each
        for each in bank.staff("ls-manager-1").see("/v1/tasks", assignee="me")["items"]
        if each["loan_id"] == booked[1]["id"]
    )
    paid = repay(bank, cured, "100.00", settled + 2 * DAY)
    repay(bank, bad, "100.00", settled + 2 * DAY)
    close(bank, date(2026, 3, 30))
    before = results(bank)
    close(bank, date(2026, 3, 31))
    frozen = results(bank, period="2026-03")
    reverse(bank, paid)
    bank.staff("ls-manager-1").post(f"/v1/tasks/{task['id']}/complete", {"note": "reached"})
    close(bank, date(2026, 4, 1))
    first, second = frozen["ls-manager-1"], frozen["ls-manager-2"]

    assert before == {}
    assert results(bank, period="2026-03") == frozen
    assert [each["checkpoint"] for each in first["checkpoints"]] == ["settlement", "day_26", "month_end"]
    assert [each["customers_in_arrears"] for each in first["checkpoints"]] == [2, 1, 1]
    assert (first["cases_opened"], first["cases_cured"], first["cases_open"], first["cure_rate"]) == (2, 1, 1, "0.5000")
    assert (first["promises_kept"], first["promises_broken"]) == (0, 1)
    assert first["tasks_late"] > 0
    assert first["files_late"] == 1
    assert (second["reviews_opened"], second["reviews_brought_back"]) == (1, 1)
    assert second["outlet"] == "ls-2"
    assert bank.staff("ls-manager-1").see(f"{AT}/{first['id']}") == first
    assert results(bank, "sz-manager-1") == {}


def test_nobody_with_loans_is_left_out(fresh_collections: Running) -> None:
    """G3: without activity in the month, zeros; once in each sub-branch; nothing for whose loans are all paid off."""
    bank = fresh_collections
    paid = {"number": 1, "due_date": "2024-02-01", "principal": "100.00", "interest": "0.00", "paid": "100.00"}
    book(bank, a_loan((FAR, "100.00"), account_manager="quiet"))
    book(bank, a_loan((FAR, "100.00"), account_manager="quiet", outlet="ls-2"))
    book(bank, a_loan((FAR, "100.00"), account_manager="quiet", branch="sz"))
    book(bank, a_loan(account_manager="over", instalments=[paid]))
    close(bank, date(2026, 3, 31))
    found = bank.staff("city").see(AT, period="2026-03")["items"]
    quiet = {each["sub_branch"]: each for each in found}

    assert [(each["account_manager"], each["sub_branch"], each["outlet"]) for each in reversed(found)] == [
        ("quiet", "lanshan", "*"),
        ("quiet", "shizhong", "sz-1"),
    ]
    assert {quiet["lanshan"][name] for name in COUNTS} == {0}
    assert (quiet["lanshan"]["checkpoints"], quiet["lanshan"]["cure_rate"]) == ([], None)


def test_tasks_count_as_done_once_and_on_time_by_their_deadline(fresh_collections: Running) -> None:
    """By the clock, since the freeze before: one done in time in one month, one done late in the next."""
    bank = fresh_collections
    loans = [a_loan((date(2036, 12, 29), "100.00")), a_loan((date(2036, 12, 29), "100.00"))]
    booked = [book(bank, loan) for loan in loans]
    close(bank, date(2036, 12, 30))
    tasks = {each["loan_id"]: each["id"] for each in bank.staff("ls-manager-1").see("/v1/tasks")["items"]}
    bank.staff("ls-manager-1").do(f"/v1/tasks/{tasks[booked[0]['id']]}/complete", {"note": "reached"})
    close(bank, date(2036, 12, 31))
    december = results(bank, period="2036-12")["ls-manager-1"]
    close(bank, date(2037, 1, 31))
    january = results(bank, period="2037-01")["ls-manager-1"]

    assert (december["tasks_done"], december["tasks_on_time"], december["on_time_rate"]) == (1, 1, "1.0000")
    assert (january["tasks_done"], january["on_time_rate"]) == (0, None)
    assert january["tasks_late"] > 0


def test_what_is_frozen_stays(collections: Running) -> None:
    for statement in ("UPDATE manager_result SET cases_cured = 9", "DELETE FROM manager_result"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            as_runtime_role(collections, statement)
