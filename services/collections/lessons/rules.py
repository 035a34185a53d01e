"""Looking back at closed cases, good and bad, with lessons that can be found again (domain G6).

A text is found by pairs of neighbouring characters: they need no dictionary, so they find Chinese, where no spaces
are, and parts of words elsewhere. What they find is compared with the words themselves: nothing is found by accident.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

from chassis.errors import Conflict, FieldError, Text

Kind = Literal["good", "bad"]

_RUN = re.compile(r"[^\W_]+")
_FIRST_IDEOGRAPH = "\u2e80"


class CaseStillOpen(Conflict):
    code = "CASE_STILL_OPEN"
    title = Text("Only a closed case is looked back at", "仅可对已结案件进行回顾")


def fold(text: str) -> str:
    """One spelling for what reads the same: full and half width, upper and lower case."""
    return unicodedata.normalize("NFKC", text).casefold()


def terms(text: str) -> list[str]:
    """The words of a folded text, or of a question: runs of letters, digits and ideographs."""
    return _RUN.findall(fold(text))


def grams(words: Iterable[str]) -> list[str]:
    """What words are found by: each pair of neighbours, and each ideograph alone, sorted."""
    found = set()
    for word in words:
        found |= {word[place : place + 2] for place in range(len(word) - 1)}
        found |= {each for each in word if each >= _FIRST_IDEOGRAPH}
    return sorted(found)


def question_faults(asked: str) -> list[FieldError]:
    """What is wrong with a question: no word in it, or a single letter, which is in almost every text."""
    words = terms(asked)
    if words and all(len(word) > 1 or word >= _FIRST_IDEOGRAPH for word in words):
        return []
    message = Text("Ask for words of at least two letters, or Chinese characters", "请输入至少两个字母的词或汉字")
    return [FieldError("/q", "NOTHING_TO_FIND", message)]
