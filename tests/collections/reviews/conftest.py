"""A service whose figures are short, so that a test needs no hundred closes: three days of exemption, a class that is
good again after two regular periods."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.lending import FIRST_CLOSE, collections_running
from tests.support.postgres import discard, fresh_database
from tests.support.running import Running

ACCOUNTABILITY = {
    "suspension": {"bad_share": "1.0000", "loans_min": 1000, "quiet_days": 30},
    "reviews": {"exemption_days": 3},
    "files": {"days": 10, "taken_on_after_days": 90},
}
CLASSES = {
    "special_mention_from": 1,
    "substandard_from": 91,
    "doubtful_from": 271,
    "loss_from": 361,
    "technical_delay_days": 7,
    "observation_months": 0,
    "observation_periods": 2,
    "restructured_months": 12,
}


def put_in_force(service: Running, kind: str, rules: dict[str, Any]) -> None:
    """A version of a policy, made by one person and activated by another."""
    at = f"/v1/policies/{kind}"
    service.staff("ls-risk").do(at, {"version": "short", "effective_from": f"{FIRST_CLOSE}", "rules": rules})
    service.staff("sz-risk").do(f"{at}/short/activate")


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One service and one database for all tests of a module."""
    database = fresh_database("collections")
    with collections_running(database, tmp_path_factory.mktemp("collections")) as service:
        put_in_force(service, "accountability", ACCOUNTABILITY)
        put_in_force(service, "risk_classes", CLASSES)
        yield service
    discard(database)
