"""`python -m tests.benchmarks`: measure, print a table, and write the figures into docs/benchmarks.md."""

import argparse
import signal
import sys
from collections.abc import Mapping, Sequence

from tests.benchmarks import figures, forwarding, machine, receipt
from tests.benchmarks.figures import Figure
from tests.benchmarks.stack import REPOSITORY, ground

DOCUMENT = REPOSITORY / "docs" / "benchmarks.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
MEASURES = {"receipt": receipt.measure, "forwarding": forwarding.measure}


def main() -> int:
    """Run what was asked for. The exit status is 0 also when a limit is missed: this measures, it does not judge."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that everything is stopped and removed then too
    measured: dict[str, Figure] = {}
    print("setting up: PostgreSQL, 10,000 accounts", flush=True)
    with ground() as ready:
        machine.assert_durable(ready)
        facts = {
            **machine.facts(ready),
            "Rounds": f"{asked.rounds} interleaved, {asked.seconds} s a sample; ratios are medians of the rounds'",
        }
        for name in asked.only or MEASURES:
            for figure in MEASURES[name](ready, asked.rounds, asked.seconds):
                measured[figure.name] = figure
                _show_round(figure)
    found = list(measured.values())
    notes = [] if any("nginx" in name for name in measured) or asked.only == ["receipt"] else ["nginx not found"]
    print("\n" + "\n".join(f"{name:12}{value}" for name, value in facts.items()))
    print("\n" + figures.table(found) + "\n" + "\n".join(notes))
    if asked.only is None and asked.write:
        _write(facts, found, notes)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each pair is measured (5)")
    parser.add_argument("--seconds", type=int, default=10, help="how long each sample takes (10)")
    parser.add_argument("--only", action="append", choices=sorted(MEASURES), help="measure this alone; writes nothing")
    parser.add_argument("--no-write", dest="write", action="store_false", help="leave docs/benchmarks.md as it is")
    return parser.parse_args()


def _show_round(figure: Figure) -> None:
    sample = figure.samples[-1]
    print(
        f"{figure.name:26} round {len(figure.samples)}: {sample.per_second:7,.0f}/s "
        f"of {figure.yardstick_rates[-1]:7,.0f}/s = {figure.ratios[-1]:.2f}   "
        f"p50 {sample.p50_ms:.1f} ms, p99 {sample.p99_ms:.1f} ms, generator {100 * sample.cpu_share:.0f} % of a core",
        flush=True,
    )


def _write(facts: Mapping[str, str], found: Sequence[Figure], notes: Sequence[str]) -> None:
    """Replace the figures in the document; the words around them stay."""
    before, _, rest = DOCUMENT.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    listed = "\n".join(f"- {name}: {value}" for name, value in facts.items())
    figured = "\n\n".join([listed, figures.markdown(found), *notes])
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{figured}\n\n{END}{after}")


if __name__ == "__main__":
    sys.exit(main())
