"""Cases over HTTP."""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select

from chassis.admission import BankRoute, Query
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.collections.cases import actions
from services.collections.cases.rules import CaseState
from services.collections.cases.schemas import CaseOut
from services.collections.cases.store import collection_case
from services.collections.policies.rules import Stage

router = APIRouter(prefix="/v1/cases", tags=["cases"], route_class=BankRoute)


@router.get("", summary="Collection cases, newest first")
async def list_cases(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    stage: Stage | None = None,
    assignee: str | None = None,
    loan_id: UUID | None = None,
    state: CaseState | None = None,
) -> Listed[CaseOut]:
    """Those of the caller's part of the bank, open and closed ones; a loan has at most one that is open."""
    filters = {"stage": stage, "assignee": assignee, "loan_id": loan_id, "state": state}
    # Relies on collection_case_stage_id_idx, …_assignee_id_idx, …_loan_id_id_idx or the primary key.
    wanted = select(collection_case).where(
        *(collection_case.c[name] == value for name, value in filters.items() if value is not None)
    )
    rows, following = await listed(query, wanted, collection_case.c.id, limit, cursor, "cases", filters)
    return Listed(items=await actions.pictures(query, rows), next_cursor=following)


@router.get("/{case_id}", summary="One case")
async def read_case(case_id: str, query: Query) -> CaseOut:
    """The case as it stands."""
    return await actions.picture(query, id_in_path(case_id))
