"""What a policy's bureau line would have done to past cases, and how those turned out (domain S6)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from html import escape

from chassis.errors import FieldError, Text
from services.scoring.bureau.rules import REFUSALS, Account, months_behind, refusal_codes
from services.scoring.policies.rules import BureauFigures

RATE = Decimal("0.0001")
FAULTS_SHOWN_MAX = 100

NO_HISTORIES = FieldError("", "NO_HISTORIES", Text("The file has no history in it", "文件中没有任何历史记录"))


@dataclass
class Tally:
    """Past cases counted: all, refused, and those that went bad; `crossed` by reason, a case under each of its own.

    `behind` counts all by the months behind among the last `in_all_of`, refused or not.
    """

    histories: int = 0
    refused: int = 0
    refused_bad: int = 0
    passed_bad: int = 0
    crossed: Counter[str] = field(default_factory=Counter)
    crossed_bad: Counter[str] = field(default_factory=Counter)
    behind: Counter[int] = field(default_factory=Counter)
    behind_bad: Counter[int] = field(default_factory=Counter)


def tally(cases: Iterable[tuple[str, bool]], figures: BureauFigures) -> Tally:
    """Judge each (status string, defaulted) by the bureau's line alone, as a record without amounts (S5).

    Histories repeat: each different one is judged once.
    """
    found, judged = Tally(), dict[str, tuple[int, list[str]]]()
    for status, defaulted in cases:
        if status not in judged:
            judged[status] = months_behind(status[-figures.in_all_of :]), refusal_codes(Account(status), figures)
        behind, codes = judged[status]
        found.histories += 1
        found.behind[behind] += 1
        found.behind_bad[behind] += defaulted
        if not codes:
            found.passed_bad += defaulted
            continue
        found.refused += 1
        found.refused_bad += defaulted
        for code in codes:
            found.crossed[code] += 1
            found.crossed_bad[code] += defaulted
    return found


def rate(part: int, whole: int) -> Decimal | None:
    """`part` of `whole` to four decimals, rounded half up; None of nothing."""
    return (Decimal(part) / whole).quantize(RATE, rounding=ROUND_HALF_UP) if whole else None


def by_reason(found: Tally) -> list[tuple[str, int, int]]:
    """(code, cases, bad ones among them) of every reason of the line, in its order, those that met nobody included."""
    return [(code, found.crossed[code], found.crossed_bad[code]) for code in REFUSALS]


def by_months(found: Tally) -> list[tuple[int, int, int]]:
    """(months behind, cases, bad ones among them), from none on, without those that met nobody."""
    return [(months, found.behind[months], found.behind_bad[months]) for months in sorted(found.behind)]


@dataclass(frozen=True)
class Bar:
    """How many cases had so many months behind, and how many of those went bad."""

    months: int
    cases: int
    bad: int


PLOT_WIDTH, PLOT_HEIGHT = 720, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 20, 50, 60
_STEPS = 4


def plot(bars: Sequence[Bar], title: str) -> str:
    """The bad rate by months behind as an SVG document, one bar for each, with its rate and how many cases it has.

    The scale goes up to the highest rate, in whole tens of a percent.
    """
    rates = [Decimal(bar.bad) / bar.cases for bar in bars]
    top = (
        max((rate_of * 10).to_integral_value(rounding=ROUND_CEILING) / 10 for rate_of in rates) if rates else Decimal(1)
    )
    top = max(top, Decimal("0.1"))
    wide, high = PLOT_WIDTH - _LEFT - _RIGHT, PLOT_HEIGHT - _TOP - _BOTTOM
    pitch = Decimal(wide) / max(len(bars), 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {PLOT_WIDTH} {PLOT_HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="12">',
        f"<title>Bad rate by months behind, policy {escape(title)}</title>",
        f'<rect width="{PLOT_WIDTH}" height="{PLOT_HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="24" font-size="15">Bad rate by months behind · 各逾期月数的不良率 · '
        f"{escape(title)}</text>",
    ]
    for step in range(_STEPS + 1):
        share, y = top * step / _STEPS, _px(Decimal(_TOP + high) - Decimal(high) * step / _STEPS)
        parts.append(f'<line x1="{_LEFT}" y1="{y}" x2="{PLOT_WIDTH - _RIGHT}" y2="{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y}" dy="4" text-anchor="end">{_percent(share)}</text>')
    for place, (bar, bad_rate) in enumerate(zip(bars, rates, strict=True)):
        tall = Decimal(high) * bad_rate / top
        x, above, middle = (
            pitch * place + _LEFT + pitch / 8,
            Decimal(_TOP + high) - tall,
            pitch * place + _LEFT + pitch / 2,
        )
        parts.append(
            f'<rect x="{_px(x)}" y="{_px(above)}" width="{_px(pitch * 3 / 4)}" height="{_px(tall)}" fill="#2b6cb0">'
            f"<title>{bar.months}: {bar.bad}/{bar.cases}</title></rect>"
        )
        parts.append(f'<text x="{_px(middle)}" y="{_px(above - 5)}" text-anchor="middle">{_percent(bad_rate)}</text>')
        for row, words in enumerate((str(bar.months), f"n={bar.cases}")):
            y_text = _TOP + high + 18 + 16 * row
            parts.append(f'<text x="{_px(middle)}" y="{y_text}" text-anchor="middle">{words}</text>')
    return "".join([*parts, "</svg>"])


def _px(length: Decimal) -> str:
    return f"{length:.2f}"


def _percent(share: Decimal) -> str:
    return f"{share * 100:.1f}%"
