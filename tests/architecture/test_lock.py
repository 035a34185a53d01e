"""The lock: everything that runs is pinned by its content, and no registry is named. A mirror serves as well as any."""

import re
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text()
PIN = re.compile(r"^([a-z0-9-]+)==[^ ;\\]+(?: ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def entries() -> dict[str, list[str]]:
    """Each pinned distribution with the lines that follow its name: its hashes, and via whom it came."""
    found: dict[str, list[str]] = {}
    for line in LOCK.splitlines():
        pin = PIN.match(line)
        if pin:
            found[pin[1]] = []
        elif found:
            found[list(found)[-1]].append(line)
    return found


def canonical(requirement: str) -> str:
    """The name in a requirement, as the lock spells it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]).lower()


def direct_dependencies() -> set[str]:
    """What this repository itself asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return {canonical(requirement) for group in groups for requirement in group}


def test_the_lock_names_no_host() -> None:
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links|--trusted-host", LOCK) == []


def test_the_lock_holds_nothing_but_pins_and_their_hashes() -> None:
    others = [
        line
        for line in LOCK.splitlines()
        if line and not line.lstrip().startswith("#") and not PIN.match(line) and not HASH.match(line)
    ]

    assert others == []


def test_every_pin_has_a_hash() -> None:
    bare = [name for name, lines in entries().items() if not any(HASH.match(line) for line in lines)]

    assert bare == []


def test_every_direct_dependency_is_in_the_lock_and_nothing_else_is_there_on_our_account() -> None:
    """A pin says via whom it came."""
    on_our_account = {name for name, lines in entries().items() if any("loanops (pyproject.toml)" in x for x in lines)}

    assert on_our_account == direct_dependencies()


def test_nothing_that_is_locked_obliges_the_bank_to_publish_its_own_code() -> None:
    """As far as the installed distributions say of themselves; those for other platforms are not installed."""
    binding = [
        name
        for name in entries()
        for found in [distribution_of(name)]
        if found is not None and re.search(r"GPL|Affero|SSPL|Business Source", licence_of(found))
    ]

    assert binding == []


def distribution_of(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def licence_of(found: Distribution) -> str:
    """What the metadata says: an expression, else the classifiers, else the first line of free text."""
    told = found.metadata
    classified = [line for line in told.get_all("Classifier") or () if line.startswith("License")]
    return told.get("License-Expression") or " ".join(classified) or (told.get("License") or "").split("\n")[0]
