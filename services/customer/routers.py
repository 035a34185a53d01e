"""The routers of the customer service, one per capability."""

from fastapi import APIRouter

from services.customer.channels.routes import policy_router as pace
from services.customer.channels.routes import router as channels
from services.customer.circulars.routes import router as circulars
from services.customer.cross_sell.routes import policy_router as catalogue
from services.customer.cross_sell.routes import router as cross_sell
from services.customer.customers.routes import import_router as customer_imports
from services.customer.customers.routes import router as customers
from services.customer.key_rotations.routes import ROUTERS as KEY_ROTATIONS
from services.customer.merges.routes import router as merges
from services.customer.organisation.routes import router as organisation
from services.customer.outreach.routes import campaigns, trainings
from services.customer.performance.routes import policy_router as figures
from services.customer.performance.routes import router as performance
from services.customer.performance.routes import taking_router as rankings
from services.customer.pipeline.routes import asking_router as pipeline_asking
from services.customer.pipeline.routes import router as pipeline
from services.customer.research.routes import router as research
from services.customer.service_plans.routes import policy_router as service_policy
from services.customer.service_plans.routes import router as service_plans
from services.customer.tier_overrides.routes import router as tier_overrides
from services.customer.tier_runs.routes import ROUTERS as TIER_RUNS
from services.customer.tiers.routes import change_router as tier_changes
from services.customer.tiers.routes import import_router as facts_imports
from services.customer.tiers.routes import movement_router as tier_movements
from services.customer.tiers.routes import policy_router as tier_policy
from services.customer.tiers.routes import router as tiers

ROUTERS: list[APIRouter] = [
    organisation,
    customers,
    customer_imports,
    merges,
    *KEY_ROTATIONS,
    tiers,
    facts_imports,
    tier_changes,
    tier_movements,
    tier_policy,
    *TIER_RUNS,
    tier_overrides,
    service_plans,
    service_policy,
    cross_sell,
    catalogue,
    channels,
    pace,
    performance,
    rankings,
    circulars,
    figures,
    research,
    trainings,
    campaigns,
    pipeline,
    pipeline_asking,
]
