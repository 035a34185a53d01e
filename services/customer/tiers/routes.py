"""Facts and tiers over HTTP, and the policy of tiers."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row

from chassis import policies
from chassis.admission import BankRoute, Command, Query, Reading, published
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.customer.tiers import actions, store
from services.customer.tiers.actions import KIND, require_sound
from services.customer.tiers.rules import detail
from services.customer.tiers.schemas import FactsIn, FactsOut, ReasonOut, TierChangeOut, TierOut, TierRules
from services.customer.tiers.store import customer_facts, tier_change

router = APIRouter(prefix="/v1/customers/{customer_id}", tags=["tiers"], route_class=BankRoute)
policy_router = policies.router("/v1/policies", KIND, TierRules, check=require_sound)


def _reasons(task: Work | Reading, reasons: Sequence[dict[str, Any]]) -> list[ReasonOut]:
    return [
        ReasonOut(code=reason["code"], detail=detail(reason).zh if task.chinese else detail(reason).en)
        for reason in reasons
    ]


def _published(task: Work | Reading, row: Row[Any], facts: Row[Any]) -> TierOut:
    return published(TierOut, row, reasons=_reasons(task, row.reasons), facts=published(FactsOut, facts))


@router.put("/facts", summary="Report what is known of a customer")
async def report_facts(customer_id: str, body: FactsIn, command: Command) -> TierOut:
    """T1: the tier is found anew at once, and answered."""
    return _published(command, *await actions.report_facts(command, id_in_path(customer_id), body))


@router.get("/facts", summary="What was known of a customer, newest first")
async def list_facts(customer_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[FactsOut]:
    """Every report that said something new."""
    customer = id_in_path(customer_id)
    rows, following = await listed(
        query, store.facts_of(customer), customer_facts.c.id, limit, cursor, "facts", {"customer": customer}
    )
    return Listed(items=[published(FactsOut, row) for row in rows], next_cursor=following)


@router.get("/tier", summary="The customer's tier, and why")
async def read_tier(customer_id: str, query: Query) -> TierOut:
    """T1: with its reasons, the policy version, and the facts it read. Before the first facts there is none."""
    return _published(query, *await actions.tier(query, id_in_path(customer_id)))


@router.get("/tier-history", summary="Every tier the customer had, newest first")
async def list_tier_history(
    customer_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[TierChangeOut]:
    """T1: each change of tier, or of the reasons for it; the first tier is history too."""
    customer = id_in_path(customer_id)
    wanted, position = store.changes_of(customer), tier_change.c.position
    filters = {"customer": customer}
    rows, following = await listed(query, wanted, position, limit, cursor, "tier-history", filters)
    facts = await store.facts_by_id(query.connection, [row.facts_id for row in rows])
    items = [
        published(
            TierChangeOut, row, reasons=_reasons(query, row.reasons), facts=published(FactsOut, facts[row.facts_id])
        )
        for row in rows
    ]
    return Listed(items=items, next_cursor=following)
