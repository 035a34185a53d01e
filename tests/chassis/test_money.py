"""Money: fen inside, two decimals outside, never a fraction lost (design 13)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.money import FEN_MAX, fen_text, from_fen, money_text, share_of, to_fen

FEN = st.integers(min_value=-FEN_MAX, max_value=FEN_MAX)


@given(FEN)
def test_fen_become_yuan_and_fen_again(fen: int) -> None:
    assert to_fen(from_fen(fen)) == fen


@given(FEN)
def test_an_amount_is_written_alike_from_yuan_and_from_fen(fen: int) -> None:
    assert money_text(from_fen(fen)) == fen_text(fen)


@pytest.mark.parametrize(
    ("fen", "text"),
    [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (100, "1.00"), (-12345, "-123.45"), (10**17, "1000000000000000.00")],
)
def test_an_amount_has_two_decimals_and_neither_exponent_nor_grouping(fen: int, text: str) -> None:
    assert fen_text(fen) == text


@pytest.mark.parametrize("amount", ["0.001", "1.005", "-0.009", "1E-3", "123456789012345.678"])
def test_a_fraction_of_a_fen_is_an_error_and_never_rounded(amount: str) -> None:
    with pytest.raises(ValueError, match="two decimals"):
        to_fen(Decimal(amount))


def test_trailing_zeros_are_no_fraction() -> None:
    assert to_fen(Decimal("1.2300")) == 123


@pytest.mark.parametrize(
    ("amount", "share", "found"),
    [
        ("100.00", "0.3333", "33.33"),
        ("0.01", "0.5000", "0.01"),
        ("0.03", "0.5000", "0.02"),
        ("0.01", "0.4999", "0.00"),
        ("999999999999999.99", "1.0000", "999999999999999.99"),
    ],
)
def test_a_share_is_rounded_half_up_to_the_fen(amount: str, share: str, found: str) -> None:
    assert share_of(Decimal(amount), Decimal(share)) == Decimal(found)


def test_two_amounts_of_the_greatest_size_fit_the_ledger() -> None:
    assert 2 * FEN_MAX < 2**63
