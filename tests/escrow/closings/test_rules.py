"""What must be so before supervision ends (domain E12)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from services.escrow.closings.rules import ClosingChecksFailed, Facts, checks, require

FINISHED = Facts(True, Decimal("0.00"), Decimal("0.00"), 0, False, True)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"last_milestone_confirmed": False}, "FIRST_REGISTRATION_CONFIRMED"),
        ({"total": Decimal("0.01")}, "ACCOUNT_EMPTY"),
        ({"held": Decimal("0.01")}, "NOTHING_HELD"),
        ({"unmatched_units": 1}, "PROCEEDS_MATCHED"),
        ({"frozen": True}, "ACCOUNT_NOT_FROZEN"),
        ({"balance_agrees": False}, "BALANCE_AGREES"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_each_condition_keeps_supervision_going(changes: dict[str, Any], code: str) -> None:
    """E12."""
    require(checks(FINISHED))
    with pytest.raises(ClosingChecksFailed) as refused:
        require(checks(replace(FINISHED, **changes)))

    assert [check["code"] for check in refused.value.extra["checks"] if not check["passed"]] == [code]
