"""Documents over HTTP."""

import hashlib
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, File, Request, Response
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query, published, shown
from chassis.audit import canonical
from chassis.errors import BadInput
from chassis.identity import Actor
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Key, body_digest
from services.escrow.documents import actions
from services.escrow.documents.rules import ONE_FILE_ONLY, UNKNOWN_TYPE, type_to_serve
from services.escrow.documents.schemas import DocumentOut, UploadIn
from services.escrow.documents.store import document


class UploadRoute(BankRoute):
    """A route whose body is a file: the key stands for the file, not for the form, which differs from try to try."""

    def key(self, request: Request, actor: Actor, header: str, body: bytes) -> Key:
        """The key of this upload, with the digest of the form's parts."""
        digest = form_digest(request.headers.get("content-type", ""), body)
        return Key(actor.sub, f"{request.method} {request.url.path}", header, digest)


def form_digest(content_type: str, body: bytes) -> bytes:
    """SHA-256 over each part's disposition (field and file name) and the SHA-256 of its bytes.

    The boundary and the other headers, which each client and each retry makes up anew, do not count. What is no form
    is digested as it is; that it is none is said later, in the order of refusal.
    """
    _, options = parse_options_header(content_type)
    parts: list[tuple[bytes, bytes]] = []
    name, value, disposition, content = bytearray(), bytearray(), bytearray(), hashlib.sha256()

    def part_begins() -> None:
        nonlocal content
        disposition.clear()
        content = hashlib.sha256()

    def header_ends() -> None:
        if name.lower() == b"content-disposition":
            disposition[:] = value
        name.clear()
        value.clear()

    try:
        MultipartParser(
            options.get(b"boundary", b""),
            {
                "on_part_begin": part_begins,
                "on_header_field": lambda data, start, end: name.extend(data[start:end]),
                "on_header_value": lambda data, start, end: value.extend(data[start:end]),
                "on_header_end": header_ends,
                "on_part_data": lambda data, start, end: content.update(memoryview(data)[start:end]),
                "on_part_end": lambda: parts.append((bytes(disposition), content.digest())),
            },
        ).write(body)
    except FormParserError:
        return body_digest(body)
    return body_digest(canonical(parts))


router = APIRouter(prefix="/v1/documents", tags=["documents"], route_class=BankRoute)
_uploading = APIRouter(prefix="/v1/documents", tags=["documents"], route_class=UploadRoute)


@_uploading.post("", status_code=201, summary="Upload a document")
async def upload_document(body: Annotated[UploadIn, File()], request: Request, command: Command) -> DocumentOut:
    """E6: what approvals refer to. The same content sent twice is stored once, and is two documents."""
    if len((await request.form()).multi_items()) > 1:
        raise BadInput([ONE_FILE_ONLY])
    sent = body.file
    return shown(
        command, DocumentOut, await actions.upload(command, sent.filename, sent.content_type, await sent.read())
    )


@router.get("", summary="Documents, newest first")
async def list_documents(query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[DocumentOut]:
    """Those of the caller's part of the bank."""
    rows, following = await listed(query, select(document), document.c.id, limit, cursor, "documents", {})
    return Listed(items=[published(DocumentOut, row) for row in rows], next_cursor=following)


@router.get("/{document_id}", summary="One document, without its content")
async def read_document(document_id: str, query: Query) -> DocumentOut:
    """Name, type, size and digest."""
    return shown(query, DocumentOut, await actions.get(query, id_in_path(document_id)))


_BYTES: dict[str, Any] = {"content": {UNKNOWN_TYPE: {"schema": {"type": "string", "format": "binary"}}}}


@router.get("/{document_id}/content", summary="The document itself", response_class=Response, responses={200: _BYTES})
async def read_content(document_id: str, query: Query) -> Response:
    """The bytes as uploaded, to be saved and never shown in place. The ETag is their SHA-256."""
    row = await actions.get(query, id_in_path(document_id))
    query.version = row.sha256.hex()
    headers = {
        "Content-Type": type_to_serve(row.media_type),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row.file_name, safe='')}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(await actions.content(query, row), headers=headers)


ROUTERS = [router, _uploading]
