"""Facts and tiers: tables, queries, and the one statement by which a range of customers is tiered."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Date,
    DateTime,
    Integer,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    exists,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns, raw
from chassis.money import to_fen
from services.customer.tiers import rules
from services.customer.tiers.rules import COUNTS, GENERAL, NO_WAY, TIERS, Way

tables = metadata()

customer_facts = Table(
    "customer_facts",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("deposits", Fen, nullable=False),
    Column("monthly_contribution", Fen, nullable=False),
    Column("years_with_bank", Integer, nullable=False),
    Column("products_held", ARRAY(Text), nullable=False),
    Column("annual_income", Fen, nullable=False),
    Column("loans", JSONB, nullable=False),
    Column("needs", ARRAY(Text), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
    Column("correlation_ids", ARRAY(Uuid), nullable=False),
)

customer_tier = Table(
    "customer_tier",
    tables,
    Column("customer_id", Uuid, primary_key=True),
    Column("tier", Text, nullable=False),
    Column("facts_id", Uuid, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    *node_columns(),
    Column("as_of", Date, nullable=False),
    Column("deposits", Fen, nullable=False),
    Column("monthly_contribution", Fen, nullable=False),
    Column("years_with_bank", Integer, nullable=False),
    Column("products", Integer, nullable=False),
    Column("annual_income", Fen, nullable=False),
    Column("operating_loan", Fen, nullable=False),
    Column("loan_products", ARRAY(Text), nullable=False),
    Column("loan_amounts", ARRAY(BigInteger), nullable=False),
    Column("needs", ARRAY(Text), nullable=False),
    Column("found_tier", Text, nullable=False),
    Column("codes", ARRAY(Text), nullable=False),
    Column("previous_tier", Text),
    Column("override_id", Uuid),
    Column("found_at", DateTime(timezone=True), nullable=False),
    Column("changes", Integer, nullable=False),
)

tier_change = Table(
    "tier_change",
    tables,
    Column("customer_id", Uuid, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("tier", Text, nullable=False),
    Column("before_tier", Text),
    Column("codes", ARRAY(Text), nullable=False),
    Column("override_id", Uuid),
    Column("facts_id", Uuid, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

# The arrears in collections that a change of tier came of: its facts tell of them, or its override rests on them.
tier_change_arrears = Table(
    "tier_change_arrears",
    tables,
    Column("no", BigInteger, primary_key=True),
    Column("correlation_id", Uuid, nullable=False),
    Column("customer_id", Uuid, nullable=False),
    Column("position", Integer, nullable=False),
    *node_columns(),
)

# What the fact is called in the row that a run reads.
_COLUMNS = {name: "products" if name == "products_held" else name for name in rules.FIGURES}

# One page in a hundred tells well enough where the ids of the book lie: to number a million rows takes longer than to
# tier them. Both rely on customer_tier's primary key at most.
_SAMPLE = text("SELECT customer_id FROM customer_tier TABLESAMPLE SYSTEM (1)")
_SAMPLED = 100
_LAST = text("SELECT customer_id FROM customer_tier ORDER BY customer_id DESC LIMIT 1")
# Of the loans that finance a business the largest single one counts (T2); which those are, the policy says.
_LARGEST = (
    "coalesce((SELECT max(l.amount) FROM unnest(loan_products, loan_amounts) AS l (product, amount) "
    "WHERE l.product = ANY ($3)), 0)"
)
_OPERATING = (
    f"UPDATE customer_tier SET operating_loan = {_LARGEST} WHERE customer_id > $1 AND customer_id <= $2 "  # noqa: S608
    f"AND (operating_loan <> 0 OR loan_products && $3) AND operating_loan <> {_LARGEST}"
)
# A range whose first customers all stay as they are has mostly nobody to change. Whether it has is then asked in the
# one reading that counts, which is all that most ranges of most runs need. Both rely on customer_tier's primary key.
_PROBED = 200
_PROBE = (
    "SELECT EXISTS (SELECT FROM (SELECT * FROM customer_tier WHERE customer_id > $1 AND customer_id <= $2 "
    "ORDER BY customer_id LIMIT $3) AS first WHERE {differs})"
)
_READ = (
    "SELECT count(*) AS read, count(*) FILTER (WHERE {differs}) AS differing "
    "FROM customer_tier WHERE customer_id > $1 AND customer_id <= $2"
)
# Only what differs is written, and each change with its place in the history. What changed while this waited for it is
# looked at again as it is then, since all that counts stands in the one row. Relies on customer_tier's primary key.
_TIER = """
    WITH changed AS (
        UPDATE customer_tier
           SET found_tier = {tier}, codes = {codes}, previous_tier = tier,
               tier = CASE WHEN override_id IS NULL THEN {tier} ELSE tier END,
               since = CASE WHEN override_id IS NULL AND tier <> {tier} THEN $3 ELSE since END,
               policy_version = $4, found_at = $3, changes = changes + 1
         WHERE customer_id > $1 AND customer_id <= $2 AND {differs}
        RETURNING customer_id, changes, tier, previous_tier, codes, override_id, facts_id, sub_branch, outlet
    ), told AS (
        INSERT INTO tier_change (customer_id, position, tier, before_tier, codes, override_id, facts_id,
                                 policy_version, made_by, made_at, sub_branch, outlet)
        SELECT customer_id, changes, tier, previous_tier, codes, override_id, facts_id, $4, $5, $3, sub_branch, outlet
          FROM changed
    )
    SELECT (SELECT count(*) FROM customer_tier WHERE customer_id > $1 AND customer_id <= $2) AS read,
           count(*) AS changed,
           count(*) FILTER (WHERE array_position($6, tier) < array_position($6, previous_tier)) AS raised,
           count(*) FILTER (WHERE array_position($6, tier) > array_position($6, previous_tier)) AS lowered
      FROM changed
