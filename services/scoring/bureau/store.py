"""Bureau reports: table and what the gate reads of a row."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Date, DateTime, Integer, LargeBinary, Row, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from chassis.db import metadata, node_columns
from services.scoring.bureau.rules import Account

bureau_report = Table(
    "bureau_report",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("customer_ref", Text, nullable=False),
    Column("reported_on", Date, nullable=False),
    Column("authorisation", JSONB, nullable=False),
    Column("received", LargeBinary, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("accounts", JSONB, nullable=False),
    Column("enquiries_last_3_months", Integer, nullable=False),
    Column("guarantees", JSONB, nullable=False),
    Column("public_records", JSONB, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)


def accounts_of(row: Row[Any]) -> list[Account]:
    """The accounts of a stored report, as the rules read them."""
    return [
        Account(
            status=account["status_24m"],
            overdue=None if account["overdue_amount"] is None else Decimal(account["overdue_amount"]),
            asset_class=account["class"],
            state=account["state"],
            secured=account["secured"],
            balance=Decimal(account["balance"]),
            lender=account["lender"],
        )
        for account in row.accounts
    ]


def public_records_of(row: Row[Any]) -> list[date]:
    """The days of the public records in a stored report."""
    return [date.fromisoformat(record["recorded_on"]) for record in row.public_records]
