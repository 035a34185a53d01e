"""What a policy's bureau line would have done to past cases, and how those turned out (domain S6)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from chassis.errors import FieldError, Text
from services.scoring.bureau.rules import REFUSALS, Account, refusal_codes
from services.scoring.policies.rules import BureauFigures

RATE = Decimal("0.0001")
FAULTS_SHOWN_MAX = 100

NO_HISTORIES = FieldError("", "NO_HISTORIES", Text("The file has no history in it", "文件中没有任何历史记录"))


@dataclass
class Tally:
    """Past cases counted: all, refused, and those that went bad; `crossed` by reason, a case under each of its own."""

    histories: int = 0
    refused: int = 0
    refused_bad: int = 0
    passed_bad: int = 0
    crossed: Counter[str] = field(default_factory=Counter)
    crossed_bad: Counter[str] = field(default_factory=Counter)


def tally(cases: Iterable[tuple[str, bool]], figures: BureauFigures) -> Tally:
    """Judge each (status string, defaulted) by the bureau's line alone, as a record without amounts (S5).

    Histories repeat: each different one is judged once.
    """
    found, judged = Tally(), dict[str, list[str]]()
    for status, defaulted in cases:
        codes = judged.get(status)
        if codes is None:
            codes = judged[status] = refusal_codes(Account(status), figures)
        found.histories += 1
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
