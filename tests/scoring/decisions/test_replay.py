"""Any past decision, come to again from what was kept of it (domain S6)."""

import json
import os
import random
from dataclasses import replace
from typing import Any

import pytest

from services.scoring.decisions.rules import Case, Decision, decide
from services.scoring.decisions.store import kept, own_record_of, shared_of
from services.scoring.policies.actions import figures
from services.scoring.policies.schemas import RedLineRules
from tests.scoring.decisions.whole import DEFAULT, PLANTED, case_at

SEED = int(os.environ.get("LOANOPS_SEED", "20261124"))


def stricter() -> RedLineRules:
    """Another version: half of every cap, a red line sooner."""
    rules = json.loads(json.dumps(PLANTED))
    rules["bureau"] |= {"in_all": 2, "in_a_row": 2}
    for row in rules["exposure"]["caps"]:
        row["cap"] = f"{int(row['cap'][:-3]) // 2}.00"
    return RedLineRules.model_validate(rules)


def read_by(case: Case) -> dict[str, Any]:
    """What is kept of a decision beside report and own record, as the database's JSON."""
    shared = case.shared
    return {
        "warnings": [{"id": "w", "severity": "caution", "made_by": "x"}] * shared.warnings,
        "others": [{"id": "c", "made_by": "x", "sub_branch": "y"}] * shared.others,
        "booked": [{"loan_ref": each.loan_ref, "amount": f"{each.amount:.2f}"} for each in shared.booked],
        "reserved": f"{shared.reserved:.2f}",
        "newer_report": shared.newer_report,
        "branch_lends": case.branch_lends,
        "committee": case.committee,
    }


def again(case: Case) -> Case:
    """The application as it is read back from what was kept."""
    read = json.loads(json.dumps(read_by(case)))
    own = own_record_of(json.loads(json.dumps(kept(case.own))))
    return replace(
        case, own=own, shared=shared_of(read), branch_lends=read["branch_lends"], committee=read["committee"]
    )


def replayed(count: int) -> tuple[int, int]:
    """(how many replayed otherwise, how many the later version would decide otherwise) of so many at random."""
    chance, other, differ = random.Random(SEED), figures("later", stricter()), 0
    wrong = 0
    for number in range(count):
        case = case_at(chance)
        lines = other if number >= count // 2 else DEFAULT  # the policy changed in the middle
        then: Decision = decide(case, lines)
        wrong += decide(again(case), lines) != then
        differ += decide(case, other).outcome != decide(case, DEFAULT).outcome
    return wrong, differ


def test_decisions_at_random_replay_to_the_same_across_a_change_of_policy() -> None:
    wrong, differ = replayed(1_000)

    assert wrong == 0
    assert differ > 0, "the two versions never differed: this proved nothing"


@pytest.mark.prove
def test_ten_thousand_decisions_replay_to_the_same_across_a_change_of_policy() -> None:
    wrong, differ = replayed(10_000)

    assert wrong == 0
    assert differ > 100
