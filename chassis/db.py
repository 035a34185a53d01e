"""The database: pooled connections, transactions bound to a scope of the organisation, and what every table shares.

Each transaction says whose eyes it has: `loanops.sub_branch` and `loanops.outlet` are set for its length, and the row
policies of every table compare them with the row's own. A transaction that says nothing sees nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import asyncpg
from sqlalchemy import BigInteger, Column, Dialect, MetaData, Text, TypeDecorator, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from chassis import errors
from chassis.identity import Scope
from chassis.money import from_fen, to_fen
from chassis.settings import ServiceSettings

POSTING_LOCK_TIMEOUT_MS = 1_000
STATEMENT_BYTES_MAX = 131_072

NAMING = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
}

_SET_SCOPE = text(
    "SELECT set_config('loanops.sub_branch', :sub_branch, true), set_config('loanops.outlet', :outlet, true)"
)
# An advisory lock tells a twin that is still running from one that never came; it goes with the transaction.
_SET_SCOPE_AND_LOCK = text(f"{_SET_SCOPE}, pg_try_advisory_xact_lock(hashtextextended(:identity, 0))")


def metadata() -> MetaData:
    """A capability's own collection of tables, named by the one convention."""
    return MetaData(naming_convention=NAMING)


class Fen(TypeDecorator[Decimal]):
    """Yuan in Python, BIGINT fen in the table."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Yuan → fen."""
        return None if value is None else to_fen(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        """Fen → yuan."""
        return None if value is None else from_fen(value)


def node_columns() -> list[Column[str]]:
    """The organisation node a row belongs to (domain O1): what its row policy reads."""
    return [Column("sub_branch", Text, nullable=False), Column("outlet", Text, nullable=False)]


class Database:
    """One process's connections to its service's database, as the runtime role."""

    def __init__(self, settings: ServiceSettings) -> None:
        self.dsn = str(settings.database_url)
        self.server_settings = {
            "application_name": f"loanops-{settings.service}",
            "statement_timeout": str(settings.statement_timeout_ms),
            "lock_timeout": str(settings.lock_timeout_ms),
            "idle_in_transaction_session_timeout": str(2 * settings.statement_timeout_ms),
            "jit": "off",  # every statement here is short: compiling it costs more than running it
            "timezone": "UTC",
        }
        self.engine = create_async_engine(
            self.dsn.replace("postgresql://", "postgresql+asyncpg://", 1),
            pool_size=settings.database_connections,
            max_overflow=0,
            pool_timeout=5,
            pool_pre_ping=False,
            hide_parameters=True,  # they may be personal data, and errors are logged
            connect_args={
                "server_settings": self.server_settings,
                "timeout": 5,
                # Of any length that our own code writes: asyncpg would prepare the longest anew with each run.
                "max_cacheable_statement_size": STATEMENT_BYTES_MAX,
            },
        )

    @asynccontextmanager
    async def transaction(self, scope: Scope) -> AsyncIterator[AsyncConnection]:
        """A transaction with that scope's eyes. Leaving commits unless the block rolled back; an error rolls back."""
        async with self.engine.connect() as connection:
            await connection.execute(_SET_SCOPE, {"sub_branch": scope.sub_branch, "outlet": scope.outlet})
            yield connection
            if connection.in_transaction():
                await connection.commit()

    @asynccontextmanager
    async def locked_transaction(self, scope: Scope, identity: str) -> AsyncIterator[tuple[AsyncConnection, bool]]:
        """The same, and whether nobody else is in one of that identity: who is the second is told so at once."""
        async with self.engine.connect() as connection:
            asked = {"sub_branch": scope.sub_branch, "outlet": scope.outlet, "identity": identity}
            is_alone = (await connection.execute(_SET_SCOPE_AND_LOCK, asked)).one()[2]
            yield connection, is_alone
            if connection.in_transaction():
                await connection.commit()

    async def ping(self) -> None:
        """Raises when the database does not answer."""
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every pooled connection."""
        await self.engine.dispose()


async def _keep(_: Any) -> None:
    """Leave a connection as it is: no session state to clear, and its prepared statements are what it is kept for."""


class Prepared:
    """Connections that keep their prepared statements, for the few paths that are one statement long.

    Each statement is a transaction of its own, and sets its scope itself.
    """

    def __init__(self, settings: ServiceSettings, server_settings: dict[str, str]) -> None:
        self._dsn = str(settings.database_url)
        self._size = settings.posting_connections
        # Who waits for a lock here keeps others waiting. The usual way, on a connection of its own, waits longer.
        waits_ms = min(settings.lock_timeout_ms, POSTING_LOCK_TIMEOUT_MS)
        self._server_settings = server_settings | {"lock_timeout": str(waits_ms)}
        self._pool: Any = None
        self._opening = asyncio.Lock()

    async def fetch(self, statement: str, *arguments: Any) -> Sequence[Any]:
        """Run one statement. Raises Unavailable when nothing was done, OutcomeUnknown when that cannot be told."""
        try:
            pool = await self._connected()
            connection = await pool.acquire(timeout=5)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise unavailable(error) from error
        try:
            rows: Sequence[Any] = await connection.fetch(statement, *arguments)
        except asyncpg.PostgresConnectionError as error:
            raise errors.OutcomeUnknown from error
        except asyncpg.PostgresError as error:
            if is_undone(error):
                raise unavailable(error) from error
            if is_passing(error):  # a server that is stopped may say so after it has committed
                raise errors.OutcomeUnknown from error
            raise
        except (OSError, asyncpg.InterfaceError) as error:
            raise errors.OutcomeUnknown from error
        else:
            return rows
        finally:
            await pool.release(connection)

    async def close(self) -> None:
        """Close the connections."""
        if self._pool is not None:
            await self._pool.close()

    async def _connected(self) -> Any:
        if self._pool is None:
            async with self._opening:
                if self._pool is None:
                    self._pool = await asyncpg.create_pool(
                        self._dsn,
                        min_size=0,
                        max_size=self._size,
                        reset=_keep,
                        server_settings=self._server_settings,
                        timeout=5,
                    )
        return self._pool


# What the database or the way to it raises: through SQLAlchemy, or through the driver itself (`raw`).
FAILURES = (DBAPIError, PoolTimeout, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)
VIOLATIONS = (IntegrityError, asyncpg.IntegrityConstraintViolationError)

# SQLSTATE classes after which nothing was done and the same request may simply be sent again.
_PASSING = ("08", "40", "53", "55P03", "57")
# Of these, what the server says of a transaction that it has certainly rolled back, even during its commit.
_UNDONE = ("40001", "40P01", "53", "55P03", "57014")


def sqlstate_of(error: BaseException) -> str:
    """The SQLSTATE behind an error of SQLAlchemy or asyncpg, or the empty string."""
    cause = getattr(error, "orig", error)
    return str(getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None) or "")


def constraint_of(error: BaseException) -> str:
    """The name of the constraint that was violated, or the empty string."""
    seen: BaseException | None = getattr(error, "orig", error)
    while seen is not None:
        name = getattr(seen, "constraint_name", None)
        if name:
            return str(name)
        seen = seen.__cause__
    return ""


def is_passing(error: BaseException) -> bool:
    """Whether the database is away or busy, as against refusing what it was asked."""
    if isinstance(error, OSError | TimeoutError | PoolTimeout):
        return True
    if isinstance(error, asyncpg.InterfaceError) and "closed" in str(error):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return sqlstate_of(error).startswith(_PASSING)


def is_undone(error: BaseException) -> bool:
    """Whether the database says that the transaction was rolled back, whenever that was."""
    return sqlstate_of(error).startswith(_UNDONE)


def is_contention(error: BaseException) -> bool:
    """Whether somebody else's lock stood in the way: of what was asked together, the rest may well go through."""
    return sqlstate_of(error.__cause__ or error) in ("40P01", "55P03")


def unavailable(error: BaseException) -> errors.Unavailable:
    """The honest answer when the database is away or busy and nothing was committed."""
    found = errors.Unavailable()
    found.__cause__ = error
    return found


def raw(connection: AsyncConnection) -> Any:
    """The asyncpg connection under a SQLAlchemy one, inside the same transaction.

    The transaction must have begun, which `Database.transaction` sees to by setting the scope.
    """
    held = connection.sync_connection
    assert held is not None, "the connection is open"
    return held.connection.driver_connection
