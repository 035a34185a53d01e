"""The documents say what the code says: generated parts are current, links lead somewhere, nothing is left out."""

import re
from pathlib import Path

import pytest

from tests.architecture import generated, snapshots

ROOT = snapshots.ROOT
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
OPERATIONS = "docs/operations.md"
# Names that only tests and the repository's own scripts use.
UNOPERATED = frozenset({"LOANOPS_TEST_RUN_DIRECTORY", "LOANOPS_SNAPSHOTS", "LOANOPS_URL"})


def sources(*packages: str) -> str:
    return "\n".join(path.read_text() for package in packages for path in sorted((ROOT / package).rglob("*.py")))


def test_the_table_of_settings_is_current() -> None:
    current = "\n" + generated.settings() + "\n"

    assert snapshots.committed_section(OPERATIONS, "settings", current) == current, snapshots.STALE


def test_every_setting_is_described() -> None:
    assert [row for row in generated.settings().splitlines() if row.endswith("|  |")] == []


def test_the_table_of_codes_is_current() -> None:
    current = "\n" + generated.errors() + "\n"

    assert snapshots.committed_section("docs/api-guide.md", "codes", current) == current, snapshots.STALE


@pytest.mark.parametrize("machine", generated.machines())
def test_every_state_machine_is_drawn_as_it_is(machine: str) -> None:
    current = "\n" + generated.diagram(generated.machines()[machine]) + "\n"

    assert snapshots.committed_section("docs/states.md", machine, current) == current, snapshots.STALE


def test_no_machine_is_drawn_that_is_not_there() -> None:
    drawn = re.findall(r"<!-- begin (\S+):", (ROOT / "docs/states.md").read_text())

    assert set(drawn) == set(generated.machines())


def test_every_variable_of_the_environment_is_explained_to_who_runs_it() -> None:
    read = set(re.findall(r"\bLOANOPS_[A-Z_]+[A-Z]\b", sources("chassis", "services", "gateway", "deploy")))
    told = set(re.findall(r"\bLOANOPS_[A-Z_]+[A-Z]\b", (ROOT / OPERATIONS).read_text()))

    assert read - told - UNOPERATED == set()


def test_every_metric_is_explained_to_who_watches_it() -> None:
    measured = set(re.findall(r'"(loanops_[a-z_]+)"', sources("chassis", "services", "gateway"))) - {"loanops_request"}
    told = (ROOT / OPERATIONS).read_text()

    assert [name for name in sorted(measured) if name not in told] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_a_file_of_the_repository(document: Path) -> None:
    links = re.findall(r"\]\((?!https?://)([^)#\s]+)(?:#[^)]*)?\)", document.read_text())

    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_that_is_named_exists(document: Path) -> None:
    """A file in backquotes, from the root of the repository."""
    named = re.findall(r"`((?:chassis|services|gateway|deploy|tests|docs)/[\w./-]*)`", document.read_text())

    assert [path for path in named if not (ROOT / path).exists()] == []


def test_decisions_are_numbered_without_gaps_and_have_their_four_parts() -> None:
    decisions = sorted(path for path in DOCUMENTS if path.parent.name == "decisions")
    parts = ["## Context", "## Decision", "## Consequences", "## Alternatives"]

    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        found = [line for line in path.read_text().splitlines() if line.startswith("## ")]

        assert found == parts, path.name
