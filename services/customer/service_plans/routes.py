"""Service plans, visits, needs and mailings over HTTP, and the policy of service."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis import policies
from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.fields import Day
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.customer.customers import actions as customers
from services.customer.service_plans import actions, store
from services.customer.service_plans.rules import NEED_MOVES, VISIT_MOVES, NeedState, VisitState, bundle
from services.customer.service_plans.schemas import (
    BundleItemOut,
    FileOut,
    MailingIn,
    MailingOut,
    NeedClosingIn,
    NeedIn,
    NeedOut,
    RecipientOut,
    ServicePlanOut,
    ServiceRules,
    VisitOut,
    VisitReportIn,
)
from services.customer.service_plans.store import mailing, need, recipient, visit
from services.customer.tiers import actions as tiers

router = APIRouter(prefix="/v1", tags=["service plans"], route_class=BankRoute)
policy_router = policies.router("/v1/service-plan-policies", actions.KIND, ServiceRules)


def _visit(task: Work | Reading, row: Row[Any], manager: str | None) -> dict[str, Any]:
    allowed = allowed_actions(task, "visit", VISIT_MOVES.verbs(row.state))
    return {"allowed_actions": allowed, "manager": manager}


def _need(task: Work | Reading, row: Row[Any]) -> dict[str, Any]:
    return {"allowed_actions": allowed_actions(task, "need", ["close"] if NEED_MOVES.verbs(row.state) else [])}


@router.get("/customers/{customer_id}/service-plan", summary="The service that a customer's tier brings")
async def read_service_plan(customer_id: str, query: Query) -> ServicePlanOut:
    """T3: products with reasons to read out, the dedicated manager, and the next visit."""
    customer = await customers.get(query, id_in_path(customer_id))
    tier = await tiers.tier(query, customer.id)
    facts = await tiers.latest_facts(query, customer.id)
    counts = await actions.plan(query, query.today)
    served = (await store.active(query.connection, [customer.id])).get(customer.id)
    due = await store.due_visit(query.connection, served.id) if served is not None else None
    held, needs = (facts.products_held, facts.needs) if facts is not None else ([], [])
    items = bundle(counts, tier.tier, held, needs, company=customer.company is not None)
    return ServicePlanOut(
        customer_id=customer.id,
        tier=tier.tier,
        dedicated_manager=served.manager if served is not None else None,
        opened_on=served.opened_on if served is not None else None,
        next_visit_due_on=due.due_on if due is not None else None,
        bundle=[
            BundleItemOut(product=item.product, reason=item.reason.zh if query.chinese else item.reason.en)
            for item in items
        ],
        policy_version=counts.policy_version,
    )


@router.get("/customers/{customer_id}/high-end-file", summary="A customer's high-end file")
async def read_file(customer_id: str, query: Query) -> FileOut:
    """T3: who serves since when, the latest visits and needs, and how many leaflets went out."""
    customer = id_in_path(customer_id)
    row = await actions.file_of(query, customer)
    visits = await query.connection.execute(
        store.visits(None, customer, None, None).order_by(visit.c.id.desc()).limit(50)
    )
    needs = await query.connection.execute(store.needs(customer, None, None).order_by(need.c.id.desc()).limit(50))
    return published(
        FileOut,
        row,
        dedicated_manager=row.manager,
        visits=[published(VisitOut, each, **_visit(query, each, each.manager)) for each in visits],
        needs=[published(NeedOut, each, **_need(query, each)) for each in needs],
        leaflets=await store.leaflets(query.connection, customer),
    )


@router.get("/visits", summary="Return visits, newest first")
async def list_visits(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    due_before: Day | None = None,
    customer_id: UUID | None = None,
    state: VisitState | None = None,
    manager: str | None = None,
) -> Listed[VisitOut]:
    """T3: `due_before` gives those that are still to be made before a day."""
    wanted = store.visits(due_before, customer_id, state, manager)
    filters = {"due_before": due_before, "customer_id": customer_id, "state": state, "manager": manager}
    rows, following = await listed(query, wanted, visit.c.id, limit, cursor, "visits", filters)
    items = [published(VisitOut, row, **_visit(query, row, row.manager)) for row in rows]
    return Listed(items=items, next_cursor=following)


@router.get("/visits/{visit_id}", summary="One visit")
async def read_visit(visit_id: str, query: Query) -> VisitOut:
    """With what the caller may do with it."""
    wanted = store.visits(None, None, None, None).where(visit.c.id == id_in_path(visit_id))
    row = (await query.connection.execute(wanted)).one()
    return shown(query, VisitOut, row, **_visit(query, row, row.manager))


@router.post("/visits/{visit_id}/complete", summary="Report a visit")
async def complete_visit(visit_id: str, body: VisitReportIn, command: Command) -> VisitOut:
    """T3: the next one is scheduled at once."""
    row = await actions.complete_visit(command, id_in_path(visit_id), body)
    served = await store.service_of(command.connection, row.service_id)
    return shown(command, VisitOut, row, **_visit(command, row, served.manager))


@router.post("/needs", status_code=201, summary="Write down a need for financing")
async def tell_need(body: NeedIn, command: Command) -> NeedOut:
    """T3: followed up until it is met or lost."""
    row = await actions.tell_need(command, body)
    return shown(command, NeedOut, row, **_need(command, row))


@router.get("/needs", summary="Needs for financing, newest first")
async def list_needs(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    customer_id: UUID | None = None,
    state: NeedState | None = None,
    expected_before: Day | None = None,
) -> Listed[NeedOut]:
    """T3: the pipeline; `expected_before` gives the open ones that come before a day."""
    wanted = store.needs(customer_id, state, expected_before)
    filters = {"customer_id": customer_id, "state": state, "expected_before": expected_before}
    rows, following = await listed(query, wanted, need.c.id, limit, cursor, "needs", filters)
    return Listed(items=[published(NeedOut, row, **_need(query, row)) for row in rows], next_cursor=following)


@router.get("/needs/{financing_need_id}", summary="One need")
async def read_need(financing_need_id: str, query: Query) -> NeedOut:
    """With what the caller may do with it."""
    wanted = select(need).where(need.c.id == id_in_path(financing_need_id))
    row = (await query.connection.execute(wanted)).one()
    return shown(query, NeedOut, row, **_need(query, row))


@router.post("/needs/{financing_need_id}/close", summary="Say what became of a need")
async def close_need(financing_need_id: str, body: NeedClosingIn, command: Command) -> NeedOut:
    """T3: converted into a loan, or lost, with the reason."""
    row = await actions.close_need(command, id_in_path(financing_need_id), body)
    return shown(command, NeedOut, row, **_need(command, row))


@router.post("/mailings", status_code=201, summary="Send a product leaflet")
async def send_mailing(body: MailingIn, command: Command) -> MailingOut:
    """T3: to customers of these tiers in the caller's part of the bank, and only to those who agreed."""
    return shown(command, MailingOut, await actions.send(command, body))


@router.get("/mailings", summary="Mailings, newest first")
async def list_mailings(query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[MailingOut]:
    """What was sent, and to how many."""
    rows, following = await listed(query, select(mailing), mailing.c.id, limit, cursor, "mailings", {})
    return Listed(items=[published(MailingOut, row) for row in rows], next_cursor=following)


@router.get("/mailings/{mailing_id}", summary="One mailing")
async def read_mailing(mailing_id: str, query: Query) -> MailingOut:
    """What was sent, and to how many."""
    row = (await query.connection.execute(select(mailing).where(mailing.c.id == id_in_path(mailing_id)))).one()
    return shown(query, MailingOut, row)


@router.get("/mailings/{mailing_id}/recipients", summary="Who got a leaflet")
async def list_recipients(
    mailing_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[RecipientOut]:
    """As far as they are in the caller's part of the bank."""
    this = id_in_path(mailing_id)
    rows, following = await listed(
        query, store.recipients(this), recipient.c.customer_id, limit, cursor, "recipients", {"mailing": this}
    )
    return Listed(items=[published(RecipientOut, row) for row in rows], next_cursor=following)
