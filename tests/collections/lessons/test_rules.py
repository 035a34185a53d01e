"""Lessons are found by their words, in any language (domain G6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.collections.lessons.rules import fold, grams, question_faults, terms

letters = st.text(st.sampled_from("abcAÉß１ﬁ担保人代偿。、 -_\n"), max_size=30)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("担保人代偿", ["人", "人代", "代", "代偿", "保", "保人", "偿", "担", "担保"]),
        ("Ｃall the SHOP", ["al", "ca", "he", "ho", "ll", "op", "sh", "th"]),
        ("7月", ["7月", "月"]),
        ("a, b!", []),
    ],
)
def test_what_a_text_is_found_by(text: str, found: list[str]) -> None:
    assert grams(terms(text)) == sorted(found)


@pytest.mark.parametrize("asked", ["", " 、", "a", "shop b"])
def test_a_question_needs_a_word_of_two_letters_or_an_ideograph(asked: str) -> None:
    assert [each.pointer for each in question_faults(asked)] == ["/q"]


@pytest.mark.parametrize("asked", ["ab", "代", "shop 偿", "2027"])
def test_words_and_single_ideographs_can_be_asked_for(asked: str) -> None:
    assert question_faults(asked) == []


@given(text=letters, asked=letters)
def test_whatever_has_the_words_has_their_grams(text: str, asked: str) -> None:
    """The index may find too much, which the words then sort out; it never leaves one out."""
    words = terms(asked)
    if all(word in " ".join(terms(text)) for word in words):
        assert set(grams(words)) <= set(grams(terms(text)))
    assert all(word == fold(word) for word in words)
