"""The routers of the escrow service, one per capability."""

from fastapi import APIRouter

from services.escrow.accounts.routes import router as accounts
from services.escrow.agreements.routes import router as agreements
from services.escrow.alerts.routes import router as alerts
from services.escrow.assessments.routes import router as assessments
from services.escrow.balance_checks.routes import router as balance_checks
from services.escrow.buyer_loans.routes import router as buyer_loans
from services.escrow.calendar.routes import router as calendar
from services.escrow.closings.routes import router as closings
from services.escrow.contracts.routes import router as contracts
from services.escrow.deposits.routes import ROUTERS as DEPOSITS
from services.escrow.developers.routes import router as developers
from services.escrow.disbursements.routes import router as disbursements
from services.escrow.documents.routes import ROUTERS as DOCUMENTS
from services.escrow.drawdowns.routes import router as drawdowns
from services.escrow.freezes.routes import router as freezes
from services.escrow.fund_plans.routes import router as fund_plans
from services.escrow.identifications.routes import router as identifications
from services.escrow.ledger.routes import router as ledger
from services.escrow.milestones.routes import router as milestones
from services.escrow.progress.routes import router as progress
from services.escrow.projects.routes import router as projects
from services.escrow.receipts.routes import ROUTERS as RECEIPTS
from services.escrow.reconciliation.routes import ROUTERS as RECONCILIATION
from services.escrow.refunds.routes import router as refunds
from services.escrow.regimes.routes import router as regimes
from services.escrow.sales.routes import ROUTERS as SALES
from services.escrow.supervision_ledger.routes import router as supervision_ledger

ROUTERS: list[APIRouter] = [
    # First, because routes are tried in their order, and nothing comes in such numbers.
    *RECEIPTS,
    *DOCUMENTS,
    developers,
    projects,
    ledger,
    accounts,
    identifications,
    *SALES,
    buyer_loans,
    *RECONCILIATION,
    *DEPOSITS,
    closings,
    supervision_ledger,
    freezes,
    balance_checks,
    alerts,
    assessments,
    agreements,
    milestones,
    progress,
    contracts,
    fund_plans,
    disbursements,
    drawdowns,
    refunds,
    regimes,
    calendar,
]
