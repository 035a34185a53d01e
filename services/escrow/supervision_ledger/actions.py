"""Put the supervision ledger of a project together, as of any day (domain E7)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.admission import Reading
from chassis.money import ZERO, from_fen, share_of
from services.escrow.deposits import actions as deposits
from services.escrow.progress import actions as progress
from services.escrow.supervision_ledger import schemas, store
from services.escrow.supervision_ledger.schemas import (
    ENTRIES_LISTED_MAX,
    AmountOf,
    BalancesPart,
    DepositPart,
    LedgerEntry,
    ProjectPart,
    SalesPart,
    SupervisionLedgerOut,
    WorksPart,
)


async def gather(
    query: Reading, project_id: UUID, as_of: date | None, rows: int = ENTRIES_LISTED_MAX
) -> SupervisionLedgerOut:
    """The register as of the end of a day (today unless told), with the latest `rows` entries."""
    day, connection = as_of or query.today, query.connection
    head = await store.head(connection, project_id)
    sources: Sequence[Row[Any]] = []
    uses: Sequence[Row[Any]] = []
    if head.account_id is not None:
        sources = await store.sources(connection, head.account_id, day)
        uses = await store.uses(connection, head.account_id, day)
    reached = await store.milestones(connection, project_id, day)
    works = await progress.judged(query, project_id, day)
    return SupervisionLedgerOut(
        project_id=project_id,
        as_of=day,
        made_at=query.now,
        made_by=query.actor.name,
        project=_project(head),
        balances=await _balances(query, head, day, sources, [row.retained_share for row in reached]),
        by_source=[AmountOf(category=row.category, amount=from_fen(row.amount)) for row in sources],
        by_use=[AmountOf(category=row.category, amount=from_fen(row.amount)) for row in uses],
        sales=_sales(await store.sales(connection, project_id, day)),
        works=WorksPart(
            progress_status=works.status,
            progress_percent=works.confirmed_percent,
            milestones_confirmed=[row.code for row in reached],
        ),
        deposit=await _deposit(query, project_id, head, day),
        alerts=await store.alerts(connection, project_id, day),
        is_frozen=await store.was_frozen(connection, project_id, day),
        entries_total=await store.count(connection, head.account_id, day) if head.account_id else 0,
        entries=await _entries(query, head, day, rows),
    )


async def _entries(query: Reading, head: Row[Any], day: date, rows: int) -> list[LedgerEntry]:
    if head.account_id is None:
        return []
    return list(schemas.listed(await store.entries(query.connection, head.account_id, day, rows)))


def _project(head: Row[Any]) -> ProjectPart:
    return ProjectPart(
        name=head.name,
        developer=head.developer,
        uscc=head.uscc,
        account_no=head.account_no,
        regime=head.regime,
        state=head.state,
        agreement_signed_on=head.signed_on,
        supervised_amount=_yuan(head.supervised_amount),
        large_withdrawal_limit=_yuan(head.large_withdrawal_limit),
    )


async def _balances(
    query: Reading, head: Row[Any], day: date, sources: Sequence[Row[Any]], retained_shares: Sequence[Decimal]
) -> BalancesPart:
    moved = await store.turnover(query.connection, head.account_id, day) if head.account_id else {}
    share = retained_shares[-1] if retained_shares else Decimal(1)
    return BalancesPart(
        received=moved.get("receive", ZERO),
        paid=-moved.get("pay", ZERO),
        returned=moved.get("return", ZERO),
        total=sum(moved.values(), ZERO),
        retained=share_of(from_fen(head.supervised_amount), share) if head.supervised_amount else ZERO,
        suspense=from_fen(sum(row.suspense for row in sources)),
    )


def _sales(row: Row[Any]) -> SalesPart:
    money = ("price_filed", "mortgage_amount", "fund_loan_amount", "refunded")
    return SalesPart(**row._asdict() | {name: from_fen(getattr(row, name)) for name in money})


async def _deposit(query: Reading, project_id: UUID, head: Row[Any], day: date) -> DepositPart:
    rate = head.guarantee_deposit_rate
    outstanding = await deposits.owed_on(query, project_id, day)
    required = share_of(outstanding, rate) if rate is not None else ZERO
    paid = await store.deposit_paid(query.connection, project_id, day)
    return DepositPart(
        rate=rate, outstanding=outstanding, required=required, paid=paid, shortfall=max(required - paid, ZERO)
    )


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else from_fen(fen)
