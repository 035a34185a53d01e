"""Documents: tables and queries. What is filed twice is stored once, and is two documents."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Column, DateTime, LargeBinary, Table, Text, Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns
from chassis.statements import Statement

tables = metadata()

document = Table(
    "document",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("sha256", LargeBinary, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

# It belongs to no node, and is reached only through a document, whose row policy decides.
document_content = Table(
    "document_content",
    tables,
    Column("sha256", LargeBinary, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)


async def keep_content(connection: AsyncConnection, sha256: bytes, content: bytes) -> None:
    """Store the bytes, unless the same ones are stored already."""
    made = insert(document_content).values(sha256=sha256, bytes=content).on_conflict_do_nothing()
    await connection.execute(made)


async def content_of(connection: AsyncConnection, sha256: bytes) -> bytes:
    """The stored bytes with that digest."""
    wanted = select(document_content.c.bytes).where(document_content.c.sha256 == sha256)
    return bytes((await connection.execute(wanted)).scalar_one())


async def visible(connection: AsyncConnection, ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of the ids that are documents in the caller's part of the bank."""
    row = await _VISIBLE.first(connection, document_ids=list(ids))
    return frozenset((row and row.ids) or ())


VISIBLE = select(func.array_agg(document.c.id, type_=ARRAY(Uuid)).label("ids")).where(
    document.c.id == func.any(bindparam("document_ids", type_=ARRAY(Uuid)))
)
_VISIBLE = Statement(VISIBLE)
