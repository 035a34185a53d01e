"""What is done with risk classes: worked out anew where the past became another, shown, and compared between dates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.admission import Reading
from chassis.money import from_fen
from services.collections.arrears import actions as arrears
from services.collections.arrears.rules import Book, RiskClass, days_past_due
from services.collections.policies import actions as policies
from services.collections.policies.rules import Buckets, ClassPolicy
from services.collections.risk_classes import rules, store
from services.collections.risk_classes.rules import (
    Change,
    Judgement,
    Kept,
    Life,
    Position,
    Schedule,
    Seen,
    Standing,
)
from services.collections.risk_classes.schemas import MigrationOut, MigrationsOut
from services.collections.risk_classes.store import Restated

BATCH = 2_000


@dataclass(frozen=True)
class Known:
    """A loan as its row has it: where the last close left it, and what has come since."""

    no: int
    position: Position
    oldest_due_on: date | None
    written_off_on: date | None
    is_aged: bool


@dataclass(frozen=True)
class Difference:
    """A loan of which something is not as it was believed.

    `history`: its classes since a date, as they were believed and as they are; `class` or `bucket`: what the last close
    should have made of it.
    """

    no: int
    loan_id: Any
    sub_branch: str
    outlet: str
    what: str
    since: date | None
    was: str
    found: str


async def schedules(connection: AsyncConnection, loans: Sequence[int]) -> dict[int, list[Schedule]]:
    """Every schedule of these loans, the oldest first, each instalment with the day on which it was wholly paid."""
    found: dict[int, list[Schedule]] = {no: [] for no in loans}
    last: tuple[int, int] | None = None
    kept: list[Kept] = []
    for row in await store.settlements(connection, loans) if loans else ():
        if (row["loan_no"], row["schedule_no"]) != last:
            last, kept = (row["loan_no"], row["schedule_no"]), []
            found[row["loan_no"]].append(Schedule(row["from_on"], kept))
        kept.append(Kept(row["due_date"], row["settled_on"], row["taken"]))
    return found


async def take_effect(
    connection: AsyncConnection, book: Book, loans: Mapping[int, date], at: datetime, by: str
) -> None:
    """Something was reported of these locked loans that counts from a day on: see to the closes that have been since.

    Call it holding the book for reporting. While a close runs, it looks at these loans itself before it ends.
    """
    begun = book.begun_through
    late = sorted(no for no, day in loans.items() if begun is not None and day <= begun)
    if late and book.closing is not None:
        await store.mark(connection, late)
    elif late and book.closed_through is not None:
        await restate(connection, late, book.closed_through, at, by, book.business_date)


async def restate_marked(connection: AsyncConnection, through: date, at: datetime, by: str) -> bool:
    """See to some of the loans that were marked while a close ran. Answers whether there may be more of them."""
    loans = await store.marked(connection, BATCH)
    await restate(connection, loans, through, at, by, through)
    return len(loans) == BATCH


async def numbers(connection: AsyncConnection, first: int, last: int) -> list[int]:
    """The loans of a range."""
    return await store.numbers(connection, first, last)


async def restate(
    connection: AsyncConnection, loans: Sequence[int], through: date, at: datetime, by: str, on: date | None
) -> list[Difference]:
    """Work the classes of these loans out anew, from their first close to that one, and write what differs."""
    found: list[Difference] = []
    if not loans:
        return found
    figures = [(day, await policies.risk_classes_named(connection, v)) for day, v in await store.versions(connection)]
    buckets = await policies.buckets_named(connection, await store.buckets_version(connection, through))
    counting = _Counting(through, figures, buckets)
    for start in range(0, len(loans), BATCH):
        batch = sorted(loans[start : start + BATCH])
        found += await _restate(connection, batch, counting, at, by, on)
    return found


@dataclass(frozen=True)
class _Counting:
    """Through which close, by which figures from which close on, and by which buckets then."""

    through: date
    figures: Sequence[tuple[date, ClassPolicy]]
    buckets: Buckets


async def _restate(
    connection: AsyncConnection,
    loans: Sequence[int],
    counting: _Counting,
    at: datetime,
    by: str,
    on: date | None,
) -> list[Difference]:
    through, figures = counting.through, counting.figures
    rows = await store.lives(connection, loans)
    plans, marks = await schedules(connection, loans), await _marks(connection, loans)
    believed: dict[int, list[Any]] = {no: [] for no in loans}
    for each in await store.known(connection, loans):
        believed[each["loan_no"]].append(each)
    restated, differences = [], []
    for row in rows:
        begins = max(row["aged_from"] or figures[0][0], figures[0][0])
        judgements, restructured_on = marks.get(row["no"], ([], []))
        life = Life(begins, plans[row["no"]], judgements, restructured_on, row["written_off_on"])
        changes, position = rules.path(life, through, figures)
        oldest = rules.look(life, through, figures[-1][1]).oldest_due_on if begins <= through else None
        bucket = counting.buckets.name_of(days_past_due(oldest, through))
        found = _compare(row, believed[row["no"]], changes, position, bucket)
        restated.append(found)
        for what, since, was, is_now in _differences(row, believed[row["no"]], changes, found):
            differences.append(
                Difference(row["no"], row["id"], row["sub_branch"], row["outlet"], what, since, was, is_now)
            )
    await store.restate(connection, restated, at, by, on)
    return differences


def _compare(row: Any, believed: Sequence[Any], changes: Sequence[Change], position: Position, bucket: str) -> Restated:
    was = {(each["from_on"], each["standing"]): each["id"] for each in believed}
    now = {(each.from_on, each.standing): each for each in changes}
    void = [number for key, number in was.items() if key not in now]
    add = [change for key, change in now.items() if key not in was]
    since = min([day for day, _ in was.keys() ^ now.keys()], default=None)
    return Restated(row["no"], void, add, position, bucket, since)


def _differences(
    row: Any, believed: Sequence[Any], changes: Sequence[Change], found: Restated
) -> Iterator[tuple[str, date | None, str, str]]:
    if found.since is not None:
        was = [(each["from_on"], each["standing"]) for each in believed]
        is_now = [(each.from_on, each.standing) for each in changes]
        yield "history", found.since, _told(was, found.since), _told(is_now, found.since)
    elif row["aged_class"] != found.position.standing:
        yield "class", None, row["aged_class"], found.position.standing
    if row["aged_bucket"] != found.bucket:
        yield "bucket", None, row["aged_bucket"], found.bucket


def _told(history: Sequence[tuple[date, str]], since: date) -> str:
    before = next((standing for day, standing in reversed(history) if day < since), "normal")
    return ", ".join([before, *(f"{standing} from {day}" for day, standing in history if day >= since)])


async def _marks(connection: AsyncConnection, loans: Sequence[int]) -> dict[int, tuple[list[Judgement], list[date]]]:
    found: dict[int, tuple[list[Judgement], list[date]]] = {}
    for row in await store.marks(connection, loans):
        judgements, restructured = found.setdefault(row["loan_no"], ([], []))
        if row["kind"] == "restructuring":
            restructured.append(row["from_on"])
        else:
            judgements.append(Judgement(row["from_on"], row["until_on"], row["risk_class"], row["due_date"]))
    return found


async def of_loans(
    connection: AsyncConnection, book: Book, loans: Sequence[Known], policy: ClassPolicy
) -> dict[int, RiskClass]:
    """The classes of these loans after the last close, with what was reported since then taken in at once."""
    marks = await _marks(connection, [each.no for each in loans]) if loans else {}
    return {each.no: _now(each, book, *marks.get(each.no, ([], [])), policy) for each in loans}


def _now(
    loan: Known, book: Book, judgements: Sequence[Judgement], restructured_on: Sequence[date], policy: ClassPolicy
) -> RiskClass:
    on = book.closed_through
    if on is None or not loan.is_aged:
        return "loss" if loan.written_off_on else "normal"
    # What people decided since the last close is shown at once, too, where it makes the class worse.
    instalments = [Kept(loan.oldest_due_on, None)] if loan.oldest_due_on else []
    life = Life(on, [Schedule(None, instalments)], judgements, restructured_on, loan.written_off_on)
    then, soon = rules.look(life, on, policy), rules.look(life, book.next_ageing or on, policy)
    lowest = max(then.lowest, soon.lowest)
    seen = Seen(loan.oldest_due_on, soon.is_written_off, lowest, then.is_technical or soon.is_technical)
    return rules.risk_class(rules.step(loan.position, on, seen, policy).standing)


async def worst_since(connection: AsyncConnection, loans: Sequence[int], since: date) -> dict[int, RiskClass]:
    """The worst class that each of these loans had from a date on; those that were always normal are not in it."""
    found = await store.standings_since(connection, loans, since) if loans else {}
    return {no: max(map(rules.risk_class, standings), key=rules.rank) for no, standings in found.items()}


async def migrations(
    task: Reading,
    from_on: date,
    to_on: date,
    known_at: datetime | None,
    sub_branch: str | None,
    account_manager: str | None,
) -> MigrationsOut:
    """How loans moved between the classes from one close to another (C6). Raises NotClosedYet."""
    book = await arrears.book(task.connection)
    if book.closed_through is None or not from_on <= to_on <= book.closed_through:
        raise rules.NotClosedYet
    rows = await store.matrix(task.connection, from_on, to_on, known_at, sub_branch, account_manager)
    of_class: dict[str, int] = {}
    for row in rows:
        of_class[row["was"]] = of_class.get(row["was"], 0) + row["loans"]
    items = [
        MigrationOut(
            was=row["was"],
            became=row["became"],
            loans=row["loans"],
            principal=from_fen(row["principal"]),
            rate=(Decimal(row["loans"]) / of_class[row["was"]]).quantize(Decimal("0.0001")),
        )
        for row in sorted(rows, key=_place)
    ]
    return MigrationsOut(from_on=from_on, to_on=to_on, items=items)


_ORDER: Sequence[Standing | str] = (
    "new", "normal", "special_mention", "substandard", "doubtful", "loss", "written_off", "paid_off",
)  # fmt: skip


def _place(row: Any) -> tuple[int, int]:
    return _ORDER.index(row["was"]), _ORDER.index(row["became"])
