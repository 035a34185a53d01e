"""What is done with customers."""

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import audit
from chassis.admission import Reading
from chassis.db import VIOLATIONS
from chassis.errors import BadInput, DuplicateRef, LoanopsError
from chassis.identity import EVERYWHERE, Scope
from chassis.ids import new_id
from chassis.imports import Importer, Line, Rejection
from chassis.personal import Personal, Vault, mask_id_number, mask_phone
from chassis.store import find
from chassis.writes import Work
from services.customer.customers import store
from services.customer.customers.rules import CustomerExists
from services.customer.customers.schemas import CustomerIn, RevealIn
from services.customer.customers.store import customer
from services.customer.organisation import actions as organisation
from services.customer.organisation.rules import unknown_node


async def register(work: Work, vault: Vault, body: CustomerIn) -> Row[Any]:
    """Put a customer on the books, or take in what is known anew of one: the same `external_ref` is the same customer.

    Answers 200 for a known one; the same content again changes nothing. Raises CustomerExists for the identity number
    of somebody else, BadInput for an outlet that is not there.
    """
    await organisation.require_outlet(work, body.sub_branch, body.outlet)
    first = await store.find_by_ref(work.connection, body.external_ref)
    if first is None:
        try:
            async with work.attempt():
                return await _add(work, vault, body)
        except VIOLATIONS:
            # A twin was faster, or the identity number is somebody's already: what the constraint says of that.
            first = await store.find_by_ref(work.connection, body.external_ref)
            if first is None:
                raise
    work.status = 200
    return await _amend(work, vault, first.id, body)


async def _amend(work: Work, vault: Vault, customer_id: UUID, body: CustomerIn, *, told: bool = True) -> Row[Any]:
    """Write what is known anew of a customer; a record tells which fields, never what they hold."""
    row = (await store.lock(work.connection, [customer_id]))[customer_id]
    before = _content(vault, row)
    changed = sorted(name for name in CustomerIn.model_fields if getattr(before, name) != getattr(body, name))
    if not changed:
        return row
    values = _values(work, vault, body, row.id)
    kept = {name: values[name] for name in (*CustomerIn.model_fields, "id_number_index") if name != "external_ref"}
    after = await store.change(work.connection, row, kept)
    if told:
        await work.record("customer.amend", after, before=row, data={"changed": changed})
    return after


def importer(vault: Vault) -> Importer:
    """How files of customers are taken."""
    return Importer(CustomerIn, functools.partial(take, vault), vault)


async def take(vault: Vault, work: Work, lines: Sequence[Line]) -> list[Rejection]:
    """Put the customers of these lines on the books, with three queries and one insert. Answers the lines not taken.

    A line that says again what is known is taken, and changes nothing; one that says something new of a known customer
    changes that one. Two lines of one file that contradict each other are not taken both.
    """
    indexes = {line.number: vault.index(line.value.id_number, "customer", "id_number") for line in lines}
    refs = [line.value.external_ref for line in lines]
    held = {row.external_ref: row for row in await store.find_by_refs(work.connection, refs)}
    known = {ref: _content(vault, row) for ref, row in held.items()}
    taken = await store.indexes_among(work.connection, list(indexes.values()))
    outlets = await organisation.outlets(work)
    rows, rejections = [], []
    for line in lines:
        body: CustomerIn = line.value
        refused: LoanopsError | None = None
        if known.get(body.external_ref) == body:
            continue
        if (body.sub_branch, body.outlet) not in outlets:
            refused = unknown_node("/outlet")
        elif body.external_ref in held:
            refused = await _taken_anew(work, vault, held[body.external_ref].id, body)
        elif body.external_ref in known:
            refused = DuplicateRef()
        elif indexes[line.number] in taken:
            refused = CustomerExists()
        else:
            known[body.external_ref] = body
            taken.add(indexes[line.number])
            rows.append(_values(work, vault, body, new_id()))
        if refused is not None:
            rejections.append(_rejection(line.number, refused))
    if rows:
        await work.connection.execute(insert(customer), rows)
    return rejections


async def _taken_anew(work: Work, vault: Vault, customer_id: UUID, body: CustomerIn) -> LoanopsError | None:
    try:
        async with work.attempt():
            await _amend(work, vault, customer_id, body, told=False)
    except VIOLATIONS:
        return CustomerExists()
    return None


async def get(task: Work | Reading, customer_id: UUID) -> Row[Any]:
    """One customer. Raises NotFound."""
    return await find(task.connection, customer, customer_id)


async def locked(work: Work, ids: Iterable[UUID]) -> dict[UUID, Row[Any]]:
    """These customers as far as the caller sees them, locked against other writers until the work is done."""
    return await store.lock(work.connection, ids)


