"""The routers of the collections service, one per capability."""

from fastapi import APIRouter

from services.collections.amendments.routes import router as amendments
from services.collections.cases.routes import router as cases
from services.collections.clocks.routes import router as clocks
from services.collections.contact_bans.routes import router as contact_bans
from services.collections.contacts.routes import router as contacts
from services.collections.day_close.routes import ROUTERS as DAY_CLOSES
from services.collections.disposals.routes import router as disposals
from services.collections.file_handovers.routes import router as file_handovers
from services.collections.judgements.routes import router as judgements
from services.collections.lessons.routes import router as lessons
from services.collections.loans.routes import ROUTERS as LOANS
from services.collections.manager_results.routes import router as manager_results
from services.collections.notices.routes import router as notices
from services.collections.policies.routes import ROUTERS as POLICIES
from services.collections.promises.routes import router as promises
from services.collections.rates.routes import router as rates
from services.collections.recomputations.routes import ROUTERS as RECOMPUTATIONS
from services.collections.records.routes import router as records
from services.collections.repayments.routes import ROUTERS as REPAYMENTS
from services.collections.responsibilities.routes import router as responsibilities
from services.collections.reviews.routes import router as reviews
from services.collections.risk_classes.routes import router as risk_classes
from services.collections.suspensions.routes import asking_router as suspending
from services.collections.suspensions.routes import router as suspensions
from services.collections.tasks.routes import router as tasks

ROUTERS: list[APIRouter] = [
    *LOANS,
    *REPAYMENTS,
    risk_classes,
    judgements,
    amendments,
    responsibilities,
    file_handovers,
    disposals,
    lessons,
    reviews,
    suspensions,
    suspending,
    manager_results,
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
