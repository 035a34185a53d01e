"""What a project's regime says of its agreement and its milestones (domain E7, E10)."""

from decimal import Decimal
from typing import Any

import pytest

from chassis.errors import BadInput
from services.escrow.agreements.rules import within_regime
from services.escrow.regimes.rules import Bounded
from tests.support.building import MILESTONES, agreed_project, assessed_project, terms
from tests.support.running import Running

LIMIT = Bounded(Decimal("500000.00"), Decimal("0.00"), Decimal("1000000.00"))


def test_what_is_not_agreed_is_the_regimes(escrow: Running) -> None:
    project = assessed_project(escrow, regime="enhanced")
    body = terms()
    del body["large_withdrawal_limit"], body["guarantee_deposit_rate"]
    made = escrow.staff("ls-manager-1").do(f"/v1/projects/{project['id']}/agreements", body)

    assert (made["large_withdrawal_limit"], made["guarantee_deposit_rate"]) == ("500000.00", "0.0500")


def test_what_is_agreed_stays_within_the_regime(escrow: Running) -> None:
    project = assessed_project(escrow, regime="enhanced")
    body = terms(large_withdrawal_limit="1000000.01", guarantee_deposit_rate="0.0499")
    problem = escrow.staff("ls-manager-1").do(f"/v1/projects/{project['id']}/agreements", body, expect=422)

    assert {(fault["pointer"], fault["code"]) for fault in problem["errors"]} == {
        ("/large_withdrawal_limit", "OUT_OF_REGIME"),
        ("/guarantee_deposit_rate", "OUT_OF_REGIME"),
    }


@pytest.mark.parametrize(
    ("value", "agreed"), [("0.00", "0.00"), ("1000000.00", "1000000.00"), (None, "500000.00")], ids=str
)
def test_bounds_include_their_ends(value: str | None, agreed: str) -> None:
    asked = {"limit": Decimal(value) if value else None}

    assert within_regime(asked, {"limit": LIMIT}) == {"limit": Decimal(agreed)}


def test_without_a_regimes_figure_it_must_be_said() -> None:
    with pytest.raises(BadInput) as caught:
        within_regime({"limit": None}, {"limit": None})

    assert [fault.code for fault in caught.value.errors] == ["MISSING"]


def set_milestones(escrow: Running, project: dict[str, Any], milestones: list[dict[str, Any]]) -> Any:
    path = f"/v1/projects/{project['id']}/milestones"
    return escrow.staff("ls-manager-1").send("PUT", path, json={"milestones": milestones})


def test_milestones_retain_what_the_regime_says_and_at_least_what_it_wants(escrow: Running) -> None:
    project = agreed_project(escrow, about={"regime": "enhanced"})
    unsaid = [{name: each[name] for name in each if name != "retained_share"} for each in MILESTONES[:3]]
    made = set_milestones(escrow, project, [*unsaid, MILESTONES[3]])
    unknown = set_milestones(escrow, project, [unsaid[0] | {"code": "garden"}])
    little = set_milestones(
        escrow, project, [MILESTONES[0], MILESTONES[2] | {"retained_share": "0.0499"}, MILESTONES[3]]
    )

    assert [each["retained_share"] for each in made.json()["milestones"]] == ["0.7000", "0.4000", "0.1000", "0.0000"]
    assert [(fault["pointer"], fault["code"]) for fault in unknown.json()["errors"]] == [
        ("/milestones/0/retained_share", "MISSING")
    ]
    assert [(fault["pointer"], fault["code"]) for fault in little.json()["errors"]] == [
        ("/milestones/1/retained_share", "OUT_OF_REGIME")
    ]


def test_a_milestone_is_proved_by_the_documents_that_it_needs(escrow: Running) -> None:
    """E10."""
    project = agreed_project(escrow)
    needs = MILESTONES[0] | {"required_documents": ["inspection_record", "photo"]}
    (milestone,) = set_milestones(escrow, project, [needs]).json()["milestones"]
    corporate = escrow.staff("ls-corporate")
    photo, record, other = (corporate.document(name) for name in ("photo", "record", "other"))
    path = f"/v1/milestones/{milestone['id']}/confirmations"
    seen = {"on": "2026-04-02", "document_ids": [photo, record]}
    without = corporate.do(path, seen | {"documents": {"photo": photo}}, expect=422)
    named = {"photo": photo, "inspection_record": record}
    absent = corporate.do(path, seen | {"documents": named | {"inspection_record": other}}, expect=422)
    confirmed = corporate.do(path, seen | {"documents": named})

    assert milestone["required_documents"] == ["inspection_record", "photo"]
    assert without["code"] == "MILESTONE_DOCUMENTS_MISSING"
    assert "inspection_record" in without["detail"]
    assert [fault["pointer"] for fault in absent["errors"]] == ["/documents/inspection_record"]
    assert confirmed["confirmations"][0]["documents"] == named
