"""Trainings and campaigns over HTTP: the same routes for both."""

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi import Query as Parameter
from sqlalchemy import Row

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.customer.outreach import actions, store
from services.customer.outreach.rules import MOVES, REACHES, Kind
from services.customer.outreach.schemas import CancellingIn, HoldingIn, OutreachIn, OutreachOut, OutreachResultOut
from services.customer.outreach.store import outreach

Days = Annotated[int, Parameter(ge=1, le=366, description="How long before and after is looked at.")]


def _more(task: Work | Reading, row: Row[Any]) -> dict[str, Any]:
    return {"allowed_actions": allowed_actions(task, row.kind, MOVES.verbs(row.state))}


def _router(kind: Kind) -> APIRouter:
    router = APIRouter(prefix=f"/v1/{kind}s", tags=["trainings and campaigns"], route_class=BankRoute)

    @router.post("", status_code=201, summary=f"Plan a {kind}", name=f"plan_{kind}")
    async def plan_outreach(body: OutreachIn, command: Command) -> OutreachOut:
        """T11: for the caller's part of the bank."""
        row = await actions.plan(command, kind, body)
        return shown(command, OutreachOut, row, **_more(command, row))

    @router.get("", summary=f"{kind.capitalize()}s, newest first", name=f"list_{kind}s")
    async def list_outreach(query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[OutreachOut]:
        """Those of the caller's part of the bank."""
        rows, following = await listed(query, store.of_kind(kind), outreach.c.id, limit, cursor, kind, {})
        return Listed(items=[published(OutreachOut, row, **_more(query, row)) for row in rows], next_cursor=following)

    @router.get("/{outreach_id}", summary=f"One {kind}", name=f"read_{kind}")
    async def read_outreach(outreach_id: str, query: Query) -> OutreachOut:
        """With whom it reached."""
        row = await actions.get(query, kind, id_in_path(outreach_id))
        return shown(query, OutreachOut, row, **_more(query, row))

    @router.post("/{outreach_id}/hold", summary=f"Write down that a {kind} was held", name=f"hold_{kind}")
    async def hold_outreach(outreach_id: str, body: HoldingIn, command: Command) -> OutreachOut:
        """T11: and whom it reached."""
        row = await actions.hold(command, kind, id_in_path(outreach_id), body)
        return shown(command, OutreachOut, row, **_more(command, row))

    @router.post("/{outreach_id}/cancel", summary=f"Cancel a {kind}", name=f"cancel_{kind}")
    async def cancel_outreach(outreach_id: str, body: CancellingIn, command: Command) -> OutreachOut:
        """With the reason."""
        row = await actions.cancel(command, kind, id_in_path(outreach_id), body)
        return shown(command, OutreachOut, row, **_more(command, row))

    @router.get("/{outreach_id}/results", summary=f"What came of a {kind}", name=f"read_{kind}_results")
    async def read_results(outreach_id: str, query: Query, days: Days = 90) -> OutreachResultOut:
        """T11: those reached beside those not, before and after."""
        row, groups, complete = await actions.results(query, kind, id_in_path(outreach_id), days)
        return published(OutreachResultOut, row, reached_are=REACHES[kind], days=days, complete=complete, **groups)

    return router


trainings = _router("training")
campaigns = _router("campaign")
