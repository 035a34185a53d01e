"""Loans as published."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from chassis.fields import AmountOrZero, Day, In, Money, Name, Note, Out, PositiveMoney, Ref, fault, sound_id_number
from chassis.listing import Listed
from chassis.money import ZERO
from chassis.personal import Personal, mask_id_number, mask_phone
from services.collections.arrears.rules import RiskClass
from services.collections.loan_reports.rules import Origin, Reach, is_phone, reach
from services.collections.loans.rules import (
    ElsewhereKind,
    EventKind,
    Part,
    Planned,
    Service,
    schedule_fault,
)
from services.collections.policies.rules import RepaymentOrder


def _phone(value: Personal) -> Personal:
    if not is_phone(value.clear()):
        raise fault("PHONE_FORMAT", "A telephone number has 6 to 20 digits", "电话号码须为 6 至 20 位数字")
    return value


Phone = Annotated[Personal, AfterValidator(_phone), Field(examples=["13800000001"])]
IdNumber = Annotated[Personal, AfterValidator(sound_id_number)]
Number = Annotated[int, Field(strict=True, ge=1, le=10_000)]
Node = Annotated[Ref, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$")]
Reason = Annotated[Note, StringConstraints(min_length=1, max_length=500)]


class Person(In):
    """A borrower or co-borrower. `do_not_contact`: has asked not to be spoken to (C7)."""

    name: Name
    phone: Phone | None = None
    id_number: IdNumber | None = Field(
        None, description="Resident identity number: knows the person again on other loans, without a telephone too."
    )
    do_not_contact: Annotated[bool, Field(strict=True)] = False

    @property
    def numbers(self) -> tuple[str | None, str | None]:
        """Telephone and identity number, in clear."""
        return self.phone.clear() if self.phone else None, self.id_number.clear() if self.id_number else None


class Relative(Person):
    """One of a guarantor's family. `consented`: has agreed to be spoken to about the debt (C7)."""

    relation: Ref
    consented: Annotated[bool, Field(strict=True)] = False


class Guarantor(Person):
    """Who answers for the debt, and their family."""

    family: list[Relative] = Field(default_factory=list, max_length=20)


_P = TypeVar("_P", bound=Person)


class People(In):
    """Everybody around a loan, as they are kept."""

    borrower: Person
    co_borrowers: list[Person] = Field(default_factory=list, max_length=10)
    guarantors: list[Guarantor] = Field(default_factory=list, max_length=20)

    @property
    def parties(self) -> dict[str, list[Person]]:
        """Everybody, by what they are to the debt."""
        return {
            "borrower": [self.borrower],
            "co_borrower": [*self.co_borrowers],
            "guarantor": [*self.guarantors],
            "guarantor_family": [relative for guarantor in self.guarantors for relative in guarantor.family],
        }

    @property
    def numbers(self) -> dict[tuple[str, int], tuple[str | None, str | None]]:
        """Everybody's telephone and identity number, by party and place."""
        return {
            (party, place): each.numbers for party, group in self.parties.items() for place, each in enumerate(group)
        }

    def with_bans(self, barred: Collection[tuple[str, int]]) -> "People":
        """The same, those at these places of their parties marked as whom nobody may contact (C7)."""
        if not barred:
            return self

        def marked(party: str, persons: Sequence[_P]) -> list[_P]:
            return [
                each.model_copy(update={"do_not_contact": True}) if (party, place) in barred else each
                for place, each in enumerate(persons)
            ]

        family = iter(marked("guarantor_family", [each for one in self.guarantors for each in one.family]))
        guarantors = [
            each.model_copy(update={"family": [next(family) for _ in each.family]})
            for each in marked("guarantor", self.guarantors)
        ]
        (borrower,) = marked("borrower", [self.borrower])
        co_borrowers = marked("co_borrower", self.co_borrowers)
        return People.model_construct(borrower=borrower, co_borrowers=co_borrowers, guarantors=guarantors)

    def shown(self, *, in_full: bool) -> dict[str, Any]:
        """As published, with their telephone numbers masked or in full."""

        def one(person: Person) -> dict[str, Any]:
            phone = person.phone and (person.phone.clear() if in_full else mask_phone(person.phone))
            id_number = person.id_number and (person.id_number.clear() if in_full else mask_id_number(person.id_number))
            found = dict(person) | {"phone": phone, "id_number": id_number}
            return found | {"family": [one(each) for each in person.family]} if isinstance(person, Guarantor) else found

        return {
            "borrower": one(self.borrower),
            "co_borrowers": [one(each) for each in self.co_borrowers],
            "guarantors": [one(each) for each in self.guarantors],
        }

    @property
    def reach(self) -> Reach:
        """Whom of them the steps of collection may reach (C7)."""
        return reach({party: [dict(each) for each in group] for party, group in self.parties.items()})


class InstalmentIn(In):
    """One instalment. `paid`: what was already paid of it when the loan is taken on."""

    number: Number
    due_date: Day
    principal: AmountOrZero
    interest: AmountOrZero
    paid: AmountOrZero | None = None


