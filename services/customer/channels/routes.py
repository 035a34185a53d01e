"""Partners, outlets' products, leads and market notes over HTTP, and the policy of pace."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Row, select

from chassis import policies
from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.clock import business_date
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.personal import Vault
from chassis.store import find
from chassis.writes import Work
from services.customer.channels import actions, store
from services.customer.channels.rules import LEAD_MOVES, PARTNER_MOVES, LeadState, RoutedTo, is_overdue
from services.customer.channels.schemas import (
    AgeingOut,
    AssignIn,
    ClosingIn,
    ContactIn,
    ConvertIn,
    LeadIn,
    LeadOut,
    LeadRevealIn,
    LoseIn,
    NoteIn,
    NoteOut,
    OutletProductsIn,
    OutletProductsOut,
    PaceRules,
    PartnerIn,
    PartnerOut,
    RevealedLeadOut,
    StepOut,
)
from services.customer.channels.store import lead, note, outlet_products, partner

router = APIRouter(prefix="/v1", tags=["channels"], route_class=BankRoute)
policy_router = policies.router("/v1/channel-policies", actions.KIND, PaceRules)


def _vault(request: Request) -> Vault:
    vault: Vault = request.app.state.vault
    return vault


Keys = Annotated[Vault, Depends(_vault)]


def _partner(task: Work | Reading, row: Row[Any]) -> dict[str, Any]:
    return {"allowed_actions": allowed_actions(task, "partner", PARTNER_MOVES.verbs(row.state))}


def _lead(task: Work | Reading, vault: Vault, row: Row[Any]) -> dict[str, Any]:
    until = business_date(row.closed_at) if row.closed_at is not None else task.today
    return {
        "phone": actions.masked(vault, row),
        "overdue": is_overdue(row.state, row.due_on, task.today),
        "age_days": (until - business_date(row.made_at)).days,
        "allowed_actions": allowed_actions(task, "lead", LEAD_MOVES.verbs(row.state)),
    }


@router.post("/partners", status_code=201, summary="Enter a partner institution")
async def enter_partner(body: PartnerIn, command: Command) -> PartnerOut:
    """T5: a developer, an agent or a car dealer, and the outlet near it."""
    row = await actions.enter_partner(command, body)
    return shown(command, PartnerOut, row, **_partner(command, row))


@router.get("/partners", summary="Partners, newest first")
async def list_partners(query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[PartnerOut]:
    """Those of the caller's part of the bank."""
    rows, following = await listed(query, select(partner), partner.c.id, limit, cursor, "partners", {})
    return Listed(items=[published(PartnerOut, row, **_partner(query, row)) for row in rows], next_cursor=following)


@router.get("/partners/{partner_id}", summary="One partner")
async def read_partner(partner_id: str, query: Query) -> PartnerOut:
    """With what the caller may do with it."""
    row = await find(query.connection, partner, id_in_path(partner_id))
    return shown(query, PartnerOut, row, **_partner(query, row))


@router.post("/partners/{partner_id}/close", summary="End the work with a partner")
async def close_partner(partner_id: str, body: ClosingIn, command: Command) -> PartnerOut:
    """Its leads go on; it brings no new ones."""
    row = await actions.close_partner(command, id_in_path(partner_id), body)
    return shown(command, PartnerOut, row, **_partner(command, row))


@router.post("/outlet-products", status_code=201, summary="Say what an outlet may accept from now on")
async def set_outlet_products(body: OutletProductsIn, command: Command) -> OutletProductsOut:
    """T5: widened step by step, each step kept. Where nothing was ever said an outlet accepts all."""
    return published(OutletProductsOut, await actions.set_products(command, body))


@router.get("/outlet-products", summary="The steps in what outlets may accept, newest first")
async def list_outlet_products(
    query: Query, limit: Limit = 50, cursor: Cursor = None, outlet: str | None = None
) -> Listed[OutletProductsOut]:
    """Of an outlet the first one counts."""
    wanted = select(outlet_products)
    if outlet is not None:
        wanted = wanted.where(outlet_products.c.outlet == outlet)
    rows, following = await listed(
        query, wanted, outlet_products.c.id, limit, cursor, "outlet-products", {"outlet": outlet}
    )
    return Listed(items=[published(OutletProductsOut, row) for row in rows], next_cursor=following)


@router.get("/outlet-products/{outlet_products_id}", summary="One step in what an outlet may accept")
async def read_outlet_products(outlet_products_id: str, query: Query) -> OutletProductsOut:
    """With what it added and took back."""
    return published(OutletProductsOut, await find(query.connection, outlet_products, id_in_path(outlet_products_id)))


@router.post("/leads", status_code=201, summary="Enter a lead")
async def enter_lead(body: LeadIn, command: Command, vault: Keys) -> LeadOut:
    """T5: a partner's goes to the personal-business department, one from the street to the outlet."""
    row = await actions.enter_lead(command, vault, body)
    return shown(command, LeadOut, row, **_lead(command, vault, row))


