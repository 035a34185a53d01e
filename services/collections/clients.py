"""What collections asks of other services: what came of arrears there, for a loan's timeline (domain S3, T1, T6), and
what is under way in a sub-branch that is suspended (G5).
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Generic, Self, TypeVar
from uuid import UUID

import httpx
import structlog
from pydantic import BaseModel, ConfigDict

from chassis.errors import LoanopsError
from chassis.fields import Money
from chassis.identity import Actor, ServiceTokens
from chassis.neighbours import Neighbours
from services.collections.loans.rules import Chain, Elsewhere, Part, Wish, service_of
from services.collections.settings import CollectionsSettings
from services.collections.suspensions.rules import UNDER_WAY_MAX, Application, ApplicationState, UnderWay

log = structlog.get_logger(__name__)

T = TypeVar("T")

PAGE, PAGES_MAX = "200", 5


class _Answered(BaseModel):
    """What is read of an answer. More fields may come some day; those that are read must be there, and make sense."""

    model_config = ConfigDict(extra="ignore")


class _Reason(_Answered):
    code: str


class _Warning(_Answered):
    id: UUID
    severity: str
    state: str
    correlation_ids: list[UUID]
    made_by: str
    made_at: datetime
    withdrawn_by: str | None
    withdrawn_at: datetime | None


class _Check(_Answered):
    id: UUID
    outcome: str
    reasons: list[_Reason]
    correlation_ids: list[UUID]
    decided_by: str
    decided_at: datetime
    sub_branch: str
    outlet: str


class _Application(_Answered):
    id: UUID
    customer_ref: str
    application: ApplicationState
    amount: Money
    made_by: str
    made_at: datetime
    sub_branch: str
    outlet: str


class _Change(_Answered):
    customer_id: UUID
    position: int
    before_tier: str | None
    tier: str
    reasons: list[_Reason]
    correlation_ids: list[UUID]
    made_by: str
    made_at: datetime
    sub_branch: str
    outlet: str


def _application(each: _Application) -> Application:
    return Application(
        each.id, each.customer_ref, each.application, each.amount, each.made_by, each.made_at, each.outlet
    )


class _Page(_Answered, Generic[T]):
    items: list[T]
    next_cursor: str | None


def _warnings(found: Iterable[_Warning]) -> Iterable[Elsewhere]:
    for each in found:
        told = {"warning_id": str(each.id), "severity": each.severity}
        yield Elsewhere("warning_given", each.made_at, each.made_by, told | {"state": each.state}, each.correlation_ids)
        if each.withdrawn_by is not None and each.withdrawn_at is not None:
            yield Elsewhere("warning_withdrawn", each.withdrawn_at, each.withdrawn_by, told, each.correlation_ids)


def _checks(found: Iterable[_Check]) -> Iterable[Elsewhere]:
    for each in found:
        reasons = [reason.code for reason in each.reasons]
        told = {"credit_check_id": str(each.id), "outcome": each.outcome, "reasons": reasons}
        node = (each.sub_branch, each.outlet)
        yield Elsewhere("credit_checked", each.decided_at, each.decided_by, told, each.correlation_ids, node)


def _changes(found: Iterable[_Change]) -> Iterable[Elsewhere]:
    for each in found:
        reasons = [reason.code for reason in each.reasons]
        told = {"customer_id": str(each.customer_id), "position": each.position, "reasons": reasons}
        told |= {"before_tier": each.before_tier, "tier": each.tier}
        node = (each.sub_branch, each.outlet)
        yield Elsewhere("tier_changed", each.made_at, each.made_by, told, each.correlation_ids, node)


# Where each part is asked for, as what it is read, and how it is told.
_PARTS: Mapping[Part, tuple[str, Any, Callable[[Any], Iterable[Elsewhere]]]] = {
    "warnings": ("/v1/warnings", _Page[_Warning], _warnings),
    "credit_checks": ("/v1/credit-checks", _Page[_Check], _checks),
    "tier_changes": ("/v1/tier-changes", _Page[_Change], _changes),
}


class Elsewheres:
    """Asks scoring and customer, bank-wide. Open one for the life of the process: it pools connections."""

    def __init__(self, settings: CollectionsSettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """`transport` is for tests. Without a key of this service, or its address, what a service knows is missing."""
        customer = str(settings.customer_url) if settings.customer_url else None
        known = {"scoring": settings.scoring_url, "customer": customer}
        self._urls = {name: url for name, url in known.items() if url} if settings.service_key_file else {}
        self._neighbours = (
            Neighbours(
                self._urls,
                ServiceTokens(settings.service, settings.service_key_file),
                deadline_seconds=settings.neighbour_timeout_ms / 1000,
                transport=transport,
            )
            if settings.service_key_file is not None
            else None
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._neighbours is not None:
            await self._neighbours.close()

    async def ask(self, wish: Wish, person: Actor) -> Chain:
        """What came of these arrears elsewhere, all parts at once; a part that cannot be had is named, never empty."""
        asked: Sequence[Coroutine[Any, Any, list[Elsewhere] | None]] = [
            self._part(part, wish.correlation_ids, person) for part in wish.parts
        ]
        answers = dict(zip(wish.parts, await asyncio.gather(*asked), strict=True))
        found = [each for answer in answers.values() for each in answer or ()]
        return Chain(tuple(found), tuple(part for part, answer in answers.items() if answer is None))

    async def under_way(self, sub_branch: str, person: Actor) -> UnderWay:
        """What is under way in a sub-branch at this moment, the newest first, no more than are kept."""
        if self._neighbours is None or "scoring" not in self._urls:
            return UnderWay(None)
        params = {"sub_branch": sub_branch, "under_way": "true", "limit": PAGE}
        found: list[Application] = []
        while True:
            try:
                page = await self._neighbours.get(
                    "scoring", "/v1/credit-checks", _Page[_Application], person=person, params=params
                )
            except LoanopsError as error:
                log.warning("what is under way in a sub-branch cannot be had", error=error.code)
                return UnderWay(None)
            if any(each.sub_branch != sub_branch for each in page.items):
                log.error("scoring tells of another sub-branch than was asked for")
                return UnderWay(None)
            found += [_application(each) for each in page.items]
            if page.next_cursor is None or len(found) >= UNDER_WAY_MAX:
                more = page.next_cursor is not None or len(found) > UNDER_WAY_MAX
                return UnderWay(found[:UNDER_WAY_MAX], more)
            params["cursor"] = page.next_cursor

    async def _part(self, part: Part, correlation_ids: Sequence[UUID], person: Actor) -> list[Elsewhere] | None:
        service = service_of(part)
        if self._neighbours is None or service not in self._urls:
            return None
        path, answer, told = _PARTS[part]
        params: dict[str, str | Sequence[str]] = {
            "correlation_id": [str(each) for each in correlation_ids],
            "limit": PAGE,
        }
        found: list[Any] = []
        for _ in range(PAGES_MAX):
            try:
                page = await self._neighbours.get(service, path, answer, person=person, params=params)
            except LoanopsError as error:
                log.warning("what came of arrears elsewhere cannot be had", part=part, error=error.code)
                return None
            found += page.items
            if page.next_cursor is None:
                return list(told(found))
            params["cursor"] = page.next_cursor
        log.error("more came of arrears than can be told", part=part)
        return None