class LoanIn(People):
    """A loan as core banking reports it, with its whole schedule (upsert by `external_ref`).

    Reported again, it may differ in people, product, responsible manager, penalty interest, and in the amounts of
    instalments that are still to come and not paid on. What was agreed, is due or has been paid stays.
    """

    external_ref: Ref
    customer_ref: Ref
    product: Ref
    principal: PositiveMoney
    disbursed_on: Day
    matures_on: Day
    sub_branch: Node
    outlet: Node
    account_manager: Ref
    approved_by: Ref | None = Field(
        None, description="G3: who approved it; once reported it stays. Null says nothing of it."
    )
    originated_by: Origin
    repayment_order: RepaymentOrder | None = Field(
        None,
        description="What a repayment pays first within an instalment, where the loan's own agreement says so; it wins "
        "over its product's (`/v1/policies/allocation`). Null says nothing of it.",
    )
    secured: Annotated[bool, Field(strict=True)] = Field(False, description="By a mortgage or a pledge.")
    written_off_on: Day | None = Field(
        None, description="When the bank wrote it off; what is owed stays owed. Null says nothing of it."
    )
    penalty_due: AmountOrZero = Field(
        ZERO, description="Penalty interest, as core banking counts it; shown, never allocated."
    )
    instalments: list[InstalmentIn] = Field(min_length=1, max_length=600)

    @model_validator(mode="after")
    def _adds_up(self) -> "LoanIn":
        found = schedule_fault(self.principal, self.disbursed_on, self.matures_on, self.planned)
        if found is None and self.written_off_on is not None and self.written_off_on < self.disbursed_on:
            raise fault("WRITTEN_OFF_TOO_EARLY", "It was written off before it was disbursed", "核销日期早于发放日")
        if found is not None:
            raise fault(found.code, f"{found.message.en} ({found.pointer})", f"{found.message.zh}（{found.pointer}）")
        return self

    @property
    def planned(self) -> list[Planned]:
        """The schedule, for the rules."""
        return [Planned(**dict(each)) for each in self.instalments]

    @property
    def people(self) -> People:
        """Everybody around the loan."""
        return People(borrower=self.borrower, co_borrowers=self.co_borrowers, guarantors=self.guarantors)


class PersonOut(Out):
    """Somebody around a loan, telephone and identity number masked; `reveal` shows them."""

    name: str
    phone: str | None
    id_number: str | None
    do_not_contact: bool = Field(description="Reported by core banking, or set by staff on any loan of theirs.")


class RelativeOut(PersonOut):
    """One of a guarantor's family."""

    relation: str
    consented: bool


class GuarantorOut(PersonOut):
    """A guarantor and their family."""

    family: list[RelativeOut]


class BucketOut(Out):
    """What is unpaid in one bucket of age."""

    bucket: str
    amount: Money


class ResponsibilityOut(Out):
    """G3: the one responsible person, and who follows the loan to the end."""

    account_manager: str
    approved_by: str | None
    followed_by: str = Field(description="`outlet` for a loan that an outlet sold, else `personal_dept`.")
    sub_branch: str
    outlet: str


class LoanListedOut(Out):
    """A loan as of the last close (`as_of`; null before the first), with the repayments reported since then."""

    id: UUID
    external_ref: str
    customer_ref: str
    borrower: PersonOut
    co_borrowers: list[PersonOut]
    guarantors: list[GuarantorOut]
    product: str
    principal: Money
    disbursed_on: date
    matures_on: date
    sub_branch: str
    outlet: str
    account_manager: str
    originated_by: Origin
    repayment_order: RepaymentOrder
    order_policy_version: str | None = Field(
        description="Of the allocation by product that gave it its order; null where its own agreement did."
    )
    secured: bool
    written_off_on: date | None
    as_of: date | None
    days_past_due: int
    overdue_principal: Money
    overdue_interest: Money
    penalty_due: Money
    outstanding_principal: Money
    outstanding_interest: Money
    overpaid: Money = Field(description="Repaid beyond everything that was to be paid.")
    risk_class: RiskClass
    arrears_by_bucket: list[BucketOut] = Field(
        description="Every bucket of the policy, each instalment by its own age."
    )
    responsibility: ResponsibilityOut
    observed_until: date | None = Field(
        description="C6: a bad loan with nothing overdue is watched until then, and returns to a better class."
    )
    policy_version: str = Field(description="Of the buckets.")
    risk_class_policy_version: str
    made_by: str
    made_at: datetime


class InstalmentOut(Out):
    """One instalment as it stands."""

    number: int
    due_date: date
    principal: Money
    interest: Money
    paid_principal: Money
    paid_interest: Money


class LoanOut(LoanListedOut):
    """A loan with its schedule."""

    instalments: list[InstalmentOut]


class RevealIn(In):
    """Why somebody needs to see the numbers: it is kept in the journal."""

    reason: Reason


class RevealedOut(Out):
    """Everybody around the loan, with their telephone numbers in full."""

    id: UUID
    borrower: PersonOut
    co_borrowers: list[PersonOut]
    guarantors: list[GuarantorOut]


class EventOut(Out):
    """One thing that happened to a loan, or came of its arrears elsewhere. `on` is business time, `at` of recording."""

    id: int | None = Field(description="Null for what another service keeps: `facts` names it there.")
    service: Service = Field(description="Who keeps it.")
    kind: EventKind | ElsewhereKind
    on: date | None
    at: datetime
    by: str
    facts: dict[str, Any]
    correlation_id: UUID | None = Field(
        description="The arrears that it belongs to, by the case that was opened last; null before the first."
    )


class MissingOut(Out):
    """A part that could not be had. There may be something in it."""

    part: Part
    service: Service
    reason: Literal["UNAVAILABLE"] = Field(description="The service is down, late, or its answer cannot be used.")


class TimelineOut(Listed[EventOut]):
    """One page of a loan's timeline. What another service keeps stands beside the page's own events by its time, and
    is not counted in `limit`.
    """

    missing: list[MissingOut]
