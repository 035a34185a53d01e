"""`python -m tests.benchmarks`: measure, print tables, and write the figures into docs/benchmarks.md."""

import argparse
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from tests.benchmarks import (
    backtest,
    close,
    disbursement,
    figures,
    forwarding,
    gate,
    loan_import,
    machine,
    rankings,
    receipt,
    receipt_import,
    reconciliation,
    repayment_import,
    tiers,
    worklist,
)
from tests.benchmarks.figures import Figure, Timing
from tests.benchmarks.stack import REPOSITORY, Ground, ground

# What is measured on a ground, in so many rounds, with so many seconds for each sample of a rate.
Measure = Callable[[Ground, int, int], Iterator[Figure | Timing]]
DOCUMENT = REPOSITORY / "docs" / "benchmarks.md"
MEASURES: Mapping[str, Measure] = {
    "receipt": receipt.measure,
    "receipt-import": receipt_import.measure,
    "disbursement": disbursement.measure,
    "reconciliation": reconciliation.measure,
    "forwarding": forwarding.measure,
    "close": close.measure,
    "loan-import": loan_import.measure,
    "repayment-import": repayment_import.measure,
    "backtest": backtest.measure,
    "worklist": worklist.measure,
    "gate": gate.measure,
    "tiers": tiers.measure,
    "rankings": rankings.measure,
}


def main() -> int:
    """Run what was asked for. The exit status is 0 also when a limit is missed: this measures, it does not judge."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that everything is stopped and removed then too
    with ground() as ready:
        machine.assert_durable(ready)
        for name in asked.only or MEASURES:
            _measure(ready, name, asked)
    return 0


def _measure(ready: Ground, name: str, asked: argparse.Namespace) -> None:
    """Measure one thing, show it, and write it into its part of the document."""
    print(f"{name}: setting up", flush=True)
    facts = {
        **machine.facts(ready),
        "Rounds": f"{asked.rounds} interleaved, {asked.seconds} s a sample of a rate; ratios are the rounds' medians",
    }
    measured: dict[str, Figure | Timing] = {}
    for figure in MEASURES[name](ready, asked.rounds, asked.seconds):
        measured[figure.name] = figure
        _show_round(figure)
    found = list(measured.values())
    print("\n" + "\n".join(f"{fact:12}{value}" for fact, value in facts.items()))
    print("\n" + figures.table(found) + "\n")
    if asked.write:
        _write(name, facts, found)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each pair is measured (5)")
    parser.add_argument("--seconds", type=int, default=10, help="how long each sample takes (10)")
    parser.add_argument("--only", action="append", choices=sorted(MEASURES), help="measure this alone")
    parser.add_argument("--no-write", dest="write", action="store_false", help="leave docs/benchmarks.md as it is")
    return parser.parse_args()


def _show_round(figure: Figure | Timing) -> None:
    number = len(figure.ratios)
    if isinstance(figure, Timing):
        print(
            f"{figure.name:34} round {number}: {figure.seconds[-1]:9.3f} s "
            f"beside {figure.yardstick_seconds[-1]:9.3f} s = {figure.ratios[-1]:,.2f}   {figure.note}",
            flush=True,
        )
        return
    sample = figure.samples[-1]
    print(
        f"{figure.name:34} round {number}: {sample.per_second:7,.0f}/s "
        f"of {figure.yardstick_rates[-1]:7,.0f}/s = {figure.ratios[-1]:.2f}   "
        f"p50 {sample.p50_ms:.1f} ms, p99 {sample.p99_ms:.1f} ms, generator {100 * sample.cpu_share:.0f} % of a core",
        flush=True,
    )


def _write(name: str, facts: Mapping[str, str], found: Sequence[Figure | Timing]) -> None:
    """Replace that measure's figures in the document; the words around them stay."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, _, rest = DOCUMENT.read_text().partition(begin)
    _, _, after = rest.partition(end)
    listed = "\n".join(f"- {fact}: {value}" for fact, value in facts.items())
    DOCUMENT.write_text(f"{before}{begin}\n\n{listed}\n\n{figures.markdown(found)}\n\n{end}{after}")


if __name__ == "__main__":
    sys.exit(main())
