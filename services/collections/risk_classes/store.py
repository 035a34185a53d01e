"""The history of classes: table, and the queries and calls that look at many loans at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, Select, Table, Text, Uuid, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns, raw
from services.collections.risk_classes.rules import Change, Position

class_change = Table(
    "class_change",
    metadata(),
    Column("id", BigInteger, primary_key=True),
    Column("loan_no", BigInteger, nullable=False),
    Column("loan_id", Uuid, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("standing", Text, nullable=False),
    Column("days_past_due", Integer, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("known_from", DateTime(timezone=True), nullable=False),
    Column("known_until", DateTime(timezone=True)),
    *node_columns(),
)

_SETTLEMENTS = "SELECT loan_no, schedule_no, from_on, due_date, taken, settled_on FROM settlements($1)"
# Relies on class_judgement_counts_idx and amendment_restructured_idx.
_MARKS = """
SELECT loan_no, 'judgement' AS kind, risk_class, due_date, from_on, until_on FROM class_judgement
 WHERE loan_no = ANY ($1) AND from_on IS NOT NULL
UNION ALL
SELECT loan_no, 'restructuring', NULL, NULL, effective_on, NULL FROM amendment
 WHERE loan_no = ANY ($1) AND kind = 'restructuring' AND state = 'signed'
"""
# Relies on loan_no_key.
_LIVES = """
SELECT l.no, l.id, l.sub_branch, l.outlet, l.aged_from, l.aged_class, l.aged_bucket, l.observed_until,
       l.written_off_on
  FROM loan l WHERE l.no = ANY ($1) ORDER BY l.no FOR NO KEY UPDATE
"""
_MARKED = "SELECT no FROM loan WHERE restate ORDER BY no LIMIT $1"  # relies on loan_restate_idx
_MARK = "UPDATE loan SET restate = true WHERE no = ANY ($1) AND NOT restate"
_NUMBERS = "SELECT no FROM loan WHERE no BETWEEN $1 AND $2 ORDER BY no"
# Relies on class_change_one_known_key.
_KNOWN = """
SELECT id, loan_no, from_on, standing, days_past_due, policy_version FROM class_change
 WHERE loan_no = ANY ($1) AND known_until IS NULL ORDER BY loan_no, from_on
"""
_VERSIONS = """
SELECT business_date, classes_version FROM (
    SELECT business_date, classes_version, lag(classes_version) OVER (ORDER BY business_date) AS before
      FROM day_close WHERE begun_at IS NOT NULL) AS each
 WHERE classes_version IS DISTINCT FROM before ORDER BY business_date
"""
_RESTATE = "SELECT restate_classes($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
_WORST = """
SELECT c.loan_no, array_agg(DISTINCT c.standing) AS standings
  FROM class_change c
 WHERE c.loan_no = ANY ($1) AND c.known_until IS NULL
   AND (c.from_on >= $2 OR c.from_on = (SELECT max(b.from_on) FROM class_change b
                                         WHERE b.loan_no = c.loan_no AND b.from_on < $2 AND b.known_until IS NULL))
 GROUP BY c.loan_no
"""
# One pass over the history for each date and one over the loans, whatever the size of the book: most loans have no row.
_MATRIX = """
WITH known AS MATERIALIZED (
    SELECT c.loan_no, c.from_on, c.standing FROM class_change c
     WHERE c.from_on <= $2 AND CASE WHEN $3::timestamptz IS NULL THEN c.known_until IS NULL
                                    ELSE c.known_from <= $3 AND coalesce(c.known_until > $3, true) END
), was AS (
    SELECT DISTINCT ON (k.loan_no) k.loan_no, k.standing FROM known k
     WHERE k.from_on <= $1 ORDER BY k.loan_no, k.from_on DESC
), became AS (
    SELECT DISTINCT ON (k.loan_no) k.loan_no, k.standing FROM known k ORDER BY k.loan_no, k.from_on DESC
)
SELECT CASE WHEN coalesce(l.aged_from, $4) > $1 THEN 'new' ELSE coalesce(w.standing, 'normal') END AS was,
       coalesce(b.standing, 'normal') AS became, count(*) AS loans, sum(l.principal)::bigint AS principal
  FROM loan l LEFT JOIN was w ON w.loan_no = l.no LEFT JOIN became b ON b.loan_no = l.no
 WHERE coalesce(l.aged_from, $4) <= $2
   AND ($5::text IS NULL OR l.sub_branch = $5) AND ($6::text IS NULL OR l.account_manager = $6)
 GROUP BY 1, 2
