"""What is done with customers."""

import functools
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert
from sqlalchemy.exc import IntegrityError

from chassis import audit
from chassis.admission import Reading
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
    """Put a customer on the books. The same `external_ref` with the same content answers the first, with status 200.

    Raises DuplicateRef for the same reference with other content, CustomerExists for a known identity number, BadInput
    for an outlet that is not there.
    """
    first = await store.find_by_ref(work.connection, body.external_ref)
    if first is None:
        await organisation.require_outlet(work, body.sub_branch, body.outlet)
        try:
            async with work.connection.begin_nested():
                return await _add(work, vault, body)
        except IntegrityError:
            # A twin was faster, or the identity number is somebody's already: what the constraint says of that.
            first = await store.find_by_ref(work.connection, body.external_ref)
            if first is None:
                raise
    if _content(vault, first) != body:
        raise DuplicateRef
    work.status = 200
    return first


def importer(vault: Vault) -> Importer:
    """How files of customers are taken."""
    return Importer(CustomerIn, functools.partial(take, vault), vault)


async def take(vault: Vault, work: Work, lines: Sequence[Line]) -> list[Rejection]:
    """Put the customers of these lines on the books, with three queries and one insert. Answers the lines not taken.

    A line that says again what is known is taken, and changes nothing.
    """
    indexes = {line.number: vault.index(line.value.id_number, "customer", "id_number") for line in lines}
    refs = [line.value.external_ref for line in lines]
    known = {row.external_ref: _content(vault, row) for row in await store.find_by_refs(work.connection, refs)}
    taken = await store.indexes_among(work.connection, list(indexes.values()))
    outlets = await organisation.outlets(work)
    rows, rejections = [], []
    for line in lines:
        body: CustomerIn = line.value
        refused: LoanopsError | None = None
        if body.external_ref in known:
            refused = None if known[body.external_ref] == body else DuplicateRef()
        elif (body.sub_branch, body.outlet) not in outlets:
            refused = unknown_node("/outlet")
        elif indexes[line.number] in taken:
            refused = CustomerExists()
        else:
            known[body.external_ref] = body
            taken.add(indexes[line.number])
            rows.append(_values(work, vault, body))
        if refused is not None:
            rejections.append(_rejection(line.number, refused))
    if rows:
        await work.connection.execute(insert(customer), rows)
    return rejections


async def get(task: Work | Reading, customer_id: UUID) -> Row[Any]:
    """One customer. Raises NotFound."""
    return await find(task.connection, customer, customer_id)


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
    made = insert(customer).values(**_values(work, vault, body))
    row: Row[Any] = (await work.connection.execute(made.returning(customer))).one()
    facts = {"external_ref": row.external_ref, "marketing_consent": row.marketing_consent}
    await work.record("customer.register", row, data=facts)
    return row


def _values(work: Work, vault: Vault, body: CustomerIn) -> dict[str, Any]:
    customer_id = new_id()
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
