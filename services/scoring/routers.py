"""The routers of the scoring service, one per capability."""

from fastapi import APIRouter

from services.scoring.backtests.routes import ROUTERS as BACKTESTS
from services.scoring.bureau.routes import router as bureau
from services.scoring.gate.routes import ROUTERS as GATE
from services.scoring.policies.routes import router as policies

ROUTERS: list[APIRouter] = [bureau, *GATE, policies, *BACKTESTS]