async def ids_of(task: Work | Reading, refs: Sequence[str]) -> dict[str, UUID]:
    """The customers behind core banking's numbers, as far as they are known."""
    return {row.external_ref: row.id for row in await store.find_by_refs(task.connection, refs)}


async def set_merged(work: Work, row: Row[Any], into: UUID | None) -> Row[Any]:
    """Have a locked customer stand for another one, or for itself again."""
    return await store.change(work.connection, row, {"merged_into": into})


async def reseal(
    connection: AsyncConnection, vault: Vault, key_id: str, after: UUID, limit: int
) -> tuple[int, int, UUID]:
    """Seal the numbers of the next customers under the current key, as far as they are under another.

    Answers how many were read and how many sealed anew, and the last one's id. Raises Unreadable.
    """
    rows = await store.next_sealed(connection, key_id, after, limit)
    fresh = [
        {
            "customer": row.id,
            **{name: vault.seal(value, store.place(name, row.id)) for name, value in _numbers(vault, row).items()},
        }
        for row in rows
        if row.old
    ]
    await store.put_sealed(connection, fresh)
    return len(rows), len(fresh), rows[-1].id if rows else after


async def count(connection: AsyncConnection) -> int:
    """How many customers there are."""
    return await store.count(connection)


async def under_other_keys(connection: AsyncConnection, key_id: str) -> int:
    """How many customers have a number that is sealed under another key than that."""
    return await store.under_other_keys(connection, key_id)


async def search(work: Work, vault: Vault, id_number: Personal) -> list[Row[Any]]:
    """The customer of that number, as far as the caller's scope covers it. The search itself is recorded, found or not.

    A dry run would leave no trace of a look: it finds nothing.
    """
    if work.dry_run:
        return []
    found = await store.find_by_index(work.connection, vault.index(id_number, "customer", "id_number"))
    if found is None:
        node = Scope(work.actor.sub_branch or EVERYWHERE, work.actor.outlet or EVERYWHERE)
        await audit.append(
            work.connection, work.actor, work.now, "customer.search", new_id(), node, data={"found": False}
        )
        return []
    await work.record("customer.search", found, data={"found": True})
    if found.merged_into is not None:
        return [await get(work, found.merged_into)]
    return [found]


async def reveal(work: Work, vault: Vault, customer_id: UUID, body: RevealIn) -> tuple[Row[Any], Mapping[str, str]]:
    """A customer's numbers in clear, recorded with the reason. A dry run shows none of them. Raises NotFound."""
    row = await get(work, customer_id)
    if work.dry_run:
        return row, {}
    await work.record("customer.reveal", row, data={"reason": body.reason})
    return row, {name: value.clear() for name, value in _numbers(vault, row).items()}


def masked(vault: Vault, row: Row[Any]) -> dict[str, str]:
    """A customer's numbers as everybody sees them."""
    numbers = _numbers(vault, row)
    return {"id_number": mask_id_number(numbers["id_number"]), "phone": mask_phone(numbers["phone"])}


async def _add(work: Work, vault: Vault, body: CustomerIn) -> Row[Any]:
    made = insert(customer).values(**_values(work, vault, body, new_id()))
    row: Row[Any] = (await work.connection.execute(made.returning(customer))).one()
    facts = {"external_ref": row.external_ref, "marketing_consent": row.marketing_consent}
    await work.record("customer.register", row, data=facts)
    return row


def _values(work: Work, vault: Vault, body: CustomerIn, customer_id: UUID) -> dict[str, Any]:
    return {
        "id": customer_id,
        "external_ref": body.external_ref,
        "name": body.name,
        "id_number": vault.seal(body.id_number, store.place("id_number", customer_id)),
        "id_number_index": vault.index(body.id_number, "customer", "id_number"),
        "phone": vault.seal(body.phone, store.place("phone", customer_id)),
        "marketing_consent": body.marketing_consent,
        "company": body.company.model_dump(mode="json") if body.company else None,
        "made_by": work.actor.sub,
        "made_at": work.now,
        "sub_branch": body.sub_branch,
        "outlet": body.outlet,
    }


def _rejection(number: int, refused: LoanopsError) -> Rejection:
    if isinstance(refused, BadInput):
        fault = refused.errors[0]
        return Rejection(number, fault.code, fault.message, fault.pointer)
    return Rejection(number, refused.code, refused.detail)


def _numbers(vault: Vault, row: Row[Any]) -> dict[str, Personal]:
    return {name: vault.open(getattr(row, name), store.place(name, row.id)) for name in ("id_number", "phone")}


def _content(vault: Vault, row: Row[Any]) -> CustomerIn:
    """What was reported of a customer, as it would be reported again."""
    values = {name: getattr(row, name) for name in CustomerIn.model_fields}
    return CustomerIn.model_validate(values | _numbers(vault, row))
