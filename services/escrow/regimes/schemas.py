"""Regimes as published."""

from typing import Annotated

from pydantic import Field

from chassis.fields import AmountOrZero, Code, In, Percent, ShareOfOne
from services.escrow.regimes.rules import CHECK_CODES

Days = Annotated[int, Field(strict=True, ge=0, le=366)]


class AgreementFigures(In):
    """What an agreement says where nothing else is agreed, and what it may say (E7)."""

    guarantee_deposit_rate: ShareOfOne
    guarantee_deposit_rate_min: ShareOfOne
    large_withdrawal_limit: AmountOrZero
    large_withdrawal_limit_max: AmountOrZero


class RetainedShare(In):
    """What a milestone of that code retains where nothing else is said."""

    code: Code
    retained_share: ShareOfOne


class MilestoneFigures(In):
    """What milestones retain where nothing else is said, and what they must (E7, E10)."""

    retained_shares: list[RetainedShare] = Field(max_length=100)
    retained_share_min_before_last: ShareOfOne


class RegimeRules(In):
    """The figures of one regime (E7). Those with a default were not in the first versions, and count for them so."""

    warn_only: list[str] = Field(
        max_length=len(CHECK_CODES), description="Checks that are shown and never block; all others block."
    )
    reports_agree_points: Percent = Field(description="How many points the two departments' reports may lie apart.")
    reports_agree_days: Days = Field(description="How many days the two departments' reports may lie apart.")
    report_age_days: Days = Field(description="How old each department's latest report may be.")
    expiry_days: Days = Field(30, description="A payment not handed to core banking within so many days expires.")
    decision_working_days: Days = Field(5, description="Within how many working days a payment is to be decided.")
    split_window_days: Days = Field(
        7, description="Payments to one payee within so many days count together against the large-withdrawal limit."
    )
    plan_carry_over_months: Annotated[int, Field(strict=True, ge=0, le=12)] = Field(
        0, description="For how many months after its own a plan's unused money may be asked for; 0: it lapses."
    )
    agreement: AgreementFigures | None = None
    milestones: MilestoneFigures | None = None


class RegimesRules(In):
    """The figures of all three regimes."""

    standard: RegimeRules
    enhanced: RegimeRules
    light: RegimeRules
