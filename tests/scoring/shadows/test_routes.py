"""A version run beside the live one (domain S6)."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.scoring.conftest import CLEAN, Gate
from tests.support.building import reference

AT = "/v1/policies"


def draft(gate: Gate, **bureau: Any) -> str:
    risk = gate.service.staff("sz-risk")
    rules = risk.see(f"{AT}/2026-02")["rules"]
    rules["bureau"] |= bureau
    version = reference("v")
    risk.do(AT, {"version": version, "effective_from": "2030-01-01", "rules": rules})
    return version


@pytest.fixture
def shadow(gate: Gate) -> Iterator[str]:
    version = draft(gate, in_all=1)
    gate.service.staff("sz-risk").do(f"{AT}/{version}/shadow")
    yield version
    gate.service.staff("sz-risk").post(f"{AT}/{version}/shadow/stop")


def test_a_draft_judges_beside_the_live_version_and_nothing_it_says_counts(gate: Gate, shadow: str) -> None:
    """S6: and the report says where the two differ."""
    clean, once = gate.check(reference("C"), CLEAN), gate.check(reference("C"), "N" * 12 + "1" + "N" * 11)
    risk = gate.service.staff("sz-risk")
    found = risk.see(f"{AT}/{shadow}/shadow")
    differences = gate.service.staff("sz-manager-1").see(f"{AT}/{shadow}/shadow/differences")["items"]

    assert (clean["outcome"], once["outcome"]) == ("approved", "approved")
    assert once["policy_version"] != shadow
    assert (found["state"], found["decisions"], found["different"]) == ("running", 2, 1)
    assert found["outcomes"] == [
        {"live_outcome": "approved", "outcome": "approved", "decisions": 1, "same": 1},
        {"live_outcome": "approved", "outcome": "refused", "decisions": 1, "same": 0},
    ]
    assert found["reasons"] == [{"code": "BUREAU_SIX_IN_ALL", "added": 1, "dropped": 0}]
    assert [(each["credit_check_id"], each["codes"], each["approved"]) for each in differences] == [
        (once["id"], ["BUREAU_SIX_IN_ALL"], None)
    ]
    assert gate.service.staff("ls-manager-1").see(f"{AT}/{shadow}/shadow/differences")["items"] == []


def test_one_version_runs_beside_at_a_time_until_it_is_stopped(gate: Gate, shadow: str) -> None:
    risk, other = gate.service.staff("ls-risk"), draft(gate)

    assert risk.do(f"{AT}/{other}/shadow", expect=409)["code"] == "SHADOW_RUNS"
    assert risk.do(f"{AT}/{other}/shadow/stop", expect=409)["code"] == "SHADOW_NOT_RUNNING"
    assert risk.do(f"{AT}/{shadow}/shadow/stop")["state"] == "stopped"
    gate.check(reference("C"), CLEAN)
    assert risk.see(f"{AT}/{shadow}/shadow")["decisions"] == 0
    assert risk.do(f"{AT}/nowhere/shadow", expect=404)
    assert gate.service.staff("sz-manager-1").do(f"{AT}/{other}/shadow", expect=403)
