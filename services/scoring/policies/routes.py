"""The red lines over HTTP: a policy like every other."""

from chassis import policies
from services.scoring.policies.actions import KIND, require_sound
from services.scoring.policies.schemas import RedLineRules

router = policies.router("/v1/policies", KIND, RedLineRules, check=require_sound)
