"""Clocks and letters (domain C10)."""

from datetime import date
from decimal import Decimal

import pytest

from services.collections.clocks.rules import Clock, Letter, guarantee, in_capitals, limitation, months_after, printed

DUE = date(2024, 2, 29)


def test_limitation_runs_three_years_from_the_oldest_unpaid_due_date() -> None:
    assert limitation(DUE, [], 3, date(2027, 2, 28)) == Clock(DUE, date(2027, 2, 28), "running")
    assert limitation(DUE, [], 3, date(2027, 3, 1)).state == "expired"


def test_a_demand_that_was_received_in_time_restarts_it_and_so_does_the_next() -> None:
    first, second = date(2027, 2, 28), date(2029, 12, 31)
    found = limitation(DUE, [second, first], 3, date(2030, 1, 1))

    assert found == Clock(second, date(2032, 12, 31), "running")


def test_a_demand_after_the_end_restarts_nothing() -> None:
    assert limitation(DUE, [date(2027, 3, 1)], 3, date(2027, 3, 2)) == Clock(DUE, date(2027, 2, 28), "expired")


@pytest.mark.parametrize(
    ("demands", "closed", "state"),
    [
        ([], date(2026, 12, 30), "running"),
        ([], date(2026, 12, 31), "expired"),
        ([date(2026, 12, 30)], date(2027, 5, 1), "met"),
        ([date(2026, 12, 31)], date(2027, 5, 1), "expired"),
    ],
    ids=["last_day", "over", "met", "too_late"],
)
def test_a_guarantee_is_met_by_a_demand_in_its_period(demands: list[date], closed: date, state: str) -> None:
    assert guarantee(date(2026, 6, 30), demands, 6, closed) == Clock(date(2026, 6, 30), date(2026, 12, 30), state)  # type: ignore[arg-type]
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.00", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("1.00", "壹元整"),
        ("10.05", "壹拾元零伍分"),
        ("1005.30", "壹仟零伍元叁角整"),
        ("10000.00", "壹万元整"),
        ("10001.00", "壹万零壹元整"),
        ("100500.00", "壹拾万零伍佰元整"),
        ("1234567.89", "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
        ("100000001.00", "壹亿零壹元整"),
        ("120000000.00", "壹亿贰仟万元整"),
    ],
)
def test_amounts_stand_in_capitals_as_chinese_documents_write_them(amount: str, words: str) -> None:
    assert in_capitals(Decimal(amount)) == words


def test_a_letter_says_what_is_owed_and_escapes_what_others_wrote() -> None:
    hundred = Decimal("100.00")
    letter = Letter(
        "CS2027-1",
        "<b>王</b>",
        "guarantor",
        "lanshan",
        "L&1",
        hundred,
        DUE,
        40,
        hundred,
        Decimal("2.50"),
        Decimal("0.10"),
        date(2027, 1, 5),
        date(2027, 1, 1),
    )
    page = printed(letter)

    assert "&lt;b&gt;王&lt;/b&gt;" in page
    assert "L&amp;1" in page
    assert "壹佰零贰元陆角整" in page
    assert "保证责任" in page
    assert "回　执" in page
    assert "（盖章）<br>机构代码：lanshan" in page
    assert "@page" in page
    assert "http" not in page
