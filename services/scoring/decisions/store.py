"""Credit checks and the decisions on them: tables, the statements of a decision, and how what was read is kept.

What a decision needs runs as prepared statements on the driver itself: through SQLAlchemy each costs several times the
client's CPU (docs/decisions/0002).
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, ColumnElement, Date, DateTime, Integer, Row, Select, Table, Text, Uuid, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns, raw
from chassis.errors import NotFound
from chassis.identity import Scope
from chassis.money import fen_text, money_text, to_fen
from chassis.writes import Answer, Key
from services.scoring.decisions.rules import Booked, OwnRecord, Shared

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
    Column("external_ref", Text),
    Column("application", Text, nullable=False),
    Column("unsecured", Boolean, nullable=False),
    Column("approved_amount", Fen),
    Column("expires_on", Date),
    Column("loan_ref", Text),
    Column("booked_on", Date),
    Column("in_history", Boolean, nullable=False),
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
    Column("committee_case_id", Uuid),
    Column("bureau_report_id", Uuid),
    Column("read", JSONB(none_as_null=True)),
    Column("exposure_cap", Fen),
    Column("reserved_before", Fen),
    Column("approved_amount", Fen),
    Column("unsecured", Boolean, nullable=False),
)

# Of which arrears the own record told that a decision on a check read. The database writes it with the decision.
credit_check_arrears = Table(
    "credit_check_arrears",
    _tables,
    Column("correlation_id", Uuid, primary_key=True),
    Column("credit_check_id", Uuid, primary_key=True),
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
    credit_check_decision.c.committee_case_id,
    credit_check_decision.c.read,
    credit_check_decision.c.exposure_cap,
    credit_check_decision.c.reserved_before,
)

_FACTS = "SELECT * FROM shared_facts($1, $2, $3, $4, $5)"
_MAKE = """
INSERT INTO credit_check (id, customer_ref, product, amount, bureau_report_id, outcome, made_by, made_at, version,
    sub_branch, outlet, external_ref, application, unsecured, approved_amount, expires_on, in_history)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $11, $12, $13, $14, $15, $16)
"""
_KEEP = """
INSERT INTO credit_check_decision (credit_check_id, number, outcome, reasons, policy_kind, policy_version,
    investigation, own_record, existing_exposure, decided_on, decided_by, decided_at, sub_branch, outlet,
    committee_case_id, bureau_report_id, read, exposure_cap, reserved_before, approved_amount, unsecured)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
"""

_READ_AT_ONCE = "SELECT * FROM read_for_check($1, $2, $3, $4, $5, $6, $7, $8, $9)"
_RECORD_AT_ONCE = "SELECT record_check($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS outcome"
_CHECK = [column.name for column in credit_check.columns]
_DECISION = [column.name for column in credit_check_decision.columns]

Fetch = Callable[..., Awaitable[Sequence[Any]]]


def with_decision() -> Select[Any]:
    """Each check with the latest decision on it, over the primary keys of both.

    A list of one customer's relies on credit_check_customer_ref_id_idx.
    """
    decision = credit_check_decision.c
    latest = (decision.credit_check_id == credit_check.c.id) & (decision.number == credit_check.c.version)
    return select(credit_check, *_SAID).join(credit_check_decision, latest)


def reading(correlation_ids: Sequence[UUID]) -> ColumnElement[bool]:
    """Whether a decision on a check read one of these arrears. Relies on credit_check_arrears' primary key."""
    link = credit_check_arrears.c
    return credit_check.c.id.in_(select(link.credit_check_id).where(link.correlation_id.in_(correlation_ids)))


async def find_decided(connection: AsyncConnection, check_id: UUID) -> Row[Any]:
    """One check with the latest decision on it. Raises NotFound."""
    row: Row[Any] | None = (await connection.execute(with_decision().where(credit_check.c.id == check_id))).first()
    if row is None:
        raise NotFound
    return row


async def find_decision(connection: AsyncConnection, check_id: UUID, number: int) -> Row[Any]:
    """One decision on a check, by its number. Raises NotFound."""
    wanted = select(credit_check_decision).where(
        credit_check_decision.c.credit_check_id == check_id, credit_check_decision.c.number == number
    )
    row: Row[Any] | None = (await connection.execute(wanted)).first()
    if row is None:
        raise NotFound
    return row


async def shared_facts(
    connection: AsyncConnection, customer_ref: str, asker: str, check_id: UUID, report_id: UUID, on: date
) -> Any:
    """Lock the customer's standing, and read what the whole bank knows; with the version that counts and the shadow.

    Relies on warning_customer_ref_id_idx, credit_check_customer_ref_id_idx and bureau_report_customer_ref_id_idx.
    """
    return await raw(connection).fetchrow(_FACTS, customer_ref, asker, check_id, report_id, on)


