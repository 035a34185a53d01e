"""The routers of the collections service, one per capability."""

from fastapi import APIRouter

from services.collections.amendments.routes import router as amendments
from services.collections.cases.routes import router as cases
from services.collections.clocks.routes import router as clocks
from services.collections.contact_bans.routes import router as contact_bans
from services.collections.contacts.routes import router as contacts
from services.collections.day_close.routes import ROUTERS as DAY_CLOSES
from services.collections.judgements.routes import router as judgements
from services.collections.loans.routes import ROUTERS as LOANS
from services.collections.notices.routes import router as notices
from services.collections.policies.routes import ROUTERS as POLICIES
from services.collections.promises.routes import router as promises
from services.collections.rates.routes import router as rates
from services.collections.recomputations.routes import ROUTERS as RECOMPUTATIONS
from services.collections.records.routes import router as records
from services.collections.repayments.routes import ROUTERS as REPAYMENTS
from services.collections.risk_classes.routes import router as risk_classes
from services.collections.tasks.routes import router as tasks

ROUTERS: list[APIRouter] = [
    *LOANS,
    *REPAYMENTS,
    risk_classes,
    judgements,
    amendments,
    cases,
    contacts,
    contact_bans,
    clocks,
    promises,
    tasks,
    notices,
    rates,
    *DAY_CLOSES,
    *RECOMPUTATIONS,
    records,
    *POLICIES,
]
