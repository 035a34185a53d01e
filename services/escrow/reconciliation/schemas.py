"""Reconciliations as published."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from chassis.fields import Day, In, Money, Month, Out, Percent, Share
from services.escrow.reconciliation.rules import UnitStatus

ReconciliationState = Literal["open", "signed", "superseded"]
Days = Annotated[int, Field(strict=True, ge=0, le=3660)]
# How many units a reconciliation's own answer lists; the rest is at `/reconciliations/{id}/units`.
UNITS_LISTED_MAX = 1_000


class ReconciliationRules(In):
    """The figures of the monthly reconciliation (E2, E5)."""

    finding_grace_days: Days = Field(description="How old a finding gets before it opens an alert; 0: at once.")
    misdirected_days: Days = Field(description="How long a drawn loan may take to arrive before it went elsewhere.")
    leakage_days: Days = Field(description="How long a sale on mortgage may be without one of ours.")
    signed_within_days: Days = Field(description="How long after a month's end both departments may take to sign it.")


class ReconciliationIn(In):
    """Which month is to be reconciled."""

    month: Month


class UnitFoundOut(Out):
    """One unit: `difference` = received - expected, cumulative to the day; `age_days` since when it is so."""

    unit_no: str
    expected: Money
    received: Money
    difference: Money
    status: UnitStatus
    since: Day
    age_days: int
    evidence: list[str]


class StatusSumOut(Out):
    """All units of one status."""

    status: UnitStatus
    units: int
    difference: Money
    oldest_days: int


class ReconciliationOut(Out):
    """What was found of a month.

    `units` lists findings first, the oldest first, at most 1,000 of `units_total`; all are at `…/units`. `capture_rate`
    is null while no filed sale carries a mortgage. `progress_percent` is what both departments' reports confirm.
    """

    id: UUID
    project_id: UUID
    account_id: UUID
    month: Month
    as_of: Day
    state: ReconciliationState
    expected: Money
    received: Money
    difference: Money
    suspense: Money
    by_status: list[StatusSumOut]
    units_total: int
    units: list[UnitFoundOut]
    sales_with_mortgage: int
    mortgages_ours: int
    mortgages_leaked: int
    capture_rate: Share | None
    progress_status: str
    progress_percent: Percent | None
    units_digest: str
    policy_version: str
    signed_by: dict[str, str | None]
    allowed_actions: list[str]
    made_by: str
    made_at: datetime
    version: int


class ReconciliationSummaryOut(Out):
    """A reconciliation in a list: without its units."""

    id: UUID
    project_id: UUID
    month: Month
    as_of: Day
    state: ReconciliationState
    expected: Money
    received: Money
    difference: Money
    by_status: list[StatusSumOut]
    units_total: int
    capture_rate: Share | None
    signed_by: dict[str, str | None]
    made_by: str
    made_at: datetime
    version: int
