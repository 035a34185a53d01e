"""Regimes over HTTP: a policy like every other."""

from chassis import policies
from services.escrow.regimes.actions import KIND, require_sound
from services.escrow.regimes.schemas import RegimesRules

router = policies.router("/v1/regimes", KIND, RegimesRules, check=require_sound)
