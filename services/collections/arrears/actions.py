"""How far the book is closed, and what loans are behind with at its last close."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.money import from_fen
from services.collections.arrears import store
from services.collections.arrears.rules import Arrears, Book, BucketSum, gather
from services.collections.policies.rules import Buckets


async def book(connection: AsyncConnection) -> Book:
    """How far the book is closed at this moment; it may move on while the caller works."""
    row = await store.read(connection)
    return Book(row.closed_through, row.closing)


async def book_for_reporting(connection: AsyncConnection) -> Book:
    """How far the book is closed, and stays so until the caller's transaction is over."""
    await store.share(connection)
    return await book(connection)


async def book_for_closing(connection: AsyncConnection) -> Book:
    """How far the book is closed, to the caller alone: nobody reports anything until its transaction is over."""
    await store.hold(connection)
    return await book(connection)


async def of_loans(
    connection: AsyncConnection, found: Book, loans: Sequence[int], buckets: Buckets
) -> dict[int, Arrears]:
    """The arrears at the last close, with repayments since then, of those of these loans (by `no`) that have any."""
    if found.closed_through is None or not loans:
        return {}
    sums: dict[int, list[BucketSum]] = {}
    for row in await store.arrears(connection, loans, found.closed_through, buckets.first_days):
        amounts = (from_fen(row["principal"]), from_fen(row["interest"]))
        sums.setdefault(row["loan_no"], []).append(BucketSum(row["bucket"], row["days_past_due"], *amounts))
    return {number: gather(each, buckets) for number, each in sums.items()}