"""
# Each customer once: the tier before the period beside the one at its end. Relies on tier_change_made_at_idx.
_MOVEMENTS = text("""
    WITH ends AS (
        SELECT customer_id, (array_agg(before_tier ORDER BY position))[1] AS before,
               (array_agg(tier ORDER BY position DESC))[1] AS after
          FROM tier_change
         WHERE made_at >= :begins AND made_at < :ends
           AND (CAST(:sub_branch AS text) IS NULL OR sub_branch = :sub_branch)
           AND (CAST(:outlet AS text) IS NULL OR outlet = :outlet)
         GROUP BY customer_id
    )
    SELECT before, after, count(*) AS customers FROM ends WHERE before IS DISTINCT FROM after
     GROUP BY before, after ORDER BY before NULLS FIRST, after
""")


async def ranges(connection: AsyncConnection, size: int) -> list[tuple[UUID, UUID]]:
    """The book in ranges of about `size` customers by the order of their ids: after which, and up to which."""
    last = (await connection.execute(_LAST)).scalar_one_or_none()
    if last is None:
        return []
    sample = sorted((await connection.execute(_SAMPLE)).scalars())
    count = max(round(len(sample) * _SAMPLED / size), 1)
    within = [sample[len(sample) * place // count] for place in range(1, count)]
    ends = sorted({each for each in within if each < last} | {last})
    return list(zip([UUID(int=0), *ends], ends, strict=False))


async def tier_range(
    connection: AsyncConnection, table: rules.Table, after: UUID, last: UUID, at: datetime, by: str, *, loans: bool
) -> dict[str, int]:
    """Tier the customers of a range by a table of ways, set by set. Answers how many it read, changed, and which way.

    With `loans` the largest operating loan of each is found anew: other loans may count than when it was written.
    """
    held = raw(connection)
    if loans:
        await held.execute(_OPERATING, after, last, list(table.operating_products))
    found_tier, codes, differs = compiled(table)
    if not await held.fetchval(_PROBE.format(differs=differs), after, last, _PROBED):
        found = await held.fetchrow(_READ.format(differs=differs), after, last)
        if not found["differing"]:
            return {"read": found["read"], "changed": 0, "raised": 0, "lowered": 0}
    statement = _TIER.format(tier=found_tier, codes=codes, differs=differs)
    return dict(await held.fetchrow(statement, after, last, at, table.policy_version, by, list(TIERS)))


def compiled(table: rules.Table) -> tuple[str, str, str]:
    """The tier, the codes of the ways that lead to it, and whether either is another than the row's, as SQL over a row.

    The last asks each way once for a row that stays as it is, which most do. Figures become numbers, and texts are
    quoted: nothing of a policy is read as SQL.
    """
    leading: dict[str, list[tuple[str, str]]] = {tier: [] for tier in TIERS}
    for way in table.ways:
        leading[way.tier].append((_condition(way), _quoted(way.code)))
    tiers, codes, differs = [], [], []
    for tier in TIERS:
        if leading[tier]:
            reached = " OR ".join(f"({condition})" for condition, _ in leading[tier])
            named = ", ".join(f"CASE WHEN {condition} THEN {code} END" for condition, code in leading[tier])
            led = f"array_remove(ARRAY[{named}]::text[], NULL)"
            tiers.append(f"WHEN {reached} THEN {_quoted(tier)}")
            codes.append(f"WHEN {reached} THEN {led}")
            differs.append(f"WHEN {reached} THEN found_tier <> {_quoted(tier)} OR codes <> {led}")
    none = f"ARRAY[{_quoted(NO_WAY)}]::text[]"
    other = f"found_tier <> {_quoted(GENERAL)} OR codes <> {none}"
    if not tiers:
        return _quoted(GENERAL), none, f"({other})"
    return (
        f"(CASE {' '.join(tiers)} ELSE {_quoted(GENERAL)} END)",
        f"(CASE {' '.join(codes)} ELSE {none} END)",
        f"(CASE {' '.join(differs)} ELSE {other} END)",
    )


def _condition(way: Way) -> str:
    asked = [f"{_COLUMNS[name]} >= {_number(name, least)}" for name, least in way.at_least.items()]
    if way.need is not None:
        asked.append(f"{_quoted(way.need)} = ANY (needs)")
    return " AND ".join(asked)


def _number(name: str, least: Decimal) -> int:
    return int(least) if name in COUNTS else to_fen(least)


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def facts_of(customer_id: UUID) -> Select[Any]:
    """A customer's facts. Relies on customer_facts_customer_id_idx."""
    return select(customer_facts).where(customer_facts.c.customer_id == customer_id)


