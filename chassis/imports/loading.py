"""The job that takes an import's lines: chunk by chunk, each whole in one transaction, so that it resumes anywhere.

What a chunk did, its rejections, how far the import is, and its one record in the journal are committed together. A
worker that is killed leaves the chunk undone; another one goes on with it. Nothing is taken twice.
"""

import asyncio
import functools
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Row

from chassis.db import Database, sqlstate_of
from chassis.errors import Conflict, LoanopsError, Text
from chassis.fields import In
from chassis.identity import WHOLE_BANK, Actor
from chassis.imports import store
from chassis.imports.lines import FAULTS
from chassis.imports.sealing import opened
from chassis.jobs import Queue
from chassis.personal import Vault
from chassis.problems import bad_input
from chassis.writes import Work

QUEUE = "imports"
CONCURRENCY = 4  # so that a small file need not wait for the end of a large one
POINTER_MAX = 200

_WORDS = {
    "JSON_INVALID": Text("The line is not valid JSON in UTF-8", "该行不是有效的 UTF-8 JSON"),
    "MODEL_TYPE": Text("The line must be a JSON object", "该行必须为 JSON 对象"),
}


@dataclass(frozen=True)
class Line:
    """A line that is well-formed: its number in the file, and the model that it holds."""

    number: int
    value: Any
    target: UUID | None = None
    """The thing in the import's path, where the route has one."""


@dataclass(frozen=True)
class Rejection:
    """A line that is not taken, and why. The message never repeats what the line holds, which may be personal data."""

    line: int
    code: str
    message: Text
    pointer: str = ""
    """The field at fault, as a JSON pointer."""


Apply = Callable[[Work, Sequence[Line]], Awaitable[Sequence[Rejection]]]


@dataclass(frozen=True)
class Importer:
    """How one kind of import is taken.

    `apply` writes these lines in the work's transaction and answers those it rejects; it inserts or updates by the
    lines' own business keys, so that the same file sent again doubles nothing. It writes no journal: each chunk gets
    one record. Where it raises a LoanopsError that is not retryable, or violates a constraint, the lines are taken
    again in halves until the one at fault is alone and rejected; anything else is tried again later.
    """

    model: type[In]
    apply: Apply
    vault: Vault | None = None
    """What opens the lines of a kind that waits sealed."""
    read: Callable[[bytes], Any] | None = None
    """Reads an NDJSON line faster than the model does. None where it is not sure: then the model decides, and says what
    is wrong. It must take nothing that the model does not take, and `apply` gets what it answers."""
    ready: Callable[[Any], Any] | None = None
    """Makes of what the model has read what `read` would have made of it."""


def queue(handlers: Mapping[str, Importer]) -> Queue:
    """The queue on which a service's worker takes the imports of these kinds."""
    return Queue(QUEUE, functools.partial(_take, handlers), CONCURRENCY, gave_up=_give_up)


async def _take(handlers: Mapping[str, Importer], database: Database, now: datetime, payload: dict[str, Any]) -> None:
    import_id, began = UUID(payload["import_id"]), time.monotonic()
    async with database.transaction(WHOLE_BANK) as connection:
        row = await store.find_any(connection, import_id)
    if row is None:
        raise LookupError("the import of this job is not there")
    importer, actor = handlers[row.kind], actor_of(row)
    ahead = _Ahead(importer)
    more = row.state == "running"
    try:
        while more:
            at = now + timedelta(seconds=time.monotonic() - began)
            async with database.transaction(actor.scope) as connection:
                more = await _chunk(Work(connection, actor, at), ahead, import_id)
    finally:
        await ahead.stop()


@dataclass(frozen=True)
class _Chunk:
    """Lines that were read, from that number on: where they end, the good ones, and the first fault of each other."""

    first: int
    count: int
    next_line: int
    good: list[Line]
    rejections: dict[int, Rejection]


