"""The routers of the scoring service, one per capability."""

from fastapi import APIRouter

from services.scoring.backtests.routes import ROUTERS as BACKTESTS
from services.scoring.bureau.routes import router as bureau
from services.scoring.committee.routes import ROUTERS as COMMITTEE
from services.scoring.gate.routes import ROUTERS as GATE
from services.scoring.policies.routes import router as policies
from services.scoring.reductions.routes import ROUTERS as REDUCTIONS
from services.scoring.shadows.routes import router as shadows
from services.scoring.warnings.routes import router as warnings

ROUTERS: list[APIRouter] = [bureau, *GATE, warnings, *COMMITTEE, *REDUCTIONS, policies, *BACKTESTS, shadows]
