"""Reviews over HTTP."""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.collections.reviews import actions
from services.collections.reviews.rules import ReviewState
from services.collections.reviews.schemas import ReviewDecisionIn, ReviewOut
from services.collections.reviews.store import accountability_review

router = APIRouter(prefix="/v1/accountability-reviews", tags=["reviews"], route_class=BankRoute)


@router.get("", summary="Reviews of accountability, newest first")
async def list_reviews(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    state: ReviewState | None = None,
    account_manager: str | None = None,
    loan_id: UUID | None = None,
) -> Listed[ReviewOut]:
    """G4: one for each loan that has become bad; `state=due` are those that wait for a decision."""
    filters = {"state": state, "account_manager": account_manager, "loan_id": loan_id}
    # Relies on accountability_review_state_id_idx, …_account_manager_idx, …_loan_id_id_idx or the primary key.
    reviews = accountability_review
    wanted = select(reviews).where(*(reviews.c[name] == value for name, value in filters.items() if value is not None))
    rows, following = await listed(query, wanted, reviews.c.id, limit, cursor, "reviews", filters)
    return Listed(items=await actions.pictures(query, rows), next_cursor=following)


@router.get("/{review_id}", summary="One review")
async def read_review(review_id: str, query: Query) -> ReviewOut:
    """As it stands."""
    return await actions.get(query, id_in_path(review_id))


@router.post("/{review_id}/decide", summary="Decide who is accountable")
async def decide_review(review_id: str, body: ReviewDecisionIn, command: Command) -> ReviewOut:
    """Of a loan that was not brought back inside the exemption period; by a person with no part in it."""
    return await actions.decide(command, id_in_path(review_id), body)
