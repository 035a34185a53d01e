"""Customers over HTTP. What they answer is masked, but for `reveal`."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Row

from chassis import imports
from chassis.admission import BankRoute, Command, Query, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.personal import Vault
from services.customer.customers import actions
from services.customer.customers.schemas import CustomerIn, CustomerOut, RevealedOut, RevealIn, SearchIn
from services.customer.customers.store import customer, visible

router = APIRouter(prefix="/v1/customers", tags=["customers"], route_class=BankRoute)
import_router = imports.router("/v1/customer-imports", "customers", CustomerIn, sealed=True)


def _vault(request: Request) -> Vault:
    vault: Vault = request.app.state.vault
    return vault


Keys = Annotated[Vault, Depends(_vault)]


def _published(vault: Vault, row: Row[Any]) -> CustomerOut:
    return published(CustomerOut, row, **actions.masked(vault, row))


@router.post("", status_code=201, summary="Report a customer")
async def register_customer(body: CustomerIn, command: Command, vault: Keys) -> CustomerOut:
    """The same `external_ref` is the same customer, and is changed by what is new. An `id_number` is one customer's in
    the whole bank; it is not said whose."""
    row = await actions.register(command, vault, body)
    return shown(command, CustomerOut, row, **actions.masked(vault, row))


@router.get("", summary="Customers, newest first")
async def list_customers(
    query: Query,
    vault: Keys,
    limit: Limit = 50,
    cursor: Cursor = None,
    external_ref: str | None = None,
    outlet: str | None = None,
) -> Listed[CustomerOut]:
    """Those of the caller's part of the bank; `external_ref` finds one by core banking's number."""
    wanted = visible(query.actor.scope)
    if external_ref is not None:
        wanted = wanted.where(customer.c.external_ref == external_ref)
    if outlet is not None:
        wanted = wanted.where(customer.c.outlet == outlet)
    filters = {"external_ref": external_ref, "outlet": outlet}
    rows, following = await listed(query, wanted, customer.c.id, limit, cursor, "customers", filters)
    return Listed(items=[_published(vault, row) for row in rows], next_cursor=following)


@router.post("/search", summary="Find a customer by identity number")
async def search_customers(body: SearchIn, command: Command, vault: Keys) -> Listed[CustomerOut]:
    """One or none, of the caller's part of the bank only. Every search is recorded; none is kept for a replay."""
    rows = await actions.search(command, vault, body.id_number)
    return Listed(items=[_published(vault, row) for row in rows], next_cursor=None)


@router.get("/{customer_id}", summary="One customer")
async def read_customer(customer_id: str, query: Query, vault: Keys) -> CustomerOut:
    """Identity number and phone are masked."""
    row = await actions.get(query, id_in_path(customer_id))
    return shown(query, CustomerOut, row, **actions.masked(vault, row))


@router.post("/{customer_id}/reveal", summary="See a customer's numbers, with a reason")
async def reveal_customer(customer_id: str, body: RevealIn, command: Command, vault: Keys) -> RevealedOut:
    """Recorded with the reason, and not kept for a replay. A dry run checks, and shows nothing."""
    row, numbers = await actions.reveal(command, vault, id_in_path(customer_id), body)
    return RevealedOut(id=row.id, id_number=numbers.get("id_number"), phone=numbers.get("phone"))
