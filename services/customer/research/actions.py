"""What is done with research rounds: sent out, answered, closed with what was found (T8)."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.audit import append
from chassis.errors import Forbidden
from chassis.identity import EVERYWHERE, WHOLE_BANK
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.customer.research.rules import MOVES, require_day, require_open
from services.customer.research.schemas import ResearchAnswerIn, ResearchClosingIn, ResearchRoundIn
from services.customer.research.store import answer, research_round


async def send_out(work: Work, body: ResearchRoundIn) -> Row[Any]:
    """Send an outline to the sub-branches. Raises BadInput for a day that has passed, ResearchRoundExists."""
    require_day(body.due_on, work.today)
    made = {"id": new_id(), "state": "open", "made_by": work.actor.sub, "made_at": work.now, "version": 1}
    written = insert(research_round).values(**(body.model_dump() | made)).returning(research_round)
    row: Row[Any] = (await work.connection.execute(written)).one()
    await _record(work, "research_round.send_out", row, None)
    return row


async def close(work: Work, round_id: UUID, body: ResearchClosingIn) -> Row[Any]:
    """End a round with what the answers say. Raises NotFound, InvalidState."""
    row = await find(work.connection, research_round, round_id, lock=True)
    work.match(row.version)
    state = MOVES.after(row.state, "close")
    closed = {"findings": body.findings, "closed_by": work.actor.sub, "closed_at": work.now}
    after = await amend(work.connection, research_round, row, state=state, **closed)
    await _record(work, "research_round.close", after, row)
    return after


async def reply(work: Work, round_id: UUID, body: ResearchAnswerIn) -> Row[Any]:
    """A sub-branch answers, once. Raises NotFound, ResearchRoundOver, ResearchAnswered."""
    if not work.actor.sub_branch:
        raise Forbidden
    # Locked, so that no answer comes in while the round is being closed.
    row = await find(work.connection, research_round, round_id, lock=True)
    require_open(row.state, row.due_on, work.today)
    written = insert(answer).values(
        id=new_id(),
        research_round_id=row.id,
        answer=body.answer,
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=work.actor.sub_branch,
        outlet=EVERYWHERE,
    )
    given: Row[Any] = (await work.connection.execute(written.returning(answer))).one()
    await work.record("research_answer.give", given, data={"research_round_id": row.id, "quarter": row.quarter})
    return given


async def _record(work: Work, action: str, row: Row[Any], before: Row[Any] | None) -> None:
    told = {"quarter": row.quarter, "state": row.state, "due_on": row.due_on}
    await append(work.connection, work.actor, work.now, action, row.id, WHOLE_BANK, before=before, after=row, data=told)
