"""How a request gets in: one route class that holds the order of refusal for every route of every service.

401 · 403 · 404 · 413/415 · 400 (key missing) · replay · 422 (malformed) · 428/412 · 409 · refusals by the bank's rules

FastAPI reads and checks the body before any dependency runs, so this order cannot be had from dependencies: the route
class does what must come first, inside the transaction of `writes.perform`, and only then lets FastAPI at the body.
"""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.routing import Match
from starlette.types import Scope

from chassis.access import Access, Bankwide, Rule
from chassis.clock import Clock, business_date
from chassis.db import FAILURES, Database, Prepared, is_passing, unavailable
from chassis.errors import BadInput, FieldError, KeyRequired, LoanopsError, Text, TooLarge, UnsupportedMediaType
from chassis.fields import Out
from chassis.identity import WHOLE_BANK, Actor, TokenVerifier
from chassis.problems import prefers_chinese
from chassis.settings import ServiceSettings
from chassis.writes import Answer, Key, Work, body_digest, check_key, etag, perform

JSON = "application/json"
MULTIPART = "multipart/form-data"
KEPT_HEADERS = ("content-type", "etag", "location")

Shown = TypeVar("Shown", bound=Out)


@dataclass(frozen=True)
class Service:
    """What every request of a service needs; made once in `app.create_app`, found at `app.state.service`."""

    settings: ServiceSettings
    database: Database
    postings: Prepared
    verifier: TokenVerifier
    access: Access
    clock: Clock
    conflicts: Mapping[str, type[LoanopsError]]


@dataclass
class Reading:
    """One query: its transaction, who asks, and when."""

    connection: AsyncConnection
    actor: Actor
    now: datetime
    access: Access
    chinese: bool = False
    version: int | str | None = None

    @property
    def today(self) -> date:
        """The bank's calendar day."""
        return business_date(self.now)


# `async`, though they wait for nothing: a plain function FastAPI would hand to a thread, with every single request.
async def _work(request: Request) -> Work:
    work: Work = request.state.work
    return work


async def _reading(request: Request) -> Reading:
    reading: Reading = request.state.reading
    return reading


Command = Annotated[Work, Depends(_work)]
Query = Annotated[Reading, Depends(_reading)]


