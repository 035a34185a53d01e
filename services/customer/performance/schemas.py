"""Targets, market shares, rankings, bulletins, notices and named support as published, and the policy of figures."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from chassis.fields import AmountOrZero, Day, In, Money, Month, Name, Out, PositiveMoney, Share, ShareOfOne, fault
from chassis.personal import looks_personal
from services.customer.performance import rules
from services.customer.performance.rules import (
    Addressee,
    Cause,
    Grade,
    NoticeKind,
    NoticeState,
    RankedSubject,
    Subject,
    SupportKind,
    SupportState,
)

Product = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$"), Field(examples=["car"])]
Node = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$"), Field(examples=["lanshan"])]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$"), Field(examples=["lanshan"])]
Period = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])|-Q[1-4])?$"), Field(examples=["2026-Q1"])
]
Quarter = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-Q[1-4]$"), Field(examples=["2026-Q1"])]
Ranked = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-Q[1-4])?$"), Field(examples=["2026-Q1"])]
Count = Annotated[int, Field(strict=True, ge=1, le=1000)]


def _without_numbers(value: str) -> str:
    if looks_personal(value):
        raise fault("PERSONAL_DATA_IN_TEXT", "The text must not hold anybody's number", "不得包含证件号码或电话号码")
    return value


Words = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(_without_numbers)]


class PerformanceRules(In):
    """The figures by which results are compared (T6, T7)."""

    commended_sub_branches: Count
    commended_account_managers: Count
    behind_target_below: Share = Field(description="A sub-branch below this share of its target is slow.")
    admonished_share_ranks: list[Count] = Field(max_length=50)
    key_sub_branches_max: Count
    freeze_after_days: Count = Field(description="How many days after its end a period is frozen by itself.")
    grades: dict[Grade, list[Product]]
    commended_cure_rate_at_least: ShareOfOne | None = Field(
        None,
        description="A manager known to have cured a smaller share of the cases is not commended; unset, it is shown.",
    )

    def figures(self, version: str) -> rules.Figures:
        """As the rules read it."""
        return rules.Figures(version, **{name: getattr(self, name) for name in type(self).model_fields})


class TargetIn(In):
    """How much new lending is expected of whom in a period."""

    subject: Subject
    key: Key
    period: Period
    new_lending: PositiveMoney


class TargetOut(Out):
    """A target; of several for the same the newest counts (T6)."""

    id: UUID
    subject: Subject
    key: str
    period: str
    new_lending: Money
    made_by: str
    made_at: datetime


class OtherBankIn(In):
    """Another local bank's new lending."""

    bank: Name
    new_lending: AmountOrZero


class MarketShareIn(In):
    """The new lending of all local banks in a quarter, as it was published."""

    sub_branch: Node
    quarter: Quarter
    own_new_lending: AmountOrZero
    others: list[OtherBankIn] = Field(min_length=1, max_length=100)


class MarketShareOut(Out):
    """A sub-branch's share of its local market; of several for a quarter the newest counts (T6)."""

    id: UUID
    sub_branch: str
    quarter: str
    own_new_lending: Money
    others: list[OtherBankIn]
    share: ShareOfOne
    share_rank: int
    made_by: str
    made_at: datetime


class RankingIn(In):
    """Of what a ranking is taken."""

    period: Ranked
    subject: RankedSubject


class BulletinIn(In):
    """Of which month a bulletin is taken."""

    month: Month


class CollectedOut(Out):
    """What came of a manager's loans in collections (G3). Cases open and files late are those of the last day."""

    cases_opened: int
    cases_cured: int
    cases_open: int
    cure_rate: str | None = Field(description="Cured of those that were cured or are open.", examples=["0.8000"])
    tasks_late: int
    promises_kept: int
    promises_broken: int
    reviews_accountable: int
    files_late: int
    correlation_ids: list[UUID] = Field(
        description="The newest of the arrears that counted against the manager, 50 at most; `/tier-changes`, "
        "scoring's `/warnings` and `/credit-checks`, and collections' `/cases/{id}` tell by each what came of it."
    )


class EntryOut(Out):
    """One in a ranking: what went in, and the place that follows from it."""

    key: str
    place: int
    commended: bool
    loans: int
    new_lending: Money
    target: Money | None
    completion: str | None = Field(description="New lending as a share of the target.", examples=["0.9512"])
    previous_place: int | None
    market_share: str | None = Field(examples=["0.2210"])
    previous_market_share: str | None
    market_share_rank: int | None
    collections: CollectedOut | None = Field(description="Of a manager of whom collections has results.")


class RankingOut(Out):
    """A frozen ranking: what went in, when, by which version (T6). Equals share a place: 1, 2, 2, 4."""

    id: UUID
    period: str
    subject: RankedSubject
    final: bool = Field(description="Whether the period was over. Letters follow from a final ranking only.")
    policy_version: str
    inputs_digest: str = Field(description="SHA-256 over what went in.")
    previous_ranking_id: UUID | None = Field(description="The frozen ranking that the previous places are from.")
    loans: int
    collections_months: list[str] | None = Field(
        description="Of managers: the months whose collection results went in."
    )
    missing: list[str] = Field(description="Services that could not say all that should have gone in.")
    commended: list[EntryOut]
    made_by: str
    made_at: datetime


class RankingWholeOut(RankingOut):
    """A frozen ranking with everybody in it."""

    entries: list[EntryOut]


class OutletResultOut(Out):
    """An outlet's results of a month (T6)."""

    outlet: str
    loans: int
    new_lending: Money
    target: Money | None
    completion: str | None
    products_taken_up: int
    added_contribution: Money


class BulletinOut(Out):
    """The frozen monthly bulletin (通报) of every outlet's results (T6)."""

    id: UUID
    month: str
    final: bool
    policy_version: str
    inputs_digest: str
    loans: int
    outlets: list[OutletResultOut]
    made_by: str
    made_at: datetime


class RecomputationOut(Out):
    """Whether what was frozen follows from its own inputs when it is computed anew."""

    id: UUID
    digest_agrees: bool
    places_agree: bool
    notices_agree: bool


class NoticeOut(Out):
    """A letter that the figures called for, with these figures (T6)."""

    id: UUID
    kind: NoticeKind
    addressee: Addressee
    sub_branch: str
    quarter: str
    causes: list[Cause]
    figures: dict[str, Any]
    ranking_id: UUID
    policy_version: str
    state: NoticeState
    reply: str | None
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    made_at: datetime
    version: int
    allowed_actions: list[str]


class ReplyIn(In):
    """What the sub-branch answers to a letter."""

    reply: Words


class GradeOut(Out):
    """How a product is to be pushed (T7)."""

    product: str
    grade: Grade
    policy_version: str


class SupportIn(In):
    """A key or specialised sub-branch, in what, and who supports it."""

    sub_branch: Node
    kind: SupportKind
    speciality: Product | None = Field(None, description="Of a specialised sub-branch.")
    supporter: Key = Field(description="The named person who supports it.")
    reason: Words


class WithdrawalIn(In):
    """Why it ends."""

    reason: Words


class SupportOut(Out):
    """A key or specialised sub-branch and its named support (T7)."""

    id: UUID
    sub_branch: str
    kind: SupportKind
    speciality: str | None
    supporter: str
    reason: str
    state: SupportState
    withdrawn_reason: str | None
    named_on: Day
    made_by: str
    made_at: datetime
    version: int
    allowed_actions: list[str]


def four_decimals(value: Decimal | None) -> str | None:
    """A share as it stands in JSON."""
    return None if value is None else f"{value:.4f}"
