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


def rows(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    """The figures as the cells of a table, under HEADINGS."""
    return [_row(figure) for figure in figures]


def _row(figure: Figure) -> tuple[str, ...]:
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


def table(figures: Sequence[Figure]) -> str:
    """The figures as text, one a line."""
    lines = [HEADINGS, *rows(figures)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def markdown(figures: Sequence[Figure]) -> str:
    """The figures as a table in Markdown."""
    lines = [HEADINGS, tuple("---" for _ in HEADINGS), *rows(figures)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
