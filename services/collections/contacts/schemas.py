"""Contacts as published."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.fields import In, Moment, Note, Out
from services.collections.contacts.rules import Channel, ContactOutcome, PartyKind

Place = Annotated[int, Field(strict=True, ge=1, le=400)]


class ContactIn(In):
    """A contact with one of the people around a loan. With `dry_run=true` it is a question: may it be, and when?"""

    party: PartyKind
    channel: Channel
    at: Moment | None = Field(None, description="When; now unless told.")
    outcome: ContactOutcome | None = Field(
        None, description="Needed unless it is a dry run, which without it asks for a conversation."
    )
    note: Note = ""
    debt_related: Annotated[bool, Field(strict=True)] = True
    person_no: Place | None = Field(
        None, description="Whom of that party, by their place on the loan; family counted on over all guarantors."
    )


class ContactOut(Out):
    """A contact as it was written down, and what the rules leave of that person's day."""

    id: UUID
    case_id: UUID
    loan_id: UUID
    party: PartyKind
    person_no: int
    channel: Channel
    at: datetime
    day: date = Field(description="The bank's day of `at`.")
    outcome: ContactOutcome
    conversation: bool
    debt_related: bool
    note: str
    policy_version: str = Field(description="Of the contact rules.")
    made_by: str
    made_at: datetime
    sub_branch: str
    outlet: str


class ContactMadeOut(ContactOut):
    """A contact with what is left of the day; in a dry run, as it would be."""

    allowed: bool
    allowed_from: datetime = Field(description="From when on the rules let it happen: its own time.")
    attempts_left: int
    conversations_left: int
