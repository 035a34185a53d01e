"""The routers of the customer service, one per capability."""

from fastapi import APIRouter

from services.customer.customers.routes import import_router as customer_imports
from services.customer.customers.routes import router as customers
from services.customer.organisation.routes import router as organisation
from services.customer.tiers.routes import policy_router as tier_policy
from services.customer.tiers.routes import router as tiers

ROUTERS: list[APIRouter] = [organisation, customers, customer_imports, tiers, tier_policy]
