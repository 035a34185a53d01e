"""Alembic for every service: `python -m chassis.migrations <service> upgrade|downgrade|current [revision]`.

Migrations run as the owner of the database, over the one driver. They wait for a lock only briefly, so that a deploy
never queues behind a long transaction while everything else queues behind the deploy.
"""

import argparse
import asyncio
import os
from pathlib import Path

from alembic import command, context, op
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.util import await_only

ROOT = Path(__file__).resolve().parent.parent
LOCK_TIMEOUT_MS = 5_000
_SQL = Path(__file__).resolve().parent / "sql"


def config(service: str, owner_url: str) -> Config:
    """The alembic configuration of one service's history."""
    found = Config()
    found.set_main_option("script_location", str(ROOT / "services" / service / "migrations"))
    found.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    found.attributes["service"] = service
    found.attributes["owner_url"] = owner_url
    return found


def run() -> None:
    """What each service's `env.py` calls."""
    asyncio.run(_run(context.config.attributes["owner_url"]))


def runtime_role() -> str:
    """The role that the running service has: `<service>_app`, unless `LOANOPS_RUNTIME_ROLE` names another."""
    service = context.config.attributes["service"] if context.config else ""
    return os.environ.get("LOANOPS_RUNTIME_ROLE", f"{service}_app")


def chassis_sql(name: str) -> str:
    """A numbered piece of the chassis's own schema, for a service's migration to run. Never edited once merged."""
    return (_SQL / name).read_text().replace("{runtime_role}", runtime_role())


def script(sql: str) -> None:
    """Run a script of several statements inside the migration's transaction; `op.execute` takes one at a time."""
    connection = op.get_bind()
    connection.execute(text("SELECT 1"))  # the adapter opens its transaction at the first statement it sees
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("a migration runs on a live connection")
    await_only(driver.execute(sql))


async def _run(owner_url: str) -> None:
    engine = create_async_engine(owner_url.replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(_migrate)
        await connection.commit()
    await engine.dispose()


def _migrate(connection: Connection) -> None:
    connection.execute(text(f"SET lock_timeout = {LOCK_TIMEOUT_MS}"))
    # Row policies bind the owner too; a migration that moves data has to see all of it.
    connection.execute(
        text("SELECT set_config('loanops.sub_branch', '*', false), set_config('loanops.outlet', '*', false)")
    )
    connection.commit()
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m chassis.migrations", description="Migrate one service's database.")
    parser.add_argument("service")
    parser.add_argument("verb", choices=["upgrade", "downgrade", "current"])
    parser.add_argument("revision", nargs="?", default="head")
    asked = parser.parse_args()
    found = config(asked.service, os.environ["LOANOPS_OWNER_DATABASE_URL"])
    if asked.verb == "upgrade":
        command.upgrade(found, asked.revision)
    elif asked.verb == "downgrade":
        command.downgrade(found, "base" if asked.revision == "head" else asked.revision)
    else:
        command.current(found)


if __name__ == "__main__":
    main()
