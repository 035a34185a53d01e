"""Reconciliations: tables, and the statement that makes one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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
    LargeBinary,
    Numeric,
    Row,
    Subquery,
    Table,
    Text,
    Uuid,
    bindparam,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns
from chassis.money import from_fen
from chassis.statements import Statement
from services.escrow.reconciliation.rules import Sums
from services.escrow.reconciliation.schemas import UNITS_LISTED_MAX, ReconciliationRules

tables = metadata()

reconciliation = Table(
    "reconciliation",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("month", Text, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("units", BigInteger, nullable=False),
    Column("expected", Fen, nullable=False),
    Column("received", Fen, nullable=False),
    Column("suspense", Fen, nullable=False),
    Column("counts", JSONB, nullable=False),
    Column("sales_with_mortgage", BigInteger, nullable=False),
    Column("mortgages_ours", BigInteger, nullable=False),
    Column("mortgages_leaked", BigInteger, nullable=False),
    Column("progress_status", Text, nullable=False),
    Column("progress_percent", Numeric(5, 2)),
    Column("units_digest", LargeBinary, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("corporate_by", Text),
    Column("corporate_at", DateTime(timezone=True)),
    Column("personal_by", Text),
    Column("personal_at", DateTime(timezone=True)),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

reconciliation_unit = Table(
    "reconciliation_unit",
    tables,
    Column("reconciliation_id", Uuid, primary_key=True),
    Column("unit_no", Text, primary_key=True),
    Column("expected", Fen, nullable=False),
    Column("received", Fen, nullable=False),
    Column("status", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("age_days", Integer, nullable=False),
    Column("evidence", ARRAY(Text), nullable=False),
    *node_columns(),
)

MATCHED_TO_A_ROW = 500
# Findings have rows of their own; units that agree stand some hundred to a row, in the order of their numbers.
_UNITS = text("""
    SELECT unit_no, expected, received, status, since, age_days, evidence, 0 AS chunk
      FROM reconciliation_unit WHERE reconciliation_id = :reconciliation_id
     UNION ALL
    SELECT u.unit_no, u.amount, u.amount, 'matched', u.since, 0, '{}', m.chunk
      FROM reconciliation_matched m
     CROSS JOIN LATERAL unnest(m.unit_nos, m.amounts, m.since) AS u (unit_no, amount, since)
     WHERE m.reconciliation_id = :reconciliation_id
""")

_SUMS = """
SELECT found.status, count(*) AS units, CAST(sum(found.expected) AS bigint) AS expected,
       CAST(sum(found.received) AS bigint) AS received, coalesce(max(found.age_days), 0) AS oldest_days,
       count(*) FILTER (WHERE found.age_days >= :grace_days) AS overdue_units,
       count(*) FILTER (WHERE found.has_mortgage) AS with_mortgage, count(*) FILTER (WHERE found.is_ours) AS ours,
       count(*) FILTER (WHERE found.has_leaked) AS leaked
  FROM found GROUP BY found.status
"""
_FOUND = """
WITH found AS MATERIALIZED (
    SELECT * FROM reconcile_units(:project_id, :account_id, :as_of, :misdirected_days, :leakage_days)
    {order}
)
"""
_IN_ORDER = 'ORDER BY unit_no COLLATE "C"'
_LOOK = text(_FOUND.format(order="") + _SUMS)
# One statement: the units are compared, kept, summed and digested without leaving the database.
_KEEP = text(
    f"""{_FOUND.format(order=_IN_ORDER)}, kept AS (
    INSERT INTO reconciliation_unit
    SELECT :id, unit_no, expected, received, status, since, age_days, evidence, :sub_branch, :outlet
      FROM found WHERE status <> 'matched'
), numbered AS (
    SELECT unit_no, expected, since, 1 + (row_number() OVER () - 1) / {MATCHED_TO_A_ROW} AS chunk
      FROM found WHERE status = 'matched'
), matched AS MATERIALIZED (
    SELECT chunk, array_agg(unit_no) AS unit_nos, array_agg(expected) AS amounts, array_agg(since) AS since
      FROM numbered GROUP BY chunk
), kept_matched AS (
    INSERT INTO reconciliation_matched
    SELECT :id, chunk, unit_nos, amounts, since, :sub_branch, :outlet FROM matched
), digested AS (
    SELECT sha256(convert_to(concat_ws(E'\\n',
               (SELECT string_agg(concat_ws('|', unit_no, expected, received, status, since, age_days, evidence),
                                  E'\\n' {_IN_ORDER}) FROM found WHERE status <> 'matched'),
               (SELECT string_agg(concat_ws('|', unit_nos, amounts, since), E'\\n' ORDER BY chunk) FROM matched)
           ), 'UTF8')) AS units_digest
)
SELECT summed.*, digested.units_digest FROM digested LEFT JOIN ({_SUMS}) AS summed ON true"""  # noqa: S608 - see above
)


@dataclass(frozen=True)
class Asked:
    """What is to be compared: a project's records up to a day, by these figures."""

    project_id: UUID
    account_id: UUID
    as_of: date
    figures: ReconciliationRules

    @property
    def parameters(self) -> dict[str, Any]:
        """As the statements name them."""
        return {
            "project_id": self.project_id,
            "account_id": self.account_id,
            "as_of": self.as_of,
            "misdirected_days": self.figures.misdirected_days,
            "leakage_days": self.figures.leakage_days,
            "grace_days": self.figures.finding_grace_days,
        }