class _Ahead:
    """Reads the next lines in a thread while the database is busy with those before them. Lines that wait never change,
    so what was read stays right; if another worker has taken them, it is left."""

    def __init__(self, importer: Importer) -> None:
        self.importer = importer
        self._reading: asyncio.Task[_Chunk] | None = None
        self._first = 0

    async def begin(self, work: Work, row: Row[Any], first: int) -> None:
        """Fetch the lines from that number on, and let them be read."""
        lines = await store.chunk(work.connection, row, first)
        self._first = first
        self._reading = asyncio.create_task(asyncio.to_thread(_read_lines, self.importer, row, first, lines))

    async def take(self, work: Work, row: Row[Any]) -> _Chunk:
        """The lines that are next."""
        if self._reading is None or self._first != row.next_line:
            await self.stop()
            await self.begin(work, row, row.next_line)
        if self._reading is None:
            raise RuntimeError("what was just begun is not there")
        chunk = await self._reading
        self._reading = None
        return chunk

    async def stop(self) -> None:
        """Let go of what is being read."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.wait({self._reading})
            self._reading = None


async def _give_up(database: Database, now: datetime, payload: dict[str, Any]) -> None:
    async with database.transaction(WHOLE_BANK) as connection:
        row = await store.find_any(connection, UUID(payload["import_id"]), lock=True)
        if row is not None and row.state == "running":
            after = await store.finish(connection, row, "failed", now)
            await Work(connection, actor_of(row), now).record("import.fail", after, before=row, data=_facts(after))


def actor_of(row: Row[Any]) -> Actor:
    """The person, or the system, who sent the import."""
    return Actor(
        sub=row.made_by,
        name=row.made_by_name,
        roles=frozenset(row.made_by_roles),
        sub_branch=row.made_by_sub_branch,
        outlet=row.made_by_outlet,
        through=row.made_through,
    )


async def _chunk(work: Work, ahead: _Ahead, import_id: UUID) -> bool:
    """Take the next lines. Answers whether there may be more; the caller's transaction commits what was done."""
    # The lock makes a worker that was thought dead, and its successor, take turns.
    row = await store.find_any(work.connection, import_id, lock=True)
    if row is None or row.state != "running":
        return False
    chunk = await ahead.take(work, row)
    done = row.accepted + row.rejected + chunk.count >= row.received
    if chunk.count and not done:
        await ahead.begin(work, row, chunk.next_line)
    rejections = dict(chunk.rejections)
    for rejection in await _apply(work, ahead.importer.apply, chunk.good):
        rejections.setdefault(rejection.line, rejection)
    await store.reject(work.connection, row, map(_stored, rejections.values()))
    after = row
    if chunk.count:
        rejected = len(rejections)
        after = await store.advance(
            work.connection, row, accepted=chunk.count - rejected, rejected=rejected, next_line=chunk.next_line
        )
    if done:
        after = await store.finish(work.connection, after, "completed", work.now)
    elif not chunk.count:
        raise LookupError("lines of this import are missing")
    await work.record("import.advance", after, before=row, data=_facts(after) | {"first_line": row.next_line})
    return not done


def _facts(row: Row[Any]) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "state": row.state,
        "next_line": row.next_line,
        "received": row.received,
        "accepted": row.accepted,
        "rejected": row.rejected,
    }


def _read_lines(importer: Importer, row: Row[Any], first: int, lines: Sequence[Row[Any]]) -> _Chunk:
    """Sort these lines: those that are well-formed, and the first fault of each that is not."""
    good: list[Line] = []
    rejections: dict[int, Rejection] = {}
    for line in lines:
        if line.raw is None:
            rejections[line.line] = Rejection(line.line, line.fault, FAULTS[line.fault])
            continue
        try:
            good.append(Line(line.line, _read(importer, row, line), row.target))
        except ValidationError as error:
            rejections[line.line] = _fault(line.line, error)
        except ValueError:  # cells that are not UTF-8
            rejections[line.line] = Rejection(line.line, "JSON_INVALID", _WORDS["JSON_INVALID"])
    return _Chunk(first, len(lines), lines[-1].line + 1 if lines else first, good, rejections)


def _read(importer: Importer, row: Row[Any], line: Row[Any]) -> Any:
    raw = opened(importer.vault, row.id, line.line, line.raw) if importer.vault else bytes(line.raw)
    if row.format == "csv":  # every cell is a string, which these read as what the field is
        value = importer.model.model_validate_strings(json.loads(raw))
    else:
        found = importer.read(raw) if importer.read else None
        if found is not None:
            return found
        value = importer.model.model_validate_json(raw)
    return importer.ready(value) if importer.ready else value


def _fault(number: int, error: ValidationError) -> Rejection:
    found = error.errors(include_url=False, include_input=False)[0]
    fault = bad_input([found]).errors[0]
    # The name of a field that we do not have is the sender's own text.
    pointer = fault.pointer.rpartition("/")[0] if found["type"] == "extra_forbidden" else fault.pointer
    return Rejection(number, fault.code, _WORDS.get(fault.code, fault.message), pointer[:POINTER_MAX])


async def _apply(work: Work, apply: Apply, lines: Sequence[Line]) -> list[Rejection]:
    """Take these lines; when one of them cannot be, all the others."""
    if not lines:
        return []
    try:
        async with work.connection.begin_nested():
            return list(await apply(work, lines))
    except Exception as error:
        if not _lies_in_a_line(error):
            raise
        if len(lines) == 1:
            return [_refusal(lines[0].number, error)]
    middle = len(lines) // 2
    return [*await _apply(work, apply, lines[:middle]), *await _apply(work, apply, lines[middle:])]


def _lies_in_a_line(error: Exception) -> bool:
    if isinstance(error, LoanopsError):
        return not error.retryable
    return sqlstate_of(error).startswith(("22", "23"))  # a value that does not fit, a constraint


def _refusal(number: int, error: Exception) -> Rejection:
    known = error if isinstance(error, LoanopsError) else Conflict()
    return Rejection(number, known.code, known.detail)


def _stored(rejection: Rejection) -> dict[str, Any]:
    return {
        "line": rejection.line,
        "code": rejection.code,
        "pointer": rejection.pointer,
        "message_en": rejection.message.en,
        "message_zh": rejection.message.zh,
    }
