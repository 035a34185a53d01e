"""Who a customer is (contract, section 6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.personal import is_id_number
from services.customer.customers.rules import is_mobile_number
from tests.customer.making import id_number

PUBLISHED = "11010519491231002X"  # the example of GB 11643-1999, annex A


def test_the_example_of_the_standard_is_an_identity_number() -> None:
    assert is_id_number(PUBLISHED)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_changed_digit_is_always_noticed(at: int, by: int) -> None:
    """GB 11643, annex A: the check finds every single error."""
    digit = (int(PUBLISHED[at]) + by) % 10

    assert not is_id_number(f"{PUBLISHED[:at]}{digit}{PUBLISHED[at + 1 :]}")


@given(st.integers(0, 15))
def test_two_neighbouring_digits_exchanged_are_always_noticed(at: int) -> None:
    exchanged = PUBLISHED[:at] + PUBLISHED[at + 1] + PUBLISHED[at] + PUBLISHED[at + 2 :]

    assert is_id_number(exchanged) == (exchanged == PUBLISHED)


def test_of_eleven_check_characters_one_is_right() -> None:
    body = id_number()[:17]

    assert sum(is_id_number(body + check) for check in "0123456789X") == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "110105194912310021",  # wrong check
        "11010519491231002x",  # the check character as it is not kept
        "110105491231002",  # the fifteen digits of before 1999
        "11010519490230002X",  # no such day
        "010105194912310027",  # no such region
        "１１０１０５１９４９１２３１００２X",  # full-width digits
        PUBLISHED + "\n",
    ],
)
def test_anything_else_is_not(text: str) -> None:
    assert not is_id_number(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("13812345678", True), ("19912345678", True), ("12812345678", False), ("1381234567", False), ("0539-123", False)],
)
def test_a_mobile_number_has_eleven_digits_and_a_known_head(text: str, is_one: bool) -> None:
    assert is_mobile_number(text) is is_one
