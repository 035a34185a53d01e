"""What is done with contacts: asked for and written down in one way, and never without the rules (C7)."""

from typing import Any
from uuid import UUID

from chassis.admission import published
from chassis.clock import business_date
from chassis.errors import BadInput, FieldError, InvalidState, Text
from chassis.ids import new_id
from chassis.personal import Vault
from chassis.writes import Work
from services.collections.arrears import actions as arrears
from services.collections.cases import actions as cases
from services.collections.contacts import rules, store
from services.collections.contacts.rules import Circumstances, Planned
from services.collections.contacts.schemas import ContactIn, ContactMadeOut, ContactOut
from services.collections.loans import actions as loans
from services.collections.loans.actions import Party
from services.collections.policies import actions as policies


async def make(work: Work, vault: Vault, case_id: UUID, body: ContactIn) -> ContactMadeOut:
    """Write a contact down, or say (dry run) whether and when it may be made.

    Raises ContactNotAllowed with the rules that refuse it and the first moment that none would, NobodyThere,
    ContactedAhead, ContactedBeforeCase; InvalidState for a case that is over.
    """
    if body.outcome is None and not work.dry_run:
        raise BadInput([FieldError("/outcome", "MISSING", Text("What came of it is missing", "缺少联系结果"))])
    case = await cases.get(work, case_id, lock=True)
    if case.state != "open":
        raise InvalidState
    at, outcome = body.at or work.now, body.outcome or "reached"
    day, conversation = business_date(at), outcome in rules.CONVERSATIONS
    book = await arrears.book(work.connection)
    ahead = book.is_ahead(day) if book.business_date else day > work.today
    if not work.dry_run or body.at is not None:
        rules.require_timely(day, case.opened_on, is_ahead=ahead)
    place, person = await _person(work, vault, case.loan_id, body)
    policy = await policies.contact_rules(work.connection, day)
    planned = Planned(body.party, at, conversation, body.debt_related, person.consented, person.do_not_contact)

    async def circumstances() -> Circumstances:
        today = await store.day_of(work.connection, person.index, day)
        return Circumstances(today, case.debtor_unreachable, case.paused_from, case.paused_until)

    verdict = rules.judge(policy, planned, await circumstances())
    if not verdict.allowed:
        raise rules.refusal(verdict)
    counted = await store.count(work.connection, person.index, day, conversation=conversation, policy=policy)
    if counted is None:  # somebody else was faster
        raise rules.refusal(rules.judge(policy, planned, await circumstances()))
    row = await store.add(
        work.connection,
        id=new_id(),
        case_id=case.id,
        loan_id=case.loan_id,
        party=body.party,
        person_no=place,
        person=person.index,
        channel=body.channel,
        at=at,
        day=day,
        outcome=outcome,
        conversation=conversation,
        debt_related=body.debt_related,
        note=body.note,
        policy_version=policy.policy_version,
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=case.sub_branch,
        outlet=case.outlet,
    )
    if body.party in rules.DEBTORS:
        attempts = await store.with_debtors(work.connection, case.id)
        await cases.mark_unreachable(work, case, unreachable=rules.is_unreachable(policy, attempts))
    facts = {"party": body.party, "channel": body.channel, "outcome": outcome}
    await cases.tell(work, case, "contacted", day, facts | {"contact_id": str(row.id)})
    await work.record("contact.make", row, data=facts | {"case_id": case.id, "loan_id": case.loan_id})
    left = {
        "attempts_left": policy.attempts_per_day - counted.attempts,
        "conversations_left": policy.conversations_per_day - counted.conversations,
    }
    return published(ContactMadeOut, row, allowed=True, allowed_from=at, **left)


async def _person(work: Work, vault: Vault, loan_id: UUID, body: ContactIn) -> tuple[int, Party]:
    """Whom of the party: by their place, else the first whom nothing speaks against. Raises NobodyThere."""
    group = (await loans.parties(work, vault, loan_id))[body.party]
    if body.person_no is not None:
        if body.person_no > len(group):
            raise rules.NobodyThere
        return body.person_no, group[body.person_no - 1]
    if not group:
        raise rules.NobodyThere
    first = next((n for n, each in enumerate(group) if each.consented and not each.do_not_contact), 0)
    return first + 1, group[first]


def picture(row: Any) -> ContactOut:
    """A contact in its published shape."""
    return ContactOut.model_validate(row)