class BankRoute(APIRoute):
    """A route of a service: reads in a transaction with the caller's eyes, writes through the write template."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        methods = {method.upper() for method in options.get("methods") or ["GET"]}
        self._reads = methods <= {"GET", "HEAD"}
        options["generate_unique_id_function"] = operation_id
        super().__init__(path, endpoint, **options)
        self._begins = self.path_format.partition("{")[0]
        names = _query_names(self.dependant)
        self._query_names = names if self._reads else names | {"dry_run"}
        form = self.body_field is not None and type(self.body_field.field_info).__name__ in ("File", "Form")
        self._media_type = MULTIPART if form else JSON

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As Starlette matches; what begins otherwise is passed over at once: a service has over a hundred routes."""
        if not scope["path"].startswith(self._begins):
            return Match.NONE, {}
        return super().matches(scope)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler, with everything that must come before it."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            service: Service = request.app.state.service
            actor = await service.verifier.actor(request.headers.get("authorization"))
            request.state.actor = actor
            rule = service.access.rule(request.method, self.path_format)
            rule.permit(actor)
            if self._reads:
                return await self._read(request, service, rule, actor, inner)
            return await self._write(request, service, rule, actor, inner)

        return handle

    async def _read(
        self,
        request: Request,
        service: Service,
        rule: Rule,
        actor: Actor,
        inner: Callable[[Request], Awaitable[Response]],
    ) -> Response:
        try:
            # What belongs to the whole bank is read with its eyes: with one branch's, the proof would seem broken.
            scope = WHOLE_BANK if isinstance(rule.scope, Bankwide) else actor.scope
            place = rule.place(request.path_params)
            async with service.database.transaction(scope) as connection:
                if place is not None:
                    await place.require(connection)
                self._check_query(request)
                reading = request.state.reading = Reading(
                    connection, actor, service.clock(), service.access, _reads_chinese(request)
                )
                response = await inner(request)
                if reading.version is not None:
                    response.headers["ETag"] = etag(reading.version)
                await connection.rollback()
                return response
        except FAILURES as error:
            if is_passing(error):
                raise unavailable(error) from error
            raise

    async def _write(
        self,
        request: Request,
        service: Service,
        rule: Rule,
        actor: Actor,
        inner: Callable[[Request], Awaitable[Response]],
    ) -> Response:
        body = await self._body(request, service.settings)
        header = request.headers.get("idempotency-key")

        def admit() -> None:
            if body is None:
                raise TooLarge
            self._check_media_type(request, body)
            if header is None and rule.key_required:
                raise KeyRequired
            if header is not None:
                check_key(header)

        async def action(work: Work) -> Answer:
            self._check_query(request)
            work.access, work.chinese = service.access, _reads_chinese(request)
            request.state.work = work
            response = await inner(request)
            if work.status is not None:
                response.status_code = work.status
            if work.version is not None:
                response.headers["ETag"] = etag(work.version)
            kept = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
            return Answer(response.status_code, kept, bytes(response.body))

        answer = await perform(
            service.database,
            actor,
            service.clock(),
            action,
            key=self.key(request, actor, header, body or b"") if header and rule.kept else None,
            place=rule.place(request.path_params),
            admit=admit,
            conflicts=service.conflicts,
            dry_run=request.query_params.get("dry_run") == "true",
            if_match=request.headers.get("if-match"),
        )
        return response_of(answer)

    def key(self, request: Request, actor: Actor, header: str, body: bytes) -> Key:
        """The key of this request. Routes whose body is a file digest the file instead."""
        return Key(actor.sub, f"{request.method} {request.scope['path']}", header, body_digest(body))

    async def _body(self, request: Request, settings: ServiceSettings) -> bytes | None:
        """The whole body, or None when it is larger than this route accepts.

        It is read before the transaction begins, so that a slow caller holds no connection; what is wrong with it is
        said later, in the order of refusal. Asked again, it answers the same: the rest of a body is not a body.
        """
        if not hasattr(request.state, "body"):
            request.state.body = await self._received(request, settings)
        body: bytes | None = request.state.body
        return body

    async def _received(self, request: Request, settings: ServiceSettings) -> bytes | None:
        bytes_max = settings.upload_bytes_max if self._media_type == MULTIPART else settings.body_bytes_max
        declared = request.headers.get("content-length", "0")
        if declared.isdigit() and int(declared) > bytes_max:
            return None
        chunks, size = [], 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > bytes_max:
                return None
            chunks.append(chunk)
        body = b"".join(chunks)
        request._body = body
        return body

    def _check_media_type(self, request: Request, body: bytes) -> None:
        sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if body and sent != self._media_type:
            raise UnsupportedMediaType(Text(f"Send {self._media_type}", f"请使用 {self._media_type}"))

    def _check_query(self, request: Request) -> None:
        unknown = [name for name in request.query_params if name not in self._query_names]
        faults = [
            FieldError(f"/{name}", "EXTRA_FORBIDDEN", Text("There is no such query parameter", "不存在该查询参数"))
            for name in unknown
        ]
        faults += [
            FieldError(f"/{name}", "CONTROL_CHARACTER", Text("Control characters are not allowed", "不得包含控制字符"))
            for name, value in request.query_params.multi_items()
            if "\x00" in value  # which PostgreSQL cannot even be asked for
        ]
        if request.query_params.getlist("dry_run") not in ([], ["true"], ["false"]):
            faults.append(FieldError("/dry_run", "BOOL_PARSING", Text("Must be true or false", "必须为布尔值")))
        if faults:
            raise BadInput(faults)


def _reads_chinese(request: Request) -> bool:
    return prefers_chinese(request.headers.get("accept-language"))


def response_of(answer: Answer) -> Response:
    """An answer as an HTTP response; a replay says that it is one."""
    headers = dict(answer.headers)
    if answer.replayed:
        headers["Idempotent-Replayed"] = "true"
    return Response(answer.body, answer.status, headers)


def shown(task: Work | Reading, out: type[Shown], row: Any, **more: Any) -> Shown:
    """The one thing that is answered, in its published shape; its `version` becomes the ETag."""
    task.version = getattr(row, "version", None)
    return published(out, row, **more)


def published(out: type[Shown], row: Any, **more: Any) -> Shown:
    """A row in its published shape, with `more` fields that the row does not hold."""
    values = {name: getattr(row, name) for name in out.model_fields if name not in more and hasattr(row, name)}
    return out.model_validate(values | more)


def allowed_actions(
    task: Work | Reading, thing: str, verbs: Iterable[str], *, not_by: Iterable[str | None] = ()
) -> list[str]:
    """Of the verbs that a thing's state offers, those this caller may use: permission `<thing>.<verb>`.

    `not_by` names those who made or already checked the thing: for them no deciding verb is left (domain O3).
    """
    if {task.actor.sub, task.actor.deputy_for} & {each for each in not_by if each} or task.access is None:
        return []
    return [verb for verb in verbs if task.access.permits(task.actor, f"{thing}.{verb}")]


def operation_id(route: APIRoute) -> str:
    """What an operation is called in the OpenAPI document, and so in generated clients: its function's name."""
    return route.name


def _query_names(dependant: Any) -> frozenset[str]:
    names = {parameter.alias for parameter in dependant.query_params}
    for child in dependant.dependencies:
        names |= _query_names(child)
    return frozenset(names)
