"""Who decides on a bad loan, and whom a decision may name (domain G4)."""

import pytest

from services.collections.reviews.rules import ReviewOutcome, TookPart, accountable_faults, require_no_part

PARTIES = ["approver", "first", "second"]


@pytest.mark.parametrize("actors", [("first", None), ("clean", "approver")])
def test_nobody_with_a_part_decides_nor_does_their_deputy(actors: tuple[str, str | None]) -> None:
    require_no_part(("clean", None), PARTIES)

    with pytest.raises(TookPart):
        require_no_part(actors, PARTIES)


@pytest.mark.parametrize(
    ("outcome", "named", "faults"),
    [
        ("due_diligence_exempt", [], []),
        ("due_diligence_exempt", ["first"], [("/accountable", "ACCOUNTABLE_EXPECTED")]),
        ("disciplined", ["first", "approver"], []),
        ("criticised", [], [("/accountable", "ACCOUNTABLE_EXPECTED")]),
        ("performance_deducted", ["first", "clean"], [("/accountable/1", "HAD_NO_PART")]),
    ],
)
def test_an_exempt_review_names_nobody_and_any_other_only_parties(
    outcome: ReviewOutcome, named: list[str], faults: list[tuple[str, str]]
) -> None:
    assert [(each.pointer, each.code) for each in accountable_faults(outcome, named, PARTIES)] == faults
