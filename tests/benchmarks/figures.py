"""A figure: what was measured beside its yardstick, round by round, and whether it keeps its limit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from tests.benchmarks.load import Sample


@dataclass
class Figure:
    """A rate as a ratio of a yardstick that was measured beside it in each round. Without a limit it is for context."""

    name: str
    yardstick: str
    limit: float | None
    yardstick_rates: list[float] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)

    def add(self, yardstick_rate: float, sample: Sample) -> None:
        """Take in one round."""
        self.yardstick_rates.append(yardstick_rate)
        self.samples.append(sample)

    @property
    def ratios(self) -> list[float]:
        """The ratio of each round."""
        return [sample.per_second / rate for sample, rate in zip(self.samples, self.yardstick_rates, strict=True)]

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return median(self.ratios)

    @property
    def unexpected(self) -> dict[str, int]:
        """Answers that were not the expected ones, by status, over all rounds."""
        found: dict[str, int] = {}
        for sample in self.samples:
            for name, count in sample.unexpected.items():
                found[name] = found.get(name, 0) + count
        return found

    @property
    def verdict(self) -> str:
        """PASS or MISS against the limit; FAULTY when something else than the expected answer came."""
        if self.unexpected:
            return "FAULTY"
        if self.limit is None:
            return "-"
        return "PASS" if self.ratio >= self.limit else "MISS"

    def middle(self, of: Callable[[Sample], float]) -> float:
        """The median over the rounds of something about each sample."""
        return median(of(sample) for sample in self.samples)


@dataclass
class Timing:
    """How long something took as a ratio of a yardstick timed beside it in each round.

    `limit` is the greatest ratio allowed, or with `faster` the least number of times that it has to be faster. Without
    a limit it is for context. `note` says what else is worth knowing, such as loans per second.
    """

    name: str
    yardstick: str
    limit: float | None
    faster: bool = False
    note: str = ""
    seconds: list[float] = field(default_factory=list)
    yardstick_seconds: list[float] = field(default_factory=list)

    def add(self, yardstick_seconds: float, seconds: float) -> None:
        """Take in one round."""
        self.yardstick_seconds.append(yardstick_seconds)
        self.seconds.append(seconds)

    @property
    def ratios(self) -> list[float]:
        """The ratio of each round."""
        pairs = zip(self.seconds, self.yardstick_seconds, strict=True)
        return [beside / taken if self.faster else taken / beside for taken, beside in pairs]

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return median(self.ratios)

    @property
    def verdict(self) -> str:
        """PASS or MISS against the limit."""
        if self.limit is None:
            return "-"
        kept = self.ratio >= self.limit if self.faster else self.ratio <= self.limit
        return "PASS" if kept else "MISS"


HEADINGS = (
    "measured",
    "yardstick",
    "ratio",
    "range",
    "limit",
    "",
    "rate/s",
    "yardstick/s",
    "p50 ms",
    "p99 ms",
    "faulty",
)


TIMING_HEADINGS = ("measured", "yardstick", "ratio", "range", "limit", "", "seconds", "yardstick seconds", "note")

Row = tuple[str, ...]


def _row(figure: Figure) -> Row:
    answers = sum(sample.answers for sample in figure.samples)
    faulty = sum(figure.unexpected.values())
    named = f" ({', '.join(f'{name}: {count}' for name, count in figure.unexpected.items())})" if faulty else ""
    return (
        figure.name,
        figure.yardstick,
        f"{figure.ratio:.2f}",
        f"{min(figure.ratios):.2f}-{max(figure.ratios):.2f}",
        "-" if figure.limit is None else f">= {figure.limit:.2f}",
        figure.verdict,
        f"{figure.middle(lambda sample: sample.per_second):,.0f}",
        f"{median(figure.yardstick_rates):,.0f}",
        f"{figure.middle(lambda sample: sample.p50_ms):.1f}",
        f"{figure.middle(lambda sample: sample.p99_ms):.1f}",
        f"{100 * faulty / max(answers, 1):.2g} %{named}",
    )


def _timing_row(timing: Timing) -> Row:
    allowed = "-" if timing.limit is None else f"{'>=' if timing.faster else '<='} {timing.limit:g}"
    return (
        timing.name,
        timing.yardstick,
        f"{timing.ratio:,.2f}",
        f"{min(timing.ratios):,.2f}-{max(timing.ratios):,.2f}",
        allowed,
        timing.verdict,
        f"{median(timing.seconds):,.3f}",
        f"{median(timing.yardstick_seconds):,.3f}",
        timing.note,
    )


def _tables(found: Sequence[Figure | Timing]) -> list[list[Row]]:
    """Rates and times, each a table of its own with its headings; none for what there is nothing of."""
    rates = [HEADINGS, *(_row(each) for each in found if isinstance(each, Figure))]
    times = [TIMING_HEADINGS, *(_timing_row(each) for each in found if isinstance(each, Timing))]
    return [lines for lines in (rates, times) if len(lines) > 1]


def table(found: Sequence[Figure | Timing]) -> str:
    """The figures as text, one a line."""
    return "\n\n".join(_aligned(lines) for lines in _tables(found))


def _aligned(lines: Sequence[Row]) -> str:
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def markdown(found: Sequence[Figure | Timing]) -> str:
    """The figures as tables in Markdown."""
    return "\n\n".join(
        "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], tuple("---" for _ in lines[0]), *lines[1:]))
        for lines in _tables(found)
    )
