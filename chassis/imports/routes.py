"""Imports over HTTP: a file is sent, becomes a resource that is running, and says line by line what it did not take."""

import inspect
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.access import EVERYONE, OWN_NODES, Rule, Within, within
from chassis.admission import BankRoute, Command, Query
from chassis.fields import In, Out
from chassis.following import EventStream, following
from chassis.ids import id_in_path
from chassis.imports import store
from chassis.imports.receiving import FORMATS, ImportRoute, Kind, receive
from chassis.listing import Cursor, Limit, Listed, listed


class ImportOut(Out):
    """A file that was sent. `received` counts its lines without empty ones; `progress` goes from 0 to 1."""

    id: UUID
    kind: str
    state: Literal["running", "completed", "failed"]
    received: int
    accepted: int
    rejected: int
    progress: float
    counts: dict[str, int]
    sha256: str
    made_by: str
    made_at: datetime
    finished_at: datetime | None


class RejectionOut(Out):
    """A line that was not taken. `line` counts from 1, empty lines too; in CSV the line after the header is line 1."""

    line: int
    code: str
    pointer: str
    message: str


async def _look(connection: AsyncConnection, path: Mapping[str, str]) -> ImportOut | None:
    row = await store.find_any(connection, id_in_path(path["import_id"]))
    return None if row is None else published(row)


def published(row: Row[Any]) -> ImportOut:
    """An import in its published shape."""
    done = row.accepted + row.rejected
    progress = 1 if row.state == "completed" else done / row.received if row.received else 0
    counts = {"accepted": row.accepted, "rejected": row.rejected, "waiting": row.received - done}
    return ImportOut.model_validate(
        row._asdict() | {"progress": progress, "counts": counts, "sha256": row.sha256.hex()}
    )


def rules(path: str, permission: str, reporters: set[str], *, target: Within | None = None) -> list[Rule]:
    """The access rules of `router(path, …)`: the reporters send, everyone reads the imports of their own part."""
    one = within("import")
    return [
        Rule("POST", path, f"{permission}.send", reporters, target or OWN_NODES),
        Rule("GET", path, f"{permission}.read", EVERYONE, target or OWN_NODES),
        Rule("GET", f"{path}/{{import_id}}", f"{permission}.read", EVERYONE, one),
        Rule("GET", f"{path}/{{import_id}}/rejections", f"{permission}.read", EVERYONE, one),
        Rule("GET", f"{path}/{{import_id}}/stream", f"{permission}.read", EVERYONE, one),
    ]


def router(path: str, kind: str, model: type[In], *, target: Within | None = None, sealed: bool = False) -> APIRouter:
    """The routes of one kind of import, whose lines are `model`s.

    `sealed` for lines with personal data: they wait sealed by the vault at `app.state.vault`, and the `Importer` is
    given the same one.

    `target` is what a path such as `/v1/accounts/{account_id}/receipt-imports` imports into; each `Line` then names it.
    """
    found = Kind(kind, model, target, sealed)
    depends = [Depends(_declared(target.parameter))] if target else []
    routes = APIRouter(tags=["imports"], dependencies=depends)
    _add_sending(routes, path, found)
    _add_reading(routes, path, found)
    _add_following(routes, path, found)
    return routes


def _add_sending(routes: APIRouter, path: str, kind: Kind) -> None:
    async def send_import(request: Request, command: Command) -> ImportOut:
        """The lines are taken after the answer; one that cannot be is named, and stops no other.

        NDJSON has one object a line. CSV has a header of field names, and an empty cell is an absent field. The file's
        SHA-256 stands for the body where an Idempotency-Key is compared. Sending the same file again doubles nothing.
        """
        vault = request.app.state.vault if kind.sealed else None
        return published(await receive(command, kind, kind.target_of(request), request.state.spool, vault))

    each = {"type": "string", "description": f"Each line is a `{kind.model.__name__}`."}
    routes.add_api_route(
        path,
        send_import,
        methods=["POST"],
        status_code=202,
        response_model=ImportOut,
        name=f"send_{_snake(kind)}_import",
        summary=f"Send a file of {kind.name}",
        openapi_extra={"requestBody": {"required": True, "content": {form: {"schema": each} for form in FORMATS}}},
        route_class_override=ImportRoute,
    )


def _add_reading(routes: APIRouter, path: str, kind: Kind) -> None:
    async def list_imports(
        request: Request, query: Query, limit: Limit = 50, cursor: Cursor = None
    ) -> Listed[ImportOut]:
        """Newest first."""
        target_id = kind.target_of(request)
        wanted, position = store.of_kind(kind.name, target_id), store.import_run.c.id
        filters = {"target": target_id}
        rows, following = await listed(query, wanted, position, limit, cursor, f"imports/{kind.name}", filters)
        return Listed(items=[published(row) for row in rows], next_cursor=following)

    async def read_import(import_id: str, request: Request, query: Query) -> ImportOut:
        """How far it is."""
        return published(await _find(import_id, request, query, kind))

    async def list_rejections(
        import_id: str, request: Request, query: Query, limit: Limit = 50, cursor: Cursor = None
    ) -> Listed[RejectionOut]:
        """In the order of the file."""
        row = await _find(import_id, request, query, kind)
        wanted, position = store.rejections_of(row.id), store.import_rejection.c.line
        filters = {"import": row.id}
        rows, following = await listed(
            query, wanted, position, limit, cursor, "rejections", filters, newest_first=False
        )
        return Listed(items=[_rejection(found, query.chinese) for found in rows], next_cursor=following)

    for where, endpoint, answer, name, summary in (
        (path, list_imports, Listed[ImportOut], "list_{}_imports", "Imports of {}, newest first"),
        (f"{path}/{{import_id}}", read_import, ImportOut, "read_{}_import", "One import of {}"),
        (
            f"{path}/{{import_id}}/rejections",
            list_rejections,
            Listed[RejectionOut],
            "list_{}_rejections",
            "The lines of {} that were not taken",
        ),
    ):
        routes.add_api_route(
            where,
            endpoint,
            response_model=answer,
            name=name.format(_snake(kind)),
            summary=summary.format(kind.name),
            route_class_override=BankRoute,
        )


def _add_following(routes: APIRouter, path: str, kind: Kind) -> None:
    async def stream_import(import_id: str, request: Request, query: Query) -> Response:
        """Server-sent events: the `data` of each is the import as it is then. The stream ends when the import is done,
        and after ten minutes: ask again."""
        await _find(import_id, request, query, kind)
        return Response()

    routes.add_api_route(
        f"{path}/{{import_id}}/stream",
        stream_import,
        response_model=None,
        response_class=EventStream,
        name=f"stream_{_snake(kind)}_import",
        summary=f"Follow an import of {kind.name}",
        route_class_override=following(_look),
    )


async def _find(import_id: str, request: Request, query: Query, kind: Kind) -> Row[Any]:
    return await store.find(query.connection, kind.name, kind.target_of(request), id_in_path(import_id))


def _snake(kind: Kind) -> str:
    return kind.name.replace("-", "_")


def _rejection(row: Row[Any], chinese: bool) -> RejectionOut:
    message = row.message_zh if chinese else row.message_en
    return RejectionOut(line=row.line, code=row.code, pointer=row.pointer, message=message)


def _declared(parameter: str) -> Callable[..., None]:
    """A dependency that does nothing but tell the OpenAPI document of a path parameter."""

    def declare(**_: str) -> None:
        pass

    named = inspect.Parameter(parameter, inspect.Parameter.KEYWORD_ONLY, annotation=str)
    vars(declare)["__signature__"] = inspect.Signature([named])
    return declare
