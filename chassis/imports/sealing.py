"""Lines that hold personal data wait sealed: between the sending and the taking, the staging table holds no clear text.

Each is bound to its import and its number, so that no line can be put in the place of another.
"""

from collections.abc import Iterator
from uuid import UUID

from chassis.imports.lines import Raw
from chassis.personal import Place, Vault


def sealed(vault: Vault, import_id: UUID, lines: Iterator[Raw]) -> Iterator[Raw]:
    """The same lines, their content sealed."""
    for number, content, fault in lines:
        closed = None if content is None else vault.seal_bytes(content, _place(import_id, number))
        yield Raw(number, closed, fault)


def opened(vault: Vault, import_id: UUID, number: int, content: bytes) -> bytes:
    """What a line holds. Raises Unreadable."""
    return vault.open_bytes(content, _place(import_id, number))


def _place(import_id: UUID, number: int) -> Place:
    return Place("import_line", f"raw/{number}", import_id)