@router.get("/leads", summary="Leads, newest first")
async def list_leads(
    query: Query,
    vault: Keys,
    limit: Limit = 50,
    cursor: Cursor = None,
    state: LeadState | None = None,
    account_manager: str | None = None,
    routed_to: RoutedTo | None = None,
    overdue: bool = False,
) -> Listed[LeadOut]:
    """Those of the caller's part of the bank; `overdue=true` those whose next step should have been done by now."""
    wanted = store.leads(state, account_manager, routed_to, query.today if overdue else None)
    filters = {"state": state, "manager": account_manager, "routed_to": routed_to, "overdue": overdue}
    rows, following = await listed(query, wanted, lead.c.id, limit, cursor, "leads", filters)
    return Listed(items=[published(LeadOut, row, **_lead(query, vault, row)) for row in rows], next_cursor=following)


@router.get("/leads/{lead_id}", summary="One lead")
async def read_lead(lead_id: str, query: Query, vault: Keys) -> LeadOut:
    """The phone is masked."""
    row = await actions.get_lead(query, id_in_path(lead_id))
    return shown(query, LeadOut, row, **_lead(query, vault, row))


@router.get("/leads/{lead_id}/steps", summary="What was done with a lead, in order")
async def list_steps(lead_id: str, query: Query) -> list[StepOut]:
    """Every move, by whom and why."""
    return [published(StepOut, row) for row in await store.steps_of(query.connection, id_in_path(lead_id))]


@router.post("/leads/{lead_id}/assign", summary="Give a lead to an account manager, or hand it over")
async def assign_lead(lead_id: str, body: AssignIn, command: Command, vault: Keys) -> LeadOut:
    """The department shares out its own leads; an outlet's manager the outlet's."""
    row = await actions.assign(command, id_in_path(lead_id), body)
    return shown(command, LeadOut, row, **_lead(command, vault, row))


@router.post("/leads/{lead_id}/contact", summary="Write a contact down")
async def contact_lead(lead_id: str, body: ContactIn, command: Command, vault: Keys) -> LeadOut:
    """By the manager who works the lead, or who may share it out."""
    row = await actions.contact(command, id_in_path(lead_id), body)
    return shown(command, LeadOut, row, **_lead(command, vault, row))


@router.post("/leads/{lead_id}/convert", summary="A lead became a customer")
async def convert_lead(lead_id: str, body: ConvertIn, command: Command, vault: Keys) -> LeadOut:
    """And perhaps a loan already; a loan comes of one lead only."""
    row = await actions.convert(command, id_in_path(lead_id), body)
    return shown(command, LeadOut, row, **_lead(command, vault, row))


@router.post("/leads/{lead_id}/lose", summary="A lead came to nothing")
async def lose_lead(lead_id: str, body: LoseIn, command: Command, vault: Keys) -> LeadOut:
    """With the reason."""
    row = await actions.lose(command, id_in_path(lead_id), body)
    return shown(command, LeadOut, row, **_lead(command, vault, row))


@router.post("/leads/{lead_id}/reveal", summary="See a lead's phone, with a reason")
async def reveal_lead(lead_id: str, body: LeadRevealIn, command: Command, vault: Keys) -> RevealedLeadOut:
    """Recorded with the reason, and not kept for a replay."""
    lead_uuid = id_in_path(lead_id)
    return RevealedLeadOut(id=lead_uuid, phone=await actions.reveal(command, vault, lead_uuid, body))


@router.get("/lead-ageing", summary="How old the open leads are, by outlet")
async def read_ageing(query: Query) -> list[AgeingOut]:
    """How many wait in each state, how many of them overdue, and since when the oldest."""
    return [published(AgeingOut, row) for row in await store.ageing(query.connection, query.today)]


@router.post("/market-notes", status_code=201, summary="Write market news down")
async def write_note(body: NoteIn, command: Command) -> NoteOut:
    """T5: from an outlet near a partner, for everybody above it."""
    return published(NoteOut, await actions.write_note(command, body))


@router.get("/market-notes", summary="Market news, newest first")
async def list_notes(
    query: Query, limit: Limit = 50, cursor: Cursor = None, partner_id: UUID | None = None
) -> Listed[NoteOut]:
    """Those of the caller's part of the bank."""
    wanted = select(note)
    if partner_id is not None:
        wanted = wanted.where(note.c.partner_id == partner_id)
    rows, following = await listed(query, wanted, note.c.id, limit, cursor, "notes", {"partner_id": partner_id})
    return Listed(items=[published(NoteOut, row) for row in rows], next_cursor=following)


@router.get("/market-notes/{market_note_id}", summary="One piece of market news")
async def read_note(market_note_id: str, query: Query) -> NoteOut:
    """As it was written."""
    return published(NoteOut, await find(query.connection, note, id_in_path(market_note_id)))
