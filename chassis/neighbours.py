"""The one seam through which a service calls another: nothing else in a service opens a connection to a neighbour.

A call carries this service's own token, with the person it acts for as `act`, and the request's id and trace. It ends
within a deadline of its own, tries again only what may safely be sent twice, and never takes silence, or an answer it
cannot read, for a yes:

    Unavailable        the neighbour did not do it, or what it said cannot be used
    OutcomeUnknown     a write was sent and its outcome could not be learned
    NotFound           the neighbour says that there is no such thing
    Declined           the neighbour refuses, with its problem document
"""

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx
import structlog
from cachetools import TTLCache
from prometheus_client import Histogram
from pydantic import TypeAdapter, ValidationError

from chassis import logs, problems
from chassis.errors import LoanopsError, NotFound, OutcomeUnknown, Refused, Text, Unavailable
from chassis.identity import Actor, ServiceTokens

T = TypeVar("T")

TRIES = 3
FIRST_PAUSE_SECONDS = 0.05
TOKEN_REUSED_SECONDS = 20  # well within a service token's minute

log = structlog.get_logger(__name__)
_asked = Histogram("loanops_neighbour_seconds", "Time until a neighbour answered or was given up", ["neighbour"])


class Declined(Refused):
    """The neighbour understood and refused. `problem` is its document, `status` its status; 409 and 422 mostly."""

    code = "NEIGHBOUR_DECLINED"
    title = Text("Another service of the bank refuses this", "银行其他服务拒绝了该请求")

    def __init__(self, service: str, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(extra={"service": service, "reason": problem["code"]})
        self.status = status
        self.problem = problem


class Neighbours:
    """The other services, by name. Open one for the life of the process: it pools connections."""

    def __init__(
        self,
        urls: Mapping[str, str],
        tokens: ServiceTokens,
        *,
        deadline_seconds: float = 5.0,
        connect_seconds: float = 1.0,
        answer_bytes_max: int = 8_388_608,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`urls` are base URLs by service name; `deadline_seconds` bounds a call with all its tries; `transport` is
        for tests.
        """
        self._urls = {name: url.rstrip("/") for name, url in urls.items()}
        self._tokens = tokens
        self._deadline_seconds = deadline_seconds
        self._answer_bytes_max = answer_bytes_max
        self._signed: TTLCache[tuple[str, str, str], str] = TTLCache(maxsize=1024, ttl=TOKEN_REUSED_SECONDS)
        self._client = httpx.AsyncClient(
            transport=transport,
            timeout=httpx.Timeout(None, connect=connect_seconds),
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=32, keepalive_expiry=4),
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the pooled connections."""
        await self._client.aclose()

    async def get(
        self,
        service: str,
        path: str,
        answer: type[T],
        *,
        person: Actor | None,
        at: Mapping[str, str] | None = None,
        params: Mapping[str, str | Sequence[str]] | None = None,
    ) -> T:
        """Read from a neighbour: `path` is a template such as `/v1/loans/{id}`, filled from `at`.

        The answer is checked against the type `answer` (anything pydantic validates). Raises NotFound, Declined, or
        Unavailable.
        """
        content = await self._call("GET", service, _filled(path, at), person=person, params=params)
        try:
            return _read(answer, content)
        except ValidationError as error:
            raise _unusable(service, path, error) from error

    async def post(
        self,
        service: str,
        path: str,
        answer: type[T],
        *,
        person: Actor | None,
        body: Any,
        at: Mapping[str, str] | None = None,
        key: str | None = None,
        changes: bool = True,
    ) -> T:
        """Have a neighbour do something. With an Idempotency-Key in `key` a lost answer is asked for again.

        `changes=False` is for a POST that only reads, such as a search: then nothing is ever unknown. Raises NotFound,
        Declined, Unavailable (it was not done), or OutcomeUnknown.
        """
        filled = _filled(path, at)
        content = await self._call("POST", service, filled, person=person, body=body, key=key, changes=changes)
        try:
            return _read(answer, content)
        except ValidationError as error:
            unusable = _unusable(service, path, error)
            raise (OutcomeUnknown() if changes else unusable) from error

    async def _call(
        self,
        method: str,
        service: str,
        path: str,
        *,
        person: Actor | None,
        params: Mapping[str, str | Sequence[str]] | None = None,
        body: Any = None,
        key: str | None = None,
        changes: bool = False,
    ) -> bytes:
        if service not in self._urls:
            raise LookupError(f"no address is configured for the service {service}")
        request = self._client.build_request(
            method,
            self._urls[service] + path,
            params=dict(params or {}),
            json=body,
            headers=self._headers(service, person, key),
        )
        began = time.perf_counter()
        attempt = _Attempts(service, may_repeat=not changes or key is not None, changes=changes)
        try:
            async with asyncio.timeout(self._deadline_seconds):
                while True:
                    found = await self._try(attempt, request)
                    if found is not None:
                        return found
                    await attempt.pause()
        except TimeoutError as error:
            raise attempt.given_up(error) from error
        finally:
            _asked.labels(service).observe(time.perf_counter() - began)

    async def _try(self, attempt: "_Attempts", request: httpx.Request) -> bytes | None:
        """One exchange: the content of a good answer, None to try again, or the error that ends the call."""
        try:
            attempt.sending()
            response = await self._client.send(request, stream=True)
            try:
                content = await self._content(response)
            finally:
                await response.aclose()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            attempt.not_sent()
            attempt.again_or_raise(error)
        except httpx.HTTPError as error:
            attempt.again_or_raise(error)
        except _TooLarge as error:
            raise attempt.given_up(error) from error
        else:
            if response.is_success:
                return content
            _refused(attempt, response, content)
        return None

    async def _content(self, response: httpx.Response) -> bytes:
        content = bytearray()
        async for chunk in response.aiter_bytes():
            content += chunk
            if len(content) > self._answer_bytes_max:
                raise _TooLarge
        return bytes(content)

    def _headers(self, service: str, person: Actor | None, key: str | None) -> dict[str, str]:
        headers = {"authorization": f"Bearer {self._token(service, person)}", "accept": "application/json"}
        if logs.request_id():
            headers |= {"x-request-id": logs.request_id(), "traceparent": logs.traceparent()}
        if key is not None:
            headers["idempotency-key"] = key
        return headers

    def _token(self, service: str, person: Actor | None) -> str:
        known = (service, person.sub, person.name) if person is not None else (service, "", "")
        token = self._signed.get(known)
        if token is None:
            token = self._signed[known] = self._tokens.token(service, person)
        return token


class _TooLarge(Exception):
    """The answer is longer than this service is willing to hold."""


class _Attempts:
    """How often one call was tried, and whether any of the tries may have been acted on."""

    def __init__(self, service: str, *, may_repeat: bool, changes: bool) -> None:
        self.service = service
        self._may_repeat = may_repeat
        self._changes = changes
        self._tries = 0
        self._sent = False
        self._sent_before = False

    def sending(self) -> None:
        self._tries += 1
        self._sent_before = self._sent
        self._sent = True

    def not_sent(self) -> None:
        """The last try was certainly not acted on; an earlier one still may have been."""
        self._sent = self._sent_before

    def again_or_raise(self, error: Exception | None) -> None:
        """Allow another try, or raise what is known of the outcome."""
        if self._tries < TRIES and (self._may_repeat or not self._sent):
            return
        raise self.given_up(error) from error

    async def pause(self) -> None:
        """Wait before the next try, longer each time, and never in step with others."""
        longest = FIRST_PAUSE_SECONDS * 2**self._tries
        await asyncio.sleep(longest * random.uniform(0.5, 1))  # noqa: S311 - jitter, not a secret

    def given_up(self, error: Exception | None) -> LoanopsError:
        reason = type(error).__name__ if error is not None else "answer"
        log.warning("a call to a neighbour failed", service=self.service, tries=self._tries, error=reason)
        return OutcomeUnknown() if self._changes and self._sent else Unavailable()


def _refused(attempt: _Attempts, response: httpx.Response, content: bytes) -> None:
    """Raise what an answer other than 2xx means, or return when the call should be tried again."""
    service, status = attempt.service, response.status_code
    problem = _problem(response, content)
    if problem is None:
        # Not a word of ours: a proxy, a crash, a wrong address. It says nothing about what was done.
        log.warning("a neighbour answered without a problem document", service=service, status=status)
        raise attempt.given_up(None)
    if status == 503:
        attempt.not_sent()
        attempt.again_or_raise(None)
    elif problem["code"] == "REQUEST_IN_FLIGHT":
        attempt.again_or_raise(None)
    elif status == 404:
        raise NotFound
    elif status >= 500 or status in (401, 403, 429):
        # 401 and 403 mean that our own token or rights are set up wrongly, which is no answer for the person.
        log.error("a neighbour cannot serve us", service=service, status=status, code=problem["code"])
        if status <= 500:
            attempt.not_sent()  # refused at the door, or rolled back
        raise attempt.given_up(None)
    else:
        raise Declined(service, status, problem)


def _filled(path: str, at: Mapping[str, str] | None) -> str:
    """The path of a template. Raises Unavailable for a value that would not arrive as the one segment it is.

    A reference with a slash would reach another route, whose 404 would read as "there is no such thing".
    """
    for value in (at or {}).values():
        if value in ("", ".", "..") or any(character in "/\\" or ord(character) < 32 for character in value):
            raise Unavailable
    return path.format_map({name: quote(value, safe="") for name, value in (at or {}).items()})


def _problem(response: httpx.Response, content: bytes) -> Mapping[str, Any] | None:
    if not response.headers.get("content-type", "").startswith(problems.MEDIA_TYPE):
        return None
    try:
        problem: dict[str, Any] = _adapter(dict[str, Any]).validate_json(content)
    except ValidationError:
        return None
    return problem if isinstance(problem.get("code"), str) else None


def _unusable(service: str, path: str, error: ValidationError) -> Unavailable:
    places = [".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False, include_url=False)][:5]
    log.error("a neighbour's answer cannot be used", service=service, route=path, faults=places)
    return Unavailable()


def _read(kind: type[T], content: bytes) -> T:
    """The content as that type. Raises ValidationError, whose text holds what was read: never log it whole."""
    known: Any = kind
    adapter: TypeAdapter[T] = _adapter(known)
    return adapter.validate_json(content)


@lru_cache(maxsize=256)
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
