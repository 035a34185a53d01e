"""A service of one capability, `things`, on the house's own tables: what tests of the chassis stand on.

A thing is made by an account manager and approved by another person, up to a limit. Nothing here knows banking.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import APIRouter, FastAPI
from pydantic import StrictBool
from sqlalchemy import Column, DateTime, Integer, Row, Table, Text, Uuid, insert, select

from chassis import policies
from chassis.access import EVERYONE, Rule, within
from chassis.admission import BankRoute, Command, Query, allowed_actions, published, shown
from chassis.app import create_app
from chassis.clock import Clock
from chassis.db import Fen, metadata, node_columns, raw
from chassis.errors import Conflict, LoanopsError, Refused
from chassis.errors import Text as Message
from chassis.fields import Day, In, Money, Name, Note, Out, PositiveMoney
from chassis.ids import id_in_path, new_id
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.migrations import ROOT
from chassis.settings import ServiceSettings
from chassis.states import Moves
from chassis.store import amend, find
from chassis.writes import Work
from tests.support.postgres import Database, bare_database, discard, server
from tests.support.running import Running, running
from tests.support.sql import connected

LIMIT = 1_000_000
MOVES = Moves({"draft": {"approve": "approved"}})
SQL = """
CREATE TABLE thing (
    id uuid PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    state text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT thing_name_key UNIQUE (name)
);
CALL protect_by_node('thing');
GRANT SELECT, INSERT, UPDATE ON thing TO escrow_app;
"""

thing = Table(
    "thing",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("amount", Fen, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)


class ThingExists(Conflict):
    code = "THING_EXISTS"
    title = Message("There is such a thing", "该事物已存在")


class TooMuch(Refused):
    code = "TOO_MUCH"
    title = Message("That is too much", "金额过大")


class ThingIn(In):
    name: Name
    amount: PositiveMoney
    note: Note = ""
    on: Day | None = None
    at_once: StrictBool = False


class Figures(In):
    limit: PositiveMoney


class ApprovalIn(In):
    comment: Note = ""


class ThingOut(Out):
    id: UUID
    name: str
    amount: Money
    state: str
    made_by: str
    made_at: datetime
    version: int
    allowed_actions: list[str]


RULES = [
    Rule("GET", "/v1/things", "thing.read", EVERYONE),
    Rule("POST", "/v1/things", "thing.make", {"account_manager"}),
    Rule("GET", "/v1/things/{thing_id}", "thing.read", EVERYONE, within("thing")),
    Rule(
        "POST",
        "/v1/things/{thing_id}/approve",
        "thing.approve",
        {"account_manager", "branch_head"},
        within("thing"),
        key_required=True,
    ),
    Rule("POST", "/v1/things/{thing_id}/reveal", "thing.reveal", {"account_manager"}, within("thing"), kept=False),
    Rule("GET", "/v1/broken", "thing.break", EVERYONE),
    *policies.rules("/v1/figures", "figures", {"risk_officer"}),
]

routes = APIRouter(prefix="/v1", tags=["things"], route_class=BankRoute)


def _shown(task: Any, row: Row[Any]) -> ThingOut:
    verbs = allowed_actions(task, "thing", MOVES.verbs(row.state), not_by=[row.made_by])
    return shown(task, ThingOut, row, allowed_actions=verbs)


async def _make(work: Work, body: ThingIn) -> Row[Any]:
    values = {"id": new_id(), "name": body.name, "amount": body.amount, "state": "draft", "version": 1}
    made = insert(thing).values(made_by=work.actor.sub, made_at=work.now, **values, **work.node._asdict())
    row: Row[Any] = (await work.connection.execute(made.returning(thing))).one()
    await work.record("thing.make", row, data={"amount": row.amount, "name": row.name})
    return row


@routes.post("/things", status_code=201)
async def make_thing(body: ThingIn, command: Command) -> ThingOut:
    if body.at_once:  # on the driver itself, as postings go
        await raw(command.connection).execute("SELECT FROM thing FOR UPDATE")
    return _shown(command, await _make(command, body))


@routes.post("/things/{thing_id}/approve")
async def approve_thing(thing_id: str, body: ApprovalIn, command: Command) -> ThingOut:
    row = await find(command.connection, thing, id_in_path(thing_id), lock=True)
    command.not_by(row.made_by)
    command.match(row.version)
    state = MOVES.after(row.state, "approve")
    if row.amount > LIMIT:
        raise TooMuch(extra={"limit": Message("one million", "一百万")})
    after = await amend(command.connection, thing, row, state=state)
    await command.record("thing.approve", after, before=row, data={"comment": body.comment})
    return _shown(command, after)


@routes.post("/things/{thing_id}/reveal")
async def reveal_thing(thing_id: str, command: Command) -> ThingOut:
    row = await find(command.connection, thing, id_in_path(thing_id))
    await command.record("thing.reveal", row)
    return _shown(command, row)


@routes.get("/things")
async def list_things(
    query: Query, limit: Limit = 50, cursor: Cursor = None, state: str | None = None
) -> Listed[ThingOut]:
    wanted = select(thing)
    if state is not None:
        wanted = wanted.where(thing.c.state == state)
    rows, following = await listed(query, wanted, thing.c.id, limit, cursor, "things", {"state": state})
    return Listed(items=[published(ThingOut, row, allowed_actions=[]) for row in rows], next_cursor=following)


@routes.get("/things/{thing_id}")
async def read_thing(thing_id: str, query: Query) -> ThingOut:
    return _shown(query, await find(query.connection, thing, id_in_path(thing_id)))


@routes.get("/broken")
async def broken(query: Query) -> ThingOut:
    raise RuntimeError(f"unforeseen, by {query.actor.sub}")


def create(settings: ServiceSettings, clock: Clock) -> FastAPI:
    conflicts: dict[str, type[LoanopsError]] = {"thing_name_key": ThingExists}
    return create_app(
        settings,
        "House",
        [routes, policies.router("/v1/figures", "figures", Figures)],
        RULES,
        conflicts=conflicts,
        clock=clock,
    )


def house_schema() -> str:
    """The house's tables and the service's own."""
    return (ROOT / "chassis" / "sql" / "0001_house.sql").read_text().replace("{runtime_role}", "escrow_app") + SQL


def house_database() -> Database:
    database = bare_database("escrow")
    with connected(database.owner_url) as sql:
        sql.run(house_schema())
    return database


@contextmanager
def house_service(directory: Path, port: int | None = None, **settings: Any) -> Iterator[Running]:
    """The service on a fresh database, with short waits unless told otherwise; at another port of a proxy's."""
    given = {"statement_timeout_ms": 5_000, "lock_timeout_ms": 2_000} | settings
    database = house_database()
    if port is not None:
        given["database_url"] = database.runtime_url.replace(f":{server().port}/", f":{port}/")

    def made(asked: ServiceSettings, clock: Clock) -> FastAPI:
        return create(asked.model_copy(update=given), clock)

    with running("escrow", made, database, directory) as service:
        yield service
    discard(database)


def a_thing(name: str, **changes: Any) -> dict[str, Any]:
    """A thing to be made."""
    return {"name": name, "amount": "100.00"} | changes
