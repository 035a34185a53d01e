"""What is done with partners, outlets' products, leads and market notes (T5)."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import policies
from chassis.admission import Reading
from chassis.errors import BadInput, FieldError, NotFound, Text
from chassis.ids import new_id
from chassis.personal import Vault, mask_phone
from chassis.store import amend, find
from chassis.writes import Work
from services.customer.channels import store
from services.customer.channels.rules import (
    LEAD_MOVES,
    PARTNER_MOVES,
    Pace,
    PartnerClosed,
    due_on,
    require_sharing_out,
    require_working,
    routed,
)
from services.customer.channels.schemas import (
    AssignIn,
    ClosingIn,
    ContactIn,
    ConvertIn,
    LeadIn,
    LeadRevealIn,
    LoseIn,
    NoteIn,
    OutletProductsIn,
    PaceRules,
    PartnerIn,
)
from services.customer.channels.store import lead, note, outlet_products, partner, step
from services.customer.cross_sell import actions as cross_sell
from services.customer.customers import actions as customers
from services.customer.organisation import actions as organisation
from services.customer.organisation.rules import unknown_node, unknown_person

KIND = "channels"


async def pace(work: Work) -> Pace:
    """Within how many days each step is due today."""
    row = await policies.in_force(work.connection, KIND, work.today)
    return PaceRules.model_validate(row.body).pace(row.version)


async def _place(work: Work, outlet: str) -> dict[str, str]:
    """The node of an outlet that the caller sees. Raises BadInput."""
    try:
        row = await organisation.get_node(work, outlet)
    except NotFound:
        raise unknown_node("/outlet") from None
    if row.kind != "outlet":
        raise unknown_node("/outlet")
    return {"sub_branch": row.sub_branch, "outlet": row.outlet}


async def _partner(work: Work, partner_id: UUID | None) -> None:
    """A partner that is named is one that the caller sees, and active. Raises BadInput, PartnerClosed."""
    if partner_id is None:
        return
    try:
        row = await find(work.connection, partner, partner_id)
    except NotFound:
        message = Text("There is no such partner here", "未找到该合作机构")
        raise BadInput([FieldError("/partner_id", "UNKNOWN_PARTNER", message)]) from None
    if row.state != "active":
        raise PartnerClosed


async def enter_partner(work: Work, body: PartnerIn) -> Row[Any]:
    """Enter a partner institution. Raises BadInput, PartnerExists."""
    node = await _place(work, body.outlet)
    made = {"id": new_id(), "state": "active", "made_by": work.actor.sub, "made_at": work.now, "version": 1}
    row = await store.add(work.connection, partner, **(body.model_dump() | made | node))
    await work.record("partner.enter", row, data={"kind": row.kind})
    return row


async def close_partner(work: Work, partner_id: UUID, body: ClosingIn) -> Row[Any]:
    """End the work with a partner: its leads go on, it brings no new ones. Raises NotFound, InvalidState."""
    row = await find(work.connection, partner, partner_id, lock=True)
    work.match(row.version)
    state = PARTNER_MOVES.after(row.state, "close")
    closed = {"closed_reason": body.reason, "closed_by": work.actor.sub, "closed_at": work.now}
    after = await amend(work.connection, partner, row, state=state, **closed)
    await work.record("partner.close", after, before=row, data={"kind": row.kind})
    return after


async def set_products(work: Work, body: OutletProductsIn) -> Row[Any]:
    """Say what an outlet may accept from now on: one step after the other, each kept. Raises BadInput."""
    node = await _place(work, body.outlet)
    await store.take_turns(work.connection, body.outlet)
    known = await store.accepted(work.connection, body.outlet)
    before = set(known.products) if known is not None else set()
    products = sorted(set(body.products))
    row = await store.add(
        work.connection,
        outlet_products,
        id=new_id(),
        kind=body.kind,
        products=products,
        added=sorted(set(products) - before),
        taken_back=sorted(before - set(products)),
        reason=body.reason,
        made_by=work.actor.sub,
        made_at=work.now,
        **node,
    )
    await work.record("outlet_products.set", row, data={"added": row.added, "taken_back": row.taken_back})
    return row


async def enter_lead(work: Work, vault: Vault, body: LeadIn) -> Row[Any]:
    """Enter a lead and route it: a partner's to the department, one from the street to the outlet (T5).

    Raises BadInput, PartnerClosed.
    """
    node = await _place(work, body.outlet)
    await _partner(work, body.partner_id)
    known = await store.accepted(work.connection, body.outlet)
    to, because = routed(body.partner_id is not None, body.product, known.products if known is not None else None)
    counts = await pace(work)
    lead_id = new_id()
    row = await store.add(
        work.connection,
        lead,
        id=lead_id,
        name=body.name,
        phone=vault.seal(body.phone, store.place(lead_id)),
        product=body.product,
        channel=body.channel or (known.kind if known is not None else "ordinary_outlet"),
        partner_id=body.partner_id,
        routed_to=to,
        routed_because=because,
        state="new",
        due_on=due_on(counts, "new", work.today),
        policy_version=counts.policy_version,
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        **node,
    )
    await _step(work, row, "enter", "")
    await work.record("lead.enter", row, data={"product": row.product, "routed_to": to, "partner_id": row.partner_id})
    return row


async def _step(work: Work, row: Row[Any], verb: str, words: str) -> None:
    told = {"state": row.state, "account_manager": row.account_manager, "note": words}
    by = {"made_by": work.actor.sub, "made_at": work.now, "sub_branch": row.sub_branch, "outlet": row.outlet}
    await store.add(work.connection, step, lead_id=row.id, position=row.version, verb=verb, **told, **by)


async def _move(work: Work, row: Row[Any], verb: str, words: str, **changes: Any) -> Row[Any]:
    state = LEAD_MOVES.after(row.state, verb)
    counts = await pace(work)
    moved = {"state": state, "due_on": due_on(counts, state, work.today), "policy_version": counts.policy_version}
    after = await amend(work.connection, lead, row, **moved, **changes)
    await _step(work, after, verb, words)
    told = {"state": state, "account_manager": after.account_manager, "product": row.product}
    await work.record(
        f"lead.{verb}",
        after,
        before=row,
        data=told | {k: changes[k] for k in ("customer_id", "loan_booking_id") if k in changes},
    )
    return after


async def assign(work: Work, lead_id: UUID, body: AssignIn) -> Row[Any]:
    """Give a lead to an account manager of the sub-branch, or hand it over.

    Raises NotFound, InvalidState, LeadOfTheDepartment, BadInput for who is no account manager there today.
    """
    row = await find(work.connection, lead, lead_id, lock=True)
    LEAD_MOVES.after(row.state, "assign")
    require_sharing_out(row.routed_to, work.actor.roles)
    known = await organisation.still_managers(work, [body.account_manager], work.today)
    if (body.account_manager, row.sub_branch) not in known:
        raise unknown_person("/account_manager")
    return await _move(work, row, "assign", body.reason, account_manager=body.account_manager)


async def contact(work: Work, lead_id: UUID, body: ContactIn) -> Row[Any]:
    """Write a contact down. Raises NotFound, InvalidState, LeadOfAnother, LeadOfTheDepartment."""
    return await _move(work, await _worked(work, lead_id, "contact"), "contact", body.note)


async def convert(work: Work, lead_id: UUID, body: ConvertIn) -> Row[Any]:
    """A lead became a customer, and perhaps a loan already, which comes of one lead only.

    Raises NotFound, InvalidState, LeadOfAnother, LeadOfTheDepartment, BadInput, LoanHasItsLead.
    """
    row = await _worked(work, lead_id, "convert")
    if body.customer_id not in await customers.locked(work, [body.customer_id]):
        message = Text("There is no such customer here", "未找到该客户")
        raise BadInput([FieldError("/customer_id", "UNKNOWN_CUSTOMER", message)])
    if body.loan_booking_id is not None:
        await _loan(work, body.loan_booking_id, body.customer_id)
    became = {"customer_id": body.customer_id, "loan_booking_id": body.loan_booking_id}
    closed = {"closed_reason": body.reason or None, "closed_at": work.now}
    return await _move(work, row, "convert", body.reason, **became, **closed)


async def _loan(work: Work, booking_id: UUID, customer_id: UUID) -> None:
    try:
        row = await cross_sell.get(work, booking_id)
    except NotFound:
        row = None
    if row is None or row.customer_id != customer_id:
        message = Text("This customer has no such loan here", "该客户名下未找到该笔贷款")
        raise BadInput([FieldError("/loan_booking_id", "UNKNOWN_LOAN", message)])
    if await cross_sell.returns_of(work, [booking_id]):
        message = Text("This loan was returned", "该笔贷款已退回")
        raise BadInput([FieldError("/loan_booking_id", "LOAN_RETURNED", message)])


async def lose(work: Work, lead_id: UUID, body: LoseIn) -> Row[Any]:
    """A lead came to nothing. Raises NotFound, InvalidState, LeadOfAnother, LeadOfTheDepartment."""
    row = await _worked(work, lead_id, "lose")
    return await _move(work, row, "lose", body.reason, closed_reason=body.reason, closed_at=work.now)


async def _worked(work: Work, lead_id: UUID, verb: str) -> Row[Any]:
    row = await find(work.connection, lead, lead_id, lock=True)
    LEAD_MOVES.after(row.state, verb)
    actor = work.actor
    require_working(row.account_manager, row.routed_to, actor.sub, actor.deputy_for, actor.roles)
    return row


async def get_lead(task: Work | Reading, lead_id: UUID) -> Row[Any]:
    """One lead. Raises NotFound."""
    return await find(task.connection, lead, lead_id)


async def reveal(work: Work, vault: Vault, lead_id: UUID, body: LeadRevealIn) -> str | None:
    """A lead's phone in clear, recorded with the reason. A dry run shows nothing. Raises NotFound."""
    row = await get_lead(work, lead_id)
    if work.dry_run:
        return None
    await work.record("lead.reveal", row, data={"reason": body.reason})
    return vault.open(row.phone, store.place(row.id)).clear()


def masked(vault: Vault, row: Row[Any]) -> str:
    """A lead's phone as everybody sees it."""
    return mask_phone(vault.open(row.phone, store.place(row.id)))


async def reseal(connection: AsyncConnection, vault: Vault, key_id: str, limit: int) -> int:
    """Seal the phones of some leads that are under another key anew. Answers how many. Raises Unreadable."""
    rows = await store.under_other_key(connection, key_id, limit)
    fresh = [
        {"lead": row.id, "phone": vault.seal(vault.open(row.phone, store.place(row.id)), store.place(row.id))}
        for row in rows
    ]
    await store.put_sealed(connection, fresh)
    return len(fresh)


async def write_note(work: Work, body: NoteIn) -> Row[Any]:
    """Write market news down, for the outlet and everybody above it. Raises BadInput, PartnerClosed."""
    node = await _place(work, body.outlet)
    await _partner(work, body.partner_id)
    made = {"id": new_id(), "made_by": work.actor.sub, "made_at": work.now}
    row = await store.add(work.connection, note, **(body.model_dump() | made | node))
    await work.record("market_note.write", row, data={"partner_id": row.partner_id})
    return row
