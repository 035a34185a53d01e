"""What is done with contact bans: set by whoever works the case, lifted by another person."""

import functools
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis import jobs
from chassis.admission import Reading, allowed_actions, shown
from chassis.db import Database
from chassis.errors import BadInput, FieldError, Text
from chassis.identity import WHOLE_BANK
from chassis.ids import new_id
from chassis.jobs import Queue
from chassis.personal import Vault
from chassis.store import amend, find
from chassis.writes import Work
from services.collections.arrears import actions as arrears
from services.collections.contact_bans import rules, store
from services.collections.contact_bans.schemas import BanIn, BanOut
from services.collections.contact_bans.store import contact_ban
from services.collections.loans import actions as loans
from services.collections.loans.rules import EventKind
from services.collections.persons import actions as persons

QUEUE = "contact-bans"


async def ban(work: Work, vault: Vault, loan_id: UUID, body: BanIn) -> BanOut:
    """Forbid everybody to contact somebody (C7), on every loan on which they stand.

    Raises BannedAlready; BadInput if nobody is there.
    """
    await persons.hold(work.connection)
    loan = await loans.get(work, loan_id)
    group = (await loans.parties(work, vault, loan.id))[body.party]
    if body.person_no > len(group):
        text = Text("There is nobody of that party on this loan", "该贷款无此类联系人")
        raise BadInput([FieldError("/person_no", "NO_SUCH_PERSON", text)])
    person = group[body.person_no - 1]
    row = await store.add(
        work.connection,
        id=new_id(),
        loan_id=loan.id,
        party=body.party,
        person_no=body.person_no,
        person=person.index,
        reason=body.reason,
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=loan.sub_branch,
        outlet=loan.outlet,
    )
    await persons.bar(work.connection, row.id, person.indexes)
    looked = await _take_effect(work, vault, row, "contact_banned")
    await work.record("contact_ban.set", row, data=_facts(row) | {"loans": looked})
    return picture(work, row)


async def lift(work: Work, vault: Vault, ban_id: UUID, reason: str) -> BanOut:
    """Let them be contacted again. Raises MakerIsChecker for who set it, InvalidState once it is lifted."""
    await persons.hold(work.connection)
    row = await find(work.connection, contact_ban, ban_id, lock=True)
    work.match(row.version)
    work.not_by(row.made_by)
    ended = {"lift_reason": reason, "lifted_by": work.actor.sub, "lifted_at": work.now}
    after = await amend(work.connection, contact_ban, row, state=rules.MOVES.after(row.state, "lift"), **ended)
    await persons.unbar(work.connection, row.id, work.now)
    looked = await _take_effect(work, vault, after, "contact_ban_lifted")
    await work.record("contact_ban.lift", after, before=row, data=_facts(after) | {"loans": looked})
    return picture(work, after)


async def _take_effect(work: Work, vault: Vault, row: Row[Any], kind: EventKind) -> int:
    """Have a ban that came or ended count at once on the loans of the person, each of whose histories says so: how
    many these were. A number that stands on more than a person's loans is left to the worker beyond that."""
    on = (await arrears.book(work.connection)).business_date
    indexes = await persons.barred_by(work.connection, row.id)
    async with persons.whole_bank(work.connection):
        found = await persons.around(work.connection, indexes, row.loan_id, 0)
        places = await loans.reach_again(work.connection, vault, [each.id for each in found], indexes)
        happened = [
            (each, on, {"contact_ban_id": str(row.id), "party": party, "person_no": number})
            for each in found
            for party, number in places[each.id]
        ]
        await loans.tell(work, kind, happened)
    if len(found) == persons.LOANS_AT_ONCE:
        await jobs.enqueue(work.connection, QUEUE, {"contact_ban_id": str(row.id), "after": found[-1].no})
    return len(found)


def queue(vault: Vault) -> Queue:
    """What the worker does about bans on numbers that stand on very many loans."""
    return Queue(QUEUE, functools.partial(_go_on, vault))


async def _go_on(vault: Vault, database: Database, _: datetime, payload: dict[str, Any]) -> None:
    after: int | None = payload["after"]
    while after is not None:
        async with database.transaction(WHOLE_BANK) as connection:
            await persons.hold(connection)
            row = await find(connection, contact_ban, UUID(payload["contact_ban_id"]))
            indexes = await persons.barred_by(connection, row.id)
            found = await persons.around(connection, indexes, row.loan_id, after)
            await loans.reach_again(connection, vault, [each.id for each in found])
        after = found[-1].no if len(found) == persons.LOANS_AT_ONCE else None


async def find_out(vault: Vault, database: Database, _: datetime) -> bool:
    """Find out who stands on some loans of before that was kept; answers whether more may be left."""
    async with database.transaction(WHOLE_BANK) as connection:
        await persons.hold(connection)
        found = await persons.unknown(connection)
        if found:
            await loans.reach_again(connection, vault, found)
    return len(found) == persons.LOANS_AT_ONCE


def picture(task: Work | Reading, row: Row[Any]) -> BanOut:
    """A ban in its published shape."""
    verbs = allowed_actions(task, "contact_ban", rules.MOVES.verbs(row.state), not_by=(row.made_by,))
    return shown(task, BanOut, row, allowed_actions=verbs)


def _facts(row: Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("loan_id", "party", "person_no", "state")}
