"""Regimes over HTTP (domain E7)."""

from typing import Any

from tests.support.building import reference
from tests.support.running import Running

AT = "/v1/regimes"


def draft(escrow: Running, **changes: Any) -> dict[str, Any]:
    rules = escrow.staff("ls-risk").see(f"{AT}/2026-01")["rules"]
    return {"version": reference("v"), "effective_from": "2030-01-01", "rules": rules | changes}


def test_the_default_regimes_are_those_of_the_contract(escrow: Running) -> None:
    """E7; contract, section 3."""
    versions = escrow.staff("auditor").see(AT, limit=200)["items"]
    found = next(each for each in versions if each["version"] == "2026-11-payments")
    rules = found["rules"]
    figures = {"reports_agree_points": "5.00", "reports_agree_days": 31, "report_age_days": 31, "expiry_days": 30}

    assert (found["state"], found["effective_from"]) == ("active", "2020-01-02")
    assert {regime: figures.items() <= rules[regime].items() for regime in rules} == dict.fromkeys(rules, True)
    assert set(rules["standard"]["warn_only"]) == {"RECEIPTS_IDENTIFIED", "SPLIT_BELOW_LIMIT"}
    assert rules["enhanced"]["warn_only"] == []
    assert "PROGRESS_RECENT" in rules["light"]["warn_only"]


def test_a_new_version_is_drafted_by_one_risk_officer_and_activated_by_another(escrow: Running) -> None:
    """E7, O3: the bank's figures are its staff's to change."""
    body = draft(escrow)
    drafted = escrow.staff("ls-risk").do(AT, body, expect=201)
    at = f"{AT}/{body['version']}"

    assert drafted["rules"] == body["rules"]
    assert escrow.staff("ls-risk").do(f"{at}/activate", expect=403)["code"] == "MAKER_IS_CHECKER"
    assert escrow.staff("ls-risk-2").do(f"{at}/activate")["state"] == "active"


def test_no_version_lets_money_go_with_a_mere_warning(escrow: Running) -> None:
    """E7, E11."""
    body = draft(escrow)
    body["rules"]["light"] = body["rules"]["light"] | {"warn_only": ["AVAILABLE_BALANCE", "WEATHER"]}
    problem = escrow.staff("ls-risk").do(AT, body, expect=422)

    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [
        ("/rules/light/warn_only/0", "CHECK_ALWAYS_BLOCKS"),
        ("/rules/light/warn_only/1", "UNKNOWN_CHECK"),
    ]


def test_a_version_has_the_figures_of_all_three_regimes(escrow: Running) -> None:
    body = draft(escrow)
    del body["rules"]["enhanced"]
    body["rules"]["light"] = body["rules"]["light"] | {"report_age_days": -1, "reports_agree_points": "100.01"}
    problem = escrow.staff("ls-risk").do(AT, body, expect=422)

    assert {(fault["pointer"], fault["code"]) for fault in problem["errors"]} == {
        ("/rules/enhanced", "MISSING"),
        ("/rules/light/report_age_days", "GREATER_THAN_EQUAL"),
        ("/rules/light/reports_agree_points", "PERCENT_ABOVE_100"),
    }
