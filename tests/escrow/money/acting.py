"""Who takes which step of a payment or a refund, and what goes with it."""

from typing import Any

from tests.support import building

ACTORS = {
    "review": "corporate",
    "confirm": "personal",
    "reject": "personal",
    "cancel": "manager-2",
    "pay": "payments",
}


def yuan(amount: int) -> str:
    return f"{amount}.00"


def told_by_core_banking(verb: str) -> dict[str, Any]:
    """What a payment's or a refund's verb says with it."""
    reference = {"bank_ref": building.reference("B")}
    more: dict[str, Any] = {"settle": reference | {"settled_on": f"{building.today()}"}}
    return dict((more | {"return": reference | {"reason": "came back"}}).get(verb, {}))
