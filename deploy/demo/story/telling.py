"""How the story looks: chapters, sentences, and aligned facts, in English or Chinese."""

import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal

from chassis.errors import Text

WIDTH = 100
INDENT = "     "
LABEL_WIDTH = 24
# No line of Chinese begins with one of these.
NEVER_FIRST = frozenset("，。；：、）")
_AMOUNT = re.compile(r"(?<![\w.,])\d{4,}\.\d{2}(?!\d)")


class Teller:
    """Says it on the terminal, in one language."""

    def __init__(self, chinese: bool) -> None:
        self.chinese = chinese
        self._coloured = sys.stdout.isatty()
        self._chapter = 0

    def title(self, text: Text, note: str) -> None:
        """The first line."""
        self._print(f"\n  {self._styled('1', self.word(text))}   {self._styled('2', note)}")

    def chapter(self, text: Text) -> None:
        """Begin a chapter."""
        self._chapter += 1
        self._print(f"\n  {self._styled('1;36', f'{self._chapter}  {self.word(text)}')}")

    def says(self, en: str, zh: str) -> None:
        """One sentence, or a few."""
        said = zh if self.chinese else en
        for line in _wrapped(said, WIDTH - len(INDENT)):
            self._print(INDENT + line)

    def fact(self, label: Text, value: str, note: str = "") -> None:
        """A figure or a state, aligned with the others; a note that is too long goes on below it."""
        shown, note = _padded(self.word(label), LABEL_WIDTH), grouped(note)
        self._print(f"{INDENT}  {self._styled('2', shown)}{self._styled('1', value)}", end="" if note else "\n")
        if not note:
            return
        room = WIDTH - len(INDENT) - LABEL_WIDTH - 2
        beside = _wide(value) + _wide(note) + 3 <= room
        if beside:
            self._print(f"   {self._styled('2', note)}")
            return
        self._print("")
        for line in _wrapped(note, room):
            self._print(f"{INDENT}  {' ' * LABEL_WIDTH}{self._styled('2', line)}")

    def listed(self, rows: Iterable[tuple[bool, str, str]]) -> None:
        """Conditions: whether each is met, its code, and what was compared; what is too long goes on below it."""
        rows = list(rows)
        width = max(len(code) for _, code, _ in rows)
        for met, code, detail in rows:
            mark = self._styled("32", "✓") if met else self._styled("31", "✗")
            first, *more = _wrapped(grouped(detail), WIDTH - width - len(INDENT) - 6)
            self._print(f"{INDENT}  {mark} {code:<{width}}  {self._styled('2', first)}")
            for line in more:
                self._print(f"{INDENT}  {' ' * (width + 4)}{self._styled('2', line)}")

    def word(self, text: Text) -> str:
        """A text in our language."""
        return text.zh if self.chinese else text.en

    def balances(self, seen: Mapping[str, str], labels: Mapping[str, Text]) -> None:
        """An account's four balances on one line."""
        shown = [
            f"{self._styled('2', self.word(labels[name]))} {self._styled('1', money(seen[name]))}" for name in labels
        ]
        self._print(f"{INDENT}  " + "   ".join(shown))

    def _styled(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._coloured else text

    @staticmethod
    def _print(line: str, end: str = "\n") -> None:
        print(line, end=end, flush=True)


def money(amount: str) -> str:
    """An amount in yuan with its thousands apart: 1,250,000.00."""
    return f"{Decimal(amount):,.2f}"


def grouped(text: str) -> str:
    """The amounts in what a service says with their thousands apart: `asked for: 9000000.00`."""
    return _AMOUNT.sub(lambda found: money(found[0]), text)


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * max(width - _wide(text), 1)


def _wrapped(text: str, width: int) -> list[str]:
    """Lines no wider than `width`, a Chinese character counting two: broken between words, or between characters."""
    pieces = re.findall(r"[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|\s+", text)
    lines, line = [], ""
    for piece in pieces:
        if _wide(line) + _wide(piece.rstrip()) > width and piece not in NEVER_FIRST:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line]
