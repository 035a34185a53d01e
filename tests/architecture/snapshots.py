"""What is generated from the code and committed, so that a change of it shows in review.

A test compares; `make snapshots` runs the same tests and has them write what they would have compared with.
"""

import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
STALE = "not as committed: run `make snapshots`, and look at what has changed"
WRITING = os.environ.get("LOANOPS_SNAPSHOTS") == "write"


def committed(path: str, current: str) -> str:
    """The committed text at that path from the root; under `make snapshots` it is first replaced by the current one."""
    file = ROOT / path
    if WRITING:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(current)
    return file.read_text() if file.exists() else ""


def committed_section(path: str, name: str, current: str) -> str:
    """The same for a generated part of a document, which stands between two comments that name it."""
    begin, end = f"<!-- begin {name}: written by `make snapshots` -->\n", f"<!-- end {name} -->"
    before, found, rest = (ROOT / path).read_text().partition(begin)
    section, closed, after = rest.partition(end)
    if not found or not closed:
        raise LookupError(f"{path} has no generated part {name}")
    if WRITING:
        (ROOT / path).write_text(f"{before}{begin}{current}{end}{after}")
        return current
    return section
