"""Rotations of the key of personal data over HTTP."""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.admission import BankRoute, Command, Query
from chassis.following import EventStream, following
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.personal import Vault
from chassis.store import find
from services.customer.key_rotations import actions
from services.customer.key_rotations.schemas import RotationIn, RotationOut
from services.customer.key_rotations.store import key_rotation


async def _look(connection: AsyncConnection, path: Mapping[str, str]) -> RotationOut:
    return actions.picture(await find(connection, key_rotation, id_in_path(path["rotation_id"])))


router = APIRouter(prefix="/v1/key-rotations", tags=["personal data"], route_class=BankRoute)
_following = APIRouter(prefix="/v1/key-rotations", tags=["personal data"], route_class=following(_look))


@router.post("", status_code=202, summary="Move personal data to the current key")
async def rotate_keys(body: RotationIn, command: Command, request: Request) -> RotationOut:
    """Every process must have the key file with the new key before. Everything stays readable meanwhile; the old key
    may leave the file once this is completed."""
    vault: Vault = request.app.state.vault
    return actions.picture(await actions.request(command, vault))


@router.get("", summary="Rotations, newest first")
async def list_rotations(query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[RotationOut]:
    """Those that are over, and the one under way."""
    rows, following = await listed(query, select(key_rotation), key_rotation.c.id, limit, cursor, "rotations", {})
    return Listed(items=[actions.picture(row) for row in rows], next_cursor=following)


@router.get("/{rotation_id}", summary="One rotation")
async def read_rotation(rotation_id: str, query: Query) -> RotationOut:
    """How far it is."""
    return await actions.read(query, id_in_path(rotation_id))


@_following.get("/{rotation_id}/stream", summary="Follow a rotation", response_class=EventStream, response_model=None)
async def stream_rotation(rotation_id: str, query: Query) -> Response:
    """Server-sent events: the `data` of each is the rotation as it is then. The stream ends when it is over, and after
    ten minutes: ask again."""
    await actions.read(query, id_in_path(rotation_id))
    return Response()


ROUTERS = [router, _following]
