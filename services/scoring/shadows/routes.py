"""A version beside the live one, over HTTP."""

from fastapi import APIRouter
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query, published
from chassis.listing import Cursor, Limit, Listed, listed
from services.scoring.shadows import actions
from services.scoring.shadows.schemas import DifferenceOut, ShadowOut
from services.scoring.shadows.store import shadow_decision

router = APIRouter(prefix="/v1/policies/{version}/shadow", tags=["policies"], route_class=BankRoute)


@router.post("", status_code=201, summary="Run a version beside the live one")
async def start_shadow(version: str, command: Command) -> ShadowOut:
    """S6: from now on it judges every application too, drafted or not; nothing that it says counts. One at a time."""
    await actions.start(command, version)
    return await actions.report(command, version)


@router.post("/stop", summary="Stop running a version beside the live one")
async def stop_shadow(version: str, command: Command) -> ShadowOut:
    """What it said stays to be read."""
    await actions.stop(command, version)
    return await actions.report(command, version)


@router.get("", summary="How a version differed from the live one")
async def read_shadow(version: str, query: Query) -> ShadowOut:
    """Of its latest run: outcomes of the two crossed, and the reasons that one of the two alone gave."""
    return await actions.report(query, version)


@router.get("/differences", summary="Applications that would have been decided otherwise, newest first")
async def list_shadow_differences(
    version: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[DifferenceOut]:
    """Those in which outcome or amount differed, of all runs of the version."""
    wanted = select(shadow_decision).where(shadow_decision.c.policy_version == version, ~shadow_decision.c.same)
    rows, following = await listed(
        query, wanted, shadow_decision.c.id, limit, cursor, "shadow-differences", {"version": version}
    )
    return Listed(items=[published(DifferenceOut, row) for row in rows], next_cursor=following)
