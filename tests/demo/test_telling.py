"""What the story says can be read: amounts with their thousands apart, codes by their names."""

import pytest

from deploy.demo.story.telling import grouped
from deploy.demo.story.words import named


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("available: 2200000.00; asked for: 9000000.00", "available: 2,200,000.00; asked for: 9,000,000.00"),
        ("计划项剩余 3000000.00，申请 9000000.00", "计划项剩余 3,000,000.00，申请 9,000,000.00"),
        ("10,000.00 of 412.50", "10,000.00 of 412.50"),
        ("by 2026-11-27 00:00, policy 2026-02", "by 2026-11-27 00:00, policy 2026-02"),
        ("a rate of 1000.0000, a reference S1000.00", "a rate of 1000.0000, a reference S1000.00"),
    ],
    ids=["english", "chinese", "grouped-already", "dates", "no-amounts"],
)
def test_amounts_and_nothing_else_have_their_thousands_apart(said: str, read: str) -> None:
    assert grouped(said) == read


def test_a_code_has_a_chinese_name_and_stays_itself_in_english() -> None:
    assert (named("special_mention").en, named("special_mention").zh) == ("special_mention", "关注")
    assert named("of_a_later_version").zh == "of_a_later_version"
