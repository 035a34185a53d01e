"""Gather what the conditions of a payment look at, from every capability that knows a part of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, String, bindparam, func

from chassis.audit import digest_of
from chassis.errors import NotFound, Text
from chassis.money import ZERO
from chassis.statements import KEEP_PLANS, Gathering
from chassis.writes import Work
from services.escrow.agreements import actions as agreements
from services.escrow.balance_checks import actions as balance_checks
from services.escrow.calendar import actions as calendar
from services.escrow.contracts import actions as contracts
from services.escrow.contracts.rules import WORKS
from services.escrow.deposits import actions as deposits
from services.escrow.deposits.rules import MonthDue
from services.escrow.disbursements import rules, store
from services.escrow.disbursements.rules import Check, Facts
from services.escrow.disbursements.store import Others
from services.escrow.documents import actions as documents
from services.escrow.freezes import actions as freezes
from services.escrow.freezes.rules import Payment
from services.escrow.fund_plans import actions as fund_plans
from services.escrow.ledger import actions as ledger
from services.escrow.progress import actions as progress
from services.escrow.projects import actions as projects
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


# What is asked as the account is locked: what the questions that follow depend on.
_GROUND = Gathering(
    {
        "plans": KEEP_PLANS,
        "account": ledger.LOCKED,
        "project": projects.ONE,
        "regimes": regimes.COUNTING,
        "calendar": calendar.COUNTING,
        "deposits": deposits.COUNTING,
        "reconciliation": reconciliation.COUNTING,
    }
)
# What nine capabilities know, asked once the lock is held: a statement of its own sees what was committed before that.
_LOOK = Gathering(
    {
        "project": projects.ONE,
        "line": fund_plans.LINE,
        "works": fund_plans.WORKS_TAKEN,
        "contract": contracts.ONE,
        "documents": documents.VISIBLE,
        "agreement": agreements.SIGNED,
        "corporate": progress.CORPORATE,
        "personal": progress.PERSONAL,
        "others": store.others(
            func.coalesce(bindparam("payee_account", type_=String), contracts.PAYEE_ACCOUNT.scalar_subquery())
        ),
        "freeze": freezes.STANDING,
        "balance": balance_checks.LATEST,
        "deposit": deposits.STANDING,
        "proceeds": reconciliation.STANDING,
    }
)


@dataclass(frozen=True)
class Ground:
    """A project's account, None where it has none, locked; the figures that count, and the month that was due last."""

    account: Row[Any] | None
    figures: Figures
    calendar_id: UUID
    proceeds_id: UUID
    deposit_month: MonthDue


@dataclass(frozen=True)
class Known:
    """What every capability says of a payment: a row each, or None."""

    project: Row[Any]
    line: Row[Any] | None
    works_committed: Decimal
    contract: Row[Any] | None
    documents: frozenset[UUID]
    agreement: Row[Any] | None
    corporate: Row[Any] | None
    personal: Row[Any] | None
    others: Others
    freeze: Row[Any] | None
    balance: Row[Any] | None
    deposit: Row[Any] | None
    proceeds: Row[Any] | None


async def ground(work: Work, project_id: UUID) -> Ground:
    """Lock the project's account: whoever decides about its money decides alone. Raises NotFound."""
    found = await _GROUND.ask(work.connection, project_id=project_id, today=work.today)
    project = found["project"]
    if project is None:
        raise NotFound
    counting = {}
    for kind in ("regimes", "calendar", "deposits", "reconciliation"):
        row = found[kind]
        if row is None:
            raise LookupError(f"no {kind} policy is in force on {work.today}")
        counting[kind] = row.id
    return Ground(
        found["account"],
        await regimes.of_version(work, counting["regimes"], project.regime),
        counting["calendar"],
        counting["reconciliation"],
        await deposits.month_due(work, counting["deposits"], counting["calendar"]),
    )


