"""Everything about one customer in one answer, asked of the services side by side (contract 2).

Each service is asked with the caller's own token, so that nobody sees here what they would not see there; a service's
own token would say for whom, but carries neither their roles nor their part of the bank. The whole ends within a
deadline: a part that was not answered by then, or is not the caller's to see, is null and named in `missing`.
"""

import asyncio
import json
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import aiohttp
import structlog
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from chassis import logs
from chassis.errors import BadInput, FieldError, NotFound, Text, Unauthenticated, Unavailable
from chassis.identity import TokenVerifier
from chassis.money import ZERO, money_text
from gateway import access
from gateway.upstreams import Upstream, Upstreams

ANSWER_BYTES_MAX = 8_388_608
PAGE = "200"

Part = Literal["profile", "tier", "service_plan", "loans", "arrears", "warnings"]
Reason = Literal["UNAVAILABLE", "TIMED_OUT", "FORBIDDEN", "NOT_KNOWN"]
Headers = Mapping[str, str]

log = structlog.get_logger(__name__)


class MissingOut(BaseModel):
    """A part that is not there, and why."""

    part: Part
    service: str
    reason: Reason = Field(
        description="UNAVAILABLE: the service is down. TIMED_OUT: not answered in time. FORBIDDEN: not the caller's to "
        "see. NOT_KNOWN: there is nothing yet, such as no tier before the first facts."
    )


class ArrearsOut(BaseModel):
    """What is overdue over all loans that the caller sees."""

    loans_in_arrears: int
    days_past_due: int = Field(description="Of the loan that is furthest behind.")
    overdue_principal: str = Field(examples=["1250.00"])
    overdue_interest: str = Field(examples=["1250.00"])
    penalty_due: str = Field(examples=["0.00"])


class OverviewOut(BaseModel):
    """A customer as the services know them; each part as its own service publishes it."""

    external_ref: str
    profile: dict[str, Any] | None = Field(description="Customer's, identity number and phone masked.")
    tier: dict[str, Any] | None
    service_plan: dict[str, Any] | None
    loans: list[dict[str, Any]] | None = Field(description="Those of the caller's part of the bank.")
    arrears: ArrearsOut | None
    warnings: list[dict[str, Any]] | None = Field(description="Of the whole bank, those that are over included.")
    missing: list[MissingOut]


@dataclass(frozen=True)
class Answered:
    """A part that was asked for: what it is, or why it is missing."""

    service: str
    value: Any = None
    reason: Reason | None = None


