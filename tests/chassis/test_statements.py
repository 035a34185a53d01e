"""Statements compiled once, and several questions in one (decision 0020)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.audit import digest_of
from chassis.db import Database, Fen
from chassis.identity import WHOLE_BANK
from chassis.ids import new_id
from chassis.statements import KEEP_PLANS, Gathering, Statement
from chassis.store import amend, find
from tests.chassis.house import thing
from tests.support.building import reference
from tests.support.running import Running

NEW = {column.name: bindparam(f"new_{column.name}") for column in thing.c}
BY_NAME = select(thing).where(thing.c.name == bindparam("name"))
DRAFTS = select(func.count().label("number"), func.sum(thing.c.amount, type_=Fen).label("amount")).where(
    thing.c.state.in_(["draft", "it's \\ : %"])
)


def inside(house: Running, doing: Callable[[AsyncConnection], Awaitable[Any]]) -> Any:
    """Run it in a transaction of the house's database, which is then committed."""

    async def run() -> Any:
        database = Database(house.settings)
        try:
            async with database.transaction(WHOLE_BANK) as connection:
                return await doing(connection)
        finally:
            await database.close()

    return asyncio.run(run())


def a_row(amount: str = "10.00") -> dict[str, Any]:
    now = datetime.now(UTC)
    values = {"id": new_id(), "name": reference("x"), "amount": Decimal(amount), "state": "draft", "made_by": "me"}
    return values | {"made_at": now, "version": 1, "sub_branch": "lanshan", "outlet": "ls-1"}


def new(row: dict[str, Any]) -> dict[str, Any]:
    return {f"new_{name}": value for name, value in row.items()}


def test_rows_are_the_same_as_those_of_core(house: Running) -> None:
    values = a_row("12.30")
    add = Statement(insert(thing).values(NEW).returning(thing))

    async def both(connection: AsyncConnection) -> Any:
        made = await add.first(connection, **new(values))
        found = await Statement(BY_NAME).all(connection, name=values["name"])
        core = (await connection.execute(BY_NAME, {"name": values["name"]})).all()
        return made, found, core

    made, found, core = inside(house, both)

    assert made._asdict() == values
    assert [row._asdict() for row in found] == [row._asdict() for row in core] == [values]
    assert digest_of(found[0]) == digest_of(core[0]) == digest_of(made)
    assert (found[0].amount, str(found[0].amount)) == (Decimal("12.30"), "12.30")


def test_constants_are_part_of_the_text_and_values_are_not(house: Running) -> None:
    """A partial index is found by a plan that knows no values; what a caller sends is never part of the text."""
    counting, by_name = Statement(DRAFTS), Statement(BY_NAME)
    row = inside(house, counting.first)
    none = inside(house, lambda connection: by_name.first(connection, name="x'; DROP TABLE thing; --"))

    assert "$1" not in counting.text
    assert "'draft'" in counting.text
    assert "$1" in by_name.text
    assert row.number >= 0
    assert none is None


def test_a_value_that_is_not_given_is_an_error(house: Running) -> None:
    with pytest.raises(KeyError, match="name"):
        inside(house, lambda connection: Statement(BY_NAME).all(connection))


def test_several_questions_and_a_change_are_one_statement_with_an_answer_each(house: Running) -> None:
    values, other = a_row(), a_row("7.00")
    renamed = (
        update(thing).where(thing.c.id == bindparam("id")).values(state="approved").returning(thing.c.state, thing.c.id)
    )
    gathering = Gathering(
        {"mine": BY_NAME, "made": insert(thing).values(NEW).returning(thing), "changed": renamed, "drafts": DRAFTS}
    )

    async def ask(connection: AsyncConnection) -> Any:
        await Statement(insert(thing).values(NEW).returning(thing.c.id)).first(connection, **new(values))
        return await gathering.ask(connection, **new(other), name=values["name"], id=values["id"])

    found = inside(house, ask)
    nothing = inside(house, lambda connection: gathering.ask(connection, **new(a_row()), name="none", id=new_id()))

    assert found["mine"]._asdict() == values, "as it was when the statement began"
    assert found["made"]._asdict() == other
    assert found["changed"]._asdict() == {"state": "approved", "id": values["id"]}
    assert (nothing["mine"], nothing["changed"]) == (None, None)
    assert nothing["drafts"].number == found["drafts"].number


def test_a_question_with_two_answers_is_an_error(house: Running) -> None:
    async def ask(connection: AsyncConnection) -> Any:
        for _ in range(2):
            await Statement(insert(thing).values(NEW).returning(thing.c.id)).first(connection, **new(a_row()))
        return await Gathering({"any": select(thing.c.id)}).ask(connection)

    with pytest.raises(AssertionError, match="at most one answer"):
        inside(house, ask)


def test_kept_plans_are_planned_once_and_only_in_their_transaction(house: Running) -> None:
    kept, by_name = Statement(KEEP_PLANS), Statement(BY_NAME)
    plans = "SELECT generic_plans > 0 AND custom_plans = 0 AS kept FROM pg_prepared_statements WHERE statement = $1"

    async def ask(connection: AsyncConnection) -> Any:
        driven: Any = connection.sync_connection.connection.driver_connection
        await kept.first(connection)
        await by_name.all(connection, name="x")
        found = await driven.fetchval(plans, by_name.text)
        await connection.commit()
        return found, await driven.fetchval("SHOW plan_cache_mode"), await driven.fetchval("SHOW enable_seqscan")

    assert inside(house, ask) == (True, "auto", "on")


def test_find_and_amend_answer_the_row_as_it_is(house: Running) -> None:
    values = a_row()

    async def change(connection: AsyncConnection) -> Any:
        await Statement(insert(thing).values(NEW).returning(thing.c.id)).first(connection, **new(values))
        row = await find(connection, thing, values["id"], lock=True)
        after = await amend(connection, thing, row, state="approved", amount=Decimal("11.00"))
        return after, await find(connection, thing, values["id"])

    after, found = inside(house, change)

    assert after._asdict() == values | {"state": "approved", "amount": Decimal("11.00"), "version": 2}
    assert found == after
