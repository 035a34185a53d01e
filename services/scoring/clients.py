"""What scoring asks of other services: this bank's own repayment record, of collections (domain S1, S7)."""

from types import TracebackType
from typing import Annotated, Any, Self

import httpx
import structlog
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from chassis.errors import LoanopsError
from chassis.fields import AmountOrZero, Day
from chassis.identity import Actor, ServiceTokens
from chassis.neighbours import Neighbours
from services.scoring.gate.actions import Asked
from services.scoring.gate.rules import OwnRecord
from services.scoring.settings import ScoringSettings

log = structlog.get_logger(__name__)

COLLECTIONS = "collections"
ANSWER_BYTES_MAX = 1_048_576  # a record has some hundred bytes for each loan that the customer ever had


Days = Annotated[int, Field(strict=True, ge=0)]


class _Answered(BaseModel):
    """What is read of an answer. More fields may come some day; those that are read must be there, and make sense."""

    model_config = ConfigDict(extra="ignore")


class _Outstanding(_Answered):
    secured: AmountOrZero
    unsecured: AmountOrZero


class _RepaymentRecord(_Answered):
    customer_ref: str
    as_of: Day | None
    months: Annotated[str, StringConstraints(pattern=r"^[N1-7BCDGMZ#*/]{0,60}$")]
    days_past_due: Days
    worst_days_past_due: Days
    overdue_amount: AmountOrZero
    outstanding: _Outstanding
    written_off: StrictBool
    loans: list[Any]

    @property
    def is_aged(self) -> bool:
        """Before its first close ever, collections has loans on its books and cannot say how late they are."""
        return self.as_of is not None or not self.loans


class OwnRecords:
    """Asks collections for own records. Open one for the life of the process: it pools connections."""

    def __init__(self, settings: ScoringSettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """`transport` is for tests."""
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

    async def ask(self, customer_ref: str, person: Actor) -> Asked:
        """The own record of a customer, within the deadline; what cannot be had or used is None, never an empty one.

        Collections answers an empty record for a customer it does not know: its 404 is a fault, not an answer.
        """
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
            return Asked(None)
        if found.customer_ref != customer_ref:
            log.error("collections answered with the record of another customer")
            return Asked(None)
        if not found.is_aged:
            log.warning("collections has not closed a day yet")
            return Asked(None)
        return Asked(
            OwnRecord(
                as_of=found.as_of,
                months=found.months,
                days_past_due=found.days_past_due,
                worst_days_past_due=found.worst_days_past_due,
                overdue=found.overdue_amount,
                written_off=found.written_off,
                secured=found.outstanding.secured,
                unsecured=found.outstanding.unsecured,
            )
        )
