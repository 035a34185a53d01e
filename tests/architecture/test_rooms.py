"""The rooms of the house, as far as they can be read off the source: names, sizes, and what each room may not hold.

Which room may import which is import-linter's to say (`pyproject.toml`).
"""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("chassis", "services", "gateway", "deploy", "tests")

# A drawer for whatever fits nowhere is where the rooms end.
DRAWERS = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc"})
ROOMS = frozenset({"__init__", "routes", "schemas", "actions", "conditions", "rules", "store"})
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 80  # about 70; the rest is for a signature and a docstring

# Where a number may be a float, and why: none of these is money.
FLOATS = {
    "chassis/identity.py": "moments of the machine's clock; a token's expiry in seconds",
    "chassis/jobs.py": "a moment of the machine's clock",
    "chassis/problems.py": "the weight of a language in Accept-Language",
}


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of the repository, by its path from the root."""
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text())
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
    }


def violations(fault: Callable[[str, ast.AST], bool], prefixes: tuple[str, ...] = PACKAGES) -> list[str]:
    """Where a fault is found, as `path:line`."""
    return [
        f"{path}:{getattr(node, 'lineno', 1)}"
        for path, tree in sources().items()
        if path.startswith(prefixes)
        for node in ast.walk(tree)
        if fault(path, node)
    ]


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def capability_modules() -> Iterator[tuple[str, str]]:
    """(path, room) of every module inside a capability."""
    for path in sources():
        parts = Path(path).parts
        if parts[0] == "services" and len(parts) > 3 and parts[2] != "migrations":
            yield path, Path(path).stem if len(parts) == 4 else "/".join(parts[3:])


def test_no_module_is_a_drawer_for_whatever_fits_nowhere() -> None:
    drawers = [path for path in sources() if DRAWERS & {part.removesuffix(".py") for part in Path(path).parts}]

    assert drawers == []


def test_capabilities_have_only_the_known_rooms() -> None:
    unknown = [path for path, room in capability_modules() if room not in ROOMS]

    assert unknown == []


def test_no_file_is_longer_than_400_lines() -> None:
    scripts = [str(path.relative_to(ROOT)) for package in PACKAGES for path in (ROOT / package).rglob("*.sql")]
    lines = {path: len((ROOT / path).read_text().splitlines()) for path in [*sources(), *scripts]}
    long = {path: number for path, number in lines.items() if number > FILE_LINES_MAX}

    assert long == {}


def test_no_function_is_longer_than_about_70_lines() -> None:
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path, node in functions()
        if (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION_LINES_MAX
    ]

    assert long == []


def test_nothing_is_imported_inside_a_function() -> None:
    """An import hidden there hides a circle: redraw the rooms."""
    hidden = [
        f"{path}:{inner.lineno}"
        for path, node in functions()
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


def test_nothing_is_imported_for_type_checkers_alone() -> None:
    """TYPE_CHECKING hides a circle just as well."""

    def hides(path: str, node: ast.AST) -> bool:
        return (isinstance(node, ast.Name) and node.id == "TYPE_CHECKING") or (
            isinstance(node, ast.alias) and node.name == "TYPE_CHECKING"
        )

    assert violations(hides) == []


def test_money_never_becomes_a_float() -> None:
    """Services have no floats at all; the chassis only where `FLOATS` says why."""

    def converts(path: str, node: ast.AST) -> bool:
        return path not in FLOATS and isinstance(node, ast.Call) and _is_float(node.func)

    def is_one(path: str, node: ast.AST) -> bool:
        return _is_float(node) or (isinstance(node, ast.Constant) and isinstance(node.value, float))

    assert violations(converts, ("chassis", "services")) == []
    assert violations(is_one, ("services",)) == []


def test_the_reasons_for_floats_are_still_needed() -> None:
    used = {
        path
        for path, tree in sources().items()
        if any(isinstance(node, ast.Call) and _is_float(node.func) for node in ast.walk(tree))
    }

    assert set(FLOATS) <= used


def test_rules_neither_wait_nor_look_at_the_clock() -> None:
    """A rule is a pure decision: what it needs to know is passed in."""
    clocks = {"now", "today", "utcnow", "system_clock"}

    def reaches_out(path: str, node: ast.AST) -> bool:
        if isinstance(node, ast.AsyncFunctionDef | ast.Await):
            return True
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            return name in clocks | {"open", "print", "getenv"}
        return False

    rules = tuple(path for path, room in capability_modules() if room == "rules")

    assert rules
    assert violations(reaches_out, rules) == []


def _is_float(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "float"
