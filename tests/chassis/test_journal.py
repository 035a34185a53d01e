"""The journal's rows of one command, written together with its key (design 3, 7; decision 0020)."""

import uuid
from contextlib import suppress

from chassis.store import amend, find
from chassis.writes import Work
from tests.chassis.house import a_thing, thing
from tests.support.acting import carry_out
from tests.support.running import Running
from tests.support.sql import connected


def test_what_a_command_changed_is_in_the_journal_in_its_order_and_what_it_undid_is_not(fresh_house: Running) -> None:
    """Design 7: the journal's rows are written together, before the commit; an attempt that fails leaves none."""
    manager = fresh_house.staff("ls-manager-1")
    made = uuid.UUID(manager.do("/v1/things", a_thing("x"))["id"])

    async def act(work: Work) -> None:
        row = await find(work.connection, thing, made, lock=True)
        for name in ("thing.first", "thing.second"):
            await work.record(name, row)
        with suppress(ZeroDivisionError):
            async with work.attempt():
                await amend(work.connection, thing, row, name="undone")
                await work.record("thing.undone", row)
                raise ZeroDivisionError
        async with work.attempt():
            await work.record("thing.third", await amend(work.connection, thing, row, name="done"), before=row)

    (told,) = carry_out(fresh_house, "ls-manager-1", act)
    with connected(fresh_house.database.owner_url) as sql:
        rows = sql.rows("SELECT action, resource_type, resource, tx FROM audit_record ORDER BY id")
        name = sql.value("SELECT name FROM thing")

    assert told is None
    assert name == "done"
    assert [row["action"] for row in rows] == ["thing.make", "thing.first", "thing.second", "thing.third"]
    assert {(row["resource_type"], row["resource"]) for row in rows} == {("thing", made)}
    assert len({row["tx"] for row in rows}) == 2
