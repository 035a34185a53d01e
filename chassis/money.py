"""Money: yuan as `Decimal` in rules, fen as `int` in the ledger, a two-decimal string in JSON. Never a float."""

from decimal import ROUND_HALF_UP, Decimal

FEN_PER_YUAN = 100
CENT = Decimal("0.01")
ZERO = Decimal("0.00")
FEN_MAX = 10**17  # a thousand trillion yuan: well inside BIGINT, so that sums of such amounts cannot overflow


def to_fen(amount: Decimal) -> int:
    """Yuan → fen. Raises ValueError for a fraction of a fen: rounding is a decision, never a side effect."""
    fen = amount * FEN_PER_YUAN
    if fen != fen.to_integral_value():
        raise ValueError("an amount has at most two decimals")
    return int(fen)


def from_fen(fen: int) -> Decimal:
    """Fen → yuan, always with two decimals."""
    return Decimal(fen).scaleb(-2)


def money_text(amount: Decimal) -> str:
    """Yuan as it stands in JSON: two decimals, no exponent, no grouping."""
    return f"{amount:.2f}"


def fen_text(fen: int) -> str:
    """Fen as yuan in JSON."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // FEN_PER_YUAN}.{abs(fen) % FEN_PER_YUAN:02d}"


def share_of(amount: Decimal, share: Decimal) -> Decimal:
    """`amount` × `share`, rounded half up to the fen."""
    return (amount * share).quantize(CENT, rounding=ROUND_HALF_UP)
