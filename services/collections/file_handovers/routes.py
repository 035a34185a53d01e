"""Hand-overs of loan files over HTTP."""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.collections.file_handovers import actions, store
from services.collections.file_handovers.rules import HandoverState
from services.collections.file_handovers.schemas import FileReceiptIn, HandOverIn, HandoverOut, LateOut
from services.collections.file_handovers.store import file_handover

router = APIRouter(prefix="/v1", tags=["files"], route_class=BankRoute)


@router.get("/file-handovers", summary="Loan files and the archive, newest first")
async def list_handovers(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    state: HandoverState | None = None,
    holder: str | None = None,
    loan_id: UUID | None = None,
    late: bool | None = None,
) -> Listed[HandoverOut]:
    """G1: due at booking; `late=true&holder=…` is what somebody is late with."""
    filters = {"state": state, "holder": holder, "loan_id": loan_id}
    each = file_handover
    # Relies on file_handover_holder_id_idx, …_loan_id_id_idx, …_waiting_idx, …_late_idx or the primary key.
    wanted = select(each).where(*(each.c[name] == value for name, value in filters.items() if value is not None))
    if late is not None:
        today = await actions.business_date(query)
        is_late = (each.c.state != "received") & (each.c.due_on < today)
        wanted = wanted.where(is_late if late else ~is_late)
    bound = filters | {"late": late}
    rows, following = await listed(query, wanted, each.c.id, limit, cursor, "file-handovers", bound)
    return Listed(items=await actions.pictures(query, rows), next_cursor=following)


@router.get("/late-file-handovers", summary="Who is late with how many files")
async def list_late(query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[LateOut]:
    """G1: by person, in the order of their names."""
    late = store.late_by_person(await actions.business_date(query)).subquery()
    page = await listed(query, select(late), late.c.holder, limit, cursor, "late-files", {}, newest_first=False)
    return Listed(items=[LateOut.model_validate(row) for row in page[0]], next_cursor=page[1])


@router.get("/file-handovers/{handover_id}", summary="One file")
async def read_handover(handover_id: str, query: Query) -> HandoverOut:
    """As it stands."""
    return await actions.get(query, id_in_path(handover_id))


@router.post("/file-handovers/{handover_id}/submit", summary="Hand a file over")
async def submit_handover(handover_id: str, body: HandOverIn, command: Command) -> HandoverOut:
    """By the person named: the loan's account manager."""
    return await actions.submit(command, id_in_path(handover_id), body.note)


@router.post("/file-handovers/{handover_id}/complete", summary="Receive a file")
async def complete_handover(handover_id: str, body: FileReceiptIn, command: Command) -> HandoverOut:
    """By the archive, which the accounting department keeps; never by whoever handed it over."""
    return await actions.complete(command, id_in_path(handover_id), body.receipt_ref)
