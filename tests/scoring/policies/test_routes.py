"""The red lines over HTTP (domain S5, S6, O3)."""

from typing import Any

import pytest

from tests.support.building import reference
from tests.support.running import Running

AT = "/v1/policies"


def draft(scoring: Running, **changes: Any) -> dict[str, Any]:
    rules = scoring.staff("ls-risk").see(f"{AT}/2026-02")["rules"]
    rules["bureau"] = rules["bureau"] | changes
    return {"version": reference("v"), "effective_from": "2030-01-01", "rules": rules}


def test_the_default_red_lines_are_those_of_the_contract(scoring: Running) -> None:
    """S5; contract, section 5."""
    found = scoring.staff("auditor").see(f"{AT}/2026-02")

    assert (found["kind"], found["state"], found["effective_from"]) == ("red_lines", "active", "2020-01-02")
    assert {part: found["rules"][part] for part in ("bureau", "own_bank")} == {
        "bureau": {
            "in_a_row": 3,
            "behind": 3,
            "in_all": 6,
            "in_all_of": 24,
            "bad_classes": ["substandard", "doubtful", "loss"],
        },
        "own_bank": {"days_over": 90, "in_all": 6},
    }


def test_a_new_version_is_drafted_by_one_risk_officer_and_activated_by_another(scoring: Running) -> None:
    """S6, O3."""
    body = draft(scoring, in_a_row=2)
    scoring.staff("ls-risk").do(AT, body, expect=201)
    at = f"{AT}/{body['version']}"

    assert scoring.staff("ls-risk").do(f"{at}/activate", expect=403)["code"] == "MAKER_IS_CHECKER"
    assert scoring.staff("ls-risk-2").do(f"{at}/activate")["state"] == "active"
    assert scoring.staff("ls-manager-1").do(AT, draft(scoring), expect=403)["code"] == "FORBIDDEN"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bad_classes": ["doubtful"]}, "LOSS_IS_BAD"),
        ({"bad_classes": ["loss", "normal"]}, "NORMAL_IS_NOT_BAD"),
        ({"in_all": 7, "in_all_of": 6}, "NEVER_CROSSED"),
        ({"in_a_row": 25}, "LESS_THAN_EQUAL"),
        ({"behind": 8}, "LESS_THAN_EQUAL"),
        ({"in_all": 0}, "GREATER_THAN_EQUAL"),
    ],
)
def test_no_version_leaves_a_line_that_nobody_can_cross(scoring: Running, changes: dict[str, Any], code: str) -> None:
    """S1, S5."""
    problem = scoring.staff("ls-risk").do(AT, draft(scoring, **changes), expect=422)

    assert [fault["code"] for fault in problem["errors"]] == [code]


CAPS = "/rules/exposure/caps"


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (lambda caps: caps.pop(), [(CAPS, "ROWS_LEAVE_A_GAP")]),
        (lambda caps: caps.append(caps[0]), [(f"{CAPS}/24", "UNREACHABLE_ROW")]),
        (lambda caps: caps[0]["enquiries"].update(below=8), [(f"{CAPS}/1", "UNREACHABLE_ROW")]),
        (lambda caps: caps[3]["enquiries"].update(below=None), [(f"{CAPS}/4", "UNREACHABLE_ROW")]),
        (lambda caps: caps[2]["enquiries"].update(at_least=7, below=9), [(f"{CAPS}/2", "ROWS_OVERLAP")]),
        (lambda caps: caps[5].update(cap="500000.01"), [(f"{CAPS}/5", "CAP_RISES")]),
    ],
    ids=["no row for the worst", "a row twice", "a row eaten", "the last row eaten", "two rows", "more for worse"],
)
def test_no_version_has_a_table_of_caps_that_is_not_sound(
    scoring: Running, change: Any, faults: list[tuple[str, str]]
) -> None:
    """S2, S6: unreachable rows, gaps, overlaps; worse history, never more."""
    body = draft(scoring)
    change(body["rules"]["exposure"]["caps"])
    problem = scoring.staff("ls-risk").do(AT, body, expect=422)

    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == faults


@pytest.mark.parametrize(
    ("section", "figures", "code"),
    [
        ("committee", {"members": 4, "quorum": 2, "majority": 2, "deadline_days": 5}, "NO_MAJORITY"),
        ("committee", {"members": 3, "quorum": 2, "majority": 4, "deadline_days": 5}, "NO_MAJORITY"),
        ("committee", {"members": 3, "quorum": 4, "majority": 2, "deadline_days": 5}, "NO_QUORUM"),
        ("exposure", None, "SECTION_MISSING"),
        ("report", None, "SECTION_MISSING"),
        ("report", {"age_days_max": 30, "adverse_years": 6}, "LESS_THAN_EQUAL"),
    ],
)
def test_no_version_leaves_out_what_counts_or_has_a_committee_that_cannot_decide(
    scoring: Running, section: str, figures: Any, code: str
) -> None:
    """S4-S6."""
    body = draft(scoring)
    body["rules"][section] = figures
    problem = scoring.staff("ls-risk").do(AT, body, expect=422)

    assert [fault["code"] for fault in problem["errors"]] == [code]