async def look(
    work: Work, on: Ground, project_id: UUID, content: Mapping[str, Any], own_id: UUID | None = None
) -> Known:
    """Ask every capability what it knows of a payment with that content. Changes nothing."""
    authority = content["authority_document_id"]
    found = await _LOOK.ask(
        work.connection,
        project_id=project_id,
        account_id=on.account.id if on.account else None,
        line_id=content["fund_plan_line_id"],
        contract_id=content["contract_id"],
        document_ids=[*content["document_ids"], *([authority] if authority else [])],
        payee_account=content["payee_account"],
        invoice_no=content["invoice_no"],
        since=work.now - timedelta(days=on.figures.split_window_days),
        own_id=own_id,
        today=work.today,
        deposit_month=on.deposit_month.month,
        kinds=reconciliation.FINDING_ALERTS,
    )
    project, seen, others = found.pop("project"), found.pop("documents"), found.pop("others")
    works = found.pop("works")
    assert project is not None, "it was there, and nothing is deleted"
    assert others is not None, "it is one row of sums"
    assert works is not None, "it is one row of sums"
    line = await fund_plans.standing_line(work, found.pop("line"))
    documents_seen = frozenset((seen and seen.ids) or ())
    return Known(
        project=project,
        line=line,
        works_committed=works.taken or ZERO,
        documents=documents_seen,
        others=store.others_of(others),
        **found,
    )


async def judge(work: Work, on: Ground, known: Known, line: Row[Any], asked: Asked) -> Judged:
    """Look at every condition of the payment. Changes nothing."""
    figures, project, agreement, contract = on.figures, known.project, known.agreement, known.contract
    works = progress.together(known.corporate, known.personal, figures, work.today)
    assert on.account is not None, "money is paid from an account"
    money = ledger.balances_of(on.account)
    own = asked.held
    is_works = line.category in WORKS
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
        works_committed=known.works_committed - (own if is_works else ZERO),
        available=max(free, ZERO),
        suspense=money.suspense,
        contract_remaining=contract.amount - contract.committed + own if contract else None,
        payee_matches=_payee_matches(line, contract, asked),
        invoice_unpaid=not known.others.same_invoice,
        plan_carry_over_months=figures.plan_carry_over_months,
        authority_notice_required=agreement is not None and agreement.authority_notice_required,
        authority_document=asked.authority_document,
        split_others=known.others.small_to_payee,
        split_window_days=figures.split_window_days,
        told=await _told(work, on, known, is_works, asked),
    )
    found = rules.checks(facts, figures.warn_only)
    return Judged(found, figures, is_works, rules.is_large(asked.amount, limit))


async def _told(
    work: Work, on: Ground, known: Known, is_works: bool, asked: Asked
) -> tuple[tuple[str, bool, Text], ...]:
    """What the project's supervision says: a court's freeze, core banking's books, the deposit, the proceeds."""
    supervised_amount = known.agreement.supervised_amount if known.agreement else ZERO
    payment = Payment(asked.amount, "works" if is_works else None, asked.authority_document)
    assert on.account is not None, "money is paid from an account"
    proceeds = await reconciliation.told(work, known.project.id, on.account.id, on.proceeds_id, known.proceeds)
    return (
        ("ACCOUNT_NOT_FROZEN", *freezes.told(known.freeze, payment, supervised_amount)),
        ("BALANCE_AGREES", *balance_checks.told(known.balance)),
        ("DEPOSIT_CURRENT", *await deposits.told(work, known.deposit, on.deposit_month)),
        ("PROCEEDS_RECONCILED", *proceeds),
    )


def _payee_matches(line: Row[Any], contract: Row[Any] | None, asked: Asked) -> bool:
    """E11: the contract is the plan line's, and the payee is the contract's; a line without one names no other."""
    if contract is None:
        return line.contract_id is None
    same_payee = (contract.payee_name, contract.payee_account) == (asked.payee_name, asked.payee_account)
    return line.contract_id == contract.id and same_payee
