"""Regimes as published."""

from typing import Annotated

from pydantic import Field

from chassis.fields import In, Percent
from services.escrow.regimes.rules import CHECK_CODES

Days = Annotated[int, Field(strict=True, ge=0, le=366)]


class RegimeRules(In):
    """The figures of one regime (E7)."""

    warn_only: list[str] = Field(
        max_length=len(CHECK_CODES), description="Checks that are shown and never block; all others block."
    )
    reports_agree_points: Percent = Field(description="How many points the two departments' reports may lie apart.")
    reports_agree_days: Days = Field(description="How many days the two departments' reports may lie apart.")
    report_age_days: Days = Field(description="How old each department's latest report may be.")


class RegimesRules(In):
    """The figures of all three regimes."""

    standard: RegimeRules
    enhanced: RegimeRules
    light: RegimeRules
