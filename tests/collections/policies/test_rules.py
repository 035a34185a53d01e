"""The ladder and the buckets (domain C3; contract, section 4)."""

import pytest

from services.collections.policies.rules import Buckets, bucket_faults, ladder_faults

DEFAULT = Buckets("v", (30, 60, 90, 180, 270, 360))


def test_buckets_have_no_gap_and_no_end() -> None:
    assert DEFAULT.names == ["1-30", "31-60", "61-90", "91-180", "181-270", "271-360", "361+"]
    assert DEFAULT.first_days == [1, 31, 61, 91, 181, 271, 361]
    assert Buckets("v", (7,)).names == ["1-7", "8+"]


@pytest.mark.parametrize("bounds", [[30], [30, 60], [1, 2, 3]])
def test_bounds_that_rise_are_sound(bounds: list[int]) -> None:
    assert bucket_faults(bounds) == []


@pytest.mark.parametrize("bounds", [[30, 30, 60], [30, 20, 60]])
def test_a_bound_that_does_not_rise_is_named(bounds: list[int]) -> None:
    (fault,) = bucket_faults(bounds)

    assert (fault.pointer, fault.code) == ("/rules/upper_days/1", "BOUNDS_NOT_RISING")


@pytest.mark.parametrize(
    "steps", [[("borrower", 1)], [("borrower", 1), ("legal", 90)], [("guarantor", 3), ("site_visit", 10)]]
)
def test_steps_that_go_outwards_and_onwards_are_sound(steps: list[tuple[str, int]]) -> None:
    assert ladder_faults(steps) == []


def test_a_ladder_never_goes_back_to_somebody() -> None:
    """C3: borrower, guarantor, the guarantor's family, in turn."""
    back = ladder_faults([("guarantor", 1), ("borrower", 3)])
    twice = ladder_faults([("borrower", 1), ("borrower", 3)])

    assert [(fault.pointer, fault.code) for fault in back] == [("/rules/steps/1/stage", "STEP_OUT_OF_ORDER")]
    assert [(fault.pointer, fault.code) for fault in twice] == [("/rules/steps/1/stage", "STEP_OUT_OF_ORDER")]


@pytest.mark.parametrize("day", [3, 2])
def test_a_step_starts_later_than_the_one_before(day: int) -> None:
    (fault,) = ladder_faults([("borrower", 3), ("guarantor", day)])

    assert (fault.pointer, fault.code) == ("/rules/steps/1/from_day", "STEP_TOO_EARLY")