"""
_BUCKETS = "SELECT buckets_version FROM day_close WHERE business_date = $1"
_FIRST_CLOSE = "SELECT min(business_date) FROM day_close WHERE begun_at IS NOT NULL"


@dataclass(frozen=True)
class Restated:
    """A loan whose past is another than it was believed: rows no longer believed, rows to add, where it stands now."""

    no: int
    void: Sequence[int]
    add: Sequence[Change]
    position: Position
    bucket: str
    since: date | None


async def _fetch(connection: AsyncConnection, sql: str, *arguments: Any) -> Sequence[Any]:
    rows: Sequence[Any] = await raw(connection).fetch(sql, *arguments)
    return rows


async def settlements(connection: AsyncConnection, loans: Sequence[int]) -> Sequence[Any]:
    """The instalments of every schedule of these loans, each with the day on which it was wholly paid."""
    return await _fetch(connection, _SETTLEMENTS, list(loans))


async def marks(connection: AsyncConnection, loans: Sequence[int]) -> Sequence[Any]:
    """The judgements and restructurings of these loans."""
    return await _fetch(connection, _MARKS, list(loans))


async def lives(connection: AsyncConnection, loans: Sequence[int]) -> Sequence[Any]:
    """What a path begins with, of these loans, locked in one order."""
    return await _fetch(connection, _LIVES, list(loans))


async def known(connection: AsyncConnection, loans: Sequence[int]) -> Sequence[Any]:
    """The class changes of these loans that are believed now."""
    return await _fetch(connection, _KNOWN, list(loans))


async def marked(connection: AsyncConnection, limit: int) -> list[int]:
    """Loans whose past the running close still has to look at."""
    return [row["no"] for row in await _fetch(connection, _MARKED, limit)]


async def mark(connection: AsyncConnection, loans: Iterable[int]) -> None:
    """Have the running close look at the past of these locked loans before it ends."""
    await _fetch(connection, _MARK, list(loans))


async def numbers(connection: AsyncConnection, first: int, last: int) -> list[int]:
    """The loans of a range."""
    return [row["no"] for row in await _fetch(connection, _NUMBERS, first, last)]


async def versions(connection: AsyncConnection) -> list[tuple[date, str]]:
    """From which close on which version of the risk classes counted; the first is that of the first close ever."""
    return [(row["business_date"], row["classes_version"]) for row in await _fetch(connection, _VERSIONS)]


async def buckets_version(connection: AsyncConnection, on: date) -> str:
    """Which version of the buckets the close of a date counted by. Relies on day_close_business_date_key."""
    (row,) = await _fetch(connection, _BUCKETS, on)
    return str(row[0])


async def first_close(connection: AsyncConnection) -> date | None:
    """The first date that was ever closed. Relies on day_close_business_date_key."""
    (row,) = await _fetch(connection, _FIRST_CLOSE)
    found: date | None = row[0]
    return found


async def restate(
    connection: AsyncConnection, restated: Sequence[Restated], at: datetime, by: str, on: date | None
) -> None:
    """Write what is now known of the past of these locked loans (migrations/sql/0006_risk_classes.sql)."""
    added = [(each.no, change) for each in restated for change in each.add]
    told = [(each.no, each.since) for each in restated if each.since is not None]
    await _fetch(
        connection,
        _RESTATE,
        at,
        by,
        [row for each in restated for row in each.void],
        [no for no, _ in added],
        [change.from_on for _, change in added],
        [change.standing for _, change in added],
        [change.days_past_due for _, change in added],
        [change.policy_version for _, change in added],
        [each.no for each in restated],
        [each.position.standing for each in restated],
        [each.position.observed_until for each in restated],
        [each.bucket for each in restated],
        on,
        [no for no, _ in told],
        [since for _, since in told],
    )


async def standings_since(connection: AsyncConnection, loans: Sequence[int], since: date) -> dict[int, list[str]]:
    """Every class that these loans had from a date on. Relies on class_change_one_known_key."""
    return {row["loan_no"]: row["standings"] for row in await _fetch(connection, _WORST, list(loans), since)}


async def matrix(
    connection: AsyncConnection,
    from_on: date,
    to_on: date,
    known_at: datetime | None,
    sub_branch: str | None,
    account_manager: str | None,
) -> Sequence[Any]:
    """How many loans moved from which class to which between two closes, of those the caller may see."""
    first = await first_close(connection)
    return await _fetch(connection, _MATRIX, from_on, to_on, known_at, first, sub_branch, account_manager)


def changes_of(loan_id: UUID, as_of: date | None, known_at: datetime | None) -> Select[Any]:
    """The class changes of a loan, as far as they concern a date, as they were known. By loan_id_id_idx."""
    wanted = select(class_change).where(class_change.c.loan_id == loan_id)
    if known_at is not None:
        still = or_(class_change.c.known_until.is_(None), class_change.c.known_until > known_at)
        wanted = wanted.where(and_(class_change.c.known_from <= known_at, still))
    elif as_of is not None:
        wanted = wanted.where(class_change.c.known_until.is_(None))
    if as_of is not None:
        wanted = wanted.where(class_change.c.from_on <= as_of)
    return wanted
