"""Contacts over HTTP."""

from fastapi import APIRouter, Request
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.personal import Vault
from chassis.store import find
from services.collections.contacts import actions
from services.collections.contacts.schemas import ContactIn, ContactMadeOut, ContactOut
from services.collections.contacts.store import contact

router = APIRouter(prefix="/v1", tags=["contacts"], route_class=BankRoute)


@router.post(
    "/cases/{case_id}/contacts", status_code=201, summary="Write a contact down, or ask whether it may be made"
)
async def make_contact(case_id: str, body: ContactIn, command: Command, request: Request) -> ContactMadeOut:
    """C7: one that breaks the rules is refused with `CONTACT_NOT_ALLOWED`, the `rules` that refuse it, and
    `allowed_from`: when they would not. Ask with `dry_run=true` before the call."""
    vault: Vault = request.app.state.vault
    return await actions.make(command, vault, id_in_path(case_id), body)


@router.get("/cases/{case_id}/contacts", summary="The contacts of a case, newest first")
async def list_contacts(case_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[ContactOut]:
    """Every attempt, whether it was a conversation or not."""
    identity = id_in_path(case_id)
    wanted = select(contact).where(contact.c.case_id == identity)  # relies on contact_case_id_id_idx
    rows, following = await listed(query, wanted, contact.c.id, limit, cursor, "contacts", {"case": identity})
    return Listed(items=[actions.picture(row) for row in rows], next_cursor=following)


@router.get("/contacts/{contact_id}", summary="One contact")
async def read_contact(contact_id: str, query: Query) -> ContactOut:
    """As it was written down."""
    return actions.picture(await find(query.connection, contact, id_in_path(contact_id)))
