"""What is done with contact bans: set by whoever works the case, lifted by another person."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.admission import Reading, allowed_actions, shown
from chassis.errors import BadInput, FieldError, Text
from chassis.ids import new_id
from chassis.personal import Vault
from chassis.store import amend, find
from chassis.writes import Work
from services.collections.arrears import actions as arrears
from services.collections.contact_bans import rules, store
from services.collections.contact_bans.schemas import BanIn, BanOut
from services.collections.contact_bans.store import contact_ban
from services.collections.loans import actions as loans
from services.collections.loans.rules import EventKind


async def ban(work: Work, vault: Vault, loan_id: UUID, body: BanIn) -> BanOut:
    """Forbid everybody to contact somebody around a loan (C7). Raises BannedAlready; BadInput if nobody is there."""
    loan, others = await loans.lock_of_customer(work, loan_id)
    group = (await loans.parties(work, vault, loan.id))[body.party]
    if body.person_no > len(group):
        text = Text("There is nobody of that party on this loan", "该贷款无此类联系人")
        raise BadInput([FieldError("/person_no", "NO_SUCH_PERSON", text)])
    row = await store.add(
        work.connection,
        id=new_id(),
        loan_id=loan.id,
        party=body.party,
        person_no=body.person_no,
        person=group[body.person_no - 1].index,
        reason=body.reason,
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=loan.sub_branch,
        outlet=loan.outlet,
    )
    await loans.reach_again(work, vault, others)
    await _tell(work, "contact_banned", loan, row)
    await work.record("contact_ban.set", row, data=_facts(row))
    return picture(work, row)


async def lift(work: Work, vault: Vault, ban_id: UUID, reason: str) -> BanOut:
    """Let them be contacted again. Raises MakerIsChecker for who set it, InvalidState once it is lifted."""
    loan, others = await loans.lock_of_customer(work, (await find(work.connection, contact_ban, ban_id)).loan_id)
    row = await find(work.connection, contact_ban, ban_id, lock=True)
    work.match(row.version)
    work.not_by(row.made_by)
    ended = {"lift_reason": reason, "lifted_by": work.actor.sub, "lifted_at": work.now}
    after = await amend(work.connection, contact_ban, row, state=rules.MOVES.after(row.state, "lift"), **ended)
    await loans.reach_again(work, vault, others)
    await _tell(work, "contact_ban_lifted", loan, after)
    await work.record("contact_ban.lift", after, before=row, data=_facts(after))
    return picture(work, after)


def picture(task: Work | Reading, row: Row[Any]) -> BanOut:
    """A ban in its published shape."""
    verbs = allowed_actions(task, "contact_ban", rules.MOVES.verbs(row.state), not_by=(row.made_by,))
    return shown(task, BanOut, row, allowed_actions=verbs)


async def _tell(work: Work, kind: EventKind, loan: Row[Any], row: Row[Any]) -> None:
    on = (await arrears.book(work.connection)).business_date
    facts = {"contact_ban_id": str(row.id), "party": row.party, "person_no": row.person_no}
    await loans.tell(work, kind, [(loan, on, facts)])


def _facts(row: Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("loan_id", "party", "person_no", "state")}
