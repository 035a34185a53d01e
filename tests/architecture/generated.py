"""The parts of the documents that are generated from the code: settings, codes of errors, state machines."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from pydantic_core import PydanticUndefined

import chassis
import gateway
import services
from chassis import problems
from chassis.errors import LoanopsError
from chassis.settings import ServiceSettings, Settings
from chassis.states import Moves
from gateway.settings import GatewaySettings
from services.collections.settings import CollectionsSettings
from services.customer.settings import CustomerSettings
from services.scoring.settings import ScoringSettings


def modules(*packages: ModuleType) -> Iterator[ModuleType]:
    """Every module of the packages that can be imported without doing anything."""
    for package in packages:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations." not in found.name:
                yield importlib.import_module(found.name)


def settings() -> str:
    """Tables of the settings: those that every process reads, then the services', what some add, the gateway's."""
    parts = {
        "Every process": _settings_table(Settings, {}),
        "A service: its HTTP processes and its worker": _settings_table(ServiceSettings, Settings.model_fields),
        "Customer, beside those": _settings_table(CustomerSettings, ServiceSettings.model_fields),
        "Collections, beside those": _settings_table(CollectionsSettings, ServiceSettings.model_fields),
        "Scoring, beside those": _settings_table(ScoringSettings, ServiceSettings.model_fields),
        "The gateway": _settings_table(GatewaySettings, Settings.model_fields),
    }
    return "\n".join(f"**{title}**\n\n{listed}" for title, listed in parts.items())


def _settings_table(of: type[Settings], known: Mapping[str, Any]) -> str:
    rows = [
        (f"`LOANOPS_{name.upper()}`", _default(field), field.description or "")
        for name, field in of.model_fields.items()
        if name not in known or repr(known[name]) != repr(field)
    ]
    return table(("setting", "default", "what"), rows)


def _default(field: Any) -> str:
    if field.default is PydanticUndefined:
        return "required"
    return "none" if field.default in (None, "") else f"`{field.default}`"


def errors() -> str:
    """A table of every code that a problem document may carry, those of every service first."""
    kinds = {
        kind
        for module in modules(chassis, gateway, services)
        for kind in vars(module).values()
        if inspect.isclass(kind) and issubclass(kind, LoanopsError) and kind.__module__ == module.__name__
    }
    rows = sorted((_origin(kind), _status(kind), kind.code, kind) for kind in kinds if "code" in vars(kind))
    return table(
        ("code", "status", "meaning", "含义", "retryable", "of"),
        [
            (f"`{code}`", str(status), kind.title.en, kind.title.zh, "yes" if kind.retryable else "", origin)
            for origin, status, code, kind in rows
        ],
    )


def _status(kind: type[LoanopsError]) -> int:
    """The status that the class alone decides: an error without what its own constructor wants to know."""
    return problems.status_of(kind.__new__(kind))


def _origin(kind: type[LoanopsError]) -> str:
    """Empty for what any service may answer, else service and capability."""
    parts = kind.__module__.split(".")
    return " ".join(parts[1:3]) if parts[0] == "services" else ""


def machines() -> dict[str, Moves]:
    """Every table of moves, by the module and name that hold it."""
    return {
        f"{module.__name__}.{name}": value
        for module in modules(chassis, services)
        for name, value in vars(module).items()
        if isinstance(value, Moves) and module.__name__.rsplit(".", 1)[-1] in ("rules", "policies")
    }


def diagram(moves: Moves) -> str:
    """A table of moves as a mermaid diagram."""
    drawn = list(moves)
    targets = {after for _, _, after in drawn}
    sources = {state for state, _, _ in drawn}
    lines = [
        *(f"    [*] --> {state}" for state in moves.states if state not in targets),
        *(f"    {state} --> {after}: {verb}" for state, verb, after in drawn),
        *(f"    {state} --> [*]" for state in moves.states if state not in sources),
    ]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```", ""])


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
