"""Managers' results over HTTP."""

from fastapi import APIRouter
from sqlalchemy import select

from chassis.admission import BankRoute, Query
from chassis.fields import Month
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.collections.manager_results import actions
from services.collections.manager_results.schemas import ManagerResultOut
from services.collections.manager_results.store import manager_result

router = APIRouter(prefix="/v1/manager-results", tags=["results"], route_class=BankRoute)


@router.get("", summary="What came of each manager's loans, by month")
async def list_manager_results(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    period: Month | None = None,
    account_manager: str | None = None,
) -> Listed[ManagerResultOut]:
    """G3, to T6: frozen by the close of a month's last day, the latest first."""
    filters = {"period": period, "account_manager": account_manager}
    each = manager_result
    # Relies on manager_result_period_no_idx, manager_result_account_manager_no_idx or manager_result_no_key.
    wanted = select(each).where(*(each.c[name] == value for name, value in filters.items() if value is not None))
    rows, following = await listed(query, wanted, each.c.no, limit, cursor, "manager-results", filters)
    return Listed(items=[actions.picture(row) for row in rows], next_cursor=following)


@router.get("/{result_id}", summary="One manager's results of a month")
async def read_manager_result(result_id: str, query: Query) -> ManagerResultOut:
    """As they were frozen."""
    return await actions.get(query, id_in_path(result_id))