async def add_check(connection: AsyncConnection, made: Mapping[str, Any]) -> None:
    """Write a new check."""
    await raw(connection).execute(
        _MAKE,
        made["id"],
        made["customer_ref"],
        made["product"],
        to_fen(made["amount"]),
        made["bureau_report_id"],
        made["outcome"],
        made["made_by"],
        made["made_at"],
        made["sub_branch"],
        made["outlet"],
        made["external_ref"],
        made["application"],
        made["unsecured"],
        _fen(made["approved_amount"]),
        made["expires_on"],
        made["in_history"],
    )


async def add_decision(connection: AsyncConnection, check: Any, made: Mapping[str, Any]) -> None:
    """Write a decision on a check, numbered by the check's version."""
    await raw(connection).execute(
        _KEEP,
        check.id,
        check.version,
        made["outcome"],
        json.dumps(made["reasons"]),
        made["policy_kind"],
        made["policy_version"],
        _json(made["investigation"]),
        _json(made["own_record"]),
        _fen(made["existing_exposure"]),
        made["decided_on"],
        made["decided_by"],
        made["decided_at"],
        check.sub_branch,
        check.outlet,
        made["committee_case_id"],
        made["bureau_report_id"],
        json.dumps(made["read"]),
        _fen(made["exposure_cap"]),
        _fen(made["reserved_before"]),
        _fen(made["approved_amount"]),
        made["unsecured"],
    )


async def read_for_check(
    fetch: Fetch, scope: Scope, key: Key, customer_ref: str, report_id: UUID, on: date
) -> Any | None:
    """What a check reads before the own record, in one statement that is a transaction; JSON as text."""
    found = await fetch(_READ_AT_ONCE, *scope, key.caller, key.route, key.key, customer_ref, report_id, key.caller, on)
    return found[0] if found else None


async def record_check(
    fetch: Fetch,
    scope: Scope,
    key: Key,
    answer: Answer,
    seen: Any,
    row: Any,
    decision: Mapping[str, Any],
    journal: Mapping[str, Any],
    digest: bytes | None,
) -> str:
    """All that a check writes, in one statement that is a transaction. Answers `kept`, `stale` or `known`."""
    values = dict(decision) | {"credit_check_id": row.id, "number": row.version}
    values |= {"sub_branch": row.sub_branch, "outlet": row.outlet}
    found = await fetch(
        _RECORD_AT_ONCE,
        *scope,
        key.caller,
        key.route,
        key.key,
        key.body_digest,
        json.dumps(answer.headers),
        answer.body,
        json.dumps(seen),
        json.dumps({name: _plain(getattr(row, name)) for name in _CHECK}),
        json.dumps({name: _plain(values[name]) for name in _DECISION}),
        json.dumps(journal),
        digest,
    )
    outcome: str = found[0]["outcome"]
    return outcome


def _plain(value: Any) -> Any:
    """A column's value as JSON: an amount in fen."""
    match value:
        case Decimal():
            return to_fen(value)
        case datetime() | date():
            return value.isoformat()
        case UUID():
            return str(value)
        case _:
            return value


def _fen(amount: Decimal | None) -> int | None:
    return None if amount is None else to_fen(amount)


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value)


def read_of(facts: Mapping[str, Any], branch_lends: bool | None, committee: str | None) -> dict[str, Any]:
    """What a decision read beside report and own record, as it is kept with it."""
    return {
        "warnings": facts["warnings"],
        "others": facts["others"],
        "booked": [{"loan_ref": each["loan_ref"], "amount": fen_text(each["fen"])} for each in facts["booked"]],
        "reserved": fen_text(facts["reserved"]),
        "newer_report": facts["newer_report"],
        "branch_lends": branch_lends,
        "committee": committee,
    }


def shared_of(read: Mapping[str, Any] | None) -> Shared:
    """What was kept, as the rules read it. Decisions of before it was kept read nothing of the kind."""
    if read is None:
        return Shared()
    return Shared(
        warnings=len(read["warnings"]),
        others=len(read["others"]),
        reserved=Decimal(read["reserved"]),
        booked=tuple(Booked(each["loan_ref"], Decimal(each["amount"])) for each in read["booked"]),
        newer_report=read["newer_report"],
    )


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
        "worst_class": own.worst_class,
        "broken_promises": own.broken_promises,
        "first_year_arrears": own.first_year_arrears,
        "loans": sorted(own.loans),
        "arrears": [str(each) for each in own.arrears],
    }


def own_record_of(found: Mapping[str, Any] | None) -> OwnRecord | None:
    """The own record that a decision read, or None where it could not be had."""
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
        worst_class=found.get("worst_class"),
        broken_promises=found.get("broken_promises", 0),
        first_year_arrears=found.get("first_year_arrears", False),
        loans=frozenset(found.get("loans", ())),
        arrears=tuple(UUID(each) for each in found.get("arrears", ())),
    )
