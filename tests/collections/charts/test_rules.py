"""The month as a picture: what is drawn, and that nothing of it lies over anything else (domain C5)."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from services.collections.charts.rules import Chart, Line, Point, drawn

RATES = {"watch": "0.01", "inspection": "0.03", "measures": "0.032", "out_of_control": "0.20"}


def point(day: int, period: int) -> Point:
    rate = Decimal(day) / 1000
    return Point(
        day, date(2026, period, 20), rate, rate - Decimal("0.0005"), rate + Decimal("0.02"), "normal", day == 21
    )


def picture(*points: Point, chinese: bool = False) -> list[Any]:
    lines = [Line(day, status, Decimal(rate)) for day in range(1, 31) for status, rate in RATES.items()]
    return list(ElementTree.fromstring(drawn(Chart("m · 2026-11", 30, points, lines, "outlet", chinese))).iter())


def of_class(found: list[Any], name: str) -> list[Any]:
    return [each for each in found if each.get("class") == name]


def test_no_line_joins_the_days_of_one_settlement_period_to_those_of_the_next() -> None:
    """C5: each judges who was settled in a period of its own."""
    found = picture(*(point(day, 10) for day in range(1, 21)), *(point(day, 11) for day in range(21, 31)))
    lines = of_class(found, "rate")

    assert [len(each.get("points").split()) for each in lines] == [20, 10]
    assert len(of_class(found, "interval")) == 2


def test_the_first_day_of_a_period_shows_its_interval_too() -> None:
    found = picture(point(20, 10), point(21, 11))

    assert [each.tag.rpartition("}")[2] for each in of_class(found, "interval")] == ["line", "line"]
    assert len(of_class(found, "day normal")) == 2


@pytest.mark.parametrize("chinese", [False, True])
def test_the_names_of_the_benchmark_lines_are_clear_of_each_other_and_of_the_days(chinese: bool) -> None:
    found = picture(*(point(day, 10) for day in range(1, 31)), chinese=chinese)
    words = (
        {"关注", "采取措施", "走访检查", "失控预警"}
        if chinese
        else {"watch", "measures", "inspection", "out of control"}
    )
    named = [each for each in found if each.text in words]
    heights = sorted(float(each.get("y")) for each in named)
    rightmost = max(float(each.get("cx")) for each in found if (each.get("class") or "").startswith("day "))

    assert {each.text for each in named} == words
    assert all(below - above >= 13 for above, below in pairwise(heights))
    assert all(float(each.get("x")) > rightmost for each in named)


def test_a_month_without_a_close_says_so() -> None:
    assert "本月无数据" in [each.text for each in picture(chinese=True)]
