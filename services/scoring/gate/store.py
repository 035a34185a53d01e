"""Credit checks and the decisions on them: tables, queries, and how an own record is kept."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, DateTime, Integer, Row, Select, Table, Text, Uuid, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns
from chassis.errors import NotFound
from chassis.money import money_text
from services.scoring.gate.rules import OwnRecord

_tables = metadata()

# `version` is the number of the latest decision.
credit_check = Table(
    "credit_check",
    _tables,
    Column("id", Uuid, primary_key=True),
    Column("customer_ref", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("amount", Fen, nullable=False),
    Column("bureau_report_id", Uuid, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

credit_check_decision = Table(
    "credit_check_decision",
    _tables,
    Column("credit_check_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("reasons", JSONB, nullable=False),
    Column("policy_kind", Text, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("investigation", JSONB(none_as_null=True)),
    Column("own_record", JSONB(none_as_null=True)),
    Column("existing_exposure", Fen),
    Column("decided_on", Date, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

_SAID = (
    credit_check_decision.c.reasons,
    credit_check_decision.c.policy_version,
    credit_check_decision.c.investigation,
    credit_check_decision.c.own_record,
    credit_check_decision.c.existing_exposure,
    credit_check_decision.c.decided_on,
    credit_check_decision.c.decided_by,
    credit_check_decision.c.decided_at,
)


def with_decision() -> Select[Any]:
    """Each check with the latest decision on it, over the primary keys of both.

    A list of one customer's relies on credit_check_customer_ref_id_idx.
    """
    decision = credit_check_decision.c
    latest = (decision.credit_check_id == credit_check.c.id) & (decision.number == credit_check.c.version)
    return select(credit_check, *_SAID).join(credit_check_decision, latest)


async def find_decided(connection: AsyncConnection, check_id: UUID) -> Row[Any]:
    """One check with the latest decision on it. Raises NotFound."""
    row: Row[Any] | None = (await connection.execute(with_decision().where(credit_check.c.id == check_id))).first()
    if row is None:
        raise NotFound
    return row


def kept(own: OwnRecord | None) -> dict[str, Any] | None:
    """An own record as it is kept with the decision that read it."""
    if own is None:
        return None
    return {
        "as_of": str(own.as_of) if own.as_of else None,
        "months": own.months,
        "days_past_due": own.days_past_due,
        "worst_days_past_due": own.worst_days_past_due,
        "overdue": money_text(own.overdue),
        "written_off": own.written_off,
        "secured": money_text(own.secured),
        "unsecured": money_text(own.unsecured),
    }


def own_record_of(row: Row[Any]) -> OwnRecord | None:
    """The own record that a decision read, or None where it could not be had."""
    found = row.own_record
    if found is None:
        return None
    return OwnRecord(
        as_of=date.fromisoformat(found["as_of"]) if found["as_of"] else None,
        months=found["months"],
        days_past_due=found["days_past_due"],
        worst_days_past_due=found["worst_days_past_due"],
        overdue=Decimal(found["overdue"]),
        written_off=found["written_off"],
        secured=Decimal(found["secured"]),
        unsecured=Decimal(found["unsecured"]),
    )
