"""How far the works are, as two departments saw it (domain E4, E9, O3; contract, section 3)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from chassis.errors import BadInput
from chassis.ids import new_id
from services.escrow.progress.rules import Report, confirmed_progress, is_recent, require_credible

DAY = date(2026, 4, 30)


def report(percent: str, days_before: int = 0, by: str = "somebody") -> Report:
    return Report(new_id(), DAY - timedelta(days=days_before), Decimal(percent), 3, by)


def confirmed(corporate: Report | None, personal: Report | None) -> tuple[str, Decimal | None]:
    return confirmed_progress(corporate, personal, Decimal("5.00"), 31)


@pytest.mark.parametrize(
    ("corporate", "personal", "percent"),
    [("50.00", "50.00", "50.00"), ("50.00", "45.00", "45.00"), ("45.00", "50.00", "45.00"), ("0.00", "5.00", "0.00")],
)
def test_the_lower_of_two_reports_that_agree_is_confirmed(corporate: str, personal: str, percent: str) -> None:
    """E4: up to 5 points apart, that number included."""
    found = confirmed(report(corporate, by="c"), report(personal, by="p"))

    assert found == ("confirmed", Decimal(percent))


def test_more_than_five_points_apart_is_disputed() -> None:
    assert confirmed(report("50.00", by="c"), report("44.99", by="p")) == ("disputed", None)
    assert confirmed(report("44.99", by="c"), report("50.00", by="p")) == ("disputed", None)


def test_thirty_one_days_apart_agree_and_thirty_two_do_not() -> None:
    for days, status in ((31, "confirmed"), (32, "disputed")):
        assert confirmed(report("50.00", by="c"), report("50.00", days, by="p"))[0] == status
        assert confirmed(report("50.00", days, by="c"), report("50.00", by="p"))[0] == status


def test_without_a_report_of_each_department_there_is_no_progress() -> None:
    assert confirmed(None, None) == ("missing", None)
    assert confirmed(report("50.00"), None) == ("missing", None)
    assert confirmed(None, report("50.00")) == ("missing", None)


def test_one_person_does_not_agree_with_themselves_for_two_departments() -> None:
    """O3: where two departments must agree, it is by two different persons."""
    assert confirmed(report("50.00", by="moved"), report("50.00", by="moved")) == ("disputed", None)


def test_news_is_recent_while_both_reports_are_at_most_so_many_days_old() -> None:
    """PROGRESS_RECENT: each department's own, and a missing one is not recent."""
    young, old = report("50.00", 31), report("50.00", 32)

    assert is_recent(young, young, DAY, 31)
    assert not is_recent(young, old, DAY, 31)
    assert not is_recent(old, young, DAY, 31)
    assert not is_recent(young, None, DAY, 31)
    assert not is_recent(None, None, DAY, 31)


def test_a_report_is_of_a_day_that_has_come_and_sells_no_more_than_there_is() -> None:
    require_credible(DAY, DAY, 10, 10)
    require_credible(DAY, DAY, 500, 0)  # a project that lists no units yet

    with pytest.raises(BadInput) as caught:
        require_credible(DAY + timedelta(days=1), DAY, 11, 10)
    assert [(fault.pointer, fault.code) for fault in caught.value.errors] == [
        ("/as_of", "DATE_IN_THE_FUTURE"),
        ("/units_sold", "UNITS_SOLD_ABOVE_UNITS"),
    ]
