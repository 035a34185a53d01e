"""What a regime may let pass with a warning (domain E7)."""

import pytest

from services.escrow.regimes.rules import ALWAYS_BLOCKING, CHECK_CODES, warn_only_faults


def test_checks_that_protect_money_are_known_checks() -> None:
    assert set(CHECK_CODES) > ALWAYS_BLOCKING
    assert len(set(CHECK_CODES)) == len(CHECK_CODES)


@pytest.mark.parametrize("code", sorted(set(CHECK_CODES) - ALWAYS_BLOCKING))
def test_news_and_tidiness_may_only_warn(code: str) -> None:
    assert warn_only_faults({"light": [code]}) == []


@pytest.mark.parametrize("code", sorted(ALWAYS_BLOCKING))
def test_no_regime_makes_a_check_that_protects_money_a_mere_warning(code: str) -> None:
    """E7, E11."""
    (fault,) = warn_only_faults({"standard": [], "light": ["PROGRESS_RECENT", code]})

    assert (fault.pointer, fault.code) == ("/rules/light/warn_only/1", "CHECK_ALWAYS_BLOCKS")


def test_a_check_that_is_not_there_is_named() -> None:
    (fault,) = warn_only_faults({"enhanced": ["WEATHER"]})

    assert (fault.pointer, fault.code) == ("/rules/enhanced/warn_only/0", "UNKNOWN_CHECK")
