"""The working-day calendar over HTTP: a policy like every other, a new version when a year has been announced."""

from chassis import policies
from services.escrow.calendar.actions import KIND, require_sound
from services.escrow.calendar.schemas import WorkingDays

router = policies.router("/v1/working-days", KIND, WorkingDays, check=require_sound)