class _Missing(Exception):
    """A part cannot be had."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class Overview:
    """Composes the overview of a customer from the services behind the gateway."""

    def __init__(self, upstreams: Upstreams, deadline_seconds: float) -> None:
        self._upstreams = upstreams
        self._deadline_seconds = deadline_seconds

    async def of(self, external_ref: str, headers: Headers) -> OverviewOut:
        """The overview.

        Raises NotFound for a customer whom the caller does not see, Unauthenticated when a service does not take the
        token, Unavailable when no part could be had.
        """
        deadline = asyncio.get_running_loop().time() + self._deadline_seconds
        by_ref = {"customer_ref": external_ref}
        found, loans, warnings = await asyncio.gather(
            self._customer(external_ref, headers, deadline),
            self._part("collections", self._all("collections", "/v1/loans", by_ref, headers), deadline),
            self._part("scoring", self._all("scoring", "/v1/warnings", by_ref, headers), deadline),
        )
        if found["profile"].reason == "NOT_KNOWN":
            raise NotFound
        parts: dict[Part, Answered] = {**found, "loans": loans, "arrears": _arrears(loans), "warnings": warnings}
        if all(part.reason in ("UNAVAILABLE", "TIMED_OUT") for part in parts.values()):
            raise Unavailable
        missing = [
            MissingOut(part=name, service=part.service, reason=part.reason)
            for name, part in parts.items()
            if part.reason is not None
        ]
        return OverviewOut(
            external_ref=external_ref, missing=missing, **{name: part.value for name, part in parts.items()}
        )

    async def _customer(self, external_ref: str, headers: Headers, deadline: float) -> dict[Part, Answered]:
        """Profile, and with its id tier and plan side by side."""
        profile = await self._part("customer", self._profile(external_ref, headers), deadline)
        if profile.reason is not None:
            lost = Answered("customer", reason=profile.reason)
            return {"profile": profile, "tier": lost, "service_plan": lost}
        at = f"/v1/customers/{profile.value['id']}"
        tier, plan = await asyncio.gather(
            self._part("customer", self._get("customer", f"{at}/tier", {}, headers), deadline),
            self._part("customer", self._get("customer", f"{at}/service-plan", {}, headers), deadline),
        )
        return {"profile": profile, "tier": tier, "service_plan": plan}

    async def _profile(self, external_ref: str, headers: Headers) -> Any:
        page = await self._get("customer", "/v1/customers", {"external_ref": external_ref}, headers)
        if not page["items"]:
            raise _Missing("NOT_KNOWN")
        return page["items"][0]

    async def _all(self, service: str, path: str, params: Mapping[str, str], headers: Headers) -> list[Any]:
        """Every page of a list."""
        items: list[Any] = []
        cursor: dict[str, str] = {}
        while True:
            page = await self._get(service, path, {**params, "limit": PAGE, **cursor}, headers)
            items += page["items"]
            if page["next_cursor"] is None:
                return items
            cursor = {"cursor": page["next_cursor"]}

    async def _part(self, service: str, asking: Coroutine[Any, Any, Any], deadline: float) -> Answered:
        try:
            async with asyncio.timeout_at(deadline):
                return Answered(service, await asking)
        except TimeoutError:
            return Answered(service, reason="TIMED_OUT")
        except _Missing as missing:
            return Answered(service, reason=missing.reason)
        except (KeyError, TypeError, IndexError) as error:
            log.error("a service's answer cannot be used", upstream=service, error=type(error).__name__)
            return Answered(service, reason="UNAVAILABLE")

    async def _get(self, service: str, path: str, params: Mapping[str, str], headers: Headers) -> Any:
        """The JSON of a service. Raises _Missing, or Unauthenticated."""
        upstream = self._upstreams.get(service)
        if upstream is None:
            raise _Missing("UNAVAILABLE")
        try:
            status, content = await _asked(upstream, path, params, headers)
            if status == 200:
                return json.loads(content)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            upstream.lost()
            raise _Missing("UNAVAILABLE") from error
        match status:
            case 401:
                raise Unauthenticated
            case 403:
                raise _Missing("FORBIDDEN")
            case 404:
                raise _Missing("NOT_KNOWN")
            case _:
                raise _Missing("UNAVAILABLE")


async def _asked(upstream: Upstream, path: str, params: Mapping[str, str], headers: Headers) -> tuple[int, bytes]:
    """Status and content. An idle connection that was just being closed is no answer: a fresh one is tried once."""
    for session in (upstream.session, upstream.fresh_session):
        if session is None:
            break
        try:
            async with session.get(upstream.origin + path, params=params, headers=headers) as answer:
                content = bytearray()
                async for chunk in answer.content.iter_any():
                    content += chunk
                    if len(content) > ANSWER_BYTES_MAX:
                        raise ValueError("the answer is too long")
                return answer.status, bytes(content)
        except (aiohttp.ServerDisconnectedError, ConnectionResetError):
            continue
    raise OSError("not reached")


def _arrears(loans: Answered) -> Answered:
    """What is overdue over these loans; missing with them."""
    if loans.reason is not None:
        return loans
    try:
        behind = [loan for loan in loans.value if loan["days_past_due"] > 0]
        sums = {
            name: money_text(sum((Decimal(loan[name]) for loan in behind), ZERO))
            for name in ("overdue_principal", "overdue_interest", "penalty_due")
        }
        days = max((loan["days_past_due"] for loan in behind), default=0)
    except (KeyError, TypeError, InvalidOperation):
        return Answered(loans.service, reason="UNAVAILABLE")
    return Answered(loans.service, ArrearsOut(loans_in_arrears=len(behind), days_past_due=days, **sums))


def router(overview: Overview, verifier: TokenVerifier) -> APIRouter:
    """`/overview/customers/{external_ref}`."""
    routes = APIRouter(tags=["overview"])

    @routes.get("/overview/customers/{external_ref}", summary="Everything about one customer")
    async def read_overview(external_ref: str, request: Request, response: Response) -> OverviewOut:
        """Profile, tier, plan, loans, arrears and warnings, as far as the caller may see them. What could not be had is
        null and named in `missing`; nothing is made up in its place."""
        request.state.actor = await access.identify(verifier, list(request.headers.raw))
        _refuse_parameters(request)
        response.headers["Cache-Control"] = "no-store"
        return await overview.of(external_ref, _passed_on(request))

    return routes


def _refuse_parameters(request: Request) -> None:
    message = Text("There is no such query parameter", "不存在该查询参数")
    faults = [FieldError(f"/{name}", "EXTRA_FORBIDDEN", message) for name in request.query_params]
    if faults:
        raise BadInput(faults)


def _passed_on(request: Request) -> dict[str, str]:
    """The caller's own token and language, our request id and trace."""
    passed = {"accept": "application/json", "x-request-id": logs.request_id(), "traceparent": logs.traceparent()}
    for name in ("authorization", "accept-language"):
        if name in request.headers:
            passed[name] = request.headers[name]
    return passed
