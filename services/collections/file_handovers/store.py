"""Hand-overs of files: table, and who is late with how many."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, Select, Table, Text, Uuid, func, select

from chassis.db import metadata, node_columns

file_handover = Table(
    "file_handover",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("loan_no", BigInteger, nullable=False),
    Column("loan_id", Uuid, nullable=False),
    Column("external_ref", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("note", Text),
    Column("handed_over_by", Text),
    Column("handed_over_on", Date),
    Column("receipt_ref", Text),
    Column("received_by", Text),
    Column("received_on", Date),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)


def late_by_person(today: date) -> Select[Any]:
    """Who is late with how many files. Relies on file_handover_late_idx: what is not received is a small part."""
    each = file_handover
    return (
        select(each.c.holder, func.count().label("late"), func.min(each.c.due_on).label("oldest_due_on"))
        .where(each.c.state != "received", each.c.due_on < today)
        .group_by(each.c.holder)
    )
