"""Loans on units: as they stand, and every report of them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, DateTime, Integer, Row, Table, Text, Uuid, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns

tables = metadata()

buyer_loan = Table(
    "buyer_loan",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("unit_no", Text, nullable=False),
    Column("external_ref", Text),
    Column("amount", Fen, nullable=False),
    Column("drawn_on", Date),
    Column("outstanding", Fen, nullable=False),
    Column("registered_on", Date),
    Column("as_of", Date, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

buyer_loan_report = Table(
    "buyer_loan_report",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("buyer_loan_id", Uuid, nullable=False),
    Column("project_id", Uuid, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("amount", Fen, nullable=False),
    Column("drawn_on", Date),
    Column("outstanding", Fen, nullable=False),
    Column("registered_on", Date),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)


async def find_known(
    connection: AsyncConnection, project_id: UUID, kind: str, external_ref: str | None, unit_no: str
) -> Row[Any] | None:
    """The project's loan of that reference; without one the unit's loan that has none. Locked.

    Relies on buyer_loan_external_ref_key and buyer_loan_only_one_key.
    """
    loan = buyer_loan.c
    mine = (
        loan.external_ref == external_ref
        if external_ref is not None
        else and_(loan.external_ref.is_(None), loan.unit_no == unit_no)
    )
    wanted = select(buyer_loan).where(loan.project_id == project_id, loan.kind == kind, mine)
    found: Row[Any] | None = (await connection.execute(wanted.with_for_update(key_share=True))).first()
    return found
