"""What is done about persons: known again wherever they stand, and barred there (domain C7)."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.personal import Personal, Vault
from services.collections.persons import rules, store
from services.collections.persons.rules import Stand, Standing

LOANS_AT_ONCE = 500  # whose people one transaction looks at anew


def standing(
    vault: Vault, loan_id: UUID, customer_ref: str, numbers: Mapping[tuple[str, int], tuple[str | None, str | None]]
) -> Standing:
    """Who stands on a loan; `numbers` are each one's telephone and identity number, by party and place."""
    found = Standing({}, set())
    for (party, place), (phone, id_number) in numbers.items():
        marks = rules.marks(party, place, str(loan_id), customer_ref, phone, id_number)
        indexes = [vault.index(Personal(each), "person", "phone") for each in (*marks.numbers, *marks.others)]
        found.known_by[party, place] = tuple(indexes)
        found.keys.update(rules.keys(indexes[: len(marks.numbers)]))
    return found


async def share(connection: AsyncConnection) -> None:
    """Hold who stands where with others who write people: no ban comes or ends until the transaction is over."""
    await store.share(connection)


async def hold(connection: AsyncConnection) -> None:
    """Hold who stands where alone, until the transaction is over."""
    await store.hold(connection)


def whole_bank(connection: AsyncConnection) -> AbstractAsyncContextManager[None]:
    """The whole bank's eyes, for a while: a person's peace does not end at a sub-branch."""
    return store.whole_bank(connection)


async def keep(connection: AsyncConnection, standing: Mapping[int, Iterable[int]]) -> None:
    """Put down who stands on these loans: where they are looked up, by the loans' `no`."""
    await store.keep(connection, standing)


async def barred(connection: AsyncConnection, standings: Mapping[UUID, Standing]) -> dict[UUID, set[tuple[str, int]]]:
    """Where on these loans somebody stands whom nobody may contact, whichever branch said so; loans without are not
    in it."""
    known = {index for each in standings.values() for index in each.indexes}
    found = await store.barred(connection, known) if known else set()
    places = {loan_id: each.places(found) for loan_id, each in standings.items()} if found else {}
    return {loan_id: each for loan_id, each in places.items() if each}


async def bar(connection: AsyncConnection, ban_id: UUID, indexes: Sequence[bytes]) -> None:
    """Have a ban count for whoever is known by one of these."""
    await store.bar(connection, ban_id, indexes)


async def unbar(connection: AsyncConnection, ban_id: UUID, at: datetime) -> None:
    """Have a ban count no more."""
    await store.unbar(connection, ban_id, at)


async def barred_by(connection: AsyncConnection, ban_id: UUID) -> list[bytes]:
    """By what a ban knows its person."""
    return await store.barred_by(connection, ban_id)


async def around(connection: AsyncConnection, indexes: Sequence[bytes], loan_id: UUID, after: int) -> list[Stand]:
    """The next loans after that `no` on which the person may stand, or of that loan's customer, at most
    LOANS_AT_ONCE."""
    return await store.around(connection, rules.keys(indexes), loan_id, after, LOANS_AT_ONCE)


async def unknown(connection: AsyncConnection) -> list[UUID]:
    """Some loans from before it was kept who stands on them."""
    return await store.unknown(connection, LOANS_AT_ONCE)
