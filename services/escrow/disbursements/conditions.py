"""Gather what the conditions of a payment look at, from every capability that knows a part of it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.money import ZERO
from chassis.writes import Work
from services.escrow.agreements import actions as agreements
from services.escrow.contracts import actions as contracts
from services.escrow.contracts.rules import WORKS
from services.escrow.disbursements import rules, store
from services.escrow.disbursements.rules import Check, Facts
from services.escrow.fund_plans import actions as fund_plans
from services.escrow.ledger import actions as ledger
from services.escrow.progress import actions as progress
from services.escrow.regimes import actions as regimes


@dataclass(frozen=True)
class Asked:
    """A payment as it is asked for; `own_id` once it holds its amount."""

    amount: Decimal
    line_id: UUID
    contract_id: UUID | None
    payee_name: str
    payee_account: str
    invoice_no: str
    documents: int
    own_id: UUID | None = None


@dataclass(frozen=True)
class Judged:
    """The conditions as they are now, by which policy, and what kind of payment it is."""

    checks: list[Check]
    policy_version: str
    is_works: bool
    is_large: bool


async def judge(work: Work, project: Row[Any], account: Row[Any], asked: Asked) -> Judged:
    """Look at every condition of the payment. The account must be locked. Changes nothing."""
    figures = await regimes.figures(work, project.regime, work.today)
    agreement = await agreements.signed(work, project.id)
    line = await fund_plans.line(work, asked.line_id)
    if line is None:
        raise LookupError(f"plan line {asked.line_id} is gone")
    works = await progress.of_project(work, project.id, figures, work.today)
    money = ledger.balances_of(account)
    own = asked.amount if asked.own_id else ZERO
    is_works = line.category in WORKS
    works_committed = await store.works_committed(work.connection, project.id)
    contract = await contracts.get(work, asked.contract_id) if asked.contract_id else None
    invoice = await store.find_invoice(work.connection, asked.payee_account, asked.invoice_no)
    limit = agreement.large_withdrawal_limit if agreement else ZERO
    free = money.total - money.suspense - money.held - money.retained + own
    facts = Facts(
        amount=asked.amount,
        is_works=is_works,
        today=work.today,
        agreement_signed=agreement is not None,
        supervised=project.state == "supervised",
        large_withdrawal_limit=limit,
        documents=asked.documents,
        plan_approved=line.plan_state == "approved",
        plan_month=line.month,
        line_remaining=line.amount - line.committed + own,
        progress_status=works.status,
        progress_percent=works.confirmed_percent,
        progress_recent=works.is_recent,
        construction_budget=project.construction_budget,
        works_committed=works_committed - (own if is_works else ZERO),
        available=max(free, ZERO),
        suspense=money.suspense,
        contract_remaining=contract.amount - contract.committed + own if contract else None,
        payee_matches=_payee_matches(line, contract, asked),
        invoice_unpaid=invoice is None or invoice.id == asked.own_id,
    )
    found = rules.checks(facts, figures.warn_only)
    return Judged(found, figures.policy_version, is_works, rules.is_large(asked.amount, limit))


def _payee_matches(line: Row[Any], contract: Row[Any] | None, asked: Asked) -> bool:
    """E11: the contract is the plan line's, and the payee is the contract's; a line without one names no other."""
    if contract is None:
        return line.contract_id is None
    same_payee = (contract.payee_name, contract.payee_account) == (asked.payee_name, asked.payee_account)
    return line.contract_id == contract.id and same_payee