async def add_facts(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Write facts down."""
    if rows:
        await connection.execute(insert(customer_facts), rows)


async def tiers_of(
    connection: AsyncConnection, customers: Iterable[UUID], *, lock: bool = False
) -> dict[UUID, Row[Any]]:
    """The tiers that count now, by customer, locked in the order of ids if asked."""
    wanted = select(customer_tier).where(customer_tier.c.customer_id == any_(cast(list(customers), ARRAY(Uuid))))
    wanted = wanted.order_by(customer_tier.c.customer_id)
    if lock:
        wanted = wanted.with_for_update(key_share=True)
    return {row.customer_id: row for row in await connection.execute(wanted)}


async def put_tiers(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Write the tiers that count from now on over those before."""
    if not rows:
        return
    made = insert(customer_tier)
    kept = {"customer_id", "sub_branch", "outlet"}
    changed = {name: made.excluded[name] for name in rows[0] if name not in kept}
    await connection.execute(made.on_conflict_do_update(index_elements=["customer_id"], set_=changed), rows)


async def add_changes(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Write changes into the history."""
    if rows:
        await connection.execute(insert(tier_change), rows)


async def add_arrears(connection: AsyncConnection, changes: Sequence[tuple[Mapping[str, Any], Sequence[UUID]]]) -> None:
    """Write of which arrears changes of tier came."""
    kept = ("customer_id", "position", "sub_branch", "outlet")
    rows = [
        {name: change[name] for name in kept} | {"correlation_id": each}
        for change, correlation_ids in changes
        for each in dict.fromkeys(correlation_ids)
    ]
    if rows:
        await connection.execute(insert(tier_change_arrears), rows)


async def arrears_of(
    connection: AsyncConnection, rows: Iterable[tuple[UUID, int]]
) -> dict[tuple[UUID, int], list[UUID]]:
    """Of which arrears these changes came, by customer and position. Relies on tier_change_arrears_once_key."""
    link = tier_change_arrears.c
    wanted = select(link.customer_id, link.position, link.correlation_id).where(
        tuple_(link.customer_id, link.position).in_(list(rows))
    )
    found: dict[tuple[UUID, int], list[UUID]] = {}
    for row in await connection.execute(wanted.order_by(link.no)):
        found.setdefault((row.customer_id, row.position), []).append(row.correlation_id)
    return found


def changes_by(correlation_ids: Sequence[UUID]) -> Select[Any]:
    """The changes of tier that came of these arrears, each once, with its place in the list as `no`.

    Relies on tier_change_arrears_correlation_id_no_idx and tier_change_arrears_once_key.
    """
    link, other = tier_change_arrears.c, tier_change_arrears.alias().c
    later = exists().where(
        other.customer_id == link.customer_id,
        other.position == link.position,
        other.correlation_id.in_(correlation_ids),
        other.no > link.no,
    )
    same = (tier_change.c.customer_id == link.customer_id) & (tier_change.c.position == link.position)
    wanted = select(tier_change, link.no).join(tier_change_arrears, same)
    return wanted.where(link.correlation_id.in_(correlation_ids), ~later)


async def set_override(
    connection: AsyncConnection, row: Row[Any], override_id: UUID | None, tier: str, at: datetime
) -> None:
    """Have another tier count than before, by an override or by the end of one; the caller has locked the row."""
    changed = (
        customer_tier.update()
        .where(customer_tier.c.customer_id == row.customer_id)
        .values(
            tier=tier,
            previous_tier=row.tier,
            override_id=override_id,
            changes=row.changes + 1,
            since=at if tier != row.tier else row.since,
        )
    )
    await connection.execute(changed)


def changes_of(customer_id: UUID) -> Select[Any]:
    """A customer's changes of tier. Relies on tier_change's primary key."""
    return select(tier_change).where(tier_change.c.customer_id == customer_id)


async def facts_by_id(connection: AsyncConnection, ids: Iterable[UUID]) -> dict[UUID, Row[Any]]:
    """The facts of those ids."""
    wanted = select(customer_facts).where(customer_facts.c.id == any_(cast(list(ids), ARRAY(Uuid))))
    return {row.id: row for row in await connection.execute(wanted)}


async def in_tier(connection: AsyncConnection, tier: str, after: UUID, limit: int) -> list[UUID]:
    """Customers of a tier, in the order of their ids. Relies on customer_tier's primary key."""
    wanted = (
        select(customer_tier.c.customer_id)
        .where(customer_tier.c.tier == tier, customer_tier.c.customer_id > after)
        .order_by(customer_tier.c.customer_id)
        .limit(bindparam("rows", limit))
    )
    return list((await connection.execute(wanted)).scalars())


async def overrides_by_id(connection: AsyncConnection, ids: Iterable[UUID]) -> dict[UUID, Row[Any]]:
    """What people gave as the reason of their overrides, and the last day of each. Relies on tier_override's key."""
    wanted = text("SELECT id, reason, ends_on FROM tier_override WHERE id = ANY (:ids)")
    return {row.id: row for row in await connection.execute(wanted, {"ids": list(ids)})}


async def version_of_run_since(connection: AsyncConnection, at: datetime) -> str | None:
    """The policy version of the latest run that began after that moment and is over.

    Relies on tier_run_completed_idx.
    """
    wanted = text(
        "SELECT policy_version FROM tier_run WHERE state = 'completed' AND begun_at > :at ORDER BY id DESC LIMIT 1"
    )
    found: str | None = (await connection.execute(wanted, {"at": at})).scalar_one_or_none()
    return found


async def movements(
    connection: AsyncConnection, begins: datetime, ends: datetime, sub_branch: str | None, outlet: str | None
) -> Sequence[Row[Any]]:
    """How many customers went from which tier to which within a time, `ends` excluded."""
    asked = {"begins": begins, "ends": ends, "sub_branch": sub_branch, "outlet": outlet}
    return list(await connection.execute(_MOVEMENTS, asked))
