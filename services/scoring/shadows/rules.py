"""A version run beside the live one: which of its decisions count as the same (domain S6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from chassis.errors import Conflict, Text


class ShadowRuns(Conflict):
    """One version at a time: two would make a decision cost three."""

    code = "SHADOW_RUNS"
    title = Text("Another version is already run beside the live one", "已有其他版本在并行试运行")


class NoShadow(Conflict):
    code = "SHADOW_NOT_RUNNING"
    title = Text("This version is not run beside the live one", "该版本未在并行试运行")


@dataclass(frozen=True)
class Said:
    """What a version says of an application."""

    outcome: str
    codes: Sequence[str]
    approved: Decimal | None


def are_same(live: Said, shadow: Said) -> bool:
    """Whether the customer would have had the same: outcome and amount. Reasons may differ."""
    return (live.outcome, live.approved) == (shadow.outcome, shadow.approved)
