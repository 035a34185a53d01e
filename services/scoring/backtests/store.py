"""Back-tests: the table."""

from sqlalchemy import BigInteger, Column, DateTime, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from chassis.db import metadata

# A list of one version's back-tests relies on backtest_policy_version_id_idx.
backtest = Table(
    "backtest",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("policy_kind", Text, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("histories", BigInteger, nullable=False),
    Column("refused", BigInteger, nullable=False),
    Column("refused_bad", BigInteger, nullable=False),
    Column("passed_bad", BigInteger, nullable=False),
    Column("by_reason", JSONB, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("by_months", JSONB, nullable=False),
)