@dataclass(frozen=True)
class Found:
    """All units together: sums by status, money in yuan, and how many sales on mortgage are ours or leaked."""

    sums: Mapping[str, Sums]
    expected: Decimal
    received: Decimal
    suspense: Decimal
    with_mortgage: int
    ours: int
    leaked: int

    @property
    def units(self) -> int:
        """How many units any record names."""
        return sum(each.units for each in self.sums.values())


async def look(connection: AsyncConnection, asked: Asked) -> Found:
    """Compare the records as they are, and keep nothing."""
    return _together((await connection.execute(_LOOK, asked.parameters)).all())


async def keep(
    connection: AsyncConnection, asked: Asked, identity: UUID, node: Mapping[str, str]
) -> tuple[Found, bytes]:
    """Compare the records, and keep what was found of each unit under that reconciliation's id.

    Answers the SHA-256 over all that was found as well: what the signatures bind.
    """
    rows = (await connection.execute(_KEEP, asked.parameters | {"id": identity, **node})).all()
    return _together([row for row in rows if row.units is not None]), bytes(rows[0].units_digest)


def _together(rows: Sequence[Row[Any]]) -> Found:
    units = [row for row in rows if row.status is not None]
    return Found(
        sums={
            row.status: Sums(row.units, from_fen(row.received - row.expected), row.oldest_days, row.overdue_units)
            for row in units
        },
        expected=from_fen(sum(row.expected for row in units)),
        received=from_fen(sum(row.received for row in units)),
        suspense=from_fen(sum(row.received for row in rows if row.status is None)),
        with_mortgage=sum(row.with_mortgage for row in units),
        ours=sum(row.ours for row in units),
        leaked=sum(row.leaked for row in units),
    )


def units_of(identity: UUID) -> Subquery:
    """What a reconciliation found. Relies on the primary keys of reconciliation_unit and reconciliation_matched."""
    named = _UNITS.bindparams(bindparam("reconciliation_id", identity, Uuid))
    return named.columns(
        Column("unit_no", Text),
        Column("expected", Fen),
        Column("received", Fen),
        Column("status", Text),
        Column("since", Date),
        Column("age_days", Integer),
        Column("evidence", ARRAY(Text)),
        Column("chunk", Integer),
    ).subquery("unit")


async def units_first(connection: AsyncConnection, identity: UUID) -> Sequence[Row[Any]]:
    """The findings, the oldest first, then the units that match; as many as an answer lists.

    Relies on reconciliation_unit_findings_idx, and reads no more rows of units that match than it lists.
    """
    unit = units_of(identity)
    worst = select(unit).where(unit.c.status != "matched").order_by(unit.c.age_days.desc(), unit.c.unit_no)
    found = list((await connection.execute(worst.limit(UNITS_LISTED_MAX))).all())
    left = UNITS_LISTED_MAX - len(found)
    if left > 0:
        good = select(unit).where(unit.c.status == "matched", unit.c.chunk <= 1 + left // MATCHED_TO_A_ROW)
        found += (await connection.execute(good.order_by(unit.c.unit_no).limit(left))).all()
    return found


async def open_of_month(connection: AsyncConnection, project_id: UUID, month: str) -> Row[Any] | None:
    """The month's reconciliation that is not signed yet, locked. Relies on reconciliation_one_open_key."""
    wanted = select(reconciliation).where(
        reconciliation.c.project_id == project_id, reconciliation.c.month == month, reconciliation.c.state == "open"
    )
    found: Row[Any] | None = (await connection.execute(wanted.with_for_update(key_share=True))).first()
    return found


@dataclass(frozen=True)
class Standing:
    """How a project stands: findings not lifted, the last month both have signed, the first sale on file."""

    alerts: int
    last_signed: str | None
    first_filed_on: date | None


# One statement, because every payment asks. Relies on alert_one_standing_key, reconciliation_signed_idx and
# sale_filing_project_id_filed_on_idx.
STANDING = text(
    "SELECT (SELECT count(*) FROM alert WHERE project_id = :project_id AND state <> 'lifted' "
    "AND kind = ANY (CAST(:kinds AS text[]))) AS alerts, "
    "(SELECT max(month) FROM reconciliation WHERE project_id = :project_id AND state = 'signed') AS last_signed, "
    "(SELECT min(filed_on) FROM sale_filing WHERE project_id = :project_id) AS first_filed_on"
).columns(Column("alerts", BigInteger), Column("last_signed", Text), Column("first_filed_on", Date))
_STANDING = Statement(STANDING)


async def standing(connection: AsyncConnection, project_id: UUID, kinds: Sequence[str]) -> Standing:
    """What is known of the project's proceeds without comparing anything."""
    row = await _STANDING.first(connection, project_id=project_id, kinds=list(kinds))
    assert row is not None, "it is one row of sums"
    return standing_of(row)


def standing_of(row: Row[Any]) -> Standing:
    """What `STANDING` answered."""
    return Standing(row.alerts, row.last_signed, row.first_filed_on)


def counts_of(found: Found) -> dict[str, Any]:
    """The sums by status as they are kept with the reconciliation."""
    return {
        status: {"units": each.units, "difference": f"{each.difference:.2f}", "oldest_days": each.oldest_days}
        for status, each in sorted(found.sums.items())
    }
