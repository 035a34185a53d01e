"""Promises over HTTP."""

from fastapi import APIRouter
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.store import find
from services.collections.promises import actions
from services.collections.promises.schemas import PromiseIn, PromiseOut
from services.collections.promises.store import promise

router = APIRouter(prefix="/v1", tags=["promises"], route_class=BankRoute)


@router.post("/cases/{case_id}/promises", status_code=201, summary="Take a promise to pay down")
async def take_promise(case_id: str, body: PromiseIn, command: Command) -> PromiseOut:
    """C8: from the business date on; the close says whether it was kept."""
    return await actions.take(command, id_in_path(case_id), body)


@router.get("/cases/{case_id}/promises", summary="The promises of a case, newest first")
async def list_promises(case_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[PromiseOut]:
    """Open, kept and broken ones."""
    identity = id_in_path(case_id)
    wanted = select(promise).where(promise.c.case_id == identity)  # relies on promise_case_id_id_idx
    rows, following = await listed(query, wanted, promise.c.id, limit, cursor, "promises", {"case": identity})
    return Listed(items=[PromiseOut.model_validate(row) for row in rows], next_cursor=following)


@router.get("/promises/{promise_id}", summary="One promise")
async def read_promise(promise_id: str, query: Query) -> PromiseOut:
    """As it stands."""
    return actions.picture(query, await find(query.connection, promise, id_in_path(promise_id)))
