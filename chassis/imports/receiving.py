"""How a file comes in: spooled to disk while its digest is taken, then staged by COPY with a job to take its lines."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID

from fastapi import Request, Response
from sqlalchemy import Row

from chassis import jobs
from chassis.access import Rule, Within
from chassis.admission import BankRoute, Service
from chassis.errors import Text, UnsupportedMediaType
from chassis.fields import In
from chassis.identity import EVERYWHERE, NOWHERE, Actor, Scope
from chassis.ids import id_in_path, new_id
from chassis.imports import store
from chassis.imports.lines import Raw, batches, csv_records, ndjson
from chassis.imports.loading import QUEUE
from chassis.imports.sealing import sealed
from chassis.personal import Vault
from chassis.settings import ServiceSettings
from chassis.writes import Key, Work

FORMATS = {"application/x-ndjson": "ndjson", "text/csv": "csv"}
WRITE_BYTES = 262_144


@dataclass(frozen=True)
class Spool:
    """A file as it came in: on this machine's disk, with its format and SHA-256."""

    file: BinaryIO
    format: str
    sha256: bytes


@dataclass(frozen=True)
class Kind:
    """A kind of import: what its lines are, and what its path imports into."""

    name: str
    model: type[In]
    target: Within | None
    sealed: bool = False
    """Whether its lines hold personal data, and wait sealed until they are taken."""

    def target_of(self, request: Request) -> UUID | None:
        """The thing in the path. Raises NotFound for what can be no id."""
        return id_in_path(request.path_params[self.target.parameter]) if self.target else None


class ImportRoute(BankRoute):
    """A route whose body is a file: spooled before the transaction begins, and digested instead of kept in memory."""

    async def _write(
        self,
        request: Request,
        service: Service,
        rule: Rule,
        actor: Actor,
        inner: Callable[[Request], Awaitable[Response]],
    ) -> Response:
        with tempfile.TemporaryFile() as file:  # it has no name, so nothing is left behind, however this ends
            request.state.file = file
            return await super()._write(request, service, rule, actor, inner)

    async def _body(self, request: Request, settings: ServiceSettings) -> bytes | None:
        """The file's digest in the body's place, or None when the file is larger than imports may be."""
        declared = request.headers.get("content-length", "0")
        if declared.isdigit() and int(declared) > settings.import_bytes_max:
            return None
        form = _format(request)
        if form is None:  # refused in its turn, without having been received
            return b""
        file, digest, size, waiting = request.state.file, hashlib.sha256(), 0, bytearray()
        async for piece in request.stream():
            size += len(piece)
            if size > settings.import_bytes_max:
                return None
            digest.update(piece)
            waiting += piece
            if len(waiting) >= WRITE_BYTES:
                await asyncio.to_thread(file.write, bytes(waiting))
                waiting.clear()
        file.write(bytes(waiting))
        file.seek(0)
        request._body = b""  # what the endpoint would find of the body; it has the file
        request.state.spool = Spool(file, form, digest.digest())
        return digest.digest()

    def _check_media_type(self, request: Request, body: bytes) -> None:
        if _format(request) is None:
            accepted = " / ".join(FORMATS)
            raise UnsupportedMediaType(Text(f"Send {accepted} in UTF-8", f"请使用 UTF-8 编码的 {accepted}"))

    def key(self, request: Request, actor: Actor, header: str, body: bytes) -> Key:
        """The key of this request; `body` is the digest already."""
        return Key(actor.sub, f"{request.method} {request.scope['path']}", header, body)


def _format(request: Request) -> str | None:
    media_type, *parameters = request.headers.get("content-type", "").lower().split(";")
    charsets = [part.partition("=")[2].strip(' "') for part in parameters if part.strip().startswith("charset")]
    return FORMATS.get(media_type.strip()) if set(charsets) <= {"utf-8", "utf8"} else None


async def receive(work: Work, kind: Kind, target_id: UUID | None, spool: Spool, vault: Vault | None = None) -> Row[Any]:
    """Stage a file and have it taken: all in the request's transaction. A dry run counts its lines instead.

    With a vault, the lines wait sealed. Raises BadInput for a CSV header that does not name the model's fields.
    """
    import_id, lines = new_id(), _lines(spool, kind.model)
    node = await _node(work, kind.target, target_id)
    if work.dry_run:
        received = await asyncio.to_thread(sum, (1 for _ in lines))
    else:
        waiting = sealed(vault, import_id, lines) if vault else lines
        received = await store.stage(work.connection, import_id, _threaded(waiting))
    row = await store.add(
        work.connection,
        id=import_id,
        kind=kind.name,
        target=target_id,
        format=spool.format,
        sha256=spool.sha256,
        received=received,
        made_by=work.actor.sub,
        made_by_name=work.actor.name,
        made_by_roles=sorted(work.actor.roles),
        made_by_sub_branch=work.actor.sub_branch,
        made_by_outlet=work.actor.outlet,
        made_through=work.actor.through,
        made_at=work.now,
        **node._asdict(),
    )
    facts = {"kind": kind.name, "target": target_id, "received": received, "sha256": spool.sha256.hex()}
    await work.record("import.send", row, data=facts)
    if not work.dry_run:
        await jobs.enqueue(work.connection, QUEUE, {"import_id": str(import_id)})
    return row


def _lines(spool: Spool, model: type[In]) -> Iterator[Raw]:
    if spool.format == "ndjson":
        return ndjson(spool.file)
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    return csv_records(spool.file, list(fields), [name for name, field in fields.items() if field.is_required()])


async def _threaded(lines: Iterator[Raw]) -> AsyncIterator[list[Raw]]:
    """Batches of lines, read in a thread: the disk and the parser must not hold up the other requests."""
    found = batches(lines)
    while batch := await asyncio.to_thread(next, found, None):
        yield batch


async def _node(work: Work, target: Within | None, target_id: UUID | None) -> Scope:
    """Where an import lies: with what it is imported into; else with its maker, or the whole bank."""
    if target is not None and target_id is not None:
        return await store.node_of(work.connection, target.table, target_id)
    if work.actor.scope.sub_branch == EVERYWHERE:
        return Scope(EVERYWHERE, EVERYWHERE)
    return Scope(work.actor.sub_branch or NOWHERE, work.actor.outlet or EVERYWHERE)
