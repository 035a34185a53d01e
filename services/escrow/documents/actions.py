"""What is done with documents."""

import hashlib
from collections.abc import Sequence, Set
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.errors import BadInput, FieldError
from chassis.ids import new_id
from chassis.store import find
from chassis.writes import Work
from services.escrow.documents import rules, store
from services.escrow.documents.store import document


async def upload(work: Work, file_name: str | None, media_type: str | None, content: bytes) -> Row[Any]:
    """File a document (E6): its bytes, their SHA-256, name and type as declared. Raises BadInput for an empty file."""
    if not content:
        raise BadInput([rules.FILE_EMPTY])
    digest = hashlib.sha256(content).digest()
    await store.keep_content(work.connection, digest, content)
    made = insert(document).values(
        id=new_id(),
        sha256=digest,
        file_name=rules.plain_name(file_name),
        media_type=rules.plain_type(media_type),
        size_bytes=len(content),
        made_by=work.actor.sub,
        made_at=work.now,
        **work.node._asdict(),
    )
    row: Row[Any] = (await work.connection.execute(made.returning(document))).one()
    # Not the name: people write other people's names into it.
    facts = {"sha256": row.sha256, "media_type": row.media_type, "size_bytes": row.size_bytes}
    await work.record("document.upload", row, data=facts)
    return row


async def get(task: Work | Reading, document_id: UUID) -> Row[Any]:
    """One document. Raises NotFound."""
    return await find(task.connection, document, document_id)


async def content(task: Work | Reading, row: Row[Any]) -> bytes:
    """The bytes of a document."""
    return await store.content_of(task.connection, row.sha256)


async def require(task: Work | Reading, ids: Sequence[UUID], pointer: str = "/document_ids") -> None:
    """Raises BadInput unless each id is a document in the caller's part of the bank, and none stands twice.

    The faults are UNKNOWN_DOCUMENT and DOCUMENT_REPEATED, each at `<pointer>/<place>`.
    """
    if ids:
        require_among(ids, await store.visible(task.connection, ids), pointer)


async def require_one(task: Work | Reading, document_id: UUID, pointer: str = "/document_id") -> None:
    """Raises BadInput with UNKNOWN_DOCUMENT at `pointer` unless it is a document in the caller's part of the bank."""
    require_one_among(document_id, await store.visible(task.connection, [document_id]), pointer)


VISIBLE = store.VISIBLE
"""Of `document_ids` those in the caller's part of the bank, for whoever asks it together with other things."""


def require_among(ids: Sequence[UUID], visible: Set[UUID], pointer: str = "/document_ids") -> None:
    """What `require` raises, of documents that were asked for together with other things."""
    faults = rules.reference_faults(ids, frozenset(visible), pointer)
    if faults:
        raise BadInput(faults)


def require_one_among(document_id: UUID, visible: Set[UUID], pointer: str = "/document_id") -> None:
    """What `require_one` raises, of documents that were asked for together with other things."""
    if document_id not in visible:
        raise BadInput([FieldError(pointer, "UNKNOWN_DOCUMENT", rules.UNKNOWN_DOCUMENT)])
