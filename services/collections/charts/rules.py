"""A month of the arrears rate as a picture: an SVG that needs nothing else, drawn from decimals alone (domain C5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from itertools import groupby

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 56, 92, 56, 40
LABEL_HEIGHT = Decimal(13)

COLOURS = {
    "normal": "#2e7d32",
    "watch": "#b58900",
    "measures": "#d9730d",
    "inspection": "#c2410c",
    "out_of_control": "#b91c1c",
    "too_few_loans": "#6b7280",
}
_WORDS = {
    "watch": ("watch", "关注"),
    "measures": ("measures", "采取措施"),
    "inspection": ("inspection", "走访检查"),
    "out_of_control": ("out of control", "失控预警"),
}


@dataclass(frozen=True)
class Point:
    """One day's rate, its interval, what it is called, whether the day was a checkpoint, and whose period it judges."""

    day: int
    period_end: date
    rate: Decimal
    lower: Decimal
    upper: Decimal
    status: str
    is_checkpoint: bool


@dataclass(frozen=True)
class Line:
    """On one day the rate at which a status begins."""

    day: int
    status: str
    rate: Decimal


@dataclass(frozen=True)
class Chart:
    """What is drawn."""

    title: str
    days: int
    points: Sequence[Point]
    lines: Sequence[Line]
    scope: str
    chinese: bool


def drawn(chart: Chart) -> str:
    """The picture. Its text is escaped: a key is whatever another system calls a manager."""
    top = _top(chart)
    heading = ("欠息客户率" if chart.chinese else "Customers in arrears") + f" · {chart.title}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="11">',
        f"<title>{escape(heading)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="24" font-size="15">{escape(heading)}</text>',
        *_legend(chart),
        *_axes(chart, top),
        *_benchmarks(chart, top),
        *_rates(chart, top),
        "</svg>",
    ]
    return "\n".join(parts)


def _top(chart: Chart) -> Decimal:
    """The rate at the upper edge: above everything that is drawn, in whole steps of five percent."""
    highest = max([each.upper for each in chart.points] + [each.rate for each in chart.lines], default=Decimal("0.2"))
    return min(Decimal(int(highest * 20) + 1) / 20, Decimal(1))


def _x(chart: Chart, day: Decimal) -> str:
    return f"{LEFT + (WIDTH - LEFT - RIGHT) * (day - 1) / (chart.days - 1):.1f}"


def _y(rate: Decimal, top: Decimal) -> str:
    return f"{_height(rate, top):.1f}"


def _height(rate: Decimal, top: Decimal) -> Decimal:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * rate / top


def _legend(chart: Chart) -> list[str]:
    """What the line, the shade and the large dots are; the dashed lines are named where they end."""
    rate, interval, checkpoint = (
        ("欠息客户率", "95% 置信区间", "检查点") if chart.chinese else ("rate", "95% interval", "checkpoint")
    )
    return [
        f'<g class="legend" fill="#374151" transform="translate({LEFT} 40)">'
        '<line x1="0" x2="20" y1="-4" y2="-4" stroke="#1d4ed8" stroke-width="2"/>'
        f'<text x="26">{rate}</text>'
        '<rect x="108" y="-9" width="20" height="10" fill="#93c5fd" fill-opacity="0.35"/>'
        f'<text x="134">{interval}</text>'
        '<circle cx="230" cy="-4" r="5" fill="#6b7280"/>'
        f'<text x="241">{checkpoint}</text></g>'
    ]


def _axes(chart: Chart, top: Decimal) -> list[str]:
    parts = []
    for step in range(6):
        rate = top * step / 5
        y = _y(rate, top)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" stroke="#e5e7eb"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y}" text-anchor="end" dy="4">{rate * 100:.1f}%</text>')
    for day in (1, 6, 11, 16, 21, 26, chart.days):
        x = _x(chart, Decimal(day))
        parts.append(f'<text x="{x}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{day}</text>')
    return parts


def _benchmarks(chart: Chart, top: Decimal) -> list[str]:
    """Each status's limit as a stepped line over the month, named beside its end, no name over another."""
    parts, ends_at = [], []
    for status, (english, chinese) in _WORDS.items():
        steps = [each for each in chart.lines if each.status == status]
        if not steps:
            continue
        path, last = [], None
        for each in steps:
            broken = last is None or each.day != last + 1
            ends = (Decimal(each.day) - Decimal("0.5"), Decimal(each.day) + Decimal("0.5"))
            left, right = (min(max(end, Decimal(1)), Decimal(chart.days)) for end in ends)
            path.append(f"{'M' if broken else 'L'}{_x(chart, left)} {_y(each.rate, top)}")
            path.append(f"L{_x(chart, right)} {_y(each.rate, top)}")
            last = each.day
        colour = COLOURS[status]
        parts.append(
            f'<path class="benchmark {status}" d="{" ".join(path)}" fill="none" stroke="{colour}" '
            'stroke-dasharray="5 4"/>'
        )
        ends_at.append((_height(steps[-1].rate, top), colour, chinese if chart.chinese else english))
    return parts + _named(ends_at)


def _named(ends_at: Sequence[tuple[Decimal, str, str]]) -> list[str]:
    """The names of lines by the height, the colour and the name: from the lowest up, each clear of the one below."""
    parts, below = [], Decimal(HEIGHT)
    for height, colour, name in sorted(ends_at, reverse=True):
        below = min(height, below - LABEL_HEIGHT)
        parts.append(f'<text x="{WIDTH - RIGHT + 6}" y="{below:.1f}" dy="4" fill="{colour}">{name}</text>')
    return parts


def _rates(chart: Chart, top: Decimal) -> list[str]:
    if not chart.points:
        nothing = "本月无数据" if chart.chinese else "nothing was closed in this month"
        return [f'<text x="{WIDTH // 2}" y="{HEIGHT // 2}" text-anchor="middle" fill="#6b7280">{nothing}</text>']
    parts = []
    for _, days in groupby(chart.points, lambda each: each.period_end):
        parts += _period(chart, list(days), top)
    for each in chart.points:
        size = 5 if each.is_checkpoint else 3
        parts.append(
            f'<circle class="day {each.status}" cx="{_x(chart, Decimal(each.day))}" cy="{_y(each.rate, top)}" '
            f'r="{size}" fill="{COLOURS[each.status]}"><title>{each.day}: {each.rate * 100:.2f}%</title></circle>'
        )
    return parts


def _period(chart: Chart, points: Sequence[Point], top: Decimal) -> list[str]:
    """The days that judge one settlement period: they say nothing of the next, so no line joins them to it."""
    at = [(_x(chart, Decimal(each.day)), each) for each in points]
    if len(points) == 1:
        ((x, only),) = at
        return [
            f'<line class="interval" x1="{x}" x2="{x}" y1="{_y(only.upper, top)}" y2="{_y(only.lower, top)}" '
            'stroke="#93c5fd" stroke-opacity="0.6" stroke-width="6"/>'
        ]
    upper = [f"{x},{_y(each.upper, top)}" for x, each in at]
    lower = [f"{x},{_y(each.lower, top)}" for x, each in reversed(at)]
    line = [f"{x},{_y(each.rate, top)}" for x, each in at]
    return [
        f'<polygon class="interval" points="{" ".join(upper + lower)}" fill="#93c5fd" fill-opacity="0.35"/>',
        f'<polyline class="rate" points="{" ".join(line)}" fill="none" stroke="#1d4ed8" stroke-width="2"/>',
    ]
