"""Gather what the conditions of a payment look at, from every capability that knows a part of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.audit import digest_of
from chassis.errors import Text
from chassis.money import ZERO
from chassis.writes import Work
from services.escrow.agreements import actions as agreements
from services.escrow.balance_checks import actions as balance_checks
from services.escrow.contracts.rules import WORKS
from services.escrow.deposits import actions as deposits
from services.escrow.disbursements import rules, store
from services.escrow.disbursements.rules import Check, Facts
from services.escrow.freezes import actions as freezes
from services.escrow.freezes.rules import Payment
from services.escrow.ledger import actions as ledger
from services.escrow.progress import actions as progress
from services.escrow.reconciliation import actions as reconciliation
from services.escrow.regimes import actions as regimes
from services.escrow.regimes.rules import Figures

# What is asked for, and so what an approval is of.
CONTENT = (
    "project_id",
    "account_id",
    "fund_plan_line_id",
    "contract_id",
    "category",
    "payee_name",
    "payee_account",
    "invoice_no",
    "amount",
    "document_ids",
    "authority_document_id",
    "value_date",
)


@dataclass(frozen=True)
class Asked:
    """A payment as it is asked for; with `own_id` once it is there."""

    amount: Decimal
    payee_name: str
    payee_account: str
    invoice_no: str
    documents: int
    authority_document: bool
    own_id: UUID | None = None
    held: Decimal = ZERO
    """What it holds already, and has taken of its line and contract."""


@dataclass(frozen=True)
class Judged:
    """The conditions as they are now, by which figures, and what kind of payment it is."""

    checks: list[Check]
    figures: Figures
    is_works: bool
    is_large: bool


def asked_of(content: Mapping[str, Any], own_id: UUID | None = None, held: Decimal = ZERO) -> Asked:
    """A payment with that content; with `own_id` once it is there, holding `held` yuan."""
    return Asked(
        amount=content["amount"],
        payee_name=content["payee_name"],
        payee_account=content["payee_account"],
        invoice_no=content["invoice_no"],
        documents=len(content["document_ids"]),
        authority_document=content["authority_document_id"] is not None,
        own_id=own_id,
        held=held,
    )


def digest(content: Mapping[str, Any]) -> bytes:
    """SHA-256 of what is asked for: an approval is of this, and of nothing else."""
    found = digest_of({name: _plain(content[name]) for name in CONTENT})
    assert found is not None
    return found


def _plain(value: Any) -> Any:
    return [str(each) for each in value] if isinstance(value, list) else value


async def judge(
    work: Work, project: Row[Any], account: Row[Any], line: Row[Any], contract: Row[Any] | None, asked: Asked
) -> Judged:
    """Look at every condition of the payment. The account must have been locked before the others were read.

    Changes nothing.
    """
    figures = await regimes.figures(work, project.regime, work.today)
    agreement = await agreements.signed(work, project.id)
    works = await progress.of_project(work, project.id, figures, work.today)
    money = ledger.balances_of(account)
    own = asked.held
    is_works = line.category in WORKS
    limit = agreement.large_withdrawal_limit if agreement else ZERO
    since = work.now - timedelta(days=figures.split_window_days)
    others = await store.others(work.connection, project.id, asked.payee_account, asked.invoice_no, since, asked.own_id)
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
        works_committed=others.works,
        available=max(free, ZERO),
        suspense=money.suspense,
        contract_remaining=contract.amount - contract.committed + own if contract else None,
        payee_matches=_payee_matches(line, contract, asked),
        invoice_unpaid=not others.same_invoice,
        plan_carry_over_months=figures.plan_carry_over_months,
        authority_notice_required=agreement is not None and agreement.authority_notice_required,
        authority_document=asked.authority_document,
        split_others=others.small_to_payee,
        split_window_days=figures.split_window_days,
        told=await _told(work, project, account, is_works, asked, agreement),
    )
    found = rules.checks(facts, figures.warn_only)
    return Judged(found, figures, is_works, rules.is_large(asked.amount, limit))


async def _told(
    work: Work, project: Row[Any], account: Row[Any], is_works: bool, asked: Asked, agreement: Row[Any] | None
) -> tuple[tuple[str, bool, Text], ...]:
    """What the project's supervision says: a court's freeze, core banking's books, the deposit, the proceeds."""
    supervised_amount = agreement.supervised_amount if agreement else ZERO
    payment = Payment(asked.amount, "works" if is_works else None, asked.authority_document)
    return (
        ("ACCOUNT_NOT_FROZEN", *await freezes.check(work, project.id, payment, supervised_amount)),
        ("BALANCE_AGREES", *await balance_checks.check(work, account.id)),
        ("DEPOSIT_CURRENT", *await deposits.check(work, project.id)),
        ("PROCEEDS_RECONCILED", *await reconciliation.check(work, project.id, account.id)),
    )


def _payee_matches(line: Row[Any], contract: Row[Any] | None, asked: Asked) -> bool:
    """E11: the contract is the plan line's, and the payee is the contract's; a line without one names no other."""
    if contract is None:
        return line.contract_id is None
    same_payee = (contract.payee_name, contract.payee_account) == (asked.payee_name, asked.payee_account)
    return line.contract_id == contract.id and same_payee
