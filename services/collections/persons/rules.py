"""By what a person is known wherever they stand (domain C7): their numbers, as a borrower also the customer.

Only who has no number at all is known by their place on one loan. Nothing here is a number in clear: each is made a
blind index by the vault before it is kept or compared.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

_KEY_BYTES = 8


@dataclass(frozen=True)
class Marks:
    """What tells a person from others, in clear: `numbers` are the same on every loan."""

    numbers: tuple[str, ...]
    others: tuple[str, ...]


def marks(party: str, place: int, loan: str, customer_ref: str, phone: str | None, id_number: str | None) -> Marks:
    """What somebody around a loan is known by."""
    digits = "".join(each for each in phone or "" if each.isdigit())
    numbers = ([digits] if digits else []) + ([f"id|{id_number}"] if id_number else [])
    others = [f"customer|{customer_ref}"] if party == "borrower" else []
    return Marks(tuple(numbers), tuple(others if numbers else [*others, f"{loan}|{party}|{place}"]))


@dataclass(frozen=True)
class Standing:
    """Who stands on a loan: the blind indexes each is known by, by party and place, the first being what the caps of
    contacts count by; and where those of their numbers are looked up."""

    known_by: dict[tuple[str, int], tuple[bytes, ...]]
    keys: set[int]

    @property
    def indexes(self) -> set[bytes]:
        """All of everybody's."""
        return {index for indexes in self.known_by.values() for index in indexes}

    def places(self, of: Iterable[bytes]) -> set[tuple[str, int]]:
        """Where those stand who are known by one of these."""
        wanted = frozenset(of)
        return {where for where, indexes in self.known_by.items() if not wanted.isdisjoint(indexes)}


@dataclass(frozen=True)
class Stand:
    """A loan on which somebody stands, and where it lies."""

    no: int
    id: UUID
    sub_branch: str
    outlet: str


def key(index: bytes) -> int:
    """The beginning of a blind index, as the place where it is looked up."""
    return int.from_bytes(index[:_KEY_BYTES], signed=True)


def keys(indexes: Sequence[bytes]) -> list[int]:
    """The beginnings of blind indexes, each once."""
    return sorted({key(index) for index in indexes})
