"""What scoring asks of other services: this bank's own repayment record, of collections (domain S1, S7)."""

import asyncio
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Annotated, Self
from uuid import UUID

import httpx
import structlog
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from chassis.errors import LoanopsError
from chassis.fields import AmountOrZero, Day
from chassis.identity import Actor, ServiceTokens
from chassis.neighbours import Neighbours
from services.scoring.decisions.actions import Asked
from services.scoring.decisions.rules import OwnRecord
from services.scoring.policies.rules import AssetClass
from services.scoring.settings import ScoringSettings

log = structlog.get_logger(__name__)

COLLECTIONS = "collections"
ANSWER_BYTES_MAX = 1_048_576  # a record has some hundred bytes for each loan that the customer ever had
RECORDS_AT_ONCE = 100
CORRELATIONS_MAX = 50
SUSPENDED = "suspended"


Days = Annotated[int, Field(strict=True, ge=0)]


class _Answered(BaseModel):
    """What is read of an answer. More fields may come some day; those that are read must be there, and make sense."""

    model_config = ConfigDict(extra="ignore")


class _Outstanding(_Answered):
    secured: AmountOrZero
    unsecured: AmountOrZero


class _Loan(_Answered):
    external_ref: str


class _RepaymentRecord(_Answered):
    customer_ref: str
    as_of: Day | None
    months: Annotated[str, StringConstraints(pattern=r"^[N1-7BCDGMZ#*/]{0,60}$")]
    days_past_due: Days
    worst_days_past_due: Days
    overdue_amount: AmountOrZero
    outstanding: _Outstanding
    written_off: StrictBool
    worst_class: AssetClass | None
    broken_promises: Days = 0
    first_year_arrears: StrictBool = False
    correlation_ids: list[UUID] = Field(default_factory=list)
    loans: list[_Loan]

    @property
    def is_aged(self) -> bool:
        """Before its first close ever, collections has loans on its books and cannot say how late they are."""
        return self.as_of is not None or not self.loans


class _RepaymentRecords(_Answered):
    items: list[_RepaymentRecord]


class _Suspension(_Answered):
    sub_branch: str
    state: str


class _Suspensions(_Answered):
    items: list[_Suspension]
    next_cursor: str | None


class OwnRecords:
    """Asks collections, bank-wide. Open one for the life of the process: it pools connections."""

    def __init__(self, settings: ScoringSettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """`transport` is for tests."""
        self._suspensions_asked = settings.branch_suspensions_asked
        self._neighbours = Neighbours(
            {COLLECTIONS: settings.collections_url},
            ServiceTokens(settings.service, settings.service_key_file),
            deadline_seconds=settings.own_record_timeout_ms / 1000,
            answer_bytes_max=ANSWER_BYTES_MAX,
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._neighbours.close()

    async def ask(self, customer_ref: str, sub_branch: str | None, person: Actor) -> Asked:
        """The own record of a customer and whether the sub-branch lends, both within the deadline, at once.

        What cannot be had or used is None, never an empty record and never a yes. Collections answers an empty record
        for a customer it does not know: its 404 is a fault, not an answer.
        """
        record, lends = await asyncio.gather(self._record(customer_ref, person), self._lends(sub_branch, person))
        return Asked(record, lends)

    async def ask_many(
        self, customer_refs: Sequence[str], sub_branch: str | None, person: Actor
    ) -> Mapping[str, Asked]:
        """The own records of many customers, and whether the sub-branch lends. Those that cannot be had are None."""
        lends = await self._lends(sub_branch, person)
        found: dict[str, OwnRecord | None] = {}
        for begin in range(0, len(customer_refs), RECORDS_AT_ONCE):
            found |= await self._records(customer_refs[begin : begin + RECORDS_AT_ONCE], person)
        return {ref: Asked(found.get(ref), lends) for ref in customer_refs}

    async def _record(self, customer_ref: str, person: Actor) -> OwnRecord | None:
        try:
            found = await self._neighbours.get(
                COLLECTIONS,
                "/v1/repayment-records/{customer_ref}",
                _RepaymentRecord,
                person=person,
                at={"customer_ref": customer_ref},
            )
        except LoanopsError as error:
            log.warning("the own record cannot be had", error=error.code)
            return None
        return _usable(found, customer_ref)

    async def _records(self, customer_refs: Sequence[str], person: Actor) -> dict[str, OwnRecord | None]:
        try:
            found = await self._neighbours.get(
                COLLECTIONS,
                "/v1/repayment-records",
                _RepaymentRecords,
                person=person,
                params={"customer_ref": list(customer_refs)},
            )
        except LoanopsError as error:
            log.warning("the own records cannot be had", error=error.code)
            return {}
        if [each.customer_ref for each in found.items] != list(customer_refs):
            log.error("collections answered with the records of other customers")
            return {}
        return {each.customer_ref: _usable(each, each.customer_ref) for each in found.items}

    async def _lends(self, sub_branch: str | None, person: Actor) -> bool | None:
        """Whether a sub-branch may lend (G5): True while collections is not asked at all (`branch_suspensions_asked`),
        None where it cannot be learned.
        """
        if not self._suspensions_asked or sub_branch is None:
            return True
        try:
            found = await self._neighbours.get(
                COLLECTIONS,
                "/v1/branch-suspensions",
                _Suspensions,
                person=person,
                params={"sub_branch": sub_branch, "limit": "200"},
            )
        except LoanopsError as error:
            log.warning("branch suspensions cannot be had", error=error.code)
            return None
        if found.next_cursor is not None or any(each.sub_branch != sub_branch for each in found.items):
            log.error("collections answered with other suspensions than were asked for")
            return None
        return not any(each.state == SUSPENDED for each in found.items)


def _usable(found: _RepaymentRecord, customer_ref: str) -> OwnRecord | None:
    if found.customer_ref != customer_ref:
        log.error("collections answered with the record of another customer")
        return None
    if not found.is_aged:
        log.warning("collections has not closed a day yet")
        return None
    return OwnRecord(
        as_of=found.as_of,
        months=found.months,
        days_past_due=found.days_past_due,
        worst_days_past_due=found.worst_days_past_due,
        overdue=found.overdue_amount,
        written_off=found.written_off,
        secured=found.outstanding.secured,
        unsecured=found.outstanding.unsecured,
        worst_class=found.worst_class,
        broken_promises=found.broken_promises,
        first_year_arrears=found.first_year_arrears,
        loans=frozenset(each.external_ref for each in found.loans),
        arrears=tuple(found.correlation_ids[:CORRELATIONS_MAX]),
    )
