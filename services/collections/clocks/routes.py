"""Clocks and demand letters over HTTP."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy import String, cast, select

from chassis.admission import BankRoute, Command, Query
from chassis.fields import Day
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.personal import Vault
from chassis.store import find
from services.collections.clocks import actions
from services.collections.clocks.rules import ClockKind, ClockState
from services.collections.clocks.schemas import ClockOut, LetterIn, LetterOut, ReceiptIn
from services.collections.clocks.store import clock, demand_letter

router = APIRouter(prefix="/v1", tags=["clocks"], route_class=BankRoute)
_PAGE: dict[str, Any] = {"description": "A page to print, in Chinese.", "content": {"text/html": {}}}


def _vault(request: Request) -> Vault:
    vault: Vault = request.app.state.vault
    return vault


@router.get("/clocks", summary="Periods of the law that run, the soonest to run out first")
async def list_clocks(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    kind: ClockKind | None = None,
    state: ClockState = "running",
    loan_id: UUID | None = None,
    expires_before: Day | None = None,
) -> Listed[ClockOut]:
    """C10: limitation and guarantees of loans in arrears; warned of ahead, in the worklist."""
    filters = {"kind": kind, "state": state, "loan_id": loan_id, "expires_before": expires_before}
    narrowed = {"kind": kind, "state": state, "loan_id": loan_id}
    # Text of the date and the id sorts as they do. Relies on clock_expires_on_idx, or clock_loan_id_idx for one loan.
    place = (cast(clock.c.expires_on, String) + " " + cast(clock.c.id, String)).label("place")
    wanted = select(clock, place).where(
        *(clock.c[name] == value for name, value in narrowed.items() if value is not None)
    )
    if expires_before is not None:
        wanted = wanted.where(clock.c.expires_on < expires_before)
    rows, following = await listed(query, wanted, place, limit, cursor, "clocks", filters, newest_first=False)
    on = await actions.business_date(query)
    return Listed(items=[actions.picture(row, on) for row in rows], next_cursor=following)


@router.get("/clocks/{clock_id}", summary="One clock")
async def read_clock(clock_id: str, query: Query) -> ClockOut:
    """As of the business date."""
    row = await find(query.connection, clock, id_in_path(clock_id))
    return actions.picture(row, await actions.business_date(query))


@router.post("/cases/{case_id}/demand-letters", status_code=201, summary="Write a demand letter")
async def write_demand_letter(case_id: str, body: LetterIn, command: Command, request: Request) -> LetterOut:
    """C10: it demands what is overdue now, of the borrower, a co-borrower or a guarantor."""
    return await actions.write(command, _vault(request), id_in_path(case_id), body)


@router.get("/cases/{case_id}/demand-letters", summary="The demand letters of a case, newest first")
async def list_demand_letters(
    case_id: str, query: Query, request: Request, limit: Limit = 50, cursor: Cursor = None
) -> Listed[LetterOut]:
    """Sent, received and returned ones."""
    identity = id_in_path(case_id)
    wanted = select(demand_letter).where(demand_letter.c.case_id == identity)  # demand_letter_case_id_id_idx
    rows, following = await listed(
        query, wanted, demand_letter.c.id, limit, cursor, "demand-letters", {"case": identity}
    )
    items = [actions.letter_picture(query, _vault(request), row) for row in rows]
    query.version = None
    return Listed(items=items, next_cursor=following)


@router.get("/demand-letters/{letter_id}", summary="One demand letter")
async def read_demand_letter(letter_id: str, query: Query, request: Request) -> LetterOut:
    """As it was sent, and what came of it."""
    row = await find(query.connection, demand_letter, id_in_path(letter_id))
    return actions.letter_picture(query, _vault(request), row)


@router.get(
    "/demand-letters/{letter_id}/document",
    summary="A demand letter to print",
    response_class=Response,
    responses={200: _PAGE},
    response_model=None,
)
async def print_demand_letter(letter_id: str, query: Query, request: Request) -> Response:
    """One page in Chinese with its receipt to tear off; it needs nothing else to be shown or printed."""
    row = await find(query.connection, demand_letter, id_in_path(letter_id))
    return Response(actions.printed(_vault(request), row), media_type="text/html; charset=utf-8")


@router.post("/demand-letters/{letter_id}/receipts", summary="Write down what came of a demand letter")
async def answer_demand_letter(letter_id: str, body: ReceiptIn, command: Command, request: Request) -> LetterOut:
    """C10: one that was received restarts limitation, or meets the guarantee; `undelivered` does not."""
    return await actions.answer(command, _vault(request), id_in_path(letter_id), body)
