"""What customer asks of other services: of escrow, what it knows of a project in the pipeline (domain T10); of
collections, what came of each manager's loans (G3, to T6).
"""

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Annotated, Any, Self, TypeVar
from uuid import UUID

import httpx
import structlog
from pydantic import BaseModel, ConfigDict, Field

from chassis.errors import LoanopsError, NotFound
from chassis.fields import AmountOrZero, Day
from chassis.identity import Actor, ServiceTokens
from chassis.neighbours import Neighbours
from services.customer.performance.rules import ARREARS_MAX, Collected
from services.customer.pipeline.rules import Agreement, Loan, Project, Sales, Supervision
from services.customer.settings import CustomerSettings

log = structlog.get_logger(__name__)

T = TypeVar("T")

ESCROW, COLLECTIONS = "escrow", "collections"
PAGE, PAGES_MAX = "200", 200
Count = Annotated[int, Field(strict=True, ge=0)]


class _Answered(BaseModel):
    """What is read of an answer. More fields may come some day; those that are read must be there, and make sense."""

    model_config = ConfigDict(extra="ignore")


class _Project(_Answered):
    id: UUID
    name: str
    state: str
    sub_branch: str
    total_investment: AmountOrZero


class _Agreement(_Answered):
    state: str
    signed_on: Day | None
    exclusive: bool
    supervised_amount: AmountOrZero


class _Agreements(_Answered):
    items: list[_Agreement]


class _Loan(_Answered):
    assessed: AmountOrZero
    committed: AmountOrZero
    drawn: AmountOrZero
    remaining: AmountOrZero


class _Filed(_Answered):
    units_filed: Count
    price_filed: AmountOrZero
    mortgages: Count
    mortgage_amount: AmountOrZero


class _Balances(_Answered):
    received: AmountOrZero


class _Ledger(_Answered):
    as_of: Day
    sales: _Filed
    balances: _Balances


class _ManagerResult(_Answered):
    period: str
    account_manager: str
    cases_opened: Count
    cases_cured: Count
    cases_open: Count
    tasks_late: Count
    promises_kept: Count
    promises_broken: Count
    reviews_accountable: Count
    files_late: Count
    correlation_ids: list[UUID] = Field(default_factory=list)


class _ManagerResults(_Answered):
    items: list[_ManagerResult]
    next_cursor: str | None


class _Neighbour:
    """A service that is asked, if its address and a key of this service are known."""

    def __init__(
        self, name: str, url: str | None, settings: CustomerSettings, transport: httpx.AsyncBaseTransport | None
    ) -> None:
        self._neighbours = (
            Neighbours(
                {name: url},
                ServiceTokens(settings.service, settings.service_key_file),
                deadline_seconds=settings.neighbour_timeout_ms / 1000,
                transport=transport,
            )
            if url is not None and settings.service_key_file is not None
            else None
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._neighbours is not None:
            await self._neighbours.close()


class Escrow(_Neighbour):
    """Asks escrow, bank-wide. Open one for the life of the process: it pools connections."""

    def __init__(self, settings: CustomerSettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """`transport` is for tests. Without an address or a key of this service everything is missing."""
        super().__init__(ESCROW, settings.escrow_url, settings, transport)

    async def ask(self, project_id: UUID, person: Actor) -> Supervision:
        """What escrow knows of a project; what cannot be had or used is missing, never empty and never zero."""
        missing: list[str] = []
        at = str(project_id)
        try:
            found = await self._part("project", "/v1/projects/{project_id}", _Project, at, person, missing)
        except NotFound:
            return Supervision(known=False)
        if found is not None and found.id != project_id:
            log.error("escrow answered with another project")
            found, missing = None, ["project"]
        if found is None:
            return Supervision(missing=("project", "agreement", "development_loan", "sales"))
        where = "/v1/projects/{project_id}"
        drawn_up, loan, ledger = await asyncio.gather(
            self._part_of("agreement", f"{where}/agreements", _Agreements, at, person, missing, limit="200"),
            self._part_of("development_loan", f"{where}/development-loan", _Loan, at, person, missing),
            self._part_of("sales", f"{where}/supervision-ledger", _Ledger, at, person, missing),
        )
        return Supervision(
            project=Project(**found.model_dump(exclude={"id"})),
            agreement=_in_force(drawn_up),
            development_loan=None if loan is None else Loan(**loan.model_dump()),
            sales=None
            if ledger is None
            else Sales(ledger.as_of, ledger.balances.received, **ledger.sales.model_dump()),
            missing=tuple(missing),
        )

    async def _part_of(
        self, name: str, path: str, answer: type[T], at: str, person: Actor, missing: list[str], **params: str
    ) -> T | None:
        """A part of a project that is there: a 404 here is a fault, not an answer."""
        try:
            return await self._part(name, path, answer, at, person, missing, **params)
        except NotFound:
            missing.append(name)
            return None

    async def _part(
        self, name: str, path: str, answer: type[T], at: str, person: Actor, missing: list[str], **params: str
    ) -> T | None:
        if self._neighbours is None:
            missing.append(name)
            return None
        try:
            return await self._neighbours.get(
                ESCROW, path, answer, person=person, at={"project_id": at}, params=dict(params)
            )
        except NotFound:
            raise
        except LoanopsError as error:
            log.warning("escrow did not say", part=name, error=error.code)
            missing.append(name)
            return None


def _collected(each: _ManagerResult) -> Collected:
    figures = each.model_dump(exclude={"period", "account_manager", "correlation_ids"})
    return Collected(**figures, arrears=tuple(each.correlation_ids[:ARREARS_MAX]))


def _in_force(found: Any) -> Agreement | None:
    """The newest that was signed, or else the newest draft; escrow lists the newest first."""
    if found is None or not found.items:
        return None
    chosen = next((one for one in found.items if one.state == "signed"), found.items[0])
    return Agreement(**chosen.model_dump())


class Collections(_Neighbour):
    """Asks collections, bank-wide. Open one for the life of the process, or of a job: it pools connections."""

    def __init__(self, settings: CustomerSettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """`transport` is for tests. Without an address or a key of this service everything is missing."""
        super().__init__(COLLECTIONS, settings.collections_url, settings, transport)

    async def ask(self, months: Sequence[str], person: Actor) -> dict[str, dict[str, Collected] | None]:
        """Managers' results by month; None of a month that cannot be had, is no good answer, or is not frozen yet."""
        return {month: await self._month(month, person) for month in months}

    async def _month(self, month: str, person: Actor) -> dict[str, Collected] | None:
        if self._neighbours is None:
            return None
        found: dict[str, Collected] = {}
        asked = {"period": month, "limit": PAGE}
        for _ in range(PAGES_MAX):
            try:
                page = await self._neighbours.get(
                    COLLECTIONS, "/v1/manager-results", _ManagerResults, person=person, params=asked
                )
            except LoanopsError as error:
                log.warning("managers' results cannot be had", month=month, error=error.code)
                return None
            if any(each.period != month for each in page.items):
                log.error("collections answered with the results of another month", month=month)
                return None
            found |= {each.account_manager: _collected(each) for each in page.items}
            if page.next_cursor is None:
                return found or None
            asked["cursor"] = page.next_cursor
        log.error("collections has more results than there can be managers", month=month)
        return None
