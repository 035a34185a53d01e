"""A database's schema as text, and questions to it."""

import os
import re
import subprocess
from urllib.parse import urlsplit

from tests.support.postgres import Database, server

# What says which program wrote the dump, and when a line of it would differ without the schema having changed.
_PASSING = re.compile(
    r"^(?:-- Dumped |\\(?:un)?restrict |SET |SELECT pg_catalog\.set_config|--$|-- PostgreSQL database)"
)


def dump(database: Database) -> str:
    """The schema as `pg_dump -s` writes it, without what is only about the dump."""
    url = urlsplit(database.owner_url)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment |= {
        "PGHOST": str(url.hostname),
        "PGPORT": str(url.port),
        "PGUSER": str(url.username),
        "PGPASSWORD": str(url.password),
        "PGDATABASE": database.name,
    }
    written = subprocess.run(
        [server().programs / "pg_dump", "--schema-only"], env=environment, capture_output=True, text=True, check=True
    ).stdout
    kept = "\n".join(line for line in written.splitlines() if not _PASSING.match(line))
    return re.sub(r"\n{3,}", "\n\n", kept).strip() + "\n"


def rows(database: Database, sql: str) -> list[tuple[str, ...]]:
    """What a query answers, seen by the superuser."""
    return [tuple(line.split("|")) for line in server().execute(sql, database.name).splitlines()]


def names(database: Database, sql: str) -> set[str]:
    """The first column of what a query answers."""
    return {row[0] for row in rows(database, sql)}
