"""Facts and tiers over HTTP, and the policy of tiers."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi import Query as Parameter
from sqlalchemy import Row

from chassis import imports, policies
from chassis.admission import BankRoute, Command, Query, Reading, published
from chassis.errors import BadInput, FieldError, Text
from chassis.fields import Day
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.customer.tiers import actions, store
from services.customer.tiers.actions import KIND, Follow, require_sound
from services.customer.tiers.rules import OVERRIDDEN, Table, detail, overridden, reasons_for
from services.customer.tiers.schemas import (
    CausedChangeOut,
    FactsIn,
    FactsLine,
    FactsOut,
    MovementOut,
    MovementsOut,
    ReasonOut,
    TierChangeOut,
    TierOut,
    TierRules,
)
from services.customer.tiers.store import customer_facts, tier_change, tier_change_arrears

router = APIRouter(prefix="/v1/customers/{customer_id}", tags=["tiers"], route_class=BankRoute)
change_router = APIRouter(prefix="/v1/tier-changes", tags=["tiers"], route_class=BankRoute)
movement_router = APIRouter(prefix="/v1/tier-movements", tags=["tiers"], route_class=BankRoute)
policy_router = policies.router("/v1/policies", KIND, TierRules, check=require_sound)
import_router = imports.router("/v1/facts-imports", "facts", FactsLine)


Change = TypeVar("Change", bound=TierChangeOut)
CorrelationIds = Annotated[
    list[UUID],
    Parameter(min_length=1, max_length=50, description="Of arrears, as collections names them; repeat it for several."),
]


def _follow(request: Request) -> Follow:
    follow: Follow = request.app.state.follow
    return follow


class _Words:
    """The words of reasons: each version and each override is looked up once."""

    def __init__(self, task: Work | Reading, overrides: Mapping[UUID, Row[Any]]) -> None:
        self._task = task
        self._overrides = overrides
        self._tables: dict[str, Table] = {}

    async def of(self, row: Row[Any], facts: Row[Any], tier: str, version: str) -> list[ReasonOut]:
        """Why this tier: what a person set first, otherwise the ways that led to it."""
        if row.override_id is not None:
            held = self._overrides[row.override_id]
            return [self._reason(OVERRIDDEN, overridden(held.reason, held.ends_on))]
        if version not in self._tables:
            self._tables[version] = await actions.table_named(self._task, version)
        known = actions.content(facts).facts()
        found = reasons_for(row.codes, tier, known, self._tables[version])
        return [self._reason(reason["code"], detail(reason)) for reason in found]

    def _reason(self, code: str, words: Text) -> ReasonOut:
        return ReasonOut(code=code, detail=words.zh if self._task.chinese else words.en)


async def _words(task: Work | Reading, rows: Sequence[Row[Any]]) -> _Words:
    ids = [row.override_id for row in rows if row.override_id is not None]
    return _Words(task, await store.overrides_by_id(task.connection, ids) if ids else {})


async def _published(task: Work | Reading, row: Row[Any]) -> TierOut:
    facts = (await store.facts_by_id(task.connection, [row.facts_id]))[row.facts_id]
    version = await actions.version_held_against(task, row)
    reasons = await (await _words(task, [row])).of(row, facts, row.tier, version)
    at = (row.customer_id, row.changes)
    arrears = (await store.arrears_of(task.connection, [at])).get(at, [])
    shown = {"reasons": reasons, "facts": published(FactsOut, facts), "policy_version": version}
    return published(TierOut, row, correlation_ids=arrears, **shown)


async def _changes(query: Reading, rows: Sequence[Row[Any]], out: type[Change]) -> list[Change]:
    facts = await store.facts_by_id(query.connection, [row.facts_id for row in rows])
    arrears = await store.arrears_of(query.connection, [(row.customer_id, row.position) for row in rows])
    words = await _words(query, rows)
    items = []
    for row in rows:
        known = facts[row.facts_id]
        reasons = await words.of(row, known, row.tier, row.policy_version)
        came_of = arrears.get((row.customer_id, row.position), [])
        items.append(published(out, row, reasons=reasons, facts=published(FactsOut, known), correlation_ids=came_of))
    return items


@router.put("/facts", summary="Report what is known of a customer")
async def report_facts(customer_id: str, body: FactsIn, command: Command, request: Request) -> TierOut:
    """T1: the tier is found anew at once, and answered."""
    row = await actions.report_facts(command, id_in_path(customer_id), body, _follow(request))
    return await _published(command, row)


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
    """T1: with its reasons, the policy version it was last held against, and the facts it read. Before the first facts
    there is none."""
    return await _published(query, await actions.tier(query, id_in_path(customer_id)))


@router.get("/tier-history", summary="Every tier the customer had, newest first")
async def list_tier_history(
    customer_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[TierChangeOut]:
    """T1, T9: each change of tier, or of the reasons for it; the first tier is history too."""
    customer = id_in_path(customer_id)
    wanted, position = store.changes_of(customer), tier_change.c.position
    rows, following = await listed(query, wanted, position, limit, cursor, "tier-history", {"customer": customer})
    return Listed(items=await _changes(query, rows, TierChangeOut), next_cursor=following)


@change_router.get("", summary="Changes of tier that came of arrears, newest first")
async def list_tier_changes(
    query: Query, correlation_id: CorrelationIds, limit: Limit = 50, cursor: Cursor = None
) -> Listed[CausedChangeOut]:
    """T1, T9: those of the caller's part of the bank, by the arrears as collections names them."""
    asked = sorted(set(correlation_id))
    wanted, filters = store.changes_by(asked), {"correlation_id": asked}
    rows, following = await listed(query, wanted, tier_change_arrears.c.no, limit, cursor, "tier-changes", filters)
    return Listed(items=await _changes(query, rows, CausedChangeOut), next_cursor=following)


@movement_router.get("", summary="Movement between tiers in a period")
async def read_movements(
    query: Query,
    from_: Annotated[Day, Parameter(alias="from")],
    to: Day,
    sub_branch: str | None = None,
    outlet: str | None = None,
) -> MovementsOut:
    """T9: how many customers of the caller's part of the bank went from which tier to which, both days included."""
    if to < from_:
        message = Text("The period ends before it begins", "期间结束日期早于开始日期")
        raise BadInput([FieldError("/to", "PERIOD_REVERSED", message)])
    rows = await actions.movements(query, from_, to, sub_branch, outlet)
    return MovementsOut(from_=from_, to=to, items=[published(MovementOut, row) for row in rows])
