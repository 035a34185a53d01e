"""A plain connection to a test's database: to look behind a service's back, to hold something, to tamper.

with connected(database.owner_url) as sql:
    sql.run("LOCK TABLE thing")
"""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

import asyncpg

from tests.support.postgres import Database, server

T = TypeVar("T")
WAIT_SECONDS = 10.0


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="sql of tests", daemon=True).start()
    return loop


def _begin(work: Coroutine[Any, Any, T]) -> "Future[T]":
    return asyncio.run_coroutine_threadsafe(work, _loop())


class Sql:
    """One connection, used like a blocking one. With the whole bank's eyes unless told otherwise."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def run(self, sql: str, *arguments: Any) -> str:
        """Run a statement; a script of several where there are no arguments."""
        return str(self.begin(sql, *arguments).result(WAIT_SECONDS))

    def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement for each row of arguments."""
        _begin(self._connection.executemany(sql, rows)).result(6 * WAIT_SECONDS)

    def begin(self, sql: str, *arguments: Any) -> "Future[str]":
        """Begin a statement that will have to wait; its `result()` waits too."""
        return _begin(self._connection.execute(sql, *arguments))

    def rows(self, sql: str, *arguments: Any) -> list[Any]:
        """The rows of a query."""
        return list(_begin(self._connection.fetch(sql, *arguments)).result(WAIT_SECONDS))

    def value(self, sql: str, *arguments: Any) -> Any:
        """The first column of the first row."""
        return _begin(self._connection.fetchval(sql, *arguments)).result(WAIT_SECONDS)

    def see(self, sub_branch: str, outlet: str = "*") -> None:
        """Have that scope's eyes from now on."""
        self.run(f"SET loanops.sub_branch = '{sub_branch}'; SET loanops.outlet = '{outlet}'")


@contextmanager
def connected(url: str) -> Iterator[Sql]:
    """A connection with the whole bank's eyes; an unfinished transaction is rolled back at the end."""
    connection = _begin(asyncpg.connect(url, timeout=WAIT_SECONDS)).result(WAIT_SECONDS)
    sql = Sql(connection)
    try:
        sql.see("*")
        yield sql
    finally:
        connection.terminate()


@contextmanager
def superuser(database: Database) -> Iterator[Sql]:
    """A connection as the server's superuser, who passes every row policy and may end other connections."""
    with connected(server().superuser_url(database.name)) as sql:
        yield sql


def wait_for(condition: Callable[[], Any], what: str = "it", seconds: float = WAIT_SECONDS) -> Any:
    """The condition's first true answer. A database tells nobody what happens in it: it is asked again."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, f"{what} did not come about within {seconds} s"
        time.sleep(0.01)
    return found


def waiting(sql: Sql, event: str = "Lock") -> list[int]:
    """The connections of services, by process id, that wait for such an event. Only a superuser sees them."""
    rows = sql.rows(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'loanops-%' "
        "AND state = 'active' AND wait_event_type = $1",
        event,
    )
    return [int(row["pid"]) for row in rows]
