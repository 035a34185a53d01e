"""The database's history can be walked both ways (design decision 17)."""

import os
import subprocess
import sys
from collections.abc import Callable

from tests.support.postgres import REPOSITORY, Database


def migrate(database: Database, verb: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LOANOPS_")}
    environment |= {"LOANOPS_SERVICE": "collections", "LOANOPS_OWNER_DATABASE_URL": database.owner_url}
    command = [sys.executable, "-m", "chassis.migrations", "collections", verb]
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_migration_goes_up_down_and_up_again(bare_database: Callable[[str], Database]) -> None:
    database = bare_database("collections")
    for verb in ("upgrade", "downgrade", "upgrade"):
        migrate(database, verb)
