"""Imports: the tables, the COPY that stages lines, and the queries of the job that takes them."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    DateTime,
    LargeBinary,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns, raw
from chassis.errors import NotFound
from chassis.identity import Scope
from chassis.imports.lines import Raw

CHUNK_LINES = 2_000
CHUNK_BYTES = 4_194_304
COPY_TIMEOUT_MS = 600_000

_tables = metadata()

import_run = Table(
    "import",
    _tables,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("target", Uuid),
    Column("state", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("accepted", BigInteger, nullable=False),
    Column("rejected", BigInteger, nullable=False),
    Column("next_line", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_by_name", Text, nullable=False),
    Column("made_by_roles", ARRAY(Text), nullable=False),
    Column("made_by_sub_branch", Text),
    Column("made_by_outlet", Text),
    Column("made_through", Text),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    *node_columns(),
)

import_line = Table(
    "import_line",
    _tables,
    Column("import_id", Uuid, primary_key=True),
    Column("line", BigInteger, primary_key=True),
    Column("raw", LargeBinary),
    Column("fault", Text),
)

import_rejection = Table(
    "import_rejection",
    _tables,
    Column("import_id", Uuid, primary_key=True),
    Column("line", BigInteger, primary_key=True),
    Column("code", Text, nullable=False),
    Column("pointer", Text, nullable=False),
    Column("message_en", Text, nullable=False),
    Column("message_zh", Text, nullable=False),
    *node_columns(),
)

_LONG_COPY = text("SELECT set_config('statement_timeout', :milliseconds, true)")
# Relies on import_line's primary key. The first line comes however large it is, so that no line can stop the rest.
_CHUNK = text(
    "SELECT line, raw, fault FROM ("
    "SELECT line, raw, fault, sum(coalesce(octet_length(raw), 0)) OVER (ORDER BY line) - coalesce(octet_length(raw), 0)"
    " AS bytes_before FROM import_line WHERE import_id = :import_id AND line >= :next_line ORDER BY line LIMIT :lines"
    ") chunk WHERE bytes_before < :bytes ORDER BY line"
).columns(import_line.c.line, import_line.c.raw, import_line.c.fault)


async def stage(connection: AsyncConnection, import_id: UUID, batches: AsyncIterator[Sequence[Raw]]) -> int:
    """COPY lines into the staging table, in this transaction. Answers how many."""

    async def records() -> AsyncIterator[tuple[UUID, int, bytes | None, str | None]]:
        async for batch in batches:
            for number, content, fault in batch:
                yield import_id, number, content, fault

    # A large file takes longer than a statement otherwise may; it is on this machine's disk, so nobody dawdles.
    await connection.execute(_LONG_COPY, {"milliseconds": str(COPY_TIMEOUT_MS)})
    tag = await raw(connection).copy_records_to_table(
        "import_line", records=records(), columns=["import_id", "line", "raw", "fault"]
    )
    return int(str(tag).rpartition(" ")[2])


async def add(connection: AsyncConnection, **values: Any) -> Row[Any]:
    """Write a new import. Answers its row."""
    made = insert(import_run).values(state="running", accepted=0, rejected=0, next_line=1, **values)
    row: Row[Any] = (await connection.execute(made.returning(import_run))).one()
    return row


def of_kind(kind: str, target: UUID | None) -> Select[Any]:
    """The imports of one kind, into one thing where the kind has targets.

    Relies on import_kind_id_idx and import_target_kind_id_idx.
    """
    return select(import_run).where(import_run.c.kind == kind, import_run.c.target.is_not_distinct_from(target))


async def find(connection: AsyncConnection, kind: str, target: UUID | None, import_id: UUID) -> Row[Any]:
    """One import. Raises NotFound, also for one of another kind or target."""
    row: Row[Any] | None = (await connection.execute(of_kind(kind, target).where(import_run.c.id == import_id))).first()
    if row is None:
        raise NotFound
    return row


async def find_any(connection: AsyncConnection, import_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    """One import of any kind, if it is there, locked against other workers if asked."""
    wanted = select(import_run).where(import_run.c.id == import_id)
    if lock:
        wanted = wanted.with_for_update(key_share=True)
    row: Row[Any] | None = (await connection.execute(wanted)).first()
    return row


async def chunk(connection: AsyncConnection, row: Row[Any], first: int) -> Sequence[Row[Any]]:
    """The lines of an import from that number on, neither many nor large."""
    asked = {"import_id": row.id, "next_line": first, "lines": CHUNK_LINES, "bytes": CHUNK_BYTES}
    found: Sequence[Row[Any]] = (await connection.execute(_CHUNK, asked)).all()
    return found


async def reject(connection: AsyncConnection, row: Row[Any], rejections: Iterable[dict[str, Any]]) -> None:
    """Write the rejections of a chunk."""
    node = {"import_id": row.id, "sub_branch": row.sub_branch, "outlet": row.outlet}
    if values := [node | rejection for rejection in rejections]:
        await connection.execute(insert(import_rejection), values)


async def advance(
    connection: AsyncConnection, row: Row[Any], *, accepted: int, rejected: int, next_line: int
) -> Row[Any]:
    """Delete the lines that were taken, and write how far the import is."""
    # Relies on import_line's primary key.
    await connection.execute(
        delete(import_line).where(import_line.c.import_id == row.id, import_line.c.line < next_line)
    )
    changes = {"accepted": row.accepted + accepted, "rejected": row.rejected + rejected, "next_line": next_line}
    return await _change(connection, row, **changes)


async def finish(connection: AsyncConnection, row: Row[Any], state: str, at: datetime) -> Row[Any]:
    """End an import; what still waited of it is deleted, since it may hold personal data."""
    await connection.execute(delete(import_line).where(import_line.c.import_id == row.id))
    return await _change(connection, row, state=state, finished_at=at)


async def _change(connection: AsyncConnection, row: Row[Any], **changes: Any) -> Row[Any]:
    changed = update(import_run).where(import_run.c.id == row.id).values(**changes).returning(import_run)
    after: Row[Any] = (await connection.execute(changed)).one()
    return after


async def node_of(connection: AsyncConnection, table: str, thing: UUID) -> Scope:
    """The node in which the thing of that table lies. Raises NotFound when the caller may not see it."""
    query = text(f"SELECT sub_branch, outlet FROM {table} WHERE id = :id")  # noqa: S608 - the table is declared in code
    row = (await connection.execute(query, {"id": thing})).first()
    if row is None:
        raise NotFound
    return Scope(row.sub_branch, row.outlet)


def rejections_of(import_id: UUID) -> Select[Any]:
    """The rejections of an import. Relies on import_rejection's primary key."""
    return select(import_rejection).where(import_rejection.c.import_id == import_id)
