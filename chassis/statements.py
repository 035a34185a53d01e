"""Statements that are compiled once and run by the driver itself: for what every request asks, or asks in one go.

SQLAlchemy Core says what is wanted, as everywhere; what is saved is its part of each execution, which is most of the
client's time for a short statement. Values are named by `bindparam("name")`; whatever else stands in a statement is a
constant of the code and is written into its text, where the planner sees it: a partial index is found by any plan.

A `Gathering` asks several such questions at once: each capability offers its own, and one statement carries them all.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import (
    Column,
    Delete,
    Insert,
    Numeric,
    Row,
    Select,
    Text,
    TextualSelect,
    Update,
    literal_column,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql.asyncpg import PGCompiler_asyncpg, PGDialect_asyncpg
from sqlalchemy.engine import result_tuple
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.compiler import SQLCompiler

from chassis.db import raw

Wanted = Select[Any] | TextualSelect | Insert | Update | Delete
"""A question, or a change with `returning`."""

_NUMERIC_OID = 1700  # how the driver's results are known to SQLAlchemy's numeric type
_THERE = "there"
_Processor = Callable[[Any], Any] | None


class _Compiler(PGCompiler_asyncpg):
    """Writes constants into the text; only what is named for the caller stays a parameter."""

    def visit_bindparam(self, bindparam: Any, *told: Any, **options: Any) -> Any:
        """A parameter, or the constant itself."""
        if not bindparam.required:
            options["literal_binds"] = True
        return super().visit_bindparam(bindparam, *told, **options)  # type: ignore[no-untyped-call]


def _dialect() -> PGDialect_asyncpg:
    made = PGDialect_asyncpg()  # type: ignore[no-untyped-call]
    made.statement_compiler = _Compiler
    return made


_DIALECT = _dialect()


KEEP_PLANS = text(
    "SELECT set_config('plan_cache_mode', 'force_generic_plan', true) AS plans, "
    "set_config('enable_seqscan', 'off', true) AS scans"
).columns(Column("plans", Text), Column("scans", Text))
"""Asked in a transaction whose statements look things up by their keys: they are planned once for a connection.

Left to itself the server plans a statement of twenty tables anew with each run, for longer than it then runs. A
kept plan knows no values, and takes the row policies to let next to nothing through: it would read whole tables.
"""


class Statement:
    """One statement of Core, compiled when it is first run. Raises KeyError when a value that it names is not given."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted

    async def all(self, connection: AsyncConnection, **values: Any) -> list[Row[Any]]:
        """Every row. The transaction must have begun (see `db.raw`)."""
        records = await self._fetch(connection, values)
        return [self._row(_read(record, self._readers)) for record in records]

    async def first(self, connection: AsyncConnection, **values: Any) -> Row[Any] | None:
        """The one row, or None."""
        rows = await self.all(connection, **values)
        assert len(rows) <= 1, "a question for one thing has one answer"
        return rows[0] if rows else None

    async def _fetch(self, connection: AsyncConnection, values: Mapping[str, Any]) -> Sequence[Any]:
        arguments = [values[name] if write is None else write(values[name]) for name, write in self._parameters]
        fetched: Sequence[Any] = await raw(connection).fetch(self.text, *arguments)
        return fetched

    @cached_property
    def _compiled(self) -> SQLCompiler:
        compiled = self._wanted.compile(dialect=_DIALECT)
        assert isinstance(compiled, SQLCompiler)
        return compiled

    @cached_property
    def text(self) -> str:
        """What the driver is given."""
        return str(self._compiled)

    @cached_property
    def _parameters(self) -> list[tuple[str, _Processor]]:
        writers = self._compiled._bind_processors
        return [(name, writers.get(name)) for name in self._compiled.positiontup or ()]  # type: ignore[misc]

    @cached_property
    def _readers(self) -> list[_Processor]:
        return [_reader(entry.type) for entry in self._compiled._result_columns]

    @cached_property
    def _names(self) -> list[str]:
        return [entry.keyname for entry in self._compiled._result_columns]

    @cached_property
    def _row(self) -> Callable[[Sequence[Any]], Row[Any]]:
        return result_tuple(self._names)


class Gathering(Statement):
    """Several questions, each answered by at most one row, and changes, each of at most one row, in one statement.

    All see the tables as they were when it began, and changes do not see each other's.
    """

    def __init__(self, questions: Mapping[str, Wanted]) -> None:
        self._widths: dict[str, slice] = {}
        super().__init__(self._together(questions))

    async def ask(self, connection: AsyncConnection, **values: Any) -> dict[str, Row[Any] | None]:
        """Each question's row, by its name; None where there is none."""
        records = await self._fetch(connection, values)
        assert len(records) == 1, "each question has at most one answer"
        found = _read(records[0], self._readers)
        return {
            name: self._rows[name](found[width.start : width.stop - 1]) if found[width.stop - 1] else None
            for name, width in self._widths.items()
        }

    def _together(self, questions: Mapping[str, Wanted]) -> Select[Any]:
        columns: list[Any] = []
        source: Any = select(literal_column("1").label("one")).subquery("one")
        for name, wanted in questions.items():
            part = wanted.subquery(name) if isinstance(wanted, Select | TextualSelect) else wanted.cte(name)
            asked = select(*part.c, true().label(_THERE)).subquery(f"{name}_answer")
            self._widths[name] = slice(len(columns), len(columns) + len(asked.c))
            columns += [column.label(f"{name}__{column.key}") for column in asked.c]
            source = source.outerjoin(asked, true())
        return select(*columns).select_from(source)

    @cached_property
    def _rows(self) -> dict[str, Callable[[Sequence[Any]], Row[Any]]]:
        return {
            name: result_tuple([each.removeprefix(f"{name}__") for each in self._names[width.start : width.stop - 1]])
            for name, width in self._widths.items()
        }


def _reader(kind: Any) -> _Processor:
    found: _Processor = kind.dialect_impl(_DIALECT).result_processor(
        _DIALECT, _NUMERIC_OID if isinstance(kind, Numeric) else None
    )
    return found


def _read(record: Any, readers: Sequence[_Processor]) -> list[Any]:
    return [
        value if read is None or value is None else read(value) for value, read in zip(record, readers, strict=True)
    ]
