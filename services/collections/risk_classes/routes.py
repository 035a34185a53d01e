"""Risk classes over HTTP."""

from typing import Annotated

from fastapi import APIRouter
from fastapi import Query as Parameter

from chassis.admission import BankRoute, Query
from chassis.fields import Day, Moment
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.collections.risk_classes import actions, store
from services.collections.risk_classes.schemas import ClassChangeOut, MigrationsOut

router = APIRouter(prefix="/v1", tags=["risk classes"], route_class=BankRoute)


@router.get("/loans/{loan_id}/risk-classes", summary="The classes of a loan, latest knowledge first")
async def read_class_history(
    loan_id: str,
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    as_of: Day | None = None,
    known_at: Moment | None = None,
) -> Listed[ClassChangeOut]:
    """C6: from which close on it had which class; before the first row it was normal. `as_of`: only what counts on that
    date. What is believed no longer is listed too, unless `as_of` or `known_at` asks for what is, or was, known."""
    found = id_in_path(loan_id)
    wanted = store.changes_of(found, as_of, known_at)
    filters = {"loan": found, "as_of": as_of, "known_at": known_at}
    rows, following = await listed(query, wanted, store.class_change.c.id, limit, cursor, "risk-classes", filters)
    return Listed(items=[ClassChangeOut.model_validate(row) for row in rows], next_cursor=following)


@router.get("/risk-migrations", summary="How loans moved between the classes")
async def read_risk_migrations(
    query: Query,
    from_on: Annotated[Day, Parameter(alias="from", description="A closed date.")],
    to_on: Annotated[Day, Parameter(alias="to", description="A closed date, not before `from`.")],
    known_at: Moment | None = None,
    sub_branch: str | None = None,
    account_manager: str | None = None,
) -> MigrationsOut:
    """C6: the roll rates between the closes of two dates, of the loans in the caller's part of the bank."""
    return await actions.migrations(query, from_on, to_on, known_at, sub_branch, account_manager)
